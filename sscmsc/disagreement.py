"""Where sources disagree about a held work, the sides remembered of those not asked again."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from sscmsc.dates import PartialDate
from sscmsc.entry import Conflict, Entry
from sscmsc.identifiers import PMCID
from sscmsc.merge_conflicts import find_conflicts
from sscmsc.merge_fields import rank
from sscmsc.record import Container, Person, Record
from sscmsc.text import literal

#: A source of which many statements meet in one entry, each as good as the others.
CITATION = "citation"

_PMCID = re.compile(r"PMC[1-9]\d{0,9}", re.ASCII)


def disagreements(
    held: Entry,
    record: Record,
    stated: Iterable[Record],
    answered: Collection[str],
    own: Collection[str],
) -> tuple[Conflict, ...]:
    """Where the statements of a work disagree with the record made of them.

    `stated` are those at hand, of which the sources `answered` are new. The other sides of
    older conflicts of `held` count too, as they were put then. Fields of the user's `own`
    have no conflicts.
    """
    older = [
        (conflict.field, source, text)
        for conflict in held.conflicts
        for source, text in conflict.values
        if source not in answered or source == CITATION
    ]
    remembered = [one for side in older if (one := side_record(*side)) is not None]
    sides = sorted((*stated, *remembered), key=lambda one: (rank(one.source), one.source))
    told = {(field, source): text for field, source, text in older if source != CITATION}
    before = {conflict.field: conflict for conflict in held.conflicts}
    now = (
        _as_told(conflict, told)
        for conflict in find_conflicts(record, sides)
        if conflict.field not in own
    )
    return tuple(
        known if (known := before.get(one.field)) and _adds_nothing(one, known) else one
        for one in now
    )


def _adds_nothing(conflict: Conflict, older: Conflict) -> bool:
    """Whether the only news is who else gives a value that was known."""
    known = {text.casefold() for _, text in older.values}
    return (
        conflict.kept == older.kept
        and set(conflict.values).issuperset(older.values)
        and all(text.casefold() in known for _, text in conflict.values)
    )


def _as_told(conflict: Conflict, told: Mapping[tuple[str, str], str]) -> Conflict:
    """A conflict with what each source stated in its own words, in the order of their ranks."""
    values = {
        (source, told.get((conflict.field, source), text)) for source, text in conflict.values
    }
    ordered = sorted(values, key=lambda one: (rank(one[0]), one))
    return replace(conflict, values=tuple(ordered))


def side_record(field: str, source: str, text: str) -> Record | None:
    """One side of an older conflict as a record, as far as its text tells."""
    blank = Record(source, "document")
    match field:
        case "pmcid" if _PMCID.fullmatch(text):
            return replace(blank, pmcid=PMCID(text))
        case "title":
            return replace(blank, title=literal(text))
        case "authors":
            family, _, given = text.rpartition(" ")
            return replace(
                blank, authors=(Person(family or given, initials=given if family else None),)
            )
        case "container":
            return replace(blank, container=Container(text))
        case "volume":
            return replace(blank, volume=text)
        case "issue":
            return replace(blank, issue=text)
        case "pages":
            return replace(blank, pages=text)
        case "issued" if text.isdecimal():
            return replace(blank, issued=PartialDate(int(text)))
        case _:
            return None
