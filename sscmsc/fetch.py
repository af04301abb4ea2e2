"""`sscmsc fetch`, without the terminal: from identifiers to a changed library and a report."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sscmsc.accession import Admission, Arrival, Change, admit
from sscmsc.catalogue import Catalogue
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.gather import (
    Gathered,
    Progress,
    Resolved,
    Services,
    Unanswered,
    gather_reviews,
    resolve,
    silent,
)
from sscmsc.identifiers import Identifier
from sscmsc.kept_lines import is_gone
from sscmsc.library import Library
from sscmsc.reference import Reference, SourceCount
from sscmsc.vocabulary import Vocabulary

#: Sources whose records are complete: an entry that has one is not asked for again.
FULL_RECORDS = frozenset({"pubmed", "crossref"})


class Options(NamedTuple):
    """What to take: reference lists, abstracts; the template of new citekeys; and the day that
    is written on the lists."""

    references: bool = True
    abstracts: bool = True
    template: str = "{family}{year}"
    today: PartialDate | None = None


class ReviewReport(NamedTuple):
    """One work asked for: what each source stated of its list and what became of each line.

    `counts` and `lines` are those of its list after linking; `added` counts the entries its
    references brought, `held` those that were there before. Of a list that was held,
    `new_lines` came to it now and `gone_lines` are no longer listed by who listed them.
    """

    asked: Identifier
    entry: Entry
    change: Change
    added: int
    held: int
    new_lines: int = 0
    gone_lines: int = 0

    @property
    def counts(self) -> tuple[SourceCount, ...]:
        return self.entry.references.counts if self.entry.references else ()

    @property
    def lines(self) -> tuple[Reference, ...]:
        return self.entry.references.references if self.entry.references else ()

    @property
    def unresolved(self) -> tuple[Reference, ...]:
        return tuple(line for line in self.lines if line.citekey is None)


@dataclass(frozen=True, slots=True)
class FetchReport:
    """What a fetch did. `kept` are works that no source could give but the library holds;
    `unanswered` are the others; `unfetched` are references that brought no record."""

    admission: Admission
    reviews: tuple[ReviewReport, ...]
    kept: tuple[tuple[Unanswered, Entry], ...]
    unanswered: tuple[Unanswered, ...]
    unfetched: tuple[Unanswered, ...]
    troubles: tuple[str, ...]


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
    gathered = gather_reviews(
        identifiers, services, references=options.references, progress=progress,
        as_of=options.today,
    )  # fmt: skip
    reviews = [arrival for _, arrival in gathered.reviews]
    catalogue = Catalogue(library)
    wanted = _wanted(reviews, catalogue)
    resolved = resolve(wanted, services, progress=progress)
    admission = admit(
        library,
        (*reviews, *resolved.works),
        vocabulary,
        template=options.template,
        abstracts=options.abstracts,
        catalogue=catalogue,
    )
    return _report(library, gathered, resolved, admission)


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


def _report(
    before: Library, gathered: Gathered, resolved: Resolved, admission: Admission
) -> FetchReport:
    kept: list[tuple[Unanswered, Entry]] = []
    unanswered: list[Unanswered] = []
    for reason in gathered.unanswered:
        held = before.holding((reason.asked,))
        if held:
            kept.append((reason, before.entries[held[0]]))
        else:
            unanswered.append(reason)
    reviews = tuple(
        _review_report(asked, change, before, admission.library)
        for (asked, _), change in zip(gathered.reviews, admission.changes, strict=False)
        if change.what != "refused"
    )
    arrivals = (*(arrival for _, arrival in gathered.reviews), *resolved.works)
    refused = tuple(
        f"{', '.join(map(str, arrival.identifiers))}: {change.reason}"
        for arrival, change in zip(arrivals, admission.changes, strict=True)
        if change.what == "refused"
    )
    troubles = dict.fromkeys((*gathered.troubles, *resolved.troubles, *refused))
    return FetchReport(
        admission=admission,
        reviews=reviews,
        kept=tuple(kept),
        unanswered=tuple(unanswered),
        unfetched=resolved.unanswered,
        troubles=tuple(troubles),
    )


def _review_report(
    asked: Identifier, change: Change, before: Library, after: Library
) -> ReviewReport:
    entry = after.entries[change.citekey]
    lines = entry.references.references if entry.references else ()
    cited = {line.citekey for line in lines if line.citekey is not None}
    held = sum(1 for key in cited if key in before.entries)
    older = before.entries.get(change.citekey)
    had = older.references.references if older and older.references else None
    return ReviewReport(
        asked,
        entry,
        change,
        len(cited) - held,
        held,
        new_lines=0 if had is None else len(lines) - len(had),
        gone_lines=_gone(lines) - _gone(had or ()),
    )


def _gone(lines: Sequence[Reference]) -> int:
    return sum(map(is_gone, lines))
