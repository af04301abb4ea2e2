"""What is wrong is named in a line, with its exit code; the library stays as it was."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from sscmsc.commands.reading import SIZE_LIMIT
from tests.commands.conftest import Terminal

BIB = """@article{kept2020,
  author = {Amsel, Ada},
  title = {Cells in {SSc}},
  journal = {J Synth Examples},
  year = 2020,
}
"""
READING = (
    ["list"], ["list", "--json"], ["show", "Velier2022"], ["refs", "Velier2022"],
    ["cited-by", "Gabrielli2009"], ["export", "--bibtex", "Velier2022"],
)  # fmt: skip


def run(
    terminal: Terminal, *arguments: str, redirected: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    """The command as a process of its own, run by a shell that redirects its streams."""
    return subprocess.run(
        ["sh", "-c", f'"$0" -m sscmsc "$@" {redirected}', sys.executable, *arguments],
        cwd=terminal.folder, capture_output=True, text=True, check=False,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "code", "words"),
    [
        (["list", "--lmit", "3"], 2, "no such option: --lmit"),
        (["lisst"], 2, "Did you mean 'list'?"),
        (["show"], 2, "missing argument 'KEY...'"),
        (["list", "--limit", "x"], 2, "'x' is not a whole number"),
        (["list", "--limit", "-1"], 2, "--limit takes a number of works, not -1"),
        (["list", "--color", "blue"], 2, "--color takes auto, always or never, not 'blue'"),
        (["list", "-l"], 2, "requires an argument"),
        (["export", "--bibtex", "--json"], 2, "export writes BibTeX, not JSON"),
        (["list", "--author", "%"], 3, "'%' has no letter or digit"),
        (["list", ""], 3, "has no letter or digit"),
        (["list", "diseases:SSc"], 3, "there is no field 'diseases'"),
        (["list", "--sort", ""], 3, "cannot sort by ''"),
        (["import", ""], 3, "no file name"),
        (["fetch", "--from-file", "empty"], 3, "empty: no identifier in it"),
        (["fetch", "--from-file", "bytes"], 3, "bytes:2: not a text in UTF-8"),
        (["fetch", "--from-file", "folder"], 3, "folder: Is a directory"),
        (["fetch", "-"], 3, "standard input: no identifier in it"),
        (["import", "-"], 3, "standard input: the file is empty"),
        (["import", "dangling"], 3, "dangling: No such file"),
        (["export", "--bibtex", "-o", "/dev/full"], 3, "cannot write /dev/full: No space left"),
        (["-l", "empty", "list"], 6, "no library at empty, which is a file"),
        (["-l", "dangling", "list"], 6, "no library at dangling, which is a link to nowhere"),
        (["-l", "folder", "list"], 6, "no library at folder: the folder holds no entries/"),
        (["-l", "nowhere", "show", "x"], 6, "no library at nowhere\n"),
        (["-l", "empty", "import", "good.bib"], 6, "empty: a file; no library can be made there"),
        (["-l", "empty/in", "init"], 6, "empty: a file; no library can be made there"),
        (["-l", "dangling", "init"], 6, "dangling: a link to nowhere"),
        (["-l", "dangling", "fetch", "1"], 6, "dangling: a link to nowhere"),
    ],
)
def test_one_line_and_a_hint(seeded: Terminal, arguments: list[str], code: int, words: str) -> None:
    (seeded.folder / "empty").touch()
    (seeded.folder / "bytes").write_bytes(b"99000014\n\xff\n")
    (seeded.folder / "folder").mkdir()
    (seeded.folder / "dangling").symlink_to("nowhere")
    (seeded.folder / "good.bib").write_text(BIB)
    before = seeded.files()
    ran = seeded(*arguments)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err.startswith("sscmsc: ")
    assert words in ran.err
    pointed = "^\n" in ran.err  # a query is shown with the part of it that is wrong
    assert ran.err.count("\n") <= (4 if pointed else 2)
    assert seeded.files() == before


def test_a_file_larger_than_can_be_meant(seeded: Terminal) -> None:
    with (seeded.folder / "huge.bib").open("wb") as file:
        file.truncate(SIZE_LIMIT + 1)
    ran = seeded("import", "huge.bib")
    assert ran.code == 3
    assert "huge.bib: larger than 500 MB" in ran.err


def test_nothing_is_made_before_the_first_save(terminal: Terminal) -> None:
    assert terminal("fetch", "10.3389/fimmu.2018.02013").code == 5
    assert terminal("fetch", "nonsense").code == 3
    (terminal.folder / "unknown").write_text("Dear all")
    assert terminal("import", "unknown").code == 3
    assert not terminal.library.exists()


DAMAGE: dict[str, tuple[Callable[[bytes], bytes], str]] = {
    "conflict": (lambda old: old + b"<<<<<<< HEAD\n", ":NEXT: marks of an unfinished git merge"),
    "bad utf-8": (lambda old: old + b"\xff\n", ":NEXT: byte 0xff is not UTF-8"),
    "tab": (lambda old: old + b"\tx: 1\n", ":NEXT:"),
    "duplicate key": (lambda old: old + old.splitlines(True)[0], ":NEXT: 'citekey' stands twice"),
    "nul": (lambda old: old + b'x: "a\x00b"\n', ":NEXT: a NUL byte"),
    "escape": (lambda old: old + b'x: "a\x1b[31mb"\n', ":NEXT:"),
    "empty": (lambda _: b"", ":1: the file is empty"),
    "no entry": (lambda _: b"{}\n", ":1:"),
    "anchor": (lambda old: b"a: &a [1]\n" + old, ":1: anchors"),
    "object": (lambda old: old + b"x: !!python/object/apply:os.system [ls]\n", ":NEXT: tags"),
    "unclosed": (lambda old: old + b'x: "abc\n', ":NEXT:"),
    "wrong type": (lambda old: old.replace(b"  title:", b"  title: [a]\n  x:", 1), ":4:"),
    "deep": (lambda old: old + b"x: " + b"[" * 5000 + b"\n", ":NEXT:"),
}


@pytest.mark.parametrize("kind", DAMAGE)
def test_a_damaged_entry_hides_no_other(seeded: Terminal, kind: str) -> None:
    damage, words = DAMAGE[kind]
    path = seeded.library / "entries" / "Binks2001.yaml"
    held = path.read_bytes()
    words = words.replace("NEXT", str(held.count(b"\n") + 1))  # the line after the last
    path.write_bytes(damage(held))
    before = seeded.files()
    for arguments in READING:
        ran = seeded(*arguments)
        assert (ran.code, ran.err.count("\n")) == (0, 1), arguments
        assert f"refs/entries/Binks2001.yaml{words}" in ran.err
    assert len(seeded("list").rows) == 12
    for command in ("show", "refs", "cited-by"):
        ran = seeded(command, "Binks2001")
        assert (ran.code, ran.out) == (6, "")
        assert "entry Binks2001 cannot be read" in ran.err
    assert seeded.files() == before
    (seeded.folder / "good.bib").write_text(BIB)
    assert seeded("import", "good.bib").code == 0
    assert path.read_bytes() == before["entries/Binks2001.yaml"]


@pytest.mark.parametrize("name", ["notes.txt", "a b.yaml", "binks2001.yaml", "esc\x1b[31m.yaml"])
def test_a_stray_file_is_named_and_hides_no_entry(seeded: Terminal, name: str) -> None:
    (seeded.library / "entries" / name).write_text("x")
    ran = seeded("list")
    assert (ran.code, len(ran.rows), ran.err.count("\n")) == (0, 13, 1)
    assert name.replace("\x1b", "\\x1b") in ran.err


@pytest.mark.parametrize("made", [b"", bytes(range(256)) * 16])
def test_a_broken_index_is_no_matter(seeded: Terminal, made: bytes) -> None:
    rows = seeded("list").rows
    index = seeded.library / ".sscmsc" / "index.sqlite"
    assert index.stat().st_size
    index.write_bytes(made)
    assert seeded("list").rows == rows
    assert seeded("list").rows == rows


def test_no_room_for_a_save_names_the_file_and_changes_nothing(seeded: Terminal) -> None:
    (seeded.folder / "good.bib").write_text(BIB)
    before = seeded.files()
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100, hard))
    try:
        saved = seeded("import", "good.bib")
        made = seeded("import", "good.bib", "-l", "other")
        exported = seeded("export", "--bibtex", "-o", "old.bib")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert (saved.code, made.code, exported.code) == (6, 6, 3)
    assert "refs/.sscmsc/txn/1/0: File too large; nothing was saved" in saved.err
    assert "cannot write old.bib: File too large" in exported.err
    assert seeded.files() == before
    assert not (seeded.folder / "old.bib").exists()
    assert seeded("import", "good.bib").code == 0


@pytest.mark.parametrize("command", READING[::5] + READING[1:2], ids=" ".join)
def test_a_full_output_is_an_error_and_a_closed_one_is_not(
    seeded: Terminal, command: list[str]
) -> None:
    full = run(seeded, *command, redirected=">/dev/full")
    assert full.returncode == 3
    assert full.stderr == "sscmsc: standard output cannot be written: No space left on device\n"
    gone = run(seeded, *command, redirected="| true")
    assert (gone.returncode, gone.stderr) == (0, "")
    closed = run(seeded, *command, redirected=">&-")
    assert (closed.returncode, closed.stderr) == (0, "")


def test_closed_standard_streams(seeded: Terminal) -> None:
    for arguments in (["fetch", "-"], ["import", "-"]):
        ran = run(seeded, *arguments, redirected="<&-")
        assert (ran.returncode, ran.stderr) == (3, "sscmsc: standard input is closed\n")
    assert run(seeded, "show", "nobody", redirected="2>&-").returncode == 4
    assert run(seeded, "show", "nobody", redirected="2>/dev/full").returncode == 4


@pytest.mark.parametrize(
    "environment",
    [
        {"LC_ALL": "C"},
        {"LC_ALL": "POSIX", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"},
        {"PYTHONIOENCODING": "ascii"},
        {"PYTHONIOENCODING": "latin-1:strict"},
        {"HOME": ""},
        {"TERM": "dumb"},
        {"COLUMNS": "0"},
        {"COLUMNS": "many"},
    ],
    ids=lambda given: " ".join(f"{name}={value}" for name, value in given.items()),
)
def test_any_environment(seeded: Terminal, environment: dict[str, str]) -> None:
    for arguments in (["list", "--color", "always"], ["list", "--json"], ["show", "ShiND"]):
        ran = subprocess.run(
            [sys.executable, "-m", "sscmsc", *arguments], cwd=seeded.folder, capture_output=True,
            env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2]), **environment},
            check=False,
        )  # fmt: skip
        assert (ran.returncode, ran.stderr) == (0, b"")
        assert b"Shi" in ran.stdout


def test_a_bare_command_shows_its_help_as_wrong_usage(terminal: Terminal) -> None:
    ran = terminal()
    assert (ran.code, ran.err) == (2, "")
    assert ran.out == terminal("--help").out
