"""Printed reference lists, as text and in Word documents."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from pathlib import Path

import pytest

from sscmsc.dates import PartialDate
from sscmsc.errors import InputError
from sscmsc.formats import printed_list, word_list
from sscmsc.formats.format import Reading
from sscmsc.identifiers import DOI, PMID
from sscmsc.ingest import Source, detect
from sscmsc.record import Container, Person, Record
from sscmsc.text import RichText

FIRST = (
    "Tanaka T, Narazaki M, Kishimoto T. IL-6 in inflammation, immunity, and disease. Cold Spring "
    "Harb Perspect Biol. 2014;6(10):a016295. doi: 10.1101/cshperspect.a016295. PMID: 25190079"
)
SECOND = "Kisselbach L, Merges M. CD90 expression. Cytotechnology. 2009;59(1):31-44."
THIRD = "Lafyatis R. Transforming growth factor β. Nat Rev Rheumatol 2014;10:706-19."
RECORD = Record(
    "citation",
    pmid=PMID("25190079"),
    doi=DOI("10.1101/cshperspect.a016295"),
    title=RichText("IL-6 in inflammation, immunity, and disease"),
    authors=(
        Person("Tanaka", initials="T"),
        Person("Narazaki", initials="M"),
        Person("Kishimoto", initials="T"),
    ),
    container=Container("Cold Spring Harb Perspect Biol"),
    volume="6",
    issue="10",
    article_number="a016295",
    issued=PartialDate(2014),
)


def read(written: str) -> Reading:
    return printed_list.read(written.encode(), "a.txt")


def volumes(reading: Reading) -> list[tuple[str | None, int]]:
    assert reading.problems == ()
    return [(one.work.record.volume, one.line) for one in reading.works]


def wrapped(line: str) -> str:
    place = line.index(" ", 55)
    return f"{line[:place]}\n   {line[place:]}"


@pytest.mark.parametrize(
    ("written", "lines"),
    [
        (f"{FIRST}\n{SECOND}\n{THIRD}\n", [1, 2, 3]),
        (f"References\n\n1. {FIRST}\n2. {SECOND}\n3. {THIRD}\n\nAppendix 4\n", [3, 4, 5]),
        (f"[1] {wrapped(FIRST)}\n[2] {SECOND}\n[3] {wrapped(THIRD)}\n", [1, 3, 4]),
        (f"{wrapped(FIRST)}\n\n{wrapped(SECOND)}\n\n{wrapped(THIRD)}", [1, 4, 7]),
        (f"17) {FIRST}\n18) {SECOND}\n19) {THIRD}\n", [1, 2, 3]),
        (f"\ufeffBIBLIOGRAPHY\r\n{FIRST}\r\n\r\n{SECOND}\r\n\r\n{THIRD}\r\n", [2, 4, 6]),
    ],
)
def test_lists_of_every_layout(written: str, lines: list[int]) -> None:
    found = read(written)
    assert volumes(found) == list(zip(["6", "59", "10"], lines, strict=True))
    assert found.works[0].work.record == RECORD
    assert printed_list.recognise(written)
    assert detect(Source("a.txt", written.encode())).name == "text"


@pytest.mark.parametrize(
    "written",
    [
        "Dear Sir,\nI read your article of 2014 with interest.\nYours\n",
        "10.1038/ni904\n25190079\n",
        "a,b,c\n1,2,3\n",
        "",
        "\n\n",
    ],
)
def test_what_is_no_list(written: str) -> None:
    assert not printed_list.recognise(written)


def test_what_is_no_reference_is_named() -> None:
    reading = read(f"{FIRST}\nIbid.\n")
    assert len(reading.works) == 1
    assert [str(one) for one in reading.problems] == [
        "a.txt:2: no reference can be read from 'Ibid.'; left out"
    ]
    assert [str(one) for one in read("References\n").problems] == [
        "a.txt: there is no reference in this file"
    ]


def paragraph(text: str, style: str = "", extra: str = "") -> str:
    head = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{head}<w:r><w:t>{text}</w:t></w:r>{extra}</w:p>"


def document(body: str, name: str = "word/document.xml", head: str = "") -> bytes:
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    xml = f'{head}<w:document xmlns:w="{space}"><w:body>{body}</w:body></w:document>'
    held = BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(name, xml)
    return held.getvalue()


def test_the_list_under_its_heading() -> None:
    data = document(
        paragraph("As Kisselbach found (2009;59(1):31-44).")
        + paragraph("References", "Heading1")
        + paragraph(FIRST, extra="<w:r><w:br/><w:t> (open access)</w:t></w:r>")
        + paragraph("")
        + paragraph(SECOND, extra="<w:del><w:r><w:delText>2010</w:delText></w:r></w:del>"
                    "<w:r><w:instrText>ADDIN EN.CITE</w:instrText></w:r>")
        + paragraph("Appendix", "Heading1")
        + paragraph(THIRD)
    )  # fmt: skip
    assert detect(Source("a.docx", data)).name == "docx"
    assert volumes(word_list.read(data, "a.docx")) == [("6", 3), ("59", 5)]


def test_without_a_heading_every_reference_counts() -> None:
    data = document(paragraph("A letter of 2014.") + paragraph(FIRST) + paragraph(THIRD))
    assert volumes(word_list.read(data, "a.docx")) == [("6", 2), ("10", 3)]


ENTITY = '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    ("data", "told"),
    [
        (document(paragraph(FIRST), name="../../word/document.xml"), "no part word/document.xml"),
        (document(paragraph("&a;"), head=ENTITY), "declares entities"),
        (document(paragraph(FIRST) + "<w:p>"), "not well-formed"),
        (document("<w:p>" * 5_000 + "</w:p>" * 5_000), "not well-formed"),
        (b"PK\x03\x04 and nothing more", "damaged or locked"),
        (document(paragraph(FIRST))[:300], "damaged or locked"),
        (document(" " * (word_list.PART_LIMIT + 1)), "larger than 100 MB"),
    ],
)
def test_no_document_does_harm(data: bytes, told: str) -> None:
    with pytest.raises(InputError, match=told):
        word_list.read(data, "a.docx")


def test_a_real_document(corpora: Path) -> None:
    """31 paragraphs for 35 references, of which four share one; 22 with the PMID known."""
    folder = corpora / "D-refstrings" / "pmid-resolver-docx" / "vancouver_35refs"
    reading = word_list.read((folder / "input_References.docx").read_bytes(), "a.docx")
    records = [one.work.record for one in reading.works]
    assert len(records) == 30
    assert len(reading.problems) == 1
    assert sum(one.doi is not None for one in records) == 26
    assert all(one.title and one.authors and one.year for one in records)
    text = json.dumps(json.loads((folder / "expected_phase1_intermediate.json").read_text("utf-8")))
    assert all(str(one.year) in text for one in records)
