"""`sscmsc export --my-bibliography`."""

from __future__ import annotations

import pytest

from sscmsc.formats import nbib_reading
from tests.commands.conftest import Terminal

NBIB = (
    "PMID- 30207916\nDP  - 2018\nTI  - A work of PubMed.\nFAU - Ashdown, Mary\nAU  - Ashdown M\n"
    "JT  - The Journal of Examples\nSO  - J Ex. 2018.\n\n"
)


@pytest.fixture
def mixed(seeded: Terminal) -> Terminal:
    (seeded.folder / "one.nbib").write_text(NBIB, encoding="utf-8")
    assert seeded("import", "one.nbib").code == 0
    return seeded


def test_pmids_and_all_others(mixed: Terminal) -> None:
    ran = mixed("export", "--my-bibliography", "-o", "mine.nbib")
    assert (ran.code, ran.out) == (0, "")
    assert "1 PMID in mine.pmids.txt" in ran.err
    assert "13 other works in mine.nbib" in ran.err
    assert (mixed.folder / "mine.pmids.txt").read_text(encoding="utf-8") == "30207916\n"
    written = (mixed.folder / "mine.nbib").read_bytes()
    assert len(nbib_reading.read(written, "mine.nbib").works) == 13
    assert b"PMID-" not in written


def test_some_works_as_json(mixed: Terminal) -> None:
    ran = mixed("export", "--format", "nbib", "--my-bibliography", "-o", "a.nbib", "--json",
                "Gabrielli2009")  # fmt: skip
    assert ran.err == ""
    assert ran.json == {
        "file": "a.nbib", "format": "nbib", "works": ["Gabrielli2009"],
        "pmids_file": "a.pmids.txt", "pmids": [], "others": 1,
    }  # fmt: skip
    assert (mixed.folder / "a.pmids.txt").read_text(encoding="utf-8") == ""


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "two files"),
        (("-o", "-"), "two files"),
        (("--bibtex", "-o", "a"), "no other format"),
        (("--style", "nlm", "-o", "a"), "no other format"),
        (("--ascii", "-o", "a"), "no other format"),
        (("--lines", "-o", "a"), "no other format"),
    ],
)
def test_what_contradicts_itself(seeded: Terminal, words: tuple[str, ...], said: str) -> None:
    ran = seeded("export", "--my-bibliography", *words)
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
