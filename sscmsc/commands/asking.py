"""Whether there is a person to ask."""

from __future__ import annotations

import sys

from sscmsc.commands.options import Desk


def can_ask(desk: Desk) -> bool:
    """Whether a question would be seen and could be answered: not in a pipe, not for --json."""
    streams = (sys.stdin, sys.stderr)
    return not desk.screen.as_json and all(one is not None and one.isatty() for one in streams)
