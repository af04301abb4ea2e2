"""Entries that seem to be gone are not lost to what is derived from the rest."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from sscmsc.blocks import carried, differing, joined, spliced, split
from sscmsc.errors import ChangedError, LibraryError
from sscmsc.store import Store
from tests.test_reversal import Desk, entry, files

KEYS = [f"Key{number:02}" for number in range(12)]


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    made = Desk(tmp_path / "refs")
    made.save(*(entry(key) for key in KEYS))
    return made


def bib_keys(desk: Desk) -> list[str]:
    return list(split((desk.folder / "library.bib").read_bytes()).entries)


@pytest.mark.parametrize("damage", [b"<<<<<<< HEAD\n", b"", b"\0", b"citekey: [\n"])
def test_an_entry_that_cannot_be_read_stays_in_the_derived_file(desk: Desk, damage: bytes) -> None:
    before = split((desk.folder / "library.bib").read_bytes()).entries
    desk.path("Key03").write_bytes(damage)
    desk.save(entry("New2004"))
    after = split((desk.folder / "library.bib").read_bytes()).entries
    assert list(after) == [*KEYS, "New2004"]
    assert after["Key03"] == before["Key03"]


@pytest.mark.parametrize("gone", [10, 12])
def test_a_library_whose_files_are_gone_is_not_saved_over(desk: Desk, gone: int) -> None:
    for key in KEYS[:gone]:
        desk.path(key).unlink()
    before = files(desk.folder)
    with pytest.raises(LibraryError, match=rf"bib: {gone} of its 12 works have no file") as raised:
        desk.save(entry("New2004"))
    assert raised.value.exit_code == 6
    assert files(desk.folder) == before
    (desk.folder / "library.bib").unlink()
    desk.save(entry("New2004"))
    assert bib_keys(desk) == [*KEYS[gone:], "New2004"]


def test_a_folder_that_is_not_there_is_not_made_anew(desk: Desk) -> None:
    shutil.move(desk.folder / "entries", desk.folder / "elsewhere")
    before = (desk.folder / "library.bib").read_bytes()
    with pytest.raises(LibraryError, match="12 of its 12 works have no file"):
        desk.save(entry("New2004"))
    assert (desk.folder / "library.bib").read_bytes() == before


def test_a_few_files_may_be_deleted_by_hand(desk: Desk) -> None:
    for key in KEYS[:3]:
        desk.path(key).unlink()
    desk.save(entry("New2004"))
    assert bib_keys(desk) == [*KEYS[3:], "New2004"]


def test_all_may_be_removed_by_a_command(desk: Desk) -> None:
    desk.save(removed=KEYS)
    assert bib_keys(desk) == []
    desk.save(entry("New2004"))
    assert bib_keys(desk) == ["New2004"]


def test_a_file_that_vanishes_while_a_command_is_at_work(desk: Desk) -> None:
    loaded = desk.store.load()
    desk.path("Key05").unlink()
    before = files(desk.folder)
    with pytest.raises(ChangedError, match=r"Key05\.yaml: gone since it was read, and no command"):
        desk.store.commit(loaded, [entry("New2004")])
    assert files(desk.folder) == before


def test_what_another_command_removed_meanwhile_is_gone(desk: Desk) -> None:
    loaded = desk.store.load()
    desk.save(removed=["Key05"])
    desk.store.commit(loaded, [entry("New2004")])
    assert "Key05" not in bib_keys(desk)
    loaded = desk.store.load()
    desk.history.undo()
    assert "New2004" not in bib_keys(desk)
    saved = desk.store.commit(loaded, [entry("Late2005")])
    assert "New2004" not in saved.loaded.library


def test_what_was_removed_and_came_back_is_missed_again(desk: Desk) -> None:
    desk.save(removed=["Key05"])
    desk.history.undo()
    loaded = desk.store.load()
    desk.path("Key05").unlink()
    with pytest.raises(ChangedError, match="Key05"):
        desk.store.commit(loaded, [entry("New2004")])


def test_a_derived_file_of_someone_else_is_no_measure(desk: Desk) -> None:
    (desk.folder / "library.bib").write_bytes(b"\n@misc{A,\n}\n" * 40)
    desk.save(entry("New2004"))
    assert bib_keys(desk) == [*KEYS, "New2004"]


NOW = b"% head\n@misc{B,\n  x = 2,\n}\n\n@misc{a,\n}\n"
THEN = b"% head\n@misc{a,\n}\n\n@misc{B,\n}\n"


def test_blocks() -> None:
    blocks = split(NOW)
    assert blocks.head == "% head\n"
    assert blocks.entries == {"B": "@misc{B,\n  x = 2,\n}\n\n", "a": "@misc{a,\n}\n"}
    assert split(b"% nothing\n") == ("% nothing\n", {})
    assert joined("", {"b": "2", "A": "1", "c": "3"}) == b"123"
    assert differing({"a": "1", "b": "2"}, {"b": "3", "c": "4"}) == ("a", "b", "c")
    assert differing({"a": "1"}, {"a": "1"}) == ()


def test_splicing_takes_only_what_is_named() -> None:
    other = NOW.replace(b"x = 2", b"x = 9").replace(b"@misc{a,\n}", b"@misc{a,\n  old = 1,\n}")
    assert spliced(NOW, other, ["B", "absent"]) == (
        b"% head\n@misc{a,\n}\n@misc{B,\n  x = 9,\n}\n\n"
    )
    assert spliced(NOW, THEN.replace(b"a,\n}\n\n", b"a,\n}\n"), ["B"]) == THEN.replace(
        b"a,\n}\n\n", b"a,\n}\n"
    )
    for broken in (b"\xff", b"@misc{a,\n}\n@misc{a,\n}\n"):
        assert spliced(broken, THEN, ["B"]) == THEN
        assert carried(broken, THEN, ["C"]) == THEN


def test_carrying_keeps_what_is_not_there() -> None:
    new = b"% new\n@misc{C,\n}\n"
    assert carried(NOW, new, ["a", "C", "absent"]) == b"% new\n@misc{a,\n}\n@misc{C,\n}\n"
    assert carried(NOW, new, []) == new
    assert carried(NOW, new, ["absent"]) == new


def test_a_store_that_is_read_again_goes_on(desk: Desk) -> None:
    loaded = desk.store.load()
    desk.path("Key05").unlink()
    with pytest.raises(ChangedError):
        desk.store.commit(loaded, [entry("New2004")])
    Store(desk.folder).commit(desk.store.load(), [entry("New2004")])
    assert bib_keys(desk) == [*(key for key in KEYS if key != "Key05"), "New2004"]
