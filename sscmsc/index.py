"""A table of the library that is quicker to read than its files; deleting it harms nothing.

It is believed only while every file of the library has the size and times it was made from,
so a change by hand is always noticed. This module imports neither entries nor YAML: a list
from the index starts as fast as Python and SQLite do.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterable, Sequence
from contextlib import closing, suppress
from typing import NamedTuple

VERSION = 1
_SUFFIX = ".yaml"
_SEPARATOR = "\x1f"  # cleaned text never holds it
_LISTS = ("authors", "diseases", "therapies", "cited_by")


class Row(NamedTuple):
    """An entry as a list shows it: cleaned plain text, `title` in brackets when translated.

    `authors` are `Family, Given`; `first_author` is `Family AB`; `journal` is the shortest
    name known; `cited_by` are citekeys, by year. `size` (bytes), `mtime_ns` and `ctime_ns` are
    those of the entry's file when it was read, 0 when it was not.
    """

    citekey: str
    year: int | None = None
    first_author: str | None = None
    authors: tuple[str, ...] = ()
    title: str = ""
    journal: str | None = None
    diseases: tuple[str, ...] = ()
    therapies: tuple[str, ...] = ()
    cited_by: tuple[str, ...] = ()
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    kind: str = "article-journal"
    size: int = 0
    mtime_ns: int = 0
    ctime_ns: int = 0


# SQLite's codes for what may go away by itself; after any other the index is made anew.
_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
    }
)  # fmt: skip
_LIST_PLACES = tuple(Row._fields.index(name) for name in _LISTS)
_COLUMNS = ", ".join(Row._fields)


def load_rows(folder: str | os.PathLike[str]) -> list[Row] | None:
    """One row an entry, by citekey, if the index knows every file just as it is, else None.

    None also while a change is being made, and for an index that is not there or broken.
    """
    place = _place(folder)
    if place is None or not os.path.exists(place) or _is_pending(folder):
        return None
    try:
        with closing(sqlite3.connect(place, timeout=0)) as table:
            if table.execute("PRAGMA user_version").fetchone() != (VERSION,):
                return None
            rows = [_row(held) for held in table.execute(f"SELECT {_COLUMNS} FROM row")]
        current = _agree(folder, rows) and not _is_pending(folder)
    except (sqlite3.Error, OSError, TypeError, ValueError, AttributeError):
        # Whatever is wrong with a thing that may be deleted at any time, the files are there.
        return None
    return sorted(rows, key=_order) if current else None


def store_rows(folder: str | os.PathLike[str], rows: Iterable[Row]) -> bool:
    """Make `rows` all that the index of a library holds; what is the same is not written.

    Returns False, having changed nothing, where the index cannot be written now: the folder
    is read-only, or another process is at it.
    """
    place = _place(folder)
    if place is None:
        return False
    wanted = [_held(row) for row in rows]
    for last in (False, True):
        try:
            os.makedirs(os.path.dirname(place), exist_ok=True)
            with closing(sqlite3.connect(place, timeout=0, isolation_level=None)) as table:
                _update(table, wanted)
            return True
        except sqlite3.Error as error:
            if last or getattr(error, "sqlite_errorcode", 0) & 0xFF in _UNAVAILABLE:
                return False
            with suppress(OSError):
                os.unlink(place)
        except OSError:
            return False
    return False


def _update(table: sqlite3.Connection, wanted: Sequence[tuple[object, ...]]) -> None:
    table.execute("BEGIN IMMEDIATE")
    if table.execute("PRAGMA user_version").fetchone() != (VERSION,):
        table.execute("DROP TABLE IF EXISTS row")
        table.execute(f"CREATE TABLE row ({_COLUMNS}, PRIMARY KEY (citekey)) WITHOUT ROWID")
        table.execute(f"PRAGMA user_version = {VERSION}")
    held = {row[0]: row for row in table.execute(f"SELECT {_COLUMNS} FROM row")}
    marks = ", ".join("?" for _ in Row._fields)
    changed = [row for row in wanted if held.pop(row[0], None) != row]
    table.executemany("DELETE FROM row WHERE citekey = ?", [(key,) for key in held])
    table.executemany(f"INSERT OR REPLACE INTO row VALUES ({marks})", changed)
    table.execute("COMMIT")


def _place(folder: str | os.PathLike[str]) -> str | None:
    """The index's own file; None where a link could lead it out of the library, or where
    SQLite would wait for a pipe."""
    state = os.path.join(folder, ".sscmsc")
    place = os.path.join(state, "index.sqlite")
    own = (place, f"{place}-journal", f"{place}-wal", f"{place}-shm")
    return None if os.path.islink(state) or not all(map(_is_plain, own)) else place


def _is_plain(path: str) -> bool:
    """Whether it is a file or not there."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return True


def _is_pending(folder: str | os.PathLike[str]) -> bool:
    return os.path.lexists(os.path.join(folder, ".sscmsc", "txn", "COMMIT"))


def _agree(folder: str | os.PathLike[str], rows: Iterable[Row]) -> bool:
    """Whether the files of a library are those of the rows, none more, none less, none other."""
    stamps = {row.citekey + _SUFFIX: row[-3:] for row in rows}
    with os.scandir(os.path.join(folder, "entries")) as found:
        for one in found:
            name = one.name
            if name.startswith((".", "#")) or name.endswith("~"):
                continue
            status = one.stat(follow_symlinks=False)
            stamp = (status.st_size, status.st_mtime_ns, status.st_ctime_ns)
            if stamps.pop(name, None) != stamp:
                return False
    return not stamps


def _held(row: Row) -> tuple[object, ...]:
    """A row as SQLite holds it: tuples as one text."""
    return tuple(_SEPARATOR.join(value) if isinstance(value, tuple) else value for value in row)


def _row(held: Sequence[object]) -> Row:
    values: list[object] = list(held)
    for place in _LIST_PLACES:
        text = values[place]
        values[place] = tuple(text.split(_SEPARATOR)) if isinstance(text, str) and text else ()
    return Row._make(values)


def _order(row: Row) -> tuple[str, str]:
    return row.citekey.casefold(), row.citekey
