"""`sscmsc browse` at the command line: when it shows its screen, and when it says why not."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
import time
from importlib import util
from select import select

import pytest

from tests.commands.conftest import Terminal
from tests.conftest import ROOT

PATIENCE = 30.0


@pytest.fixture
def at_a_terminal(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    monkeypatch.setenv("TERM", "xterm-256color")
    return seeded


def refused(terminal: Terminal, *words: str) -> tuple[int, str]:
    """A line at a terminal at which something could be typed."""
    ran = terminal("browse", *words, tty=True, given="q")
    return ran.code, ran.err


def test_a_pipe_is_no_terminal(at_a_terminal: Terminal) -> None:
    ran = at_a_terminal("browse")
    assert ran.code == 2
    assert "needs a terminal" in ran.err
    assert "sscmsc list" in ran.err


@pytest.mark.parametrize("kind", ["dumb", "unknown", ""])
def test_a_terminal_without_a_cursor_will_not_do(
    at_a_terminal: Terminal, monkeypatch: pytest.MonkeyPatch, kind: str
) -> None:
    monkeypatch.setenv("TERM", kind)
    code, told = refused(at_a_terminal)
    assert code == 2
    assert "move its cursor" in told


def test_there_is_no_json(at_a_terminal: Terminal) -> None:
    code, told = refused(at_a_terminal, "--json")
    assert code == 2
    assert "sscmsc list --json" in told


def test_without_textual_it_says_how_to_get_it(
    at_a_terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = util.find_spec
    monkeypatch.setattr(
        "sscmsc.commands.browse.find_spec", lambda name: None if name == "textual" else found(name)
    )
    code, told = refused(at_a_terminal)
    assert code == 2
    assert "sscmsc[browse]" in told


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [(("disease:nonsense",), 3, "nonsense"), (("year:abc",), 3, "abc"),
     (("cited-by:Nobody1900",), 4, "Nobody1900"), (("--sort", "colour"), 3, "colour")],
)  # fmt: skip
def test_a_query_that_makes_no_sense_is_told_before_the_screen_is_taken(
    at_a_terminal: Terminal, words: tuple[str, ...], code: int, told: str
) -> None:
    ended, said = refused(at_a_terminal, *words)
    assert ended == code
    assert told in said


def test_without_a_library_there_is_nothing_to_browse(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    code, told = refused(terminal)
    assert code == 6
    assert "sscmsc init" in told


def test_it_shows_the_works_on_a_terminal_and_leaves(seeded: Terminal) -> None:
    """A process of its own at a terminal of its own, in which `q` is typed."""
    ours, theirs = pty.openpty()
    environment = {**os.environ, "TERM": "xterm-256color", "NO_COLOR": "1", "PYTHONPATH": str(ROOT)}
    process = subprocess.Popen(
        [sys.executable, "-m", "sscmsc", "browse", "Scleroderma"], cwd=seeded.folder,
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment, close_fds=True,
    )  # fmt: skip
    os.close(theirs)
    seen, late = b"", time.monotonic() + PATIENCE
    typed = False
    while time.monotonic() < late:
        if select([ours], [], [], 0.1)[0]:
            try:
                part = os.read(ours, 65536)
            except OSError:
                break
            if not part:
                break
            seen += part
        if not typed and b"Gabrielli2009" in seen:
            os.write(ours, b"q")
            typed = True
    code = process.wait(PATIENCE)
    os.close(ours)
    assert typed, seen
    assert code == 0
    assert b"\x1b[36" not in seen, "no colour was asked for"
