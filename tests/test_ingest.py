"""Files into a library: what they give, what joins what is held, what is refused and named."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from sscmsc.errors import InputError
from sscmsc.formats.table import find_format
from sscmsc.identifiers import DOI
from sscmsc.ingest import IngestReport, Source, detect, ingest, is_full
from sscmsc.library import Library
from sscmsc.record import Person
from sscmsc.reference import Cited, Reference
from sscmsc.vocabulary import Vocabulary, load_vocabulary

VOCABULARY: Vocabulary = load_vocabulary()
PAGE = (Path(__file__).parent / "fixtures" / "pages" / "pubmed_full.txt").read_bytes()
PAGE_DOI = DOI("10.1000/jmm.2019.0045")
XML = b"""<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">31234567</PMID><Article PubModel="Print"><Journal>
<JournalIssue CitedMedium="Print"><Volume>12</Volume><PubDate><Year>2019</Year></PubDate>
</JournalIssue><Title>Journal of made up medicine</Title></Journal>
<ArticleTitle>[A trial of stromal cells in sclerosis of the skin].</ArticleTitle>
<Language>ger</Language></Article><MedlineJournalInfo><MedlineTA>J Made Up Med</MedlineTA>
</MedlineJournalInfo></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pubmed">31234567</ArticleId>
<ArticleId IdType="doi">10.1000/jmm.2019.0045</ArticleId></ArticleIdList><ReferenceList>
<Reference><Citation>Gabrielli A. Scleroderma. 2009</Citation><ArticleIdList>
<ArticleId IdType="doi">10.1056/NEJMra0806188</ArticleId></ArticleIdList></Reference>
<Reference><Citation>Leaflet of the hospital.</Citation></Reference>
</ReferenceList></PubmedData></PubmedArticle></PubmedArticleSet>
"""
BIB = b"""@article{mine, author = {Amsel, Ada}, title = {Cells in the skin of mice and men},
  journal = {J Made Up Med}, year = 2020, volume = 3, doi = {10.1000/bib.1}}
@misc{vague, title = {Editorial}}
"""


def ingested(
    *files: tuple[str, bytes], to: Library | None = None, abstracts: bool = True
) -> IngestReport:
    sources = [Source(path, data) for path, data in files]
    return ingest(
        sources, to or Library(), VOCABULARY, template="{family}{year}", abstracts=abstracts
    )


FILES = (("page.txt", PAGE), ("set.xml", XML), ("old.bib", BIB))


def test_each_file_has_its_report() -> None:
    report = ingested(*FILES)
    page, xml, bib = report.files
    assert [one.format for one in report.files] == ["pubmed-page", "pubmed-xml", "bibtex"]
    assert [one.path for one in report.files] == ["page.txt", "set.xml", "old.bib"]
    assert [change.what for change in page.works] == ["added"]
    assert ([change.what for change in page.cited], page.listed) == (["added", "added"], 2)
    # The same work by another file is no second entry.
    assert [change.what for change in xml.works] == ["unchanged"]
    assert (xml.cited, xml.listed) == ((), 2)
    assert [change.citekey for change in bib.works] == ["mine", "vague"]
    assert not any(one.problems for one in report.files)
    assert len(report.admission.library) == 5


def test_a_second_import_changes_nothing() -> None:
    """All files again, one of them again, and in another order."""
    library = ingested(*FILES).admission.library
    for files in (FILES, FILES[::-1], FILES[:1], FILES[1:2], FILES[2:]):
        report = ingested(*files, to=library)
        assert report.admission.changed(library) == ()
        assert {change.what for one in report.files for change in (*one.works, *one.cited)} == {
            "unchanged"
        }


def test_the_order_of_files_makes_no_difference_to_the_works() -> None:
    one, other = ingested(*FILES), ingested(*FILES[::-1])
    assert {entry.record.title for entry in one.admission.library} == {
        entry.record.title for entry in other.admission.library
    }
    assert len(one.admission.library) == len(other.admission.library)


def test_lists_of_several_files_are_kept_together() -> None:
    library = ingested(*FILES[:2]).admission.library
    (key,) = library.holding((PAGE_DOI,))
    references = library.entries[key].references
    assert references is not None
    assert [(one.source, one.listed) for one in references.counts] == [
        ("pubmed", 2), ("saved page", 2),
    ]  # fmt: skip
    linked = [line.citekey for line in references.references]
    assert linked[0] == "Gabrielli2009"
    assert len(linked) == 3
    assert not any(note.startswith("no longer") for line in references.references
                   for note in line.notes)  # fmt: skip


def test_without_abstracts() -> None:
    library = ingested(FILES[0], abstracts=False).admission.library
    assert not any(entry.record.abstract for entry in library)
    assert any(entry.record.abstract for entry in ingested(FILES[0]).admission.library)


def test_parts_that_cannot_be_read_are_named_and_the_rest_is_kept() -> None:
    broken = BIB + b"@article{open,\n  title = {No end\n"
    (report,) = ingested(("old.bib", broken)).files
    assert [change.citekey for change in report.works] == ["mine", "vague"]
    assert [(one.path, one.line) for one in report.problems] == [("old.bib", 4)]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"), (b" \n\t\n", "the file is empty"),
        (b"Dear all,\n", "no known format"), (b"\x89PNG\r\n\x1a\n\x00", "no known format"),
        (gzip.compress(XML, mtime=0)[:50], "damaged gzip"),
        (gzip.compress(b"Dear all", mtime=0), "no known format"),
        (XML[:200], "bad"), (b"@article{open,\n title = {No end\n", "bad:"),
    ],
)  # fmt: skip
def test_files_of_which_nothing_can_be_read(data: bytes, words: str) -> None:
    with pytest.raises(InputError, match="bad") as caught:
        ingested(("good.bib", BIB), ("bad", data))
    assert words in caught.value.message
    assert caught.value.message.count("bad: bad") == 0


def test_what_was_looked_for_is_said() -> None:
    with pytest.raises(InputError) as caught:
        detect(Source("x", b"Dear all,\n"))
    assert "BibTeX" in caught.value.hint
    assert "--format" in caught.value.hint


@pytest.mark.parametrize(
    ("data", "name"),
    [
        (XML, "pubmed-xml"), (gzip.compress(XML, mtime=0), "pubmed-xml"),
        (b"\xef\xbb\xbf" + XML, "pubmed-xml"),
        (BIB, "bibtex"), (PAGE, "pubmed-page"), (PAGE.decode().encode("utf-16"), "pubmed-page"),
    ],
)  # fmt: skip
def test_the_format_is_found_from_what_the_file_holds(data: bytes, name: str) -> None:
    assert detect(Source("file", data)).name == name


def test_a_format_that_is_said_is_not_looked_for() -> None:
    row = find_format("bibtex")
    with pytest.raises(InputError, match=r"page\.txt"):
        ingest([Source("page.txt", PAGE)], Library(), VOCABULARY, template="{family}", format_=row)


def test_an_impossible_work_is_refused_and_the_rest_comes() -> None:
    """A file whose DOI is one entry's and whose PMID another's, beside a good one."""
    held = ingested(
        ("a.bib", b"@article{a, title = {Words of the first one}, pmid = {31234567}}"),
        ("b.bib", b"@article{b, title = {Quite another title}, doi = {10.1000/jmm.2019.0045}}"),
    ).admission.library
    report = ingested(("set.xml", XML), ("old.bib", BIB), to=held)
    (change,) = report.files[0].works
    assert change.what == "refused"
    assert "a's" in change.reason
    assert [one.what for one in report.files[1].works] == ["added", "added"]


FULL = Cited(authors=(Person("Amsel"),), title="A title", container="A journal", year=2020)


@pytest.mark.parametrize(
    ("cited", "full"),
    [
        (FULL, True),
        (Cited(authors=FULL.authors, title="A book", publisher="Press", year=2020), True),
        (Cited(title="A title", container="A journal", year=2020), False),
        (Cited(authors=FULL.authors, container="A journal", year=2020), False),
        (Cited(authors=FULL.authors, title="A title", container="A journal"), False),
        (Cited(authors=FULL.authors, title="A title", year=2020), False),
        (Cited(), False),
    ],
)
def test_which_lines_are_works(cited: Cited, full: bool) -> None:
    assert is_full(Reference(1, cited=cited)) is full


def test_the_seeds_make_one_library_in_any_order(seeds: Path) -> None:
    files = [(path.name, path.read_bytes()) for path in sorted(seeds.glob("*.txt"))]
    library = ingested(*files).admission.library
    assert len(library) == 13
    for one in files:
        assert ingested(one, to=library).admission.changed(library) == ()
    reverse = ingested(*reversed(files)).admission.library
    assert {entry.record for entry in reverse} == {entry.record for entry in library}
