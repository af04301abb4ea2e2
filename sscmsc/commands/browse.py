"""`sscmsc browse`."""

from __future__ import annotations

import sys
from importlib.util import find_spec
from typing import Annotated

import typer

from sscmsc.commands import query_completion, selection
from sscmsc.commands.arguments import Sort
from sscmsc.commands.options import Desk, command
from sscmsc.commands.selection import choose, query_of
from sscmsc.commands.shelf import ask
from sscmsc.errors import UsageError

Command = selection.Command


@command
def run(
    desk: Desk,
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]...",
            help="What to begin with, as for list: words, disease:SSc, -journal:blood.",
            autocompletion=query_completion.terms,
        ),
    ] = None,
    sort: Sort = "citekey",
) -> None:
    """Browse the library on the whole screen: find, read, mark, tag, merge, resolve, export.

    The query is that of list, asked while it is written. ? shows the keys; every change is one
    that `sscmsc undo` takes back. docs/browse.md explains it.

    \b
    Examples:
      sscmsc browse
      sscmsc browse disease:SSc therapy:MSC --sort -year
    """
    if desk.screen.as_json:
        raise UsageError("browse prints nothing", hint="`sscmsc list --json` prints works.")
    _check_terminal(desk)
    if find_spec("textual") is None:
        raise UsageError(
            "browse needs Textual, which is not installed",
            hint="`pip install 'sscmsc[browse]'` brings it.",
        )
    asked = query_of(terms or (), {})
    # What is wrong is told before the screen is taken, and a new index made with a bar.
    ask(desk, lambda index: index.count(choose(desk.folder, index, asked, sort)))
    from sscmsc.commands.browse_app import Browse

    environment = desk.environment
    colorless = desk.screen.color == "never" or bool(
        environment.get("NO_COLOR") and desk.screen.color != "always"
    )
    app = Browse(desk, asked.text, sort, colorless=colorless)
    app.run()
    if app.return_code:
        raise typer.Exit(app.return_code)


def _check_terminal(desk: Desk) -> None:
    """Raises `UsageError` where there is no screen to take, or none that can be drawn on."""
    hint = "`sscmsc list` prints works anywhere."
    if not all(one is not None and one.isatty() for one in (sys.stdin, sys.stdout, sys.stderr)):
        raise UsageError("browse needs a terminal, not a pipe or a file", hint=hint)
    if desk.environment.get("TERM", "").casefold() in ("", "dumb", "unknown"):
        raise UsageError("browse needs a terminal that can move its cursor", hint=hint)
