"""The box of `sscmsc browse` in which works are made one: side by side, the first stays."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from sscmsc.commands.browse_changes import compare, join
from sscmsc.commands.browse_desk import Outcome
from sscmsc.commands.browse_dialogues import Dialogue, Errand
from sscmsc.commands.options import Desk

#: What a comparison leaves free of the screen at its sides.
MARGIN = 8


class MergeDialogue(Dialogue):
    """Works beside each other, fields in which they differ marked."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "merge(False)", "Merge"),
        Binding("x", "swap", "Keep another"),
        Binding("F", "merge(True)", "Merge though identifiers contradict"),
        Binding("escape,q", "leave", "Back"),
    ]

    def __init__(self, errand: Errand, keys: Sequence[str]) -> None:
        super().__init__(errand, f"Make {len(keys)} entries one: the first stays")
        self._keys = tuple(keys)
        self._width = 80
        self._sure = False

    def content(self) -> ComposeResult:
        with VerticalScroll(id="page"):
            yield Static("", id="beside", markup=False)

    def on_mount(self) -> None:
        self._show()

    def on_resize(self) -> None:
        if self._width != self.app.size.width:
            self._show()

    def action_swap(self) -> None:
        self._keys = (*self._keys[1:], self._keys[0])
        self._show()

    def action_merge(self, force: bool) -> None:
        keys = self._keys
        if not self._sure:
            self._sure = True
            self.tell("They are not certainly one work: the same key again merges them.")
            return
        self.attempt(lambda desk: join(desk, keys, force=force))

    def _show(self) -> None:
        self._width = self.app.size.width
        keys, room = self._keys, max(40, self._width - MARGIN)

        def look(desk: Desk) -> None:
            self._sure = compare(desk, keys, room)

        self.begin(look, self._drawn)

    def _drawn(self, outcome: Outcome) -> None:
        from sscmsc.commands.merging import DIFFERS

        lines = [
            Content.styled(line, "bold" if line.startswith(DIFFERS) else "")
            for line in outcome.said
        ]
        self.tell("")
        self.query_one("#beside", Static).update(Content("\n").join(lines))
