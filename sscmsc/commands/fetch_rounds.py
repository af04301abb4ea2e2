"""The rounds of one `sscmsc fetch`: the works asked for, then the reviews that they list."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
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
from sscmsc.fetch import Options, complete, fetch, survey
from sscmsc.fetched import FetchReport
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
    """What one round did and the library afterwards; `level` are the citekeys of the works whose
    lists name those of the next one; `interrupted` when a person ended it."""

    report: FetchReport
    loaded: Loaded
    level: tuple[str, ...]
    interrupted: bool = False


def rounds(
    visit: Visit,
    identifiers: Sequence[Identifier],
    loaded: Loaded,
    services: Services,
    depth: int,
) -> Iterator[Round]:
    """Fetch works and what they cite, then up to `depth` - 1 times the reviews among what the
    last works cite, with all that these cite. Each round is saved before it is given.

    Listed reviews are asked for in batches; where their list is held they are not asked for, and
    lead on to the next round all the same. Where a round is interrupted, what had arrived is
    saved and it is the last. Raises `KeyboardInterrupt` when nothing had.
    """
    done = _round(visit, identifiers, loaded, services, ask=False)
    if done is None:
        return
    yield done
    batched = services._replace(crossref=services.crossref_lists)
    level = done.level
    for _ in range(depth - 1):
        if done.interrupted:
            return
        reviews = find_listed_reviews(done.report.admission.library, level)
        level = reviews.held
        if not reviews.asked:
            continue
        following = _round(visit, reviews.asked, done.loaded, batched, ask=True)
        if following is None:
            return
        yield following
        done, level = following, (*level, *following.level)
    if depth > 1 and not reviews.asked:
        visit.desk.screen.say("every review among the listed works has its list already")


def _round(
    visit: Visit,
    identifiers: Sequence[Identifier],
    loaded: Loaded,
    services: Services,
    *,
    ask: bool,
) -> Round | None:
    """One round; None where a person, who is asked before many works are, wants none."""
    library, progress = loaded.library, visit.desk.screen.progress
    interrupted = False
    try:
        with progress() as shown:
            seen = survey(identifiers, services, library, visit.options, shown)
        if ask and not _wanted(visit, len(seen.gathered.reviews), len(seen.wanted)):
            return None
        with progress() as shown:
            report = complete(seen, services, library, visit.vocabulary, visit.options, shown)
    except KeyboardInterrupt:
        report = _arrived(visit, identifiers, library)
        interrupted = True
    level = tuple(review.entry.citekey for review in report.reviews)
    return Round(report, _saved(visit, report, loaded, identifiers), level, interrupted)


def _wanted(visit: Visit, lists: int, works: int) -> bool:
    """Whether so many works are to be fetched: a person is asked where they are many."""
    what = f"the lists of {counted(lists, 'listed review')} name {counted(works, 'more work')}"
    if works <= UNASKED or visit.sure:
        if works:
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
        return loaded._replace(library=report.admission.library)
    shown = ", ".join(map(str, identifiers[:3]))
    more = f" and {len(identifiers) - 3} more" if len(identifiers) > 3 else ""
    changed = report.admission.changed(loaded.library)
    return save(visit.desk, visit.store, loaded, changed, f"fetch {shown}{more}", linked=True)
