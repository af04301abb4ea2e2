"""Identifiers in, works out: the reviews asked for, their reference lists, and what they cite.

The order of questions keeps a review of 200 references at six requests: Crossref and PubMed
are asked for the review at the same time, their lists are aligned, and then all references
that carry an identifier are asked for in batches.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.pool import ThreadPool
from typing import NamedTuple

from sscmsc.accession import Arrival
from sscmsc.align import align
from sscmsc.answers import (
    Answers,
    Unanswered,
    names_of,
    readdressed,
    untranslated,
    why_not,
)
from sscmsc.dates import PartialDate
from sscmsc.facts import record_facts
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.record import Record
from sscmsc.reference import Reference, ReferenceList, SourceCount
from sscmsc.review_lists import PRECEDENCE, MoreLists, ask_more
from sscmsc.source import (
    Answer,
    IdentifierSource,
    Listed,
    RecordSource,
    ReferenceSource,
    SourceWork,
    Translated,
)

__all__ = [
    "Gathered", "Progress", "Resolved", "Services", "Unanswered", "gather_reviews", "resolve",
    "silent",
]  # fmt: skip

Progress = Callable[[str, int, int], None]
"""Told what is being asked for, how many are done and how many there are."""


class Services(NamedTuple):
    """The sources a fetch asks: PubMed takes PMIDs and DOIs, Crossref takes DOIs.

    `crossref` is asked for the works named by the user, `crossref_lists` for those that
    they cite, in lists only, so that the number of requests stays bounded. `lists` have
    reference lists and no records; they are asked where the first two leave a doubt.
    """

    pubmed: RecordSource
    crossref: RecordSource
    crossref_lists: RecordSource
    converter: IdentifierSource
    lists: tuple[ReferenceSource, ...] = ()


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
    """The records of the works that references cite, and the identifiers that gave none.

    `troubles` name sources that failed where another one answered.
    """

    works: tuple[Arrival, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    troubles: tuple[str, ...] = ()


def gather_reviews(
    identifiers: Sequence[Identifier],
    services: Services,
    *,
    references: bool,
    progress: Progress,
    as_of: PartialDate | None = None,
) -> Gathered:
    """The works asked for from PubMed and Crossref, with their lists aligned into one.

    `identifiers` may be of any kind. Each different one is in `reviews` or in `unanswered`.
    With `references` False no list is taken; `as_of` is the day written on those that are.
    """
    asked = tuple(dict.fromkeys(identifiers))
    progress("works asked for", 0, len(asked))
    translated = _translate([one for one in asked if isinstance(one, PMCID)], services)
    names = {one: names_of(one, translated) for one in asked}
    answers = _ask_both(tuple(names.values()), services)
    found = {
        one: _of_one_work(answers.works[known[0]])
        for one, known in names.items()
        if known and known[0] in answers.works
    }
    more = ask_more(found, services.lists) if references else MoreLists({}, ())
    reviews: list[tuple[Identifier, Arrival]] = []
    unanswered: list[Unanswered] = []
    troubles = list(more.troubles)
    for one, known in names.items():
        if one in found:
            arrival = _arrival(found[one], one)
            if references:
                listed = _joined(found[one], more.lists.get(one, ()), as_of)
                arrival = replace(arrival, references=listed)
            reviews.append((one, arrival))
            troubles.extend(answers.troubles_of(known[:1]))
        elif known:
            unanswered.append(why_not(one, answers.reasons_of(known)))
        elif isinstance(one, PMCID):
            unanswered.append(untranslated(one, translated))
    progress("works asked for", len(asked), len(asked))
    return Gathered(tuple(reviews), tuple(unanswered), tuple(dict.fromkeys(troubles)))


def resolve(lines: Sequence[Reference], services: Services, *, progress: Progress) -> Resolved:
    """A full record for every line that carries an identifier, asked for in batches.

    PMCIDs are translated first. A DOI is looked for in PubMed and, where PubMed has no such
    record, taken from Crossref; so is a work whose PMID brings nothing. When the list has
    lines with a PMCID only, its DOIs go to Crossref alone: such a list came from PubMed,
    which gave a PMID wherever it knew one, and the request is needed for the PMCIDs.
    """
    wanted = _wanted(lines)
    if not wanted:
        return Resolved()
    progress("references", 0, len(wanted))
    pmcids = [one for one in wanted if isinstance(one, PMCID)]
    translated = _translate(pmcids, services)
    names = {one: (*names_of(one, translated), *dois) for one, dois in wanted.items()}
    answers = Answers()
    asked = dict.fromkeys(name for known in names.values() for name in known[:1])
    first = [one for one in asked if isinstance(one, PMID) or not pmcids]
    if first:
        answers.take_under_all_names(services.pubmed.records(first))
    left = [known for one, known in names.items() if not answers.any_of((one, *known))]
    progress("references", len(wanted) - len(left), len(wanted))
    fallback = dict.fromkeys(one for known in left for one in known if isinstance(one, DOI))
    if fallback:
        answers.take_under_all_names(services.crossref_lists.records(tuple(fallback)))
    progress("references", len(wanted), len(wanted))
    return _resolved(names, translated, answers)


def _wanted(lines: Sequence[Reference]) -> dict[Identifier, tuple[DOI, ...]]:
    """The best identifier of each line, a PMID before a DOI before a PMCID, and the DOIs that
    stand beside it."""
    wanted: dict[Identifier, dict[DOI, None]] = {}
    for line in lines:
        best = line.pmid or line.doi or line.pmcid
        if best is not None:
            dois = wanted.setdefault(best, {})
            if line.doi is not None and line.doi != best:
                dois[line.doi] = None
    return {best: tuple(dois) for best, dois in wanted.items()}


def _resolved(
    names: Mapping[Identifier, tuple[PMID | DOI, ...]], translated: Translated, answers: Answers
) -> Resolved:
    works: dict[int, Arrival] = {}
    unanswered: list[Unanswered] = []
    troubles: list[str] = []
    for one, known in names.items():
        found = next((answers.works[name] for name in (one, *known) if name in answers.works), [])
        for work in found:
            works.setdefault(id(work), _arrival([work], one))
        if found:
            troubles.extend(answers.troubles_of(known))
        elif known:
            unanswered.append(why_not(one, answers.reasons_of(known)))
        elif isinstance(one, PMCID):
            unanswered.append(untranslated(one, translated))
    return Resolved(tuple(works.values()), tuple(unanswered), tuple(dict.fromkeys(troubles)))


def _translate(pmcids: Sequence[PMCID], services: Services) -> Translated:
    return services.converter.translate(pmcids) if pmcids else Translated({})


def _ask_both(names: Sequence[tuple[PMID | DOI, ...]], services: Services) -> Answers:
    """PubMed and Crossref at the same time, then Crossref for the DOIs that PubMed brought, and
    for those of the works that it did not bring."""
    answers = Answers()
    lookups = tuple(dict.fromkeys(known[0] for known in names if known))
    if not lookups:
        return answers
    told: dict[Identifier, Answer] = {}
    dois = [one for one in lookups if isinstance(one, DOI)]
    # The threads of this pool are daemons: an interrupt does not wait for an answer.
    with ThreadPool(1) as pool:
        by_crossref = pool.apply_async(services.crossref.records, (dois,)) if dois else None
        answers.take(services.pubmed.records(lookups))
        if by_crossref is not None:
            told = {answer.asked: answer for answer in by_crossref.get()}
    answers.take(told.values())
    later: dict[DOI, dict[Identifier, None]] = {}
    for known in names:
        for doi in _dois_for_crossref(known, answers):
            later.setdefault(doi, {})[known[0]] = None
    if unasked := [doi for doi in later if doi not in told]:
        told |= {answer.asked: answer for answer in services.crossref.records(unasked)}
    for doi, askers in later.items():
        answers.take(readdressed(told[doi], one) for one in askers if doi in told)
    return answers


def _dois_for_crossref(known: Sequence[PMID | DOI], answers: Answers) -> list[DOI]:
    """The DOIs by which Crossref knows a work that was asked for by PMID."""
    if not known or isinstance(known[0], DOI):
        return []
    brought = [work.record.doi for work in answers.works.get(known[0], ())]
    if not brought:
        return [one for one in known if isinstance(one, DOI)]
    return [doi for doi in brought if doi is not None]


def _of_one_work(works: Sequence[SourceWork]) -> list[SourceWork]:
    """PubMed's work first, and without what is no statement of the same work: a notice in
    PubMed may carry the DOI of the work it is about."""
    ordered = sorted(works, key=lambda work: work.record.source != "pubmed")
    notice = bool(record_facts(ordered[0].record).notice)
    return [
        work
        for work in ordered
        if work is ordered[0] or bool(record_facts(work.record).notice) == notice
    ]


def _arrival(works: Sequence[SourceWork], asked: Identifier) -> Arrival:
    records = tuple(work.record for work in works)
    if isinstance(asked, PMCID) and not any(record.pmcid for record in records):
        # It was found by this identifier, so it must be found by it again.
        records = (*records, Record("pmc", "document", pmcid=asked))
    return Arrival(records)


def _joined(
    works: Sequence[SourceWork], further: Sequence[Listed], as_of: PartialDate | None
) -> ReferenceList:
    """The lists of one work made one, with what each source stated."""
    given = [
        *((work.record.source, work.stated, work.references) for work in works),
        *((one.source, one.stated, one.references) for one in further),
    ]
    given.sort(key=lambda one: PRECEDENCE.index(one[0]) if one[0] in PRECEDENCE else 9)
    counts = tuple(
        SourceCount(source, stated, None if listed is None else len(listed))
        for source, stated, listed in given
    )
    lists = [(source, listed) for source, _, listed in given if listed is not None]
    return ReferenceList(align(lists) if lists else (), counts, as_of)
