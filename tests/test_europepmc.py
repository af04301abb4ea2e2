"""Europe PMC: reference lists and citing works, page by page, over the loopback service.

No recorded answer of `/references` or `/citations` was to be had: the answers here are made
in the documented shape, their facts those of the demonstration.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sscmsc.align import align
from sscmsc.europepmc import CITATION_PAGES, REFERENCE_PAGES, Citations, EuropePmc
from sscmsc.europepmc_work import CitingWork, parse_citing, parse_page, parse_references
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.jsontext import Json
from sscmsc.patience import UnusableAnswer
from sscmsc.pmc_articles import PmcArticles
from sscmsc.record import Group, Person
from sscmsc.reference import Cited, Reference
from sscmsc.source import Failed, Listed, ReferenceSource
from tests.quick import quick_session
from tests.upstream.faults import Fault
from tests.upstream.making import make_review
from tests.upstream.server import Upstream

ANOTHER = "answered about another work"
REVIEW, NOTHING = PMID("99000001"), PMID("4")
GABRIELLI: dict[str, Json] = {
    "id": "19420368", "source": "MED", "citationType": "JOURNAL ARTICLE", "title": "Scleroderma.",
    "authorString": "Gabrielli A, Avvedimento EV, Krieg T.", "journalAbbreviation": "N Engl J Med",
    "volume": "360", "issue": "19", "pubYear": 2009, "pageInfo": "1989-2003",
    "doi": "10.1056/NEJMra0806188", "citedOrder": 1, "match": "Y",
}  # fmt: skip


@pytest.fixture
def europepmc(upstream: Upstream, tmp_path: Path) -> Iterator[EuropePmc]:
    with quick_session(upstream.environment, tmp_path) as session:
        yield EuropePmc(session)


@pytest.fixture
def served(httpserver: HTTPServer, tmp_path: Path) -> Iterator[EuropePmc]:
    """Europe PMC over a server whose answers the test gives."""
    with quick_session({"SSCMSC_EUROPEPMC_URL": httpserver.url_for("/")}, tmp_path) as session:
        yield EuropePmc(session)


def one(**stated: Json) -> Reference:
    (reference,) = parse_references((stated,))
    return reference


def test_the_list_of_a_review(upstream: Upstream, europepmc: EuropePmc) -> None:
    source: ReferenceSource = europepmc
    (answer,) = source.references([REVIEW])
    assert isinstance(answer, Listed)
    assert (answer.asked, answer.source, answer.stated) == (REVIEW, "europepmc", 24)
    assert answer.references is not None
    assert [line.position for line in answer.references] == list(range(1, 25))
    assert answer.references[0].identifiers == (PMID("99000011"), DOI("10.1056/nejmra0806188"))
    assert answer.references[14].text is not None
    (request,) = upstream.requests
    assert request.path == "/europepmc/webservices/rest/MED/99000001/references"
    assert {name: values[0] for name, values in request.fields.items()} == {
        "page": "1", "pageSize": "1000", "format": "json",
    }  # fmt: skip


def test_a_pmcid_is_asked_as_one(upstream: Upstream, europepmc: EuropePmc) -> None:
    by_pmid, by_pmcid = europepmc.references([REVIEW, PMCID("PMC99000001")])
    assert isinstance(by_pmid, Listed)
    assert isinstance(by_pmcid, Listed)
    assert by_pmid.references == by_pmcid.references
    assert upstream.requests[1].path.endswith("/PMC/PMC99000001/references")


def test_it_lists_the_lines_that_pmc_lists(
    upstream: Upstream, europepmc: EuropePmc, tmp_path: Path
) -> None:
    (ours,) = europepmc.references([REVIEW])
    with quick_session(upstream.environment, tmp_path) as session:
        (theirs,) = PmcArticles(session).references([PMCID("PMC99000001")])
    assert isinstance(ours, Listed)
    assert isinstance(theirs, Listed)
    lists = [("pmc", theirs.references or ()), ("europepmc", ours.references or ())]
    assert [line.sources for line in align(lists)] == [("pmc", "europepmc")] * 24


def test_every_identifier_has_an_answer_in_its_place(
    upstream: Upstream, europepmc: EuropePmc
) -> None:
    asked: list[Identifier] = [DOI("10.1000/x"), NOTHING, REVIEW, NOTHING]
    answers = europepmc.references(asked)
    assert answers[:2] == (
        Listed(asked[0], "europepmc", None, reason="Europe PMC is asked by PMID or PMCID"),
        Listed(NOTHING, "europepmc", (), stated=0),
    )
    assert [answer.asked for answer in answers] == asked[:3]
    assert len(upstream.requests) == 2


@pytest.mark.parametrize("kind", ["reversed", "doubled"])
def test_lines_stand_in_printed_order_and_once(
    upstream: Upstream, europepmc: EuropePmc, kind: str
) -> None:
    upstream.faults.add(Fault(kind, role="europepmc"))
    (answer,) = europepmc.references([REVIEW])
    assert isinstance(answer, Listed)
    assert answer.references is not None
    assert [line.pmid for line in answer.references[:3]] == [
        PMID("99000011"), PMID("99000012"), PMID("99000013"),
    ]  # fmt: skip
    assert len(answer.references) == answer.stated == 24


@pytest.mark.parametrize("limit", [1000, 100, 7])
def test_pages_are_as_large_as_the_service_makes_them(
    served: EuropePmc, httpserver: HTTPServer, limit: int
) -> None:
    asked: list[tuple[int, int]] = []

    def page(request: Request) -> Response:
        number, size = int(request.args["page"]), int(request.args["pageSize"])
        asked.append((number, size))
        start = (number - 1) * min(size, limit)
        shown = [{"citedOrder": n + 1, "title": f"T{n + 1}"} for n in range(250)]
        shown = shown[start : start + min(size, limit)]
        return Response(json.dumps({"hitCount": 250, "referenceList": {"reference": shown}}))

    httpserver.expect_request("/MED/4/references").respond_with_handler(page)
    (answer,) = served.references([NOTHING])
    assert isinstance(answer, Listed)
    titles = [line.cited.title for line in answer.references or ()]
    pages = min(REFERENCE_PAGES, -(-250 // limit))
    assert titles == [f"T{n}" for n in range(1, min(250, limit * pages) + 1)]
    assert answer.stated == 250
    assert asked == [(1, 1000), *((number, limit) for number in range(2, pages + 1))]


def test_a_list_of_which_a_page_is_lost_has_failed(
    served: EuropePmc, httpserver: HTTPServer
) -> None:
    def page(request: Request) -> Response:
        if request.args["page"] == "2":
            return Response("gone", 410)
        body = {"hitCount": 2, "referenceList": {"reference": [{"citedOrder": 1}]}}
        return Response(json.dumps(body))

    httpserver.expect_request("/MED/4/references").respond_with_handler(page)
    assert served.references([NOTHING]) == (Failed(NOTHING, "europepmc", "answered 410"),)


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"version": "6.9"}, 200, "answered without a count of hits"),
        ({"errCode": 400, "errMsg": "No such source"}, 200, "answered an error: No such source"),
        ({"errCode": 400, "errMsg": "No such source"}, 400, "answered 400: No such source"),
        ({"errCode": 500}, 200, "answered an error: code 500"),
        ({"hitCount": 0, "request": {"source": "MED", "id": "5"}}, 200, ANOTHER),
        ({"hitCount": 3}, 200, "answered without the 3 that it counts"),
        ({"hitCount": 3, "referenceList": {}}, 200, "counts 3 references and lists none"),
        ({"hitCount": -1, "referenceList": {}}, 200, "answered without a count of hits"),
        ([], 200, "answered without a count of hits"),
        ("<html>", 400, "answered 400"),
    ],
)
def test_what_is_no_answer_has_failed(
    served: EuropePmc, httpserver: HTTPServer, body: Json, status: int, said: str
) -> None:
    httpserver.expect_request("/MED/4/references").respond_with_json(body, status)
    (answer,) = served.references([NOTHING])
    assert isinstance(answer, Failed)
    assert answer.reason.removesuffix(" (2 tries)") == said


@pytest.mark.parametrize(
    ("body", "status"),
    [
        ({"errCode": 404, "errMsg": "No such work"}, 200),
        ({"errCode": 404, "errMsg": "No such work"}, 404),
        ("<html>", 404),
        ("", 410),
    ],
)
def test_a_work_that_is_not_there_is_no_failure(
    served: EuropePmc, httpserver: HTTPServer, body: Json, status: int
) -> None:
    for what in ("references", "citations"):
        httpserver.expect_request(f"/MED/4/{what}").respond_with_json(body, status)
    (answer,) = served.references([NOTHING])
    assert answer == Listed(NOTHING, "europepmc", None, reason="Europe PMC has no such work")
    assert served.citations(NOTHING) == Citations(NOTHING, 0)
    assert len(httpserver.log) == 2, "asked once each"


@pytest.mark.parametrize("kind", ["cut", "html", "empty", "drop"])
def test_a_failure_that_passes_costs_nothing_but_time(
    upstream: Upstream, europepmc: EuropePmc, kind: str
) -> None:
    upstream.faults.add(Fault(kind, role="europepmc", times=1))
    (answer,) = europepmc.references([REVIEW])
    assert isinstance(answer, Listed)
    assert answer.stated == 24


def test_a_long_list_costs_one_request(tmp_path: Path) -> None:
    made = make_review(tmp_path / "made", 200)
    with (
        Upstream(tmp_path / "made") as running,
        quick_session(running.environment, tmp_path) as session,
    ):
        (answer,) = EuropePmc(session).references([PMID(made.pmid)])
        assert len(running.requests) == 1
    assert isinstance(answer, Listed)
    assert answer.references is not None
    assert len(answer.references) == 200
    assert sum(line.pmid is not None for line in answer.references) == made.with_pmid
    assert sum(not line.identifiers for line in answer.references) == 20  # PMCIDs are not given


def test_a_line_with_all_its_fields() -> None:
    assert parse_references((GABRIELLI,)) == (
        Reference(
            1,
            cited=Cited(
                authors=(
                    Person("Gabrielli", None, "A"), Person("Avvedimento", None, "EV"),
                    Person("Krieg", None, "T"),
                ),
                title="Scleroderma", container="N Engl J Med", year=2009, volume="360",
                issue="19", pages="1989-2003",
            ),
            pmid=PMID("19420368"), doi=DOI("10.1056/nejmra0806188"), sources=("europepmc",),
        ),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "identifiers", "notes"),
    [
        ({"id": "123", "source": "MED"}, (PMID("123"),), ()),
        ({"id": "PMC77", "source": "PMC"}, (PMCID("PMC77"),), ()),
        ({"id": "PPR123", "source": "PPR"}, (), ()),
        ({"id": "123", "source": "AGR"}, (), ()),
        ({"id": "123"}, (), ()),
        ({"id": "abc", "source": "MED"}, (), ("Europe PMC: 'abc' is no PMID",)),
        ({"doi": "10.1890/15‐0688"}, (DOI("10.1890/15-0688"),), ()),
        ({"doi": "n/a"}, (), ("Europe PMC: 'n/a' is no DOI",)),
        ({"externalLink": "https://doi.org/10.1000/X"}, (DOI("10.1000/x"),), ()),
        ({"unstructuredInformation": "A. B. PMID: 12345"}, (PMID("12345"),), ()),
        ({"unstructuredInformation": "PMID: 12, or PMID: 13"}, (), ()),
    ],
)
def test_identifiers(
    stated: dict[str, Json], identifiers: tuple[Identifier, ...], notes: tuple[str, ...]
) -> None:
    line = one(**stated)
    assert (line.identifiers, line.notes) == (identifiers, notes)


def test_a_line_that_is_only_text_is_read_from_its_words() -> None:
    printed = "Binks M, Passweg JR. Phase I/II trial. Ann Rheum Dis 2001;60:577-84."
    line = one(unstructuredInformation=f" {printed} ")
    assert line.text == printed
    assert (line.cited.title, line.cited.volume, line.cited.pages) == (
        "Phase I/II trial", "60", "577-584",
    )  # fmt: skip


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (
            {"title": "Epidemiology", "publicationTitle": "Scleroderma", "editors": "Varga J.",
             "publisherName": "Springer", "publisherLoc": "New York", "edition": "2",
             "pubYear": "2017b"},
            Cited(kind="chapter", title="Epidemiology", container="Scleroderma", year=2017,
                  editors=(Person("Varga", None, "J"),), publisher="Springer", place="New York",
                  edition="2"),
        ),
        (
            {"publicationTitle": "Scleroderma", "citationType": "BOOK"},
            Cited(kind="book", title="Scleroderma"),
        ),
        (
            {"title": "CD34<sup>+</sup> cells &amp; fibrosis.", "journalAbbreviation": "J",
             "pageInfo": "e66"},
            Cited(title="CD34+ cells & fibrosis", container="J", pages="e66"),
        ),
        (
            {"title": "Guideline", "externalLink": "https://www.ema.europa.eu/x"},
            Cited(kind="webpage", title="Guideline", url="https://www.ema.europa.eu/x"),
        ),
        ({"pubYear": 202, "citationType": "PATENT"}, Cited(kind="patent")),
    ],
)  # fmt: skip
def test_fields(stated: dict[str, Json], expected: Cited) -> None:
    assert one(**stated).cited == expected


@pytest.mark.parametrize(
    ("said", "authors", "complete"),
    [
        ("de Buys P, O'Brien J-P, Lacey JV Jr.", "de Buys P|O'Brien JP|Lacey JV Jr", True),
        ("Sullivan KM, Goldmuntz EA, et al.", "Sullivan KM|Goldmuntz EA", False),
        ("Velier M; EBMT Working Party", "Velier M|=EBMT Working Party", True),
        ("World Health Organization", "=World Health Organization", True),
        ("Peltzer", "Peltzer", True),
        ("", "", True),
    ],
)
def test_people(said: str, authors: str, complete: bool) -> None:
    cited = one(title="T", authorString=said).cited
    shown = "|".join(
        f"={author.name}"
        if isinstance(author, Group)
        else " ".join(filter(None, (author.family, author.initials, author.suffix)))
        for author in cited.authors
    )
    assert (shown, cited.authors_complete) == (authors, complete)


def test_lines_without_an_order_follow_the_one_before() -> None:
    listed: tuple[dict[str, Json], ...] = (
        {"citedOrder": 2, "title": "C"}, {"title": "D"}, {"title": "D"},
        {"citedOrder": 1, "title": "A"}, {"citedOrder": 1, "title": "B"},
        {"citedOrder": 2, "title": "C"},
    )  # fmt: skip
    lines = parse_references(listed)
    assert [line.cited.title for line in lines] == ["A", "B", "C", "D", "D"]
    assert [line.position for line in lines] == [1, 2, 3, 4, 5]


def test_the_works_that_cite_one(upstream: Upstream, europepmc: EuropePmc) -> None:
    found = europepmc.citations(PMID("99000018"))
    assert isinstance(found, Citations)
    assert (found.total, [work.pmid for work in found.works]) == (2, [REVIEW, PMID("99000002")])
    first = found.works[0]
    assert first.accession == "MED/99000001"
    assert (first.cited.year, first.cited.container) == (2018, "Front Immunol")
    assert first.cited.authors == (Person("Peltzer", None, "J"),)
    (request,) = upstream.requests
    assert request.path.endswith("/MED/99000018/citations")
    assert europepmc.citations(NOTHING) == Citations(NOTHING, 0)
    assert isinstance(europepmc.citations(DOI("10.1000/x")), Failed)


def test_citing_works_are_listed_once_and_up_to_a_limit(
    served: EuropePmc, httpserver: HTTPServer
) -> None:
    def page(request: Request) -> Response:
        size = min(int(request.args["pageSize"]), 10)
        start = (int(request.args["page"]) - 1) * size
        # One that slid to the next page in the meantime.
        shown = [{"id": str(max(n, 1)), "source": "PPR"} for n in range(start, start + size)]
        return Response(json.dumps({"hitCount": 900, "citationList": {"citation": shown}}))

    httpserver.expect_request("/PMC/PMC7/citations").respond_with_handler(page)
    found = served.citations(PMCID("PMC7"))
    assert isinstance(found, Citations)
    assert found.total == 900
    assert len(found.works) == 10 * CITATION_PAGES - 1
    assert found.works[0] == CitingWork("PPR/1", Cited(kind="document"))


def test_a_service_that_fails_says_so(upstream: Upstream, europepmc: EuropePmc) -> None:
    upstream.faults.add(Fault("status", role="europepmc", status=503))
    assert europepmc.citations(REVIEW) == Failed(REVIEW, "europepmc", "answered 503 (4 tries)")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-5, 10**12) | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=6,
)
NAMES = st.sampled_from(
    [*GABRIELLI, "unstructuredInformation", "externalLink", "editors", "edition"]
)


@settings(max_examples=80, derandomize=True, deadline=None)
@given(st.lists(st.dictionaries(NAMES, JSON, max_size=6), max_size=5))
def test_whatever_stands_in_a_page_is_read(listed: list[dict[str, Json]]) -> None:
    body = json.dumps(
        {"hitCount": len(listed), "referenceList": {"reference": listed},
         "citationList": {"citation": listed}}
    ).encode()  # fmt: skip
    page = parse_page(body, "referenceList", "reference")
    assert page.total == len(page.listed) == len(listed)
    lines = parse_references(page.listed)
    assert [line.position for line in lines] == list(range(1, len(lines) + 1))
    assert (
        all(line.pmid is None for line in lines)
        or any("id" in stated for stated in listed)
        or (any("unstructuredInformation" in stated for stated in listed))
    )
    works = parse_citing(page.listed)
    assert len({work.accession for work in works}) == len(works) <= len(listed)


def test_a_page_that_is_no_json_is_refused() -> None:
    with pytest.raises(UnusableAnswer, match="not complete JSON"):
        parse_page(b"<xml/>", "referenceList", "reference")
