"""`sscmsc export`."""

from __future__ import annotations

from pathlib import Path

import pytest
from bibtexparser.entrypoint import parse_string

from tests.commands.conftest import Terminal


def keys(bib: str) -> set[str]:
    library = parse_string(bib)
    assert not library.failed_blocks
    return {entry.key for entry in library.entries}


def test_everything_reads_back_through_bibtexparser(seeded: Terminal) -> None:
    out = seeded("export", "--bibtex").out
    assert keys(out) == {row[0] for row in seeded("list").rows}
    assert "doi = {10.3389/fimmu.2018.02013}" in out
    assert "pages = {1989--2003}" in out
    assert seeded("export", "--format", "BibTeX").out == out


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["Peltzer2018", "10.1056/nejmra0806188"], {"Peltzer2018", "Gabrielli2009"}),
        (["--disease", "SSc", "--year", "2001-2003"], {"Binks2001", "Mayes2003"}),
        (["author:varga"], {"Varga2004"}),
        (["--cited-by", "Peltzer2018", "--therapy", "HSCT"], {"Sullivan2018"}),
        (["--author", "nobody"], set()),
    ],
)
def test_a_part(seeded: Terminal, arguments: list[str], expected: set[str]) -> None:
    assert keys(seeded("export", "--bibtex", *arguments).out) == expected


def test_to_a_file_and_over_an_old_one(seeded: Terminal) -> None:
    target = seeded.folder / "refs.bib"
    target.write_text("old")
    ran = seeded("export", "--bibtex", "-o", "refs.bib")
    assert (ran.code, ran.out) == (0, "")
    assert "13 works written to refs.bib" in ran.err
    assert target.read_text() == seeded("export", "--bibtex").out
    assert seeded("export", "--bibtex", "-o", "-").out == target.read_text()
    assert sorted(path.name for path in seeded.folder.iterdir()) == ["refs", "refs.bib"]


def test_a_file_that_cannot_be_written(seeded: Terminal) -> None:
    for target in ("nowhere/refs.bib", "refs"):
        ran = seeded("export", "--bibtex", "-o", target)
        assert ran.code == 3
        assert target in ran.err


def test_what_is_exported_imports_to_the_same_works(seeded: Terminal) -> None:
    seeded("export", "--bibtex", "-o", "all.bib")
    library = str(seeded.folder / "second")
    assert seeded("import", "all.bib", "-l", library).code == 0
    first = seeded("export", "--bibtex").out
    assert seeded("export", "--bibtex", "-l", library).out == first


@pytest.mark.parametrize(
    "command",
    [
        ("export", "--bibtex"), ("export", "--style", "nlm"), ("export", "-f", "csv"),
        ("timeline", "-f", "csv"), ("report",), ("graph", "-f", "dot"),
        ("check", "--format", "sarif"), ("cite", "paper.md", "-f", "bibtex"),
    ],
)  # fmt: skip
def test_no_output_takes_the_place_of_a_file_of_the_library(
    seeded: Terminal, command: tuple[str, ...]
) -> None:
    (seeded.folder / "paper.md").write_text("[@Velier2022]\n", encoding="utf-8")
    (seeded.folder / "link.yaml").symlink_to(seeded.library / "entries" / "Velier2022.yaml")
    before = seeded.files()
    for target in (
        "refs/entries/Velier2022.yaml", "refs/entries/new.txt", "refs/library.bib",
        "refs/sscmsc.toml", "refs/.sscmsc/index.sqlite", "link.yaml",
    ):  # fmt: skip
        ran = seeded(*command, "-o", target)
        assert (ran.code, ran.out) == (2, "")
        assert f"{target} belongs to the library in " in ran.err
    assert seeded.files() == before
    assert seeded("export", "--bibtex", "-o", "refs/mine.bib").code == 0


@pytest.mark.parametrize("manuscript", ["paper.md", "paper.tex"])
@pytest.mark.parametrize("options", [("--style", "nlm"), ("-f", "bibtex"), ("--list", "-f", "ris")])
def test_no_bibliography_takes_the_place_of_its_manuscript(
    seeded: Terminal, manuscript: str, options: tuple[str, ...]
) -> None:
    paper = seeded.folder / manuscript
    paper.write_text("[@Velier2022] \\cite{Velier2022}\n", encoding="utf-8")
    (seeded.folder / "other").symlink_to(paper)
    for target in (manuscript, f"./{manuscript}", "other"):
        ran = seeded("cite", manuscript, *options, "-o", target)
        assert ran.code == 2
        assert f"{Path(target)} is the manuscript; nothing was written" in ran.err
    assert paper.read_text(encoding="utf-8") == "[@Velier2022] \\cite{Velier2022}\n"


def test_a_suffix_says_the_format(seeded: Terminal) -> None:
    for name, begins in (
        ("a.ris", "TY  - "),
        ("a.bib", "@"),
        ("a.csv", "citekey,"),
        ("a.json", "["),
    ):
        assert seeded("export", "Velier2022", "-o", name).code == 0
        text = (seeded.folder / name).read_text(encoding="utf-8-sig").lstrip()
        assert text.startswith(begins) or begins == "@"
    assert seeded("export", "Velier2022", "-o", "a.unknown").code == 2
    assert seeded("export", "--bibtex", "Velier2022", "-o", "b.ris").code == 0
    assert "@article{Velier2022" in (seeded.folder / "b.ris").read_text(encoding="utf-8")


@pytest.mark.parametrize("options", [("--bibtex",), ("--style", "nlm"), ("-f", "csv")])
def test_a_retracted_work_is_not_written_without_a_word(
    seeded: Terminal, options: tuple[str, ...]
) -> None:
    assert seeded("export", *options).err == ""
    title = "title=RETRACTED: Illness and art"
    assert seeded("edit", "Varga2004", "--set", title).code == 0
    ran = seeded("export", *options)
    assert ran.code == 0
    assert ran.err == "warning: Varga2004 was retracted: `sscmsc show` tells by whom\n"
    assert seeded("export", *options, "-q").out == ran.out
    (seeded.folder / "paper.md").write_text("[@Varga2004]\n", encoding="utf-8")
    more = options if options != ("--bibtex",) else ("-f", "bibtex")
    assert "Varga2004 was retracted" in seeded("cite", "paper.md", *more).err
