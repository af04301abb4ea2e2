"""The table of `sscmsc browse`: of thousands of works only those on the screen are drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from sscmsc.commands.browse_listing import Listing
from sscmsc.commands.browse_rows import MARK, fitted, lay_out, line_of
from sscmsc.index import Row

Rows = Callable[[Sequence[str]], Mapping[str, Row]]

#: So many works before and after those on the screen are read with them.
AHEAD = 100


class WorkTable(Widget, can_focus=True):
    """The works of a listing; `read` gives the rows of citekeys, those that are still there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "page(-1)", "Page up", show=False),
        Binding("pagedown", "page(1)", "Page down", show=False),
        Binding("home,g", "go(0)", "First", show=False),
        Binding("end,G", "go(-1)", "Last", show=False),
    ]

    class Placed(Message):
        """The cursor was put at a place of the listing."""

        def __init__(self, place: int) -> None:
            super().__init__()
            self.place = place

    def __init__(self, read: Rows) -> None:
        super().__init__(id="works")
        self.read = read
        self._rows: dict[str, Row] = {}
        self._first = 0
        self.listing = Listing()
        self.hint = ""

    def show(self, listing: Listing, *, anew: bool = False, hint: str = "") -> None:
        """Draw a listing; `anew` where the works themselves may have changed. `hint` is shown
        where nothing is listed."""
        if anew:
            self._rows = {}
        self.listing, self.hint = listing, hint
        self.refresh()

    @property
    def lines(self) -> int:
        """How many works there is room for."""
        return max(1, self.size.height - 1)

    def render(self) -> Content:
        layout = lay_out(self.size.width)
        keys = self._visible()
        told = [Content.styled(layout.heading, "bold underline")]
        for place, key in enumerate(keys, start=self._first):
            row = self._rows.get(key)
            text = line_of(row, layout) if row else fitted(f"{key} is gone", self.size.width - 2)
            marked = key in self.listing.marked
            style = "bold" if marked else ""
            if place == self.listing.cursor:
                style = "reverse bold" if self.has_focus else "underline bold"
            line = (MARK if marked else " " * len(MARK)) + text
            told.append(Content.styled(line, style))
        if not keys and self.hint:
            told.append(Content.styled(fitted(f"  {self.hint}", self.size.width), "dim"))
        return Content("\n").join(told)

    def _visible(self) -> tuple[str, ...]:
        """The citekeys on the screen, the one under the cursor among them; their rows are read."""
        room, cursor = self.lines, self.listing.cursor
        most = max(0, len(self.listing.keys) - room)
        self._first = min(max(self._first, cursor - room + 1), cursor, most)
        keys = self.listing.keys[self._first : self._first + room]
        if any(key not in self._rows for key in keys):
            start = max(0, self._first - AHEAD)
            near = self.listing.keys[start : self._first + room + AHEAD]
            self._rows.update(self.read([key for key in near if key not in self._rows]))
        return keys

    def action_move(self, by: int) -> None:
        self._place(self.listing.cursor + by)

    def action_page(self, pages: int) -> None:
        self._place(self.listing.cursor + pages * max(1, self.lines - 1))

    def action_go(self, place: int) -> None:
        self._place(place if place >= 0 else len(self.listing.keys) - 1)

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self._place(self.listing.cursor + 3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self._place(self.listing.cursor - 3)

    def on_click(self, event: events.Click) -> None:
        if 1 <= event.y <= len(self._visible()):
            self._place(self._first + event.y - 1)

    def _place(self, place: int) -> None:
        self.post_message(self.Placed(place))
