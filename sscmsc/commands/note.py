"""`sscmsc note`."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from sscmsc.commands import options
from sscmsc.commands.arguments import Key
from sscmsc.commands.drafting import choose_draft, draft_of, kept, write
from sscmsc.commands.options import Desk, command
from sscmsc.commands.reading import read_input
from sscmsc.commands.shelf import load, open_held, resolve, save
from sscmsc.commands.wording import counted
from sscmsc.drafts import Draft
from sscmsc.entry import Entry
from sscmsc.errors import ChangedError, InputError, UsageError
from sscmsc.marks import parse_note
from sscmsc.text import visible

if TYPE_CHECKING:
    from sscmsc.store import Store


class Command(options.Command):
    """A command line in which `- a list item` is a text and no option."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        items = [word for word in args if re.match(r"-+\s", word)]
        if len(items) == 1 and "--" not in args:
            args = [*(word for word in args if word not in items), "--", *items]
        return super().parse_args(ctx, args)


@command
def run(
    desk: Desk,
    key: Key,
    text: Annotated[
        str | None,
        typer.Argument(metavar="[TEXT]", help="The note; - reads it from standard input."),
    ] = None,
    append: Annotated[
        bool, typer.Option("--append", "-a", help="Add the text below the note there is.")
    ] = False,
    edit: Annotated[bool, typer.Option("--edit", "-e", help="Write it in your editor.")] = False,
    remove: Annotated[bool, typer.Option("--remove", help="Take the note away.")] = False,
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
    """Show, write or edit your note on a work.

    Without a text the note is shown. What you write is kept as it is, line for line; only
    the line end at its end is not a part of it. --json prints every character of it.

    \b
    Examples:
      sscmsc note Peltzer2018
      sscmsc note Peltzer2018 "Read the section on dosing again."
      sscmsc note Peltzer2018 --append - < remarks.txt
      sscmsc note Peltzer2018 --edit
    """
    edit = edit or go_on or discard
    if sum((text is not None, edit, remove)) > 1 or (append and text is None):
        raise UsageError("give one of TEXT, --edit and --remove; --append goes with TEXT")
    if not edit and not remove and text is None:
        _show(desk, resolve(load(desk), key))
        return
    written = _given(text) if text is not None else None
    store, loaded = open_held(desk, changing=not dry_run)
    entry = resolve(loaded, key)
    if not edit:
        note = f"{entry.note}\n{written}" if append and entry.note is not None else written
        if note != entry.note and not dry_run:
            save(desk, store, loaded, [replace(entry, note=note)], f"note {entry.citekey}")
        _tell(desk, entry, note, dry_run)
        return
    draft = draft_of(store.folder, entry, ".note")
    with draft.opened():
        goes_on = choose_draft(desk, draft, go_on=go_on, discard=discard)
        start = f"{entry.note}\n".encode() if entry.note is not None else b""
        name = str(draft.path)
        made = write(desk, draft, start, lambda data: (parse_note(data, name),), is_new=not goes_on)
        note = made[0] if made is not None else entry.note
        with kept(desk, draft):
            if note != entry.note and not dry_run:
                change_note(desk, store, entry.citekey, entry.note, note)
        _leave(desk, draft, dry_run)
        _tell(desk, entry, note, dry_run)


def change_note(
    desk: Desk, store: Store, citekey: str, before: str | None, note: str | None
) -> None:
    """Save a note that was written while others could change the library.

    Raises `ChangedError` where the note on the work is no longer `before`.
    """
    loaded = store.load()
    now = resolve(loaded, citekey)
    if now.note != before:
        raise ChangedError(
            f"the note on {citekey} was changed by someone else meanwhile; nothing was saved"
        )
    save(desk, store, loaded, [replace(now, note=note)], f"note {now.citekey}")


def _given(text: str) -> str:
    """The note that the command line or standard input gives. Raises `InputError`."""
    name, data = read_input("-") if text == "-" else ("the note", _encoded(text))
    note = parse_note(data, name)
    if note is None:
        raise InputError(f"{name} is empty", hint="--remove takes a note away.")
    return note


def _encoded(text: str) -> bytes:
    try:
        return text.encode()
    except UnicodeEncodeError:
        raise InputError("the note is no text in UTF-8") from None


def _leave(desk: Desk, draft: Draft, dry_run: bool) -> None:
    """What was only tried stays to be saved later."""
    if dry_run and draft.exists:
        desk.screen.say(f"your version is kept at {draft.path}")
    else:
        draft.drop()


def _show(desk: Desk, entry: Entry) -> None:
    if desk.screen.as_json:
        desk.screen.json({"citekey": entry.citekey, "note": entry.note})
    elif entry.note is None:
        desk.screen.say(f"{entry.citekey} has no note")
    else:
        desk.screen.write("\t".join(map(visible, entry.note.split("\t"))) + "\n")


def _tell(desk: Desk, entry: Entry, note: str | None, dry_run: bool) -> None:
    changed = note != entry.note
    if desk.screen.as_json:
        what = "changed" if changed else "unchanged"
        desk.screen.json({"dry_run": dry_run, "citekey": entry.citekey, "what": what, "note": note})
        return
    would = "would be " if dry_run else ""
    if not changed:
        desk.screen.say(f"{entry.citekey}: the note is unchanged")
    elif note is None:
        desk.screen.say(f"{entry.citekey}: note {would}removed")
    else:
        lines = counted(note.count("\n") + 1, "line")
        verb = "written" if entry.note is None else "changed"
        desk.screen.say(f"{entry.citekey}: note {would}{verb}, {lines}")
