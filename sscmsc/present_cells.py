"""Text in columns: how much room a terminal needs for it, and where its lines break.

Widths are terminal cells: a Chinese character takes two, a combining accent none.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from sscmsc.errors import Excerpt
from sscmsc.text import visible

Cell = str | tuple[str, ...]
"""What a cell holds: one text, or a text and others that stand below it, less bright."""

#: How many lines one text of a cell may take before it ends in an ellipsis: where the column is
#: as wide as what is left, and elsewhere.
LINES = 3
LINES_OF_NARROW = 8
#: Characters of a text that a drawn table looks at; it shows a few lines of them.
CELL_LIMIT = 20_000
GAP = 2
#: How much wider than its `most` a column grows for a word that is not to be broken.
SLACK = 8
#: The column that takes what is left is not narrower than this.
LEAST = 16
#: How wide that column is made before the others are widened beyond their `most`.
COMFORT = 72

_WIDE = (
    "\u2e80-\u303f\u3040-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe4f\uff00-\uff60\uffe0-\uffe6"
)
_CLOSING = "、。〉》」』】〕！），．：；？］｝"
_BREAKS = rf"(?<=\w-)(?=\w)|(?<=[{_WIDE}])(?![{_CLOSING}])|(?<=[^\s{_WIDE}])(?=[一-鿿])"
_LONG_BREAKS = r"(?<=[/.,:;_=&?+])(?=\w)"


class Column(NamedTuple):
    """A column of a table on a terminal.

    It is as wide as its widest cell up to `most` cells, or a little more where a word would be
    broken; the one whose `most` is 0 takes the width that is left. `style` is rich's.
    """

    name: str
    most: int = 0
    style: str = ""
    right: bool = False

    @property
    def lines(self) -> int:
        """How many lines a text in it may take."""
        return LINES_OF_NARROW if self.most else LINES


def width_of(text: str) -> int:
    """How many cells of a terminal a line of text takes."""
    if text.isascii():
        return len(text)
    from rich.cells import cell_len

    return cell_len(text)


def plain_line(row: Sequence[Cell]) -> str:
    """The cells of a row, each one line and harmless to a terminal, with tabs between them."""
    texts = [value if isinstance(value, str) else " ".join(filter(None, value)) for value in row]
    if not "".join(texts).isprintable():
        texts = [" ".join(texts_of(value)) for value in row]
    return "\t".join(texts)


def texts_of(value: Cell, *, drawn: bool = False) -> tuple[str, ...]:
    """The texts of a cell, each one line and harmless to a terminal; empty ones left out.

    Of one that is to be `drawn` no more is measured than could be shown.
    """
    texts = (value,) if isinstance(value, str) else value
    if drawn:
        texts = tuple(f"{one[:CELL_LIMIT]}…" if len(one) > CELL_LIMIT else one for one in texts)
    return tuple(visible(text).replace("\n", " ") for text in texts if text)


def wrap(text: str, width: int, *, most: int = 0, hang: int = 0) -> list[str]:
    """A line of text as lines of at most `width` cells, broken at blanks and hyphens if it can be.

    Lines after the first are indented by `hang`. With `most`, what is more is cut and the last
    line ends in an ellipsis.
    """
    if width_of(text) <= width:
        return [text]
    inner = max(2, width - hang)
    lines: list[str] = []
    line, room = "", width
    for unit, apart in _units(text, inner):
        joined = f"{line} {unit}" if apart and line else line + unit
        if line and width_of(joined) > room:
            lines.append(line)
            line, room = unit, inner
        else:
            line = joined
    lines.append(line)
    if most and len(lines) > most:
        lines = [*lines[: most - 1], _cut(lines[most - 1], inner)]
    return [lines[0], *(" " * hang + one for one in lines[1:])]


def pointed_lines(excerpt: Excerpt, width: int) -> tuple[str, str]:
    """A line of what a person wrote, and a line below it that points at the wrong part.

    Where there is no room for all, what stands around that part is shown, with ellipses.
    """
    start, end = excerpt.start, max(excerpt.end, excerpt.start + 1)
    cells = [visible(one).replace("\n", " ") for one in excerpt.text]
    before, part, after = cells[:start], cells[start:end], cells[end:]
    room = max(LEAST, width)
    part = _first(part, room - 2)
    wide = max(1, _width(part))
    before = _last(before, max((room - wide) // 2, room - wide - _width(after)))
    after = _first(after, room - wide - _width(before))
    return "".join((*before, *part, *after)), " " * _width(before) + "^" * wide


def _width(cells: Sequence[str]) -> int:
    return sum(map(width_of, cells))


def _first(cells: Sequence[str], room: int) -> list[str]:
    """As many letters from the beginning as there is room for, ended by an ellipsis if not all."""
    if _width(cells) <= room:
        return list(cells)
    kept: list[str] = []
    for one in cells:
        room -= width_of(one)
        if room < 1:
            break
        kept.append(one)
    return [*kept, "…"]


def _last(cells: Sequence[str], room: int) -> list[str]:
    return _first(cells[::-1], room)[::-1]


def column_widths(
    columns: Sequence[Column], rows: Sequence[Sequence[Sequence[str]]], total: int
) -> tuple[int, ...] | None:
    """How wide each column is drawn so that the table fits in `total` cells; None if it cannot.

    `rows` hold the texts of each cell. Where there is no room for it, long words are broken.
    """
    texts = [[text for row in rows for text in row[place]] for place in range(len(columns))]
    widest = [
        max(map(width_of, (column.name, *own))) for column, own in zip(columns, texts, strict=True)
    ]
    room = total - GAP * (len(columns) - 1)
    for slack in (SLACK, 0):
        widths = [
            _least(column, own, most, slack)
            for column, own, most in zip(columns, texts, widest, strict=True)
        ]
        if sum(widths) <= room:
            # First the text becomes easy to read, then the narrow columns, then the text is long.
            for bound in (_bounds(columns, COMFORT, 0), _bounds(columns, COMFORT, 2), widest):
                widths = _widened(widths, map(min, widest, bound), room)
            return tuple(widths)
    return None


def _bounds(columns: Sequence[Column], text: int, times: int) -> list[int]:
    return [column.most * times if column.most else text for column in columns]


def _widened(widths: Sequence[int], wished: Iterable[int], room: int) -> list[int]:
    """Widths made as wide as is wished, the first first, while there is room."""
    spare = room - sum(widths)
    wider: list[int] = []
    for width, wish in zip(widths, wished, strict=True):
        extra = min(spare, max(0, wish - width))
        spare -= extra
        wider.append(width + extra)
    return wider


def _least(column: Column, texts: Sequence[str], widest: int, slack: int) -> int:
    """The width below which a column should not be drawn; `widest` is the width of its longest."""
    if not column.most:
        return min(widest, LEAST)
    if widest <= column.most:
        return widest
    words = (word for text in texts for word, _ in _units(text, column.most + slack))
    return max([column.most, *map(width_of, words)])


def _units(text: str, width: int) -> Iterator[tuple[str, bool]]:
    """What may not be broken, at most `width` cells each, and whether a blank stood before it."""
    for word in text.split():
        apart = True
        for part in _parts(word, width):
            yield part, apart
            apart = False


def _parts(word: str, width: int) -> Iterator[str]:
    if "-" not in word and word.isascii():
        pieces = [word]
    else:
        pieces = [piece for piece in re.split(_BREAKS, word) if piece]
    for piece in pieces:
        if width_of(piece) <= width:
            yield piece
            continue
        for part in re.split(_LONG_BREAKS, piece):
            yield from _chopped(part, width) if width_of(part) > width else (part,)


def _chopped(text: str, width: int) -> list[str]:
    from rich.cells import chop_cells

    return chop_cells(text, max(2, width))


def _cut(line: str, width: int) -> str:
    """A line that goes on, ended by an ellipsis: after a word, unless it is all one word."""
    while width_of(line) >= width and " " in line:
        line = line.rpartition(" ")[0]
    while width_of(line) >= width:
        line = line[:-1]
    return line.rstrip(" ,;:-–(") + "…"
