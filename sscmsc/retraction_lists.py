"""Lists of retractions that a user has: the CSV of Retraction Watch, or a plain list of DOIs.

The CSV (https://gitlab.com/crossref/retraction-watch-data, some 70 MB) is read as a stream and
only the rows of works asked for are kept. Its columns go by their names; several values stand in
one, separated by semicolons; a PMID of 0 and a DOI `unavailable` are none. A row of another
nature than `Retraction` retracts nothing, and a later `Reinstatement` takes retractions back.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import suppress
from typing import BinaryIO, NamedTuple

from sscmsc.dates import PartialDate, checked_date
from sscmsc.errors import IdentifierError, InputError, Problem
from sscmsc.identifiers import DOI, PMID, Identifier, parse_doi, parse_pmid
from sscmsc.retraction import RETRACTION_WATCH, Notice
from sscmsc.retraction_signs import Level
from sscmsc.text import clean

_NATURES = {
    "retraction": Level.RETRACTED,
    "correction": Level.CORRECTED,
    "expression of concern": Level.CONCERN,
    "reinstatement": Level.REINSTATED,
}
_DOIS, _PMIDS = "originalpaperdoi", "originalpaperpubmedid"
_NEEDED = ("retractionnature",)
#: Names of the column of a table that is no Retraction Watch export but lists DOIs.
_DOI_COLUMNS = ("doi", "originalpaperdoi", "original paper doi", "dois")
#: Words of a column that holds the DOIs of notices, which are not those of the works.
_OF_NOTICES = frozenset({"retraction", "notice"})
_SEPARATORS = ",;\t"
#: Longest cell taken: the notes of an export run to some thousand characters.
CELL_LIMIT = 1_000_000
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_WITHDRAWN = re.compile(r"withdraw(?:n|al)|temporary removal", re.I)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*(?:/|%2F)[^\s\"]+", re.I)
#: A plain list says that a work is retracted, and no more; its source is named by its file.
LISTED = "list"
Opened = Callable[[], BinaryIO]


class Listed(NamedTuple):
    """What a list states of the works asked for, by their identifiers; how many rows it has;
    and a complaint for each line that could not be read (the first hundred)."""

    notices: Mapping[Identifier, tuple[Notice, ...]]
    rows: int
    problems: tuple[Problem, ...] = ()

    def about(self, identifiers: Iterable[Identifier]) -> tuple[Notice, ...]:
        """What is stated of the work that has any of these identifiers, each notice once."""
        found = (one for each in identifiers for one in self.notices.get(each, ()))
        return _standing(tuple(dict.fromkeys(found)))


class _Row(NamedTuple):
    works: tuple[Identifier, ...]
    notice: Notice


PROBLEMS = 100


def read_list(stream: BinaryIO, path: str, wanted: Collection[Identifier] | None = None) -> Listed:
    """What the list in `stream` states of the works in `wanted`, or of all where that is None.

    Raises `InputError` for a file that is neither a Retraction Watch export nor a list of DOIs.
    """
    notices: dict[Identifier, list[Notice]] = {}
    problems: list[Problem] = []
    count = 0
    for row in _rows(stream, path, problems):
        count += 1
        for one in row.works:
            if wanted is None or one in wanted:
                notices.setdefault(one, []).append(row.notice)
    if not count:
        raise InputError(
            f"{path}: no retraction in this file",
            hint="It must be the CSV of Retraction Watch, or hold a DOI a line.",
        )
    held = {one: tuple(dict.fromkeys(given)) for one, given in notices.items()}
    return Listed(held, count, tuple(problems))


def _rows(stream: BinaryIO, path: str, problems: list[Problem]) -> Iterator[_Row]:
    text = io.TextIOWrapper(stream, encoding="utf-8-sig", errors="replace", newline="")
    try:
        first = text.readline(CELL_LIMIT)
        parted = max(_SEPARATORS, key=first.count)
        cells = next(csv.reader([first.replace("\0", "")], delimiter=parted), [])
        head = [one.strip().casefold() for one in cells]
        if _DOIS in head and all(one in head for one in _NEEDED):
            yield from _exported(_table(text, path, parted), head, path, problems)
        elif not _DOI.search(first) and (place := _doi_column(head)) is not None:
            column = (row[place] for row in _table(text, path, parted) if len(row) > place)
            yield from _plain(column, 2, path, problems)
        else:
            yield from _plain(_lines(first, text), 1, path, problems)
    finally:
        text.detach()


def _doi_column(head: list[str]) -> int | None:
    """Where the DOIs of works stand in a table, by the name of the column."""
    if (exact := next((one for one in _DOI_COLUMNS if one in head), None)) is not None:
        return head.index(exact)
    for place, name in enumerate(head):
        words = set(re.findall(r"[a-z]+", name))
        if len(words) <= 3 and words & {"doi", "dois"} and not words & _OF_NOTICES:
            return place
    return None


def _lines(first: str, rest: Iterable[str]) -> Iterator[str]:
    yield first
    yield from rest


def _table(text: Iterable[str], path: str, parted: str) -> Iterator[list[str]]:
    limit = csv.field_size_limit(CELL_LIMIT)
    try:
        yield from csv.reader((one.replace("\0", "") for one in text), delimiter=parted)
    except csv.Error as error:
        raise InputError(f"{path}: no CSV that can be read: {error}") from None
    finally:
        csv.field_size_limit(limit)


def _exported(
    table: Iterable[list[str]], head: list[str], path: str, problems: list[Problem]
) -> Iterator[_Row]:
    """The rows of a Retraction Watch export; one of an unknown nature is left out and told."""
    place = {name: at for at, name in reversed(tuple(enumerate(head)))}

    def cell(row: list[str], name: str) -> str:
        at = place.get(name, len(row))
        return row[at].strip() if at < len(row) else ""

    for number, row in enumerate(table, start=2):
        nature = cell(row, "retractionnature").casefold()
        level = _NATURES.get(nature)
        if level is None:
            if nature:
                _complain(problems, path, number, f"'{clean(nature, 40)}' is no known nature")
            continue
        works: list[Identifier] = [*_dois(cell(row, _DOIS)), *_pmids(cell(row, _PMIDS))]
        reason = clean(cell(row, "reason").replace("+", "").strip("; "), 300)
        if level is Level.RETRACTED and _WITHDRAWN.search(cell(row, "title")[:40]):
            level = Level.WITHDRAWN
        notice = Notice(
            level, (RETRACTION_WATCH,),
            next(iter(_pmids(cell(row, "retractionpubmedid"))), None),
            next(iter(_dois(cell(row, "retractiondoi"))), None),
            _date(cell(row, "retractiondate")), reason=reason,
        )  # fmt: skip
        yield _Row(tuple(works), notice)


def _plain(lines: Iterable[str], start: int, path: str, problems: list[Problem]) -> Iterator[_Row]:
    """The DOIs of each line, bare, labelled, as an address or among other cells; empty lines and
    those after # are passed."""
    notice = Notice(Level.RETRACTED, (LISTED,))
    good = bad = 0
    for number, line in enumerate(lines, start=start):
        written = line.strip().strip("\"',;")
        if not written or written.startswith("#"):
            continue
        found = _found(written)
        good += bool(found)
        bad += not found
        if found:
            yield _Row(found, notice)
        else:
            _complain(problems, path, number, f"'{clean(written, 60)}' is no DOI")
    if bad > good:
        raise InputError(
            f"{path}: {bad} of its lines are no DOI: no list of retractions",
            hint="It must be the CSV of Retraction Watch, or hold a DOI a line.",
        )


def _found(written: str) -> tuple[DOI, ...]:
    """The DOIs within a line. A comma or semicolon may part two cells or belong to the DOI, so
    that what stands before it counts, too: a DOI cut short is none of another work."""
    found: dict[DOI, None] = {}
    for one in _DOI.findall(written):
        for form in (one, *(one[: at.start()] for at in re.finditer(r"[,;|]", one))):
            with suppress(IdentifierError):
                found[parse_doi(form)] = None
    return tuple(found)


def _complain(problems: list[Problem], path: str, line: int, message: str) -> None:
    if len(problems) < PROBLEMS:
        problems.append(Problem(path, line, message))


def _dois(cell: str) -> Iterator[DOI]:
    """The DOIs of a cell. A semicolon parts two only before another: a SICI holds one, too."""
    for part in re.split(r";\s*(?=10\.|https?:|doi:|$)", cell, flags=re.I):
        try:
            if part.strip():
                yield parse_doi(part)
        except IdentifierError:
            continue


def _pmids(cell: str) -> Iterator[PMID]:
    for part in cell.split(";"):
        try:
            if part.strip():
                yield parse_pmid(part)
        except IdentifierError:
            continue


def _date(cell: str) -> PartialDate | None:
    if (found := _DATE.match(cell)) is not None:
        return checked_date(int(found[3]), int(found[1]), int(found[2]))
    if (found := _ISO.match(cell)) is not None:
        return checked_date(int(found[1]), int(found[2]), int(found[3]))
    return None


def _standing(notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    """The notices without retractions that a later reinstatement took back."""
    back = [one.date for one in notices if one.level is Level.REINSTATED and one.date]
    if not back:
        return notices
    latest = max(back)
    gone = (Level.RETRACTED, Level.WITHDRAWN, Level.CONCERN)
    return tuple(
        one for one in notices if one.level not in gone or (one.date and latest < one.date)
    )
