"""What a process of its own sees of a large library, and when that counts."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sscmsc import ahead
from sscmsc.ahead import answer, begin, take
from sscmsc.stamps import look
from tests.conftest import ROOT

pytestmark = pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A library of three files that were there for a while."""
    folder = tmp_path / "refs"
    (folder / "entries").mkdir(parents=True)
    (folder / ".sscmsc" / "history" / "1").mkdir(parents=True)
    (folder / ".sscmsc" / "txn").mkdir()
    for name in ("Le2001.yaml", "two\nlines", "Müller2003.yaml", ".hidden", "saved~"):
        (folder / "entries" / name).write_text("text")
    (folder / "entries" / "away").symlink_to("elsewhere")
    time.sleep(0.03)
    return folder


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No library is too small, two processors are there, and nothing stays begun."""
    monkeypatch.setattr(ahead, "LARGE", 0)
    monkeypatch.setattr(ahead, "processors", lambda: 2)
    yield
    take("")


def listing(folder: Path) -> list[str]:
    return ["-l", str(folder), "list"]


def test_what_is_seen_is_what_is_there_and_is_told_once(folder: Path) -> None:
    begin(listing(folder), {})
    seen = take(folder)
    assert seen == look(folder)
    assert seen is not None
    assert len(seen) == 4
    assert any(one.startswith("away/-1/") for one in seen)
    assert take(folder) is None
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)


@pytest.mark.parametrize(
    "arguments",
    [
        ["list", "--library", "{}"],
        ["--library={}", "list"],
        ["list"],
        ["list", "-l", "refs"],
    ],
)
def test_the_library_is_found_as_the_command_finds_it(
    folder: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str]
) -> None:
    monkeypatch.chdir(folder.parent)
    begin([one.format(folder) for one in arguments], {})
    assert take(Path("refs")) == look(folder)


def test_a_library_of_the_environment_is_found_also_while_a_shell_completes(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = tmp_path / "elsewhere"
    folder.rename(library)
    monkeypatch.chdir(tmp_path)
    begin([], {"_SSCMSC_COMPLETE": "complete_bash", "SSCMSC_LIBRARY": str(library)})
    assert take(library) == look(library)


@pytest.mark.parametrize(
    ("arguments", "large", "number"),
    [
        (["list"], 1 << 40, 2),
        (["list"], 0, 1),
        (["list", "--help"], 0, 2),
        (["-h"], 0, 2),
        ([], 0, 2),
        (["-l"], 0, 2),
        (["-l", "none", "list"], 0, 2),
        (["-l", "a\0b", "list"], 0, 2),
    ],
)
def test_nothing_is_begun_where_it_is_not_worth_it(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    large: int,
    number: int,
) -> None:
    monkeypatch.chdir(folder.parent)
    monkeypatch.setattr(ahead, "LARGE", large)
    monkeypatch.setattr(ahead, "processors", lambda: number)
    begin(arguments, {})
    with pytest.raises(ChildProcessError):
        os.waitpid(-1, os.WNOHANG)
    assert take(folder) is None


def test_nothing_is_begun_where_a_process_cannot_be_split(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(os, "fork")
    begin(listing(folder), {})
    assert take(folder) is None


def record(folder: Path) -> None:
    (folder / ".sscmsc" / "history" / "2").mkdir()


def commit(folder: Path) -> None:
    (folder / ".sscmsc" / "txn" / "COMMIT").touch()


def add(folder: Path) -> None:
    (folder / "entries" / "New2004.yaml").touch()


def remove(folder: Path) -> None:
    (folder / "entries" / "Le2001.yaml").unlink()


def spoil(folder: Path) -> None:
    (folder / ".sscmsc" / "history" / "1").rmdir()
    (folder / ".sscmsc" / "history").rmdir()
    (folder / ".sscmsc" / "history").touch()


def remove_all(folder: Path) -> None:
    (folder / "entries").rename(folder / "moved")


@pytest.mark.parametrize("change", [record, commit, add, remove, spoil, remove_all])
def test_what_may_have_changed_since_does_not_count(
    folder: Path, change: Callable[[Path], None]
) -> None:
    begin(listing(folder), {})
    time.sleep(0.1)
    change(folder)
    assert take(folder) is None
    time.sleep(0.03)
    assert take(folder) is None


def test_a_change_in_the_making_and_one_just_made_are_not_looked_at(folder: Path) -> None:
    assert answer(str(folder))
    commit(folder)
    assert not answer(str(folder))
    (folder / ".sscmsc" / "txn" / "COMMIT").unlink()
    add(folder)
    assert not answer(str(folder))


def test_a_library_without_history_or_files_is_looked_at(folder: Path) -> None:
    (folder / ".sscmsc" / "history" / "1").rmdir()
    (folder / ".sscmsc" / "history").rmdir()
    for path in (folder / "entries").iterdir():
        path.unlink()
    time.sleep(0.03)
    begin(listing(folder), {})
    assert take(folder) == set()


def test_another_library_is_not_answered_for(folder: Path, tmp_path: Path) -> None:
    begin(listing(folder), {})
    assert take(tmp_path / "other") is None


def test_what_was_begun_long_ago_does_not_count(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(listing(folder), {})
    monkeypatch.setattr(ahead, "FRESH_SECONDS", 0.01)
    time.sleep(0.02)
    assert take(folder) is None


def test_a_process_that_was_ended_leaves_the_looking_to_the_command(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def end(_folder: str) -> str:
        os.kill(os.getpid(), signal.SIGKILL)
        return ""

    monkeypatch.setattr(ahead, "answer", end)
    begin(listing(folder), {})
    assert take(folder) is None


def test_a_process_that_fails_is_silent(folder: Path) -> None:
    """Its complaint would stand among what the command prints."""
    code = (
        "import sys; from sscmsc import ahead; ahead.LARGE = 0; ahead.processors = lambda: 2\n"
        "def answer(folder): raise KeyboardInterrupt\n"
        "ahead.answer = answer; ahead.begin(['-l', sys.argv[1], 'list'], {})\n"
        "print(ahead.take(sys.argv[1]))\n"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code, str(folder)], cwd=ROOT, capture_output=True, text=True,
        check=True,
    )  # fmt: skip
    assert (ran.stdout, ran.stderr) == ("None\n", "")


def test_a_command_that_ends_early_leaves_no_process_behind(folder: Path) -> None:
    """More is told than a pipe holds, and no one reads it."""
    code = (
        "import sys; from sscmsc import ahead; ahead.LARGE = 0; ahead.processors = lambda: 2\n"
        "ahead.answer = lambda folder: 'x' * 10_000_000\n"
        "ahead.begin(['-l', sys.argv[1], 'list'], {})\n"
        "assert ahead._begun\n"
    )
    alive, held = os.pipe()
    command = [sys.executable, "-c", code, str(folder)]
    subprocess.run(command, cwd=ROOT, pass_fds=[held], check=True)
    os.close(held)
    ended, _, _ = select.select([alive], [], [], 10)
    os.close(alive)
    assert ended
