"""The options of formatted references, for the commands that write them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

import typer

#: The engine that is used where none is named: the first that is installed.
AUTO = "auto"
_ENGINES = (AUTO, "citeproc-py", "citeproc-js", "pandoc")


class Wish(NamedTuple):
    """What is asked of formatted references; `style` is None where none are."""

    style: str | None = None
    output_format: str | None = None
    own_name: str | None = None
    engine: str = AUTO

    @property
    def is_of_references(self) -> bool:
        """Whether an option was given that means nothing without a style."""
        return bool(self.output_format or self.own_name) or self.engine != AUTO


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
