"""Identifiers in, works out: the reviews asked for, their reference lists, and what they cite.

The order of questions keeps a review of 200 references at six requests: Crossref and PubMed
are asked for the review at the same time, their lists are aligned, and then all references
that carry an identifier are asked for in batches.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from typing import NamedTuple

from sscmsc.accession import Arrival
from sscmsc.align import align
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.reference import Reference, ReferenceList, SourceCount
from sscmsc.source import (
    Answer,
    Failed,
    Found,
    IdentifierSource,
    Missing,
    RecordSource,
    SourceWork,
    Translated,
)

Progress = Callable[[str, int, int], None]
"""Told what is being asked for, how many are done and how many there are."""

Unanswered = Missing | Failed


class Services(NamedTuple):
    """The sources a fetch asks: PubMed takes PMIDs and DOIs, Crossref takes DOIs.

    `crossref` is asked for the works named by the user, `crossref_lists` for those that
    they cite, in lists only, so that the number of requests stays bounded.
    """

    pubmed: RecordSource
    crossref: RecordSource
    crossref_lists: RecordSource
    converter: IdentifierSource


def silent(_step: str, _done: int, _total: int) -> None:
    """A `Progress` that shows nothing."""


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the sources gave for the works asked for.

    `reviews` pairs each identifier answered with its arrival; `unanswered` says of each of
    the others why not; `troubles` name sources that failed where another one answered.
    """

    reviews: tuple[tuple[Identifier, Arrival], ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    troubles: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Resolved:
    """The records of the works that references cite, and the identifiers that gave none."""

    works: tuple[Arrival, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()


@dataclass(slots=True)
class _Answers:
    """The works found so far for each identifier, and why others were not."""

    works: dict[Identifier, list[SourceWork]] = field(default_factory=dict)
    unanswered: dict[Identifier, list[Unanswered]] = field(default_factory=dict)

    def take(self, answers: Iterable[Answer]) -> None:
        for answer in answers:
            if isinstance(answer, Found):
                self.works.setdefault(answer.asked, []).append(_under_all_its_dois(answer))
            else:
                self.unanswered.setdefault(answer.asked, []).append(answer)

    def has(self, identifier: Identifier) -> bool:
        return identifier in self.works


def _under_all_its_dois(found: Found) -> SourceWork:
    """The work, its record knowing the DOI it was asked by where that forwards to another."""
    record, asked = found.work.record, found.asked
    if not isinstance(asked, DOI) or asked == record.doi or asked in record.superseded_dois:
        return found.work
    dois = (*record.superseded_dois, asked)
    return replace(found.work, record=replace(record, superseded_dois=dois))


def gather_reviews(
    identifiers: Sequence[Identifier], services: Services, *, references: bool, progress: Progress
) -> Gathered:
    """The works asked for from PubMed and Crossref, with their lists aligned into one.

    `identifiers` may be of any kind. With `references` False no list is taken.
    """
    asked = tuple(dict.fromkeys(identifiers))
    progress("works asked for", 0, len(asked))
    translated = _translate([one for one in asked if isinstance(one, PMCID)], services.converter)
    known = {one: _as_pubmed_knows(one, translated) for one in asked}
    answers = _ask_both([one for one in known.values() if one is not None], services)
    reviews: list[tuple[Identifier, Arrival]] = []
    unanswered: list[Unanswered] = []
    troubles: list[str] = []
    for one, lookup in known.items():
        works = _works_of(lookup, answers) if lookup is not None else []
        reasons = answers.unanswered.get(lookup, []) if lookup is not None else []
        if not works:
            unanswered.append(_why_not(one, reasons, translated))
            continue
        reviews.append((one, _arrival(works, references)))
        troubles.extend(
            f"{reason.source}: {reason.reason}" for reason in reasons if isinstance(reason, Failed)
        )
    progress("works asked for", len(asked), len(asked))
    return Gathered(tuple(reviews), tuple(unanswered), tuple(dict.fromkeys(troubles)))


def resolve(lines: Sequence[Reference], services: Services, *, progress: Progress) -> Resolved:
    """A full record for every line that carries an identifier, asked for in batches.

    PMCIDs are translated first. A DOI is looked for in PubMed and, where PubMed has no such
    record, taken from Crossref; so is a work whose PMID brings nothing. When the list has
    lines with a PMCID only, its DOIs go to Crossref alone: such a list came from PubMed,
    which gave a PMID wherever it knew one, and the request is needed for the PMCIDs.
    """
    pmids, dois, pmcids = _by_kind(lines)
    total = len(pmids) + len(dois) + len(pmcids)
    if not total:
        return Resolved()
    progress("references", 0, total)
    answers = _Answers()
    if pmcids:
        translated = _translate(pmcids, services.converter)
        asked = dict.fromkeys((*pmids, *_pmids_of(pmcids, translated)))
        answers.take(services.pubmed.records(tuple(asked)))
        _note_untranslated(pmcids, translated, answers)
    else:
        answers.take(services.pubmed.records((*pmids, *dois)))
    progress("references", len(answers.works), total)
    if fallback := _not_in_pubmed(lines, answers, dois):
        answers.take(services.crossref_lists.records(fallback))
    progress("references", total, total)
    return _resolved(lines, answers)


def _translate(pmcids: Sequence[PMCID], converter: IdentifierSource) -> Translated:
    return converter.translate(pmcids) if pmcids else Translated({})


def _as_pubmed_knows(identifier: Identifier, translated: Translated) -> PMID | DOI | None:
    """The PMID, else the DOI, to ask by; None for a PMCID that the converter does not know."""
    if not isinstance(identifier, PMCID):
        return identifier
    for kind in (PMID, DOI):
        for one in translated.known.get(identifier, ()):
            if isinstance(one, kind):
                return one
    return None


def _ask_both(identifiers: Sequence[PMID | DOI], services: Services) -> _Answers:
    """PubMed and Crossref at the same time, then Crossref for the DOIs that PubMed brought."""
    answers = _Answers()
    dois = [one for one in identifiers if isinstance(one, DOI)]
    with ThreadPoolExecutor(max_workers=1) as pool:
        by_crossref = pool.submit(services.crossref.records, dois) if dois else None
        by_pubmed = services.pubmed.records(identifiers)
        first = by_crossref.result() if by_crossref else ()
    answers.take(by_pubmed)
    answers.take(first)
    later = {
        work.record.doi: asked
        for asked, works in answers.works.items()
        for work in works
        if isinstance(asked, PMID) and work.record.doi is not None
    }
    if later:
        for answer in services.crossref.records(tuple(later)):
            asked = later[answer.asked] if isinstance(answer.asked, DOI) else answer.asked
            answers.take((_readdressed(answer, asked),))
    return answers


def _readdressed(answer: Answer, asked: Identifier) -> Answer:
    if isinstance(answer, Found):
        return Found(asked, answer.work)
    return type(answer)(asked, answer.source, answer.reason)


def _works_of(identifier: Identifier, answers: _Answers) -> list[SourceWork]:
    """PubMed's work first, whatever the order of the answers."""
    works = answers.works.get(identifier, [])
    return sorted(works, key=lambda work: work.record.source != "pubmed")


def _why_not(
    asked: Identifier, reasons: Sequence[Unanswered], translated: Translated
) -> Unanswered:
    failures: list[Unanswered] = [reason for reason in reasons if isinstance(reason, Failed)]
    if isinstance(asked, PMCID) and not reasons:
        if translated.failure:
            return Failed(asked, "ID converter", translated.failure)
        return Missing(asked, "ID converter", "not in PMC")
    told = failures or list(reasons)
    sources = ", ".join(dict.fromkeys(reason.source for reason in told))
    why = "; ".join(dict.fromkeys(reason.reason for reason in told))
    return Failed(asked, sources, why) if failures else Missing(asked, sources, why)


def _arrival(works: Sequence[SourceWork], references: bool) -> Arrival:
    records = tuple(work.record for work in works)
    if not references:
        return Arrival(records)
    counts = tuple(
        SourceCount(
            work.record.source,
            work.stated,
            None if work.references is None else len(work.references),
        )
        for work in works
    )
    lists = [(work.record.source, work.references) for work in works if work.references is not None]
    if not lists:
        return Arrival(records, ReferenceList((), counts))
    return Arrival(records, ReferenceList(align(lists), counts))


def _by_kind(
    lines: Sequence[Reference],
) -> tuple[tuple[PMID, ...], tuple[DOI, ...], tuple[PMCID, ...]]:
    """Each line's best identifier, apart by kind: a PMID before a DOI before a PMCID."""
    pmids = dict.fromkeys(line.pmid for line in lines if line.pmid)
    dois = dict.fromkeys(line.doi for line in lines if line.doi and not line.pmid)
    pmcids = dict.fromkeys(
        line.pmcid for line in lines if line.pmcid and not line.pmid and not line.doi
    )
    return tuple(pmids), tuple(dois), tuple(pmcids)


def _pmids_of(pmcids: Sequence[PMCID], translated: Translated) -> list[PMID]:
    found = (one for pmcid in pmcids for one in translated.known.get(pmcid, ()))
    return [one for one in found if isinstance(one, PMID)]


def _note_untranslated(pmcids: Sequence[PMCID], translated: Translated, answers: _Answers) -> None:
    for pmcid in pmcids:
        known = translated.known.get(pmcid, ())
        if any(one in answers.works for one in known):
            continue
        if translated.failure and not known:
            answers.take((Failed(pmcid, "ID converter", translated.failure),))
        else:
            answers.take((Missing(pmcid, "ID converter", "not in PMC or not in PubMed"),))


def _not_in_pubmed(
    lines: Sequence[Reference], answers: _Answers, dois: Sequence[DOI]
) -> tuple[DOI, ...]:
    """The DOIs left for Crossref: those PubMed lacks, and those of lines whose PMID failed."""
    left = dict.fromkeys(doi for doi in dois if not answers.has(doi))
    for line in lines:
        if line.pmid and line.doi and not answers.has(line.pmid):
            left[line.doi] = None
    return tuple(left)


def _resolved(lines: Sequence[Reference], answers: _Answers) -> Resolved:
    works: dict[int, Arrival] = {}
    for found in answers.works.values():
        for work in found:
            works.setdefault(id(work), Arrival((work.record,)))
    unanswered = [
        reasons[-1]
        for line in lines
        for identifier in line.identifiers[:1]
        if (reasons := answers.unanswered.get(identifier))
        and not any(answers.has(one) for one in line.identifiers)
    ]
    return Resolved(tuple(works.values()), tuple(dict.fromkeys(unanswered)))
