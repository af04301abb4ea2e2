"""A check as SQL over the index: it takes the rows whose cards `query_checks.matches` takes.

The tables are those of `index_schema`: `row`, `facet`, `cites`, `former`, and of the cards `words`
(full text), `fact` (values and numbers of fields) and the column `row.marks`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import NamedTuple

from sscmsc.query_checks import (
    Among,
    AnyValue,
    Both,
    Check,
    CitedBy,
    Citing,
    Either,
    Keyed,
    Like,
    Marked,
    Named,
    Within,
    Without,
    Words,
    is_named,
    phrases,
)
from sscmsc.query_marks import BITS
from sscmsc.query_words import BOUNDARY, NAMED, VALUED

Parameter = str | int
Part = tuple[str, tuple[Parameter, ...]]
#: The name of a function that SQL calls, the number of its arguments, and the function.
Function = tuple[str, int, Callable[..., int]]

#: The fields that are columns of `row`.
_IDENTIFIERS = ("doi", "pmid", "pmcid")
#: The kind of a work as `query_words.value_key` writes it.
_KIND = "replace(row.kind, '-', ' ')"


class Where(NamedTuple):
    """A condition on `row`, its parameters, and the functions it calls."""

    sql: str
    parameters: tuple[Parameter, ...] = ()
    functions: tuple[Function, ...] = ()


def make_where(check: Check) -> Where:
    """The condition that a check is."""
    sql, parameters = _part(check)
    functions = (("is_named", 3, _is_any_named),) if "is_named(" in sql else ()
    return Where(sql, parameters, functions)


def _part(check: Check) -> Part:
    match check:
        case Both(checks):
            return _joined(checks, " AND ", "1")
        case Either(checks):
            return _joined(checks, " OR ", "0")
        case Without(inner):
            sql, parameters = _part(inner)
            return f"NOT ({sql})", parameters
        case Words():
            return _ids("SELECT rowid FROM words WHERE words MATCH ?", _match(check))
        case Named():
            return _named(check)
        case Among(field, values):
            return _among(field, values)
        case Like(field, pattern):
            return _like(field, pattern)
        case Within():
            return _within(check)
        case AnyValue(field):
            return _any_value(field)
        case Marked(name):
            return "row.marks & ? != 0", (BITS[name],)
        case Keyed(citekeys):
            return _held(*_in("held.citekey", citekeys))
        case CitedBy(citekey):
            cites = "SELECT citekey FROM cites WHERE id = (SELECT id FROM row WHERE citekey = ?)"
            return _held(f"held.citekey IN ({cites})", (citekey,))
        case Citing(citekey):
            return _ids("SELECT id FROM cites WHERE citekey = ?", citekey)


def _joined(checks: Iterable[Check], operator: str, empty: str) -> Part:
    parts = [_part(one) for one in checks]
    if not parts:
        return empty, ()
    sql = operator.join(f"({part})" for part, _ in parts)
    return sql, tuple(one for _, parameters in parts for one in parameters)


def _ids(query: str, *parameters: Parameter) -> Part:
    return f"row.id IN ({query})", parameters


def _held(where: str, parameters: tuple[Parameter, ...]) -> Part:
    """A condition on citekeys as one on the numbers of rows: SQLite would try each citekey with
    each number of another condition if it could search for both."""
    return f"row.id IN (SELECT held.id FROM row AS held WHERE {where})", parameters


def _in(column: str, values: Iterable[str]) -> Part:
    wanted = tuple(sorted(values))
    return (f"{column} IN ({', '.join('?' * len(wanted))})", wanted) if wanted else ("0", ())


def match_any(checks: Iterable[Words | Named]) -> str:
    """What any of these look for, as an FTS5 expression by which rows are ranked."""
    return " OR ".join(
        f"({_match(one) if isinstance(one, Words) else _match_names(one)})" for one in checks
    )


def _match(check: Words) -> str:
    """A phrase in FTS5's own language."""
    asked = [f'"{" ".join(words)}"{" *" if begun else ""}' for words, begun in phrases(check)]
    columns = " ".join(check.columns or NAMED)
    return f"{'' if check.columns else '- '}{{{columns}}} : ({' OR '.join(asked)})"


def _named(check: Named) -> Part:
    query = "SELECT rowid FROM words WHERE words MATCH ?"
    asked = _match_names(check)
    if len(check.words) == 1:
        return _ids(query, asked)
    # All words stand among the authors; they must also be those of one author.
    return _ids(
        f"{query} AND is_named(authors, ?, ?)", asked, " ".join(check.words), int(check.begun)
    )


def _match_names(check: Named) -> str:
    star = " *" if check.begun else ""
    match = " AND ".join(f'"{word}"{star}' for word in dict.fromkeys(check.words))
    return f"{{authors}} : ({match})"


def _is_any_named(authors: str, asked: str, begun: int) -> int:
    names = authors.split(BOUNDARY)
    return any(is_named(asked.split(), name.split(), begun=bool(begun)) for name in names)


def _is_facet(field: str) -> bool:
    return field not in VALUED


def _grade(field: str) -> tuple[str, str]:
    """The facet and the grade of a field of a card."""
    return (field[1:], "mentions") if field.startswith("~") else (field, "about")


def _among(field: str, values: frozenset[str]) -> Part:
    if field == "kind":
        return _in(_KIND, values)
    if not _is_facet(field):
        where, wanted = _in("value", values)
        return _ids(f"SELECT id FROM fact WHERE field = ? AND {where}", field, *wanted)
    where, wanted = _in("value", values)
    facet, grade = _grade(field)
    query = f"SELECT id FROM facet WHERE facet = ? AND {where} AND grade = ?"
    return _ids(query, facet, *wanted, grade)


def _like(field: str, pattern: str) -> Part:
    glob = pattern.replace("[", "[[]").replace("?", "[?]")
    if field == "key":
        former = "row.id IN (SELECT id FROM former WHERE folded GLOB ?)"
        return f"row.folded GLOB ? OR {former}", (glob, glob)
    if field == "kind":
        return f"{_KIND} GLOB ?", (glob,)
    if field in _IDENTIFIERS:
        older = "SELECT id FROM fact WHERE field = ? AND lower(value) GLOB ?"
        mine = f"lower(row.{field}) GLOB ?" if "*" in pattern else f"lower(row.{field}) = ?"
        value = glob if "*" in pattern else pattern
        return f"ifnull({mine}, 0) OR row.id IN ({older})", (value, field, glob)
    if _is_facet(field):
        facet, grade = _grade(field)
        query = "SELECT id FROM facet WHERE facet = ? AND lower(value) GLOB ? AND grade = ?"
        return _ids(query, facet, glob, grade)
    return _ids("SELECT id FROM fact WHERE field = ? AND lower(value) GLOB ?", field, glob)


def _within(check: Within) -> Part:
    field = check.field
    if field == "year":
        sql, bounds = _bounds("row.year", check)
        return f"row.year IS NOT NULL AND {sql}", bounds
    if field == "cites":
        return _cited(check)
    if _is_facet(field):
        number = "CAST(value AS INTEGER)"
        sql, bounds = _bounds(number, check)
        digits = "value NOT GLOB '*[^0-9]*'"
        query = f"SELECT id FROM facet WHERE facet = ? AND grade = 'about' AND {digits} AND {sql}"
        return _ids(query, field, *bounds)
    sql, bounds = _bounds("value", check)
    return _ids(f"SELECT id FROM fact WHERE field = ? AND {sql}", field, *bounds)


def _cited(check: Within) -> Part:
    """By how many held entries a row is cited."""
    low, high = check.low or 0, check.high
    if low <= 0 and high is None:
        return "1", ()
    if low <= 0 and high is not None:  # few works are cited often: those that are, left out
        sql, bounds = _cited(Within("cites", high + 1))
        return f"NOT ({sql})", bounds
    if low == 1 and high is None:
        return _held("held.citekey IN (SELECT citekey FROM cites)", ())
    counted = "SELECT citekey FROM cites GROUP BY citekey HAVING count(*)"
    if high is None:
        return _held(f"held.citekey IN ({counted} >= ?)", (low,))
    return _held(f"held.citekey IN ({counted} BETWEEN ? AND ?)", (low, high))


def _bounds(column: str, check: Within) -> Part:
    if check.low is not None and check.high is not None:
        return f"{column} BETWEEN ? AND ?", (check.low, check.high)
    if check.low is not None:
        return f"{column} >= ?", (check.low,)
    return (f"{column} <= ?", (check.high,)) if check.high is not None else ("1", ())


def _any_value(field: str) -> Part:
    if field == "kind":
        return "1", ()
    if _is_facet(field):
        facet, grade = _grade(field)
        return _ids("SELECT id FROM facet WHERE facet = ? AND grade = ?", facet, grade)
    return _ids("SELECT id FROM fact WHERE field = ?", field)
