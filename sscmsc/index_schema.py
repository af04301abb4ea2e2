"""The tables of the index, and how its file is opened; deleting it harms nothing.

`file` has each file of entries/ with the size and times by which it is known to be unchanged
(`meta` has those of all in one text, which is read at once), `problem` those that are no
entries. The other tables tell of entries, by the number of their file: `row` what lists show
and sort by, `packed` the whole entry, `former` its former citekeys, `facet` its labels and tags,
`cites` what its list points at, `trait` and `want` what `traits` makes of it; of its card
(`query_card`) `text` has what is searched in full, `words` where each word of that is, `fact`
values and numbers of fields, and `row.marks` what it is and has. `bib` is how library.bib is
laid out, `touched` the traits of what changed since lists were last linked, `revised` the
entries whose own lists may have, `question` what queries come to.
"""

from __future__ import annotations

import os
import sqlite3
import stat
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress

from sscmsc.place import STATE

SEPARATOR = "\x1f"  # cleaned text never holds it
#: Raised by one with every change of the tables or of what is written to them.
VERSION = 11
NAME = "index.sqlite"
#: How long another process's writing is waited for: to read, and to write.
READING_SECONDS = 1.0
WRITING_SECONDS = 5.0

#: The columns of the full text, those of `query_words.COLUMNS` in their order, and what a word
#: found there counts for in the ranking. The texts are words in the form in which they are
#: compared, so the tokenizer has only to part them at their blanks.
WORDS = {
    "title": 10.0, "original": 5.0, "abstract": 1.0, "keywords": 4.0, "mesh": 4.0, "tags": 4.0,
    "note": 2.0, "authors": 5.0, "journal": 2.0, "citekey": 8.0, "types": 0.0,
}  # fmt: skip

_TABLES = f"""
CREATE TABLE meta (name TEXT PRIMARY KEY, value) WITHOUT ROWID;
CREATE TABLE file (
  id INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE, stamp TEXT NOT NULL,
  unsure INTEGER NOT NULL, digest TEXT
);
CREATE INDEX file_unsure ON file (unsure) WHERE unsure;
CREATE TABLE problem (id INTEGER PRIMARY KEY, line INTEGER NOT NULL, message TEXT NOT NULL);
CREATE TABLE row (
  id INTEGER PRIMARY KEY, citekey TEXT NOT NULL UNIQUE, folded TEXT NOT NULL, year INTEGER,
  first_author TEXT, authors TEXT NOT NULL, title TEXT NOT NULL, journal TEXT,
  diseases TEXT NOT NULL, therapies TEXT NOT NULL, doi TEXT, pmid TEXT, pmcid TEXT,
  kind TEXT NOT NULL, author_key TEXT, title_key TEXT, journal_key TEXT,
  hand_edited INTEGER NOT NULL, derived INTEGER NOT NULL, marks INTEGER NOT NULL
);
CREATE INDEX row_order ON row (folded, citekey);
CREATE INDEX row_derived ON row (derived) WHERE NOT derived;
CREATE INDEX row_hand_edited ON row (hand_edited) WHERE hand_edited;
CREATE TABLE fact (field TEXT NOT NULL, value NOT NULL, id INTEGER NOT NULL,
  PRIMARY KEY (field, value, id)) WITHOUT ROWID;
CREATE INDEX fact_id ON fact (id);
CREATE TABLE packed (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE former (folded TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (folded, id))
  WITHOUT ROWID;
CREATE TABLE facet (
  facet TEXT NOT NULL, value TEXT NOT NULL, grade TEXT NOT NULL, id INTEGER NOT NULL,
  PRIMARY KEY (facet, value, grade, id)
) WITHOUT ROWID;
CREATE INDEX facet_id ON facet (id);
CREATE TABLE cites (citekey TEXT NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (citekey, id))
  WITHOUT ROWID;
CREATE INDEX cites_id ON cites (id);
CREATE TABLE trait (hash INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (hash, id))
  WITHOUT ROWID;
CREATE INDEX trait_id ON trait (id);
CREATE TABLE want (hash INTEGER NOT NULL, id INTEGER NOT NULL, PRIMARY KEY (hash, id))
  WITHOUT ROWID;
CREATE INDEX want_id ON want (id);
CREATE TABLE question (
  asked TEXT PRIMARY KEY, seal TEXT NOT NULL, place TEXT NOT NULL, parameters TEXT NOT NULL,
  ordered TEXT NOT NULL, order_parameters TEXT NOT NULL
);
CREATE TABLE touched (hash INTEGER PRIMARY KEY, step INTEGER NOT NULL);
CREATE TABLE revised (id INTEGER PRIMARY KEY, step INTEGER NOT NULL);
CREATE TABLE bib (citekey TEXT PRIMARY KEY, folded TEXT NOT NULL, length INTEGER NOT NULL)
  WITHOUT ROWID;
CREATE TABLE text (id INTEGER PRIMARY KEY, data BLOB NOT NULL);
CREATE VIEW texts AS SELECT id, {
    ", ".join(f"part(data, {place}) AS {name}" for place, name in enumerate(WORDS))
} FROM text;
CREATE VIRTUAL TABLE words USING fts5(
  {", ".join(WORDS)}, content = texts, content_rowid = id, tokenize = "ascii"
);
PRAGMA user_version = {VERSION};
"""

# SQLite's codes for what may go away by itself; after any other the index is made anew.
_UNAVAILABLE = frozenset(
    {
        sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM,
    }
)  # fmt: skip


class IndexTrouble(Exception):
    """The index cannot be used: `broken` for good, so that it has to be made anew, or just now,
    because another process is at it or it cannot be written."""

    def __init__(self, cause: str, *, broken: bool) -> None:
        super().__init__(cause)
        self.broken = broken


@contextmanager
def trouble() -> Iterator[None]:
    """Whatever is wrong with a thing that may be deleted at any time, as `IndexTrouble`."""
    try:
        yield
    except sqlite3.ProgrammingError as error:
        # Whoever finds an index to be of no use closes it, and others may still hold it.
        if "closed database" not in str(error):
            raise
        raise IndexTrouble("closed", broken=False) from error
    except sqlite3.Error as error:
        code = getattr(error, "sqlite_errorcode", 0) & 0xFF
        raise IndexTrouble(str(error), broken=code not in _UNAVAILABLE) from error


def index_place(folder: str | os.PathLike[str]) -> str | None:
    """The index's own file; None where a link could lead it out of the library, or where
    SQLite would wait for a pipe."""
    state = os.path.join(folder, STATE)
    place = os.path.join(state, NAME)
    own = (place, f"{place}-journal", f"{place}-wal", f"{place}-shm")
    return None if os.path.islink(state) or not all(map(_is_plain, own)) else place


def _is_plain(path: str) -> bool:
    """Whether it is a file or not there."""
    try:
        return stat.S_ISREG(os.lstat(path).st_mode)
    except OSError:
        return True


def connect_to_read(place: str) -> sqlite3.Connection:
    """The index in a file that is there. Raises `IndexTrouble`."""
    with trouble():
        if not os.path.exists(place):
            raise IndexTrouble("not there", broken=False)
        connection = _connect(place, READING_SECONDS)
        try:
            if connection.execute("PRAGMA user_version").fetchone() != (VERSION,):
                raise IndexTrouble("of another version", broken=True)
        except (sqlite3.Error, IndexTrouble):
            connection.close()
            raise
        return connection


def connect_to_write(place: str) -> sqlite3.Connection:
    """The index in a file, made where it is not there. Raises `IndexTrouble`."""
    with trouble():
        state = os.path.dirname(place)
        if not os.access(os.path.dirname(state), os.W_OK):
            raise IndexTrouble("cannot be written", broken=False)
        try:
            os.makedirs(state, exist_ok=True)
        except OSError as error:
            raise IndexTrouble(str(error), broken=False) from error
        connection = _connect(place, WRITING_SECONDS)
        try:
            make_tables(connection)
        except (sqlite3.Error, IndexTrouble):
            connection.close()
            raise
        return connection


def connect_privately(*, in_memory: bool) -> sqlite3.Connection:
    """An index of this process alone, gone when it is closed: in memory, or in a file for
    which there must be room."""
    with trouble():
        connection = _connect(":memory:" if in_memory else "", READING_SECONDS)
        make_tables(connection)
        return connection


def make_tables(connection: sqlite3.Connection) -> None:
    """Make the tables of a new index. Raises `IndexTrouble` for one of another version."""
    version = connection.execute("PRAGMA user_version").fetchone()
    if version == (VERSION,):
        return
    if version != (0,):
        raise IndexTrouble("of another version", broken=True)
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone() == (0,):
        for statement in _TABLES.split(";\n"):
            connection.execute(statement)
    connection.execute("COMMIT")


def discard(folder: str | os.PathLike[str]) -> None:
    """Remove an index that cannot be used, if it can be removed."""
    place = index_place(folder)
    if place is not None:
        for name in (place, f"{place}-journal"):
            with suppress(OSError):
                os.unlink(name)


def _connect(place: str, seconds: float) -> sqlite3.Connection:
    connection = sqlite3.connect(
        place, timeout=seconds, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA trusted_schema = ON")  # the view `texts` calls `part`
    connection.create_function("part", 2, _part, deterministic=True)
    return connection


def pack_texts(texts: Sequence[str]) -> bytes:
    """The texts of the columns of `WORDS` as `text` holds them."""
    import zlib

    return zlib.compress(SEPARATOR.join(texts).encode("utf-8", "replace"), 1)


def unpack_texts(data: bytes) -> list[str]:
    """Raises `ValueError` for what are no packed texts."""
    import zlib

    try:
        return zlib.decompress(data).decode("utf-8").split(SEPARATOR)
    except (zlib.error, TypeError) as error:
        raise ValueError(f"no packed texts: {error}") from error


def _part(data: bytes, place: int) -> str:
    return unpack_texts(data)[place]
