"""The tutorial says what is true: its sessions are run and its pictures drawn, in one folder.

`REFRESH_TUTORIAL=1 pytest tests/commands/test_tutorial.py` writes both anew; read the diff, and
look at the pictures. They are compared byte for byte: `constraints.txt` names the one release of
matplotlib that the tests are run with, and a picture has no date in it.
"""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.commands.sessions import commands_of, compare, played
from tests.conftest import ROOT
from tests.upstream.server import Upstream

TUTORIAL = ROOT / "docs" / "tutorial.md"
PICTURES = ROOT / "docs" / "pictures"
BLOCK = re.compile(r"```(\w+)\n(.*?)```", re.DOTALL)
#: What the reader has written, by the language of the block that shows it; settings are added.
WRITTEN = {"bibtex": "colleague.bib", "markdown": "grant.md", "toml": "refs/sscmsc.toml"}
#: The names under which the three pages were saved.
PAGES = ("peltzer.txt", "velier.txt", "shi.txt")
#: The commands that ask services.
ASKING = {"fetch", "update"}


@pytest.fixture
def grant(
    terminal: Terminal, upstream: Upstream, seeds: Path, monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    """A terminal in a folder with the saved pages, and no library yet."""
    monkeypatch.setenv("COLUMNS", "96")
    for name, value in upstream.environment.items():
        monkeypatch.setenv(name, value)
    for folder in ("pages", "pictures"):
        (terminal.folder / folder).mkdir()
    for page, name in zip(sorted(seeds.glob("*.txt")), PAGES, strict=True):
        shutil.copyfile(page, terminal.folder / "pages" / name)
    return terminal


@pytest.fixture
def sessions(grant: Terminal, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the sessions print, one after the other; only those that ask services have a network."""
    told: list[str] = []
    for language, text in BLOCK.findall(TUTORIAL.read_text(encoding="utf-8")):
        if language == "console":
            asks = any(set(line.split()) & ASKING for line in commands_of(text))
            monkeypatch.setenv("SSCMSC_OFFLINE", "0" if asks else "1")
            told.append(played(text, grant))
        elif language in WRITTEN:
            with (grant.folder / WRITTEN[language]).open("a", encoding="utf-8") as file:
                file.write(text)
    return told


def drawn(folder: Path) -> dict[str, bytes]:
    """The pictures in a folder by their names."""
    return {path.name: path.read_bytes() for path in sorted(folder.glob("*.svg"))}


def test_sessions_and_pictures_are_those_of_the_tutorial(
    sessions: list[str], grant: Terminal
) -> None:
    made = drawn(grant.folder / "pictures")
    if os.environ.get("REFRESH_TUTORIAL"):
        for old in PICTURES.glob("*.svg"):
            old.unlink()
        for name, picture in made.items():
            (PICTURES / name).write_bytes(picture)
    compare(TUTORIAL, sessions, refresh="REFRESH_TUTORIAL")
    assert made == drawn(PICTURES)


def test_every_picture_is_shown() -> None:
    shown = re.findall(r"!\[[^]]+\]\(pictures/([^)]+)\)", TUTORIAL.read_text(encoding="utf-8"))
    assert sorted(shown) == sorted(drawn(PICTURES))
