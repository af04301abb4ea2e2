"""Rows by how well they fit what is looked for in the full text.

https://www.sqlite.org/fts5.html section 3 (query syntax) and section 5.1 (bm25).
"""

from __future__ import annotations

from sscmsc.index import Index
from sscmsc.index_rows import COLUMNS, Row, Selection, make_row
from sscmsc.index_schema import WORDS

_WEIGHTS = ", ".join(str(weight) for weight in WORDS.values())


def search(
    index: Index, selection: Selection, match: str, limit: int | None = None, *, ranked: bool = True
) -> list[tuple[Row, float]]:
    """The rows of a selection with their scores, the best first, or in the order of the
    selection; at most `limit`.

    `match` is an FTS5 expression: what a row has of it gives its score, the higher the better,
    and 0 where it has nothing. Raises `IndexTrouble`.
    """
    index.define(selection)
    order = f"score IS NULL, score, {selection.order}" if ranked else selection.order
    where = f" WHERE {selection.where}" if selection.where else ""
    query = (
        f"SELECT {COLUMNS}, score FROM row LEFT JOIN (SELECT rowid AS hit,"
        f" bm25(words, {_WEIGHTS}) AS score FROM words WHERE words MATCH ?) ON hit = row.id"
        f"{where} ORDER BY {order}"
    )
    parameters = (match, *selection.parameters, *selection.order_parameters)
    if limit is not None:
        query, parameters = query + " LIMIT ?", (*parameters, limit)
    found = index.all(query, parameters)
    citing = index.citing([str(one[0]) for one in found])
    return [(make_row(held, citing), round(-float(score or 0), 3)) for *held, score in found]
