"""`sscmsc rm`: works go, the lines that cite them stay, and nothing goes unasked."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal

REVIEW = "10.3389/fimmu.2018.02013"


def held(terminal: Terminal) -> set[str]:
    return {row[0] for row in terminal("list").rows}


def test_works_go_and_their_lines_are_open_again(seeded: Terminal) -> None:
    before = seeded("refs", "Velier2022").rows
    ran = seeded("rm", "binks2001", "10.1056/nejmra0806188", "-y")
    assert (ran.code, ran.out) == (0, "")
    assert ran.err == (
        "2 works removed\n1 line of Velier2022 is open again\n1 line of Peltzer2018 is open again\n"
    )
    assert not {"Binks2001", "Gabrielli2009"} & held(seeded)
    after = seeded("refs", "Velier2022").rows
    assert [row[2] for row in after] == [row[2] for row in before]
    assert [row[1] for row in after] == [
        "DelPapa2015",
        "",
        "DeBuys2005",
        "Shouval2018",
        "DelPapa2018",
    ]
    assert "Binks2001" not in (seeded.library / "library.bib").read_text()
    assert not (seeded.library / "entries" / "Binks2001.yaml").exists()
    open_rows = seeded("refs", "Peltzer2018", "--unresolved").rows
    assert "doi:10.1056/nejmra0806188" in {row[3] for row in open_rows}


def test_a_person_is_asked_and_may_refuse(seeded: Terminal) -> None:
    before = seeded.files()
    for answer in ("n\n", "\n"):
        ran = seeded("rm", "Binks2001", given=answer, tty=True)
        assert ran.code == 130
        assert "Phase I/II trial" in " ".join(ran.err.split())
        assert "cited by Velier2022" in " ".join(ran.err.split())
        assert "Remove 1 work?" in ran.err
        assert "nothing was removed" in ran.err
    assert seeded.files() == before
    assert seeded("rm", "Binks2001", given="y\n", tty=True).code == 0
    assert "Binks2001" not in held(seeded)


def test_an_end_of_input_is_no_consent(seeded: Terminal) -> None:
    before = seeded.files()
    assert seeded("rm", "Binks2001", given="what\n", tty=True).code == 130
    assert seeded.files() == before


def test_nobody_to_ask_is_wrong_usage(seeded: Terminal) -> None:
    before = seeded.files()
    for arguments in ((), ("--json",)):
        ran = seeded("rm", "Binks2001", *arguments)
        assert (ran.code, ran.out) == (2, "")
        assert "--yes" in ran.err
    assert seeded.files() == before


def test_a_dry_run_and_json(seeded: Terminal) -> None:
    before = seeded.files()
    ran = seeded("rm", "Binks2001", "Binks2001", "--dry-run", "--json")
    assert ran.json == {
        "dry_run": True, "removed": ["Binks2001"],
        "opened": [{"citekey": "Velier2022", "lines": 1}],
    }  # fmt: skip
    told = seeded("rm", "Binks2001", "-n").err
    assert "1 work would be removed\n1 line of Velier2022 would be open again\n" in told
    assert seeded.files() == before


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["Nobody", "-y"], 4, "no entry 'Nobody'"),
        (["Binks2001", "Nobody", "-y"], 4, "no entry 'Nobody'"),
        (["Binks2001", "10.1000/none", "-y"], 4, "no entry has the DOI"),
        (["-y"], 2, "say which works"),
        (["Binks2001", "--orphans", "-y"], 2, "say which works"),
        (["\x1b[2J", "-y"], 4, "\\x1b[2J"),
    ],
)
def test_what_makes_no_sense_removes_nothing(
    seeded: Terminal, arguments: list[str], code: int, told: str
) -> None:
    before = seeded.files()
    ran = seeded("rm", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert seeded.files() == before


def test_a_file_that_cannot_be_read_is_not_removed(seeded: Terminal) -> None:
    path = seeded.library / "entries" / "Binks2001.yaml"
    path.write_bytes(b"<<<<<<< HEAD\n")
    before = seeded.files()
    ran = seeded("rm", "Binks2001", "Varga2004", "-y")
    assert ran.code == 6
    assert "Binks2001 cannot be read" in ran.err
    assert seeded.files() == before


def test_orphans(online: Terminal) -> None:
    online("fetch", REVIEW)
    works = held(online)
    assert online("rm", "--orphans", "-y").err.startswith("every work is cited")
    assert online("rm", "Peltzer2018", "-y").code == 0
    online("tag", "Gabrielli2009", "+keep")
    online("note", "Varga2004", "keep")
    ran = online("rm", "--orphans", "--dry-run", "--json")
    assert isinstance(ran.json, dict)
    orphans = set(ran.json["removed"])
    assert orphans
    assert not {"Gabrielli2009", "Varga2004", "Peltzer2018"} & orphans
    assert online("rm", "--orphans", "-y").code == 0
    assert held(online) == works - orphans - {"Peltzer2018"}


def test_what_was_removed_comes_back_with_a_fetch(online: Terminal) -> None:
    online("fetch", REVIEW)
    before = [row[:3] for row in online("refs", "Peltzer2018").rows]
    assert online("rm", "Gabrielli2009", "-y").code == 0
    assert online("fetch", REVIEW).code == 0
    assert [row[:3] for row in online("refs", "Peltzer2018").rows] == before
