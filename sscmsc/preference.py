"""The source that a person has chosen for a field: what it states stands, whatever else is stated.

What sources said of a field is known from their statements when they answer, and between two
refreshes from the conflicts of an entry, where it is kept as text.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from types import MappingProxyType

from sscmsc.disagreement import side_record
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.merge_fields import choose, rank
from sscmsc.record import Record
from sscmsc.statements import IDENTIFIERS, OWNERS, USER, values, with_companions

#: Fields of which the text of a conflict is the whole value.
_WHOLE = frozenset({"title", "volume", "issue", "pages", "issued"})
#: Fields in which no source can be preferred: they are joined, or say which work it is.
_JOINED = frozenset({
    *IDENTIFIERS, "superseded_dois", "manuscript_ids", "keywords", "relations", "trials", "grants",
    "history",
})  # fmt: skip
PREFERABLE = tuple(name for name in OWNERS if name not in _JOINED)


def prefer(entry: Entry, field: str, source: str) -> Entry:
    """The entry with `source` chosen for a field, and its value where that is known whole.

    Else the value stays until the source answers again (`sscmsc update`). Raises `InputError`
    for a field in which none can be chosen, or a source that says nothing of it.
    """
    if field not in PREFERABLE:
        raise InputError(
            f"no source can be preferred for '{field}'", hint=f"Fields: {', '.join(PREFERABLE)}."
        )
    if entry.provenance.get(field) == USER:
        raise InputError(
            f"the {field} of {entry.citekey} is your own, and stands",
            hint=f"`sscmsc edit {entry.citekey}` changes it.",
        )
    known = sources_of(entry, field)
    if source not in known:
        raise InputError(
            f"'{source}' says nothing of the {field} of {entry.citekey}",
            hint=f"Sources that do: {', '.join(known) or 'none'}.",
        )
    given = _given(entry, field, source) if is_at_hand(entry, field, source) else entry
    return replace(given, preferred=MappingProxyType({**entry.preferred, field: source}))


def without_preference(entry: Entry, field: str) -> Entry:
    """The entry with no source chosen for a field, and the value that stands without a choice
    where what the sources said is known whole; else its value stays until the next refresh."""
    chosen = entry.preferred.get(field)
    kept = {name: one for name, one in entry.preferred.items() if name != field}
    plain = replace(entry, preferred=MappingProxyType(kept))
    if field not in _WHOLE or entry.provenance.get(field) != chosen:
        return plain
    stated = (side_record(field, source, text) for source, text in _stated(entry, field))
    ranked = sorted((one for one in stated if one is not None), key=lambda one: rank(one.source))
    return _given(plain, field, choose(ranked, field).source) if ranked else plain


def sources_of(entry: Entry, field: str) -> tuple[str, ...]:
    """The sources that are known to say something of a field, the one that it is from first."""
    own = entry.provenance.get(field)
    stated = (source for source, _ in _stated(entry, field))
    return tuple(dict.fromkeys(one for one in (own, *stated) if one and one != USER))


def is_at_hand(entry: Entry, field: str, source: str) -> bool:
    """Whether what a source says of a field is known whole."""
    if entry.provenance.get(field) == source:
        return True
    return field in _WHOLE and source in dict(_stated(entry, field))


def with_preferred(
    held: Entry, record: Record, stated: Iterable[Record]
) -> tuple[Record, Mapping[str, str]]:
    """The record with the values of the preferred sources, and the fields that are theirs.

    Where such a source states nothing of the field now, it is chosen as if there were none.
    """
    by_source = {one.source: one for one in stated}
    theirs: dict[str, str] = {}
    for field, source in held.preferred.items():
        if field not in PREFERABLE:
            continue
        one = by_source.get(source)
        if one is not None and getattr(one, field):
            record = replace(record, **values(one, with_companions([field])))  # type: ignore[arg-type]
            theirs[field] = source
    return record, theirs


def keeping_preferred(
    kept: Entry, record: Record, provenance: Mapping[str, str]
) -> tuple[Record, dict[str, str]]:
    """A record that takes the place of an entry's, and its provenance, with what the preferred
    sources gave the entry."""
    theirs = {
        field: source
        for field, source in kept.preferred.items()
        if field in PREFERABLE and kept.provenance.get(field) == source
    }
    own = values(kept.record, with_companions(theirs))
    return replace(record, **own), {**provenance, **theirs}  # type: ignore[arg-type]


def _given(entry: Entry, field: str, source: str) -> Entry:
    """The entry with what a source says of a field, which is known whole."""
    record, provenance = entry.record, dict(entry.provenance)
    if provenance.get(field) != source:
        text = dict(_stated(entry, field))[source]
        stated = side_record(field, source, text)
        if stated is not None:
            record = replace(record, **values(stated, (field,)))  # type: ignore[arg-type]
            provenance[field] = source
    conflicts = tuple(
        replace(one, kept=dict(one.values)[source])
        if one.field == field and provenance.get(field) == source and source in dict(one.values)
        else one
        for one in entry.conflicts
    )
    return replace(
        entry, record=record, provenance=MappingProxyType(provenance), conflicts=conflicts
    )


def _stated(entry: Entry, field: str) -> tuple[tuple[str, str], ...]:
    return tuple(pair for one in entry.conflicts if one.field == field for pair in one.values)
