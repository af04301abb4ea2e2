"""A spoiled file costs itself and nothing else: named, with its line, and kept as it is."""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

import pytest
import yaml

from sscmsc import disk, folder
from sscmsc.entry import Entry, Value
from sscmsc.errors import LocatedError
from sscmsc.folder import read_folder
from sscmsc.formats.bibtex import write_entry as write_bibtex
from sscmsc.formats.native import read_entry, write_entry
from sscmsc.store import Store
from sscmsc.summary import indexed
from tests.damage import ENTRY, SOUND, Damage
from tests.whole_entry import whole_entry

KEYS = ("Adler2001", "Meyer2002", "Zorn2003")
NOBODY = [
    "notes.txt", "Farge.yml", "Farge.YAML", "a b.yaml", "con.yaml", "Ключ.yaml", "-x.yaml",
    "x" * 120 + ".yaml", "k\u202e.yaml", "k\x1b[2J.yaml", "k\nl.yaml", "adler2001.yaml",
    "k\udcff.yaml", "[red].yaml",
]  # fmt: skip


@pytest.fixture
def library(tmp_path: Path) -> Path:
    """A library of three sound entries."""
    made = tmp_path / "work" / "refs"
    (made / "entries").mkdir(parents=True)
    for key in KEYS:
        (made / "entries" / f"{key}.yaml").write_text(SOUND.format(key=key))
    return made


def held(path: Path) -> bytes | str:
    """What a later look must find unchanged: the bytes of a file, the target of a link, or what
    else it is."""
    if path.is_symlink():
        return os.readlink(path)
    if path.is_file() and path.stat().st_size < 50_000_000:
        return path.read_bytes()
    return oct(path.lstat().st_mode) + str(path.lstat().st_size)


@pytest.mark.parametrize("place", KEYS)
@pytest.mark.parametrize("damage", ENTRY.values(), ids=ENTRY.keys())
def test_every_other_entry_is_there(library: Path, damage: Damage, place: str) -> None:
    path = library / "entries" / f"{place}.yaml"
    damage.make(path)
    before = held(path)
    store = Store(library)
    loaded = store.load()
    others = [key for key in KEYS if key != place]
    assert list(loaded.library.entries) == others
    (problem,) = loaded.problems
    assert (problem.path, problem.line) == (str(path), damage.line)
    assert damage.words in problem.message
    assert "\n" not in problem.message
    assert len(problem.message) < 1000
    assert place in loaded.citekeys
    changed = replace(loaded.library.entries[others[0]], note="Changed.")
    saved = store.commit(loaded, [changed])
    assert saved.loaded.problems == loaded.problems
    assert held(path) == before
    assert f"{{{others[0]}," in (library / "library.bib").read_text()


@pytest.mark.parametrize("name", NOBODY, ids=ascii)
def test_a_name_that_is_no_citekey_is_told(library: Path, name: str) -> None:
    path = library / "entries" / name
    path.write_text("x")
    loaded = Store(library).load()
    assert list(loaded.library.entries) == list(KEYS)
    (problem,) = loaded.problems
    assert problem.path == str(path)


@pytest.mark.parametrize("name", [".Farge.yaml.swp", "Farge.yaml~", "#Farge.yaml#", ".#Farge.yaml"])
def test_what_an_editor_leaves_is_no_complaint(library: Path, name: str) -> None:
    (library / "entries" / name).write_text("x")
    assert Store(library).load().problems == ()


@pytest.mark.parametrize(
    ("made", "words"),
    [
        (FileNotFoundError(2, "No such file or directory"), "No such file or directory"),
        (PermissionError(13, "Permission denied"), "Permission denied"),
        (OSError(5, "Input/output error"), "Input/output error"),
    ],
)
def test_a_file_that_cannot_be_opened_or_is_gone(
    library: Path, monkeypatch: pytest.MonkeyPatch, made: OSError, words: str
) -> None:
    """A disk that fails, a file that goes between listing and reading: neither can be had from
    the system at will."""

    def opened(path: str) -> BinaryIO:
        if "Meyer2002" in path:
            raise made
        return disk.open_file(path)

    monkeypatch.setattr(folder, "open_file", opened)
    loaded = read_folder(library)
    assert list(loaded.library.entries) == ["Adler2001", "Zorn2003"]
    assert [one.message for one in loaded.problems] == [f"cannot be read: {words}"]
    assert "Meyer2002" in loaded.citekeys


def test_a_pipe_put_there_while_reading_is_not_waited_for(
    library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def opened(path: str) -> BinaryIO:
        os.unlink(path)
        os.mkfifo(path)
        return disk.open_file(path)

    monkeypatch.setattr(folder, "open_file", opened)
    told = [one.message for one in read_folder(library).problems]
    assert told == [f"cannot be read: {disk.NO_FILE}"] * len(KEYS)


# Values of the wrong type, wherever one may stand


WRONG: tuple[object, ...] = (
    None, True, -3, 10**17, "no", [None, "a"], {"a": "b"}, {"year": 2020, "month": 99},
)  # fmt: skip


def places(value: object, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    if path:
        yield path
    if isinstance(value, dict):
        for key, one in value.items():
            yield from places(one, (*path, key))
    elif isinstance(value, list):
        for number, one in enumerate(value):
            yield from places(one, (*path, number))


def put(value: object, path: tuple[str | int, ...], wrong: object) -> object:
    if not path:
        return wrong
    first, *rest = path
    if isinstance(value, dict):
        return {key: put(one, tuple(rest), wrong) if key == first else one
                for key, one in value.items()}  # fmt: skip
    assert isinstance(value, list)
    return [
        put(one, tuple(rest), wrong) if number == first else one for number, one in enumerate(value)
    ]


def lived_with(entry: Entry) -> Mapping[str, Value]:
    """Everything a command makes of an entry; it may not fail for one that was read."""
    indexed(entry)
    write_bibtex(entry)
    again = read_entry(write_entry(entry).encode(), "again")
    assert again.record == entry.record
    return again.extra


@pytest.mark.no_cover
def test_a_wrong_type_anywhere_is_refused_or_lived_with() -> None:
    text = write_entry(whole_entry("Whole2020", "words"))
    tree = yaml.load(text, Loader=yaml.CSafeLoader)
    lived_with(read_entry(text.encode(), "sound.yaml"))
    lines: list[int] = []
    accepted = 0
    for path in places(tree):
        for wrong in WRONG:
            text = yaml.dump(put(tree, path, wrong), Dumper=yaml.CSafeDumper, sort_keys=False)
            try:
                entry = read_entry(text.encode(), "wrong.yaml")
            except LocatedError as error:
                lines.append(error.problem.line)
            else:
                lived_with(entry)
                accepted += 1
    assert len(lines) > 500
    assert min(lines) >= 1
    assert accepted > 100
