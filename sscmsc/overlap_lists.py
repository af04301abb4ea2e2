"""The works that reviews include, from their reference lists, under stated assumptions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sscmsc.completeness import completeness
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.overlap import Grid, make_grid
from sscmsc.record import Record
from sscmsc.reference import Reference

#: Designs of works that report no study of their own.
SECONDARY = frozenset(
    {"systematic review", "meta-analysis", "guideline", "narrative review", "protocol",
     "editorial", "letter"}
)  # fmt: skip


class Assumptions(NamedTuple):
    """What counts as a work that a review includes.

    `designs` are those counted, None for all; with `primary`, works of a `SECONDARY` design do
    not count. With `by_trial` all reports of one registered trial are one work. With
    `mask_newer` a work that appeared after a review is none that it left out.
    """

    designs: frozenset[str] | None = None
    primary: bool = False
    by_trial: bool = False
    mask_newer: bool = False


@dataclass(frozen=True, slots=True)
class Listed:
    """A review and its list: how many `lines` it has, how many count as works, how many name
    none (`unidentified`), are of a design that does not count (`other_design`) or of unknown
    design (`no_design`); `short_of` is how many lines a source states that are not held."""

    citekey: str
    date: PartialDate | None
    lines: int
    works: int
    unidentified: int
    other_design: int
    no_design: int
    short_of: int

    @property
    def is_unknown(self) -> bool:
        """Whether no work counts, and any line might be one that does."""
        return not self.works and bool(self.unidentified or self.no_design or self.short_of)


@dataclass(frozen=True, slots=True)
class Inclusions:
    """What reviews include: the grid, each review's list, the `titles` of works by their name
    in the grid, and how many cells hold a work that is newer than the review."""

    grid: Grid
    lists: tuple[Listed, ...]
    titles: Mapping[str, str]
    newer: int
    assumptions: Assumptions


def include(
    library: Library, reviews: Sequence[Entry], assumptions: Assumptions | None = None
) -> Inclusions:
    """What reviews include. A work is named by its citekey, one that is not held by its
    identifier; a line that names none is compared with nothing, and a review of which no work
    is known is in no figure."""
    asked = assumptions or Assumptions()
    names = WorkNames(library, [line for one in reviews for line in lines_of(one)], asked.by_trial)
    included: dict[str, frozenset[str]] = {}
    lists: list[Listed] = []
    for review in reviews:
        works, listed = _read(library, review, names, asked)
        if not listed.is_unknown:
            included[review.citekey] = works
        lists.append(listed)
    dates = {one.citekey: one.date for one in lists if one.citekey in included}
    newer = _newer(included, dates, names)
    grid = make_grid(included, newer if asked.mask_newer else None)
    cells = sum(len(newer[key] - works) for key, works in included.items())
    titles = {work: names.titles.get(work, work) for work in grid.works}
    return Inclusions(grid, tuple(lists), titles, cells, asked)


def closed_on(record: Record) -> PartialDate | None:
    """The day up to which a work can have known others: when it was accepted, else when it
    appeared first."""
    accepted = [one.date for one in record.history if one.status == "accepted"]
    return min(accepted, default=None) or appeared(record)


def appeared(record: Record) -> PartialDate | None:
    """When a work appeared first, in print or online."""
    return min((one for one in (record.issued, record.online) if one is not None), default=None)


def is_after(one: PartialDate, other: PartialDate) -> bool:
    """Whether a date is certainly later than another, as far as both are known."""
    if one.year != other.year:
        return one.year > other.year
    if one.month is None or other.month is None or one.month != other.month:
        return bool(one.month and other.month and one.month > other.month)
    return bool(one.day and other.day and one.day > other.day)


def lines_of(review: Entry) -> tuple[Reference, ...]:
    """The lines of a work's reference list, none where it has no list."""
    return review.references.references if review.references else ()


def _read(
    library: Library, review: Entry, names: WorkNames, asked: Assumptions
) -> tuple[frozenset[str], Listed]:
    works: set[str] = set()
    unidentified = other = unknown = 0
    for line in lines_of(review):
        work = names.of_line(line)
        if work is None:
            unidentified += 1
            continue
        counts = _counts(library.entries.get(line.citekey or ""), asked)
        if counts:
            works.add(work)
        elif counts is None:
            unknown += 1
        else:
            other += 1
    held = review.references
    return frozenset(works), Listed(
        review.citekey, closed_on(review.record), len(lines_of(review)), len(works), unidentified,
        other, unknown, completeness(held, library).short_of if held else 0,
    )  # fmt: skip


def _counts(entry: Entry | None, asked: Assumptions) -> bool | None:
    """Whether a work is of a design that counts; None where its design is not known."""
    if asked.designs is None and not asked.primary:
        return True
    designs = entry.values("design") if entry is not None else ()
    if not designs:
        return None
    if asked.primary and not SECONDARY.isdisjoint(designs):
        return False
    return asked.designs is None or not asked.designs.isdisjoint(designs)


def _newer(
    included: Mapping[str, frozenset[str]],
    dates: Mapping[str, PartialDate | None],
    names: WorkNames,
) -> dict[str, frozenset[str]]:
    """Of all works, those that appeared after each review was closed."""
    works = frozenset[str]().union(*included.values())
    known = [(one, names.dates[one]) for one in works if one in names.dates]
    return {
        review: frozenset(
            work for work, date in known if closed is not None and is_after(date, closed)
        )
        for review, closed in dates.items()
    }


class WorkNames:
    """One name for each work that lines cite: its citekey, or an identifier of one not held.

    Lines that are not resolved are of one work where they share an identifier, if only by way
    of a third line; with `by_trial` works with a registration in common are one.
    """

    def __init__(self, library: Library, lines: Sequence[Reference], by_trial: bool) -> None:
        self._held = frozenset(line.citekey for line in lines if line.citekey in library)
        self._parents: dict[str, str] = {}
        self.titles: dict[str, str] = {}
        self.dates: dict[str, PartialDate] = {}
        for line in lines:
            first, *others = self._names(line) or ("",)
            for other in others:
                self._join(first, other)
        if by_trial:
            self._join_trials(library)
        for line in lines:
            if (work := self.of_line(line)) is not None:
                self._describe(work, line, library.entries.get(line.citekey or ""))

    def of_line(self, line: Reference) -> str | None:
        """The name of the work that a line cites."""
        names = self._names(line)
        return self._root(names[0]) if names else None

    def _names(self, line: Reference) -> tuple[str, ...]:
        if line.citekey in self._held and line.citekey is not None:
            return (line.citekey,)
        return tuple(f"{one.scheme}:{one.value}" for one in line.identifiers)

    def _describe(self, work: str, line: Reference, entry: Entry | None) -> None:
        if entry is not None:
            title, date = str(entry.record.shown_title or ""), appeared(entry.record)
        else:
            title, year = line.cited.title or line.shown, line.cited.year
            date = PartialDate(year) if year else None
        self.titles.setdefault(work, title)
        if date is not None:
            self.dates[work] = min(date, self.dates.get(work, date))

    def _join_trials(self, library: Library) -> None:
        first: dict[str, str] = {}
        for key in sorted(self._held - {None}, key=str):
            for trial in library.entries[str(key)].values("trial"):
                self._join(first.setdefault(trial, str(key)), str(key))

    def _root(self, name: str) -> str:
        while (parent := self._parents.get(name, name)) != name:
            name = parent
        return name

    def _join(self, one: str, other: str) -> None:
        roots = {self._root(one), self._root(other)}
        first, *more = sorted(roots, key=lambda name: (name not in self._held, name))
        for second in more:
            self._parents[second] = first
