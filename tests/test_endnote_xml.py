"""EndNote XML: what is written is well-formed and read again; hostile XML does no harm."""

from __future__ import annotations

from pathlib import Path

import pytest
from lxml.etree import fromstring

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats import endnote_xml, endnote_xml_reading
from sscmsc.formats.format import Reading
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import AbstractSection, Container, Group, Person, Publication, Record
from sscmsc.text import RichText
from tests.bibtex_entries import COMPILED

PELTZER = Record(
    "endnote-xml",
    pmid=PMID("30283441"),
    pmcid=PMCID("PMC6156352"),
    doi=DOI("10.3389/fimmu.2018.02013"),
    title=RichText("CD4<sup>+</sup> & P<0.05 in <i>S. <b>x</b></i>"),
    authors=(Person("Peltzer", "Juliette"), Group("Working Party")),
    authors_complete=False,
    container=Container("Frontiers in immunology", "Front Immunol", issn_electronic="1664-3224"),
    volume="9",
    article_number="2013",
    issued=PartialDate(2018, 9),
    online=PartialDate(2018, 9, 13),
    languages=("eng",),
    abstract=(AbstractSection(RichText("To review."), "AIMS"),),
    keywords=("fibrosis", "skin"),
)


def read(written: str) -> Reading:
    return endnote_xml_reading.read(written.encode(), "a.xml")


def record(inner: str, type_: str = '<ref-type name="Journal Article">17</ref-type>') -> Record:
    reading = read(f"<xml><records><record>{type_}{inner}</record></records></xml>")
    assert reading.problems == ()
    return reading.works[0].work.record


def test_an_article_as_it_is_written() -> None:
    entry = Entry("Peltzer2018", PELTZER, note="for the aims page")
    written = "".join(endnote_xml.write([entry]))
    assert written == (
        '<?xml version="1.0" encoding="UTF-8"?>\n<xml><records>\n'
        '<record><source-app name="sscmsc">sscmsc</source-app><rec-number>1</rec-number>'
        '<ref-type name="Journal Article">17</ref-type><contributors><authors>'
        "<author>Peltzer, Juliette</author><author>Working Party,</author>"
        "<author>et al.,</author></authors></contributors><titles><title>"
        '<style face="normal" font="default" size="100%">CD4</style>'
        '<style face="superscript" font="default" size="100%">+</style>'
        '<style face="normal" font="default" size="100%"> &amp; P&lt;0.05 in </style>'
        '<style face="italic" font="default" size="100%">S. </style>'
        '<style face="italic bold" font="default" size="100%">x</style></title>'
        "<secondary-title>Frontiers in immunology</secondary-title></titles>"
        "<periodical><full-title>Frontiers in immunology</full-title>"
        "<abbr-1>Front Immunol</abbr-1></periodical><pages>2013</pages><volume>9</volume>"
        "<edition>2018-09-13</edition>"
        "<keywords><keyword>fibrosis</keyword><keyword>skin</keyword></keywords>"
        "<dates><year>2018</year><pub-dates><date>Sep</date></pub-dates></dates>"
        "<isbn>1664-3224 (Electronic)</isbn><accession-num>30283441</accession-num>"
        "<remote-database-name>PubMed</remote-database-name>"
        "<electronic-resource-num>10.3389/fimmu.2018.02013</electronic-resource-num>"
        "<custom2>PMC6156352</custom2><custom7>2013</custom7><label>Peltzer2018</label>"
        "<abstract>AIMS: To review.</abstract>"
        "<research-notes>for the aims page</research-notes><language>eng</language>"
        "<urls><related-urls><url>https://doi.org/10.3389/fimmu.2018.02013</url>"
        "</related-urls></urls></record>\n</records></xml>\n"
    )
    [work] = read(written).works
    assert work.work.record == PELTZER
    assert (work.citekey, work.note) == ("Peltzer2018", "for the aims page")


def test_all_is_well_formed_and_identifiers_survive() -> None:
    written = "".join(endnote_xml.write(COMPILED))
    assert len(fromstring(written.encode()).findall(".//record")) == len(COMPILED)
    found = read(written).works
    assert [one.work.record.identifiers for one in found] == [
        one.record.identifiers for one in COMPILED
    ]


def test_text_in_styles_and_without() -> None:
    styled = '<style face="normal">On </style><style face="bold superscript">2+</style>'
    assert record(f"<titles><title>\n  {styled}\n </title></titles>").title == (
        "On <b><sup>2+</sup></b>"
    )
    assert record("<titles><title>\n  On\n it.\n </title></titles>").title == "On it"


def test_a_book_section() -> None:
    found = record(
        "<contributors><secondary-authors><author>Brown, Bo</author></secondary-authors>"
        "</contributors><titles><title>On it</title><secondary-title>The book</secondary-title>"
        "<tertiary-title>The series</tertiary-title></titles><edition>2nd</edition>"
        "<publisher>P</publisher><pub-location>C</pub-location><isbn>9780309376662</isbn>",
        '<ref-type name="Book Section">5</ref-type>',
    )
    assert found == Record(
        "endnote-xml", "chapter", title=RichText("On it"), editors=(Person("Brown", "Bo"),),
        container=Container("The book"),
        publication=Publication("P", "C", "2nd", ("9780309376662",), "The series"),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("year", "date", "meant"),
    [
        ("2015", "Mar 3", PartialDate(2015, 3, 3)),
        ("2018", "Jun 01", PartialDate(2018, 6, 1)),
        ("1937", "", PartialDate(1937)),
        ("1990", "Spring", PartialDate(1990, season="spring")),
        ("1998", "1998 Dec-1999 Jan", PartialDate(1998, literal="1998 Dec-1999 Jan")),
        ("2019", "2019/05/12", PartialDate(2019, 5, 12)),
        ("in press", "", None),
    ],
)
def test_dates(year: str, date: str, meant: PartialDate | None) -> None:
    dates = f"<dates><year>{year}</year><pub-dates><date>{date}</date></pub-dates></dates>"
    assert record(f"<titles><title>On it</title></titles>{dates}").issued == meant


@pytest.mark.parametrize(
    ("inner", "identifiers"),
    [
        ("<accession-num>29937971</accession-num>", ()),
        (
            "<accession-num>29937971</accession-num>"
            "<remote-database-provider>NLM</remote-database-provider>",
            (PMID("29937971"),),
        ),
        ("<urls><url>https://www.ncbi.nlm.nih.gov/pubmed/29937971</url></urls>",
         (PMID("29937971"),)),
        ("<user16>PMC6011367</user16>", (PMCID("PMC6011367"),)),
        ("<electronic-resource-num>https://doi.org/10.1000/A</electronic-resource-num>",
         (DOI("10.1000/a"),)),
    ],
)  # fmt: skip
def test_identifiers(inner: str, identifiers: tuple[object, ...]) -> None:
    assert record(f"<titles><title>On it</title></titles>{inner}").identifiers == identifiers


BOMB = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
SECRET = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize("head", [BOMB, SECRET])
def test_entities_are_refused(head: str) -> None:
    reading = read(
        f"{head}<xml><records><record><titles><title>&a;</title></titles></record></records></xml>"
    )
    assert reading.works == ()
    assert [str(one) for one in reading.problems] == [
        "a.xml: XML that declares entities (<!ENTITY) is not read"
    ]


def test_what_came_before_damage_is_read() -> None:
    title = "<titles><title>On it</title></titles>"
    reading = read(f"<xml><records>\n<record>{title}</record>\n<record>{title}<x</records>")
    assert [one.work.record.title for one in reading.works] == ["On it"]
    [problem] = reading.problems
    assert "line 3: XML that is not well-formed" in str(problem)


def test_nesting_and_nothing() -> None:
    deep = "<xml><records><record>" + "<a>" * 5_000
    assert "not well-formed" in str(read(deep).problems[0])
    assert [str(one) for one in read("<xml><records/></xml>").problems] == [
        "a.xml: there is no EndNote record in this file"
    ]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ('<?xml version="1.0"?>\n<xml>\n <records><record>', True),
        ("<records><record><ref-type>17", True),
        ("<PubmedArticleSet><PubmedArticle>", False),
        ("<xml><record>", False),
    ],
)
def test_the_beginning_is_known(text: str, known: bool) -> None:
    assert endnote_xml_reading.recognise(text) is known


def test_real_exports(corpora: Path) -> None:
    folder = corpora / "E-peers" / "jabref-importers"
    counts = {}
    for path in sorted(folder.glob("EndnoteXml*.xml")):
        reading = endnote_xml_reading.read(path.read_bytes(), path.name)
        assert reading.problems == ()
        assert all(one.work.record.title and one.work.record.authors for one in reading.works)
        counts[path.stem.removeprefix("EndnoteXmlImporterTest")] = len(reading.works)
    assert counts == {
        "Article": 1, "Article2": 2, "LabelAndMultiTitle": 3, "Report": 1,
        "_EmptyKeywordStyle": 1, "_WithoutUrlStyle": 1, "_WithoutUrlStyle2": 2,
    }  # fmt: skip
