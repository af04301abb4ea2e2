"""`sscmsc check --fix`: the certain fixes of findings planned, shown, and made in one change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import typer

from sscmsc.audit_finding import Change, Finding
from sscmsc.catalogue import Catalogue
from sscmsc.commands.asking import can_ask, confirm
from sscmsc.commands.check_report import value_as_json
from sscmsc.commands.options import Desk
from sscmsc.commands.shelf import open_held, save
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry, Value
from sscmsc.errors import INTERRUPTED, InputError, UsageError
from sscmsc.library import Library
from sscmsc.links import link_lists
from sscmsc.revision import with_values
from sscmsc.vocabulary import Vocabulary


class Plan(NamedTuple):
    """What is to be changed: by citekey, one value for each field."""

    changes: Mapping[str, tuple[Change, ...]]

    @property
    def number(self) -> int:
        return sum(len(changes) for changes in self.changes.values())


def make_plan(findings: Sequence[Finding]) -> Plan:
    """The fixes of findings by work. Of two that set one field the later waits for the next
    time: it does not know of the first."""
    changes: dict[str, dict[str, Change]] = {}
    for one in findings:
        if one.fix is not None and one.citekey:
            held = changes.setdefault(one.citekey, {})
            for change in one.fix.changes:
                held.setdefault(change.field, change)
    return Plan({key: tuple(fields.values()) for key, fields in changes.items()})


def show_plan(desk: Desk, plan: Plan) -> None:
    """Each change as two lines of a diff, on standard output."""
    if desk.screen.as_json:
        return
    for key, changes in plan.changes.items():
        for change in changes:
            desk.screen.write(f"{key} {change.field}\n")
            if change.before:
                desk.screen.write(f"- {_line(change.before)}\n")
            desk.screen.write(f"+ {_line(_shown(change.after))}\n")


def fix(desk: Desk, plan: Plan, *, sure: bool, dry_run: bool) -> tuple[str, ...]:
    """Make the changes, after a question where nobody has said yes; returns the works changed.

    Raises `UsageError` where a question is needed and nobody can answer.
    """
    done = _fixed(desk, plan, sure=sure, dry_run=dry_run)
    if desk.screen.as_json:
        desk.screen.json(
            {
                "dry_run": dry_run, "changed": list(done),
                "changes": [
                    {"citekey": key, "field": one.field, "before": one.before,
                     "after": value_as_json(one.after)}
                    for key, changes in plan.changes.items()
                    for one in changes
                ],
            }
        )  # fmt: skip
    return done


def _fixed(desk: Desk, plan: Plan, *, sure: bool, dry_run: bool) -> tuple[str, ...]:
    show_plan(desk, plan)
    told = f"{counted(plan.number, 'field')} of {counted(len(plan.changes), 'work')}"
    if not plan.changes:
        desk.screen.say("nothing to fix")
        return ()
    if dry_run:
        desk.screen.say(f"{told} would be changed")
        return ()
    if not sure:
        _ask(desk, told)
    store, loaded = open_held(desk, changing=True)
    changed = revised(loaded.library, plan, vocabulary_of(store.folder))
    save(desk, store, loaded, changed, f"check --fix: {told}", linked=True)
    done = tuple(one.citekey for one in changed if one.citekey in plan.changes)
    desk.screen.say(f"{told} changed; `sscmsc undo` takes it back")
    return done


def revised(library: Library, plan: Plan, vocabulary: Vocabulary) -> list[Entry]:
    """The entries with the planned values, as the user's own, and every other whose list they
    change. A value that is not as it was planned from is left alone."""
    entries: list[Entry] = []
    for key, changes in plan.changes.items():
        entry = library.entries.get(key)
        if entry is None:
            continue
        values: dict[str, Value] = {one.field: one.after for one in changes}
        try:
            entries.append(with_values(entry, values, vocabulary))
        except InputError as error:
            raise InputError(f"{key}: {error.message}", hint=error.hint) from error
    linked = link_lists(Catalogue(library.with_entries(entries)), library)
    return [one for one in linked if library.entries.get(one.citekey) != one]


def _ask(desk: Desk, told: str) -> None:
    if not can_ask(desk):
        raise UsageError(
            "check --fix asks before it changes anything, and nobody can answer here",
            hint="Give --yes to fix all the same, or --dry-run to see what would be changed.",
        )
    if not confirm(f"Change {told}?"):
        desk.screen.say("nothing was changed")
        raise typer.Exit(INTERRUPTED)


def _shown(value: Value) -> str:
    if isinstance(value, tuple):
        return "; ".join(str(one) for one in value)
    return "" if value is None else str(value)


def _line(text: str) -> str:
    return " ".join(text.split())
