"""The index: believed only while every file is as it was, and no loss when it goes."""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry, Facet
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.index import Row, load_rows, store_rows
from sscmsc.library import Library
from sscmsc.record import Container, Group, Person, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.store import Store
from sscmsc.summary import make_rows, row_of, save_rows
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
    save_rows(store.folder, store.commit(store.load(), list(LIBRARY)).loaded)
    return store.folder


def database(folder: Path) -> Path:
    return folder / ".sscmsc" / "index.sqlite"


def test_a_row_shows_an_entry_as_a_list_does() -> None:
    assert row_of(FARGE, LIBRARY) == Row(
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
    assert row_of(BARE, LIBRARY) == Row("Anon")


def test_no_control_character_gets_into_a_row() -> None:
    hostile = RichText("a\x1b[2J\x1fb\u202ec\nd")
    entry = Entry(
        "X", Record("page", title=hostile, authors=(Person("E\x1bvil\x1f"), Person("\x1f")))
    )
    row = row_of(entry, Library((entry,)))
    assert (row.title, row.authors) == ("a[2J bc d", ("Evil",))


def test_the_index_gives_the_rows_that_the_files_give(folder: Path) -> None:
    rows = load_rows(folder)
    loaded = Store(folder).load()
    assert rows == make_rows(loaded.library, loaded.files)
    assert [row.citekey for row in rows] == ["Anon", "Farge2010", "Peltzer2018"]
    assert rows[1]._replace(size=0, mtime_ns=0, ctime_ns=0) == row_of(FARGE, LIBRARY)
    assert rows[0].size == (folder / "entries" / "Anon.yaml").stat().st_size


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
        table.execute("UPDATE row SET citekey = 7 WHERE citekey = 'Anon'")


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
    rows = save_rows(folder, Store(folder).load())
    assert load_rows(folder) == rows
    assert len(rows) == left


@pytest.mark.parametrize("happened", [added_unreadable, renamed, changing])
def test_no_index_is_believed_while_a_file_is_wrong_or_a_change_is_made(
    folder: Path, happened: Callable[[Path], None]
) -> None:
    loaded = Store(folder).load()
    happened(folder)
    assert load_rows(folder) is None
    save_rows(folder, loaded)
    assert load_rows(folder) is None


def test_files_of_editors_do_not_matter(folder: Path) -> None:
    (folder / "entries" / ".Anon.yaml.swp").write_text("")
    (folder / "entries" / "Anon.yaml~").write_text("")
    assert len(load_rows(folder) or ()) == 3


def test_a_change_moves_the_index_along(folder: Path) -> None:
    store = Store(folder)
    loaded = store.load()
    saved = store.commit(loaded, [replace(CITING, references=None)], ["Anon"])
    assert load_rows(folder) is None
    assert save_rows(folder, saved.loaded) == load_rows(folder)
    assert [row.cited_by for row in load_rows(folder) or ()] == [(), ()]


def test_where_the_index_cannot_be_written_nothing_happens(folder: Path, tmp_path: Path) -> None:
    with closing(sqlite3.connect(database(folder), isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert load_rows(folder) is None
        assert not store_rows(folder, [])
        other.execute("ROLLBACK")
    assert len(load_rows(folder) or ()) == 3
    (tmp_path / "file").write_text("")
    assert not store_rows(tmp_path / "file", [])
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
    assert not store_rows(folder, [])
    assert elsewhere.read_bytes() == held


shown = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8)
names = st.lists(shown.filter(bool), max_size=3).map(tuple)
rows_of_any_kind = st.builds(
    Row,
    citekey=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,6}", fullmatch=True),
    year=st.none() | st.integers(-9999, 9999),
    first_author=st.none() | shown,
    authors=names,
    title=shown,
    journal=st.none() | shown,
    diseases=names,
    therapies=names,
    cited_by=names,
    doi=st.none() | shown,
)


@given(st.lists(rows_of_any_kind, max_size=4, unique_by=lambda row: row.citekey.casefold()))
@settings(max_examples=40, derandomize=True, deadline=None)
def test_rows_come_back_as_they_were(
    tmp_path_factory: pytest.TempPathFactory, rows: list[Row]
) -> None:
    folder = tmp_path_factory.mktemp("library")
    (folder / "entries").mkdir()
    stamped = []
    for row in rows:
        path = folder / "entries" / f"{row.citekey}.yaml"
        path.write_text("")
        status = path.stat()
        stamped.append(
            row._replace(size=0, mtime_ns=status.st_mtime_ns, ctime_ns=status.st_ctime_ns)
        )
    assert store_rows(folder, stamped)
    assert load_rows(folder) == sorted(
        stamped, key=lambda row: (row.citekey.casefold(), row.citekey)
    )


def test_a_list_from_the_index_imports_no_entries_and_no_yaml(folder: Path) -> None:
    code = (
        "import sys; from sscmsc.index import load_rows; rows = load_rows(sys.argv[1]);"
        "print(len(rows), *sorted(one for one in sys.modules if one.startswith('sscmsc.')"
        " or one in ('yaml', 'dataclasses', 'filelock', 'json')))"
    )
    told = subprocess.run(
        [sys.executable, "-c", code, str(folder)], capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["3", "sscmsc.index"]
