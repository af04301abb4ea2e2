"""A row of the index as a list shows it, and which rows are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sscmsc.index_schema import SEPARATOR, IndexTrouble


class Row(NamedTuple):
    """An entry as a list shows it: cleaned plain text, `title` in brackets when translated.

    `authors` are `Family, Given`; `first_author` is `Family AB`; `journal` is the shortest
    name known; `cited_by` are citekeys, by year.
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


class Selection(NamedTuple):
    """Which rows, in what order: SQL over the tables of `index_schema`, and its parameters.

    `where` and `order` may name columns of `row`; `functions` are Python functions (name,
    number of arguments, function) that they call.
    """

    where: str = ""
    parameters: tuple[str | int, ...] = ()
    order: str = "row.folded, row.citekey"
    functions: tuple[tuple[str, int, Callable[..., int]], ...] = ()
    order_parameters: tuple[str | int, ...] = ()


ALL = Selection()
#: What of `row` a list shows, in the order of `Row`.
COLUMNS = ", ".join("NULL" if name == "cited_by" else f"row.{name}" for name in Row._fields)
_LISTS = tuple(Row._fields.index(name) for name in ("authors", "diseases", "therapies"))
_CITED_BY = Row._fields.index("cited_by")


def make_row(held: Sequence[object], citing: Mapping[str, tuple[str, ...]]) -> Row:
    """A row of what `COLUMNS` gave, and of the citekeys that cite each. Raises `IndexTrouble`
    for values of other types than were written."""
    values: list[object] = list(held)
    for place in _LISTS:
        text = values[place]
        if not isinstance(text, str):
            raise IndexTrouble("no text", broken=True)
        values[place] = tuple(text.split(SEPARATOR)) if text else ()
    if not isinstance(values[0], str):
        raise IndexTrouble("no citekey", broken=True)
    values[_CITED_BY] = citing.get(values[0], ())
    return Row._make(values)
