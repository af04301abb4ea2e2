"""Full text: what a person types as a safe question to FTS5, and the hits with where they are.

https://www.sqlite.org/fts5.html section 3 (query syntax) and section 5 (bm25, snippet).
"""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from sscmsc.errors import InputError
from sscmsc.index import Index
from sscmsc.index_rows import COLUMNS, Row, Selection, make_row
from sscmsc.index_schema import WORDS

#: Around what was found; cleaned text holds neither.
START, END = "\x02", "\x03"
#: Words of a text that are shown around what was found in it.
AROUND = 24
#: Where what was found is shown from, besides the title, the most telling first.
_SHOWN = ("abstract", "keywords", "mesh", "note", "tags", "original", "authors", "journal")

_PART = re.compile(r'"([^"]*)"?(\*?)|([^\s"]+)')
_TOKEN = re.compile(r"[^\W_]+")


class Marked(NamedTuple):
    """A text, and where in it the words are that were looked for: (start, end) in characters."""

    text: str
    hits: tuple[tuple[int, int], ...] = ()


class Hit(NamedTuple):
    """A work that was found: its row, its score (the higher the better), its title, and a
    stretch of the field that shows most besides, which is empty where no other does."""

    row: Row
    score: float
    title: Marked
    field: str = ""
    snippet: Marked = Marked("")


def expression(text: str) -> str:
    """What a person looks for as an FTS5 expression: every word, `"a phrase"` and beginning of
    a word (`fibro*`) must be there. Raises `InputError` where there is nothing to look for."""
    parts: list[str] = []
    for quoted, starred, bare in _PART.findall(unicodedata.normalize("NFC", text)):
        written = bare or quoted
        tokens = _TOKEN.findall(written)
        if not tokens:
            continue
        begun = bool(starred) or (bool(bare) and bare.endswith("*"))
        parts.append(f'"{" ".join(tokens)}"{"*" if begun else ""}')
    if not parts:
        raise InputError(f"'{text}' has no letter or digit to look for")
    return " AND ".join(parts)


def search(
    index: Index, text: str, selection: Selection, limit: int | None = None, *, ranked: bool = True
) -> list[Hit]:
    """The works of a selection in which a text is found, the best first, or in the order of the
    selection. Raises `InputError` and `IndexTrouble`."""
    asked = expression(text)
    index.define(selection)
    weights = ", ".join(str(weight) for weight in WORDS.values())
    order = f"score, {selection.order}" if ranked else selection.order
    query = (
        f"SELECT row.id, {{}}, bm25(words, {weights}) AS score"
        f" FROM words JOIN row ON row.id = words.rowid{_joined(selection)} ORDER BY {order}"
    )
    parameters: tuple[str | int, ...] = (asked, *selection.parameters)
    if limit is not None:
        query, parameters = query + " LIMIT ?", (*parameters, limit)
    found = index.all(query.format(COLUMNS), parameters)
    cited = index.citing([str(one[1]) for one in found])
    shown = _shown(index, asked, [int(one[0]) for one in found])
    return [
        Hit(make_row(held, cited), round(-float(score), 3), *shown[int(number)])
        for number, *held, score in found
    ]


def count(index: Index, text: str, selection: Selection) -> int:
    """In how many works of a selection a text is found."""
    index.define(selection)
    query = "SELECT count(*) FROM words JOIN row ON row.id = words.rowid" + _joined(selection)
    return int(index.all(query, (expression(text), *selection.parameters))[0][0])


def _joined(selection: Selection) -> str:
    said = " JOIN said ON said.id = words.rowid" if "said." in selection.where else ""
    where = f" AND ({selection.where})" if selection.where else ""
    return f"{said} WHERE words MATCH ?{where}"


def _shown(index: Index, asked: str, numbers: list[int]) -> dict[int, tuple[Marked, str, Marked]]:
    """Title, field and snippet of each of these works."""
    columns = list(WORDS)
    snippets = ", ".join(
        f"snippet(words, {columns.index(name)}, '{START}', '{END}', '…', {AROUND})"
        for name in _SHOWN
    )
    title = f"highlight(words, {columns.index('title')}, '{START}', '{END}')"
    found = index.each(
        numbers,
        lambda marks: (
            f"SELECT rowid, {title}, {snippets} FROM words"
            f" WHERE rowid IN ({marks}) AND words MATCH ?"
        ),
        (asked,),
    )
    shown: dict[int, tuple[Marked, str, Marked]] = {}
    for number, heading, *texts in found:
        field, snippet = next(
            ((name, text) for name, text in zip(_SHOWN, texts, strict=True) if START in text),
            ("", ""),
        )
        shown[int(number)] = (marked(heading), field, marked(snippet))
    return shown


def marked(text: str) -> Marked:
    """A text with marks in it, as the text without and the places of the marks."""
    plain: list[str] = []
    hits: list[tuple[int, int]] = []
    length = 0
    for place, piece in enumerate(re.split(f"[{START}{END}]", text)):
        if place % 2:
            hits.append((length, length + len(piece)))
        plain.append(piece)
        length += len(piece)
    return Marked("".join(plain), tuple(hits))
