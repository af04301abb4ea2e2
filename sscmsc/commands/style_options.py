"""The options of formatted references, for the commands that write them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import typer

from sscmsc.errors import UsageError
from sscmsc.styles_length import Sheet

#: The engine that is used where none is named: the first that is installed.
AUTO = "auto"
_ENGINES = (AUTO, "citeproc-py", "citeproc-js", "pandoc")


class Wish(NamedTuple):
    """What is asked of formatted references; `style` is None where none are."""

    style: str | None = None
    output_format: str | None = None
    own_name: str | None = None
    engine: str = AUTO
    submission: str | None = None
    sheet: Sheet | None = None

    @property
    def is_of_references(self) -> bool:
        """Whether an option was given that means nothing without a style."""
        return self._replace(style=None) != Wish()


def make_sheet(lines: bool, font_size: float | None, width: float | None) -> Sheet | None:
    """What to measure the references on; None where nobody asked how long they are.

    Raises `UsageError` for a size that nothing is printed in.
    """
    if not lines and font_size is None and width is None:
        return None
    size = Sheet().font_size if font_size is None else font_size
    inches = Sheet().width if width is None else width
    if not 4 <= size <= 72:
        raise UsageError(f"--font-size takes 4 to 72 points, not {size:g}")
    if not 1 <= inches <= 40:
        raise UsageError(f"--width takes 1 to 40 inches, not {inches:g}")
    return Sheet(size, inches)


def styles(incomplete: str) -> list[str]:
    """The names of the styles that are installed, for the shell to offer."""
    # Only the shell asks for them, and there are thousands.
    from sscmsc.styles import style_names

    return [one for one in style_names() if one.startswith(incomplete)]


def output_formats(incomplete: str) -> list[str]:
    """The ways to write formatted references, for the shell to offer."""
    names = ("text", "markdown", "html", "rtf", "docx")
    return [one for one in names if one.startswith(incomplete)]


def engines(incomplete: str) -> list[str]:
    """The names of the engines, for the shell to offer."""
    return [one for one in _ENGINES if one.startswith(incomplete)]


STYLE_HELP = "nlm, ama, apa, nature, nejm, nih, a CSL id or .csl file."

Style = Annotated[
    str | None,
    typer.Option(
        "--style",
        metavar="STYLE",
        help=f"Formatted references: {STYLE_HELP}",
        autocompletion=styles,
    ),
]
OutputFormat = Annotated[
    str | None,
    typer.Option(
        "--output-format",
        metavar="NAME",
        help="With --style: text, markdown, html, rtf or docx.",
        autocompletion=output_formats,
    ),
]
BoldAuthor = Annotated[
    str | None,
    typer.Option("--bold-author", metavar="NAME", help="With --style: an author in bold."),
]
Engine = Annotated[
    str,
    typer.Option(
        "--engine",
        metavar="NAME",
        help="What formats: citeproc-py, citeproc-js or its file, pandoc.",
        autocompletion=engines,
    ),
]
Submission = Annotated[
    str | None,
    typer.Option(
        "--submission",
        metavar="DATE",
        help="With --style nih: the day the grant goes in, 2026-02-05; else today.",
    ),
]
Lines = Annotated[
    bool,
    typer.Option("--lines", help="With --style: tell how many lines and pages it takes."),
]
FontSize = Annotated[
    float | None,
    typer.Option("--font-size", metavar="PT", help="For --lines: points of Arial, 11."),
]
Width = Annotated[
    float | None,
    typer.Option("--width", metavar="INCHES", help="For --lines: of the text, 7.5 inches."),
]
