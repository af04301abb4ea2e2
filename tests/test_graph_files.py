"""GraphML, DOT and node-link JSON, as the programs that read them see them; hostile text too."""

from __future__ import annotations

import io
import json
import re
import shutil
import subprocess
from dataclasses import replace

import networkx as nx
import pytest

from sscmsc.entry import Entry
from sscmsc.graph import find_communities, make_network
from sscmsc.graph_files import Drawn, as_node_link, write_dot, write_graphml
from sscmsc.graph_path import find_main_path
from sscmsc.library import Library
from sscmsc.record import Container, Group, Person
from sscmsc.text import RichText
from tests.test_graph import HELD

HOSTILE = 'A "study"]; x [label=<b>&amp;</b> \\N \\" \x00\x1b[2J\ufffe \u202e{|}<script>'


def drawn(title: str = "", kind: str = "cites") -> Drawn:
    held = HELD
    if title:
        entry = held.entries["C"]
        record = replace(
            entry.record, title=RichText(title), authors=(Group(title), Person("x")),
            container=Container(title),
        )  # fmt: skip
        held = Library([*(one for one in held if one.citekey != "C"), Entry("C", record)])
    network = make_network(held, held, kind)
    path = find_main_path(network) if network.directed else None
    return Drawn(network, find_communities(network), path)


def test_graphml_reads_back() -> None:
    read = nx.read_graphml(io.BytesIO("".join(write_graphml(drawn())).encode()))
    assert sorted(read.edges) == [("A", "C"), ("A", "D"), ("B", "C"), ("B", "D"), ("E", "D")]
    assert read.nodes["C"]["title"] == "Work C"
    assert (read.nodes["C"]["cited"], read.nodes["C"]["year"]) == (2, 2000)
    assert {read.nodes[one]["main_path"] for one in read} == {True, False}
    assert read.edges["A", "C"]["weight"] == 1
    other = nx.read_graphml(io.BytesIO("".join(write_graphml(drawn(kind="coupling"))).encode()))
    assert not other.is_directed()
    assert other.edges["B", "E"]["weight"] == 3


def test_node_link_reads_back() -> None:
    told = json.loads(json.dumps(as_node_link(drawn())))
    read = nx.node_link_graph(told, edges="links")
    assert read.is_directed()
    assert sorted(read.edges) == [("A", "C"), ("A", "D"), ("B", "C"), ("B", "D"), ("E", "D")]
    assert read.nodes["D"]["cited"] == 3
    assert told["graph"]["kind"] == "cites"


def test_hostile_text_is_text() -> None:
    text = "".join(write_graphml(drawn(HOSTILE)))
    read = nx.read_graphml(io.BytesIO(text.encode()))
    assert set(read.nodes) == set("ABCDE")
    assert read.nodes["C"]["title"].startswith('A "study"]; x [label=&amp;')
    assert "\x1b" not in text
    assert "\ufffe" not in text
    dot = "".join(write_dot(drawn(HOSTILE)))
    assert "\u202e" not in dot
    outside = re.sub(r'"(?:[^"\\]|\\.)*"', "T", dot)
    assert set(re.findall(r"[^\sT]+", outside)) <= {
        "digraph", "{", "}", "->", "[title=", ",", "author=", "journal=",
        "doi=", "pmid=", "year=", "disease=", "therapy=", "design=", "cited=", "cites=",
        "community=", "main_path=", "[weight=", "];",
    }  # fmt: skip


def test_dot() -> None:
    lines = "".join(write_dot(drawn())).splitlines()
    assert lines[0] == 'digraph "cites" {'
    assert sum(" -> " in line for line in lines) == 5
    other = "".join(write_dot(drawn(kind="coupling")))
    assert other.startswith('graph "coupling" {')
    assert '"A" -- "B" [weight="2"' in other


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_it() -> None:
    text = "".join(write_dot(drawn(HOSTILE)))
    read = subprocess.run(["dot", "-Tplain"], input=text.encode(), capture_output=True, check=True)
    assert read.stdout.count(b"\nnode ") == 5
