"""From identifiers to a changed library and a report, over services made of dictionaries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.fetch import Options, fetch
from sscmsc.fetched import FetchReport
from sscmsc.identifiers import DOI, PMID, Identifier
from sscmsc.library import Library
from sscmsc.record import Record
from sscmsc.reference import Reference
from sscmsc.source import Failed, Missing
from sscmsc.text import RichText
from sscmsc.vocabulary import Vocabulary, load_vocabulary
from tests.fake_sources import FakeServices
from tests.one_work import CROSSREF, PUBMED, REVIEW_DOI, work
from tests.test_catalogue import line_of

VOCABULARY: Vocabulary = load_vocabulary()
KEY = "Peltzer2018"
OTHER_DOI = DOI("10.5555/work.50")


def line(number: int, *, pmid: bool = True, doi: bool = False) -> Reference:
    held = work(number)
    return Reference(1, pmid=held.pmid if pmid else None, doi=held.doi if doi else None)


def listed(*lines: Reference, source: str) -> list[Reference]:
    return [
        replace(one, position=place, sources=(source,)) for place, one in enumerate(lines, start=1)
    ]


@pytest.fixture
def fakes() -> FakeServices:
    """A review of five lines: two in PubMed, one in Crossref alone, one by text, one unknown."""
    made = FakeServices()
    by_text = replace(line_of(work(4)), text="Name A. A line with words. 1994")
    unknown = Reference(1, text="Leaflet of the hospital, undated")
    made.pubmed.add(
        PUBMED, listed(line(1), line(2), line(3, pmid=False, doi=True), by_text, unknown,
                       source="pubmed"),
    )  # fmt: skip
    made.crossref.add(
        CROSSREF,
        listed(line(1, pmid=False, doi=True), line(2, pmid=False, doi=True),
               line(3, pmid=False, doi=True), source="crossref"),
    )  # fmt: skip
    for number in (1, 2):
        made.pubmed.add(work(number))
    made.lists.add(replace(work(3, "crossref"), pmid=None))
    return made


def fetched(
    fakes: FakeServices,
    *identifiers: Identifier,
    to: Library | None = None,
    options: Options = Options(),  # noqa: B008
) -> FetchReport:
    return fetch(identifiers or (REVIEW_DOI,), fakes.services, to or Library(), VOCABULARY, options)


def lines_of(library: Library, citekey: str = KEY) -> tuple[Reference, ...]:
    references = library.entries[citekey].references
    assert references is not None
    return references.references


def key_of(library: Library, number: int) -> str:
    doi = work(number).doi
    assert doi is not None
    return library.holding((doi,))[0]


def test_a_review_and_what_it_cites(fakes: FakeServices) -> None:
    report = fetched(fakes)
    library = report.admission.library
    assert len(library) == 4
    (review,) = report.reviews
    assert (review.asked, review.entry.citekey, review.change.what) == (REVIEW_DOI, KEY, "added")
    assert [(one.source, one.listed) for one in review.counts] == [("pubmed", 5), ("crossref", 3)]
    assert [one.citekey for one in review.lines] == [
        *(key_of(library, number) for number in (1, 2, 3)), None, None,
    ]  # fmt: skip
    assert (review.added, review.held, len(review.unresolved)) == (3, 0, 2)
    assert (report.kept, report.unanswered, report.unfetched, report.troubles) == ((), (), (), ())


def test_a_second_fetch_changes_nothing_and_asks_for_nothing_held(fakes: FakeServices) -> None:
    first = fetched(fakes)
    for source in (fakes.pubmed, fakes.lists):
        source.asked.clear()
    second = fetched(fakes, to=first.admission.library)
    assert second.admission.changed(first.admission.library) == ()
    assert [change.what for change in second.admission.changes] == ["unchanged"]
    assert (second.reviews[0].added, second.reviews[0].held) == (0, 3)
    assert fakes.pubmed.asked == [(REVIEW_DOI,)]
    assert fakes.lists.asked == []


@pytest.mark.parametrize("absent", ["pubmed", "crossref", "both"])
def test_a_source_that_is_down_takes_nothing_away(fakes: FakeServices, absent: str) -> None:
    before = fetched(fakes).admission.library
    for source in (fakes.pubmed, fakes.crossref):
        source.down = "timed out" if absent in (source.name, "both") else ""
    report = fetched(fakes, to=before)
    assert report.admission.changed(before) == ()
    if absent == "both":
        ((reason, entry),) = report.kept
        assert (reason.reason, entry.citekey) == ("timed out", KEY)
        assert report.unanswered == ()
    else:
        assert report.troubles == (f"{absent}: timed out",)


@pytest.mark.parametrize("first_down", ["pubmed", "crossref"])
def test_what_was_missing_comes_when_the_source_is_back(
    fakes: FakeServices, first_down: str
) -> None:
    source = fakes.pubmed if first_down == "pubmed" else fakes.crossref
    whole = fetched(fakes).admission.library
    source.down = "timed out"
    partial = fetched(fakes).admission.library
    source.down = ""
    complete = fetched(fakes, to=partial).admission.library
    assert complete.entries[KEY].record == whole.entries[KEY].record
    assert [one.identifiers for one in lines_of(complete)] == [
        one.identifiers for one in lines_of(whole)
    ]
    numbers = (1, 2, 3)
    for number in numbers:
        assert complete.entries[key_of(complete, number)].record.doi == work(number).doi
    assert complete.entries[key_of(complete, 1)].record.pmid == work(1).pmid


def test_references_that_failed_are_asked_for_again(fakes: FakeServices) -> None:
    fakes.lists.down = "timed out"
    report = fetched(fakes)
    assert report.unfetched == (Failed(DOI("10.5555/work.3"), "crossref", "timed out"),)
    fakes.lists.down = ""
    again = fetched(fakes, to=report.admission.library)
    assert again.unfetched == ()
    assert key_of(again.admission.library, 3) in {one.citekey for one in again.reviews[0].lines}


def test_a_line_that_is_listed_no_more_is_still_asked_for(fakes: FakeServices) -> None:
    fakes.lists.down = "timed out"
    before = fetched(fakes).admission.library
    fakes.lists.down = ""
    fakes.pubmed.add(PUBMED, listed(line(1), line(2), source="pubmed"))
    dois = (line(1, pmid=False, doi=True), line(2, pmid=False, doi=True))
    fakes.crossref.add(CROSSREF, listed(*dois, source="crossref"))
    after = fetched(fakes, to=before).admission.library
    assert len(lines_of(after)) == 5
    assert lines_of(after)[2].citekey == key_of(after, 3)
    assert lines_of(after)[2].notes == ("no longer listed by pubmed, crossref",)


def test_a_work_that_crossref_gave_is_asked_of_pubmed_when_its_pmid_is_known(
    fakes: FakeServices,
) -> None:
    fakes.lists.add(replace(work(1, "crossref"), pmid=None))
    del fakes.pubmed.works[PMID("5001")]
    before = fetched(fakes).admission.library
    assert set(before.entries[key_of(before, 1)].provenance.values()) == {"crossref"}
    fakes.pubmed.add(work(1))
    after = fetched(fakes, to=before).admission.library
    assert after.entries[key_of(after, 1)].record.pmid == PMID("5001")


def test_a_work_known_from_a_page_is_asked_for(fakes: FakeServices) -> None:
    page = Entry("Old1991", replace(work(1, "citation"), pmid=None), {"title": "citation"})
    after = fetched(fakes, to=Library([page])).admission.library
    assert after.entries["Old1991"].record.pmid == PMID("5001")
    assert lines_of(after)[0].citekey == "Old1991"


def test_without_references(fakes: FakeServices) -> None:
    report = fetched(fakes, options=Options(references=False))
    assert (len(report.admission.library), report.reviews[0].counts) == (1, ())
    assert report.admission.library.entries[KEY].references is None
    whole = fetched(fakes).admission.library
    kept = fetched(fakes, to=whole, options=Options(references=False)).admission
    assert kept.changed(whole) == ()


def test_without_abstracts_and_with_another_template(fakes: FakeServices) -> None:
    options = Options(abstracts=False, template="{family}-{year}")
    library = fetched(fakes, options=options).admission.library
    assert library.entries["Peltzer-2018"].record.abstract == ()


def test_a_line_by_text_is_linked_when_its_work_arrives(fakes: FakeServices) -> None:
    before = fetched(fakes).admission.library
    fakes.pubmed.add(work(4))
    after = fetched(fakes, DOI("10.5555/work.4"), to=before).admission.library
    assert (lines_of(after)[3].citekey, lines_of(after)[3].matched_by) == (
        key_of(after, 4), "text",
    )  # fmt: skip
    again = fetched(fakes, to=after)
    assert again.admission.changed(after) == ()


def test_a_list_has_the_day_on_which_it_last_changed(fakes: FakeServices) -> None:
    one, other = Options(today=PartialDate(2026, 11, 22)), Options(today=PartialDate(2027, 1, 1))
    before = fetched(fakes, options=one).admission.library
    assert fetched(fakes, to=before, options=other).admission.changed(before) == ()
    fakes.pubmed.add(PUBMED, listed(line(1), line(2), line(8), source="pubmed"))
    references = fetched(fakes, to=before, options=other).admission.library.entries[KEY].references
    assert references is not None
    assert references.as_of == PartialDate(2027, 1, 1)


def test_unknown_works_and_failures_are_told_apart(fakes: FakeServices) -> None:
    unknown = DOI("10.5555/nothing")
    report = fetched(fakes, unknown, REVIEW_DOI)
    assert [type(one) for one in report.unanswered] == [Missing]
    assert [one.asked for one in report.reviews] == [REVIEW_DOI]


def test_what_is_refused_is_told(fakes: FakeServices) -> None:
    """A review and a reference whose identifiers contradict what is held."""
    held = Library(
        [
            Entry("A", Record("bibtex", pmid=PUBMED.pmid, title=RichText("One of two works held"))),
            Entry("B", Record("bibtex", doi=PUBMED.doi, title=RichText("Two of two, elsewhere"))),
            Entry("C", Record("bibtex", pmid=PMID("5001"), doi=DOI("10.5555/typed"))),
        ]
    )
    report = fetched(fakes, to=held)
    assert report.reviews == ()
    (trouble,), (remark,) = report.troubles, report.remarks
    assert "held as two works" in trouble
    assert "A's" in trouble
    assert "B's" in trouble
    assert "C has 10.5555/typed" in remark
    for key in ("A", "B", "C"):
        assert report.admission.library.entries[key] == held.entries[key]


def add_citing(fakes: FakeServices) -> None:
    """Another review, which cites the first one and one of its references."""
    lines = (Reference(1, pmid=PUBMED.pmid), line(1))
    fakes.pubmed.add(work(50), listed(*lines, source="pubmed"))


def listed_by(entry: Entry) -> tuple[Reference, ...]:
    return entry.references.references if entry.references is not None else ()


def state(library: Library) -> dict[Identifier, tuple[object, ...]]:
    """What must not depend on the order of fetching, by DOI: citekeys may."""
    return {
        entry.record.doi: (
            entry.record, entry.provenance, entry.conflicts, entry.facets,
            [replace(one, citekey=None) for one in listed_by(entry)],
        )
        for entry in library
        if entry.record.doi is not None
    }  # fmt: skip


@pytest.mark.parametrize("order", list(permutations([(REVIEW_DOI,), (OTHER_DOI,)])))
def test_a_review_that_another_one_cites(
    fakes: FakeServices, order: Sequence[tuple[Identifier, ...]]
) -> None:
    add_citing(fakes)
    together = fetched(fakes, REVIEW_DOI, OTHER_DOI)
    assert [change.what for change in together.admission.changes].count("added") == 5
    library = Library()
    for identifiers in order:
        library = fetched(fakes, *identifiers, to=library).admission.library
    assert state(library) == state(together.admission.library)
    for identifiers in (*order, (REVIEW_DOI, OTHER_DOI)):
        assert fetched(fakes, *identifiers, to=library).admission.changed(library) == ()


def test_a_work_asked_for_is_not_asked_for_again_as_a_reference(fakes: FakeServices) -> None:
    add_citing(fakes)
    fetched(fakes, REVIEW_DOI, OTHER_DOI)
    assert PUBMED.pmid not in [one for asked in fakes.pubmed.asked for one in asked]


def test_a_pmid_with_another_doi_than_the_line_states(fakes: FakeServices) -> None:
    wrong = Reference(1, pmid=PMID("5001"), doi=DOI("10.5555/wrong"))
    fakes.pubmed.add(PUBMED, listed(wrong, source="pubmed"))
    fakes.crossref.works.clear()
    report = fetched(fakes)
    (told,) = lines_of(report.admission.library)
    assert told.notes == ("the entry has DOI 10.5555/work.1",)
    later = fetched(fakes, to=report.admission.library, options=Options(today=PartialDate(2026)))
    assert later.admission.changed(report.admission.library) == ()
    assert fetched(fakes, to=report.admission.library).admission.changed(
        report.admission.library
    ) == ()  # fmt: skip


def test_what_the_user_wrote_outlives_every_fetch(fakes: FakeServices) -> None:
    library = fetched(fakes).admission.library
    entry = library.entries[KEY]
    by_hand = replace(
        entry, record=replace(entry.record, volume="99"), tags=("read",), note="Mine.",
        labels=("disease=RA",), hand_edited=True,
    )  # fmt: skip
    edited = library.with_entries([by_hand])
    once = fetched(fakes, to=edited).admission.library
    assert (once.entries[KEY].record.volume, once.entries[KEY].tags) == ("99", ("read",))
    assert "RA" in once.entries[KEY].values("disease")
    twice = fetched(fakes, to=once)
    assert twice.admission.changed(once) == ()
