"""Bringing works into the library: find the entry that holds each, merge, classify, link.

Pure: a library and what arrived in, a new library and a list of changes out. Nothing a user
wrote is lost: hand-edited fields, tags, labels and notes stay, and so does every line of a
reference list that is no longer listed upstream.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

from sscmsc.catalogue import Catalogue
from sscmsc.citekey import check_citekey, make_citekey
from sscmsc.classify import classify
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.identifiers import Identifier
from sscmsc.kept_lines import keep_lines
from sscmsc.library import Library
from sscmsc.links import link_lists
from sscmsc.merge import merge
from sscmsc.record import RECORD_FIELDS, Record
from sscmsc.reference import ReferenceList
from sscmsc.refresh import refresh, stated_fields, stated_on
from sscmsc.vocabulary import Vocabulary


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

    @property
    def identifiers(self) -> tuple[Identifier, ...]:
        """Every identifier that its records state, each once."""
        stated = (one for record in self.records for one in record.identifiers)
        return tuple(dict.fromkeys(stated))


class Change(NamedTuple):
    """What became of one arrival: `fields` names what differs from before.

    Of several arrivals of one work the first tells what became of its entry in all; the
    others are `unchanged`. A refused one has the citekey it would have joined, or none.
    """

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
        return self.library.changed_since(before)


def admit(
    library: Library,
    arrivals: Sequence[Arrival],
    vocabulary: Vocabulary,
    *,
    template: str,
    abstracts: bool = True,
    catalogue: Catalogue | None = None,
    day: PartialDate | None = None,
) -> Admission:
    """The library with each arrival added, or merged into the entry that already holds it.

    An arrival whose identifiers contradict those of the entry it would join, or are those of
    two entries, is refused, not merged. With `abstracts` False the abstract is used to
    classify and then left out. A `catalogue` of this very library is used up, if one was made;
    `day` is written on the answers of services that change something.
    """
    if catalogue is None:
        catalogue = Catalogue(library)
    taken = _Taken(library)
    joined: list[str | Change] = []
    for arrival in arrivals:
        held_key: str | None = None
        try:
            held_key = _held(catalogue, arrival)
            entry = (
                _added(taken, arrival, vocabulary, template, abstracts)
                if held_key is None
                else _refreshed(catalogue.entry(held_key), arrival, vocabulary, abstracts)
            )
        except InputError as error:
            key = held_key or catalogue.by_identifier(arrival.identifiers) or ""
            joined.append(Change(key, "refused", (), error.message))
            continue
        if day is not None:
            entry = stated_on(entry, arrival.records, day)
        catalogue.put(entry)
        taken.add(entry.citekey)
        joined.append(entry.citekey)
    linked = (
        _dated(entry, library.entries.get(entry.citekey))
        for entry in link_lists(catalogue, library)
    )
    after = library.with_entries(
        entry for entry in linked if library.entries.get(entry.citekey) != entry
    )
    return Admission(after, _changes(joined, library, after))


class _Taken:
    """The citekeys, without case, that no newcomer may be given. A library of many is asked,
    rather than listed, for each of the few that come."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._added: set[str] = set()

    def add(self, citekey: str) -> None:
        self._added.add(citekey.casefold())

    def __contains__(self, folded: object) -> bool:
        return folded in self._added or (isinstance(folded, str) and self._library.is_taken(folded))


def _held(catalogue: Catalogue, arrival: Arrival) -> str | None:
    """The citekey of the entry that holds the work, None when none does.

    Raises `InputError` when its identifiers are those of several entries.
    """
    holders = {one: key for one in arrival.identifiers if (key := catalogue.by_identifier((one,)))}
    keys = [
        key
        for key in dict.fromkeys(holders.values())
        if not _is_another_record(catalogue.entry(key), arrival)
    ]
    if len(keys) > 1:
        told = ", ".join(f"{one.scheme.upper()} {one} is {key}'s" for one, key in holders.items())
        raise InputError(f"held as two works, and none was changed: {told}")
    if keys or holders:
        return keys[0] if keys else None
    for find in (catalogue.by_record, catalogue.by_statement):
        for record in arrival.records:
            if (key := find(record)) is not None:
                return key
    return None


def _is_another_record(entry: Entry, arrival: Arrival) -> bool:
    """Whether PubMed itself has the work and the entry under two PMIDs: a notice may carry the
    DOI of the work it is about."""
    pmid = entry.record.pmid
    return pmid is not None and any(
        record.source == "pubmed" and record.pmid not in (None, pmid) for record in arrival.records
    )


def _added(
    taken: _Taken,
    arrival: Arrival,
    vocabulary: Vocabulary,
    template: str,
    abstracts: bool,
) -> Entry:
    merged = merge(arrival.records)
    record = merged.record if abstracts else replace(merged.record, abstract=())
    return Entry(
        citekey=_own_citekey(arrival, taken) or make_citekey(record, taken, template),
        record=record,
        provenance=stated_fields(merged.provenance, record),
        conflicts=merged.conflicts,
        facets=classify(merged.record, vocabulary),
        references=arrival.references,
        tags=arrival.tags,
        note=arrival.note,
    )


def _own_citekey(arrival: Arrival, taken: _Taken) -> str | None:
    """The key that the file gives the work, if it may be a citekey and is free."""
    wanted = arrival.citekey
    if wanted is None or wanted.casefold() in taken:
        return None
    try:
        return check_citekey(wanted)
    except InputError:
        return None


def _refreshed(held: Entry, arrival: Arrival, vocabulary: Vocabulary, abstracts: bool) -> Entry:
    entry = refresh(held, arrival.records, vocabulary, abstracts=abstracts)
    references = arrival.references
    if references is None:
        references = held.references
    elif held.references is not None:
        references = keep_lines(references, held.references)
    return replace(
        entry,
        references=references,
        tags=(*held.tags, *(tag for tag in arrival.tags if tag not in held.tags)),
        note=held.note if held.note is not None else arrival.note,
    )


def _dated(entry: Entry, held: Entry | None) -> Entry:
    """The entry, a list that is in the end as it was with the day it had, and so its answers."""
    references = entry.references
    if held is None:
        return entry
    if references is not None and held.references is not None:
        same = replace(references, as_of=held.references.as_of) == held.references
        entry = replace(entry, references=held.references) if same else entry
    return held if replace(entry, stated=held.stated) == held else entry


def _changes(joined: Sequence[str | Change], before: Library, after: Library) -> tuple[Change, ...]:
    """What became of each arrival in the end, links included."""
    told: set[str] = set()
    changes: list[Change] = []
    for one in joined:
        if isinstance(one, Change):
            changes.append(one)
        elif one in told:
            changes.append(Change(one, "unchanged"))
        else:
            told.add(one)
            changes.append(_change(before.entries.get(one), after.entries[one]))
    return tuple(changes)


def _change(before: Entry | None, after: Entry) -> Change:
    if before is None:
        return Change(after.citekey, "added")
    fields = tuple(
        name
        for name in RECORD_FIELDS
        if getattr(before.record, name) != getattr(after.record, name)
    )
    return Change(after.citekey, "unchanged" if before == after else "changed", fields)
