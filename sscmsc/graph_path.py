"""The main path of a citation network: the line of works along which most of it runs.

A link from the cited to the citing work is worth as many paths as lead over it, from works that
cite none to works that none cites (search path count: Hummon and Doreian, Soc Networks
1989;11:39-63; Batagelj, arXiv cs/0309023). The main path is the one whose links are worth most
together (the global one of Liu and Lu, J Am Soc Inf Sci Technol 2012;63:528-42).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.graph import Link, Network, load_networkx
from sscmsc.overlap_lists import appeared


class MainPath(NamedTuple):
    """Places of works from the oldest on, what each link to the next is worth, and the links that
    were left out because they closed a cycle."""

    places: tuple[int, ...]
    counts: tuple[int, ...]
    dropped: tuple[Link, ...]

    @property
    def links(self) -> frozenset[tuple[int, int]]:
        """The links of the path, from the citing to the cited work."""
        return frozenset((late, early) for early, late in pairwise(self.places))


def find_main_path(network: Network) -> MainPath:
    """The main path of a citation network; of paths that are worth the same, the one whose works
    come first.

    Of works that cite each other in a circle, as two of one issue may, only links from the later
    to the earlier one count; of the same day, to the one whose citekey comes first. Raises
    `UsageError` where networkx is not installed.
    """
    cited = _acyclic(network)
    dropped = tuple(
        one for one in network.links if one.target not in cited.get(one.source, ())
    )  # fmt: skip
    citing: dict[int, list[int]] = {}
    for late, earlier in cited.items():
        for early in earlier:
            citing.setdefault(early, []).append(late)
    order = _order(len(network.works), cited, citing)
    before = _paths(order, cited)
    after = _paths(order[::-1], citing)
    best: dict[int, tuple[int, int | None]] = {}
    for one in reversed(order):
        ahead = [(before[one] * after[late] + best[late][0], -late) for late in citing.get(one, ())]
        worth, late = max(ahead, default=(0, 0))
        best[one] = (worth, -late if ahead else None)
    starts = [one for one in order if not cited.get(one) and citing.get(one)]
    place: int | None = min(starts, key=lambda one: (-best[one][0], one), default=None)
    path: list[int] = []
    while place is not None:
        path.append(place)
        place = best[place][1]
    counts = [before[early] * after[late] for early, late in pairwise(path)]
    return MainPath(tuple(path), tuple(counts), dropped)


def _acyclic(network: Network) -> Mapping[int, Sequence[int]]:
    """The works that each cites, without the links that close a cycle."""
    graph = load_networkx(directed=True)()
    graph.add_nodes_from(range(len(network.works)))
    graph.add_edges_from((one.source, one.target) for one in network.links)
    import networkx as nx

    circle: dict[int, int] = {}
    for number, group in enumerate(nx.strongly_connected_components(graph)):
        circle.update((int(one), number) for one in group)
    ages = {place: _age(entry) for place, entry in enumerate(network.works)}
    kept: dict[int, list[int]] = {}
    for one in network.links:
        if circle[one.source] != circle[one.target] or ages[one.target] < ages[one.source]:
            kept.setdefault(one.source, []).append(one.target)
    return kept


def _age(entry: Entry) -> tuple[tuple[int, int, int, str], str]:
    date = appeared(entry.record)
    return (date.sort_key if date is not None else (9999, 0, 0, "")), entry.citekey


def _order(
    number: int, cited: Mapping[int, Sequence[int]], citing: Mapping[int, Sequence[int]]
) -> list[int]:
    """The works, each after all that it cites."""
    left = {place: len(cited.get(place, ())) for place in range(number)}
    ready = [place for place in range(number) if not left[place]]
    found: list[int] = []
    while ready:
        one = ready.pop()
        found.append(one)
        for late in citing.get(one, ()):
            left[late] -= 1
            if not left[late]:
                ready.append(late)
    return found


def _paths(order: Sequence[int], back: Mapping[int, Sequence[int]]) -> dict[int, int]:
    """By how many paths each work is reached from where these begin."""
    found: dict[int, int] = {}
    for one in order:
        found[one] = sum(found[other] for other in back.get(one, ())) or 1
    return found
