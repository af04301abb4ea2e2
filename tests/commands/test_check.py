"""`check` at the command line."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from tests.commands.conftest import FailingReads, Ran, Terminal
from tests.conftest import ROOT

BIB = """@article{Amsel2019,
  author = {Amsel, Ada},
  title = {RETRACTED: Stromal cells of the skin},
  journal = {J Synth Examples},
  year = {2019},
  doi = {10.5555/amsel},
}

@article{Birke2020,
  author = {Birke, Berta and others},
  title = {{STROMAL CELLS OF THE SKIN OF MICE AND MEN}},
  journal = {J Synth Examples},
  year = {2020},
  doi = {10.5555/birke},
  issn = {0028-4794},
}

@article{Celik2021,
  author = {Celik, Cem},
  title = {Stem &amp; stromal cells},
  journal = {J Synth Examples},
  volume = {Vol. 3},
  year = {2021},
  doi = {10.5555/celik/abstract},
}
"""
RETRACTION_WATCH = (
    "Record ID,RetractionDate,RetractionDOI,OriginalPaperDOI,OriginalPaperPubMedID,"
    "RetractionNature,Reason\n"
    "1,2/6/2022 0:00,10.5555/notice,10.5555/birke,0,Retraction,+Error;\n"
)


@pytest.fixture
def bib(terminal: Terminal) -> Terminal:
    """A terminal beside a file of three works that have something wrong."""
    (terminal.folder / "refs.bib").write_text(BIB)
    return terminal


@pytest.fixture
def held(bib: Terminal) -> Terminal:
    """The same with the works in the library."""
    assert bib("import", "refs.bib").code == 0
    return bib


def told(ran: Ran) -> dict[str, Any]:
    found = ran.json
    assert isinstance(found, dict)
    return found


def pairs(ran: Ran) -> list[tuple[str, str]]:
    return [(row[1], row[2]) for row in ran.rows]


def test_the_gravest_first_then_by_citekey(held: Terminal) -> None:
    ran = held("check")
    assert ran.code == 1
    assert [tuple(row[:3]) for row in ran.rows] == [
        ("error", "Amsel2019", "retracted"),
        ("error", "Celik2021", "doi"),
        ("warning", "Birke2020", "authors-incomplete"),
        ("warning", "Birke2020", "issn"),
        ("warning", "Birke2020", "title-capitals"),
        ("warning", "Celik2021", "number-label"),
        ("note", "Amsel2019", "title-label"),
    ]
    assert ran.rows[0][4] == "refs/entries/Amsel2019.yaml"
    assert ran.err == (
        "2 errors, 4 warnings, 1 note in 3 of 3 works; `sscmsc check --fix` mends 2\n"
    )


def test_on_a_terminal(held: Terminal) -> None:
    ran = held("check", "--color", "never", tty=True)
    assert "Severity" in ran.out
    assert "retracted; said by its title" in re.sub(r"\s+", " ", ran.out)
    assert held("check", "-q", tty=True).err == ""


def test_a_query_chooses_the_works(held: Terminal) -> None:
    ran = held("check", "year:2021")
    assert {key for key, _ in pairs(ran)} == {"Celik2021"}
    assert ran.err.endswith("in 1 of 1 work; `sscmsc check --fix` mends 2\n")
    assert pairs(held("check", "-year:2019", "--only", "retracted")) == []
    assert held("check", "disease:nonsense").code == 3


def test_json(held: Terminal) -> None:
    found = told(held("check", "--json"))
    assert (found["works"], found["counts"]) == (3, {"error": 2, "warning": 4, "note": 1})
    first, second, *_ = found["findings"]
    assert first["data"] == {"level": "retracted", "said_by": "title"}
    assert second["fix"] == [
        {"field": "doi", "before": "10.5555/celik/abstract", "after": "10.5555/celik"}
    ]
    assert second["file"] == "refs/entries/Celik2021.yaml"


def test_a_file_is_looked_at_and_not_imported(bib: Terminal) -> None:
    ran = bib("check", "refs.bib")
    assert ran.code == 1
    assert ran.rows[0] == [
        "error", "Amsel2019", "retracted",
        "retracted; said by its title; no answer from PubMed: the work has no PMID, Crossref: "
        "not asked", "refs.bib:1",
    ]  # fmt: skip
    assert ("Birke2020", "title-capitals") in pairs(ran)
    assert [row[4] for row in ran.rows if row[2] == "issn"] == ["refs.bib:9"]
    assert "--fix" not in ran.err
    assert not bib.library.exists()
    assert told(bib("check", "refs.bib", "--json"))["findings"][0]["line"] == 1


def test_standard_input(bib: Terminal) -> None:
    assert pairs(bib("check", "-", given=BIB)) == pairs(bib("check", "refs.bib"))


def test_what_cannot_be_read_is_a_finding(terminal: Terminal) -> None:
    (terminal.folder / "x.bib").write_text(BIB.replace("10.5555/birke", "none at all"))
    ran = terminal("check", "x.bib")
    (row,) = [row for row in ran.rows if row[2] == "unreadable"]
    assert row[1] == "Birke2020"
    assert row[4] == "x.bib:14"
    skipped = terminal("check", "x.bib", "--skip", "unreadable")
    assert "unreadable" not in {name for _, name in pairs(skipped)}
    assert terminal("check", "x.bib", "--only", "unreadable", "--fail-on", "unreadable").code == 1
    only = terminal("check", "x.bib", "--only", "issn")
    assert pairs(only) == [("Birke2020", "issn")]


def test_two_works_of_one_key_are_two(terminal: Terminal) -> None:
    text = "TY  - JOUR\nID  - A\nTI  - First title\nDO  - 10.5555/a\nER  - \n\n" * 2
    (terminal.folder / "x.ris").write_text(text)
    ran = terminal("check", "x.ris", "--only", "duplicate")
    assert pairs(ran) == [("A (2)", "duplicate")]


def test_exit_codes_and_thresholds(held: Terminal) -> None:
    assert held("check", "--fail-on", "never").code == 0
    assert held("check", "year:2020").code == 0
    assert held("check", "year:2020", "--fail-on", "warning").code == 1
    assert held("check", "--only", "title-label").code == 0
    assert held("check", "--only", "title-label", "--fail-on", "note").code == 1
    assert held("check", "--fail-on", "issn").code == 1
    assert held("check", "--fail-on", "isbn").code == 0
    wrong = held("check", "--fail-on", "retract")
    assert (wrong.code, wrong.out) == (2, "")
    assert "Did you mean retracted?" in wrong.err or "retracted" in wrong.err


def test_only_and_skip(held: Terminal) -> None:
    assert pairs(held("check", "--only", "issn", "--only", "doi")) == [
        ("Celik2021", "doi"), ("Birke2020", "issn"),
    ]  # fmt: skip
    assert "retracted" not in {name for _, name in pairs(held("check", "--skip", "retracted"))}
    assert held("check", "--only", "nonsense").code == 2
    assert ("Amsel2019", "no-pmid") in pairs(held("check", "--all"))


def test_fixing(held: Terminal) -> None:
    before = held.files()
    left = "without a fix: 1 error, 3 warnings, 1 note in 2 of 3 works\n"
    dry = held("check", "--fix", "-n")
    assert dry.code == 0
    assert dry.out == (
        "Celik2021 doi\n- 10.5555/celik/abstract\n+ 10.5555/celik\n"
        "Celik2021 volume\n- Vol. 3\n+ 3\n"
    )
    assert dry.err == f"2 fields of 1 work would be changed\n{left}"
    assert held.files() == before
    refused = held("check", "--fix")
    assert refused.code == 2
    assert held.files() == before
    ran = held("check", "--fix", "--yes")
    assert (ran.code, ran.out) == (0, dry.out)
    assert ran.err == f"2 fields of 1 work changed; `sscmsc undo` takes it back\n{left}"
    assert "doi" not in {name for _, name in pairs(held("check"))}
    assert held("show", "Celik2021", "--json").objects[0]["doi"] == "10.5555/celik"
    assert held("history").rows[0][2] == "check --fix: 2 fields of 1 work"
    assert held("check", "--fix", "-y").err == f"nothing to fix\n{left}"
    for more in (("--format", "sarif"), ("-o", "x.sarif"), ("--fail-on", "note")):
        assert held("check", "--fix", "-n", *more).code == 2
    assert held("undo").code == 0
    assert held.files() == before


def test_fixing_as_json(held: Terminal) -> None:
    found = told(held("check", "--fix", "-y", "--json"))
    assert (found["dry_run"], found["changed"]) == (False, ["Celik2021"])
    assert found["changes"][1] == {
        "citekey": "Celik2021", "field": "volume", "before": "Vol. 3", "after": "3",
    }  # fmt: skip
    assert told(held("check", "--fix", "-n", "--json"))["changes"] == []


def test_show_says_what_became_of_a_work(held: Terminal) -> None:
    assert "Standing\tretracted, says title\n" in held("show", "Amsel2019").out
    assert [row[0] for row in held("list", "is:retracted").rows] == ["Amsel2019"]


def test_fixing_after_a_question(held: Terminal) -> None:
    before = held.files()
    no = held("check", "--fix", given="n\n", tty=True)
    assert no.code == 130
    assert held.files() == before
    yes = held("check", "--only", "number-label", "--fix", given="y\n", tty=True)
    assert yes.code == 0
    assert held("show", "Celik2021", "--json").objects[0]["volume"] == "3"


@pytest.mark.parametrize(
    "words",
    [
        ("refs.bib", "--fix"), ("refs.bib", "year:2020"), ("--yes",), ("-n",), ("-o", "x"),
        ("--format", "pdf"),
        ("--json", "--format", "sarif"), ("--nih",), ("refs.bib", "--from", "nonsense"),
        ("refs.bib", "--from", "html"),
    ],
)  # fmt: skip
def test_what_makes_no_sense(held: Terminal, words: tuple[str, ...]) -> None:
    ran = held("check", *words)
    assert (ran.code, ran.out) == (2, "") or (ran.code, words[-1]) == (3, "html")


def test_files_that_cannot_be_read(terminal: Terminal) -> None:
    (terminal.folder / "empty.bib").write_text("")
    (terminal.folder / "other.txt").write_bytes(b"\x00\x01")
    assert terminal("check", "empty.bib").code == 3
    assert terminal("check", "other.txt").code == 3
    assert terminal("check").code == 6
    absent = terminal("check", "absent.bib")
    assert (absent.code, absent.err) == (3, "sscmsc: absent.bib: no such file\n")


def test_retraction_watch(held: Terminal) -> None:
    (held.folder / "rw.csv").write_text(RETRACTION_WATCH)
    ran = held("check", "--retraction-watch", "rw.csv", "--only", "retracted", "--json")
    first, second = told(ran)["findings"]
    assert second["citekey"] == "Birke2020"
    assert second["data"] == {
        "level": "retracted", "notice_doi": "10.5555/notice", "date": "2022-02-06",
        "said_by": "retraction-watch",
    }  # fmt: skip
    assert "reason: Error" in second["message"]
    assert first["citekey"] == "Amsel2019"
    (held.folder / "list.txt").write_text("10.5555/BIRKE\n10.5555/other\nnone\n")
    of_file = held("check", "refs.bib", "--retraction-watch", "list.txt", "--only", "retracted")
    assert pairs(of_file) == [("Amsel2019", "retracted"), ("Birke2020", "retracted")]
    assert of_file.err.startswith("warning: list.txt:3: 'none' is no DOI\n")
    assert held("check", "--retraction-watch", "absent.csv").code == 3
    assert held("check", "--retraction-watch", "refs.bib").code == 3


def settings(terminal: Terminal, text: str) -> None:
    (terminal.library / "sscmsc.toml").write_text(f"schema = 1\n{text}")


def test_a_list_in_the_settings(held: Terminal) -> None:
    (held.folder / "rw.csv").write_text(RETRACTION_WATCH)
    settings(held, '[check]\nretraction_watch = "../rw.csv"\n')
    assert ("Birke2020", "retracted") in pairs(held("check"))
    settings(held, '[check]\nretraction_watch = ["../rw.csv"]\nfail_on = "never"\nskip = ["doi"]\n')
    ran = held("check")
    assert ran.code == 0
    assert ("Birke2020", "retracted") in pairs(ran)
    assert ("Celik2021", "doi") not in pairs(ran)


def test_silence_by_tag_and_by_settings(held: Terminal) -> None:
    assert held("tag", "Birke2020", "+ignore:title-capitals so printed").code == 0
    settings(
        held,
        '[[check.ignore]]\nwork = "Amsel2019"\ncheck = "*"\nreason = "cited as retracted"\n'
        '[[check.ignore]]\nwork = "*"\ncheck = "issn"\nreason = "the ISSN of a series"\n',
    )
    ran = held("check", "-v")
    assert ("Amsel2019", "retracted") not in pairs(ran)
    assert pairs(ran) == [
        ("Celik2021", "doi"), ("Birke2020", "authors-incomplete"), ("Celik2021", "number-label"),
    ]  # fmt: skip
    assert "silenced: Birke2020: title-capitals: so printed\n" in ran.err
    assert "; 4 silenced;" in ran.err
    silenced = told(held("check", "--json"))["silenced"]
    assert {one["reason"] for one in silenced} == {
        "cited as retracted", "so printed", "the ISSN of a series",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("[check]\nfoo = 1\n", 3), ('[check]\nskip = ["nonsense"]\n', 3),
        ('[check]\nskip = "issn"\n', 3), ('[check]\nfail_on = "nonsense"\n', 3),
        ('[[check.ignore]]\nwork = "A"\ncheck = "issn"\n', 2),
        ('[[check.ignore]]\nwork = "A"\ncheck = "nonsense"\nreason = "x"\n', 4),
        ('[nih]\norcids = ["0000-0002-1825-0098"]\n', 3), ("check = 1\n", 2),
    ],
)  # fmt: skip
def test_settings_that_make_no_sense(held: Terminal, text: str, line: int) -> None:
    settings(held, text)
    ran = held("check")
    assert (ran.code, ran.out) == (3, "")
    assert ran.err.startswith(f"sscmsc: refs/sscmsc.toml:{line}: ")


def test_silence_needs_a_reason(held: Terminal) -> None:
    settings(held, '[[check.ignore]]\nwork = "A"\ncheck = "issn"\n')
    assert "[[check.ignore]] must have a 'reason'" in held("check").err


def test_which_reviews_cite_what_is_retracted(held: Terminal) -> None:
    (held.folder / "review.bib").write_text(
        "@article{Review, author={Doe, Dora}, title={A review}, journal={J}, year={2023}, "
        "doi={10.5555/review}}"
    )
    held("import", "review.bib")
    path = held.library / "entries" / "Review.yaml"
    path.write_text(
        path.read_text() + "references:\n  list:\n    - position: 1\n      doi: 10.5555/birke\n"
        "      citekey: Birke2020\n      matched_by: doi\n"
        "    - position: 2\n      doi: 10.5555/unheld\n"
    )
    (held.folder / "rw.csv").write_text(
        RETRACTION_WATCH + "2,1/1/2024 0:00,10.5555/n2,10.5555/unheld,0,Retraction,\n"
    )
    words = ("check", "--reviews", "--retraction-watch", "rw.csv", "--only", "cites-retracted")
    ran = held(*words)
    assert ran.code == 1
    assert [row[3] for row in ran.rows] == [
        "cites Birke2020 at 1, which is retracted: this work of 2023 appeared after the notice of "
        "2022-02-06",
        "cites 10.5555/unheld at 2, which is retracted: this work of 2023 appeared before the "
        "notice of 2024-01-01",
    ]
    assert [row[0] for row in ran.rows] == ["error", "warning"]


def test_nih(held: Terminal) -> None:
    settings(held, '[nih]\nauthors = ["Celik C"]\ngrants = ["R01 AR000001"]\n')
    assert held("check", "--nih", "--only", "nih-no-pmcid").code == 0


def test_sarif(held: Terminal) -> None:
    held("tag", "Birke2020", "+ignore:issn")
    ran = held("check", "--format", "sarif", "-o", "out.sarif")
    assert (ran.code, ran.out) == (1, "")
    document = json.loads((held.folder / "out.sarif").read_text())
    (run,) = document["runs"]
    assert document["version"] == "2.1.0"
    names = [one["id"] for one in run["tool"]["driver"]["rules"]]
    for one in run["results"]:
        assert names[one["ruleIndex"]] == one["ruleId"]
    first = run["results"][0]
    assert (first["ruleId"], first["level"]) == ("retracted", "error")
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "refs/entries/Amsel2019.yaml"
    issn = next(one for one in run["results"] if one["ruleId"] == "doi")
    line = issn["locations"][0]["physicalLocation"]["region"]["startLine"]
    text = (held.library / "entries" / "Celik2021.yaml").read_text().splitlines()
    assert text[line - 1].startswith("  doi: ")
    (silenced,) = [one for one in run["results"] if "suppressions" in one]
    assert silenced["suppressions"][0]["justification"] == "tagged ignore:issn"


def test_junit(held: Terminal) -> None:
    held("tag", "Birke2020", "+ignore:issn")
    ran = held("check", "--format", "junit")
    root = ElementTree.fromstring(ran.out)
    assert (root.get("tests"), root.get("failures"), root.get("skipped")) == ("7", "2", "1")
    failed = [one for one in root.iter("testcase") if one.find("failure") is not None]
    assert {(one.get("classname"), one.get("name")) for one in failed} == {
        ("retracted", "Amsel2019"), ("doi", "Celik2021"),
    }  # fmt: skip
    clean = ElementTree.fromstring(held("check", "--format", "junit", "--only", "isbn").out)
    assert (clean.get("tests"), clean.get("failures")) == ("1", "0")


def test_github(bib: Terminal) -> None:
    ran = bib("check", "refs.bib", "--format", "github")
    first = ran.out.splitlines()[0]
    assert first.startswith("::error file=refs.bib,line=1,title=retracted%3A Amsel2019::Amsel2019")
    assert {line.split(" ")[0] for line in ran.out.splitlines()} == {
        "::error", "::warning", "::notice",
    }  # fmt: skip


def test_a_library_of_this_checkout_has_no_error(terminal: Terminal) -> None:
    shutil.copytree(ROOT / "refs", terminal.library, ignore=shutil.ignore_patterns(".sscmsc"))
    assert terminal("check").code == 0


def test_no_false_alarm_on_works_of_pubmed(terminal: Terminal, corpora: Path) -> None:
    """Recorded PubMed records: each finding here was looked up and is true."""
    folder = corpora / "A-pubmed-xml" / "metapub"
    files = sorted(
        str(path) for path in folder.rglob("*.xml") if b"<PubmedArticle>" in path.read_bytes()
    )
    assert terminal("import", "--no-abstract", *files).code in (0, 3)
    grave = [row for row in terminal("check", "--skip", "unresolved").rows if row[0] != "note"]
    assert {(row[1], row[2]) for row in grave} == {
        ("Bogren2023", "title-capitals"), ("Chinzon2022", "title-capitals"),
        ("Paul2020", "title-capitals"),
    }  # fmt: skip


def test_a_damaged_file_of_the_library_is_a_finding(held: Terminal) -> None:
    (held.library / "entries" / "Amsel2019.yaml").write_text("citekey: Amsel2019\n<<<<<<< ours\n")
    (one,) = json.loads(held("check", "--only", "unreadable", "--json").out)["findings"]
    assert one["file"].endswith("refs/entries/Amsel2019.yaml")
    assert (one["line"], one["severity"]) == (2, "warning")
    assert held("check", "--only", "unreadable", "--fail-on", "warning").code == 1
    assert "Amsel2019.yaml" in held("check", "--format", "github").out
    assert json.loads(held("check", "--only", "title-stop", "--json").out)["findings"] == []
    fixed = held("check", "--fix", "--yes")
    assert fixed.code == 0
    assert 'doi: "10.5555/celik"\n' in (held.library / "entries" / "Celik2021.yaml").read_text()


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_what_the_disk_would_not_give_is_not_passed_over(
    held: Terminal, monkeypatch: pytest.MonkeyPatch, lasting: bool
) -> None:
    path = held.library / "entries" / "Amsel2019.yaml"
    path.write_bytes(path.read_bytes().replace(b"skin", b"skins"))
    disk = FailingReads("Amsel2019", lasting=lasting)
    monkeypatch.setattr("sscmsc.folder.open_file", disk.open_file)
    ran = held("check", "--fix", "--yes")
    assert ran.code == 6
    assert "Amsel2019.yaml: could not be read, so not every work was looked at" in ran.err
    assert "what was fixed is saved" in ran.err
    disk.failing = True
    path.write_bytes(path.read_bytes().replace(b"skins", b"skin"))
    ran = held("check", "--fail-on", "never", "--json")
    assert ran.code == 6
    assert json.loads(ran.out)["unread"] == ["refs/entries/Amsel2019.yaml"]
    disk.failing = False
    assert held("check", "--fail-on", "never").code == 0


def test_labels_that_a_hand_wrote(held: Terminal) -> None:
    settings(held, '[[facet.disease.value]]\nname = "EB"\nlabel = "epidermolysis bullosa"\n')
    place = held.library / "entries" / "Amsel2019.yaml"
    labels = "labels:\n  - disease=scleroderma\n  - therapie=MSC\n  - disease=EB\n"
    place.write_text(place.read_text() + labels)
    ran = held("check", "--only", "label")
    assert (ran.code, [row[1:3] for row in ran.rows]) == (0, [["Amsel2019", "label"]] * 2)
    assert "must be written disease=SSc" in ran.out
    assert "there is no facet 'therapie'. Facets: therapy" in ran.out
    github = held("check", "--only", "label", "--format", "github").out
    assert f"line={place.read_text().splitlines().index('labels:') + 1}" in github


def test_words_of_a_query_choose_works_or_are_their_keys(seeded: Terminal) -> None:
    """In CI nobody sees that a mistyped key chose nothing."""
    ran = seeded("check", "Velier2022", "varga2004", "--all")
    assert "of 2 works" in ran.err
    assert {row[1] for row in ran.rows} == {"Velier2022", "Varga2004"}
    assert "of 1 work" in seeded("check", "Velier2022", "varga2004", "year:2004", "--all").err
    for words in (("Wang219",), ("disease:RA", "year:1950"), ("Velier2022", "Vargo2004")):
        ran = seeded("check", *words)
        assert (ran.code, ran.out) == (4, "")
    assert "Varga2004?" in seeded("check", "Velier2022", "Vargo2004").err
    assert seeded("check", "sclerosis").code != 4
