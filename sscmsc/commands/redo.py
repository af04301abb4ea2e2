"""`sscmsc redo`."""

from __future__ import annotations

from sscmsc.commands.levels import Count, DryRun, Listed, history_of, show, tell
from sscmsc.commands.options import Desk, command


@command
def run(desk: Desk, count: Count = 1, listed: Listed = False, dry_run: DryRun = False) -> None:
    """Make the last undone change again, or the last N, all or none.

    That is possible until the library is changed otherwise.

    \b
    Examples:
      sscmsc redo
      sscmsc redo 3
    """
    history = history_of(desk)
    if listed:
        levels = [one for one in history.levels() if one.kind == "redo"]
        show(desk, levels, "there is no change that can be made again")
        return
    done = history.redo(count, dry_run=dry_run)
    back = "`sscmsc undo`" if count == 1 else f"`sscmsc undo {count}`"
    tell(desk, done, verb="redone", after=f"{back} takes that back", dry_run=dry_run)
