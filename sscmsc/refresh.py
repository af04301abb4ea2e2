"""A held entry and what is newly stated of its work: the entry refreshed, nothing lost.

A service that answers anew replaces what it stated before. What others stated stands: the
fields that `provenance` ascribes to them, what they added to lists, and their side of each
conflict. What a person wrote stands above all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from types import MappingProxyType

from sscmsc.classify import classify
from sscmsc.disagreement import CITATION, disagreements
from sscmsc.entry import Entry, Facet
from sscmsc.errors import InputError
from sscmsc.merge import apply_edits, contradiction, merge
from sscmsc.merge_fields import COMPANIONS
from sscmsc.record import RECORD_FIELDS, Record
from sscmsc.source import SERVICES
from sscmsc.vocabulary import Vocabulary

USER = "user"
MERGED = "merged"
_IDENTIFIERS = ("pmid", "pmcid", "doi")
#: Fields put together from several sources, though only one is named as theirs.
_JOINED = (
    "authors", "authors_complete", "container", "keywords", "relations", "trials", "grants",
    "history", "manuscript_ids",
)  # fmt: skip
_OWNERS = tuple(name for name in RECORD_FIELDS if name not in COMPANIONS)


@dataclass(frozen=True, slots=True)
class _Statements:
    """What is stated of one work: `new` by sources that just answered, `old` by others before;
    `own` are the fields whose value is the user's."""

    new: tuple[Record, ...]
    old: tuple[Record, ...]
    own: frozenset[str]

    @property
    def answered(self) -> frozenset[str]:
        return frozenset(record.source for record in self.new)


def refresh(
    held: Entry, records: Sequence[Record], vocabulary: Vocabulary, *, abstracts: bool
) -> Entry:
    """`held` with what `records` newly state of its work merged in, and classified.

    With `abstracts` False an abstract it did not have is used to classify and left out.
    Raises `InputError` when the identifiers of the records contradict each other or those of
    the entry, or when one of its edits is not possible.
    """
    stated = _statements(held, records)
    merged = merge((*stated.new, *stated.old))
    record, provenance = _nothing_lost(held, merged.record, dict(merged.provenance))
    record, own = _as_the_user_has_it(held, record, stated)
    facets = _facets(held, record, vocabulary)
    if not abstracts and not held.record.abstract:
        record = replace(record, abstract=())
    settled = not held.hand_edited or _is_settled(held, stated)
    if held.hand_edited and settled:
        # What no service stated now may be the user's: nothing will tell it later.
        own |= {name for name, source in provenance.items() if source not in stated.answered}
    return replace(
        held,
        record=record,
        provenance=stated_fields(provenance | dict.fromkeys(own, USER), record),
        conflicts=disagreements(held, record, (*stated.new, *stated.old), stated.answered, own),
        facets=facets,
        hand_edited=not settled,
    )


def stated_fields(provenance: Mapping[str, str], record: Record) -> Mapping[str, str]:
    """The provenance of what a record has, and of what the user took out of it."""
    return MappingProxyType(
        {
            name: provenance[name]
            for name in _OWNERS
            if name in provenance and (getattr(record, name) or provenance[name] == USER)
        }
    )


def _statements(held: Entry, records: Sequence[Record]) -> _Statements:
    sources = _sources(held)
    own = {name for name, source in sources.items() if source == USER}
    own |= held.edits.keys() & set(_IDENTIFIERS)
    new = [_without_foreign(record, held.record, own) for record in records]
    if (clash := contradiction((*new, _identity(held, new, sources)))) is not None:
        raise InputError(clash.message, hint="Merge only records of the same work.")
    parts = _parts(held.record, sources)
    for place, record in enumerate(new):
        if record.source in parts and record.source not in SERVICES:
            new[place] = _with_older(record, parts[record.source])
    answered = {record.source for record in new}
    old = tuple(part for source, part in parts.items() if source not in answered)
    return _Statements(tuple(new), old, frozenset(own))


def _identity(held: Entry, new: Sequence[Record], sources: Mapping[str, str]) -> Record:
    """What must not be contradicted. A service may correct a DOI that it gave for a PMID."""
    pmid, doi = held.record.pmid, held.record.doi
    corrected = pmid is not None and any(
        record.pmid == pmid and record.source == sources.get("doi") and record.source in SERVICES
        for record in new
    )
    return Record(
        held.citekey,
        pmid=pmid,
        pmcid=held.record.pmcid,
        doi=None if corrected else doi,
        superseded_dois=held.record.superseded_dois,
    )


def _sources(held: Entry) -> dict[str, str]:
    """The source of every field of the held record, and `user` of those a person took out."""
    only = USER if held.record.source == MERGED else held.record.source
    sources = {
        name: held.provenance.get(name, only)
        for name in _OWNERS
        if getattr(held.record, name) or held.provenance.get(name) == USER
    }
    if "kind" not in held.provenance and only == USER:
        del sources["kind"]  # there is always one, stated or not
    return sources


def _without_foreign(record: Record, held: Record, own: Iterable[str]) -> Record:
    """The record without the identifiers in whose place the user put others, and without a DOI
    that is known to stand for another now."""
    theirs: dict[str, None] = {
        name: None
        for name in _IDENTIFIERS
        if name in own and getattr(record, name) != getattr(held, name)
    }
    if record.doi in held.superseded_dois and held.doi not in (None, record.doi):
        theirs["doi"] = None
    return replace(record, **theirs) if theirs else record  # type: ignore[arg-type]


def _parts(record: Record, sources: Mapping[str, str]) -> dict[str, Record]:
    """The held record taken apart: what each source but the user stated."""
    stated: dict[str, dict[str, object]] = {}
    for name, source in sources.items():
        if source != USER:
            stated.setdefault(source, {})[name] = getattr(record, name)
    for companion, owner in COMPANIONS.items():
        if (source := sources.get(owner, USER)) != USER:
            stated[source][companion] = getattr(record, companion)
    # A part that says nothing of the kind must not speak for the commonest one.
    return {
        source: Record(source, **{"kind": "document", **values})  # type: ignore[arg-type]
        for source, values in sorted(stated.items())
    }


def _with_older(record: Record, part: Record) -> Record:
    """A record of a file, with what that file or another of its kind stated before.

    The later one corrects the earlier, but for citations: none of them is better.
    """
    lead, other = (part, record) if record.source == CITATION else (record, part)
    identifiers = {name: getattr(lead, name) or getattr(other, name) for name in _IDENTIFIERS}
    return replace(_completed(lead, other), source=record.source, **identifiers)


def _completed(lead: Record, other: Record) -> Record:
    """`lead` with what it lacks from `other`, as for sources of which it is the more trusted;
    without identifiers."""
    nameless = dict.fromkeys(_IDENTIFIERS)
    ranked = (("pubmed", lead), ("crossref", other))
    return merge(
        [replace(one, source=source, **nameless) for source, one in ranked]  # type: ignore[arg-type]
    ).record


def _nothing_lost(
    held: Entry, record: Record, provenance: dict[str, str]
) -> tuple[Record, dict[str, str]]:
    """The merged record with what provenance could not keep: identifiers, and what sources that
    did not answer added to fields that are joined from several."""
    before = held.record
    for name in _IDENTIFIERS:
        if getattr(record, name) is None and (known := getattr(before, name)) is not None:
            record = replace(record, **{name: known})
            provenance[name] = held.provenance.get(name, before.source)
    dois = dict.fromkeys((*before.superseded_dois, *record.superseded_dois))
    record = replace(record, superseded_dois=tuple(one for one in dois if one != record.doi))
    if record.superseded_dois == before.superseded_dois and before.superseded_dois:
        provenance["superseded_dois"] = held.provenance.get("superseded_dois", before.source)
    if before.source == MERGED:
        joined = _completed(record, Record(MERGED, "document", **_values(before, _JOINED)))  # type: ignore[arg-type]
        record = replace(record, **_values(joined, _JOINED))  # type: ignore[arg-type]
        for name in _JOINED:
            if name not in COMPANIONS and getattr(record, name):
                provenance.setdefault(name, held.provenance.get(name, MERGED))
    return replace(record, source=before.source if record.source == before.source else MERGED), (
        provenance
    )


def _values(record: Record, names: Iterable[str]) -> dict[str, object]:
    return {name: getattr(record, name) for name in names}


def _as_the_user_has_it(
    held: Entry, record: Record, stated: _Statements
) -> tuple[Record, frozenset[str]]:
    """The record with the user's values, and the names of the fields that are theirs."""
    own = set(stated.own)
    if held.hand_edited:
        own |= {name for name in _OWNERS if _is_edited(held, record, name, stated.answered)}
    theirs = [*own, *(companion for companion, owner in COMPANIONS.items() if owner in own)]
    record = replace(record, **_values(held.record, theirs))  # type: ignore[arg-type]
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
    related = (name, *(companion for companion, owner in COMPANIONS.items() if owner == name))
    if _values(before, related) == _values(record, related):
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


def _is_settled(held: Entry, stated: _Statements) -> bool:
    """Whether all services have answered that could tell what of an entry a person wrote."""
    services = SERVICES & set(held.provenance.values())
    return bool(SERVICES & stated.answered) and services <= stated.answered


def _facets(held: Entry, record: Record, vocabulary: Vocabulary) -> tuple[Facet, ...]:
    """The facets of the record; what an abstract showed that is no longer at hand still holds."""
    if _subject(record) == _subject(held.record):
        return held.facets
    found = list(classify(record, vocabulary))
    if record.abstract:
        return tuple(found)
    for facet in held.facets:
        shown = tuple(one for one in facet.evidence if one.startswith("abstract:"))
        same = (
            at
            for at, one in enumerate(found)
            if (one.facet, one.value) == (facet.facet, facet.value)
        )
        if not shown:
            continue
        if (at := next(same, None)) is None:
            found.append(replace(facet, evidence=shown))
        else:
            found[at] = replace(found[at], evidence=(*found[at].evidence, *shown))
    order = {name: place for place, name in enumerate(vocabulary.facets)}
    return tuple(sorted(found, key=lambda one: order.get(one.facet, len(order))))


def _subject(record: Record) -> tuple[object, ...]:
    """What a work is classified by."""
    journal = record.container.title if record.container else None
    return (
        record.title, record.original_title, record.keywords, record.mesh, record.abstract, journal
    )  # fmt: skip
