"""Facets from text alone against those from MeSH and from a reader, and what they cost.

Recorded PubMed records are classified twice, once by their headings and once with the
headings hidden; titles labelled by hand (`tests/classify_titles.tsv`) once. The rules were
made with these titles in sight, so their figures guard against loss and promise nothing
about other titles. Wrong and missing labels go to standard error. A value with fewer
than 20 works is counted in the sum of its facet only. `python -m bench.facets`.
"""

from __future__ import annotations

import gzip
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from time import process_time
from typing import NamedTuple

from bench.figure import Figure, report
from sscmsc.classify import classify
from sscmsc.errors import InputError
from sscmsc.medline import parse_works
from sscmsc.record import Record
from sscmsc.text import RichText
from sscmsc.vocabulary import Vocabulary, load_vocabulary

ROOT = Path(__file__).resolve().parent.parent
RECORDED = ROOT.parent / "shared" / "corpora" / "A-pubmed-xml"
TITLES = ROOT / "tests" / "classify_titles.tsv"
ENOUGH = 20
BOUND = 0.95
ROUNDS = 5

Label = tuple[str, str]


class Judged(NamedTuple):
    """A work, the labels it should have and those its text gives."""

    title: str
    wanted: frozenset[Label]
    given: frozenset[Label]


def labels(record: Record, vocabulary: Vocabulary) -> frozenset[Label]:
    """Facet and value of what a record is about."""
    found = classify(record, vocabulary)
    return frozenset((one.facet, one.value) for one in found if one.grade == "about")


def recorded() -> Iterator[tuple[Record, float]]:
    """The recorded works, one each, and the CPU seconds their parsing took."""
    seen = set[str]()
    for path in sorted(RECORDED.rglob("*.xml*")) if RECORDED.is_dir() else ():
        data = path.read_bytes()
        data = gzip.decompress(data) if path.suffix == ".gz" else data
        start = process_time()
        try:
            works = parse_works(data)
        except InputError:
            continue
        each = (process_time() - start) / max(len(works), 1)
        for work in works:
            if str(work.record.pmid) not in seen:
                seen.add(str(work.record.pmid))
                yield work.record, each


def by_headings(records: Iterable[Record], vocabulary: Vocabulary) -> Iterator[Judged]:
    """Indexed records: what their headings say, and what their text alone does."""
    for record in records:
        if record.mesh:
            bare = Record(record.source, mesh=record.mesh)
            hidden = replace(record, mesh=())
            yield Judged(record.title or "", labels(bare, vocabulary), labels(hidden, vocabulary))


def by_reader(vocabulary: Vocabulary) -> Iterator[Judged]:
    """The titles labelled by hand; a value marked `~` must not be what the work is about."""
    for row in TITLES.read_text("utf-8").splitlines()[1:]:
        title, *named = row.split("\t")
        wanted = frozenset(
            (facet, value)
            for facet, values in zip(("disease", "therapy"), named, strict=True)
            for value in values.split(", ")
            if value and not value.startswith("~")
        )
        yield Judged(title, wanted, labels(Record("titles", title=RichText(title)), vocabulary))


def scores(name: str, judged: Sequence[Judged], bounded: bool) -> Iterator[Figure]:
    """Precision, recall and F1 of each facet and of each value with enough works."""
    counts: Counter[tuple[str, str, str]] = Counter()
    for one in judged:
        for facet, value in one.wanted | one.given:
            kind = "right" if (facet, value) in one.wanted & one.given else "missing"
            kind = "wrong" if (facet, value) not in one.wanted else kind
            counts[facet, "all", kind] += 1
            counts[facet, value, kind] += 1
            if kind != "right":
                print(f"{name}: {kind} {value}: {one.title[:100]}", file=sys.stderr)
    yield Figure(f"{name}: works", len(judged))
    for facet, value in sorted({(facet, value) for facet, value, _ in counts}):
        right, wrong, missing = (
            counts[facet, value, kind] for kind in ("right", "wrong", "missing")
        )
        if value != "all" and right + missing < ENOUGH:
            continue
        of_enough = bounded and right + missing >= ENOUGH
        yield Figure(f"{name}: {facet} {value}: labels", right + missing)
        yield Figure(f"{name}: {facet} {value}: precision", right / max(right + wrong, 1))
        yield Figure(f"{name}: {facet} {value}: recall", right / max(right + missing, 1))
        f1 = 2 * right / max(2 * right + wrong + missing, 1)
        yield Figure(f"{name}: {facet} {value}: F1", f1, BOUND if of_enough else None, ">=")


def costs(timed: Sequence[tuple[Record, float]], vocabulary: Vocabulary) -> Iterator[Figure]:
    """Classifying against parsing of the same records that have an abstract."""
    chosen = [(record, seconds) for record, seconds in timed if record.abstract]
    best = min(_classified(chosen, vocabulary) for _ in range(ROUNDS))
    parsing = sum(seconds for _, seconds in chosen)
    yield Figure("with abstract: works", len(chosen))
    yield Figure("with abstract: classified a second", round(len(chosen) / best))
    yield Figure("with abstract: classifying over parsing", best / parsing, 1.0)


def _classified(chosen: Sequence[tuple[Record, float]], vocabulary: Vocabulary) -> float:
    start = process_time()
    for record, _ in chosen:
        classify(record, vocabulary)
    return process_time() - start


def figures() -> Iterator[Figure]:
    """All figures of this topic; those of recorded works where they are there."""
    start = process_time()
    vocabulary = load_vocabulary()
    yield Figure("vocabulary: milliseconds to load", 1000 * (process_time() - start))
    yield Figure("vocabulary: values", len(vocabulary.values))
    yield from scores("titles", tuple(by_reader(vocabulary)), bounded=True)
    timed = tuple(recorded())
    if timed:
        judged = tuple(by_headings((record for record, _ in timed), vocabulary))
        yield from scores("indexed", judged, bounded=True)
        yield from costs(timed, vocabulary)


if __name__ == "__main__":
    sys.exit(report(figures()))
