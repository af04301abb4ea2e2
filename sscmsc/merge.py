"""The records of one work from several sources made into one, field by field.

The most trusted source that states a field gives it, except where a plain precedence would be
wrong (`merge_fields`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import combinations
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.entry import EMPTY, Conflict, Value
from sscmsc.errors import InputError
from sscmsc.identifiers import DOI
from sscmsc.merge_conflicts import find_conflicts
from sscmsc.merge_edits import apply_edits
from sscmsc.merge_fields import COMPANIONS, PRECEDENCE, choose, rank
from sscmsc.record import RECORD_FIELDS, Record

__all__ = ["PRECEDENCE", "Contradiction", "Merged", "apply_edits", "contradiction", "merge"]


class Merged(NamedTuple):
    """One record, the source of each of its fields that is not empty, and what disagrees.

    `record.source` is the source's name when there was only one, else `merged`. A field joined
    from several sources is ascribed to the one that gave most of it; one the user edited to
    `user`.
    """

    record: Record
    provenance: Mapping[str, str]
    conflicts: tuple[Conflict, ...]


class Contradiction(NamedTuple):
    """Records cannot be of one work: `scheme` is `pmid`, `pmcid` or `doi`, `values` pairs each
    source with the identifier it states."""

    scheme: str
    values: tuple[tuple[str, str], ...]

    @property
    def message(self) -> str:
        stated = ", ".join(f"{source} has {value}" for source, value in self.values)
        return f"not one work: different {self.scheme.upper()}s ({stated})"


def merge(records: Sequence[Record], *, edits: Mapping[str, Value] = EMPTY) -> Merged:
    """One record from `records`, which are statements of one work in any order, with the user's
    `edits` applied (see `merge_edits`).

    Raises `InputError` when their identifiers are contradictory (ask `contradiction` first to
    avoid it) or an edit is not possible, `ValueError` when there are no records.
    """
    ranked = _ranked(records)
    if (clash := contradiction(ranked)) is not None:
        raise InputError(clash.message, hint="Merge only records of the same work.")
    merged = _merged(ranked)
    if not edits:
        return merged
    record = apply_edits(merged.record, edits)
    changed = [
        name for name in RECORD_FIELDS if getattr(record, name) != getattr(merged.record, name)
    ]
    provenance = dict(merged.provenance) | dict.fromkeys(changed, "user")
    return Merged(
        record,
        MappingProxyType({name: provenance[name] for name in provenance if getattr(record, name)}),
        tuple(one for one in merged.conflicts if one.field not in changed),
    )


def contradiction(records: Sequence[Record]) -> Contradiction | None:
    """Why `records` cannot be of one work, or None.

    Two PMIDs, or two DOIs neither of which supersedes the other, are contradictory; two PMCIDs
    only when no PMID or DOI is shared, since PMC may hold a manuscript and the article.
    """
    for one, other in combinations(_ranked(records), 2):
        pmids = one.pmid and other.pmid
        if pmids and one.pmid != other.pmid:
            return _contradiction("pmid", one, other)
        dois = one.doi and other.doi
        if dois and not _dois(one) & _dois(other):
            return _contradiction("doi", one, other)
        if one.pmcid and other.pmcid and one.pmcid != other.pmcid and not pmids and not dois:
            return _contradiction("pmcid", one, other)
    return None


def _contradiction(scheme: str, one: Record, other: Record) -> Contradiction:
    return Contradiction(
        scheme, tuple((record.source, str(getattr(record, scheme))) for record in (one, other))
    )


def _dois(record: Record) -> set[DOI]:
    return {one for one in (record.doi, *record.superseded_dois) if one}


def _ranked(records: Sequence[Record]) -> list[Record]:
    """Each different record once, the most trusted first; the order given plays no part."""
    if not records:
        raise ValueError("no records to merge")
    different = list(dict.fromkeys(records))
    several = len({one.source for one in different}) < len(different)
    return sorted(
        different,
        key=lambda one: (rank(one.source), one.source, repr(one) if several else ""),
    )


def _merged(ranked: Sequence[Record]) -> Merged:
    first = ranked[0]
    if len(ranked) == 1:
        stated = [name for name in RECORD_FIELDS if getattr(first, name)]
        return Merged(first, _provenance(dict.fromkeys(stated, first.source)), ())
    choices = {name: choose(ranked, name) for name in RECORD_FIELDS}
    values = {name: choice.value for name, choice in choices.items()}
    sources = {one.source for one in ranked}
    # Each chooser gives the type of the field it is listed under; mypy cannot see that.
    record = Record(source=first.source if len(sources) == 1 else "merged", **values)  # type: ignore[arg-type]
    stated_by = {name: choice.source for name, choice in choices.items() if choice.value}
    conflicts = tuple(
        one
        for one in find_conflicts(record, [one for one in ranked if one.source != "user"])
        if stated_by.get(one.field) != "user"
    )
    return Merged(record, _provenance(stated_by), conflicts)


def _provenance(stated: Mapping[str, str]) -> Mapping[str, str]:
    return MappingProxyType({name: stated[name] for name in stated if name not in COMPANIONS})
