"""What a person decides about a line that no service identified: this work, not that one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from sscmsc.errors import InputError, NotFoundError
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.reference import Candidate, Reference, ReferenceList


class Decision(NamedTuple):
    """One decision on the line at `position` (from 1).

    With `identifier` the line cites that work. Else `candidate` (from 1) names one of the works
    it may cite: accepted, or with `reject` not; a rejection without a candidate is of them all.
    """

    position: int
    candidate: int | None = None
    reject: bool = False
    identifier: Identifier | None = None


def settle(listed: ReferenceList, decisions: Iterable[Decision]) -> ReferenceList:
    """The list after the decisions, in their order.

    An accepted line carries the identifiers of its work and waits to be linked; a rejected
    work is never offered for that line again. Raises `NotFoundError` for a line or candidate
    that is not there.
    """
    lines = {line.position: line for line in listed.references}
    for decision in decisions:
        line = lines.get(decision.position)
        if line is None:
            raise NotFoundError(
                f"the list has no line {decision.position}", hint=f"It has {len(lines)} lines."
            )
        lines[line.position] = _settled(line, decision)
    return replace(listed, references=tuple(lines.values()))


def name(identifier: Identifier) -> str:
    """An identifier as `Reference.rejected` holds it: `pmid:29768149`."""
    return f"{identifier.scheme}:{identifier.value}"


def identifiers(candidate: Candidate) -> tuple[Identifier, ...]:
    """The candidate's PMID and DOI, those it has."""
    return tuple(one for one in (candidate.pmid, candidate.doi) if one is not None)


def _settled(line: Reference, decision: Decision) -> Reference:
    if decision.identifier is not None:
        return _identified(line, (decision.identifier,))
    if decision.reject:
        return _rejected(line, decision.candidate)
    if decision.candidate is None:
        raise InputError(f"line {line.position}: say which work it cites, or reject them all")
    return _identified(line, identifiers(_chosen(line, decision.candidate)))


def _chosen(line: Reference, number: int) -> Candidate:
    if not 1 <= number <= len(line.candidates):
        offered = len(line.candidates)
        raise NotFoundError(
            f"line {line.position} has no candidate {number}",
            hint=f"It has {offered}: see `sscmsc resolve`." if offered else "It has none.",
        )
    return line.candidates[number - 1]


def _identified(line: Reference, found: tuple[Identifier, ...]) -> Reference:
    """The line with a person's identifiers in place of its own, which were of no use."""
    given = {one.scheme: one for one in found}
    pmid, pmcid, doi = given.get("pmid"), given.get("pmcid"), given.get("doi")
    return replace(
        line,
        pmid=pmid if isinstance(pmid, PMID) else None,
        pmcid=pmcid if isinstance(pmcid, PMCID) else None,
        doi=doi if isinstance(doi, DOI) else None,
        citekey=None,
        matched_by="user",
        score=None,
        candidates=(),
    )


def _rejected(line: Reference, number: int | None) -> Reference:
    refused = line.candidates if number is None else (_chosen(line, number),)
    names = [name(one) for candidate in refused for one in identifiers(candidate)]
    kept = tuple(one for one in line.candidates if one not in refused)
    return replace(line, candidates=kept, rejected=tuple(dict.fromkeys((*line.rejected, *names))))
