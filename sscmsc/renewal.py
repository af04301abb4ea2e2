"""Held works asked for again, in batches: what their sources state now, and what came of it.

For 200 works one request to PubMed, one more where some of them have no PMID or one that PubMed
no longer knows, and as many to Crossref as the length of an address allows. A PMID that PubMed
has no longer is looked for by the DOI of the work, and kept as a former key.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from multiprocessing.pool import ThreadPool
from typing import NamedTuple

from sscmsc.answers import readdressed
from sscmsc.catalogue import Catalogue
from sscmsc.cited_works import translate
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.facts import record_facts
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.library import Library
from sscmsc.links import link_lists
from sscmsc.movements import Movement, movements
from sscmsc.record import Record
from sscmsc.refresh import refresh, stated_on
from sscmsc.source import Answer, Failed, Found
from sscmsc.sources import Progress, Services
from sscmsc.statements import USER
from sscmsc.vocabulary import Vocabulary

#: Works asked for at once: as many as PubMed takes in one request.
BATCH = 200


@dataclass(frozen=True, slots=True)
class Renewal:
    """What became of one entry: `after` is `before` itself where nothing moved.

    `failures` are sources that could not be asked (`source: cause`), `gone` identifiers that no
    source knows now, `refused` why what was stated could not be joined.
    """

    before: Entry
    after: Entry
    moved: tuple[Movement, ...] = ()
    failures: tuple[str, ...] = ()
    gone: tuple[Identifier, ...] = ()
    refused: str = ""

    @property
    def is_changed(self) -> bool:
        return self.after != self.before

    @property
    def is_serious(self) -> bool:
        return any(one.is_serious for one in self.moved)


class Renewing(NamedTuple):
    """What a renewal needs to know beside the entries: the day, and the words of facets."""

    services: Services
    vocabulary: Vocabulary
    day: PartialDate


def renewals(
    entries: Sequence[Entry], means: Renewing, progress: Progress
) -> Iterator[tuple[Renewal, ...]]:
    """What became of the entries, a batch at a time: an interrupted caller keeps what it has.

    Nothing is raised for a source that fails: the entry is as it was, or as the others have it.
    """
    progress("works asked for", 0, len(entries))
    for start in range(0, len(entries), BATCH):
        batch = entries[start : start + BATCH]
        yield tuple(_renewed(batch, means))
        progress("works asked for", start + len(batch), len(entries))


def relinked(library: Library, changed: Iterable[Entry]) -> tuple[Entry, ...]:
    """The changed entries, and those whose lines are linked otherwise because of them."""
    after = library.with_entries(changed)
    linked = after.with_entries(
        one for one in link_lists(Catalogue(after), library) if after.entries[one.citekey] != one
    )
    return linked.changed_since(library)


def _renewed(batch: Sequence[Entry], means: Renewing) -> Iterator[Renewal]:
    asked = _asked(batch, means.services)
    by_pubmed, by_crossref = _ask(asked, means.services)
    for entry in batch:
        names = asked[entry.citekey]
        dois = [one for one in (entry.record.doi, *names) if one in by_crossref]
        answers = [by_pubmed[one] for one in names[:1] if one in by_pubmed]
        answers += [by_crossref[one] for one in dois[:1] if one is not None]
        yield _outcome(entry, answers, means)


def _asked(batch: Sequence[Entry], services: Services) -> Mapping[str, tuple[PMID | DOI, ...]]:
    """What PubMed is asked by for each entry: its PMID, else its DOI, else what its PMCID is."""
    pmcids = [
        one.record.pmcid
        for one in batch
        if one.record.pmcid and not (one.record.pmid or one.record.doi)
    ]
    known = translate(pmcids, services).known
    found: dict[str, tuple[PMID | DOI, ...]] = {}
    for entry in batch:
        record = entry.record
        own: list[Identifier] = [one for one in (record.pmid, record.doi) if one is not None]
        if not own and record.pmcid is not None:
            own = list(known.get(record.pmcid, ()))
        found[entry.citekey] = tuple(one for one in own if not isinstance(one, PMCID))
    return found


def _ask(
    asked: Mapping[str, tuple[PMID | DOI, ...]], services: Services
) -> tuple[Mapping[Identifier, Answer], Mapping[Identifier, Answer]]:
    """What PubMed and Crossref answer, asked at the same time; then PubMed by the DOI where it
    knows no such PMID, and Crossref by the DOIs that PubMed brought."""
    dois = [one for names in asked.values() for one in names if isinstance(one, DOI)]
    first = list(dict.fromkeys(names[0] for names in asked.values() if names))
    # The threads of this pool are daemons: an interrupt does not wait for an answer.
    with ThreadPool(1) as pool:
        waiting = pool.apply_async(services.crossref.records, (dois,)) if dois else None
        by_pubmed = _by_asked(services.pubmed.records(first)) if first else {}
        by_crossref = _by_asked(waiting.get()) if waiting is not None else {}
    lost = {
        names[0]: names[1]
        for names in asked.values()
        if len(names) > 1 and isinstance(names[1], DOI) and _is_missing(by_pubmed.get(names[0]))
    }
    if lost:
        again = _by_asked(services.pubmed.records(list(lost.values())))
        by_pubmed |= {pmid: readdressed(again[doi], pmid) for pmid, doi in lost.items()
                      if isinstance(again[doi], Found | Failed)}  # fmt: skip
    brought = {
        one: doi
        for one, answer in by_pubmed.items()
        if isinstance(answer, Found) and (doi := answer.work.record.doi) is not None
    }
    unasked = [doi for doi in dict.fromkeys(brought.values()) if doi not in by_crossref]
    if unasked:
        by_crossref |= _by_asked(services.crossref_lists.records(unasked))
    found = {one: by_crossref[doi] for one, doi in brought.items() if doi in by_crossref}
    return by_pubmed, {**found, **by_crossref}


def _by_asked(answers: Iterable[Answer]) -> dict[Identifier, Answer]:
    return {one.asked: one for one in answers}


def _is_missing(answer: Answer | None) -> bool:
    return answer is not None and not isinstance(answer, Found | Failed)


def _outcome(entry: Entry, answers: Sequence[Answer], means: Renewing) -> Renewal:
    works = [one for one in answers if isinstance(one, Found)]
    failures = tuple(f"{one.source}: {one.reason}" for one in answers if isinstance(one, Failed))
    gone = tuple(one.asked for one in answers if _is_missing(one) and isinstance(one.asked, PMID))
    records = _of_this_work(entry, [readdressed(one, one.asked) for one in works])
    if not records:
        return Renewal(entry, entry, failures=failures, gone=gone)
    held = _followed(entry, records)
    try:
        after = refresh(
            held, records, means.vocabulary, abstracts=bool(entry.record.abstract)
        )  # fmt: skip
    except InputError as error:
        return Renewal(entry, entry, failures=failures, gone=gone, refused=error.message)
    if after == entry:
        return Renewal(entry, entry, failures=failures, gone=gone)
    after = stated_on(after, records, means.day)
    return Renewal(entry, after, movements(entry, after), failures, gone)


def _of_this_work(entry: Entry, answers: Iterable[Answer]) -> tuple[Record, ...]:
    """The records that are of the entry's work: a notice may carry the DOI of what it is about."""
    notice = bool(record_facts(entry.record).notice)
    found = (one.work.record for one in answers if isinstance(one, Found))
    return tuple(one for one in found if bool(record_facts(one).notice) == notice)


def _followed(entry: Entry, records: Sequence[Record]) -> Entry:
    """The entry with the identifiers that its work has now; the old ones still find it."""
    record, former = entry.record, dict.fromkeys(entry.former_keys)
    new = next((one.pmid for one in records if one.source == "pubmed" and one.pmid), record.pmid)
    if record.pmid is not None and new != record.pmid and entry.provenance.get("pmid") != USER:
        former[record.pmid.value] = None
        record = replace(record, pmid=new)
    old = record.doi
    doi = next((one.doi for one in records if old in one.superseded_dois), old)
    if old is not None and doi != old and entry.provenance.get("doi") != USER:
        superseded = tuple(one for one in (*record.superseded_dois, old) if one != doi)
        record = replace(record, doi=doi, superseded_dois=superseded)
    return replace(entry, record=record, former_keys=tuple(former))
