"""What of a held record a person wrote: in its file, or as the entry's `edits`.

An entry's file shows that its record was changed by hand, but not where. A field is the
user's when the sources do not give its value.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields, is_dataclass, replace

from sscmsc.entry import Entry
from sscmsc.merge import apply_edits
from sscmsc.merge_fields import COMPANIONS
from sscmsc.record import RECORD_FIELDS, Record
from sscmsc.source import SERVICES
from sscmsc.statements import OWNERS, Statements, values, with_companions


def with_user_fields(
    held: Entry, record: Record, stated: Statements
) -> tuple[Record, frozenset[str]]:
    """The record with the user's values, and the names of the fields that are theirs."""
    own = set(stated.own)
    if held.hand_edited:
        own |= {name for name in OWNERS if _is_edited(held, record, name, stated.answered)}
    record = replace(record, **values(held.record, with_companions(own)))  # type: ignore[arg-type]
    if held.edits:
        edited = apply_edits(record, held.edits)
        own |= {
            COMPANIONS.get(name, name)
            for name in RECORD_FIELDS
            if getattr(edited, name) != getattr(record, name)
        }
        record = edited
    return record, frozenset(own)


def _is_edited(held: Entry, record: Record, name: str, answered: Iterable[str]) -> bool:
    """Whether a hand-edited entry has a value that the sources do not give, or lacks one that
    they gave; a value that another source only says more fully is no edit."""
    before = held.record
    value = getattr(before, name)
    if not value:
        return name in held.provenance
    related = with_companions([name])
    if values(before, related) == values(record, related):
        return False
    if held.provenance.get(name, before.source) in answered:
        return True
    if name == "authors":
        return not _has_authors_of(record, before)
    return not _says_as_much(getattr(record, name), value)


def _has_authors_of(record: Record, before: Record) -> bool:
    known, listed = before.authors, record.authors
    if len(known) > len(listed) or (before.authors_complete and len(known) != len(listed)):
        return False
    return all(map(_says_as_much, listed, known))


def _says_as_much(value: object, older: object) -> bool:
    """Whether `value` is `older`, or has every part that `older` has."""
    if not is_dataclass(older) or type(value) is not type(older):
        return value == older
    parts = ((getattr(value, one.name), getattr(older, one.name)) for one in fields(older))
    return all(not former or now == former for now, former in parts)


def is_settled(held: Entry, stated: Statements) -> bool:
    """Whether all services have answered that could tell what of an entry a person wrote."""
    services = SERVICES & set(held.provenance.values())
    return bool(SERVICES & stated.answered) and services <= stated.answered
