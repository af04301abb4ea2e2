"""Console sessions of the documentation: run as they stand, and compared with what a page shows."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
from collections.abc import Iterable
from pathlib import Path

from tests.commands.conftest import Terminal

SESSION = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)
#: What sessions may run beside sscmsc, in the folder of the terminal.
PROGRAMS = ("git", "ls", "cat")


def sessions_of(page: Path) -> list[str]:
    return SESSION.findall(page.read_text(encoding="utf-8"))


def commands_of(session: str) -> list[str]:
    return [line.removeprefix("$ ") for line in session.splitlines() if line.startswith("$ ")]


def played(session: str, terminal: Terminal) -> str:
    """The session as it runs now, on a terminal of as many columns as COLUMNS says, without colour.

    A command that ends otherwise than well fails, unless `echo $?` comes next and shows it.
    """
    told: list[str] = []
    lines = commands_of(session)
    code = 0
    for line, following in zip(lines, [*lines[1:], ""], strict=True):
        if line == "echo $?":
            shown = str(code)
        else:
            code, shown = printed(shlex.split(line), terminal)
            assert code == 0 or following == "echo $?", shown
        shown = "\n".join(part.rstrip() for part in shown.splitlines())
        told.append(f"$ {line}\n{shown}".rstrip())
    return "\n".join(told) + "\n"


def printed(words: list[str], terminal: Terminal) -> tuple[int, str]:
    """The exit code of one command, and all that it says."""
    if words[0] == "sscmsc":
        ran = terminal(*words[1:], "--color", "never", tty=True)
        return ran.code, ran.err + ran.out
    assert words[0] in PROGRAMS
    done = subprocess.run(
        words, cwd=terminal.folder, check=False, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    return done.returncode, done.stdout


def compare(page: Path, sessions: Iterable[str], *, refresh: str) -> None:
    """Fail unless the page shows these sessions; write them into it where `refresh` is set."""
    sessions = list(sessions)
    if os.environ.get(refresh):
        fresh = iter(sessions)
        text = page.read_text(encoding="utf-8")
        page.write_text(SESSION.sub(lambda _: next(fresh), text), encoding="utf-8")
    assert sessions_of(page) == sessions
