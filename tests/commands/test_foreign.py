"""A library that someone else owns: everything can be looked at, nothing is changed."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.commands.test_concurrency import write_bib
from tests.conftest import ROOT

NOBODY = 65534


@contextmanager
def as_someone_else() -> Iterator[None]:
    """The rights of a user who owns nothing; root would be refused nothing."""
    if os.geteuid() != 0:
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)


def protect(folder: Path, *, writable: bool) -> None:
    for path in (folder, *folder.rglob("*")):
        if not path.is_symlink():
            mode = 0o755 if path.is_dir() else 0o644
            path.chmod(mode if writable else mode & 0o555)


@pytest.fixture
def foreign(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> Iterator[Terminal]:
    """A terminal beside a library with a history that only others may change, in a place that
    everyone may enter."""
    place = Path(tempfile.mkdtemp())
    place.chmod(0o755)
    shutil.copytree(ROOT / "refs", place / "refs", ignore=shutil.ignore_patterns(".sscmsc"))
    monkeypatch.chdir(place)
    monkeypatch.setenv("HOME", str(place))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(place / "config"))
    made = Terminal(place, monkeypatch)
    made("tag", "Velier2022", "+seen")
    made("tag", "Velier2022", "+again")
    made("undo")
    write_bib(place, 1)
    protect(place, writable=False)
    yield made
    protect(place, writable=True)
    shutil.rmtree(place)


LOOKS = [
    ("list",), ("show", "Velier2022"), ("refs", "Velier2022"), ("export", "--bibtex"),
    ("history",), ("undo", "--list"), ("verify",),
]  # fmt: skip


@pytest.mark.parametrize("command", LOOKS, ids=" ".join)
def test_it_can_be_looked_at(foreign: Terminal, command: tuple[str, ...]) -> None:
    foreign(*command)
    with as_someone_else():
        ran = foreign(*command)
    assert ran.code == 0, ran.err
    assert "Traceback" not in ran.err


CHANGES = [
    ("undo",), ("redo",), ("verify", "--repair"), ("import", "1.bib"),
    ("tag", "Velier2022", "+mine"), ("rm", "Velier2022", "--yes"),
]  # fmt: skip


@pytest.mark.parametrize("command", CHANGES, ids=" ".join)
def test_it_is_not_changed(foreign: Terminal, command: tuple[str, ...]) -> None:
    held = foreign.files()
    foreign(*command, "--dry-run")  # Who owns nothing may not read Python's own files either.
    with as_someone_else():
        ran = foreign(*command)
    assert ran.code == 6, ran.err
    assert ran.err.startswith("sscmsc: refs")
    assert "Permission denied" in ran.err or "cannot be written" in ran.err
    assert foreign.files() == held


@pytest.mark.parametrize("command", LOOKS[:1] + LOOKS[-3:], ids=" ".join)
def test_half_a_change_is_not_shown(foreign: Terminal, command: tuple[str, ...]) -> None:
    """Of a change that was interrupted the files are partly in place; who cannot finish it
    learns that, and sees nothing that never was."""
    foreign(*command)
    staging = foreign.library / ".sscmsc" / "txn"
    staging.chmod(0o755)
    (staging / "COMMIT").write_text("{}")
    staging.chmod(0o555)
    with as_someone_else():
        ran = foreign(*command)
    if command == ("verify",):
        assert ran.code == 1
        message = "a change that was interrupted waits for someone who may finish it"
        assert ran.rows == [["leftover", "refs/.sscmsc/txn", "", message, "clear away"]]
        return
    assert ran.code == 6
    assert "before the library can be read, a change that was interrupted has to be" in ran.err
