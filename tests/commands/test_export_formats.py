"""Every format through `export` and `import`, and what may be asked of those that are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from sscmsc.formats.table import FORMATS
from tests.commands.conftest import Terminal

BOTH_WAYS = [row.name for row in FORMATS if row.read and row.write]
WRITTEN = [row.name for row in FORMATS if row.write]


@pytest.mark.parametrize("name", BOTH_WAYS)
def test_what_is_exported_is_known_and_merged_by_import(
    seeded: Terminal, tmp_path: Path, name: str
) -> None:
    target = tmp_path / "out"
    assert seeded("export", "--format", name, "year:2018", "-o", str(target)).code == 0
    chosen = [] if name not in {"biblatex", "tsv"} else ["--format", name]
    ran = seeded("import", str(target), "--dry-run", *chosen)
    assert ran.code == 0, ran.err
    assert f"({name})" in ran.err
    # Every work is known again: none is new.
    assert "would be changed" in ran.err
    assert "added" not in ran.err


@pytest.mark.parametrize("name", WRITTEN)
def test_every_format_writes_the_library(seeded: Terminal, name: str) -> None:
    ran = seeded("export", "--format", name)
    assert ran.code == 0
    assert "Peltzer" in ran.out


def test_fields_ascii_and_short_journals(seeded: Terminal) -> None:
    ran = seeded("export", "--bibtex", "--fields", "author,title,year", "Velier2022")
    assert [line.split(" =")[0].strip() for line in ran.out.splitlines() if " = " in line] == [
        "author", "title", "year", "month",
    ]  # fmt: skip
    assert seeded("export", "--bibtex", "--ascii").out.isascii()
    assert "Bone Marrow Transplant" in seeded("export", "-f", "ris", "--abbreviate").out


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("--bibtex", "--fields", "titel"), "there is no field 'titel'"),
        (("--format", "ris", "--ascii"), "RIS is not written in ASCII"),
        (("--style", "nlm", "--abbreviate"), "contradict each other"),
        (("--format", "pubmed-xml"), "can be read but not written"),
        (("--format", "docx"), "a Word document needs a file to be written to"),
        (("--format", "docx", "-o", "a.docx", "--abbreviate"), "are not for a reference list"),
    ],
)
def test_what_cannot_be_asked(seeded: Terminal, arguments: tuple[str, ...], told: str) -> None:
    ran = seeded("export", *arguments)
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err


def test_a_word_document_is_one_format_more(seeded: Terminal) -> None:
    """It is written in NLM's style, and what is written can be read again."""
    ran = seeded("export", "--format", "docx", "-o", "list.docx", "Varga2004", "Binks2001")
    assert (ran.code, ran.out) == (0, "")
    assert "2 works written to list.docx as a Word document" in ran.err
    again = seeded("import", "-n", "--json", "list.docx").json
    assert isinstance(again, dict)
    assert [one["citekey"] for one in again["files"][0]["works"]] == ["Binks2001", "Varga2004"]
    assert {one["what"] for one in again["files"][0]["works"]} <= {"unchanged", "updated"}


def test_a_format_that_is_not_known_says_what_was_looked_for(
    seeded: Terminal, tmp_path: Path
) -> None:
    path = tmp_path / "a.txt"
    path.write_text("Dear Sir, I write to you.\n")
    ran = seeded("import", str(path))
    assert ran.code == 3
    assert "no known format" in ran.err
    assert "a line 'TY  - JOUR'" in ran.err
    assert "lines of printed references" in ran.err
