"""`sscmsc rm`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sscmsc.commands import completion
from sscmsc.commands.asking import can_ask, confirm
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import open_held, resolve, save
from sscmsc.commands.wording import counted, first_few
from sscmsc.entry import Entry
from sscmsc.errors import INTERRUPTED, UsageError
from sscmsc.library import Library
from sscmsc.removal import Removal, orphans, remove
from sscmsc.text import plain


@command
def run(
    desk: Desk,
    keys: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY]...",
            help="Citekeys, DOIs, PMIDs or PMCIDs.",
            autocompletion=completion.citekeys,
        ),
    ] = None,
    without_use: Annotated[
        bool,
        typer.Option(
            "--orphans",
            help="Every work that no other cites, that has no list, tag, label, note or edit.",
        ),
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Remove without asking.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what would go, but change nothing.")
    ] = False,
) -> None:
    """Remove works; the lines that cite them stay.

    A line that pointed at a work is open again, as it was printed and with its identifiers:
    fetching the work or what cites it brings it back. `sscmsc undo` takes a removal back.

    \b
    Examples:
      sscmsc rm Binks2001
      sscmsc rm Binks2001 10.1056/nejmra0806188 --yes
      sscmsc rm --orphans --dry-run
    """
    if without_use == bool(keys):
        raise UsageError("say which works, or --orphans", hint="`sscmsc rm KEY...`.")
    store, loaded = open_held(desk, changing=not dry_run)
    library = loaded.library
    entries = [resolve(loaded, key) for key in keys or orphans(library)]
    removal = remove(library, tuple(dict.fromkeys(entry.citekey for entry in entries)))
    if not dry_run and removal.removed and not yes:
        _ask(desk, library, removal)
    if removal.removed and not dry_run:
        message = f"rm {first_few(removal.removed)}"
        save(desk, store, loaded, removal.changed, message, removal.removed)
    _tell(desk, library, removal, dry_run)


def _ask(desk: Desk, library: Library, removal: Removal) -> None:
    if not can_ask(desk):
        raise UsageError(
            "rm asks before it removes, and nobody can answer here",
            hint="Give --yes to remove all the same, or --dry-run to see what would go.",
        )
    _show(desk, library, removal.removed)
    if not confirm(f"Remove {counted(len(removal.removed), 'work')}?"):
        desk.screen.say("nothing was removed")
        raise typer.Exit(INTERRUPTED)


def _show(desk: Desk, library: Library, removed: Sequence[str]) -> None:
    for key in removed:
        citing = [one for one in library.cited_by(key) if one not in removed]
        cited = f"; cited by {first_few(citing)}" if citing else ""
        desk.screen.say(f"{key}: {_described(library.entries[key])}{cited}")


def _described(entry: Entry) -> str:
    title = plain(entry.record.shown_title or "without a title")
    return f"{title} ({entry.record.year})" if entry.record.year else title


def _tell(desk: Desk, library: Library, removal: Removal, dry_run: bool) -> None:
    opened = [(key, number) for key, number in removal.opened if number]
    if desk.screen.as_json:
        desk.screen.json(
            {
                "dry_run": dry_run, "removed": list(removal.removed),
                "opened": [{"citekey": key, "lines": number} for key, number in opened],
            }
        )  # fmt: skip
        return
    if not removal.removed:
        desk.screen.say("every work is cited, cites others, or has a mark of yours: none removed")
        return
    if dry_run:
        _show(desk, library, removal.removed)
    would = " would be" if dry_run else ""
    desk.screen.say(f"{counted(len(removal.removed), 'work')}{would} removed")
    for key, number in opened:
        verb = "would be" if dry_run else "is" if number == 1 else "are"
        desk.screen.say(f"{counted(number, 'line')} of {key} {verb} open again")
