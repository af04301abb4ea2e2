"""Which of the records found for a line is the work it cites, and what the line then carries."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sscmsc.candidates import Judged, Resolution, chosen, refused, settled, with_fields
from sscmsc.dates import PartialDate
from sscmsc.identifiers import DOI, PMID
from sscmsc.match import Judgement
from sscmsc.record import Container, Group, Person, Record
from sscmsc.reference import Cited, Reference
from sscmsc.text import RichText

LINE = "3. Varga J. Illness and art: the legacy of Paul Klee. Curr Opin Rheumatol. 2004;16:714-7."
KLEE = Record(
    source="pubmed",
    pmid=PMID("15577608"),
    doi=DOI("10.1097/01.bor.0000144759.30154.84"),
    title=RichText("Illness and art: the legacy of Paul Klee"),
    authors=(Person("Varga", initials="J"),),
    container=Container("Current opinion in rheumatology", "Curr Opin Rheumatol"),
    volume="16",
    pages="714-717",
    issued=PartialDate(2004),
)
SAME = Judgement("same", 1.0, ())
DOUBTED = Judgement("same", 0.85, (("page", 0.15),))
LIKELY = Judgement("likely", 0.8, (("title", 0.2),))


def other(number: int, **changes: str) -> Record:
    """A record with identifiers of its own."""
    made = replace(KLEE, pmid=PMID(str(number)), doi=DOI(f"10.5555/other.{number}"))
    return replace(made, title=RichText(changes.get("title", str(made.title))))


# Reading a line


def test_a_line_of_text_gets_fields_label_and_identifiers() -> None:
    read = with_fields(Reference(3, f"{LINE} PMID: 15577608"))
    assert (read.text, read.position, read.label) == (f"{LINE} PMID: 15577608", 3, "3")
    assert read.pmid == PMID("15577608")
    assert (read.cited.container, read.cited.volume) == ("Curr Opin Rheumatol", "16")
    assert read.cited.title == "Illness and art: the legacy of Paul Klee"


def test_what_a_source_stated_is_not_read_again() -> None:
    stated = Reference(3, LINE, cited=Cited(title="Illness and art"), doi=DOI("10.5555/own"))
    assert with_fields(stated) == stated
    assert with_fields(Reference(3)) == Reference(3)
    known = with_fields(Reference(3, f"{LINE} doi:10.5555/x", label="12a", doi=DOI("10.5555/own")))
    assert (known.doi, known.label) == (DOI("10.5555/own"), "12a")


# Choosing


def test_nothing_found_is_nothing_chosen() -> None:
    assert chosen([]) == (None, ())
    assert not settled([])


def test_the_same_comes_before_the_likely_whatever_its_score() -> None:
    sure, doubtful = Judged(KLEE, DOUBTED, "crossref"), Judged(other(2), LIKELY, "ecitmatch")
    better = doubtful._replace(judgement=Judgement("likely", 0.95, ()))
    assert chosen([better, sure]) == (sure, (better,))


def test_two_records_of_one_work_are_one_and_pubmed_s_is_taken() -> None:
    deposited = replace(KLEE, source="crossref", pmid=None)
    found = [Judged(deposited, SAME, "crossref"), Judged(KLEE, SAME, "pubmed search")]
    best, rest = chosen(found)
    assert best == found[1]
    assert rest == ()


def test_two_works_that_fit_alike_are_a_person_s_choice() -> None:
    best, rest = chosen([Judged(KLEE, SAME, "ecitmatch"), Judged(other(2), SAME, "crossref")])
    assert best is not None
    assert best.record == KLEE
    assert best.judgement == Judgement("likely", 1.0, ())
    assert [one.record for one in rest] == [other(2)]


def test_a_work_that_fits_better_than_another_is_taken() -> None:
    best, rest = chosen([Judged(other(2), DOUBTED, "crossref"), Judged(KLEE, SAME, "ecitmatch")])
    assert best == Judged(KLEE, SAME, "ecitmatch")
    assert len(rest) == 1


@pytest.mark.parametrize(
    ("judgement", "enough"),
    [
        (SAME, True),
        (Judgement("same", 0.98, (("title", 0.018),)), True),
        (Judgement("same", 0.96, (("title", 0.018), ("unverified", 0.02))), False),
        (DOUBTED, False),
        (Judgement("same", 0.97, (("year", 0.03),)), False),
        (LIKELY, False),
    ],
)
def test_a_contradiction_leaves_a_line_open(judgement: Judgement, enough: bool) -> None:
    assert settled([Judged(KLEE, judgement, "ecitmatch")]) is enough


@pytest.mark.parametrize(
    "said", ["pmid:15577608", "doi:10.1097/01.BOR.0000144759.30154.84", "15577608"]
)
def test_a_rejected_work_is_refused(said: str) -> None:
    assert refused(KLEE, Reference(3, LINE, rejected=(said,)))
    assert not refused(other(2), Reference(3, LINE, rejected=(said,)))


# What the line carries


def test_an_accepted_work_gives_the_line_its_identifiers() -> None:
    found = Resolution(Reference(3, LINE), Judged(KLEE, DOUBTED, "ecitmatch"))
    line = found.identified
    assert found.accepted
    assert (line.pmid, line.doi, line.matched_by, line.score) == (KLEE.pmid, KLEE.doi, "text", 0.85)
    assert line.text == LINE


def test_an_unsure_one_only_lists_what_it_may_cite() -> None:
    rivals = tuple(Judged(other(number), LIKELY, "crossref") for number in range(2, 12))
    found = Resolution(Reference(3, LINE), Judged(KLEE, LIKELY, "pubmed search"), rivals)
    line = found.identified
    assert not found.accepted
    assert line.identifiers == ()
    assert line.matched_by is None
    assert [one.pmid for one in line.candidates] == [
        KLEE.pmid,
        *(PMID(str(n)) for n in range(2, 6)),
    ]
    first = line.candidates[0]
    assert (first.title, first.author, first.year) == (KLEE.title, "Varga", 2004)
    assert (first.container, first.found_by) == ("Curr Opin Rheumatol", "pubmed search")
    assert (first.score, first.penalties) == (0.8, ("title 0.2",))


def test_a_group_is_shown_by_its_name_and_nothing_found_changes_nothing() -> None:
    group = replace(KLEE, authors=(Group("SCOT investigators"),), container=None)
    assert Judged(group, LIKELY, "crossref").candidate.author == "SCOT investigators"
    assert Judged(replace(KLEE, authors=()), LIKELY, "crossref").candidate.author is None
    assert Resolution(Reference(3, LINE)).identified == Reference(3, LINE)
