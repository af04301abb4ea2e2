"""Several commands at once, and commands that are stopped: nothing lost, nothing half done."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from filelock import FileLock

from tests.commands.conftest import Terminal
from tests.conftest import ROOT
from tests.upstream.making import make_review
from tests.upstream.records import Records
from tests.upstream.server import Upstream

WRITERS = 6
PATIENCE = 20.0


COMMAND = """
import signal
signal.signal(signal.SIGINT, signal.default_int_handler)
from sscmsc.__main__ import main
main()
"""


def start(
    terminal: Terminal, *arguments: str, environment: Mapping[str, str] | None = None
) -> subprocess.Popen[str]:
    """The command as a process of its own, which hears an interrupt even where the tests run in
    the background of a shell that has told its jobs to ignore them."""
    return subprocess.Popen(
        [sys.executable, "-c", COMMAND, *arguments], cwd=terminal.folder, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": str(ROOT), **(environment or {})},
    )  # fmt: skip


def ended(process: subprocess.Popen[str]) -> tuple[int, str]:
    """The exit code of a process and what it said."""
    _, told = process.communicate(timeout=PATIENCE)
    return process.returncode, told


def until(reached: Callable[[], bool]) -> None:
    """Wait for something that a process does."""
    late = time.monotonic() + PATIENCE
    while not reached():
        assert time.monotonic() < late
        time.sleep(0.001)


def write_bib(folder: Path, number: int) -> str:
    name = f"{number}.bib"
    (folder / name).write_text(
        f"@article{{key{number},\n author = {{Amsel{number}, Ada}},\n"
        f" title = {{Study {number} of stromal cells}},\n journal = {{J Synth Examples}},\n"
        f" year = {2000 + number},\n doi = {{10.5555/at.once.{number}}},\n}}\n"
    )
    return name


def consistent(terminal: Terminal) -> set[str]:
    """The citekeys of the library, which list, files and `library.bib` agree on."""
    ran = terminal("list")
    assert (ran.code, ran.err) == (0, "")
    keys = {row[0] for row in ran.rows}
    assert {path.stem for path in (terminal.library / "entries").iterdir()} == keys
    if keys:
        bib = (terminal.library / "library.bib").read_text()
        assert {line[9:-1] for line in bib.splitlines() if line.startswith("@article{")} == keys
    assert not (terminal.library / ".sscmsc" / "txn" / "COMMIT").exists()
    return keys


def test_every_one_of_several_writers_is_kept(terminal: Terminal) -> None:
    names = [write_bib(terminal.folder, number) for number in range(WRITERS)]
    writers = [start(terminal, "import", name) for name in names]
    told = [ended(one) for one in writers]
    assert [code for code, _ in told] == [0] * WRITERS
    assert consistent(terminal) == {f"key{number}" for number in range(WRITERS)}


def test_of_several_that_bring_the_same_work_one_adds_it(terminal: Terminal) -> None:
    terminal("init")
    name = write_bib(terminal.folder, 1)
    told = [ended(one) for one in [start(terminal, "import", name) for _ in range(4)]]
    assert {code for code, _ in told} <= {0, 6}
    assert sum("1 work added" in err for _, err in told) == 1
    for code, err in told:
        assert code == 0 or "changed by someone else" in err
    assert consistent(terminal) == {"key1"}


def test_a_writer_says_whom_it_waits_for(terminal: Terminal) -> None:
    terminal("init")
    name = write_bib(terminal.folder, 1)
    state = terminal.library / ".sscmsc"
    state.mkdir(exist_ok=True)
    with FileLock(state / "lock"):
        waiting = start(terminal, "import", name)
        assert waiting.stderr is not None
        first = waiting.stderr.readline()
    assert first == "waiting for another process to finish with refs\n"
    assert ended(waiting)[0] == 0
    assert consistent(terminal) == {"key1"}


def test_an_interrupt_while_services_answer(terminal: Terminal, tmp_path: Path) -> None:
    terminal("init")
    made = make_review(tmp_path / "records", references=20)
    with Upstream(Records.load(tmp_path / "records"), latency=0.3) as upstream:
        environment = {**upstream.environment, "SSCMSC_OFFLINE": "0"}
        fetching = start(terminal, "fetch", made.doi, environment=environment)
        until(lambda: len(upstream.requests) > 0)
        fetching.send_signal(signal.SIGINT)
        code, told = ended(fetching)
        assert code == 130
        assert "interrupted" in told.splitlines()[-1]
        assert "Traceback" not in told
        kept = consistent(terminal)
        assert (len(kept) == 1) == ("1 work added" in told)
        assert ended(start(terminal, "fetch", made.doi, environment=environment))[0] == 0
    assert kept <= consistent(terminal)
    assert len(consistent(terminal)) == 20


@pytest.mark.parametrize("stop", [signal.SIGINT, signal.SIGKILL])
@pytest.mark.parametrize("step", ["txn/1", "txn/1/30", "txn/COMMIT.tmp", "txn/COMMIT", "history/1"])
def test_a_save_that_is_stopped_is_made_or_not(
    terminal: Terminal, stop: signal.Signals, step: str
) -> None:
    terminal("init")
    names = [write_bib(terminal.folder, number) for number in range(100, 140)]
    importing = start(terminal, "import", *names)
    place = terminal.library / ".sscmsc" / step
    until(lambda: place.exists() or importing.poll() is not None)
    importing.send_signal(stop)
    code, told = ended(importing)
    assert code in (0, 130, -stop)
    assert "Traceback" not in told
    keys = consistent(terminal)
    assert len(keys) in (0, 40)
    assert keys or code
    assert terminal("import", write_bib(terminal.folder, 1)).code == 0
    assert consistent(terminal) == keys | {"key1"}
