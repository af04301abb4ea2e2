"""The desk of `sscmsc browse`: what commands say goes to the screen of the app, line by line."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from inspect import unwrap
from typing import NamedTuple

import typer

from sscmsc.commands.options import Desk
from sscmsc.errors import OK, SscmscError
from sscmsc.present import Screen
from sscmsc.text import visible

Action = Callable[[Desk], None]
"""Something to do at a desk; it says what it did and raises what a command would."""


class Outcome(NamedTuple):
    """What became of something that was asked for: what was said of it, line by line and
    harmless to a terminal, and whether it was done."""

    said: tuple[str, ...] = ()
    done: bool = True

    @property
    def text(self) -> str:
        return "\n".join(self.said)


class _Talk(io.StringIO):
    """A stream of text that hands on each line as it comes."""

    def __init__(self, told: Callable[[str], None]) -> None:
        super().__init__()
        self._told = told
        self._rest = ""

    def write(self, text: str) -> int:
        *lines, self._rest = (self._rest + text).split("\n")
        for line in lines:
            if line.strip():
                self._told(visible(line.rstrip()))
        return len(text)


def hushed(desk: Desk, told: Callable[[str], None], width: int = 80) -> Desk:
    """A desk at the same library which tells `told` each line that it would have printed, made
    for a screen of that width."""
    known: Mapping[str, str] = {**desk.environment, "COLUMNS": str(width)}
    screen = Screen(_Talk(told), _Talk(told), color="never", environment=known)
    return Desk(desk.options._replace(json=False, quiet=False), screen, known)


def attempt(
    desk: Desk,
    action: Action,
    *,
    told: Callable[[str], None] | None = None,
) -> Outcome:
    """Do something at a desk that prints nothing; what goes wrong is told, not raised. `told`
    hears each line as it is said, too: that another process is waited for, say."""
    said: list[str] = []

    def heard(line: str) -> None:
        said.append(line)
        if told is not None:
            told(line)

    try:
        action(hushed(desk, heard))
    except typer.Exit as ended:
        return Outcome(tuple(said), ended.exit_code == OK)
    except SscmscError as error:
        lines = (error.message, error.hint) if error.hint else (error.message,)
        return Outcome((*said, *map(visible, lines)), done=False)
    except OSError as error:
        name = f"{error.filename}: " if error.filename else ""
        return Outcome((*said, visible(f"{name}{error.strerror or error}")), done=False)
    return Outcome(tuple(said))


def run(command: Callable[..., None], desk: Desk, *words: object, **options: object) -> None:
    """A command as its line would run it. Raises what it raises."""
    unwrap(command)(desk, *words, **options)
