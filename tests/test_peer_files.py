"""What we read from other tools' test files, beside what those tools expect of them.

The files are JabRef's: an input and the entry it is to give. Where we mean something else, the
field stands in `SIGNED` with the reason; any other difference fails.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from sscmsc.formats import bibtex_reading
from sscmsc.ingest import Source, detect
from sscmsc.record import Group, Record
from sscmsc.text import folded

DATE = "the date beside the year is read: `Mar 3`, `2015/october`"
IDENTIFIERS = "PMID and PMCID are read from where databases put them"
FULL_NAME = "the journal's full name is the journal, its abbreviation the abbreviation"
#: (file, field) -> why ours differs.
SIGNED = {
    ("EndnoteXmlImporterTestArticle", "month"): DATE,
    ("EndnoteXmlImporterTestArticle2", "month"): DATE,
    ("EndnoteXmlImporterTestLabelAndMultiTitle", "month"): DATE,
    ("EndnoteXmlImporterTestReport", "pages"): "an address is no page",
    ("EndnoteXmlImporterTest_EmptyKeywordStyle", "month"): DATE,
    ("EndnoteXmlImporterTest_EmptyKeywordStyle", "pmcid"): IDENTIFIERS,
    ("EndnoteXmlImporterTest_WithoutUrlStyle", "month"): DATE,
    ("EndnoteXmlImporterTest_WithoutUrlStyle2", "month"): DATE,
    ("MedlinePlainImporterStringOutOfBounds", "kind"): "MEDLINE is of articles unless it says",
    ("MedlinePlainImporterStringOutOfBounds", "pmid"): "a line without a tag belongs to no other",
    ("MedlinePlainImporterTestCompleteEntry", "keywords"): "MeSH headings are no keywords",
    ("MedlinePlainImporterTestCompleteEntry", "pmcid"): IDENTIFIERS,
    ("MedlinePlainImporterTestInproceeding", "kind"): "an editorial is an article",
    ("MedlinePlainImporterTestMultiAbstract", "kind"): "a conference's article is an article",
    ("MedlinePlainImporterTestMultiAbstract", "editors"): "FED without a comma is all family name",
    ("MedlinePlainImporterTestMultiAbstract", "pmcid"): IDENTIFIERS,
    ("MedlinePlainImporterTestMultiAbstract", "abstract"): "a record has one abstract: the first",
    ("MedlinePlainImporterTestMultiTitle", "title"): "a record has one title: the first",
    ("RisImporterTest1", "*"): "a TY with an earlier record unended begins another record",
    ("RisImporterTest5a", "issue"): "a copyright notice is no issue",
    ("RisImporterTest6", "month"): DATE,
    ("RisImporterTest6", "issue"): "a PMCID is no issue",
    ("RisImporterTest6", "pmid"): IDENTIFIERS,
    ("RisImporterTest7", "authors"): "A2 of a book are its editors",
    ("RisImporterTest7", "editors"): "A2 of a book are its editors",
    ("RisImporterTest7", "month"): DATE,
    ("RisImporterTest8_date", "journal"): FULL_NAME,
    ("RisImporterTestDOI", "issue"): "an accession number is no issue",
    ("RisImporterTestDOI", "pmid"): IDENTIFIERS,
    ("RisImporterTestDate1.1", "journal"): FULL_NAME,
    ("RisImporterTestDate1.2", "journal"): FULL_NAME,
    ("RisImporterTestWithEmptyER", "journal"): FULL_NAME,
}


def compared(record: Record) -> dict[str, object]:
    """What of a record both tools state, in a form in which spelling does not matter."""
    container, publication = record.container, record.publication
    names = [
        tuple(folded(one.name if isinstance(one, Group) else one.family) for one in people)
        for people in (record.authors, record.editors)
    ]
    return {
        "kind": record.kind,
        "title": folded(record.title or record.original_title or ""),
        "authors": names[0],
        "editors": names[1],
        "journal": folded((container.title if container else None) or ""),
        "year": record.year,
        "month": record.issued.month if record.issued else None,
        "volume": record.volume,
        "issue": record.issue,
        "pages": record.pages or record.article_number,
        "doi": record.doi,
        "pmid": record.pmid,
        "pmcid": record.pmcid,
        "publisher": publication.publisher if publication else None,
        "abstract": folded(" ".join(f"{one.label or ''} {one.text}" for one in record.abstract)),
        "keywords": tuple(map(folded, record.keywords)),
    }


def differences(path: Path) -> set[tuple[str, str]]:
    data = path.read_bytes()
    row = detect(Source(path.name, data))
    assert row.read is not None
    ours = row.read(data, path.name).works
    expected = bibtex_reading.read(path.with_suffix(".bib").read_bytes(), path.name).works
    if len(ours) != len(expected):
        return {(path.stem, "*")}
    return {
        (path.stem, field)
        for one, other in zip(ours, expected, strict=True)
        for field, value in compared(one.work.record).items()
        if value != compared(other.work.record)[field]
    }


@pytest.mark.parametrize(
    ("pattern", "files"),
    [("Ris*.ris", 18), ("EndnoteXml*.xml", 7), ("MedlinePlain*.txt", 6)],
)
def test_every_difference_from_jabref_is_signed(corpora: Path, pattern: str, files: int) -> None:
    folder = corpora / "E-peers" / "jabref-importers"
    pairs = [one for one in sorted(folder.glob(pattern)) if one.with_suffix(".bib").is_file()]
    assert len(pairs) == files
    found = set[tuple[str, str]]().union(*map(differences, pairs))
    stems = {one.stem for one in pairs}
    assert found == {signed for signed in SIGNED if signed[0] in stems}


FORMS = ("bibliography.bib", "bibliography.nbib", "bibliography.ris", "bibliography.json")


def test_one_bibliography_in_four_formats_is_the_same(corpora: Path) -> None:
    """Manubot's: the article that all four have."""
    folder = corpora.joinpath("B-crossref/manubot/manubot/pandoc/tests/bibliographies")
    found = []
    for name in FORMS:
        data = (folder / name).read_bytes()
        row = detect(Source(name, data))
        assert row.read is not None
        [article] = [
            one.work.record
            for one in row.read(data, name).works
            if str(one.work.record.doi) == "10.7554/elife.32822"
        ]
        found.append(compared(article))
    for field in ("kind", "title", "authors", "journal", "year", "volume", "doi"):
        assert len({str(one[field]) for one in found}) == 1, field
