"""`sscmsc update`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from sscmsc.commands import query_completion, selection
from sscmsc.commands.asking import can_ask, confirm
from sscmsc.commands.choosing import chosen_works
from sscmsc.commands.levels import DryRun
from sscmsc.commands.network import open_services
from sscmsc.commands.options import Desk, command
from sscmsc.commands.settings import settings_of
from sscmsc.commands.shelf import open_held, save
from sscmsc.commands.update_report import as_json, tell
from sscmsc.commands.wording import counted, first_few
from sscmsc.dates import PartialDate, parse_date
from sscmsc.entry import Entry
from sscmsc.errors import FOUND, INTERRUPTED, SOURCE_FAILED, UsageError
from sscmsc.renewal import Renewal, Renewing, relinked, renewals
from sscmsc.store import Loaded
from sscmsc.vocabulary import load_vocabulary

Command = selection.Command
#: From more works than this on, a person is asked before they are asked for.
UNASKED = 1000


@command
def run(
    desk: Desk,
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]...",
            help="Which works, as for list, or citekeys; all if not said.",
            autocompletion=query_completion.terms,
        ),
    ] = None,
    since: Annotated[
        str | None,
        typer.Option(metavar="DATE", help="Leave out works that changed here on or after DATE."),
    ] = None,
    limit: Annotated[
        int | None, typer.Option(metavar="N", min=1, help="At most N works, the first by citekey.")
    ] = None,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask again for what was answered lately, too.")
    ] = False,
    dry_run: DryRun = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask no question before many works are asked for.")
    ] = False,
) -> None:
    """Ask PubMed and Crossref again for held works, and say what moved.

    A work of which nothing changed keeps its file as it is, and what you edited stays. Ends with
    exit code 1 where a retraction, a withdrawal or an expression of concern is new; else with 5
    where a source could not be asked. docs/upkeep.md has a line for a monthly cron job.

    \b
    Examples:
      sscmsc update
      sscmsc update disease:SSc --dry-run
      sscmsc update Peltzer2018 --fresh
      sscmsc update --yes --json
    """
    day = _day(since)
    store, loaded = open_held(desk, changing=not dry_run)
    entries = _chosen(desk, loaded, terms or (), day)[:limit]
    if not yes:
        _ask(desk, len(entries))
    settings = settings_of(desk, store.folder)
    services, session = open_services(settings, lately=not fresh)
    today = date.today()
    means = Renewing(
        services, load_vocabulary(settings.facets), PartialDate(today.year, today.month, today.day)
    )
    done: list[Renewal] = []
    interrupted = False
    with session:
        try:
            with desk.screen.progress() as shown:
                for batch in renewals(entries, means, shown):
                    done.extend(batch)
        except KeyboardInterrupt:
            interrupted = True
    if not dry_run:
        _save(desk, store, loaded, done)
    if desk.screen.as_json:
        desk.screen.json(as_json(done, dry_run, interrupted=interrupted))
    else:
        tell(desk.screen, done, dry_run)
    made = [f"{name} {number}" for name, number in sorted(session.requests_made.items())]
    desk.screen.detail(f"requests: {', '.join(made) or 'none'}")
    if interrupted:
        kept = (
            "nothing was saved" if dry_run else f"{counted(len(done), 'work')} asked for is saved"
        )
        desk.screen.warn(f"interrupted; {kept}: run it again to ask for the rest")
        raise typer.Exit(INTERRUPTED)
    if any(one.is_serious for one in done):
        raise typer.Exit(FOUND)
    if any(one.failures or one.refused for one in done):
        raise typer.Exit(SOURCE_FAILED)


def _day(since: str | None) -> str | None:
    if since is None:
        return None
    day = parse_date(since)
    if day.month is None or day.day is None:
        raise UsageError(f"--since takes a day, not '{since}'", hint="Write it as 2026-01-31.")
    return str(day)


def _chosen(desk: Desk, loaded: Loaded, terms: Sequence[str], day: str | None) -> list[Entry]:
    library = loaded.library
    if terms:
        _, works = chosen_works(desk, terms)
        keys = [one.citekey for one in works]
    else:
        keys = list(library.entries)
    chosen = [library.entries[key] for key in keys if key in library]
    return [one for one in chosen if day is None or max(one.stated.values(), default="") < day]


def _ask(desk: Desk, number: int) -> None:
    if number <= UNASKED:
        return
    what = f"{counted(number, 'work')} would be asked for"
    if not can_ask(desk):
        raise UsageError(
            f"{what}; more than {UNASKED} only with --yes", hint="--limit N takes the first N."
        )
    if not confirm(f"{what}. Go on?"):
        raise typer.Exit(INTERRUPTED)


def _save(desk: Desk, store: object, loaded: Loaded, done: Sequence[Renewal]) -> None:
    changed = [one.after for one in done if one.is_changed]
    if not changed:
        return
    message = f"update {first_few([one.citekey for one in changed])}"
    save(desk, store, loaded, relinked(loaded.library, changed), message, linked=True)  # type: ignore[arg-type]
