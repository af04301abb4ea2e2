"""Facets from text alone against those from headings and from a reader, and what they cost.

Recorded PubMed records are classified twice, once by their MeSH headings and publication types
and once with these hidden; titles labelled by hand (`tests/classify_titles.tsv` and
`tests/classify_designs.tsv`) once. The rules were made with these titles in sight, so their
figures guard against loss and promise nothing about other titles. Few recorded works are on the
diseases of the vocabulary: the same method is therefore also measured on a vocabulary made from
MeSH for the diseases that are there, which nobody has looked at. Wrong and missing labels and
what was taken for what go to standard error. A value with fewer than 20 works is counted in the
sum of its facet only. `python -m bench.facets`.
"""

from __future__ import annotations

import gc
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
from sscmsc.record import AbstractSection, Record
from sscmsc.text import RichText
from sscmsc.vocabulary import Vocabulary, load_vocabulary, make_vocabulary

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
RECORDED = CORPORA / "A-pubmed-xml"
DESCRIPTORS = CORPORA / "G-mesh" / "mesh_id_label_mappings.tsv.gz"
TITLES = ROOT / "tests" / "classify_titles.tsv"
DESIGNS = ROOT / "tests" / "classify_designs.tsv"
ENOUGH = 20
BOUNDS = {"disease": 0.95, "therapy": 0.95, "design": 0.85}
A_SECOND = 5000
ROUNDS = 9
OTHERS = 100

Label = tuple[str, str]


class Judged(NamedTuple):
    """A work, the labels it should have and those its text gives."""

    title: str
    wanted: frozenset[Label]
    given: frozenset[Label]


def labels(
    record: Record, vocabulary: Vocabulary, facets: Iterable[str], *, mentioned: bool = False
) -> frozenset[Label]:
    """Facet and value of what a record is about, or with `mentioned` of all that it names."""
    found = classify(record, vocabulary)
    return frozenset(
        (one.facet, one.value)
        for one in found
        if (mentioned or one.grade == "about") and one.facet in facets
    )


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


def by_headings(
    records: Iterable[Record],
    vocabulary: Vocabulary,
    facets: Sequence[str],
    *,
    named: bool = False,
) -> Iterator[Judged]:
    """Indexed records: what their indexing says, and what their text alone does.

    With `named` only what the text names at all is wanted of it.
    """
    for record in records:
        if record.mesh:
            bare = Record(
                record.source, mesh=record.mesh, publication_types=record.publication_types
            )
            hidden = replace(record, mesh=(), publication_types=(), substances=())
            wanted = labels(bare, vocabulary, facets)
            if named:
                wanted &= labels(hidden, vocabulary, facets, mentioned=True)
            yield Judged(record.title or "", wanted, labels(hidden, vocabulary, facets))


def by_reader(path: Path, vocabulary: Vocabulary) -> Iterator[Judged]:
    """The titles labelled by hand; a value marked `~` must not be what the work is about."""
    head, *rows = (row.split("\t") for row in path.read_text("utf-8").splitlines())
    names = {"diseases": "disease", "therapies": "therapy"}
    facets = [names.get(name, name) for name in head if name not in ("title", "why")]
    for title, *named in rows:
        wanted = frozenset(
            (facet, value)
            for facet, values in zip(facets, named, strict=False)
            for value in values.split(", ")
            if value and not value.startswith("~")
        )
        record = Record("titles", title=RichText(title))
        yield Judged(title, wanted, labels(record, vocabulary, facets))


def scores(name: str, judged: Sequence[Judged], *, bounded: bool) -> Iterator[Figure]:
    """Precision, recall and F1 of each facet and of each value with enough works."""
    counts: Counter[tuple[str, str, str]] = Counter()
    confused: Counter[tuple[str, str, str]] = Counter()
    for one in judged:
        for facet, value in one.wanted | one.given:
            kind = "right" if (facet, value) in one.wanted & one.given else "missing"
            kind = "wrong" if (facet, value) not in one.wanted else kind
            counts[facet, "all", kind] += 1
            counts[facet, value, kind] += 1
            if kind != "right":
                print(f"{name}: {kind} {facet}={value}: {one.title[:90]}", file=sys.stderr)
        confused.update(_confused(one))
    for (facet, wanted, given), count in confused.most_common():
        print(f"{name}: {facet} {wanted} taken for {given}: {count}", file=sys.stderr)
    yield Figure(f"{name}: works", len(judged))
    for facet, value in sorted({(facet, value) for facet, value, _ in counts}):
        right, wrong, missing = (
            counts[facet, value, kind] for kind in ("right", "wrong", "missing")
        )
        if value != "all" and right + missing < ENOUGH:
            continue
        bound = BOUNDS.get(facet) if bounded and right + missing >= ENOUGH else None
        yield Figure(f"{name}: {facet} {value}: labels", right + missing)
        yield Figure(f"{name}: {facet} {value}: precision", right / max(right + wrong, 1))
        yield Figure(f"{name}: {facet} {value}: recall", right / max(right + missing, 1))
        f1 = 2 * right / max(2 * right + wrong + missing, 1)
        yield Figure(f"{name}: {facet} {value}: F1", f1, bound, ">=")


def _confused(one: Judged) -> Iterator[tuple[str, str, str]]:
    """Each missing label with each wrong one of its facet in the same work."""
    for facet, wanted in one.wanted - one.given:
        wrong = [value for other, value in one.given - one.wanted if other == facet]
        yield from ((facet, wanted, value) for value in wrong or ("nothing",))


def other_diseases(records: Sequence[Record]) -> Vocabulary:
    """A vocabulary of the diseases most often indexed in the records, by MeSH's own names.

    It is a user's: one value a descriptor of the trees of diseases (C) and mental disorders
    (F03), with its label and entry terms as names, by the rules for diseases.
    """
    indexed = Counter(heading.ui for record in records for heading in record.mesh)
    lines = gzip.decompress(DESCRIPTORS.read_bytes()).decode("utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    chosen = [
        row
        for row in rows
        if indexed[row[0]] and any(one.startswith(("C", "F03")) for one in row[3].split("|"))
    ]
    chosen.sort(key=lambda row: -indexed[row[0]])
    values = [
        {
            "name": label,
            "label": label,
            "mesh": {ui: label},
            "terms": [one.replace(",", " ,") for one in (label, *entries.split("|")) if one],
        }
        for ui, label, entries, *_ in chosen[:OTHERS]
    ]
    cues = ["such as", "like", "including", "for example", "similar to"]
    rules = {"edge": 1, "anywhere": 2, "examples": cues, "comparisons": ["compared with"]}
    facet = {"title": "Disease", "rules": rules, "value": values}
    return make_vocabulary([], {"facet": {"disease": facet}})


def costs(timed: Sequence[tuple[Record, float]], vocabulary: Vocabulary) -> Iterator[Figure]:
    """Classifying against parsing of the same records that have an abstract."""
    chosen = [(record, seconds) for record, seconds in timed if record.abstract]
    best = _classified([record for record, _ in chosen], vocabulary)
    parsing = sum(seconds for _, seconds in chosen)
    yield Figure("with abstract: works", len(chosen))
    yield Figure("with abstract: classified a second", round(len(chosen) / best), A_SECOND, ">=")
    yield Figure("with abstract: classifying over parsing", best / parsing, 1.0)
    subject = _on_the_subject([record for record, _ in chosen])
    speed = round(len(subject) / _classified(subject, vocabulary))
    yield Figure("on the subject: classified a second", speed)


def _on_the_subject(records: Sequence[Record]) -> list[Record]:
    """Recorded works with four titles of the subject more in each abstract: dense with names."""
    titles = [row.split("\t")[0] for row in TITLES.read_text("utf-8").splitlines()[1:]]
    made = []
    for number, record in enumerate(records):
        names = [titles[(5 * number + one) % len(titles)] for one in range(5)]
        section = AbstractSection(RichText(". ".join(names[1:])))
        abstract = (*record.abstract[:-1], section, record.abstract[-1])
        made.append(replace(record, title=RichText(names[0]), abstract=abstract))
    return made


def _classified(records: Sequence[Record], vocabulary: Vocabulary) -> float:
    """CPU seconds for all records, the best of some rounds; what is held is no garbage, as in
    the command line."""
    gc.collect()
    gc.freeze()
    best = float("inf")
    for _ in range(ROUNDS):
        start = process_time()
        for record in records:
            classify(record, vocabulary)
        best = min(best, process_time() - start)
    return best


def figures() -> Iterator[Figure]:
    """All figures of this topic; those of recorded works where they are there."""
    start = process_time()
    vocabulary = load_vocabulary()
    yield Figure("vocabulary: milliseconds to load", 1000 * (process_time() - start))
    start = process_time()
    yield Figure("vocabulary: first words of names", len(vocabulary.names.heads))
    yield Figure("vocabulary: milliseconds to make it searchable", 1000 * (process_time() - start))
    yield Figure("vocabulary: values", len(vocabulary.values))
    yield from scores("titles", tuple(by_reader(TITLES, vocabulary)), bounded=True)
    yield from scores("titles, more", tuple(by_reader(DESIGNS, vocabulary)), bounded=True)
    timed = tuple(recorded())
    if not timed:
        return
    records = [record for record, _ in timed]
    with_abstract = [record for record in records if record.abstract]
    named = ("disease", "therapy", "source", "donor", "route")
    yield from scores("indexed", tuple(by_headings(records, vocabulary, named)), bounded=True)
    told = ("design", "subject")
    yield from scores(
        "indexed, with abstract", tuple(by_headings(with_abstract, vocabulary, told)), bounded=True
    )
    yield from scores("indexed, all", tuple(by_headings(records, vocabulary, told)), bounded=False)
    others = other_diseases(records)
    yield Figure("other diseases: values", len(others.values))
    yield from scores(
        "other diseases", tuple(by_headings(records, others, ("disease",))), bounded=False
    )
    judged = tuple(by_headings(records, others, ("disease",), named=True))
    yield from scores("other diseases, named in the text", judged, bounded=False)
    yield from costs(timed, vocabulary)


if __name__ == "__main__":
    sys.exit(report(figures()))
