"""The further sources of a review's reference list, asked where the first ones leave a doubt.

A list that PubMed and Crossref give with the same number of lines is taken as settled. Else
PMC (where the work is in PMC) and Europe PMC are asked too, at the same time.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from multiprocessing.pool import ThreadPool
from typing import NamedTuple

from sscmsc.identifiers import PMCID, PMID, Identifier
from sscmsc.source import Failed, Listed, ReferenceSource, SourceWork

#: In whose order, and with whose text, lines of several lists become one: PubMed prints the
#: line, PMC often only its parts.
PRECEDENCE = ("pubmed", "pmc", "crossref", "europepmc")


class MoreLists(NamedTuple):
    """The further lists of each work, and what failed."""

    lists: Mapping[Identifier, tuple[Listed, ...]]
    troubles: tuple[str, ...]


def is_settled(works: Sequence[SourceWork]) -> bool:
    """Whether two sources at least give the work's list, all with as many lines as are stated."""
    lengths = [len(work.references) for work in works if work.references is not None]
    stated = [work.stated for work in works if work.stated is not None]
    return len(lengths) > 1 and len({*lengths, *stated}) == 1


def ask_more(
    works: Mapping[Identifier, Sequence[SourceWork]], sources: Sequence[ReferenceSource]
) -> MoreLists:
    """What the sources of lists have for the works whose list is not settled.

    They are asked at the same time, by PMCID, else by PMID; one that knows neither says so.
    """
    names = {
        asked: name
        for asked, known in works.items()
        if not is_settled(known) and (name := _name(asked, known)) is not None
    }
    if not names or not sources:
        return MoreLists({}, ())
    wanted = tuple(dict.fromkeys(names.values()))
    with ThreadPool(len(sources)) as pool:
        told = pool.map(lambda source: source.references(wanted), sources)
    answers = [{one.asked: one for one in answered} for answered in told]
    found: dict[Identifier, tuple[Listed, ...]] = {}
    troubles: dict[str, None] = {}
    for asked, name in names.items():
        given = [answered[name] for answered in answers if name in answered]
        found[asked] = tuple(one for one in given if isinstance(one, Listed))
        failed = (one for one in given if isinstance(one, Failed))
        troubles |= {f"{one.source}: {one.reason}": None for one in failed}
    return MoreLists(found, tuple(troubles))


def _name(asked: Identifier, works: Sequence[SourceWork]) -> PMID | PMCID | None:
    """The PMCID of a work, else its PMID: these sources take no DOI."""
    if isinstance(asked, PMCID):
        return asked
    records = [work.record for work in works]
    pmcids = [one.pmcid for one in records if one.pmcid is not None]
    pmids = [one.pmid for one in records if one.pmid is not None]
    return next(iter(pmcids), None) or next(iter(pmids), None)
