"""Lines without identifiers within `sscmsc fetch`, and works that share one."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.upstream.faults import Fault
from tests.upstream.making import write_records
from tests.upstream.records import Records
from tests.upstream.server import Upstream
from tests.upstream.works import Line, Work, line, printed

REVIEW = Work(
    title="Stromal cells in scleroderma: a review",
    authors=("Hasel, Ada",),
    journal="Journal of Synthetic Examples",
    abbreviation="J Synth Examples",
    volume="9",
    pages="1-20",
    year=2021,
    doi="10.5555/text.0",
    pmid="96000000",
    pmcid="PMC9600000",
    types=("D016428", "D016454"),
)
TITLES = (
    "Illness and art in a painter with scleroderma",
    "Umbilical stromal cells for stiffening lungs",
    "Adipose grafting of the sclerotic hand",
)


def cited(number: int) -> Work:
    return replace(
        REVIEW, title=TITLES[number - 1], authors=("Birke, Bo", "Eiche, Cy"), volume=str(number),
        pages=f"{number}01-{number}09", year=2000 + number, doi=f"10.5555/text.{number}",
        pmid=str(96000000 + number), pmcid="", types=("D016428",),
    )  # fmt: skip


def bare(work: Work) -> Line:
    """The line of a work as it is printed, no identifier in it."""
    text = printed(work)
    return Line(text, (), {"unstructured": text}, work)


class Online:
    """A terminal with the services of a test."""

    def __init__(self, terminal: Terminal, upstream: Upstream) -> None:
        self.terminal, self.upstream = terminal, upstream


@pytest.fixture
def services(
    terminal: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, works: tuple[Work, ...],
    lines: tuple[Line, ...],
) -> Online:  # fmt: skip
    write_records(tmp_path / "records", works, {REVIEW.doi: lines})
    upstream = Upstream(Records.load(tmp_path / "records")).start()
    for name, value in upstream.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SSCMSC_OFFLINE")
    return Online(terminal, upstream)


WORKS = (REVIEW, cited(1), cited(2), cited(3))
LEAFLET = Line("Leaflet of the hospital, undated.", (), {"unstructured": "Leaflet, undated."})


@pytest.mark.parametrize(
    ("works", "lines"), [(WORKS, (bare(cited(1)), line(cited(2)), bare(cited(3)), LEAFLET))]
)
def test_a_printed_line_becomes_its_work(services: Online) -> None:
    terminal, upstream = services.terminal, services.upstream
    ran = terminal("fetch", REVIEW.doi)
    assert ran.code == 0
    assert "3 resolved to works (3 new, 0 held before), 1 unresolved" in ran.err
    assert "2 of them found by what the line says" in ran.err
    assert len(upstream.requests) <= 9
    found = terminal("refs", REVIEW.doi, "--json").objects
    assert [one["matched_by"] for one in found] == ["text", "pmid", "text", None]
    titles = {row["citekey"]: row["title"] for row in terminal("list", "--json").objects}
    assert [titles[one["citekey"]].rstrip(".") for one in found[:3]] == list(TITLES)
    before = terminal.files()
    assert "nothing new" in terminal("fetch", REVIEW.doi).err
    assert terminal.files() == before


@pytest.mark.parametrize(("works", "lines"), [(WORKS, (bare(cited(1)), line(cited(2))))])
def test_what_a_person_rejected_is_not_found_again(services: Online) -> None:
    terminal = services.terminal
    assert terminal("fetch", REVIEW.doi, "--quick").code == 0
    assert terminal("resolve", REVIEW.doi, "--id", "1=96000003").code == 0
    before = terminal("refs", REVIEW.doi, "--json").objects[0]
    assert before["pmid"] == "96000003"
    assert terminal("fetch", REVIEW.doi).code == 0
    assert terminal("refs", REVIEW.doi, "--json").objects[0] == before


PUBMED_ALONE = ((replace(REVIEW, in_crossref=False), *WORKS[1:]), tuple(map(line, WORKS[1:])))


@pytest.mark.parametrize(("works", "lines"), [PUBMED_ALONE])
def test_pmc_and_europe_pmc_are_asked_where_one_source_has_the_list(services: Online) -> None:
    ran = services.terminal("fetch", REVIEW.doi)
    assert ran.code == 0
    for name in ("PubMed", "PMC", "Europe PMC"):
        assert f"{name} lists 3 references" in ran.err
    assert "3 references in one list: 3 resolved" in ran.err
    assert len(services.upstream.requests) <= 8
    lists = services.terminal("show", REVIEW.doi, "--json").objects[0]["reference_list"]
    assert [one["source"] for one in lists["sources"]] == ["pubmed", "pmc", "europepmc"]


@pytest.mark.parametrize(("works", "lines"), [PUBMED_ALONE])
def test_a_list_source_that_is_down_is_named_and_asked_again(services: Online) -> None:
    services.upstream.faults.add(Fault("html", role="europepmc"))
    ran = services.terminal("fetch", REVIEW.doi)
    assert ran.code == 5
    assert "warning: Europe PMC: " in ran.err
    assert "3 references in one list: 3 resolved" in ran.err
    services.upstream.faults.clear()
    services.upstream.forget()
    assert services.terminal("fetch", REVIEW.doi).code == 0
    # Crossref, which does not know the work, is asked for it once more.
    assert {one.role for one in services.upstream.requests} == {"crossref", "europepmc"}


ERRATUM = replace(
    cited(1), title="Erratum: Illness and art", pmid="96000009", pages="310",
    types=("D016428", "D016425"),
)  # fmt: skip


@pytest.mark.parametrize(("works", "lines"), [((REVIEW, cited(1), ERRATUM), (line(cited(1)),))])
def test_two_pmids_of_one_doi_are_two_works_and_told(services: Online) -> None:
    terminal = services.terminal
    by_doi = terminal("fetch", ERRATUM.doi, "--no-references")
    assert by_doi.code == 0
    assert "10.5555/text.1 is the DOI of PMID 96000001 and of PMID 96000009 (erratum)" in by_doi.err
    by_pmid = terminal("fetch", ERRATUM.pmid, "--no-references")
    assert by_pmid.code == 0
    assert "kept as 2 works" in by_pmid.err
    assert len(terminal("list").rows) == 2
    told = terminal("fetch", REVIEW.doi, "--json").json
    assert isinstance(told, dict)
    assert told["remarks"] == []
    (found,) = terminal("refs", REVIEW.doi, "--json").objects
    assert found["pmid"] == "96000001"
