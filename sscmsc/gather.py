"""The works asked for, from PubMed and Crossref at the same time, their reference lists made one.

`cited_works` then asks for what the lists cite. Together that is six requests for a review of
200 references, two more where the first two lists leave a doubt, and one for every 100 lines
that nothing identifies.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.pool import ThreadPool

from sscmsc.accession import Arrival
from sscmsc.align import align
from sscmsc.answers import Answers, Unanswered, names_of, readdressed, untranslated, why_not
from sscmsc.cited_works import arrival_of, translate
from sscmsc.dates import PartialDate
from sscmsc.facts import record_facts
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.reference import ReferenceList, SourceCount
from sscmsc.review_lists import PRECEDENCE, MoreLists, ask_more
from sscmsc.source import Answer, Listed, SourceWork
from sscmsc.sources import Progress, Services


@dataclass(frozen=True, slots=True)
class Gathered:
    """What the sources gave for the works asked for.

    `reviews` pairs each identifier answered with its arrival; `unanswered` says of each of
    the others why not; `troubles` name sources that failed where another one answered,
    `remarks` what a person may want to look at. `doubted` is True where sources of lists
    were asked because the first two left a doubt.
    """

    reviews: tuple[tuple[Identifier, Arrival], ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    troubles: tuple[str, ...] = ()
    remarks: tuple[str, ...] = ()
    doubted: bool = False


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
    translated = translate([one for one in asked if isinstance(one, PMCID)], services)
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
            arrival = arrival_of(found[one], one)
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
    return Gathered(
        tuple(reviews),
        tuple(unanswered),
        tuple(dict.fromkeys(troubles)),
        tuple(answers.remarks),
        doubted=bool(more.lists),
    )


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
