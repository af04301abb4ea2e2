"""RIS: the form of what is written, and the dialects that are read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats import ris, ris_reading
from sscmsc.formats.format import Reading
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import AbstractSection, Author, Container, Group, Person, Publication, Record
from sscmsc.text import RichText
from tests.bibtex_entries import COMPILED

PELTZER = Record(
    "ris",
    pmid=PMID("30283441"),
    pmcid=PMCID("PMC6156352"),
    doi=DOI("10.3389/fimmu.2018.02013"),
    title=RichText("Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis"),
    authors=(Person("Peltzer", "Juliette"), Group("Working Party, Autoimmune Diseases")),
    authors_complete=False,
    container=Container("Frontiers in immunology", "Front Immunol", issn_electronic="1664-3224"),
    volume="9",
    article_number="2013",
    issued=PartialDate(2018),
    online=PartialDate(2018, 9, 13),
    languages=("eng",),
    abstract=(
        AbstractSection(RichText("To review."), "AIMS"),
        AbstractSection(RichText("CD4<sup>+</sup> cells."), "RESULTS"),
    ),
    keywords=("fibrosis",),
)


def read(written: str) -> Reading:
    return ris_reading.read(written.encode(), "a.ris")


def record(lines: str, type_: str = "JOUR") -> Record:
    """The record of lines `TAG value` in RIS."""
    tags = "".join(f"{line[:2]}  - {line[3:]}\n" for line in lines.splitlines())
    reading = read(f"TY  - {type_}\n{tags}ER  - \n")
    assert reading.problems == ()
    return reading.works[0].work.record


def test_an_article_as_it_is_written() -> None:
    entry = Entry("Peltzer2018", PELTZER, tags=("grant",), note="for the aims page")
    assert ris.write_entry(entry) == (
        "TY  - JOUR\r\nID  - Peltzer2018\r\nAU  - Peltzer, Juliette\r\n"
        "AU  - Working Party, Autoimmune Diseases,\r\nAU  - et al.,\r\n"
        "TI  - Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis\r\n"
        "JF  - Frontiers in immunology\r\nJ2  - Front Immunol\r\n"
        "SN  - 1664-3224 (Electronic)\r\nPY  - 2018\r\nET  - 2018/09/13\r\nVL  - 9\r\n"
        "SP  - 2013\r\nC7  - 2013\r\nLA  - eng\r\nDO  - 10.3389/fimmu.2018.02013\r\n"
        "AN  - 30283441\r\nDB  - PubMed\r\nC2  - PMC6156352\r\n"
        "UR  - https://doi.org/10.3389/fimmu.2018.02013\r\nKW  - fibrosis\r\n"
        "AB  - AIMS: To review. RESULTS: CD4<sup>+</sup> cells.\r\nLB  - grant\r\n"
        "N1  - for the aims page\r\nER  - \r\n\r\n"
    )
    [work] = read(ris.write_entry(entry)).works
    assert work.work.record == PELTZER
    assert work[2:] == ("Peltzer2018", ("grant",), "for the aims page")


@pytest.mark.parametrize("entry", COMPILED, ids=lambda entry: entry.citekey)
def test_identifiers_survive(entry: Entry) -> None:
    [work] = read(ris.write_entry(entry)).works
    assert work.work.record.identifiers == entry.record.identifiers
    assert work.citekey == entry.citekey


def test_no_value_begins_a_record() -> None:
    title = RichText("A\r\nER  - \r\n\nTY  - JOUR\x85TI  - B\u2028C")
    note = "one\nER  - \nTY  - BOOK\nTI  - planted"
    written = ris.write_entry(Entry("A2000", Record("x", title=title), note=note))
    assert written.count("\r\nER  - ") == 1
    [work] = read(written).works
    assert work.work.record.title == "A ER - TY - JOUR TI - B C"


@pytest.mark.parametrize(
    "written",
    [
        "\ufeffTY  - JOUR\r\nTI  - On it\r\nPY  - 2001\r\nER  - \r\n",
        "TY  - JOUR\nTI  - On\n    it\nPY  - 2001\nER  -",
        "TY - JOUR\nTI - On it\nPY - 2001\nER -\n",
        "1.\nRecord #1 of 1\n\nTY  - JOUR\rTI  - On it\rPY  - 2001///\rER  - \r",
        "TY  - JOUR\nT1  - On it.\nY1  - 2001//\n",
    ],
)
def test_dialects_of_lines(written: str) -> None:
    [work] = read(written).works
    assert ris_reading.recognise(written)
    assert (work.work.record.title, work.work.record.year) == ("On it", 2001)


def test_a_wrapped_line_that_looks_like_a_tag_of_one_blank_is_text() -> None:
    assert record("AB T cells and\nN2 x").abstract[0].text == "T cells and"
    [work] = read("TY  - JOUR\nAB  - The\nT2 - T3 cells\nER  - \n").works
    assert work.work.record.abstract[0].text == "The T2 - T3 cells"


@pytest.mark.parametrize(
    ("lines", "identifiers"),
    [
        ("DO 10.1000/A(1)2\nUR http://x.org", (DOI("10.1000/a(1)2"),)),
        ("DO doi:10.1000/a", (DOI("10.1000/a"),)),
        ("UR https://dx.doi.org/10.1000/a%3Cb%3E", (DOI("10.1000/a<b>"),)),
        ("M3 doi: 10.1000/a", (DOI("10.1000/a"),)),
        ("AN 26957754\nDB PubMed", (PMID("26957754"),)),
        ("AN 26957754\nDB PsycINFO", ()),
        ("AN 2214991469; 51887", ()),
        ("U1 26957754[pmid]\nU2 PMC4756000[pmcid]", (PMID("26957754"), PMCID("PMC4756000"))),
        ("C2 PMC4756000", (PMCID("PMC4756000"),)),
        ("C2 30704343\nDB Scopus", (PMID("30704343"),)),
        ("C2 30704343", ()),
        ("C5 15368318\nDB Embase", (PMID("15368318"),)),
        ("L2 https://www.ncbi.nlm.nih.gov/pmc/articles/PMC4756000/", (PMCID("PMC4756000"),)),
        ("UR http://pubmed.ncbi.nlm.nih.gov/26957754; http://x.org", (PMID("26957754"),)),
        ("N1 PMID: 26957754", (PMID("26957754"),)),
    ],
)
def test_identifiers_wherever_they_hide(lines: str, identifiers: tuple[object, ...]) -> None:
    assert record("TI On it\n" + lines).identifiers == identifiers


def test_what_is_no_identifier_is_named_with_its_line() -> None:
    reading = read("TY  - JOUR\nTI  - On it\nDO  - soon\nER  - \n")
    assert [str(one) for one in reading.problems] == ["a.ris:3: 'soon' is no DOI; left out"]


@pytest.mark.parametrize(
    ("written", "author"),
    [
        ("Smith, John", Person("Smith", "John")),
        ("Smith, J. A.", Person("Smith", initials="JA")),
        ("Smith,J.-P.", Person("Smith", "J.-P.")),
        ("Smith, John, Jr", Person("Smith", "John", suffix="Jr")),
        ("Smith, Jr, John", Person("Smith", "John", suffix="Jr")),
        ("Smith, , 3rd", Person("Smith", suffix="3rd")),
        ("Liu R.", Person("Liu", initials="R")),
        ("van der Berg JA", Person("van der Berg", initials="JA")),
        ("Catarina Barata", Person("Barata", "Catarina")),
        ("Madonna", Person("Madonna")),
        ("World Health Organization", Group("World Health Organization")),
        ("Committee on Rules, Ethics, and Law,", Group("Committee on Rules, Ethics, and Law")),
        ("Costa\u00a0e\u00a0Silva", Person("Costa e Silva")),
    ],
)
def test_names(written: str, author: Author) -> None:
    assert record(f"AU {written}").authors == (author,)


@pytest.mark.parametrize("et_al", ["et al.", "et al.,", "et al", "and others,"])
def test_a_list_that_is_not_complete(et_al: str) -> None:
    found = record(f"AU Smith, John\nAU {et_al}")
    assert (found.authors, found.authors_complete) == ((Person("Smith", "John"),), False)


@pytest.mark.parametrize(
    ("lines", "date"),
    [
        ("PY 2018", PartialDate(2018)),
        ("PY 2018\nDA 2018/09/13", PartialDate(2018, 9, 13)),
        ("PY 2018\nDA 2017/12/30", PartialDate(2018)),
        ("PY 1948/07//", PartialDate(1948, 7)),
        ("Y1 2009///Spring2009", PartialDate(2009, season="spring")),
        ("Y1 1993///Winter93", PartialDate(1993, season="winter")),
        ("DA 1998///1998 Dec-1999 Jan", PartialDate(1998, literal="1998 Dec-1999 Jan")),
        ("Y1 2015/october", PartialDate(2015, 10)),
        ("PY 2013/02/15/received\nPY 2014", PartialDate(2014)),
        ("PY 2001/00/00/", PartialDate(2001)),
        ("PY 99", None),
    ],
)
def test_dates(lines: str, date: PartialDate | None) -> None:
    assert record("TI On it\n" + lines).issued == date


@pytest.mark.parametrize(
    ("lines", "pages"),
    [
        ("SP 117\nEP 26", ("117-126", None)),
        ("SP 1-22", ("1-22", None)),
        ("SP e0815", (None, "e0815")),
        ("SP 2013\nC7 2013", (None, "2013")),
        ("C7 104501", (None, "104501")),
        ("SP 100364\nEP nan", (None, "100364")),
        ("SP No\nEP Specified", (None, None)),
        ("SP 24-32, 64", ("24-32, 64", None)),
    ],
)
def test_pages(lines: str, pages: tuple[str | None, str | None]) -> None:
    found = record("TI On it\n" + lines)
    assert (found.pages, found.article_number) == pages


def test_a_chapter_and_its_book() -> None:
    found = record(
        "TI On it\nT2 The book\nT3 The series\nA2 Brown, Bo\nSN 978-1-4822-5326-9\n"
        "ET 2nd\nPB P\nCY C",
        "CHAP",
    )
    assert found == Record(
        "ris", "chapter", title=RichText("On it"), editors=(Person("Brown", "Bo"),),
        container=Container("The book"),
        publication=Publication("P", "C", "2nd", ("978-1-4822-5326-9",), "The series"),
    )  # fmt: skip
    assert record("BT The book", "BOOK").title == "The book"
    assert record("TI On it\nT2 The series", "BOOK").publication == Publication(
        collection="The series"
    )


@pytest.mark.parametrize(
    ("lines", "container"),
    [
        ("JF The Journal\nJO J. Chem.", Container("The Journal", None, "J. Chem.")),
        ("T2 The Journal\nJ2 J Chem", Container("The Journal", "J Chem")),
        ("T2 The Journal\nJ2 J. Chem.", Container("The Journal", None, "J. Chem.")),
        ("JO The Journal", Container("The Journal")),
        ("JA J Chem", Container(None, "J Chem")),
        (
            "SN 0915-5287 (Print)\nSN 2187-5626 (Online)",
            Container(issn_print="0915-5287", issn_electronic="2187-5626"),
        ),
        ("SN 03064530 (ISSN)", Container(issn_print="0306-4530")),
    ],
)
def test_journals(lines: str, container: Container) -> None:
    assert record("TI On it\n" + lines).container == container


def test_the_notes_of_databases_are_not_the_reader_s() -> None:
    notes = "N1  - Cited By :44\nN1  - <p>ASReview_relevant</p>\nN1  - <p>Read <b>this</b></p>\n"
    [work] = read(f"TY  - JOUR\nTI  - On it\n{notes}ER  - \n").works
    assert work.note == "Read this"


def test_records_that_say_nothing_or_have_no_beginning_are_named() -> None:
    reading = read("TY  - JOUR\nER  - \nTI  - On it\nAU  - A\n\nTY  - BOOK\nTI  - B\n")
    assert [str(one) for one in reading.problems] == [
        "a.ris:1: the record says nothing; left out",
        "a.ris:3: a record does not begin with TY; left out",
    ]
    assert [work.work.record.title for work in reading.works] == ["B"]


def test_an_untitled_book_is_not_named_by_what_holds_it() -> None:
    book = Record("ris", "book", container=Container("What holds it"), issued=PartialDate(2001))
    [work] = read(ris.write_entry(Entry("A2001", book))).works
    assert work.work.record == book
    [work] = read(ris.write_entry(Entry("A2001", replace(book, title=RichText("It"))))).works
    assert work.work.record == replace(book, title=RichText("It"))


#: Real files: works, works with a title, with a DOI, with a PMID.
COUNTS = {
    "asreview-demo/_baseline.ris": (100, 100, 100, 80),
    "asreview-demo/embase.ris": (6, 6, 6, 3),
    "asreview-demo/scopus.ris": (6, 6, 6, 5),
    "asreview-demo/proquest.ris": (6, 6, 6, 0),
    "asreview-demo/ovid_psycinfo.ris": (6, 6, 6, 0),
    "asreview-demo/pubmed_zotero.ris": (6, 6, 6, 0),
    "asreview-demo/baseline_zotero.ris": (100, 100, 100, 23),
    "rispy/example_bom.ris": (1, 0, 1, 0),
    "rispy/example_full_without_whitespace.ris": (2, 2, 0, 0),
}


@pytest.mark.parametrize("name", COUNTS)
def test_real_files_are_read_whole(corpora: Path, name: str) -> None:
    reading = ris_reading.read((corpora / "E-peers" / name).read_bytes(), name)
    records = [work.work.record for work in reading.works]
    assert reading.problems == ()
    assert COUNTS[name] == (
        len(records),
        sum(one.title is not None for one in records),
        sum(one.doi is not None for one in records),
        sum(one.pmid is not None for one in records),
    )


def test_a_label_within_italics_divides_nothing() -> None:
    whole = "METHODS: We <i>did. METHODS: it</i> so."
    assert record(f"AB {whole}").abstract == (AbstractSection(RichText(whole)),)
    found = record("AB METHODS: We <i>did</i>. RESULTS: Yes.").abstract
    assert [one.label for one in found] == ["METHODS", "RESULTS"]


def test_entities_of_databases_are_what_they_mean() -> None:
    written = (
        "TY  - JOUR\nTI  - Bone &amp; joint &quot;here&quot; &#233; &amp;lt; &#10;\n"
        "UR  - https://example.org/?a=1&amp;b=2\nER  - \n"
    )
    [work] = ris_reading.read(written.encode(), "a.ris").works
    assert work.work.record.title == 'Bone & joint "here" é &amp;lt; &#10;'
    for title in (
        "a &amp; b", "a &amp;amp; b &quot; &#233;", "&lt;i> &amp;lt;i>",
        "&mdash; &beta; &gt; &#x2014;", "R&D; A&B; &nothing; &Tab; &#x3c;",
    ):  # fmt: skip
        entry = Entry("A2000", Record("x", title=RichText(title)))
        [again] = ris_reading.read("".join(ris.write([entry])).encode(), "a.ris").works
        assert again.work.record.title == title


def test_every_entity_that_means_no_markup_is_read() -> None:
    title = b"A &#x2014; c &mdash; SSc &gt;5 &lt;9 &beta; &Tab;&#x41; R&D; x"
    [work] = ris_reading.read(b"TY  - JOUR\nTI  - " + title + b"\nER  - \n", "a.ris").works
    assert work.work.record.title == "A \u2014 c \u2014 SSc >5 &lt;9 \u03b2 &Tab;&#x41; R&D; x"


@pytest.mark.parametrize(
    ("line", "authors"),
    [
        ("Smith JA, Roe B", (Person("Smith", initials="JA"), Person("Roe", initials="B"))),
        ("{Institute of Skin}", (Group("Institute of Skin"),)),
        ("Roe, B", (Person("Roe", "B"),)),
    ],
)
def test_names_as_some_programs_write_them(line: str, authors: tuple[Author, ...]) -> None:
    [work] = ris_reading.read(f"TY  - JOUR\nAU  - {line}\nER  - \n".encode(), "a").works
    assert work.work.record.authors == authors
