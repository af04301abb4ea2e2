"""`undo`, `redo` and `history` at the command line."""

from __future__ import annotations

import json
import os
import re
import shutil
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sscmsc.history import KEPT
from tests.commands.conftest import Ran, Terminal
from tests.commands.test_concurrency import ended, start, write_bib


def add(terminal: Terminal, number: int) -> Ran:
    return terminal("import", write_bib(terminal.folder, number))


def undone_of(ran: Ran) -> list[dict[str, Any]]:
    told = json.loads(ran.out)
    assert isinstance(told, dict)
    found: list[dict[str, Any]] = told["undone"]
    return found


@pytest.fixture
def filled(terminal: Terminal) -> Terminal:
    """A terminal beside a library that three imports made."""
    for number in (1, 2, 3):
        assert add(terminal, number).code == 0
    return terminal


def test_undo_and_redo(filled: Terminal) -> None:
    held = filled.files()
    ran = filled("undo")
    assert (ran.code, ran.out) == (0, "")
    told, back = ran.err.splitlines()
    assert re.fullmatch(
        r"undone: import 3\.bib of \d{4}-\d\d-\d\d \d\d:\d\d, which added 1 work", told
    )
    assert back == "`sscmsc redo` takes that back"
    assert [row[0] for row in filled("list").rows] == ["key1", "key2"]
    assert "key3" not in filled.files()["library.bib"].decode()
    ran = filled("redo")
    assert ran.code == 0
    assert ran.err.startswith("redone: import 3.bib of ")
    assert filled.files() == held


def test_the_whole_way_back_and_forth(filled: Terminal) -> None:
    held = filled.files()
    ran = filled("undo", "3")
    assert [line.partition(" of ")[0] for line in ran.err.splitlines()] == [
        "undone: import 3.bib", "undone: import 2.bib", "undone: import 1.bib",
        "`sscmsc redo 3` takes that back",
    ]  # fmt: skip
    assert filled.files().keys() == {".gitignore", "sscmsc.toml"}
    assert filled("redo", "3").code == 0
    assert filled.files() == held


def test_history_lists_what_each_change_did(filled: Terminal) -> None:
    filled("rm", "key1", "--yes")
    filled("undo")
    ran = filled("history")
    assert (ran.code, ran.err) == (0, "")
    assert [[row[0], *row[2:]] for row in ran.rows] == [
        ["4", "rm key1", "", "", "1", "redo", "key1"],
        ["3", "import 3.bib", "1", "", "", "undo", "key3"],
        ["2", "import 2.bib", "1", "", "", "undo 2", "key2"],
        ["1", "import 1.bib", "1", "", "", "undo 3", "key1"],
    ]
    assert filled("undo", "--list").rows == ran.rows[1:]
    assert filled("redo", "--list").rows == ran.rows[:1]


def test_history_on_a_terminal(filled: Terminal) -> None:
    ran = filled("history", "--color", "never", tty=True)
    lines = ran.out.splitlines()
    assert lines[0].split() == [
        "No.", "When", "Command", "Added", "Changed", "Removed", "Undo", "or", "redo"
    ]  # fmt: skip
    assert lines[2].split()[-2:] == ["1", "undo"]
    assert lines[3].split() == ["key3"]


def test_json(filled: Terminal) -> None:
    (undone,) = undone_of(filled("undo", "--json"))
    when = datetime.strptime(undone["when"], "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)
    assert abs((datetime.now(UTC) - when).total_seconds()) < 3600
    del undone["when"]
    assert undone == {
        "number": 3, "command": "import 3.bib", "state": "made", "back_by": "undo", "steps": 1,
        "possible": True, "blocked_by": [], "damaged": False,
        "added": ["key3"], "changed": [], "removed": [],
    }  # fmt: skip
    listed = filled("history", "--json").objects
    assert [(one["number"], one["state"], one["back_by"]) for one in listed] == [
        (3, "undone", "redo"), (2, "made", "undo"), (1, "made", "undo"),
    ]  # fmt: skip


def test_a_trial_says_what_would_change(filled: Terminal) -> None:
    held = filled.files()
    ran = filled("undo", "2", "--dry-run", "-v")
    assert ran.code == 0
    assert ran.err.splitlines()[0].startswith("would be undone: import 3.bib of ")
    assert set(ran.err.splitlines()[2:]) == {
        "would change entries/key3.yaml", "would change entries/key2.yaml",
        "would change library.bib",
    }  # fmt: skip
    assert filled.files() == held
    assert filled("history").rows[0][-2] == "undo"
    assert undone_of(filled("undo", "--dry-run", "--json"))[0]["command"] == "import 3.bib"
    assert filled.files() == held


@pytest.mark.parametrize("command", ["undo", "redo"])
def test_nothing_to_go_to_is_not_found(terminal: Terminal, command: str) -> None:
    terminal("init")
    ran = terminal(command)
    assert ran.code == 4
    assert ran.err.startswith("sscmsc: there is no change that can be ")
    assert terminal(command, "--list").code == 0
    assert terminal("history").err == "no change of this library is remembered\n"


def test_too_many_is_refused_as_a_whole(filled: Terminal) -> None:
    held = filled.files()
    ran = filled("undo", "4")
    assert ran.code == 4
    assert ran.err.splitlines()[0] == (
        "sscmsc: only 3 changes can be undone, not 4; nothing was changed"
    )
    assert filled.files() == held


@pytest.mark.parametrize("count", ["0", "-1", "many", "1.5"])
def test_a_wrong_number_is_wrong_usage(filled: Terminal, count: str) -> None:
    assert filled("undo", count).code == 2


@pytest.mark.parametrize("command", ["undo", "redo", "history"])
def test_without_a_library(terminal: Terminal, command: str) -> None:
    ran = terminal(command)
    assert ran.code == 6
    assert "there is no library" in ran.err
    assert not terminal.library.exists()


def test_what_was_edited_by_hand_is_not_overwritten(filled: Terminal) -> None:
    path = filled.library / "entries" / "key3.yaml"
    path.write_text(path.read_text() + "note: mine\n")
    held = filled.files()
    ran = filled("undo")
    assert ran.code == 6
    assert ran.err.startswith("sscmsc: refs/entries/key3.yaml: written by hand since; nothing was")
    assert filled.files() == held
    assert filled("history").rows[0][-2] == "no: key3.yaml was edited"
    assert filled("history", "--json").objects[0]["blocked_by"] == ["entries/key3.yaml"]
    other = filled.library / "entries" / "key1.yaml"
    other.write_text(other.read_text() + "note: mine\n")
    path.write_bytes(path.read_bytes().removesuffix(b"note: mine\n"))
    assert filled("undo").code == 0
    assert b"note: mine" in filled.files()["entries/key1.yaml"]


def test_twenty_levels(terminal: Terminal) -> None:
    terminal("init")
    states = []
    for number in range(KEPT + 2):
        states.append(terminal.files())
        assert add(terminal, number).code == 0
    last = terminal.files()
    assert len(terminal("history").rows) == KEPT
    assert terminal("undo", str(KEPT)).code == 0
    assert terminal.files() == states[2]
    assert terminal("undo").code == 4
    assert terminal("redo", str(KEPT)).code == 0
    assert terminal.files() == last
    assert terminal("redo").code == 4


def test_names_of_files_are_shown_harmless(terminal: Terminal) -> None:
    name = "\x1b]0;x\x07[red]\u202e.bib"
    os.rename(terminal.folder / write_bib(terminal.folder, 1), terminal.folder / name)
    assert terminal("import", name).code == 0
    shown = [
        terminal("history", tty=True).out, terminal("history", "--json").out,
        terminal("undo", tty=True).err, terminal("redo", "--json", tty=True).out,
    ]  # fmt: skip
    for text in shown:
        assert "[red]" in text
        assert not set("\x1b\x07\u202e") & set(re.sub(r"\x1b\[[0-9;]*m", "", text))


def test_undoing_side_by_side_undoes_each_once(terminal: Terminal) -> None:
    for number in range(8):
        add(terminal, number)
    told = [ended(one) for one in [start(terminal, "undo") for _ in range(4)]]
    assert [code for code, _ in told] == [0] * 4
    assert {row[0] for row in terminal("list").rows} == {f"key{number}" for number in range(4)}
    assert len({err.splitlines()[-2] for _, err in told}) == 4


COMMANDS = st.one_of(
    st.tuples(st.just("import"), st.integers(0, 7)),
    st.tuples(st.just("tag"), st.integers(0, 7)),
    st.tuples(st.just("note"), st.integers(0, 7)),
    st.tuples(st.just("rm"), st.integers(0, 7)),
    st.tuples(st.just("rename"), st.integers(0, 7)),
    st.tuples(st.just("undo"), st.integers(1, 3)),
    st.tuples(st.just("redo"), st.integers(1, 3)),
)


def words(terminal: Terminal, name: str, number: int) -> tuple[str, ...]:
    key = f"key{number}"
    return {
        "import": ("import", write_bib(terminal.folder, number)),
        "tag": ("tag", key, "+seen"),
        "note": ("note", key, "Read again."),
        "rm": ("rm", key, "--yes"),
        "rename": ("rename", key, f"other{number}"),
    }.get(name, (name, str(number)))


@settings(
    max_examples=6, deadline=None, derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(st.lists(COMMANDS, min_size=10, max_size=30))
def test_commands_in_any_order_can_all_be_undone(
    terminal: Terminal, asked: list[tuple[str, int]]
) -> None:
    shutil.rmtree(terminal.library, ignore_errors=True)
    terminal("init")
    states, at = [terminal.files()], 0
    for name, number in asked:
        ran = terminal(*words(terminal, name, number))
        if name in ("undo", "redo"):
            there = at - number if name == "undo" else at + number
            possible = 0 <= there < len(states)
            assert ran.code == (0 if possible else 4), ran.err
            at = there if possible else at
            assert terminal.files() == states[at]
        elif (held := terminal.files()) != states[at]:
            assert ran.code == 0, ran.err
            states, at = [*states[: at + 1], held][-KEPT - 1 :], min(at + 1, KEPT)
    if at:
        assert terminal("undo", str(at)).code == 0
    assert terminal.files() == states[0]
    if len(states) > 1:
        assert terminal("redo", str(len(states) - 1)).code == 0
    assert terminal.files() == states[-1]
    assert terminal("verify").code == 0
