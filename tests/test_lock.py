"""Who holds a library, who waits for it, and what is no obstacle."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sscmsc.errors import LibraryError, LockedError
from sscmsc.lock import Lock

HOLDER = """
import sys
from pathlib import Path
from sscmsc.lock import Lock
with Lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held(folder: Path, *more: str) -> Iterator[subprocess.Popen[str]]:
    """Another process that holds the library until it is killed."""
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER, folder.name, *more], cwd=folder.parent,
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "held\n"
        yield process
        process.kill()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "refs").mkdir()
    return tmp_path / "refs"


def holder(folder: Path) -> Path:
    return folder / ".sscmsc" / "holder"


def test_the_message_names_process_host_command_and_time(folder: Path) -> None:
    told: list[str] = []
    with (
        held(folder, "import", "a b.bib") as process,
        pytest.raises(LockedError) as raised,
        Lock(folder, seconds=0.1, waiting=told.append),
    ):
        pass
    named = (
        rf"process {process.pid} on {re.escape(socket.gethostname())}"
        r" \(sscmsc refs import 'a b.bib'\)"
        r" since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d"
    )
    assert re.fullmatch(
        rf"{re.escape(str(folder))}: held by {named}; gave up waiting after 0 s",
        raised.value.message,
    )
    assert len(told) == 1
    assert re.fullmatch(rf"waiting for {named} to finish with {re.escape(str(folder))}", told[0])


def test_a_killed_holder_is_no_obstacle(folder: Path) -> None:
    with held(folder) as process:
        process.kill()
        process.wait()
        assert json.loads(holder(folder).read_text())["pid"] == process.pid
        with Lock(folder, seconds=0.1):
            assert json.loads(holder(folder).read_text())["pid"] == os.getpid()


def test_a_stale_file_that_names_a_living_process_is_no_obstacle(folder: Path) -> None:
    holder(folder).parent.mkdir()
    told = {"pid": os.getppid(), "host": socket.gethostname(), "command": "x", "since": 0}
    holder(folder).write_text(json.dumps(told))
    with Lock(folder, seconds=0):
        assert json.loads(holder(folder).read_text())["pid"] == os.getpid()
    assert holder(folder).read_bytes() == b""


NO_PROCESS = 2**22 + 1  # beyond the highest number Linux gives
HERE = socket.gethostname()
STALE = {
    "dead": {"pid": NO_PROCESS, "host": HERE, "command": "x", "since": 0},
    "zero": {"pid": 0, "host": HERE, "command": "x", "since": 0},
    "no number": {"pid": "1", "host": HERE, "command": "x", "since": 0},
    "list": [1],
    "nothing": None,
}


@pytest.mark.parametrize("told", STALE.values(), ids=STALE)
def test_who_is_no_more_is_not_named(folder: Path, told: object) -> None:
    with held(folder):
        holder(folder).write_text(json.dumps(told))
        with (
            pytest.raises(LockedError, match="held by another process;"),
            Lock(folder, seconds=0),
        ):
            pass


@pytest.mark.parametrize("since", [None, "now", 1e300, float("nan")])
def test_a_holder_elsewhere_is_named_even_where_its_time_makes_no_sense(
    folder: Path, since: object
) -> None:
    told = {"pid": NO_PROCESS, "host": "elsewhere", "command": "sscmsc rm", "since": since}
    with held(folder):
        holder(folder).write_text(json.dumps(told))
        with (
            pytest.raises(LockedError, match=rf"process {NO_PROCESS} on elsewhere \(sscmsc rm\);"),
            Lock(folder, seconds=0),
        ):
            pass


def test_a_link_in_place_of_the_file_is_not_followed(folder: Path, tmp_path: Path) -> None:
    victim = tmp_path / "victim"
    victim.write_text("mine")
    holder(folder).parent.mkdir()
    holder(folder).symlink_to(victim)
    with Lock(folder, seconds=0):
        assert victim.read_text() == "mine"
    assert victim.read_text() == "mine"


def test_a_pipe_in_place_of_the_file_blocks_no_one(folder: Path) -> None:
    holder(folder).parent.mkdir()
    os.mkfifo(holder(folder))
    with (
        Lock(folder, seconds=0),
        pytest.raises(LockedError, match="another process"),
        Lock(folder, seconds=0),
    ):
        pass


@pytest.mark.parametrize("name", [".sscmsc", ".sscmsc/lock"])
def test_what_cannot_be_locked_is_named(folder: Path, name: str) -> None:
    (folder / ".sscmsc").mkdir()
    if name == ".sscmsc":
        (folder / name).rmdir()
        (folder / name).write_text("")
    else:
        (folder / name).mkdir()
    with pytest.raises(LibraryError, match=r"\.sscmsc/lock: cannot be locked: \w+") as raised:
        Lock(folder, seconds=0).__enter__()
    assert "permission to write" in raised.value.hint


def test_it_can_be_entered_again(folder: Path) -> None:
    lock = Lock(folder, seconds=0)
    for _ in range(2):
        with lock:
            assert holder(folder).stat().st_size > 0
