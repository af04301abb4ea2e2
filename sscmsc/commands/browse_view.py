"""The screen of `sscmsc browse` and what it shows: works found, facets, details, what was said."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.app import App, ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.filter import LineFilter, NoColor
from textual.timer import Timer
from textual.widgets import Footer, Input, Static

from sscmsc.commands import browse_reading as reading
from sscmsc.commands.browse_desk import Action, Outcome, attempt, hushed
from sscmsc.commands.browse_details import record_of, references_of
from sscmsc.commands.browse_dialogues import Dialogue
from sscmsc.commands.browse_facets import FacetList, lines_of
from sscmsc.commands.browse_listing import Listing
from sscmsc.commands.browse_look import HIGH, SHEET, WIDE
from sscmsc.commands.browse_table import WorkTable
from sscmsc.commands.browse_terms import terms_of, toggle_term
from sscmsc.commands.options import Desk
from sscmsc.commands.wording import counted
from sscmsc.errors import SscmscError
from sscmsc.index import Row
from sscmsc.text import visible

EMPTY = "The library is empty: `sscmsc fetch DOI` or `sscmsc import FILE` fills it."
NOTHING = "No work is found by this query."


class QueryLine(Input):
    """The line in which the query is written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,down", "app.works", "To the works", key_display="Esc"),
    ]


class View(App[None]):
    """The works of the library that a desk is at, as a query finds them, in an order.

    `rest` is how many seconds typing and moving must pause before anything is read.
    """

    CSS = SHEET
    ENABLE_COMMAND_PALETTE = False
    AUTO_FOCUS: ClassVar[str | None] = "#works"

    def __init__(
        self,
        desk: Desk,
        text: str = "",
        order: str = "citekey",
        *,
        colorless: bool = False,
        rest: float = 0.12,
    ) -> None:
        super().__init__(ansi_color=True)
        self.desk = desk
        self.order = order
        self.listing = Listing()
        self.shown: reading.Shown | None = None
        self.busy = False
        self._text = text
        self._colorless = colorless
        self._rest = rest
        self._warned: tuple[str, ...] = ()
        self._tallies: tuple[reading.Tally, ...] = ()
        self._facets_open: bool | None = None
        self._details_open: bool | None = None
        self._lists = False
        self._waiting: dict[str, Timer] = {}

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Without colour, what is drawn keeps bold and reverse only; the command has decided
        that, so the environment is not asked again."""
        filters = [one for one in super().get_line_filters() if not isinstance(one, NoColor)]
        return (*filters, NoColor()) if self._colorless else filters

    def compose(self) -> ComposeResult:
        with Horizontal(id="head"):
            yield Static("Query:", markup=False)
            yield QueryLine(
                self._text, compact=True, select_on_focus=False, id="query",
                placeholder="words, disease:SSc, year:2015-2022, -journal:blood",
            )  # fmt: skip
        yield Static("", id="told", markup=False)
        with Horizontal(id="body"):
            yield FacetList()
            with Vertical(id="middle"):
                yield WorkTable(self._rows)
                with VerticalScroll(id="details"):
                    yield Static("", id="work", markup=False)
        yield Static("", id="status", markup=False)
        yield Footer(show_command_palette=False, compact=True)

    def on_mount(self) -> None:
        self.fold()
        self.look()

    def on_resize(self, event: events.Resize) -> None:
        self.call_after_refresh(self.fold)

    @property
    def table(self) -> WorkTable:
        return self.screen_stack[0].query_one("#works", WorkTable)

    @property
    def query_text(self) -> str:
        """The query as it is written, maybe half."""
        return self.screen_stack[0].query_one("#query", Input).value

    def tell(self, text: str) -> None:
        """Say something at the foot of the screen, or of the box that is open."""
        if isinstance(self.screen, Dialogue):
            self.screen.tell(text)
        else:
            self._status(text)

    def look(self) -> None:
        """Look at the library as it is now: works found, facets, details."""
        text = self.query_text
        self._text = text
        said: list[str] = []
        try:
            found = reading.find(
                hushed(self.desk, said.append), text, self.order, self.listing.marked
            )
        except SscmscError as error:
            hint = f" {error.hint}" if error.hint else ""
            self._tell_above(f"{error.message}.{hint}")
            return
        if tuple(said) != self._warned:
            self._warned = tuple(said)
            self._status("\n".join(said))
        self.place(self.listing.relisted(found.keys, found.held, found.there), anew=True)
        self._count()

    def place(self, listing: Listing, *, anew: bool = False) -> None:
        """Show a listing; `anew` where the works themselves may have changed."""
        moved = anew or listing.current != self.listing.current
        self.listing = listing
        self.table.show(listing, anew=anew, hint=NOTHING if listing.held else EMPTY)
        marked = f", {len(listing.marked)} marked" if listing.marked else ""
        of = counted(listing.held, "work")
        found = of if len(listing.keys) == listing.held else f"{len(listing.keys)} of {of}"
        self._tell_above(f"{found}{marked}, by {self.order}")
        if moved:
            self._later("details", self.read_details)

    def errand(self, action: Action, then: Callable[[Outcome], None]) -> bool:
        """Do something beside the screen, then hand over what became of it, on the screen's own
        turn; False where something is being done already."""
        if self.busy:
            self.tell("Something is being done already; wait for it.")
            return False
        self.busy = True

        def ended(outcome: Outcome) -> None:
            self.busy = False
            if self.is_running:
                then(outcome)

        def work() -> None:
            outcome = attempt(self.desk, action, told=self._tell_from_aside)
            self.call_from_thread(ended, outcome)

        self.run_worker(work, thread=True, group="errand")
        return True

    def read_details(self) -> None:
        """Read the work under the cursor and draw it, where its details are shown."""
        key = self.listing.current
        details = self.screen_stack[0].query_one("#details")
        if key is None or not details.display:
            self.shown = None
            self._page(Content(""))
            return
        self.shown = self.read(key)
        if self.shown is None:
            self._page(Content(f"{visible(key)} is no longer there."))
            return
        self._page(references_of(self.shown) if self._lists else record_of(self.shown))
        details.scroll_home(animate=False)

    def read(self, citekey: str) -> reading.Shown | None:
        """An entry as it is now; what prevents that is told."""
        try:
            return reading.read_entry(self._hushed(), citekey)
        except SscmscError as error:
            self.tell(visible(error.message))
            return None

    def fold(self) -> None:
        """Show the parts that there is room for, or that were asked for."""
        facets, details, table = (self.screen_stack[0].query_one(one)
                                  for one in ("#facets", "#details", "#works"))  # fmt: skip
        width, height = self.size
        facets.display = (width >= WIDE) if self._facets_open is None else self._facets_open
        shown = (height >= HIGH) if self._details_open is None else self._details_open
        whole = shown and height < HIGH
        details.set_class(whole, "whole")
        table.display = not whole
        opened = shown and not details.display
        details.display = shown
        if opened:
            self.read_details()

    def toggle(self, part: str) -> bool:
        """Show a part (`facets`, `details`) or fold it away; whether it is shown now."""
        shown = not self.screen_stack[0].query_one(f"#{part}").display
        if part == "facets":
            self._facets_open = shown
        else:
            self._details_open = shown
        self.fold()
        return shown

    def toggle_lists(self) -> None:
        """The reference list in place of the record, or the other way round."""
        details = self.screen_stack[0].query_one("#details")
        self._lists = not self._lists if details.display else True
        self._details_open = True
        self.fold()
        self.read_details()

    def on_work_table_placed(self, message: WorkTable.Placed) -> None:
        self.place(self.listing.at(message.place))

    def on_facet_list_chosen(self, message: FacetList.Chosen) -> None:
        self.write_query(toggle_term(self.query_text, message.field, message.value))

    def write_query(self, text: str) -> None:
        """Put another query in the place of the one there is; it is asked at once."""
        self.screen_stack[0].query_one("#query", Input).value = text

    def on_input_changed(self, event: Input.Changed) -> None:
        if event.input.id == "query" and event.value != self._text:
            self._later("look", self.look)

    def _later(self, name: str, action: Callable[[], None]) -> None:
        """Do it when what leads to it has rested."""
        if (before := self._waiting.pop(name, None)) is not None:
            before.stop()
        if self._rest:
            self._waiting[name] = self.set_timer(self._rest, action)
        else:
            action()

    def _count(self) -> None:
        """Count the labels of the works found, beside the screen."""
        text = self._text

        def work() -> None:
            def count(desk: Desk) -> None:
                tallies.extend(reading.read_tallies(desk, text))

            tallies: list[reading.Tally] = []
            attempt(self.desk, count)
            self.call_from_thread(self._counted, text, tuple(tallies))

        self.run_worker(work, thread=True, group="counting")

    def _counted(self, text: str, tallies: tuple[reading.Tally, ...]) -> None:
        if text == self._text and self.is_running:
            facets = self.screen_stack[0].query_one("#facets", FacetList)
            facets.show(lines_of(tallies, terms_of(text)))

    def _rows(self, keys: Sequence[str]) -> Mapping[str, Row]:
        try:
            return reading.read_rows(self._hushed(), keys)
        except SscmscError as error:
            self._status(visible(error.message))
            return {}

    def _hushed(self) -> Desk:
        return hushed(self.desk, lambda _: None)

    def _tell_from_aside(self, text: str) -> None:
        self.call_from_thread(self.tell, text)

    def _tell_above(self, text: str) -> None:
        self.screen_stack[0].query_one("#told", Static).update(Content(visible(text)))

    def _status(self, text: str) -> None:
        self.screen_stack[0].query_one("#status", Static).update(Content(text))

    def _page(self, content: Content) -> None:
        self.screen_stack[0].query_one("#work", Static).update(content)
