"""`sscmsc copy`."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands.arguments import Key
from sscmsc.commands.clipboard import copy_text
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import load, resolve
from sscmsc.commands.style_options import AUTO, STYLE_HELP, Engine, Wish, styles
from sscmsc.commands.styling import DEFAULT_STYLE, formatted
from sscmsc.text import harmless


@command
def run(
    desk: Desk,
    key: Key,
    style: Annotated[
        str,
        typer.Option(
            "--style",
            metavar="STYLE",
            help=STYLE_HELP,
            autocompletion=styles,
        ),
    ] = DEFAULT_STYLE,
    engine: Engine = AUTO,
    clipboard: Annotated[
        bool, typer.Option("--clipboard", "-c", help="Copy it instead of printing it.")
    ] = False,
) -> None:
    """Print or copy one formatted reference, without a number.

    \b
    Examples:
      sscmsc copy Peltzer2018
      sscmsc copy 10.1056/nejmra0806188 --style apa
      sscmsc copy Peltzer2018 --clipboard
    """
    entry = resolve(load(desk), key)
    (reference,) = formatted(desk, [entry], Wish(style, engine=engine))
    text = harmless("".join(run.text for run in reference.runs))
    if clipboard:
        tool = copy_text(text, desk.environment)
        desk.screen.say(f"{entry.citekey} copied by {tool}")
    if desk.screen.as_json:
        desk.screen.json({"citekey": entry.citekey, "style": style, "text": text})
    elif not clipboard:
        desk.screen.write(f"{text}\n")
