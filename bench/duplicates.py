"""Duplicates: precision and recall on recorded works, and the time beside that of normalising.

`cited`: references of recorded lists (Crossref's deposits, PubMed's and PMC's printed lines),
without their identifiers; two lines are one work when their identifiers say so. Where one has only
a PMID and the other only a DOI nobody knows, and the pair is not counted; nor is one whose lines
have plainly other titles (`MISTAKEN`), or that Crossref gave wrong or two DOIs (`MISDEPOSITED`).
`programs`: the same hundred works as two programs wrote them, without their identifiers.
`exports`: recorded works as four databases export them, with their habits of names, titles, pages,
journals and identifiers and each with a slip, among the works that are most easily taken for them
(`bench.printed.distractors`): sequels, parts, errata, comments, talks, preprints.
`python -m bench.duplicates`; `--misses` lists the pairs that went wrong.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import combinations
from pathlib import Path
from time import process_time
from timeit import timeit
from typing import NamedTuple, cast

from bench.exports import EXPORTS, exported
from bench.figure import Figure, report
from bench.printed.distractors import invented
from bench.printed.held import Held, recorded
from sscmsc.candidates import with_fields
from sscmsc.catalogue import cited_record
from sscmsc.crossref_work import parse_work
from sscmsc.duplicates import Duplicates, compare_records, find_duplicates
from sscmsc.duplicates_portrait import title_keys
from sscmsc.formats.ris_reading import read as read_ris
from sscmsc.identifiers import Identifier
from sscmsc.ingest import is_full
from sscmsc.jsontext import Json
from sscmsc.likeness import title_key, title_likeness
from sscmsc.record import Record
from tests.upstream.deposits import crossref_work

CORPORA = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
PRECISION, RECALL = 0.995, 0.97
#: Titles of which the time is measured, and near-copies planted among them.
TITLES, PLANTED = 10_000, 500
ROUNDS = 7
#: Two statements of one identifier whose titles are less alike than this are of two works.
MISTAKEN = 0.82

#: DOIs of one and the same work, as the lines that carry them show when they are read.
MISDEPOSITED = frozenset(
    {
        frozenset({"10.1101/gr.1224503", "10.1101/gr.092759.109"}),
        frozenset({"10.1093/nar/27.1.29", "10.1093/nar/28.1.27"}),
        frozenset({"10.1890/060150.1", "10.1890/1540-9295(2007)5[429:anfie]2.0.co;2"}),
    }
)

Pair = tuple[int, int]


class Score(NamedTuple):
    """Pairs that are one work, pairs found to be certain, and those that are right."""

    wanted: frozenset[Pair]
    found: frozenset[Pair]
    likely: frozenset[Pair]

    @property
    def right(self) -> frozenset[Pair]:
        return self.wanted & self.found

    @property
    def precision(self) -> float:
        return len(self.right) / len(self.found) if self.found else 1.0

    @property
    def recall(self) -> float:
        return len(self.right) / len(self.wanted) if self.wanted else 1.0


def pairs_of(found: Duplicates[int], verdict: str) -> frozenset[Pair]:
    return frozenset(
        pair
        for group in found.groups
        if group.verdict == verdict
        for pair in combinations(sorted(group.keys), 2)
    )


def nameless(record: Record) -> Record:
    """A record without anything that names its work but what is printed."""
    return replace(record, pmid=None, pmcid=None, doi=None, superseded_dois=(), relations=())


def cited(held: Held) -> list[Record]:
    """What the recorded lists say of works that they identify."""
    lines = [line for work in held.works for line in work.references or ()]
    lines += [one.line for one in held.cited]
    full = (with_fields(line) for line in lines if line.identifiers)
    return [cited_record(line) for line in full if is_full(line)]


def written_by_programs() -> list[Record]:
    """The records of ASReview's and Zotero's file of one collection."""
    folder = CORPORA / "E-peers" / "asreview-demo"
    paths = (folder / "_baseline.ris", folder / "baseline_zotero.ris")
    works = (work.work for path in paths for work in read_ris(path.read_bytes(), path.name).works)
    return [one.record for one in works if one.record.identifiers]


def score_cited(records: Sequence[Record]) -> Score:
    """How well the lines of one work are found by what is printed alone."""
    root: dict[object, object] = {}

    def find(one: object) -> object:
        while root.setdefault(one, one) != one:
            one = root[one]
        return one

    for place, record in enumerate(records):
        for identifier in record.identifiers:
            root[find(identifier)] = find(place)
    works: dict[object, list[int]] = {}
    for place in range(len(records)):
        works.setdefault(find(place), []).append(place)
    wanted = frozenset(
        pair
        for places in works.values()
        for pair in combinations(places, 2)
        if not _mistaken(records[pair[0]], records[pair[1]])
    )
    found = find_duplicates(enumerate(map(nameless, records)))
    certain = frozenset(
        (one, other)
        for one, other in pairs_of(found, "certain")
        if (one, other) in wanted or _comparable(records[one], records[other])
    )
    return Score(wanted, certain, pairs_of(found, "likely"))


def _mistaken(one: Record, other: Record) -> bool:
    """Whether two lines of one identifier cite two works, as a person sees at once."""
    left, right = title_key(one.title or ""), title_key(other.title or "")
    return title_likeness(left, right) < MISTAKEN


def _comparable(one: Record, other: Record) -> bool:
    """Whether the identifiers of two records could tell that they are two works."""
    dois = frozenset(held.value for held in (one.doi, other.doi) if held)
    if dois in MISDEPOSITED:
        return False
    schemes = ({a.scheme for a in one.identifiers}, {a.scheme for a in other.identifiers})
    return bool(schemes[0] & schemes[1])


def score_exports(held: Held, seed: int = 11) -> tuple[Score, list[Record]]:
    """How well the exports of a work are found among those of works taken for it."""
    chance = random.Random(seed)
    works = [
        one.record
        for one in held.works
        if one.record.kind == "article-journal" and one.record.title and one.record.authors
        and one.record.container and one.record.year and one.record.volume
        and (one.record.pages or one.record.article_number)
    ]  # fmt: skip
    records: list[Record] = []
    wanted: set[Pair] = set()
    for work in works:
        names = chance.sample(EXPORTS, chance.choice((1, 2, 2, 3, 4)))
        places = range(len(records), len(records) + len(names))
        wanted.update(combinations(places, 2))
        records += [exported(work, name, chance) for name in names]
    for made in invented(works):
        # A copy without a place is the work itself once its DOI is lost.
        if chance.random() < 0.3 and "/copy." not in made.doi:
            other = parse_work(cast("Json", crossref_work(made))).record
            records.append(exported(other, chance.choice(EXPORTS), chance, slips=0))
    found = find_duplicates(enumerate(records))
    return Score(frozenset(wanted), pairs_of(found, "certain"), pairs_of(found, "likely")), records


def time_ratio(records: Sequence[Record], seed: int = 3) -> float:
    """The time to find the duplicates among 10,000 works and 500 near-copies of some of them,
    without normalising their titles, beside the time that normalising them takes."""
    chance = random.Random(seed)
    bare = [nameless(one) for one in records[:TITLES]]
    bare += [_slipped(one, chance) for one in chance.sample(bare, PLANTED)]
    times = [
        (
            _time(lambda: [title_keys(one) for one in bare]),
            _time(lambda: find_duplicates(enumerate(bare))),
        )
        for _ in range(ROUNDS)
    ]
    normalising = min(one for one, _ in times)
    return (min(both for _, both in times) - normalising) / normalising


def _slipped(record: Record, chance: random.Random) -> Record:
    return exported(record, chance.choice(EXPORTS), chance)


def _time(work: Callable[[], object]) -> float:
    """Seconds of processor time, without the collection of garbage, of which there is none."""
    seconds: float = timeit(work, timer=process_time, number=1)
    return seconds


def figures(misses: bool = False) -> Iterator[Figure]:
    """The measured figures, each with its bound."""
    held = recorded(CORPORA)
    records = cited(held)
    lines = score_cited(records)
    files = written_by_programs()
    exports, works = score_exports(held)
    both: Mapping[str, tuple[Score, Sequence[Record]]] = {
        "cited": (lines, records),
        "programs": (score_cited(files), files),
        "exports": (exports, works),
    }
    for name, (score, stated) in both.items():
        yield Figure(f"duplicates: {name}, records", len(stated))
        yield Figure(f"duplicates: {name}, pairs of one work", len(score.wanted))
        yield Figure(f"duplicates: {name}, precision", score.precision, PRECISION, ">=")
        yield Figure(f"duplicates: {name}, recall", score.recall, RECALL, ">=")
        yield Figure(f"duplicates: {name}, likely pairs", len(score.likely))
        if misses:
            _tell(name, score, stated)
    yield Figure("duplicates: time to time of normalising", time_ratio(records), 2)


def _tell(name: str, score: Score, records: Sequence[Record]) -> None:
    sides: Iterable[tuple[str, Iterable[Pair]]] = (
        ("wrong", score.found - score.wanted), ("missed", score.wanted - score.found),
        ("likely", score.likely - score.wanted),
    )  # fmt: skip
    for what, pairs in sides:
        for one, other in sorted(pairs):
            left, right = records[one], records[other]
            bare = (nameless(left), nameless(right)) if name != "exports" else (left, right)
            print(f"{name} {what}: {compare_records(*bare)}")
            print(f"  {described(left)}\n  {described(right)}")


def described(record: Record) -> str:
    ids: Sequence[Identifier] = record.identifiers
    names = [getattr(one, "family", getattr(one, "name", "")) for one in record.authors[:3]]
    journal = record.container.short if record.container else ""
    title = record.title or record.original_title
    place = f"{journal} {record.year};{record.volume}({record.issue}):"
    return f"{title} | {names} | {place}{record.pages or record.article_number} | {ids}"


if __name__ == "__main__":
    sys.exit(report(figures("--misses" in sys.argv)))
