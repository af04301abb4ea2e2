"""docs/queries.md says what is true of the library in refs/.

`REFRESH_QUERIES=1 pytest tests/commands/test_query_docs.py` writes the numbers and sessions anew.
"""

from __future__ import annotations

import os
import re
import shlex

import pytest

from sscmsc.query_fields import FIELDS, RELATIVE
from sscmsc.query_marks import IS
from tests.commands.conftest import Terminal
from tests.conftest import ROOT

PAGE = ROOT / "docs" / "queries.md"
EXAMPLE = re.compile(r"^\| (\d+) \| `(.+)` \| (.+) \| (\d+) \|$", re.MULTILINE)
SESSION = re.compile(r"(?<=```console\n)\$ (.*)\n((?:.*\n)*?)(?=```)")


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def works(terminal: Terminal, arguments: str) -> int:
    ran = terminal("list", *shlex.split(arguments))
    assert ran.code == 0, f"{arguments}: {ran.err}"
    return len(ran.rows)


def test_there_are_twenty_examples_that_find_what_they_say(seeded: Terminal) -> None:
    found = EXAMPLE.findall(page())
    if os.environ.get("REFRESH_QUERIES"):
        PAGE.write_text(
            EXAMPLE.sub(
                lambda row: f"| {row[1]} | `{row[2]}` | {row[3]} | {works(seeded, row[2])} |",
                page(),
            ),
            encoding="utf-8",
        )
    assert [int(number) for number, *_ in found] == list(range(1, 21))
    told = {arguments: int(count) for _, arguments, _, count in EXAMPLE.findall(page())}
    assert {arguments: works(seeded, arguments) for arguments in told} == told
    assert min(told.values()) > 0


def test_sessions(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "96")

    def played(session: re.Match[str]) -> str:
        ran = seeded(*shlex.split(session[1])[1:], "--color", "never", tty=True)
        shown = "\n".join(line.rstrip() for line in (ran.err + ran.out).splitlines())
        return f"$ {session[1]}\n{shown}\n"

    fresh = SESSION.sub(played, page())
    if os.environ.get("REFRESH_QUERIES"):
        PAGE.write_text(fresh, encoding="utf-8")
    assert page() == fresh
    assert len(SESSION.findall(page())) >= 2


def test_every_field_and_state_is_described() -> None:
    for one in FIELDS:
        assert f"`{one.name}`" in page(), one.name
    for name in (*(mark.name for mark in IS), *RELATIVE):
        assert f"`{name}`" in page(), name
