"""`sscmsc timeline`, `journals` and `authors` at the command line."""

from __future__ import annotations

import csv
import io

import pytest

from tests.commands.conftest import Terminal


def test_the_figures_of_a_timeline_are_those_of_the_queries(seeded: Terminal) -> None:
    told = seeded("timeline", "--by", "therapy", "--json").json
    assert isinstance(told, dict)
    assert told["works"] == 13
    cells = [one for one in told["cells"] if one["works"]][:6]
    for cell in [*cells, *told["rows"][-2:], told["columns"][0]]:
        assert len(seeded("list", cell["query"]).rows) == cell["works"], cell["query"]
    head, *rows = csv.reader(io.StringIO(seeded("timeline", "--format", "csv").out))
    assert head == ["Year", "Works", "Reports", "Participants", "Known", "Query"]
    assert {row[5]: int(row[1]) for row in rows} == {
        one["query"]: one["works"] for one in told["rows"]
    }
    assert sum(int(row[1]) for row in rows) == 13
    assert "No year" in seeded("timeline", tty=True).out


def test_trials_by_phase(seeded: Terminal) -> None:
    rows = seeded("timeline", "--phases").rows
    assert rows[0][:3] == ["2001", "phase I trial", "1"]
    assert rows[0][-1].startswith('(design:"phase I trial" OR')
    assert len(seeded("list", rows[0][-1]).rows) == 1


def test_ages(seeded: Terminal) -> None:
    rows = seeded("timeline", "--ages").rows
    assert rows[0] == ["Peltzer2018", "2018", "5", "5", "9", "8–14", "15", "20.0 %"]
    told = seeded("timeline", "--ages", "Peltzer2018", "--json").objects
    assert [(one["median"], one["recent"], sum(one["ages"].values())) for one in told] == [
        (9, 0.2, 5)
    ]


def test_journals(seeded: Terminal) -> None:
    rows = seeded("journals").rows
    assert rows[0][:4] == ["Front Immunol", "2", "2018", "1"]
    told = seeded("journals", "--top", "1", "--json").objects
    assert [(one["journal"], one["works"], len(one["citekeys"])) for one in told] == [
        ("Front Immunol", 2, 2)
    ]
    assert len(seeded("journals", "cited-by:Peltzer2018", "--format", "md").out.splitlines()) == 6


def test_authors(seeded: Terminal) -> None:
    rows = seeded("authors", "--top", "2").rows
    assert rows[0][:4] == ["Del Papa N", "2", "2", "0"]
    assert rows[1][-1] == "Sullivan KM"
    ran = seeded("authors", "--groups")
    assert (ran.code, ran.out) == (0, "")
    assert "et al." in ran.err
    found = seeded("authors", "--self-citations", "--json").objects
    assert [(one["citekey"], one["known"], one["share"]) for one in found] == [
        ("Peltzer2018", 5, 0), ("Velier2022", 5, 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "line",
    ["timeline", "timeline --by therapy", "timeline --phases", "timeline --ages", "journals",
     "authors --top 5", "authors --self-citations"],
)  # fmt: skip
def test_pictures(seeded: Terminal, line: str) -> None:
    assert seeded(*line.split(), "-o", "x.svg").code == 0
    drawn = (seeded.folder / "x.svg").read_text()
    assert drawn.rstrip().endswith("</svg>")
    assert seeded(*line.split(), "--format", "svg").out == drawn


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("timeline --by nonsense", 3, "there is no facet 'nonsense'"),
        ("timeline --by design --phases", 2, "contradict each other"),
        ("timeline --ages --by-trial", 2, "contradict each other"),
        ("timeline year:1901", 4, "no work holds for this query"),
        ("timeline --ages Binks2001", 4, "no review of these works has references"),
        ("timeline ShiND -o x.svg", 4, "no work has a year: there is nothing to draw"),
        ("authors --groups -o x.svg", 4, "no work has a group as author"),
        ("authors --self-citations Binks2001", 4, "no reference list is held"),
        ("authors --self-citations --top 3", 2, "stands alone"),
        ("journals --top -1", 2, "-1"),
        ("journals Nobody", 4, "Nobody"),
        ("timeline --phases Gabrielli2009", 4, "no work holds for this query"),
        ("journals --format docx", 2, "there is no format 'docx'"),
    ],
)
def test_what_cannot_be(seeded: Terminal, line: str, code: int, told: str) -> None:
    ran = seeded(*line.split())
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err


def test_facets_are_offered(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("COMP_WORDS", "sscmsc matrix d"), ("COMP_CWORD", "2"),
                        ("_SSCMSC_COMPLETE", "complete_bash")):  # fmt: skip
        monkeypatch.setenv(name, value)
    assert seeded("matrix", "d").out.split() == ["disease", "donor", "design"]


@pytest.mark.parametrize("name", ["timeline", "journals", "authors"])
def test_an_empty_library_gets_a_sentence(terminal: Terminal, name: str) -> None:
    terminal("init")
    assert "the library holds no works" in terminal(name).err
