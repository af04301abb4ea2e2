"""A table of texts and numbers as CSV, tab-separated values or Markdown."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.formats.reference_lists import markdown_text
from sscmsc.formats.spreadsheet import harmless_cell, quoted_cell
from sscmsc.formats.values import one_line

#: A text, a number, or nothing.
Value = str | int | float | None


class Tabulated(NamedTuple):
    """A table: the name of each column, and rows with a value for each."""

    head: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]


def shown(value: Value) -> str:
    """A value as text: nothing is empty, a number has at most four digits after the point."""
    if isinstance(value, float):
        return f"{value:.4f}".rstrip("0").rstrip(".")
    return "" if value is None else str(value)


def write_csv(table: Tabulated) -> Iterator[str]:
    """CSV of RFC 4180, the names first; no text in it is a formula to a spreadsheet."""
    for row in (table.head, *table.rows):
        yield ",".join(quoted_cell(_cell(value)) for value in row) + "\r\n"


def write_tsv(table: Tabulated) -> Iterator[str]:
    """Values with tabs between them, the names first."""
    for row in (table.head, *table.rows):
        yield "\t".join(one_line(_cell(value)) for value in row) + "\n"


def _cell(value: Value) -> str:
    return harmless_cell(value) if isinstance(value, str) else shown(value)


def write_markdown(table: Tabulated) -> Iterator[str]:
    """A table as GitHub and pandoc read it (https://github.github.com/gfm/#tables-extension-),
    columns of numbers to the right."""
    numbers = [_is_number([row[place] for row in table.rows]) for place in range(len(table.head))]
    yield _markdown_row(table.head)
    yield "| " + " | ".join("---:" if one else "---" for one in numbers) + " |\n"
    for row in table.rows:
        yield _markdown_row(row)


def _is_number(values: Sequence[Value]) -> bool:
    said = [one for one in values if one is not None]
    return bool(said) and not any(isinstance(one, str) for one in said)


def _markdown_row(row: Sequence[Value]) -> str:
    cells = (markdown_text(one_line(shown(one))) if isinstance(one, str) else shown(one)
             for one in row)  # fmt: skip
    return "| " + " | ".join(cells) + " |\n"


#: The ways to write a table, by the name of each, which is what its file names end in too.
WRITERS: Mapping[str, Callable[[Tabulated], Iterator[str]]] = MappingProxyType(
    {"csv": write_csv, "tsv": write_tsv, "md": write_markdown}
)
