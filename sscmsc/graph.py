"""Networks of works: who cites whom, which works are cited together, which cite the same.

Co-citation: two works are linked as often as works cite both (Small, J Am Soc Inf Sci
1973;24:265-9). Bibliographic coupling: as often as both cite the same work (Kessler, Am Doc
1963;14:10-25). Communities are found by the Louvain method (Blondel et al., J Stat Mech
2008:P10008), with a fixed seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, NamedTuple

from sscmsc.entry import Entry
from sscmsc.errors import InputError, UsageError
from sscmsc.library import Library
from sscmsc.overlap_lists import include

if TYPE_CHECKING:
    from networkx import DiGraph, Graph

CITES, CO_CITATION, COUPLING = "cites", "co-citation", "coupling"
KINDS = (CITES, CO_CITATION, COUPLING)
#: Pairs of works above this number are not counted.
MOST_PAIRS = 5_000_000
SEED = 1


class Link(NamedTuple):
    """A link between works, by their places: from the citing to the cited work, or of two that
    are alike; `weight` is how much links them."""

    source: int
    target: int
    weight: int = 1


@dataclass(frozen=True, slots=True)
class Network:
    """Works in the order of their citekeys, and links in the order of their places."""

    kind: str
    works: tuple[Entry, ...]
    links: tuple[Link, ...]

    @property
    def directed(self) -> bool:
        """Whether links go from one work to the other."""
        return self.kind == CITES

    def degrees(self) -> tuple[tuple[int, int], ...]:
        """Of each work the weight of the links that end there and of those that start there; of
        links without direction, of all, twice."""
        into, out = [0] * len(self.works), [0] * len(self.works)
        for link in self.links:
            into[link.target] += link.weight
            out[link.source] += link.weight
        if not self.directed:
            into = out = [one + other for one, other in zip(into, out, strict=True)]
        return tuple(zip(into, out, strict=True))


class Communities(NamedTuple):
    """The community of each work, numbered from 1 by size, and how far links keep to them."""

    numbers: tuple[int, ...]
    modularity: float

    @property
    def sizes(self) -> Mapping[int, int]:
        """How many works each has."""
        return dict(sorted(Counter(self.numbers).items()))


def make_network(
    library: Library,
    entries: Iterable[Entry],
    kind: str = CITES,
    *,
    least: int = 1,
    isolated: bool = False,
) -> Network:
    """The network of works: links among `entries` of at least that weight.

    Works without a link are left out unless `isolated`. For co-citation all works of the library
    count as citing; for coupling, cited works that are not held count too. Raises `InputError`
    where there are too many pairs.
    """
    works = sorted(entries, key=lambda one: one.citekey)
    places = {one.citekey: place for place, one in enumerate(works)}
    counts = {CITES: _citing, CO_CITATION: _cited_together, COUPLING: _coupled}[kind](
        library, works, places
    )
    links = [Link(*pair, number) for pair, number in counts.items() if number >= least]
    linked = sorted({place for link in links for place in link[:2]})
    kept = range(len(works)) if isolated else linked
    renamed = {place: at for at, place in enumerate(kept)}
    ends = sorted(
        Link(renamed[one.source], renamed[one.target], one.weight) for one in links
    )  # fmt: skip
    return Network(kind, tuple(works[place] for place in kept), tuple(ends))


def _cited(entry: Entry) -> frozenset[str]:
    lines = entry.references.references if entry.references else ()
    keys = (one.citekey for one in lines)
    return frozenset(key for key in keys if key is not None and key != entry.citekey)


def _citing(
    library: Library, works: Sequence[Entry], places: Mapping[str, int]
) -> Counter[tuple[int, int]]:
    return Counter(
        (place, places[key])
        for place, entry in enumerate(works)
        for key in _cited(entry)
        if key in places
    )


def _cited_together(
    library: Library, works: Sequence[Entry], places: Mapping[str, int]
) -> Counter[tuple[int, int]]:
    return _pairs([{places[key] for key in _cited(one) if key in places} for one in library])


def _coupled(
    library: Library, works: Sequence[Entry], places: Mapping[str, int]
) -> Counter[tuple[int, int]]:
    listing = [one for one in works if one.references and one.references.references]
    citing: dict[int, set[int]] = {}
    for entry, mask in zip(listing, include(library, listing).grid.included, strict=True):
        for number in _bits(mask):
            citing.setdefault(number, set()).add(places[entry.citekey])
    return _pairs(citing.values())


def _bits(mask: int) -> Iterator[int]:
    return (at for at, bit in enumerate(reversed(bin(mask))) if bit == "1")


def _pairs(groups: Iterable[Set[int]]) -> Counter[tuple[int, int]]:
    """How often two stand in one group. Raises `InputError` where groups are too large."""
    listed = [sorted(one) for one in groups]
    number = sum(len(one) * (len(one) - 1) // 2 for one in listed)
    if number > MOST_PAIRS:
        raise InputError(
            f"{number} pairs of works: at most {MOST_PAIRS} can be counted",
            hint="Ask for fewer works with a query.",
        )
    return Counter(pair for one in listed for pair in combinations(one, 2))


def find_communities(network: Network) -> Communities:
    """The communities of works, by the weights of links whatever their direction.

    Raises `UsageError` where networkx is not installed.
    """
    graph = _undirected(network)
    if not network.links:
        return Communities(tuple(range(1, len(network.works) + 1)), 0.0)
    import networkx as nx

    found = [
        sorted(int(one) for one in group)
        for group in nx.community.louvain_communities(graph, weight="weight", seed=SEED)
    ]
    found.sort(key=lambda group: (-len(group), group))
    numbers = {place: number for number, group in enumerate(found, start=1) for place in group}
    modularity = float(nx.community.modularity(graph, found, weight="weight"))
    return Communities(
        tuple(numbers[place] for place in range(len(network.works))), round(modularity, 4)
    )


def lay_out(network: Network) -> tuple[tuple[float, float], ...]:
    """A place in a plane for each work, the same each time: linked works lie close (ForceAtlas2,
    Jacomy et al., PLoS One 2014;9:e98679).

    Raises `UsageError` where networkx is not installed.
    """
    graph = _undirected(network)
    if len(network.works) < 2:
        return tuple((0.0, 0.0) for _ in network.works)
    import networkx as nx

    start = nx.circular_layout(graph)
    found = nx.forceatlas2_layout(
        graph, pos=start, max_iter=300, scaling_ratio=2.0, gravity=1.0, strong_gravity=True,
        weight="weight", seed=SEED,
    )  # fmt: skip
    return tuple(
        (round(float(found[place][0]), 4), round(float(found[place][1]), 4))
        for place in range(len(network.works))
    )


def _undirected(network: Network) -> Graph:
    """The network as networkx has it, by places: numbers have one order in every process."""
    graph = load_networkx()()
    graph.add_nodes_from(range(len(network.works)))
    for link in network.links:
        held = graph.get_edge_data(link.source, link.target, {"weight": 0})["weight"]
        graph.add_edge(link.source, link.target, weight=held + link.weight)
    return graph


def load_networkx(*, directed: bool = False) -> type[Graph] | type[DiGraph]:
    """The class of graphs. Raises `UsageError` where networkx is not installed."""
    try:
        import networkx as nx
    except ImportError as error:
        raise UsageError(
            "networks need networkx, which is not installed",
            hint="`pip install 'sscmsc[graph]'` brings it.",
        ) from error
    kind: type[Graph] | type[DiGraph] = nx.DiGraph if directed else nx.Graph
    return kind
