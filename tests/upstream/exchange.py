"""One question to a service and its answer, free of sockets."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import TypeVar

T = TypeVar("T")
JSON_TYPE = "application/json;charset=utf-8"
XML_TYPE = "text/xml; charset=UTF-8"
NONE: Mapping[str, str] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Question:
    """A request: `path` still percent-encoded, `fields` from the query and a form body together.

    `base` is the address of this server (`http://127.0.0.1:8080`), for redirects; `target` the path
    with its query; `twist` says how a batch is to be disarranged (see `twisted`).
    """

    method: str
    path: str
    fields: Mapping[str, tuple[str, ...]]
    headers: Mapping[str, str] = field(default_factory=lambda: NONE)
    base: str = ""
    target: str = ""
    twist: str = ""

    def value(self, name: str, default: str = "") -> str:
        return self.fields.get(name, (default,))[-1]

    def number(self, name: str, default: int) -> int:
        value = self.value(name)
        return int(value) if value.isascii() and value.isdigit() else default


@dataclass(frozen=True, slots=True)
class Answer:
    status: int = 200
    body: bytes = b""
    content_type: str = JSON_TYPE
    headers: Mapping[str, str] = field(default_factory=lambda: NONE)


def json_answer(value: object, status: int = 200, headers: Mapping[str, str] = NONE) -> Answer:
    written = json.dumps(value, ensure_ascii=False)
    # A lone surrogate can be sent as an escape, and has been.
    body = re.sub("[\ud800-\udfff]", lambda one: f"\\u{ord(one[0]):04x}", written).encode()
    return Answer(status, body, JSON_TYPE, headers)


def text_answer(
    text: str, status: int = 200, content_type: str = "text/plain; charset=UTF-8"
) -> Answer:
    return Answer(status, text.encode(), content_type)


def moved(location: str, status: int = 301) -> Answer:
    return Answer(status, b"", "text/html", {"Location": location})


def twisted(items: Sequence[T], twist: str, pool: Sequence[T]) -> list[T]:
    """A batch as a misbehaving service would give it: `pool` is everything it has.

    `reversed` changes the order, `doubled` gives each item twice, `fewer` loses the last one,
    `extra` adds one that nobody asked for.
    """
    given = list(items)
    if twist == "reversed":
        given.reverse()
    elif twist == "doubled":
        given = [one for one in given for _ in range(2)]
    elif twist == "fewer":
        given = given[:-1]
    elif twist == "extra":
        given = [one for one in pool if one not in given][:1] + given
    return given


def too_many(limit: int, count: int) -> Answer:
    """NCBI's refusal of a client that asks too often."""
    return json_answer(
        {"error": "API rate limit exceeded", "api-key": "127.0.0.1", "count": str(count),
         "limit": str(limit)},
        429,
        {"Retry-After": "2", "X-RateLimit-Limit": str(limit), "X-RateLimit-Remaining": "0"},
    )  # fmt: skip
