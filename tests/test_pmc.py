"""The ID converter: both forms of its answers, what it does not know, and its refusals."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sscmsc.identifiers import DOI, PMCID, PMID, Identifier, parse
from sscmsc.pmc import BATCH, IdConverter
from sscmsc.source import Translated
from tests.quick import quick_session
from tests.upstream.faults import Fault
from tests.upstream.idconv import OLD_PATH
from tests.upstream.server import Upstream

A, B = PMCID("PMC3292175"), PMCID("PMC2883744")


@pytest.fixture
def converter(upstream: Upstream, tmp_path: Path) -> Iterator[IdConverter]:
    with quick_session(upstream.environment, tmp_path) as session:
        yield IdConverter(session)


@pytest.fixture
def served(httpserver: HTTPServer, tmp_path: Path) -> Iterator[IdConverter]:
    """The converter over a server whose answers the test gives."""
    with quick_session({"SSCMSC_IDCONV_URL": httpserver.url_for("/")}, tmp_path) as session:
        yield IdConverter(session)


def held(upstream: Upstream) -> list[dict[str, Identifier]]:
    """The identifiers of every work the server knows."""
    return [
        {kind: parse(value) for kind, value in one.items() if value}
        for one in upstream.records.converted
    ]


def test_pmcids_give_pmids_and_dois(converter: IdConverter, upstream: Upstream) -> None:
    works = held(upstream)
    translated = converter.translate([work["pmcid"] for work in works] + [PMCID("PMC4")])
    assert translated.failure == ""
    assert translated.known == {
        work["pmcid"]: tuple(work[kind] for kind in ("pmid", "doi") if kind in work)
        for work in works
    }
    assert len(upstream.requests) == 1
    assert upstream.requests[0].fields["idtype"] == ("pmcid",)


def test_each_kind_is_asked_apart_and_gives_pmcids(
    converter: IdConverter, upstream: Upstream
) -> None:
    works = [work for work in held(upstream) if "doi" in work]
    asked = [work[kind] for work in works for kind in ("doi", "pmid")]
    known = converter.translate(asked).known
    assert set(known) == set(asked)
    for work in works:
        assert known[work["doi"]] == (work["pmid"], work["pmcid"])
        assert known[work["pmid"]] == (work["pmcid"], work["doi"])
    assert [one.fields["idtype"] for one in upstream.requests] == [("pmid",), ("doi",)]


@pytest.mark.parametrize("absent", [True, False])
def test_what_pmc_does_not_hold_is_not_known(
    converter: IdConverter, upstream: Upstream, absent: bool
) -> None:
    upstream.absent = absent
    assert converter.translate([PMID("4"), DOI("10.1000/none")]) == Translated({}, "")


@pytest.mark.parametrize("kind", ["reversed", "doubled", "extra"])
def test_answers_are_read_by_identifier(
    converter: IdConverter, upstream: Upstream, kind: str
) -> None:
    works = held(upstream)[:3]
    upstream.faults.add(Fault(kind, role="idconv"))
    known = converter.translate([work["pmcid"] for work in works]).known
    assert set(known) == {work["pmcid"] for work in works}
    assert all(known[work["pmcid"]][0] == work["pmid"] for work in works)


def test_the_old_address_forwards(upstream: Upstream, tmp_path: Path) -> None:
    work = held(upstream)[0]
    old = {"SSCMSC_IDCONV_URL": f"{upstream.host()}{OLD_PATH}/"}
    with quick_session(old, tmp_path) as session:
        known = IdConverter(session).translate([work["pmcid"]]).known
    assert known[work["pmcid"]][0] == work["pmid"]


def test_large_sets_and_long_dois_go_in_pieces(served: IdConverter, httpserver: HTTPServer) -> None:
    sizes: list[int] = []
    lengths: list[int] = []

    def convert(request: Request) -> Response:
        sizes.append(len(request.args["ids"].split(",")))
        lengths.append(len(request.url))
        return Response(json.dumps({"status": "ok", "records": []}))

    httpserver.expect_request("/").respond_with_handler(convert)
    pmids = [PMID(str(number)) for number in range(1, 2 * BATCH + 2)]
    served.translate([*pmids, *pmids])
    assert sizes == [BATCH, BATCH, 1]
    dois = [DOI(f"10.1000/{'(long)' * 15}{number}") for number in range(100)]
    served.translate([*dois, DOI("10.1000/with,comma")])
    assert sum(sizes[3:]) == 100
    assert max(lengths) < 8000


def records(*given: dict[str, object]) -> str:
    return json.dumps({"status": "ok", "records": list(given)})


@pytest.mark.parametrize(
    ("given", "known"),
    [
        ([{"pmcid": str(A), "pmid": 22389645}], {A: (PMID("22389645"),)}),
        ([{"pmcid": str(A), "pmid": "22389645", "doi": "10.1/X"}], {A: (PMID("22389645"),)}),
        ([{"pmcid": "PMC3292175.2", "doi": "10.3389/F"}], {A: (DOI("10.3389/f"),)}),
        ([{"pmcid": str(A)}], {A: ()}),
        ([{"pmcid": str(A), "pmid": True}, {"pmid": 3}, "x", None], {A: ()}),
        ([{"requested-id": str(A), "pmid": 7}], {A: (PMID("7"),)}),
        ([{"requested-id": str(A), "pmcid": "PMC9", "pmid": 7}], {}),
        ([{"pmcid": str(A), "pmid": 7}, {"pmcid": str(A), "pmid": 8}], {}),
        ([{"pmcid": str(A), "pmid": 7}] * 2, {A: (PMID("7"),)}),
        ([{"pmcid": str(A), "pmid": 7, "status": "error"}], {}),
        ([{"pmcid": str(A), "pmid": 7, "errmsg": "invalid article id"}], {}),
        ([], {}),
    ],
)
def test_records_of_every_form(
    served: IdConverter,
    httpserver: HTTPServer,
    given: list[dict[str, object]],
    known: dict[Identifier, tuple[Identifier, ...]],
) -> None:
    httpserver.expect_request("/").respond_with_data(records(*given))
    assert served.translate([A]) == Translated(known, "")


@pytest.mark.parametrize(
    ("body", "status", "reason"),
    [
        ('{"status":"error","message":"ID%20type%20%27doi%27%20mismatch"}', 404, "'doi' mismatch"),
        ('{"status":"error","message":"too many ids"}', 400, "answered 400: too many ids"),
        ('{"status":"error"}', 200, "no reason given"),
        ('{"status":"ok"}', 200, "without records"),
        ('{"status":"ok","records":[', 200, "no complete JSON"),
        ('["ok"]', 200, "no reason given"),
        ("<pmcids/>", 200, "no complete JSON"),
        ("<html></html>", 200, "is down"),
    ],
)
def test_refusals_are_failures(
    served: IdConverter, httpserver: HTTPServer, body: str, status: int, reason: str
) -> None:
    httpserver.expect_request("/").respond_with_data(body, status=status)
    translated = served.translate([A, B])
    assert translated.known == {}
    assert translated.failure.startswith("PMC ID converter: ")
    assert reason.replace("no complete", "not complete") in translated.failure


def test_one_failing_kind_costs_only_its_own(converter: IdConverter, upstream: Upstream) -> None:
    work = next(work for work in held(upstream) if "doi" in work)
    upstream.faults.add(Fault("status", role="idconv", path="idtype=doi", status=414))
    translated = converter.translate([work["doi"], work["pmcid"]])
    assert set(translated.known) == {work["pmcid"]}
    assert translated.failure == "PMC ID converter: answered 414"


def test_recorded_answers(httpserver: HTTPServer, tmp_path: Path, corpora: Path) -> None:
    folder = corpora / "C-epmc-jats" / "lagotto-extracted"
    rows = [
        line.split("\t")
        for line in (folder / "INDEX.tsv").read_text(encoding="utf-8").splitlines()[1:]
    ]
    by_question = {}
    for name, address, *_ in rows:
        query = parse_qs(urlsplit(address).query)
        by_question[query["idtype"][0], query["ids"][0]] = (folder / name).read_bytes()
    assert len(by_question) >= 10

    def convert(request: Request) -> Response:
        ids = request.args["ids"].removeprefix("PMC")
        return Response(by_question[request.args["idtype"], ids])

    httpserver.expect_request("/").respond_with_handler(convert)
    with quick_session({"SSCMSC_IDCONV_URL": httpserver.url_for("/")}, tmp_path) as session:
        for (scheme, text), body in by_question.items():
            one = parse(f"PMC{text}" if scheme == "pmcid" else text)
            (record,) = json.loads(body)["records"]
            known = IdConverter(session).translate([one]).known
            if "errmsg" in record:
                assert known == {}
            else:
                assert len(known[one]) == len({"pmid", "pmcid", "doi"} & set(record)) - 1
