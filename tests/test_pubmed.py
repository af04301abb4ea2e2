"""PubMed as a source: every identifier asked has one answer, whatever the service sends back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sscmsc.ecitmatch import CitationQuery, Outcome
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.pubmed import BATCH, PubMed
from sscmsc.pubmed_answers import Hits
from sscmsc.source import Answer, Failed, Found, Missing
from tests.quick import quick_session
from tests.upstream.faults import Fault
from tests.upstream.records import Records
from tests.upstream.server import Upstream

HEAD = '<?xml version="1.0" ?>\n<PubmedArticleSet>'
REVIEW = DOI("10.3389/fimmu.2018.02013")
HELD = DOI("10.1056/nejmoa1703327")
UNKNOWN = DOI("10.5555/nowhere")


@pytest.fixture
def pubmed(upstream: Upstream, tmp_path: Path) -> Iterator[PubMed]:
    with quick_session(upstream.environment, tmp_path) as session:
        yield PubMed(session)


@pytest.fixture
def served(httpserver: HTTPServer, tmp_path: Path) -> Iterator[PubMed]:
    """PubMed over a server whose answers the test gives."""
    with quick_session({"SSCMSC_EUTILS_URL": httpserver.url_for("/")}, tmp_path) as session:
        yield PubMed(session)


def article(pmid: int, doi: str = "", kind: str = "D016428", version: int = 1) -> str:
    ids = f'<ArticleId IdType="doi">{doi}</ArticleId>' if doi else ""
    return (
        f'<PubmedArticle><MedlineCitation><PMID Version="{version}">{pmid}</PMID><Article>'
        f"<ArticleTitle>Work {pmid}v{version}.</ArticleTitle><PublicationTypeList>"
        f'<PublicationType UI="{kind}">X</PublicationType></PublicationTypeList></Article>'
        f"</MedlineCitation><PubmedData><ArticleIdList>{ids}</ArticleIdList></PubmedData>"
        "</PubmedArticle>"
    )


def titles(answers: tuple[Answer, ...]) -> list[str | None]:
    """The title of each work found, None for each that was not."""
    return [str(one.work.record.title) if isinstance(one, Found) else None for one in answers]


def asked_of(upstream: Upstream) -> list[str]:
    return [one.path.rpartition("/")[2] for one in upstream.requests]


# What is asked


def test_pmids_and_dois_cost_one_search_and_one_batch(pubmed: PubMed, upstream: Upstream) -> None:
    pmids = [PMID(one) for one in upstream.records.articles]
    wanted: list[Identifier] = [*pmids, PMID("77"), HELD, REVIEW, UNKNOWN, *pmids[:2]]
    answers = pubmed.records(wanted)
    assert [one.asked for one in answers] == list(dict.fromkeys(wanted))
    assert asked_of(upstream) == ["esearch.fcgi", "efetch.fcgi"]
    assert {one.method for one in upstream.requests} == {"POST"}
    for one in answers:
        if one.asked in {PMID("77"), UNKNOWN}:
            assert isinstance(one, Missing)
        else:
            assert isinstance(one, Found)
            assert one.asked in one.work.record.identifiers


def test_reference_lists_come_along(pubmed: PubMed) -> None:
    (answer,) = pubmed.records([REVIEW])
    assert isinstance(answer, Found)
    assert answer.work.references
    assert [one.position for one in answer.work.references] == list(
        range(1, len(answer.work.references) + 1)
    )


def test_one_doi_is_a_quoted_phrase(pubmed: PubMed, upstream: Upstream) -> None:
    assert len(pubmed.search_dois([HELD]).pmids) == 1
    fields = upstream.requests[0].fields
    assert fields["term"] == ('"10.1056/nejmoa1703327"[AID]',)
    assert (fields["retmax"], fields["retmode"]) == (("5",), ("json",))


def test_nothing_asked_is_no_request(pubmed: PubMed, upstream: Upstream) -> None:
    assert pubmed.records([]) == ()
    assert pubmed.search_dois([]) == ((), "")
    (answer,) = pubmed.records([PMCID("PMC1")])
    assert isinstance(answer, Missing)
    (answer,) = pubmed.records([DOI('10.1000/a"b')])
    assert isinstance(answer, Missing)
    assert upstream.requests == ()


def test_large_sets_go_in_batches(served: PubMed, httpserver: HTTPServer) -> None:
    sizes: list[int] = []

    def efetch(request: Request) -> Response:
        pmids = request.form["id"].split(",")
        sizes.append(len(pmids))
        return Response(HEAD + "".join(article(int(one)) for one in pmids) + "</PubmedArticleSet>")

    httpserver.expect_request("/efetch.fcgi", "POST").respond_with_handler(efetch)
    answers = served.records([PMID(str(number)) for number in range(1, 451)])
    assert sizes == [BATCH, BATCH, 50]
    assert all(isinstance(one, Found) for one in answers)


# What comes back


@pytest.mark.parametrize("kind", ["reversed", "doubled", "extra"])
def test_a_disarranged_batch_is_read_by_pmid(pubmed: PubMed, upstream: Upstream, kind: str) -> None:
    upstream.faults.add(Fault(kind, role="eutils", path="efetch"))
    pmids = [PMID(one) for one in list(upstream.records.articles)[1:6]]
    for one, pmid in zip(pubmed.records(pmids), pmids, strict=True):
        assert isinstance(one, Found)
        assert one.work.record.pmid == one.asked == pmid


def test_a_record_left_out_is_missing(pubmed: PubMed, upstream: Upstream) -> None:
    upstream.faults.add(Fault("fewer", role="eutils", path="efetch"))
    pmids = [PMID(one) for one in list(upstream.records.articles)[:3]]
    kinds = [type(one) for one in pubmed.records(pmids)]
    assert kinds == [Found, Found, Missing]


def test_a_stray_hit_of_a_search_is_not_believed(pubmed: PubMed, upstream: Upstream) -> None:
    upstream.stray_hits = True
    assert pubmed.search_dois([UNKNOWN]) == ((), ""), "the search itself says it found no phrase"
    assert asked_of(upstream) == ["esearch.fcgi"]
    several = pubmed.search_dois([UNKNOWN, HELD])
    assert len(several.pmids) == 2, "here only the records can tell"
    answers = pubmed.records([UNKNOWN, HELD])
    assert [type(one) for one in answers] == [Missing, Found]


def test_the_last_version_of_a_record_counts(served: PubMed, httpserver: HTTPServer) -> None:
    body = HEAD + article(7) + article(7, version=2) + "</PubmedArticleSet>"
    httpserver.expect_request("/efetch.fcgi").respond_with_data(body)
    assert titles(served.records([PMID("7")])) == ["Work 7v2"]


def test_a_notice_with_the_doi_of_its_work_is_not_the_work(
    served: PubMed, httpserver: HTTPServer
) -> None:
    hits = '{"esearchresult": {"count": "3", "idlist": ["9", "8", "3"]}}'
    body = article(3, "10.1000/X", "D016425") + article(9, "10.1000/x") + article(8, "10.1000/x")
    httpserver.expect_request("/esearch.fcgi").respond_with_data(hits)
    httpserver.expect_request("/efetch.fcgi").respond_with_data(HEAD + body + "</PubmedArticleSet>")
    assert titles(served.records([DOI("10.1000/x")])) == ["Work 8v1"]


# Errors in place of answers


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ('{"error":"API rate limit exceeded","count":"4","limit":"3"}', 200, "asked too often"),
        ('{"error":"/lbsm/eutils_lb -> Neg"}', 200, "eutils_lb"),
        ("<eFetchResult><ERROR>Unable to obtain query #1</ERROR></eFetchResult>", 200, "query #1"),
        ("<eFetchResult><ERROR>ID list is empty!</ERROR></eFetchResult>", 400, "answered 400: ID"),
        ('<?xml version="1.0" ?>', 200, "no PubMed XML"),
        (HEAD + article(1), 200, "no PubMed XML"),
        ("NCBI C++ Exception: Error: TXCLIENT(...)", 200, "no PubMed XML"),
        ("<html><body>Service unavailable</body></html>", 200, "is down"),
        ("", 200, "is down"),
        ("Resource not found", 404, "answered 404"),
        ("oops", 500, "answered 500"),
    ],
)
def test_errors_are_failures_never_absence(
    served: PubMed, httpserver: HTTPServer, body: str, status: int, reason: str
) -> None:
    httpserver.expect_request("/efetch.fcgi").respond_with_data(body, status=status)
    (answer,) = served.records([PMID("1")])
    assert isinstance(answer, Failed)
    assert reason in answer.reason
    assert answer.source == "pubmed"
    assert answer.reason.isprintable()


def test_recorded_error_is_a_failure(served: PubMed, httpserver: HTTPServer, corpora: Path) -> None:
    folder = corpora / "A-pubmed-xml" / "sul_pub-extracted"
    paths = [one for one in folder.glob("*.xml") if b"<ERROR>" in one.read_bytes()]
    assert len(paths) == 1
    httpserver.expect_request("/efetch.fcgi").respond_with_data(paths[0].read_bytes())
    (answer,) = served.records([PMID("1")])
    assert isinstance(answer, Failed)


def test_empty_set_is_absence(served: PubMed, httpserver: HTTPServer) -> None:
    httpserver.expect_request("/efetch.fcgi").respond_with_data(HEAD + "</PubmedArticleSet>")
    (answer,) = served.records([PMID("1")])
    assert isinstance(answer, Missing)


@pytest.mark.parametrize(
    "body",
    [
        '{"esearchresult": {"ERROR": "Search Backend failed: no reply"}}',
        '{"esearchresult": {"idlist": ["12345678901"]}}',
        '{"esearchresult": {"idlist": "none"}}',
        '{"esearchresult": ',
        '{"esearchresult": {"idlist": [NaN]}}',
        "[" * 100_000,
        '{"error": "API rate limit exceeded"}',
        "<eSearchResult><ERROR>x</ERROR></eSearchResult>",
    ],
)
def test_a_failed_search_leaves_the_pmids(
    served: PubMed, httpserver: HTTPServer, body: str
) -> None:
    httpserver.expect_request("/esearch.fcgi").respond_with_data(body)
    page = HEAD + article(1) + "</PubmedArticleSet>"
    httpserver.expect_request("/efetch.fcgi").respond_with_data(page)
    by_doi, by_pmid = served.records([HELD, PMID("1")])
    assert isinstance(by_doi, Failed)
    assert isinstance(by_pmid, Found)


def test_a_doi_whose_hits_cannot_be_fetched_has_failed(
    served: PubMed, httpserver: HTTPServer
) -> None:
    hits = '{"esearchresult": {"count": "1", "idlist": ["9"]}}'
    httpserver.expect_request("/esearch.fcgi").respond_with_data(hits)
    httpserver.expect_request("/efetch.fcgi").respond_with_data("x", status=414)
    (answer,) = served.records([HELD])
    assert answer == Failed(HELD, "pubmed", "answered 414")


def test_one_failing_batch_costs_only_its_own(served: PubMed, httpserver: HTTPServer) -> None:
    def efetch(request: Request) -> Response:
        pmids = request.form["id"].split(",")
        if "1" in pmids:
            return Response("no", status=403)
        return Response(HEAD + "".join(article(int(one)) for one in pmids) + "</PubmedArticleSet>")

    httpserver.expect_request("/efetch.fcgi").respond_with_handler(efetch)
    answers = served.records([PMID(str(number)) for number in range(1, BATCH + 3)])
    assert [type(one) for one in answers] == [Failed] * BATCH + [Found] * 2


@pytest.mark.parametrize("kind", ["html", "empty", "cut", "gzip", "truncated", "drop", "rate"])
def test_a_fault_that_passes_is_not_noticed(pubmed: PubMed, upstream: Upstream, kind: str) -> None:
    upstream.faults.add(Fault(kind, role="eutils", path="efetch", times=1))
    (answer,) = pubmed.records([PMID(next(iter(upstream.records.articles)))])
    assert isinstance(answer, Found)
    assert upstream.faults.hits == 1


def test_offline_answers_come_from_the_cache(
    pubmed: PubMed, upstream: Upstream, tmp_path: Path
) -> None:
    pubmed.records([HELD])
    upstream.forget()
    with quick_session(upstream.environment, tmp_path, SSCMSC_OFFLINE="1") as session:
        held, unknown = PubMed(session).records([HELD])[0], PubMed(session).records([UNKNOWN])[0]
    assert isinstance(held, Found)
    assert isinstance(unknown, Failed)
    assert "offline" in unknown.reason
    assert upstream.requests == ()


# Citations


QUERIES = {
    "line0way0": CitationQuery("N Engl J Med", "2009", "360", "1989", "Gabrielli A"),
    "line1way0": CitationQuery("N Engl J Med", "2009", "361", "1", "Gabrielli A"),
    "line2way0": CitationQuery("No such journal", "2009", "360", "1989", ""),
}


def test_the_citation_matcher_is_asked_for_all_at_once(pubmed: PubMed, upstream: Upstream) -> None:
    outcomes, failure = pubmed.match_citations(QUERIES)
    assert outcomes == {
        "line0way0": Outcome((PMID("99000011"),)),
        "line1way0": Outcome((), "not found"),
        "line2way0": Outcome((), "not found, invalid journal"),
    }
    assert failure == ""
    (asked,) = upstream.requests
    assert (asked.method, asked.path.rpartition("/")[2]) == ("POST", "ecitmatch.cgi")
    assert asked.fields["bdata"][0].split("\r") == [one.line(key) for key, one in QUERIES.items()]
    assert pubmed.match_citations({}) == ({}, "")


def test_the_citation_matcher_takes_a_hundred_lines(pubmed: PubMed, upstream: Upstream) -> None:
    query = QUERIES["line0way0"]
    outcomes, _ = pubmed.match_citations({f"line{number}way0": query for number in range(201)})
    assert len(outcomes) == 201
    assert {one.pmids for one in outcomes.values()} == {(PMID("99000011"),)}
    assert len(upstream.requests) == 3


@pytest.mark.parametrize("kind", ["reversed", "doubled", "fewer"])
def test_outcomes_are_told_apart_by_key(pubmed: PubMed, upstream: Upstream, kind: str) -> None:
    upstream.faults.add(Fault(kind))
    outcomes, failure = pubmed.match_citations(QUERIES)
    assert outcomes["line0way0"] == Outcome((PMID("99000011"),))
    assert ("line2way0" in outcomes) == (kind != "fewer")
    assert failure == ""


@pytest.mark.parametrize("kind", ["html", "empty", "rate"])
def test_a_matcher_that_does_not_match_is_a_failure(
    pubmed: PubMed, upstream: Upstream, kind: str
) -> None:
    upstream.faults.add(Fault(kind))
    outcomes, failure = pubmed.match_citations(QUERIES)
    assert outcomes == {}
    assert failure
    assert not failure.startswith("PubMed")


def test_citations_are_searched_for_by_several_queries_at_once(
    pubmed: PubMed, upstream: Upstream
) -> None:
    terms = ["illness[ti] AND klee[ti]", "gabrielli[au] AND 360[vi] AND 1989[pg]"]
    hits = pubmed.search_citations(terms, 20)
    assert hits == Hits((PMID("99000013"), PMID("99000011")), 2)
    fields = upstream.requests[0].fields
    assert fields["term"] == (f"({terms[0]}) OR ({terms[1]})",)
    assert pubmed.search_citations(["sclerosis[ti]"], 2).total > 2
    assert len(pubmed.search_citations(["sclerosis[ti]"], 2).pmids) == 2
    assert pubmed.search_citations(["nothing[ti]"], 2) == Hits()
    upstream.faults.add(Fault("status", status=500))
    assert pubmed.search_citations(["klee[ti]"], 3) == Hits((), 0, "answered 500 (4 tries)")


# Real records


def test_every_recorded_article_is_found_by_its_pmid_and_by_its_doi(
    corpora: Path, tmp_path: Path
) -> None:
    recorded = corpora / "A-pubmed-xml" / "metapub" / "fixtures" / "pmid_xml"
    (tmp_path / "records").mkdir()
    (tmp_path / "records" / "pubmed").symlink_to(recorded)
    with Upstream(Records.load(tmp_path / "records")) as upstream:
        articles = tuple(upstream.records.articles.values())
        assert len(articles) >= 60
        dois = [DOI(one.doi.lower()) for one in articles if one.doi]
        with quick_session(upstream.environment, tmp_path / "cache") as session:
            by_pmid = PubMed(session).records([PMID(one.pmid) for one in articles])
            by_doi = PubMed(session).records(dois)
        assert len(upstream.requests) == 3
    assert all(isinstance(one, Found) for one in by_pmid)
    assert all(isinstance(one, Found) and one.work.record.doi == one.asked for one in by_doi)
    for one, source in zip(by_pmid, articles, strict=True):
        assert isinstance(one, Found)
        listed = len(re.findall(rb"<Reference>", source.xml))
        assert len(one.work.references or ()) == listed
