"""Damage to a library, met by the real commands: named, kept, and nothing else is lost."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from pathlib import Path

import pytest
import yaml

from sscmsc.errors import LocatedError
from sscmsc.formats.native import read_entry, write_entry
from tests.commands.conftest import Ran, Terminal
from tests.commands.every import Call, every_call
from tests.damage import ENTRY, SOUND
from tests.test_damage import WRONG, held, places, put
from tests.whole_entry import whole_entry

VICTIM = "Binks2001"
KEY, OTHER, NEW = "Peltzer2018", "Velier2022", "Newly2020"
BIB = """@article{kept2020,
  author = {Amsel, Ada},
  title = {Cells in {SSc}},
  journal = {J Synth Examples},
  year = 2020,
}
"""
CALLS = tuple(every_call())
#: What takes long to read is met alone, not together with all the others.
RUINS = tuple(one for name, one in ENTRY.items() if not re.match("deep|5 MB|a flood|100 MB", name))
READING = tuple(call for call in CALLS if not call.changes and call.reads)
CHANGING = tuple(call for call in CALLS if call.changes)


def run(terminal: Terminal, call: Call, *more: str, tty: bool = False) -> Ran:
    """One way of using a command, on the library that is shipped."""
    (terminal.folder / "good.bib").write_text(BIB)
    words = call.with_names(key=KEY, other_key=OTHER, new_key=NEW, file="good.bib", out="out.bib")
    return terminal(*words, *more, tty=tty)


def bare(text: str) -> str:
    """Talk on a terminal, its lines joined again."""
    return " ".join(text.split())


def sound(terminal: Terminal, key: str) -> Path:
    path = terminal.library / "entries" / f"{key}.yaml"
    path.write_text(SOUND.format(key=key))
    return path


def all_but(library: Path, *paths: Path) -> dict[Path, bytes | str]:
    folder = library / "entries"
    return {one: held(one) for one in sorted(folder.iterdir()) if one not in paths}


@pytest.mark.parametrize("kind", ENTRY)
def test_one_damaged_entry(seeded: Terminal, kind: str) -> None:
    damage = ENTRY[kind]
    path = sound(seeded, VICTIM)
    damage.make(path)
    before = held(path)
    others = all_but(seeded.library, path)
    listed = seeded("list")
    saved = seeded("note", KEY, "Seen.")
    for ran in (listed, saved):
        complaint, *more = ran.err.splitlines()
        where = f":{damage.line}" if damage.line else ""
        assert complaint.startswith(f"warning: refs/entries/{VICTIM}.yaml{where}: ")
        assert damage.words in complaint
        assert (ran.code, bool(more)) == (0, ran is saved)
    assert len(listed.rows) == 12
    assert held(path) == before
    changed = [one for one in others if held(one) != others[one]]
    assert changed == [seeded.library / "entries" / f"{KEY}.yaml"]
    assert not (seeded.folder / "pwned").exists()


@pytest.mark.parametrize("kind", list(ENTRY)[::9])
def test_a_damaged_entry_is_named_each_time_and_not_shown(seeded: Terminal, kind: str) -> None:
    ENTRY[kind].make(sound(seeded, VICTIM))
    told = seeded("list").err
    assert told.count("\n") == 1
    assert seeded("list").err == told
    shown = seeded("show", VICTIM)
    assert (shown.code, shown.out) == (6, "")
    assert shown.err.startswith(told)
    assert f"entry {VICTIM} cannot be read" in shown.err


@pytest.fixture
def ruined(seeded: Terminal) -> Terminal:
    """A library with an entry of each kind of damage beside thirteen that are well."""
    for number, damage in enumerate(RUINS):
        damage.make(sound(seeded, f"Ruin{number:03}"))
    return seeded


@pytest.mark.parametrize("call", READING, ids=lambda call: call.name)
def test_every_damage_at_once_hides_nothing(ruined: Terminal, call: Call) -> None:
    lines = [
        f"refs/entries/Ruin{number:03}.yaml{f':{one.line}' if one.line else ''}: "
        for number, one in enumerate(RUINS)
    ]
    before = all_but(ruined.library)
    for options, tty in ((("--color", "never"), True), (("--json",), False)):
        ran = run(ruined, call, *options, tty=tty)
        assert ran.code in (*call.codes, 2) if options == ("--json",) else ran.code in call.codes
        assert "Traceback" not in ran.err
        if ran.code != 2:
            told = bare(ran.err)
            assert [line for line in lines if line.strip() not in told] == []
    assert all_but(ruined.library) == before


OTHERS = tuple(kind for kind, one in ENTRY.items() if one.line == 0)


@pytest.mark.parametrize("kind", OTHERS)
def test_what_is_no_file_is_not_edited_nor_waited_for(
    seeded: Terminal, kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sound(seeded, VICTIM)
    ENTRY[kind].make(path)
    before = held(path)
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    for words in (
        ["edit", VICTIM], ["note", VICTIM, "x"], ["tag", VICTIM, "+x"], ["rm", "-y", VICTIM],
        ["rename", VICTIM, NEW], ["rename", KEY, VICTIM],
    ):  # fmt: skip
        ran = seeded(*words)
        assert ran.code in (3, 4, 6), (words, ran.err)
        assert ran.out == ""
        assert held(path) == before
    monkeypatch.setenv("_SSCMSC_COMPLETE", "complete_bash")
    monkeypatch.setenv("COMP_WORDS", f"sscmsc tag {KEY} +")
    monkeypatch.setenv("COMP_CWORD", "3")
    offered = seeded()
    assert (offered.code, offered.err) == (0, "")


def test_verify_names_each_damage_and_nothing_else(ruined: Terminal) -> None:
    ran = ruined("verify", "--json")
    assert ran.code == 1
    told = json.loads(ran.out)
    assert told["entries"] == 13
    found = [(one["path"], one["line"]) for one in told["findings"]]
    assert found == [
        (f"refs/entries/Ruin{number:03}.yaml", one.line or None) for number, one in enumerate(RUINS)
    ]


@pytest.mark.parametrize("call", CHANGING, ids=lambda call: call.name)
def test_every_damage_at_once_is_kept(ruined: Terminal, call: Call) -> None:
    ruins = {one: held(one) for one in (ruined.library / "entries").iterdir() if "Ruin" in one.name}
    assert run(ruined, Call(("import", "good.bib"))).code == 0
    ran = run(ruined, call)
    assert ran.code in call.codes, ran.err
    assert "Traceback" not in ran.err
    assert {one: held(one) for one in ruins} == ruins


def test_what_would_take_the_name_of_a_damaged_file_does_not(seeded: Terminal) -> None:
    for kind in ("a FIFO", "a folder", "a link to nowhere", "empty", "a link out"):
        path = sound(seeded, "kept2020")
        ENTRY[kind].make(path)
        before = held(path)
        ran = run(seeded, Call(("import", "good.bib")))
        assert ran.code == 0, ran.err
        assert held(path) == before
        (made,) = (seeded.library / "entries").glob("Amsel2020.yaml")
        made.unlink()
        path.rmdir() if path.is_dir() and not path.is_symlink() else path.unlink()


def mutants() -> Iterable[str]:
    """Texts of entries with a value of a wrong type somewhere that are read all the same."""
    tree = yaml.load(write_entry(whole_entry("Whole2020", "words")), Loader=yaml.CSafeLoader)
    for path in places(tree):
        if path == ("citekey",):
            continue
        for wrong in WRONG:
            text = yaml.dump(put(tree, path, wrong), Dumper=yaml.CSafeDumper, sort_keys=False)
            try:
                read_entry(text.encode(), "")
            except LocatedError:
                continue
            yield text


def test_what_is_odd_and_can_be_read_can_be_shown(terminal: Terminal) -> None:
    terminal("init")
    keys: list[str] = []
    for number, text in enumerate(islice(mutants(), 0, None, 19)):
        keys.append(f"Whole{number}")
        path = terminal.library / "entries" / f"{keys[-1]}.yaml"
        path.write_text(text.replace("citekey: Whole2020", f"citekey: {keys[-1]}"))
    assert len(keys) > 30
    listed = terminal("list")
    assert (len(listed.rows), listed.err) == (len(keys), "")
    for words in (
        ["show", *keys], ["show", "--references", *keys], ["show", "--json", *keys],
        ["export", "--bibtex"], ["list", "--json", "--sort", "-year"],
    ):  # fmt: skip
        for tty in (False, True):
            ran = terminal(*words, tty=tty)
            assert ran.code == 0, ran.err
    for key in keys[::20]:
        assert terminal("refs", key).code == 0


# The rest of the folder


def put_bytes(data: bytes) -> Callable[[Path], None]:
    def make(path: Path) -> None:
        path.write_bytes(data)

    return make


def made_folder(path: Path) -> None:
    path.mkdir()
    (path / "x").touch()


#: What may stand where another thing should; the tests run in the folder above the library.
INSTEAD: dict[str, Callable[[Path], None]] = {
    "nothing": lambda path: None,
    "empty": put_bytes(b""),
    "garbage": put_bytes(bytes(range(256)) * 32),
    "a folder": made_folder,
    "a FIFO": os.mkfifo,
    "a link out": lambda path: path.symlink_to(Path.cwd() / "elsewhere"),
    "a link to nowhere": lambda path: path.symlink_to("nowhere"),
    "a link to itself": lambda path: path.symlink_to(path.name),
}
PLACES = (
    "sscmsc.toml", "library.bib", ".gitignore", ".sscmsc", ".sscmsc/index.sqlite",
    ".sscmsc/index.sqlite-journal", ".sscmsc/index.sqlite-wal", ".sscmsc/lock", ".sscmsc/holder",
    ".sscmsc/txn", ".sscmsc/history",
)  # fmt: skip


@pytest.fixture(autouse=True)
def _no_waiting() -> Iterator[None]:
    """What waits for ever (for a pipe that no one writes to) fails instead."""
    before = signal.signal(signal.SIGALRM, lambda *_: pytest.fail("a command waits for ever"))
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


def ends(terminal: Terminal, *words: str) -> bool:
    """Whether a command does not wait for ever, in a process that can be stopped if it does:
    what waits within SQLite heeds no alarm."""
    command = [sys.executable, "-m", "sscmsc", *words]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    try:
        subprocess.run(
            command, cwd=terminal.folder, env=environment, timeout=60, check=False,
            capture_output=True,
        )  # fmt: skip
    except subprocess.TimeoutExpired:
        return False
    return True


def replaced(path: Path, make: Callable[[Path], None]) -> None:
    path.parent.mkdir(exist_ok=True)
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    make(path)


@pytest.mark.parametrize("what", INSTEAD)
@pytest.mark.parametrize("place", PLACES)
def test_something_else_in_the_place_of_a_part(seeded: Terminal, place: str, what: str) -> None:
    assert seeded("list").code == 0
    elsewhere = seeded.folder / "elsewhere"
    elsewhere.write_bytes(b"of someone else")
    replaced(seeded.library / place, INSTEAD[what])
    if what == "a FIFO":
        assert ends(seeded, "list")
        assert ends(seeded, "note", KEY, "Seen.")
    path = seeded.library / "entries" / f"{OTHER}.yaml"
    entries = all_but(seeded.library)
    for words in (["list"], ["show", KEY], ["export", "--bibtex", KEY]):
        ran = seeded(*words)
        assert ran.code == 0, (words, ran.err)
        assert "Traceback" not in ran.err
    saved = seeded("note", OTHER, "Seen.")
    assert saved.code in (0, 3, 6)
    assert "Traceback" not in saved.err
    if saved.code:
        assert f"refs/{place}" in saved.err
        assert all_but(seeded.library) == entries
    else:
        assert [one for one in entries if held(one) != entries[one]] == [path]
    assert elsewhere.read_bytes() == b"of someone else"
    assert len(seeded("list").rows) == 13


@pytest.mark.parametrize("what", [one for one in INSTEAD if one not in ("nothing", "a folder")])
def test_something_else_in_the_place_of_the_entries(seeded: Terminal, what: str) -> None:
    replaced(seeded.library / "entries", INSTEAD[what])
    for words in (["list"], ["show", KEY], ["export", "--bibtex"], ["import", "good.bib"]):
        ran = run(seeded, Call(tuple(words)))
        assert ran.code == 6
        assert "refs/entries" in ran.err
        assert ran.err.count("\n") <= 2


@pytest.mark.parametrize("data", [b"", b"{}", b"null", b"[" * 100_000, b"\xff", b'{"number": 1}'])
def test_the_record_of_an_interrupted_change_that_cannot_be_read(
    seeded: Terminal, data: bytes
) -> None:
    """What was half done can then not be told: nothing is shown as if it were whole."""
    entries = all_but(seeded.library)
    commit = seeded.library / ".sscmsc" / "txn" / "COMMIT"
    commit.parent.mkdir(parents=True)
    commit.write_bytes(data)
    for words in (["list"], ["show", KEY], ["import", "good.bib"]):
        ran = run(seeded, Call(tuple(words)))
        assert (ran.code, ran.out) == (6, "")
        assert "refs/.sscmsc/txn/COMMIT: the record of an interrupted change" in ran.err
    assert commit.read_bytes() == data
    assert all_but(seeded.library) == entries


@pytest.mark.parametrize("schema", ["2", "17   # of next year"])
def test_a_newer_library_is_shown_and_not_changed(seeded: Terminal, schema: str) -> None:
    (seeded.library / "sscmsc.toml").write_text(f"schema = {schema}\nwords = ['unknown']\n")
    before = seeded.files()
    for call in (one for one in CALLS if one.reads):
        ran = run(seeded, call)
        if call.changes:
            assert ran.code == 6, call.name
            assert "Install the newer sscmsc" in ran.err
        else:
            assert ran.code in call.codes, call.name
        assert "refs/sscmsc.toml: schema" in ran.err, call.name
        assert seeded.files() == before


@pytest.mark.parametrize(
    "words",
    [
        ("show", VICTIM), ("show", VICTIM.lower()), ("list", f"cited-by:{VICTIM}"),
        ("list", "--cited-by", VICTIM.lower()), ("search", "cells", f"cites:{VICTIM}"),
        ("export", "--bibtex", f"key:{VICTIM}"), ("check", f"cited-by:{VICTIM}"),
    ],
)  # fmt: skip
def test_what_names_a_damaged_entry(seeded: Terminal, words: tuple[str, ...]) -> None:
    path = seeded.library / "entries" / f"{VICTIM}.yaml"
    path.write_text(f"<<<<<<< ours\n{path.read_text()}")
    ran = seeded(*words)
    assert (ran.code, ran.out) == (6, "")
    assert ran.err.startswith(f"warning: refs/entries/{VICTIM}.yaml:1: ")
    assert f"entry {VICTIM} cannot be read" in ran.err
    assert "Nearest" not in ran.err
