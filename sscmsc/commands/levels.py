"""How the changes of the history are shown, by the commands that list, undo and redo them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Annotated

import typer

from sscmsc.commands.options import Desk
from sscmsc.commands.wording import counted, first_few
from sscmsc.present import Json
from sscmsc.present_cells import Cell, Column
from sscmsc.reversal import Done, History, Level

COLUMNS = (
    Column("No.", most=5, right=True),
    Column("When", most=16),
    Column("Command"),
    Column("Added", most=6, right=True, style="green"),
    Column("Changed", most=7, right=True, style="yellow"),
    Column("Removed", most=7, right=True, style="red"),
    Column("Undo or redo", most=18, style="cyan"),
)

Count = Annotated[int, typer.Argument(metavar="[N]", min=1, help="How many; 1 if not said.")]
Listed = Annotated[bool, typer.Option("--list", help="Only list the changes; change nothing.")]
DryRun = Annotated[
    bool, typer.Option("--dry-run", "-n", help="Show what would be done, but change nothing.")
]


def history_of(desk: Desk) -> History:
    """The history of the library that a command works on. Raises `LibraryError`."""
    return History(desk.folder, waiting=desk.screen.say)


def show(desk: Desk, levels: Sequence[Level], nothing: str) -> None:
    """List changes, the last made first; `nothing` is said where there is none."""
    screen = desk.screen
    if screen.as_json:
        screen.json([as_json(one) for one in levels])
        return
    if screen.is_terminal:
        screen.table(COLUMNS, [_cells(one, stacked=True) for one in levels])
    else:
        screen.table(COLUMNS, [(*_cells(one), _names(one)) for one in levels])
    if not levels:
        screen.say(nothing)


def tell(desk: Desk, done: Done, *, verb: str, after: str, dry_run: bool) -> None:
    """Say what was done: each change, and in one line (`after`) the way back."""
    screen = desk.screen
    if screen.as_json:
        levels = [as_json(one) for one in done.levels]
        screen.json({"dry_run": dry_run, verb: levels, "files": list(done.files)})
    else:
        would = "would be " if dry_run else ""
        for one in done.levels:
            screen.say(f"{would}{verb}: {one.message or 'a change'} of {_when(one)}{_what(one)}")
        if dry_run:
            for path in done.files:
                screen.detail(f"would change {path}")
        else:
            screen.say(after)
    screen.saved(done.warning)


def as_json(level: Level) -> Json:
    """The object that `--json` prints for one change."""
    return {
        "number": level.number,
        "when": datetime.fromtimestamp(level.when, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "command": level.message,
        "state": "undone" if level.kind == "redo" else "made",
        "back_by": level.kind,
        "steps": level.steps,
        "possible": not level.blocked and not level.damaged,
        "blocked_by": list(level.blocked),
        "damaged": level.damaged,
        "added": list(level.added),
        "changed": list(level.changed),
        "removed": list(level.removed),
    }


def _cells(level: Level, *, stacked: bool = False) -> tuple[Cell, ...]:
    return (
        str(level.number),
        _when(level),
        (level.message, _names(level)) if stacked else level.message,
        *(str(len(keys) or "") for keys in (level.added, level.changed, level.removed)),
        _way(level),
    )


def _when(level: Level) -> str:
    return f"{datetime.fromtimestamp(level.when):%Y-%m-%d %H:%M}"


def _names(level: Level) -> str:
    return first_few((*level.added, *level.changed, *level.removed))


def _what(level: Level) -> str:
    done = ((level.added, "added"), (level.changed, "changed"), (level.removed, "removed"))
    told = [f"{what} {counted(len(keys), 'work')}" for keys, what in done if keys]
    return f", which {', '.join(told)}" if told else ""


def _way(level: Level) -> str:
    """What undoes a change or makes it again, or why nothing does."""
    if level.damaged:
        return "no: damaged"
    if level.blocked:
        return f"no: {level.blocked[0].rpartition('/')[2]} was edited"
    return level.kind if level.steps == 1 else f"{level.kind} {level.steps}"
