"""iCite: citing and cited PMIDs, over the loopback service."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_httpserver import HTTPServer
from werkzeug import Request, Response

from sscmsc.icite import BATCH, CitationLinks, ICite, Linked
from sscmsc.identifiers import PMID
from sscmsc.jsontext import Json
from tests.quick import quick_session
from tests.upstream.faults import Fault
from tests.upstream.server import Upstream

REVIEW, SHARED = PMID("99000001"), PMID("99000018")


@pytest.fixture
def icite(upstream: Upstream, tmp_path: Path) -> Iterator[ICite]:
    with quick_session(upstream.environment, tmp_path) as session:
        yield ICite(session)


@pytest.fixture
def served(httpserver: HTTPServer, tmp_path: Path) -> Iterator[ICite]:
    """iCite over a server whose answers the test gives."""
    with quick_session({"SSCMSC_ICITE_URL": httpserver.url_for("/")}, tmp_path) as session:
        yield ICite(session)


@pytest.mark.parametrize("kind", ["", "reversed", "doubled", "extra"])
def test_links_are_read_by_pmid(upstream: Upstream, icite: ICite, kind: str) -> None:
    if kind:
        upstream.faults.add(Fault(kind, role="icite"))
    found = icite.links([SHARED, REVIEW, PMID("4"), SHARED])
    assert found.failure == ""
    assert set(found.known) == {SHARED, REVIEW}
    assert found.known[SHARED].cited_by == (REVIEW, PMID("99000002"))
    assert found.known[SHARED].total == 2
    assert SHARED in found.known[REVIEW].references
    (request,) = upstream.requests
    assert request.fields["pmids"] == ("99000018,99000001,4",)


def test_numbers_texts_and_junk(served: ICite, httpserver: HTTPServer) -> None:
    data: list[Json] = [
        {"pmid": "7", "citation_count": "3", "cited_by": [8, "9", 8, None, True, "x"],
         "references": None, "provisional": "Yes"},
        {"pmid": None, "citation_count": 1},
        "nonsense",
    ]  # fmt: skip
    httpserver.expect_request("/pubs").respond_with_json({"data": data})
    assert served.links([PMID("7")]) == Linked(
        {PMID("7"): CitationLinks(PMID("7"), 3, (PMID("8"), PMID("9")), (), True)}
    )


@pytest.mark.parametrize(
    ("body", "status", "said"),
    [
        ({"error": "too many"}, 200, "answered an error: too many"),
        ({"data": {}}, 200, "answered an error: no data"),
        ({"data": []}, 404, "answered 404"),
    ],
)
def test_what_is_no_answer_has_failed(
    served: ICite, httpserver: HTTPServer, body: Json, status: int, said: str
) -> None:
    httpserver.expect_request("/pubs").respond_with_json(body, status)
    found = served.links([PMID("7")])
    assert (found.known, found.failure.removesuffix(" (2 tries)")) == ({}, said)


def test_of_many_batches_one_may_fail(served: ICite, httpserver: HTTPServer) -> None:
    def give(request: Request) -> Response:
        asked = request.args["pmids"].split(",")
        if len(asked) < BATCH:
            return Response("gone", 410)
        return Response(json.dumps({"data": [{"pmid": int(one)} for one in asked]}))

    httpserver.expect_request("/pubs").respond_with_handler(give)
    found = served.links([PMID(str(number)) for number in range(1, BATCH + 2)])
    assert len(found.known) == BATCH
    assert found.failure == "answered 410"
