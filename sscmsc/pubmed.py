"""PubMed by E-utilities: records by PMID in batches, and by DOI through a search.

Documentation: NBK25499. A batch says nothing of the PMIDs it does not know, so its answer
is read back by PMID. A search for a DOI that PubMed lacks can fall back to all fields and
find another paper, so a hit counts only when its own DOI is the one asked for.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple, TypeVar

from sscmsc import ecitmatch
from sscmsc.ecitmatch import CitationQuery, Outcome
from sscmsc.errors import SourceError
from sscmsc.identifiers import DOI, PMID, Identifier
from sscmsc.patience import Garbled, Oversized, UnusableAnswer, reason_of
from sscmsc.pubmed_answers import Hits, outcomes_of, parse_hits, parse_records, parse_search
from sscmsc.reply import Reply
from sscmsc.services import Question
from sscmsc.session import Session
from sscmsc.source import Answer, Failed, Found, Missing, SourceWork

_T = TypeVar("_T")

#: Identifiers in one request: above about 200 NCBI asks for POST and smaller pieces.
BATCH = 200
#: So many batches of one question may be asked for again in halves.
SPLITS = 8

#: Publication types of notices, which often carry the DOI of the work they are about:
#: published erratum, retraction notice, expression of concern.
_NOTICES = frozenset({"D016425", "D016440", "D000075742"})


class Candidates(NamedTuple):
    """PMIDs that a search for DOIs gave, still to be verified; `failure` is the reason when
    some or all of the search could not be made, else empty."""

    pmids: tuple[PMID, ...]
    failure: str = ""


class Matches(NamedTuple):
    """The matcher's outcome for each key it answered; `failure` as in `Candidates`."""

    outcomes: Mapping[str, Outcome]
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
                failure = failure or reason_of(error, "PubMed")
        return Candidates(tuple(pmids), failure)

    def match_citations(self, queries: Mapping[str, CitationQuery]) -> Matches:
        """What the citation matcher says of each query, by the query's key.

        One request for every 100. The PMIDs are candidates: each is to be fetched and compared.
        """
        outcomes: dict[str, Outcome] = {}
        failure = ""
        for keys in _batches(tuple(queries), ecitmatch.BATCH):
            bdata = "\r".join(queries[key].line(key) for key in keys)
            form = {"db": "pubmed", "retmode": "xml", "bdata": bdata}
            question = Question("POST", f"{self._address}ecitmatch.cgi", form, many=True)
            try:
                answered = self._session.ask(question, outcomes_of(keys), _all_of(keys))
                outcomes.update(answered)
            except SourceError as error:
                failure = failure or reason_of(error, "PubMed")
        return Matches(outcomes, failure)

    def search_citations(self, terms: Sequence[str], most: int) -> Hits:
        """At most `most` PMIDs that fit any of several queries, in one request.

        `terms` are queries in PubMed's syntax; which of them a hit belongs to is not told.
        """
        form = {
            "db": "pubmed",
            "term": " OR ".join(f"({term})" for term in terms),
            "retmode": "json",
            "retmax": str(most),
        }
        question = Question("POST", f"{self._address}esearch.fcgi", form, many=True)
        try:
            return self._session.ask(question, parse_hits)
        except SourceError as error:
            return Hits(failure=reason_of(error, "PubMed"))

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
            lambda reply: parse_search(reply, single=single),
            lambda pmids: len(pmids) >= len(dois),
        )

    def _fetch(self, pmids: Sequence[PMID]) -> _Fetched:
        """The works of all `pmids`. A batch whose answer breaks off or is too long is asked for
        in halves, for one record must not cost the others; but not without end."""
        fetched = _Fetched({}, {})
        waiting = list(_batches(pmids))
        splits = 0
        while waiting:
            batch = waiting.pop(0)
            try:
                fetched.works.update(self._fetch_batch(batch))
            except SourceError as error:
                if isinstance(error, Garbled | Oversized) and len(batch) > 1 and splits < SPLITS:
                    splits += 1
                    middle = len(batch) // 2
                    waiting[:0] = [batch[:middle], batch[middle:]]
                else:
                    fetched.failures.update(dict.fromkeys(batch, reason_of(error, "PubMed")))
        return fetched

    def _fetch_batch(self, batch: Sequence[PMID]) -> dict[PMID, SourceWork]:
        """The works among `batch`, by PMID; what nobody asked for is left out."""
        form = {"db": "pubmed", "retmode": "xml", "id": ",".join(pmid.value for pmid in batch)}
        question = Question("POST", f"{self._address}efetch.fcgi", form, many=True)
        works = self._session.ask(question, _reader(batch), _complete(batch))
        known = ((work.record.pmid, work) for work in works)
        return {pmid: work for pmid, work in known if pmid is not None and pmid in batch}

    def _answer(
        self, asked: Identifier, fetched: _Fetched, by_doi: dict[DOI, list[SourceWork]], lost: str
    ) -> Answer:
        if isinstance(asked, PMID):
            if asked in fetched.works:
                return Found(asked, fetched.works[asked])
            if asked in fetched.failures:
                return Failed(asked, self.name, fetched.failures[asked])
            return Missing(asked, self.name, "PubMed has no record with this PMID")
        if isinstance(asked, DOI):
            if asked in by_doi:
                work, *others = by_doi[asked]
                return Found(asked, work, tuple(one.record for one in others))
            if lost:
                return Failed(asked, self.name, lost)
            return Missing(asked, self.name, "no PubMed record has this DOI")
        return Missing(asked, self.name, "PubMed is asked by PMID or DOI")


def _batches(values: Sequence[_T], size: int = BATCH) -> Iterator[Sequence[_T]]:
    for start in range(0, len(values), size):
        yield values[start : start + size]


def _reader(batch: Sequence[PMID]) -> Callable[[Reply], tuple[SourceWork, ...]]:
    """The parser of the records of `batch`; an answer about other works alone is refused."""

    def parse(reply: Reply) -> tuple[SourceWork, ...]:
        works = parse_records(reply)
        if works and not any(work.record.pmid in batch for work in works):
            raise UnusableAnswer("answered with other records")
        return works

    return parse


def _all_of(keys: Sequence[str]) -> Callable[[Mapping[str, Outcome]], bool]:
    return lambda found: all(key in found and found[key].pmids for key in keys)


def _complete(batch: Sequence[PMID]) -> Callable[[tuple[SourceWork, ...]], bool]:
    return lambda works: {work.record.pmid for work in works}.issuperset(batch)


def _by_doi(works: Iterable[SourceWork]) -> dict[DOI, list[SourceWork]]:
    """The works of each DOI, first the one that it stands for: where several records have it,
    none that is a notice, and of those the oldest in PubMed."""
    found: dict[DOI, list[SourceWork]] = {}
    for work in sorted(works, key=_standing):
        if work.record.doi is not None:
            found.setdefault(work.record.doi, []).append(work)
    return found


def _standing(work: SourceWork) -> tuple[bool, int]:
    notice = any(one.ui in _NOTICES for one in work.record.publication_types)
    return notice, int(work.record.pmid.value) if work.record.pmid else 0
