"""`sscmsc facets` and `sscmsc show --facets`: what labels there are, and why a work has them."""

from __future__ import annotations

from typing import Any

import pytest

from tests.commands.conftest import Terminal

OWN = """schema = 1

[facet.gene]
title = "Gene"

[[facet.gene.value]]
name = "KLEE"
label = "the painter"
terms = ["klee"]

[[facet.disease.value]]
name = "SSc"
synonyms = ["hide-bound disease"]

[[rule]]
give = "subject=human"
when = ["gene=KLEE"]
"""


def facet(listed: list[dict[str, Any]], name: str) -> dict[str, Any]:
    return next(one for one in listed if one["facet"] == name)


def test_every_facet_and_value_is_listed_with_its_works(seeded: Terminal) -> None:
    rows = seeded("facets").rows
    assert ["disease", "SSc", "11", "systemic sclerosis"] in rows
    assert ["design", "RCT", "0", "randomised controlled trial"] in rows
    assert ["disease", "Unclassified", "2", ""] in rows
    facets = list(dict.fromkeys(row[0] for row in rows))
    assert facets == [
        "disease", "therapy", "source", "donor", "route", "subject", "design", "n", "trial",
    ]  # fmt: skip


def test_a_wider_value_counts_the_works_of_narrower_ones(seeded: Terminal) -> None:
    rows = {row[0]: row for row in seeded("facets", "therapy").rows}
    assert int(rows["cell therapy"][1]) >= int(rows["HSCT"][1]) > 0
    assert rows["MSC"][3].startswith("MSC therapy")
    assert "D059630" in rows["MSC"][4]
    assert "ADSC" in rows["MSC"][5]


@pytest.mark.parametrize("name", ["source", "Source", "cell source", " SOURCE "])
def test_a_facet_is_found_by_name_or_title(seeded: Terminal, name: str) -> None:
    rows = seeded("facets", name).rows
    assert rows[0][0] == "bone marrow"
    assert rows[-1][0] == "Unclassified"


def test_an_unknown_facet_names_those_there_are(seeded: Terminal) -> None:
    ran = seeded("facets", "colour")
    assert (ran.code, ran.out) == (3, "")
    assert "no facet 'colour'" in ran.err
    assert "disease, therapy" in ran.err


def test_json_tells_all_of_it(seeded: Terminal) -> None:
    design = facet(seeded("facets", "--json").objects, "design")
    rct = next(one for one in design["values"] if one["value"] == "RCT")
    assert rct["rank"] == 4
    assert {"ui": "D016449", "label": "Randomized Controlled Trial"} in rct["publication_types"]
    assert rct["wider"] == ["clinical trial", "randomised"]
    trials = next(one for one in design["values"] if one["value"] == "clinical trial")
    assert "phase II trial" in trials["narrower"]
    assert trials["works"] == 1
    assert design["unclassified"] == sum(
        "design" in one["unclassified"] for one in _shown(seeded, "--facets")
    )


def _shown(terminal: Terminal, *options: str) -> list[dict[str, Any]]:
    keys = [row[0] for row in terminal("list").rows]
    return terminal("show", *keys, *options, "--json").objects


def test_without_a_library_facets_are_listed_all_the_same(terminal: Terminal) -> None:
    ran = terminal("facets", "donor")
    assert ran.code == 0
    assert ran.rows[0][:2] == ["autologous", "0"]
    assert not terminal.library.exists()


def test_on_a_terminal_it_says_of_how_many_works(seeded: Terminal) -> None:
    out = seeded("facets", "subject", tty=True).out
    assert "Subject, in 13 works" in out
    assert "Unclassified" in out


def test_show_facets_prints_evidence_and_what_is_unclassified(seeded: Terminal) -> None:
    out = seeded("show", "Peltzer2018", "--facets").out
    assert 'Disease\tSSc (about, 0.99): title: "Systemic Sclerosis"; keyword:' in out
    assert '\tSLE (mentions, 0.30): abstract: "Systemic Lupus Erythematosus"\n' in out
    assert "publication type D016454 Review" in out
    assert "Route\tUnclassified\n" in out


def test_show_facets_as_json(seeded: Terminal) -> None:
    (shown,) = seeded("show", "Varga2004", "--facets", "--json").objects
    assert shown["citekey"] == "Varga2004"
    assert set(shown["facets"]) == set(shown["unclassified"])
    (shown,) = seeded("show", "Binks2001", "--facets", "--json").objects
    (first, *_) = shown["facets"]["design"]
    assert first == {
        "facet": "design", "value": "phase II trial", "grade": "about", "confidence": 0.9,
        "evidence": ['title: "Phase I/II trial"'],
    }  # fmt: skip


def test_a_users_label_is_sure_and_a_denied_one_is_told(seeded: Terminal) -> None:
    seeded("tag", "Varga2004", "disease=SSc", "therapy!=MSC")
    out = seeded("show", "Varga2004", "--facets").out
    assert "Disease\tSSc (about, 1.00): user\n" in out
    assert "Not, as you say\ttherapy!=MSC\n" in out


def test_two_views_at_once_are_refused(seeded: Terminal) -> None:
    ran = seeded("show", "Varga2004", "--facets", "--references")
    assert ran.code == 2
    assert "give one of them" in ran.err


def test_a_library_adds_facets_values_and_rules(seeded: Terminal) -> None:
    (seeded.library / "sscmsc.toml").write_text(OWN, encoding="utf-8")
    before = seeded.files()
    dry = seeded("facets", "--relabel", "--dry-run")
    assert (dry.code, dry.err) == (0, "1 work would get other labels: Varga2004\n")
    assert seeded.files() == before
    assert seeded("facets", "--relabel").err == "1 work got other labels: Varga2004\n"
    (shown,) = seeded("show", "Varga2004", "--facets", "--json").objects
    assert [one["value"] for one in shown["facets"]["gene"]] == ["KLEE"]
    assert shown["facets"]["subject"][0]["evidence"] == ["follows from gene=KLEE"]
    assert seeded("facets", "--relabel", "--json").json == {"changed": [], "dry_run": False}
    assert seeded("facets", "gene").rows[0] == ["KLEE", "1", "the painter", "", "", ""]
    assert "hide-bound disease" in seeded("facets", "disease").out
    assert seeded("tag", "Mayes2003", "gene=klee").code == 0
    assert seeded("facets", "gene").rows[0][1] == "2"
    assert seeded("undo", "2").code == 0
    assert seeded.files() == before


def test_what_is_imported_gets_the_librarys_own_labels(terminal: Terminal) -> None:
    terminal("init")
    (terminal.library / "sscmsc.toml").write_text(OWN, encoding="utf-8")
    bib = terminal.folder / "one.bib"
    bib.write_text("@article{A, title={The hands of Paul Klee}, year={2001}}\n", encoding="utf-8")
    assert terminal("import", str(bib)).code == 0
    assert terminal("facets", "gene").rows[0][:2] == ["KLEE", "1"]
    assert terminal("edit", "A", "--set", "title=The hands of a painter").code == 0
    assert terminal("facets", "gene").rows[0][:2] == ["KLEE", "0"]


@pytest.mark.parametrize("command", [("facets",), ("show", "Varga2004", "--facets")])
def test_a_bad_table_is_told_with_its_line(seeded: Terminal, command: tuple[str, ...]) -> None:
    wrong = OWN.replace('terms = ["klee"]', "terms = [1]")
    (seeded.library / "sscmsc.toml").write_text(wrong, encoding="utf-8")
    ran = seeded(*command)
    assert (ran.code, ran.out) == (3, "")
    assert "sscmsc.toml:9: 'terms' must be a list of texts" in ran.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("facets", "--dry-run"), "--dry-run goes with --relabel"),
        (("facets", "disease", "--relabel"), "name none"),
        (("facets", "a", "b"), "unexpected extra argument"),
    ],
)
def test_a_command_line_without_sense(seeded: Terminal, words: tuple[str, ...], said: str) -> None:
    ran = seeded(*words)
    assert ran.code == 2
    assert said in ran.err


def completed(terminal: Terminal, monkeypatch: pytest.MonkeyPatch, typed: str) -> list[str]:
    monkeypatch.setenv("_SSCMSC_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", typed)
    monkeypatch.setenv("COMP_CWORD", str(len(typed.split(" ")) - 1))
    return terminal().out.split()


def test_facets_are_completed_with_ones_own(
    seeded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert completed(seeded, monkeypatch, "sscmsc facets d") == ["disease", "donor", "design"]
    (seeded.library / "sscmsc.toml").write_text(OWN, encoding="utf-8")
    assert completed(seeded, monkeypatch, "sscmsc facets ge") == ["gene"]
    (seeded.library / "sscmsc.toml").write_text("[facet.A]\n", encoding="utf-8")
    assert completed(seeded, monkeypatch, "sscmsc facets d") == []


def test_an_open_facet_lists_what_is_held(seeded: Terminal) -> None:
    seeded("tag", "Varga2004", "trial=NCT00114530", "n=12")
    assert seeded("facets", "trial").rows[0][:2] == ["NCT00114530", "1"]
    listed = facet(seeded("facets", "--json").objects, "n")
    assert (listed["open"], listed["values"]) == (True, [{"value": "12", "works": 1}])


def test_relabel_needs_a_library(terminal: Terminal) -> None:
    assert terminal("facets", "--relabel").code == 6
