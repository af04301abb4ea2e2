"""What a search is asked for a printed reference."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sscmsc.citation_search import QUERY_LIMIT, bibliographic_text, pubmed_term
from sscmsc.record import Group, Person
from sscmsc.reference import Cited, Reference

VARGA = Cited(
    authors=(Person("Varga", initials="J"),),
    title="Illness and art: the legacy of Paul Klee",
    container="Curr Opin Rheumatol",
    year=2004,
    volume="16",
    pages="714-717",
)


def test_title_and_place_are_two_ways_to_one_work() -> None:
    assert pubmed_term(VARGA) == (
        "(illness[ti] AND legacy[ti] AND paul[ti] AND klee[ti] AND 2003:2005[dp])"
        " OR (Varga[au] AND 16[vi] AND 714[pg])"
    )


def test_words_that_every_title_has_do_not_count() -> None:
    common = replace(VARGA, title="A study of the effect of treatment in patients with Klee")
    assert pubmed_term(common) == "(Varga[au] AND 16[vi] AND 714[pg])"
    short = replace(common, title="Scleroderma and Klee", volume=None)
    assert pubmed_term(short) == ("(scleroderma[ti] AND klee[ti] AND Varga[au] AND 2003:2005[dp])")


def test_a_group_is_replaced_by_a_word_of_the_title() -> None:
    cited = replace(VARGA, authors=(Group("National Toxicology Program"),), title="Nitrofen")
    assert pubmed_term(cited) == "(nitrofen[ti] AND 16[vi] AND 714[pg])"


@pytest.mark.parametrize(
    "cited", [Cited(), Cited(title="Preface", authors=VARGA.authors), Cited(year=2004, volume="16")]
)
def test_too_little_is_not_searched_for(cited: Cited) -> None:
    assert pubmed_term(cited) is None


def test_no_text_can_leave_its_field() -> None:
    cited = replace(
        VARGA,
        title='Illness" OR 1[pmid] (legacy) [ti] AND étude',
        authors=(Person("O'Ne)ll [au] OR x"),),
        volume="16) OR (1",
    )
    term = pubmed_term(cited) or ""
    assert '"' not in term
    assert term.count("(") == term.count(")") == 2
    assert "illness[ti]" in term
    assert "etude[ti]" in term
    assert "16[vi]" in term


@pytest.mark.parametrize("label", ["", "12. ", "[12] ", "(12a) "])
def test_the_printed_line_goes_without_its_label_and_links(label: str) -> None:
    line = "Varga J. Illness and art. Curr Opin Rheumatol. 2004;16:714-7."
    tail = " doi: 10.1097/01.bor.0000144759.30154.84 PMID: 15577608 https://example.org/x"
    assert bibliographic_text(Reference(1, f"{label}{line}{tail}")) == line


def test_fields_alone_make_a_line_and_a_long_one_is_cut() -> None:
    assert bibliographic_text(Reference(1, cited=VARGA)) == (
        "Varga. Illness and art: the legacy of Paul Klee. Curr Opin Rheumatol. 2004;16:714-717"
    )
    long = "Amsel A, " * 400 + VARGA.shown
    assert len(bibliographic_text(Reference(1, long)) or "") <= QUERY_LIMIT
    told = bibliographic_text(Reference(1, long, cited=VARGA)) or ""
    assert "Klee" in told


@pytest.mark.parametrize("text", [None, "", "et al.", "Ibid."])
def test_what_says_nothing_is_not_asked_for(text: str | None) -> None:
    assert bibliographic_text(Reference(1, text)) is None
