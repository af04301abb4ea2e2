"""A held work stated anew: nothing lost, nothing changed by what says nothing new."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import permutations
from types import MappingProxyType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.accession import Arrival, admit
from sscmsc.entry import Conflict, Entry, Facet, Value
from sscmsc.errors import InputError
from sscmsc.formats.native import record_digest
from sscmsc.identifiers import DOI, PMID
from sscmsc.library import Library
from sscmsc.record import Container, Person, PublicationType, Record, Relation
from sscmsc.refresh import refresh
from sscmsc.text import RichText
from sscmsc.vocabulary import Vocabulary, load_vocabulary
from tests.one_work import CITED, CROSSREF, PAGE, PUBMED, REVIEW_DOI, statements

VOCABULARY: Vocabulary = load_vocabulary()


def joined(*arrivals: Sequence[Record], abstracts: bool = True) -> Entry:
    """The one entry that arrivals of one work make, one after the other."""
    library = Library()
    for records in arrivals:
        admission = admit(
            library, [Arrival(tuple(records))], VOCABULARY, template="{family}{year}",
            abstracts=abstracts,
        )  # fmt: skip
        assert [change.what for change in admission.changes if change.reason] == []
        library = admission.library
    (entry,) = library
    return entry


def again(entry: Entry, *records: Record, abstracts: bool = True) -> Entry:
    return refresh(entry, records, VOCABULARY, abstracts=abstracts)


BOTH = joined([PUBMED, CROSSREF])
ALL = joined([PUBMED, CROSSREF], [PAGE], [CITED])


def edited(entry: Entry, **fields: object) -> Entry:
    """The entry as read from a file in which a person changed these fields of the record."""
    return replace(entry, record=replace(entry.record, **fields), hand_edited=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "records",
    [[PUBMED, CROSSREF], [PUBMED], [CROSSREF], [PAGE], [CITED], [CROSSREF, PUBMED, PAGE]],
)
@pytest.mark.parametrize("abstracts", [True, False])
def test_what_was_stated_before_changes_nothing(records: list[Record], abstracts: bool) -> None:
    """Whichever of its sources answers again, the others being down or not asked."""
    held = joined([PUBMED, CROSSREF], [PAGE], [CITED], abstracts=abstracts)
    assert again(held, *records, abstracts=abstracts) == held


def test_what_an_absent_source_added_to_joined_fields_stays() -> None:
    record = again(BOTH, PUBMED).record
    assert record.keywords == ("cell therapy", "systemic sclerosis", "immunomodulation")
    assert record.relations == CROSSREF.relations
    assert record.grants == CROSSREF.grants
    assert record.authors[0] == Person("Peltzer", "Juliette", "J", orcid="0000-0002-1825-0097")
    assert record.container == Container(
        "Frontiers in immunology", "Front Immunol", issn_electronic="1664-3224",
        issn_linking="1664-3224",
    )  # fmt: skip


def test_a_service_replaces_what_it_stated_before() -> None:
    held = joined([PUBMED])
    corrected = replace(PUBMED, volume="11", keywords=("cell therapy",), relations=())
    entry = again(held, corrected)
    assert (entry.record.volume, entry.record.keywords) == ("11", ("cell therapy",))
    retracted = replace(PUBMED, relations=(Relation("RetractionIn", pmid=PMID("1")),))
    assert again(entry, retracted).record.relations == retracted.relations


def test_the_order_of_arrival_makes_no_difference() -> None:
    orders = permutations([PUBMED, CROSSREF, PAGE])
    first, *others = [joined(*([record] for record in order)) for order in orders]
    words = {frozenset(map(str.casefold, one.record.keywords)) for one in (first, *others)}
    assert len(words) == 1
    alike = [replace(one.record, keywords=first.record.keywords) for one in others]
    assert alike == [first.record] * len(others)
    assert [one.provenance for one in others] == [first.provenance] * len(others)


@pytest.mark.parametrize("absent", ["pubmed", "crossref"])
def test_conflicts_stand_while_one_side_is_not_asked(absent: str) -> None:
    (conflict,) = BOTH.conflicts
    assert conflict == Conflict("volume", "9", (("pubmed", "9"), ("crossref", "10")))
    there = PUBMED if absent == "crossref" else CROSSREF
    assert again(BOTH, there).conflicts == (conflict,)
    assert again(again(BOTH, CITED), PAGE).conflicts == (conflict,)
    sides = (*conflict.values, ("saved page", "12"))
    entry = again(BOTH, replace(PAGE, volume="12"))
    assert entry.conflicts == (Conflict("volume", "9", sides),)
    assert again(entry, there).conflicts == entry.conflicts


def test_a_conflict_ends_when_the_sources_agree() -> None:
    agreeing = replace(CROSSREF, volume="9")
    assert again(BOTH, agreeing).conflicts == ()
    entry = again(BOTH, replace(PUBMED, volume="10"))
    assert (entry.record.volume, entry.conflicts) == ("10", ())


def test_a_conflict_remembers_each_kind_of_side() -> None:
    other = replace(
        CROSSREF, title=RichText("Altogether different words"), issue="7", pages="1-9",
        authors=(Person("Someone", "Else"), Person("Aletti", "Marc")),
        container=Container("Lancet", issn_print="0140-6736"),
        issued=replace(PUBMED.issued, year=2015) if PUBMED.issued else None,
    )  # fmt: skip
    pubmed = replace(PUBMED, issue="1", pages="20-30", article_number=None)
    held = joined([pubmed, other])
    fields = {one.field for one in held.conflicts}
    assert fields == {"title", "authors", "container", "volume", "issue", "pages", "issued"}
    assert again(held, pubmed).conflicts == held.conflicts
    assert again(held, other).conflicts == held.conflicts


def test_a_second_file_of_a_kind_takes_nothing_away() -> None:
    poor = Record("bibtex", doi=REVIEW_DOI, title=PUBMED.title, volume="12")
    full = Record("bibtex", doi=REVIEW_DOI, title=PUBMED.title, volume="9", issue="2")
    entry = joined([full], [poor])
    assert (entry.record.volume, entry.record.issue) == ("12", "2")
    assert again(entry, poor) == entry


def test_citations_complete_each_other_in_any_order() -> None:
    long = replace(CITED, authors=PUBMED.authors, authors_complete=True, pages=None)
    short = replace(CITED, volume=None)
    one, other = joined([long], [short]), joined([short], [long])
    assert one.record == other.record
    assert (one.record.pages, len(one.record.authors)) == ("2013", 2)
    assert again(again(one, short), long) == one


def test_a_hand_edited_field_stays_the_users() -> None:
    held = edited(BOTH, volume="99", title=RichText("My own title"))
    entry = again(held, PUBMED, CROSSREF)
    assert (entry.record.volume, entry.record.title) == ("99", "My own title")
    assert {name for name, source in entry.provenance.items() if source == "user"} == {
        "volume", "title",
    }  # fmt: skip
    assert not entry.hand_edited
    assert entry.conflicts == ()
    assert again(entry, PUBMED, CROSSREF) == entry
    agreeing = replace(CROSSREF, volume="99")
    assert again(again(entry, agreeing), PUBMED).record.volume == "99"


RETRACTED = Relation("RetractionIn", "J Made Up Med. 2026;1(2):3", PMID("99000099"))
TYPE = PublicationType("Retracted Publication", "D016441")


def retracted(record: Record) -> Record:
    return replace(
        record, relations=(*record.relations, RETRACTED),
        publication_types=(*record.publication_types, TYPE),
    )  # fmt: skip


def sealed(entry: Entry, **fields: object) -> Entry:
    """The entry as read from a file in which a person changed these fields, digest and all."""
    return replace(edited(entry, **fields), seal=record_digest(entry))


def users(entry: Entry) -> set[str]:
    return {name for name, source in entry.provenance.items() if source == "user"}


@pytest.mark.parametrize(
    ("fields", "more"),
    [({"volume": "99"}, ()), ({"volume": "99", "keywords": ()}, (CROSSREF,))],
)
def test_what_a_source_corrects_beside_a_hand_edit_is_taken_in(
    fields: dict[str, object], more: tuple[Record, ...]
) -> None:
    """The digest tells the one from the other."""
    corrected = replace(retracted(PUBMED), issue="12")
    entry = again(sealed(BOTH, **fields), corrected, *more)
    assert {name: getattr(entry.record, name) for name in fields} == fields
    assert entry.record.issue == "12"
    assert "RetractionIn" in [one.kind for one in entry.record.relations]
    assert users(entry) == set(fields)
    assert not entry.hand_edited
    assert again(entry, corrected, CROSSREF).record == entry.record


def test_a_hand_edit_of_what_a_source_corrects_too_is_not_lost() -> None:
    held = sealed(BOTH, volume="99")
    entry = again(held, replace(PUBMED, volume="98"), CROSSREF)
    assert entry.record.volume == "99"
    assert users(entry) == {"volume"}


@pytest.mark.parametrize("seal", [True, False])
def test_no_hand_edit_keeps_a_retraction_out(seal: bool) -> None:
    own = (Relation("CommentIn", "Lancet. 2020;1:1", PMID("99000098")),)
    for fields in ({"volume": "99"}, {"relations": own}, {"publication_types": ()}):
        held = sealed(BOTH, **fields) if seal else edited(BOTH, **fields)
        for entry in (
            again(held, retracted(PUBMED)),
            again(again(held, PUBMED), retracted(PUBMED)),
        ):
            assert TYPE in entry.record.publication_types
            assert [one.kind for one in entry.record.relations].count("RetractionIn") == 1
            once_more = again(entry, retracted(PUBMED))
            assert once_more.record == entry.record


@pytest.mark.parametrize("name", ["volume", "abstract", "mesh", "doi", "keywords", "authors"])
def test_a_field_that_the_user_took_out_stays_out(name: str) -> None:
    empty: object = () if isinstance(getattr(BOTH.record, name), tuple) else None
    entry = again(edited(BOTH, **{name: empty}), PUBMED, CROSSREF)
    assert getattr(entry.record, name) == empty
    assert entry.provenance[name] == "user"
    assert again(entry, PUBMED, CROSSREF) == entry
    assert getattr(again(entry, PAGE).record, name) == empty


def test_a_hand_edit_is_not_forgotten_by_what_cannot_tell_it() -> None:
    """A page or a citation does not say what PubMed stated: the entry stays edited."""
    held = edited(BOTH, volume="99")
    for record in (CITED, PAGE, CROSSREF):
        entry = again(held, record)
        assert (entry.hand_edited, entry.record.volume) == (True, "99")
        assert again(entry, PUBMED, CROSSREF).record.volume == "99"


def test_the_kind_of_work_may_be_the_users() -> None:
    entry = again(edited(BOTH, kind="report"), PUBMED, CROSSREF)
    assert again(entry, PUBMED, CROSSREF) == entry
    assert entry.record.kind == "report"


def test_flags_go_with_their_fields() -> None:
    entry = again(edited(BOTH, authors_complete=False), PUBMED, CROSSREF)
    assert (entry.record.authors_complete, entry.provenance["authors"]) == (False, "user")
    assert "authors_complete" not in entry.provenance
    assert again(entry, PUBMED, CROSSREF) == entry


def test_a_fuller_statement_of_another_source_is_no_hand_edit() -> None:
    """A person corrects the title of a saved page; what the page gave in part still grows."""
    held = edited(joined([PAGE]), title=RichText("My own title"))
    entry = again(held, PUBMED, CROSSREF)
    record = entry.record
    assert record.title == "My own title"
    assert [one.family for one in record.authors if isinstance(one, Person)] == [
        "Peltzer", "Aletti",
    ]  # fmt: skip
    assert record.authors_complete
    assert record.container is not None
    assert record.container.title == "Frontiers in immunology"
    assert entry.provenance["issue"] == "user"
    assert again(entry, PAGE).record == record


def test_an_entry_written_by_hand() -> None:
    """Without provenance and digest every field is its writer's."""
    written = Entry(
        "Mine2018", Record("user", doi=REVIEW_DOI, volume="5", title=RichText("Mine")),
        hand_edited=True,
    )  # fmt: skip
    entry = again(written, PUBMED, CROSSREF)
    assert (entry.record.volume, entry.record.title) == ("5", "Mine")
    assert entry.record.pmid == PUBMED.pmid
    assert again(entry, PUBMED, CROSSREF) == entry


def test_fields_of_unknown_provenance_are_not_lost() -> None:
    bare = replace(ALL, provenance=MappingProxyType({}))
    assert again(bare, PUBMED).record.issue == "3"
    single = replace(joined([PAGE]), provenance=MappingProxyType({}))
    assert again(single, PUBMED).record.issue == "3"
    assert again(single, PUBMED).provenance["issue"] == "saved page"


EDITS: list[tuple[dict[str, Value], str, object]] = [
    ({"volume": "77"}, "volume", "77"),
    ({"volume": None}, "volume", None),
    ({"doi": "10.5555/right"}, "doi", DOI("10.5555/right")),
    ({"authors": ("Someone, Else",)}, "authors", (Person("Someone", "Else", "E"),)),
]


@pytest.mark.parametrize(("edits", "name", "value"), EDITS)
def test_edits_are_applied_and_survive(edits: dict[str, Value], name: str, value: object) -> None:
    entry = again(replace(BOTH, edits=MappingProxyType(edits)), PUBMED, CROSSREF)
    assert getattr(entry.record, name) == value
    assert entry.provenance[name] == "user"
    assert again(entry, PUBMED, CROSSREF) == entry
    assert entry.edits == edits


def test_an_impossible_edit_is_refused_by_name() -> None:
    with pytest.raises(InputError, match="volum"):
        again(replace(BOTH, edits=MappingProxyType({"volum": "1"})), PUBMED)


def test_identifiers_of_the_user_are_no_contradiction() -> None:
    held = edited(joined([PUBMED]), doi=DOI("10.5555/right"))
    entry = again(held, PUBMED)
    assert entry.record.doi == DOI("10.5555/right")
    assert again(entry, PUBMED, replace(CROSSREF, doi=DOI("10.5555/right"))).record.doi == DOI(
        "10.5555/right"
    )


def test_contradictory_identifiers_are_refused() -> None:
    with pytest.raises(InputError, match=r"Peltzer2018 has 30283435"):
        again(BOTH, replace(PAGE, pmid=PMID("5")))
    with pytest.raises(InputError, match="different DOIs"):
        again(ALL, replace(PUBMED, doi=DOI("10.5555/other")))


def test_a_service_may_correct_its_own_doi() -> None:
    entry = again(joined([PUBMED]), replace(PUBMED, doi=DOI("10.5555/right")))
    assert entry.record.doi == DOI("10.5555/right")


def test_identifiers_are_never_dropped() -> None:
    entry = again(BOTH, replace(PUBMED, doi=None))
    assert (entry.record.doi, entry.record.pmid) == (REVIEW_DOI, PUBMED.pmid)
    assert again(joined([PUBMED]), replace(PUBMED, doi=None)).record.doi == REVIEW_DOI


def test_an_old_doi_is_remembered() -> None:
    old, new = DOI("10.5555/old"), DOI("10.5555/new")
    forwarded = replace(CROSSREF, doi=new, superseded_dois=(old,))
    held = joined([replace(PUBMED, doi=old), forwarded])
    assert (held.record.doi, held.record.superseded_dois) == (new, (old,))
    assert again(held, replace(PUBMED, doi=old)) == held
    assert again(held, replace(PUBMED, doi=old), forwarded) == held
    assert again(held, replace(CROSSREF, doi=new)).record == held.record
    assert again(held, replace(PAGE, doi=old)).record.doi == new


def test_facets_of_an_abstract_that_was_left_out_stay() -> None:
    held = joined([PUBMED], abstracts=False)
    shown = {one.value: one.evidence for one in held.facets}
    assert held.record.abstract == ()
    assert any(one.startswith("abstract:") for one in shown["SLE"])
    entry = again(held, replace(PAGE, keywords=("rheumatoid arthritis",)), abstracts=False)
    now = {one.value: one.evidence for one in entry.facets}
    assert now["SLE"] == shown["SLE"]
    assert "RA" in now
    assert again(entry, PUBMED, abstracts=False).record.abstract == ()


def test_an_abstract_that_is_held_stays() -> None:
    assert again(BOTH, CROSSREF, abstracts=False).record.abstract == PUBMED.abstract
    assert again(BOTH, PUBMED, abstracts=False).record.abstract == PUBMED.abstract


def test_the_users_marks_are_untouched() -> None:
    marked = replace(
        BOTH, tags=("read",), labels=("disease=RA", "disease!=SSc"), note="A note.",
        extra=MappingProxyType({"shelf": "3"}), comments=MappingProxyType({"record": ("# x",)}),
    )  # fmt: skip
    entry = again(marked, replace(PUBMED, volume="11"), CROSSREF)
    assert replace(entry, record=marked.record, conflicts=marked.conflicts) == marked
    assert "SSc" not in entry.values("disease")
    assert "RA" in entry.values("disease")
    assert Facet("disease", "RA", ("user",)) in entry.labelled


SOURCES = ("pubmed", "crossref", "saved page", "citation")
STATED = st.tuples(*(statements(source) for source in SOURCES))
SOME = st.lists(st.integers(0, 3), min_size=1, max_size=3, unique=True)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(STATED, SOME)
def test_any_source_that_says_again_what_it_said(
    records: tuple[Record, ...], places: list[int]
) -> None:
    """Its absence and that of others change no value that one source alone decides."""
    held = joined(records)
    entry = again(held, *(records[place] for place in places))
    assert entry.record.authors == held.record.authors
    for name in ("kind", "title", "volume", "issue", "pages", "issued", "keywords", "abstract"):
        assert getattr(entry.record, name) == getattr(held.record, name)
        assert entry.provenance.get(name) == held.provenance.get(name)


@settings(derandomize=True, max_examples=100, deadline=None)
@given(STATED, st.permutations(range(4)), SOME)
def test_any_sources_one_after_the_other(
    records: tuple[Record, ...], order: list[int], places: list[int]
) -> None:
    """What some of them say again is taken in once, and then changes nothing."""
    later = [records[place] for place in places]
    held = again(joined(*([records[place]] for place in order)), *later)
    entry = again(held, *later)
    assert (entry.record, entry.provenance) == (held.record, held.provenance)
    assert entry.tags == held.tags
    settled = again(entry, *later)
    assert settled == entry
