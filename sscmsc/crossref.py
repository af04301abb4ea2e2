"""Crossref: records and reference lists of works by DOI.

Crossref REST API, https://api.crossref.org: `/works/{doi}` for one work, a list of works by
`/works?filter=doi:a,doi:b`. A list leaves out what it does not know, comes in no order, and never
knows an alias; a single question is forwarded (301) from an alias to the DOI in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple
from urllib.parse import quote, unquote

from sscmsc.crossref_work import NAME, parse_work
from sscmsc.errors import InputError, SourceError
from sscmsc.identifiers import DOI, Identifier
from sscmsc.jsontext import Json, items, member, objects, parse_json, text_member
from sscmsc.patience import UnusableAnswer, reason_of
from sscmsc.record import Record
from sscmsc.reply import Reply
from sscmsc.services import Question
from sscmsc.session import Session
from sscmsc.source import Answer, Failed, Found, Missing, SourceWork
from sscmsc.text import clean

#: Longest query of a list in characters: servers commonly take 8,000 with the address.
QUERY_LIMIT = 6000
#: Most DOIs of a list, which is also the number of rows asked for (1,000 are allowed).
LIST_LIMIT = 250
#: So many lists of one question may be refused before the rest of it is given up: after some
#: were accepted, and when none was, in which case it is hardly for a DOI in them.
REFUSALS = 20
HOPELESS = 7
#: So many works that a list left out are asked for singly, because they may be aliases.
SECOND_QUESTIONS = 3

#: What a search asks for of each hit: all that a record is made of, but not its references.
_SELECTED = (
    "DOI,type,subtype,title,subtitle,original-title,author,editor,container-title,"
    "short-container-title,volume,issue,page,article-number,issued,published,published-print,"
    "published-online,posted,ISSN,issn-type,ISBN,publisher,publisher-location,abstract,"
    "clinical-trial-number,funder,relation,update-to,updated-by"
)

_ABSENT = "Crossref has no work with this DOI"
_UNLISTED = "Crossref does not list this DOI"


class _Single(NamedTuple):
    """The answer for one DOI: the work, or why there is none."""

    work: SourceWork | None
    reason: str = ""


class FoundWorks(NamedTuple):
    """What a search gave, in its order, every work to be verified; `failure` is the reason
    when it could not be asked, else empty."""

    records: tuple[Record, ...] = ()
    failure: str = ""


class _Listed(NamedTuple):
    """The works of a list answer; `refused` is Crossref's reason when it took no such list."""

    works: tuple[SourceWork, ...] = ()
    refused: str = ""


class Crossref:
    """A `RecordSource` for DOIs, over the session's Crossref.

    A DOI that forwards to another is not found in lists; with `follow_aliases` the DOIs that a
    list lacks are asked for singly, a few of them, which costs a request each.
    """

    name = NAME

    def __init__(self, session: Session, *, follow_aliases: bool = True) -> None:
        self._session = session
        self._second_questions = SECOND_QUESTIONS if follow_aliases else 0
        self._address = session.settings.crossref_url.rstrip("/") + "/works"

    def records(self, identifiers: Sequence[Identifier]) -> tuple[Answer, ...]:
        """One answer for each identifier, in the order asked; others than DOIs are `Missing`."""
        asked = tuple(dict.fromkeys(identifiers))
        dois = [one for one in asked if isinstance(one, DOI)]
        answers: dict[Identifier, Answer] = {
            one: Missing(one, NAME, "Crossref is asked by DOI only")
            for one in asked
            if not isinstance(one, DOI)
        }
        listable = [one for one in dois if "," not in one.value]
        if len(listable) > 1 or (listable and not self._second_questions):
            answers |= self._listed(listable)
            absent = [one for one in listable if isinstance(answers[one], Missing)]
            for one in absent[: self._second_questions]:
                answers[one] = self._one(one)
        for one in dois:
            if one not in answers:
                answers[one] = self._one(one)
        return tuple(answers[one] for one in asked)

    def find_bibliographic(self, text: str, rows: int = 3) -> FoundWorks:
        """The `rows` works that Crossref finds most like a printed reference.

        Its order is no confidence: made-up duplicates come above real articles, and the best
        of nothing fitting is still listed. One request.
        """
        query = f"rows={rows}&select={_SELECTED}&query.bibliographic={quote(text, safe='')}"
        try:
            listed = self._session.ask(
                Question("GET", f"{self._address}?{query}", {}, many=True), _hits
            )
        except SourceError as error:
            return FoundWorks(failure=reason_of(error, "Crossref"))
        return FoundWorks(tuple(work.record for work in listed.works))

    def _one(self, doi: DOI) -> Answer:
        url = f"{self._address}/{quote(doi.value, safe='')}"
        try:
            found = self._session.ask(
                Question("GET", url, {}, many=False),
                lambda reply: _single(reply, doi),
                lambda single: single.work is not None,
            )
        except SourceError as error:
            return Failed(doi, NAME, reason_of(error, "Crossref"))
        return Found(doi, found.work) if found.work else Missing(doi, NAME, found.reason)

    def _listed(self, dois: Sequence[DOI]) -> dict[Identifier, Answer]:
        """The answers of lists. A list that is refused, or that has what cannot be read, is
        asked for in halves, for one DOI must not cost the others; but not without end."""
        answers: dict[Identifier, Answer] = {}
        waiting = list(batches(dois))
        refusals = accepted = 0
        while waiting:
            batch = waiting.pop(0)
            try:
                listed = self._list(batch)
            except SourceError as error:
                answers |= {one: Failed(one, NAME, reason_of(error, "Crossref")) for one in batch}
                continue
            refusals += bool(listed.refused)
            accepted += not listed.refused
            hopeful = refusals < (REFUSALS if accepted else HOPELESS)
            if listed.refused and len(batch) > 1 and hopeful:
                # In the end of the queue: both halves are known before one is halved.
                middle = len(batch) // 2
                waiting += [batch[:middle], batch[middle:]]
            elif listed.refused and len(batch) > 1:
                answers |= {one: Failed(one, NAME, listed.refused) for one in batch}
            else:
                works = {work.record.doi: work for work in listed.works}
                absent = listed.refused or _UNLISTED
                answers |= {
                    one: Found(one, works[one]) if one in works else Missing(one, NAME, absent)
                    for one in batch
                }
        return answers

    def _list(self, dois: Sequence[DOI]) -> _Listed:
        question = Question("GET", f"{self._address}?{_query(dois)}", {}, many=True)
        return self._session.ask(
            question, _lister(frozenset(dois)), lambda answer: len(answer.works) >= len(dois)
        )


def batches(
    dois: Sequence[DOI], most: int = LIST_LIMIT, name: str = "doi"
) -> Iterator[tuple[DOI, ...]]:
    """`dois` in as few lists of at most so many as the length of an address allows, in which each
    is a filter of a name."""
    batch: list[DOI] = []
    length = 0
    for one in dois:
        own = len(filter_term(one, name)) + 1
        if batch and (length + own > QUERY_LIMIT or len(batch) == most):
            yield tuple(batch)
            batch, length = [], 0
        batch.append(one)
        length += own
    if batch:
        yield tuple(batch)


def _query(dois: Sequence[DOI]) -> str:
    return f"rows={len(dois)}&filter={','.join(map(filter_term, dois))}"


def filter_term(doi: DOI, name: str = "doi") -> str:
    """A filter as it stands in an address."""
    return f"{name}:{quote(doi.value, safe='/:;()')}"


def _single(reply: Reply, asked: DOI) -> _Single:
    """The work in the answer to `/works/{doi}`; a 404 is plain text, whatever its type says."""
    if reply.status != 200:
        return _Single(None, _refusal(reply) if reply.status == 400 else _ABSENT)
    work = _parsed(_message(reply, "work"))
    doi = work.record.doi
    forwarded = unquote(reply.url.rpartition("/")[2]).lower()
    if doi is None or doi.value not in {asked.value, forwarded}:
        raise UnusableAnswer(f"answered with another work ({doi})")
    return _Single(work)


def _lister(dois: frozenset[DOI]) -> Callable[[Reply], _Listed]:
    """The parser of a list of `dois`; one that has only works nobody asked for is refused."""

    def parse(reply: Reply) -> _Listed:
        if reply.status == 400 and len(dois) > 1:
            return _Listed(refused=f"answered {reply.status}")
        if reply.status != 200:
            return _Listed(refused=_refusal(reply))
        given = items(_message(reply, "work-list"), "items")
        try:
            works = tuple(parse_work(one) for one in given)
        except InputError as error:
            if len(dois) > 1:
                return _Listed(refused=error.message)
            raise UnusableAnswer(error.message) from None
        if works and not any(work.record.doi in dois for work in works):
            raise UnusableAnswer("answered with other works")
        return _Listed(works)

    return parse


def _hits(reply: Reply) -> _Listed:
    """The hits of a search; one that is no work is left out, for nobody asked for it."""
    if reply.status != 200:
        raise UnusableAnswer(_refusal(reply))
    works = []
    for one in items(_message(reply, "work-list"), "items"):
        try:
            works.append(parse_work(one))
        except InputError:
            continue
    return _Listed(tuple(works))


def _message(reply: Reply, kind: str) -> Json:
    """The `message` of an answer of that kind; raises `UnusableAnswer` for anything else."""
    answer = parse_json(reply.body)
    if (text_member(answer, "status"), text_member(answer, "message-type")) != ("ok", kind):
        raise UnusableAnswer("answered with JSON that is not its own")
    return member(answer, "message")


def _parsed(message: Json) -> SourceWork:
    try:
        return parse_work(message)
    except InputError as error:
        raise UnusableAnswer(error.message) from None


def _refusal(reply: Reply) -> str:
    """What a `validation-failure` says; raises `UnusableAnswer` for any other error, which says
    nothing of the DOIs asked for."""
    try:
        answer = parse_json(reply.body)
    except UnusableAnswer:
        answer = None
    if text_member(answer, "message-type") != "validation-failure":
        raise UnusableAnswer(f"answered {reply.status}")
    complaints = (text_member(one, "message") for one in objects(answer, "message"))
    said = next((clean(one, 200) for one in complaints if one), f"status {reply.status}")
    return f"Crossref refused the question: {said}"
