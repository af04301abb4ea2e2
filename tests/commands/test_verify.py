"""`verify` at the command line."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.commands.conftest import Ran, Terminal
from tests.conftest import ROOT


def damage(terminal: Terminal, citekey: str = "Sullivan2018") -> Path:
    path = terminal.library / "entries" / f"{citekey}.yaml"
    path.write_text("citekey: x\n<<<<<<< HEAD\n")
    return path


def told(ran: Ran) -> dict[str, Any]:
    found = ran.json
    assert isinstance(found, dict)
    return found


def test_a_sound_library(seeded: Terminal) -> None:
    ran = seeded("verify")
    assert (ran.code, ran.out, ran.err) == (0, "", "13 works, nothing wrong\n")
    assert told(seeded("verify", "--json")) == {"entries": 13, "findings": []}
    assert seeded("verify", "-q").err == ""


def test_the_library_of_this_checkout_is_sound(terminal: Terminal) -> None:
    shutil.copytree(ROOT / "refs", terminal.library, ignore=shutil.ignore_patterns(".sscmsc"))
    assert terminal("verify").code == 0


def test_a_damaged_file_is_a_finding(seeded: Terminal) -> None:
    damage(seeded)
    held = seeded.files()
    ran = seeded("verify")
    assert ran.code == 1
    (row,) = ran.rows
    assert row[:3] == ["entry", "refs/entries/Sullivan2018.yaml", "2"]
    assert row[4] == "put aside"
    assert ran.err == "1 thing wrong; `sscmsc verify --repair` mends what it can\n"
    assert seeded("verify", "--repair", "--dry-run").rows == ran.rows
    (finding,) = told(seeded("verify", "--json"))["findings"]
    assert finding == {
        "check": "entry", "path": row[1], "line": 2, "message": row[3], "repair": "put aside"
    }  # fmt: skip
    assert seeded.files() == held


def test_repair_and_undo(seeded: Terminal) -> None:
    path = damage(seeded)
    held = seeded.files()
    ran = seeded("verify", "--repair")
    assert (ran.code, ran.out) == (0, "")
    moved, opened, last = ran.err.splitlines()
    assert moved.startswith(f"moved refs/entries/{path.name} to refs/.sscmsc/quarantine/")
    assert Path(moved.rpartition(" to ")[2]).read_text() == "citekey: x\n<<<<<<< HEAD\n"
    assert opened.endswith("pointed at 'Sullivan2018' and is open now")
    assert last == "12 works, nothing wrong"
    assert "Sullivan2018" not in seeded.files()["library.bib"].decode()
    assert seeded("verify").code == 0
    assert seeded("history").rows[0][2:6] == ["verify --repair", "", "1", "1"]
    assert seeded("undo").code == 0
    assert seeded.files() == held
    assert seeded("verify").code == 1


def test_a_derived_file_is_derived_anew(seeded: Terminal) -> None:
    held = seeded.files()
    (seeded.library / "library.bib").unlink()
    assert seeded("verify").rows[0][:4] == ["bib", "refs/library.bib", "", "is not there"]
    assert seeded("verify", "--repair").err == (
        "refs/library.bib: derived anew\n13 works, nothing wrong\n"
    )
    assert seeded.files() == held


def test_repair_tells_in_json_what_it_did(seeded: Terminal) -> None:
    damage(seeded)
    ran = seeded("verify", "--repair", "--json", "-q")
    assert ran.code == 0
    done = told(ran)
    assert done["entries"] == 12
    assert [one["check"] for one in done["findings"]] == ["entry"]
    ((old, new),) = [(one["from"], one["to"]) for one in done["moved"]]
    assert old == "refs/entries/Sullivan2018.yaml"
    assert Path(new).exists()
    assert [(one["before"], one["after"]) for one in done["opened"]] == [("Sullivan2018", None)]
    assert done["left"] == []


def test_what_only_a_person_can_mend_stays_a_finding(seeded: Terminal) -> None:
    (seeded.library / "sscmsc.toml").write_text("schema = \n")
    ran = seeded("verify")
    assert ran.code == 1
    assert ran.rows[0][:3] == ["settings", "refs/sscmsc.toml", "1"]
    assert ran.err == "1 thing wrong\n"
    assert seeded("verify", "--repair").code == 1
    assert (seeded.library / "sscmsc.toml").read_text() == "schema = \n"


def test_a_sound_library_needs_no_repair(seeded: Terminal) -> None:
    held = seeded.files()
    ran = seeded("verify", "--repair")
    assert (ran.code, ran.err) == (0, "13 works, nothing wrong\n")
    assert seeded.files() == held
    assert seeded("history").rows == []


def test_on_a_terminal(seeded: Terminal) -> None:
    damage(seeded)
    ran = seeded("verify", "--color", "never", tty=True)
    assert ran.out.splitlines()[0].split() == [
        "Check",
        "File",
        "Line",
        "What",
        "is",
        "wrong",
        "Repair",
    ]
    assert "put aside" in ran.out


def test_without_a_library(terminal: Terminal) -> None:
    assert terminal("verify").code == 6
    assert terminal("verify", "--wrong").code == 2


@pytest.mark.parametrize("arguments", [(), ("--repair",)])
def test_names_of_files_are_shown_harmless(seeded: Terminal, arguments: tuple[str, ...]) -> None:
    (seeded.library / "entries" / "\x1b]0;x\x07[red]\u202e.yaml").write_text("mine")
    ran = seeded("verify", *arguments, "--color", "never", tty=True)
    text = ran.out + ran.err
    assert "[red]" in text
    assert not set("\x1b\x07\u202e") & set(text)
