"""`sscmsc rebuild`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from sscmsc.commands.asking import can_ask, confirm
from sscmsc.commands.levels import DryRun
from sscmsc.commands.lock import described, drifts_json, freezer_of
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import open_held, save
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry
from sscmsc.errors import INTERRUPTED, SOURCE_FAILED, UsageError
from sscmsc.frozen import LOCK, Drift, LockedEntry, drifts


@command
def run(
    desk: Desk,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Replace and remove files without asking.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Make the entries and library.bib again as they were locked, byte for byte.

    The files come from the cache, where `sscmsc lock` keeps them; nothing is asked of any
    service. What is not in the cache is named and left as it is, and the exit code is 5.
    `sscmsc undo` takes a rebuild back.

    \b
    Examples:
      sscmsc rebuild --offline --dry-run
      sscmsc rebuild --offline --yes
    """
    freezer = freezer_of(desk)
    locked, now = freezer.locked(), freezer.now().lock
    wrong = drifts(locked, now)
    by_key = {one.citekey: one for one in locked.entries}
    restored: list[Entry] = []
    lacking: list[LockedEntry] = []
    for one in wrong:
        if one.what == "added" or one.name not in by_key:
            continue
        found = freezer.find(by_key[one.name])
        if found is None:
            lacking.append(by_key[one.name])
        else:
            restored.append(replace(found[1], verbatim=found[0]))
    removed = [one.name for one in wrong if one.what == "added" and one.name != "library.bib"]
    if not dry_run and not yes and wrong:
        _ask(desk, wrong)
    left: tuple[Drift, ...] = wrong
    if not dry_run:
        if restored or removed:
            store, loaded = open_held(desk, changing=True)
            save(desk, store, loaded, restored, "rebuild", removed)
        left = drifts(locked, freezer.now().lock)
    _tell(desk, wrong, left, lacking, dry_run)
    if lacking or (left and not dry_run):
        raise typer.Exit(SOURCE_FAILED)


def _ask(desk: Desk, wrong: Sequence[Drift]) -> None:
    if not can_ask(desk):
        raise UsageError(
            "rebuild asks before it replaces files, and nobody can answer here",
            hint="Give --yes to go on all the same, or --dry-run to see what would change.",
        )
    for one in wrong:
        desk.screen.say(described(one))
    if not confirm(f"Make {counted(len(wrong), 'file')} again as locked?"):
        desk.screen.say("nothing was rebuilt")
        raise typer.Exit(INTERRUPTED)


def _tell(
    desk: Desk,
    wrong: Sequence[Drift],
    left: Sequence[Drift],
    lacking: Sequence[LockedEntry],
    dry_run: bool,
) -> None:
    if desk.screen.as_json:
        desk.screen.json(
            {
                "dry_run": dry_run, "drift": drifts_json(wrong), "left": drifts_json(left),
                "lacking": [
                    {"citekey": one.citekey, "identifiers": dict(one.identifiers)}
                    for one in lacking
                ],
            }
        )  # fmt: skip
        return
    for one in wrong if dry_run else left:
        desk.screen.say(described(one))
    for entry in lacking:
        known = next(iter(entry.identifiers.values()), "")
        hint = f"; `sscmsc fetch {known}` brings in the work as it is now" if known else ""
        desk.screen.warn(f"{entry.citekey}: the cache lacks its file{hint}")
    done = len(wrong) - (0 if dry_run else len(left))
    would = "would be " if dry_run else ""
    if not wrong:
        desk.screen.say(f"the library is as {LOCK} says")
    else:
        desk.screen.say(f"{counted(done, 'file')} {would}made again as locked")
