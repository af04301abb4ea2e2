"""`sscmsc fetch`, without the terminal: from identifiers to a changed library and a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from sscmsc.accession import Arrival, admit
from sscmsc.candidates import Resolution
from sscmsc.catalogue import Catalogue
from sscmsc.cited_works import Printed, resolve
from sscmsc.dates import PartialDate
from sscmsc.ecitmatch import journal_table
from sscmsc.fetched import FetchReport, make_report
from sscmsc.gather import Gathered, gather_reviews
from sscmsc.identifiers import Identifier
from sscmsc.library import Library
from sscmsc.line_search import find_open, with_outcomes
from sscmsc.reference import Reference
from sscmsc.sources import Progress, Services, silent
from sscmsc.vocabulary import Vocabulary

#: Sources whose records are complete: an entry that has one is not asked for again.
FULL_RECORDS = frozenset({"pubmed", "crossref"})


#: Requests that may search for lines which the citation matcher leaves open, where no further
#: sources of lists had to be asked: either way a review costs no more than eight, and the
#: matcher's.
FURTHER = 2


class Options(NamedTuple):
    """What to take: reference lists, abstracts; the template of new citekeys; the day that is
    written on the lists; how many requests may search for lines that the citation matcher
    leaves open (None: `FURTHER`, where the lists left no doubt), and how many of the works that
    the lists name are asked for (None: all)."""

    references: bool = True
    abstracts: bool = True
    template: str = "{family}{year}"
    today: PartialDate | None = None
    further: int | None = None
    most: int | None = None


class Survey(NamedTuple):
    """The works asked for as they came, and what is to be asked for because their lists name it:
    `wanted` lines, one a work, `left` works beyond the number taken, and `printed` lines that
    nothing identifies, `searched` of each review. `catalogue` is that of the library."""

    gathered: Gathered
    wanted: tuple[Reference, ...]
    left: int
    searched: tuple[tuple[Reference, ...], ...]
    printed: Printed
    catalogue: Catalogue


def fetch(
    identifiers: Sequence[Identifier],
    services: Services,
    library: Library,
    vocabulary: Vocabulary,
    options: Options,
    progress: Progress = silent,
) -> FetchReport:
    """Fetch works and what they cite into a library, which is returned changed in the report.

    References whose full record the library holds are not asked for again. Nothing is
    raised for a source that fails: the report says which and why.
    """
    seen = survey(identifiers, services, library, options, progress)
    return complete(seen, services, library, vocabulary, options, progress)


def survey(
    identifiers: Sequence[Identifier],
    services: Services,
    library: Library,
    options: Options,
    progress: Progress = silent,
) -> Survey:
    """The first half of `fetch`: the works asked for, their lists, and what these name."""
    gathered = gather_reviews(
        identifiers, services, references=options.references, progress=progress,
        as_of=options.today,
    )  # fmt: skip
    reviews = [arrival for _, arrival in gathered.reviews]
    catalogue = Catalogue(library)
    wanted, left = _most(_wanted(reviews, catalogue), options.most)
    searched = tuple(_open_lines(arrival, catalogue) for arrival in reviews)
    printed = _printed(searched, library, options, doubted=gathered.doubted)
    return Survey(gathered, wanted, left, searched, printed, catalogue)


def complete(
    seen: Survey,
    services: Services,
    library: Library,
    vocabulary: Vocabulary,
    options: Options,
    progress: Progress = silent,
) -> FetchReport:
    """The second half of `fetch`: what the lists name, and all of it joined to the library that
    the survey was made of."""
    resolved = resolve(seen.wanted, services, progress=progress, printed=seen.printed)
    outcomes = iter(resolved.lines)
    reviews = [
        _with_outcomes(arrival, [one for _, one in zip(lines, outcomes, strict=False)])
        for (_, arrival), lines in zip(seen.gathered.reviews, seen.searched, strict=True)
    ]
    admission = admit(
        library,
        (*reviews, *resolved.works),
        vocabulary,
        template=options.template,
        abstracts=options.abstracts,
        catalogue=seen.catalogue,
        day=options.today,
    )
    report = make_report(library, seen.gathered, resolved, admission)
    return replace(report, named=len(seen.wanted), left=seen.left)


def _open_lines(arrival: Arrival, catalogue: Catalogue) -> tuple[Reference, ...]:
    """The lines of an arrival's list that are to be searched for by what they say."""
    if arrival.references is None:
        return ()
    key = catalogue.by_identifier(arrival.identifiers)
    held = catalogue.entry(key).references if key is not None else None
    return find_open(arrival.references, held, catalogue)


def _printed(
    searched: Sequence[Sequence[Reference]], library: Library, options: Options, *, doubted: bool
) -> Printed:
    lines = tuple(line for some in searched for line in some)
    if not lines:
        return Printed()
    further = (0 if doubted else FURTHER) if options.further is None else options.further
    containers = (entry.record.container for entry in library)
    return Printed(lines, journal_table(one for one in containers if one is not None), further)


def _with_outcomes(arrival: Arrival, outcomes: Sequence[Resolution]) -> Arrival:
    if arrival.references is None or not outcomes:
        return arrival
    return replace(arrival, references=with_outcomes(arrival.references, outcomes))


def _most(lines: Sequence[Reference], most: int | None) -> tuple[tuple[Reference, ...], int]:
    """The lines of the first so many works, each different one once, and how many are left."""
    works = {line.identifiers: line for line in lines if line.identifiers}
    taken = tuple(works.values())[:most]
    return taken, len(works) - len(taken)


def _wanted(reviews: Sequence[Arrival], catalogue: Catalogue) -> list[Reference]:
    """The lines whose works are to be asked for: those the lists have now, and those they had."""
    arrived = {one for arrival in reviews for one in arrival.identifiers}
    lists = [arrival.references for arrival in reviews if arrival.references is not None]
    for arrival in reviews:
        key = catalogue.by_identifier(arrival.identifiers)
        held = catalogue.entry(key).references if key is not None else None
        if held is not None and arrival.references is not None:
            lists.append(held)
    return [
        line
        for one in lists
        for line in one.references
        if arrived.isdisjoint(line.identifiers) and not _is_held(line, catalogue)
    ]


def _is_held(line: Reference, catalogue: Catalogue) -> bool:
    """Whether the library has the full record of a line's work; PubMed's, if it has a PMID."""
    key = catalogue.by_identifier(line.identifiers)
    if key is None:
        return False
    sources = set(catalogue.entry(key).provenance.values())
    return "pubmed" in sources or (line.pmid is None and not FULL_RECORDS.isdisjoint(sources))
