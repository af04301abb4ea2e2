"""A query as SQL over the index: it takes the rows that `Query.matches` takes."""

from __future__ import annotations

from collections.abc import Mapping

from sscmsc.errors import InputError
from sscmsc.index_rows import SEPARATOR, Selection
from sscmsc.query import SORTS, Query, is_named

Part = tuple[str, tuple[str | int, ...]]

_BY_CITEKEY = "row.folded, row.citekey"
#: By what each order sorts, and when that is missing and comes last either way.
_ORDERS: Mapping[str, tuple[str, str]] = {
    "year": ("row.year", "row.year IS NULL"),
    "author": ("row.author_key", "row.author_key IS NULL"),
    "title": ("row.title_key", "row.title_key IS NULL"),
    "journal": ("row.journal_key", "row.journal_key IS NULL"),
    "cited": ("(SELECT count(*) FROM cites WHERE cites.citekey = row.citekey)", ""),
}


def make_selection(query: Query, order: str = "citekey") -> Selection:
    """The rows a query asks for, in the order named in `query.SORTS`, downwards with a leading
    `-`. Raises `InputError` for another name."""
    parts = _parts(query)
    parameters = tuple(one for _, some in parts for one in some)
    functions = (
        (("is_named", 2, _is_any_named),) if any(" " in one for one in query.authors) else ()
    )
    return Selection(
        " AND ".join(f"({where})" for where, _ in parts), parameters, sql_order(order), functions
    )


def sql_order(order: str) -> str:
    """An order as `ORDER BY` takes it; ties by citekey. Raises `InputError`."""
    name = order.removeprefix("-")
    if name not in SORTS:
        raise InputError(f"cannot sort by '{name}'", hint=f"Sort by {', '.join(SORTS)}.")
    down = " DESC" if order.startswith("-") else ""
    if name == "citekey":
        return f"row.folded{down}, row.citekey{down}"
    by, missing = _ORDERS[name]
    return ", ".join(one for one in (missing, by + down, _BY_CITEKEY) if one)


def _parts(query: Query) -> list[Part]:
    parts: list[Part] = []
    if query.citekeys is not None:
        parts.append(_among("row.citekey", query.citekeys))
    for facet, sets in (("disease", query.diseases), ("therapy", query.therapies)):
        for wanted in sets:
            where, values = _among("value", wanted)
            within = f"SELECT id FROM facet WHERE facet = ? AND {where} AND grade = 'about'"
            parts.append((f"row.id IN ({within})", (facet, *values)))
    for key in query.cited_by:
        citing = "SELECT id FROM row WHERE citekey = ?"
        where = f"row.citekey IN (SELECT citekey FROM cites WHERE id IN ({citing}))"
        parts.append((where, (key,)))
    if query.years is not None:
        low, high = query.years
        parts.append(("row.year IS NOT NULL", ()))
        parts += [("row.year >= ?", (low,))] if low is not None else []
        parts += [("row.year <= ?", (high,))] if high is not None else []
    for asked in query.authors:
        parts += [("instr(said.names, ?)", (f" {word}",)) for word in asked.split()]
        if len(asked.split()) > 1:
            parts.append(("is_named(said.names, ?)", (asked,)))
    parts += [("instr(said.text, ?)", (word,)) for word in query.words]
    return parts


def _among(column: str, values: frozenset[str]) -> Part:
    if not values:
        return "0", ()
    return f"{column} IN ({', '.join('?' * len(values))})", tuple(sorted(values))


def _is_any_named(names: str, asked: str) -> int:
    return any(is_named(asked, name) for name in names.split(SEPARATOR)[1:])
