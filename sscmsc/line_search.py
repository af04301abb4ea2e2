"""Lines that nothing identified, searched for by what they say; a list with what was found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import NamedTuple

from sscmsc.accession import Arrival
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
    told = {one.line.position: one.identified for one in found}
    works = [Arrival((one.best.record,)) for one in found if one.accepted and one.best is not None]
    after = tuple(told.get(line.position, line) for line in listed.references)
    likely = sum(1 for line in told.values() if line.candidates)
    failures = dict.fromkeys(failure for one in found for failure in one.failures)
    return Searched(replace(listed, references=after), tuple(works), likely, tuple(failures))
