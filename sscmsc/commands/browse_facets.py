"""The facets at the side of `sscmsc browse`: values, of how many works each, chosen or not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar, NamedTuple

from textual import events
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from sscmsc.commands.browse_reading import Tally
from sscmsc.commands.browse_rows import fitted

WIDTH = 26


class Line(NamedTuple):
    """A line of the list: a value of a field, or a title where `value` is empty."""

    field: str
    text: str
    value: str = ""
    works: int = 0
    chosen: bool = False


def lines_of(tallies: Iterable[Tally], chosen: Iterable[tuple[str, str]]) -> tuple[Line, ...]:
    """The lines of a list of facets; `chosen` are fields and values without case."""
    wanted = frozenset(chosen)
    lines: list[Line] = []
    for tally in tallies:
        lines.append(Line(tally.field, tally.title))
        lines += [
            Line(
                tally.field, one.value, one.value, one.works,
                (tally.field.casefold(), one.value.casefold()) in wanted,
            )
            for one in tally.counts
        ]  # fmt: skip
    return tuple(lines)


class FacetList(Widget, can_focus=True):
    """Facets with counts; Enter or a click chooses a value, or takes it back."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up,k", "move(-1)", "Up", show=False),
        Binding("down,j", "move(1)", "Down", show=False),
        Binding("pageup", "move(-10)", "Page up", show=False),
        Binding("pagedown", "move(10)", "Page down", show=False),
        Binding("enter,space", "choose", "Filter", show=False),
    ]

    class Chosen(Message):
        """A value was chosen, or taken back."""

        def __init__(self, field: str, value: str) -> None:
            super().__init__()
            self.field = field
            self.value = value

    def __init__(self) -> None:
        super().__init__(id="facets")
        self.lines: tuple[Line, ...] = ()
        self._cursor = 0
        self._first = 0

    def show(self, lines: tuple[Line, ...]) -> None:
        """Draw other lines; the cursor stays at its value."""
        current = self.current
        self.lines = lines
        same = (
            place
            for place, one in enumerate(lines)
            if current and (one.field, one.value) == (current.field, current.value)
        )
        self._cursor = next(same, min(self._cursor, max(0, len(lines) - 1)))
        self._skip(1)
        self.refresh()

    @property
    def current(self) -> Line | None:
        """The value under the cursor."""
        line = self.lines[self._cursor] if self._cursor < len(self.lines) else None
        return line if line and line.value else None

    def render(self) -> Content:
        room = max(1, self.size.height)
        most = max(0, len(self.lines) - room)
        self._first = min(max(self._first, self._cursor - room + 1), self._cursor, most)
        if self._first == 1:
            self._first = 0 if self._cursor < room else 1
        shown = self.lines[self._first : self._first + room]
        told = [self._drawn(place, one) for place, one in enumerate(shown, start=self._first)]
        return Content("\n").join(told or [Content.styled("No labels", "dim")])

    def _drawn(self, place: int, line: Line) -> Content:
        width = max(8, self.size.width)
        if not line.value:
            return Content.styled(fitted(line.text, width), "bold")
        works = str(line.works)
        text = ("* " if line.chosen else "  ") + fitted(line.text, width - len(works) - 3)
        style = "bold" if line.chosen else ""
        if place == self._cursor and self.has_focus:
            style = "reverse bold"
        return Content.styled(f"{text} {works}", style)

    def action_move(self, by: int) -> None:
        self._cursor = max(0, min(self._cursor + by, len(self.lines) - 1))
        self._skip(1 if by > 0 else -1)
        self.refresh()

    def action_choose(self) -> None:
        if (line := self.current) is not None:
            self.post_message(self.Chosen(line.field, line.value))

    def on_click(self, event: events.Click) -> None:
        place = self._first + event.y
        if place < len(self.lines) and self.lines[place].value:
            self._cursor = place
            self.refresh()
            self.action_choose()

    def on_mouse_scroll_down(self, event: events.MouseScrollDown) -> None:
        event.stop()
        self.action_move(3)

    def on_mouse_scroll_up(self, event: events.MouseScrollUp) -> None:
        event.stop()
        self.action_move(-3)

    def _skip(self, step: int) -> None:
        """Past titles: on in a direction, else back."""
        for way in (step, -step):
            place = self._cursor
            while 0 <= place < len(self.lines):
                if self.lines[place].value:
                    self._cursor = place
                    return
                place += way
