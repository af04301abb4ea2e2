"""The questions `sscmsc resolve` puts on a terminal, one open line after the other."""

from __future__ import annotations

from collections.abc import Sequence

import typer

from sscmsc.commands.wording import counted
from sscmsc.errors import IdentifierError
from sscmsc.identifiers import parse
from sscmsc.present import Screen
from sscmsc.reference import Candidate, Reference
from sscmsc.settlement import Decision

_HELP = "a number accepts, r rejects them all, i takes an identifier, s skips, q stops"


def ask(screen: Screen, lines: Sequence[Reference]) -> list[Decision]:
    """What a person decides on the open lines; an answer that is none is asked for again."""
    decisions: list[Decision] = []
    screen.say(f"{counted(len(lines), 'open line')}: {_HELP}")
    for line in lines:
        screen.say(f"\n{line.label or line.position}. {line.shown}", style="bold")
        for number, one in enumerate(line.candidates, start=1):
            screen.say(f"  [{number}] {described(one)}")
        decision = _answer(screen, line)
        if decision is None:
            break
        if decision.reject or decision.candidate or decision.identifier:
            decisions.append(decision)
    return decisions


def described(one: Candidate) -> str:
    """A candidate in a line: author, title, journal, year, identifier, and what differs."""
    said = ". ".join(part for part in (one.author, one.title, one.container) if part)
    year = f" {one.year}" if one.year else ""
    differs = f" ({', '.join(one.penalties)})" if one.penalties else ""
    return f"{said}{year}{differs}"


def _answer(screen: Screen, line: Reference) -> Decision | None:
    """The decision on one line; one that says nothing skips it, None stops."""
    while True:
        said = typer.prompt("  which", default="s", err=True).strip().casefold()
        if said == "q":
            return None
        if said == "s":
            return Decision(line.position)
        if said == "r":
            return Decision(line.position, reject=True)
        if said == "i":
            written = typer.prompt("  DOI, PMID or PMCID", err=True)
            try:
                return Decision(line.position, identifier=parse(written))
            except IdentifierError as error:
                screen.warn(error.message)
        elif said.isdecimal() and 1 <= int(said) <= len(line.candidates):
            return Decision(line.position, int(said))
        else:
            screen.say(f"  {_HELP}")
