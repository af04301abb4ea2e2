"""Lists asked for again: every line kept, what others stated kept, the same list left alone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.identifiers import DOI, PMID
from sscmsc.kept_lines import keep_lines
from sscmsc.record import Person
from sscmsc.reference import Candidate, Cited, Reference, ReferenceList, SourceCount

WORDS = (
    "fibrosis stromal transplant nailfold capillary rituximab vasculopathy autoantibody macrophage "
    "adipose exosome lupus myositis telangiectasia calcinosis microstomia digital ulcer"
).split()


def line(
    number: int, *sources: str, pmid: bool = False, doi: bool = False, said: bool = True
) -> Reference:
    """A line whose words, numbers and names are its own."""
    first, second = WORDS[number % len(WORDS)], WORDS[(number * 7 + 3) % len(WORDS)]
    title = f"{first.title()} and {second} in case series number {number}"
    cited = Cited(
        authors=(Person(f"Author{chr(97 + number % 26)}{number}", initials="A"),),
        title=title,
        container="J Synth Examples",
        year=1980 + number % 40,
        volume=str(number + 1),
        pages=f"{number * 11 + 1}-{number * 11 + 9}",
    )
    return Reference(
        number,
        text=f"Author{number} A. {title}. {1980 + number % 40}" if said else None,
        cited=cited if said else Cited(),
        pmid=PMID(str(1000 + number)) if pmid else None,
        doi=DOI(f"10.5555/line.{number}") if doi else None,
        sources=sources,
    )


def listed(
    *lines: Reference, counts: tuple[SourceCount, ...] | None = None, as_of: int | None = None
) -> ReferenceList:
    """Lines in this order, and by default a count for each source they name."""
    numbered = tuple(replace(one, position=place) for place, one in enumerate(lines, start=1))
    if counts is None:
        names = {name: None for one in lines for name in one.sources}
        counts = tuple(
            SourceCount(name, None, sum(name in one.sources for one in lines)) for name in names
        )
    return ReferenceList(numbered, counts, PartialDate(as_of) if as_of else None)


def texts(references: ReferenceList) -> list[str]:
    return [one.shown for one in references.references]


def test_the_same_list_again_changes_nothing() -> None:
    both = listed(
        line(1, "pubmed", "crossref", pmid=True, doi=True), line(2, "pubmed"), line(3, "crossref")
    )
    linked = replace(both.references[0], citekey="A2001", matched_by="pmid")
    held = replace(both, references=(linked, *both.references[1:]), as_of=PartialDate(2020))
    assert keep_lines(both, held) == held
    assert keep_lines(replace(both, as_of=PartialDate(2024)), held) == held


def test_a_changed_list_has_the_day_of_the_change() -> None:
    held = listed(line(1, "pubmed"), as_of=2020)
    new = listed(line(1, "pubmed"), line(2, "pubmed"), as_of=2024)
    assert keep_lines(new, held).as_of == PartialDate(2024)
    assert keep_lines(replace(new, as_of=None), held).as_of == PartialDate(2020)


def test_a_line_listed_no_more_stays_at_its_place_with_a_note() -> None:
    held = listed(line(1, "pubmed"), line(2, "pubmed"), line(3, "pubmed"))
    new = listed(line(1, "pubmed"), line(3, "pubmed"))
    kept = keep_lines(new, held)
    assert texts(kept) == texts(held)
    assert [one.notes for one in kept.references] == [(), ("no longer listed by pubmed",), ()]
    assert keep_lines(new, kept) == kept
    assert keep_lines(held, kept) == held


@pytest.mark.parametrize("absent", ["pubmed", "crossref"])
def test_a_source_that_does_not_answer_takes_nothing_away(absent: str) -> None:
    """Identifiers, fields, order and counts of the other source stand."""
    held = listed(
        replace(line(1, "crossref", doi=True), text=None),
        line(2, "pubmed", "crossref", pmid=True, doi=True),
        line(3, "pubmed", pmid=True),
        line(4, "pubmed", "crossref", pmid=True),
    )
    there = "pubmed" if absent == "crossref" else "crossref"
    own = [
        replace(
            one,
            sources=(there,),
            pmid=one.pmid if there == "pubmed" else None,
            doi=one.doi if there == "crossref" else None,
            text=one.text if there == "pubmed" else None,
        )
        for one in held.references
        if there in one.sources
    ]
    counts = tuple(one for one in held.counts if one.source == there)
    assert keep_lines(listed(*own, counts=counts), held) == held
    failed = (*counts, SourceCount(absent, None, None))
    assert keep_lines(listed(*own, counts=failed), held) == held


def test_a_page_with_a_part_of_the_list_adds_and_takes_nothing_away() -> None:
    held = listed(*(line(number, "pubmed", pmid=True) for number in range(1, 9)))
    page = listed(*(line(number, "saved page", doi=True) for number in (2, 5)))
    kept = keep_lines(page, held)
    assert [one.pmid for one in kept.references] == [one.pmid for one in held.references]
    assert [one.position for one in kept.references if one.doi] == [2, 5]
    assert kept.references[1].sources == ("pubmed", "saved page")
    assert not any(one.notes for one in kept.references)
    assert [one.source for one in kept.counts] == ["pubmed", "saved page"]
    assert keep_lines(page, kept) == kept
    shorter = listed(line(5, "saved page", doi=True))
    assert not any(one.notes for one in keep_lines(shorter, kept).references)


def test_a_new_line_stands_after_the_one_before_it() -> None:
    held = listed(line(1, "pubmed"), line(2, "pubmed"), line(3, "pubmed"))
    new = listed(line(9, "crossref"), line(1, "crossref"), line(7, "crossref"), line(2, "crossref"))
    assert texts(keep_lines(new, held)) == [line(number).shown for number in (9, 1, 7, 2, 3)]


def test_a_link_goes_with_its_line() -> None:
    held = listed(
        replace(line(1, "pubmed", pmid=True), citekey="A2001", matched_by="pmid"),
        replace(line(2, "pubmed"), citekey="B2002", matched_by="text", score=0.95),
        replace(line(3, "pubmed"), citekey="C2003"),
    )
    new = listed(line(3, "pubmed"), line(1, "pubmed", pmid=True), line(2, "pubmed"))
    kept = keep_lines(new, held).references
    assert [(one.citekey, one.matched_by, one.score) for one in kept] == [
        ("C2003", None, None), ("A2001", "pmid", None), ("B2002", "text", 0.95),
    ]  # fmt: skip


def test_a_link_goes_when_its_identifier_was_corrected() -> None:
    held = listed(replace(line(1, "pubmed", pmid=True), citekey="A2001", matched_by="pmid"))
    corrected = listed(replace(line(1, "pubmed"), pmid=PMID("77")))
    (kept,) = keep_lines(corrected, held).references
    assert (kept.pmid, kept.citekey, kept.matched_by) == (PMID("77"), None, None)


def test_what_was_found_for_a_line_stays() -> None:
    """A work found by text, works it may cite, and what a person decided."""
    found = replace(line(1, "pubmed", pmid=True), matched_by="text", score=0.97)
    offered = replace(line(2, "pubmed"), candidates=(Candidate("A title", pmid=PMID("5")),))
    decided = replace(line(3, "pubmed", doi=True), matched_by="user", citekey="C2003")
    rejected = replace(line(4, "pubmed"), rejected=("pmid:6",))
    held = listed(found, offered, decided, rejected)
    new = listed(
        line(1, "pubmed"), line(2, "pubmed"), line(3, "pubmed", pmid=True), line(4, "pubmed")
    )
    assert keep_lines(new, held) == held


def test_a_work_found_by_text_gives_way_to_a_printed_identifier() -> None:
    held = listed(replace(line(1, "pubmed"), pmid=PMID("5"), matched_by="text", citekey="A2001"))
    (kept,) = keep_lines(listed(line(1, "pubmed", pmid=True)), held).references
    assert (kept.pmid, kept.citekey, kept.matched_by) == (PMID("1001"), None, None)


def test_fields_read_from_the_text_stay_while_the_text_is_the_same() -> None:
    bare = replace(line(1, "pubmed"), cited=Cited())
    held = listed(replace(line(1, "pubmed"), label="1"))
    assert keep_lines(listed(bare), held) == held
    other = replace(bare, text="Another line. 1999")
    assert other.text in texts(keep_lines(listed(other), held))


def test_lines_that_say_the_same_are_each_one() -> None:
    twice = listed(line(1, "pubmed"), line(2, "pubmed"), line(1, "pubmed"))
    assert keep_lines(twice, twice) == twice
    blank = listed(*(Reference(0, sources=("crossref",)) for _ in range(3)))
    assert keep_lines(blank, blank) == blank


def test_an_empty_list_loses_nothing() -> None:
    held = listed(line(1, "pubmed"), line(2, "pubmed"))
    silent = ReferenceList((), (SourceCount("pubmed", 2, None),))
    assert keep_lines(silent, held) == held
    assert keep_lines(ReferenceList(), held) == held
    assert keep_lines(held, ReferenceList()) == held
    emptied = keep_lines(ReferenceList((), (SourceCount("pubmed", 0, 0),)), held)
    assert texts(emptied) == texts(held)
    assert all(one.notes for one in emptied.references)


def test_lines_of_unknown_origin_are_never_said_to_be_gone() -> None:
    held = ReferenceList((replace(line(1), position=1),), ())
    new = listed(line(2, "pubmed"))
    kept = keep_lines(new, held)
    assert sorted(texts(kept)) == sorted([line(1).shown, line(2).shown])
    assert not any(one.notes for one in kept.references)


SOURCES = st.sampled_from([("pubmed",), ("crossref",), ("pubmed", "crossref"), ("saved page",), ()])


@st.composite
def lists(draw: st.DrawFn) -> ReferenceList:
    """Up to ten lines of different works in any order, each said or identified by someone."""
    numbers = draw(st.lists(st.integers(1, 14), max_size=10, unique=True))
    lines = []
    for number in numbers:
        said = draw(st.booleans())
        made = line(
            number, pmid=draw(st.booleans()) or not said, doi=draw(st.booleans()), said=said
        )
        lines.append(replace(made, sources=draw(SOURCES)))
    return listed(*lines)


@settings(derandomize=True, max_examples=150, deadline=None)
@given(lists())
def test_any_list_again_is_itself(references: ReferenceList) -> None:
    assert keep_lines(references, references) == references


@settings(derandomize=True, max_examples=150, deadline=None)
@given(lists(), lists())
def test_any_two_lists(new: ReferenceList, held: ReferenceList) -> None:
    """No line is lost, positions count from 1, and once kept a list stays as it is."""
    kept = keep_lines(new, held)
    assert [one.position for one in kept.references] == list(range(1, len(kept.references) + 1))
    assert len(kept.references) >= max(len(new.references), len(held.references))
    said = {one.shown for one in kept.references}
    assert {one.shown for one in (*new.references, *held.references)} <= said | {""}
    identified = {one for line in kept.references for one in line.identifiers}
    unanswered = {one.source for one in held.counts} - {one.source for one in new.counts}
    assert {
        one
        for line in held.references
        if line.sources and unanswered.issuperset(line.sources)
        for one in line.identifiers
    } <= identified
    assert keep_lines(new, kept) == kept
