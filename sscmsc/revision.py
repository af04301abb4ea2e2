"""An entry that its user has revised: which fields are theirs now, and what follows from it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import fields, replace
from difflib import get_close_matches
from types import MappingProxyType

from sscmsc.catalogue import Catalogue
from sscmsc.entry import Entry, Value
from sscmsc.errors import InputError
from sscmsc.library import Library
from sscmsc.links import link_lists
from sscmsc.marks import parse_mark
from sscmsc.merge import apply_edits
from sscmsc.merge_fields import COMPANIONS
from sscmsc.record import RECORD_FIELDS, Record
from sscmsc.refresh import reclassified
from sscmsc.statements import USER
from sscmsc.vocabulary import Vocabulary

#: The field of the record that each name of `merge_edits.EDITABLE` is a part of, where it is
#: not one itself.
_PARTS = {
    "year": "issued", "journal": "container", "journal_abbreviation": "container",
    "publisher": "publication",
}  # fmt: skip
_TOP = tuple(one.name for one in fields(Entry) if one.name not in ("citekey", "record"))


def with_values(entry: Entry, values: Mapping[str, Value], vocabulary: Vocabulary) -> Entry:
    """The entry with the user's own values for fields of its record; None empties a field.

    They are kept as `edits`, which no refresh changes. Raises `InputError` as `apply_edits`.
    """
    record = apply_edits(entry.record, values)
    own = {_PARTS.get(name, name) for name in values} | _changed(entry.record, record)
    revised = _owned(entry, replace(entry, record=record), own, vocabulary)
    return replace(revised, edits=_agreeing({**entry.edits, **values}, revised.record, values))


def adopt(held: Entry, written: Entry, vocabulary: Vocabulary) -> Entry:
    """What a user made of the file of a held entry, as the entry to keep.

    Each field of the record that differs is the user's own from now on; new `edits` are
    applied, and those that say otherwise than the record now does are dropped. Raises
    `InputError` for an edit that is not possible and a label that is none.
    """
    new = {
        name: value
        for name, value in written.edits.items()
        if name not in held.edits or held.edits[name] != value
    }
    record = apply_edits(written.record, new)
    own = {_PARTS.get(name, name) for name in new} | _changed(held.record, record)
    known = frozenset(held.labels)
    labels = (one if one in known else parse_mark(one, vocabulary).text for one in written.labels)
    revised = replace(written, record=record, labels=tuple(dict.fromkeys(labels)))
    revised = _owned(held, revised, own, vocabulary)
    edits = _agreeing(written.edits, record, new)
    return replace(revised, edits=edits, hand_edited=held.hand_edited, seal=held.seal)


def check_links(held: Entry, written: Entry, library: Library) -> None:
    """Raises `InputError` where a line newly points at an entry that is not there."""
    known = {line.citekey for line in held.references.references} if held.references else set()
    for line in written.references.references if written.references else ():
        key = line.citekey
        if key is None or key in known or key in library or key in library.reserved:
            continue
        near = get_close_matches(key, library.entries, n=1)
        hint = f"Did you mean {near[0]}?" if near else "Leave the citekey of an open line out."
        raise InputError(f"line {line.position} points at '{key}', which is no entry", hint=hint)


def differing(before: Entry, after: Entry) -> tuple[str, ...]:
    """The names of what differs: fields of the record, then other keys of the file."""
    record = (
        name
        for name in RECORD_FIELDS
        if getattr(before.record, name) != getattr(after.record, name)
    )
    other = (name for name in _TOP if getattr(before, name) != getattr(after, name))
    return (*record, *other)


def relinked(library: Library, revised: Entry) -> Iterator[Entry]:
    """The revised entry, if it differs, and every other that it changes, because a line cites it
    now or no more."""
    held = library.entries.get(revised.citekey)
    if held is not None and (held.record, held.references) == (revised.record, revised.references):
        yield from () if held == revised else (revised,)
        return
    after = library.with_entries((revised,))
    for entry in link_lists(Catalogue(after), library):
        if library.entries.get(entry.citekey) != entry:
            yield entry


def _changed(before: Record, after: Record) -> set[str]:
    """The fields that differ, those that only say something of another as that other."""
    return {
        COMPANIONS.get(name, name)
        for name in RECORD_FIELDS
        if getattr(before, name) != getattr(after, name)
    }


def _owned(held: Entry, revised: Entry, own: Iterable[str], vocabulary: Vocabulary) -> Entry:
    """The revised entry with these fields the user's, who has decided what sources disagree on."""
    names = frozenset(own)
    kept = tuple(one for one in revised.conflicts if one.field not in names)
    facets = revised.facets
    if facets == held.facets:
        facets = reclassified(held, revised.record, vocabulary)
    provenance = {**revised.provenance, **dict.fromkeys(sorted(names), USER)}
    return replace(revised, conflicts=kept, facets=facets, provenance=MappingProxyType(provenance))


def _agreeing(
    edits: Mapping[str, Value], record: Record, latest: Mapping[str, Value]
) -> Mapping[str, Value]:
    """The edits without those of before that would change the record from what it now is."""
    kept = {
        name: value
        for name, value in edits.items()
        if name in latest or _stands(name, value, record)
    }
    return MappingProxyType(kept)


def _stands(name: str, value: Value, record: Record) -> bool:
    try:
        return apply_edits(record, {name: value}) == record
    except InputError:
        return True  # not ours to drop: a refresh will say what is wrong with it
