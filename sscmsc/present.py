"""What a person or a program sees: tables on a terminal, TSV in a pipe, JSON on request.

Data goes to standard output, talk to standard error. Every text that came from outside passes
`text.visible` here, whatever was done to it before, so no control or bidi character reaches a
terminal raw, and rich markup in a title is shown as the text it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, NamedTuple, TextIO

from sscmsc.errors import Problem, SscmscError
from sscmsc.text import visible

if TYPE_CHECKING:
    from rich.console import Console

    from sscmsc.gather import Progress

Color = Literal["auto", "always", "never"]
Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]


Cell = str | tuple[str, ...]
"""What a cell holds: one text, or several that stand below each other."""


class Column(NamedTuple):
    """A column of a table on a terminal.

    It is as wide as its widest cell up to `most` characters; the one whose `most` is 0 takes
    the width that is left, and its cells end in an ellipsis after `LINES` lines. `style` is
    rich's.
    """

    name: str
    most: int = 0
    style: str = ""
    right: bool = False


LINES = 3
GAP = 2


class Screen:
    """Where a command's output goes, and how: built once by the command line."""

    def __init__(
        self,
        out: TextIO,
        err: TextIO,
        *,
        color: Color = "auto",
        json: bool = False,
        quiet: bool = False,
        verbose: bool = False,
        environment: Mapping[str, str] | None = None,
    ) -> None:
        self.out = out
        self.err = err
        self.color = color
        self.as_json = json
        self.quiet = quiet
        self.verbose = verbose
        self._environment = environment or {}

    @property
    def is_terminal(self) -> bool:
        """Whether output is laid out for a person."""
        return self.out.isatty() or self.color == "always"

    @property
    def width(self) -> int:
        """The width of the terminal in characters."""
        return self.console(self.out).width

    def console(self, stream: TextIO) -> Console:
        """A rich console that takes text as it is: no markup, no emoji codes, no highlighting."""
        from rich.console import Console

        plain = self.color == "never" or (
            bool(self._environment.get("NO_COLOR")) and self.color != "always"
        )
        return Console(
            file=stream, markup=False, emoji=False, highlight=False,
            force_terminal=True if self.color == "always" else None,
            color_system=None if plain else "auto",
        )  # fmt: skip

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, caption: str = ""
    ) -> None:
        """Rows as a rich table on a terminal, as tab-separated lines without a head elsewhere."""
        if not self.is_terminal:
            for row in rows:
                self.write("\t".join(" ".join(_lines(value)) for value in row) + "\n")
            return
        from rich import box
        from rich.table import Table
        from rich.text import Text

        console = self.console(self.out)
        widths = _widths(columns, rows, console.width)
        drawn = Table(
            box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, GAP - 1, 0, 0),
            show_edge=False,
        )  # fmt: skip
        for column, width in zip(columns, widths, strict=True):
            drawn.add_column(
                Text(column.name), style=column.style, width=width, overflow="fold",
                justify="right" if column.right else "left",
            )  # fmt: skip
        for row in rows:
            cells = (
                "\n".join(_lines(value, 0 if column.most else width))
                for column, value, width in zip(columns, row, widths, strict=True)
            )
            drawn.add_row(*(Text(cell) for cell in cells))
        if rows:
            console.print(drawn)
        if caption:
            console.print(Text(visible(caption), style="dim"))

    def fields(self, title: str, pairs: Sequence[tuple[str, str]]) -> None:
        """A headed list of named values; a value may have several lines."""
        shown = [(name, value) for name, value in pairs if value]
        if not self.is_terminal:
            self.out.write(visible(title) + "\n")
            for name, value in shown:
                indented = visible(value).replace("\n", "\n\t")
                self.out.write(f"{name}\t{indented}\n")
            return
        from rich.table import Table
        from rich.text import Text

        console = self.console(self.out)
        console.print(Text(visible(title), style="bold"))
        grid = Table.grid(padding=(0, 2, 0, 0))
        grid.add_column(style="cyan", no_wrap=True)
        grid.add_column(overflow="fold")
        for name, value in shown:
            grid.add_row(Text(name), Text(visible(value)))
        console.print(grid)

    def json(self, value: Json) -> None:
        """One JSON value, indented, in UTF-8 where the stream can carry it."""
        import json

        written = json.dumps(value, ensure_ascii=False, indent=2)
        self.write(written + "\n")

    def write(self, text: str) -> None:
        """Data as it is, for files and pipes: the format that made it has cleaned it."""
        try:
            self.out.write(text)
        except UnicodeEncodeError:
            encoding = self.out.encoding or "ascii"
            self.out.write(text.encode(encoding, "backslashreplace").decode(encoding))

    def say(self, message: str, *, style: str = "") -> None:
        """Talk for a person, on standard error; silent with --quiet."""
        if not self.quiet:
            self._err(message, style)

    def detail(self, message: str) -> None:
        """Talk that only --verbose shows."""
        if self.verbose:
            self._err(message, "dim")

    def warn(self, problem: Problem | str) -> None:
        """A complaint that does not end the command; shown even with --quiet."""
        self._err(f"warning: {problem}", "yellow")

    def saved(self, warning: str) -> None:
        """What a save that succeeded still has to say, if anything."""
        if warning:
            self.warn(warning)

    def error(self, error: SscmscError) -> None:
        """The one-line error a command ends with, and what to do next."""
        self._err(f"sscmsc: {error.message}", "bold red")
        if error.hint:
            self._err(f"  {error.hint}", "")

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A bar on a terminal, nothing elsewhere."""
        if self.quiet or self.as_json or not self.err.isatty():
            yield lambda _step, _done, _total: None
            return
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TextColumn
        from rich.progress import Progress as Bar

        console = self.console(self.err)
        columns = (
            SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(),
            MofNCompleteColumn(),
        )  # fmt: skip
        with Bar(*columns, console=console, transient=True) as bar:
            tasks: dict[str, int] = {}

            def advance(step: str, done: int, total: int) -> None:
                if step not in tasks:
                    tasks[step] = int(bar.add_task(step, total=total or None))
                from rich.progress import TaskID

                bar.update(TaskID(tasks[step]), completed=done, total=total or None)

            yield advance

    def _err(self, message: str, style: str) -> None:
        shown = visible(message)
        if style and self.color != "never" and (self.err.isatty() or self.color == "always"):
            from rich.text import Text

            self.console(self.err).print(Text(shown, style=style), soft_wrap=True)
        else:
            self.err.write(shown + "\n")


def _widths(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]], total: int
) -> tuple[int, ...]:
    """How wide each column is drawn, in characters, so that the table fits in `total`."""
    from rich.cells import cell_len

    widest = [
        max(cell_len(line) for value in (column.name, *cells) for line in _lines(value) or [""])
        for column, cells in (
            (column, [row[place] for row in rows]) for place, column in enumerate(columns)
        )
    ]
    widths = [min(width, column.most) for width, column in zip(widest, columns, strict=True)]
    left = total - sum(widths) - GAP * (len(columns) - 1)
    return tuple(
        width if column.most else max(12, min(left, wide))
        for width, column, wide in zip(widths, columns, widest, strict=True)
    )


def _lines(value: Cell, width: int = 0) -> list[str]:
    """The lines of a cell, harmless to a terminal; with a width, each text in at most `LINES`."""
    texts = [
        visible(text).replace("\n", " ") for text in ([value] if isinstance(value, str) else value)
    ]
    if not width:
        return texts
    from textwrap import wrap

    return [line for text in texts for line in wrap(text, width, max_lines=LINES, placeholder="…")]
