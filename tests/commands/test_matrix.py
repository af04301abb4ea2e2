"""`sscmsc matrix` at the command line."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal


def test_the_figures_are_those_of_the_queries(seeded: Terminal) -> None:
    told = seeded("matrix", "disease", "therapy", "--json").json
    assert isinstance(told, dict)
    assert (told["works"], told["facets"]) == (13, ["disease", "therapy"])
    for cell in [*told["cells"][:8], *told["rows"], *told["columns"]]:
        assert len(seeded("list", cell["query"]).rows) == cell["works"], cell["query"]


def test_the_figures_are_the_same_everywhere(seeded: Terminal) -> None:
    told = seeded("matrix", "disease", "therapy", "--json").json
    assert isinstance(told, dict)
    by_query = {one["query"]: one["works"] for one in told["cells"]}
    ran = seeded("matrix", "disease", "therapy", "--format", "csv")
    head, *rows = csv.reader(io.StringIO(ran.out))
    assert head == ["Disease", "Therapy", "Works", "Reports", "Participants", "Known", "Query"]
    assert {row[6]: int(row[2]) for row in rows} == by_query
    assert {row[6]: int(row[2]) for row in seeded("matrix", "disease", "therapy").rows} == by_query
    marked = seeded("matrix", "disease", "therapy", "--format", "md").out.splitlines()
    names = [one.strip() for one in marked[0].strip("|").split("|")]
    grid = {
        (line.strip("|").split("|")[0].strip(), name): int(value)
        for line in marked[2:]
        for name, value in zip(names[1:], line.strip("| ").split("|")[1:], strict=True)
    }
    for row in rows:
        assert grid[row[0], row[1]] == int(row[2])
    assert grid["All", "All"] == 13
    shown = seeded("matrix", "disease", "therapy", tty=True).out
    assert "Unclassified" in shown
    assert "13 works; one with several values counts for each" in shown


def test_queries_and_what_has_no_room(seeded: Terminal) -> None:
    said = seeded("matrix", "disease", "therapy", "year:2010-2018", "-v", tty=True).err
    assert "year:2010-2018 disease:SSc therapy:HSCT" in said
    narrow = seeded(
        "--color", "never", "matrix", "therapy", "disease", "--by", "design", tty=True
    ).out
    assert narrow.splitlines()[0].split() == ["Therapy", "Disease", "Design", "Works",
                                              "Participants"]  # fmt: skip
    assert (
        seeded("matrix", "Disease", "Cell source", "Peltzer2018")
        .rows[0][-1]
        .startswith("key:Peltzer2018 disease:")
    )


def test_people_and_trials(seeded: Terminal) -> None:
    for key, number in (("Binks2001", "12"), ("Sullivan2018", "75")):
        seeded("tag", key, f"n={number}", "trial=NCT00114530")
    ran = seeded("matrix", "disease", "therapy", "--participants", tty=True)
    assert "87 participants in 2 of 13 works" in ran.err
    assert "(87)" in ran.out
    assert "--by-trial counts a trial once" in ran.err
    assert (
        "13 works, reports of one trial counted once"
        in seeded("matrix", "disease", "therapy", "--by-trial").err
    )


def test_pictures(seeded: Terminal) -> None:
    for line in (("disease", "therapy"), ("disease", "therapy", "--by", "design"),
                 ("route", "donor", "Peltzer2018")):  # fmt: skip
        assert seeded("matrix", *line, "-o", "matrix.svg").code == 0
        drawn = (seeded.folder / "matrix.svg").read_text()
        assert drawn.rstrip().endswith("</svg>")
        assert seeded("matrix", *line, "--format", "svg").out == drawn
    assert seeded("matrix", "disease", "therapy", "-o", "matrix.png").code == 0
    assert (seeded.folder / Path("matrix.png")).read_bytes().startswith(b"\x89PNG")


def test_a_facet_without_values_gets_a_sentence(seeded: Terminal) -> None:
    ran = seeded("matrix", "disease", "trial")
    assert ran.code == 0
    assert "no work has a value of trial" in ran.err


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        (("disease", "nonsense"), 3, "there is no facet 'nonsense'"),
        (("disease", "disease"), 2, "disease is named twice"),
        (("disease",), 2, "missing argument"),
        (("disease", "therapy", "year:1901"), 4, "no work holds for this query"),
        (("disease", "therapy", "Nobody"), 4, "Nobody"),
        (("disease", "therapy", "disease:nonsense"), 3, "nonsense"),
        (("disease", "therapy", "--format", "docx"), 2, "there is no format 'docx'"),
        (("disease", "therapy", "-o", "nowhere/x.csv"), 3, "cannot write"),
    ],
)  # fmt: skip
def test_what_cannot_be(seeded: Terminal, line: tuple[str, ...], code: int, told: str) -> None:
    ran = seeded("matrix", *line)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err


def test_an_empty_library_gets_a_sentence(terminal: Terminal) -> None:
    terminal("init")
    ran = terminal("matrix", "disease", "therapy")
    assert (ran.code, ran.out) == (4, "")
    assert "the library holds no works" in ran.err
