"""A network as GraphML, DOT and node-link JSON, for Gephi, Cytoscape, Graphviz and scripts.

GraphML: http://graphml.graphdrawing.org/specification.html; DOT:
https://graphviz.org/doc/info/lang.html; node-link JSON as networkx and d3 read it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from xml.sax.saxutils import escape, quoteattr

from sscmsc.entry import Entry
from sscmsc.graph import Communities, Network
from sscmsc.graph_path import MainPath
from sscmsc.record import Group
from sscmsc.text import harmless, plain

Attribute = str | int | bool
#: Facets that a node tells.
FACETS = ("disease", "therapy", "design")
#: What no XML may hold though it is no control character.
_NO_XML = re.compile("[\ufffe\uffff\x00-\x08\x0b\x0c\x0e-\x1f]")
_TYPES: Mapping[type, str] = {bool: "boolean", int: "int", str: "string"}


class Node(NamedTuple):
    """A work of a network: its citekey, and what is said of it by name."""

    citekey: str
    said: Mapping[str, Attribute]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A network with what was found of it."""

    network: Network
    communities: Communities
    path: MainPath | None = None

    @property
    def nodes(self) -> tuple[Node, ...]:
        """The works, each with the same attributes."""
        degrees = self.network.degrees()
        on_path = set(self.path.places) if self.path else set()
        return tuple(
            Node(entry.citekey, {
                **_of_entry(entry), **self._links(degrees[place]),
                "community": self.communities.numbers[place], "main_path": place in on_path,
            })
            for place, entry in enumerate(self.network.works)
        )  # fmt: skip

    def _links(self, degree: tuple[int, int]) -> dict[str, Attribute]:
        if self.network.directed:
            return {"cited": degree[0], "cites": degree[1]}
        return {"links": degree[0]}

    @property
    def edges(self) -> tuple[tuple[str, str, Mapping[str, Attribute]], ...]:
        """The links by the citekeys of their ends."""
        on_path = self.path.links if self.path else frozenset()
        works = self.network.works
        return tuple(
            (works[one.source].citekey, works[one.target].citekey,
             {"weight": one.weight, "main_path": (one.source, one.target) in on_path})
            for one in self.network.links
        )  # fmt: skip


def _of_entry(entry: Entry) -> dict[str, Attribute]:
    record = entry.record
    first = record.authors[0] if record.authors else None
    author = first.name if isinstance(first, Group) else first.family if first else ""
    said: dict[str, Attribute] = {
        "title": _text(plain(record.shown_title or "")), "author": _text(author),
        "journal": _text((record.container.short if record.container else "") or ""),
        "doi": str(record.doi or ""), "pmid": str(record.pmid or ""),
    }  # fmt: skip
    if record.year is not None:
        said["year"] = record.year
    return {**said, **{facet: _text("; ".join(entry.values(facet))) for facet in FACETS}}


def _text(value: str) -> str:
    return _NO_XML.sub("", harmless(value))


def write_graphml(drawn: Drawn) -> Iterator[str]:
    """The network as GraphML; whatever stands in a title is text there."""
    nodes, edges = drawn.nodes, drawn.edges
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">\n'
    keys = {"node": _kinds([one.said for one in nodes]), "edge": _kinds([one[2] for one in edges])}
    for domain, kinds in keys.items():
        for name, kind in kinds.items():
            yield (
                f'  <key id="{domain}-{name}" for="{domain}" attr.name="{name}" '
                f'attr.type="{kind}"/>\n'
            )
    direction = "directed" if drawn.network.directed else "undirected"
    yield f'  <graph edgedefault="{direction}">\n'
    for node in nodes:
        yield f"    <node id={quoteattr(node.citekey)}>\n"
        yield from _data("node", node.said)
        yield "    </node>\n"
    for source, target, said in edges:
        yield f"    <edge source={quoteattr(source)} target={quoteattr(target)}>\n"
        yield from _data("edge", said)
        yield "    </edge>\n"
    yield "  </graph>\n</graphml>\n"


def _kinds(said: Sequence[Mapping[str, Attribute]]) -> dict[str, str]:
    return {name: _TYPES[type(value)] for one in said for name, value in one.items()}


def _data(domain: str, said: Mapping[str, Attribute]) -> Iterator[str]:
    for name, value in said.items():
        text = str(value).lower() if isinstance(value, bool) else escape(str(value))
        yield f'      <data key="{domain}-{name}">{text}</data>\n'


def write_dot(drawn: Drawn) -> Iterator[str]:
    """The network as DOT; every text is a quoted one, in which nothing is read as an escape."""
    arrow, head = ("->", "digraph") if drawn.network.directed else ("--", "graph")
    yield f"{head} {_quoted(drawn.network.kind)} {{\n"
    for node in drawn.nodes:
        yield f"  {_quoted(node.citekey)} [{_said(node.said)}];\n"
    for source, target, said in drawn.edges:
        yield f"  {_quoted(source)} {arrow} {_quoted(target)} [{_said(said)}];\n"
    yield "}\n"


def _said(said: Mapping[str, Attribute]) -> str:
    texts = (
        f"{name}={_quoted(str(value).lower() if isinstance(value, bool) else str(value))}"
        for name, value in said.items()
    )
    return ", ".join(texts)


def _quoted(text: str) -> str:
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def as_node_link(drawn: Drawn) -> Mapping[str, object]:
    """The network as node-link data: `nodes` with an `id`, `links` with `source` and `target`."""
    return {
        "directed": drawn.network.directed,
        "multigraph": False,
        "graph": {"kind": drawn.network.kind, "modularity": drawn.communities.modularity},
        "nodes": [{"id": one.citekey, **one.said} for one in drawn.nodes],
        "links": [
            {"source": source, "target": target, **said} for source, target, said in drawn.edges
        ],
    }
