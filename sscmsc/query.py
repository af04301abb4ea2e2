"""Which entries a command is about: options and terms to a predicate over index rows; sorting."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from sscmsc.errors import InputError
from sscmsc.index import Row
from sscmsc.text import folded

# Letters that have no unaccented form of their own in Unicode, as people type them.
_TYPED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "æ": "ae", "œ": "oe", "ı": "i", "þ": "th", "ð": "d"}
)
_YEARS = re.compile(r"(\d{4})?\s*[-–:]\s*(\d{4})?|(\d{4})")


class Query(NamedTuple):
    """What an entry must be, all of it: an empty query takes every entry.

    Each of `diseases` and `therapies` is a set of values of which one must be there (a value
    and its narrower ones). `years` is an inclusive range, either end open. Each of `authors`
    is a name, folded, whose words must begin words of one author's name, in any order; `words`
    must stand in title, journal, authors or citekey; `cited_by` are citekeys of reviews that
    must cite the entry.
    """

    diseases: tuple[frozenset[str], ...] = ()
    therapies: tuple[frozenset[str], ...] = ()
    years: tuple[int | None, int | None] | None = None
    authors: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    citekeys: frozenset[str] | None = None

    def matches(self, row: Row) -> bool:
        """Whether an entry is one the query asks for."""
        if self.citekeys is not None and row.citekey not in self.citekeys:
            return False
        if any(wanted.isdisjoint(row.diseases) for wanted in self.diseases):
            return False
        if any(wanted.isdisjoint(row.therapies) for wanted in self.therapies):
            return False
        if any(key not in row.cited_by for key in self.cited_by):
            return False
        if self.years is not None and not _within(row.year, self.years):
            return False
        return self._names_match(row)

    def _names_match(self, row: Row) -> bool:
        if self.authors:
            names = [f" {compared(name)}" for name in row.authors]
            if not all(any(is_named(asked, name) for name in names) for asked in self.authors):
                return False
        if self.words:
            held = compared(" ".join((row.citekey, row.title, row.journal or "", *row.authors)))
            return all(word in held for word in self.words)
        return True


def is_named(asked: str, name: str) -> bool:
    """Whether each word of `asked` begins a word of a name; `name` starts with a blank."""
    return all(f" {word}" in name for word in asked.split())


def compared(text: str) -> str:
    """Text as it is compared: folded, in letters that every keyboard has."""
    return folded(text).translate(_TYPED)


def spelt(text: str) -> str:
    """The words of a text that are typed otherwise than written, as they are typed."""
    if text.isascii():
        return ""
    words = dict.fromkeys(re.findall(r"[^\W_]+", text.casefold()))
    return " ".join(typed for word in words if (typed := word.translate(_TYPED)) != word)


def parse_years(text: str) -> tuple[int | None, int | None]:
    """`2015-2022`, `2015-`, `-2022` or `2018` as an inclusive range. Raises `InputError`."""
    found = _YEARS.fullmatch(text.strip())
    if found is None or not found.group(0).strip("-–: "):
        raise InputError(
            f"'{text}' is no year or range of years", hint="Write 2018, 2015-2022, 2015- or -2022."
        )
    first, last, single = found.groups()
    if single:
        return int(single), int(single)
    low, high = (int(first) if first else None), (int(last) if last else None)
    if low is not None and high is not None and low > high:
        raise InputError(f"the range {text} runs backwards", hint=f"Write {high}-{low}.")
    return low, high


def _within(year: int | None, years: tuple[int | None, int | None]) -> bool:
    low, high = years
    return year is not None and (low is None or year >= low) and (high is None or year <= high)


def _by_citekey(row: Row) -> tuple[object, ...]:
    return (row.citekey.casefold(), row.citekey)


#: What `--sort` takes: the name and the sort key, missing values last.
SORTS: Mapping[str, Callable[[Row], tuple[object, ...]]] = {
    "citekey": _by_citekey,
    "year": lambda row: (row.year is None, row.year or 0),
    "author": lambda row: (row.first_author is None, compared(row.first_author or "")),
    "title": lambda row: (not row.title, compared(row.title)),
    "journal": lambda row: (row.journal is None, compared(row.journal or "")),
    "cited": lambda row: (len(row.cited_by),),
}


def sort_rows(rows: Iterable[Row], order: str = "citekey") -> list[Row]:
    """Rows in the order named in `SORTS`, downwards with a leading `-`; ties by citekey.

    Raises `InputError` for another name.
    """
    name = order.removeprefix("-")
    if name not in SORTS:
        raise InputError(f"cannot sort by '{name}'", hint=f"Sort by {', '.join(SORTS)}.")
    by_key = sorted(rows, key=_by_citekey)
    if not order.startswith("-"):
        return sorted(by_key, key=SORTS[name])
    missing = [row for row in by_key if _is_missing(name, row)]
    rest = [row for row in by_key if not _is_missing(name, row)]
    return [*sorted(rest, key=SORTS[name], reverse=True), *missing]


def _is_missing(name: str, row: Row) -> bool:
    return SORTS[name](row)[0] is True


def select(rows: Iterable[Row], query: Query) -> list[Row]:
    """The rows a query asks for, in the order given."""
    return [row for row in rows if query.matches(row)]


def folded_words(texts: Sequence[str]) -> tuple[str, ...]:
    """Words as `Query.authors` and `Query.words` hold them."""
    return tuple(word for text in texts if (word := compared(text)))
