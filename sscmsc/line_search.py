"""Lines that nothing identified, searched for by what they say; a list with what was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sscmsc.accession import Arrival
from sscmsc.candidates import Resolution, refused
from sscmsc.catalogue import Catalogue
from sscmsc.kept_lines import partners
from sscmsc.reference import Reference, ReferenceList
from sscmsc.resolution import BibliographicSource, CitationSource, resolve_text


class Searched(NamedTuple):
    """The list with its lines as far as they are identified now, the works that were found for
    sure, how many lines have candidates for a person to decide on, and what could not be asked."""

    listed: ReferenceList
    works: tuple[Arrival, ...]
    likely: int
    failures: tuple[str, ...]


def search_lines(
    listed: ReferenceList,
    lines: Sequence[Reference],
    pubmed: CitationSource,
    crossref: BibliographicSource,
    *,
    journals: Mapping[str, str],
    further: int,
) -> Searched:
    """Search for the works that some lines of a list cite, by their text and fields.

    Costs a request for every 100 lines, one for every 200 candidates, and at most `further`
    more. Only a work that is surely the one cited identifies its line.
    """
    found = resolve_text(lines, pubmed, crossref, journals=journals, further=further)
    works = [Arrival((one.best.record,)) for one in found if one.accepted and one.best is not None]
    likely = sum(1 for one in found if one.identified.candidates)
    failures = dict.fromkeys(failure for one in found for failure in one.failures)
    return Searched(with_outcomes(listed, found), tuple(works), likely, tuple(failures))


def with_outcomes(listed: ReferenceList, outcomes: Iterable[Resolution]) -> ReferenceList:
    """The list, each line that was searched for as far as it is identified now."""
    told = {one.line.position: one.identified for one in outcomes}
    after = tuple(told.get(line.position, line) for line in listed.references)
    return replace(listed, references=after)


def find_open(
    listed: ReferenceList, held: ReferenceList | None, catalogue: Catalogue
) -> tuple[Reference, ...]:
    """The lines of a list as it came that are worth a search: those without an identifier that
    say something, that cite no work which the library holds, and that were not settled in the
    list `held` before. They carry what a person rejected for them.
    """
    older: dict[int, Reference] = {}
    if held is not None:
        paired = partners(listed.references, held.references)
        older = {ours: held.references[theirs] for theirs, ours in paired.items()}
    lines: list[Reference] = []
    for place, line in enumerate(listed.references):
        before = older.get(place, line)
        if line.identifiers or not line.shown or before.citekey or before.matched_by == "user":
            continue
        asked = replace(line, rejected=before.rejected)
        key = catalogue.by_line(asked)
        if key is None or refused(catalogue.entry(key).record, asked):
            lines.append(asked)
    return tuple(lines)
