"""What `sscmsc browse` does to works: each change is one, made as the command for it makes it.

What a command needs is loaded when it is run, so that the screen is there before.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sscmsc.commands.browse_desk import attempt, hushed, run
from sscmsc.commands.options import Desk
from sscmsc.commands.settings import settings_of
from sscmsc.commands.shelf import load, open_held, resolve, save
from sscmsc.commands.wording import counted
from sscmsc.config import Settings
from sscmsc.errors import ChangedError, UsageError

if TYPE_CHECKING:
    from sscmsc.entry import Entry
    from sscmsc.library import Library
    from sscmsc.reference import Reference
    from sscmsc.settlement import Decision
    from sscmsc.settling import Settled

#: So many requests beyond the citation matcher's a search for open lines may make.
FURTHER = 20


def add_marks(desk: Desk, keys: Sequence[str], text: str) -> None:
    """Tag works: `grant 2026, -unread, disease=SSc`, parted by commas; `-` takes away.

    Raises as `sscmsc tag` does, and `UsageError` for no tag at all.
    """
    from sscmsc.commands import tag

    words = [one.strip() for one in text.split(",") if one.strip()]
    if not words:
        raise UsageError("write a tag", hint="As in: grant2026, -unread, disease=SSc")
    removed = [one[1:].strip() for one in words if one[0] == "-"]
    added = [f"+{one.removeprefix('+').strip()}" for one in words if one[0] != "-"]
    run(tag.run, desk, [*keys, *added], remove=removed)


def write_note(desk: Desk, citekey: str, before: str | None, text: str) -> None:
    """Make `text` the note on a work whose note was `before`; an empty one takes it away.

    Raises `ChangedError` where someone else changed it meanwhile.
    """
    from sscmsc.commands.note import change_note
    from sscmsc.marks import parse_note

    note = parse_note(text.encode("utf-8", "replace"), "the note")
    store, _ = open_held(desk, changing=True)
    if note == before:
        desk.screen.say(f"{citekey}: the note is unchanged")
        return
    change_note(desk, store, citekey, before, note)
    desk.screen.say(f"{citekey}: note {'removed' if note is None else 'saved'}")


def order(desk: Desk, keys: Sequence[str]) -> tuple[str, ...]:
    """Citekeys of one work, that of the entry which had best stay first.

    Raises `NotFoundError`.
    """
    from sscmsc.pairing import order_to_keep

    loaded = load(desk)
    return order_to_keep(
        loaded.library, dict.fromkeys(resolve(loaded, key).citekey for key in keys)
    )


def compare(desk: Desk, keys: Sequence[str], width: int) -> bool:
    """Say whether works are one, and show them beside each other in so many columns, fields in
    which they differ marked; returns whether they certainly are. Raises `NotFoundError`."""
    from sscmsc.commands.merging import show_beside
    from sscmsc.duplicates import compare_records

    loaded = load(desk)
    entries = [resolve(loaded, key) for key in keys]
    findings = [compare_records(entries[0].record, one.record) for one in entries[1:]]
    for other, finding in zip(entries[1:], findings, strict=True):
        reasons = f": {', '.join(finding.reasons)}" if finding.reasons else ""
        desk.screen.say(f"{other.citekey}: {finding.verdict}, {finding.score:g}{reasons}")
    show_beside(hushed(desk, desk.screen.say, width).screen, entries, loaded.library)
    return all(one.verdict == "certain" for one in findings)


def join(desk: Desk, keys: Sequence[str], *, force: bool) -> None:
    """Make works one, the first stays. Raises as `sscmsc merge` does."""
    from sscmsc.commands import merge

    run(merge.run, desk, list(keys), force=force, yes=True)


def read_lines(entry: Entry) -> tuple[Reference, ...]:
    """The lines of the list of an entry that point at no work."""
    from sscmsc.settling import open_lines

    return open_lines(entry.references) if entry.references else ()


def settle_line(desk: Desk, citekey: str, line: Reference, decision: Decision) -> None:
    """Settle one open line of a list as a person decided when it was `line`.

    Raises `ChangedError` where someone else changed the line since, and as `sscmsc resolve`.
    """

    def decided(entry: Entry, settle: Settling) -> Settled:
        held = entry.references.references if entry.references else ()
        if line not in held:
            raise ChangedError(
                f"line {line.position} of {entry.citekey} was changed by someone else meanwhile; "
                "nothing was saved",
                hint="It is shown as it is now.",
            )
        return settle.decide(entry, decision)

    _settle(desk, citekey, decided)


def search_lines(desk: Desk, citekey: str) -> None:
    """Look for the works that the open lines of a list cite. Raises as `sscmsc resolve`."""
    _settle(desk, citekey, lambda entry, settle: settle.search(entry))


def write_file(desk: Desk, keys: Sequence[str], name: str, *, replace: bool, sort: str) -> None:
    """Export works to a file in the format that its name ends in.

    Raises `UsageError` for another name, and for a file that is there unless with `replace`.
    """
    from sscmsc.commands import export
    from sscmsc.commands.shapes import format_of_suffix, formats_written

    target = Path(name).expanduser()
    form = format_of_suffix(target)
    if form is None:
        raise UsageError(f"'{name}' does not tell the format", hint=formats_written())
    if target.exists() and not replace:
        raise UsageError(f"{target} is there", hint="Enter again replaces it.")
    run(export.run, desk, list(keys), format_=form.name, output=target, sort=sort)


def copy_reference(desk: Desk, citekey: str) -> None:
    """Put a formatted reference on the clipboard. Raises as `sscmsc copy` does."""
    from sscmsc.commands import copy

    run(copy.run, desk, citekey, clipboard=True)


def print_reference(desk: Desk, citekey: str) -> None:
    """Say a formatted reference. Raises as `sscmsc copy` does."""
    from sscmsc.commands import copy

    run(copy.run, desk, citekey)


def open_page(desk: Desk, citekey: str) -> None:
    """Open the page of a work. Raises as `sscmsc open` does."""
    from sscmsc.commands import open as opening

    run(opening.run, desk, citekey)


def tell_last(desk: Desk) -> None:
    """Say which change `sscmsc undo` would undo. Raises as it does."""
    from sscmsc.commands import undo

    run(undo.run, desk, dry_run=True)


def undo_last(desk: Desk, told: str) -> None:
    """Undo the last change of the library, whoever made it, if that is still the one `told`.

    Raises as `sscmsc undo` does, and `ChangedError` where another was made since.
    """
    from sscmsc.commands import undo

    now = attempt(desk, tell_last)
    if now.done and now.text != told:
        raise ChangedError(f"the last change is another one by now: {now.text}")
    run(undo.run, desk)


def redo_last(desk: Desk) -> None:
    """Make the last undone change again. Raises as `sscmsc redo` does."""
    from sscmsc.commands import redo

    run(redo.run, desk)


class Settling(NamedTuple):
    """What settles lines of a list of one library."""

    library: Library
    settings: Settings

    def decide(self, entry: Entry, decision: Decision) -> Settled:
        from sscmsc.commands.network import open_services
        from sscmsc.settling import decide
        from sscmsc.sources import silent
        from sscmsc.vocabulary import load_vocabulary

        services, session = open_services(self.settings)
        with session:
            return decide(
                self.library, entry, [decision], None if self.settings.offline else services,
                load_vocabulary(self.settings.facets),
                template=self.settings.citekey_template, progress=silent,
            )  # fmt: skip

    def search(self, entry: Entry) -> Settled:
        from sscmsc.commands.network import open_search, open_services
        from sscmsc.settling import search
        from sscmsc.vocabulary import load_vocabulary

        _, session = open_services(self.settings)
        with session:
            return search(
                self.library, entry, *open_search(session), load_vocabulary(self.settings.facets),
                template=self.settings.citekey_template, further=FURTHER,
            )  # fmt: skip


def _settle(desk: Desk, citekey: str, settle: Callable[[Entry, Settling], Settled]) -> None:
    from sscmsc.commands.fetch_report import why
    from sscmsc.settling import open_lines

    store, loaded = open_held(desk, changing=True)
    entry = resolve(loaded, citekey)
    settled = settle(entry, Settling(loaded.library, settings_of(desk, store.folder)))
    changed = settled.admission.changed(loaded.library)
    save(desk, store, loaded, changed, f"resolve {entry.citekey}", linked=True)
    for failure in settled.failures:
        desk.screen.warn(failure)
    for reason in settled.unanswered:
        desk.screen.warn(f"{reason.asked}: {why(reason)}")
    after = settled.admission.library.entries[entry.citekey].references
    left = len(open_lines(after)) if after else 0
    desk.screen.say(f"{entry.citekey}: {counted(left, 'open line')} left")
