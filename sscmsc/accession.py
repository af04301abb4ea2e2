"""Bringing works into the library: find the entry that holds each, merge, classify, link.

Pure: a library and what arrived in, a new library and a list of changes out. Nothing a user
wrote is lost: hand-edited fields, tags, labels and notes stay, and so does every line of a
reference list that is no longer listed upstream.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal, NamedTuple

from sscmsc.catalogue import Catalogue, cited_record
from sscmsc.classify import classify
from sscmsc.entry import Conflict, Entry
from sscmsc.errors import InputError
from sscmsc.library import Library, make_citekey
from sscmsc.merge import Merged, merge
from sscmsc.record import RECORD_FIELDS, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.vocabulary import Vocabulary

USER = "user"
#: Flags that belong to another field and go where it goes.
_COMPANIONS = {"authors": "authors_complete", "title": "title_translated"}


@dataclass(frozen=True, slots=True)
class Arrival:
    """One work as it came: its records from one or more sources, and its reference list.

    `references` is None when no source could answer for the list. `citekey` is the key a
    file gave it, used if it is free; `tags` and `note` are the user's own marks there.
    """

    records: tuple[Record, ...]
    references: ReferenceList | None = None
    citekey: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None


class Change(NamedTuple):
    """What became of one arrival: `fields` names what differs from before."""

    citekey: str
    what: Literal["added", "changed", "unchanged", "refused"]
    fields: tuple[str, ...] = ()
    reason: str = ""


class Admission(NamedTuple):
    """The library afterwards, and one `Change` an arrival, in their order."""

    library: Library
    changes: tuple[Change, ...]

    def changed(self, before: Library) -> tuple[Entry, ...]:
        """The entries that differ from those of `before`, by citekey."""
        return tuple(
            entry
            for key, entry in sorted(self.library.entries.items())
            if before.entries.get(key) != entry
        )


def admit(
    library: Library,
    arrivals: Sequence[Arrival],
    vocabulary: Vocabulary,
    *,
    template: str,
    abstracts: bool = True,
) -> Admission:
    """The library with each arrival added, or merged into the entry that already holds it.

    An arrival whose identifiers contradict those of the entry it would join is refused, not
    merged. With `abstracts` False the abstract is used to classify and then left out.
    """
    catalogue = Catalogue(library)
    changes: list[Change] = []
    for arrival in arrivals:
        held_key = _held(catalogue, arrival)
        try:
            entry, change = (
                _refreshed(catalogue.entry(held_key), arrival, vocabulary, abstracts)
                if held_key is not None
                else _added(catalogue, arrival, vocabulary, template, abstracts)
            )
        except InputError as error:
            changes.append(Change(held_key or "", "refused", (), error.message))
            continue
        catalogue.put(entry)
        changes.append(change)
    return _linked(library, catalogue, changes)


def _held(catalogue: Catalogue, arrival: Arrival) -> str | None:
    for record in arrival.records:
        if (key := catalogue.by_identifier(record.identifiers)) is not None:
            return key
    for record in arrival.records:
        if (key := catalogue.by_record(record)) is not None:
            return key
    return None


def _added(
    catalogue: Catalogue, arrival: Arrival, vocabulary: Vocabulary, template: str, abstracts: bool
) -> tuple[Entry, Change]:
    merged = merge(arrival.records)
    facets = classify(merged.record, vocabulary)
    record = merged.record if abstracts else replace(merged.record, abstract=())
    taken = catalogue.citekeys
    wanted = arrival.citekey
    free = wanted is not None and wanted.casefold() not in {key.casefold() for key in taken}
    citekey = wanted if wanted and free else make_citekey(record, taken, template)
    entry = Entry(
        citekey=citekey,
        record=record,
        provenance=_kept_provenance(merged.provenance, record),
        conflicts=merged.conflicts,
        facets=facets,
        references=arrival.references,
        tags=arrival.tags,
        note=arrival.note,
    )
    return entry, Change(citekey, "added")


def _refreshed(
    held: Entry, arrival: Arrival, vocabulary: Vocabulary, abstracts: bool
) -> tuple[Entry, Change]:
    arrived = {record.source for record in arrival.records}
    merged = merge((*arrival.records, *_parts(held, arrived)), edits=held.edits)
    merged = _with_user_fields(held, merged) if held.hand_edited else merged
    record = merged.record
    facets = held.facets if record == held.record else classify(record, vocabulary)
    if not abstracts and not held.record.abstract:
        record = replace(record, abstract=())
    entry = replace(
        held,
        record=record,
        provenance=_kept_provenance(merged.provenance, record),
        conflicts=_conflicts(held, merged.conflicts, arrived),
        facets=facets,
        references=arrival.references if arrival.references is not None else held.references,
        tags=(*held.tags, *(tag for tag in arrival.tags if tag not in held.tags)),
        note=held.note if held.note is not None else arrival.note,
        hand_edited=False,
    )
    fields = tuple(
        name for name in RECORD_FIELDS if getattr(record, name) != getattr(held.record, name)
    )
    return entry, Change(held.citekey, "unchanged" if entry == held else "changed", fields)


def _parts(held: Entry, arrived: set[str]) -> tuple[Record, ...]:
    """The held record taken apart by provenance, without the sources that answer anew."""
    fields: dict[str, dict[str, object]] = {}
    for name, source in held.provenance.items():
        if source not in arrived and name in RECORD_FIELDS:
            values = fields.setdefault(source, {})
            values[name] = getattr(held.record, name)
            if (companion := _COMPANIONS.get(name)) is not None:
                values[companion] = getattr(held.record, companion)
    parts: list[Record] = []
    for source, values in sorted(fields.items()):
        # The identifiers go with every part, so that merging sees contradictions.
        own = {name: getattr(held.record, name) for name in ("pmid", "pmcid", "doi")}
        blank = Record(source=source, kind=held.record.kind)
        parts.append(replace(blank, **{**own, **values}))
    return tuple(parts)


def _with_user_fields(held: Entry, merged: Merged) -> Merged:
    """A hand-edited field keeps the user's value, and its provenance says so from then on."""
    differing = {
        name: getattr(held.record, name)
        for name in RECORD_FIELDS
        if getattr(held.record, name) not in (None, (), getattr(merged.record, name))
    }
    provenance = {**merged.provenance, **dict.fromkeys(differing, USER)}
    return merged._replace(
        record=replace(merged.record, **differing), provenance=MappingProxyType(provenance)
    )


def _kept_provenance(provenance: Mapping[str, str], record: Record) -> Mapping[str, str]:
    return MappingProxyType(
        {name: source for name, source in provenance.items() if getattr(record, name, None)}
    )


def _conflicts(held: Entry, found: tuple[Conflict, ...], arrived: set[str]) -> tuple[Conflict, ...]:
    """The conflicts found now, and the older ones in which a source that was not asked now
    takes part: what it stated then still stands."""
    names = {conflict.field for conflict in found}
    older = (
        conflict
        for conflict in held.conflicts
        if conflict.field not in names
        and any(source not in arrived for source, _ in conflict.values)
    )
    order = {name: place for place, name in enumerate(RECORD_FIELDS)}
    return tuple(sorted((*found, *older), key=lambda one: order.get(one.field, len(order))))


def _linked(library: Library, catalogue: Catalogue, changes: list[Change]) -> Admission:
    """Every reference list again: a line whose work is now held points at its entry."""
    entries: list[Entry] = []
    for entry in catalogue.citekeys.values():
        if entry.references is None:
            entries.append(entry)
            continue
        linked = tuple(_link(line, entry, catalogue) for line in entry.references.references)
        if linked == entry.references.references:
            entries.append(entry)
            continue
        references = replace(entry.references, references=linked)
        entries.append(replace(entry, references=references))
    after = library.with_entries(
        entry for entry in entries if library.entries.get(entry.citekey) != entry
    )
    return Admission(after, tuple(_restated(change, library, after) for change in changes))


def _restated(change: Change, before: Library, after: Library) -> Change:
    """`unchanged` or `changed` as the linked entry is, not as it was on arrival."""
    if change.what in ("added", "refused"):
        return change
    same = before.entries.get(change.citekey) == after.entries.get(change.citekey)
    return change._replace(what="unchanged" if same else "changed")


def _link(line: Reference, entry: Entry, catalogue: Catalogue) -> Reference:
    if line.citekey is not None and line.citekey in catalogue.citekeys:
        return line
    for identifier in line.identifiers:
        key = catalogue.by_identifier((identifier,))
        if key is not None and key != entry.citekey:
            return replace(line, citekey=key, matched_by=identifier.scheme, score=None)
    if line.cited.title is None:
        return replace(line, citekey=None, matched_by=None) if line.citekey else line
    key = catalogue.by_record(cited_record(line))
    if key is None or key == entry.citekey:
        return replace(line, citekey=None, matched_by=None) if line.citekey else line
    return replace(line, citekey=key, matched_by="text")
