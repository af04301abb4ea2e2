"""`sscmsc verify`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sscmsc.commands.levels import DryRun
from sscmsc.commands.lock import described, freezer_of
from sscmsc.commands.options import Desk, command
from sscmsc.commands.wording import counted
from sscmsc.errors import FOUND, UsageError
from sscmsc.history import DERIVED
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.verification import REPAIRS, Finding
from sscmsc.verification_repair import Opened, Repaired, Verified, Verifier

COLUMNS = (
    Column("Check", most=9, style="magenta"),
    Column("File", most=32, style="cyan"),
    Column("Line", most=5, right=True),
    Column("What is wrong"),
    Column("Repair", most=13),
)
#: The check that compares with refs.lock.
FROZEN = "frozen"


@command
def run(
    desk: Desk,
    repair: Annotated[
        bool, typer.Option("--repair", help="Repair what can be; nothing is deleted.")
    ] = False,
    frozen: Annotated[
        bool, typer.Option("--frozen", help="Also whether all is as refs.lock says.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Check that the library is whole: files, links, library.bib, index, history, settings.

    Ends with exit code 1 where anything is wrong. With --repair, damaged files are moved to
    .sscmsc/quarantine/ as they are, lines that point at no work are opened, and library.bib and
    the index are made anew; `sscmsc undo` takes back what that did to works.

    \b
    Examples:
      sscmsc verify
      sscmsc verify --repair --dry-run
      sscmsc verify --frozen
      sscmsc verify --json
    """
    if frozen and repair:
        raise UsageError(
            "--repair does not bring back what was locked", hint="`sscmsc rebuild` does."
        )
    drift = _drift(desk) if frozen else ()
    verifier = Verifier(desk.folder, waiting=desk.screen.say)
    if repair and not dry_run:
        repaired = verifier.repair()
        _tell(desk, repaired)
        left = repaired.left
    else:
        left = verifier.verify()
        left = left._replace(findings=(*left.findings, *drift))
        if desk.screen.as_json:
            desk.screen.json({"entries": left.entries, "findings": _as_json(left.findings)})
    if not desk.screen.as_json:
        _show(desk, left)
    if left.findings:
        raise typer.Exit(FOUND)


def _drift(desk: Desk) -> tuple[Finding, ...]:
    """What is not as it was locked."""
    return tuple(
        Finding(
            FROZEN, desk.folder / (one.name if one.name == DERIVED else _file(one.name)), 0,
            described(one).partition(": ")[2],
        )
        for one in freezer_of(desk).drifts()
    )  # fmt: skip


def _file(citekey: str) -> str:
    return f"entries/{citekey}.yaml"


def _show(desk: Desk, verified: Verified) -> None:
    rows = [
        (one.check, str(one.path), str(one.line or ""), one.message, _repair(one))
        for one in verified.findings
    ]
    if rows:
        desk.screen.table(COLUMNS, rows)
        able = any(one.repair for one in verified.findings)
        hint = "; `sscmsc verify --repair` mends what it can" if able else ""
        if any(one.check == FROZEN for one in verified.findings):
            hint += "; `sscmsc rebuild` brings back what was locked, `sscmsc lock` locks what is"
        desk.screen.say(f"{counted(len(rows), 'thing')} wrong{hint}")
    else:
        desk.screen.say(f"{counted(verified.entries, 'work')}, nothing wrong")


def _repair(finding: Finding) -> str:
    return "rebuild" if finding.check == FROZEN else REPAIRS[finding.repair]


def _tell(desk: Desk, repaired: Repaired) -> None:
    screen = desk.screen
    if screen.as_json:
        screen.json(
            {
                "entries": repaired.left.entries, "findings": _as_json(repaired.found),
                "moved": [{"from": str(old), "to": str(new)} for old, new in repaired.moved],
                "opened": [
                    {
                        "citekey": one.citekey, "position": one.position, "before": one.before,
                        "after": one.after,
                    }
                    for one in repaired.opened
                ],
                "left": _as_json(repaired.left.findings),
            }
        )  # fmt: skip
    for old, new in repaired.moved:
        screen.say(f"moved {old} to {new}")
    for one in repaired.opened:
        screen.say(_opened(one))
    left = frozenset(repaired.left.findings)
    for finding in repaired.found:
        if finding.repair in ("derive", "index", "clear") and finding not in left:
            screen.say(f"{finding.path}: {_DONE[finding.repair]}")
    screen.saved(repaired.warning)


_DONE = {"derive": "derived anew", "index": "made anew", "clear": "cleared away"}


def _opened(one: Opened) -> str:
    where = f"{one.citekey}: line {one.position} pointed at '{one.before}'"
    return f"{where} and is open now" if one.after is None else f"{where}, now at '{one.after}'"


def _as_json(findings: Sequence[Finding]) -> list[Json]:
    return [
        {
            "check": one.check, "path": str(one.path), "line": one.line or None,
            "message": one.message, "repair": REPAIRS[one.repair],
        }
        for one in findings
    ]  # fmt: skip
