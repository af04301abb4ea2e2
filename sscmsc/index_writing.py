"""Writing the index: what is told of each file replaces what was told before, all at once."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from typing import NamedTuple

from sscmsc.index import Index, Row
from sscmsc.index_schema import (
    SEPARATOR,
    WORDS,
    IndexTrouble,
    pack_texts,
    trouble,
    unpack_texts,
)
from sscmsc.stamps import Stamped, name_of


class Indexed(NamedTuple):
    """All that the index holds of an entry.

    `keys` are author, title and journal as they are sorted by, None where there is none;
    `facets` are (facet, value, grade); `cites` the citekeys its list points at. Of its card,
    `words` are the texts of the columns of `index_schema.WORDS`, in their order, `facts` values
    and numbers of fields, `marks` its bits.
    """

    row: Row
    keys: tuple[str | None, str | None, str | None]
    former: tuple[str, ...]
    facets: tuple[tuple[str, str, str], ...]
    cites: tuple[str, ...]
    traits: frozenset[int]
    wants: frozenset[int]
    words: tuple[str, ...]
    facts: tuple[tuple[str, str | int], ...]
    marks: int
    packed: bytes
    hand_edited: bool


class FileTold(NamedTuple):
    """What was read of one file: its name, size and times in one text, and the digest of its
    bytes (None where they could not be read).

    `unsure` tells that the file may change without its size and times. What it is: an entry,
    or, with a `problem` (line, complaint), none; with neither the entry told before.
    `derived` tells that library.bib has the entry as it is now.
    """

    stamp: Stamped
    digest: str | None
    unsure: bool = False
    entry: Indexed | None = None
    problem: tuple[int, str] | None = None
    derived: bool = False


_MARKS = ", ".join("?" * (1 + len(WORDS)))
_OF_ENTRY = (
    "row", "text", "packed", "former", "facet", "fact", "cites", "trait", "want", "problem",
)  # fmt: skip


@contextmanager
def writing(index: Index) -> Iterator[None]:
    """A time in which no other process writes; what is written is written at its end, or not
    at all. Raises `IndexTrouble`."""
    connection = index.connection
    with trouble():
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield
        except BaseException:
            with suppress(sqlite3.Error):  # some errors have ended it already
                connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def write_files(
    index: Index, files: Iterable[FileTold], gone: Iterable[str], *, linked: bool = False
) -> None:
    """Tell of these files, and forget those of the names `gone`; to be used while `writing`.

    With `linked` the lists that concern these entries have been linked anew since they changed;
    else their traits, those before and those now, are noted as touched.
    """
    connection = index.connection
    known = before = index.stamps()
    with trouble():
        for name in gone:
            found = connection.execute("SELECT id, stamp FROM file WHERE name = ?", (name,))
            for number, stamp in found.fetchall():
                _forget(index, number, touch=not linked)
                connection.execute("DELETE FROM file WHERE id = ?", (number,))
                known = known - {stamp}
        known = set(known)
        for told in files:
            known.discard(_write(index, told, linked=linked))
            known.add(told.stamp)
    if known != before:
        note(index, {"files": "\n".join(known)})


def _write(index: Index, told: FileTold, *, linked: bool) -> Stamped:
    """Tell of one file; returns the file as it was told before, or nothing."""
    name = name_of(told.stamp)
    held = _held(index, name)
    values = (told.stamp, told.unsure, told.digest)
    if held is None:
        number = _added(index, name, values)
    else:
        number = held.number
        if held.values != values:
            index.connection.execute(
                "UPDATE file SET stamp = ?, unsure = ?, digest = ? WHERE id = ?", (*values, number)
            )
        if told.entry is None and told.problem in (None, held.problem):
            return held.values[0]
    same = held is not None and told.entry is not None and held.packed == told.entry.packed
    if held is not None:
        _forget(index, number, touch=not linked and not same)
    if told.problem is not None:
        insert = "INSERT INTO problem VALUES (?, ?, ?)"
        index.connection.execute(insert, (number, *told.problem))
    if told.entry is not None:
        _insert(index, number, told.entry, derived=told.derived)
        if not linked and not same:
            _touch(index, number)
    return held.values[0] if held is not None else ""


class _Held(NamedTuple):
    number: int
    values: tuple[Stamped, int, str | None]
    packed: bytes | None
    problem: tuple[int, str] | None


def _held(index: Index, name: str) -> _Held | None:
    """What was told of a file before."""
    found = index.connection.execute(
        "SELECT file.id, stamp, unsure, digest, data, line, message FROM file"
        " LEFT JOIN packed USING (id) LEFT JOIN problem USING (id) WHERE name = ?",
        (name,),
    ).fetchone()
    if found is None:
        return None
    number, stamp, unsure, digest, packed, line, message = found
    problem = None if message is None else (line, message)
    return _Held(number, (stamp, unsure, digest), packed, problem)


def _added(index: Index, name: str, values: tuple[object, ...]) -> int:
    added = index.connection.execute(
        "INSERT INTO file (name, stamp, unsure, digest) VALUES (?, ?, ?, ?)", (name, *values)
    )
    return added.lastrowid or 0


def _forget(index: Index, number: int, *, touch: bool) -> None:
    if touch:
        _touch(index, number)
    connection = index.connection
    # What stands in the full text has to be told word for word to be taken out of it.
    query = f"INSERT INTO words (words, rowid, {', '.join(WORDS)}) VALUES ('delete', {_MARKS})"
    for (data,) in index.all("SELECT data FROM text WHERE id = ?", (number,)):
        try:
            connection.execute(query, (number, *unpack_texts(data)))
        except ValueError as error:
            raise IndexTrouble(str(error), broken=True) from error
    for table in _OF_ENTRY:
        connection.execute(f"DELETE FROM {table} WHERE id = ?", (number,))


def _touch(index: Index, number: int) -> None:
    if meta(index, "linked") is None:
        return  # all of them are
    step = last_step(index) + 1
    note(index, {"step": str(step)})
    index.connection.execute(
        "INSERT OR REPLACE INTO touched SELECT hash, ? FROM trait WHERE id = ?", (step, number)
    )
    index.connection.execute("INSERT OR REPLACE INTO revised VALUES (?, ?)", (number, step))


def _insert(index: Index, number: int, one: Indexed, *, derived: bool) -> None:
    run, many = index.connection.execute, index.connection.executemany
    row = one.row
    run(
        "INSERT INTO row VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            number, row.citekey, row.citekey.casefold(), row.year, row.first_author,
            SEPARATOR.join(row.authors), row.title, row.journal, SEPARATOR.join(row.diseases),
            SEPARATOR.join(row.therapies), row.doi, row.pmid, row.pmcid, row.kind, *one.keys,
            one.hand_edited, derived, one.marks,
        ),
    )  # fmt: skip
    run("INSERT INTO packed VALUES (?, ?)", (number, one.packed))
    run("INSERT INTO text VALUES (?, ?)", (number, pack_texts(one.words)))
    run(f"INSERT INTO words (rowid, {', '.join(WORDS)}) VALUES ({_MARKS})", (number, *one.words))
    many("INSERT OR IGNORE INTO former VALUES (?, ?)", [(key, number) for key in one.former])
    many("INSERT OR IGNORE INTO facet VALUES (?, ?, ?, ?)", [(*key, number) for key in one.facets])
    many("INSERT OR IGNORE INTO fact VALUES (?, ?, ?)", [(*fact, number) for fact in one.facts])
    many("INSERT OR IGNORE INTO cites VALUES (?, ?)", [(key, number) for key in one.cites])
    many("INSERT INTO trait VALUES (?, ?)", [(hash_, number) for hash_ in one.traits])
    many("INSERT INTO want VALUES (?, ?)", [(hash_, number) for hash_ in one.wants])


def meta(index: Index, name: str) -> str | None:
    """What is noted under a name."""
    with trouble():
        found = index.connection.execute("SELECT value FROM meta WHERE name = ?", (name,))
        held = found.fetchone()
    return None if held is None else str(held[0])


def note(index: Index, values: Mapping[str, str | None]) -> None:
    """Note a text under each name, or nothing any more."""
    with trouble():
        for name, value in values.items():
            if value is None:
                index.connection.execute("DELETE FROM meta WHERE name = ?", (name,))
            else:
                index.connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (name, value))


def note_linked(index: Index, step: int) -> None:
    """Note that lists were linked with what had been touched up to a step (`last_step`)."""
    with trouble():
        for table in ("touched", "revised"):
            index.connection.execute(f"DELETE FROM {table} WHERE step <= ?", (step,))
    note(index, {"linked": "1"})


def last_step(index: Index) -> int:
    """The number of the last change written."""
    return int(meta(index, "step") or 0)
