"""`sscmsc merge`, `unmerge` and `dedupe`: one work, one entry, and the way back."""

from __future__ import annotations

import re

import pytest

from tests.commands.conftest import Terminal

KEPT, COPY = "Gabrielli2009", "Gabrielli2009a"
STYLE = re.compile(r"\x1b\[[0-9;]*m")
IDENTIFIER = re.compile(r"^  (?:pmid|pmcid|doi): .*\n", re.M)


@pytest.fixture
def twice(seeded: Terminal) -> Terminal:
    """A library in which a work has two entries, one without identifiers; a person wrote that."""
    text = (seeded.library / "entries" / f"{KEPT}.yaml").read_text()
    text = text.replace(f'citekey: "{KEPT}"', f'citekey: "{COPY}"', 1)
    text = re.sub(r"^digest: .*\n", "", IDENTIFIER.sub("", text), flags=re.M)
    (seeded.library / "entries" / f"{COPY}.yaml").write_text(f"# mine\n{text}tags: [read]\n")
    seeded("list")
    seeded("tag", "Varga2004", "+begun")
    return seeded


def test_both_keys_find_the_work_and_manuscripts_follow(twice: Terminal) -> None:
    ran = twice("merge", KEPT, COPY)
    assert (ran.code, ran.out) == (0, "")
    assert ran.err.startswith(f"{COPY} is {KEPT} now")
    for key in (KEPT, COPY, COPY.lower()):
        assert twice("show", key, "--json").objects[0]["citekey"] == KEPT
    assert twice("show", KEPT, "--json").objects[0]["tags"] == ["read"]
    assert f"{{{KEPT}," in (twice.library / "library.bib").read_text()
    assert f"{{{COPY}," not in (twice.library / "library.bib").read_text()
    (twice.folder / "paper.md").write_text(f"As seen [@{COPY}].\n")
    assert twice("cite", "paper.md", "--rewrite", "--yes").code == 0
    assert (twice.folder / "paper.md").read_text() == f"As seen [@{KEPT}].\n"
    assert twice("verify").code == 0


def test_lists_follow_and_come_back(twice: Terminal) -> None:
    before = twice.files()
    ran = twice("merge", COPY, KEPT, "-y")
    assert "1 list followed" in ran.err
    assert COPY in {row[1] for row in twice("refs", "Peltzer2018").rows}
    assert twice("unmerge", KEPT).err.startswith(f"{KEPT} is there again; 1 list followed")
    assert twice.files() == before


def test_unmerge_brings_every_file_back_and_both_can_be_undone(twice: Terminal) -> None:
    before = twice.files()
    twice("merge", KEPT, COPY)
    merged = twice.files()
    ran = twice("unmerge", COPY, "--json")
    assert ran.json == {
        "dry_run": False, "citekey": KEPT, "back": [COPY], "followed": [], "kept": [],
    }  # fmt: skip
    assert twice.files() == before
    assert twice("undo").code == 0
    assert twice.files() == merged
    assert twice("undo").code == 0
    assert twice.files() == before


def test_what_was_changed_since_is_kept_and_told(twice: Terminal) -> None:
    twice("merge", KEPT, COPY)
    twice("note", KEPT, "after the merge")
    twice("edit", KEPT, "--set", "volume=99")
    ran = twice("unmerge", KEPT)
    assert "changed since the merge, and kept as it is now: volume, note, edits volume" in ran.err
    assert twice("note", KEPT).out == "after the merge\n"
    assert twice("note", COPY).out == ""


def test_a_dry_run_changes_nothing(twice: Terminal) -> None:
    before = twice.files()
    ran = twice("merge", KEPT, COPY, "-n", "--json")
    assert isinstance(ran.json, dict)
    assert (ran.json["dry_run"], ran.json["merged"]) == (True, [COPY])
    assert ran.json["findings"][0]["verdict"] == "certain"
    assert f"{COPY} would be {KEPT} now" in twice("merge", KEPT, COPY, "-n").err
    assert twice.files() == before
    twice("merge", KEPT, COPY)
    merged = twice.files()
    assert f"{COPY} would be there again" in twice("unmerge", KEPT, "-n").err
    assert twice.files() == merged


def test_contradictory_identifiers_need_force(seeded: Terminal) -> None:
    before = seeded.files()
    ran = seeded("merge", "Varga2004", "Mayes2003")
    assert ran.code == 3
    assert "not one work: different DOIs" in ran.err
    assert "--force" in ran.err
    assert seeded.files() == before
    ran = seeded("merge", "Varga2004", "Mayes2003", "--force", "--yes")
    assert ran.code == 0
    assert "Mayes2003 is Varga2004 now" in ran.err
    assert seeded("show", "Mayes2003", "--json").objects[0]["citekey"] == "Varga2004"
    assert seeded("unmerge", "Varga2004").code == 0
    assert seeded.files() == before


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["merge", KEPT], 2, "at least two works"),
        (["merge", KEPT, KEPT.lower()], 2, "at least two works"),
        (["merge", KEPT, "Nobody"], 4, "no entry 'Nobody'"),
        (["unmerge", KEPT], 4, f"nothing was merged into {KEPT}"),
        (["unmerge", "Nobody"], 4, "no entry 'Nobody'"),
        (["unmerge"], 2, "argument"),
        (["dedupe", "year:("], 3, "year"),
        (["trial", "NCT99999999"], 4, "no work is of a trial registered as NCT99999999"),
    ],
)
def test_what_is_refused(seeded: Terminal, arguments: list[str], code: int, told: str) -> None:
    before = seeded.files()
    ran = seeded(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert seeded.files() == before


def test_a_file_changed_meanwhile_is_left_alone(
    twice: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = twice.library / "entries" / f"{COPY}.yaml"
    monkeypatch.setattr(
        "sscmsc.commands.merge.vocabulary_of",
        lambda folder: path.write_text(path.read_text() + "# since\n") and _vocabulary(),
    )
    ran = twice("merge", KEPT, COPY)
    assert ran.code == 6
    assert "changed by someone else" in ran.err
    assert path.exists()


def _vocabulary() -> object:
    from sscmsc.vocabulary import load_vocabulary

    return load_vocabulary()


def test_no_library(terminal: Terminal) -> None:
    for command in (["merge", "A", "B"], ["unmerge", "A"], ["dedupe"], ["trial"]):
        assert terminal(*command).code == 6


def test_a_person_sees_both_and_may_decline(seeded: Terminal) -> None:
    before = seeded.files()
    arguments = ("merge", "Varga2004", "Mayes2003", "--force")
    ran = seeded(*arguments, given="n\n", tty=True)
    assert ran.code == 130
    assert "nothing was merged" in ran.err
    assert re.search(r"\* Title +\S", ran.err)
    assert seeded.files() == before
    assert seeded(*arguments, given="y\n", tty=True).code == 0
    assert seeded("show", "Mayes2003", "--json").objects[0]["citekey"] == "Varga2004"


def test_nobody_to_ask_is_no_consent(seeded: Terminal) -> None:
    before = seeded.files()
    ran = seeded("merge", "Varga2004", "Mayes2003", "--force")
    assert (ran.code, ran.out) == (2, "")
    assert "nobody can answer here" in ran.err
    assert "--yes" in ran.err
    assert seeded("merge", "Varga2004", "Mayes2003", "--force", "--json").code == 2
    assert seeded("merge", "Varga2004", "Mayes2003", "--force", "-n").code == 0
    assert seeded.files() == before


def test_what_is_one_work_already_is_told(twice: Terminal) -> None:
    assert twice("merge", KEPT, COPY).code == 0
    ran = twice("merge", KEPT, COPY)
    assert ran.code == 2
    assert f"{COPY} is {KEPT} already" in ran.err


def test_lines_of_a_note_stand_in_their_column(seeded: Terminal) -> None:
    assert seeded("edit", "Varga2004", "--set", "note=one\ntwo").code == 0
    assert seeded("edit", "Mayes2003", "--set", "note=other").code == 0
    err = seeded("merge", "Varga2004", "Mayes2003", "--force", given="n\n", tty=True).err
    rows = {
        name: line
        for line in STYLE.sub("", err).splitlines()
        for name in ("Citekey", "Note")
        if name in line
    }
    assert rows["Note"].index("other") == rows["Citekey"].index("Mayes2003")
    assert "one two" in rows["Note"]


def test_groups_are_listed_with_reasons(twice: Terminal) -> None:
    before = twice.files()
    ran = twice("dedupe")
    assert ran.code == 0
    assert [row[:4] for row in ran.rows] == [
        ["1", "certain", KEPT, "2009"], ["1", "certain", COPY, "2009"],
    ]  # fmt: skip
    assert "same title, same first author" in ran.rows[0][5]
    assert ran.err.startswith("1 group of duplicates: 1 certain, 0 likely")
    told = twice("dedupe", "--json").json
    assert isinstance(told, dict)
    assert [(one["verdict"], one["keys"]) for one in told["groups"]] == [("certain", [KEPT, COPY])]
    assert told["groups"][0]["pairs"][0]["score"] == 1.0
    assert twice("dedupe", "year:2004").rows == []
    assert len(twice("dedupe", "year:2009").rows) == 2
    assert twice.files() == before


def test_yes_merges_only_what_is_certain(twice: Terminal) -> None:
    before = twice.files()
    assert twice("dedupe", "--yes", "-n").rows[0][1] == "certain"
    assert twice.files() == before
    ran = twice("dedupe", "--yes")
    assert (ran.code, ran.err) == (0, f"{COPY} is {KEPT} now\n1 work merged\n")
    assert twice("dedupe", "--yes").err == "no duplicates\n"
    assert twice("history").rows[0][-1] or twice("history").out
    assert twice("unmerge", KEPT).code == 0
    assert twice.files() == before
    told = twice("dedupe", "--yes", "--json").json
    assert isinstance(told, dict)
    assert told["merged"] == [{"citekey": KEPT, "merged": [COPY]}]


def test_a_person_is_asked_about_each_pair(twice: Terminal) -> None:
    before = twice.files()
    ran = twice("dedupe", given="what\ns\n", tty=True)
    assert ran.code == 0
    assert "[1/1] certain, 1: same title" in ran.err
    assert re.search(rf"Citekey +{KEPT} +{COPY}", ran.err)
    assert re.search(r"\* (?:DOI|PMID) +\S", ran.err)
    assert ran.err.count("m merges, n says they are not the same") == 2
    assert "0 works merged; 1 group left" in ran.err
    assert twice("dedupe", given="q\n", tty=True).code == 0
    assert twice.files() == before
    assert f"{COPY} is {KEPT} now" in twice("dedupe", given="m\n", tty=True).err


def test_not_the_same_is_remembered_for_good(twice: Terminal) -> None:
    ran = twice("dedupe", given="n\n", tty=True)
    assert "1 pair told apart" in ran.err
    assert f'distinct:\n  - "{COPY}"\n' in (twice.library / "entries" / f"{KEPT}.yaml").read_text()
    assert twice("dedupe").rows == []
    assert twice("rename", COPY, "Gabrielli2010").code == 0
    assert twice("dedupe").rows == []
    assert twice("undo", "2").code == 0
    assert len(twice("dedupe").rows) == 2


def test_versions_are_listed_when_asked_for(twice: Terminal) -> None:
    elsewhere = ("--set", "volume=1", "--set", "pages=2-3", "--set", "year=2001")
    assert twice("edit", COPY, *elsewhere).code == 0
    assert twice("dedupe").rows == []
    rows = twice("dedupe", "--versions").rows
    assert [row[1] for row in rows] == ["versions", "versions"]
    assert rows[0][5].startswith("published more than once, same title")


TABLE = """author,year,journal,doi,title,pages,volume,number,isbn
"Amsel, A. B. and van den Berg, B.",2010,J Cells,,Cells &amp; ulcers in rats,123-9,53,4,0012-186X
"Amsel AB, van den Berg B",2010,Journal of Cells,,CELLS & ULCERS IN RATS,123,53,,0012-186X
"Amsel AB, van den Berg B",2009,J Cells,,Cells & ulcers in rats,S77,52,Suppl 1,
"Roe, C.",2001,J Cells,10.5555/ROE,Another,1-9,1,1,
"""


def test_files_are_looked_at_without_a_library(terminal: Terminal) -> None:
    (terminal.folder / "search.csv").write_text(TABLE)
    (terminal.folder / "more.csv").write_text(
        "title,doi,year\nAnother,https://doi.org/10.5555/roe,2001\n"
    )
    ran = terminal("dedupe", "search.csv", "--versions")
    assert [row[:3] for row in ran.rows] == [
        ["1", "certain", "1"], ["1", "certain", "2"],
        ["2", "versions", "1"], ["2", "versions", "3"],
        ["3", "versions", "2"], ["3", "versions", "3"],
    ]  # fmt: skip
    assert ran.rows[2][5].startswith("an abstract of a meeting and the article")
    told = terminal("dedupe", "search.csv", "more.csv", "--json").json
    assert isinstance(told, dict)
    assert [one["keys"] for one in told["groups"]] == [
        ["search.csv:1", "search.csv:2"], ["search.csv:4", "more.csv:1"],
    ]  # fmt: skip
    assert not terminal.library.exists()


def test_an_import_keeps_apart_what_is_not_certainly_one_work(terminal: Terminal) -> None:
    (terminal.folder / "search.csv").write_text(TABLE)
    told = terminal("import", "search.csv", "--json").json
    assert isinstance(told, dict)
    keys = [one["citekey"] for one in told["files"][0]["works"]]
    assert keys == ["Amsel2010", "Amsel2010", "Amsel2009", "Roe2001"]
    assert terminal("dedupe").rows == []


def test_dedupe_takes_keys_and_refuses_what_is_not_there(seeded: Terminal) -> None:
    assert seeded("dedupe", "Velier2022", "varga2004").code == 0
    for words in (("Wang219",), ("Velier2022", "Vargo2004"), ("year:1950",)):
        assert seeded("dedupe", *words).code == 4
    ran = seeded("dedupe", "nofile.bib")
    assert (ran.code, ran.out) == (3, "")
    assert "nofile.bib: no such file" in ran.err
    (seeded.folder / "b.bib").write_text("@article{a, title={One}}", encoding="utf-8")
    assert seeded("dedupe", "b.bib").code == 0
    assert seeded("dedupe", "b.bib", "nofile.bib").code == 3
    assert seeded("dedupe", "b.bib", "--yes").code == 2
