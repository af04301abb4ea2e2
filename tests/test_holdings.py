"""The entries of a library, of which most stay where they are."""

from __future__ import annotations

from pathlib import Path

from sscmsc.entry import Entry
from sscmsc.record import Record
from sscmsc.store import Store


def test_entries_pass_in_the_order_asked_for_and_none_is_kept(tmp_path: Path) -> None:
    """However many are exported, no more than one is held at a time."""
    store = Store(tmp_path / "refs")
    store.folder.mkdir()
    made = [Entry(key, Record("x", volume=key[-1])) for key in ("A1", "B2", "C3")]
    store.commit(store.load(), made)
    entries = store.loaded(store.read()).library.entries
    assert [one.citekey for one in entries.passing(("C3", "A1"))] == ["C3", "A1"]
    assert [one.citekey for one in entries.passing()] == ["A1", "B2", "C3"]
    first = next(entries.passing(("B2",)))
    assert first == made[1]
    assert entries["B2"] == first
    again = next(entries.passing(("C3",)))
    assert entries["C3"] is not again
