"""A table of the library that is quicker to read than its files; deleting it harms nothing.

It is believed only while every file of the library has the size and times it was made from,
so a change by hand is always noticed. This module imports neither entries nor YAML: a list
from the index starts as fast as Python and SQLite do.
"""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import Any

from sscmsc.disk import open_file
from sscmsc.index_files import scan
from sscmsc.index_rows import ALL, COLUMNS, Row, Selection, make_row
from sscmsc.index_schema import IndexTrouble, connect_to_read, index_place, trouble
from sscmsc.stamps import Stamped, is_pending, name_of, times_of

__all__ = ["ALL", "Index", "Row", "Selection", "current_index", "load_rows"]

_PARAMETERS = 500
#: So many files are read again because they were read as soon as they were written.
_LOOKED_AT = 100


class Index:
    """The index of one library, open. All methods raise `IndexTrouble`."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self.connection = connection
        #: What is to be written when nothing more is read; that it cannot be is no matter.
        self.afterwards: list[Callable[[], None]] = []

    def close(self) -> None:
        for write in self.afterwards:
            with suppress(IndexTrouble, sqlite3.Error):
                write()
        with suppress(sqlite3.Error):
            self.connection.close()

    @contextmanager
    def moment(self) -> Iterator[None]:
        """A time in which what is read does not change."""
        with trouble():
            self.connection.execute("BEGIN")
        try:
            yield
        finally:
            with suppress(sqlite3.Error):
                self.connection.execute("ROLLBACK")

    def stamps(self) -> set[Stamped]:
        """The files that were read, as they were then."""
        held = self.all("SELECT value FROM meta WHERE name = 'files'")
        return set(str(held[0][0]).split("\n")) if held and held[0][0] else set()

    def unsure(self) -> dict[Stamped, str | None]:
        """Those that may have changed without showing it, and the digests of their bytes."""
        return dict(self.all("SELECT stamp, digest FROM file WHERE unsure"))

    def problems(self) -> list[tuple[str, int, str]]:
        """File name, line (0: unknown) and complaint of each file that is no entry, by name."""
        # The few problems are looked at first, not the many names in their order.
        query = "SELECT name, line, message FROM problem CROSS JOIN file USING (id) ORDER BY name"
        return [(str(name), int(line), str(said)) for name, line, said in self.all(query)]

    def count(self, selection: Selection = ALL) -> int:
        """How many rows a selection has."""
        self.define(selection)
        (found,) = self.all(f"SELECT count(*) {_from(selection)}", selection.parameters)
        return int(found[0])

    def rows(self, selection: Selection = ALL, limit: int | None = None) -> list[Row]:
        """The rows of a selection in its order, at most `limit`."""
        self.define(selection)
        query = f"SELECT {COLUMNS} {_from(selection)} ORDER BY {selection.order}"
        parameters = (*selection.parameters, *selection.order_parameters)
        if limit is not None:
            query += " LIMIT ?"
            parameters = (*parameters, limit)
        held = self.all(query, parameters)
        citing = self.citing([row[0] for row in held])
        return [make_row(row, citing) for row in held]

    def first(self, selection: Selection, limit: int) -> tuple[list[Row], int]:
        """The first rows of a selection in its order, and how many it has in all."""
        if not selection.where or not limit:
            return self.rows(selection, limit), self.count(selection)
        self.define(selection)
        query = (
            f"WITH found AS MATERIALIZED (SELECT row.id {_from(selection)})"
            f" SELECT (SELECT count(*) FROM found), {COLUMNS} FROM found JOIN row USING (id)"
            f" ORDER BY {selection.order} LIMIT ?"
        )
        held = self.all(query, (*selection.parameters, *selection.order_parameters, limit))
        citing = self.citing([str(row[1]) for row in held])
        return [make_row(row[1:], citing) for row in held], int(held[0][0]) if held else 0

    def citekeys(self, selection: Selection = ALL) -> list[str]:
        """The citekeys of a selection, in its order."""
        self.define(selection)
        query = f"SELECT row.citekey {_from(selection)} ORDER BY {selection.order}"
        parameters = (*selection.parameters, *selection.order_parameters)
        return [str(key) for (key,) in self.all(query, parameters)]

    def has(self, citekey: str) -> bool:
        return bool(self.all("SELECT 1 FROM row WHERE citekey = ?", (citekey,)))

    def find(self, key: str) -> str | None:
        """The citekey that `key` is: itself, in another case, a former one of an entry."""
        folded = key.casefold()
        for query, asked in (
            ("SELECT citekey FROM row WHERE citekey = ?", key),
            ("SELECT citekey FROM row WHERE folded = ? ORDER BY citekey", folded),
            (
                "SELECT citekey FROM row JOIN former USING (id) WHERE former.folded = ?"
                " ORDER BY row.folded DESC, citekey DESC",
                folded,
            ),
        ):
            if found := self.all(f"{query} LIMIT 1", (asked,)):
                return str(found[0][0])
        return None

    def titles(self, begun: str) -> dict[str, str]:
        """The titles of the works whose citekeys, without case, begin like that."""
        query = "SELECT citekey, title FROM row WHERE folded >= ? AND folded < ?"
        found = self.all(query, (begun, begun + "\U0010ffff"))
        return {str(citekey): str(title) for citekey, title in found}

    def marked(self, bit: int) -> list[str]:
        """The citekeys of the works that have a mark (`query_marks.BITS`)."""
        query = "SELECT citekey FROM row WHERE marks & ? ORDER BY folded, citekey"
        return [str(citekey) for (citekey,) in self.all(query, (bit,))]

    def with_identifier(self, value: str) -> str | None:
        """The first citekey whose row has this PMID, PMCID or DOI."""
        query = "SELECT citekey FROM row WHERE ?1 IN (doi, pmid, pmcid) ORDER BY folded LIMIT 1"
        found = self.all(query, (value,))
        return str(found[0][0]) if found else None

    def values(self, facet: str) -> list[tuple[str, int]]:
        """The values of a facet that works are about, and of how many works each."""
        query = (
            "SELECT value, count(*) FROM facet WHERE facet = ? AND grade = 'about'"
            " GROUP BY value ORDER BY value"
        )
        return [(str(value), int(number)) for value, number in self.all(query, (facet,))]

    def citing(self, keys: Sequence[str]) -> dict[str, tuple[str, ...]]:
        """The citekeys of the entries that cite each of these, by year."""
        query = (
            "SELECT cites.citekey, row.citekey FROM cites JOIN row USING (id) WHERE {}"
            " ORDER BY ifnull(row.year, 9999), row.folded, row.citekey"
        )
        found: dict[str, list[str]] = {}
        many = len(keys) > 20 * _PARAMETERS
        for cited, citing in (
            self.all(query.format("1"), ())
            if many
            else self.each(keys, lambda marks: query.format(f"cites.citekey IN ({marks})"))
        ):
            found.setdefault(str(cited), []).append(str(citing))
        return {key: tuple(citing) for key, citing in found.items()}

    def each(
        self,
        values: Iterable[str | int],
        query: Callable[[str], str],
        more: tuple[str | int, ...] = (),
    ) -> Iterator[tuple[Any, ...]]:
        """The rows of a query made for as many `?` as SQLite takes at once of the values, which
        stand before `more` parameters."""
        asked = list(values)
        for start in range(0, len(asked), _PARAMETERS):
            some = asked[start : start + _PARAMETERS]
            yield from self.all(query(", ".join("?" * len(some))), (*some, *more))

    def define(self, selection: Selection) -> None:
        with trouble():
            for name, arguments, function in selection.functions:
                self.connection.create_function(name, arguments, function, deterministic=True)

    def all(self, query: str, parameters: Sequence[str | int] = ()) -> list[tuple[Any, ...]]:
        """The rows of a query; none where it asks for what is no text (a lone surrogate)."""
        with trouble():
            try:
                return self.connection.execute(query, parameters).fetchall()
            except UnicodeEncodeError:
                return []


def copy_into(index: Index, place: str) -> None:
    """Make an index what the one in a file is. Raises `IndexTrouble`."""
    held = connect_to_read(place)
    try:
        with trouble():
            held.backup(index.connection)
    finally:
        held.close()


@contextmanager
def current_index(folder: str | os.PathLike[str]) -> Iterator[Index | None]:
    """The index at one moment if it knows every file just as it is, else None.

    None also while a change is being made, and for an index that is not there or broken.
    """
    index = _opened(folder)
    try:
        if index is None:
            yield None
            return
        with index.moment():
            yield index if _agrees(index, folder) else None
    finally:
        if index is not None:
            index.close()


def load_rows(folder: str | os.PathLike[str]) -> list[Row] | None:
    """One row an entry, by citekey, if the index knows every file just as it is, else None."""
    try:
        with current_index(folder) as index:
            return None if index is None else index.rows()
    except IndexTrouble:
        return None


def _opened(folder: str | os.PathLike[str]) -> Index | None:
    place = index_place(folder)
    if place is None or is_pending(folder):
        return None
    try:
        return Index(connect_to_read(place))
    except IndexTrouble:
        return None


def agreeing(index: Index, folder: str | os.PathLike[str], found: set[Stamped]) -> set[Stamped]:
    """The files of the index, but for those of `found` that may not be as it has them.

    Files that may have changed without showing it are read, if they are few.
    """
    known = index.stamps()
    unsure = {one: digest for one, digest in index.unsure().items() if one in found}
    known.difference_update(unsure)
    if 0 < len(unsure) <= _LOOKED_AT:
        known.update(one for one, digest in unsure.items() if _digest(folder, one) == digest)
    return known


def _digest(folder: str | os.PathLike[str], one: Stamped) -> str:
    """The digest of a file, empty where that does not tell whether it changed."""
    from hashlib import sha256

    if times_of(one)[0] < 0:
        return ""
    with suppress(OSError), open_file(os.path.join(folder, "entries", name_of(one))) as file:
        return sha256(file.read()).hexdigest()
    return ""


def _agrees(index: Index, folder: str | os.PathLike[str]) -> bool:
    try:
        found = scan(folder)
        return agreeing(index, folder, found) == found and not is_pending(folder)
    except (IndexTrouble, OSError):
        return False


def _from(selection: Selection) -> str:
    where = f" WHERE {selection.where}" if selection.where else ""
    return f"FROM row{where}"
