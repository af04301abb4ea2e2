"""The rounds of one `sscmsc fetch`: the works asked for, then the reviews that they list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import typer

from sscmsc.answers import Unanswered
from sscmsc.commands.asking import can_ask
from sscmsc.commands.network import open_services
from sscmsc.commands.options import Desk
from sscmsc.commands.shelf import save
from sscmsc.commands.wording import counted
from sscmsc.config import Settings
from sscmsc.errors import UsageError
from sscmsc.fetch import FetchReport, Options, complete, fetch, survey
from sscmsc.folder import Loaded
from sscmsc.identifiers import Identifier
from sscmsc.library import Library
from sscmsc.listed_reviews import find_listed_reviews
from sscmsc.source import Failed
from sscmsc.sources import Services
from sscmsc.store import Store
from sscmsc.vocabulary import Vocabulary

#: From more works than this on, a person is asked before they are fetched.
UNASKED = 500
_INTERRUPTED = "not asked for before the interruption"


class Visit(NamedTuple):
    """What all rounds of one fetch share. `sure` answers yes to every question; with `dry_run`
    nothing is saved."""

    desk: Desk
    store: Store
    settings: Settings
    vocabulary: Vocabulary
    options: Options
    sure: bool
    dry_run: bool


class Round(NamedTuple):
    """What one round did; `interrupted` when a person ended it, and the library afterwards."""

    report: FetchReport
    loaded: Loaded
    interrupted: bool = False


def fetch_round(
    visit: Visit, identifiers: Sequence[Identifier], loaded: Loaded, services: Services
) -> Round:
    """Fetch works and what they cite, and save them.

    Where it is interrupted, what had arrived is saved. Raises `KeyboardInterrupt` when nothing had.
    """
    try:
        with visit.desk.screen.progress() as progress:
            report = fetch(
                identifiers, services, loaded.library, visit.vocabulary, visit.options, progress
            )
    except KeyboardInterrupt:
        report = _arrived(visit, identifiers, loaded.library)
        return Round(report, _saved(visit, report, loaded, identifiers), interrupted=True)
    return Round(report, _saved(visit, report, loaded, identifiers))


def fetch_listed(visit: Visit, done: Round, services: Services) -> Round | None:
    """The next round: the reviews that the works of the last one list, with all they cite.

    They are asked for in batches. None when there are none, or a person wants none.
    """
    library = done.report.admission.library
    citing = [review.entry.citekey for review in done.report.reviews]
    identifiers = find_listed_reviews(library, citing)
    if not identifiers:
        visit.desk.screen.say("no review among the listed works has a list that is not held")
        return None
    batched = services._replace(crossref=services.crossref_lists)
    screen = visit.desk.screen
    try:
        with screen.progress() as progress:
            seen = survey(identifiers, batched, library, visit.options, progress)
        if not _wanted(visit, len(seen.gathered.reviews), len(seen.wanted)):
            return None
        with screen.progress() as progress:
            report = complete(seen, batched, library, visit.vocabulary, visit.options, progress)
    except KeyboardInterrupt:
        report = _arrived(visit, identifiers, library)
        return Round(report, _saved(visit, report, done.loaded, identifiers), interrupted=True)
    return Round(report, _saved(visit, report, done.loaded, identifiers))


def _wanted(visit: Visit, lists: int, works: int) -> bool:
    """Whether so many works are to be fetched: a person is asked where they are many."""
    what = f"the lists of {counted(lists, 'listed review')} name {counted(works, 'more work')}"
    if works <= UNASKED or visit.sure:
        visit.desk.screen.say(what)
        return True
    if not can_ask(visit.desk):
        raise UsageError(
            f"{what}; more than {UNASKED} are fetched only with --yes",
            hint="--limit N takes the first N of them.",
        )
    return typer.confirm(f"{what}. Fetch them?", default=False, err=True)


def _arrived(visit: Visit, identifiers: Sequence[Identifier], library: Library) -> FetchReport:
    """What an interrupted round had been answered, put together without asking anybody."""
    services, session = open_services(replace(visit.settings, offline=True))
    with session:
        report = fetch(identifiers, services, library, visit.vocabulary, visit.options)
    if not report.reviews:
        raise KeyboardInterrupt
    return replace(
        report,
        unanswered=tuple(map(_not_asked, report.unanswered)),
        unfetched=tuple(map(_not_asked, report.unfetched)),
        troubles=(),
    )


def _not_asked(reason: Unanswered) -> Unanswered:
    return replace(reason, reason=_INTERRUPTED) if isinstance(reason, Failed) else reason


def _saved(
    visit: Visit, report: FetchReport, loaded: Loaded, identifiers: Sequence[Identifier]
) -> Loaded:
    """The library as it is on disk after a round."""
    if visit.dry_run:
        return loaded
    shown = ", ".join(map(str, identifiers[:3]))
    more = f" and {len(identifiers) - 3} more" if len(identifiers) > 3 else ""
    changed = report.admission.changed(loaded.library)
    return save(visit.desk, visit.store, loaded, changed, f"fetch {shown}{more}")
