"""A library read from its index is the one that its files hold, whatever happened to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.accession import Arrival, admit
from sscmsc.derivation import BIB_HEADER
from sscmsc.entry import Entry
from sscmsc.errors import ChangedError
from sscmsc.folder import read_folder
from sscmsc.formats import bibtex
from sscmsc.formats.native import read_entry, write_entry
from sscmsc.index import load_rows
from sscmsc.index_schema import discard
from sscmsc.library import Library
from sscmsc.record import Record
from sscmsc.shelved import Shelved
from sscmsc.store import Store
from sscmsc.summary import make_rows
from sscmsc.text import RichText
from tests.one_work import work
from tests.test_accession import VOCABULARY, arrival, by_pmid
from tests.test_catalogue import line_of

#: Number of a work, whether it has its identifiers, and the works that it cites.
Batch = list[tuple[int, bool, list[int]]]

numbers = st.integers(0, 6)
batches = st.lists(
    st.tuples(numbers, st.booleans(), st.lists(numbers, max_size=3)), min_size=1, max_size=2
).map(lambda batch: ("arrive", batch))
edits: st.SearchStrategy[tuple[str, Batch]] = st.sampled_from(
    ["remove", "retitle", "unlink", "rename", "damage", "mend", "tag", "forget"]
).map(lambda what: (what, []))
steps = st.lists(st.one_of(batches, batches, edits), min_size=1, max_size=6)


def entry_files(folder: Path) -> list[Path]:
    return sorted((folder / "entries").glob("*.yaml"))


def edited(folder: Path, what: str) -> None:
    """A change by hand of the first file that is there."""
    for path in entry_files(folder)[:1]:
        data = path.read_bytes()
        if what == "remove":
            path.unlink()
        elif what == "retitle":
            path.write_bytes(data.replace(b"title: ", b"title: Another ", 1))
        elif what == "unlink":
            path.write_bytes(data.replace(b"matched_by: pmid", b"matched_by: user"))
        elif what == "rename":
            path.write_bytes(data.replace(path.stem.encode(), b"Aaron", 1))
            path.rename(path.with_name("Aaron.yaml"))
        elif what == "damage":
            path.write_bytes(b"<<<<<<< HEAD\n" + data)
        elif what == "mend":
            path.write_bytes(data.removeprefix(b"<<<<<<< HEAD\n"))
        elif what == "tag":
            path.write_bytes(data + b"tags:\n  - mine\n" if b"tags:" not in data else data)
        elif what == "forget":
            discard(folder)


def same(one: Library, other: Library) -> bool:
    return (
        dict(one.entries) == dict(other.entries)
        and list(one.entries) == list(other.entries)
        and [entry.hand_edited for entry in one] == [entry.hand_edited for entry in other]
        and one.reserved == other.reserved
        and dict(one.former_keys) == dict(other.former_keys)
        and all(one.cited_by(key) == other.cited_by(key) for key in one.entries)
    )


@pytest.mark.no_cover
@given(steps)
@settings(max_examples=30, derandomize=True, deadline=None)
def test_it_is_what_the_files_say_after_any_changes(
    tmp_path_factory: pytest.TempPathFactory, taken: list[tuple[str, Batch]]
) -> None:
    """Read lazily or whole, the library is the same, and so is what becomes of each arrival."""
    folder = tmp_path_factory.mktemp("work") / "refs"
    store = Store(folder)
    store.init()
    store.commit(store.load(), [entry("Zed")])
    for what, batch in taken:
        if what != "arrive":
            edited(folder, what)
        lazy, whole = store.load(), read_folder(folder)
        assert same(lazy.library, whole.library)
        assert lazy.problems == whole.problems
        assert {key: one.digest for key, one in lazy.files.items()} == {
            key: one.digest for key, one in whole.files.items()
        }
        assert load_rows(folder) == make_rows(whole.library)
        arrivals = list(arrivals_of(batch))
        after = admit(lazy.library, arrivals, VOCABULARY, template="{family}{year}")
        wanted = admit(whole.library, arrivals, VOCABULARY, template="{family}{year}")
        assert after.changes == wanted.changes
        assert after.changed(lazy.library) == wanted.changed(whole.library)
        assert same(after.library, wanted.library)
        if changed := after.changed(lazy.library):
            saved = store.commit(lazy, changed, linked=True)
            assert saved.warning == ""
            assert same(store.load().library, read_folder(folder).library)
            check_bib(folder)


def arrivals_of(batch: Batch) -> Iterator[Arrival]:
    for number, identified, cited in batch:
        lines = [by_pmid(one) if one % 2 else line_of(work(one)) for one in cited]
        yield arrival(work(number, identified=identified), lines=lines)


def check_bib(folder: Path) -> None:
    """library.bib is what deriving it from all entries gives, but for those that are damaged."""
    loaded = read_folder(folder)
    if not loaded.problems:
        expected = BIB_HEADER + "".join(bibtex.write(loaded.library))
        assert (folder / "library.bib").read_text() == expected


def entry(citekey: str, title: str = "A title") -> Entry:
    return Entry(citekey, Record("test", title=RichText(title)))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    made = Store(tmp_path / "refs")
    made.init()
    made.commit(made.load(), [entry(f"K{number:02}") for number in range(12)])
    return made


def test_one_change_reads_and_derives_one_entry(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read: list[str] = []
    derived: list[str] = []

    def reading(data: bytes, path: str) -> Entry:
        read.append(Path(path).stem)
        return read_entry(data, path)

    monkeypatch.setattr("sscmsc.folder.read_entry", reading)
    monkeypatch.setattr("sscmsc.formats.bibtex.write_entry", derive_with(derived))
    loaded = store.load()
    store.commit(loaded, [replace(loaded.library.entries["K05"], note="Mine."), entry("K05b")])
    assert (read, derived) == ([], ["K05", "K05b"])
    monkeypatch.undo()
    check_bib(store.folder)


def derive_with(derived: list[str]) -> object:
    write = bibtex.write_entry

    def deriving(one: Entry, options: bibtex.Options = bibtex.DEFAULT) -> str:
        derived.append(one.citekey)
        return write(one, options)

    return deriving


def test_a_file_edited_by_hand_is_derived_with_the_next_change(store: Store) -> None:
    path = store.folder / "entries" / "K03.yaml"
    path.write_text(write_entry(entry("K03", "By hand")))
    (store.folder / "entries" / "K04.yaml").unlink()
    (store.folder / "entries" / "K99.yaml").write_text(write_entry(entry("K99", "New by hand")))
    assert len(load_rows(store.folder) or store.load().library) == 12
    store.commit(store.load(), [entry("K20")])
    check_bib(store.folder)
    assert "By hand" in (store.folder / "library.bib").read_text()


def test_a_derived_file_edited_by_hand_is_derived_anew(store: Store) -> None:
    place = store.folder / "library.bib"
    place.write_text(place.read_text().replace("K07", "Mine"))
    store.commit(store.load(), [entry("K20")])
    check_bib(store.folder)


def test_nothing_is_kept_of_entries_that_pass_and_yet_they_can_be_changed(store: Store) -> None:
    loaded = store.load()
    stock = loaded.library.entries.stock
    assert isinstance(stock, Shelved)
    passed = {one.citekey: one for one in loaded.library.entries.passing()}
    assert len(passed) == 12
    assert (stock._entries, stock._digests) == ({}, {})
    store.commit(loaded, [replace(passed["K05"], note="Mine.")])
    assert store.load().library.entries["K05"].note == "Mine."
    with pytest.raises(ChangedError):
        store.commit(loaded, [replace(passed["K05"], note="Mine again.")])


def test_an_entry_is_read_from_its_file_where_the_index_has_another(store: Store) -> None:
    loaded = store.load()
    discard(store.folder)
    assert loaded.library.entries["K01"] == entry("K01")
    other = Store(store.folder)
    other.commit(other.load(), [entry("K02", "Changed")], ["K03"])
    assert loaded.library.entries["K04"] == entry("K04")
    later = store.load()
    other.commit(other.load(), [entry("K05", "Changed again")], ["K06"])
    assert later.library.entries["K05"] == entry("K05", "Changed again")
    with pytest.raises((ChangedError, KeyError)):
        later.library.entries["K06"]
    with pytest.raises(ChangedError):
        store.commit(later, [entry("K05", "Mine")])
