"""In what order works are listed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.errors import InputError
from sscmsc.index import Index
from sscmsc.index_schema import connect_privately
from sscmsc.query import make_selection
from sscmsc.query_checks import EVERYTHING
from sscmsc.query_fields import Fields
from sscmsc.query_meaning import read_query
from sscmsc.query_order import SORTS, read_order
from sscmsc.vocabulary import make_vocabulary
from tests.query_library import LIBRARY
from tests.test_query_meaning import READING
from tests.test_query_where import fill

FIELDS = READING.fields


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = Index(connect_privately(in_memory=True))
    fill(made, LIBRARY)
    yield made
    made.close()


def ordered(index: Index, order: str, fields: Fields = FIELDS) -> str:
    """The first letters of the citekeys in an order."""
    selection = make_selection(EVERYTHING, read_order(order, fields))
    return "".join(key[0] for key in index.citekeys(selection))


@pytest.mark.parametrize(
    ("order", "expected"),
    [
        ("citekey", "ABDEF"), ("-citekey", "FEDBA"), ("key", "ABDEF"),
        # What is missing comes last both ways; ties are in the order of citekeys.
        ("year", "DBAEF"), ("-year", "EABDF"), ("author", "ABDEF"), ("-author", "EDBAF"),
        ("title", "BEFAD"), ("-title", "DAFEB"), ("journal", "BADEF"), ("-journal", "DABEF"),
        ("cites", "EFADB"), ("-cites", "BADEF"), ("cited", "EFADB"),
        ("references", "EABDF"), ("-references", "AEBDF"), ("unresolved", "EABDF"),
        ("kind", "EABDF"), ("language", "ABDEF"), ("-language", "DABEF"), ("tag", "ABDEF"),
        ("pmid", "BADEF"), ("doi", "EDABF"), ("-pmcid", "ABDEF"),
        # A facet with ranks from the strongest on, another by its first value in the alphabet.
        ("design", "BDAEF"), ("-design", "EADBF"), ("disease", "BDEAF"), ("-disease", "AEDBF"),
        ("n", "DBAEF"), ("-n", "BDAEF"), ("trial", "BADEF"),
        ("-n,year", "BDAEF"), ("kind,-year", "EABDF"), ("kind,-year,citekey", "EABDF"),
        ("-cites, year", "BDAEF"), ("Year", "DBAEF"),
    ],
)  # fmt: skip
def test_orders(index: Index, order: str, expected: str) -> None:
    assert ordered(index, order) == expected


@pytest.mark.parametrize(
    "order", ["", "-", "size", "--year", "year,", "abstract", "note", "is", "mentions", "text"]
)
def test_no_such_order(order: str) -> None:
    with pytest.raises(InputError, match="cannot sort by") as caught:
        read_order(order, FIELDS)
    assert "year" in caught.value.hint
    assert "design" in caught.value.hint


def test_a_facet_of_a_library(index: Index) -> None:
    """Values with quotes in their names are no SQL."""
    own = {
        "facet": {
            "design": {
                "value": [
                    {"name": "it's", "rank": 2},
                    {"name": "RCT", "rank": 9},
                    {"name": "case report", "rank": 1},
                ]
            }
        }
    }
    fields = Fields(lambda: make_vocabulary([], own))
    assert ordered(index, "design", fields) == "DBAEF"
    with pytest.raises(InputError):
        ordered(index, "disease", fields)


def test_the_first_and_how_many_there_are(index: Index) -> None:
    """As all rows would be in the order, also where there is nothing to count or to show."""
    for query, number in (("year>2000", 4), ("year>3000", 0), ("", 5)):
        selection = make_selection(read_query(query, READING), read_order("design,-year", FIELDS))
        rows = index.rows(selection)
        assert len(rows) == number
        for limit in (0, 1, 2, 9):
            assert index.first(selection, limit) == (rows[:limit], number)


names = st.sampled_from([*SORTS, "disease", "design", "n"]).map(lambda name: name.strip())
orders = st.lists(st.builds(str.__add__, st.sampled_from(["", "-"]), names), min_size=1, max_size=3)


@given(orders.map(",".join))
@settings(max_examples=80, derandomize=True, deadline=None)
def test_sorting_loses_nothing(index: Index, order: str) -> None:
    assert sorted(ordered(index, order)) == sorted(ordered(index, "citekey"))
