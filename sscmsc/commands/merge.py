"""`sscmsc merge`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sscmsc.commands import completion
from sscmsc.commands.asking import can_ask, confirm
from sscmsc.commands.merging import check_heirs, finding_json, show_beside, text_reader
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import open_held, resolve, save
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import counted, first_few
from sscmsc.duplicates import Finding, compare_records
from sscmsc.entry import Entry
from sscmsc.errors import INTERRUPTED, UsageError
from sscmsc.library import Library
from sscmsc.renaming import followers
from sscmsc.union import Union, unite


@command
def run(
    desk: Desk,
    keys: Annotated[
        list[str],
        typer.Argument(
            metavar="KEY KEY...",
            help="Citekeys, DOIs, PMIDs or PMCIDs; the first one stays.",
            autocompletion=completion.citekeys,
        ),
    ],
    force: Annotated[
        bool, typer.Option("--force", help="Merge them though their identifiers contradict.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="Merge without asking.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what would change, but change nothing.")
    ] = False,
) -> None:
    """Make several entries of one work one entry; both keys still find it.

    What each source stated is merged, your own fields, tags and notes are kept, and the lists
    that cite the others follow. `sscmsc unmerge` takes them apart again, as they were.

    \b
    Examples:
      sscmsc merge Peltzer2018 Peltzer2018a
      sscmsc merge Binks2001 10.1056/nejmra0806188 --dry-run
      sscmsc cite paper.tex --rewrite
    """
    store, loaded = open_held(desk, changing=not dry_run)
    library = loaded.library
    entries = list({one.citekey: one for one in (resolve(loaded, key) for key in keys)}.values())
    if len(entries) < 2:
        raise _too_few(entries[0], keys)
    findings = [compare_records(entries[0].record, one.record) for one in entries[1:]]
    made = unite(
        library, [one.citekey for one in entries], vocabulary_of(store.folder),
        text_reader(store, loaded, lambda: library), force=force,
    )  # fmt: skip
    check_heirs(library.without(made.removed).with_entries(made.changed), made.removed)
    sure = all(one.verdict == "certain" for one in findings)
    if can_ask(desk) and (dry_run or not (yes or sure)):
        show_beside(desk.screen, entries, library)
    if not dry_run and not yes and not sure:
        _ask(desk, entries, findings)
    if not dry_run:
        message = f"merge {first_few(made.removed)} into {made.entry.citekey}"
        save(desk, store, loaded, made.changed, message, made.removed)
    _tell(desk, library, made, findings, dry_run)


def _too_few(entry: Entry, keys: Sequence[str]) -> UsageError:
    others = [key for key in dict.fromkeys(keys) if key != entry.citekey]
    if not others:
        return UsageError("say at least two works", hint="`sscmsc merge KEEP OTHER...`.")
    return UsageError(
        f"say at least two works: {first_few(others)} {'is' if len(others) == 1 else 'are'} "
        f"{entry.citekey} already",
        hint=f"`sscmsc show {entry.citekey}` shows it.",
    )


def _ask(desk: Desk, entries: Sequence[Entry], findings: Sequence[Finding]) -> None:
    if not can_ask(desk):
        raise UsageError(
            "merge asks before it merges what is not certainly one work, and nobody can answer "
            "here",
            hint="Give --yes to merge all the same, or --dry-run to see what would change.",
        )
    for entry, finding in zip(entries[1:], findings, strict=True):
        if finding.verdict != "certain":
            reasons = f": {', '.join(finding.reasons)}" if finding.reasons else ""
            desk.screen.say(f"{entry.citekey}: {finding.verdict}{reasons}")
    if not confirm(f"Merge them into {entries[0].citekey}?"):
        desk.screen.say("nothing was merged")
        raise typer.Exit(INTERRUPTED)


def _tell(
    desk: Desk, library: Library, made: Union, findings: Sequence[Finding], dry_run: bool
) -> None:
    key = made.entry.citekey
    followed = list(followers(made.citing, key))
    for old, finding in zip(made.removed, findings, strict=True):
        if finding.verdict in ("versions", "contradictory"):
            desk.screen.warn(f"{old} and {key}: {finding.reasons[0]}")
    for dropped in made.dropped:
        desk.screen.warn(
            f"{key} does not have the {dropped}: `sscmsc unmerge {key}` brings it back"
        )
    if desk.screen.as_json:
        desk.screen.json(
            {
                "dry_run": dry_run, "citekey": key, "merged": list(made.removed),
                "fields": list(made.fields), "dropped": list(made.dropped),
                "followed": [{"citekey": one, "lines": lines} for one, lines in followed],
                "findings": [
                    {"citekey": old, **finding_json(finding)}
                    for old, finding in zip(made.removed, findings, strict=True)
                ],
            }
        )  # fmt: skip
        return
    verb = "would be" if dry_run else "is" if len(made.removed) == 1 else "are"
    fields = f"; changed there: {', '.join(made.fields)}" if made.fields else ""
    lists = f"; {counted(len(followed), 'list')} followed" if followed else ""
    desk.screen.say(f"{first_few(made.removed)} {verb} {key} now{fields}{lists}")
