"""The library on disk: what is read, what is refused, who may write, what is left alone."""

from __future__ import annotations

import errno
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from sscmsc import derivation, index_schema
from sscmsc.disk import TICK_NS, FileSystem
from sscmsc.entry import Entry
from sscmsc.errors import (
    ChangedError,
    InputError,
    LibraryError,
    LockedError,
    NotFoundError,
    Problem,
)
from sscmsc.formats.native import write_entry
from sscmsc.history import KEPT
from sscmsc.record import Record
from sscmsc.store import BIB_HEADER, Store
from sscmsc.text import RichText
from sscmsc.transaction import digest


def entry(citekey: str, title: str = "A title") -> Entry:
    return Entry(citekey, Record("test", title=RichText(title)))


def write(entries: Iterable[Entry]) -> Iterator[str]:
    for one in entries:
        yield f"@misc{{{one.citekey}}}\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "refs"


@pytest.fixture
def store(folder: Path) -> Store:
    made = Store(folder, write=write, clock=lambda: 1_500_000_000.0)
    made.init()
    made.commit(made.load(), [entry("Le2001"), entry("Farge2002"), entry("Guillaume2003")])
    return made


def everything(folder: Path) -> dict[str, bytes]:
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file() and one.name not in ("lock", "holder")
    }


def test_init_makes_an_empty_library_once(folder: Path) -> None:
    store = Store(folder, write=write)
    assert store.init()
    assert everything(folder) == {".gitignore": b".sscmsc/\n", "sscmsc.toml": b"schema = 1\n"}
    (folder / "sscmsc.toml").write_text('schema = 1\ncitekey = "{family}:{year}"\n')
    assert not store.init()
    assert "{family}:" in (folder / "sscmsc.toml").read_text()
    assert store.load().library.entries == {}


def test_a_library_cannot_be_where_a_file_is(folder: Path) -> None:
    folder.write_text("")
    with pytest.raises(LibraryError, match=r"refs.*: .*; the library was not made, or not wholly"):
        Store(folder).init()
    with pytest.raises(LibraryError, match="no library"):
        Store(folder).load()


def test_a_change_writes_entries_and_the_derived_file_together(store: Store, folder: Path) -> None:
    saved = store.commit(store.load(), [entry("New2004")], ["Le2001"], "try")
    assert saved.warning == ""
    assert list(saved.loaded.library.entries) == ["Farge2002", "Guillaume2003", "New2004"]
    assert (folder / "library.bib").read_text() == (
        BIB_HEADER + "@misc{Farge2002}\n@misc{Guillaume2003}\n@misc{New2004}\n"
    )
    loaded = store.load()
    assert loaded.library.entries == saved.loaded.library.entries
    assert loaded.files == saved.loaded.files


def test_saving_on_needs_no_new_reading(store: Store) -> None:
    saved = store.commit(store.load(), [entry("New2004")])
    again = store.commit(saved.loaded, [entry("New2004", "Another")], ["Le2001"])
    assert again.loaded.library.resolve("New2004").record.title == "Another"
    assert "Le2001" not in store.load().library


def test_a_change_of_nothing_changes_nothing(store: Store, folder: Path) -> None:
    before = everything(folder)
    loaded = store.load()
    store.commit(loaded, list(loaded.library), message="nothing")
    assert everything(folder) == before


def test_an_entry_that_is_not_changed_keeps_its_bytes(store: Store, folder: Path) -> None:
    path = folder / "entries" / "Le2001.yaml"
    path.write_bytes(
        path.read_bytes().replace(b"record:", b"# mine\nrecord:").replace(b"\n", b"\r\n")
    )
    laid_out = path.read_bytes()
    loaded = store.load()
    store.commit(loaded, [*loaded.library, entry("New2004")])
    assert path.read_bytes() == laid_out


def test_what_was_there_is_kept_in_the_history(store: Store, folder: Path) -> None:
    held = (folder / "entries" / "Le2001.yaml").read_bytes()
    store.commit(store.load(), [entry("Le2001", "Other")], ["Farge2002"], "retitle")
    kept = folder / ".sscmsc" / "history" / "2"
    told = json.loads((kept / "change.json").read_text())
    assert (told["message"], told["when"]) == ("retitle", 1_500_000_000.0)
    files = json.loads((kept / "files.json").read_text())
    assert [one["path"] for one in files] == [
        "entries/Le2001.yaml", "entries/Farge2002.yaml", "library.bib",
    ]  # fmt: skip
    assert (kept / "0").read_bytes() == held
    assert files[1]["after"] is None


def test_the_history_has_an_end(store: Store, folder: Path) -> None:
    for number in range(KEPT + 3):
        store.commit(store.load(), [entry("Le2001", f"Title {number}")])
    kept = sorted(int(one.name) for one in (folder / ".sscmsc" / "history").iterdir())
    assert kept == list(range(5, KEPT + 5))


BAD = {
    "yaml": (b"citekey: [\n", "Bad.yaml", 2, "no YAML"),
    "merge": (b"<<<<<<< HEAD\ncitekey: Bad\n", "Bad.yaml", 1, "git merge"),
    "encoding": (b"citekey: Bad\nrecord:\n  title: \xff\n", "Bad.yaml", 3, "not UTF-8"),
    "NUL": (b"citekey: Bad\n\0", "Bad.yaml", 2, "NUL"),
    "empty": (b"", "Bad.yaml", 1, "empty"),
    "citekey": (
        b'# moved\ncitekey: "Other"\nrecord:\n  source: x\n', "Bad.yaml", 2,
        "the citekey is 'Other', but the file is named Bad.yaml",
    ),
    "name": (b"", "Bäd.yaml", 0, "no citekey"),
    "device": (b"", "con.yaml", 0, "Windows"),
    "suffix": (b"", "Bad.yml", 0, "CITEKEY.yaml"),
    "case": (write_entry(entry("le2001")).encode(), "le2001.yaml", 0, "only in case from 'Le2001'"),
}  # fmt: skip


@pytest.mark.parametrize(("data", "name", "line", "message"), BAD.values(), ids=BAD)
def test_one_bad_file_hides_no_other(
    store: Store, folder: Path, data: bytes, name: str, line: int, message: str
) -> None:
    path = folder / "entries" / name
    path.write_bytes(data)
    loaded = store.load()
    assert list(loaded.library.entries) == ["Farge2002", "Guillaume2003", "Le2001"]
    (problem,) = loaded.problems
    assert (problem.path, problem.line) == (str(path), line)
    assert message in problem.message
    saved = store.commit(loaded, [entry("New2004")])
    assert path.read_bytes() == data
    assert "New2004" in saved.loaded.library
    assert saved.loaded.problems == loaded.problems
    assert "Bad" not in (folder / "library.bib").read_text()


def test_what_is_no_file_is_named(store: Store, folder: Path, tmp_path: Path) -> None:
    outside = tmp_path / "secret.yaml"
    outside.write_text(write_entry(entry("secret")))
    entries = folder / "entries"
    (entries / "Link.yaml").symlink_to(outside)
    (entries / "Nowhere.yaml").symlink_to(entries / "absent" / "x.yaml")
    (entries / "Sub.yaml").mkdir()
    os.mkfifo(entries / "Pipe.yaml")
    told = {Path(one.path).stem: one.message for one in store.load().problems}
    assert told == {
        "Link": "a link that leads out of the library; put the file itself here",
        "Nowhere": "a link that leads out of the library; put the file itself here",
        "Pipe": "no file but a pipe or device",
        "Sub": "no file but a folder",
    }


@pytest.mark.parametrize("kind", ["folder", "link", "loop", "pipe"])
def test_no_entry_takes_the_name_of_what_is_no_file(store: Store, folder: Path, kind: str) -> None:
    path = folder / "entries" / "New2004.yaml"
    if kind == "folder":
        path.mkdir()
    elif kind == "pipe":
        os.mkfifo(path)
    else:
        path.symlink_to("nowhere" if kind == "link" else path.name)
    loaded = store.load()
    assert "New2004" in loaded.citekeys
    with pytest.raises(LibraryError, match=r"New2004\.yaml: cannot be read"):
        store.commit(loaded, [entry("New2004")])
    assert path.is_symlink() or not path.is_file()


def test_a_pipe_in_the_place_of_the_derived_file_is_not_waited_for(
    store: Store, folder: Path
) -> None:
    (folder / "library.bib").unlink()
    os.mkfifo(folder / "library.bib")
    with pytest.raises(LibraryError, match=r"library\.bib: no file but a pipe or device"):
        store.commit(store.load(), [entry("New2004")])
    assert not (folder / "entries" / "New2004.yaml").exists()


def test_files_of_editors_are_passed_over(store: Store, folder: Path) -> None:
    for name in (".Le2001.yaml.swp", "Le2001.yaml~", "#Le2001.yaml#", ".#Le2001.yaml"):
        (folder / "entries" / name).write_bytes(b"\0")
    assert store.load().problems == ()


@pytest.mark.parametrize("name", ["entries", ".sscmsc", ".sscmsc/txn", ".sscmsc/history"])
def test_nothing_is_written_through_a_link(
    store: Store, folder: Path, tmp_path: Path, name: str
) -> None:
    elsewhere = tmp_path / "elsewhere"
    (folder / name).rename(elsewhere)
    (folder / name).symlink_to(elsewhere)
    with pytest.raises(LibraryError, match="a link"):
        store.commit(store.load(), [entry("New2004")])
    assert not [one for one in elsewhere.rglob("*") if "New2004" in one.name]


@pytest.mark.parametrize("name", [".sscmsc", ".sscmsc/txn", ".sscmsc/history"])
@pytest.mark.parametrize("kind", ["a link", "no folder"])
def test_a_library_whose_own_folders_are_none_can_still_be_read(
    store: Store, folder: Path, tmp_path: Path, name: str, kind: str
) -> None:
    (folder / name).rename(tmp_path / "away")
    if kind == "a link":
        (folder / name).symlink_to(tmp_path / "away")
    else:
        (folder / name).write_text("")
    loaded = store.load()
    assert list(loaded.library.entries) == ["Farge2002", "Guillaume2003", "Le2001"]
    said = f"{kind}; nothing can be saved while it is there"
    assert loaded.problems == (Problem(str(folder / name), 0, said),)
    with pytest.raises(LibraryError, match=name):
        store.commit(loaded, [entry("New2004")])


def test_a_record_of_a_change_may_not_name_files_elsewhere(store: Store, folder: Path) -> None:
    victim = folder.parent / "victim.yaml"
    victim.write_text("mine")
    steps = [{"path": "../victim.yaml", "before": None, "after": None}]
    commit = folder / ".sscmsc" / "txn" / "COMMIT"
    commit.write_text(json.dumps({"number": 9, "steps": steps, "records": [9], "kept": [[9, 0]]}))
    with pytest.raises(LibraryError, match=r"COMMIT: the record of an interrupted change"):
        store.load()
    assert victim.read_text() == "mine"


@pytest.mark.parametrize("citekey", ["../x", "/abs", "a/b", "..", ".", "", "x" * 101, "nul", "a\n"])
def test_only_a_citekey_becomes_a_file_name(store: Store, folder: Path, citekey: str) -> None:
    before = everything(folder)
    with pytest.raises(InputError, match="no citekey"):
        store.commit(store.load(), [entry(citekey)])
    with pytest.raises(InputError, match="no citekey"):
        store.commit(store.load(), [], [citekey])
    assert everything(folder) == before


def test_an_edit_since_reading_is_not_overwritten(store: Store, folder: Path) -> None:
    loaded = store.load()
    path = folder / "entries" / "Le2001.yaml"
    path.write_text(path.read_text().replace("A title", "My title"))
    before = everything(folder)
    for changed, removed in (([entry("Le2001", "Other")], []), ([], ["Le2001"])):
        with pytest.raises(ChangedError, match=r"Le2001\.yaml: changed by someone else"):
            store.commit(loaded, changed, removed)
    assert everything(folder) == before
    store.commit(loaded, [entry("New2004")])
    assert store.load().library.resolve("Le2001").record.title == "My title"


@pytest.mark.parametrize("citekey", ["New2004", "new2004"])
def test_a_citekey_taken_since_reading_is_not_overwritten(store: Store, citekey: str) -> None:
    loaded = store.load()
    store.commit(store.load(), [entry("New2004", "Theirs")])
    with pytest.raises(ChangedError, match=r"New2004|new2004"):
        store.commit(loaded, [entry(citekey, "Ours")])
    assert store.load().library.resolve("New2004").record.title == "Theirs"


def test_what_others_added_since_reading_stays(store: Store, folder: Path) -> None:
    loaded = store.load()
    store.commit(store.load(), [entry("Theirs2004")], ["Farge2002"])
    saved = store.commit(loaded, [entry("Ours2005")])
    keys = ["Guillaume2003", "Le2001", "Ours2005", "Theirs2004"]
    assert list(saved.loaded.library.entries) == keys
    assert (folder / "library.bib").read_text() == BIB_HEADER + "".join(
        f"@misc{{{key}}}\n" for key in keys
    )


def test_an_unreadable_file_is_never_replaced(store: Store, folder: Path) -> None:
    path = folder / "entries" / "Le2001.yaml"
    path.write_bytes(b"citekey: [")
    loaded = store.load()
    assert "Le2001" in loaded.citekeys
    for changed, removed in (([entry("Le2001")], []), ([], ["Le2001"])):
        with pytest.raises(LibraryError, match="cannot be read, so it is left as it is"):
            store.commit(loaded, changed, removed)
    assert path.read_bytes() == b"citekey: ["


def test_removing_what_is_not_there_is_told(store: Store) -> None:
    with pytest.raises(NotFoundError, match="no entry 'Absent1999'"):
        store.commit(store.load(), [], ["Absent1999"])


def test_an_entry_that_would_not_read_back_is_not_saved(store: Store, folder: Path) -> None:
    before = everything(folder)
    broken = replace(entry("New2004"), record=Record("test", kind="no such kind"))
    with pytest.raises(LibraryError, match=r"New2004 would not be readable again.*kind"):
        store.commit(store.load(), [broken, entry("Other2005")])
    assert everything(folder) == before


def test_a_library_of_a_newer_version_is_not_changed(store: Store, folder: Path) -> None:
    (folder / "sscmsc.toml").write_text("schema = 2\n")
    with pytest.raises(LibraryError, match=r"sscmsc\.toml: schema 2 is of a newer sscmsc"):
        store.commit(store.load(), [entry("New2004")])
    assert not (folder / "entries" / "New2004.yaml").exists()


def test_a_change_made_while_reading_is_read_whole(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(index_schema, "WRITING_SECONDS", 0.05)  # one process is both here

    class Busy(FileSystem):
        """Another process changes the library when the entries have just been read."""

        looks = 0

        def listdir(self, path: Path) -> list[str]:
            self.looks += 1
            if self.looks == 2:
                store.commit(store.load(), [entry("Late2009")], ["Le2001"])
            return super().listdir(path)

    paused: list[float] = []
    loaded = Store(folder, write=write, disk=Busy(), sleep=paused.append).load()
    assert list(loaded.library.entries) == ["Farge2002", "Guillaume2003", "Late2009"]
    assert len(paused) == 1


def test_a_file_written_by_hand_while_a_command_is_at_work_is_in_the_next_change(
    store: Store, folder: Path
) -> None:
    path = folder / "entries" / "Farge2002.yaml"
    for title, others in (("One", ()), ("Two", ("Le2001",))):
        loaded = store.load()
        path.write_bytes(re.sub(rb"title: .*", b"title: " + title.encode(), path.read_bytes()))
        before = path.read_bytes()
        (folder / "entries" / "Came2010.yaml").write_text(write_entry(entry("Came2010")))
        store.commit(loaded, [entry(f"New{title}")], others)
        assert path.read_bytes() == before
    held = store.load().library
    assert str(held.entries["Farge2002"].record.title) == "Two"
    assert list(held.entries) == ["Came2010", "Farge2002", "Guillaume2003", "NewOne", "NewTwo"]
    store.commit(store.load(), [entry("Last2011")])
    text = (folder / "library.bib").read_text()
    assert text == BIB_HEADER + "".join(write(store.load().library))


@pytest.mark.parametrize("aged", [False, True])
def test_library_bib_is_known_again_by_its_bytes(store: Store, folder: Path, aged: bool) -> None:
    bib = folder / "library.bib"
    right = bib.read_text()
    for wrong in (right.replace("Farge2002", "Fargo2002"), right + "more", ""):
        bib.write_text(wrong)
        if aged:  # long enough ago that any later change would show
            time.sleep(2 * TICK_NS / 1e9)
        store.commit(store.load(), [entry("Le2001", f"Title {len(wrong)} of it")])
        assert bib.read_text() == right


def test_a_change_loads_only_what_every_change_needs() -> None:
    heavy = "bibtexparser citeproc lxml pickle pylatexenc rapidfuzz requests rich sscmsc.citation"
    code = (
        "import sys, sscmsc.store, sscmsc.commands.importing;"
        f" print(*(one for one in {heavy.split()} if one in sys.modules))"
    )
    told = subprocess.run([sys.executable, "-c", code], check=True, capture_output=True, text=True)
    assert told.stdout == "\n"


def test_an_index_that_was_closed_is_no_trouble(store: Store, folder: Path) -> None:
    loaded = store.load()
    store.read().index.close()
    saved = store.commit(loaded, [entry("New2004")])
    assert saved.warning == ""
    assert "New2004" in store.load().library
    assert "New2004" in (folder / "library.bib").read_text()


HOLDER = """
import sys, time
from pathlib import Path
from sscmsc.lock import Lock
with Lock(Path(sys.argv[1])):
    print("held", flush=True)
    time.sleep(60)
"""


def test_a_live_holder_is_waited_for_and_named_and_a_dead_one_is_no_obstacle(
    store: Store, folder: Path
) -> None:
    told: list[str] = []
    waiting = Store(folder, write=write, lock_seconds=0.1, waiting=told.append)
    loaded = waiting.load()
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedError, match=f"held by process {holder.pid} on "):
            waiting.commit(loaded, [entry("New2004")])
        assert told == [told[0]]
        assert told[0].startswith(f"waiting for process {holder.pid} on ")
        assert waiting.load().library.entries == loaded.library.entries
        holder.kill()
    waiting.commit(loaded, [entry("New2004")])
    assert "New2004" in waiting.load().library


@contextmanager
def held(folder: Path) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the library until it is killed, and its half made change."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        (folder / ".sscmsc" / "txn").mkdir(parents=True, exist_ok=True)
        (folder / ".sscmsc" / "txn" / "COMMIT").write_text("half made")
        yield holder
        holder.kill()


def test_a_reader_does_not_queue_behind_writers(store: Store, folder: Path) -> None:
    pauses = 0

    def pause(_seconds: float) -> None:
        nonlocal pauses
        pauses += 1
        if pauses == 3:  # its holder has finished the change, and begins another one
            (folder / ".sscmsc" / "txn" / "COMMIT").unlink()

    told: list[str] = []
    reader = Store(folder, write=write, waiting=told.append, lock_seconds=0.0, sleep=pause)
    before = store.load()
    with held(folder):
        assert reader.load().library.entries == before.library.entries
    assert (pauses, told) == (3, [])


def test_a_reader_waits_for_a_change_that_takes_long(store: Store, folder: Path) -> None:
    told: list[str] = []
    reader = Store(
        folder, write=write, waiting=told.append, lock_seconds=0.1, sleep=lambda _seconds: None
    )
    with held(folder) as holder:
        with pytest.raises(LockedError, match=f"held by process {holder.pid} on "):
            reader.load()
        assert len(told) == 1


def test_a_change_that_is_only_staged_disturbs_no_reader(store: Store, folder: Path) -> None:
    class Busy(FileSystem):
        """Another process begins to stage a change at each look."""

        looks = 0

        def listdir(self, path: Path) -> list[str]:
            self.looks += 1
            (folder / ".sscmsc" / "txn" / f"{70 + self.looks}").mkdir(parents=True)
            return super().listdir(path)

    paused: list[float] = []
    disk = Busy()
    Store(folder, write=write, disk=disk, sleep=paused.append).load()
    assert disk.looks >= 2
    assert paused == []


WRITER = """
import sys
import time
from pathlib import Path
from sscmsc.entry import Entry
from sscmsc.record import Record
from sscmsc.store import Store
store = Store(Path(sys.argv[1]))
for number in range(int(sys.argv[3])):
    store.commit(store.load(), [Entry(f"{sys.argv[2]}{number}", Record("test"))])
"""


def test_writers_side_by_side_lose_nothing(store: Store, folder: Path) -> None:
    writers = [
        subprocess.Popen([sys.executable, "-c", WRITER, str(folder), f"W{number}x", "10"])
        for number in range(4)
    ]
    seen = 0
    while any(one.poll() is None for one in writers):
        loaded = store.load()
        assert loaded.problems == ()
        assert len(loaded.library) >= seen
        seen = len(loaded.library)
    assert [one.returncode for one in writers] == [0, 0, 0, 0]
    assert len(store.load().library) == 43
    assert (folder / "library.bib").read_text().count("@") == 43


def test_the_disk_tells_by_its_own_clock_whether_a_change_will_show(tmp_path: Path) -> None:
    """What is written after the clock has gone on has a later time than what was before."""
    disk, path = FileSystem(), tmp_path / "file"
    for number in range(50):
        path.write_text(f"{number:4}")
        while not (look := disk.look(path)) or not look.precedes(disk.clock(tmp_path)):
            pass
        path.write_text(f"{number:4}")
        assert disk.look(path) != look


@pytest.mark.parametrize("large", [0, 10_000_000])
def test_library_bib_is_read_again_only_where_a_change_might_not_show(
    store: Store, folder: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(derivation, "LARGE", large)
    monkeypatch.setattr(derivation, "WAITED_SECONDS", 5.0)
    digests: list[int] = []

    def counted(*pieces: bytes) -> str:
        digests.append(sum(map(len, pieces)))
        return digest(*pieces)

    store.commit(store.load(), [entry("New2004")])
    size = (folder / "library.bib").stat().st_size
    monkeypatch.setattr(derivation, "digest", counted)
    store.commit(store.load(), [entry("New2005")])
    assert (size in digests) <= bool(large)
    assert (folder / "library.bib").stat().st_size in digests


def test_a_disk_that_has_no_clock_is_no_trouble(store: Store, folder: Path) -> None:
    class Still(FileSystem):
        def clock(self, folder: Path) -> int:
            raise OSError(errno.EPERM, os.strerror(errno.EPERM), str(folder))

    still = Store(folder, write=write, disk=Still())
    still.commit(still.load(), [entry("New2004")])
    still.commit(still.load(), [entry("New2005")])
    text = (folder / "library.bib").read_text()
    assert text == BIB_HEADER + "".join(write(store.load().library))
