"""CSV and TSV: no cell is a formula, our own tables read back, and others' are understood."""

from __future__ import annotations

import csv
from dataclasses import replace

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.formats import spreadsheet, spreadsheet_reading
from sscmsc.formats.format import Reading
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import AbstractSection, Container, Group, Person, Record
from sscmsc.text import RichText, clean
from tests.bibtex_entries import COMPILED
from tests.whole_entry import whole_entry

HOSTILE = ('=cmd|"/c calc"!A0', "+1", "-1", "@SUM(A1)", "\tx", "'=1", "''+1", "'quoted'", "=",
           "＝1+1", "' =1", "\x00=1", "\u202e=1", "\x9b-1")  # fmt: skip


def read(written: str) -> Reading:
    return spreadsheet_reading.read(written.encode(), "a.csv")


def rows(written: str) -> list[list[str]]:
    return list(csv.reader(written.splitlines(keepends=True)))


@pytest.mark.parametrize("value", HOSTILE)
def test_no_cell_is_a_formula_and_each_reads_back(value: str) -> None:
    bare = clean(value)
    record = Record("spreadsheet", volume=bare, title=RichText("On it"))
    entry = Entry("A2000", replace(record, volume=value), note=value)
    for write in (spreadsheet.write_csv, spreadsheet.write_tsv):
        written = "".join(write([entry]))
        cells = written.splitlines()[1].split("\t" if write is spreadsheet.write_tsv else ",")
        assert not [one for one in cells if one.lstrip('"').strip()[:1] in set("=+-@＝＋－＠")]
        [work] = read(written).works
        assert (work.work.record, work.note) == (record, bare)


def test_a_whole_entry_in_one_row() -> None:
    written = "".join(spreadsheet.write_csv([whole_entry("Whole2020", 'a "b", c; d\\')]))
    head, row = rows(written)
    assert tuple(head) == spreadsheet.HEADER
    named = dict(zip(head, row, strict=True))
    assert named["citekey"] == "Whole2020"
    assert named["keywords"] == 'a "b", c\\; d\\\\; fibrosis'
    assert named["date"] == "2020-03-13"
    assert named["tags"] == 'a "b", c\\; d\\\\; grant'
    assert "\r" not in written.replace("\r\n", "")


@pytest.mark.parametrize("entry", COMPILED, ids=lambda entry: entry.citekey)
def test_identifiers_survive(entry: Entry) -> None:
    for write in (spreadsheet.write_csv, spreadsheet.write_tsv):
        [work] = read("".join(write([entry]))).works
        assert work.work.record.identifiers == entry.record.identifiers
        assert work.citekey == entry.citekey


def test_a_note_of_several_lines_stays_in_its_cell() -> None:
    entry = Entry("A2000", Record("spreadsheet", title=RichText("On it")), note="one\ntwo\r\nthree")
    [work] = read("".join(spreadsheet.write_csv([entry]))).works
    assert work.note == "one\ntwo\nthree"
    assert "".join(spreadsheet.write_tsv([entry])).count("\n") == 2


def test_the_table_of_pubmed() -> None:
    [work] = read(
        '\ufeffPMID,Title,Authors,Citation,First Author,Journal/Book,Publication Year,Create Date,'
        'PMCID,NIHMS ID,DOI\n30283441,On it.,"Peltzer J, Aletti M, Frescaline N.",Front Immunol. '
        "2018,Peltzer J,Front Immunol,2018,2018/10/05,PMC6156352,,10.3389/fimmu.2018.02013\n"
    ).works  # fmt: skip
    assert work.work.record == Record(
        "spreadsheet",
        pmid=PMID("30283441"),
        pmcid=PMCID("PMC6156352"),
        doi=DOI("10.3389/fimmu.2018.02013"),
        title=RichText("On it"),
        authors=tuple(
            Person(family, initials=initials)
            for family, initials in (("Peltzer", "J"), ("Aletti", "M"), ("Frescaline", "N"))
        ),
        container=Container("Front Immunol"),
        issued=PartialDate(2018),
    )


def test_the_table_of_zotero() -> None:
    [work] = read(
        '"Key","Item Type","Publication Year","Author","Title","Publication Title","ISBN","ISSN",'
        '"DOI","Url","Abstract Note","Date","Pages","Issue","Volume",'
        '"Journal Abbreviation",'
        '"Language","Manual Tags"\n"ABCD1234","journalArticle","2018","Peltzer, Juliette; World '
        'Health Organization","On it","Frontiers in Immunology","","1664-3224","","https://doi.org/'
        '10.3389/fimmu.2018.02013","To review","2018-09-13","12-9","","9","Front. Immunol.","en",'
        '"grant; msc"\n'
    ).works
    assert work.tags == ("grant", "msc")
    assert work.work.record == Record(
        "spreadsheet",
        doi=DOI("10.3389/fimmu.2018.02013"),
        title=RichText("On it"),
        authors=(Person("Peltzer", "Juliette"), Group("World Health Organization")),
        container=Container("Frontiers in Immunology", None, "Front. Immunol.", "1664-3224"),
        volume="9",
        pages="12-19",
        issued=PartialDate(2018, 9, 13),
        languages=("eng",),
        abstract=(AbstractSection(RichText("To review")),),
    )


def test_the_tables_of_scopus_and_web_of_science() -> None:
    [scopus] = read(
        "Authors;Title;Year;Source title;Volume;Issue;Art. No.;Page start;Page end;DOI;"
        "Document Type\nLabanski A.;On it;2020;Psychoneuroendocrinology;111;;104501;;;;Article\n"
    ).works
    assert scopus.work.record.article_number == "104501"
    assert scopus.work.record.authors == (Person("Labanski", initials="A"),)
    [web] = read(
        "Publication Type\tAuthors\tArticle Title\tSource Title\tStart Page\tEnd Page\tPubmed Id\n"
        'J\tKim, SJ; Doe, J\t"On ""it"""\tNATURE\t117\t126\t12\n'
    ).works
    assert web.work.record.title == 'On "it"'
    assert (web.work.record.pages, web.work.record.pmid) == ("117-126", PMID("12"))


def test_what_cannot_be_meant_is_named() -> None:
    reading = read("title,doi,year\nOn it,soon,2001\n,,\n,,x\n")
    assert [str(one) for one in reading.problems] == [
        "a.csv:2: 'soon' is no DOI; left out",
        "a.csv:4: the row says nothing; left out",
    ]
    with pytest.raises(InputError, match="no column is named"):
        read("a,b,c\n1,2,3\n")
    with pytest.raises(InputError, match=r"a\.csv:2: not a table"):
        read("title,doi,year\n" + "x" * 200_000 + ",,\n")
    assert [str(one) for one in read("title,doi,year\n").problems] == [
        "a.csv: there is no row below the names of the columns"
    ]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("title,doi,year\n", True),
        ("\ufeff\nPMID\tTitle\tAuthors\n", True),
        ("title,a,b\n", False),
        ("authors,year,journal\n", False),
        ("Once upon a time, title, doi\n", False),
    ],
)
def test_a_table_is_known_by_its_first_row(text: str, known: bool) -> None:
    assert spreadsheet_reading.recognise(text) is known
