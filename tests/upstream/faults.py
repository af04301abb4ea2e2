"""How the server is told to fail: rules that pick requests and say what becomes of the answer."""

from __future__ import annotations

import random
import threading
from collections.abc import Mapping
from dataclasses import dataclass, replace

from tests.upstream.exchange import Answer, text_answer, too_many

#: What may happen to an answer:
#: status      the status given, with `retry_after` as its Retry-After
#: delay       the right answer after `seconds`
#: drip        the right answer in small pieces over `seconds`
#: drop        the connection closed without a byte
#: truncated   half the body under the full Content-Length, then closed
#: cut         half the body under its own Content-Length: complete HTTP, incomplete JSON or XML
#: html        a maintenance page with status 200
#: type        the right body under `text/html`
#: empty       status 200 and no body
#: gzip        a body that says it is gzip and is not
#: rate        NCBI's answer to too many requests (429, Retry-After 2)
#: large       the right body followed by `seconds` million blanks
#: reversed, doubled, fewer, extra   a batch disarranged
KINDS = (
    "status", "delay", "drip", "drop", "truncated", "cut", "html", "type", "empty", "gzip", "rate",
    "large", "reversed", "doubled", "fewer", "extra",
)  # fmt: skip
TWISTS = frozenset({"reversed", "doubled", "fewer", "extra"})


@dataclass(frozen=True, slots=True)
class Fault:
    """A rule: which requests it hits and what happens to them.

    `role` is the service (one of `server.ROLES`; empty: any) and
    `path` a part of the request's path and query. Of the requests so picked, `nth` (from 1) is
    hit, or each with `probability`; with neither, every one. `times` ends the rule after so many
    hits (0: never).
    """

    kind: str
    role: str = ""
    path: str = ""
    nth: int = 0
    probability: float = 0.0
    times: int = 0
    status: int = 503
    seconds: float = 1.0
    retry_after: str = ""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise ValueError(f"no fault is called {self.kind!r}; there are {', '.join(KINDS)}")


def parse_fault(fields: Mapping[str, tuple[str, ...]]) -> Fault:
    """The rule in the query of `/_faults`; raises ValueError."""
    given = {name: values[-1] for name, values in fields.items()}
    return Fault(
        kind=given.get("kind", "status"),
        role=given.get("role", ""),
        path=given.get("path", ""),
        nth=int(given.get("nth", "0")),
        probability=float(given.get("probability", "0")),
        times=int(given.get("times", "0")),
        status=int(given.get("status", "503")),
        seconds=float(given.get("seconds", "1")),
        retry_after=given.get("retry_after", ""),
    )


_DOWN_PAGE = "<!DOCTYPE html><html><body><h1>The service is being maintained</h1></body></html>"


class Faults:
    """The rules in force; the first that hits a request decides. Same seed, same hits."""

    def __init__(self, *rules: Fault, seed: int = 0) -> None:
        self._lock = threading.Lock()
        self._random = random.Random(seed)
        self._rules: list[Fault] = list(rules)
        self._seen: list[int] = [0] * len(rules)
        self._hits: list[int] = [0] * len(rules)

    def add(self, *rules: Fault) -> None:
        with self._lock:
            for rule in rules:
                self._rules.append(rule)
                self._seen.append(0)
                self._hits.append(0)

    def clear(self, seed: int = 0) -> None:
        with self._lock:
            self._rules, self._seen, self._hits = [], [], []
            self._random = random.Random(seed)

    @property
    def hits(self) -> int:
        """How many requests were made to fail since the rules were last cleared."""
        with self._lock:
            return sum(self._hits)

    def hit(self, role: str, target: str) -> Fault | None:
        with self._lock:
            for place, rule in enumerate(self._rules):
                if (rule.role and rule.role != role) or rule.path not in target:
                    continue
                self._seen[place] += 1
                if rule.times and self._hits[place] >= rule.times:
                    continue
                if rule.nth and rule.nth != self._seen[place]:
                    continue
                if rule.probability and self._random.random() >= rule.probability:
                    continue
                self._hits[place] += 1
                return rule
        return None


def spoiled(answer: Answer, fault: Fault) -> Answer:
    """The answer as a rule makes it; what happens on the wire is not seen here."""
    headers = {"Retry-After": fault.retry_after} if fault.retry_after else {}
    match fault.kind:
        case "status":
            return Answer(fault.status, b"Service Unavailable", "text/plain", headers)
        case "rate":
            return too_many(3, 4)
        case "cut":
            return replace(answer, body=answer.body[: len(answer.body) // 2])
        case "html":
            return text_answer(_DOWN_PAGE, 200, "text/html; charset=UTF-8")
        case "type":
            return replace(answer, content_type="text/html; charset=UTF-8")
        case "empty":
            return replace(answer, body=b"")
        case "gzip":
            return replace(answer, headers={**answer.headers, "Content-Encoding": "gzip"})
        case "large":
            return replace(answer, body=answer.body + b" " * int(fault.seconds * 1_000_000))
        case _:
            return answer
