"""The README says what is true: its sessions are run, its tables are those of the code.

`REFRESH_README=1 pytest tests/commands/test_readme.py` writes the sessions anew; read the diff.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sscmsc import errors
from sscmsc.cli import COMMANDS
from sscmsc.formats.table import FORMATS
from tests.commands.conftest import Terminal
from tests.commands.sessions import compare, played, sessions_of
from tests.conftest import ROOT
from tests.upstream.server import Upstream

README = ROOT / "README.md"


def readme() -> str:
    return README.read_text(encoding="utf-8")


@pytest.fixture
def sessions(
    seeded: Terminal, upstream: Upstream, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> list[str]:
    """What the README's sessions print: those with `fetch` start from an empty library."""
    monkeypatch.setenv("COLUMNS", "96")
    told: list[str] = []
    for session in sessions_of(README):
        if " fetch " in session:
            for name, value in upstream.environment.items():
                monkeypatch.setenv(name, value)
            monkeypatch.delenv("SSCMSC_OFFLINE")
            monkeypatch.setenv("SSCMSC_LIBRARY", str(tmp_path / "empty" / "refs"))
            (tmp_path / "empty").mkdir()
            monkeypatch.chdir(tmp_path / "empty")
        told.append(played(session, seeded))
    return told


def test_sessions_print_what_the_readme_shows(sessions: list[str]) -> None:
    compare(README, sessions, refresh="REFRESH_README")


def test_every_command_is_in_the_readme() -> None:
    for row in COMMANDS:
        assert f"`sscmsc {row.name}" in readme()


def test_every_format_is_in_the_readme_with_what_it_can() -> None:
    for row in FORMATS:
        reads, writes = ("yes" if one else "no" for one in (row.read, row.written))
        assert f"| `{row.name}` | {reads} | {writes} |" in readme()


def test_every_exit_code_is_in_the_readme() -> None:
    codes = {
        value for name, value in vars(errors).items() if name.isupper() and isinstance(value, int)
    }
    assert codes == {int(code) for code in re.findall(r"^\| (\d+) \|", readme(), re.MULTILINE)}


def test_links_lead_somewhere() -> None:
    pages = [README, *sorted((ROOT / "docs").rglob("*.md"))]
    for page in pages:
        for link in re.findall(r"\]\(([^)#]+)\)", page.read_text(encoding="utf-8")):
            if not link.startswith("http"):
                assert (page.parent / link).exists(), f"{page.name}: {link}"


def test_the_readme_is_short() -> None:
    assert len(readme().splitlines()) <= 250
