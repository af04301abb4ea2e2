"""PubMed by E-utilities: records by PMID in batches, and by DOI through a search.

Documentation: NBK25499. A batch says nothing of the PMIDs it does not know, so its answer
is read back by PMID. A search for a DOI that PubMed lacks can fall back to all fields and
find another paper, so a hit counts only when its own DOI is the one asked for.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple, TypeVar

from sscmsc.errors import IdentifierError, InputError, SourceError
from sscmsc.identifiers import DOI, PMID, Identifier, parse_pmid
from sscmsc.jsontext import member, parse_json, text_member, texts
from sscmsc.medline import parse_works
from sscmsc.patience import UnusableAnswer
from sscmsc.reply import Reply
from sscmsc.services import Question
from sscmsc.session import Session
from sscmsc.source import Answer, Failed, Found, Missing, SourceWork
from sscmsc.text import clean

_T = TypeVar("_T")

#: Identifiers in one request: above about 200 NCBI asks for POST and smaller pieces.
BATCH = 200

#: Publication types of notices, which often carry the DOI of the work they are about:
#: published erratum, retraction notice, expression of concern.
_NOTICES = frozenset({"D016425", "D016440", "D000075742"})

_ERROR = re.compile(rb"<ERROR>\s*([^<]{0,300})")


class Candidates(NamedTuple):
    """PMIDs that a search for DOIs gave, still to be verified; `failure` is the reason when
    some or all of the search could not be made, else empty."""

    pmids: tuple[PMID, ...]
    failure: str = ""


class _Fetched(NamedTuple):
    """Works by PMID, and for each PMID that could not be asked for the reason."""

    works: dict[PMID, SourceWork]
    failures: dict[PMID, str]


class PubMed:
    """PubMed as a source of records (see `source.RecordSource`)."""

    name = "pubmed"

    def __init__(self, session: Session) -> None:
        self._session = session
        self._address = session.settings.eutils_url

    def records(self, identifiers: Sequence[Identifier]) -> tuple[Answer, ...]:
        """One answer for each different identifier, in their order.

        PMIDs and DOIs may be mixed: the PMIDs found for the DOIs are fetched in the same
        batches. A PMCID is `Missing`: PubMed is not asked by it.
        """
        asked = tuple(dict.fromkeys(identifiers))
        found = self.search_dois([one for one in asked if isinstance(one, DOI)])
        pmids = [one for one in asked if isinstance(one, PMID)]
        fetched = self._fetch(tuple(dict.fromkeys((*pmids, *found.pmids))))
        by_doi = _by_doi(fetched.works.values())
        lost = found.failure or next(
            (fetched.failures[one] for one in found.pmids if one in fetched.failures), ""
        )
        return tuple(self._answer(one, fetched, by_doi, lost) for one in asked)

    def search_dois(self, dois: Sequence[DOI]) -> Candidates:
        """The PMIDs that PubMed's index of article identifiers gives for DOIs.

        One search for every 200. They may include other works and lack asked ones: accept
        a record only when its own DOI is one of `dois`.
        """
        # A quotation mark would end the phrase; PubMed has no way to escape one.
        wanted = [one for one in dict.fromkeys(dois) if '"' not in one.value]
        pmids: dict[PMID, None] = {}
        failure = ""
        for batch in _batches(wanted):
            try:
                pmids.update(dict.fromkeys(self._search(batch)))
            except SourceError as error:
                failure = failure or _reason(error)
        return Candidates(tuple(pmids), failure)

    def _search(self, dois: Sequence[DOI]) -> tuple[PMID, ...]:
        form = {
            "db": "pubmed",
            "term": " OR ".join(f'"{doi.value}"[AID]' for doi in dois),
            "retmode": "json",
            "retmax": str(5 if len(dois) == 1 else len(dois) + len(dois) // 5 + 5),
        }
        question = Question("POST", f"{self._address}esearch.fcgi", form, many=True)
        single = len(dois) == 1
        return self._session.ask(
            question,
            lambda reply: _parse_search(reply, single=single),
            lambda pmids: len(pmids) >= len(dois),
        )

    def _fetch(self, pmids: Sequence[PMID]) -> _Fetched:
        fetched = _Fetched({}, {})
        for batch in _batches(pmids):
            form = {
                "db": "pubmed",
                "retmode": "xml",
                "id": ",".join(pmid.value for pmid in batch),
            }
            question = Question("POST", f"{self._address}efetch.fcgi", form, many=True)
            try:
                works = self._session.ask(question, _parse_records, _complete(batch))
            except SourceError as error:
                fetched.failures.update(dict.fromkeys(batch, _reason(error)))
                continue
            wanted = frozenset(batch)
            for work in works:
                if work.record.pmid in wanted:
                    fetched.works[work.record.pmid] = work
        return fetched

    def _answer(
        self, asked: Identifier, fetched: _Fetched, by_doi: dict[DOI, SourceWork], lost: str
    ) -> Answer:
        if isinstance(asked, PMID):
            if asked in fetched.works:
                return Found(asked, fetched.works[asked])
            if asked in fetched.failures:
                return Failed(asked, self.name, fetched.failures[asked])
            return Missing(asked, self.name, "PubMed has no record with this PMID")
        if isinstance(asked, DOI):
            if asked in by_doi:
                return Found(asked, by_doi[asked])
            if lost:
                return Failed(asked, self.name, lost)
            return Missing(asked, self.name, "no PubMed record has this DOI")
        return Missing(asked, self.name, "PubMed is asked by PMID or DOI")


def _batches(values: Sequence[_T]) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), BATCH):
        yield values[start : start + BATCH]


def _complete(batch: Sequence[PMID]) -> Callable[[tuple[SourceWork, ...]], bool]:
    return lambda works: {work.record.pmid for work in works}.issuperset(batch)


def _by_doi(works: Iterable[SourceWork]) -> dict[DOI, SourceWork]:
    """The work of each DOI: where several records have it, none that is a notice, and of
    those the oldest in PubMed."""
    chosen: dict[DOI, SourceWork] = {}
    for work in sorted(works, key=_standing):
        if work.record.doi is not None:
            chosen.setdefault(work.record.doi, work)
    return chosen


def _standing(work: SourceWork) -> tuple[bool, int]:
    notice = any(one.ui in _NOTICES for one in work.record.publication_types)
    return notice, int(work.record.pmid.value) if work.record.pmid else 0


def _parse_records(reply: Reply) -> tuple[SourceWork, ...]:
    """The works of an efetch answer. Raises `UnusableAnswer` for an error in its place:
    `<ERROR>`, JSON (`{"error": "API rate limit exceeded"}`), XML that breaks off."""
    _refuse_error(reply)
    if found := _ERROR.search(reply.body[:4000]):
        raise UnusableAnswer(f"answered an error: {_quoted(found.group(1))}")
    try:
        return parse_works(reply.body)
    except (InputError, SourceError) as error:
        raise UnusableAnswer(f"answered no PubMed XML: {error.message}") from error


def _parse_search(reply: Reply, *, single: bool) -> tuple[PMID, ...]:
    """The PMIDs of an esearch answer; none when a search for a `single` phrase says that it
    did not find the phrase, for then the hits are those of another question."""
    _refuse_error(reply)
    value = parse_json(reply.body)
    result = member(value, "esearchresult")
    error = text_member(result, "ERROR") or text_member(value, "error")
    if error or not isinstance(member(result, "idlist"), list):
        raise UnusableAnswer(f"the search failed: {clean(error or 'no list of hits', 200)}")
    doubts = (
        *texts(result, "errorlist", "phrasesnotfound"),
        *texts(result, "errorlist", "fieldsnotfound"),
        *texts(result, "warninglist", "quotedphrasesnotfound"),
    )
    if single and doubts:
        return ()
    try:
        return tuple(parse_pmid(one) for one in texts(result, "idlist"))
    except IdentifierError as failure:
        raise UnusableAnswer("the search gave what is no PMID") from failure


def _refuse_error(reply: Reply) -> None:
    """Raise for a status other than 200 and for the JSON error that may come with 200."""
    if reply.status != 200:
        found = _ERROR.search(reply.body[:4000])
        told = f": {_quoted(found.group(1))}" if found else ""
        raise UnusableAnswer(f"answered {reply.status}{told}")
    if reply.body[:200].lstrip().startswith(b'{"error"'):
        error = text_member(parse_json(reply.body), "error") or "no reason given"
        raise UnusableAnswer(f"answered an error: {clean(error, 200)}")


def _quoted(raw: bytes) -> str:
    return clean(raw.decode("utf-8", "replace"), 200)


def _reason(error: SourceError) -> str:
    """The cause alone: an answer names its source apart."""
    return error.message.removeprefix("PubMed: ")
