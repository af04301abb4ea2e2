"""Crossref: the notices that say they update a work, by `/works?filter=updates:{doi}`.

The statement on the work itself (`updated-by`) comes with its record; this is the other half of
what publishers and Retraction Watch deposit. The same filter given several times means any.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.crossref import batches, filter_term
from sscmsc.crossref_work import NAME, parse_work
from sscmsc.errors import InputError, SourceError
from sscmsc.identifiers import DOI
from sscmsc.jsontext import items, member, parse_json, text_member
from sscmsc.patience import UnusableAnswer, reason_of
from sscmsc.record import Record, Relation
from sscmsc.reply import Reply
from sscmsc.retraction import Notice
from sscmsc.retraction_signs import Level
from sscmsc.services import Question
from sscmsc.session import Session

#: Works asked about in one request, and notices on a page of the answer (1,000 are allowed).
LIST_LIMIT = 100
FILTER = "updates"
ROWS = 500
#: Pages of one answer: a hundred works have a few notices each at most.
PAGES = 4
_LEVELS = {
    "RetractionOf": Level.RETRACTED,
    "ExpressionOfConcernFor": Level.CONCERN,
    "ErratumFor": Level.CORRECTED,
    "removal": Level.WITHDRAWN,
}


class Updates(NamedTuple):
    """The notices about each work; `failures` are the reasons for works that could not be asked
    about."""

    notices: Mapping[DOI, tuple[Notice, ...]]
    failures: Mapping[DOI, str] = MappingProxyType({})


def find_updates(session: Session, dois: Sequence[DOI]) -> Updates:
    """The notices that Crossref holds about these works, asked for a hundred at a time."""
    notices: dict[DOI, list[Notice]] = {}
    failures: dict[DOI, str] = {}
    # A comma parts filters, so a DOI that has one cannot be asked about.
    askable = [one for one in dict.fromkeys(dois) if "," not in one.value]
    for batch in batches(askable, LIST_LIMIT, FILTER):
        try:
            for record in _works(session, batch):
                for doi, notice in _notices(record):
                    if doi in batch:
                        notices.setdefault(doi, []).append(notice)
        except SourceError as error:
            failures |= dict.fromkeys(batch, reason_of(error, "Crossref"))
    return Updates({one: tuple(found) for one, found in notices.items()}, failures)


def _works(session: Session, dois: Sequence[DOI]) -> Iterator[Record]:
    address = f"{session.settings.crossref_url}works"
    terms = ",".join(filter_term(one, FILTER) for one in dois)
    for page in range(PAGES):
        start = f"&offset={page * ROWS}" if page else ""
        question = Question("GET", f"{address}?rows={ROWS}{start}&filter={terms}", {}, many=True)
        found = session.ask(question, _parsed, lambda _: True)
        yield from found
        if len(found) < ROWS:
            return


def _parsed(reply: Reply) -> tuple[Record, ...]:
    """The works of a list; one that is no work is left out, for nobody asked for it by name."""
    if reply.status != 200:
        raise UnusableAnswer(f"answered {reply.status}")
    answer = parse_json(reply.body)
    if (text_member(answer, "status"), text_member(answer, "message-type")) != ("ok", "work-list"):
        raise UnusableAnswer("answered with JSON that is not its own")
    records: list[Record] = []
    for one in items(member(answer, "message"), "items"):
        try:
            records.append(parse_work(one).record)
        except InputError:
            continue
    return tuple(records)


def _notices(record: Record) -> Iterator[tuple[DOI, Notice]]:
    """What a notice says of each work that it is about."""
    for relation in record.relations:
        level = _level(relation)
        if level is not None and relation.doi is not None:
            said = (relation.asserted_by or NAME,)
            date = relation.date or record.issued
            yield relation.doi, Notice(level, said, record.pmid, record.doi, date)


def _level(relation: Relation) -> Level | None:
    level = _LEVELS.get(relation.kind)
    withdrawn = level is Level.RETRACTED and (relation.text or "").startswith("Withdrawal")
    return Level.WITHDRAWN if withdrawn else level
