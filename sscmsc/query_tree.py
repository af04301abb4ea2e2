"""A query as a tree: terms, joined by all, any and not; and the tree as text again."""

from __future__ import annotations

import re
from dataclasses import dataclass
from dataclasses import field as made
from typing import NamedTuple

#: A value that needs no quotes: brackets only in pairs, as in `10.1016/s0140-6736(02)08567-1`.
WORD = r"[^\s\"“”„()]+(?:\([^\s\"“”„()]*\)[^\s\"“”„()]*)*"
#: The name of a field, and how a term compares it with a value. The colon of a title has a
#: blank behind it, that of an address two slashes.
HEAD = r"([^\W\d_][\w-]*)(:?(?:[<>!]?=|[<>≤≥≠])|:(?!\s|\)|\Z|//))"
#: What excludes before a term: hyphen, and what word processors make of it.
DASHES = "-−–"

_BARE = re.compile(WORD)
_OPERATOR = re.compile(r"and|or|not", re.I)
_STARTS = re.compile(rf"{HEAD}|[{DASHES}](?:\S|$)|@[\w.-]")


class Place(NamedTuple):
    """Where something stands in the text of a query, in characters; `end` is after it."""

    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Term:
    """One thing asked: a value of a field, or words anywhere where `field` is empty.

    `relation` is `:`, which takes narrower values and parts too, or `=`, `!=`, `>=`, `<=`,
    `>`, `<`. `quoted` says that the value stood in quotes, where every character is what it
    is. `place` is that of the whole term, `at` that of its value.
    """

    value: str
    field: str = ""
    relation: str = ":"
    quoted: bool = False
    place: Place = made(default=Place(), compare=False)
    at: Place = made(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class Saved:
    """A query of the library's own, by its name."""

    name: str
    place: Place = made(default=Place(), compare=False)


@dataclass(frozen=True, slots=True)
class All:
    """What all parts ask; without parts, everything."""

    parts: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class AnyOf:
    """What any of two or more parts asks."""

    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """What the part does not ask."""

    part: Tree


Tree = Term | Saved | All | AnyOf | Not


def write_query(tree: Tree) -> str:
    """A tree as text that parses to the same tree."""
    if isinstance(tree, Term):
        return _term(tree)
    if isinstance(tree, Saved):
        return f"@{tree.name}"
    if isinstance(tree, Not):
        return f"-{_bracketed(tree.part, (All, AnyOf, Not))}"
    if isinstance(tree, AnyOf):
        return " OR ".join(_bracketed(part, (AnyOf,)) for part in tree.parts)
    return " ".join(_bracketed(part, (All, AnyOf)) for part in tree.parts)


def in_quotes(value: str) -> str:
    """A value in quotes, with those in it escaped."""
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'


def is_bare(value: str, field: str = "") -> bool:
    """Whether a value reads back as one value without quotes."""
    if not _BARE.fullmatch(value):
        return False
    if field:
        # `disease://` would be read as the beginning of an address.
        return value[0] not in "=<>≤≥≠" and not value.startswith("//")
    return _STARTS.match(value) is None and _OPERATOR.fullmatch(value) is None


def _bracketed(tree: Tree, kinds: tuple[type, ...]) -> str:
    written = write_query(tree)
    return f"({written})" if isinstance(tree, kinds) else written


def _term(term: Term) -> str:
    plain = not term.quoted and is_bare(term.value, term.field)
    value = term.value if plain else in_quotes(term.value)
    return f"{term.field}{term.relation}{value}" if term.field else value
