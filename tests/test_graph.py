"""Networks by hand, communities, and the main path against counting every path."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.graph import Link, find_communities, lay_out, make_network
from sscmsc.graph_path import MainPath, find_main_path
from sscmsc.identifiers import DOI
from sscmsc.library import Library
from sscmsc.record import Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.text import RichText
from tests.conftest import ROOT


def library(cited: dict[str, str], years: dict[str, int] | None = None) -> Library:
    """A library in which each work cites those whose letters follow it; `1` to `9` are not held."""
    keys = sorted(set("".join(cited)) | {one for text in cited.values() for one in text})
    works = []
    for key in (one for one in keys if one.isalpha()):
        lines = tuple(
            Reference(at, citekey=one) if one.isalpha()
            else Reference(at, doi=DOI(f"10.5555/{one}"))
            for at, one in enumerate(cited.get(key, ""), start=1)
        )  # fmt: skip
        year = (years or {}).get(key, 2000)
        record = Record("test", title=RichText(f"Work {key}"), issued=PartialDate(year))
        works.append(Entry(key, record, references=ReferenceList(lines) if lines else None))
    return Library(works)


def links(held: Library, kind: str, least: int = 1) -> dict[str, int]:
    network = make_network(held, held, kind, least=least)
    return {
        network.works[one.source].citekey + network.works[one.target].citekey: one.weight
        for one in network.links
    }


HELD = library({"A": "CDAA", "B": "CD12", "E": "D12", "F": ""})


def test_networks_by_hand() -> None:
    """A cites itself by mistake; C and D are cited together by A and B; B and E share D, 1, 2."""
    assert links(HELD, "cites") == dict.fromkeys(("AC", "AD", "BC", "BD", "ED"), 1)
    assert links(HELD, "co-citation") == {"CD": 2}
    assert links(HELD, "coupling") == {"AB": 2, "AE": 1, "BE": 3}
    assert links(HELD, "coupling", least=2) == {"AB": 2, "BE": 3}
    assert links(HELD, "coupling", least=4) == {}


def test_works_without_a_link() -> None:
    network = make_network(HELD, HELD)
    assert "".join(one.citekey for one in network.works) == "ABCDE"
    assert network.degrees() == ((0, 2), (0, 2), (2, 0), (3, 0), (0, 1))
    held = library({"A": "C", "F": "", "G": "F"})
    some = [held.entries[one] for one in "ACF"]
    assert len(make_network(held, some).works) == 2
    assert len(make_network(held, some, isolated=True).works) == 3
    together = make_network(HELD, HELD, "co-citation")
    assert together.degrees() == ((2, 2), (2, 2))


def test_too_many_pairs_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sscmsc.graph.MOST_PAIRS", 1)
    with pytest.raises(InputError, match="at most 1 can be counted"):
        make_network(HELD, HELD, "coupling")


def test_two_circles_are_two_communities() -> None:
    """Two triangles with one link between them: Q = 6/7 - (7² + 7²) / 14² = 5/14."""
    held = library({"A": "BC", "B": "CD", "D": "EF", "E": "F"})
    network = make_network(held, held)
    found = find_communities(network)
    assert found.numbers == (1, 1, 1, 2, 2, 2)
    assert found.modularity == round(5 / 14, 4)
    assert found.sizes == {1: 3, 2: 3}
    nothing = find_communities(make_network(Library(), ()))
    assert (nothing.numbers, nothing.modularity) == ((), 0.0)


def test_the_same_in_every_process() -> None:
    """Strings hash differently in each process; nothing may follow from that."""
    script = (
        "import json; from tests.test_graph import WIDE; from sscmsc.graph import *\n"
        "one = make_network(WIDE, WIDE)\n"
        "print(json.dumps([one.links, find_communities(one), lay_out(one)]))"
    )
    told = [
        subprocess.run(
            [sys.executable, "-c", script], cwd=ROOT, check=True, capture_output=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("1", "2")
    ]  # fmt: skip
    assert told[0] == told[1]
    assert len(json.loads(told[0])[2]) == 11


WIDE = library({"J": "ABCD", "K": "CDEF", "L": "FGABJ", "M": "KLE"})
YEARS = {"A": 2000, "B": 2001, "C": 2002, "D": 2003, "E": 2004}


def path_of(held: Library) -> tuple[str, MainPath]:
    network = make_network(held, held)
    found = find_main_path(network)
    return "".join(network.works[one].citekey for one in found.places), found


def test_a_main_path_by_hand() -> None:
    """C cites A and B, D cites C, E cites C and D: from A two paths, A-C-E and A-C-D-E, and two
    from B. A-C is worth 2, C-D 2, D-E 2, C-E 2: by way of D the sum is 6."""
    path, found = path_of(library({"C": "AB", "D": "C", "E": "CD"}, YEARS))
    assert (path, found.counts, found.dropped) == ("ACDE", (2, 2, 2), ())
    assert found.links == {(2, 0), (3, 2), (4, 3)}


def test_works_that_cite_each_other() -> None:
    """Of B and C the link from the earlier to the later one is left out."""
    path, found = path_of(library({"B": "AC", "C": "B", "D": "C"}, YEARS))
    assert path == "ABCD"
    assert found.dropped == (Link(1, 2),)


def test_no_path() -> None:
    assert path_of(Library()) == ("", MainPath((), (), ()))


cited = st.dictionaries(st.sampled_from("BCDEFG"), st.text("ABCDEFG", max_size=4), max_size=6).map(
    lambda found: {key: "".join(sorted(set(text))) for key, text in found.items()}
)


@given(cited, st.dictionaries(st.sampled_from("ABCDEFG"), st.integers(1990, 1993)))
@settings(max_examples=80, derandomize=True, deadline=None)
def test_against_counting_every_path(found: dict[str, str], years: dict[str, int]) -> None:
    held = library(found, years)
    network = make_network(held, held)
    main = find_main_path(network)
    kept = set(network.links) - set(main.dropped)
    citing: dict[int, list[int]] = {}
    for link in kept:
        citing.setdefault(link.target, []).append(link.source)
    ends = {link.target for link in kept} - {link.source for link in kept}

    def paths(place: int) -> list[tuple[int, ...]]:
        onward = [path for one in citing.get(place, ()) for path in paths(one)]
        return [(place, *path) for path in onward] or [(place,)]

    every = [path for one in sorted(ends) for path in paths(one)]
    worth = Counter(step for path in every for step in pairwise(path))
    sums = {path: sum(worth[one] for one in pairwise(path)) for path in every}
    assert main.counts == tuple(worth[one] for one in pairwise(main.places))
    assert sum(main.counts) == max(sums.values(), default=0)


def test_places_of_works() -> None:
    network = make_network(HELD, HELD)
    assert len(set(lay_out(network))) == 5
    assert lay_out(make_network(HELD, [HELD.entries["A"]], isolated=True)) == ((0.0, 0.0),)
