"""What the keys of `sscmsc browse` do to the screen and to the library."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest
from textual.widgets import Input, TextArea

from sscmsc.commands.browse_app import Browse
from sscmsc.commands.browse_keys import KEYS
from sscmsc.commands.browse_listing import Listing
from sscmsc.commands.browse_reading import find, read_tallies
from sscmsc.commands.browse_terms import write_term
from sscmsc.commands.options import Globals, make_desk
from sscmsc.formats.native import write_entry
from sscmsc.index import Row
from sscmsc.lock import Lock
from tests.commands.browsing import LARGE, USUAL, Session, browsed
from tests.commands.conftest import Terminal
from tests.commands.test_hostile_text import is_active
from tests.conftest import ROOT
from tests.payloads import PAYLOADS
from tests.payloads import text as hostile_text
from tests.upstream.server import Upstream
from tests.whole_entry import whole_entry

GOLDEN = ROOT / "tests" / "golden" / "browse"


def is_golden(name: str, screen: str) -> None:
    """Compare a screen with the one that was looked at; `REFRESH_BROWSE=1` writes it anew."""
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("REFRESH_BROWSE"):
        path.parent.mkdir(exist_ok=True)
        path.write_text(screen, encoding="utf-8")
    assert screen == path.read_text(encoding="utf-8")


def changes(terminal: Terminal) -> int:
    """How many changes the history holds."""
    return len(terminal("history").rows)


@pytest.mark.parametrize(
    ("name", "size", "keys"),
    [
        ("works-80", USUAL, ()),
        ("works-120", LARGE, ("end",)),
        ("facets-80", USUAL, ("f", "down", "down", "enter")),
        ("details-80", USUAL, ("end", "enter")),
        ("references-120", LARGE, ("end", "r")),
        ("merge-80", USUAL, ("space", "space", "m")),
        ("tag-80", USUAL, ("t",)),
        ("help-80", USUAL, ("question_mark",)),
        ("narrow-40", (40, 12), ()),
    ],
)
def test_screens_are_as_they_were_looked_at(
    seeded: Terminal, name: str, size: tuple[int, int], keys: tuple[str, ...]
) -> None:
    async def play(session: Session) -> None:
        await session.press(*keys)
        is_golden(name, session.screen)

    browsed(seeded, play, size=size)


def test_every_key_does_something() -> None:
    for one in KEYS:
        assert hasattr(Browse, f"action_{one.action}"), one.action


def test_the_query_is_asked_while_it_is_written(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        await session.press("slash")
        await session.type("disease:SSc")
        assert len(session.keys) == 11
        assert "11 of 13 works" in session.screen
        await session.type("x")
        assert len(session.keys) == 11, "what is half typed leaves the list as it was"
        assert "no disease is called 'SScx'" in session.screen
        await session.press("backspace")
        await session.type(" q")
        assert session.app.query_text == "disease:SSc q", "a letter is a letter here"
        await session.press("backspace", "backspace", "enter", "j")
        assert session.app.focused is session.app.table
        assert session.app.listing.current == session.keys[1]

    browsed(seeded, play)


def test_what_follows_a_half_typed_query_is_quiet(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        await session.press("slash")
        for text in ('"', "(", "year:", "disease>", "@nothing", "cited-by:Nobody", "a OR"):
            session.app.query_one("#query", Input).value = text
            await session.settled()
            assert "Traceback" not in session.screen
        session.app.query_one("#query", Input).value = ""
        await session.settled()
        assert len(session.keys) == 13

    browsed(seeded, play)


def test_counts_are_those_of_the_query_that_a_click_writes(seeded: Terminal) -> None:
    assert seeded("tag", "Binks2001", "Mayes2003", "+to read").code == 0
    desk = make_desk(Globals(library=seeded.library))
    for text in ("", "therapy:HSCT"):
        for tally in read_tallies(desk, text):
            for one in tally.counts:
                asked = f"{text} {write_term(tally.field, one.value)}"
                assert len(find(desk, asked, "citekey").keys) == one.works, asked


def test_a_facet_filters_and_is_taken_back(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        await session.press("f", "down", "down", "enter")
        assert session.app.query_text == "disease:SSc"
        assert "* SSc" in session.screen
        await session.press("enter")
        assert session.app.query_text == ""
        await session.pilot.click("#facets", offset=(3, 3))
        await session.settled()
        assert session.app.query_text == "disease:SSc"
        await session.press("f")
        assert not session.app.query_one("#facets").display

    browsed(seeded, play)


def test_works_marked_are_tagged_in_one_change_that_undo_takes_back(seeded: Terminal) -> None:
    before, made = seeded.files(), changes(seeded)

    async def play(session: Session) -> None:
        await session.press("space", "space", "t")
        await session.type("new one, disease=RA")
        await session.press("enter")
        assert "DeBuys2005: +new one +disease=RA" in session.screen
        assert changes(seeded) == made + 1
        await session.press("A", "home", "t")
        assert "Now: new one, disease=RA" in session.screen
        await session.press("escape", "space", "space", "t")
        await session.type("-new one")
        await session.press("enter", "A")
        assert changes(seeded) == made + 2
        await session.press("u")
        assert "u again undoes this" in session.screen
        await session.press("u", "u", "u")
        assert seeded.files() == before
        await session.press("U")
        assert seeded.files() != before

    browsed(seeded, play)
    assert seeded("tag").rows == [["new one", "2"], ["disease=RA", "2"]]


def test_what_cannot_be_done_is_told_and_what_was_typed_stays(seeded: Terminal) -> None:
    before = seeded.files()

    async def play(session: Session) -> None:
        await session.press("t")
        await session.type("disease=nonsense")
        await session.press("enter")
        assert "no disease is called 'nonsense'" in session.screen
        assert "disease=nonsense" in session.screen
        await session.press("escape")
        assert session.app.focused is session.app.table

    browsed(seeded, play)
    assert seeded.files() == before


def test_a_note_is_written(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        await session.press("n")
        await session.type("read")
        await session.press("enter")
        await session.type("again")
        await session.press("ctrl+s")
        assert "note saved" in session.screen
        await session.press("n")
        session.app.screen.query_one(TextArea).text = ""
        await session.press("escape")
        assert "not saved" in session.screen
        await session.press("escape")

    browsed(seeded, play)
    assert seeded("note", "Binks2001").out == "read\nagain\n"


def test_a_note_that_someone_else_changed_meanwhile_is_not_lost(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        await session.press("n")
        await session.type("mine")
        assert seeded("note", "Binks2001", "theirs").code == 0
        await session.press("ctrl+s")
        assert "changed by someone else" in session.screen
        assert session.app.screen.query_one(TextArea).text == "mine"

    browsed(seeded, play)
    assert seeded("note", "Binks2001").out == "theirs\n"


def test_a_note_that_a_terminal_would_obey_is_not_edited_here(seeded: Terminal) -> None:
    assert seeded("note", "Binks2001", "-", given="a\x1b[31mb").code == 0

    async def play(session: Session) -> None:
        await session.press("n")
        assert "cannot be edited here" in session.screen

    browsed(seeded, play)


def test_works_are_merged_as_the_command_merges_them(seeded: Terminal, tmp_path: Path) -> None:
    seeded("merge", "--yes", "DeBuys2005", "Binks2001")
    expected = seeded.files()
    seeded("undo")
    before = seeded.files()

    async def play(session: Session) -> None:
        await session.press("m")
        assert "at least two" in session.screen
        await session.press("space", "space", "m", "enter")
        assert "not certainly one work" in session.screen
        assert seeded.files() == before
        await session.press("x", "x", "enter", "enter")
        assert "Binks2001 is DeBuys2005 now" in session.screen
        assert session.app.listing.marked == ("DeBuys2005",)

    browsed(seeded, play)
    assert seeded.files() == expected
    assert seeded("unmerge", "DeBuys2005").code == 0
    assert seeded.files() == before


def test_an_open_line_is_settled(seeded: Terminal) -> None:
    path = seeded.library / "entries" / "Velier2022.yaml"
    closed = '      citekey: "Binks2001"\n      matched_by: text\n'
    candidate = (
        '      candidates:\n        - title: "Scleroderma"\n'
        '          doi: "10.1056/nejmra0806188"\n          found_by: crossref\n'
    )
    assert closed in path.read_text()
    path.write_text(path.read_text().replace(closed, candidate))
    made = changes(seeded)

    async def play(session: Session) -> None:
        await session.press("end", "l")
        assert "Open line 1 of 1" in session.screen
        assert "[1] Scleroderma" in session.screen
        await session.press("2")
        assert "no work 2" in session.screen
        await session.press("i")
        await session.type("nonsense")
        await session.press("enter")
        assert "'nonsense'" in session.screen
        await session.press("escape", "1")
        assert "Every line of the list points at a work." in session.screen
        await session.press("escape")

    browsed(seeded, play)
    assert changes(seeded) == made + 1
    assert [row[1] for row in seeded("refs", "Velier2022").rows][1] == "Gabrielli2009"


def test_a_line_that_someone_else_changed_is_shown_as_it_is_now(seeded: Terminal) -> None:
    path = seeded.library / "entries" / "Velier2022.yaml"
    path.write_text(path.read_text().replace('      citekey: "Binks2001"\n', ""))

    async def play(session: Session) -> None:
        await session.press("end", "l", "r")
        assert "no work to reject" in session.screen
        await session.press("i")
        await session.type("10.1056/nejmra0806188")
        path.write_text(path.read_text().replace("2001;60:577", "2001;60:578"))
        before = seeded.files()
        await session.press("enter")
        assert "changed by someone else" in session.screen
        assert "2001;60:578" in session.screen
        assert seeded.files() == before

    browsed(seeded, play)


def test_open_lines_are_searched(
    seeded: Terminal, upstream: Upstream, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in upstream.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SSCMSC_OFFLINE")
    path = seeded.library / "entries" / "Velier2022.yaml"
    closed = '      citekey: "Binks2001"\n      matched_by: text\n'
    path.write_text(path.read_text().replace(closed, ""))
    (seeded.library / "entries" / "Binks2001.yaml").unlink()

    async def play(session: Session) -> None:
        await session.press("end", "l", "s")
        assert "0 open lines left" in session.screen
        await session.press("escape", "home")
        assert session.app.listing.current == "Binks2001"

    browsed(seeded, play)
    assert seeded("refs", "Velier2022", "--unresolved").rows == []


def test_works_are_exported_and_no_file_is_replaced_unasked(seeded: Terminal) -> None:
    target = seeded.folder / "refs.ris"
    target.write_text("mine")

    async def play(session: Session) -> None:
        await session.press("space", "space", "e")
        field = session.app.screen.query_one(Input)
        field.value = "refs.nonsense"
        await session.press("enter")
        assert "does not tell the format" in session.screen
        field.value = "refs.ris"
        await session.press("enter")
        assert "refs.ris is there" in session.screen
        assert target.read_text() == "mine"
        await session.press("enter")
        assert "2 works written to refs.ris" in session.screen

    browsed(seeded, play)
    assert (
        target.read_bytes().decode() == seeded("export", "-f", "ris", "Binks2001", "DeBuys2005").out
    )


def test_the_last_change_is_undone_only_if_it_is_still_the_last(seeded: Terminal) -> None:
    assert seeded("tag", "Binks2001", "+one").code == 0

    async def play(session: Session) -> None:
        await session.press("u")
        assert "tag Binks2001: +one" in session.screen
        assert seeded("tag", "Binks2001", "+two").code == 0
        before = seeded.files()
        await session.press("u")
        assert "another one by now" in session.screen
        assert seeded.files() == before

    browsed(seeded, play)


def test_a_page_is_opened(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []

    def opens(address: str) -> bool:
        opened.append(address)
        return True

    monkeypatch.setattr("webbrowser.open", opens)

    async def play(session: Session) -> None:
        await session.press("o")
        assert "to open" in session.screen, "it has no identifier"
        await session.press("end", "o")
        assert "opened https://doi.org/" in session.screen

    browsed(seeded, play)
    assert opened == ["https://doi.org/10.1038/s41409-021-01492-7"]


def test_a_reference_is_copied_by_the_terminal_where_no_program_is_there(
    seeded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(seeded.folder))

    async def play(session: Session) -> None:
        await session.press("end", "c")
        assert "sent to the clipboard of the terminal" in session.screen

    app = browsed(seeded, play)
    assert app.clipboard.startswith("Velier M")


def test_who_holds_the_library_is_told_and_the_change_is_made_then(seeded: Terminal) -> None:
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with Lock(seeded.library):
            held.set()
            done.wait(30)

    holder = threading.Thread(target=hold)

    async def play(session: Session) -> None:
        await session.press("t")
        await session.type("new")
        holder.start()
        held.wait(30)
        await session.pilot.press("enter")
        for _ in range(400):
            if "waiting for" in session.screen:
                break
            await session.pilot.pause(0.05)
        assert "waiting for" in session.screen
        for key in ("enter", "escape", "ctrl+q"):
            await session.pilot.press(key)
            await session.pilot.pause()
            assert "wait for it" in session.screen or "when it is done" in session.screen
        done.set()
        await session.settled()
        assert "Binks2001: +new" in session.screen

    browsed(seeded, play)
    holder.join()
    assert seeded("tag").rows == [["new", "1"]]


def test_changes_by_others_are_seen_at_the_next_look(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        await session.press("space")
        assert seeded("rm", "--yes", "Binks2001").code == 0
        assert len(session.keys) == 13
        await session.press("f5")
        assert len(session.keys) == 12
        assert session.app.listing.marked == ()
        path = seeded.library / "entries" / "Mayes2003.yaml"
        path.write_text("broken: [")
        await session.press("f5")
        assert "Mayes2003.yaml" in session.screen
        assert len(session.keys) == 11

    browsed(seeded, play)


def test_a_work_that_went_away_is_told(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        assert seeded("rm", "--yes", "Binks2001").code == 0
        await session.press("t")
        await session.type("new")
        await session.press("enter")
        assert "no entry 'Binks2001'" in session.screen

    browsed(seeded, play)


def test_parts_fold_away_where_there_is_no_room(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        shown = {one: session.app.query_one(f"#{one}") for one in ("facets", "works", "details")}
        assert [one.display for one in shown.values()] == [False, True, False]
        await session.pilot.resize_terminal(*LARGE)
        await session.settled()
        assert [one.display for one in shown.values()] == [True, True, True]
        await session.pilot.resize_terminal(*USUAL)
        await session.press("d")
        assert [one.display for one in shown.values()] == [False, False, True]
        await session.press("escape")
        assert [one.display for one in shown.values()] == [False, True, False]
        await session.press("end", "r")
        assert "what it cites" in session.screen
        await session.press("r")
        assert "what it cites" not in session.screen
        assert "Authors: Velier" in session.screen

    browsed(seeded, play)


def test_orders_and_what_a_work_cites(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        await session.press("s")
        assert "by -year" in session.screen
        assert session.keys[0] == "Velier2022"
        await session.press("home", "C")
        assert session.app.query_text == "cited-by:Velier2022"
        assert len(session.keys) == 5

    browsed(seeded, play)


def test_moving_by_keys_and_mouse(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        places = []
        for key in ("down", "k", "end", "up", "home", "pagedown", "pageup", "G", "g"):
            await session.press(key)
            places.append(session.app.listing.cursor)
        assert places == [1, 0, 12, 11, 0, 7, 0, 12, 0]
        assert "Velier2022" not in session.screen
        await session.pilot.click("#works", offset=(4, 3))
        await session.settled()
        assert session.app.listing.cursor == 2

    browsed(seeded, play, size=(80, 13))


def test_an_empty_library_says_how_to_fill_it(terminal: Terminal) -> None:
    assert terminal("init").code == 0

    async def play(session: Session) -> None:
        await session.press("space", "a", "t", "n", "m", "l", "e", "o", "c", "C", "enter")
        assert "0 works" in session.screen
        await session.press("escape")
        assert "sscmsc fetch DOI" in session.screen

    browsed(terminal, play)


def test_a_hostile_library_is_shown_as_the_text_it_is(terminal: Terminal) -> None:
    """Whatever stands in any field: no markup is taken, and nothing that a terminal obeys."""
    entries = terminal.library / "entries"
    assert terminal("init").code == 0
    written = {
        f"P{number:03}": hostile_text(number, payload).replace("\ud800", "").replace("\udfff", "")
        for number, (name, payload) in enumerate(PAYLOADS.items())
        if name != "flood of marks"
    }
    for number, (key, hostile) in enumerate(written.items()):
        entry = whole_entry(key, hostile, number)
        (entries / f"{key}.yaml").write_text(write_entry(entry), encoding="utf-8")

    async def play(session: Session) -> None:
        seen = []
        assert len(session.keys) == len(written)
        await session.press("d", "slash", "f5", "escape", "space", "down", "space", "m")
        seen.append(session.screen)
        await session.press("escape", "home", "n", "escape", "l", "escape", "end", "t")
        seen.append(session.screen)
        for screen in seen:
            assert not [one for one in screen if is_active(one)]
        assert "[red]red[/red]" in "".join(seen)

    browsed(terminal, play, size=(150, 60))


def test_without_colour_only_bold_and_reverse_are_left(seeded: Terminal) -> None:
    async def play(session: Session) -> None:
        await session.press("end", "space")
        for strip in session.app.screen._compositor.render_strips():
            for part in strip:
                for one in (part.style.color, part.style.bgcolor) if part.style else ():
                    assert one is None or one.is_default

    browsed(seeded, play, size=LARGE, colorless=True)


def test_of_many_works_only_those_on_the_screen_are_read(seeded: Terminal) -> None:
    many = tuple(f"Amsel{number}" for number in range(10_000))
    read: list[str] = []

    async def play(session: Session) -> None:
        table = session.app.table
        rows = table.read

        def counted(keys: Sequence[str]) -> Mapping[str, Row]:
            read.extend(keys)
            return rows(keys)

        table.read = counted
        session.app.place(Listing(many, len(many)), anew=True)
        await session.settled()
        await session.press("end", "pageup", "home")
        assert table.lines < len(read) < 1_000

    browsed(seeded, play)
