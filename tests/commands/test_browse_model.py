"""What `sscmsc browse` lists, marks and filters, without a screen."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.commands.browse_details import record_of, references_of
from sscmsc.commands.browse_facets import lines_of
from sscmsc.commands.browse_keys import KEYS, help_text
from sscmsc.commands.browse_listing import ORDERS, Listing, next_order
from sscmsc.commands.browse_reading import Count, Shown, Tally
from sscmsc.commands.browse_rows import fitted, lay_out, line_of
from sscmsc.commands.browse_terms import terms_of, toggle_term, write_term
from sscmsc.index import Row
from sscmsc.present_cells import width_of
from sscmsc.query_syntax import parse_query
from sscmsc.text import clean, plain, visible
from tests.commands.test_hostile_text import is_active
from tests.conftest import ROOT
from tests.payloads import PAYLOADS
from tests.payloads import text as hostile_text
from tests.whole_entry import whole_entry

THREE = Listing(("a", "b", "c"), held=5)
keys = st.lists(st.sampled_from("abcdefgh"), unique=True).map(tuple)


def test_the_cursor_stays_within_the_list() -> None:
    assert THREE.at(-1).current == "a"
    assert THREE.at(99).current == "c"
    assert Listing().at(5).current is None


def test_a_change_is_about_the_works_marked_or_else_about_the_one_under_the_cursor() -> None:
    assert THREE.at(1).subjects == ("b",)
    marked = THREE.at(2).toggled().at(0).toggled()
    assert marked.at(1).subjects == ("c", "a")
    assert marked.toggled().subjects == ("c",)
    assert marked.unmarked().subjects == ("a",)
    assert Listing().toggled().subjects == ()


def test_all_found_are_marked_and_then_none_of_them() -> None:
    one = Listing(("x",)).toggled().relisted(("a", "b"), 5, {"x"})
    assert one.all_toggled().marked == ("x", "a", "b")
    assert one.all_toggled().all_toggled().marked == ("x",)


@given(keys, keys, st.integers(0, 9), st.sets(st.sampled_from("abcdefgh")))
@settings(derandomize=True, max_examples=60)
def test_after_another_look_the_cursor_is_at_its_work_or_in_the_list(
    before: tuple[str, ...], after: tuple[str, ...], place: int, there: set[str]
) -> None:
    listing = Listing(before).at(place).all_toggled()
    now = listing.relisted(after, 9, there)
    assert 0 <= now.cursor < max(1, len(after))
    if listing.current in after:
        assert now.current == listing.current
    assert now.marked == tuple(one for one in before if one in there)


def test_orders_come_round() -> None:
    order, seen = "citekey", []
    for _ in ORDERS:
        seen.append(order)
        order = next_order(order)
    assert (order, tuple(seen)) == ("citekey", ORDERS)
    assert next_order("design") == ORDERS[0]


def test_a_term_is_put_in_and_taken_out() -> None:
    assert toggle_term("", "disease", "SSc") == "disease:SSc"
    assert toggle_term("cells", "therapy", "autologous HSCT") == 'cells therapy:"autologous HSCT"'
    assert toggle_term("cells disease:ssc year:2018", "disease", "SSc") == "cells year:2018"
    assert toggle_term("disease:SSc", "disease", "SSc") == ""
    assert toggle_term("a OR b", "disease", "SSc") == "(a OR b) disease:SSc"
    assert toggle_term("-disease:SSc", "disease", "SSc") == "-disease:SSc disease:SSc"
    assert toggle_term('"half', "disease", "SSc") == '"half disease:SSc'


@given(st.sampled_from(["", "cells", "a OR b", "x year:2018", "-(a b)"]), st.text(min_size=1))
@settings(derandomize=True, max_examples=80)
def test_what_was_put_in_can_be_found_and_taken_out(text: str, value: str) -> None:
    value = " ".join(value.split())
    if not value:
        return
    put = toggle_term(text, "tag", value)
    assert ("tag", value.casefold()) in terms_of(put)
    assert ("tag", value.casefold()) not in terms_of(toggle_term(put, "tag", value))
    parse_query(write_term("tag", value))


@given(st.text(max_size=60), st.integers(2, 40))
@settings(derandomize=True, max_examples=150)
def test_a_cell_is_as_wide_as_its_column(text: str, width: int) -> None:
    assert width_of(fitted(text, width)) == width


def test_a_line_is_as_wide_as_the_table() -> None:
    row = Row("Amsel2020", 2020, "Amsel A", (), "[bold]肝臓[/] cells" * 20, "J", ("SSc",))
    for width in (40, 69, 70, 83, 84, 103, 104, 200):
        layout = lay_out(width)
        assert width_of(line_of(row, layout)) + 2 == width
        assert width_of(layout.heading) == width


def test_the_lines_of_facets_tell_which_values_are_chosen() -> None:
    tallies = (Tally("disease", "Disease", (Count("SSc", 3), Count("RA", 1))),)
    lines = lines_of(tallies, terms_of("disease:ssc"))
    assert [(one.text, one.works, one.chosen) for one in lines] == [
        ("Disease", 0, False), ("SSc", 3, True), ("RA", 1, False),
    ]  # fmt: skip


def test_the_page_lists_the_keys_there_are() -> None:
    page = (ROOT / "docs" / "browse.md").read_text(encoding="utf-8")
    told = re.findall(r"^\| `([^`]+)` \| (.+?) \|$", page, re.M)
    assert [(one.shown, one.does) for one in KEYS] == told[: len(KEYS)]
    for one in KEYS:
        assert one.does in help_text()


@pytest.mark.parametrize("name", sorted(set(PAYLOADS) - {"flood of marks"}))
def test_hostile_text_is_drawn_as_the_text_it_is(name: str) -> None:
    """No markup is taken, nothing is left that a terminal obeys, and what is typed is inert."""
    hostile = hostile_text(7, PAYLOADS[name])
    shown = Shown(whole_entry("P007", hostile), (hostile,))
    row = Row("P007", 2001, hostile, (hostile,), hostile, hostile, (hostile,), (hostile,))
    drawn = [record_of(shown).plain, references_of(shown).plain, line_of(row, lay_out(300))]
    assert not [one for one in "".join(drawn) if is_active(one)]
    forms = [squeezed(visible(one)) for one in (hostile, plain(hostile), clean(hostile))]
    for one, most in zip(drawn, (None, None, 20), strict=True):
        assert any(form[:most] in squeezed(one) for form in forms)


def squeezed(text: str) -> str:
    return "".join(text.split())


def test_the_page_shows_screens_as_they_are() -> None:
    page = (ROOT / "docs" / "browse.md").read_text(encoding="utf-8")
    for name in ("works-80", "facets-80"):
        screen = (ROOT / "tests" / "golden" / "browse" / f"{name}.txt").read_text(encoding="utf-8")
        assert f"```text\n{screen.rstrip()}\n```" in page
