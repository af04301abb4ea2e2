"""The real commands with a fault put into a system call that touches the library."""

from __future__ import annotations

import os
import re
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.commands.conftest import Terminal
from tests.torture.conftest import Tally
from tests.torture.mutations import MUTATIONS, Mutation, copy, prepare, state
from tests.torture.processes import run
from tests.upstream.server import Upstream

#: Stops at the calls asked for and at no other.
STRACE = ("strace", "-f", "--seccomp-bpf")
CALLS = "openat,write,fsync,rename,renameat,renameat2,link,linkat,mkdir,unlink,rmdir"
FAULTS = ("signal=KILL", "error=EIO", "error=ENOSPC")
#: At most so many places of one command are hit with each fault, evenly spread.
PLACES = 12
_CALL = re.compile(r"^(?:\[pid +\d+\] |\d+ +)?(\w+)\((.*)")


class Place(NamedTuple):
    """The so-manieth call of a name in a run of a command."""

    call: str
    number: int


def places(trace: str, library: str) -> Iterator[Place]:
    """The calls that name something in the library, or a descriptor opened there."""
    seen: Counter[str] = Counter()
    opened: set[str] = set()
    for line in trace.splitlines():
        found = _CALL.match(line)
        if not found:
            continue
        call, told = found.groups()
        seen[call] += 1
        descriptor = told.partition(",")[0].partition(")")[0]
        if library in told:
            if call == "openat" and (given := re.search(r"= (\d+)$", line)):
                opened.add(given.group(1))
            yield Place(call, seen[call])
        elif call in ("write", "fsync") and descriptor in opened:
            yield Place(call, seen[call])


def is_hit(trace: str) -> bool:
    """Whether the call with the fault was one of `places`: Python does not make quite the same
    calls in each run, so that the number may be that of a file of its own."""
    head, found, _ = trace.partition(" (INJECTED)")
    if not found:
        return False
    before, _, line = head.rpartition("\n")
    known = len(list(places(before, "refs/")))
    return len(list(places(f"{before}\n{line}", "refs/"))) > known


@pytest.fixture(scope="module", autouse=True)
def strace_is_here() -> None:
    if shutil.which("strace") is None:
        if os.environ.get("CI") == "true":
            pytest.fail("strace must be installed in CI")
        pytest.skip("strace is not here")


@pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)
def test_a_fault_in_a_system_call(
    seeded: Terminal, mutation: Mutation, upstream: Upstream, monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path, tally: Tally,
) -> None:  # fmt: skip
    prepare(seeded, mutation, upstream, monkeypatch)
    folder = seeded.folder
    start = copy(seeded.library, tmp_path / "start")
    before = state(start)
    trace = tmp_path / "trace"
    traced = run(folder, *mutation.line, under=(*STRACE, "-e", f"trace={CALLS}", "-o", str(trace)))
    assert traced.returncode == 0, traced.stderr
    after = state(seeded.library)
    assert after != before
    touched = list(places(trace.read_text(errors="replace"), "refs/"))
    assert len(touched) > 3
    for fault in FAULTS:
        for place in touched[:: -(-len(touched) // PLACES)]:
            shutil.rmtree(seeded.library)
            copy(start, seeded.library)
            inject = f"inject={place.call}:{fault}:when={place.number}"
            told = ("-e", f"trace={CALLS}", "-o", str(trace), "-e", inject)
            ended = run(folder, *mutation.line, under=(*STRACE, *told))
            if "KILL" not in fault and not is_hit(trace.read_text(errors="replace")):
                tally.add("hit nothing of the library")
                continue
            assert "Traceback" not in ended.stderr, (inject, ended.stderr)
            assert run(folder, "list").returncode == 0, inject
            held = state(seeded.library)
            if ended.returncode == 0:
                assert held == after, inject
            elif "KILL" in fault:
                assert held in (before, after), inject
            else:
                told_so = mutation.repeatable or "saved" in ended.stderr
                assert held == before or (held == after and told_so), (inject, ended.stderr)
            tally.add(fault)
    assert tally.counts.get("hit nothing of the library", 0) <= sum(tally.counts.values()) / 4
