"""How `sscmsc browse` lays out works: one line each, as wide as there is room."""

from __future__ import annotations

from typing import NamedTuple

from sscmsc.index import Row
from sscmsc.present_cells import width_of
from sscmsc.text import visible

#: What stands before a work that is marked; elsewhere as many blanks.
MARK = "* "
#: From these widths on there are columns for the labels, the author and the journal.
LABELS_FROM, AUTHOR_FROM, JOURNAL_FROM = 70, 84, 104
#: A title is looked at no further than that; a line shows less.
_LONGEST = 400


class Layout(NamedTuple):
    """The widths of the columns of a table, 0 for one that is not there, and one blank between."""

    citekey: int
    year: int
    author: int
    title: int
    journal: int
    labels: int

    @property
    def heading(self) -> str:
        """The line above the table."""
        names = ("Citekey", "Year", "First author", "Title", "Journal", "Disease, therapy")
        return " " * len(MARK) + _line(self, names)


def lay_out(width: int) -> Layout:
    """The columns of a table of so many cells."""
    citekey, year = 15, 4
    author = 13 if width >= AUTHOR_FROM else 0
    journal = 14 if width >= JOURNAL_FROM else 0
    labels = 18 if width >= LABELS_FROM else 0
    taken = sum(one + 1 for one in (citekey, year, author, journal, labels) if one)
    return Layout(
        citekey, year, author, max(8, width - len(MARK) - taken), journal, labels
    )  # fmt: skip


def line_of(row: Row, layout: Layout) -> str:
    """One work in one line, harmless to a terminal, without the mark before it."""
    labels = ", ".join((*row.diseases, *row.therapies))
    year = str(row.year) if row.year else ""
    return _line(
        layout,
        (row.citekey, year, row.first_author or "", row.title, row.journal or "", labels),
    )


def fitted(text: str, width: int) -> str:
    """A text in just so many cells: blanks behind it, or cut with an ellipsis."""
    shown = visible(text[:_LONGEST]).replace("\n", " ")
    if (wide := width_of(shown)) > width:
        kept = shown[: width - 1]
        while width_of(kept) >= width:
            kept = kept[:-1]
        shown = f"{kept}…"
        wide = width_of(shown)
    return shown + " " * (width - wide)


def _line(layout: Layout, texts: tuple[str, ...]) -> str:
    cells = zip(texts, layout, strict=True)
    return " ".join(fitted(text, width) for text, width in cells if width)
