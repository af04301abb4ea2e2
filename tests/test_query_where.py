"""What SQL takes of the index is what the predicate takes of the cards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry, Facet
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.index import Index
from sscmsc.index_schema import WORDS, connect_privately
from sscmsc.index_writing import FileTold, write_files, writing
from sscmsc.library import Library
from sscmsc.query import make_selection
from sscmsc.query_card import make_card
from sscmsc.query_checks import (
    Among,
    AnyValue,
    Both,
    Check,
    CitedBy,
    Citing,
    Either,
    Keyed,
    Like,
    Marked,
    Named,
    Within,
    Without,
    matches,
)
from sscmsc.query_checks import Words as Phrase
from sscmsc.query_marks import BITS
from sscmsc.query_meaning import read_query
from sscmsc.query_words import COLUMNS, NAMED, NAMES, TEXTS, name_words, text_words
from sscmsc.record import KINDS, Container, Group, MeshHeading, Person, PublicationType, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.summary import indexed
from sscmsc.text import RichText
from tests.query_library import LIBRARY
from tests.test_query_meaning import FOUND, READING

SPOKEN = [
    "cells", "cell", "Études", "ulcers", "SKIN", "lung-disease", "%", "_", "a", "TGF-β", "H₂O",
    "Sjögren's", "系统性硬化", "ß", "therapies", "İ", "ﬁbrosis", "O'Brien", "\udc80", "of", "¦",
]  # fmt: skip
KEYS = ["A2001", "a1999", "B2001", "Boer", "c-d", "Z9"]
NAMED_VALUES = ["SSc", "dcSSc", "RA", "NCT[1]", "nct?", "12", "156", "007", "1x", "É"]

texts = st.lists(st.sampled_from(SPOKEN), max_size=4).map(" ".join)
spoken = st.lists(st.sampled_from(SPOKEN), min_size=1, max_size=2).map(" ".join)
facets = st.lists(
    st.builds(
        Facet, st.sampled_from(["disease", "n", "trial", "tag"]), st.sampled_from(NAMED_VALUES),
        st.just(("x",)), st.sampled_from(["about", "mentions"]),
    ),
    max_size=4,
).map(tuple)  # fmt: skip
people = st.lists(
    st.builds(Person, spoken, st.none() | spoken) | st.builds(Group, spoken), max_size=3
)
records = st.builds(
    Record,
    st.just("pubmed"),
    kind=st.sampled_from(KINDS[:3]),
    title=st.none() | texts.map(RichText),
    original_title=st.none() | texts.map(RichText),
    authors=people.map(tuple),
    container=st.none() | st.builds(Container, texts, st.none() | texts),
    issued=st.none() | st.builds(PartialDate, st.sampled_from([0, 1999, 2001, 2018])),
    doi=st.none() | st.sampled_from([DOI("10.5555/a"), DOI("10.5555/[b]*?")]),
    superseded_dois=st.lists(st.just(DOI("10.5555/old")), max_size=1).map(tuple),
    pmid=st.none() | st.just(PMID("12")),
    pmcid=st.none() | st.just(PMCID("PMC12")),
    languages=st.lists(st.sampled_from(["eng", "fre"]), max_size=2).map(tuple),
    keywords=st.lists(spoken, max_size=2).map(tuple),
    mesh=st.lists(st.builds(MeshHeading, spoken, st.none() | st.just("D012595")), max_size=2).map(
        tuple
    ),
    publication_types=st.lists(st.builds(PublicationType, spoken), max_size=2).map(tuple),
)
lists = st.none() | st.lists(st.sampled_from([*KEYS, None]), max_size=3).map(
    lambda keys: ReferenceList(
        tuple(Reference(place, citekey=key) for place, key in enumerate(keys, 1))
    )
)
entries = st.builds(
    lambda record, labels, listed, tags, note, former: Entry(
        "?", record, facets=labels, references=listed, tags=tags, note=note, former_keys=former
    ),
    records, facets, lists, st.lists(spoken, max_size=2).map(tuple), st.none() | texts,
    st.lists(st.just("Old1"), max_size=1).map(tuple),
)  # fmt: skip


def _named(held: dict[str, Entry]) -> Library:
    return Library(replace(entry, citekey=key) for key, entry in held.items())


libraries = st.dictionaries(st.sampled_from(KEYS), entries, max_size=4).map(_named)

columns = st.lists(st.sampled_from(COLUMNS), max_size=2, unique=True).map(tuple)
bounds = st.none() | st.integers(0, 3) | st.sampled_from([12, 156, 1999, 2001])
patterns = st.lists(
    st.sampled_from(["*", "nct", "[", "?", "1", "a", "10.5555/", "en", "old", "cell", "pmc"]),
    min_size=1, max_size=3,
).map("".join)  # fmt: skip
values = st.frozensets(
    st.sampled_from([*NAMED_VALUES, "eng", "cell", "ulcers", "article journal"]), max_size=3
)
valued = st.sampled_from(["disease", "~disease", "n", "language", "tag", "kind", "none"])
liked = st.sampled_from(
    ["trial", "~trial", "key", "doi", "pmid", "pmcid", "tag", "language", "kind"]
)
numbered = st.sampled_from(["year", "cites", "references", "unresolved", "n"])


def _phrase(text: str, some: tuple[str, ...], *, begun: bool, whole: bool) -> Check:
    words = tuple(text_words(text) or name_words(text) or ["x"])
    return Phrase(words, some, begun, whole)


leaves: st.SearchStrategy[Check] = st.one_of(
    st.builds(_phrase, spoken, columns, begun=st.booleans(), whole=st.booleans()),
    st.builds(Named, spoken.map(lambda text: tuple(name_words(text) or ["x"])), st.booleans()),
    st.builds(Among, valued, values),
    st.builds(
        Like, liked,
        patterns,
    ),
    st.builds(
        Within, numbered, bounds, bounds
    ),
    st.builds(AnyValue, valued),
    st.builds(Marked, st.sampled_from(sorted(BITS))),
    st.builds(Keyed, st.frozensets(st.sampled_from(KEYS), max_size=3)),
    st.builds(CitedBy, st.sampled_from(KEYS)),
    st.builds(Citing, st.sampled_from(KEYS)),
)  # fmt: skip
checks = st.recursive(
    leaves,
    lambda inner: (
        st.builds(Without, inner)
        | st.lists(inner, max_size=3).map(tuple).map(Both)
        | st.lists(inner, max_size=3).map(tuple).map(Either)
    ),
    max_leaves=5,
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = Index(connect_privately(in_memory=True))
    yield made
    made.close()


def fill(index: Index, library: Library) -> None:
    """Make the index that of a library."""
    held = [str(name) for (name,) in index.all("SELECT name FROM file")]
    told = (FileTold(f"{one.citekey}.yaml/0/0/0", None, entry=indexed(one)) for one in library)
    with writing(index):
        write_files(index, (), held)
        write_files(index, told, ())


def taken(library: Library, check: Check) -> list[str]:
    """The citekeys of the entries that the predicate takes."""
    cards = (make_card(one, library.cited_by(one.citekey)) for one in library)
    return [card.citekey for card in cards if matches(check, card)]


@pytest.mark.no_cover
@given(libraries, st.lists(checks, min_size=1, max_size=8))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_sql_and_predicate_agree(index: Index, library: Library, asked: list[Check]) -> None:
    fill(index, library)
    for check in asked:
        expected = taken(library, check)
        assert index.citekeys(make_selection(check)) == expected
        assert index.count(make_selection(check)) == len(expected)


def test_every_query_of_the_tests_finds_the_same_by_sql(index: Index) -> None:
    fill(index, LIBRARY)
    for query, _ in FOUND:
        check = read_query(query, READING)
        assert index.citekeys(make_selection(check)) == taken(LIBRARY, check), query


def test_the_columns_of_the_full_text_are_those_of_the_index() -> None:
    assert tuple(WORDS) == COLUMNS == (*TEXTS, *NAMES, *NAMED)
