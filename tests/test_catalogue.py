"""Finding the entry that holds a work, and never another."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sscmsc.catalogue import Catalogue, cited_record
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.library import Library
from sscmsc.record import Container, Group, Person, Publication, PublicationType, Record
from sscmsc.reference import Cited, Reference
from sscmsc.text import RichText
from tests.one_work import work

LANCET = Record(
    "pubmed", pmid=PMID("28413064"), doi=DOI("10.1016/s0140-6736(17)30933-9"),
    title=RichText("Systemic sclerosis"),
    authors=(Person("Denton", "Christopher P", "CP"), Person("Khanna", "Dinesh", "D")),
    container=Container("Lancet (London, England)", "Lancet"),
    volume="390", pages="1685-1699", issued=PartialDate(2017, 10, 7),
)  # fmt: skip
NEJM = Record(
    "pubmed", pmid=PMID("19420368"), doi=DOI("10.1056/nejmra0806188"),
    title=RichText("Scleroderma"), authors=(Person("Gabrielli", "Armando", "A"),),
    container=Container("The New England journal of medicine", "N Engl J Med"),
    volume="360", pages="1989-2003", issued=PartialDate(2009, 5, 7),
)  # fmt: skip


def catalogue_of(*records: Record) -> Catalogue:
    """A catalogue of these works under the keys K0, K1 ..."""
    return Catalogue(Library(Entry(f"K{place}", record) for place, record in enumerate(records)))


def line_of(record: Record, **cited: object) -> Reference:
    """A line that cites a record by its fields, without identifiers; `cited` changes some."""
    stated = Cited(
        authors=record.authors[:1],
        authors_complete=False,
        title=record.title,
        container=record.container.short if record.container else None,
        year=record.year,
        volume=record.volume,
        pages=record.pages,
    )
    return Reference(1, cited=replace(stated, **cited))  # type: ignore[arg-type]


def test_by_identifier() -> None:
    old = DOI("10.5555/old")
    catalogue = catalogue_of(replace(LANCET, pmcid=PMCID("PMC1"), superseded_dois=(old,)), NEJM)
    for identifier in (LANCET.pmid, LANCET.doi, PMCID("PMC1"), old):
        assert identifier is not None
        assert catalogue.by_identifier((identifier,)) == "K0"
    assert catalogue.by_identifier((PMID("1"), DOI("10.5555/none"))) is None
    assert catalogue.by_identifier((PMID("1"), PMID("19420368"), PMID("28413064"))) == "K1"


@pytest.mark.parametrize("notice_first", [True, False])
def test_a_doi_of_two_entries_is_that_of_the_work_and_not_of_a_notice(notice_first: bool) -> None:
    erratum = replace(
        LANCET, pmid=PMID("9"), title=RichText("Systemic sclerosis [corrected]"),
        publication_types=(PublicationType("Published Erratum", "D016425"),),
    )  # fmt: skip
    records = (erratum, LANCET) if notice_first else (LANCET, erratum)
    catalogue = catalogue_of(*records)
    assert LANCET.doi is not None
    assert catalogue.by_identifier((LANCET.doi,)) == f"K{records.index(LANCET)}"
    assert catalogue.by_identifier((PMID("9"),)) == f"K{records.index(erratum)}"


def test_an_entry_put_again_is_known_by_what_it_says_now() -> None:
    catalogue = catalogue_of(LANCET)
    corrected = replace(LANCET, doi=DOI("10.5555/right"))
    catalogue.put(Entry("K0", corrected))
    assert LANCET.doi is not None
    assert catalogue.by_identifier((LANCET.doi,)) is None
    assert catalogue.by_identifier((DOI("10.5555/right"),)) == "K0"
    assert catalogue.entry("K0").record == corrected
    assert [entry.citekey for entry in catalogue] == ["K0"]


def test_by_what_is_said() -> None:
    catalogue = catalogue_of(LANCET, NEJM, *map(work, range(40)))
    for key, record in (("K0", LANCET), ("K1", NEJM), ("K7", work(5))):
        assert catalogue.by_record(replace(record, source="bibtex", pmid=None, doi=None)) == key
        assert catalogue.by_line(line_of(record)) == key
    assert catalogue.by_record(work(77, identified=False)) is None
    assert catalogue.by_line(line_of(work(77))) is None


def test_by_the_printed_text_alone() -> None:
    catalogue = catalogue_of(LANCET, NEJM)
    text = "Denton CP, Khanna D. Systemic sclerosis. Lancet 2017;390:1685-99."
    fields = Cited(authors=LANCET.authors[:1], title="Systemic sclerosis", year=2017)
    assert catalogue.by_line(Reference(1, text=text, cited=fields)) == "K0"


def test_a_line_without_a_title_is_found_by_its_place() -> None:
    catalogue = catalogue_of(LANCET, NEJM)
    assert catalogue.by_line(line_of(LANCET, title=None)) == "K0"
    assert catalogue.by_line(line_of(LANCET, title=None, volume="391")) is None


@pytest.mark.parametrize(
    "cited",
    [
        Cited(authors=LANCET.authors[:1], year=2017),
        Cited(authors=LANCET.authors[:1], year=2017, container="Lancet"),
        Cited(title="Systemic sclerosis"),
        Cited(title="Systemic sclerosis", year=2017),
        Cited(title="Systemic sclerosis", authors=(Person("Allanore", "Y"),), year=2017,
              container="Nat Rev Dis Primers"),
        Cited(title="Systemic sclerosis", authors=LANCET.authors[:1], year=2012, container="BMJ"),
        Cited(title="Scleroderma", authors=(Person("Gabrielli", "A"),), year=2012),
        Cited(title="Editorial"),
        Cited(),
    ],
)  # fmt: skip
def test_a_short_title_or_an_author_and_a_year_are_not_enough(cited: Cited) -> None:
    catalogue = catalogue_of(LANCET, NEJM, Record("pubmed", title=RichText("Editorial")))
    assert catalogue.by_line(Reference(1, cited=cited)) is None
    assert catalogue.by_record(cited_record(Reference(1, cited=cited))) is None


def test_contradictory_identifiers_are_never_one_work() -> None:
    catalogue = catalogue_of(LANCET)
    assert catalogue.by_record(replace(LANCET, pmid=PMID("1"), doi=None)) is None
    assert catalogue.by_line(replace(line_of(LANCET), doi=DOI("10.5555/other"))) is None


def test_two_that_could_be_are_none() -> None:
    twin = replace(LANCET, pmid=PMID("1"), doi=None)
    assert catalogue_of(LANCET, twin).by_line(line_of(LANCET)) is None


def test_some_entries_only() -> None:
    catalogue = catalogue_of(LANCET, NEJM)
    assert catalogue.by_line(line_of(NEJM), among={"K1"}) == "K1"
    assert catalogue.by_line(line_of(NEJM), among={"K0"}) is None
    assert catalogue.by_line(line_of(NEJM), among=()) is None
    twin = replace(LANCET, pmid=PMID("1"), doi=None)
    assert catalogue_of(LANCET, twin).by_line(line_of(LANCET), among={"K1"}) is None


def test_what_tells_too_little_is_known_when_it_comes_again() -> None:
    vague = Record("bibtex", title=RichText("Editorial"), issued=PartialDate(2020))
    catalogue = catalogue_of(LANCET, vague)
    assert catalogue.by_record(vague) is None
    assert catalogue.by_statement(vague) == "K1"
    assert catalogue.by_statement(replace(vague, volume="1")) is None


def test_a_line_as_a_record() -> None:
    line = Reference(
        3, pmid=PMID("5"),
        cited=Cited(
            kind="book", authors=(Group("EUSTAR"),), authors_complete=False, title="A <i>title",
            container="A book", year=2020, volume="1", issue="2", pages="112-6",
            publisher="Press", place="Oxford", edition="2",
        ),
    )  # fmt: skip
    assert cited_record(line) == Record(
        "citation", kind="book", pmid=PMID("5"), title=RichText("A &lt;i>title"),
        authors=(Group("EUSTAR"),), authors_complete=False, container=Container("A book"),
        publication=Publication("Press", "Oxford", "2"), volume="1", issue="2", pages="112-116",
        issued=PartialDate(2020),
    )  # fmt: skip
    bare = cited_record(Reference(1))
    assert (bare.title, bare.container, bare.publication, bare.issued) == (None, None, None, None)
