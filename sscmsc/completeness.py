"""How complete a review's reference list is: what sources stated, what came, what resolved."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from sscmsc.dates import PartialDate
from sscmsc.library import Library
from sscmsc.record import Record
from sscmsc.reference import ReferenceList, SourceCount


class Completeness(NamedTuple):
    """Of `lines` lines, `resolved` point at an entry, `identified` only carry an identifier and
    `unresolved` nothing; `full` point at a full record. `counts` are what each source stated,
    `as_of` the day the list last changed."""

    lines: int
    resolved: int
    identified: int
    unresolved: int
    full: int
    counts: tuple[SourceCount, ...]
    as_of: PartialDate | None

    @property
    def short_of(self) -> int:
        """How many lines fewer than the largest number that a source states."""
        stated = [one.stated for one in self.counts if one.stated is not None]
        return max(0, max(stated, default=0) - self.lines)


def completeness(listed: ReferenceList, library: Library) -> Completeness:
    """The figures of one list, whose lines may point at entries of `library`."""
    statuses = Counter(line.status for line in listed.references)
    cited = (library.entries.get(line.citekey or "") for line in listed.references)
    full = sum(1 for entry in cited if entry is not None and is_full(entry.record))
    return Completeness(
        lines=len(listed.references),
        resolved=statuses["resolved"],
        identified=statuses["identified"],
        unresolved=statuses["unresolved"],
        full=full,
        counts=listed.counts,
        as_of=listed.as_of,
    )


def is_full(record: Record) -> bool:
    """Whether a record says all that a bibliography prints: title, authors, where and when, and
    an identifier. Authors that end in "et al." do not count as said."""
    return bool(
        record.title
        and record.authors
        and record.authors_complete
        and (record.container or record.publication)
        and record.year
        and record.identifiers
    )
