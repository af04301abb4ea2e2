"""Undo and redo while the disk fails, or the process or the power, at every step."""

from __future__ import annotations

import errno
import random
import re
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import NamedTuple

import pytest

from sscmsc.errors import LibraryError, NotFoundError
from sscmsc.reversal import History
from sscmsc.store import Store
from tests.test_store_faults import (
    Crash,
    FailingDisk,
    Power,
    ShortDisk,
    State,
    Unflushed,
    agrees,
    each_fault,
    each_start,
    entry,
    files,
    seeds,
    state,
    write,
)

NOT_DONE = re.compile(r".+: .+; nothing was changed$|is damaged; nothing was changed$")


class Case(NamedTuple):
    """A library before a step through its history, the step, and what the user has then."""

    start: Path
    step: Callable[[History], object]
    back: Callable[[History], object]
    before: State
    after: State


STEPS: dict[str, tuple[Callable[[History], object], Callable[[History], object]]] = {
    "undo 2": (lambda one: one.undo(2), lambda one: one.redo(2)),
    "redo 2": (lambda one: one.redo(2), lambda one: one.undo(2)),
}


@pytest.fixture(scope="module", params=STEPS)
def case(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Case:
    step, back = STEPS[request.param]
    folder = tmp_path_factory.mktemp("start") / "refs"
    store = Store(folder, write=write, disk=Unflushed())
    store.init()
    loaded = store.load()
    kept = (entry("Kept2001", "stays"), entry("Old2002", "first"), entry("Gone2003", "leaves"))
    loaded = store.commit(loaded, kept).loaded
    loaded = store.commit(loaded, [entry("Old2002", "second"), entry("New2004", "new")]).loaded
    store.commit(loaded, [entry("Old2002", "third")], ["Gone2003"])
    if request.param.startswith("redo"):
        History(folder, disk=Unflushed()).undo(2)
    done = tmp_path_factory.mktemp("done") / "refs"
    shutil.copytree(folder, done)
    step(History(done, disk=Unflushed()))
    return Case(folder, step, back, state(folder), state(done))


def operations(case: Case, folder: Path) -> int:
    shutil.copytree(case.start, folder)
    disk = FailingDisk(0, errno.EIO)
    case.step(History(folder, disk=disk))
    assert state(folder) == case.after
    return disk.done


def outcome(case: Case, folder: Path, disk: Unflushed) -> str:
    try:
        case.step(History(folder, disk=disk))
    except Crash:
        return "crash"
    except NotFoundError:
        return "done before"
    except LibraryError as error:
        return "not done" if NOT_DONE.search(error.message) else error.message
    return "done"


def check_whole(case: Case, folder: Path, ended: str, *, on: bool) -> None:
    """The library is the one before or after, of one piece, and (`on`) both ways are open."""
    loaded = Store(folder, write=write, disk=Unflushed()).load()
    assert agrees(folder, loaded)
    held = state(folder)
    assert held in (case.before, case.after), ended
    if ended != "crash":
        assert held == (case.after if ended == "done" else case.before), ended
    if not on:
        return
    history = History(folder, disk=Unflushed())
    assert len(history.levels()) == 3
    if held == case.before:
        case.step(history)
    assert state(folder) == case.after
    assert not list((folder / ".sscmsc" / "txn").glob("*"))
    case.back(history)
    assert state(folder) == case.before


@each_fault
def test_a_fault_at_any_step_leaves_the_state_before_or_after(
    case: Case, tmp_path: Path, code: int | None, lasting: bool
) -> None:
    outcomes = set()
    # How many steps a change takes depends on how old the files are: it is done until none fails.
    for at in count(1):
        folder = tmp_path / "refs"
        shutil.copytree(case.start, folder)
        disk = FailingDisk(at, code, lasting=lasting)
        ended = outcome(case, folder, disk)
        if disk.done < at:
            assert ended == "done"
            assert at > 40
            break
        check_whole(case, folder, ended, on=at % 3 == 0)
        outcomes.add(ended)
        shutil.rmtree(folder)
    assert outcomes == ({"crash"} if code is None else {"done", "not done"})


@pytest.mark.no_cover
@each_start
def test_a_fault_while_recovering_is_recovered_from(
    case: Case, tmp_path: Path, first: int, by: int
) -> None:
    steps = operations(case, tmp_path / "count")
    folder, crashed = tmp_path / "refs", tmp_path / "crashed"
    for at in range(first, steps + 1, by):
        shutil.copytree(case.start, crashed)
        outcome(case, crashed, FailingDisk(at, None))
        for second in range(1, 16, 5):
            shutil.copytree(crashed, folder)
            outcome(case, folder, FailingDisk(second, None))
            loaded = Store(folder, write=write, disk=Unflushed()).load()
            assert state(folder) in (case.before, case.after)
            assert agrees(folder, loaded)
            shutil.rmtree(folder)
        shutil.rmtree(crashed)


def test_short_writes_are_finished(case: Case, tmp_path: Path) -> None:
    shutil.copytree(case.start, tmp_path / "refs")
    case.step(History(tmp_path / "refs", disk=ShortDisk()))
    assert state(tmp_path / "refs") == case.after


@pytest.mark.no_cover
@seeds(40, 120)
def test_a_power_failure_at_any_step_leaves_the_state_before_or_after(
    case: Case, tmp_path: Path, seeds: range
) -> None:
    steps = operations(case, tmp_path / "count")
    folder = tmp_path / "refs"
    made = 0
    for seed in seeds:
        chance = random.Random(seed)
        shutil.copytree(case.start, folder)
        disk = Power(chance.randint(1, steps))
        held = files(folder)
        ended = outcome(case, folder, disk)
        left = disk.lose(held, chance)
        shutil.rmtree(folder)
        for path, data in left.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        Store(folder, write=write, disk=Unflushed()).load()
        made += state(folder) == case.after
        check_whole(case, folder, ended, on=seed % 5 == 0)
        shutil.rmtree(folder)
    assert 0 < made < len(seeds)
