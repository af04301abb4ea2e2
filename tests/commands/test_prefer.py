"""`sscmsc prefer` and `sscmsc show --provenance --conflicts`."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.upstream.making import HEAD, write_records
from tests.upstream.records import Records
from tests.upstream.server import Upstream
from tests.upstream.works import Work, pubmed_article

WORK = Work(
    title="A synthetic study on which two services differ", authors=("Amsel, Ada", "Birke, Bo"),
    journal="Journal of Synthetic Examples", abbreviation="J Synth Examples", volume="3",
    issue="2", pages="11-19", year=2020, month=5, doi="10.5555/prefer.1", pmid="97100001",
)  # fmt: skip
KEY = "Amsel2020"


def serve(upstream: Upstream, folder: Path, by_crossref: Work, by_pubmed: Work = WORK) -> None:
    """Let Crossref and PubMed state different things of the one work."""
    write_records(folder, (by_crossref,), {})
    text = f"{HEAD}<PubmedArticleSet>\n{pubmed_article(by_pubmed)}</PubmedArticleSet>\n"
    (folder / "pubmed" / "works.xml").write_text(text, encoding="utf-8")
    upstream.records = Records.load(folder)


@pytest.fixture
def held(online: Terminal, upstream: Upstream, tmp_path: Path) -> Terminal:
    serve(upstream, tmp_path / "one", replace(WORK, volume="44", authors=("Zeder, Zoe",)))
    assert online("fetch", "--no-references", WORK.pmid).code == 0
    return online


def shown(terminal: Terminal) -> dict[str, object]:
    return terminal("show", KEY, "--json").objects[0]


def field(terminal: Terminal, name: str) -> dict[str, object]:
    rows: Iterable[dict[str, object]]
    rows = terminal("show", KEY, "--provenance", "--json").objects[0]["fields"]
    return next(row for row in rows if row["field"] == name)


def test_provenance_tells_source_day_and_others(held: Terminal) -> None:
    row = field(held, "volume")
    assert (row["value"], row["source"], row["others"]) == ("3", "pubmed", {"crossref": "44"})
    assert str(row["date"])[:2] == "20"
    assert "Crossref says 44" in held("show", KEY, "--conflicts").out
    assert "title" not in held("show", KEY, "--conflicts").out
    assert "title" in held("show", KEY, "--provenance", "--conflicts").out
    assert held("show", KEY, "--provenance", "--facets").code == 2


def test_a_preference_stands(held: Terminal, upstream: Upstream, tmp_path: Path) -> None:
    before = held.files()
    assert held("prefer", KEY, "volume", "crossref", "-n", "--json").json == {
        "dry_run": True, "citekey": KEY, "field": "volume", "source": "crossref",
        "before": "3", "after": "44", "waits_for_update": False,
    }  # fmt: skip
    assert held.files() == before
    assert "3 is 44 now" in held("prefer", KEY, "volume", "crossref").err
    assert shown(held)["volume"] == "44"
    assert held("update", "--fresh").out == ""
    assert held("fetch", "--no-references", WORK.pmid).code == 0
    assert shown(held)["volume"] == "44"
    serve(upstream, tmp_path / "two", replace(WORK, volume="45"))
    assert held("update", "--fresh").code == 0
    assert shown(held)["volume"] == "45"
    assert field(held, "volume")["preferred"] is True
    assert held("prefer", KEY, "volume", "--unset").code == 0
    assert held("update", "--fresh").code == 0
    assert shown(held)["volume"] == "3"


def test_a_choice_is_taken_back_at_once(held: Terminal) -> None:
    assert held("prefer", KEY, "volume", "crossref").code == 0
    assert "44 would be 3 now" in held("prefer", KEY, "volume", "--unset", "-n").err
    assert shown(held)["volume"] == "44"
    assert "44 is 3 now" in held("prefer", KEY, "volume", "--unset").err
    assert shown(held)["volume"] == "3"
    row = field(held, "volume")
    assert (row["source"], row["others"]) == ("pubmed", {"crossref": "44"})
    assert "Crossref says 44" in held("show", KEY, "--conflicts").out


def test_sources_go_by_the_names_that_are_shown(held: Terminal) -> None:
    assert held("prefer", KEY, "volume", "CrossRef").code == 0
    assert shown(held)["volume"] == "44"
    assert held("prefer", KEY, "volume", "PubMed").code == 0
    assert shown(held)["volume"] == "3"


def test_it_survives_a_merger(held: Terminal) -> None:
    (held.folder / "more.bib").write_text(
        "@article{Other, author={Amsel, Ada}, title={A synthetic study on which two services"
        " differ}, journal={J Synth Examples}, volume={3}, year={2021}}\n"
    )
    assert held("prefer", KEY, "volume", "crossref").code == 0
    assert held("import", "more.bib").code == 0
    assert held("merge", "--yes", "--force", KEY, "Other").code == 0
    assert shown(held)["volume"] == "44"


def test_authors_wait_for_the_source_itself(held: Terminal) -> None:
    ran = held("prefer", KEY, "authors", "crossref")
    assert (ran.code, shown(held)["authors"]) == (0, ["Amsel, Ada", "Birke, Bo"])
    assert "`sscmsc update Amsel2020 --fresh` brings its value" in ran.err
    assert held("update", KEY, "--fresh").code == 0
    assert shown(held)["authors"] == ["Zeder, Zoe"]


def test_list_and_undo(held: Terminal) -> None:
    before = held.files()
    assert [row[0] for row in held("prefer", KEY, "--list").rows] == ["authors", "volume"]
    assert held("prefer", KEY, "volume", "crossref").code == 0
    row = next(one for one in held("prefer", KEY, "--list").rows if one[0] == "volume")
    assert row[1:4] == ["44", "crossref", "crossref"]
    assert held("undo").code == 0
    assert held.files() == before


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ((KEY,), 2),
        ((KEY, "volume"), 2),
        ((KEY, "volume", "crossref", "--list"), 2),
        ((KEY, "doi", "crossref"), 3),
        ((KEY, "volume", "europepmc"), 3),
        ((KEY, "volume", "--unset"), 4),
        (("Nobody1999", "--list"), 4),
    ],
)
def test_exit_codes(held: Terminal, words: tuple[str, ...], code: int) -> None:
    before = held.files()
    assert held("prefer", *words).code == code
    assert held.files() == before


def test_what_is_yours_is_not_given_away(held: Terminal) -> None:
    assert held("edit", KEY, "--set", "issue=9").code == 0
    assert held("prefer", KEY, "issue", "crossref").code == 3
    assert held("prefer", KEY, "volume", "crossref").code == 0
    assert held("edit", KEY, "--set", "volume=12").code == 0
    assert "is your own, and stands" in held("prefer", KEY, "volume", "crossref").err
    assert held("update", "--fresh").code == 0
    assert shown(held)["volume"] == "12"


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("sscmsc prefer Ams", ["Amsel2020"]),
        ("sscmsc prefer Amsel2020 vo", ["volume"]),
        ("sscmsc prefer Amsel2020 volume ", ["pubmed", "crossref"]),
        ("sscmsc prefer Amsel2020 volume c", ["crossref"]),
    ],
)
def test_the_shell_offers_fields_and_sources(
    held: Terminal, monkeypatch: pytest.MonkeyPatch, typed: str, offered: list[str]
) -> None:
    monkeypatch.setenv("_SSCMSC_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
    assert held().out.split() == offered


def test_what_was_decided_is_disputed_no_more(held: Terminal) -> None:
    assert "volume 3 is disputed" in held("check", "--all").out
    assert held("prefer", KEY, "volume", "crossref").code == 0
    assert "is disputed: " in held("check", "--all").out  # the authors still are
    assert "volume" not in held("check", "--only", "disputed").out
