"""What a query means once its fields and values are known, and whether a card meets it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from sscmsc.query_marks import BITS
from sscmsc.query_words import BOUNDARY, NAMES, TEXTS, without_ending

if TYPE_CHECKING:
    from sscmsc.query_card import Card


class Words(NamedTuple):
    """A phrase in any of these columns of the full text; without columns, in any but
    those of `query_words.NAMED`.

    With `begun` its last word may go on. With `whole` nothing else stands in the column, or in
    one of the values there; with both, nothing before it.
    """

    phrase: tuple[str, ...]
    columns: tuple[str, ...] = ()
    begun: bool = False
    whole: bool = False


class Named(NamedTuple):
    """An author's name that has each of these words, as they are or, with `begun`, as the
    beginnings of its words; in any order."""

    words: tuple[str, ...]
    begun: bool = True


class Among(NamedTuple):
    """One of these values in a field."""

    field: str
    values: frozenset[str]


class Like(NamedTuple):
    """A value of a field that reads so in ASCII lower case; `*` stands for any characters."""

    field: str
    pattern: str


class Within(NamedTuple):
    """A number of a field within a range, its ends included; None leaves an end open.

    The field `cites` counts the held works that cite an entry.
    """

    field: str
    low: int | None = None
    high: int | None = None


class AnyValue(NamedTuple):
    """Any value of a facet."""

    field: str


class Marked(NamedTuple):
    """A bit of the marks: `is:retracted`, `has:abstract`."""

    name: str


class Keyed(NamedTuple):
    """One of these citekeys."""

    citekeys: frozenset[str]


class CitedBy(NamedTuple):
    """Cited by the entry of this citekey."""

    citekey: str


class Citing(NamedTuple):
    """Citing the entry of this citekey."""

    citekey: str


class Both(NamedTuple):
    """All of these; without any, everything."""

    checks: tuple[Check, ...] = ()


class Either(NamedTuple):
    """Any of these; without any, nothing."""

    checks: tuple[Check, ...] = ()


class Without(NamedTuple):
    """What does not meet the check."""

    check: Check


Check = (
    Words | Named | Among | Like | Within | AnyValue | Marked | Keyed | CitedBy | Citing
    | Both | Either | Without
)  # fmt: skip

EVERYTHING = Both()
NOTHING = Either()


def matches(check: Check, card: Card) -> bool:
    """Whether an entry meets a check."""
    match check:
        case Both(checks):
            return all(matches(one, card) for one in checks)
        case Either(checks):
            return any(matches(one, card) for one in checks)
        case Without(inner):
            return not matches(inner, card)
        case Words():
            columns = check.columns or (*TEXTS, *NAMES)
            return any(_holds(card.words.get(name, ""), check) for name in columns)
        case Named(words, begun):
            return any(is_named(words, name, begun=begun) for name in card.names)
        case Among(field, values):
            return not values.isdisjoint(card.values.get(field, ()))
        case Like(field, pattern):
            wanted = pattern_of(pattern)
            return any(wanted.fullmatch(ascii_lower(one)) for one in card.values.get(field, ()))
        case Within(field, low, high):
            numbers = (len(card.cited_by),) if field == "cites" else card.numbers.get(field, ())
            return any(
                (low is None or low <= one) and (high is None or one <= high) for one in numbers
            )
        case AnyValue(field):
            return bool(card.values.get(field))
        case Marked(name):
            return bool(card.marks & BITS[name])
        case Keyed(citekeys):
            return card.citekey in citekeys
        case CitedBy(citekey):
            return citekey in card.cited_by
        case Citing(citekey):
            return citekey in card.cites


def phrases(check: Words) -> tuple[tuple[tuple[str, ...], bool], ...]:
    """The phrases of which any must stand in a column, and whether the last word of each may
    go on."""
    *first, last = check.phrase
    found = [((*first, last), check.begun)]
    if check.begun:
        found += [((*first, other), False) for other in without_ending(last)]
    if check.whole:
        end = () if check.begun else (BOUNDARY,)
        found = [((BOUNDARY, *words, *end), begun) for words, begun in found]
    return tuple(found)


def pattern_of(pattern: str) -> re.Pattern[str]:
    """The regular expression of a `Like`."""
    return re.compile(".*".join(map(re.escape, pattern.split("*"))), re.S)


def ascii_lower(text: str) -> str:
    """Text with the letters A to Z in lower case, as SQLite's `lower` makes it."""
    return text.translate(_LOWER)


_LOWER = {upper: upper + 32 for upper in range(ord("A"), ord("Z") + 1)}


def _holds(text: str, check: Words) -> bool:
    if not text:
        return False
    spaced = f" {text} "
    for words, begun in phrases(check):
        wanted = " ".join(words)
        if (f" {wanted}" if begun else f" {wanted} ") in spaced:
            return True
    return False


def is_named(words: Sequence[str], name: Sequence[str], *, begun: bool) -> bool:
    if begun:
        return all(any(one.startswith(word) for one in name) for word in words)
    return all(word in name for word in words)
