"""`sscmsc trial`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from sscmsc.commands import completion
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import load, resolve
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry
from sscmsc.errors import NotFoundError
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.store import Loaded
from sscmsc.text import plain
from sscmsc.trials import Trial, find_trial, find_trials, mentions, trial_number

_TRIALS = (Column("Trial", 24, "cyan"), Column("Works", 5, "", True), Column("Publications"))
_WORKS = (Column("Key", 20, "cyan"), Column("Year", 4), Column("Said in", 12), Column("Title"))


@command
def run(
    desk: Desk,
    number: Annotated[
        str | None,
        typer.Argument(
            metavar="[REGISTRATION]",
            help="NCT01234567, ISRCTN12345678, 2010-012345-67, ChiCTR...; or a KEY.",
            autocompletion=completion.citekeys,
        ),
    ] = None,
    all_: Annotated[
        bool, typer.Option("--all", "-a", help="Trials with a single publication, too.")
    ] = False,
) -> None:
    """List the publications of one trial, or the trials with several.

    A work is of a trial when its record, its title or its abstract gives the registration.
    Reports of one trial are works of their own: `sscmsc dedupe` never offers them as duplicates.

    \b
    Examples:
      sscmsc trial
      sscmsc trial NCT00114530
      sscmsc trial ISRCTN54371254 --json
    """
    loaded = load(desk)
    entries = tuple(loaded.library)
    if number is None:
        found = find_trials(entries)
        _list(desk, [one for one in found if all_ or len(one.entries) > 1])
        if not desk.screen.as_json and not found:
            desk.screen.say("no work gives the registration of a trial here")
        elif not desk.screen.as_json and not all_ and len(found[0].entries) < 2:
            desk.screen.say("no trial has more than one publication here")
        return
    trial = find_trial(entries, number)
    trials = [trial] if trial is not None else _of_work(loaded, entries, number)
    if len(trials) == 1:
        _show(desk, trials[0])
    else:
        _list(desk, trials)


def _of_work(loaded: Loaded, entries: Sequence[Entry], key: str) -> list[Trial]:
    """The trials of which a work gives the registration."""
    try:
        work = resolve(loaded, key)
    except NotFoundError:
        raise NotFoundError(
            f"no work is of a trial registered as {key}",
            hint="`sscmsc trial --all` lists the registrations there are.",
        ) from None
    trials = [one for one in find_trials(entries) if work in one.entries]
    if not trials:
        raise NotFoundError(
            f"{work.citekey} gives no registration of a trial",
            hint="`sscmsc trial --all` lists the registrations there are.",
        )
    return trials


def _list(desk: Desk, trials: list[Trial]) -> None:
    if desk.screen.as_json:
        desk.screen.json([_as_json(one) for one in trials])
        return
    rows = [
        (", ".join(one.number for one in trial.registrations), str(len(trial.entries)),
         ", ".join(one.citekey for one in trial.entries))
        for trial in trials
    ]  # fmt: skip
    desk.screen.table(_TRIALS, rows)


def _show(desk: Desk, trial: Trial) -> None:
    if desk.screen.as_json:
        desk.screen.json(_as_json(trial))
        return
    rows = [
        (one.citekey, str(one.record.year or ""), _said_in(one, trial),
         plain(one.record.shown_title or ""))
        for one in trial.entries
    ]  # fmt: skip
    numbers = ", ".join(f"{one.registry} {one.number}" for one in trial.registrations)
    desk.screen.table(_WORKS, rows)
    desk.screen.say(f"{numbers}: {counted(len(rows), 'publication')}")


def _said_in(entry: Entry, trial: Trial) -> str:
    numbers = {trial_number(one) for one in trial.registrations}
    return next(one.where for one in mentions(entry.record) if trial_number(one.trial) in numbers)


def _as_json(trial: Trial) -> Mapping[str, Json]:
    return {
        "registrations": [
            {"registry": one.registry, "number": one.number} for one in trial.registrations
        ],
        "works": [
            {
                "citekey": one.citekey, "year": one.record.year, "said_in": _said_in(one, trial),
                "title": plain(one.record.shown_title or ""),
            }
            for one in trial.entries
        ],
    }  # fmt: skip
