"""`sscmsc rename`."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands.arguments import Key
from sscmsc.commands.options import Desk, command
from sscmsc.commands.settings import settings_of
from sscmsc.commands.shelf import open_held, resolve, save
from sscmsc.commands.wording import counted
from sscmsc.errors import UsageError
from sscmsc.renaming import followers, rename, template_key


@command
def run(
    desk: Desk,
    key: Key,
    new: Annotated[
        str | None, typer.Argument(metavar="[NEW]", help="The citekey it is to have.")
    ] = None,
    template: Annotated[
        bool, typer.Option("--template", help="Make the citekey anew from the library's template.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what would change, but change nothing.")
    ] = False,
) -> None:
    """Give a work another citekey; what cites it follows.

    The lines of all reference lists that point at the work follow in the same step. The old
    key still finds the work, and no other work is given it.

    \b
    Examples:
      sscmsc rename ShiND Shi2013
      sscmsc rename peltzer2018 Peltzer2018
      sscmsc rename ShiND --template --dry-run
    """
    if template == (new is not None):
        raise UsageError("say either the new citekey or --template")
    store, loaded = open_held(desk, changing=not dry_run)
    library = loaded.library
    entry = resolve(loaded, key)
    if new is None:
        made = settings_of(desk, store.folder).citekey_template
        new = template_key(library, entry, made, loaded.citekeys)
    old = entry.citekey
    changed = rename(library, old, new)
    if changed and not dry_run:
        save(desk, store, loaded, changed, f"rename {old} to {new}", (old,))
    followed = list(followers(changed, new))
    if desk.screen.as_json:
        desk.screen.json(
            {
                "dry_run": dry_run, "citekey": new, "old": old,
                "what": "changed" if changed else "unchanged",
                "followed": [{"citekey": one, "lines": lines} for one, lines in followed],
            }
        )  # fmt: skip
    elif not changed:
        desk.screen.say(f"{old} is its citekey already")
    else:
        would = "would be" if dry_run else "is"
        lists = f"; {counted(len(followed), 'list')} followed" if followed else ""
        desk.screen.say(f"{old} {would} {new} now{lists}")
