"""`sscmsc overlap` at the command line."""

from __future__ import annotations

import csv
import io
import re

import pytest

from tests.commands.conftest import Terminal

#: Three reviews: of the works a, b, c, d; b, c, e; and c, f.
BIB = """
@article{%s, title = {%s}, author = {Amsel, Ada}, year = {%d}, journal = {J Synth Examples},
  doi = {10.5555/%s}}
"""
YEARS = {"a": 2001, "b": 2002, "c": 2003, "d": 2004, "e": 2012, "f": 2006}
CITED = {"One": ("abcd", 2010), "Two": ("bce", 2014), "Three": ("cf", 2009)}


@pytest.fixture
def reviewed(terminal: Terminal) -> Terminal:
    """A library in which One, Two and Three cite the works a to f."""
    works = [BIB % (f"Work{key}", f"A cohort study of {key}", year, key)
             for key, year in YEARS.items()]  # fmt: skip
    works += [BIB % (key, f"Review {key}", year, key) for key, (_, year) in CITED.items()]
    (terminal.folder / "all.bib").write_text("".join(works))
    assert terminal("import", "all.bib").code == 0
    for key, (cited, _) in CITED.items():
        path = terminal.library / "entries" / f"{key}.yaml"
        lines = "".join(
            f"    - position: {number}\n      doi: 10.5555/{one}\n      citekey: Work{one}\n"
            "      matched_by: doi\n"
            for number, one in enumerate(cited, start=1)
        )
        path.write_text(path.read_text() + "references:\n  list:\n" + lines)
    return terminal


def test_every_two_reviews(reviewed: Terminal) -> None:
    """N = 9, r = 6, c = 3: CCA = 3 / 12."""
    ran = reviewed("overlap")
    assert ran.code == 0
    assert ran.rows == [
        ["One", "Two", "2", "5", "0.4", "40.0 %", "very high"],
        ["Three", "Two", "1", "4", "0.25", "25.0 %", "very high"],
        ["One", "Three", "1", "5", "0.2", "20.0 %", "very high"],
    ]
    assert ran.err.splitlines() == [
        "N = 9 inclusions of r = 6 works in c = 3 reviews: CCA = (N - r) / (r * c - r)",
        "all references count",
        "each report is one work",
        "2 cells hold works newer than the review, which could not cite them: --mask-newer leaves "
        "them out",
    ]
    shown = reviewed("overlap", tty=True)
    assert "CCA 25.0 %: very high overlap; 2 of 6 works cited by two or more" in shown.out


def test_the_figures_are_the_same_everywhere(reviewed: Terminal) -> None:
    told = reviewed("overlap", "--json").json
    assert isinstance(told, dict)
    assert (told["N"], told["r"], told["c"], told["cca"]) == (9, 6, 3, 0.25)
    rows = list(csv.reader(io.StringIO(reviewed("overlap", "--format", "csv").out)))
    assert rows[0] == ["Review", "and", "Shared", "Together", "Jaccard", "CCA", "Overlap"]
    by_pair = {(row[0], row[1]): (int(row[2]), float(row[4])) for row in rows[1:]}
    assert by_pair == {
        (one["first"], one["second"]): (one["shared"], one["jaccard"]) for one in told["pairs"]
    }
    marked = reviewed("overlap", "--format", "md").out.splitlines()
    assert marked[0] == "| Review | and | Shared | Together | Jaccard | CCA | Overlap |"
    assert len(marked) == 2 + len(by_pair)


def test_works_and_who_cites_them(reviewed: Terminal) -> None:
    reviewed("overlap", "--works", "any", "-o", "works.csv")
    rows = list(csv.reader(io.StringIO((reviewed.folder / "works.csv").read_text())))
    assert rows[0] == ["Work", "Title", "Cited by", "One", "Three", "Two"]
    assert rows[1] == ["Workc", "A cohort study of c", "3", "1", "1", "1"]
    assert [row[0] for row in reviewed("overlap", "--works", "all").rows] == ["Workc"]
    assert [row[0] for row in reviewed("overlap", "--works", "2").rows] == ["Workc", "Workb"]
    one = [row[0] for row in reviewed("overlap", "--works", "one").rows]
    assert one == ["Worka", "Workd", "Worke", "Workf"]
    masked = reviewed("overlap", "--works", "one", "--mask-newer").rows
    assert masked[2] == ["Worke", "A cohort study of e", "1", "", "", "1"]


def test_what_newer_works_leave_of_the_area(reviewed: Terminal) -> None:
    """Worke of 2012 is newer than One and Three: 3 / (12 - 2)."""
    told = reviewed("overlap", "--mask-newer", "--json").json
    assert isinstance(told, dict)
    assert (told["zeros"], told["cca"]) == (2, 0.3)


def test_some_reviews_in_the_order_given(reviewed: Terminal) -> None:
    assert reviewed("overlap", "Two", "One").rows == [
        ["Two", "One", "2", "5", "0.4", "40.0 %", "very high"]
    ]
    assert reviewed("overlap", "year:2010-2014").rows[0][:3] == ["One", "Two", "2"]


def test_the_lists(reviewed: Terminal) -> None:
    path = reviewed.library / "entries" / "Two.yaml"
    nothing = "    - position: 4\n      text: A line that names nothing.\n"
    path.write_text(path.read_text() + nothing)
    ran = reviewed("overlap", "--lists")
    assert ran.rows[2] == ["Two", "2014", "4", "3", "1", "0", "0", "0"]
    assert "compared with nothing: Two (1)" in ran.err


def test_a_review_of_which_no_work_is_known_is_in_no_figure(reviewed: Terminal) -> None:
    """Counted, it would lower the covered area: it shares nothing that can be told."""
    before = reviewed("overlap", "--json").json
    assert reviewed("tag", "Three", "+read").code == 0
    three = reviewed.library / "entries" / "Three.yaml"
    text = three.read_text(encoding="utf-8")
    start = text.index("  list:\n")
    end = re.search(r"^\S", text[start:], re.M)
    assert end is not None
    nothing = "  list:\n    - position: 1\n      text: A line that names nothing.\n"
    three.write_text(text[:start] + nothing + text[start + end.start() :], encoding="utf-8")
    ran = reviewed("overlap", "--json")
    now = ran.json
    assert isinstance(before, dict)
    assert isinstance(now, dict)
    assert (before["c"], now["c"]) == (3, 2)
    assert {name for one in now["pairs"] for name in (one["first"], one["second"])} == {
        "One",
        "Two",
    }
    assert now["cca"] > before["cca"]
    assert "in no figure, as no work of theirs is known: Three" in ran.err


def test_designs(reviewed: Terminal) -> None:
    ran = reviewed("overlap", "--design", "cohort", "--json")
    assert isinstance(ran.json, dict)
    assert ran.json["N"] == 9
    assert ran.json["assumptions"]["designs"] == ["cohort"]
    none = reviewed("overlap", "--design", "RCT", tty=True)
    assert "no work counts: there is nothing to compare" in none.out
    assert "no work of these counts: One, Three, Two" in none.err
    assert reviewed("overlap", "--design", "nonsense").code == 3


def test_pictures(reviewed: Terminal) -> None:
    assert reviewed("overlap", "-o", "overlap.svg").code == 0
    drawn = (reviewed.folder / "overlap.svg").read_text()
    assert drawn.startswith("<?xml")
    assert "</svg>" in drawn
    assert reviewed("overlap", "--format", "svg").out == drawn
    assert reviewed("overlap", "-o", "overlap.png").code == 0
    assert (reviewed.folder / "overlap.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        (("One",), 4, "two reviews are needed to compare what they cite: of 1 work a reference "
                      "list is held for One only"),
        (("Worka", "Workb"), 4, "a reference list is held for none of them"),
        (("Nobody", "One"), 4, "Nobody"),
        (("--works", "few"), 2, "--works takes any, all, one or a number"),
        (("--works", "0"), 2, "--works takes any, all, one or a number"),
        (("--works", "all", "--lists"), 2, "contradict"),
        (("--format", "docx"), 2, "there is no format 'docx'"),
        (("-o", "overlap.docx"), 2, "its name does not tell the format"),
        (("--format", "png"), 2, "a PNG picture needs a file"),
        (("--json", "--format", "csv"), 2, "contradict"),
        (("-o", "nowhere/x.csv"), 3, "cannot write"),
    ],
)  # fmt: skip
def test_what_cannot_be(reviewed: Terminal, line: tuple[str, ...], code: int, told: str) -> None:
    ran = reviewed("overlap", *line)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err


def test_an_empty_library_gets_a_sentence(terminal: Terminal) -> None:
    terminal("init")
    ran = terminal("overlap")
    assert ran.code == 4
    assert "two reviews are needed" in ran.err
