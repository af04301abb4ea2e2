"""What a query takes of the index is what its predicate takes of the rows."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry, Facet
from sscmsc.errors import InputError
from sscmsc.index import Index
from sscmsc.index_schema import connect_privately
from sscmsc.index_writing import FileTold, write_files, writing
from sscmsc.library import Library
from sscmsc.query import SORTS, Query, folded_words, select, sort_rows
from sscmsc.query_sql import make_selection
from sscmsc.record import Container, Person, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.summary import indexed, row_of
from sscmsc.text import RichText

NAMES = ["Farge", "de Boer", "van den Berg", "Sørensen", "Łukasz", "O'Brien", "---", "Æbba", "ß"]
WORDS = ["cell", "trial", "Étude", "of", "SKIN", "lung-disease", "%", "_", "a"]
VALUES = ["SSc", "SLE", "RA"]
KEYS = ["A2001", "a1999", "B2001", "Boer", "c-d", "Z9"]

words = st.lists(st.sampled_from(WORDS), max_size=3).map(" ".join)
facets = st.lists(
    st.builds(
        Facet, st.sampled_from(["disease", "therapy"]), st.sampled_from(VALUES), st.just(("x",)),
        st.sampled_from(["about", "mentions"]),
    ),
    max_size=3,
).map(tuple)  # fmt: skip
records = st.builds(
    Record,
    st.just("test"),
    title=st.none() | words.map(RichText),
    authors=st.lists(
        st.builds(Person, st.sampled_from(NAMES), st.none() | st.sampled_from(NAMES)), max_size=2
    ).map(tuple),
    container=st.none() | st.builds(Container, words),
    issued=st.none() | st.builds(PartialDate, st.sampled_from([0, 1999, 2001, 2018])),
)
lists = st.none() | st.lists(st.sampled_from(KEYS), max_size=3).map(
    lambda keys: ReferenceList(
        tuple(Reference(place, citekey=key) for place, key in enumerate(keys, 1))
    )
)
libraries = st.dictionaries(
    st.sampled_from(KEYS), st.tuples(records, facets, lists), max_size=5
).map(
    lambda held: Library(
        Entry(key, record, facets=labels, references=listed)
        for key, (record, labels, listed) in held.items()
    )
)
asked = st.lists(
    st.lists(st.sampled_from([*NAMES, *WORDS, "s", "ber"]), min_size=1, max_size=2).map(" ".join),
    max_size=2,
).map(folded_words)
sets = st.lists(st.frozensets(st.sampled_from(VALUES), max_size=2), max_size=2).map(tuple)
bounds = st.none() | st.integers(1998, 2019)
queries = st.builds(
    Query,
    diseases=sets,
    therapies=sets,
    years=st.none() | st.tuples(bounds, bounds),
    authors=asked,
    cited_by=st.lists(st.sampled_from(KEYS), max_size=1).map(tuple),
    words=asked,
    citekeys=st.none() | st.frozensets(st.sampled_from(KEYS), max_size=4),
)
orders = st.sampled_from([*SORTS, *(f"-{name}" for name in SORTS)])


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = Index(connect_privately(in_memory=True))
    yield made
    made.close()


def fill(index: Index, library: Library) -> None:
    """Make the index that of a library."""
    held = [str(name) for (name,) in index.all("SELECT name FROM file")]
    told = (FileTold(f"{one.citekey}.yaml", 0, 0, 0, None, entry=indexed(one)) for one in library)
    with writing(index):
        write_files(index, (), held)
        write_files(index, told, ())


@given(libraries, queries, orders, st.none() | st.integers(0, 3))
@settings(max_examples=120, derandomize=True, deadline=None)
def test_sql_and_predicate_agree(
    index: Index, library: Library, query: Query, order: str, limit: int | None
) -> None:
    fill(index, library)
    rows = [row_of(one, library.cited_by(one.citekey)) for one in library]
    expected = sort_rows(select(rows, query), order)
    selection = make_selection(query, order)
    assert index.rows(selection, limit) == expected[:limit]
    assert index.count(selection) == len(expected)
    assert index.citekeys(selection) == [row.citekey for row in expected]


def test_an_order_that_is_none_is_refused() -> None:
    with pytest.raises(InputError, match="cannot sort by 'size'"):
        make_selection(Query(), "size")


def test_thousands_of_keys_are_taken(index: Index) -> None:
    library = Library(Entry(f"K{number}", Record("test")) for number in range(1200))
    citing = ReferenceList(tuple(Reference(1, citekey=one.citekey) for one in library))
    fill(index, library.with_entries([Entry("Review", Record("test"), references=citing)]))
    wanted = frozenset(one.citekey for one in library)
    rows = index.rows(make_selection(Query(citekeys=wanted)))
    assert len(rows) == 1200
    assert {row.cited_by for row in rows} == {("Review",)}
