"""`sscmsc unmerge`."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands.arguments import Key
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import open_held, resolve, save
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import counted, first_few
from sscmsc.separation import separate


@command
def run(
    desk: Desk,
    key: Key,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what would change, but change nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="For scripts; it never asks.", hidden=True)
    ] = False,
) -> None:
    """Take apart what was merged into a work: the entries come back as they were.

    KEY is the work that stayed or one that went. It works months later, too: what was merged is
    kept in the entry's own file. What you changed there since stays there, and is told.

    \b
    Examples:
      sscmsc unmerge Peltzer2018
      sscmsc unmerge Peltzer2018a --dry-run
    """
    store, loaded = open_held(desk, changing=not dry_run)
    entry = resolve(loaded, key)
    made = separate(loaded.library, entry, key, vocabulary_of(store.folder))
    back = [one.citekey for one in made.back]
    if not dry_run:
        save(desk, store, loaded, made.changed, f"unmerge {first_few(back)} from {entry.citekey}")
    if desk.screen.as_json:
        desk.screen.json(
            {
                "dry_run": dry_run, "citekey": entry.citekey, "back": list(back),
                "followed": [one.citekey for one in made.citing],
                "kept": list(made.kept_changes),
            }
        )  # fmt: skip
        return
    would = "would be" if dry_run else "is" if len(back) == 1 else "are"
    lists = f"; {counted(len(made.citing), 'list')} followed" if made.citing else ""
    desk.screen.say(f"{first_few(back)} {would} there again{lists}")
    if made.kept_changes:
        kept = ", ".join(made.kept_changes)
        desk.screen.say(f"changed since the merge, and kept as it is now: {kept}")
