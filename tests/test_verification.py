"""What verifying finds, one damage at a time, and that repairing loses no byte."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from sscmsc.errors import LibraryError
from sscmsc.identifiers import DOI
from sscmsc.index import load_rows
from sscmsc.lock import Lock
from sscmsc.place import STATE
from sscmsc.record import Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.reversal import History
from sscmsc.store import Store
from sscmsc.text import RichText
from sscmsc.verification_repair import Opened, Verifier
from tests.test_reversal import Desk, entry, files, write
from tests.test_store_faults import Crash, FailingDisk, Unflushed, each_fault

LISTED = ReferenceList(
    (
        Reference(1, "One.", citekey="Le2001", matched_by="text"),
        Reference(2, "Two.", citekey="Farge2002", matched_by="user"),
        Reference(3, "Three.", doi=DOI("10.5555/new"), citekey="Gone1999", matched_by="doi"),
    )
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A library of four entries, one of which cites two others."""
    made = Desk(tmp_path / "refs")
    sound = LISTED.references[:2]
    review = replace(entry("Review2010"), references=ReferenceList(sound))
    made.save(entry("Le2001"), entry("Farge2002"), entry("Other2003"), review, message="add")
    made.save(entry("Other2003", "Other"), message="change")
    return made


def verifier(desk: Desk) -> Verifier:
    return Verifier(desk.folder, write=write, disk=Unflushed(), clock=lambda: 1_500_000_000.0)


def found(desk: Desk) -> list[tuple[str, str, int, str, str]]:
    return [
        (one.check, str(one.path.relative_to(desk.folder)), one.line, one.message, one.repair)
        for one in verifier(desk).verify().findings
    ]


def quarantined(desk: Desk) -> dict[str, bytes]:
    place = desk.folder / STATE / "quarantine"
    return {
        "/".join(one.relative_to(place).parts[1:]): one.read_bytes()
        for one in sorted(place.rglob("*"))
        if one.is_file()
    }


def test_a_sound_library_has_no_findings(desk: Desk) -> None:
    assert verifier(desk).verify() == (4, ())
    before = files(desk.folder)
    repaired = verifier(desk).repair()
    assert (repaired.found, repaired.moved, repaired.opened) == ((), (), ())
    assert files(desk.folder) == before
    assert not (desk.folder / STATE / "quarantine").exists()


def test_an_empty_library_has_no_findings(tmp_path: Path) -> None:
    assert verifier(Desk(tmp_path / "refs")).verify() == (0, ())


DAMAGE: dict[str, tuple[str, bytes, int, str]] = {
    "NUL": ("Other2003.yaml", b"citekey: Other2003\n\0\n", 2, "NUL"),
    "merge": ("Other2003.yaml", b"citekey: Other2003\n<<<<<<< HEAD\n", 2, "git"),
    "empty": ("Other2003.yaml", b"", 1, "empty"),
    "other name": ("Other2003.yaml", b'citekey: "X"\nrecord:\n  source: x\n', 1, "make them the"),
    "other suffix": ("Other2003.yml", b"mine", 0, "named after a citekey"),
    "other letters": ("B\xe4d.yaml", b"mine", 0, "file name is wrong"),
    "case": ("le2001.yaml", b'citekey: "le2001"\nrecord:\n  source: x\n', 0, "only in case"),
}


@pytest.mark.parametrize(("name", "data", "line", "message"), DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_named_and_put_aside(
    desk: Desk, name: str, data: bytes, line: int, message: str
) -> None:
    path = desk.folder / "entries" / name
    path.write_bytes(data)
    ((check, place, at, said, repair),) = found(desk)
    assert (check, place, at, repair) == ("entry", f"entries/{name}", line, "quarantine")
    assert message in said
    damaged = files(desk.folder)
    repaired = verifier(desk).repair()
    kept = desk.folder / STATE / "quarantine"
    ((old, new),) = repaired.moved
    assert old == path
    assert new.is_relative_to(kept)
    assert new.read_bytes() == data
    assert not path.exists()
    assert repaired.left.findings == ()
    if name == "Other2003.yaml":
        assert "Other2003" not in (desk.folder / "library.bib").read_text()
        desk.history.undo()
        assert files(desk.folder) == damaged
        assert new.read_bytes() == data


def test_what_is_no_file_is_put_aside_as_it_is(desk: Desk, tmp_path: Path) -> None:
    entries = desk.folder / "entries"
    (tmp_path / "secret.yaml").write_text("secret")
    (entries / "Link.yaml").symlink_to(tmp_path / "secret.yaml")
    (entries / "Folder.yaml").mkdir()
    (entries / "Folder.yaml" / "inner").write_text("mine")
    os.mkfifo(entries / "Pipe.yaml")
    assert [one[:2] for one in found(desk)] == [
        ("entry", f"entries/{name}.yaml") for name in ("Folder", "Link", "Pipe")
    ]
    moved = dict(verifier(desk).repair().moved)
    assert found(desk) == []
    assert moved[entries / "Link.yaml"].is_symlink()
    assert moved[entries / "Pipe.yaml"].is_fifo()
    assert (moved[entries / "Folder.yaml"] / "inner").read_text() == "mine"
    assert (tmp_path / "secret.yaml").read_text() == "secret"


def test_a_valid_entry_beside_a_stray_file_of_its_name_stays(desk: Desk) -> None:
    (desk.folder / "entries" / "Other2003.txt").write_text("stray")
    held = desk.path("Other2003").read_bytes()
    verifier(desk).repair()
    assert desk.path("Other2003").read_bytes() == held
    assert quarantined(desk) == {"entries/Other2003.txt": b"stray"}


def test_what_the_system_refuses_to_read_is_left_alone(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = desk.path("Other2003")
    real = os.open

    def refusing(name: object, *more: object, **named: object) -> int:
        if str(name) == str(path):
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return real(name, *more, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(os, "open", refusing)
    ((check, _, _, message, repair),) = found(desk)
    assert (check, message, repair) == ("entry", "cannot be read: Permission denied", "")
    repaired = verifier(desk).repair()
    assert repaired.moved == ()
    assert len(repaired.left.findings) == 1
    monkeypatch.undo()
    assert found(desk) == []
    assert path.exists()


def dangling(desk: Desk) -> None:
    review = replace(entry("Review2010"), references=LISTED)
    desk.save(review, message="dangle")


def test_a_line_that_points_nowhere_is_named_and_opened(desk: Desk) -> None:
    dangling(desk)
    ((check, place, line, message, repair),) = found(desk)
    assert (check, place, repair) == ("reference", "entries/Review2010.yaml", "unlink")
    assert message == "line 3 of its references points at 'Gone1999', which is no entry"
    assert "Gone1999" in desk.path("Review2010").read_text().splitlines()[line - 1]
    repaired = verifier(desk).repair()
    assert repaired.opened == (Opened("Review2010", 3, "Gone1999", None),)
    assert found(desk) == []
    references = desk.store.load().library.entries["Review2010"].references
    assert references is not None
    assert [one.citekey for one in references.references] == ["Le2001", "Farge2002", None]
    assert references.references[2].doi == DOI("10.5555/new")
    assert desk.shown()[0][1] == "verify --repair"


def test_a_line_whose_work_is_held_under_another_key_points_there(desk: Desk) -> None:
    record = Record("test", title=RichText("New"), doi=DOI("10.5555/new"))
    dangling(desk)
    desk.save(replace(entry("New2004"), record=record))
    assert verifier(desk).repair().opened == (Opened("Review2010", 3, "Gone1999", "New2004"),)
    assert found(desk) == []


def test_a_line_follows_its_entry_to_its_new_key(desk: Desk) -> None:
    dangling(desk)
    desk.save(replace(entry("New2004"), former_keys=("Gone1999",)))
    ((_, _, _, message, _),) = found(desk)
    assert message.endswith("points at 'Gone1999', which is 'New2004' now")
    assert verifier(desk).repair().opened == (Opened("Review2010", 3, "Gone1999", "New2004"),)


def test_a_line_at_an_entry_that_cannot_be_read_dangles_only_once_that_is_put_aside(
    desk: Desk,
) -> None:
    desk.path("Farge2002").write_bytes(b"broken")
    assert [one[0] for one in found(desk)] == ["entry"]
    repaired = verifier(desk).repair()
    assert repaired.opened == (Opened("Review2010", 2, "Farge2002", None),)
    assert found(desk) == []
    desk.history.undo()
    assert [one[0] for one in found(desk)] == ["entry"]
    assert b"Farge2002" in desk.path("Review2010").read_bytes()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (None, "is not there"),
        (b"\xff", "is not what the entries say"),
        (b"% else\n", "is not what the entries say: Farge2002, Le2001, Other2003 and 1 more"),
    ],
)
def test_a_derived_file_that_is_another_is_derived_anew(
    desk: Desk, data: bytes | None, message: str
) -> None:
    place = desk.folder / "library.bib"
    before = place.read_bytes()
    place.unlink()
    if data is not None:
        place.write_bytes(data)
    assert found(desk) == [("bib", "library.bib", 0, message, "derive")]
    assert verifier(desk).repair().left.findings == ()
    assert place.read_bytes() == before
    desk.history.undo()
    assert (place.read_bytes() if place.exists() else None) == data


def test_an_entry_edited_by_hand_is_named_where_the_derived_file_is_older(desk: Desk) -> None:
    desk.edit("Le2001")
    assert found(desk) == [
        ("bib", "library.bib", 0, "is not what the entries say: Le2001", "derive")
    ]


def test_a_derived_file_that_is_none_is_for_a_person(desk: Desk) -> None:
    (desk.folder / "library.bib").unlink()
    (desk.folder / "library.bib").mkdir()
    ((check, _, _, message, repair),) = found(desk)
    assert (check, repair) == ("bib", "")
    assert message.startswith("cannot be read: ")
    assert len(verifier(desk).repair().left.findings) == 1


def test_a_derived_file_that_is_a_link_is_for_a_person(desk: Desk, tmp_path: Path) -> None:
    bib, elsewhere = desk.folder / "library.bib", tmp_path / "paper.bib"
    bib.rename(elsewhere)
    bib.symlink_to(elsewhere)
    before = elsewhere.read_bytes()
    ((check, _, _, message, repair),) = found(desk)
    assert (check, repair) == ("bib", "")
    assert message.startswith("a link: ")
    desk.save(entry("New2004"))
    assert elsewhere.read_bytes() == before
    assert found(desk) == []
    elsewhere.unlink()
    desk.history.undo()
    assert bib.read_bytes() == before


def test_an_index_that_says_otherwise_is_made_anew(desk: Desk) -> None:
    rows = load_rows(desk.folder)
    assert found(desk) == []
    with closing(sqlite3.connect(desk.folder / ".sscmsc" / "index.sqlite")) as index, index:
        index.execute("UPDATE row SET title = 'Not its title' WHERE citekey = 'Le2001'")
    assert found(desk) == [
        ("index", ".sscmsc/index.sqlite", 0, "does not say what the entries say", "index")
    ]
    assert verifier(desk).repair().left.findings == ()
    assert load_rows(desk.folder) == rows


@pytest.mark.parametrize(
    ("text", "line", "message"),
    [
        ("schema = \n", 1, "Invalid value"),
        ('schema = 1\ncolour = "red"\n', 2, "unknown key 'colour'"),
        ("schema = 7\n", 0, "schema 7 is of a newer sscmsc"),
        ("schema = 1\n[queries]\na = 1\n", 3, "the query 'a' must be a text in quotes"),
        ("schema = 1\n[facet.gene]\nfoo = 1\n", 3, "there is no key 'foo' here"),
    ],
)
def test_settings_that_cannot_be_used_are_for_a_person(
    desk: Desk, text: str, line: int, message: str
) -> None:
    (desk.folder / "sscmsc.toml").write_text(text)
    ((check, place, at, said, repair),) = found(desk)
    assert (check, place, at, repair) == ("settings", "sscmsc.toml", line, "")
    assert said.startswith(message)


def test_saved_queries_that_cannot_be_used_are_for_a_person(desk: Desk) -> None:
    (desk.folder / "entries" / "Damaged.yaml").write_text("<<<<<<< ours\n")
    (desk.folder / "sscmsc.toml").write_text(
        "schema = 1\n[facet.gene]\ntitle = 'Gene'\n[queries]\n"
        "fine = 'disease:SSc has:gene cited-by:Review2010 @other'\nother = 'year:2010-'\n"
        "a = '@b'\nb = '@a'\nbad = 'disease:('\nnobody = 'cited-by:Gone1999'\n"
        "waiting = 'cited-by:Damaged'\n"
    )
    told = [(line, said) for check, _, line, said, _ in found(desk) if check == "settings"]
    assert [line for line, _ in told] == [7, 8, 9, 10]
    back, _, bad, nobody = (said for _, said in told)
    assert back.startswith("the saved query 'a' cannot be used: ")
    assert back.endswith("the saved query leads back to itself: @b -> @a -> @b")
    assert bad.startswith("the saved query 'bad' cannot be used: ")
    assert nobody.startswith("the saved query 'nobody' cannot be used: no entry 'Gone1999'. ")


def test_two_lines_of_one_position_are_for_a_person(desk: Desk) -> None:
    path = desk.folder / "entries" / "Review2010.yaml"
    path.write_text(path.read_text().replace("position: 2", "position: 1"))
    (finding,) = (one for one in found(desk) if one[0] == "reference")
    at = path.read_text().splitlines().index("    - position: 1", 0)
    second = path.read_text().splitlines().index("    - position: 1", at + 1)
    message = "2 lines of its references have the position 1"
    assert finding == ("reference", "entries/Review2010.yaml", second + 1, message, "")


def test_a_newer_library_is_not_repaired(desk: Desk) -> None:
    (desk.folder / "sscmsc.toml").write_text("schema = 7\n")
    desk.path("Le2001").write_bytes(b"")
    before = files(desk.folder)
    with pytest.raises(LibraryError, match="schema 7"):
        verifier(desk).repair()
    assert files(desk.folder) == before


def test_what_a_stopped_change_left_is_cleared(desk: Desk) -> None:
    staging = desk.folder / STATE / "txn" / "9"
    staging.mkdir()
    (staging / "0").write_text("staged")
    (desk.folder / ".sscmsc.toml.4711").write_text("schema")
    assert [one[:2] for one in found(desk)] == [
        ("leftover", ".sscmsc/txn/9"), ("leftover", ".sscmsc.toml.4711"),
    ]  # fmt: skip
    assert verifier(desk).repair().left.findings == ()
    assert not staging.exists()
    assert quarantined(desk) == {".sscmsc.toml.4711": b"schema"}


def test_an_interrupted_change_is_finished_as_by_every_reader(desk: Desk) -> None:
    disk = FailingDisk(0, None)

    class Stopped(Unflushed):
        def rename(self, old: Path, new: Path) -> None:
            super().rename(old, new)
            if new.name == "COMMIT":
                disk.lasting = True
                raise Crash

    store = Store(desk.folder, write=write, disk=Stopped())
    with pytest.raises(Crash):
        store.commit(store.load(), [entry("New2004")])
    assert not desk.path("New2004").exists()
    assert verifier(desk).verify() == (5, ())
    assert desk.path("New2004").exists()


@pytest.mark.parametrize("data", [b"", b"{", b'{"number": 1}', b"[" * 100_000])
def test_a_damaged_record_of_an_interrupted_change_is_put_aside(desk: Desk, data: bytes) -> None:
    staging = desk.folder / STATE / "txn"
    (staging / "9").mkdir()
    (staging / "9" / "0").write_text("staged")
    (staging / "COMMIT").write_bytes(data)
    with pytest.raises(LibraryError, match="cannot be read"):
        desk.store.load()
    ((check, place, _, message, repair),) = found(desk)
    assert (check, place, repair) == ("leftover", ".sscmsc/txn", "quarantine")
    assert message == "the record of an interrupted change cannot be read"
    assert verifier(desk).repair().left == (4, ())
    assert quarantined(desk) == {"txn/COMMIT": data, "txn/9/0": b"staged"}
    desk.save(entry("New2004"))
    assert found(desk) == []


HISTORY: dict[str, tuple[Callable[[Path], object], str]] = {
    "head": (
        lambda record: (record / "change.json").write_text("{"),
        "the record of a change cannot be read",
    ),
    "steps": (
        lambda record: (record / "files.json").write_text("{"),
        "what is kept of 'change' is damaged: files.json",
    ),
    "image": (
        lambda record: (record / "0").write_bytes(b"other"),
        "what is kept of 'change' is damaged: 0",
    ),
    "no image": (
        lambda record: (record / "0").unlink(),
        "what is kept of 'change' is damaged: 0",
    ),
}


@pytest.mark.parametrize(("damage", "message"), HISTORY.values(), ids=HISTORY)
def test_a_damaged_record_of_the_history_is_put_aside(
    desk: Desk, damage: Callable[[Path], object], message: str
) -> None:
    record = desk.folder / STATE / "history" / "2"
    damage(record)
    (record.parent / "notes").write_text("mine")
    left = {one.name: one.read_bytes() for one in record.iterdir()}
    assert {one[1:4] for one in found(desk)} == {
        (".sscmsc/history/2", 0, message),
        (".sscmsc/history/notes", 0, "is no record of a change"),
    }
    assert verifier(desk).repair().left.findings == ()
    assert quarantined(desk) == {
        **{f"history/2/{name}": data for name, data in left.items()}, "history/notes": b"mine",
    }  # fmt: skip
    assert [one[1] for one in desk.shown()] == ["add"]


@pytest.mark.parametrize("name", ["entries", ".sscmsc", ".sscmsc/history", ".sscmsc/quarantine"])
def test_a_link_in_the_place_of_a_folder(desk: Desk, tmp_path: Path, name: str) -> None:
    (tmp_path / "elsewhere").mkdir()
    if (desk.folder / name).exists():
        (tmp_path / "elsewhere").rmdir()
        (desk.folder / name).rename(tmp_path / "elsewhere")
    (desk.folder / name).symlink_to(tmp_path / "elsewhere")
    message = "a link; it must be a folder itself"
    assert found(desk) == [("folder", name, 0, message, "")]
    if name == ".sscmsc/quarantine":
        desk.path("Le2001").write_bytes(b"")
    with pytest.raises(LibraryError, match=message):
        verifier(desk).repair()
    assert not list((tmp_path / "elsewhere").glob("20*"))


def test_a_file_in_the_place_of_a_folder(desk: Desk) -> None:
    shutil.rmtree(desk.folder / STATE)
    (desk.folder / STATE).write_text("")
    assert found(desk) == [("folder", ".sscmsc", 0, "no folder; move it elsewhere", "")]
    with pytest.raises(LibraryError, match=r"\.sscmsc"):
        verifier(desk).repair()


def test_a_library_that_cannot_be_locked_is_verified_all_the_same(desk: Desk) -> None:
    (desk.folder / STATE / "lock").unlink()
    (desk.folder / STATE / "lock").mkdir()
    desk.path("Le2001").write_bytes(b"")
    assert [one[0] for one in found(desk)] == ["entry"]
    with pytest.raises(LibraryError, match="cannot be locked"):
        verifier(desk).repair()


def test_a_library_that_is_held_is_waited_for(desk: Desk) -> None:
    told: list[str] = []
    waiting = Verifier(desk.folder, write=write, lock_seconds=0, waiting=told.append)
    with Lock(desk.folder), pytest.raises(LibraryError, match="held by process"):
        waiting.verify()
    assert len(told) == 1


def test_two_repairs_at_one_time_have_places_of_their_own(desk: Desk) -> None:
    for _ in range(2):
        (desk.folder / "entries" / "stray").write_text("mine")
        verifier(desk).repair()
    places = sorted(one.name for one in (desk.folder / STATE / "quarantine").iterdir())
    assert [name[15:] for name in places] == ["", "-2"]


@each_fault
def test_a_fault_while_repairing_loses_nothing(
    desk: Desk, tmp_path: Path, code: int | None, lasting: bool
) -> None:
    dangling(desk)
    desk.path("Farge2002").write_bytes(b"broken")
    stray = desk.folder / "entries" / "B\xe4d"
    stray.write_bytes(b"stray")
    review = desk.path("Review2010").read_bytes()
    start = tmp_path / "start"
    shutil.copytree(desk.folder, start)
    for at in range(1, 1000, 2 if code is None else 5):
        disk = FailingDisk(at, code, lasting=lasting)
        with suppress(Crash, LibraryError):
            Verifier(desk.folder, write=write, disk=disk).repair()
        if disk.done < at:
            break
        Store(desk.folder, write=write, disk=Unflushed()).load()
        held = {*quarantined(desk).values(), *files(desk.folder).values()}
        assert {b"broken", b"stray"} <= held
        if desk.path("Farge2002").exists():
            assert desk.path("Review2010").read_bytes() == review
        assert verifier(desk).repair().left.findings == (), at
        History(desk.folder, disk=Unflushed()).undo()
        assert desk.path("Review2010").read_bytes() == review
        assert desk.path("Farge2002").read_bytes() == b"broken"
        shutil.rmtree(desk.folder)
        shutil.copytree(start, desk.folder)
    assert 60 < at < 999
