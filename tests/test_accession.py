"""Works joining a library: added, merged, refused, linked; never lost and never twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.accession import Admission, Arrival, admit
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMID
from sscmsc.library import Library
from sscmsc.record import PublicationType, Record
from sscmsc.reference import Reference, ReferenceList, SourceCount
from sscmsc.text import RichText
from sscmsc.vocabulary import Vocabulary, load_vocabulary
from tests.one_work import CITED, CROSSREF, PUBMED, work
from tests.test_catalogue import line_of

VOCABULARY: Vocabulary = load_vocabulary()
EMPTY = Library()


def admitted(*arrivals: Arrival, to: Library = EMPTY, abstracts: bool = True) -> Admission:
    return admit(to, arrivals, VOCABULARY, template="{family}{year}", abstracts=abstracts)


def arrival(*records: Record, lines: Sequence[Reference] | None = None) -> Arrival:
    if lines is None:
        return Arrival(records)
    numbered = tuple(replace(one, position=place) for place, one in enumerate(lines, start=1))
    counts = (SourceCount("pubmed", None, len(numbered)),)
    return Arrival(records, ReferenceList(numbered, counts))


def by_pmid(number: int) -> Reference:
    return Reference(1, pmid=work(number).pmid, sources=("pubmed",))


def whats(admission: Admission) -> list[str]:
    return [change.what for change in admission.changes]


def links(library: Library, citekey: str) -> list[str | None]:
    references = library.entries[citekey].references
    assert references is not None
    return [line.citekey for line in references.references]


def test_a_work_is_added_with_all_that_is_known_of_it() -> None:
    (entry,) = admitted(
        Arrival((PUBMED, CROSSREF), ReferenceList(), "Mine", ("read",), "A note.")
    ).library
    assert (entry.citekey, entry.tags, entry.note) == ("Mine", ("read",), "A note.")
    assert entry.record.source == "merged"
    assert entry.provenance["mesh"] == "pubmed"
    assert [one.field for one in entry.conflicts] == ["volume"]
    assert "SSc" in entry.values("disease")
    assert entry.references == ReferenceList()


def test_without_abstracts_it_is_used_and_left_out() -> None:
    (entry,) = admitted(arrival(PUBMED), abstracts=False).library
    assert entry.record.abstract == ()
    assert "abstract" not in entry.provenance
    assert any("abstract" in one for facet in entry.facets for one in facet.evidence)


def test_a_wanted_citekey_that_is_taken_in_another_case() -> None:
    held = admitted(Arrival((work(1),), citekey="mine")).library
    after = admitted(Arrival((PUBMED,), citekey="Mine"), to=held).library
    assert sorted(after.entries) == ["Peltzer2018", "mine"]


def test_the_same_again_changes_nothing() -> None:
    arrivals = [
        arrival(PUBMED, CROSSREF, lines=[by_pmid(1), line_of(work(2)), Reference(1, text="?")]),
        *(arrival(work(number)) for number in range(4)),
    ]
    first = admitted(*arrivals)
    assert whats(first) == ["added"] * 5
    second = admitted(*arrivals, to=first.library)
    assert whats(second) == ["unchanged"] * 5
    assert second.changed(first.library) == ()


def test_a_work_that_comes_twice_in_one_batch_is_one() -> None:
    admission = admitted(arrival(PUBMED), arrival(CROSSREF), arrival(CITED), arrival(PUBMED))
    assert whats(admission) == ["added", "unchanged", "unchanged", "unchanged"]
    assert len(admission.library) == 1
    held = admitted(arrival(PUBMED)).library
    later = admitted(arrival(CROSSREF), arrival(CITED), to=held)
    assert whats(later) == ["changed", "unchanged"]
    assert "grants" in later.changes[0].fields


def test_changes_name_what_differs() -> None:
    held = admitted(arrival(PUBMED)).library
    (change,) = admitted(arrival(replace(PUBMED, volume="10")), to=held).changes
    assert (change.citekey, change.what, change.fields) == ("Peltzer2018", "changed", ("volume",))


def test_what_contradicts_itself_is_refused() -> None:
    admission = admitted(arrival(PUBMED, replace(CROSSREF, doi=DOI("10.5555/other"))))
    (change,) = admission.changes
    assert (change.citekey, change.what) == ("", "refused")
    assert "different DOIs" in change.reason
    assert len(admission.library) == 0


def test_what_contradicts_the_entry_is_refused_and_the_rest_admitted() -> None:
    held = admitted(arrival(PUBMED)).library
    typed = Record("bibtex", pmid=PMID("1"), doi=PUBMED.doi, title=PUBMED.title)
    admission = admitted(arrival(typed), arrival(work(1)), to=held)
    assert whats(admission) == ["refused", "added"]
    assert admission.changes[0].citekey == "Peltzer2018"
    assert admission.library.entries["Peltzer2018"] == held.entries["Peltzer2018"]


def test_an_arrival_of_two_entries_is_refused() -> None:
    """By PMID one entry, by DOI another: neither is changed, and both are named."""
    one = Record("bibtex", pmid=PUBMED.pmid, title=RichText("Some words of a title long enough"))
    other = Record("bibtex", doi=PUBMED.doi, title=RichText("Entirely different, from elsewhere"))
    held = admitted(Arrival((one,), citekey="A"), Arrival((other,), citekey="B")).library
    admission = admitted(arrival(PUBMED), to=held)
    (change,) = admission.changes
    assert (change.what, change.citekey) == ("refused", "A")
    assert "PMID 30283435 is A's" in change.reason
    assert "DOI 10.3389/fimmu.2018.02013 is B's" in change.reason
    assert admission.changed(held) == ()


@pytest.mark.parametrize("notice_first", [True, False])
def test_a_notice_with_the_doi_of_its_work_is_an_entry_of_its_own(notice_first: bool) -> None:
    notice = replace(
        PUBMED, pmid=PMID("77"), title=RichText("Erratum: Mesenchymal Stromal Cells"),
        publication_types=(PublicationType("Published Erratum", "D016425"),),
    )  # fmt: skip
    order = (notice, PUBMED) if notice_first else (PUBMED, notice)
    admission = admitted(*(arrival(one) for one in order))
    assert whats(admission) == ["added", "added"]
    again = admitted(*(arrival(one) for one in order), to=admission.library)
    assert whats(again) == ["unchanged", "unchanged"]
    lines = [Reference(1, pmid=PMID("77")), Reference(1, doi=PUBMED.doi)]
    after = admitted(arrival(work(1), lines=lines), to=admission.library).library
    keys = {entry.record.pmid: entry.citekey for entry in admission.library}
    assert links(after, admission_key(after, work(1))) == [keys[PMID("77")], keys[PUBMED.pmid]]


def admission_key(library: Library, record: Record) -> str:
    assert record.doi is not None
    return library.holding((record.doi,))[0]


def test_what_tells_too_little_is_not_added_again() -> None:
    vague = Record("bibtex", title=RichText("Editorial"))
    twins = [replace(work(1), pmid=PMID(number), doi=None) for number in ("1", "2")]
    third = replace(twins[0], source="bibtex", pmid=None)
    held = admitted(*(arrival(one) for one in (vague, *twins, third))).library
    assert len(held) == 4
    assert whats(admitted(arrival(vague), arrival(third), to=held)) == ["unchanged"] * 2


def test_short_titles_are_not_one_work() -> None:
    works = [
        Record("bibtex", title=RichText("Scleroderma")),
        Record("bibtex", title=RichText("Scleroderma"), volume="3"),
        Record("bibtex", title=RichText("Editorial"), issued=PUBMED.issued),
    ]
    assert whats(admitted(*(arrival(one) for one in works))) == ["added"] * 3


def test_lists_that_are_held_are_linked_when_a_work_arrives() -> None:
    lines = [by_pmid(1), line_of(work(2)), by_pmid(3)]
    held = admitted(arrival(PUBMED, lines=lines)).library
    assert links(held, "Peltzer2018") == [None, None, None]
    admission = admitted(arrival(work(1)), arrival(work(2)), to=held)
    keys = [change.citekey for change in admission.changes]
    assert links(admission.library, "Peltzer2018") == [*keys, None]
    assert {one.citekey for one in admission.changed(held)} == {*keys, "Peltzer2018"}


def test_an_entry_that_was_removed_is_no_longer_pointed_at() -> None:
    held = admitted(arrival(PUBMED, lines=[by_pmid(1)]), arrival(work(1))).library
    (key,) = (one.citekey for one in held if one.citekey != "Peltzer2018")
    without = held.without([key])
    after = admitted(arrival(work(5)), to=without).library
    assert links(after, "Peltzer2018") == [None]
    assert links(admitted(arrival(work(1)), to=after).library, "Peltzer2018") == [key]


def test_a_shorter_list_of_another_source_takes_no_line_away() -> None:
    """A saved page shows five of the lines that PubMed gave."""
    held = admitted(arrival(PUBMED, lines=[by_pmid(number) for number in range(1, 9)])).library
    page = replace(PUBMED, source="saved page", pmid=None)
    shown = tuple(
        replace(line_of(work(number)), position=number, sources=("saved page",))
        for number in range(1, 4)
    )
    counts = (SourceCount("saved page", None, 3),)
    after = admitted(Arrival((page,), ReferenceList(shown, counts)), to=held).library
    references = after.entries["Peltzer2018"].references
    assert references is not None
    assert {line.pmid for line in references.references} >= {
        work(number).pmid for number in range(1, 9)
    }
    assert [one.source for one in references.counts] == ["pubmed", "saved page"]


def test_no_list_leaves_the_one_there_is() -> None:
    held = admitted(arrival(PUBMED, lines=[by_pmid(1)])).library
    assert admitted(arrival(PUBMED), to=held).changed(held) == ()
    failed = Arrival((PUBMED,), ReferenceList((), (SourceCount("pubmed", None, None),)))
    assert admitted(failed, to=held).changed(held) == ()


@pytest.mark.parametrize("review_first", [True, False])
def test_a_review_that_another_review_cites(review_first: bool) -> None:
    """Fetched in any order, as a reference it comes from PubMed alone; it stays as it was made."""
    review = arrival(PUBMED, CROSSREF, lines=[by_pmid(1)])
    citing = arrival(work(50), lines=[Reference(1, pmid=PUBMED.pmid), by_pmid(1)])
    cited = [arrival(PUBMED), arrival(work(1))]
    batches = [[review, arrival(work(1))], [citing, *cited]]
    library = Library()
    for batch in batches if review_first else reversed(batches):
        library = admitted(*batch, to=library).library
    (alone,) = admitted(review).library
    entry = library.entries["Peltzer2018"]
    assert (entry.record, entry.provenance) == (alone.record, alone.provenance)
    assert entry.conflicts == alone.conflicts
    assert links(library, "Peltzer2018") == [admission_key(library, work(1))]
    for batch in batches:
        assert admitted(*batch, to=library).changed(library) == ()


def test_tags_and_notes_are_added_and_never_replaced() -> None:
    held = admitted(Arrival((PUBMED,), tags=("a",), note="Mine.")).library
    (entry,) = admitted(Arrival((PUBMED,), tags=("b", "a"), note="Theirs."), to=held).library
    assert (entry.tags, entry.note) == (("a", "b"), "Mine.")


def test_an_impossible_edit_refuses_the_refresh_and_keeps_the_entry() -> None:
    (entry,) = admitted(arrival(PUBMED)).library
    held = Library([replace(entry, edits=MappingProxyType({"volum": "1"}))])
    admission = admitted(arrival(replace(PUBMED, volume="10")), to=held)
    assert (admission.changes[0].citekey, whats(admission)) == ("Peltzer2018", ["refused"])
    assert "volum" in admission.changes[0].reason
    assert admission.changed(held) == ()


def test_changed_lists_each_entry_that_differs() -> None:
    first = admitted(arrival(work(1)), arrival(work(2)))
    keys = sorted(first.library.entries)
    assert [one.citekey for one in first.changed(EMPTY)] == keys
    touched = replace(first.library.entries[keys[0]], note="x")
    assert Admission(first.library.with_entries([touched]), ()).changed(first.library) == (touched,)


@settings(derandomize=True, max_examples=40, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 8), st.booleans(), st.lists(st.integers(0, 8), max_size=5)),
        max_size=8,
    )
)
def test_any_batch(batch: list[tuple[int, bool, list[int]]]) -> None:
    """Each work is one entry, each arrival one change; each line points at its work or nowhere;
    the same batch again changes nothing."""
    arrivals = [
        arrival(
            work(number, identified=identified),
            lines=[by_pmid(one) if one % 2 else line_of(work(one)) for one in cited],
        )
        for number, identified, cited in batch
    ]
    admission = admitted(*arrivals)
    assert len(admission.changes) == len(batch)
    assert len(admission.library) == len({number for number, *_ in batch})
    for entry in admission.library:
        assert entry.references is not None
        for line in entry.references.references:
            if line.citekey is not None:
                other = admission.library.entries[line.citekey].record
                assert other.title == line.cited.title or other.pmid == line.pmid
                assert other.title != entry.record.title
    assert admitted(*arrivals, to=admission.library).changed(admission.library) == ()


def test_a_hand_written_entry_is_joined_and_kept() -> None:
    written = Entry(
        "Mine", Record("user", doi=PUBMED.doi, title=RichText("My title")), hand_edited=True
    )
    admission = admitted(arrival(PUBMED, CROSSREF), to=Library([written]))
    (entry,) = admission.library
    assert (entry.citekey, entry.record.title) == ("Mine", "My title")
    assert entry.record.mesh == PUBMED.mesh
