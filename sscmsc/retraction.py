"""What became of a work after it appeared: retracted, withdrawn, under a concern, corrected.

One function, `standing`, answers for every command. Sources of the rules: PubMed's publication
types by their MeSH UIs (labels changed) and the RefTypes of its CommentsCorrections; the update
types of Crossref; Retraction Watch's `RetractionNature`. A title that begins with `RETRACTED:`
is what publishers make of it: a witness of its own, and the only one in many file formats.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMID
from sscmsc.record import PublicationType, Record, Relation
from sscmsc.retraction_signs import Level, in_note, in_title, is_notice, printed_date

#: The levels at which a work no longer stands as it was published.
UNSOUND = frozenset((Level.RETRACTED, Level.WITHDRAWN, Level.REPUBLISHED))

#: Words for a source that is no service: the title of the work, a note, a list given by the user.
TITLE, NOTE, KEYWORD = "title", "note", "keyword"
RETRACTION_WATCH = "retraction-watch"


class Notice(NamedTuple):
    """One statement on a work: its level, who states it, and the notice where one is named."""

    level: Level
    said_by: tuple[str, ...]
    pmid: PMID | None = None
    doi: DOI | None = None
    date: PartialDate | None = None
    text: str | None = None
    reason: str = ""

    @property
    def ids(self) -> str:
        """The identifiers of the notice as they are told: `PMID 1 DOI 10.5555/notice`."""
        ids = (f"PMID {self.pmid}" if self.pmid else "", f"DOI {self.doi}" if self.doi else "")
        return " ".join(filter(None, ids))


class Standing(NamedTuple):
    """All that is stated of a work, the gravest first; `silent` are services that have not
    answered for it, each with the reason."""

    notices: tuple[Notice, ...] = ()
    silent: tuple[tuple[str, str], ...] = ()

    @property
    def level(self) -> Level | None:
        """The gravest level, None for a work of which nothing is stated."""
        return self.notices[0].level if self.notices else None

    @property
    def is_unsound(self) -> bool:
        """Whether the work is retracted, withdrawn, or retracted and republished."""
        return self.level in UNSOUND

    def at(self, level: Level) -> tuple[Notice, ...]:
        """The notices of one level."""
        return tuple(one for one in self.notices if one.level is level)

    @property
    def date(self) -> PartialDate | None:
        """The earliest date of a notice by which the work no longer stands."""
        dates = [one.date for one in self.notices if one.level in UNSOUND and one.date]
        return min(dates) if dates else None


_TYPES = {
    "D016441": Level.RETRACTED, "retracted publication": Level.RETRACTED,
    "retracted article": Level.RETRACTED, "withdrawn publication": Level.WITHDRAWN,
}  # fmt: skip
_KINDS = {
    "RetractionIn": Level.RETRACTED,
    "RetractedandRepublishedIn": Level.REPUBLISHED,
    "ExpressionOfConcernIn": Level.CONCERN,
    "ErratumIn": Level.CORRECTED,
    "CorrectedandRepublishedIn": Level.CORRECTED,
    "removal": Level.WITHDRAWN,
    "partial_retraction": Level.CORRECTED,  # NLM flags none since October 2016
    "addendum": Level.CORRECTED,
    "clarification": Level.CORRECTED,
}
_WITHDRAWAL = re.compile(r"withdraw", re.I)


def standing(
    entry: Entry,
    more: Iterable[Notice] = (),
    asked: Iterable[str] = (),
    unable: Mapping[str, str] = MappingProxyType({}),
) -> Standing:
    """What became of the work of an entry: what it holds of that, and `more` from elsewhere.

    `asked` are sources that were asked in addition and are no longer silent; `unable` those that
    were asked and could not answer, with the reason.
    """
    record = entry.record
    found = [*_stated(record, entry), *more]
    silent = ((name, unable.get(name, why)) for name, why in _silent(entry, frozenset(asked)))
    return Standing(united(found), tuple(silent))


def with_signs(record: Record, stated: Iterable[Record]) -> Record:
    """The record with what others state of the work that no one may miss, whoever wrote its
    links and publication types: that it is retracted or withdrawn, or under a concern."""
    types, relations = record.publication_types, record.relations
    for other in stated:
        types += tuple(
            one
            for one in other.publication_types
            if _is_grave(_type_level(one)) and one not in types
        )
        for one in other.relations:
            if _is_grave(_relation_level(one)) and not any(
                _same_link(one, held) for held in relations
            ):
                relations += (replace(one, asserted_by=one.asserted_by or other.source),)
    if types == record.publication_types and relations == record.relations:
        return record
    return replace(record, publication_types=types, relations=relations)


def _is_grave(level: Level | None) -> bool:
    return level is Level.CONCERN or level in UNSOUND


def _type_level(kind: PublicationType) -> Level | None:
    return _TYPES.get(kind.ui or "") or _TYPES.get(kind.name.casefold())


def _same_link(one: Relation, other: Relation) -> bool:
    if one.kind != other.kind:
        return False
    pairs = ((one.pmid, other.pmid), (one.doi, other.doi), (one.text, other.text))
    return any(left == right for left, right in pairs if left and right)


def _stated(record: Record, entry: Entry) -> Iterator[Notice]:
    own = entry.provenance
    notice = is_notice(record)
    source = own.get("publication_types", record.source)
    for kind in record.publication_types:
        if (level := _type_level(kind)) is not None:
            yield Notice(level, (source,))
    source = own.get("relations", record.source)
    for relation in record.relations:
        if (level := _relation_level(relation)) is not None:
            yield Notice(
                level, (relation.asserted_by or source,), relation.pmid, relation.doi,
                relation.date or printed_date(relation.text or ""), relation.text,
            )  # fmt: skip
    if record.title and not notice and (stated := in_title(record.title)) is not None:
        yield Notice(stated[0], (TITLE,))
    for word in record.keywords:
        if (level := _TYPES.get(word.strip(" *").casefold())) is not None:
            yield Notice(level, (KEYWORD,))
    for said in in_note(entry.note or ""):
        yield Notice(said.level, (NOTE,), said.pmid, date=said.date, text=said.text)


def _relation_level(relation: Relation) -> Level | None:
    level = _KINDS.get(relation.kind)
    if level is Level.RETRACTED and _WITHDRAWAL.match(relation.text or ""):
        return Level.WITHDRAWN
    return level


def united(notices: Iterable[Notice]) -> tuple[Notice, ...]:
    """Notices the gravest first; what is said of one notice, or of none named, in one.

    A type or a title names no notice: it joins those of its level.
    """
    order = list(Level)
    named: list[Notice] = []
    unnamed: dict[Level, Notice] = {}
    for one in notices:
        if not (one.pmid or one.doi or one.text):
            held = unnamed.get(one.level)
            unnamed[one.level] = _joined(held, one) if held else one
            continue
        place = next((at for at, held in enumerate(named) if _same(held, one)), None)
        if place is None:
            named.append(one)
        else:
            named[place] = _joined(named[place], one)
    if any(one.level is Level.REPUBLISHED for one in named):
        # NLM gives such a work the type of a retracted one, and both links.
        named = [_lifted(one) for one in named]
        unnamed = {_lifted(one).level: _lifted(one) for one in unnamed.values()}
    for level, one in unnamed.items():
        place = next((at for at, held in enumerate(named) if held.level is level), None)
        if place is None:
            named.append(one)
        else:
            named[place] = _joined(named[place], one)
    return tuple(sorted(named, key=lambda one: order.index(one.level)))


def _lifted(one: Notice) -> Notice:
    return one._replace(level=Level.REPUBLISHED) if one.level is Level.RETRACTED else one


def _same(one: Notice, other: Notice) -> bool:
    if one.level is not other.level:
        return False
    pairs = ((one.pmid, other.pmid), (one.doi, other.doi))
    shared = [left == right for left, right in pairs if left and right]
    return all(shared) if shared else not (one.pmid or one.doi) or not (other.pmid or other.doi)


def _joined(one: Notice, other: Notice) -> Notice:
    dates = [date for date in (one.date, other.date) if date]
    return Notice(
        one.level, tuple(dict.fromkeys((*one.said_by, *other.said_by))),
        one.pmid or other.pmid, one.doi or other.doi,
        min(dates) if dates else None,
        one.text or other.text, one.reason or other.reason,
    )  # fmt: skip


def _silent(entry: Entry, asked: frozenset[str]) -> Iterator[tuple[str, str]]:
    """The services that have not answered for a work, and why they could not."""
    record = entry.record
    answered = {record.source, *entry.provenance.values(), *asked}
    if "pubmed" not in answered and "nbib" not in answered:
        yield "pubmed", "not asked" if record.pmid else "the work has no PMID"
    if "crossref" not in answered:
        yield "crossref", "not asked" if record.doi else "the work has no DOI"
