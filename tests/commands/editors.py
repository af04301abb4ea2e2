"""Editors for tests: small shell scripts that get the name of the file as their argument."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.conftest import ROOT


class Editor:
    """The user's editor, which does what a test says; it is named by $VISUAL."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self._script = folder / "editor of a test"
        monkeypatch.delenv("EDITOR", raising=False)
        monkeypatch.setenv("VISUAL", f"sh {shlex.quote(str(self._script))}")

    @property
    def sscmsc(self) -> str:
        """The command as another process."""
        return f"PYTHONPATH={shlex.quote(str(ROOT))} {shlex.quote(sys.executable)} -m sscmsc"

    def does(self, script: str) -> None:
        """The commands of a shell that it runs; `$1` is the file."""
        self._script.write_text(f"{script}\n")

    def writes(self, text: str) -> None:
        """It makes the whole file this text."""
        (self._script.parent / "written").write_text(text)
        self.does(f'cat {shlex.quote(str(self._script.parent / "written"))} > "$1"')

    def replaces(self, old: str, new: str) -> None:
        """It puts one word in the place of another."""
        self.does(f'sed -i {shlex.quote(f"s/{old}/{new}/")} "$1"')

    @staticmethod
    def left(terminal: Terminal) -> list[str]:
        """The drafts that are kept in the library."""
        place = terminal.library / ".sscmsc" / "edit"
        kept = (one.name for one in place.iterdir()) if place.is_dir() else ()
        return sorted(one for one in kept if not one.endswith((".lock", ".base")))
