"""A held entry and what is newly stated of its work: the entry refreshed, nothing lost.

A service that answers anew replaces what it stated before. What others stated stands: the
fields that `provenance` ascribes to them, what they added to lists, and their side of each
conflict. What a person wrote stands above all.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from sscmsc.classify import classify
from sscmsc.dates import PartialDate
from sscmsc.disagreement import disagreements
from sscmsc.entry import Entry, Facet
from sscmsc.hand_edits import is_settled, with_user_fields
from sscmsc.merge import merge
from sscmsc.merge_fields import COMPANIONS, rank
from sscmsc.preference import with_preferred
from sscmsc.record import Record
from sscmsc.source import SERVICES
from sscmsc.statements import (
    IDENTIFIERS,
    MERGED,
    OWNERS,
    USER,
    Statements,
    completed,
    find_statements,
    values,
    with_companions,
)
from sscmsc.vocabulary import Vocabulary

#: Fields put together from several sources, though only one is named as theirs.
_UNITED = ("keywords", "relations", "trials", "grants", "history", "manuscript_ids")
_FILLED = ("authors", "authors_complete", "container")
_JOINED = (*_FILLED, *_UNITED)


def refresh(
    held: Entry, records: Sequence[Record], vocabulary: Vocabulary, *, abstracts: bool
) -> Entry:
    """`held` with what `records` newly state of its work merged in, and classified.

    With `abstracts` False an abstract it did not have is used to classify and left out.
    Raises `InputError` when the identifiers of the records contradict each other or those of
    the entry, or when one of its edits is not possible.
    """
    stated = find_statements(held, records)
    merged = merge(stated.all)
    sourced, provenance = _nothing_lost(held, merged.record, dict(merged.provenance), stated)
    sourced, theirs = with_preferred(held, sourced, stated.all)
    provenance |= theirs
    record, own, certain = with_user_fields(held, sourced, stated)
    facets = reclassified(held, record, vocabulary)
    if not abstracts and not held.record.abstract:
        record = replace(record, abstract=())
    settled = certain or is_settled(held, stated)
    if settled and not certain:
        # What no service stated now may be the user's: nothing will tell it later.
        own |= {name for name, source in provenance.items() if source not in stated.answered}
    return replace(
        held,
        record=record,
        provenance=stated_fields(provenance | dict.fromkeys(own, USER), record),
        conflicts=disagreements(held, sourced, stated.all, stated.answered, own),
        facets=facets,
        hand_edited=not settled,
    )


def stated_on(entry: Entry, records: Sequence[Record], day: PartialDate) -> Entry:
    """The entry with this day written on the answers of the services among `records`."""
    answered = {one.source: str(day) for one in records if one.source in SERVICES}
    return replace(entry, stated=MappingProxyType({**entry.stated, **answered}))


def stated_fields(provenance: Mapping[str, str], record: Record) -> Mapping[str, str]:
    """The provenance of what a record has, and of what the user took out of it."""
    return MappingProxyType(
        {
            name: provenance[name]
            for name in OWNERS
            if name in provenance and (getattr(record, name) or provenance[name] == USER)
        }
    )


def _nothing_lost(
    held: Entry, record: Record, provenance: dict[str, str], stated: Statements
) -> tuple[Record, dict[str, str]]:
    """The merged record with what provenance could not keep: identifiers, the choice between
    sources of which the best is absent, and what absent ones added to joined fields."""
    before = held.record
    kept = [name for name in IDENTIFIERS if getattr(record, name) is None]
    kept += [name for name in OWNERS if _was_settled(name, held, record, stated)]
    kept = [name for name in kept if getattr(before, name)]
    record = replace(record, **values(before, with_companions(kept)))  # type: ignore[arg-type]
    dois = dict.fromkeys((*before.superseded_dois, *record.superseded_dois))
    record = replace(record, superseded_dois=tuple(one for one in dois if one != record.doi))
    if record.superseded_dois == before.superseded_dois:
        kept.append("superseded_dois")
    if before.source == MERGED:
        joined = Record(MERGED, "document", **values(before, _JOINED))  # type: ignore[arg-type]
        filled = values(completed(record, joined), _FILLED)
        united = values(completed(joined, record), _UNITED)
        record = replace(record, **filled, **united)  # type: ignore[arg-type]
        kept += [name for name in _JOINED if name not in provenance and name not in COMPANIONS]
    source = before.source if record.source == before.source else MERGED
    sources = {name: held.provenance.get(name, before.source) for name in kept}
    ascribed = {name: sources[name] for name in sources if getattr(record, name)}
    return replace(record, source=source), provenance | ascribed


def _was_settled(name: str, held: Entry, record: Record, stated: Statements) -> bool:
    """Whether the value of a field was chosen with all that answers now already at hand.

    So it was when its source states it still, and those that state another are known to the
    entry and less trusted than a service of it that is absent.
    """
    source, value = held.provenance.get(name), getattr(held.record, name)
    if name in _JOINED or source in (None, USER) or getattr(record, name) == value:
        return False
    if any(one.source == source and getattr(one, name) != value for one in stated.new):
        return False
    known = {*held.provenance.values(), *(one for side in held.conflicts for one, _ in side.values)}
    stating = {one.source for one in stated.new if getattr(one, name)}
    absent = [rank(one) for one in (SERVICES & known) - stated.answered]
    return stating <= known and min(absent, default=99) < min(map(rank, stating), default=0)


def reclassified(held: Entry, record: Record, vocabulary: Vocabulary) -> tuple[Facet, ...]:
    """The facets of a held entry whose record is now this one; what an abstract showed that is
    no longer at hand still holds."""
    if _subject(record) == _subject(held.record):
        return held.facets
    return classify(record, vocabulary, () if record.abstract else held.facets)


def with_facets(held: Entry, revised: Entry, vocabulary: Vocabulary) -> Entry:
    """The revised entry, classified anew where what it is classified by differs."""
    return replace(revised, facets=reclassified(held, revised.record, vocabulary))


def _subject(record: Record) -> tuple[object, ...]:
    """What a work is classified by."""
    journal = record.container.title if record.container else None
    return (
        record.title, record.original_title, record.keywords, record.mesh, record.abstract, journal,
        record.publication_types, record.substances, record.trials,
    )  # fmt: skip
