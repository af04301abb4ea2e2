"""Lines that point at entries: made, kept, replaced and taken back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sscmsc.catalogue import Catalogue
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.library import Library
from sscmsc.links import link_lists
from sscmsc.record import Record
from sscmsc.reference import Candidate, Reference, ReferenceList
from tests.one_work import work
from tests.test_catalogue import line_of

NOTHING = Library()


def linked(
    line: Reference, *records: Record, before: Library = NOTHING, hand_edited: bool = False
) -> Reference:
    """A line of the entry `Review` after linking it to works under the keys K0, K1 ..."""
    entries = [
        Entry(f"K{place}", record, hand_edited=hand_edited) for place, record in enumerate(records)
    ]
    review = Entry("Review", work(99), references=ReferenceList((line,)))
    found = {one.citekey: one for one in link_lists(Catalogue(Library([*entries, review])), before)}
    references = found["Review"].references
    assert references is not None
    return references.references[0]


def how(line: Reference) -> tuple[str | None, str | None, float | None]:
    return line.citekey, line.matched_by, line.score


@pytest.mark.parametrize(
    ("line", "scheme"),
    [
        (Reference(1, pmid=PMID("5001")), "pmid"),
        (Reference(1, doi=DOI("10.5555/work.1")), "doi"),
        (Reference(1, pmid=PMID("404"), doi=DOI("10.5555/work.1")), "doi"),
        (Reference(1, pmcid=PMCID("PMC7")), "pmcid"),
        (Reference(1, doi=DOI("10.5555/old")), "doi"),
        (line_of(work(1)), "text"),
    ],
)
def test_a_line_points_at_the_entry_of_its_work(line: Reference, scheme: str) -> None:
    held = replace(work(1), pmcid=PMCID("PMC7"), superseded_dois=(DOI("10.5555/old"),))
    assert how(linked(line, work(0), held))[:2] == ("K1", scheme)


def test_a_line_of_no_held_work_stays_as_it_is() -> None:
    for line in (Reference(1, pmid=PMID("404")), line_of(work(7)), Reference(1, text="Unknown.")):
        assert linked(line, work(0), work(1)) == line


def test_a_work_does_not_cite_itself() -> None:
    for line in (Reference(1, pmid=PMID("5099")), line_of(work(99))):
        assert linked(line, work(0)) == line
        assert how(linked(replace(line, citekey="Review", matched_by="pmid"), work(0))) == (
            None, None, None,
        )  # fmt: skip


def test_a_link_by_text_gives_way_to_an_identifier() -> None:
    line = replace(line_of(work(0)), citekey="K0", matched_by="text", pmid=PMID("5001"))
    assert how(linked(line, work(0), work(1))) == ("K1", "pmid", None)


@pytest.mark.parametrize("matched_by", ["pmid", "user", None])
def test_other_links_stand(matched_by: str | None) -> None:
    """A person may have put them there."""
    line = replace(line_of(work(1)), citekey="K0", matched_by=matched_by)
    assert linked(line, work(0), work(1)) == line


def test_a_link_to_what_is_gone_is_taken_back() -> None:
    line = Reference(1, text="Unknown.", citekey="Gone", matched_by="text", score=0.9)
    assert how(linked(line, work(0))) == (None, None, None)
    assert how(linked(replace(line_of(work(0)), citekey="Gone", matched_by="pmid"), work(0))) == (
        "K0", "text", None,
    )  # fmt: skip


def test_a_link_to_what_cannot_be_read_now_stands() -> None:
    line = Reference(1, text="Unknown.", citekey="Damaged", matched_by="text", score=0.9)
    before = Library((), frozenset({"Damaged"}))
    assert linked(line, work(0), before=before) == line


@pytest.mark.parametrize("found_by", ["text", "user"])
def test_a_work_that_was_found_waits_for_its_entry(found_by: str) -> None:
    waiting = Reference(1, text="Line.", pmid=PMID("5001"), matched_by=found_by, score=0.9)
    assert linked(waiting, work(0)) == waiting
    arrived = linked(waiting, work(0), work(1))
    assert how(arrived) == ("K1", found_by, 0.9)
    assert how(linked(arrived, work(0))) == (None, found_by, 0.9)


def test_candidates_go_when_the_work_is_there() -> None:
    offered = replace(line_of(work(1)), candidates=(Candidate("A title"),))
    assert linked(offered, work(0)) == offered
    assert linked(offered, work(0), work(1)).candidates == ()
    assert linked(replace(offered, pmid=PMID("5001")), work(0), work(1)).candidates == ()


def test_a_rejected_work_is_not_linked() -> None:
    for line in (line_of(work(1)), Reference(1, doi=DOI("10.5555/work.1"))):
        refused = replace(line, rejected=("pmid:5001",))
        assert linked(refused, work(0), work(1)) == refused


def test_identifiers_of_two_works_are_noted() -> None:
    line = Reference(1, pmid=PMID("5001"), doi=DOI("10.5555/other"))
    told = linked(line, work(0), work(1))
    assert told.citekey == "K1"
    assert told.notes == ("the entry has DOI 10.5555/work.1",)
    assert linked(told, work(0), work(1)) == told
    corrected = replace(told, doi=DOI("10.5555/work.1"))
    assert linked(corrected, work(0), work(1)).notes == ()


def test_a_list_that_was_there_is_compared_with_what_is_new() -> None:
    line = line_of(work(1))
    review = Entry("Review", work(99), references=ReferenceList((line,)))
    before = Library([Entry("K0", work(0)), review])
    assert how(linked(line, work(0), work(1), before=before)) == ("K1", "text", None)
    both = Library([*before, Entry("K1", work(1))])
    assert linked(line, work(0), work(1), before=both) == line
    changed = Library([*before, Entry("K1", work(3))])
    assert linked(line, work(0), work(1), before=changed).citekey == "K1"
    by_hand = linked(line, work(0), work(1), before=both, hand_edited=True)
    assert by_hand.citekey == "K1"


def test_entries_without_a_change_are_the_same_objects() -> None:
    entries = [
        Entry("K0", work(0)),
        Entry("R", work(9), references=ReferenceList((line_of(work(5)),))),
    ]
    found = list(link_lists(Catalogue(Library(entries)), NOTHING))
    assert all(one is other for one, other in zip(found, entries, strict=True))


def test_a_link_to_a_former_key_follows_the_entry() -> None:
    line = replace(line_of(work(1)), citekey="Old", matched_by="text", score=0.9)
    review = Entry("Review", work(99), references=ReferenceList((line,)))
    renamed = Entry("New", work(1), former_keys=("OLD",))
    held = Library((review, renamed))
    found = {one.citekey: one for one in link_lists(Catalogue(held), held)}
    assert found["Review"].references == ReferenceList((replace(line, citekey="New"),))
    other = Library((review, renamed, Entry("Old", work(2))))
    found = {one.citekey: one for one in link_lists(Catalogue(other), other)}
    assert found["Review"].references == review.references
