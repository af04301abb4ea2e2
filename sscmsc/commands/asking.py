"""Whether there is a person to ask, and questions to them."""

from __future__ import annotations

import sys

import typer

from sscmsc.commands.options import Desk
from sscmsc.text import visible


def can_ask(desk: Desk) -> bool:
    """Whether a question would be seen and could be answered: not in a pipe, not for --json."""
    streams = (sys.stdin, sys.stderr)
    return not desk.screen.as_json and all(one is not None and one.isatty() for one in streams)


def confirm(question: str, *, default: bool = False) -> bool:
    """The answer to a question that takes yes or no, asked on standard error."""
    return typer.confirm(visible(question), default=default, err=True)
