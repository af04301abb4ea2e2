"""The details pane of `sscmsc browse`: the record of one work, or its reference list."""

from __future__ import annotations

from textual.content import Content

from sscmsc.commands.browse_reading import Shown
from sscmsc.commands.refs import summary
from sscmsc.commands.show import fields_of
from sscmsc.reference import Reference
from sscmsc.text import visible

#: What stands for the state of a line of a list that points at no entry.
OPEN = "open"


def record_of(shown: Shown) -> Content:
    """All that is known of a work, field by field."""
    told = [Content.styled(visible(shown.entry.citekey), "bold underline")]
    for name, value in fields_of(shown.entry, shown.cited_by):
        if value:
            text = visible(value).replace("\n", "\n  ")
            told.append(Content.assemble((f"{name}: ", "bold"), text))
    return Content("\n").join(told)


def references_of(shown: Shown) -> Content:
    """The reference list of a work as printed, with the entry that each line points at."""
    listed = shown.entry.references
    head = Content.styled(f"{visible(shown.entry.citekey)}: what it cites", "bold underline")
    if listed is None:
        hint = Content("No reference list is held; `sscmsc fetch` asks for it.")
        return Content("\n").join([head, hint])
    lines = [_line(one) for one in listed.references]
    return Content("\n").join([head, *lines, Content.styled(visible(summary(listed)), "dim")])


def _line(line: Reference) -> Content:
    number = visible(line.label or str(line.position))
    state = visible(line.citekey) if line.citekey else OPEN
    style = "" if line.citekey else "bold"
    text = visible(line.shown).replace("\n", " ")
    return Content.assemble((f"{number:>4} ", "dim"), (f"[{state}] ", style), text)
