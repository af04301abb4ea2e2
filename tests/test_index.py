"""The index: believed only while every file is as it was, and no loss when it goes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry, Facet
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.index import Row, current_index, load_rows
from sscmsc.index_files import problem_of
from sscmsc.index_schema import IndexTrouble, discard
from sscmsc.library import Library
from sscmsc.record import Container, Group, Person, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.store import Store
from sscmsc.summary import row_of
from sscmsc.text import RichText

FARGE = Entry(
    "Farge2010",
    Record(
        "merged",
        pmid=PMID("20045467"),
        pmcid=PMCID("PMC2889562"),
        doi=DOI("10.1016/j.autrev.2009.12.003"),
        title=RichText("Cellules CD4<sup>+</sup> et <i>sclérodermie</i>"),
        title_translated=True,
        authors=(
            Person("Farge", "Dominique Marie"),
            Person("Tyndall", "Alan", "A", "Jr"),
            Group("EBMT Working Party"),
            Person("X"),
        ),
        container=Container("Autoimmunity reviews", "Autoimmun Rev"),
        issued=PartialDate(2010, 3),
    ),
    facets=(
        Facet("disease", "SSc", ("mesh D012595",)),
        Facet("disease", "RA", ("title",), "mentions"),
        Facet("therapy", "HSCT", ("mesh D018380",)),
    ),
    labels=("disease=MCTD", "therapy!=HSCT", "therapy=MSC", "disease=", "note"),
)
BARE = Entry("Anon", Record("page"))
CITING = Entry(
    "Peltzer2018",
    Record("merged", issued=PartialDate(2018)),
    references=ReferenceList((Reference(1, citekey="Farge2010"),)),
)
LIBRARY = Library((FARGE, BARE, CITING))


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    store = Store(tmp_path / "refs")
    store.init()
    store.commit(store.load(), list(LIBRARY))
    return store.folder


def database(folder: Path) -> Path:
    return folder / ".sscmsc" / "index.sqlite"


def rows_read(folder: Path) -> list[Row]:
    """The rows that the files give, whatever the index was."""
    index = Store(folder).read().index
    with closing(index.connection):
        return index.rows()


def test_a_row_shows_an_entry_as_a_list_does() -> None:
    assert row_of(FARGE, LIBRARY.cited_by("Farge2010")) == Row(
        citekey="Farge2010",
        year=2010,
        first_author="Farge DM",
        authors=("Farge, Dominique Marie", "Tyndall, Alan, Jr", "EBMT Working Party", "X"),
        title="[Cellules CD4+ et sclérodermie]",
        journal="Autoimmun Rev",
        diseases=("SSc", "MCTD"),
        therapies=("MSC",),
        cited_by=("Peltzer2018",),
        doi="10.1016/j.autrev.2009.12.003",
        pmid="20045467",
        pmcid="PMC2889562",
    )
    assert row_of(BARE) == Row("Anon")


def test_no_control_character_gets_into_a_row() -> None:
    hostile = RichText("a\x1b[2J\x1fb\u202ec\nd")
    entry = Entry(
        "X", Record("page", title=hostile, authors=(Person("E\x1bvil\x1f"), Person("\x1f")))
    )
    row = row_of(entry)
    assert (row.title, row.authors) == ("a[2J bc d", ("Evil",))


def test_the_index_gives_the_rows_that_the_files_give(folder: Path) -> None:
    rows = load_rows(folder)
    database(folder).unlink()
    assert rows_read(folder) == rows == load_rows(folder)
    assert rows is not None
    assert [row.citekey for row in rows] == ["Anon", "Farge2010", "Peltzer2018"]
    assert rows[1] == row_of(FARGE, ("Peltzer2018",))


def edited_in_place(folder: Path) -> None:
    path = folder / "entries" / "Anon.yaml"
    path.write_bytes(path.read_bytes().replace(b"page", b"PAGE"))


def edited_with_its_time_put_back(folder: Path) -> None:
    path = folder / "entries" / "Anon.yaml"
    status = path.stat()
    edited_in_place(folder)
    os.utime(path, ns=(status.st_atime_ns, status.st_mtime_ns))


def added(folder: Path) -> None:
    (folder / "entries" / "New2020.yaml").write_text("citekey: New2020\nrecord: {source: me}\n")


def added_unreadable(folder: Path) -> None:
    (folder / "entries" / "notes.txt").write_text("")


def removed(folder: Path) -> None:
    (folder / "entries" / "Anon.yaml").unlink()


def renamed(folder: Path) -> None:
    (folder / "entries" / "Anon.yaml").rename(folder / "entries" / "Anon2.yaml")


def changing(folder: Path) -> None:
    (folder / ".sscmsc" / "txn" / "COMMIT").write_text("")


def deleted(folder: Path) -> None:
    database(folder).unlink()


def corrupted(folder: Path) -> None:
    database(folder).write_bytes(b"SQLite format 3\0" + b"\xff" * 5000)


def emptied(folder: Path) -> None:
    database(folder).write_bytes(b"")


def truncated(folder: Path) -> None:
    os.truncate(database(folder), 4096)


def of_another_version(folder: Path) -> None:
    with closing(sqlite3.connect(database(folder))) as table:
        table.execute("PRAGMA user_version = 99")


def without_its_table(folder: Path) -> None:
    with closing(sqlite3.connect(database(folder))) as table:
        table.execute("DROP TABLE row")


def of_other_types(folder: Path) -> None:
    with closing(sqlite3.connect(database(folder))) as table, table:
        table.execute("UPDATE row SET authors = x'00' WHERE citekey = 'Anon'")


@pytest.mark.parametrize(
    ("happened", "left"),
    [
        (edited_in_place, 3), (edited_with_its_time_put_back, 3), (added, 4), (removed, 2),
        (deleted, 3), (corrupted, 3), (emptied, 3), (truncated, 3), (of_another_version, 3),
        (without_its_table, 3), (of_other_types, 3),
    ],
)  # fmt: skip
def test_an_index_that_may_be_wrong_is_not_believed_and_is_made_anew(
    folder: Path, happened: Callable[[Path], None], left: int
) -> None:
    assert len(load_rows(folder) or ()) == 3
    happened(folder)
    assert load_rows(folder) is None
    with suppress(IndexTrouble):
        rows_read(folder)
    if happened in (without_its_table, of_other_types):
        discard(folder)  # as a command does that meets the trouble
    assert rows_read(folder) == load_rows(folder)
    assert len(load_rows(folder) or ()) == left


def test_no_index_is_believed_while_a_change_is_made(folder: Path) -> None:
    changing(folder)
    assert load_rows(folder) is None


def test_damage_is_remembered_with_its_file(folder: Path) -> None:
    added_unreadable(folder)
    renamed(folder)
    complaints = Store(folder).load().problems
    assert [Path(one.path).name for one in complaints] == ["Anon2.yaml", "notes.txt"]
    with current_index(folder) as index:
        assert index is not None
        assert tuple(problem_of(folder, *one) for one in index.problems()) == complaints
        assert [row.citekey for row in index.rows()] == ["Farge2010", "Peltzer2018"]
    (folder / "entries" / "notes.txt").unlink()
    (folder / "entries" / "Anon2.yaml").rename(folder / "entries" / "Anon.yaml")
    assert load_rows(folder) is None
    assert Store(folder).load().problems == ()
    assert len(load_rows(folder) or ()) == 3


def test_a_file_that_goes_as_soon_as_it_was_written_is_missed(folder: Path) -> None:
    for path in (folder / "entries").iterdir():
        path.unlink()
    assert load_rows(folder) is None
    assert rows_read(folder) == []
    (folder / "entries" / "Anon.yaml").symlink_to("Nobody.yaml")
    assert rows_read(folder) == []
    (folder / "entries" / "Anon.yaml").unlink()
    assert load_rows(folder) is None
    rows_read(folder)
    assert load_rows(folder) == []


def test_files_of_editors_do_not_matter(folder: Path) -> None:
    (folder / "entries" / ".Anon.yaml.swp").write_text("")
    (folder / "entries" / "Anon.yaml~").write_text("")
    assert len(load_rows(folder) or ()) == 3


def test_a_change_moves_the_index_along(folder: Path) -> None:
    store = Store(folder)
    loaded = store.load()
    store.commit(loaded, [replace(CITING, references=None)], ["Anon"])
    assert [row.cited_by for row in load_rows(folder) or ()] == [(), ()]


def test_a_file_that_is_only_touched_is_not_parsed(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.utime(folder / "entries" / "Anon.yaml", (1, 1))
    monkeypatch.setattr("sscmsc.folder.read_entry", None)
    assert load_rows(folder) is None
    assert len(rows_read(folder)) == len(load_rows(folder) or ()) == 3


def test_where_the_index_is_busy_the_files_are_read(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sscmsc.index_schema.WRITING_SECONDS", 0.0)
    monkeypatch.setattr("sscmsc.index_schema.READING_SECONDS", 0.0)
    held = database(folder).read_bytes()
    with closing(sqlite3.connect(database(folder), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert load_rows(folder) is None
        added(folder)
        assert len(rows_read(folder)) == 4
        other.execute("ROLLBACK")
    assert database(folder).read_bytes() == held


def test_a_library_that_cannot_be_written_is_read_all_the_same(folder: Path) -> None:
    rows = load_rows(folder)
    discard(folder)
    database(folder).mkdir()
    assert rows_read(folder) == rows
    assert list(database(folder).iterdir()) == []


def test_where_there_is_no_library_there_is_no_index(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert load_rows(tmp_path / "file") is None
    assert load_rows(tmp_path / "absent") is None


def test_an_index_that_leads_elsewhere_is_neither_read_nor_written(
    folder: Path, tmp_path: Path
) -> None:
    elsewhere = tmp_path / "elsewhere.sqlite"
    database(folder).rename(elsewhere)
    database(folder).symlink_to(elsewhere)
    held = elsewhere.read_bytes()
    assert load_rows(folder) is None
    assert len(rows_read(folder)) == 3
    assert elsewhere.read_bytes() == held


def test_a_list_from_the_index_imports_no_entries_and_no_yaml(folder: Path) -> None:
    code = (
        "import sys; from sscmsc.index import load_rows; rows = load_rows(sys.argv[1]);"
        "print(len(rows), *sorted(one for one in sys.modules if one.startswith('sscmsc.')"
        " or one in ('yaml', 'dataclasses', 'filelock', 'json')))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == [
        "3",
        "sscmsc.ahead",
        "sscmsc.disk",
        "sscmsc.errors",
        "sscmsc.index",
        "sscmsc.index_files",
        "sscmsc.index_rows",
        "sscmsc.index_schema",
        "sscmsc.place",
        "sscmsc.stamps",
    ]
