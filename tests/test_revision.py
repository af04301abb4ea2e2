"""What a user revised: fields that are theirs, edits that agree, facets and links that follow."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Conflict, Entry, Value
from sscmsc.errors import InputError
from sscmsc.formats.native import read_entry, write_entry
from sscmsc.identifiers import DOI
from sscmsc.library import Library
from sscmsc.marks import Mark, with_marks
from sscmsc.record import Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.refresh import refresh
from sscmsc.revision import adopt, check_links, differing, relinked, with_values
from sscmsc.text import RichText
from sscmsc.vocabulary import load_vocabulary
from tests.one_work import CROSSREF, PUBMED
from tests.test_accession import admitted, arrival

VOCABULARY = load_vocabulary()
(HELD,) = admitted(arrival(PUBMED, CROSSREF)).library


def refreshed(entry: Entry) -> Entry:
    """The entry as every service states its work once more, through its file."""
    kept = read_entry(write_entry(entry).encode(), "kept.yaml")
    return refresh(kept, (PUBMED, CROSSREF), VOCABULARY, abstracts=True)


@pytest.mark.parametrize(
    ("values", "field", "value"),
    [
        ({"volume": "99"}, "volume", "99"),
        ({"volume": None}, "volume", None),
        ({"title": "Mine <i>in vitro</i>"}, "title", "Mine <i>in vitro</i>"),
        ({"year": "1999"}, "issued", PartialDate(1999)),
        ({"keywords": ("a", "b")}, "keywords", ("a", "b")),
        ({"doi": "10.1000/mine"}, "doi", DOI("10.1000/mine")),
        ({"keywords": None}, "keywords", ()),
    ],
)
def test_a_value_set_is_the_users_and_a_refresh_keeps_it(
    values: dict[str, Value], field: str, value: object
) -> None:
    revised = with_values(HELD, values, VOCABULARY)
    assert getattr(revised.record, field) == value
    assert revised.provenance[field] == "user"
    assert revised.edits == values
    again = refreshed(revised)
    assert getattr(again.record, field) == value
    assert again.provenance[field] == "user"
    assert not again.hand_edited


def test_the_user_has_decided_what_sources_disagree_on() -> None:
    assert [one.field for one in HELD.conflicts] == ["volume"]
    kept = HELD.conflicts[0].kept
    revised = with_values(HELD, {"volume": kept}, VOCABULARY)
    assert revised.conflicts == ()
    assert revised.provenance["volume"] == "user"
    assert refreshed(revised).conflicts == ()


def test_other_fields_are_still_refreshed() -> None:
    revised = with_values(HELD, {"volume": "99"}, VOCABULARY)
    corrected = replace(PUBMED, pages="1-9", article_number=None)
    again = refresh(revised, (corrected, CROSSREF), VOCABULARY, abstracts=True)
    assert (again.record.volume, again.record.pages) == ("99", "1-9")


def test_an_earlier_edit_that_says_otherwise_is_dropped() -> None:
    first = with_values(HELD, {"year": "1999", "volume": "1"}, VOCABULARY)
    second = with_values(first, {"issued": "2001-05"}, VOCABULARY)
    assert second.edits == {"volume": "1", "issued": "2001-05"}
    assert refreshed(second).record.issued == PartialDate(2001, 5)


@pytest.mark.parametrize(
    "values", [{"nonsense": "x"}, {"doi": "junk"}, {"year": "20"}, {"kind": "poem"}]
)
def test_a_value_that_is_not_possible(values: dict[str, Value]) -> None:
    with pytest.raises(InputError):
        with_values(HELD, values, VOCABULARY)


def test_a_title_about_another_disease_is_classified_anew() -> None:
    bare = replace(HELD, record=replace(HELD.record, mesh=(), keywords=(), abstract=()), facets=())
    revised = with_values(bare, {"title": "Lupus nephritis in the young"}, VOCABULARY)
    assert "SLE" in revised.values("disease") or "lupus nephritis" in revised.values("disease")
    assert "SSc" not in revised.values("disease")


def written(text: str, *changes: tuple[str, str]) -> Entry:
    for old, new in changes:
        assert text.count(old) >= 1, old
        text = text.replace(old, new, 1)
    return read_entry(text.encode(), "draft.yaml")


FILE = write_entry(HELD)


def test_a_file_revised_by_hand_marks_what_differs_and_no_more() -> None:
    title = str(HELD.record.title)
    made = adopt(HELD, written(FILE, (title, "Another title altogether")), VOCABULARY)
    assert made.record.title == "Another title altogether"
    assert differing(HELD, made)[0] == "title"
    own = {name for name, source in made.provenance.items() if source == "user"}
    assert own == {"title"}
    assert not made.hand_edited
    again = refreshed(made)
    assert again.record.title == "Another title altogether"
    assert again.record.authors == HELD.record.authors


def test_a_field_taken_out_stays_out() -> None:
    line = next(one for one in FILE.splitlines(True) if one.startswith("  volume:"))
    made = adopt(HELD, written(FILE, (line, "")), VOCABULARY)
    assert made.record.volume is None
    assert refreshed(made).record.volume is None


def test_new_edits_are_applied_and_old_ones_give_way_to_the_record() -> None:
    held = with_values(HELD, {"volume": "1"}, VOCABULARY)
    text = write_entry(held)
    made = adopt(held, written(text, ("edits:\n", "edits:\n  issue: 7\n")), VOCABULARY)
    assert (made.record.issue, made.provenance["issue"]) == ("7", "user")
    over = adopt(held, written(text, ('  volume: "1"', '  volume: "2"')), VOCABULARY)
    assert (over.record.volume, dict(over.edits)) == ("2", {})
    assert refreshed(over).record.volume == "2"


def test_edits_and_labels_of_a_file_are_checked() -> None:
    tail = "edits:\n  nonsense: 1\nprovenance:"
    with pytest.raises(InputError, match="'nonsense' is no field"):
        adopt(HELD, written(FILE, ("provenance:", tail)), VOCABULARY)
    labels = "labels:\n  - disease=d012595\nprovenance:"
    assert adopt(HELD, written(FILE, ("provenance:", labels)), VOCABULARY).labels == (
        "disease=SSc",
    )
    with pytest.raises(InputError, match="no facet 'x'"):
        adopt(HELD, written(FILE, ("provenance:", "labels:\n  - x=y\nprovenance:")), VOCABULARY)


def test_an_entry_that_was_edited_by_hand_before_stays_so() -> None:
    hand = replace(HELD, hand_edited=True)
    made = adopt(hand, replace(hand, note="n"), VOCABULARY)
    assert made.hand_edited
    assert made.note == "n"


def test_a_file_left_as_it_is_differs_in_nothing() -> None:
    assert adopt(HELD, written(FILE), VOCABULARY) == HELD
    assert differing(HELD, adopt(HELD, written(FILE), VOCABULARY)) == ()


def test_labels_outlive_a_refresh_that_finds_other_facets() -> None:
    labels = (Mark("disease=SLE", is_label=True), Mark("disease!=SSc", is_label=True))
    held = replace(with_marks(HELD, labels), facets=())
    bare = replace(PUBMED, title=RichText("Systemic sclerosis"), abstract=(), mesh=())
    again = refresh(held, (bare,), VOCABULARY, abstracts=True)
    assert "SSc" in {one.value for one in again.facets}
    assert "SSc" not in again.values("disease")
    assert "SLE" in again.values("disease")


def listing(*lines: Reference) -> Entry:
    return Entry("Review", Record("pubmed"), references=ReferenceList(lines))


def test_a_link_to_nowhere_is_refused_and_one_that_was_there_is_not() -> None:
    open_line = Reference(1, text="x")
    library = Library((listing(open_line), HELD), reserved=("Broken",))
    for key in (HELD.citekey, "Broken"):
        check_links(listing(open_line), listing(replace(open_line, citekey=key)), library)
    gone = replace(open_line, citekey="Gone")
    check_links(listing(gone), listing(gone), library)
    with pytest.raises(InputError, match="line 1 points at 'Gone'") as caught:
        check_links(listing(open_line), listing(gone), library)
    assert caught.value.hint
    near = replace(open_line, citekey=HELD.citekey[:-1])
    with pytest.raises(InputError) as caught:
        check_links(listing(open_line), listing(near), library)
    assert HELD.citekey in caught.value.hint


def test_a_new_identifier_links_the_lines_that_carry_it() -> None:
    line = Reference(1, text="A line", doi=DOI("10.1000/later"))
    bare = Entry("Bare", Record("citation", title=RichText("A quite different title")))
    library = Library((listing(line), bare))
    revised = with_values(bare, {"doi": "10.1000/later"}, VOCABULARY)
    changed = {one.citekey: one for one in relinked(library, revised)}
    assert set(changed) == {"Bare", "Review"}
    references = changed["Review"].references
    assert references is not None
    assert references.references[0].citekey == "Bare"


def test_nothing_changes_with_a_note() -> None:
    library = Library((listing(Reference(1, text="A line")), HELD))
    assert list(relinked(library, replace(HELD, note="n"))) == [replace(HELD, note="n")]
    assert list(relinked(library, HELD)) == []


def test_conflicts_of_other_fields_stay() -> None:
    other = Conflict("pages", "1", (("pubmed", "1"), ("crossref", "2")))
    held = replace(HELD, conflicts=(*HELD.conflicts, other))
    assert with_values(held, {"volume": "1"}, VOCABULARY).conflicts == (other,)
