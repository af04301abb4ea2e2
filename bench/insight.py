"""What is counted over a whole library, in this process, once it is read.

50 reviews that cite 10,000 works in all, of 400 lines each; every work has facets, authors, a
journal and a year. Then the report page, as `bench.page` has it. `python -m bench.insight`.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from time import process_time

from bench import page
from bench.figure import Figure, report
from bench.libraries import SURNAMES
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry, Facet
from sscmsc.graph import find_communities, make_network
from sscmsc.graph_path import find_main_path
from sscmsc.identifiers import PMID
from sscmsc.library import Library
from sscmsc.overlap import cover, pairs
from sscmsc.overlap_lists import Assumptions, include
from sscmsc.record import Container, Person, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.tally import Units
from sscmsc.tally_authors import People, find_writers
from sscmsc.tally_journals import find_journals
from sscmsc.tally_matrix import make_axis, make_matrix
from sscmsc.tally_years import year_axis
from sscmsc.text import RichText
from sscmsc.vocabulary import load_vocabulary

WORKS, REVIEWS, LINES = 10_000, 50, 400
ROUNDS = 3


def works() -> list[Entry]:
    """The works and, last, the reviews; the same ones each time."""
    chance = random.Random(8)
    vocabulary = load_vocabulary()
    values = {
        facet: [one.name for one in vocabulary.named(facet)]
        for facet in ("disease", "therapy", "design")
    }
    found = []
    for number in range(WORKS):
        facets = tuple(
            Facet(facet, chance.choice(names), ("title",)) for facet, names in values.items()
        )
        found.append(Entry(f"Work{number}", _record(number, chance), facets=facets))
    rest = list(range(WORKS))
    chance.shuffle(rest)
    for number in range(REVIEWS):
        own = rest[number * WORKS // REVIEWS : (number + 1) * WORKS // REVIEWS]
        others = chance.sample(range(WORKS), LINES - len(own))
        lines = tuple(
            Reference(at, pmid=PMID(str(10_000_000 + one)), citekey=f"Work{one}")
            for at, one in enumerate(sorted({*own, *others}), start=1)
        )
        record = _record(WORKS + number, chance)
        found.append(Entry(f"Review{number}", record, references=ReferenceList(lines)))
    return found


def _record(number: int, chance: random.Random) -> Record:
    people = tuple(
        Person(chance.choice(SURNAMES), initials=chance.choice("ABCDEFGH")) for _ in range(6)
    )
    journal = f"Journal of examples {number % 300}"
    return Record(
        "pubmed", pmid=PMID(str(10_000_000 + number)), title=RichText(f"Work {number}"),
        authors=people, container=Container(journal), issued=PartialDate(1985 + number % 40),
    )  # fmt: skip


def seconds(what: Callable[[], object]) -> float:
    """The CPU time of the best of some rounds."""
    best = float("inf")
    for _ in range(ROUNDS):
        start = process_time()
        what()
        best = min(best, process_time() - start)
    return best


def figures() -> Iterator[Figure]:
    """All figures of this topic."""
    entries = works()
    library = Library(entries)
    reviews = entries[WORKS:]

    def overlap(asked: Assumptions | None = None) -> int:
        grid = include(library, reviews, asked).grid
        return cover(grid).works + len(pairs(grid))

    yield Figure("overlap: works of 50 reviews", cover(include(library, reviews).grid).works)
    yield Figure("overlap: seconds", seconds(overlap), 1.0)
    told = seconds(lambda: overlap(Assumptions(primary=True, by_trial=True, mask_newer=True)))
    yield Figure("overlap, primary, by trial, newer masked: seconds", told, 1.0)
    vocabulary = load_vocabulary()

    def matrix(*facets: str, by_trial: bool = False) -> object:
        axes = [make_axis(entries, one, vocabulary) for one in facets]
        return make_matrix(axes, Units(entries, by_trial=by_trial), len(entries))

    yield Figure("matrix: seconds", seconds(lambda: matrix("disease", "therapy")), 1.0)
    told = seconds(lambda: matrix("disease", "therapy", "design", by_trial=True))
    yield Figure("matrix by design and trial: seconds", told)
    years = year_axis(entries)
    designs = make_axis(entries, "design", vocabulary)
    units = Units(entries, by_trial=False)
    told = seconds(lambda: make_matrix((years, designs), units, len(entries)))
    yield Figure("timeline by design: seconds", told)
    yield Figure("journals: seconds", seconds(lambda: find_journals(library, entries)))
    yield Figure("authors: seconds", seconds(lambda: find_writers(People(entries), entries)))
    network = make_network(library, entries)
    yield Figure("graph: links", len(network.links))
    yield Figure("graph: seconds", seconds(lambda: make_network(library, entries)))
    yield Figure("graph, communities: seconds", seconds(lambda: find_communities(network)))
    yield Figure("graph, main path: seconds", seconds(lambda: find_main_path(network)))
    together = seconds(lambda: make_network(library, entries, "co-citation", least=2))
    yield Figure("graph, co-citation: seconds", together)
    yield from page.figures()


if __name__ == "__main__":
    sys.exit(report(figures()))
