"""Styles by name and file, what the NIH wants to read, and the ways references are written."""

from __future__ import annotations

import io
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import pytest
from lxml import etree

from sscmsc import styles
from sscmsc.csl import Formatted, Run
from sscmsc.csl_citeproc import CiteprocPy
from sscmsc.csl_item import make_items
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import InputError, NotFoundError, UsageError
from sscmsc.identifiers import PMCID
from sscmsc.styles import SHORT_NAMES, find_style, style_names
from sscmsc.styles_docx import write_docx
from sscmsc.styles_nih import IN_PROCESS, compliance, with_compliance
from sscmsc.styles_output import (
    OUTPUTS,
    Output,
    find_output,
    write_html,
    write_markdown,
    write_text,
)
from sscmsc.styles_rtf import write_rtf
from tests.style_works import HOSTILE, WORKS

WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
ITALIC = Formatted("k", "1.", (Run("A "), Run("b", frozenset({"i"})), Run(" c.")))
PAYLOAD = Formatted(
    "k", "", (Run("<script>x</script> *b* [l](javascript:1) {\\b} &amp; \x1b[31m\u202e 𝛼"),)
)


@pytest.mark.parametrize("name", [*SHORT_NAMES, "apa", "nature", "frontiers", "annals-of-oncology"])
def test_styles_by_name(name: str) -> None:
    assert b"<bibliography" in find_style(name).xml


def test_a_style_by_its_address_and_in_any_case() -> None:
    assert find_style("http://www.zotero.org/styles/APA").name == "apa"


def test_a_dependent_style_is_the_one_it_depends_on_in_its_own_language() -> None:
    style = find_style("ard")
    assert style.title == "Annals of the Rheumatic Diseases"
    assert style.locale == "en-US"
    assert b"<bibliography" in style.xml


@pytest.mark.parametrize("name", ["nlmm", "../apa", "/etc/passwd", "", "apa.csl/..", "*"])
def test_what_is_no_style(name: str) -> None:
    with pytest.raises(NotFoundError):
        find_style(name)


def test_the_nearest_style_is_named() -> None:
    with pytest.raises(NotFoundError) as raised:
        find_style("natur")
    assert "nature" in raised.value.hint


def test_a_style_file(tmp_path: Path) -> None:
    path = tmp_path / "mine.csl"
    path.write_bytes(find_style("apa").xml)
    assert find_style(str(path)).name == "mine"


def test_a_file_that_is_not_there() -> None:
    with pytest.raises(InputError, match=r"absent\.csl"):
        find_style("absent.csl")


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.csl"
    path.write_bytes(b"x" * 2_000_001)
    with pytest.raises(InputError, match="too large"):
        find_style(str(path))


def test_without_the_package_it_is_told_how_to_get_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "dependent.csl"
    path.write_bytes(
        b'<style><info><link rel="independent-parent" href="http://x/styles/apa"/></info></style>'
    )
    monkeypatch.setattr(styles, "find_spec", lambda name: None)
    with pytest.raises(UsageError) as raised:
        find_style("nlm")
    assert "sscmsc[styles]" in raised.value.hint
    assert style_names() == tuple(SHORT_NAMES)
    with pytest.raises(InputError, match="depends on another"):
        find_style(str(path))


ON = PartialDate(2018, 12, 13)


def _with(
    *, pmcid: str | None = None, ids: tuple[str, ...] = (), tags: tuple[str, ...] = (),
    issued: PartialDate | None = WORKS[0].record.issued, online: PartialDate | None = None,
) -> Entry:  # fmt: skip
    made = PMCID(pmcid) if pmcid else None
    record = replace(WORKS[0].record, pmcid=made, manuscript_ids=ids, issued=issued, online=online)
    return replace(WORKS[0], record=record, tags=tags)


@pytest.mark.parametrize(
    ("entry", "said"),
    [
        (_with(pmcid="PMC1993840", ids=("NIHMS123456",)), "PMCID: PMC1993840"),
        (_with(ids=("NIHMS123456",)), "NIHMSID: NIHMS123456"),
        (_with(ids=("123456",)), "NIHMSID: NIHMS123456"),
        (_with(ids=("EMS12345",), tags=("pmc-in-process",)), IN_PROCESS),
        (_with(), ""),
    ],
)
def test_what_nih_wants_to_read(entry: Entry, said: str) -> None:
    assert compliance(entry, ON) == (said, "")
    items = make_items([entry], for_nih=True)
    made = CiteprocPy().format(find_style("nih"), items)
    (reference,) = with_compliance(made, [entry], ON)
    assert reference.text.endswith(f". {said}." if said else "doi:10.1234/plain")
    assert "PubMed PMID" not in reference.text
    assert reference.text.count("PMCID") == said.count("PMCID")


@pytest.mark.parametrize(
    ("issued", "online", "holds"),
    [
        (PartialDate(2018, 9, 13), None, True),
        (PartialDate(2018, 9, 12), None, False),
        (PartialDate(2018, 9), None, True),
        (PartialDate(2018, 8), None, False),
        (PartialDate(2018), None, True),
        (PartialDate(2017), None, True),
        (PartialDate(2016), None, False),
        (PartialDate(2019, 2, 1), None, True),
        (PartialDate(2018, 12, 1), PartialDate(2018, 8, 30), False),
        (None, PartialDate(2018, 11, 30), True),
        (None, None, True),
    ],
)
@pytest.mark.parametrize("said", ["NIHMSID: NIHMS123456", IN_PROCESS])
def test_what_stands_for_a_pmcid_holds_three_months(
    issued: PartialDate | None, online: PartialDate | None, holds: bool, said: str
) -> None:
    ids = ("NIHMS123456",) if said != IN_PROCESS else ()
    entry = _with(ids=ids, tags=("pmc-in-process",), issued=issued, online=online)
    on = PartialDate(2018, 12, 13) if issued != PartialDate(2017) else PartialDate(2018, 3, 31)
    assert compliance(entry, on) == ((said, "") if holds else ("", said))
    with_number = _with(pmcid="PMC1", ids=ids, issued=issued, online=online)
    assert compliance(with_number, on) == ("PMCID: PMC1", "")


def test_compliance_stands_after_a_reference_that_ends_in_italics() -> None:
    entry = replace(_with(pmcid="PMC1"), citekey="k")
    (made,) = with_compliance([Formatted("k", "", (Run("A", frozenset({"i"})),))], [entry], ON)
    assert made.runs == (Run("A", frozenset({"i"})), Run(". PMCID: PMC1."))


def test_text() -> None:
    assert list(write_text([ITALIC])) == ["1. A b c.\n"]


def test_markdown() -> None:
    assert list(write_markdown([ITALIC])) == ["1\\. A *b* c.\n\n"]


def test_html() -> None:
    assert list(write_html([ITALIC]))[1] == (
        '<div class="csl-entry"><span class="csl-left-margin">1.</span> A <i>b</i> c.</div>\n'
    )


def test_rtf() -> None:
    written = "".join(write_rtf([ITALIC]))
    assert "1.\\tab A {\\i b} c.\\par" in written
    assert written.startswith("{\\rtf1\\ansi")
    assert written.endswith("}\n")


def test_docx() -> None:
    assert [(run.text, run.italic) for run in word_runs(write_docx([ITALIC]))] == [
        ("1.", False), ("A ", False), ("b", True), (" c.", False),
    ]  # fmt: skip


def test_the_same_references_are_the_same_document() -> None:
    assert write_docx([ITALIC]) == write_docx([ITALIC])


class WordRun:
    def __init__(self, element: etree._Element) -> None:
        self.text = element.findtext(f"{WORD}t") or ""
        self.italic = element.find(f"{WORD}rPr/{WORD}i") is not None


def word_runs(document: bytes) -> list[WordRun]:
    with zipfile.ZipFile(io.BytesIO(document)) as package:
        assert package.testzip() is None
        root = etree.fromstring(package.read("word/document.xml"))
    runs = [WordRun(one) for one in root.iter(f"{WORD}r")]
    return [one for one in runs if one.text]


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:
        self.found.add(tag)

    def handle_data(self, data: str) -> None:
        self.text += data


def references() -> list[Formatted]:
    return [PAYLOAD, *CiteprocPy().format(find_style("nlm"), make_items([HOSTILE]))]


def test_hostile_text_is_neutral_in_text() -> None:
    written = "".join(write_text(references()))
    assert "\x1b" not in written
    assert "\u202e" not in written
    assert len(written.splitlines()) == 2


def test_hostile_text_is_neutral_in_html() -> None:
    page = Tags()
    page.feed("".join(write_html(references())))
    assert page.found == {"html", "head", "meta", "title", "body", "div", "span"}
    assert "<script>alert(1)</script>" in page.text


def test_hostile_text_is_neutral_in_markdown() -> None:
    written = "".join(write_markdown(references()))
    assert not re.search(r"(?<!\\)[*_`\[\]<>{}#&$~^|@!]", written)


@pytest.mark.parametrize("body", ["- a", "+ a", "1. a", "2) a", "= a", ": a", "# a"])
def test_a_reference_is_no_list_item_or_heading_in_markdown(body: str) -> None:
    (written,) = write_markdown([Formatted("k", "", (Run(body),))])
    assert not re.match(r"[-+=:#]|\d+[.)]", written)


def test_hostile_text_is_neutral_in_rtf() -> None:
    written = "".join(write_rtf(references()))
    assert written.isascii()
    bare = re.sub(r"\\[\\{}]", "", written)
    assert bare.count("{") == bare.count("}")
    assert "\\b}" not in bare
    assert "\\u-10187?\\u-8452?" in written  # 𝛼 as two UTF-16 units


def test_hostile_text_is_neutral_in_word() -> None:
    runs = word_runs(write_docx(references()))
    said = "".join(run.text for run in runs)
    assert "<script>alert(1)</script>" in said
    assert "\x1b" not in said


@pytest.mark.parametrize("output", OUTPUTS, ids=lambda output: str(output.name))
def test_every_output_writes_an_empty_list(output: Output) -> None:
    assert find_output(output.name.upper()) == output
    if output.document is not None:
        assert word_runs(output.document([])) == []
    else:
        assert output.text is not None
        assert "csl-entry" not in "".join(output.text([]))


def test_an_output_that_is_none() -> None:
    with pytest.raises(UsageError) as raised:
        find_output("pdf")
    assert "docx" in raised.value.hint
