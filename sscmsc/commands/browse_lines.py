"""The box of `sscmsc browse` in which open lines of a list are settled, one after the other."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Input, Static

from sscmsc.commands.browse_changes import search_lines, settle_line
from sscmsc.commands.browse_desk import Action, Outcome
from sscmsc.commands.browse_dialogues import Dialogue, Errand
from sscmsc.commands.resolve_dialogue import described
from sscmsc.errors import IdentifierError
from sscmsc.identifiers import parse
from sscmsc.reference import Reference
from sscmsc.settlement import Decision
from sscmsc.text import visible

ReadLines = Callable[[], tuple[Reference, ...]]


class LinesDialogue(Dialogue):
    """The open lines of one list; each decision is saved at once. `read` gives the lines as they
    are by now."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(str(number), f"accept({number})", show=False) for number in range(1, 10)),
        Binding("up,k", "move(-1)", "Line before"),
        Binding("down,j", "move(1)", "Next line"),
        Binding("r", "reject", "Reject all"),
        Binding("i", "name", "Identifier"),
        Binding("s", "search", "Search"),
        Binding("escape,q", "leave", "Back"),
    ]

    def __init__(self, errand: Errand, citekey: str, read: ReadLines) -> None:
        super().__init__(
            errand, f"Open lines of {visible(citekey)}",
            "A number accepts that work for the line.",
        )  # fmt: skip
        self._citekey = citekey
        self._read = read
        self._place = 0
        self._changed = False
        self.lines = read()

    def content(self) -> ComposeResult:
        with VerticalScroll(id="page"):
            yield Static("", id="line", markup=False)
        yield Input(placeholder="DOI, PMID or PMCID", compact=True, id="identifier")

    def on_mount(self) -> None:
        self.query_one("#identifier").display = False
        self.query_one("#page").focus()
        self._show()

    @property
    def line(self) -> Reference | None:
        """The line that is shown."""
        return self.lines[self._place] if self.lines else None

    def action_move(self, by: int) -> None:
        self._place = max(0, min(self._place + by, len(self.lines) - 1))
        self.tell("")
        self._show()

    def action_accept(self, number: int) -> None:
        line = self.line
        if line is not None and number <= len(line.candidates):
            self._decide(Decision(line.position, number))
        else:
            self.tell(f"There is no work {number} to accept.")

    def action_reject(self) -> None:
        line = self.line
        if line is not None and line.candidates:
            self._decide(Decision(line.position, reject=True))
        else:
            self.tell("There is no work to reject.")

    def action_name(self) -> None:
        if self.line is not None:
            field = self.query_one("#identifier", Input)
            field.display = True
            field.focus()

    def action_search(self) -> None:
        citekey = self._citekey
        self.tell("Searching PubMed and Crossref for the open lines ...")
        self.attempt(lambda desk: search_lines(desk, citekey))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        line = self.line
        if line is None:
            return
        try:
            identifier = parse(event.value)
        except IdentifierError as error:
            self.tell(visible(error.message))
            return
        self._hide_field()
        self._decide(Decision(line.position, identifier=identifier))

    def leave(self) -> None:
        if self.query_one("#identifier").display:
            self._hide_field()
            return
        self.dismiss(Outcome() if self._changed else None)

    def ended(self, outcome: Outcome) -> None:
        self._changed = True
        self.lines = self._read()
        self._place = max(0, min(self._place, len(self.lines) - 1))
        self.tell(outcome.text)
        self._show()

    def _decide(self, decision: Decision) -> None:
        line, citekey = self.line, self._citekey
        assert line is not None
        action: Action = lambda desk: settle_line(desk, citekey, line, decision)  # noqa: E731
        self.attempt(action)

    def _hide_field(self) -> None:
        field = self.query_one("#identifier", Input)
        field.value = ""
        field.display = False
        self.query_one("#page").focus()

    def _show(self) -> None:
        self.query_one("#line", Static).update(self._drawn())

    def _drawn(self) -> Content:
        line = self.line
        if line is None:
            return Content("Every line of the list points at a work.")
        place = f"{self._place + 1} of {len(self.lines)}"
        number = visible(line.label or str(line.position))
        told = [
            Content.styled(f"Open line {place}", "dim"),
            Content.styled(f"{number}. {visible(line.shown)}", "bold"),
        ]
        own = ", ".join(f"{one.scheme}:{one}" for one in line.identifiers)
        told += [Content(f"carries {visible(own)}")] if own else []
        told += [
            Content(f"  [{place}] {visible(described(one))}")
            for place, one in enumerate(line.candidates, start=1)
        ]
        if not line.candidates:
            told.append(Content.styled("  no work is known that it may cite", "dim"))
        return Content("\n").join(told)
