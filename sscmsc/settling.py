"""`sscmsc resolve`, without the terminal: decisions and searches for the lines of one list."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import NamedTuple

from sscmsc.accession import Admission, Arrival, admit
from sscmsc.answers import Unanswered
from sscmsc.cited_works import Resolved, resolve
from sscmsc.ecitmatch import journal_table
from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.line_search import search_lines
from sscmsc.reference import Reference, ReferenceList
from sscmsc.resolution import BibliographicSource, CitationSource
from sscmsc.settlement import Decision, settle
from sscmsc.source import Missing
from sscmsc.sources import Progress, Services
from sscmsc.vocabulary import Vocabulary


class Settled(NamedTuple):
    """The library afterwards, what was found, what could not be asked or is unknown, and the
    positions of lines that stay as they were, whatever was decided."""

    admission: Admission
    unanswered: tuple[Unanswered, ...] = ()
    failures: tuple[str, ...] = ()
    kept: tuple[int, ...] = ()


def open_lines(listed: ReferenceList) -> tuple[Reference, ...]:
    """The lines that point at no entry."""
    return tuple(line for line in listed.references if line.citekey is None)


def decide(
    library: Library,
    entry: Entry,
    decisions: Iterable[Decision],
    services: Services | None,
    vocabulary: Vocabulary,
    *,
    template: str,
    progress: Progress,
) -> Settled:
    """The library after a person's decisions; works accepted are fetched where `services` is
    given, else their lines wait for the next fetch. A line stays as it was where the identifier
    given for it is of no work, or the line pointed at one and nothing is known of the other.
    Raises as `settlement.settle`."""
    decided = tuple(decisions)
    before = entry.references or ReferenceList()
    listed = settle(before, decided)
    positions = {one.position for one in decided}
    waiting = [
        line for line in open_lines(listed) if line.identifiers and line.position in positions
    ]
    resolved = resolve(waiting, services, progress=progress) if services else Resolved()
    settled = _settled(library, entry, listed, resolved, vocabulary, template)
    after = settled.admission.library.entries[entry.citekey].references or ReferenceList()
    kept = _unfounded(before, after, decided, resolved)
    if not kept:
        return settled
    lines = tuple(kept.get(line.position, line) for line in listed.references)
    listed = replace(listed, references=lines)
    settled = _settled(library, entry, listed, resolved, vocabulary, template)
    return settled._replace(kept=tuple(kept))


def _unfounded(
    before: ReferenceList, after: ReferenceList, decided: Iterable[Decision], resolved: Resolved
) -> dict[int, Reference]:
    """The lines as they were, by position, of which a decision would only take something away."""
    missing = {one.asked for one in resolved.unanswered if isinstance(one, Missing)}
    now = {line.position: line for line in after.references}
    held = {line.position: line for line in before.references}
    return {
        one.position: held[one.position]
        for one in decided
        if one.identifier is not None
        and now[one.position].citekey is None
        and (held[one.position].citekey is not None or one.identifier in missing)
    }


def search(
    library: Library,
    entry: Entry,
    pubmed: CitationSource,
    crossref: BibliographicSource,
    vocabulary: Vocabulary,
    *,
    template: str,
    further: int,
) -> Settled:
    """The library after a search for every line of the list that points at no entry, with at
    most `further` requests beyond the citation matcher's."""
    listed = entry.references or ReferenceList()
    containers = (one.record.container for one in library)
    found = search_lines(
        listed, open_lines(listed), pubmed, crossref,
        journals=journal_table(one for one in containers if one is not None), further=further,
    )  # fmt: skip
    settled = _settled(library, entry, found.listed, Resolved(found.works), vocabulary, template)
    return settled._replace(failures=(*settled.failures, *found.failures))


def _settled(
    library: Library,
    entry: Entry,
    listed: ReferenceList,
    resolved: Resolved,
    vocabulary: Vocabulary,
    template: str,
) -> Settled:
    changed = library.with_entries((replace(entry, references=listed),))
    works: tuple[Arrival, ...] = resolved.works
    admission = admit(changed, works, vocabulary, template=template)
    return Settled(admission, resolved.unanswered, resolved.troubles)
