"""`sscmsc export`."""

from __future__ import annotations

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
