"""Merging records of one work: each field from whoever knows it best, in any order."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.entry import Value
from sscmsc.errors import InputError
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.merge import PRECEDENCE, Merged, apply_edits, contradiction, merge
from sscmsc.record import (
    RECORD_FIELDS,
    AbstractSection,
    Author,
    Container,
    Grant,
    Group,
    MeshHeading,
    Person,
    Publication,
    PublicationType,
    Record,
    Relation,
    TrialRegistration,
)
from sscmsc.text import RichText

DOI_OF_SCOT = DOI("10.1056/nejmoa1703327")
PUBMED = Record(
    source="pubmed",
    pmid=PMID("29298160"),
    doi=DOI_OF_SCOT,
    title=RichText("Myeloablative Autologous Stem-Cell Transplantation for Severe Scleroderma"),
    authors=(Person("Sullivan", "Keith M", "KM"), Person("Goldmuntz", "Ellen A", "EA")),
    container=Container(
        "The New England journal of medicine", "N Engl J Med", issn_print="0028-4793"
    ),
    volume="378",
    issue="1",
    pages="35-47",
    issued=PartialDate(2018, 1),
    mesh=(MeshHeading("Scleroderma, Systemic", "D012595"),),
    keywords=("Cyclophosphamide",),
)  # fmt: skip
CROSSREF = Record(
    source="crossref",
    doi=DOI_OF_SCOT,
    title=RichText("Myeloablative Autologous Stem-Cell Transplantation for Severe Scleroderma"),
    authors=(
        Person("Sullivan", "Keith M.", orcid="0000-0002-1825-0097"),
        Person("Goldmuntz", "Ellen A.", affiliations=("National Institutes of Health",)),
    ),
    container=Container("New England Journal of Medicine", issn_electronic="1533-4406"),
    volume="378",
    pages="35",
    issued=PartialDate(2018, 1, 4),
    keywords=("cyclophosphamide", "Irradiation"),
)
PRINTED = Record(
    source="citation",
    doi=DOI_OF_SCOT,
    title=RichText("Myeloablative autologous stem-cell transplantation for severe scleroderma"),
    authors=(Person("Sullivan", initials="KM"),),
    authors_complete=False,
    container=Container("N. Engl. J. Med."),
    volume="378",
    pages="35–47",
    issued=PartialDate(2018),
)


def merged(*records: Record) -> Record:
    return merge(records).record


def test_each_field_comes_from_whoever_knows_it_best() -> None:
    record, provenance, conflicts = merge([PRINTED, CROSSREF, PUBMED])
    assert record.source == "merged"
    assert record.identifiers == (PMID("29298160"), DOI_OF_SCOT)
    assert record.authors == (
        Person("Sullivan", "Keith M", "KM", orcid="0000-0002-1825-0097"),
        Person("Goldmuntz", "Ellen A", "EA", affiliations=("National Institutes of Health",)),
    )
    assert record.container == Container(
        "The New England journal of medicine",
        "N Engl J Med",
        issn_print="0028-4793",
        issn_electronic="1533-4406",
    )
    assert (record.pages, record.issued) == ("35-47", PartialDate(2018, 1, 4))
    assert record.keywords == ("Cyclophosphamide", "Irradiation")
    assert conflicts == ()
    assert provenance["issued"] == "crossref"
    assert {name for name, source in provenance.items() if source == "pubmed"} >= {"title", "mesh"}


def test_provenance_names_every_field_that_is_stated() -> None:
    result = merge([PUBMED, CROSSREF])
    companions = {"authors_complete", "title_translated"}
    stated = {name for name in RECORD_FIELDS if getattr(result.record, name)} - companions
    assert set(result.provenance) == stated
    assert merge([PUBMED]) == Merged(
        PUBMED, dict.fromkeys(merge([PUBMED]).provenance, "pubmed"), ()
    )


@pytest.mark.parametrize("order", list(permutations([PUBMED, CROSSREF, PRINTED])))
def test_the_order_of_the_records_plays_no_part(order: tuple[Record, ...]) -> None:
    assert merge(order) == merge([PUBMED, CROSSREF, PRINTED])


@pytest.mark.parametrize(
    ("one", "other", "scheme"),
    [
        ({"pmid": PMID("1")}, {"pmid": PMID("2")}, "pmid"),
        ({"doi": DOI("10.1000/1")}, {"doi": DOI("10.1000/2")}, "doi"),
        ({"pmid": PMID("1"), "doi": DOI("10.1000/1")}, {"pmid": PMID("1"), "doi": DOI("10.1000/2")},
         "doi"),
        ({"pmcid": PMCID("PMC1")}, {"pmcid": PMCID("PMC2")}, "pmcid"),
    ],
)  # fmt: skip
def test_contradictory_identifiers_are_refused(
    one: dict[str, object], other: dict[str, object], scheme: str
) -> None:
    records = [
        Record("pubmed", **one),  # type: ignore[arg-type]
        Record("crossref", **other),  # type: ignore[arg-type]
    ]
    clash = contradiction(records)
    assert clash is not None
    assert clash.scheme == scheme
    with pytest.raises(InputError, match=r"pubmed has .*, crossref has "):
        merge(records)


def test_an_alias_of_a_doi_is_no_contradiction() -> None:
    old, new = DOI("10.5479/si.0081024x.43"), DOI("10.5479/si.0081024x.43.1")
    asked = Record("pubmed", doi=old, title=RichText("Title"))
    prime = Record("crossref", doi=new, superseded_dois=(old,))
    record = merged(asked, prime)
    assert (record.doi, record.superseded_dois) == (new, (old,))
    twice = [replace(asked, pmcid=PMCID("PMC1")), replace(prime, pmcid=PMCID("PMC2"))]
    assert [one.field for one in merge(twice).conflicts] == ["pmcid"]


def test_titles() -> None:
    shouted = replace(PUBMED, title=RichText("SYSTEMIC SCLEROSIS AND CD4 CELLS"))
    spoken = replace(CROSSREF, title=RichText("Systemic sclerosis and CD4 cells"))
    assert merged(shouted, spoken).title == spoken.title
    rich = replace(CROSSREF, title=RichText("Systemic <i>sclerosis</i> and CD4 cells"))
    plain = replace(PUBMED, title=spoken.title)
    assert merged(plain, rich).title == rich.title
    translated = replace(PUBMED, title_translated=True, original_title=RichText("Sklerose"))
    record = merged(translated, CROSSREF)
    assert (record.title, record.title_translated) == (PUBMED.title, True)
    own = replace(CROSSREF, title=RichText("Ganz andere Worte im Titel"))
    untitled = replace(translated, title=None, title_translated=False)
    assert merged(untitled, own).title_translated is False


@pytest.mark.parametrize(
    ("better", "worse", "expected", "complete"),
    [
        # A complete list beats "et al.", whoever says it.
        (replace(PUBMED, authors=PUBMED.authors[:1], authors_complete=False), CROSSREF, 2, True),
        # A "complete" list that is shorter than an incomplete one is not believed.
        (replace(PUBMED, authors_complete=False), replace(CROSSREF, authors=CROSSREF.authors[:1]),
         2, False),
        (replace(PUBMED, authors=()), PRINTED, 1, False),
        (replace(PUBMED, authors=()), replace(CROSSREF, authors=()), 0, True),
    ],
)  # fmt: skip
def test_complete_authors(better: Record, worse: Record, expected: int, complete: bool) -> None:
    record = merged(better, worse)
    assert (len(record.authors), record.authors_complete) == (expected, complete)


def test_persons_are_joined_only_when_they_are_the_same() -> None:
    base: tuple[Author, ...] = (
        Person("Sjogren", initials="H"), Person("Wang", initials="X"), Person("Wang", initials="X"),
        Group("SCOT Study Investigators"),
    )  # fmt: skip
    other: tuple[Author, ...] = (
        Person("Wang", "Xin", orcid="0000-0002-1694-233X"),
        Person("SJÖGREN", "Henrik", affiliations=("Lund",)),
    )
    record = merged(replace(PUBMED, authors=base), replace(CROSSREF, authors=other))
    assert record.authors == (
        Person("Sjogren", "Henrik", "H", affiliations=("Lund",)),
        *base[1:],
    )


def test_a_container_is_never_mixed_from_two_journals() -> None:
    other = replace(CROSSREF, container=Container("Lancet", issn_electronic="1474-547X"))
    result = merge([PUBMED, other])
    assert result.record.container == PUBMED.container
    assert [one.field for one in result.conflicts] == ["container"]
    full = Record("bibtex", container=Container("New England Journal of Medicine"))
    short = Record("citation", container=Container("N. Engl. J. Med."))
    assert merged(full, short).container == full.container
    assert merged(replace(full, source="citation"), replace(short, source="bibtex")).container == (
        full.container
    )


@pytest.mark.parametrize(
    ("trusted", "other", "expected"),
    [
        (PartialDate(2018), PartialDate(2018, 1, 4), PartialDate(2018, 1, 4)),
        (PartialDate(2018, 2), PartialDate(2018, 1, 4), PartialDate(2018, 2)),
        (PartialDate(2018), PartialDate(2017, 12, 30), PartialDate(2018)),
        (PartialDate(2018, season="spring"), PartialDate(2018, 4, 1),
         PartialDate(2018, season="spring")),
    ],
)  # fmt: skip
def test_a_more_precise_date_that_agrees(
    trusted: PartialDate, other: PartialDate, expected: PartialDate
) -> None:
    records = [replace(PUBMED, issued=trusted), replace(CROSSREF, issued=other)]
    assert merged(*records).issued == expected
    online = [replace(PUBMED, online=trusted), replace(CROSSREF, online=other)]
    assert merged(*online).online == expected


def test_pages_and_article_numbers() -> None:
    one, other = replace(PUBMED, pages="2013"), replace(CROSSREF, pages=None, article_number="2013")
    record = merged(one, other)
    assert (record.pages, record.article_number) == (None, "2013")
    assert merged(replace(PUBMED, pages="36"), CROSSREF).pages == "36"


def test_abstract_mesh_and_publication_types() -> None:
    short = (AbstractSection(RichText("Short.")),)
    labelled = (AbstractSection(RichText("Few."), "AIM"), AbstractSection(RichText("N."), "END"))
    long = (AbstractSection(RichText("A long paragraph without any label at all.")),)
    kinds = (PublicationType("Review", "D016454"),)
    crossref = replace(CROSSREF, abstract=labelled, publication_types=kinds)
    page = replace(PRINTED, source="saved page", abstract=long)
    assert merged(replace(PUBMED, abstract=short), crossref, page).abstract == short
    assert merged(crossref, page).abstract == labelled
    assert merged(PUBMED, crossref).publication_types == kinds
    own = replace(PUBMED, publication_types=(PublicationType("Journal Article", "D016428"),))
    assert merged(own, crossref).publication_types == own.publication_types


def test_lists_are_united() -> None:
    retracted = Relation("RetractionIn", "Lancet 2010", PMID("20137807"))
    same = Relation("RetractionIn", pmid=PMID("20137807"), doi=DOI("10.1016/s0140-6736(10)60175-4"))
    erratum = Relation("ErratumIn", "Lancet 2004", PMID("15016483"))
    one = replace(
        PUBMED,
        relations=(retracted,),
        trials=(TrialRegistration("ClinicalTrials.gov", "NCT00114530"),),
        grants=(Grant("N01-AI05419", "NIAID"),),
    )
    other = replace(
        CROSSREF,
        relations=(same, erratum),
        trials=(TrialRegistration("clinicaltrials.gov", "nct00114530"),),
        grants=(Grant("N01 AI 05419", "NIH"), Grant(agency="NIAID")),
    )
    record = merged(one, other)
    assert record.relations == (replace(retracted, doi=same.doi), erratum)
    assert record.trials == one.trials
    assert record.grants == (*one.grants, Grant(agency="NIAID"))


@pytest.mark.parametrize(
    ("kinds", "expected"),
    [
        ({"pubmed": "article-journal", "crossref": "chapter"}, "chapter"),
        ({"pubmed": "article-journal", "bibtex": "webpage"}, "article-journal"),
        ({"crossref": "article", "bibtex": "article-journal"}, "article"),
        ({"bibtex": "document", "saved page": "article-journal"}, "article-journal"),
        ({"bibtex": "document", "citation": "document"}, "document"),
    ],
)
def test_the_more_specific_kind(kinds: dict[str, str], expected: str) -> None:
    records = [Record(source, kind=kind) for source, kind in kinds.items()]
    assert merged(*records).kind == expected


def test_a_publisher_is_put_together_from_its_parts() -> None:
    one = replace(CROSSREF, publication=Publication("Elsevier", isbns=("9780128",)))
    other = replace(PRINTED, publication=Publication("Saunders", "Philadelphia", "2nd"))
    assert merged(one, other).publication == Publication(
        "Elsevier", "Philadelphia", "2nd", ("9780128",)
    )


@pytest.mark.parametrize(
    ("field", "change", "shown"),
    [
        ("title", {"title": RichText("Cyclophosphamide in scleroderma lung disease")},
         "Cyclophosphamide in scleroderma lung disease"),
        ("authors", {"authors": (Person("Tashkin", initials="DP"),)}, "Tashkin DP"),
        ("container", {"container": Container("Arthritis Rheum")}, "Arthritis Rheum"),
        ("volume", {"volume": "379"}, "379"),
        ("issue", {"issue": "25"}, "25"),
        ("pages", {"pages": "36-47"}, "36-47"),
        ("pages", {"pages": "35-74"}, "35-74"),
        ("issued", {"issued": PartialDate(2017, 12)}, "2017"),
    ],
)  # fmt: skip
def test_real_disagreement_is_a_conflict(field: str, change: dict[str, object], shown: str) -> None:
    (conflict,) = merge([PUBMED, replace(PRINTED, **change)]).conflicts  # type: ignore[arg-type]
    assert conflict.field == field
    assert conflict.values[1] == ("citation", shown)
    assert conflict.kept == conflict.values[0][1]
    assert all(len(value) <= 120 for _, value in conflict.values)


@pytest.mark.parametrize(
    "change",
    [
        {"title": RichText(str(PUBMED.title).upper().replace("-", " "))},
        {"authors": (Person("SULLIVAN", "K."),)},
        {"container": Container("NEJM")},
        {"volume": "378 Suppl 1"},
        {"pages": "35"},
        {"pages": "035-047"},
    ],
)  # fmt: skip
def test_another_spelling_is_no_conflict(change: dict[str, object]) -> None:
    assert merge([PUBMED, replace(PRINTED, **change)]).conflicts == ()  # type: ignore[arg-type]


def test_a_year_of_online_publication_is_no_conflict() -> None:
    early = replace(PUBMED, online=PartialDate(2017, 12, 30))
    cited = replace(PRINTED, issued=PartialDate(2017))
    assert merge([early, cited]).conflicts == ()


def test_what_the_user_edited_stands() -> None:
    user = Record("user", title=RichText("My title"), doi=DOI_OF_SCOT)
    record, provenance, conflicts = merge([PUBMED, CROSSREF, user])
    assert record.title == "My title"
    assert (provenance["title"], provenance["doi"]) == ("user", "pubmed")
    assert conflicts == ()
    result = merge([PUBMED, replace(PRINTED, volume="9")], edits={"volume": "10"})
    assert (result.record.volume, result.provenance["volume"]) == ("10", "user")
    assert result.conflicts == ()
    assert "volume" not in merge([PUBMED], edits={"volume": None}).provenance


def test_nothing_to_merge() -> None:
    with pytest.raises(ValueError, match="no records"):
        merge([])


NAMES = st.sampled_from(["Sullivan", "SULLIVAN", "Goldmuntz", "Sjögren", "Sjogren", "Wang"])
PEOPLE = st.builds(
    Person, NAMES, st.sampled_from([None, "K", "Keith M", "X."]), st.sampled_from([None, "K", "X"])
)
RECORDS = st.builds(
    Record,
    source=st.sampled_from([*(one for one in PRECEDENCE if one), "elsewhere"]),
    kind=st.sampled_from(["article-journal", "article", "chapter", "document"]),
    pmcid=st.none() | st.sampled_from([PMCID("PMC1"), PMCID("PMC2")]),
    doi=st.just(DOI_OF_SCOT),
    title=st.none()
    | st.sampled_from([RichText(one) for one in ("ALL CAPITALS", "A <i>b</i>", "A b")]),
    title_translated=st.booleans(),
    authors=st.lists(PEOPLE | st.builds(Group, NAMES), max_size=3).map(tuple),
    authors_complete=st.booleans(),
    container=st.none()
    | st.sampled_from([PUBMED.container, CROSSREF.container, Container("Lancet")]),
    volume=st.sampled_from([None, "1", "2"]),
    pages=st.sampled_from([None, "35", "35-47", "e1"]),
    article_number=st.sampled_from([None, "e1"]),
    issued=st.none()
    | st.builds(PartialDate, st.integers(2017, 2018), st.none() | st.integers(1, 2)),
    keywords=st.lists(st.sampled_from(["a", "A", "b"]), max_size=3).map(tuple),
    superseded_dois=st.sampled_from([(), (DOI("10.1000/old"),)]),
)
FEW = settings(max_examples=80, derandomize=True, deadline=None)


@FEW
@given(st.lists(RECORDS, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_any_order_gives_the_same_record(records: list[Record], random: Random) -> None:
    shuffled = list(records)
    random.shuffle(shuffled)
    assert merge(shuffled) == merge(records)


@FEW
@given(st.lists(RECORDS, min_size=1, max_size=4))
def test_merging_again_changes_nothing(records: list[Record]) -> None:
    once = merge(records).record
    assert merge([once]).record == once
    assert merge([once, once]).record == once
    assert merge([*records, *records]) == merge(records)


@FEW
@given(st.lists(RECORDS, min_size=2, max_size=4))
def test_every_value_is_someones(records: list[Record]) -> None:
    result = merge(records)
    sources = {one.source for one in records}
    assert set(result.provenance.values()) <= sources
    for name in ("volume", "title", "issued", "kind"):
        assert getattr(result.record, name) in {getattr(one, name) for one in records}


@pytest.mark.parametrize(
    ("name", "value", "changed"),
    [
        ("title", "A new <i>title</i>", {"title": RichText("A new <i>title</i>")}),
        ("volume", 12, {"volume": "12"}),
        ("issue", None, {"issue": None}),
        ("pages", "117-26", {"pages": "117-126"}),
        ("pages", "e33693", {"pages": None, "article_number": "e33693"}),
        ("year", 2018, {}),
        ("year", "2019", {"issued": PartialDate(2019)}),
        ("issued", "2018-02", {"issued": PartialDate(2018, 2)}),
        ("online", "2018-01-04", {"online": PartialDate(2018, 1, 4)}),
        ("doi", "https://doi.org/10.1000/X", {"doi": DOI("10.1000/x")}),
        ("pmid", "123", {"pmid": PMID("123")}),
        ("pmid", None, {"pmid": None}),
        ("pmcid", "PMC123", {"pmcid": PMCID("PMC123")}),
        ("kind", "chapter", {"kind": "chapter"}),
        ("keywords", ("a", "b"), {"keywords": ("a", "b")}),
        ("languages", "fre", {"languages": ("fre",)}),
        ("publisher", "Elsevier", {"publication": Publication("Elsevier")}),
        ("authors", ("Sullivan, Keith M", "van Laar, Jr, Jacob M.", "ASTIS"),
         {"authors": (PUBMED.authors[0], Person("van Laar", "Jacob M.", "JM", "Jr"),
                      Group("ASTIS"))}),
        ("authors", ("Sullivan, K", "et al."),
         {"authors": (Person("Sullivan", "K", "K"),), "authors_complete": False}),
        ("editors", ("Varga, John",), {"editors": (Person("Varga", "John", "J"),)}),
    ],
)  # fmt: skip
def test_an_edit(name: str, value: Value, changed: dict[str, object]) -> None:
    assert apply_edits(PUBMED, {name: value}) == replace(PUBMED, **changed)  # type: ignore[arg-type]


def test_journal_edits_keep_the_rest_of_the_container() -> None:
    record = apply_edits(PUBMED, {"journal": "NEJM", "journal_abbreviation": None})
    assert record.container == Container("NEJM", issn_print="0028-4793")
    assert apply_edits(Record("bibtex"), {"journal": None}).container is None


@pytest.mark.parametrize(
    ("edits", "message"),
    [
        ({"titel": "x"}, "'titel' is no field"),
        ({"year": "MMXVIII"}, "year must be four digits"),
        ({"year": True}, "year must be four digits"),
        ({"issued": "spring"}, "'spring' is no date"),
        ({"doi": "none"}, "'none' is no DOI"),
        ({"kind": "blog"}, "'blog' is no kind"),
        ({"volume": ("1", "2")}, "volume must be text"),
        ({"title": 7}, "title must be text"),
        ({"authors": 7}, "authors must be a list of text"),
        ({"authors": (", Keith",)}, "', Keith' is no author"),
    ],
)
def test_a_bad_edit_is_named(edits: dict[str, Value], message: str) -> None:
    with pytest.raises(InputError) as error:
        apply_edits(PUBMED, edits)
    assert message in error.value.message
