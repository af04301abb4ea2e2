"""Every command that changes the library, with the disk failing at its N-th operation."""

from __future__ import annotations

import errno
import random
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path

import pytest

from sscmsc import cli
from sscmsc.disk import Disk, FileSystem
from tests.commands.conftest import Terminal
from tests.test_store_faults import FAULTS, Crash, FailingDisk, Power, ShortDisk, files
from tests.torture.conftest import Tally
from tests.torture.mutations import MUTATIONS, Mutation, copy, prepare, state
from tests.upstream.server import Upstream

SEEDS = 200

each_mutation = pytest.mark.parametrize("mutation", MUTATIONS, ids=lambda one: one.name)


@contextmanager
def using(disk: Disk, patch: pytest.MonkeyPatch) -> Iterator[None]:
    """Every command reaches the files of a library through this disk."""
    for row in cli.COMMANDS:  # A module that is first imported here would keep this disk.
        import_module(f"sscmsc.commands.{row.module}")
    with patch.context() as patched:
        for name, module in list(sys.modules.items()):
            if name.startswith("sscmsc.") and getattr(module, "FileSystem", None) is FileSystem:
                patched.setattr(module, "FileSystem", lambda: disk)
        yield


def run(terminal: Terminal, line: tuple[str, ...]) -> int | None:
    """The exit code; None when the process did not survive."""
    try:
        ran = terminal(*line)
    except Crash:
        return None
    assert "Traceback" not in ran.err
    return ran.code


@each_mutation
def test_a_fault_at_any_step(
    seeded: Terminal, mutation: Mutation, upstream: Upstream, monkeypatch: pytest.MonkeyPatch,
    tally: Tally,
) -> None:  # fmt: skip
    prepare(seeded, mutation, upstream, monkeypatch)
    start = copy(seeded.library, seeded.folder / "start")
    before = state(start)
    counting = FailingDisk(0, errno.EIO)
    with using(counting, monkeypatch):
        assert run(seeded, mutation.line) == 0
    after = state(seeded.library)
    assert after != before
    assert counting.done > 3
    for name, code, lasting in FAULTS:
        for at in range(1, counting.done + 1):
            shutil.rmtree(seeded.library)
            copy(start, seeded.library)
            with using(FailingDisk(at, code, lasting=lasting), monkeypatch):
                ended = run(seeded, mutation.line)
            assert seeded("list").code == 0, (name, at)
            held = state(seeded.library)
            failed = (before, after) if mutation.repeatable else (before,)
            wanted = {0: (after,), None: (before, after)}.get(ended, failed)
            assert held in wanted, (name, at, ended)
            tally.add(name)
    shutil.rmtree(seeded.library)
    copy(start, seeded.library)
    with using(ShortDisk(), monkeypatch):
        assert run(seeded, mutation.line) == 0
    assert state(seeded.library) == after


@each_mutation
def test_a_power_failure_at_any_step(
    seeded: Terminal, mutation: Mutation, upstream: Upstream, monkeypatch: pytest.MonkeyPatch,
    tally: Tally,
) -> None:  # fmt: skip
    prepare(seeded, mutation, upstream, monkeypatch)
    start = copy(seeded.library, seeded.folder / "start")
    before = state(start)
    counting = Power(10**9)
    with using(counting, monkeypatch):
        assert run(seeded, mutation.line) == 0
    after = state(seeded.library)
    library = Path("refs")  # as the commands, which run beside it, name it
    for seed in range(SEEDS):
        chance = random.Random(seed)
        shutil.rmtree(seeded.library)
        copy(start, seeded.library)
        disk = Power(chance.randint(1, counting.steps + 1))
        held = files(library)
        with using(disk, monkeypatch):
            ended = run(seeded, mutation.line)
        left = disk.lose(held, chance)
        shutil.rmtree(library)
        for path, data in left.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        assert seeded("list").code == 0, seed
        found = state(seeded.library)
        assert found == after or (ended is None and found == before), (seed, ended)
        tally.add("after" if found == after else "before")
