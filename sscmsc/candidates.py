"""A line of a reference list and the records it may cite: which of them is the work.

Nothing here asks a service; `resolution` finds the records.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import NamedTuple

from sscmsc.match import Judgement, same_work
from sscmsc.record import Group, Record
from sscmsc.reference import Candidate, Cited, Reference

#: By how much one work must fit better than another that would be the same, too.
MARGIN = 0.03
#: Penalties that leave room for another work to be the one cited.
CONTRADICTIONS = frozenset({"first author", "year", "volume", "page", "journal"})
#: Works a person is shown for a line that nothing settled.
SHOWN = 5


class Judged(NamedTuple):
    """A record that a line may cite, how well it fits, and which search gave it
    (`ecitmatch`, `pubmed search`, `crossref`)."""

    record: Record
    judgement: Judgement
    how: str

    @property
    def candidate(self) -> Candidate:
        """What is kept of it with the line, for a person to decide on."""
        record, judgement = self.record, self.judgement
        author = record.authors[0] if record.authors else None
        return Candidate(
            title=record.shown_title,
            author=author.name if isinstance(author, Group) else author.family if author else None,
            year=record.year,
            container=record.container.short if record.container else None,
            pmid=record.pmid,
            doi=record.doi,
            found_by=self.how,
            score=judgement.score,
            penalties=tuple(f"{name} {cost:g}" for name, cost in judgement.penalties),
        )


@dataclass(frozen=True, slots=True)
class Resolution:
    """What was found for a line: the work it cites when that is sure, else what it may cite.

    `line` has the fields read from its text. `alternatives` are the other works worth a look,
    best first; `failures` say what could not be asked.
    """

    line: Reference
    best: Judged | None = None
    alternatives: tuple[Judged, ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def accepted(self) -> bool:
        """Whether the best is the work, without a person's word."""
        return self.best is not None and self.best.judgement.verdict == "same"

    @property
    def identified(self) -> Reference:
        """The line with the identifiers of its work, or with the works it may cite."""
        if self.best is None:
            return self.line
        if not self.accepted:
            shown = (self.best, *self.alternatives)[:SHOWN]
            return replace(self.line, candidates=tuple(one.candidate for one in shown))
        record = self.best.record
        return replace(
            self.line,
            pmid=self.line.pmid or record.pmid,
            pmcid=self.line.pmcid or record.pmcid,
            doi=self.line.doi or record.doi,
            matched_by="text",
            score=self.best.judgement.score,
            candidates=(),
        )


def with_fields(line: Reference) -> Reference:
    """A line that has only its text, with the fields and identifiers read from it."""
    if line.cited != Cited() or not line.text:
        return line
    from sscmsc.citation import parse_citation

    parsed = parse_citation(line.text)
    return replace(
        line,
        label=line.label or parsed.label,
        cited=parsed.cited,
        pmid=line.pmid or parsed.pmid,
        pmcid=line.pmcid or parsed.pmcid,
        doi=line.doi or parsed.doi,
    )


def settled(found: Sequence[Judged]) -> bool:
    """Whether one of the candidates is so surely the work that no other source need be asked:
    the same, and nothing that counts contradicts it."""
    best, _ = chosen(found)
    if best is None or best.judgement.verdict != "same":
        return False
    named = {name for name, _ in best.judgement.penalties}
    # Part of a title, and nothing to tell the works of one title apart.
    vague = {"title", "unverified"} <= named
    return not vague and not named & CONTRADICTIONS


def chosen(found: Iterable[Judged]) -> tuple[Judged | None, tuple[Judged, ...]]:
    """The best candidate, and the others worth a look, best first.

    Records of one work count as one. Where two works would be the same and neither fits
    better, which of them is cited is a person's decision: the best is only `likely`.
    """
    ranked = sorted(found, key=_standing)
    works: list[Judged] = []
    for one in ranked:
        if not any(_one_work(one.record, other.record) for other in works):
            works.append(one)
    if not works:
        return None, ()
    best = works[0]
    rivals = [one for one in works[1:] if one.judgement.verdict == "same"]
    if rivals and best.judgement.score - rivals[0].judgement.score < MARGIN:
        best = best._replace(judgement=best.judgement._replace(verdict="likely"))
    return best, tuple(works[1:])


def refused(record: Record, line: Reference) -> bool:
    """Whether a person has said that the line does not cite this work (`pmid:29768149`)."""
    said = {one.lower() for one in line.rejected}
    said |= {one.partition(":")[2] for one in said}
    return any(one.value.lower() in said for one in record.identifiers)


def _standing(one: Judged) -> tuple[bool, float, bool]:
    judgement = one.judgement
    return judgement.verdict != "same", -judgement.score, one.record.source != "pubmed"


def _one_work(one: Record, other: Record) -> bool:
    return same_work(one, other).verdict == "same"
