"""The works that lines without an identifier cite: searched for, fetched, compared, judged.

Candidates come from NCBI's citation matcher, then from a search of PubMed by title, then from
Crossref's bibliographic query, each asked only for the lines that nothing before it settled.
A candidate counts for nothing until its record is here and `match` calls it the same work.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Protocol

from sscmsc.candidates import Judged, Resolution, chosen, refused, settled, with_fields
from sscmsc.citation_search import bibliographic_text, pubmed_term
from sscmsc.crossref import FoundWorks
from sscmsc.ecitmatch import BATCH, CitationQuery, Journals, citation_queries
from sscmsc.facts import Facts, record_facts, reference_facts
from sscmsc.identifiers import PMID, Identifier
from sscmsc.match import compare
from sscmsc.pubmed import Matches
from sscmsc.pubmed_answers import Hits
from sscmsc.record import Record
from sscmsc.reference import Cited, Reference
from sscmsc.source import Answer, Failed, Found

#: Lines whose works are searched for in one question to PubMed, and the PMIDs wanted for each.
SEARCHED_TOGETHER = 10
HITS_PER_LINE = 10
#: PMIDs of one efetch.
FETCHED_TOGETHER = 200
#: Works that Crossref is asked for by one printed line.
ROWS = 5
#: Questions to Crossref at a time: what it allows those who say who they are.
AT_ONCE = 3


class CitationSource(Protocol):
    """PubMed, as far as it is asked here."""

    def match_citations(self, queries: Mapping[str, CitationQuery]) -> Matches: ...

    def search_citations(self, terms: Sequence[str], most: int) -> Hits: ...

    def records(self, identifiers: Sequence[Identifier]) -> tuple[Answer, ...]: ...


class BibliographicSource(Protocol):
    """Crossref, as far as it is asked here."""

    def find_bibliographic(self, text: str, rows: int) -> FoundWorks: ...


@dataclass(slots=True)
class LineSearch:
    """A search for the works that lines cite, step by step: what was found for each line, and
    how many requests (`further`) may still be made beyond the matcher's and its candidates'.

    `match`, then `take` with the answers for what `match` gave, then `search`; each may be
    left out. `resolutions` says what was found so far.
    """

    lines: tuple[Reference, ...]
    further: int = 0
    records: dict[Identifier, Record] = field(default_factory=dict)
    known: dict[int, tuple[Record, Facts]] = field(default_factory=dict)
    facts: list[Facts] = field(default_factory=list)
    found: list[list[Judged]] = field(default_factory=list)
    failures: list[list[str]] = field(default_factory=list)
    matched: dict[int, tuple[PMID, ...]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.lines = tuple(map(with_fields, self.lines))
        self.facts = [reference_facts(line) for line in self.lines]
        self.found = [[] for _ in self.lines]
        self.failures = [[] for _ in self.lines]

    @property
    def open(self) -> list[int]:
        """The places of the lines that nothing settled yet."""
        return [at for at, found in enumerate(self.found) if not settled(found)]

    def match(self, pubmed: CitationSource, journals: Journals) -> tuple[PMID, ...]:
        """Ask the citation matcher; the PMIDs of its candidates, which are to be fetched.

        `journals` maps names of journals to NLM's abbreviations.
        """
        ways = {at: citation_queries(self.lines[at].cited, journals) for at in self.open}
        if not (queries := _queries(ways)):
            return ()
        matches = pubmed.match_citations(queries)
        pmids: dict[int, dict[PMID, None]] = {}
        for key, outcome in matches.outcomes.items():
            pmids.setdefault(_place(key), {}).update(dict.fromkeys(outcome.pmids))
        if matches.failure:
            asked = {_place(key) for key in queries if key not in matches.outcomes}
            self.fail(sorted(asked), "PubMed", matches.failure)
        self.matched = {at: tuple(found) for at, found in pmids.items()}
        return tuple(dict.fromkeys(one for found in self.matched.values() for one in found))

    def take(self, answers: Iterable[Answer]) -> None:
        """Judge what was fetched of the matcher's candidates, each for its lines."""
        self._take(answers, self.matched, "ecitmatch")

    def search(self, pubmed: CitationSource, crossref: BibliographicSource | None) -> None:
        """Search PubMed, then Crossref, for what is open, in at most `further` requests."""
        _search_pubmed(self, pubmed)
        if crossref is not None:
            _search_crossref(self, crossref)

    @property
    def resolutions(self) -> tuple[Resolution, ...]:
        """What was found for each line, in their order."""
        return tuple(
            Resolution(line, *chosen(found), tuple(dict.fromkeys(failures)))
            for line, found, failures in zip(self.lines, self.found, self.failures, strict=True)
        )

    def fetch(self, pubmed: CitationSource, pmids: Mapping[int, Iterable[PMID]], how: str) -> None:
        """Fetch the candidates of all lines together, and judge each for its line."""
        wanted = dict.fromkeys(one for some in pmids.values() for one in some)
        new = tuple(one for one in wanted if one not in self.records)
        self._take(pubmed.records(new) if new else (), pmids, how)

    def judge(self, at: int, records: Iterable[Record], how: str) -> None:
        """Judge records for a line and keep those that are not plainly others."""
        line = self.lines[at]
        for record in records:
            if refused(record, line) or any(one.record == record for one in self.found[at]):
                continue
            judgement = compare(self._facts_of(record), self.facts[at])
            if judgement.verdict != "different":
                self.found[at].append(Judged(record, judgement, how))

    def _take(
        self, answers: Iterable[Answer], pmids: Mapping[int, Iterable[PMID]], how: str
    ) -> None:
        failed: dict[Identifier, str] = {}
        for answer in answers:
            if isinstance(answer, Found):
                self.records[answer.asked] = answer.work.record
            elif isinstance(answer, Failed):
                failed[answer.asked] = answer.reason
        for at, some in pmids.items():
            self.judge(at, (self.records[one] for one in some if one in self.records), how)
            for reason in dict.fromkeys(failed[one] for one in some if one in failed):
                self.fail((at,), "PubMed", reason)

    def _facts_of(self, record: Record) -> Facts:
        """What is compared of a record, made once; it is known by its place in memory."""
        if id(record) not in self.known:
            self.known[id(record)] = record, record_facts(record)
        return self.known[id(record)][1]

    def fail(self, places: Iterable[int], source: str, reason: str) -> None:
        for at in places:
            self.failures[at].append(f"{source}: {reason}")


def resolve_text(
    lines: Sequence[Reference],
    pubmed: CitationSource,
    crossref: BibliographicSource,
    *,
    journals: Journals | None = None,
    further: int = 20,
) -> tuple[Resolution, ...]:
    """What the lines cite, in their order; a line may carry identifiers that brought nothing.

    One request for every 100 lines goes to the citation matcher and one for every 200 of its
    candidates to PubMed; for what is left at most `further` requests search PubMed and
    Crossref. `journals` maps names of journals to NLM's abbreviations. Raises nothing for a
    service that fails: the lines say so in `failures`.
    """
    search = LineSearch(tuple(lines), further)
    if candidates := search.match(pubmed, journals or {}):
        search.take(pubmed.records(candidates))
    search.search(pubmed, crossref)
    return search.resolutions


def _queries(ways: Mapping[int, Sequence[CitationQuery]]) -> dict[str, CitationQuery]:
    """The first way of every line, and further ones as far as that costs no more requests."""
    queries: dict[str, CitationQuery] = {}
    count = sum(bool(one) for one in ways.values())
    room = -(-count // BATCH) * BATCH
    for number in range(max(map(len, ways.values()), default=0)):
        for at, one in ways.items():
            if number < len(one) and len(queries) < room:
                queries[f"line{at}way{number}"] = one[number]
    return queries


def _place(key: str) -> int:
    return int(key.removeprefix("line").partition("way")[0])


def _search_pubmed(search: LineSearch, pubmed: CitationSource) -> None:
    """Search by title and by place for what is open, several lines in one question.

    A question that more works fit than were asked for is put again for half of its lines.
    """
    terms = {at: term for at in search.open if (term := pubmed_term(search.lines[at].cited))}
    places = list(terms)
    groups = [
        places[start : start + SEARCHED_TOGETHER]
        for start in range(0, len(places), SEARCHED_TOGETHER)
    ]
    pmids: dict[int, dict[PMID, None]] = {}
    # Two questions find no more than one request fetches.
    room = min(2 * search.further // 3, 2 * len(groups))
    while groups and room > 0:
        group = groups.pop(0)
        most = HITS_PER_LINE * len(group)
        hits = pubmed.search_citations([terms[at] for at in group], most)
        room, search.further = room - 1, search.further - 1
        if hits.failure:
            search.fail(group, "PubMed", hits.failure)
        if hits.total > most and len(group) > 1:
            groups += [group[: len(group) // 2], group[len(group) // 2 :]]
        for at in group:
            pmids.setdefault(at, {}).update(dict.fromkeys(hits.pmids))
    new = {one for some in pmids.values() for one in some} - search.records.keys()
    search.further -= -(-len(new) // FETCHED_TOGETHER)
    search.fetch(pubmed, pmids, "pubmed search")


def _search_crossref(search: LineSearch, crossref: BibliographicSource) -> None:
    """Ask Crossref for each open line by itself, those first that are most like an article."""
    texts = {at: text for at in search.open if (text := bibliographic_text(search.lines[at]))}
    promising = sorted(texts, key=lambda at: _promise(search.lines[at].cited))
    asked = promising[: max(0, search.further)]
    search.further -= len(asked)
    pool = ThreadPoolExecutor(max_workers=AT_ONCE)
    try:
        answers = pool.map(lambda at: crossref.find_bibliographic(texts[at], ROWS), asked)
        for at, found in zip(asked, answers, strict=True):
            if found.failure:
                search.fail((at,), "Crossref", found.failure)
            search.judge(at, found.records, "crossref")
    finally:
        # An interrupt does not wait for the questions that were not put yet.
        pool.shutdown(cancel_futures=True)


def _promise(cited: Cited) -> int:
    """Lower for what Crossref more likely knows: articles before books, books before pages."""
    said = (cited.title, cited.authors, cited.year, cited.container)
    unlikely = {"webpage": 4, "document": 2, "report": 2, "thesis": 3}.get(cited.kind, 0)
    return unlikely + sum(not one for one in said)
