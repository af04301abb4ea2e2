"""Full text: what is found stands where it is said to stand, and the best comes first."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.entry import Entry, Facet
from sscmsc.errors import InputError
from sscmsc.index import Index
from sscmsc.index_schema import connect_privately
from sscmsc.index_search import search
from sscmsc.library import Library
from sscmsc.query import make_selection
from sscmsc.query_card import make_card
from sscmsc.query_checks import matches
from sscmsc.query_meaning import read_query
from sscmsc.query_order import read_order
from sscmsc.query_passages import AROUND, Hit, Marked, find_hit, sought
from sscmsc.query_where import match_any
from sscmsc.record import AbstractSection, Container, MeshHeading, Person, Record
from sscmsc.text import RichText
from tests.test_query_meaning import READING
from tests.test_query_where import fill

LIBRARY = Library(
    (
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
                abstract=(
                    AbstractSection(RichText("Ulcers of the digital arteries; stromal. ")),
                    AbstractSection(RichText("Patients' hands. " * 30 + "The end is β-cells.")),
                ),
                original_title=RichText("Skleroderma der 皮肤"),
                keywords=("digital ulcer",),
            ),
        ),
        Entry("Empty", Record("test")),
        *(Entry(f"Z{number}", Record("test", title=RichText("Of the"))) for number in range(6)),
    )
)


@pytest.fixture(scope="module")
def index() -> Iterator[Index]:
    made = Index(connect_privately(in_memory=True))
    fill(made, LIBRARY)
    yield made
    made.close()


def found(index: Index, text: str, order: str = "citekey", *, ranked: bool = True) -> list[str]:
    check = read_query(text, READING)
    chosen = make_selection(check, read_order(order, READING.fields))
    hits = search(index, chosen, match_any(sought(check)), ranked=ranked)
    assert index.count(chosen) == len(hits)
    assert [score for _, score in hits] == sorted((score for _, score in hits), reverse=ranked)
    return [row.citekey for row, _ in hits]


@pytest.mark.parametrize(
    ("text", "keys"),
    [
        ("stromal", ["Klee2004", "Ulmer2010"]), ("SKIN", ["Ulmer2010", "Klee2004"]),
        ("stromal skin", ["Klee2004", "Ulmer2010"]), ("stromal dose", ["Klee2004"]),
        ('"digital ulcers"', ["Ulmer2010", "Klee2004"]), ("zebra", []),
        ("ulc*", ["Ulmer2010", "Klee2004"]), ("sorensen", ["Klee2004"]),
        ("stromal disease:SSc", ["Klee2004"]), ("stromal -dose", ["Ulmer2010"]),
        ("author:sor", ["Klee2004"]), ("skin OR key:em*", ["Ulmer2010", "Klee2004", "Empty"]),
    ],
)  # fmt: skip
def test_what_fits_best_comes_first(index: Index, text: str, keys: list[str]) -> None:
    """A word in the title counts for more; a work without any of the words comes last."""
    assert found(index, text) == keys


def test_another_order(index: Index) -> None:
    check = read_query("stromal", READING)
    down = make_selection(check, read_order("-citekey", READING.fields))
    hits = search(index, down, match_any(sought(check)), 1, ranked=False)
    assert [row.citekey for row, _ in hits] == ["Ulmer2010"]
    assert hits[0][1] > 0


def hit(key: str, text: str) -> Hit:
    return find_hit(LIBRARY.entries[key], sought(read_query(text, READING)))


def shown(marked: Marked) -> list[str]:
    return [marked.text[start:end] for start, end in marked.hits]


@pytest.mark.parametrize(
    ("key", "text", "title", "field", "passage"),
    [
        ("Klee2004", '"digital ulcers" systemic', ["systemic"], "abstract", ["Digital ulcers"]),
        ("Klee2004", "digital ulcer", [], "abstract", ["Digital", "ulcers"]),
        ("Klee2004", "stromal cell", ["Stromal", "cells"], "", []),
        ("Klee2004", '"stromal cell" cells', ["Stromal cells"], "", []),
        ("Klee2004", "scler*", ["sclerosis"], "mesh", ["Scleroderma"]),
        ("Klee2004", "skin OR systemic", ["systemic"], "abstract", ["Skin"]),
        ("Klee2004", "sclerosis -skin", ["sclerosis"], "", []),
        ("Klee2004", "mesh:systemic", [], "mesh", ["Systemic"]),
        ("Klee2004", "author:sor", [], "authors", ["Sørensen"]),
        ("Klee2004", 'author:"aebba sorensen"', [], "authors", ["Sørensen", "Æbba"]),
        ("Klee2004", "author:lukasz", [], "authors", ["Łukasz"]),
        ("Klee2004", "journal:annals", [], "journal", ["Annals"]),
        ("Klee2004", "tag:to-read dose", [], "note", ["dose"]),
        ("Klee2004", "read", [], "tags", ["read"]),
        ("Klee2004", "title=x* OR klee2004", [], "", []),
        ("Klee2004", "disease:SSc", [], "", []),
        ("Ulmer2010", "etude sclerodermie", ["Étude", "sclérodermie"], "", []),
        ("Ulmer2010", "皮肤", [], "original", ["皮肤"]),
        ("Ulmer2010", '"beta cell"', [], "abstract", ["β-cells"]),
        ("Ulmer2010", '"digital ulcer"', [], "keywords", ["digital ulcer"]),
        ("Empty", "skin", [], "", []),
    ],
)
def test_where_it_is_found(
    key: str, text: str, title: list[str], field: str, passage: list[str]
) -> None:
    told = hit(key, text)
    assert shown(told.title) == title
    assert (told.field, shown(told.passage)) == (field, passage)


def test_a_long_text_is_shown_where_the_words_are() -> None:
    told = hit("Ulmer2010", '"the end"').passage
    assert told.text.startswith("…")
    assert told.text.endswith("The end is β-cells.")
    assert len(told.text.split()) == AROUND
    told = hit("Ulmer2010", "stromal").passage
    assert told.text.startswith("Ulcers of the digital")
    assert told.text.endswith("…")
    told = hit("Ulmer2010", "patient stromal").passage
    assert shown(told)[:3] == ["stromal", "Patients", "Patients"]


words = st.lists(
    st.sampled_from(
        ["cell", "Cells", "Études", "β-cell", "系统", "O'Brien's", "of", "ulcers", "–"]
    ),
    min_size=1,
    max_size=60,
).map(" ".join)


@given(words, words)
@settings(max_examples=150, derandomize=True, deadline=None)
def test_what_matches_is_shown(text: str, asked: str) -> None:
    """The words that make a work be found are marked, those of the query as they stand there."""
    entry = Entry("K", Record("test", abstract=(AbstractSection(RichText(text)),)))
    one = asked.split(maxsplit=1)[0]
    try:
        check = read_query(f'"{one}"', READING)
    except InputError:
        return
    told = find_hit(entry, sought(check))
    assert bool(told.passage.hits) == matches(check, make_card(entry))
    assert all(told.passage.text[start:end].strip() for start, end in told.passage.hits)
