"""PMC full texts as a source of reference lists, over the loopback service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sscmsc.align import align
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.pmc_articles import BATCH, PmcArticles
from sscmsc.pubmed import PubMed
from sscmsc.source import Failed, Found, Listed, ReferenceSource
from tests.quick import quick_session
from tests.upstream.faults import Fault
from tests.upstream.making import make_review
from tests.upstream.records import Records
from tests.upstream.server import Upstream

ABSENT = "PMC has no article with this PMCID"
REVIEW, NOTHING = PMCID("PMC99000001"), PMCID("PMC123")


@pytest.fixture
def pmc(upstream: Upstream, tmp_path: Path) -> Iterator[PmcArticles]:
    with quick_session(upstream.environment, tmp_path) as session:
        yield PmcArticles(session)


@pytest.fixture
def served(httpserver: HTTPServer, tmp_path: Path) -> Iterator[PmcArticles]:
    """PMC over a server whose answers the test gives."""
    with quick_session({"SSCMSC_EUTILS_URL": httpserver.url_for("/")}, tmp_path) as session:
        yield PmcArticles(session)


def article(digits: str, back: str = "<ref-list/>") -> str:
    return (
        f'<article><front><article-meta><article-id pub-id-type="pmc">{digits}</article-id>'
        f"</article-meta></front><back>{back}</back></article>"
    )


def answering(httpserver: HTTPServer, body: str, status: int = 200) -> None:
    httpserver.expect_request("/efetch.fcgi").respond_with_data(
        body, status, content_type="text/xml"
    )


def test_the_list_of_a_review(upstream: Upstream, pmc: PmcArticles) -> None:
    source: ReferenceSource = pmc
    (answer,) = source.references([REVIEW])
    assert isinstance(answer, Listed)
    assert (answer.asked, answer.source, answer.stated) == (REVIEW, "pmc", 24)
    assert answer.references is not None
    assert [line.label for line in answer.references] == [str(n) for n in range(1, 25)]
    assert answer.references[0].pmid == PMID("99000011")
    assert answer.references[15].notes == ("PMC: pmid refused: NOT_FOUND;INVALID_JOURNAL",)
    (request,) = upstream.requests
    assert (request.method, request.fields["db"], request.fields["id"]) == (
        "POST", ("pmc",), ("99000001",),
    )  # fmt: skip


def test_pmc_and_pubmed_list_the_same_lines(
    upstream: Upstream, pmc: PmcArticles, tmp_path: Path
) -> None:
    (listed,) = pmc.references([REVIEW])
    with quick_session(upstream.environment, tmp_path) as session:
        (found,) = PubMed(session).records([PMID("99000001")])
    assert isinstance(listed, Listed)
    assert isinstance(found, Found)
    lists = [("pmc", listed.references or ()), ("pubmed", found.work.references or ())]
    assert [line.sources for line in align(lists)] == [("pmc", "pubmed")] * 24


def test_every_identifier_has_an_answer_in_its_place(upstream: Upstream, pmc: PmcArticles) -> None:
    asked: list[Identifier] = [
        PMID("99000001"), NOTHING, REVIEW, DOI("10.1000/x"), NOTHING,
    ]  # fmt: skip
    answers = pmc.references(asked)
    assert [one.asked for one in answers] == asked[:4]
    assert [isinstance(one, Listed) and one.references is not None for one in answers] == [
        False, False, True, False,
    ]  # fmt: skip
    assert answers[0] == Listed(asked[0], "pmc", None, reason="PMC is asked by PMCID")
    assert answers[1] == Listed(
        NOTHING, "pmc", None, reason="PMC: The following PMCID is not available"
    )
    assert len(upstream.requests) == 1


def test_nothing_is_asked_for_nothing(upstream: Upstream, pmc: PmcArticles) -> None:
    assert pmc.references([]) == ()
    assert pmc.references([PMID("1")])[0].source == "pmc"
    assert upstream.requests == ()


@pytest.mark.parametrize("kind", ["reversed", "doubled", "extra"])
def test_articles_are_told_apart_by_their_own_pmcid(
    tmp_path: Path, kind: str, review_records: Records
) -> None:
    make_review(tmp_path / "made", 20)
    made = Records.load(tmp_path / "made").full_texts
    both = replace(review_records, full_texts={**review_records.full_texts, **made})
    with Upstream(both) as running:
        running.faults.add(Fault(kind, role="eutils"))
        with quick_session(running.environment, tmp_path) as session:
            answers = PmcArticles(session).references([REVIEW, PMCID("PMC98000001")])
    assert [isinstance(one, Listed) and one.stated for one in answers] == [24, 20]


def test_an_article_that_a_batch_loses_is_asked_for_by_itself(
    upstream: Upstream, pmc: PmcArticles
) -> None:
    upstream.faults.add(Fault("fewer", role="eutils", times=1))
    unknown, lost = pmc.references([NOTHING, REVIEW])
    assert isinstance(unknown, Listed)
    assert unknown.references is None
    assert isinstance(lost, Listed)
    assert lost.stated == 24
    assert [one.fields["id"] for one in upstream.requests] == [("123,99000001",), ("99000001",)]


@pytest.mark.parametrize(
    ("body", "references", "reason"),
    [
        (article("123"), (), ""),
        (article("123", ""), None, "PMC gives the article without its reference list"),
        ("<pmc-articleset/>", None, ABSENT),
        ("<pmc-articleset><error>no</error></pmc-articleset>", None, "PMC: no"),
    ],
)
def test_no_list_no_article_and_an_empty_list(
    served: PmcArticles, httpserver: HTTPServer, body: str, references: object, reason: str
) -> None:
    answering(httpserver, body)
    (answer,) = served.references([NOTHING])
    assert isinstance(answer, Listed)
    assert (answer.references, answer.reason) == (references, reason)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ('{"error":"API rate limit exceeded","limit":"3"}', 200, "asked too often"),
        ("<eFetchResult><ERROR>No database</ERROR></eFetchResult>", 400, "400: PMC answers"),
        ("<eFetchResult><ERROR>Failed</ERROR></eFetchResult>", 200, "no JATS: PMC answers: Failed"),
        (article("123")[:60], 200, "not well-formed"),
        ('<?xml version="1.0"?>', 200, "no JATS"),
        ("<nonsense/>", 200, "its root element is <nonsense>"),
        (article("124"), 200, "PMC left the article out of its answer"),
        (article("123"), 400, "answered 400"),
    ],
)
def test_what_is_no_answer_has_failed(
    served: PmcArticles, httpserver: HTTPServer, body: str, status: int, said: str
) -> None:
    answering(httpserver, body, status)
    (answer,) = served.references([NOTHING])
    assert isinstance(answer, Failed)
    assert said in answer.reason
    assert not answer.reason.startswith("PubMed")


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ("Not Found", 404),
        ("<html>gone</html>", 410),
        ("<eFetchResult><ERROR>ID list is empty! Possibly</ERROR></eFetchResult>", 400),
        ("<eFetchResult><ERROR>ID list is empty! Possibly</ERROR></eFetchResult>", 200),
    ],
)
def test_an_article_that_is_not_there_is_no_failure(
    served: PmcArticles, httpserver: HTTPServer, body: str, status: int
) -> None:
    answering(httpserver, body, status)
    asked = [NOTHING, PMCID("PMC124")]
    expected = tuple(Listed(one, "pmc", None, reason=ABSENT) for one in asked)
    assert served.references(asked) == expected
    assert len(httpserver.log) == 3, "together, then each for itself"


@pytest.mark.parametrize("kind", ["cut", "html", "empty", "rate", "drop"])
def test_a_failure_that_passes_costs_nothing_but_time(
    upstream: Upstream, pmc: PmcArticles, kind: str
) -> None:
    upstream.faults.add(Fault(kind, role="eutils", times=1))
    (answer,) = pmc.references([REVIEW])
    assert isinstance(answer, Listed)
    assert answer.stated == 24


def test_many_articles_go_in_batches_of_which_one_may_fail(
    served: PmcArticles, httpserver: HTTPServer
) -> None:
    sizes: list[int] = []

    def give(request: Request) -> Response:
        ids = parse_qs(request.get_data(as_text=True))["id"][0].split(",")
        sizes.append(len(ids))
        if len(ids) < BATCH:
            return Response("no", 403)
        listed = "".join(article(one) for one in ids)
        return Response(f"<pmc-articleset>{listed}</pmc-articleset>", content_type="text/xml")

    httpserver.expect_request("/efetch.fcgi").respond_with_handler(give)
    asked = [PMCID(f"PMC{number}") for number in range(1, BATCH + 3)]
    answers = served.references(asked)
    assert sizes == [BATCH, 2]
    assert [type(one) for one in answers] == [Listed] * BATCH + [Failed] * 2
    assert [one.asked for one in answers] == asked
