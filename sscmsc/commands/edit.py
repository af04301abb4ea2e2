"""`sscmsc edit`."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands import edit_fields
from sscmsc.commands.arguments import Key
from sscmsc.commands.edit_file import edit_file
from sscmsc.commands.options import Desk, command
from sscmsc.errors import UsageError


@command
def run(
    desk: Desk,
    key: Key,
    assigned: Annotated[
        list[str] | None,
        typer.Option(
            "--set",
            metavar="FIELD=VALUE",
            help="Set a field; ; stands between several authors or keywords.",
            autocompletion=edit_fields.assignments,
        ),
    ] = None,
    emptied: Annotated[
        list[str] | None,
        typer.Option(
            "--unset", metavar="FIELD", help="Empty a field.", autocompletion=edit_fields.names
        ),
    ] = None,
    go_on: Annotated[
        bool, typer.Option("--continue", help="Edit on where an earlier edit was not saved.")
    ] = False,
    discard: Annotated[
        bool, typer.Option("--discard", help="Edit anew, without what was not saved.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what would change, but change nothing.")
    ] = False,
) -> None:
    """Edit a work in your editor, or set single fields.

    The editor is $VISUAL or $EDITOR. What you change is yours from then on: fetching the work
    again keeps it. A version that cannot be read is never saved, and kept for you to go on with.

    \b
    Examples:
      sscmsc edit Peltzer2018
      sscmsc edit Peltzer2018 --continue
      sscmsc edit Peltzer2018 --set volume=9 --set "authors=Peltzer, Juliette; et al."
      sscmsc edit Peltzer2018 --unset note
    """
    if not assigned and not emptied:
        edit_file(desk, key, go_on=go_on, discard=discard, dry_run=dry_run)
        return
    if go_on or discard:
        raise UsageError("--continue and --discard are for the editor, not for --set and --unset")
    edit_fields.set_fields(desk, key, assigned or (), emptied or (), dry_run=dry_run)
