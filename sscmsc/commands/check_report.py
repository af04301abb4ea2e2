"""What `sscmsc check` shows: findings as a table, as lines, or as JSON, and one line in sum."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from sscmsc.audit import UNREADABLE
from sscmsc.audit_finding import Finding, Severity
from sscmsc.commands.options import Desk
from sscmsc.commands.wording import counted
from sscmsc.present import Json
from sscmsc.present_cells import Cell, Column

STYLES = {Severity.ERROR: "bold red", Severity.WARNING: "yellow", Severity.NOTE: ""}
COLUMNS = (
    Column("Severity", most=8),
    Column("Work", most=20, style="cyan"),
    Column("Check", most=18, style="magenta"),
    Column("Finding"),
)


class Report(NamedTuple):
    """What an audit of so many works gave: findings in order, those silenced apart, and what
    services could not be asked; `unread` are files of the library that the disk would not give."""

    works: int
    findings: tuple[Finding, ...]
    silenced: tuple[Finding, ...] = ()
    failures: tuple[str, ...] = ()
    of_files: bool = False
    unread: tuple[str, ...] = ()

    @property
    def fixable(self) -> tuple[Finding, ...]:
        return tuple(one for one in self.findings if one.fix is not None)


def show(desk: Desk, report: Report) -> None:
    """The findings, the gravest first, and how many there are of each severity."""
    screen = desk.screen
    if screen.as_json:
        screen.json(as_json(report))
        return
    if report.findings:
        if screen.is_terminal:
            screen.table(COLUMNS, [_row(one) for one in report.findings])
        else:
            screen.table(COLUMNS, [_line(one) for one in report.findings])
    for one in report.silenced:
        screen.detail(f"silenced: {one.citekey}: {one.check}: {one.reason}")
    for failure in report.failures:
        screen.warn(failure)
    screen.say(summary(report))


def summary(report: Report) -> str:
    """One line: `2 errors, 1 warning in 2 of 500 works; 1 silenced`."""
    of_works = [one for one in report.findings if one.check != UNREADABLE]
    counts = Counter(one.severity for one in of_works)
    parts = [counted(counts[one], one.word) for one in reversed(Severity) if counts[one]]
    works = counted(report.works, "work")
    if parts:
        concerned = len({(one.path, one.citekey) for one in of_works})
        told = f"{', '.join(parts)} in {concerned} of {works}"
    else:
        told = f"{works}, nothing found"
    if unread := len(report.findings) - len(of_works):
        told += f"; {counted(unread, 'part' if report.of_files else 'file')} cannot be read"
    if report.silenced:
        told += f"; {len(report.silenced)} silenced"
    if report.fixable and not report.of_files:
        told += f"; `sscmsc check --fix` mends {len(report.fixable)}"
    return told


def as_json(report: Report) -> dict[str, Json]:
    """The object that `--json` prints."""
    counts = Counter(one.severity.word for one in report.findings)
    return {
        "works": report.works,
        "counts": {one.word: counts[one.word] for one in reversed(Severity)},
        "findings": [finding_as_json(one) for one in report.findings],
        "silenced": [finding_as_json(one) for one in report.silenced],
        "failures": list(report.failures),
        "unread": list(report.unread),
    }


def finding_as_json(one: Finding) -> dict[str, Json]:
    """The object of one finding."""
    made: dict[str, Json] = {
        "check": one.check,
        "severity": one.severity.word,
        "citekey": one.citekey,
        "field": one.field,
        "message": one.message,
        "file": one.path or None,
        "line": one.line or None,
        "data": dict(one.data),
        "fix": None,
    }
    if one.fix is not None:
        made["fix"] = [
            {"field": part.field, "before": part.before, "after": value_as_json(part.after)}
            for part in one.fix.changes
        ]
    if one.reason:
        made["reason"] = one.reason
    return made


def value_as_json(value: object) -> Json:
    """A value of a field for JSON."""
    if isinstance(value, tuple):
        return [value_as_json(one) for one in value]
    return value if isinstance(value, str | int | bool) or value is None else str(value)


def _row(one: Finding) -> tuple[Cell, ...]:
    place = f"{one.path}:{one.line}" if one.line else ""
    message = (one.message, place) if place else one.message
    return one.severity.word, one.citekey or one.path, one.check, message


def _line(one: Finding) -> tuple[Cell, ...]:
    place = f"{one.path}:{one.line}" if one.line else one.path
    return one.severity.word, one.citekey, one.check, one.message, place
