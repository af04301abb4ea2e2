"""`sscmsc graph` at the command line."""

from __future__ import annotations

import json

import pytest

from sscmsc.commands.graph import formats, kinds
from sscmsc.commands.graph_report import most_linked, summed
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.graph import find_communities, make_network
from sscmsc.graph_files import Drawn
from sscmsc.graph_path import find_main_path
from sscmsc.library import Library
from sscmsc.record import Record
from sscmsc.reference import Reference, ReferenceList
from tests.commands.conftest import Terminal


def test_works_links_and_the_main_path(seeded: Terminal) -> None:
    ran = seeded("graph")
    assert ran.code == 0
    assert [row[0] for row in ran.rows[:2]] == ["Peltzer2018", "Velier2022"]
    assert ran.rows[0][1:5] == ["2018", "0", "5", "2"]
    links = seeded("graph", "--links").rows
    assert len(links) == 10
    assert sum(row[3] == "yes" for row in links) == 1
    assert [row[0] for row in seeded("graph", "--main-path").rows] == ["Binks2001", "Velier2022"]
    shown = seeded("graph", tty=True).out
    assert "12 works, 10 links (cites), 2 communities, modularity 0.50" in shown


def test_the_figures_are_the_same_everywhere(seeded: Terminal) -> None:
    told = seeded("graph", "--json").json
    assert isinstance(told, dict)
    rows = {row[0]: (int(row[2]), int(row[3]), int(row[4])) for row in seeded("graph").rows}
    assert rows == {
        one["id"]: (one["cited"], one["cites"], one["community"]) for one in told["nodes"]
    }
    assert {(row[0], row[1]) for row in seeded("graph", "--links").rows} == {
        (one["source"], one["target"]) for one in told["links"]
    }
    seeded("graph", "-o", "network.graphml")
    text = (seeded.folder / "network.graphml").read_text()
    assert text.count("<node ") == len(rows)
    assert seeded("graph", "--format", "graphml").out == text
    seeded("graph", "-o", "network.gv")
    assert (seeded.folder / "network.gv").read_text() == seeded("graph", "--format", "dot").out
    seeded("graph", "-o", "network.json")
    assert json.loads((seeded.folder / "network.json").read_text()) == told


def test_works_cited_together(seeded: Terminal) -> None:
    rows = seeded("graph", "--by", "co-citation", "--links").rows
    assert len(rows) == 20
    assert {row[2] for row in rows} == {"1"}
    assert len(seeded("graph", "--by", "co-citation", "cited-by:Velier2022").rows) == 5
    assert len(seeded("graph", "--isolated").rows) == 13


def test_pictures(seeded: Terminal) -> None:
    assert seeded("graph", "-o", "network.svg").code == 0
    drawn = (seeded.folder / "network.svg").read_text()
    assert drawn.rstrip().endswith("</svg>")
    assert seeded("graph", "--format", "svg").out == drawn
    assert seeded("graph", "--by", "co-citation", "-o", "network.png").code == 0
    assert (seeded.folder / "network.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        ("--by friendship", 2, "--by takes cites, co-citation, coupling, not 'friendship'"),
        ("--by coupling", 4, "none of 13 works cites what another cites"),
        ("--by co-citation --least 2", 4, "is cited together with another 2 times or more"),
        ("Binks2001", 4, "one work has no network"),
        ("--least 0", 2, "0"),
        ("--links --main-path", 2, "contradict each other"),
        ("--by coupling --main-path", 2, "there is no main path of coupling"),
        ("--format docx", 2, "there is no format 'docx'"),
        ("-o nowhere/x.graphml", 3, "cannot write"),
        ("Nobody", 4, "Nobody"),
        ("disease:nonsense", 3, "nonsense"),
    ],
)
def test_what_cannot_be(seeded: Terminal, line: str, code: int, told: str) -> None:
    ran = seeded("graph", *line.split())
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err


def test_a_circle_and_a_network_that_is_too_large_to_draw() -> None:
    """Work 0 and work 1 cite each other, and work 1 all others: the path is always drawn."""
    works = []
    for number in range(300):
        cited = {0: (1,), 1: (0, *range(2, 300))}.get(number, ())
        lines = tuple(Reference(at, citekey=f"W{one:03}") for at, one in enumerate(cited, start=1))
        listed = ReferenceList(lines) if lines else None
        record = Record("test", issued=PartialDate(2000 + (number == 1)))
        works.append(Entry(f"W{number:03}", record, references=listed))
    network = make_network(Library(works), works)
    drawn = Drawn(network, find_communities(network), find_main_path(network))
    assert list(summed(drawn, "svg")) == [
        "1 link left out of the main path, because works cite each other: W000 → W001",
        "the 250 works with most links are drawn, of 300",
    ]
    assert list(summed(drawn, "csv"))[1:] == []
    smaller = most_linked(drawn).network
    assert [one.citekey for one in smaller.works[:2]] == ["W000", "W001"]
    assert len(smaller.works) == 250
    assert len(smaller.links) == 250


def test_kinds_and_formats_are_offered() -> None:
    assert kinds("co") == ["co-citation", "coupling"]
    assert formats("g") == ["graphml"]
