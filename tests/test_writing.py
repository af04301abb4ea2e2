"""What may be asked of every format: short journals, some fields, ASCII, one entry at a time."""

from __future__ import annotations

import tracemalloc
from collections.abc import Iterator

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import UsageError
from sscmsc.formats.format import Format
from sscmsc.formats.table import FORMATS, find_format
from sscmsc.formats.writing import Options, parse_fields, prepared, prepared_writer
from sscmsc.record import Container, Person, Record
from sscmsc.text import RichText
from tests.bibtex_entries import COMPILED
from tests.conftest import ROOT
from tests.whole_entry import whole_entry

WRITTEN = [row for row in FORMATS if row.write]
RECORD = Record(
    "x",
    title=RichText("Étude"),
    title_translated=True,
    authors=(Person("Peltzer", "Juliette"),),
    authors_complete=False,
    container=Container("The Lancet. Rheumatology", "Lancet Rheumatol", "Lancet Rheumatol."),
    volume="9",
    online=PartialDate(2018, 9),
)


def found(name: str) -> Format:
    row = find_format(name)
    assert row is not None
    return row


def one(options: Options) -> Entry:
    [entry] = prepared([Entry("A2000", RECORD, tags=("a",), note="b")], options)
    return entry


def test_journals_by_nlm_s_abbreviation() -> None:
    container = one(Options(abbreviate=True)).record.container
    assert container is not None
    assert container.title == "Lancet Rheumatol"
    bare = Entry("B2000", Record("x", container=Container("The Journal")))
    assert list(prepared([bare], Options(abbreviate=True))) == [bare]
    [written] = prepared_writer(found("bibtex"), Options(abbreviate=True))([one(Options())])
    assert "journal = {Lancet Rheumatol}," in written


def test_only_the_fields_that_are_asked_for() -> None:
    entry = one(Options(fields=parse_fields("Author, title,year")))
    assert entry == Entry(
        "A2000",
        Record(
            "x", title=RECORD.title, title_translated=True, authors=RECORD.authors,
            authors_complete=False, online=RECORD.online,
        ),
    )  # fmt: skip
    assert one(Options(fields=parse_fields("note,tags"))).note == "b"
    assert parse_fields("article-number,doi,") == {"article_number", "doi"}


def test_a_field_that_is_none_is_named_with_those_near_it() -> None:
    with pytest.raises(UsageError, match="there is no field 'titel'") as raised:
        parse_fields("doi,titel")
    assert "title" in raised.value.hint


def test_ascii_is_for_those_that_can() -> None:
    for name in ("bibtex", "biblatex"):
        written = "".join(prepared_writer(found(name), Options(ascii=True))(COMPILED))
        assert written.isascii()
    with pytest.raises(UsageError, match="RIS is not written in ASCII"):
        prepared_writer(found("ris"), Options(ascii=True))
    with pytest.raises(UsageError, match="can be read but not written"):
        prepared_writer(found("pubmed-xml"), Options())


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: row.name)
def test_every_format_writes_entry_by_entry(row: Format) -> None:
    drawn: list[str] = []

    def entries() -> Iterator[Entry]:
        for entry in COMPILED:
            drawn.append(entry.citekey)
            yield entry

    assert row.write is not None
    pieces = row.write(entries())
    for _ in range(3):
        next(pieces)
    assert 0 < len(drawn) <= 3


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: row.name)
def test_memory_does_not_grow_with_the_number_of_entries(row: Format) -> None:
    def peak(number: int) -> int:
        assert row.write is not None
        tracemalloc.start()
        for _ in row.write(Entry(f"K{at}", RECORD) for at in range(number)):
            pass
        held = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return held

    peak(50)  # caches and compiled patterns
    assert peak(1_200) < peak(300) + 20_000


@pytest.mark.parametrize("row", WRITTEN, ids=lambda row: row.name)
def test_no_format_writes_characters_that_could_act(row: Format) -> None:
    assert row.write is not None
    written = "".join(row.write([whole_entry("Whole2020", "a\x1b[31m b\u202e c\x00 d\ud800")]))
    assert not set("\x1b\u202e\x00") & set(written)
    written.encode()


def test_the_documentation_names_every_format_and_what_it_loses() -> None:
    written = (ROOT / "docs" / "formats.md").read_text(encoding="utf-8")
    for row in FORMATS:
        marks = ["yes" if one else "" for one in (row.read, row.written)]
        assert f"| `{row.name}` | {row.title} | {marks[0]} | {marks[1]} | {row.signs} |" in written
        if row.loses:
            assert f"**{row.title}**: {', '.join(row.loses)}.\n" in written
