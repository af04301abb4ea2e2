"""BibLaTeX: its own types, dates and names of fields; what it shares is tested with BibTeX."""

from __future__ import annotations

from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.formats import biblatex, bibtex_reading
from sscmsc.formats.bibtex import Options
from sscmsc.identifiers import DOI, PMID
from sscmsc.record import KINDS, Container, Person, Publication, Record
from sscmsc.text import RichText
from tests.bibtex_entries import COMPILED


def fields(record: Record) -> dict[str, str]:
    """The fields as written, by a reader that is not ours, values as they stand."""
    library = parse_string(biblatex.write_entry(Entry("Key2018", record)), parse_stack=[])
    assert not library.failed_blocks
    [block] = library.entries
    return {"": block.entry_type, **{one.key: str(one.value) for one in block.fields}}


def again(record: Record) -> Record:
    data = biblatex.write_entry(Entry("Key2018", record)).encode()
    reading = bibtex_reading.read(data, "a.bib")
    assert reading.problems == ()
    [work] = reading.works
    return work.work.record


def test_an_article() -> None:
    record = Record(
        "bibtex",
        pmid=PMID("30283441"),
        title=RichText("IL-6 in skin"),
        authors=(Person("Peltzer", "Juliette"),),
        container=Container("Frontiers in immunology", "Front Immunol"),
        volume="9",
        issue="2",
        pages="12-19",
        issued=PartialDate(2018, 9, 13),
        languages=("eng",),
    )
    assert fields(record) == {
        "": "article",
        "author": "{Peltzer, Juliette}",
        "title": "{{IL-6} in skin}",
        "journaltitle": "{Frontiers in immunology}",
        "shortjournal": "{Front Immunol}",
        "date": "{2018-09-13}",
        "volume": "{9}",
        "number": "{2}",
        "pages": "{12--19}",
        "eprint": "{30283441}",
        "eprinttype": "{pubmed}",
        "pmid": "{30283441}",
        "langid": "{english}",
    }
    assert again(record) == record


def test_hyphens_in_a_row_are_in_braces_in_a_name() -> None:
    record = Record("bibtex", title=RichText("On it"), authors=(Person("Roe--B", "Jo---hn"),))
    written = "".join(biblatex.write([Entry("Key2018", record)]))
    assert "{Roe{-}{-}B, Jo{-}{-}{-}hn}" in written
    assert again(record) == record


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_reads_back(kind: str) -> None:
    record = Record("bibtex", kind, title=RichText("On it"), container=Container("Where"))
    assert again(record) == record


@pytest.mark.parametrize(
    ("date", "written"),
    [
        (PartialDate(2018), "{2018}"),
        (PartialDate(2018, 9), "{2018-09}"),
        (PartialDate(2018, season="spring"), "{2018-21}"),
        (PartialDate(2018, season="winter"), "{2018-24}"),
    ],
)
def test_dates(date: PartialDate, written: str) -> None:
    record = Record("bibtex", title=RichText("On it"), issued=date)
    assert fields(record)["date"] == written
    assert again(record).issued == date


@pytest.mark.parametrize(
    ("languages", "name", "written"),
    [
        (("ger",), "langid", "{german}"),
        (("fre", "eng"), "language", "{french and english}"),
        (("epo",), "langid", "{epo}"),
    ],
)
def test_languages(languages: tuple[str, ...], name: str, written: str) -> None:
    record = Record("bibtex", title=RichText("On it"), languages=languages)
    assert fields(record)[name] == written
    assert again(record).languages == languages


def test_a_thesis_and_a_chapter() -> None:
    publication = Publication("A university", "Oslo", "2nd", ("9780309376662",), "A series")
    thesis = fields(Record("x", "thesis", publication=publication))
    assert (thesis["type"], thesis["institution"], thesis["location"]) == (
        "{phdthesis}", "{A university}", "{Oslo}",
    )  # fmt: skip
    chapter = fields(Record("x", "chapter", container=Container("The book")))
    assert (chapter[""], chapter["booktitle"]) == ("incollection", "{The book}")


@pytest.mark.parametrize("entry", COMPILED, ids=lambda entry: entry.citekey)
def test_identifiers_survive(entry: Entry) -> None:
    assert again(entry.record).identifiers == entry.record.identifiers


def test_values_with_characters_of_our_own_break_nothing() -> None:
    hostile = "a\x01b\x02c\x03d\x04e\x05f\x06g\x07h"
    record = Record("bibtex", title=RichText(hostile), volume=hostile, doi=DOI("10.1000/a_b"))
    found = again(record)
    assert (found.title, found.volume, found.doi) == ("abcdefgh", "abcdefgh", record.doi)


def test_in_ascii() -> None:
    [written] = biblatex.write_ascii([Entry("A2000", Record("x", title=RichText("Étude")))])
    assert "{\\'E}tude" in written
    assert Options() == Options(ascii=False)


def test_a_real_library_reads_back(corpora: Path) -> None:
    """Entries of a Better BibTeX export: what was read is written and read the same."""
    path = corpora / "F-scale" / "bib-large" / "Unabbreviate_on_import_1436-1.bib"
    works = bibtex_reading.read(path.read_bytes(), path.name).works
    assert len(works) > 400
    changed = [
        work.citekey
        for work in works
        if again(work.work.record).identifiers != work.work.record.identifiers
        or again(work.work.record).title != work.work.record.title
        or again(work.work.record).authors != work.work.record.authors
    ]
    assert changed == []
