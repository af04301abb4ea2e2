"""What is stated of a held work: by sources that answer now, and by those that did before.

A service that answers anew replaces what it stated before; a file or a line of a reference
list adds to what others of its kind stated.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sscmsc.disagreement import CITATION
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.merge import contradiction, merge
from sscmsc.merge_fields import COMPANIONS
from sscmsc.record import RECORD_FIELDS, Record
from sscmsc.source import SERVICES

USER = "user"
MERGED = "merged"
IDENTIFIERS = ("pmid", "pmcid", "doi")
#: The fields that have a source of their own; the others say something of one of them.
OWNERS = tuple(name for name in RECORD_FIELDS if name not in COMPANIONS)


@dataclass(frozen=True, slots=True)
class Statements:
    """What is stated of one work: `new` by sources that just answered, `old` by others before;
    `own` are the fields whose value is the user's."""

    new: tuple[Record, ...]
    old: tuple[Record, ...]
    own: frozenset[str]

    @property
    def all(self) -> tuple[Record, ...]:
        return (*self.new, *self.old)

    @property
    def answered(self) -> frozenset[str]:
        return frozenset(record.source for record in self.new)


def find_statements(held: Entry, records: Sequence[Record]) -> Statements:
    """The statements of the work of a held entry, of which `records` are new.

    Raises `InputError` when the identifiers of the records contradict each other or those of
    the entry.
    """
    sources = _sources(held)
    own = {name for name, source in sources.items() if source == USER}
    own |= held.edits.keys() & set(IDENTIFIERS)
    new = [_without_foreign(record, held.record, own) for record in records]
    if (clash := contradiction((*new, _identity(held, new)))) is not None:
        raise InputError(clash.message, hint="Merge only records of the same work.")
    parts = _parts(held.record, sources)
    for place, record in enumerate(new):
        if record.source in parts and record.source not in SERVICES:
            new[place] = _with_older(record, parts[record.source])
    answered = {record.source for record in new}
    old = tuple(part for source, part in parts.items() if source not in answered)
    return Statements(tuple(new), old, frozenset(own))


def values(record: Record, names: Iterable[str]) -> dict[str, object]:
    """The values of some fields of a record, by name."""
    return {name: getattr(record, name) for name in names}


def with_companions(names: Iterable[str]) -> tuple[str, ...]:
    """Names of fields, and of those that say something of one of them."""
    owners = tuple(names)
    return (*owners, *(one for one, owner in COMPANIONS.items() if owner in owners))


def completed(lead: Record, other: Record) -> Record:
    """`lead` with what it lacks from `other`, as of two sources of which it is the more trusted;
    without identifiers."""
    nameless = dict.fromkeys(IDENTIFIERS)
    ranked = (("pubmed", lead), ("crossref", other))
    return merge(
        [replace(one, source=source, **nameless) for source, one in ranked]  # type: ignore[arg-type]
    ).record


def _identity(held: Entry, new: Sequence[Record]) -> Record:
    """What must not be contradicted. The only source of an entry may correct the DOI of a PMID."""
    pmid, doi = held.record.pmid, held.record.doi
    corrected = pmid is not None and any(
        record.pmid == pmid and record.source == held.record.source and record.source in SERVICES
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
        for name in OWNERS
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
        for name in IDENTIFIERS
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
    identifiers = {name: getattr(lead, name) or getattr(other, name) for name in IDENTIFIERS}
    return replace(completed(lead, other), source=record.source, **identifiers)
