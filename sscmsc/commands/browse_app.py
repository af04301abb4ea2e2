"""The app of `sscmsc browse`: what each key does."""

from __future__ import annotations

from contextlib import nullcontext
from typing import ClassVar

from textual.app import SuspendNotSupported
from textual.binding import Binding, BindingType
from textual.widgets import Input

from sscmsc.commands import browse_changes as changes
from sscmsc.commands.browse_desk import Action, Outcome, attempt
from sscmsc.commands.browse_dialogues import (
    Dialogue,
    HelpDialogue,
    LineDialogue,
    NoteDialogue,
)
from sscmsc.commands.browse_keys import KEYS, help_text
from sscmsc.commands.browse_lines import LinesDialogue
from sscmsc.commands.browse_listing import Listing, next_order
from sscmsc.commands.browse_merging import MergeDialogue
from sscmsc.commands.browse_terms import write_term
from sscmsc.commands.browse_view import View
from sscmsc.commands.options import Desk
from sscmsc.commands.wording import counted, first_few
from sscmsc.reference import Reference
from sscmsc.text import visible

TAGS = "Parted by commas: grant2026, -unread, disease=SSc, disease!=RA"
#: What a desktop sets in the environment, on which a browser has a window of its own.
DESKTOP = ("DISPLAY", "WAYLAND_DISPLAY")


class Browse(View):
    """Lists works and changes them. Every change is made as its command makes it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *(Binding(one.name, one.action, one.word or one.does, show=bool(one.word),
                  key_display=one.shown) for one in KEYS),
        Binding("enter", "open_details", show=False),
        Binding("escape", "works", show=False),
    ]  # fmt: skip

    #: What would be undone, as it was told; the next time that is undone.
    _offered = ""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """While the query is written, letters are letters."""
        named = any(one.action == action for one in KEYS)
        if named and isinstance(self.focused, Input):
            return False
        return super().check_action(action, parameters)

    def action_query(self) -> None:
        self.query_one("#query").focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        if event.input.id == "query":
            self.look()
            self.action_works()

    def action_works(self) -> None:
        """To the table; where the details are in its place, they are folded away."""
        if not self.table.display:
            self.toggle("details")
        self.table.focus()

    def action_mark(self) -> None:
        self.place(self.listing.toggled().at(self.listing.cursor + 1))

    def action_mark_all(self) -> None:
        self.place(self.listing.all_toggled())

    def action_unmark(self) -> None:
        self.place(self.listing.unmarked())

    def action_facets(self) -> None:
        if self.toggle("facets"):
            self.query_one("#facets").focus()
        else:
            self.table.focus()

    def action_details(self) -> None:
        if not self.toggle("details"):
            self.table.focus()
        elif not self.table.display:
            self.query_one("#details").focus()

    def action_open_details(self) -> None:
        if not self.query_one("#details").display:
            self.toggle("details")
        self.query_one("#details").focus()

    def action_references(self) -> None:
        self.toggle_lists()
        if not self.table.display:
            self.query_one("#details").focus()

    def action_sort(self) -> None:
        self.order = next_order(self.order)
        self.look()

    def action_look(self) -> None:
        self.tell("")
        self.look()

    def action_cited(self) -> None:
        if (key := self.listing.current) is not None:
            self.write_query(write_term("cited-by", key))

    def action_tag(self) -> None:
        keys = self.listing.subjects
        if not keys:
            return
        shown = self.read(keys[0]) if len(keys) == 1 else None
        marks = ", ".join((*shown.entry.tags, *shown.entry.labels)) if shown else ""
        hint = f"{TAGS}\nNow: {visible(marks)}" if marks else TAGS
        self._ask(
            LineDialogue(
                self.errand, f"Tag {_named(keys)}", hint,
                lambda text, _: lambda desk: changes.add_marks(desk, keys, text),
            )
        )  # fmt: skip

    def action_note(self) -> None:
        key = self.listing.current
        shown = self.read(key) if key is not None else None
        if shown is None:
            return
        citekey, before = shown.entry.citekey, shown.entry.note
        text = before or ""
        if visible(text) != text.replace("\t", " "):
            self.tell(
                f"The note on {citekey} has characters that cannot be edited here: "
                f"`sscmsc note {citekey} --edit` keeps them."
            )
            return
        self._ask(
            NoteDialogue(
                self.errand, f"Note on {citekey}", text,
                lambda note: lambda desk: changes.write_note(desk, citekey, before, note),
            )
        )  # fmt: skip

    def action_merge(self) -> None:
        keys = self.listing.marked
        if len(keys) < 2:
            self.tell("Mark the works to make one, with Space: at least two.")
            return
        ordered: list[str] = []

        def order(desk: Desk) -> None:
            ordered.extend(changes.order(desk, keys))

        def ask(outcome: Outcome) -> None:
            if outcome.done and len(ordered) > 1:
                self._ask(MergeDialogue(self.errand, ordered))
            else:
                self.tell(outcome.text)

        self.errand(order, ask)

    def action_lines(self) -> None:
        key = self.listing.current
        shown = self.read(key) if key is not None else None
        if shown is None:
            return
        citekey = shown.entry.citekey
        if shown.entry.references is None:
            self.tell(f"No reference list is held for {citekey}: `sscmsc fetch` asks for it.")
            return

        def lines() -> tuple[Reference, ...]:
            now = self.read(citekey)
            return changes.read_lines(now.entry) if now else ()

        self._ask(LinesDialogue(self.errand, citekey, lines))

    def action_export(self) -> None:
        if keys := self.listing.subjects:
            self._ask(
                LineDialogue(
                    self.errand, f"Export {_named(keys)} to a file",
                    "Its name tells the format: refs.bib, refs.ris, refs.docx",
                    lambda name, again: lambda desk: changes.write_file(
                        desk, keys, name, replace=again, sort=self.order
                    ),
                    value="refs.bib",
                )
            )  # fmt: skip

    def action_undo(self) -> None:
        """Tell what would be undone; asked again, undo just that."""
        if offered := self._offered:
            self._do(lambda desk: changes.undo_last(desk, offered))
            return

        def told(outcome: Outcome) -> None:
            self._offered = outcome.text if outcome.done else ""
            self.tell(f"u again undoes this:\n{outcome.text}" if outcome.done else outcome.text)

        self.errand(changes.tell_last, told)

    def action_redo(self) -> None:
        self._do(changes.redo_last)

    def action_open(self) -> None:
        """A browser of the terminal gets the terminal as long as it runs."""
        if (key := self.listing.current) is None:
            return
        graphical = any(self.desk.environment.get(name) for name in DESKTOP)
        try:
            with nullcontext() if graphical else self.suspend():
                outcome = attempt(self.desk, lambda desk: changes.open_page(desk, key))
        except SuspendNotSupported:
            outcome = attempt(self.desk, lambda desk: changes.open_page(desk, key))
        self.tell(outcome.text)

    def action_copy(self) -> None:
        """By a program of the desktop, or else by the terminal itself."""
        if (key := self.listing.current) is None:
            return

        def printed(outcome: Outcome) -> None:
            if outcome.done:
                self.copy_to_clipboard(outcome.text)
                self.tell(f"{key} sent to the clipboard of the terminal")
            else:
                self.tell(outcome.text)

        def copied(outcome: Outcome) -> None:
            if outcome.done:
                self.tell(outcome.text)
            else:
                self.errand(lambda desk: changes.print_reference(desk, key), printed)

        self.tell("formatting ...")
        self.errand(lambda desk: changes.copy_reference(desk, key), copied)

    def action_help(self) -> None:
        self._ask(HelpDialogue(self.errand, help_text()))

    def action_help_quit(self) -> None:
        self.tell("q leaves.")

    async def action_quit(self) -> None:
        if self.busy:
            self.tell("A change is being made; leave when it is done.")
        else:
            self.exit()

    def place(self, listing: Listing, *, anew: bool = False) -> None:
        self._offered = ""
        super().place(listing, anew=anew)

    def _ask(self, dialogue: Dialogue) -> None:
        self.tell("")
        self.push_screen(dialogue, self._ended)

    def _do(self, action: Action) -> None:
        self.errand(action, self._ended)

    def _ended(self, outcome: Outcome | None) -> None:
        """Something was done, or was not: say so, and look at what became of the library."""
        if outcome is not None:
            self.look()
            self.tell(outcome.text)


def _named(keys: tuple[str, ...]) -> str:
    named = visible(first_few(keys))
    return named if len(keys) == 1 else f"{counted(len(keys), 'work')}: {named}"
