"""The journals that works appeared in, under one name each."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.likeness import journal_key
from sscmsc.record import Container


class Journal(NamedTuple):
    """A journal: its `name` as NLM abbreviates it, else as most works have it; its full title,
    ISSNs, and works by year; `cited` counts each of these once for every held list that cites
    it."""

    name: str
    title: str
    issns: tuple[str, ...]
    works: tuple[Entry, ...]
    cited: int

    @property
    def years(self) -> tuple[int, int] | None:
        """The first and the last year of its works."""
        known = [one.record.year for one in self.works if one.record.year]
        return (min(known), max(known)) if known else None


#: Kinds of works whose container is no journal.
_BOOKS = frozenset({"book", "chapter", "report", "thesis", "webpage", "software", "dataset"})


def find_journals(library: Library, entries: Sequence[Entry]) -> tuple[Journal, ...]:
    """The journals of works, that of most works first.

    Two names are of one journal where they share an ISSN or NLM's number, or are the same but
    for accents, stop words and what stands in brackets; an abbreviation and a title alone are
    not joined, since several journals abbreviate alike.
    """
    root: dict[str, str] = {}
    first: dict[str, str] = {}
    groups: dict[str, list[Entry]] = {}
    for entry in entries:
        marks = _marks(entry)
        for one in marks:
            root.setdefault(one, one)
            _join(root, marks[0], one)
        if marks:
            first[entry.citekey] = marks[0]
    for entry in entries:
        if entry.citekey in first:
            groups.setdefault(_root(root, first[entry.citekey]), []).append(entry)
    found = [_journal(library, works) for works in groups.values()]
    return tuple(sorted(found, key=lambda one: (-len(one.works), one.name.casefold(), one.name)))


def _marks(entry: Entry) -> list[str]:
    container = entry.record.container
    if container is None or entry.record.kind in _BOOKS:
        return []
    marks = [f"issn {one}" for one in _issns(container)]
    marks += [f"nlm {container.nlm_id}"] if container.nlm_id else []
    names = (container.title, container.nlm_abbreviation, container.iso_abbreviation)
    return [*marks, *(f"name {key}" for one in names if one and (key := journal_key(one)))]


def _issns(container: Container) -> Iterable[str]:
    found = (container.issn_linking, container.issn_print, container.issn_electronic)
    return dict.fromkeys(one for one in found if one)


def _root(root: dict[str, str], one: str) -> str:
    while root[one] != one:
        root[one] = root[root[one]]
        one = root[one]
    return one


def _join(root: dict[str, str], one: str, other: str) -> None:
    root[_root(root, other)] = _root(root, one)


def _journal(library: Library, works: Sequence[Entry]) -> Journal:
    containers = [one.record.container for one in works if one.record.container is not None]
    short = _commonest(one.nlm_abbreviation for one in containers)
    short = short or _commonest(one.short for one in containers)
    return Journal(
        short,
        _commonest(one.title for one in containers) or short,
        tuple(sorted({issn for one in containers for issn in _issns(one)})),
        tuple(sorted(works, key=lambda one: (one.record.year or 9999, one.citekey))),
        sum(len(library.cited_by(one.citekey)) for one in works),
    )


def _commonest(names: Iterable[str | None]) -> str:
    counts = Counter(one for one in names if one)
    return min(counts, key=lambda one: (-counts[one], -len(one), one), default="")
