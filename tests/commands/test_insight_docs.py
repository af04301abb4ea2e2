"""docs/insight.md shows what the commands print.

`REFRESH_README=1 pytest tests/commands/test_insight_docs.py` writes the sessions anew.
"""

from __future__ import annotations

import os
import re

import pytest

from sscmsc.overlap import BANDS
from tests.commands.conftest import Terminal
from tests.conftest import ROOT

DOCUMENT = ROOT / "docs" / "insight.md"
SESSION = re.compile(r"(?<=```console\n).*?(?=```)", re.DOTALL)


def played(session: str, terminal: Terminal) -> str:
    """The session as it runs now, on a terminal of 96 columns without colour."""
    told: list[str] = []
    for line in re.findall(r"^\$ (sscmsc .*)$", session, re.MULTILINE):
        ran = terminal(*line.split()[1:], "--color", "never", tty=True)
        shown = "\n".join(part.rstrip() for part in (ran.out + ran.err).splitlines())
        told.append(f"$ {line}\n{shown}".rstrip())
    return "\n".join(told) + "\n"


def test_sessions_print_what_the_document_shows(
    seeded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "96")
    text = DOCUMENT.read_text(encoding="utf-8")
    sessions = [played(one, seeded) for one in SESSION.findall(text)]
    if os.environ.get("REFRESH_README"):
        fresh = iter(sessions)
        text = SESSION.sub(lambda _: next(fresh), text)
        DOCUMENT.write_text(text, encoding="utf-8")
    assert SESSION.findall(text) == sessions


def test_the_bands_are_those_of_the_code() -> None:
    told = DOCUMENT.read_text(encoding="utf-8")
    for share, name in BANDS:
        assert f"{name} from {int(share * 100)}" in told
