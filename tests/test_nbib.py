"""NBIB: PubMed's own lines are written, and those of PubMed and others are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats import nbib, nbib_reading
from sscmsc.formats.format import Reading
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import (
    AbstractSection,
    Author,
    Container,
    Grant,
    Group,
    HistoryDate,
    MeshHeading,
    MeshQualifier,
    Person,
    Publication,
    PublicationType,
    Record,
    Relation,
    Substance,
    TrialRegistration,
)
from sscmsc.text import RichText
from tests.bibtex_entries import COMPILED

PELTZER = Record(
    "nbib",
    pmid=PMID("30283441"),
    pmcid=PMCID("PMC6156352"),
    doi=DOI("10.3389/fimmu.2018.02013"),
    manuscript_ids=("NIHMS1",),
    title=RichText(
        "Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis: Rational and Challenges"
    ),
    authors=(
        Person("Peltzer", "Juliette", "J", orcid="0000-0002-1825-0097", affiliations=("Clamart.",)),
        Person("Smith", "John A", "JA", "Jr"),
        Group("Working Party, Autoimmune Diseases"),
        Person("Old", initials="O"),
    ),
    authors_complete=False,
    container=Container(
        "Frontiers in immunology",
        "Front Immunol",
        None,
        None,
        "1664-3224",
        "1664-3224",
        "101560960",
    ),
    volume="9",
    article_number="2013",
    issued=PartialDate(2018),
    online=PartialDate(2018, 9, 13),
    languages=("eng",),
    abstract=(AbstractSection(RichText("To review."), "AIMS"),),
    keywords=("fibrosis",),
    mesh=(
        MeshHeading("Scleroderma, Systemic", major=True),
        MeshHeading("Humans"),
        MeshHeading("Fibrosis", qualifiers=(MeshQualifier("therapy", major=True),)),
    ),
    publication_types=(PublicationType("Review"),),
    substances=(Substance("Oxygen", registry_number="S88TT14065"), Substance("Antibodies")),
    relations=(Relation("RetractionIn", "J X. 2020;1:2.", PMID("98000001")),),
    trials=(TrialRegistration("ClinicalTrials.gov", "NCT00114530"),),
    grants=(Grant("R01 AR1", "NIAMS NIH HHS", "United States"),),
    history=(HistoryDate("received", PartialDate(2018, 5, 12)),),
    status="MEDLINE",
)
LINES = """\
PMID- 30283441
STAT- MEDLINE
IS  - 1664-3224 (Electronic)
IS  - 1664-3224 (Linking)
VI  - 9
DP  - 2018
TI  - Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis: Rational
      and Challenges.
PG  - 2013
LID - 2013 [pii]
LID - 10.3389/fimmu.2018.02013 [doi]
AB  - AIMS: To review.
FAU - Peltzer, Juliette
AU  - Peltzer J
AUID- ORCID: 0000-0002-1825-0097
AD  - Clamart.
FAU - Smith, John A Jr
AU  - Smith JA Jr
CN  - Working Party, Autoimmune Diseases
AU  - Old O
AU  - et al.
LA  - eng
SI  - ClinicalTrials.gov/NCT00114530
GR  - R01 AR1/NIAMS NIH HHS/United States
PT  - Review
DEP - 20180913
RN  - S88TT14065 (Oxygen)
RN  - 0 (Antibodies)
MH  - *Scleroderma, Systemic
MH  - Humans
MH  - Fibrosis/*therapy
OT  - fibrosis
TA  - Front Immunol
JT  - Frontiers in immunology
JID - 101560960
PMC - PMC6156352
MID - NIHMS1
AID - 10.3389/fimmu.2018.02013 [doi]
RIN - J X. 2020;1:2. PMID: 98000001
PHST- 2018/05/12 00:00 [received]
SO  - Front Immunol. 2018;9:2013. doi: 10.3389/fimmu.2018.02013.

"""


def read(written: str) -> Reading:
    return nbib_reading.read(written.encode(), "a.nbib")


def record(lines: str) -> Record:
    reading = read("PMID- 1\n" + lines)
    assert reading.problems == ()
    [work] = reading.works
    return work.work.record


def test_an_article_as_pubmed_has_it() -> None:
    assert nbib.write_entry(Entry("Peltzer2018", PELTZER)) == LINES
    assert [work.work.record for work in read(LINES).works] == [PELTZER]


@pytest.mark.parametrize("entry", COMPILED, ids=lambda entry: entry.citekey)
def test_identifiers_survive_and_no_line_is_long(entry: Entry) -> None:
    written = nbib.write_entry(entry)
    [work] = read(written).works
    assert work.work.record.identifiers == entry.record.identifiers
    assert max(map(len, written.splitlines())) <= 80 + len("10.1002/(sici)1097-0061(19980130)14:2")


def test_no_value_begins_a_tag_or_a_record() -> None:
    title = RichText("A\n\nPMID- 2\nTI  - B")
    [work] = read(nbib.write_entry(Entry("A2000", Record("x", title=title)))).works
    assert (work.work.record.title, work.work.record.pmid) == ("A PMID- 2 TI - B", None)


@pytest.mark.parametrize("family", ["Petrov", "de X", "van der Berg"])
@pytest.mark.parametrize("initials", ["IV", "II", "I"])
def test_initials_that_are_a_number_too(family: str, initials: str) -> None:
    record = Record("nbib", title=RichText("SSc"), authors=(Person(family, initials=initials),))
    [work] = read(nbib.write_entry(Entry("Key2018", record))).works
    assert work.work.record.authors == record.authors
    [work] = read("TI  - SSc\nAU  - Petrov IV\nAU  - Petrov AB IV\n").works
    assert work.work.record.authors == (
        Person("Petrov", initials="IV"),
        Person("Petrov", initials="AB", suffix="IV"),
    )


@pytest.mark.parametrize("length", range(70, 80))
def test_no_line_is_of_blanks_alone(length: int) -> None:
    said = RichText("x" * length + " <i> </i> <i> </i>")
    record = Record("test", title=RichText("SSc"), abstract=(AbstractSection(said),), volume="9")
    written = nbib.write_entry(Entry("Key2018", record))
    assert all(line.strip() for line in written.removesuffix("\n\n").split("\n"))


def test_an_abstract_of_many_lines() -> None:
    words = " ".join(["mesenchymal"] * 200)
    written = nbib.write_entry(
        Entry("A2000", Record("nbib", abstract=(AbstractSection(RichText(words)),)))
    )
    assert max(map(len, written.splitlines())) <= 80
    assert read(written).works[0].work.record.abstract[0].text == words


@pytest.mark.parametrize(
    ("lines", "authors"),
    [
        ("FAU - Long, Vicky\nAU  - Long V", (Person("Long", "Vicky", "V"),)),
        ("AU  - van der Berg JA", (Person("van der Berg", initials="JA"),)),
        ("AU  - Smith J 3rd", (Person("Smith", initials="J", suffix="3rd"),)),
        ("FAU - Plato\nAU  - Plato", (Person("Plato"),)),
        ("CN  - WHO\nFAU - Li, Mo\nAU  - Li M", (Group("WHO"), Person("Li", "Mo", "M"))),
        ("FAU -\nAU  -", ()),
    ],
)
def test_authors(lines: str, authors: tuple[Author, ...]) -> None:
    assert record(lines).authors == authors


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        ("PG  - 5795-813", ("5795-5813", None)),
        ("PG  - e66", (None, "e66")),
        ("PG  - 2013\nLID - 2013 [pii]", (None, "2013")),
        ("LID - e32822 [pii]\nLID - 10.7554/eLife.32822 [doi]", (None, "e32822")),
        ("PG  - pii: bax001", (None, "bax001")),
        ("PG  - 12-9\nLID - S0140-6736(16)00232-4 [pii]", ("12-19", None)),
    ],
)
def test_pages(lines: str, pages: tuple[str | None, str | None]) -> None:
    assert (record(lines).pages, record(lines).article_number) == pages


@pytest.mark.parametrize(
    ("printed", "date"),
    [
        ("2018 Sep 13", PartialDate(2018, 9, 13)),
        ("2013 06 10", PartialDate(2013, 6, 10)),
        ("20130610", PartialDate(2013, 6, 10)),
        ("1998 Dec-1999 Jan", PartialDate(1998, literal="1998 Dec-1999 Jan")),
        ("2018 Autumn", PartialDate(2018, season="autumn")),
    ],
)
def test_dates(printed: str, date: PartialDate) -> None:
    assert record(f"DP  - {printed}").issued == date
    assert nbib.print_date(date) == printed or printed.startswith("2013")


def test_titles() -> None:
    found = record("TI  - [Treatment of SSc].\nTT  - Behandlung der SSc.")
    assert (found.title, found.title_translated) == ("Treatment of SSc", True)
    assert found.original_title == "Behandlung der SSc"
    assert record("TI  - [Not Available].\nTT  - Behandlung.").title is None
    assert record("BTI - The book\nPB  - P\nPL  - Oslo") == Record(
        "nbib", "book", PMID("1"), title=RichText("The book"), publication=Publication("P", "Oslo")
    )
    chapter = record("BTI - The book\nTI  - The chapter")
    assert (chapter.kind, chapter.title) == ("chapter", "The chapter")
    assert chapter.container == Container("The book")


def test_the_country_of_a_journal_is_no_place_of_publication() -> None:
    assert record("TI  - On it\nPL  - England").publication is None


@pytest.mark.parametrize(
    ("value", "grant"),
    [
        (
            "/076053/Z/04/Z/Wellcome Trust/United Kingdom",
            Grant("076053/Z/04/Z", "Wellcome Trust", "United Kingdom"),
        ),
        ("R01 HL1/HL/NHLBI/United States", Grant("R01 HL1", "NHLBI", "United States")),
        ("GBMF 4552/A foundation", Grant("GBMF 4552", "A foundation")),
        ("Wellcome Trust/United Kingdom", Grant(None, "Wellcome Trust", "United Kingdom")),
    ],
)
def test_grants(value: str, grant: Grant) -> None:
    assert record(f"GR  - {value}").grants == (grant,)


def test_lines_of_others() -> None:
    written = "PMID-22664220\nPT  - Technical Report\nAID - doi:10.1016/j.cpr.2005.02.002\n"
    reading = read(f"{written}\nA line between.\n\nPMC - 22664230\nTI-\nTI  -On it\nVI  -\n")
    first, second = (work.work.record for work in reading.works)
    assert (first.kind, first.pmid, str(first.doi)) == (
        "report", PMID("22664220"), "10.1016/j.cpr.2005.02.002",
    )  # fmt: skip
    assert (second.pmcid, second.title, second.volume) == (PMCID("PMC22664230"), "On it", None)
    assert [str(one) for one in read("PMID- x\nTI  - On it\n").problems] == [
        "a.nbib:1: 'x' is no PMID; left out"
    ]
    assert [str(one) for one in read("OWN - NLM\n").problems] == [
        "a.nbib:1: the record says nothing; left out"
    ]


@pytest.mark.parametrize(
    ("name", "pmids"),
    [
        ("pubmed_result1.txt", ["12230038"]),
        ("pubmed_result2.txt", ["16403221", "16377612", "14871861", "14630660"]),
        ("pubmed_result3.txt", ["23039619"]),
    ],
)
def test_real_downloads(corpora: Path, name: str, pmids: list[str]) -> None:
    path = corpora / "A-pubmed-xml" / "biopython-1.88" / "Medline" / name
    reading = nbib_reading.read(path.read_bytes(), name)
    assert reading.problems == ()
    records = [work.work.record for work in reading.works]
    assert [str(one.pmid) for one in records] == pmids
    assert all(one.title and one.authors and one.abstract and one.container for one in records)


def test_a_real_record_with_every_tag(corpora: Path) -> None:
    folder = corpora / "A-pubmed-xml" / "jabref-medline"
    data = (folder / "MedlinePlainImporterTestCompleteEntry.txt").read_bytes()
    [work] = nbib_reading.read(data, "a").works
    assert work.work.record.pmcid == PMCID("PMC4513071")
    assert [one.is_major for one in work.work.record.mesh] == [
        False, False, False, False, False, False, False, True, True, True,
    ]  # fmt: skip
