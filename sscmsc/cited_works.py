"""The works that the lines of reference lists cite, by their identifiers and by what they say.

All that can be asked in batches is: one translation of PMCIDs or one search for DOIs, one
question to the citation matcher for every 100 lines that nothing identifies, and one fetch of
what all of these gave.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sscmsc.accession import Arrival
from sscmsc.answers import Answers, Unanswered, names_of, untranslated, why_not
from sscmsc.candidates import Resolution
from sscmsc.ecitmatch import Journals
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.record import Record
from sscmsc.reference import Reference
from sscmsc.resolution import LineSearch
from sscmsc.source import SourceWork, Translated
from sscmsc.sources import Progress, Services


@dataclass(frozen=True, slots=True)
class Resolved:
    """The records of the works that references cite, and the identifiers that gave none.

    `lines` are the outcomes for the lines that were searched for by what they say, in their
    order; the works of the accepted ones are among `works`. `troubles` name sources that
    failed where another one answered, `remarks` what a person may want to look at.
    """

    works: tuple[Arrival, ...] = ()
    unanswered: tuple[Unanswered, ...] = ()
    troubles: tuple[str, ...] = ()
    lines: tuple[Resolution, ...] = ()
    remarks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Printed:
    """Lines that nothing identifies, to be searched for; `journals` maps names of journals to
    NLM's abbreviations, `further` is how many requests may be made for what the citation
    matcher leaves open."""

    lines: tuple[Reference, ...] = ()
    journals: Journals | None = None
    further: int = 0


def resolve(
    lines: Sequence[Reference],
    services: Services,
    *,
    progress: Progress,
    printed: Printed = Printed(),
) -> Resolved:
    """A full record for every line that carries an identifier, asked for in batches, and for
    every one of `printed` whose work is surely found.

    PMCIDs are translated first. A DOI is looked for in PubMed and, where PubMed has no such
    record, taken from Crossref; so is a work whose PMID brings nothing. When the list has
    lines with a PMCID only, its DOIs go to Crossref alone: such a list came from PubMed,
    which gave a PMID wherever it knew one, and the request is needed for the PMCIDs.
    """
    wanted = _wanted(lines)
    search = LineSearch(printed.lines, printed.further)
    count = len(wanted) + len(printed.lines)
    if not count:
        return Resolved()
    progress("references", 0, count)
    pmcids = [one for one in wanted if isinstance(one, PMCID)]
    translated = translate(pmcids, services)
    names = {one: (*names_of(one, translated), *dois) for one, dois in wanted.items()}
    matcher = services.matcher
    candidates = search.match(matcher, printed.journals or {}) if matcher else ()
    answers = Answers()
    asked = dict.fromkeys(name for known in names.values() for name in known[:1])
    first = [one for one in asked if isinstance(one, PMID) or not pmcids]
    if first or candidates:
        told = services.pubmed.records(tuple(dict.fromkeys((*first, *candidates))))
        search.take(told)
        answers.take_under_all_names(one for one in told if one.asked in asked)
    left = [known for one, known in names.items() if not answers.any_of((one, *known))]
    progress("references", count - len(left) - len(search.open), count)
    fallback = dict.fromkeys(one for known in left for one in known if isinstance(one, DOI))
    if fallback:
        answers.take_under_all_names(services.crossref_lists.records(tuple(fallback)))
    if matcher and search.open:
        search.search(matcher, services.bibliographic)
    progress("references", count, count)
    return _with_lines(_resolved(names, translated, answers), search)


def translate(pmcids: Sequence[PMCID], services: Services) -> Translated:
    """What the ID converter knows of PMCIDs; nothing is asked where there are none."""
    return services.converter.translate(pmcids) if pmcids else Translated({})


def arrival_of(works: Sequence[SourceWork], asked: Identifier) -> Arrival:
    """The records of one work, which was asked for by `asked`."""
    records = tuple(work.record for work in works)
    if isinstance(asked, PMCID) and not any(record.pmcid for record in records):
        # It was found by this identifier, so it must be found by it again.
        records = (*records, Record("pmc", "document", pmcid=asked))
    return Arrival(records)


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
            works.setdefault(id(work), arrival_of([work], one))
        if found:
            troubles.extend(answers.troubles_of(known))
        elif known:
            unanswered.append(why_not(one, answers.reasons_of(known)))
        elif isinstance(one, PMCID):
            unanswered.append(untranslated(one, translated))
    return Resolved(
        tuple(works.values()),
        tuple(unanswered),
        tuple(dict.fromkeys(troubles)),
        remarks=tuple(answers.remarks),
    )


def _with_lines(resolved: Resolved, search: LineSearch) -> Resolved:
    """What identifiers brought, and what the search for printed lines did."""
    lines = search.resolutions
    found = [one.best.record for one in lines if one.accepted and one.best is not None]
    works = (*resolved.works, *(Arrival((record,)) for record in found))
    failures = (failure for one in lines if not one.accepted for failure in one.failures)
    troubles = tuple(dict.fromkeys((*resolved.troubles, *failures)))
    return replace(resolved, works=works, troubles=troubles, lines=lines)
