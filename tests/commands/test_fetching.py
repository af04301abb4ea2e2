"""`sscmsc fetch` against the loopback services: what comes, what it costs, what fails."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.upstream.faults import Fault
from tests.upstream.making import make_review
from tests.upstream.records import Records
from tests.upstream.server import Upstream

REVIEW = "10.3389/fimmu.2018.02013"


def positions(rows: list[list[str]], column: int) -> dict[str, str]:
    return {row[0]: row[column] for row in rows}


def test_a_review_and_all_it_cites(online: Terminal, upstream: Upstream) -> None:
    ran = online("fetch", REVIEW)
    assert ran.code == 0
    assert "PubMed lists 24 references" in ran.err
    assert "24 references in one list: 22 resolved to works (21 new, 0 held before)" in ran.err
    rows = online("refs", "Peltzer2018").rows
    assert [row[0] for row in rows] == [str(number) for number in range(1, 25)]
    keys = positions(rows, 1)
    assert (keys["1"], keys["17"]) == ("Gabrielli2009", "Gabrielli2009")
    assert keys["7"] == "Binks2001"
    assert (keys["15"], keys["22"]) == ("", "")
    assert positions(rows, 4)["15"] == "unresolved"
    assert positions(rows, 4)["22"] == "identified"
    assert len(upstream.requests) <= 9  # eight, and one to the matcher for the open lines


def test_quick_asks_two_services_by_identifiers(online: Terminal, upstream: Upstream) -> None:
    assert online("fetch", "--quick", REVIEW).code == 0
    assert len(upstream.requests) <= 6
    assert {one.role for one in upstream.requests} <= {"eutils", "idconv", "crossref"}
    assert not any("ecitmatch" in one.path for one in upstream.requests)


def test_a_reference_is_the_work_its_identifier_names(online: Terminal) -> None:
    online("fetch", REVIEW)
    listed = online("refs", "Peltzer2018", "--json").json
    assert isinstance(listed, list)
    assert listed[15]["notes"] == ["pubmed id refused: NOT_FOUND;INVALID_JOURNAL"]
    assert listed[22]["matched_by"] == "doi"
    shown = online("show", listed[12]["citekey"], "--json").json
    assert isinstance(shown, list)
    assert shown[0]["doi"] == "10.5555/ssc.3"


def test_the_review_is_merged_with_provenance(online: Terminal) -> None:
    online("fetch", REVIEW)
    shown = online("show", "Peltzer2018", "--json").objects[0]
    assert shown["provenance"]["pmid"] == "pubmed"
    assert set(shown["provenance"].values()) <= {"pubmed", "crossref"}
    assert "mesh D012595" in " ".join(shown["facets"][0]["evidence"])


def test_running_it_twice_changes_nothing_and_says_so(online: Terminal) -> None:
    online("fetch", REVIEW)
    before = online.files()
    again = online("fetch", REVIEW)
    assert (again.code, online.files()) == (0, before)
    assert "unchanged" in again.err
    assert "nothing new" in again.err


def test_it_joins_the_works_that_saved_pages_made(
    seeded: Terminal, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in upstream.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SSCMSC_OFFLINE")
    held = {row[0] for row in seeded("list").rows}
    ran = seeded("fetch", REVIEW)
    assert "10 held before" in ran.err
    rows = seeded("list").rows
    assert held <= {row[0] for row in rows}
    assert len(rows) == 13 + 11
    journal = next(row[4] for row in rows if row[0] == "DelPapa2015")
    assert journal == "Best Pract Res Clin Rheumatol"
    before = seeded.files()
    assert "nothing new" in seeded("fetch", REVIEW).err
    assert seeded.files() == before


@pytest.mark.parametrize(
    "identifier",
    ["99000014", "PMC99000014", "https://doi.org/10.1056/NEJMoa1703327",
     "https://pubmed.ncbi.nlm.nih.gov/99000014/", "pmid:99000014"],
)  # fmt: skip
def test_by_any_identifier(online: Terminal, identifier: str) -> None:
    assert online("fetch", identifier).code == 0
    (row,) = online("list").rows
    assert row[0] == "Sullivan2018"


def test_several_at_once_from_a_file_and_a_pipe(online: Terminal) -> None:
    (online.folder / "ids.txt").write_text("\ufeff# a comment\n99000014\n\n10.1056/NEJMra0806188\n")
    ran = online("fetch", "--no-references", "--from-file", "ids.txt", "-", given="99000015\n")
    assert ran.code == 0
    assert [row[0] for row in online("list").rows] == ["Gabrielli2009", "Mayes2003", "Sullivan2018"]


def test_no_references(online: Terminal, upstream: Upstream) -> None:
    assert online("fetch", "--no-references", REVIEW).code == 0
    assert len(online("list").rows) == 1
    assert online("refs", "Peltzer2018").code == 4
    assert len(upstream.requests) == 3


def test_what_was_answered_lately_is_asked_for_again_only_when_told(
    online: Terminal, upstream: Upstream
) -> None:
    assert online("fetch", "99000014").code == 0
    upstream.forget()
    assert online("fetch", "99000014").code == 0
    assert not upstream.requests
    assert online("fetch", "99000014", "--fresh").code == 0
    assert upstream.requests


def test_a_dry_run_changes_nothing(online: Terminal) -> None:
    ran = online("fetch", "--dry-run", REVIEW)
    assert ran.code == 0
    assert "would be added" in ran.err
    assert not online.library.exists()


def test_json(online: Terminal) -> None:
    told = online("fetch", "--json", REVIEW).json
    assert isinstance(told, dict)
    (review,) = told["reviews"]
    assert (review["references"], review["resolved"], len(review["unresolved"])) == (24, 22, 2)
    assert review["sources"][0] == {"source": "pubmed", "stated": None, "listed": 24}
    assert len(told["added"]) == 22


@pytest.mark.parametrize("identifier", ["nonsense", "10.1/x", "123456789", "", "https://x.org/1"])
def test_malformed_identifiers(online: Terminal, upstream: Upstream, identifier: str) -> None:
    ran = online("fetch", "99000014", identifier)
    assert ran.code == 3
    assert "is no PMID, PMCID or DOI" in ran.err
    assert not upstream.requests
    assert not online.library.exists()


def test_a_malformed_line_of_a_file_is_named(online: Terminal) -> None:
    (online.folder / "ids.txt").write_text("99000014\nnonsense\n")
    ran = online("fetch", "--from-file", "ids.txt")
    assert ran.code == 3
    assert "ids.txt:2:" in ran.err
    assert online("fetch", "--from-file", "nowhere.txt").code == 3


def test_a_work_that_does_not_exist(online: Terminal) -> None:
    ran = online("fetch", "10.5555/nothing.here", "99000014", "--no-references")
    assert ran.code == 4
    assert "10.5555/nothing.here" in ran.err
    assert [row[0] for row in online("list").rows] == ["Sullivan2018"]


def test_offline_without_the_work(terminal: Terminal) -> None:
    ran = terminal("fetch", REVIEW)
    assert ran.code == 5
    assert "offline" in ran.err
    assert "Traceback" not in ran.err


def test_offline_with_the_work(seeded: Terminal) -> None:
    before = seeded.files()
    ran = seeded("fetch", "--offline", REVIEW)
    assert ran.code == 0
    assert "held as Peltzer2018 and kept" in ran.err
    assert seeded.files() == before


def test_no_network_at_all(
    terminal: Terminal, seeded_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SSCMSC_OFFLINE")
    for name in ("EUTILS", "IDCONV", "CROSSREF", "EUROPEPMC", "DOI"):
        monkeypatch.setenv(f"SSCMSC_{name}_URL", "http://127.0.0.1:9/")
    monkeypatch.setattr("time.sleep", lambda _seconds: None)
    ran = terminal("fetch", REVIEW)
    assert ran.code == 5
    assert ran.err.count("\n") <= 4
    held = terminal("fetch", REVIEW, "-l", str(seeded_library))
    assert held.code == 0


def test_a_dead_source_leaves_what_the_other_gave(online: Terminal, upstream: Upstream) -> None:
    upstream.faults.add(Fault("html", role="crossref"))
    ran = online("fetch", REVIEW)
    assert ran.code == 5
    assert "Crossref" in ran.err
    assert len(online("list").rows) > 15
    upstream.faults.clear()
    assert online("fetch", REVIEW).code == 0
    assert len(online("list").rows) == 22


def test_an_answer_in_another_order_is_read_by_its_own_identifiers(
    online: Terminal, upstream: Upstream
) -> None:
    upstream.faults.add(Fault("reversed", role="eutils", path="efetch"))
    upstream.faults.add(Fault("extra", role="crossref"))
    assert online("fetch", REVIEW).code == 0
    rows = online("refs", "Peltzer2018").rows
    for row in rows:
        if row[1].startswith(("Gabrielli", "Varga", "Mayes")):
            assert row[2].startswith(row[1][:5])
    assert len(online("list").rows) == 22


def test_a_search_that_finds_another_work_is_not_believed(
    online: Terminal, upstream: Upstream
) -> None:
    upstream.stray_hits = True
    assert online("fetch", "10.5555/nothing.here").code == 4
    assert online("list").rows == []


@pytest.mark.parametrize(("options", "requests"), [((), 9), (("--quick",), 6)])
def test_what_two_hundred_references_cost(
    online: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, options: tuple[str, ...],
    requests: int,
) -> None:  # fmt: skip
    """Eight requests, and one to the citation matcher for the ten lines without identifiers."""
    made = make_review(tmp_path / "large", references=200)
    records = Records.load(tmp_path / "large")
    with Upstream(records, separate=True, latency=0.05, connection_latency=0.1) as large:
        for name, value in large.environment.items():
            monkeypatch.setenv(name, value)
        ran = online("fetch", made.doi, *options)
        assert ran.code == 0
        assert len(large.requests) <= requests
        assert large.busiest_ncbi_second <= 3
        if options:
            assert large.round_trips_in_turn <= 10
    assert "200 references in one list: 190 resolved" in ran.err


def test_hostile_titles_are_shown_as_they_are(online: Terminal) -> None:
    online("fetch", REVIEW)
    for tty in (False, True):
        out = online("list", "--author", "amsel", tty=tty).out
        assert "[red]Markup" in out.replace("\n", " ")
        assert "{braces}" in out
    assert "[Mesenchymal stromal cells in scleroderma" in online("list").out


def test_the_completeness_of_a_list_is_kept_and_shown(online: Terminal) -> None:
    online("fetch", REVIEW)
    shown = online("show", "Peltzer2018", "--json").objects[0]
    listed = shown["reference_list"]
    assert (listed["lines"], listed["resolved"], listed["identified"], listed["unresolved"]) == (
        24, 22, 1, 1,
    )  # fmt: skip
    assert listed["as_of"].startswith("20")
    told = online("show", "Peltzer2018", "--references").out
    assert "PubMed states no number, lists 24" in told
    assert "22, 92 %" in told
    assert "never asked for" in online("show", "Varga2004", "--references").out


def test_who_cites_a_work_online(online: Terminal) -> None:
    online("fetch", REVIEW)
    ran = online("cited-by", "Gabrielli2009", "--online", "--json")
    assert ran.code == 0
    listed = ran.json
    assert isinstance(listed, list)
    assert "Peltzer2018" in {one["citekey"] for one in listed}
    assert {"europepmc", "icite"} == {source for one in listed for source in one["sources"]}
    assert online("cited-by", "Gabrielli2009", "--online").rows[0][3].startswith("pmid:")
    offline = online("cited-by", "Varga2004", "--online", "--offline")
    assert offline.code == 5
    assert "Traceback" not in offline.err


def test_a_line_that_is_gone_upstream_is_told_and_kept(
    online: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    printed: list[list[str]] = []
    told = ""
    for number in (40, 36):
        made = make_review(tmp_path / f"records{number}", references=number)
        monkeypatch.setenv("SSCMSC_CACHE_DIR", str(tmp_path / f"cache{number}"))
        with Upstream(Records.load(tmp_path / f"records{number}")) as services:
            for name, value in services.environment.items():
                monkeypatch.setenv(name, value)
            ran = online("fetch", made.doi)
        assert ran.code == 0
        told = ran.err
        printed.append([row[2] for row in online("refs", made.doi).rows])
    assert "no longer listed, all kept" in told
    assert len(printed[0]) == 40
    assert set(printed[0]) <= set(printed[1])


def test_more_lists_are_asked_for_where_the_first_two_leave_a_doubt(
    online: Terminal, upstream: Upstream, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    combining = "10.1038/s41409-021-01492-7"
    assert online("fetch", "--quick", combining).code == 0
    assert "europepmc" not in {one.role for one in upstream.requests}
    upstream.forget()
    monkeypatch.setenv("SSCMSC_CACHE_DIR", str(tmp_path / "another"))
    upstream.faults.add(Fault("html", role="crossref"))
    ran = online("fetch", combining)
    assert "Europe PMC lists 5 references" in ran.err
    assert [row[0] for row in online("refs", combining).rows] == ["1", "2", "3", "4", "5"]
    assert {one.role for one in upstream.requests} >= {"europepmc"}
