"""Printed references without identifiers resolved to their works: precision and recall by style.

The upstream holds every recorded work and, for each of them, ten invented ones that are easily
taken for it: sequels, parts, errata, comments, copies, preprints, what else stands on the page.
`real lists` are lines as PMC articles print them, beside records made of the articles' own tags,
and lines whose record is itself recorded; none of the works of the `manuscript` is held. As for
`printed` in `bench.references`, the comparison was shaped by the misses in these sets.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from bench.figure import Figure
from bench.printed.distractors import facts
from bench.printed.held import Held, recorded, write_upstream
from bench.printed.slips import slipped
from bench.printed.styles import STYLES, book
from sscmsc.candidates import Resolution
from sscmsc.config import load_settings
from sscmsc.crossref import Crossref
from sscmsc.identifiers import Identifier
from sscmsc.pubmed import PubMed
from sscmsc.record import Record
from sscmsc.reference import Reference
from sscmsc.resolution import resolve_text
from sscmsc.session import Session
from tests.quick import StillClock
from tests.upstream import Upstream

#: Unidentified lines of one review, and the further requests allowed for them.
LINES = 32
FURTHER = 40
BOOKS = frozenset({"chapter", "book", "paper-conference"})


@dataclass(slots=True)
class Score:
    """Lines asked whose work is held, accepted answers, and the right ones among them."""

    held: int = 0
    accepted: int = 0
    right: int = 0
    shown: int = 0
    misses: list[str] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return self.right / self.accepted if self.accepted else 1.0

    @property
    def recall(self) -> float:
        return self.right / self.held if self.held else 1.0


def printable(record: Record) -> bool:
    """Whether a record has what every reference to an article prints."""
    return bool(
        record.kind == "article-journal" and record.title and record.container and record.year
        and record.authors and (record.volume or record.pages or record.article_number)
    )  # fmt: skip


class Resolver:
    """Lists of lines put to the services, and what came of them counted."""

    def __init__(self, upstream: Upstream, folder: Path, held: Held) -> None:
        self.upstream, self.known = upstream, held.known
        still = StillClock()
        settings = load_settings(
            {"SSCMSC_CACHE_DIR": str(folder), "SSCMSC_EMAIL": "bench@example.org"}
            | upstream.environment
        )
        self.session = Session(settings, clock=still.clock, sleep=still.sleep)

    def score(self, asked: Sequence[tuple[Reference, frozenset[Identifier]]]) -> Score:
        """Resolve lines, each with the identifiers of the work it cites (none when not held)."""
        score = Score()
        pubmed, crossref = PubMed(self.session), Crossref(self.session)
        for start in range(0, len(asked), LINES):
            part = asked[start : start + LINES]
            lines = [line for line, _ in part]
            found = resolve_text(lines, pubmed, crossref, further=FURTHER)
            for resolution, (_, truth) in zip(found, part, strict=True):
                self._count(score, resolution, truth)
        return score

    def _count(self, score: Score, found: Resolution, truth: frozenset[Identifier]) -> None:
        score.held += bool(truth)
        best = found.best
        right = best is not None and bool(truth & set(best.record.identifiers))
        score.shown += right
        if found.accepted:
            score.accepted += 1
            score.right += right
        if found.accepted != right or (truth and not right):
            score.misses.append(_described(found))


def _described(found: Resolution) -> str:
    """A line that went wrong: what was made of it, what it says, what was found."""
    best = found.best
    text = found.line.text or found.line.shown
    if best is None:
        return f"nothing\t{text}\t\t\t{found.line.cited}"
    record, judgement = best.record, best.judgement
    kind = "wrong" if found.accepted else "likely"
    ids = " ".join(one.value for one in record.identifiers)
    return (
        f"{kind}\t{text}\t{facts(record)}\t{best.how} {ids} {judgement.score} "
        f"{judgement.penalties}\t{found.line.cited}"
    )


def real_lines(held: Held) -> Iterator[tuple[Reference, frozenset[Identifier]]]:
    """The text of every recorded line whose work is held, without its identifiers."""
    known = held.known
    yield from ((one.line, one.ids) for one in held.cited)
    for work in held.works:
        for line in work.references or ():
            truth = frozenset(line.identifiers)
            # A line of which only the identifier was listed says nothing without it.
            if any(one in known for one in truth) and (line.text or line.cited.title):
                ids = truth.union(*(known[one] for one in truth if one in known))
                cited = replace(line, pmid=None, pmcid=None, doi=None)
                yield cited, ids


def manuscript_lines(corpora: Path) -> Iterator[tuple[Reference, frozenset[Identifier]]]:
    """The list of a manuscript; none of its works is held."""
    folder = corpora / "D-refstrings" / "pmid-resolver-docx" / "vancouver_35refs"
    content = json.loads((folder / "baseline_phase3_resolved.json").read_bytes())
    for place, one in enumerate(content["stage3_reference_blocks"], start=1):
        yield Reference(place, one["raw_text"]), frozenset()


def figures(corpora: Path, misses: dict[str, list[str]]) -> Iterator[Figure]:
    """Precision and recall by style; `misses` is given the lines that went wrong by style."""
    held = recorded(corpora)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "records").mkdir()
        count = write_upstream(folder / "records", held)
        yield Figure("resolution: invented works beside the real ones", count, 5000, ">=")
        with Upstream(folder / "records") as upstream:
            resolver = Resolver(upstream, folder / "cache", held)
            yield from _figures(corpora, held, resolver, misses)


def _figures(
    corpora: Path, held: Held, resolver: Resolver, misses: dict[str, list[str]]
) -> Iterator[Figure]:
    known = held.known
    records = [one.record for one in held.works if printable(one.record)]
    books = [
        one.record for one in held.works
        if one.record.kind in BOOKS and one.record.title and one.record.year
    ]  # fmt: skip
    sets = {
        **{name: [(style(one), one) for one in records] for name, style in STYLES.items()},
        "with slips": [(slipped(one, at)[0], one) for at, one in enumerate(records)],
        "books": [(book(one), one) for one in books],
    }
    total = Score()
    for name, printed in sets.items():
        asked = [
            (Reference(place, text), known[one.identifiers[0]])
            for place, (text, one) in enumerate(printed, start=1)
            if one.identifiers
        ]
        score = resolver.score(asked)
        misses[name] = score.misses
        yield from _of(name, score, bound=name != "books")
        for part in ("held", "accepted", "right"):
            setattr(total, part, getattr(total, part) + getattr(score, part))
    yield from _of("all", total)
    requests = len(resolver.upstream.requests)
    yield Figure("resolution: requests for 100 lines", 100 * requests / total.held)
    for name, lines in (
        ("real lists", real_lines(held)),
        ("manuscript", manuscript_lines(corpora)),
    ):
        score = resolver.score(list(lines))
        misses[name] = score.misses
        if score.held:
            yield from _of(name, score)
        else:
            yield Figure(f"resolution {name}: works of others accepted", score.accepted, 0, "==")


def _of(name: str, score: Score, *, bound: bool = True) -> Iterator[Figure]:
    yield Figure(f"resolution {name}: lines", score.held)
    yield Figure(f"resolution {name}: precision", score.precision, 0.995, ">=")
    yield Figure(f"resolution {name}: recall", score.recall, 0.95 if bound else None, ">=")
