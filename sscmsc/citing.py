"""Who cites a work, as Europe PMC and iCite know it: one line a citing work, said by whom."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from sscmsc.europepmc import Citations
from sscmsc.icite import Linked
from sscmsc.identifiers import PMCID, PMID, Identifier
from sscmsc.reference import Cited
from sscmsc.source import Failed


class CitationList(Protocol):
    """A service that lists the works citing one work (Europe PMC)."""

    def citations(self, identifier: Identifier) -> Citations | Failed: ...


class LinkList(Protocol):
    """A service that knows the citations between PubMed records (iCite)."""

    def links(self, pmids: Sequence[PMID]) -> Linked: ...


@dataclass(frozen=True, slots=True)
class CitingLine:
    """A work that cites the one asked about: its identifiers, what is said of it, and by whom."""

    identifiers: tuple[Identifier, ...]
    cited: Cited
    sources: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Citing:
    """The citing works, newest first; how many each source states; what could not be asked."""

    lines: tuple[CitingLine, ...] = ()
    stated: tuple[tuple[str, int], ...] = ()
    failures: tuple[str, ...] = ()


def find_citing(
    identifiers: Sequence[Identifier], europepmc: CitationList, icite: LinkList
) -> Citing:
    """The works that cite one work, of which these are the identifiers; a DOI alone is of no
    use to either service. Costs a request for every 1,000 citations and one to iCite."""
    pmid = next((one for one in identifiers if isinstance(one, PMID)), None)
    name = pmid or next((one for one in identifiers if isinstance(one, PMCID)), None)
    lines: dict[Identifier | int, CitingLine] = {}
    stated: list[tuple[str, int]] = []
    failures: list[str] = []
    if name is not None:
        found = europepmc.citations(name)
        if isinstance(found, Failed):
            failures.append(f"{found.source}: {found.reason}")
        else:
            stated.append(("europepmc", found.total))
            for work in found.works:
                key = work.pmid or next(iter(work.identifiers), len(lines))
                lines[key] = CitingLine(work.identifiers, work.cited, ("europepmc",))
    if pmid is not None:
        linked = icite.links((pmid,))
        if linked.failure:
            failures.append(f"icite: {linked.failure}")
        if (links := linked.known.get(pmid)) is not None:
            stated.append(("icite", links.total))
            for one in links.cited_by:
                held = lines.get(one, CitingLine((one,), Cited(), ()))
                lines[one] = replace(held, sources=(*held.sources, "icite"))
    ordered = sorted(lines.values(), key=lambda line: -(line.cited.year or 0))
    return Citing(tuple(ordered), tuple(stated), tuple(failures))
