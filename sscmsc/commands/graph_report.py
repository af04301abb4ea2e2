"""What `sscmsc graph` prints: works, links or the main path; the JSON and the picture hold all."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from enum import Enum
from typing import cast

from sscmsc.commands.tabulating import PICTURES, Told
from sscmsc.commands.wording import counted
from sscmsc.graph import Communities, Link, Network, lay_out
from sscmsc.graph_files import Drawn, as_node_link
from sscmsc.plots_graph import Dot, Line, draw_network
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.tabulated import Value
from sscmsc.text import plain

#: Works that a picture shows: more would lie over each other.
DRAWN = 250


class Part(Enum):
    """What a table shows."""

    WORKS = "works"
    LINKS = "links"
    PATH = "path"


KEY = Column("Work", most=18, style="cyan")
YEAR = Column("Year", most=4, right=True)
COMMUNITY = Column("Community", most=9, right=True)
TITLE = Column("Title")


def told_of(drawn: Drawn, part: Part) -> Told:
    """What is to be printed."""
    told = {Part.WORKS: _works, Part.LINKS: _links, Part.PATH: _path}[part](drawn)
    return told._replace(
        json=cast("Json", as_node_link(drawn)), caption=_caption(drawn),
        picture=lambda kind: _picture(drawn, kind),
    )  # fmt: skip


def summed(drawn: Drawn, shape: str) -> Iterator[str]:
    """What is to be known of the network, a line each."""
    if drawn.path is not None and drawn.path.dropped:
        works = drawn.network.works
        pairs = ", ".join(
            f"{works[one.source].citekey} → {works[one.target].citekey}"
            for one in drawn.path.dropped[:3]
        )
        yield (
            f"{counted(len(drawn.path.dropped), 'link')} left out of the main path, because "
            f"works cite each other: {pairs}"
        )
    if shape in PICTURES and len(drawn.network.works) > DRAWN:
        yield f"the {DRAWN} works with most links are drawn, of {len(drawn.network.works)}"


def _caption(drawn: Drawn) -> str:
    network, found = drawn.network, drawn.communities
    communities = f"{len(found.sizes)} communities" if len(found.sizes) > 1 else "1 community"
    return (
        f"{counted(len(network.works), 'work')}, {counted(len(network.links), 'link')} "
        f"({network.kind}), {communities}, modularity {found.modularity:.2f}"
    )


def _works(drawn: Drawn) -> Told:
    network, numbers = drawn.network, drawn.communities.numbers
    degrees = network.degrees()
    on_path = drawn.path.places if drawn.path else ()
    counts = ("Cited", "Cites") if network.directed else ("Weight",)
    columns = (
        KEY, YEAR, *(Column(one, most=6, right=True) for one in counts), COMMUNITY,
        *((Column("Path", most=4, right=True),) if network.directed else ()), TITLE,
    )  # fmt: skip
    order = sorted(range(len(network.works)), key=lambda at: (-sum(degrees[at]), at))
    rows: list[tuple[Value, ...]] = []
    for at in order:
        entry = network.works[at]
        path = (on_path.index(at) + 1 if at in on_path else None,) if network.directed else ()
        rows.append((
            entry.citekey, entry.record.year, *degrees[at][: len(counts)], numbers[at], *path,
            plain(entry.record.shown_title or ""),
        ))  # fmt: skip
    return Told(columns, tuple(rows), None)


def _links(drawn: Drawn) -> Told:
    works, directed = drawn.network.works, drawn.network.directed
    names = ("Citing", "Cited") if directed else ("Work", "and")
    columns = (
        *(Column(one, most=24, style="cyan") for one in names),
        Column("Weight", most=6, right=True),
        *((Column("Main path", most=9),) if directed else ()),
    )
    on_path = drawn.path.links if drawn.path else frozenset()
    rows: list[tuple[Value, ...]] = []
    for one in sorted(drawn.network.links, key=lambda one: (-one.weight, one)):
        main = ("yes" if (one.source, one.target) in on_path else "",) if directed else ()
        rows.append((works[one.source].citekey, works[one.target].citekey, one.weight, *main))
    return Told(columns, tuple(rows), None)


def _path(drawn: Drawn) -> Told:
    """The main path from the oldest work on; how many paths of citations run to the next."""
    assert drawn.path is not None
    columns = (KEY, YEAR, Column("Paths", most=9, right=True), COMMUNITY, TITLE)
    rows = []
    for number, at in enumerate(drawn.path.places):
        entry = drawn.network.works[at]
        paths = drawn.path.counts[number] if number < len(drawn.path.counts) else None
        title = plain(entry.record.shown_title or "")
        community = drawn.communities.numbers[at]
        rows.append((entry.citekey, entry.record.year, paths, community, title))
    return Told(columns, tuple(rows), None)


def _picture(drawn: Drawn, kind: str) -> bytes:
    shown = most_linked(drawn)
    network = shown.network
    degrees = network.degrees()
    dots = [
        Dot(entry.citekey, place, number, sum(degree))
        for entry, place, number, degree in zip(
            network.works, lay_out(network), shown.communities.numbers, degrees, strict=True
        )
    ]
    works = drawn.network.works
    on_path = {
        (works[late].citekey, works[early].citekey)
        for late, early in (drawn.path.links if drawn.path else ())
    }
    lines = [
        Line(one.source, one.target, one.weight,
             (network.works[one.source].citekey, network.works[one.target].citekey) in on_path)
        for one in network.links
    ]  # fmt: skip
    legend = _caption(drawn) + ("; black: main path" if any(one.main for one in lines) else "")
    return draw_network(dots, lines, directed=network.directed, legend=legend, kind=kind)


def most_linked(drawn: Drawn) -> Drawn:
    """The network of the works with most links, those of the main path always."""
    network = drawn.network
    if len(network.works) <= DRAWN:
        return drawn
    degrees = network.degrees()
    on_path = set(drawn.path.places) if drawn.path else set()
    order = sorted(
        range(len(network.works)), key=lambda at: (at not in on_path, -sum(degrees[at]), at)
    )
    kept = sorted(order[:DRAWN])
    places = {at: place for place, at in enumerate(kept)}
    links = tuple(
        Link(places[one.source], places[one.target], one.weight)
        for one in network.links
        if one.source in places and one.target in places
    )
    smaller = Network(network.kind, tuple(network.works[at] for at in kept), links)
    numbers = tuple(drawn.communities.numbers[at] for at in kept)
    return replace(
        drawn, network=smaller, communities=Communities(numbers, drawn.communities.modularity)
    )
