"""`sscmsc cite --style`: the formatted bibliography of a manuscript."""

from __future__ import annotations

import zipfile

import pytest

from tests.commands.conftest import Terminal

TEX = "Cells \\cite{Varga2004}\nand \\citep[3]{Peltzer2018,Varga2004}; \\cite{Binks2001}.\n"


@pytest.fixture
def paper(seeded: Terminal) -> Terminal:
    (seeded.folder / "paper.tex").write_text(TEX, encoding="utf-8")
    return seeded


def test_numbers_follow_the_text(paper: Terminal) -> None:
    ran = paper("cite", "paper.tex", "--style", "nlm")
    assert (ran.code, ran.err) == (0, "")
    assert [line[:8] for line in ran.out.splitlines()] == ["1. Varga", "2. Peltz", "3. Binks"]


def test_an_order_that_is_asked_for(paper: Terminal) -> None:
    ran = paper("cite", "paper.tex", "--style", "nlm", "--sort", "citekey")
    assert [line[:8] for line in ran.out.splitlines()] == ["1. Binks", "2. Peltz", "3. Varga"]


def test_a_style_with_an_order_of_its_own(paper: Terminal) -> None:
    ran = paper("cite", "paper.tex", "--style", "apa")
    assert [line.split(",")[0] for line in ran.out.splitlines()] == ["Binks", "Peltzer", "Varga"]


def test_the_output_is_that_of_the_suffix(paper: Terminal) -> None:
    ran = paper("cite", "paper.tex", "--style", "nejm", "-o", "list.docx", "--list")
    assert "3 works written to list.docx as a Word document" in ran.err
    assert [row[0] for row in ran.rows] == ["Varga2004", "Peltzer2018", "Binks2001"]
    with zipfile.ZipFile(paper.folder / "list.docx") as package:
        assert b"Peltzer" in package.read("word/document.xml")
    paper("cite", "paper.tex", "--style", "nejm", "-o", "list.md", "--bold-author", "Varga J")
    assert "**Varga J**" in (paper.folder / "list.md").read_text(encoding="utf-8")


def test_what_was_written_as_json(paper: Terminal) -> None:
    ran = paper("cite", "paper.tex", "--style", "nlm", "-o", "list.html", "--json")
    assert isinstance(ran.json, dict)
    assert ran.json["written"] == {"file": "list.html", "format": "html"}


def test_an_unknown_key_is_told_and_the_rest_formatted(paper: Terminal) -> None:
    (paper.folder / "b.md").write_text("[@Nobody2000; @Varga2004]", encoding="utf-8")
    ran = paper("cite", "b.md", "--style", "nlm")
    assert ran.code == 4
    assert "b.md:1" in ran.err
    assert ran.out.startswith("1. Varga")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--style", "nlm", "--bibtex"), "contradict"),
        (("--style", "nlm", "--as-cited"), "--as-cited goes with"),
        (("--style", "nlm", "--list"), "cannot both go"),
        (("--style", "nlm", "--json"), "cannot both go"),
        (("--style", "nlm", "--rewrite"), "writes no bibliography"),
        (("--style", "nlm", "--output-format", "docx"), "needs a file"),
        (("--output-format", "html"), "formatted references"),
    ],
)
def test_what_contradicts_itself(paper: Terminal, words: tuple[str, ...], said: str) -> None:
    ran = paper("cite", "paper.tex", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
