"""Which rows a list shows, and in what order."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.errors import InputError
from sscmsc.index import Row
from sscmsc.query import SORTS, Query, folded_words, parse_years, select, sort_rows

PELTZER = Row(
    "Peltzer2018", 2018, "Peltzer J", ("Peltzer, Juliette", "Aletti, Marc"),
    "Mesenchymal Stromal Cells in Systemic Sclerosis", "Front Immunol",
    diseases=("SSc",), therapies=("MSC", "SVF"), cited_by=("Other2020",),
)  # fmt: skip
BOER = Row(
    "DeBoer2019", 2019, "de Boer AM", ("de Boer, Anna Maria", "van den Berg, Jan"),
    "A trial in the skin", "J Made Up Med", diseases=("SSc", "RA"), therapies=("HSCT",),
    cited_by=("Other2020", "Peltzer2018"),
)  # fmt: skip
SORENSEN = Row(
    "Sorensen1999", 1999, "Sørensen Æ", ("Sørensen, Æbba", "Łukasz, Đorđe", "O'Brien, Ún"),
    "Étude de la sclérodermie", None,
)  # fmt: skip
UNDATED = Row("anon", None, None, (), "", None)
ROWS = [PELTZER, BOER, SORENSEN, UNDATED]


def keys(**asked: object) -> list[str]:
    return [row.citekey for row in select(ROWS, Query(**asked))]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("text", "years"),
    [
        ("2018", (2018, 2018)), (" 2018 ", (2018, 2018)), ("2015-2022", (2015, 2022)),
        ("2015 - 2022", (2015, 2022)), ("2015–2022", (2015, 2022)), ("2015:2022", (2015, 2022)),
        ("2015-", (2015, None)), ("-2022", (None, 2022)), ("2018-2018", (2018, 2018)),
    ],
)  # fmt: skip
def test_years(text: str, years: tuple[int | None, int | None]) -> None:
    assert parse_years(text) == years


@pytest.mark.parametrize("text", ["", "-", " – ", ":", "18", "20188", "2018-19", "2018--2019", "x"])
def test_what_is_no_range_of_years(text: str) -> None:
    with pytest.raises(InputError, match="no year or range"):
        parse_years(text)


def test_a_range_that_runs_backwards_is_turned_in_the_hint() -> None:
    with pytest.raises(InputError, match="backwards") as caught:
        parse_years("2022-2015")
    assert "2015-2022" in caught.value.hint


@pytest.mark.parametrize(
    ("years", "expected"),
    [
        ((2018, 2019), ["Peltzer2018", "DeBoer2019"]), ((2019, None), ["DeBoer2019"]),
        ((None, 2018), ["Peltzer2018", "Sorensen1999"]), ((2020, None), []),
        ((None, None), ["Peltzer2018", "DeBoer2019", "Sorensen1999"]),
    ],
)  # fmt: skip
def test_a_row_without_a_year_is_in_no_range(
    years: tuple[int | None, int | None], expected: list[str]
) -> None:
    assert keys(years=years) == expected


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        ("peltzer", ["Peltzer2018"]), ("PELTZER", ["Peltzer2018"]), ("aletti", ["Peltzer2018"]),
        ("Juliette Peltzer", ["Peltzer2018"]), ("Peltzer J", ["Peltzer2018"]),
        ("de Boer", ["DeBoer2019"]), ("Boer", ["DeBoer2019"]), ("boer, anna", ["DeBoer2019"]),
        ("van den Berg", ["DeBoer2019"]), ("berg", ["DeBoer2019"]),
        ("Sørensen", ["Sorensen1999"]), ("sorensen", ["Sorensen1999"]), ("aebba", ["Sorensen1999"]),
        ("Lukasz", ["Sorensen1999"]), ("dorde", ["Sorensen1999"]), ("o'brien", ["Sorensen1999"]),
        ("o’brien un", ["Sorensen1999"]),
        ("eltzer", []), ("Peltzer Marc", []), ("boer jan", []),
    ],
)  # fmt: skip
def test_authors(asked: str, expected: list[str]) -> None:
    assert keys(authors=folded_words([asked])) == expected


def test_all_authors_asked_for_must_be_there() -> None:
    assert keys(authors=folded_words(["peltzer", "aletti"])) == ["Peltzer2018"]
    assert keys(authors=folded_words(["peltzer", "boer"])) == []


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["stromal"], ["Peltzer2018"]), (["SKIN trial"], []), (["trial", "skin"], ["DeBoer2019"]),
        (["immunol"], ["Peltzer2018"]), (["deboer"], ["DeBoer2019"]), (["anon"], ["anon"]),
        (["etude"], ["Sorensen1999"]), (["sclérodermie"], ["Sorensen1999"]), (["---"], None),
    ],
)  # fmt: skip
def test_words(asked: list[str], expected: list[str] | None) -> None:
    everything = [row.citekey for row in ROWS]
    assert keys(words=folded_words(asked)) == (everything if expected is None else expected)


def test_labels_citing_reviews_and_citekeys() -> None:
    assert keys(diseases=(frozenset({"SSc", "dcSSc"}),)) == ["Peltzer2018", "DeBoer2019"]
    assert keys(diseases=(frozenset({"SSc"}), frozenset({"RA"}))) == ["DeBoer2019"]
    assert keys(therapies=(frozenset({"SVF", "ADSC"}),)) == ["Peltzer2018"]
    assert keys(therapies=(frozenset(),)) == []
    assert keys(cited_by=("Other2020", "Peltzer2018")) == ["DeBoer2019"]
    assert keys(citekeys=frozenset({"anon", "Nobody"})) == ["anon"]
    assert keys(citekeys=frozenset()) == []
    assert keys() == [row.citekey for row in ROWS]


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("citekey", ["anon", "DeBoer2019", "Peltzer2018", "Sorensen1999"]),
        ("-citekey", ["Sorensen1999", "Peltzer2018", "DeBoer2019", "anon"]),
        ("year", ["Sorensen1999", "Peltzer2018", "DeBoer2019", "anon"]),
        ("-year", ["DeBoer2019", "Peltzer2018", "Sorensen1999", "anon"]),
        ("author", ["DeBoer2019", "Peltzer2018", "Sorensen1999", "anon"]),
        ("-author", ["Sorensen1999", "Peltzer2018", "DeBoer2019", "anon"]),
        ("title", ["DeBoer2019", "Sorensen1999", "Peltzer2018", "anon"]),
        ("journal", ["Peltzer2018", "DeBoer2019", "anon", "Sorensen1999"]),
        ("-journal", ["DeBoer2019", "Peltzer2018", "anon", "Sorensen1999"]),
        ("cited", ["anon", "Sorensen1999", "Peltzer2018", "DeBoer2019"]),
        ("-cited", ["DeBoer2019", "Peltzer2018", "anon", "Sorensen1999"]),
    ],
)
def test_orders(order: str, expected: list[str]) -> None:
    """What is missing comes last both ways; ties are in the order of citekeys."""
    assert [row.citekey for row in sort_rows(ROWS, order)] == expected
    assert [row.citekey for row in sort_rows(reversed(ROWS), order)] == expected


@pytest.mark.parametrize("order", ["", "-", "size", "--year", "year,title"])
def test_no_such_order(order: str) -> None:
    with pytest.raises(InputError, match="cannot sort by") as caught:
        sort_rows(ROWS, order)
    assert "year" in caught.value.hint


WORDS = st.text(st.characters(codec="utf-8"), max_size=8)
ANY_ROW = st.builds(
    Row,
    citekey=WORDS,
    year=st.none() | st.integers(1990, 1995),
    first_author=st.none() | WORDS,
    authors=st.lists(WORDS, max_size=3).map(tuple),
    title=WORDS,
    journal=st.none() | WORDS,
    diseases=st.lists(st.sampled_from(["SSc", "RA"]), max_size=2).map(tuple),
    cited_by=st.lists(WORDS, max_size=3).map(tuple),
)
ANY_QUERY = st.builds(
    Query,
    diseases=st.sampled_from([(), (frozenset({"SSc"}),)]),
    years=st.none() | st.tuples(st.none() | st.integers(1990, 1995), st.none()),
    authors=st.lists(WORDS, max_size=1).map(folded_words),
    words=st.lists(WORDS, max_size=1).map(folded_words),
)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(ANY_ROW, max_size=8), ANY_QUERY)
def test_a_selection_is_a_part_in_the_order_given(rows: list[Row], query: Query) -> None:
    chosen = select(rows, query)
    rest = iter(rows)
    assert all(any(row is one for one in rest) for row in chosen)
    assert select(chosen, query) == chosen
    assert select(rows, Query()) == rows


@settings(derandomize=True, max_examples=100, deadline=None)
@given(st.lists(ANY_ROW, max_size=8), st.sampled_from(sorted(SORTS)), st.booleans())
def test_sorting_loses_nothing_and_does_not_depend_on_the_order(
    rows: list[Row], name: str, downwards: bool
) -> None:
    order = f"-{name}" if downwards else name
    ordered = sort_rows(rows, order)
    assert sorted(map(repr, ordered)) == sorted(map(repr, rows))
    assert sort_rows(ordered, order) == ordered


@settings(derandomize=True, max_examples=60, deadline=None)
@given(st.lists(WORDS, min_size=1, max_size=3))
def test_an_author_is_found_by_the_whole_name(names: list[str]) -> None:
    row = Row("K", authors=tuple(names))
    assert Query(authors=folded_words(names)).matches(row)
