"""`sscmsc update` against loopback services whose answers change between two runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from sscmsc import renewal
from sscmsc.source import Answer
from tests.commands.conftest import Terminal
from tests.upstream.faults import Fault
from tests.upstream.making import write_records
from tests.upstream.records import Records
from tests.upstream.server import Upstream
from tests.upstream.works import Work


def made(number: int, **facts: object) -> Work:
    work = Work(
        title=f"A synthetic study of stromal cells, number {number}",
        authors=(f"{'Amsel Birke Cedar Drossel'.split()[number]}, Ada", "Eiche, Bo"),
        journal="Journal of Synthetic Examples", abbreviation="J Synth Examples",
        volume="3", issue="2", pages=f"{number}1-{number}9", year=2020, month=5,
        doi=f"10.5555/update.{number}", pmid=str(97_000_000 + number), mesh=("D012595*",),
    )  # fmt: skip
    return replace(work, **facts)  # type: ignore[arg-type]


EARLY = made(0, volume="", issue="", pages="", mesh=(), online=(2020, 5, 2))
SOUND, PLAIN, OTHER = made(1), made(2), made(3)
BEFORE = (EARLY, SOUND, PLAIN, OTHER)
KEYS = ("Amsel2020", "Birke2020", "Cedar2020", "Drossel2020")


def serve(upstream: Upstream, folder: Path, works: Iterable[Work], **aliases: str) -> None:
    """Let the services know these works from now on."""
    write_records(folder, tuple(works), {})
    records = Records.load(folder)
    upstream.records = replace(
        records, aliases={f"10.5555/update.{key[1:]}": value for key, value in aliases.items()}
    )


@pytest.fixture
def held(online: Terminal, upstream: Upstream, tmp_path: Path) -> Terminal:
    """A library of four works, all just fetched."""
    serve(upstream, tmp_path / "before", BEFORE)
    assert online("fetch", "--no-references", *(one.pmid for one in BEFORE)).code == 0
    upstream.forget()
    return online


def test_what_is_as_it_was_keeps_its_bytes(held: Terminal, upstream: Upstream) -> None:
    before = held.files()
    ran = held("update", "--fresh")
    assert (ran.code, ran.out) == (0, "")
    assert "4 works asked for, nothing moved" in ran.err
    assert held.files() == before
    assert len(upstream.requests) == 2  # one list of each service


def test_a_summary_says_what_moved_by_kind(
    held: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    now = replace(EARLY, volume="9", issue="1", pages="1-8", mesh=("D012595*",), pmcid="PMC9700001")
    renamed = replace(PLAIN, title="Another title altogether", authors=("Cedar, Ada",))
    serve(upstream, tmp_path / "after", (now, SOUND, renamed, OTHER))
    before = held.files()
    ran = held("update", "--fresh")
    assert ran.code == 0
    rows = {(row[0], row[1]) for row in ran.rows}
    assert rows >= {
        ("Amsel2020", "issue"), ("Amsel2020", "pmcid"), ("Amsel2020", "mesh"),
        ("Cedar2020", "title"), ("Cedar2020", "authors"),
    }  # fmt: skip
    assert "now in an issue: Amsel2020" in ran.err
    assert "2 changed" in ran.err
    touched = {name for name, data in held.files().items() if before[name] != data}
    assert touched == {"entries/Amsel2020.yaml", "entries/Cedar2020.yaml", "library.bib"}
    assert held("undo").code == 0
    assert held.files() == before


def test_a_new_retraction_is_serious(held: Terminal, upstream: Upstream, tmp_path: Path) -> None:
    retracted = replace(
        SOUND, types=("D016428", "D016441"), retraction="J Synth Examples. 2021;4:1",
        retraction_doi="10.5555/notice.1",
    )  # fmt: skip
    serve(upstream, tmp_path / "after", (EARLY, retracted, PLAIN, OTHER))
    tried = held("update", "--fresh", "--dry-run", "--json")
    assert tried.code == 1
    ran = held("update", "--fresh", "--json")
    assert ran.code == 1
    told = ran.json
    assert isinstance(told, dict)
    assert told["serious"] == ["Birke2020"]
    assert told["kinds"]["retraction"] == 1
    assert told["works"][0]["moved"][0]["serious"] is True
    assert held("update", "--fresh").code == 0  # it is news once


def test_a_hand_edit_of_a_field_keeps_no_retraction_out(
    held: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    file = held.library / "entries" / "Birke2020.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('volume: "3"', 'volume: "58"'), encoding="utf-8")
    retracted = replace(
        SOUND, types=("D016428", "D016441"), retraction="J Synth Examples. 2021;4:1", issue="7",
        retraction_doi="10.5555/notice.1",
    )  # fmt: skip
    serve(upstream, tmp_path / "after", (EARLY, retracted, PLAIN, OTHER))
    ran = held("update", "--fresh")
    assert ran.code == 1
    assert "retraction: Birke2020" in ran.err
    assert held("list", "is:retracted", "--columns", "key").out == "Birke2020\n"
    now = file.read_text(encoding="utf-8")
    assert '  volume: "58"\n  issue: "7"\n' in now
    assert "\n  user:\n    - volume\ndigest:" in now


def test_edits_survive(held: Terminal, upstream: Upstream, tmp_path: Path) -> None:
    assert held("edit", "Cedar2020", "--set", "volume=77").code == 0
    assert held("tag", "Cedar2020", "+read").code == 0
    serve(
        upstream, tmp_path / "after", (EARLY, SOUND, replace(PLAIN, volume="4", issue="9"), OTHER)
    )
    assert held("update", "--fresh", "Cedar2020").code == 0
    shown = held("show", "Cedar2020", "--json").objects[0]
    assert (shown["volume"], shown["issue"], shown["tags"]) == ("77", "9", ["read"])


def test_a_pmid_that_gave_way_is_followed_and_kept(
    held: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    serve(upstream, tmp_path / "after", (EARLY, SOUND, replace(PLAIN, pmid="97999999"), OTHER))
    ran = held("update", "--fresh")
    assert ran.code == 0
    assert ("Cedar2020", "pmid") in {(row[0], row[1]) for row in ran.rows}
    for key in ("97999999", PLAIN.pmid):
        assert held("show", key, "--json").objects[0]["citekey"] == "Cedar2020"
    assert held("update", "--fresh").out == ""


def test_a_pmid_that_is_gone_is_told(held: Terminal, upstream: Upstream, tmp_path: Path) -> None:
    serve(upstream, tmp_path / "after", (EARLY, SOUND, replace(PLAIN, pmid=""), OTHER))
    before = held.files()
    ran = held("update", "--fresh")
    assert ran.code == 0
    assert f"PubMed has no PMID {PLAIN.pmid} now" in ran.err
    assert held.files() == before


def test_a_doi_that_forwards_is_followed_and_kept(
    held: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    moved = replace(OTHER, doi="10.5555/moved.3")
    serve(upstream, tmp_path / "after", (EARLY, SOUND, PLAIN, moved), _3="10.5555/moved.3")
    ran = held("update", "--fresh")
    assert (ran.code, [row[1] for row in ran.rows]) == (0, ["doi"])
    for key in ("10.5555/moved.3", OTHER.doi):
        assert held("show", key, "--json").objects[0]["citekey"] == "Drossel2020"


def test_works_without_a_pmid_are_asked_for_by_what_they_have(
    online: Terminal, upstream: Upstream, tmp_path: Path
) -> None:
    early = replace(PLAIN, pmid="")
    deposited = replace(OTHER, pmcid="PMC97000003", pmcid_in_pubmed=False)
    serve(upstream, tmp_path / "before", (early, deposited))
    (online.folder / "one.bib").write_text(
        f"@article{{Only, title={{{OTHER.title}}}, author={{Drossel, Ada}}, year={{2020}},"
        " pmcid={PMC97000003}}"
    )
    assert online("fetch", "--no-references", early.doi).code == 0
    assert online("import", "one.bib").code == 0
    upstream.forget()
    serve(upstream, tmp_path / "after", (PLAIN, deposited))
    ran = online("update", "--fresh")
    assert ran.code == 0
    assert ("Cedar2020", "pmid") in {(row[0], row[1]) for row in ran.rows}
    shown = online("show", "Only", "--json").objects[0]
    assert (shown["pmid"], shown["doi"], shown["volume"]) == (OTHER.pmid, OTHER.doi, "3")
    assert {"pubmed", "crossref"} <= set(
        online("show", "Only", "--provenance", "--json").objects[0]["stated"]
    )


def test_a_query_and_limits(held: Terminal, upstream: Upstream) -> None:
    assert "1 work asked for" in held("update", "Birke2020").err
    assert "2 works asked for" in held("update", "--limit", "2").err
    assert "0 works asked for" in held("update", "--since", "2000-01-01").err
    assert "4 works asked for" in held("update", "--since", "2999-01-01").err
    assert held("update", "--since", "2020").code == 2
    assert held("update", "--since", "soon").code == 3
    assert held("update", "Nobody1999").code == 4


def test_offline_it_asks_the_cache(held: Terminal, upstream: Upstream, tmp_path: Path) -> None:
    renamed = replace(PLAIN, volume="8")
    serve(upstream, tmp_path / "after", (EARLY, SOUND, renamed, OTHER))
    assert held("update", "--fresh", "-n").code == 0
    upstream.forget()
    ran = held("--offline", "update")
    assert (ran.code, [row[:2] for row in ran.rows]) == (0, [["Cedar2020", "place"]])
    assert not upstream.requests
    unanswered = held("--offline", "update", "Birke2020")
    assert unanswered.code == 5
    assert "0 of 1 work asked for, nothing moved" in unanswered.err


def test_works_that_cannot_be_asked_for_are_told(seeded: Terminal) -> None:
    ran = seeded("update")
    assert ran.code == 5
    assert "5 works have no identifier to ask by" in ran.err
    assert "0 of 13 works asked for, nothing moved" in ran.err


@pytest.mark.parametrize("role", ["eutils", "crossref"])
def test_a_service_that_is_down_takes_nothing_away(
    held: Terminal, upstream: Upstream, tmp_path: Path, role: str
) -> None:
    serve(upstream, tmp_path / "after", (EARLY, SOUND, replace(PLAIN, volume="8"), OTHER))
    upstream.faults.add(Fault("status", role=role, status=403))
    before = held.files()
    ran = held("update", "--fresh")
    assert ran.code == 5
    changed = {name for name, data in held.files().items() if before[name] != data}
    assert changed <= {"entries/Cedar2020.yaml", "library.bib"}
    upstream.faults.clear()
    assert held("update", "--fresh").code == 0
    assert held("show", "Cedar2020", "--json").objects[0]["volume"] == "8"


def test_an_interruption_keeps_what_arrived(
    held: Terminal, upstream: Upstream, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(upstream, tmp_path / "after", [replace(one, volume="8") for one in BEFORE])
    monkeypatch.setattr(renewal, "BATCH", 2)
    asked: list[object] = []

    def interrupted(answers: Iterable[Answer]) -> dict[object, Answer]:
        asked.append(None)
        if len(asked) > 2:
            raise KeyboardInterrupt
        return {one.asked: one for one in answers}

    monkeypatch.setattr(renewal, "_by_asked", interrupted)
    ran = held("update", "--fresh")
    assert ran.code == 130
    assert "2 works asked for is saved" in ran.err
    volumes = [held("show", key, "--json").objects[0]["volume"] for key in KEYS]
    assert volumes == ["8", "8", "3", "3"]


def test_many_works_are_asked_for_only_with_yes(
    held: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sscmsc.commands.update.UNASKED", 3)
    assert held("update").code == 2
    assert held("update", "--yes").code == 0
    assert held("update", given="n\n", tty=True).code == 130
