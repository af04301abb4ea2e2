"""What a person or a program sees: tables on a terminal, TSV in a pipe, JSON on request.

Data goes to standard output, talk to standard error. Every text that came from outside passes
`text.visible` here, whatever was done to it before, so no control or bidi character reaches a
terminal raw, and rich markup in a title is shown as the text it is.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import TYPE_CHECKING, Literal, TextIO

from sscmsc.errors import Problem, SscmscError
from sscmsc.present_cells import (
    GAP,
    Cell,
    Column,
    column_widths,
    plain_line,
    pointed_lines,
    texts_of,
    wrap,
)  # fmt: skip
from sscmsc.text import escaped, visible

if TYPE_CHECKING:
    from rich.console import Console
    from rich.text import Text

    from sscmsc.sources import Progress

Color = Literal["auto", "always", "never"]
Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]

Line = Sequence[tuple[str, str]]

USUAL_WIDTH = 80
#: How much of a long line that something is wrong with is shown where there is no terminal.
WIDTH_OF_PIPE = 200
#: Below this width named values stand under their names, not beside them.
BESIDE = 40
#: What stands before the text of a line of talk: blanks, and a number of a list.
_HEAD = re.compile(r"\s*(?:\d+\. )?")


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
        return self._for_person(self.out)

    @property
    def width(self) -> int:
        """The width of the terminal in characters."""
        return self._width(self.out)

    def console(self, stream: TextIO) -> Console:
        """A rich console that takes text as it is: no markup, no emoji codes, no highlighting."""
        from rich.console import Console

        plain = self.color == "never" or (
            bool(self._environment.get("NO_COLOR")) and self.color != "always"
        )
        return Console(
            file=stream, markup=False, emoji=False, highlight=False, width=self._width(stream),
            height=25,  # rich takes a width only with a height where TERM is dumb
            force_terminal=True if self.color == "always" else None,
            color_system=None if plain else "auto",
        )  # fmt: skip

    def table(
        self, columns: Sequence[Column], rows: Sequence[Sequence[Cell]], *, caption: str = ""
    ) -> None:
        """Rows as a rich table on a terminal, as tab-separated lines without a head elsewhere."""
        if not self.is_terminal:
            self.write("".join(plain_line(row) + "\n" for row in rows))
            return
        texts = [[texts_of(value, drawn=True) for value in row] for row in rows]
        if texts:
            widths = column_widths(columns, texts, self.width)
            if widths is None:
                self._stacked(columns, texts)
            else:
                self._drawn(columns, texts, widths)
        if caption and not self.quiet:
            self._lines([[(line, "dim")] for line in wrap(visible(caption), self.width)])

    def fields(self, title: str, pairs: Sequence[tuple[str, str]]) -> None:
        """A headed list of named values; a value may have several lines."""
        shown = [(name, visible(value)) for name, value in pairs if value]
        if not self.is_terminal:
            self.write(visible(title) + "\n")
            for name, value in shown:
                self.write(f"{name}\t" + value.replace("\n", "\n\t") + "\n")
            return
        beside = self.width >= BESIDE
        margin = max((len(name) for name, _ in shown), default=0) + GAP if beside else GAP
        lines: list[Line] = [[(visible(title), "bold")]]
        room = max(BESIDE // 2, self.width - margin)
        for name, value in shown:
            first, *more = [
                line
                for paragraph in value.split("\n")
                for line in wrap(paragraph, room, hang=GAP if "\n" in value else 0)
            ]
            if beside:
                lines.append([(f"{name:<{margin}}", "cyan"), (first, "")])
            else:
                lines += [[(name, "cyan")], [(" " * margin + first, "")]]
            lines += ([(" " * margin + line, "")] for line in more)
        self._lines(lines)

    def json(self, value: Json) -> None:
        """One JSON value, indented; what a terminal or the stream cannot take is escaped."""
        import json

        encoding = (self.out.encoding or "ascii").lower().replace("-", "")
        written = json.dumps(value, ensure_ascii=not encoding.startswith("utf"), indent=2)
        self.write(escaped(written) + "\n")

    def write(self, text: str) -> None:
        """Data as it is, for files and pipes; on a terminal nothing in it can act."""
        shown = visible(text) if self.out.isatty() else text
        try:
            self.out.write(shown)
        except UnicodeEncodeError:
            encoding = self.out.encoding or "ascii"
            self.out.write(shown.encode(encoding, "backslashreplace").decode(encoding))

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
        """The error a command ends with, in one line; what the user wrote with the wrong part
        pointed at; and what to do next."""
        self._err(f"sscmsc: {error.message}", "bold red")
        if error.excerpt is not None:
            width = self._width(self.err) if self._for_person(self.err) else WIDTH_OF_PIPE
            for line in pointed_lines(error.excerpt, width - GAP - 1):
                self.err.write(" " * GAP + line + "\n")
        if error.hint:
            self._err(f"  {error.hint}", "")

    @contextmanager
    def progress(self) -> Iterator[Progress]:
        """A bar on a terminal, nothing elsewhere."""
        if self.quiet or self.as_json or not self._can_redraw:
            yield lambda _step, _done, _total: None
            return
        from rich.progress import BarColumn, MofNCompleteColumn, SpinnerColumn, TaskID, TextColumn
        from rich.progress import Progress as Bar

        columns = (
            SpinnerColumn(), TextColumn("{task.description}", markup=False), BarColumn(),
            MofNCompleteColumn(),
        )  # fmt: skip
        with Bar(*columns, console=self.console(self.err), transient=True) as bar:
            tasks: dict[str, int] = {}

            def advance(step: str, done: int, total: int) -> None:
                if step not in tasks:
                    tasks[step] = int(bar.add_task(step, total=total or None))
                bar.update(TaskID(tasks[step]), completed=done, total=total or None)

            yield advance

    def _drawn(
        self,
        columns: Sequence[Column],
        rows: Sequence[Sequence[Sequence[str]]],
        widths: Sequence[int],
    ) -> None:
        from rich import box
        from rich.table import Table
        from rich.text import Text

        drawn = Table(
            box=box.SIMPLE_HEAD, header_style="bold", pad_edge=False, padding=(0, GAP - 1, 0, 0),
            show_edge=False,
        )  # fmt: skip
        for column, width in zip(columns, widths, strict=True):
            drawn.add_column(
                Text(column.name), style=column.style, width=width, no_wrap=True,
                justify="right" if column.right else "left",
            )  # fmt: skip
        for row in rows:
            cells = zip(row, widths, columns, strict=True)
            drawn.add_row(*(_cell(texts, width, column.lines) for texts, width, column in cells))
        self.console(self.out).print(drawn)

    def _stacked(self, columns: Sequence[Column], rows: Sequence[Sequence[Sequence[str]]]) -> None:
        """Rows where a table has no room: each cell below the one before it, a number named."""
        lines: list[Line] = []
        for row in rows:
            style = columns[0].style or "bold"
            for column, texts in zip(columns, row, strict=True):
                for text in texts:
                    margin = "" if style else " " * GAP
                    named = f"{column.name} {text}" if column.right and not style else text
                    shown = wrap(named, max(2, self.width - len(margin)), most=column.lines)
                    lines += ([(margin + line, style)] for line in shown)
                    style = ""
        self._lines(lines)

    def _lines(self, lines: Sequence[Line]) -> None:
        """Lines of runs of text in styles, on standard output."""
        from rich.text import Text

        text = Text.assemble(*(run for line in lines for run in (*line, ("\n", ""))))
        self.console(self.out).print(text, end="", soft_wrap=True)

    def _err(self, message: str, style: str) -> None:
        body = message.lstrip("\n")
        self.err.write("\n" * (len(message) - len(body)))
        shown = visible(body).replace("\n", "\\x0a")
        if not self._for_person(self.err):
            self.err.write(shown + "\n")
            return
        head = _HEAD.match(shown)
        margin = head.group() if head else ""
        body = shown[len(margin) :]
        hang = 0 if margin.strip() else GAP
        first, *more = wrap(body, max(BESIDE, self._width(self.err) - len(margin)), hang=hang)
        lines = "\n".join((margin + first, *(" " * len(margin) + line for line in more)))
        if style:
            from rich.text import Text

            self.console(self.err).print(Text(lines, style=style), soft_wrap=True)
        else:
            self.err.write(lines + "\n")

    @property
    def _can_redraw(self) -> bool:
        """Whether talk goes to a terminal that takes the codes which move its cursor."""
        kind = self._environment.get("TERM", "").casefold()
        return self.err.isatty() and self.color != "never" and kind not in ("dumb", "unknown")

    def _for_person(self, stream: TextIO) -> bool:
        return stream.isatty() or self.color == "always"

    def _width(self, stream: TextIO) -> int:
        given = self._environment.get("COLUMNS", "")
        if given.isdecimal() and int(given):
            return int(given)
        try:
            return os.get_terminal_size(stream.fileno()).columns or USUAL_WIDTH
        except (OSError, ValueError):
            return USUAL_WIDTH


def _cell(texts: Sequence[str], width: int, most: int) -> Text:
    """A cell's texts, each broken into at most so many lines, those below the first less bright."""
    from rich.text import Text

    cell = Text()
    for number, text in enumerate(texts):
        lines = "\n".join(wrap(text, width, most=most))
        cell.append(f"\n{lines}" if number else lines, "dim" if number else None)
    return cell
