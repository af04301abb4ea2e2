"""BibTeX, written: the golden file, the form of every field, and what reads back."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sscmsc import text
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import IdentifierError
from sscmsc.formats import bibtex, bibtex_reading
from sscmsc.formats.bibtex import Options
from sscmsc.identifiers import DOI, parse_doi
from sscmsc.record import (
    RECORD_FIELDS,
    AbstractSection,
    Author,
    Container,
    Group,
    Person,
    Publication,
    Record,
)
from sscmsc.text import RichText
from tests.bibtex_entries import COMPILED
from tests.test_latex import NASTY, TITLES, braces

GOLDEN = Path(__file__).parent / "golden" / "bibtex" / "awkward.bib"


def fields(entry: Entry, options: Options = bibtex.DEFAULT) -> dict[str, str]:
    """The fields of the entry as written, by a reader that is not ours, values as they stand."""
    library = parse_string(bibtex.write_entry(entry, options), parse_stack=[])
    assert not library.failed_blocks
    [block] = library.entries
    return {field.key: str(field.value) for field in block.fields}


def of(record: Record) -> dict[str, str]:
    return fields(Entry("Key2018", record))


def again(entry: Entry) -> tuple[Record, str | None]:
    """The record and note that reading finds in what writing wrote."""
    data = bibtex.write_entry(entry).encode()
    reading = bibtex_reading.read(data, "library.bib")
    assert reading.problems == ()
    [work] = reading.works
    assert work.citekey == entry.citekey
    return work.work.record, work.note


def kept(record: Record) -> Record:
    """The record without what `LOSES` names."""
    lost = {name: getattr(Record("x"), name) for name in bibtex.LOSES if name in RECORD_FIELDS}
    return replace(
        record,
        source="bibtex",
        authors=tuple(shorn(one) for one in record.authors),
        editors=tuple(shorn(one) for one in record.editors),
        container=record.container
        and Container(record.container.title, issn_print=record.container.issn_print),
        issued=record.issued and replace(record.issued, day=None, literal=None),
        languages=() if record.languages == ("eng",) else record.languages,
        abstract=tuple(replace(one, category=None) for one in record.abstract),
        **lost,
    )


def shorn(author: Author) -> Author:
    if isinstance(author, Group):
        return author
    return Person(
        author.family, author.given, None if author.given else author.initials, author.suffix
    )


def test_the_golden_file_stands() -> None:
    written = "".join(bibtex.write(COMPILED))
    if os.environ.get("SSCMSC_REFRESH_GOLDEN"):
        GOLDEN.write_text(written, encoding="utf-8")
    assert written == GOLDEN.read_text(encoding="utf-8")


@pytest.mark.parametrize("entry", COMPILED, ids=lambda entry: entry.citekey)
def test_an_awkward_entry_reads_back(entry: Entry) -> None:
    record, note = again(entry)
    assert record == kept(entry.record)
    assert note == entry.note


def test_writing_goes_entry_by_entry() -> None:
    drawn: list[str] = []

    def entries() -> Iterator[Entry]:
        for entry in COMPILED:
            drawn.append(entry.citekey)
            yield entry

    written = bibtex.write(entries())
    assert next(written).startswith("@article{Peltzer2018,\n  author = {Peltzer, Juliette and ")
    assert drawn == ["Peltzer2018"]


@pytest.mark.parametrize(
    ("kind", "heads"),
    [
        ("article-journal", "@article journal"),
        ("book", "@book booktitle"),
        ("chapter", "@incollection booktitle"),
        ("paper-conference", "@inproceedings booktitle"),
        ("thesis", "@phdthesis booktitle"),
        ("report", "@techreport booktitle"),
        ("article", "@misc howpublished entrysubtype"),
        ("dataset", "@misc howpublished entrysubtype"),
        ("document", "@misc howpublished"),
        ("entry-encyclopedia", "@incollection booktitle entrysubtype"),
    ],
)
def test_each_kind_has_its_type_and_reads_back(kind: str, heads: str) -> None:
    head, *names = heads.split()
    record = Record("x", kind=kind, title=RichText("On it"), container=Container("Where"))
    written = bibtex.write_entry(Entry("Key2018", record))
    assert written.startswith(head + "{Key2018,\n")
    assert list(of(record)) == ["title", *names]
    assert again(Entry("Key2018", record))[0].kind == kind


def test_publishers_go_where_styles_look_for_them() -> None:
    publication = Publication("A university", "Oslo", "2nd", ("9780309376662",), "A series")
    assert of(Record("x", kind="thesis", publication=publication)) == {
        "isbn": "{9780309376662}",
        "school": "{A university}",
        "address": "{Oslo}",
        "edition": "{2nd}",
        "series": "{A series}",
        }  # fmt: skip
    assert of(Record("x", kind="report", publication=publication))["institution"]
    assert of(Record("x", kind="book", publication=publication))["publisher"]


@pytest.mark.parametrize(
    ("author", "written"),
    [
        (Person("van der Berg", "Jan"), "van der Berg, Jan"),
        (Person("Costa e Silva", "Ana"), "{Costa e Silva}, Ana"),
        (Person("Smith", initials="JA", suffix="Jr"), "Smith, Jr, J. A."),
        (Person("Smith", "John", "J", "3rd"), "Smith, 3rd, John"),
        (Person("Smith", suffix="Jr"), "Smith, Jr, {}"),
        (Person("Smith"), "Smith"),
        (Person("Two Words"), "{Two Words}{}"),
        (Person("others"), "{others}{}"),
        (Person("Rock and Roll", "A"), "{Rock and Roll}, A"),
        (Person("Smith", "Salt AND Pepper"), "Smith, {Salt AND Pepper}"),
        (Person("Smith, PhD", "A"), "{Smith, PhD}, A"),
        (Person("Öst", "Élodie"), r"{\"O}st, {\'E}lodie"),
        (Group("World Health Organization"), "{World Health Organization}"),
        (Group("Arms & Legs {x"), r"{Arms \& Legs {\textbraceleft}x}"),
    ],
)
def test_a_name_is_written_so_that_bibtex_parts_it_right(author: Author, written: str) -> None:
    record = Record("x", authors=(author,))
    assert of(record)["author"] == f"{{{written}}}"
    assert again(Entry("Key2018", record))[0].authors == (shorn(author),)
    incomplete = replace(record, authors_complete=False)
    assert of(incomplete)["author"] == f"{{{written} and others}}"
    assert again(Entry("Key2018", incomplete))[0].authors_complete is False


@pytest.mark.parametrize(
    ("pages", "written"),
    [
        ("1989-2003", "1989--2003"),
        ("H337-H349", "H337--H349"),
        ("24-32, 64", "24--32, 64"),
        ("3-1-3-9", "3-1--3-9"),
        ("S1-S12", "S1--S12"),
        ("57", "57"),
    ],
)
def test_ranges_have_two_hyphens(pages: str, written: str) -> None:
    assert of(Record("x", pages=pages))["pages"] == f"{{{written}}}"
    assert again(Entry("Key2018", Record("x", pages=pages)))[0].pages == pages


@pytest.mark.parametrize(
    ("doi", "written"),
    [
        ("10.1002/(sici)1097-0061(19980130)14:2<115::aid-yea204>3.0.co;2-2", None),
        ("10.1000/a%20b_c#d&e~f", None),
        ("10.1000/a{b}c", None),
        ("10.1000/a{b", "https://doi.org/10.1000/a%7Bb"),
        ("10.1000/a}b{c", "https://doi.org/10.1000/a%7Db%7Bc"),
        ("10.1000/a\\b", "https://doi.org/10.1000/a%5Cb"),
    ],
)
def test_a_doi_is_raw_unless_it_breaks_the_file(doi: str, written: str | None) -> None:
    assert of(Record("x", doi=DOI(doi)))["doi"] == f"{{{written or doi}}}"
    assert again(Entry("Key2018", Record("x", doi=DOI(doi))))[0].doi == DOI(doi)


def test_dates_and_article_numbers() -> None:
    record = Record("x", issued=PartialDate(2018, 9, 13), article_number="e12", title=RichText("A"))
    written = fields(Entry("Key2018", record))
    assert (written["year"], written["month"], written["eid"]) == ("{2018}", "sep", "{e12}")
    assert "pages" not in written
    online = Record("x", online=PartialDate(2017, 12))
    assert of(online) == {"year": "{2017}", "month": "dec"}
    assert of(Record("x", issued=PartialDate(1990, season="spring")))["month"] == "{Spring}"


@pytest.mark.parametrize("translated", [True, False])
def test_brackets_tell_a_translation_from_a_title_in_brackets(translated: bool) -> None:
    record = Record("x", title=RichText("[Ca] in SSc"), title_translated=translated)
    bare = Record("x", title=RichText("Treatment of SSc"), title_translated=translated)
    whole = Record("x", title=RichText("[Treatment of SSc]"), title_translated=translated)
    for one in (record, bare, whole):
        assert again(Entry("Key2018", one))[0] == replace(one, source="bibtex")
    assert of(bare)["title"] == ("{[Treatment of {SSc}]}" if translated else "{Treatment of {SSc}}")


def test_an_untranslated_title_in_another_language_stays_where_it_was() -> None:
    record = Record("x", original_title=RichText("系统性硬化症"), languages=("chi", "eng"))
    assert of(record) == {
        "title": "{系统性硬化症}",
        "origtitle": "{系统性硬化症}",
        "language": "{chinese, eng}",
    }
    assert again(Entry("Key2018", record))[0] == replace(record, source="bibtex")


def test_in_ascii_latin_letters_are_commands_and_others_a_question_mark() -> None:
    record = Record(
        "x",
        title=RichText("Étude 系统 of β"),
        authors=(Person("Öst", "Åsa"),),
        doi=DOI("10.1000/é"),
    )
    written = bibtex.write_entry(Entry("Key2018", record), Options(ascii=True))
    assert written == (
        '@article{Key2018,\n  author = {{\\"O}st, {\\AA}sa},\n'
        "  title = {{\\'E}tude ?? of \\ensuremath{\\beta}},\n"
        "  doi = {https://doi.org/10.1000/%C3%A9},\n}\n"
    )
    [written] = bibtex.write_ascii([Entry("Key2018", replace(record, doi=None))])
    assert written.isascii()
    assert bibtex_reading.read(written.encode(), "a").works[0].work.record.authors == record.authors


def test_a_citekey_that_bibtex_would_refuse_is_made_safe() -> None:
    assert (
        bibtex.write_entry(Entry("a b,{c}%#'\"~\\é", Record("x")))
        == "@article{a_b__c________,\n}\n"
    )


NAMES = st.text(alphabet=NASTY.replace("\n", ""), max_size=12) | st.text(max_size=12)


def plain(value: str) -> str:
    return text.clean(text.clean(value))


def dois(suffix: str) -> DOI | None:
    """A DOI that is its own spelling."""
    try:
        doi = parse_doi("10.1000/a" + suffix)
    except IdentifierError:
        return None
    return doi if doi.value == "10.1000/a" + suffix and parse_doi(doi.value) == doi else None


PERSONS = st.builds(
    Person, NAMES.map(plain).filter(bool), NAMES.map(plain).map(lambda given: given or None),
    suffix=st.sampled_from([None, "Jr", "3rd"]),
).filter(lambda one: not re.fullmatch(r"(?:[^\W\d_]\.\s?)+", one.given or ""))  # fmt: skip
GROUPS = st.builds(Group, NAMES.map(plain).filter(bool))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    title=TITLES,
    authors=st.lists(PERSONS | GROUPS, max_size=4),
    complete=st.booleans(),
    journal=NAMES.map(plain),
    keywords=st.lists(NAMES.map(plain).filter(bool), max_size=3),
    abstract=st.text(alphabet=NASTY, max_size=30).map(lambda value: text.rich(text.rich(value))),
    note=NAMES.map(plain),
    doi=st.text(alphabet="ab{}\\%_#~<>()$^|=/", max_size=8).map(dois),
)
@example(
    r"\input{x} } $ % @a{b, ``", [Person("} and {", "and, B"), Group("others")], False,
    "@string{a=b}", [",", ";", "a;b,c"], "@article{a, x={", r"\end{a}", None,
)  # fmt: skip
def test_a_record_reads_back(
    title: str, authors: list[Author], complete: bool, journal: str, keywords: list[str],
    abstract: str, note: str, doi: DOI | None,
) -> None:  # fmt: skip
    entry = Entry(
        "Key2018",
        Record(
            "bibtex",
            title=RichText(title) or None,
            authors=tuple(authors),
            authors_complete=complete or not authors,
            container=Container(journal) if journal else None,
            keywords=tuple(keywords),
            abstract=(AbstractSection(RichText(abstract)),) if abstract else (),
            doi=doi,
        ),
        note=note or None,
    )
    assert braces(bibtex.write_entry(entry))
    assert again(entry) == (entry.record, entry.note)
