"""What of a held record a person wrote: in its file, or as the entry's `edits`.

An entry's file shows that its record was changed by hand, but not where. It keeps a digest of the
record as sources gave it (`seal`): the fields are the user's which, put back to what the sources
say, give a record of that digest. Where none do, as when a source has corrected the same field, a
field is the user's when the sources do not give its value.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import fields, is_dataclass, replace
from itertools import chain, combinations
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.formats.native import record_digest
from sscmsc.merge import apply_edits
from sscmsc.merge_fields import COMPANIONS
from sscmsc.record import RECORD_FIELDS, Record
from sscmsc.retraction import with_signs
from sscmsc.source import SERVICES
from sscmsc.statements import OWNERS, Statements, values, with_companions

#: Of so many fields that differ every choice is tried: a digest takes a millisecond at most.
_TRIED = 8


class Owned(NamedTuple):
    """A record with the user's values, the names of the fields that are theirs, and whether
    nothing else can be theirs."""

    record: Record
    fields: frozenset[str]
    is_certain: bool


def with_user_fields(held: Entry, record: Record, stated: Statements) -> Owned:
    """The record with the user's values.

    That a work is retracted or under a concern is taken in whatever is theirs.
    """
    suspects = _suspects(held, record, stated.own) if held.hand_edited else []
    sealed = _sealed(held, record, suspects)
    if sealed is None:
        sealed = [name for name in suspects if _is_edited(held, record, name, stated.answered)]
        certain = not held.hand_edited
    else:
        certain = True
    own = {*stated.own, *sealed}
    record = replace(record, **values(held.record, with_companions(own)))  # type: ignore[arg-type]
    record = with_signs(record, stated.all)
    if held.edits:
        edited = apply_edits(record, held.edits)
        own |= {
            COMPANIONS.get(name, name)
            for name in RECORD_FIELDS
            if getattr(edited, name) != getattr(record, name)
        }
        record = edited
    return Owned(record, frozenset(own), certain)


def _suspects(held: Entry, record: Record, known: Collection[str]) -> list[str]:
    """The fields that may be the user's, besides those known to be: those that are not as sources
    give them, and those that sources gave and that are gone."""
    before = held.record
    return [
        name
        for name in OWNERS
        if name not in known
        and (_differ(before, record, name) if getattr(before, name) else name in held.provenance)
    ]


def _sealed(held: Entry, record: Record, suspects: Collection[str]) -> Collection[str] | None:
    """The fewest fields that make the record the one that was sealed when they are as in
    `record`, None where there are none."""
    if held.seal is None or len(suspects) > _TRIED:
        return None
    sizes = range(1, len(suspects) + 1)
    for chosen in chain.from_iterable(combinations(suspects, size) for size in sizes):
        former = replace(held.record, **values(record, with_companions(chosen)))  # type: ignore[arg-type]
        if record_digest(replace(held, record=former)) == held.seal:
            return chosen
    return None


def _differ(before: Record, now: Record, name: str) -> bool:
    related = with_companions([name])
    return values(before, related) != values(now, related)


def _is_edited(held: Entry, record: Record, name: str, answered: Iterable[str]) -> bool:
    """Whether a value that is not as the sources give it, or that they gave and that is gone, is
    the user's: one that another source only says more fully is no edit."""
    before = held.record
    value = getattr(before, name)
    if not value:
        return True
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
