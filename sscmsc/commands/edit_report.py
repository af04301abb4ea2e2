"""What `sscmsc edit` tells of a change."""

from __future__ import annotations

from collections.abc import Sequence

from sscmsc.commands.options import Desk
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.revision import differing

#: Keys of the file that only tell of others whose they are.
_KEPT_WITH = ("provenance", "edits", "conflicts", "hand_edited", "stated")


def warn_of_doubles(desk: Desk, library: Library, before: Entry, after: Entry) -> None:
    """Tell of identifiers the work has now that another work has too."""
    for identifier in after.record.identifiers:
        if identifier in before.record.identifiers:
            continue
        for key in library.holding((identifier,)):
            if key != after.citekey:
                scheme = identifier.scheme.upper()
                desk.screen.warn(f"{key} has the {scheme} {identifier} too: are they one work?")


def tell(
    desk: Desk, before: Entry, after: Entry, changed: Sequence[Entry], *, dry_run: bool
) -> None:
    """Which fields differ now, and how many other works changed with it."""
    differ = differing(before, after)
    fields = tuple(name for name in differ if name not in _KEPT_WITH) or differ
    others = [one.citekey for one in changed if one.citekey != after.citekey]
    if desk.screen.as_json:
        desk.screen.json(
            {
                "dry_run": dry_run, "citekey": after.citekey,
                "what": "changed" if fields else "unchanged",
                "fields": list(fields), "linked": others,
            }
        )  # fmt: skip
    elif not fields:
        desk.screen.say(f"{after.citekey} is unchanged")
    else:
        would = "would be " if dry_run else ""
        linked = f"; links of {counted(len(others), 'list')} {would}changed" if others else ""
        names = ", ".join(name.replace("_", " ") for name in fields)
        desk.screen.say(f"{after.citekey}: {names} {would}changed{linked}")
