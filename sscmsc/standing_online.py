"""What services say now of what became of works: PubMed and Crossref, asked in batches.

Nothing of it is kept in the library; `sscmsc update` does that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from sscmsc.audit_works import Asked
from sscmsc.crossref_updates import Updates
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMID, Identifier
from sscmsc.retraction import Notice, standing
from sscmsc.source import Answer, Failed, Found, RecordSource

_NAMES = {"pubmed": "PubMed", "crossref": "Crossref"}


class Told(NamedTuple):
    """What was answered by citekey, and in one line for each service what it could not."""

    asked: Mapping[str, Asked]
    failures: tuple[str, ...] = ()


class Work(NamedTuple):
    """A work by its key, and the identifiers by which services are asked about it."""

    citekey: str
    pmid: PMID | None
    doi: DOI | None


def ask_about(
    works: Sequence[Work], pubmed: RecordSource, crossref: RecordSource, updates: Updates
) -> Told:
    """What PubMed and Crossref say of each work, with the notices of `updates`."""
    from_pubmed = _answers(pubmed, [one.pmid for one in works if one.pmid])
    from_crossref = _answers(crossref, [one.doi for one in works if one.doi])
    asked: dict[str, Asked] = {}
    for work in works:
        notices: list[Notice] = []
        sources: list[str] = []
        unable: dict[str, str] = {}
        for identifier, answers in ((work.pmid, from_pubmed), (work.doi, from_crossref)):
            found = answers.get(identifier) if identifier else None
            if isinstance(found, Found):
                record = found.work.record
                sources.append(record.source)
                notices += standing(Entry(work.citekey, record)).notices
            elif found is not None:
                unable[found.source] = found.reason
        if work.doi:
            notices += updates.notices.get(work.doi, ())
        asked[work.citekey] = Asked(tuple(notices), tuple(sources), unable)
    failed = [one for one in (*from_pubmed.values(), *from_crossref.values())
              if isinstance(one, Failed)]  # fmt: skip
    return Told(asked, _failures(failed, updates))


def _answers(
    source: RecordSource, identifiers: Sequence[Identifier]
) -> Mapping[Identifier, Answer]:
    answers = source.records(identifiers) if identifiers else ()
    return {one.asked: one for one in answers}


def _failures(failed: Iterable[Failed], updates: Updates) -> tuple[str, ...]:
    counts = Counter((one.source, one.reason) for one in failed)
    counts.update(("crossref", reason) for reason in updates.failures.values())
    return tuple(
        f"{_NAMES.get(source, source)}: {reason} ({number} works)"
        for (source, reason), number in counts.items()
    )
