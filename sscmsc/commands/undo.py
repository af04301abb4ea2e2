"""`sscmsc undo`."""

from __future__ import annotations

from sscmsc.commands.levels import Count, DryRun, Listed, history_of, show, tell
from sscmsc.commands.options import Desk, command


@command
def run(desk: Desk, count: Count = 1, listed: Listed = False, dry_run: DryRun = False) -> None:
    """Undo the last change of the library, or the last N, all or none.

    Files come back byte for byte, `library.bib` with them. The last 20 changes are kept. A file
    that was edited by hand since is never overwritten: then nothing is undone.

    \b
    Examples:
      sscmsc undo
      sscmsc undo 3 --dry-run
      sscmsc undo --list
    """
    history = history_of(desk)
    if listed:
        levels = [one for one in history.levels() if one.kind == "undo"]
        show(desk, levels, "there is no change that can be undone")
        return
    done = history.undo(count, dry_run=dry_run)
    back = "`sscmsc redo`" if count == 1 else f"`sscmsc redo {count}`"
    tell(desk, done, verb="undone", after=f"{back} takes that back", dry_run=dry_run)
