"""What `sscmsc browse` asks for in a box of its own: a line of text, a note; and its help."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Footer, Input, Static, TextArea

from sscmsc.commands.browse_desk import Action, Outcome

Errand = Callable[[Action, Callable[[Outcome], None]], bool]
"""Does something beside the screen and hands over what became of it; whether it was begun."""


class Dialogue(ModalScreen[Outcome | None]):
    """A box over the table. It ends with what was done, or with None; what fails is told in the
    box, which stays, so that nothing typed is lost."""

    AUTO_FOCUS: ClassVar[str | None] = "*"
    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "leave", "Back")]

    def __init__(self, errand: Errand, title: str, hint: str = "") -> None:
        super().__init__()
        self._errand = errand
        self._title = title
        self._hint = hint
        self._under_way = False

    def compose(self) -> ComposeResult:
        with Vertical(id="box"):
            yield Static(Content.styled(self._title, "bold"), id="title")
            if self._hint:
                yield Static(Content.styled(self._hint, "dim"), id="hint")
            yield from self.content()
            yield Static("", id="status", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def content(self) -> ComposeResult:
        """What stands in the box between its title and what is told."""
        yield from ()

    def tell(self, text: str) -> None:
        """Show what was said at the foot of the box."""
        self.query_one("#status", Static).update(Content(text))

    def attempt(self, action: Action) -> None:
        """Do it and end; where it fails, tell why and stay."""
        self.begin(action, self.ended)

    def begin(self, action: Action, then: Callable[[Outcome], None]) -> None:
        """Do it beside the screen; the box stays until that is done, whatever is pressed."""

        def finished(outcome: Outcome) -> None:
            self._under_way = False
            then(outcome)

        self._under_way = self._errand(action, finished) or self._under_way

    def ended(self, outcome: Outcome) -> None:
        """What was tried has ended: well, or so that it can be tried again."""
        if outcome.done:
            self.dismiss(outcome)
        else:
            self.tell(outcome.text)

    def action_leave(self) -> None:
        if self._under_way:
            self.tell("Something is being done; wait for it.")
        else:
            self.leave()

    def leave(self) -> None:
        """Go back to the works, nothing done."""
        self.dismiss(None)


class LineDialogue(Dialogue):
    """Asks for one line; `make` makes of it what is to be done, told whether it is the same line
    again."""

    def __init__(
        self,
        errand: Errand,
        title: str,
        hint: str,
        make: Callable[[str, bool], Action],
        value: str = "",
    ) -> None:
        super().__init__(errand, title, hint)
        self._make = make
        self._value = value
        self._tried: str | None = None

    def content(self) -> ComposeResult:
        yield Input(self._value, compact=True, select_on_focus=False)

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        again, self._tried = event.value == self._tried, event.value
        self.attempt(self._make(event.value, again))


class NoteDialogue(Dialogue):
    """Asks for a note of several lines."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save", priority=True),
        Binding("escape", "leave", "Back", priority=True),
    ]

    def __init__(
        self, errand: Errand, title: str, before: str, make: Callable[[str], Action]
    ) -> None:
        super().__init__(errand, title)
        self._before = before
        self._make = make
        self._asked = False

    def content(self) -> ComposeResult:
        yield TextArea(self._before, compact=True, soft_wrap=True)

    @property
    def text(self) -> str:
        return self.query_one(TextArea).text

    def action_save(self) -> None:
        self.attempt(self._make(self.text))

    def on_text_area_changed(self) -> None:
        self._asked = False

    def leave(self) -> None:
        if self.text == self._before or self._asked:
            self.dismiss(None)
            return
        self._asked = True
        self.tell("The note is not saved. Ctrl+S saves it; Esc again leaves it.")


class HelpDialogue(Dialogue):
    """Shows every key and what it does."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,q,question_mark", "leave", "Back"),
    ]

    def __init__(self, errand: Errand, text: str) -> None:
        super().__init__(errand, "Keys")
        self._text = text

    def content(self) -> ComposeResult:
        with VerticalScroll(id="page"):
            yield Static(Content(self._text))
