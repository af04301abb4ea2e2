"""Every recorded PubMed XML file parses, and nothing in it is lost.

The counts to compare with are taken from the elements themselves with xml.etree.
"""

from __future__ import annotations

import gzip
import pickle
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

import pytest

from sscmsc.errors import AnswerError, InputError
from sscmsc.medline import parse_works, recognise
from sscmsc.record import Author
from sscmsc.source import SourceWork
from sscmsc.text import clean, folded, plain

pytestmark = pytest.mark.corpora

#: Files that are broken on purpose, an error message, or cut off, and what is said of them.
REFUSED = {
    "MedlineImporterTestMalformedEntry.xml": (InputError, r"line 4: .*not well-formed"),
    "MedlinePlainImporterTestInvalidFormat.xml": (InputError, r"line 1: .*not well-formed"),
    "ssettes_Pubmed_MapPubHash__source_as_hash_DOI_extraction_constructs_a_URL_based_on_the_DOI"
    "__0.xml": (AnswerError, "Supplied id parameter is empty"),
    "einfo4.xml": (InputError, "<eInfoResult>"),
}
ARTICLES = ("PubmedArticle", "PubMedArticle")
BOOK = "PubmedBookArticle"


@pytest.fixture(scope="module")
def recorded(corpora: Path) -> dict[Path, bytes]:
    """All recorded XML answers of E-utilities, unpacked."""
    return {
        path: gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        for path in sorted((corpora / "A-pubmed-xml").rglob("*"))
        if path.suffix in (".xml", ".gz")
    }


@pytest.fixture(scope="module")
def works(recorded: dict[Path, bytes]) -> list[tuple[Path, Element, SourceWork]]:
    """Each work parsed, beside its element as xml.etree reads it."""
    found: list[tuple[Path, Element, SourceWork]] = []
    for path, data in recorded.items():
        if path.name in REFUSED or not _is_pubmed(data):
            continue
        elements = list(_work_elements(ElementTree.fromstring(data)))
        parsed = parse_works(data)
        assert len(parsed) == len(elements), path.name
        found.extend((path, element, one) for element, one in zip(elements, parsed, strict=True))
    return found


def _is_pubmed(data: bytes) -> bool:
    found = re.search(rb"<(Pub[Mm]ed\w*|MedlineCitation\w*)[\s>]", data)
    return found is not None


def _work_elements(root: Element) -> Iterator[Element]:
    if root.tag in (*ARTICLES, BOOK):
        yield root
        return
    for child in root:
        if child.tag in (*ARTICLES, BOOK, "MedlineCitation"):
            yield child


def _authors(element: Element, kind: str) -> list[Element]:
    """The valid Author elements of an article's or book's lists of one type."""
    lists = element.findall("./MedlineCitation/Article/AuthorList")
    lists += element.findall("./NCBIArticle/Article/AuthorList")
    lists += element.findall("./Article/AuthorList") if element.tag == "MedlineCitation" else []
    if element.tag == BOOK:
        lists = element.findall("./BookDocument/AuthorList")
        book = element.findall("./BookDocument/Book/AuthorList")
        typed = [one for one in lists if one.get("Type", "authors") == kind]
        lists = lists if typed else book
    return [
        author
        for one in lists
        if one.get("Type", "authors") == kind
        for author in one
        if author.get("ValidYN") != "N"
    ]


def _names(authors: tuple[Author, ...]) -> list[str]:
    return [folded(getattr(one, "family", "") or getattr(one, "name", "")) for one in authors]


def _text(element: Element | None) -> str:
    """All text of an element, without the control characters that a few titles hold."""
    return folded(clean("".join(element.itertext()), 1_000_000)) if element is not None else ""


def test_the_recorded_files_are_many(works: list[tuple[Path, Element, SourceWork]]) -> None:
    assert len(works) >= 368
    assert sum(len(one.references or ()) for _, _, one in works) >= 6_236


def test_what_is_recognised_is_what_parses(recorded: dict[Path, bytes]) -> None:
    for path, data in recorded.items():
        known = recognise(data.decode("utf-8")[:65_536])
        assert known == (_is_pubmed(data) or b"<eFetchResult>" in data), path.name


def test_what_is_refused_is_refused_by_name(recorded: dict[Path, bytes]) -> None:
    refused = set()
    for path, data in recorded.items():
        if path.name in REFUSED:
            error, said = REFUSED[path.name]
            with pytest.raises(error, match=said):
                parse_works(data)
            refused.add(path.name)
        elif not _is_pubmed(data):
            with pytest.raises(InputError, match="no PubMed XML: its root element is <"):
                parse_works(data)
    assert refused == set(REFUSED)


def test_no_reference_is_lost_and_each_keeps_its_place(
    works: list[tuple[Path, Element, SourceWork]],
) -> None:
    for path, element, one in works:
        listed = list(element.iter("Reference"))
        cites = [x for x in element.iter("CommentsCorrections") if x.get("RefType") == "Cites"]
        if element.find(".//ReferenceList") is None:
            listed = cites
        assert len(one.references or ()) == len(listed), path.name
        for position, (line, given) in enumerate(
            zip(one.references or (), listed, strict=True), start=1
        ):
            assert line.position == position
            printed = given.find("Citation" if given.tag == "Reference" else "RefSource")
            assert folded(line.text or "") == _text(printed), path.name


def test_no_identifier_of_a_reference_is_lost(
    works: list[tuple[Path, Element, SourceWork]],
) -> None:
    for path, element, one in works:
        for line, given in zip(one.references or (), element.iter("Reference"), strict=False):
            stated = [(x.get("IdType"), (x.text or "").strip()) for x in given.iter("ArticleId")]
            pmids = [
                value
                for kind, value in stated
                if kind == "pubmed" and re.fullmatch(r"[1-9]\d{0,7}", value)
            ]
            pmcids = [value for kind, value in stated if kind == "pmc" or value.startswith("PMC")]
            dois = [value for kind, value in stated if kind == "doi"]
            assert (line.pmid.value if line.pmid else None) == next(iter(pmids), None), path.name
            assert bool(line.pmcid) == bool(pmcids), path.name
            assert bool(line.doi) + len(line.notes) >= bool(dois), path.name


def test_no_author_is_lost(works: list[tuple[Path, Element, SourceWork]]) -> None:
    total = 0
    for path, element, one in works:
        for kind, people in (("authors", one.record.authors), ("editors", one.record.editors)):
            given = [
                _text(next(x for x in (*author.iter("LastName"), *author.iter("CollectiveName"))))
                for author in _authors(element, kind)
            ]
            assert _names(people) == given, path.name
            total += len(given)
    assert total > 2_300


def test_no_heading_is_lost(works: list[tuple[Path, Element, SourceWork]]) -> None:
    for path, element, one in works:
        stars = [
            x
            for x in element.iter("MeshHeading")
            if any(part.get("MajorTopicYN") == "Y" for part in x)
        ]
        assert len(one.record.mesh) == len(list(element.iter("MeshHeading"))), path.name
        assert sum(x.is_major for x in one.record.mesh) == len(stars), path.name
        qualifiers = sum(len(x.qualifiers) for x in one.record.mesh)
        assert qualifiers == len([*element.iter("QualifierName"), *element.iter("SubHeading")]), (
            path.name
        )


def test_titles_and_own_identifiers_are_the_records_own(
    works: list[tuple[Path, Element, SourceWork]],
) -> None:
    for path, element, one in works:
        own = element.find(".//PMID") if element.tag != "PubMedArticle" else None
        if own is not None and (own.text or "").isdecimal():
            assert one.record.pmid is not None
            assert one.record.pmid.value == own.text, path.name
        title = element.find(".//ArticleTitle")
        if title is None or not (title.text or len(title)):
            title = element.find("./BookDocument/Book/BookTitle")
        assert folded(plain(one.record.title or "")) == _text(title), path.name


def test_every_abstract_section_is_kept(works: list[tuple[Path, Element, SourceWork]]) -> None:
    for path, element, one in works:
        given = [_text(x) for x in element.findall(".//Abstract/AbstractText")]
        assert [folded(x.text) for x in one.record.abstract] == [x for x in given if x], path.name


def test_works_go_through_pickle(works: list[tuple[Path, Element, SourceWork]]) -> None:
    for _, _, one in works:
        assert pickle.loads(pickle.dumps(one)) == one
