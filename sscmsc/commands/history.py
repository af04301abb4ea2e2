"""`sscmsc history`."""

from __future__ import annotations

from sscmsc.commands.levels import history_of, show
from sscmsc.commands.options import Desk, command


@command
def run(desk: Desk) -> None:
    """List the last 20 changes: when, by which command, and what each did.

    The last column says what takes a change back (`undo 2`) or makes it again (`redo`). In a
    pipe each change is one line of tab-separated columns: number, time, command, works added,
    changed and removed, way back, and some of their citekeys.

    \b
    Examples:
      sscmsc history
      sscmsc history --json
    """
    show(desk, history_of(desk).levels(), "no change of this library is remembered")
