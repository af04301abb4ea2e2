"""Full text: any text is a safe question, and what is found is where it is said to be."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.entry import Entry, Facet
from sscmsc.errors import InputError
from sscmsc.index import ALL, Index
from sscmsc.index_schema import connect_privately
from sscmsc.index_search import Hit, Marked, count, expression, marked, search
from sscmsc.index_writing import FileTold, write_files, writing
from sscmsc.query import Query
from sscmsc.query_sql import make_selection
from sscmsc.record import AbstractSection, Container, MeshHeading, Person, Record
from sscmsc.summary import indexed
from sscmsc.text import RichText

ENTRIES = (
    Entry(
        "Klee2004",
        Record(
            "test",
            title=RichText("Stromal cells in <i>systemic</i> sclerosis"),
            authors=(Person("Sørensen", "Æbba"), Person("Łukasz")),
            abstract=(AbstractSection(RichText("Digital ulcers heal. Skin improves.")),),
            mesh=(MeshHeading("Scleroderma, Systemic"),),
            container=Container("Annals of the rheumatic diseases", "Ann Rheum Dis"),
        ),
        facets=(Facet("disease", "SSc", ("x",)),),
        tags=("to-read",),
        note="Ask about the dose.",
    ),
    Entry(
        "Ulmer2010",
        Record(
            "test",
            title=RichText("Étude de la sclérodermie: skin of the hand"),
            abstract=(AbstractSection(RichText("Ulcers of the digital arteries; stromal.")),),
            original_title=RichText("Skleroderma der Hand"),
            keywords=("digital ulcer",),
        ),
    ),
    Entry("Empty", Record("test")),
    *(Entry(f"Z{number}", Record("test", title=RichText("Of the"))) for number in range(6)),
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = Index(connect_privately(in_memory=True))
    with writing(made):
        told = (
            FileTold(f"{one.citekey}.yaml", 0, 0, 0, None, entry=indexed(one)) for one in ENTRIES
        )
        write_files(made, told, ())
    yield made
    made.close()


def found(index: Index, text: str) -> list[str]:
    hits = search(index, text, ALL)
    assert count(index, text, ALL) == len(hits)
    return [hit.row.citekey for hit in hits]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("stromal", ["Klee2004", "Ulmer2010"]), ("SKIN", ["Ulmer2010", "Klee2004"]),
        ("stromal skin", ["Klee2004", "Ulmer2010"]), ("stromal dose", ["Klee2004"]),
        ('"digital ulcers"', ["Klee2004"]), ('"digital ulcer', ["Ulmer2010"]),
        ("digital ulcers", ["Klee2004", "Ulmer2010"]), ("ulc*", ["Ulmer2010", "Klee2004"]),
        ('"digital ulc"*', ["Ulmer2010", "Klee2004"]), ("ulc", []), ("etude", ["Ulmer2010"]),
        ("sclerodermie", ["Ulmer2010"]), ("scle*", ["Ulmer2010", "Klee2004"]),
        ("Sørensen", ["Klee2004"]), ("sorensen", ["Klee2004"]), ("Lukasz", ["Klee2004"]),
        ("aebba", ["Klee2004"]), ("rheumatic", ["Klee2004"]), ("to-read", ["Klee2004"]),
        ("skleroderma", ["Ulmer2010"]), ("klee2004", ["Klee2004"]), ("NOT skin", []),
        ("skin OR dose", []), ("title:skin", []), ("near(skin hand)", []), ("zebra", []),
    ],
)  # fmt: skip
def test_what_is_found(index: Index, text: str, keys: list[str]) -> None:
    assert sorted(found(index, text)) == sorted(keys)


def test_a_word_in_the_title_counts_for_more(index: Index) -> None:
    assert found(index, "stromal") == ["Klee2004", "Ulmer2010"]
    assert found(index, "skin") == ["Ulmer2010", "Klee2004"]
    first, second = search(index, "skin", ALL)
    assert first.score > second.score > 0


def test_where_it_is_found(index: Index) -> None:
    (hit,) = search(index, '"digital ulcers" systemic', ALL)
    assert hit.title == Marked("Stromal cells in systemic sclerosis", ((17, 25),))
    assert (hit.field, hit.snippet) == (
        "abstract", Marked("Digital ulcers heal. Skin improves.", ((0, 14),)),
    )  # fmt: skip
    (hit,) = search(index, "klee2004", ALL)
    assert (hit.title.hits, hit.field, hit.snippet) == ((), "", Marked(""))


def test_filters_order_and_limit(index: Index) -> None:
    about = make_selection(Query(diseases=(frozenset({"SSc"}),), authors=("sorensen aebba",)))
    assert [hit.row.citekey for hit in search(index, "stromal", about)] == ["Klee2004"]
    assert count(index, "stromal", about) == 1
    down = make_selection(Query(), "-citekey")
    assert [hit.row.citekey for hit in search(index, "stromal", down, ranked=False)] == [
        "Ulmer2010", "Klee2004",
    ]  # fmt: skip
    assert len(search(index, "stromal", ALL, 1)) == 1
    assert search(index, "stromal", ALL, 0) == []


@pytest.mark.parametrize("text", ["", "  ", '""', '"', "*", "-- !? ()", "\x00", "…", '"*"'])
def test_nothing_to_look_for(index: Index, text: str) -> None:
    with pytest.raises(InputError, match="no letter or digit"):
        search(index, text, ALL)


@given(st.text(st.characters() | st.sampled_from('"*():^-+ \x00ANDORNEARskinulcer'), max_size=25))
@settings(max_examples=300, derandomize=True, deadline=None)
def test_no_text_is_an_error_of_the_index(index: Index, text: str) -> None:
    try:
        hits = search(index, text, ALL)
    except InputError:
        assert not re.search(r"[^\W_]", unicodedata.normalize("NFC", text))
        return
    assert all(isinstance(hit, Hit) for hit in hits)


words = st.sampled_from("stromal digital ulcers skin hand heal the of zebra".split())


@given(st.lists(words, min_size=1, max_size=3))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_every_word_is_there(index: Index, asked: list[str]) -> None:
    texts = {
        one.citekey: set(re.findall(r"\w+", " ".join(indexed(one).words).casefold()))
        for one in ENTRIES
    }
    expected = {key for key, held in texts.items() if held.issuperset(asked)}
    assert set(found(index, " ".join(asked))) == expected


def test_expressions() -> None:
    assert expression("stem-cell* 'x") == '"stem cell"* AND "x"'
    assert expression('"a ""b" c') == '"a" AND "b" AND "c"'
    assert expression('NEAR("x" y)') == '"NEAR" AND "x" AND "y"'


def test_marks() -> None:
    assert marked("a \x02b\x03 c\x02d\x03") == Marked("a b cd", ((2, 3), (5, 6)))
    assert marked("") == Marked("")
