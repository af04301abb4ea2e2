"""The citation matcher's lines: what is sent for a reference, and what is read from the answer."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.ecitmatch import (
    CitationQuery,
    Outcome,
    citation_queries,
    journal_table,
    parse_outcomes,
)
from sscmsc.identifiers import PMID
from sscmsc.record import Container, Group, Person
from sscmsc.reference import Cited

MANN = Cited(
    authors=(Person("Mann", initials="BJ"), Person("Torian", initials="BE")),
    title="Sequence of a cysteine-rich galactose-specific lectin of Entamoeba histolytica",
    container="Proc. Natl. Acad. Sci. U.S.A.",
    year=1991,
    volume="88",
    pages="3248-3252",
)


# What is sent


def test_a_line_is_that_of_the_documentation() -> None:
    (first, *_) = citation_queries(MANN, {})
    assert first.line("Art1") == "Proc Natl Acad Sci U S A|1991|88|3248|Mann BJ|Art1|"


def test_nlm_s_own_abbreviation_is_asked_for_first() -> None:
    pnas = Container(
        "Proceedings of the National Academy of Sciences of the United States of America",
        "Proc Natl Acad Sci U S A",
    )
    cited = replace(MANN, container="Proc Nat Acad Sci USA")
    assert citation_queries(cited, {})[0].journal == "Proc Nat Acad Sci USA"
    known = journal_table([pnas, Container("A journal that NLM does not abbreviate")])
    assert set(known.values()) == {"Proc Natl Acad Sci U S A"}
    full = replace(MANN, container=str(pnas.title))
    assert citation_queries(full, known)[0].journal == "Proc Natl Acad Sci U S A"


@pytest.mark.parametrize(
    ("container", "names"),
    [
        ("The Lancet", ["The Lancet", "Lancet"]),
        ("Rheumatology (Oxford)", ["Rheumatology (Oxford)", "Rheumatology"]),
        ("Arthritis & Rheumatism", ["Arthritis and Rheumatism"]),
        ("Clin. Exp. Rheumatol.", ["Clin Exp Rheumatol"]),
        ("Nature Reviews. Rheumatology", ["Nature Reviews Rheumatology"]),
        ("Ambio: a journal of the human environment", [
            "Ambio: a journal of the human environment", "Ambio"]),
        ("Zeitschrift für Rheumatologie", ["Zeitschrift fur Rheumatologie"]),
    ],
)  # fmt: skip
def test_a_journal_has_the_names_it_may_be_known_by(container: str, names: list[str]) -> None:
    asked = citation_queries(replace(MANN, container=container), {})
    assert [one.journal for one in asked] == names


def test_a_supplement_is_asked_for_by_its_volume_too() -> None:
    asked = citation_queries(
        replace(MANN, container="Lancet", volume="49 Suppl 20", pages="S12-S20"), {}
    )
    assert [(one.volume, one.page) for one in asked] == [("49 Suppl 20", "S12"), ("49", "S12")]


@pytest.mark.parametrize(
    "changes",
    [
        {"container": None},
        {"volume": None, "pages": None, "year": None},
        {"volume": None, "pages": None, "authors": ()},
    ],
)
def test_a_line_that_says_too_little_is_not_asked_for(changes: dict[str, None]) -> None:
    cited = Cited(
        authors=() if "authors" in changes else MANN.authors,
        container=None if "container" in changes else MANN.container,
        year=None if "year" in changes else MANN.year,
        volume=None if "volume" in changes else MANN.volume,
        pages=None if "pages" in changes else MANN.pages,
    )
    assert citation_queries(cited, {}) == ()


def test_what_is_unknown_is_left_empty_and_a_group_is_no_name() -> None:
    cited = replace(MANN, authors=(Group("SCOT investigators"),), pages=None, year=None)
    assert citation_queries(cited, {})[0] == CitationQuery(
        "Proc Natl Acad Sci U S A", "", "88", "", ""
    )


@given(st.builds(CitationQuery, *[st.text(max_size=12)] * 5), st.text(max_size=30))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_no_field_can_end_its_line_or_itself(query: CitationQuery, name: str) -> None:
    cited = Cited(
        authors=(Person(name or "x", initials=query.author),),
        container=query.journal or "x",
        volume=query.volume,
        pages=query.page,
        year=1991,
    )
    for one in citation_queries(cited, {}):
        line = one.line("key")
        assert line.count("|") == 6
        assert line.isascii()
        assert line.isprintable()


# What comes back


@pytest.mark.parametrize(
    ("said", "outcome"),
    [
        ("2014248", Outcome((PMID("2014248"),))),
        ("AMBIGUOUS 26315901,25768914", Outcome((PMID("26315901"), PMID("25768914")))),
        ("AMBIGUOUS (783 citations)", Outcome((), "ambiguous (783 citations)")),
        ("NOT_FOUND", Outcome((), "not found")),
        ("NOT_FOUND;INVALID_JOURNAL", Outcome((), "not found, invalid journal")),
        ("", Outcome((), "no outcome")),
        ("0", Outcome((), "0")),
        ("123456789012", Outcome((), "123456789012")),
        ("\x1b[2J 2014248 or so", Outcome((), "[2j 2014248 or so")),
    ],
)
def test_outcomes(said: str, outcome: Outcome) -> None:
    line = f"Proc Natl Acad Sci U S A|1991|88|3248|Mann BJ|line0|{said}"
    assert parse_outcomes(line, ["line0"]) == {"line0": outcome}


def test_answers_are_known_by_their_keys() -> None:
    text = (
        "science|1987|235|182|palmenberg ac|line1|3026048\r\n"
        "nature|1990|1|1|line2|NOT_FOUND\n"  # its author is lost
        "\n<b>noise</b>\n"
        "proc natl acad sci u s a|1991|88|3248|mann bj|line0|2014248\n"
        "j x|2000|1|1|y|line9|7\n"  # nobody asked
    )
    assert parse_outcomes(text, ["line0", "line1", "line2", "line3"]) == {
        "line0": Outcome((PMID("2014248"),)),
        "line1": Outcome((PMID("3026048"),)),
        "line2": Outcome((), "not found"),
    }


def test_a_key_answered_twice_has_both_answers() -> None:
    text = "j|2000|1|1|a|line0|11\nj|2000|1|1|a|line0|12\nj|2000|1|1|a|line0|NOT_FOUND"
    assert parse_outcomes(text, ["line0"])["line0"] == Outcome((PMID("11"), PMID("12")))


@given(st.text(max_size=120))
@settings(max_examples=60, derandomize=True, deadline=None)
def test_nothing_that_comes_back_is_a_failure(text: str) -> None:
    assert set(parse_outcomes(text, ["line0"])) <= {"line0"}
