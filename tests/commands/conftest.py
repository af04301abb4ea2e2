"""The command line as its user has it: a folder to work in, an environment, captured streams."""

from __future__ import annotations

import errno
import gc
import io
import json
import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

import pytest

from sscmsc import cli
from sscmsc.disk import open_file
from sscmsc.store import Store
from tests.conftest import ROOT
from tests.upstream.server import Upstream


@dataclass(frozen=True)
class Ran:
    """What one command line did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> object:
        return json.loads(self.out)

    @property
    def objects(self) -> list[dict[str, Any]]:
        """The array of objects that --json printed."""
        listed = json.loads(self.out)
        assert isinstance(listed, list)
        return listed

    @property
    def rows(self) -> list[list[str]]:
        return [line.split("\t") for line in self.out.splitlines()]


class Terminal:
    """Runs command lines in a folder; `tty` makes the streams look like a terminal's, standard
    input too where something is `given`, as if a person had typed it."""

    def __init__(self, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder = folder
        self._patch = monkeypatch

    @property
    def library(self) -> Path:
        return self.folder / "refs"

    def __call__(self, *arguments: str, given: str = "", tty: bool = False) -> Ran:
        out, err = Stream(tty), Stream(tty)
        standard_in = Keyboard(io.BytesIO(given.encode()), encoding="utf-8")
        standard_in.is_terminal = tty and bool(given)
        with self._patch.context() as patch:
            patch.setattr(sys, "stdout", out)
            patch.setattr(sys, "stderr", err)
            patch.setattr(sys, "stdin", standard_in)
            code = cli.run(arguments)
        gc.unfreeze()  # a command is the last thing its process does; this one goes on
        return Ran(code, out.getvalue(), err.getvalue())

    def files(self) -> dict[str, bytes]:
        """Every file of the library but what is disposable, by its path in it."""
        return {
            str(path.relative_to(self.library)): path.read_bytes()
            for path in sorted(self.library.rglob("*"))
            if path.is_file() and ".sscmsc" not in path.parts
        }


class Keyboard(io.TextIOWrapper):
    is_terminal = False

    def isatty(self) -> bool:
        return self.is_terminal


class Stream(io.StringIO):
    def __init__(self, tty: bool) -> None:
        super().__init__()
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty

    @property
    def encoding(self) -> str:  # type: ignore[override]
        return "utf-8"


@pytest.fixture
def terminal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal in an empty folder, with no network and a cache of its own."""
    for name in list(os.environ):
        if name.startswith(("SSCMSC_", "NCBI_")) or name in ("NO_COLOR", "FORCE_COLOR"):
            monkeypatch.delenv(name)
    folder = tmp_path / "work"
    folder.mkdir()
    monkeypatch.chdir(folder)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    monkeypatch.setenv("SSCMSC_CACHE_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("COLUMNS", "100")
    monkeypatch.setenv("SSCMSC_OFFLINE", "1")
    return Terminal(folder, monkeypatch)


@pytest.fixture
def online(terminal: Terminal, upstream: Upstream, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """A terminal whose services are the loopback ones."""
    for name, value in upstream.environment.items():
        monkeypatch.setenv(name, value)
    monkeypatch.delenv("SSCMSC_OFFLINE")
    return terminal


@pytest.fixture(scope="session")
def seeded_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the library shipped in refs/: three reviews and ten references, with an index
    that knows what its files hold, so that not each test reads them as YAML."""
    place = tmp_path_factory.mktemp("seeded") / "refs"
    shutil.copytree(ROOT / "refs", place, ignore=shutil.ignore_patterns(".sscmsc"))
    Store(place).read().index.close()
    return place


@pytest.fixture
def seeded(terminal: Terminal, seeded_library: Path) -> Terminal:
    """A terminal beside a library of three reviews and ten references."""
    shutil.copytree(seeded_library, terminal.library)
    return terminal


class FailingReads:
    """A disk that will not give one entry, once or until `failing` is False."""

    def __init__(self, citekey: str, *, lasting: bool) -> None:
        self.name = f"{citekey}.yaml"
        self.lasting = lasting
        self.failing = True

    def open_file(self, path: str | os.PathLike[str]) -> BinaryIO:
        if self.failing and os.fspath(path).endswith(self.name):
            self.failing = self.lasting
            raise OSError(errno.EIO, os.strerror(errno.EIO), os.fspath(path))
        return open_file(path)
