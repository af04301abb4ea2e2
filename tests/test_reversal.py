"""Undo and redo: what comes back, what is refused, and that nothing is lost on the way."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.entry import Entry
from sscmsc.errors import ChangedError, LibraryError, LockedError, NotFoundError
from sscmsc.history import KEPT, parse_steps
from sscmsc.place import STATE
from sscmsc.record import Record
from sscmsc.reversal import History, Level
from sscmsc.store import Store
from sscmsc.text import RichText
from sscmsc.transaction import FileChange, Journal, digest
from tests.test_store import held
from tests.test_store_faults import Unflushed

Files = dict[str, bytes]


def entry(citekey: str, title: str = "A title") -> Entry:
    return Entry(citekey, Record("test", title=RichText(title)))


def write(entries: Iterable[Entry]) -> Iterator[str]:
    for one in entries:
        yield f"@misc{{{one.citekey},\n  title = {{{one.record.title}}},\n}}\n\n"


def files(folder: Path) -> Files:
    """What the user has: every file but those of `.sscmsc/`."""
    return {
        str(one.relative_to(folder)): one.read_bytes()
        for one in sorted(folder.rglob("*"))
        if one.is_file() and STATE not in one.parts
    }


class Desk:
    """A library and its history."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.now = 1_500_000_000.0
        self.store = Store(folder, write=write, disk=Unflushed(), clock=self.clock)
        self.history = History(folder, write=write, disk=Unflushed())
        self.store.init()

    def clock(self) -> float:
        self.now += 60
        return self.now

    def save(self, *entries: Entry, removed: Iterable[str] = (), message: str = "") -> str:
        return self.store.commit(self.store.load(), entries, tuple(removed), message).warning

    def path(self, citekey: str) -> Path:
        return self.folder / "entries" / f"{citekey}.yaml"

    def edit(self, citekey: str, old: str = "A title", new: str = "By hand") -> None:
        path = self.path(citekey)
        path.write_text(path.read_text().replace(old, new))

    def shown(self) -> list[tuple[int, str, str, int]]:
        return [(one.number, one.message, one.kind, one.steps) for one in self.history.levels()]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    return Desk(tmp_path / "refs")


@pytest.fixture
def three(desk: Desk) -> tuple[Desk, list[Files]]:
    """A library after three changes, and what it held before each and after the last."""
    states = [files(desk.folder)]
    for message, entries, removed in (
        ("add", (entry("Le2001"), entry("Farge2002")), ()),
        ("change", (entry("Le2001", "Other"),), ()),
        ("remove", (entry("New2003"),), ("Farge2002",)),
    ):
        desk.save(*entries, removed=removed, message=message)
        states.append(files(desk.folder))
    return desk, states


def test_undo_and_redo_go_through_every_state(three: tuple[Desk, list[Files]]) -> None:
    desk, states = three
    for before in reversed(states[:-1]):
        assert desk.history.undo().warning == ""
        assert files(desk.folder) == before
    for after in states[1:]:
        desk.history.redo()
        assert files(desk.folder) == after
    assert "library.bib" not in states[0]


def test_several_at_once_are_one_change_but_separate_levels(
    three: tuple[Desk, list[Files]],
) -> None:
    desk, states = three
    done = desk.history.undo(2)
    assert [one.message for one in done.levels] == ["remove", "change"]
    assert sorted(done.files) == [
        "entries/Farge2002.yaml", "entries/Le2001.yaml", "entries/New2003.yaml", "library.bib",
    ]  # fmt: skip
    assert files(desk.folder) == states[1]
    assert desk.shown() == [
        (3, "remove", "redo", 2), (2, "change", "redo", 1), (1, "add", "undo", 1),
    ]  # fmt: skip
    desk.history.redo()
    assert files(desk.folder) == states[2]
    desk.history.undo(2)
    assert files(desk.folder) == states[0]
    desk.history.redo(3)
    assert files(desk.folder) == states[3]
    assert desk.shown() == [
        (3, "remove", "undo", 1), (2, "change", "undo", 2), (1, "add", "undo", 3),
    ]  # fmt: skip


def test_levels_tell_what_each_change_did(three: tuple[Desk, list[Files]]) -> None:
    desk, _ = three
    expected = [
        Level(3, "remove", 1_500_000_180, "undo", 1, ("New2003",), (), ("Farge2002",)),
        Level(2, "change", 1_500_000_120, "undo", 2, (), ("Le2001",)),
        Level(1, "add", 1_500_000_060, "undo", 3, ("Le2001", "Farge2002")),
    ]
    assert list(desk.history.levels()) == expected
    desk.history.undo(3)
    assert [(one.added, one.changed, one.removed) for one in desk.history.levels()] == [
        (one.added, one.changed, one.removed) for one in expected
    ]


def test_a_trial_changes_nothing(three: tuple[Desk, list[Files]]) -> None:
    desk, states = three
    done = desk.history.undo(2, dry_run=True)
    assert [one.message for one in done.levels] == ["remove", "change"]
    assert files(desk.folder) == states[3]
    assert desk.shown()[0] == (3, "remove", "undo", 1)


def test_a_new_change_clears_what_could_be_made_again(three: tuple[Desk, list[Files]]) -> None:
    desk, _ = three
    desk.history.undo(2)
    desk.save(entry("Later2004"), message="later")
    assert [one[1:] for one in desk.shown()] == [("later", "undo", 1), ("add", "undo", 2)]
    with pytest.raises(NotFoundError, match="there is no change that can be made again"):
        desk.history.redo()


@pytest.mark.parametrize("dry_run", [False, True])
def test_more_than_there_is_is_refused_as_a_whole(
    three: tuple[Desk, list[Files]], dry_run: bool
) -> None:
    desk, states = three
    with pytest.raises(NotFoundError, match="only 3 changes can be undone, not 4"):
        desk.history.undo(4, dry_run=dry_run)
    assert files(desk.folder) == states[3]


def test_a_library_without_history_has_none(desk: Desk) -> None:
    assert desk.history.levels() == ()
    with pytest.raises(NotFoundError, match="there is no change that can be undone"):
        desk.history.undo()


def test_twenty_levels_are_kept_through_undo_and_redo(desk: Desk) -> None:
    states = []
    for number in range(KEPT + 5):
        states.append(files(desk.folder))
        desk.save(entry("Le2001", f"Title {number}"), message=str(number))
    last = files(desk.folder)
    assert len(desk.shown()) == KEPT
    for _ in range(2):
        desk.history.undo(KEPT)
        assert files(desk.folder) == states[5]
        desk.history.redo(KEPT)
        assert files(desk.folder) == last
    assert [one[1] for one in desk.shown()] == [str(number) for number in range(24, 4, -1)]
    assert len(list((desk.folder / STATE / "history").iterdir())) == KEPT


@pytest.mark.parametrize("edit", ["change", "delete", "link", "folder", "pipe"])
@pytest.mark.parametrize("dry_run", [False, True])
def test_what_was_written_by_hand_since_is_not_overwritten(
    three: tuple[Desk, list[Files]], edit: str, dry_run: bool
) -> None:
    desk, _ = three
    path = desk.path("Le2001")
    if edit == "change":
        desk.edit("Le2001", "Other", "By hand")
    else:
        path.unlink()
    if edit == "link":
        path.symlink_to(desk.path("New2003"))
    elif edit == "folder":
        path.mkdir()
    elif edit == "pipe":
        os.mkfifo(path)
    before = files(desk.folder)
    with pytest.raises(ChangedError, match=r"entries/Le2001\.yaml: written by hand since") as told:
        desk.history.undo(2, dry_run=dry_run)
    assert told.value.exit_code == 6
    assert files(desk.folder) == before
    assert [one.blocked for one in desk.history.levels()] == [
        (), ("entries/Le2001.yaml",), ("entries/Le2001.yaml",)
    ]  # fmt: skip
    desk.history.undo(1)
    assert os.path.lexists(path) == (edit != "delete")


def test_an_edit_between_two_changes_is_not_lost_by_undoing_both(desk: Desk) -> None:
    desk.save(entry("Le2001"))
    desk.save(entry("Le2001", "Second"))
    desk.edit("Le2001", "Second", "By hand")
    edited = desk.path("Le2001").read_bytes()
    desk.save(entry("Le2001", "Third"))
    with pytest.raises(ChangedError, match="written by hand since"):
        desk.history.undo(2)
    desk.history.undo()
    assert desk.path("Le2001").read_bytes() == edited
    with pytest.raises(ChangedError, match="written by hand since"):
        desk.history.undo()
    assert desk.path("Le2001").read_bytes() == edited


def test_a_file_that_was_put_back_by_hand_is_in_no_ones_way(desk: Desk) -> None:
    desk.save(entry("Le2001"))
    first = desk.path("Le2001").read_bytes()
    desk.save(entry("Le2001", "Second"), entry("New2003"))
    desk.path("Le2001").write_bytes(first)
    desk.history.undo()
    assert desk.path("Le2001").read_bytes() == first
    assert not desk.path("New2003").exists()
    # Writing in place afterwards must not write into the history.
    with desk.path("Le2001").open("ab") as file:
        file.write(b"# by hand\n")
    desk.history.redo(dry_run=False)
    assert desk.path("New2003").exists()


def test_other_entries_may_be_edited_and_stay_in_the_derived_file(desk: Desk) -> None:
    desk.save(entry("Kept2000"), entry("Le2001"))
    desk.edit("Kept2000")
    desk.path("Zimmer2009").write_bytes(
        desk.path("Le2001").read_bytes().replace(b"Le2001", b"Zimmer2009")
    )
    desk.save(entry("Le2001", "Second"), entry("New2003"))
    with_edit = (desk.folder / "library.bib").read_text()
    desk.history.undo()
    bib = (desk.folder / "library.bib").read_text()
    assert "By hand" in desk.path("Kept2000").read_text()
    keys = [line[6:-1] for line in bib.splitlines() if line.startswith("@")]
    assert keys == ["Kept2000", "Le2001", "Zimmer2009"]
    assert "By hand" in bib
    assert "Second" not in bib
    desk.history.redo()
    assert (desk.folder / "library.bib").read_text() == with_edit


def replaced_bib(desk: Desk, held: bytes | None) -> Path:
    """library.bib, which a person has removed or made to hold this."""
    bib = desk.folder / "library.bib"
    bib.unlink()
    if held is not None:
        bib.write_bytes(held)
    return bib


@pytest.mark.parametrize("held", [None, b"mine\n", b"\xff\xfe", b"@misc{A,\n}\n@misc{A,\n}\n"])
def test_whatever_the_derived_file_holds_is_in_no_ones_way(
    three: tuple[Desk, list[Files]], held: bytes | None
) -> None:
    desk, states = three
    bib = replaced_bib(desk, held)
    desk.history.undo()
    entries = {path: data for path, data in files(desk.folder).items() if path != "library.bib"}
    assert entries.items() <= states[2].items()
    if held is not None and held != b"mine\n":
        assert files(desk.folder) == states[2]
    desk.history.redo()
    assert (bib.read_bytes() if bib.exists() else None) == held


def test_what_is_written_at_the_same_moment_can_be_had_back(desk: Desk) -> None:
    desk.save(entry("Le2001"))

    class Editor(Unflushed):
        """Someone saves a file when it is about to be replaced."""

        def rename(self, old: Path, new: Path) -> None:
            if new.name == "COMMIT":
                desk.edit("Le2001")
            super().rename(old, new)

    store = Store(desk.folder, write=write, disk=Editor())
    warning = store.commit(store.load(), [entry("Le2001", "Second")]).warning
    assert warning.startswith("entries/Le2001.yaml: saved over what someone wrote")
    desk.history.undo()
    assert "By hand" in desk.path("Le2001").read_text()


def test_what_is_written_while_it_is_removed_stays(desk: Desk) -> None:
    desk.save(entry("Le2001"), entry("Farge2002"))

    class Editor(Unflushed):
        def rename(self, old: Path, new: Path) -> None:
            if new.name == "COMMIT":
                desk.path("Le2001").unlink()
                desk.path("Le2001").write_text("mine")
            super().rename(old, new)

    store = Store(desk.folder, write=write, disk=Editor())
    warning = store.commit(store.load(), [], ["Le2001"]).warning
    assert warning == "entries/Le2001.yaml stays: someone wrote it at the same moment"
    assert desk.path("Le2001").read_text() == "mine"


DAMAGE = {
    "head": ("change.json", b"{"),
    "deep head": ("change.json", b"[" * 100_000),
    "steps": ("files.json", b"[{}]"),
    "other file": (
        "files.json", b'[{"path": "../victim.yaml", "before": null, "after": null}]'
    ),
    "image": ("1", b"other"),
}  # fmt: skip


@pytest.mark.parametrize(("name", "data"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_record_undoes_nothing_and_hides_no_other(
    three: tuple[Desk, list[Files]], name: str, data: bytes
) -> None:
    desk, states = three
    place = desk.folder / STATE / "history" / "3" / name
    place.unlink()
    place.write_bytes(data)
    if name == "change.json":
        assert [one[0] for one in desk.shown()] == [2, 1]
    else:
        with pytest.raises(LibraryError, match=rf"history/3/{name}: this record .* is damaged"):
            desk.history.undo()
        assert [one.number for one in desk.history.levels()] == [3, 2, 1]
        assert desk.history.levels()[0].damaged == (name == "files.json")
    assert files(desk.folder) == states[3]
    desk.save(entry("Later2004"))
    assert (place.parent / name).read_bytes() == data


def test_a_library_of_a_newer_version_is_not_changed(three: tuple[Desk, list[Files]]) -> None:
    desk, _ = three
    (desk.folder / "sscmsc.toml").write_text("schema = 2\n")
    before = files(desk.folder)
    with pytest.raises(LibraryError, match="schema 2"):
        desk.history.undo()
    assert files(desk.folder) == before


@pytest.mark.parametrize("name", ["entries", ".sscmsc", ".sscmsc/history"])
def test_nothing_is_written_through_a_link(
    three: tuple[Desk, list[Files]], tmp_path: Path, name: str
) -> None:
    desk, _ = three
    (desk.folder / name).rename(tmp_path / "elsewhere")
    (desk.folder / name).symlink_to(tmp_path / "elsewhere")
    for look in (desk.history.levels, desk.history.undo):
        with pytest.raises(LibraryError, match="a link; it must be a folder itself"):
            look()


def test_a_disk_without_second_names_keeps_copies(tmp_path: Path) -> None:
    class NoLinks(Unflushed):
        def link(self, path: Path, other: Path) -> None:
            raise OSError(95, "Operation not supported", str(other))

    desk = Desk(tmp_path / "refs")
    desk.store = Store(desk.folder, write=write, disk=NoLinks())
    desk.history = History(desk.folder, write=write, disk=NoLinks())
    desk.save(entry("Le2001"), entry("Farge2002"))
    before = files(desk.folder)
    desk.save(entry("Le2001", "Second"), removed=["Farge2002"])
    after = files(desk.folder)
    desk.history.undo()
    assert files(desk.folder) == before
    desk.history.redo()
    assert files(desk.folder) == after


def test_what_was_restored_is_not_a_second_name_of_what_is_kept(
    three: tuple[Desk, list[Files]],
) -> None:
    desk, _ = three
    desk.history.undo(2)
    desk.history.redo(2)
    for path in (desk.folder / "entries").iterdir():
        assert path.stat().st_nlink == 1


def test_a_record_names_the_ones_it_takes_the_place_of(three: tuple[Desk, list[Files]]) -> None:
    """What a crash leaves of a record that was undone does not come to life again."""
    desk, states = three
    history = desk.folder / STATE / "history"
    shutil.copytree(history / "3", desk.folder / "3")
    desk.history.undo()
    shutil.move(desk.folder / "3", history / "3")
    assert [one[:1] + one[2:] for one in desk.shown()] == [
        (3, "redo", 1), (2, "undo", 1), (1, "undo", 2),
    ]  # fmt: skip
    told = json.loads((history / "4" / "change.json").read_text())
    assert (told["of"], told["drops"]) == (3, [3])
    desk.history.undo()
    assert files(desk.folder) == states[1]
    assert not (history / "3").exists()


def test_settings_can_be_part_of_a_change(desk: Desk) -> None:
    place = desk.folder / "sscmsc.toml"
    before = place.read_bytes()
    desk.save(entry("Le2001"))
    changed = FileChange("sscmsc.toml", b"schema = 1\noffline = true\n", digest(before))
    Journal(desk.folder, Unflushed()).commit([changed], "set offline", desk.clock())
    assert b"offline" in place.read_bytes()
    assert desk.shown()[0][1] == "set offline"
    desk.history.undo()
    assert place.read_bytes() == before
    desk.history.redo()
    assert b"offline" in place.read_bytes()
    place.write_bytes(b"schema = 1\n# mine\n")
    with pytest.raises(ChangedError, match=r"sscmsc\.toml: written by hand since"):
        desk.history.undo()
    assert place.read_bytes() == b"schema = 1\n# mine\n"


class Interrupted(Unflushed):
    """Someone presses Ctrl-C when a file of this name is renamed."""

    def __init__(self, name: str) -> None:
        self.name = name

    def rename(self, old: Path, new: Path) -> None:
        super().rename(old, new)
        if new.name == self.name:
            self.name = ""
            raise KeyboardInterrupt


def test_an_interrupt_before_a_change_is_made_leaves_nothing_behind(desk: Desk) -> None:
    desk.save(entry("Le2001"))
    before = files(desk.folder)
    store = Store(desk.folder, write=write, disk=Interrupted("COMMIT"))
    with pytest.raises(KeyboardInterrupt):
        store.commit(store.load(), [entry("New2004")])
    assert not list((desk.folder / STATE / "txn").iterdir())
    assert files(desk.folder) == before
    assert len(desk.history.levels()) == 1


def test_an_interrupt_after_a_change_is_made_is_finished_by_the_next_reader(desk: Desk) -> None:
    desk.save(entry("Le2001"))
    store = Store(desk.folder, write=write, disk=Interrupted("New2004.yaml"))
    with pytest.raises(KeyboardInterrupt):
        store.commit(store.load(), [entry("New2004")])
    assert len(desk.history.levels()) == 2
    assert b"New2004" in (desk.folder / "library.bib").read_bytes()


def test_a_reader_that_cannot_finish_a_change_says_so(desk: Desk) -> None:
    desk.save(entry("Le2001"))
    store = Store(desk.folder, write=write, disk=Interrupted("New2004.yaml"))
    with pytest.raises(KeyboardInterrupt):
        store.commit(store.load(), [entry("New2004")])
    (desk.folder / STATE / "lock").unlink()
    (desk.folder / STATE / "lock").mkdir()
    said = r"cannot be locked: .*; before the library can be read, a change that was interrupted"
    for look in (desk.store.load, desk.history.levels):
        with pytest.raises(LibraryError, match=said):
            look()


def test_the_history_is_read_when_the_change_of_another_process_is_done(desk: Desk) -> None:
    desk.save(entry("Le2001"))
    before = desk.history.levels()
    told: list[str] = []
    pauses: list[float] = []

    def pause(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 3:
            (desk.folder / STATE / "txn" / "COMMIT").unlink()

    with held(desk.folder) as holder:
        reader = History(desk.folder, waiting=told.append, lock_seconds=0.1, sleep=pause)
        assert reader.levels() == before
        assert (len(pauses), told) == (3, [])
        (desk.folder / STATE / "txn" / "COMMIT").write_text("half made")
        with pytest.raises(LockedError, match=f"held by process {holder.pid} on "):
            reader.levels()
        assert len(told) == 1


KEYS = st.sampled_from([f"Key{number}" for number in range(6)])
TITLES = st.sampled_from(["One", "Two", "Three"])
CHANGES = st.lists(
    st.tuples(st.dictionaries(KEYS, TITLES, max_size=3), st.frozensets(KEYS, max_size=2)),
    min_size=1, max_size=30,
)  # fmt: skip


@settings(max_examples=25, deadline=None, derandomize=True)
@given(CHANGES, st.data())
def test_undoing_all_gives_the_beginning_and_redoing_all_the_end(
    changes: list[tuple[dict[str, str], frozenset[str]]], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as place:
        desk = Desk(Path(place) / "refs")
        states = [files(desk.folder)]
        for put, gone in changes:
            held = desk.store.load().library
            desk.save(
                *(entry(key, title) for key, title in put.items()),
                removed=[key for key in gone if key in held and key not in put],
            )
            if files(desk.folder) != states[-1]:
                states.append(files(desk.folder))
        states = states[-KEPT - 1 :]
        assert len(desk.history.levels()) == len(states) - 1
        at = len(states) - 1
        while at:
            count = data.draw(st.integers(1, at))
            desk.history.undo(count)
            at -= count
            assert files(desk.folder) == states[at]
        while at < len(states) - 1:
            count = data.draw(st.integers(1, len(states) - 1 - at))
            desk.history.redo(count)
            at += count
            assert files(desk.folder) == states[at]


def kept_of_bib(desk: Desk) -> list[bytes]:
    """What the records keep of library.bib, the first made first."""
    found: list[bytes] = []
    for number in sorted(int(one.name) for one in (desk.folder / STATE / "history").iterdir()):
        record = desk.folder / STATE / "history" / str(number)
        for place, step in enumerate(parse_steps((record / "files.json").read_bytes())):
            if step.path == "library.bib" and step.before is not None:
                found.append((record / str(place)).read_bytes())
    return found


def test_of_the_derived_file_a_record_keeps_what_the_change_is_about(
    three: tuple[Desk, list[Files]],
) -> None:
    desk, states = three
    assert kept_of_bib(desk) == [
        "".join(write([entry(key)])).encode() for key in ("Le2001", "Farge2002")
    ]
    desk.history.undo(2)
    assert files(desk.folder) == states[1]
    desk.history.redo(2)
    assert files(desk.folder) == states[3]
    whole = len(states[3]["library.bib"])
    assert all(len(one) < whole for one in kept_of_bib(desk))


def test_a_derived_file_that_was_changed_by_hand_is_kept_whole(desk: Desk) -> None:
    desk.save(entry("Le2001"), entry("Farge2002"))
    bib = desk.folder / "library.bib"
    mine = bib.read_bytes() + b"% my own line\n"
    bib.write_bytes(mine)
    desk.save(entry("New2003"))
    assert b"my own line" not in bib.read_bytes()
    assert kept_of_bib(desk) == [mine]
    desk.history.undo()
    assert b"New2003" not in bib.read_bytes()


@pytest.mark.parametrize("held", [None, b"\xff\xfe"])
def test_several_changes_are_taken_back_where_the_derived_file_is_gone(
    three: tuple[Desk, list[Files]], held: bytes | None
) -> None:
    desk, states = three
    replaced_bib(desk, held)
    now = files(desk.folder)
    desk.history.undo(2)
    assert files(desk.folder) == states[1]
    desk.history.redo(2)
    assert files(desk.folder) == now


def test_a_part_that_was_damaged_is_not_put_back(three: tuple[Desk, list[Files]]) -> None:
    desk, states = three
    record = max(int(one.name) for one in (desk.folder / STATE / "history").iterdir())
    steps = parse_steps((desk.folder / STATE / "history" / str(record) / "files.json").read_bytes())
    place = [one.path for one in steps].index("library.bib")
    (desk.folder / STATE / "history" / str(record) / str(place)).write_bytes(b"@misc{Farge2002,}\n")
    with pytest.raises(LibraryError, match="damaged"):
        desk.history.undo()
    assert files(desk.folder) == states[3]
