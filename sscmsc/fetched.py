"""What a fetch did, for whoever asked: the works, their lists, what is missing and why."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sscmsc.accession import Admission, Change
from sscmsc.answers import Unanswered
from sscmsc.cited_works import Resolved
from sscmsc.entry import Entry
from sscmsc.gather import Gathered
from sscmsc.identifiers import Identifier
from sscmsc.kept_lines import is_gone
from sscmsc.library import Library
from sscmsc.reference import Reference, SourceCount
from sscmsc.shared_identifiers import find_shared


class ReviewReport(NamedTuple):
    """One work asked for: what each source stated of its list and what became of each line.

    `counts` and `lines` are those of its list after linking; `added` counts the entries its
    references brought, `held` those that were there before. Of a list that was held,
    `new_lines` came to it now, `changed_lines` say something else or have another identifier,
    and `gone_lines` are no longer listed by who listed them.
    """

    asked: Identifier
    entry: Entry
    change: Change
    added: int
    held: int
    new_lines: int = 0
    changed_lines: int = 0
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
    `unanswered` are the others; `unfetched` are references that brought no record, `named`
    is the number of works that were asked for because a list names them, `left` of those that
    were not; `remarks` are what a person may want to look at."""

    admission: Admission
    reviews: tuple[ReviewReport, ...]
    kept: tuple[tuple[Unanswered, Entry], ...]
    unanswered: tuple[Unanswered, ...]
    unfetched: tuple[Unanswered, ...]
    troubles: tuple[str, ...]
    remarks: tuple[str, ...] = ()
    named: int = 0
    left: int = 0


def make_report(
    before: Library, gathered: Gathered, resolved: Resolved, admission: Admission
) -> FetchReport:
    """The report of what was gathered for the library `before`, after its admission."""
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
    asked = len(gathered.reviews)
    arrivals = (*(arrival for _, arrival in gathered.reviews), *resolved.works)
    refused = [
        (number < asked, f"{', '.join(map(str, arrival.identifiers))}: {change.reason}")
        for number, (arrival, change) in enumerate(zip(arrivals, admission.changes, strict=True))
        if change.what == "refused"
    ]
    shared = find_shared(admission.library, admission.changed(before))
    troubles = (*gathered.troubles, *resolved.troubles, *(one for own, one in refused if own))
    cited = (one for own, one in refused if not own)
    remarks = (*gathered.remarks, *resolved.remarks, *cited, *shared)
    return FetchReport(
        admission=admission,
        reviews=reviews,
        kept=tuple(kept),
        unanswered=tuple(unanswered),
        unfetched=resolved.unanswered,
        troubles=tuple(dict.fromkeys(troubles)),
        remarks=tuple(dict.fromkeys(remarks)),
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
        changed_lines=(_said(had or ()) - _said(lines)).total(),
        gone_lines=_gone(lines) - _gone(had or ()),
    )


def _said(lines: Sequence[Reference]) -> Counter[Hashable]:
    """What lines say, without their places and what was found out about them."""
    return Counter((line.text, line.cited, line.identifiers) for line in lines)


def _gone(lines: Sequence[Reference]) -> int:
    return sum(map(is_gone, lines))
