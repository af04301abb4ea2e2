"""What holds for every command that changes works: all or nothing, and undone at once."""

from __future__ import annotations

import os
import resource
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from sscmsc import lock
from tests.commands.conftest import Ran, Terminal
from tests.commands.editors import Editor
from tests.conftest import ROOT

CHANGES: dict[str, list[str]] = {
    "tag": ["tag", "Varga2004", "Velier2022", "+read", "disease=SSc"],
    "note": ["note", "Varga2004", "a\nnote"],
    "note in an editor": ["note", "Varga2004", "--edit"],
    "edit": ["edit", "Varga2004"],
    "set": ["edit", "Varga2004", "--set", "doi=10.1000/varga", "--unset", "pages"],
    "rename": ["rename", "Gabrielli2009", "Scleroderma"],
    "rm": ["rm", "Gabrielli2009", "Varga2004", "--yes"],
}


@pytest.fixture(autouse=True)
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    editor = Editor(tmp_path, monkeypatch)
    editor.does('sed -i \'s/title: .*/title: Mine/; s/^$/x/\' "$1"; test -s "$1" || echo x > "$1"')
    return editor


@pytest.mark.parametrize("change", CHANGES)
def test_it_changes_the_library_as_one_change_that_can_be_undone(
    seeded: Terminal, change: str
) -> None:
    seeded("list")
    before = seeded.files()
    assert seeded(*CHANGES[change]).code == 0
    after = seeded.files()
    assert after != before
    assert (seeded("list").code, seeded("list").err) == (0, "")
    history = [path for path in (seeded.library / ".sscmsc" / "history").iterdir() if path.is_dir()]
    assert len(history) == 1
    assert seeded("undo").code == 0
    assert seeded.files() == before
    assert seeded("redo").code == 0
    assert seeded.files() == after


@pytest.mark.parametrize("change", CHANGES)
def test_the_history_tells_what_was_done(seeded: Terminal, change: str) -> None:
    seeded(*CHANGES[change])
    told = seeded("history").out
    assert CHANGES[change][0] in told
    assert CHANGES[change][1] in told


@pytest.mark.parametrize("change", CHANGES)
def test_a_dry_run_changes_nothing(seeded: Terminal, change: str) -> None:
    before = seeded.files()
    ran = seeded(*CHANGES[change], "--dry-run")
    assert (ran.code, ran.out) == (0, "")
    assert "would" in ran.err
    assert seeded.files() == before


@pytest.mark.parametrize("change", CHANGES)
def test_a_library_that_another_process_holds(
    seeded: Terminal, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        "sscmsc.store.Lock", lambda folder, seconds, waiting: lock.Lock(folder, seconds=0.05)
    )
    state = seeded.library / ".sscmsc"
    before = seeded.files()
    with FileLock(state / "lock"):
        ran = seeded(*CHANGES[change])
    assert (ran.code, ran.out) == (6, "")
    assert "gave up waiting" in ran.err
    assert seeded.files() == before
    again = CHANGES[change]
    if "editor" in change or change == "edit":
        assert "kept at" in ran.err
        again = [*CHANGES[change][:2], "--continue"]
    assert seeded(*again).code == 0
    assert seeded.files() != before


@pytest.mark.parametrize("change", CHANGES)
def test_a_library_that_cannot_be_written(
    seeded: Terminal, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = seeded.files()
    monkeypatch.setattr(os, "access", lambda place, mode: mode != os.W_OK)
    ran = seeded(*CHANGES[change])
    assert (ran.code, ran.out) == (6, "")
    assert "refs: cannot be written; nothing was saved" in ran.err
    assert seeded.files() == before
    assert [one.name for one in (seeded.library / ".sscmsc").iterdir()] == ["index.sqlite"]


@pytest.mark.parametrize("change", CHANGES)
def test_no_room_for_it(seeded: Terminal, change: str) -> None:
    before = seeded.files()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (10, hard))
    try:
        ran = seeded(*CHANGES[change])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (ran.code, ran.out) == (6, "")
    assert "File too large" in ran.err
    assert seeded.files() == before


@pytest.mark.parametrize("change", CHANGES)
def test_a_damaged_entry_is_named_and_left_alone(seeded: Terminal, change: str) -> None:
    path = seeded.library / "entries" / "Sullivan2018.yaml"
    path.write_bytes(path.read_bytes() + b"<<<<<<< HEAD\n")
    damaged = path.read_bytes()
    ran = seeded(*CHANGES[change])
    assert ran.code == 0
    assert "Sullivan2018.yaml:42: marks of an unfinished git merge" in ran.err or (
        "Sullivan2018.yaml:" in ran.err
    )
    assert path.read_bytes() == damaged
    assert len(seeded("list").rows) == (10 if change == "rm" else 12)


@pytest.mark.parametrize("change", CHANGES)
def test_where_there_is_no_library(terminal: Terminal, change: str) -> None:
    ran = terminal(*CHANGES[change])
    assert (ran.code, ran.out) == (6, "")
    assert "there is no library at refs" in ran.err
    assert not terminal.library.exists()


HOSTILE = (
    "\x1b[2J", "\u202ea\nb\x9b", "[red]%s", "\udcff", "x" * 5000, "../../etc", "", "--", "=",
)  # fmt: skip


def acts(ran: Ran) -> list[str]:
    return [one for one in ran.out + ran.err if not (one.isprintable() or one in "\n\t")]


@pytest.mark.parametrize(("tty", "more"), [(False, ["--json"]), (True, [])])
def test_hostile_words_act_nowhere(seeded: Terminal, tty: bool, more: list[str]) -> None:
    outside = sorted(seeded.folder.parent.rglob("*"))
    for text in HOSTILE:
        for arguments in (
            ["tag", text], ["tag", "Varga2004", text], ["tag", "Varga2004", f"+{text}"],
            ["tag", "Varga2004", "--remove", text], ["tag", "Varga2004", f"disease={text}"],
            ["note", text, "x"], ["note", "Varga2004", text], ["edit", text, "--unset", "note"],
            ["edit", "Varga2004", "--set", text], ["edit", "Varga2004", "--set", f"title={text}"],
            ["edit", "Varga2004", "--unset", text], ["rename", "Varga2004", text],
            ["rename", text, "X"], ["rm", text, "-y", "-n"],
        ):  # fmt: skip
            ran = seeded(*arguments, *more, "--color", "never", tty=tty)
            assert ran.code in (0, 2, 3, 4), (arguments, ran.err)
            assert acts(ran) == [], arguments
            assert "Traceback" not in ran.err
    for arguments in (
        ["tag"],
        ["tag", "--json"],
        ["show", "Varga2004"],
        ["list"],
        ["export", "--bibtex"],
    ):
        assert acts(seeded(*arguments, "--color", "never", tty=tty)) == []
    inside = seeded.library
    now = [one for one in sorted(seeded.folder.parent.rglob("*")) if inside not in one.parents]
    assert now == [one for one in outside if inside not in one.parents]
    for one in (inside / "entries").iterdir():
        assert one.suffix == ".yaml"


def test_the_editor_of_a_real_process_hears_an_interrupt(seeded: Terminal, editor: Editor) -> None:
    """The whole group of processes gets the signal, as from Ctrl-C on a terminal."""
    before = seeded.files()
    editor.does("sed -i 's/title: .*/title: Mine/' \"$1\"; kill -INT 0; sleep 5")
    code = (
        "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
        "from sscmsc.__main__ import main; main()"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, "edit", "Varga2004"], cwd=seeded.folder, text=True,
        capture_output=True, check=False, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert ran.returncode == 130
    assert "Your version is kept at" in ran.stderr
    assert "Traceback" not in ran.stderr
    assert seeded.files() == before
    assert editor.left(seeded) == ["Varga2004.yaml"]


def test_a_process_that_is_killed_leaves_what_was_written(seeded: Terminal, editor: Editor) -> None:
    before = seeded.files()
    editor.does("sed -i 's/title: .*/title: Mine/' \"$1\"; kill -9 $PPID")
    ran = subprocess.run(
        [sys.executable, "-m", "sscmsc", "edit", "Varga2004"], cwd=seeded.folder, text=True,
        capture_output=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert ran.returncode == -signal.SIGKILL
    assert seeded.files() == before
    editor.does("true")
    assert seeded("edit", "Varga2004", "--continue").code == 0
    assert seeded("show", "Varga2004", "--json").objects[0]["title"] == "Mine"


def test_a_kept_version_of_a_library_from_elsewhere_leads_nowhere(
    seeded: Terminal, editor: Editor, tmp_path: Path
) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret")
    place = seeded.library / ".sscmsc" / "edit"
    place.mkdir(parents=True)
    (place / "Varga2004.yaml").symlink_to(secret)
    editor.does('echo mine >> "$1"')
    assert seeded("edit", "Varga2004", "--continue").code == 6
    shutil.rmtree(place)
    place.symlink_to(tmp_path)
    assert seeded("edit", "Varga2004").code == 6
    assert secret.read_text() == "secret"
    assert not (tmp_path / "Varga2004.yaml").exists()


def test_show_says_that_a_record_was_changed_by_hand(seeded: Terminal) -> None:
    """Its fields are not told apart before a source says them again."""
    said = "changed by hand since: the next update or import tells which fields are yours"
    assert said not in seeded("show", "Velier2022").out
    file = seeded.library / "entries" / "Velier2022.yaml"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace('  volume: "57"', '  volume: "58"'), encoding="utf-8")
    assert seeded("tag", "Velier2022", "+mine").code == 0
    for option in ((), ("--provenance",)):
        assert said in seeded("show", "Velier2022", *option).out
    assert seeded("show", "Velier2022", "--provenance", "--json").objects[0]["hand_edited"] is True
