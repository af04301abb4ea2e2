"""A change of the library while the disk fails, or the process or the power, at every step."""

from __future__ import annotations

import errno
import os
import random
import re
import shutil
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from itertools import count
from pathlib import Path

import pytest

from sscmsc.disk import FileSystem
from sscmsc.entry import Entry
from sscmsc.errors import LibraryError
from sscmsc.record import Record
from sscmsc.store import BIB_HEADER, Loaded, Store
from sscmsc.text import RichText

NOT_SAVED = re.compile(
    r".+: .+; (?:nothing was saved|the library cannot be read)$|cannot be locked"
)
State = dict[str, bytes]


def entry(citekey: str, title: str) -> Entry:
    return Entry(citekey, Record("test", title=RichText(title)))


def write(entries: Iterable[Entry]) -> Iterator[str]:
    for one in entries:
        yield f"@misc{{{one.citekey}, title = {{{one.record.title}}}}}\n"


BEFORE = (entry("Kept2001", "stays"), entry("Old2002", "first"), entry("Gone2003", "leaves"))
CHANGED = (replace(BEFORE[1], tags=("x",)), entry("New2004", "arrives"))


class Crash(BaseException):
    """The process is no more."""


class Unflushed(FileSystem):
    """The real disk without its flushes, which take long and which no living process notices."""

    def fsync(self, descriptor: int) -> None:
        pass

    def fsync_folder(self, path: Path) -> None:
        pass


class FailingDisk(Unflushed):
    """The real disk until the operation number `at`, which fails in its own way."""

    def __init__(self, at: int, code: int | None, *, lasting: bool = False) -> None:
        self.at = at
        self.code = code
        self.lasting = lasting
        self.done = 0

    def _step(self, name: str, path: object) -> None:
        self.done += 1
        if self.done < self.at or (self.done > self.at and not self.lasting):
            return
        if self.code is None:
            self.lasting = True
            raise Crash
        if self.code == errno.ENOSPC and name in ("unlink", "rmdir", "rename", "read", "listdir"):
            return
        if self.code == errno.EROFS and name in ("read", "listdir"):
            return
        raise OSError(self.code, os.strerror(self.code), str(path))

    def open_new(self, path: Path) -> int:
        self._step("open", path)
        return super().open_new(path)

    def write(self, descriptor: int, data: memoryview) -> int:
        self._step("write", "a file")
        return super().write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        self._step("fsync", "a file")
        super().fsync(descriptor)

    def fsync_folder(self, path: Path) -> None:
        self._step("fsync", path)
        super().fsync_folder(path)

    def rename(self, old: Path, new: Path) -> None:
        self._step("rename", new)
        super().rename(old, new)

    def link(self, path: Path, other: Path) -> None:
        self._step("link", other)
        super().link(path, other)

    def unlink(self, path: Path) -> None:
        self._step("unlink", path)
        super().unlink(path)

    def mkdir(self, path: Path) -> None:
        self._step("mkdir", path)
        super().mkdir(path)

    def rmdir(self, path: Path) -> None:
        self._step("rmdir", path)
        super().rmdir(path)

    def listdir(self, path: Path) -> list[str]:
        self._step("listdir", path)
        return super().listdir(path)

    def read(self, path: Path) -> bytes:
        self._step("read", path)
        return super().read(path)


class ShortDisk(Unflushed):
    """Writes at most seven bytes at a time."""

    def write(self, descriptor: int, data: memoryview) -> int:
        return super().write(descriptor, data[:7])


def state(folder: Path) -> State:
    """What the user has: the entries and the derived file."""
    files = [*sorted((folder / "entries").iterdir()), folder / "library.bib"]
    return {one.name: one.read_bytes() for one in files}


@pytest.fixture(scope="module")
def start(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("start") / "refs"
    store = Store(folder, write=write, disk=Unflushed())
    store.init()
    store.commit(store.load(), BEFORE, message="start")
    return folder


@pytest.fixture(scope="module")
def after(start: Path, tmp_path_factory: pytest.TempPathFactory) -> State:
    folder = tmp_path_factory.mktemp("after") / "refs"
    shutil.copytree(start, folder)
    change(Store(folder, write=write, disk=Unflushed()))
    return state(folder)


def change(store: Store) -> str:
    loaded = store.load()
    gone = [key for key in ("Gone2003",) if key in loaded.library]
    return store.commit(loaded, CHANGED, gone, "change").warning


def agrees(folder: Path, loaded: Loaded) -> bool:
    """Whether `library.bib` is the one of these entries."""
    text = (folder / "library.bib").read_text()
    return not loaded.problems and text == BIB_HEADER + "".join(write(loaded.library))


def operations(start: Path, folder: Path) -> int:
    shutil.copytree(start, folder)
    disk = FailingDisk(0, errno.EIO)
    change(Store(folder, write=write, disk=disk))
    return disk.done


FAULTS: tuple[tuple[str, int | None, bool], ...] = (
    ("crash", None, False),
    ("EIO", errno.EIO, False),
    ("EIO lasting", errno.EIO, True),
    ("ENOSPC", errno.ENOSPC, False),
    ("ENOSPC lasting", errno.ENOSPC, True),
    ("EROFS lasting", errno.EROFS, True),
    ("EACCES", errno.EACCES, False),
)
#: The faults that leave a library in more ways than the others, which `make torture` adds.
QUICK = ("crash", "EIO", "ENOSPC lasting")

each_fault = pytest.mark.parametrize(
    ("code", "lasting"),
    [
        pytest.param(*rest, id=name, marks=() if name in QUICK else pytest.mark.torture)
        for name, *rest in FAULTS
    ],
)


def seeds(quick: int, most: int) -> pytest.MarkDecorator:
    """Seeds of chance: a few, and with `make torture` all the others."""
    more = pytest.param(range(quick, most), id="more", marks=pytest.mark.torture)
    return pytest.mark.parametrize("seeds", [pytest.param(range(quick), id="quick"), more])


@each_fault
def test_a_fault_at_any_step_leaves_the_old_library_or_the_new_one(
    start: Path, after: State, tmp_path: Path, code: int | None, lasting: bool
) -> None:
    before = state(start)
    outcomes = set()
    # How many steps a change takes depends on how old the files are: it is done until none fails.
    for at in count(1):
        folder = tmp_path / str(at)
        shutil.copytree(start, folder)
        disk = FailingDisk(at, code, lasting=lasting)
        outcome = failed_change(folder, disk)
        if disk.done < at:
            assert outcome == "saved"
            assert at > 40
            break
        loaded = Store(folder, write=write, disk=Unflushed()).load()
        held = state(folder)
        assert agrees(folder, loaded), at
        assert held == (after if outcome == "saved" else before) or (
            outcome == "crash" and held == after
        ), (at, outcome)
        outcomes.add(outcome)
        change(Store(folder, write=write, disk=Unflushed()))
        assert state(folder) == after
        assert not list((folder / ".sscmsc" / "txn").iterdir()), at
        shutil.rmtree(folder)
    assert outcomes == ({"crash"} if code is None else {"saved", "not saved"})


def failed_change(folder: Path, disk: FileSystem) -> str:
    try:
        change(Store(folder, write=write, disk=disk))
    except Crash:
        return "crash"
    except LibraryError as error:
        return "not saved" if NOT_SAVED.search(error.message) else error.message
    return "saved"


#: The first step that fails, then every so many further: a few, and with `make torture` more.
each_start = pytest.mark.parametrize(
    ("first", "by"),
    [pytest.param(1, 8, id="quick"), pytest.param(3, 2, id="more", marks=pytest.mark.torture)],
)


@pytest.mark.no_cover
@each_start
def test_a_fault_while_recovering_is_recovered_from(
    start: Path, after: State, tmp_path: Path, first: int, by: int
) -> None:
    before = state(start)
    steps = operations(start, tmp_path / "count")
    for at in range(first, steps + 1, by):
        crashed = tmp_path / "crashed"
        shutil.copytree(start, crashed)
        failed_change(crashed, FailingDisk(at, None))
        for second in range(1, 12, 2):
            folder = tmp_path / "again"
            shutil.copytree(crashed, folder)
            failed_change(folder, FailingDisk(second, None))
            loaded = Store(folder, write=write, disk=Unflushed()).load()
            assert state(folder) in (before, after)
            assert agrees(folder, loaded)
            shutil.rmtree(folder)
        shutil.rmtree(crashed)


def test_short_writes_are_finished(start: Path, after: State, tmp_path: Path) -> None:
    folder = tmp_path / "refs"
    shutil.copytree(start, folder)
    assert change(Store(folder, write=write, disk=ShortDisk())) == ""
    assert state(folder) == after


def test_what_fails_after_the_change_is_made_is_told_and_finished_later(
    start: Path, after: State, tmp_path: Path
) -> None:
    folder = tmp_path / "refs"
    shutil.copytree(start, folder)

    class Stuck(Unflushed):
        def rename(self, old: Path, new: Path) -> None:
            if new.parent.name == "entries":
                raise OSError(errno.EACCES, "Permission denied", str(new))
            super().rename(old, new)

    assert change(Store(folder, write=write, disk=Stuck())) == (
        "saved; clean-up will finish at the next start"
    )
    with pytest.raises(LibraryError, match=r"Permission denied; an interrupted change"):
        Store(folder, write=write, disk=Stuck()).load()
    Store(folder, write=write, disk=Unflushed()).load()
    assert state(folder) == after


Names = dict[Path, list[bytes]]


class Power(Unflushed):
    """Remembers what was done, to tell what a disk holds after the power has failed.

    A name that was made, changed or taken away is so for certain once one of its folders was
    flushed, and by chance before; what a file holds is there once it was flushed, and by
    chance a part of it before.
    """

    def __init__(self, at: int) -> None:
        self.at = at
        self.log: list[tuple[set[Path], Callable[[Names], None]]] = []
        self.certain: set[int] = set()
        self.contents: dict[int, list[bytes]] = {}
        self.flushed: list[list[bytes]] = []
        self.steps = 0

    def _step(self) -> None:
        self.steps += 1
        if self.steps >= self.at:
            raise Crash

    def _done(self, step: Callable[[Names], None], *paths: Path) -> None:
        self.log.append(({path.parent for path in paths}, step))

    def open_new(self, path: Path) -> int:
        self._step()
        descriptor = super().open_new(path)
        content = self.contents[descriptor] = [b""]
        self._done(lambda names: names.__setitem__(path, content), path)
        return descriptor

    def write(self, descriptor: int, data: memoryview) -> int:
        self._step()
        self.contents[descriptor][0] += bytes(data)
        return super().write(descriptor, data)

    def fsync(self, descriptor: int) -> None:
        self._step()
        self.flushed.append(self.contents[descriptor])

    def fsync_folder(self, path: Path) -> None:
        self._step()
        self.certain |= {number for number, (folders, _) in enumerate(self.log) if path in folders}

    def rename(self, old: Path, new: Path) -> None:
        self._step()
        super().rename(old, new)

        def renamed(names: Names) -> None:
            for path in [one for one in names if one == old or old in one.parents]:
                names[new / path.relative_to(old)] = names.pop(path)

        self._done(renamed, old, new)

    def link(self, path: Path, other: Path) -> None:
        self._step()
        super().link(path, other)
        self._done(lambda names: names.update({other: names[path]}), other)

    def unlink(self, path: Path) -> None:
        self._step()
        super().unlink(path)

        def unlinked(names: Names) -> None:
            names.pop(path, None)

        self._done(unlinked, path)

    def mkdir(self, path: Path) -> None:
        self._step()
        super().mkdir(path)

    def rmdir(self, path: Path) -> None:
        self._step()
        super().rmdir(path)

    def lose(self, held: dict[Path, bytes], chance: random.Random) -> dict[Path, bytes]:
        """The files after the power came back; `held` are those before it all began."""
        names = {path: [data] for path, data in held.items()}
        durable = [*names.values(), *self.flushed]
        kept = chance.random()
        for number, (_, step) in enumerate(self.log):
            if number in self.certain or chance.random() < kept:
                step(names)
        return {
            path: content[0]
            if any(content is one for one in durable)
            else content[0][: chance.randint(0, len(content[0]))]
            for path, content in names.items()
        }


def files(folder: Path) -> dict[Path, bytes]:
    return {one: one.read_bytes() for one in folder.rglob("*") if one.is_file()}


@pytest.mark.no_cover
@seeds(60, 300)
def test_a_power_failure_at_any_step_leaves_the_old_library_or_the_new_one(
    start: Path, after: State, tmp_path: Path, seeds: range
) -> None:
    before = state(start)
    steps = operations(start, tmp_path / "count")
    folder = tmp_path / "refs"
    made = 0
    for seed in seeds:
        chance = random.Random(seed)
        shutil.copytree(start, folder)
        disk = Power(chance.randint(1, steps))
        held = files(folder)
        try:
            change(Store(folder, write=write, disk=disk))
        except Crash:
            outcome = "crash"
        else:
            outcome = "saved"
        left = disk.lose(held, chance)
        shutil.rmtree(folder)
        for path, data in left.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        loaded = Store(folder, write=write, disk=Unflushed()).load()
        assert agrees(folder, loaded), seed
        assert state(folder) == after or (outcome == "crash" and state(folder) == before), seed
        made += state(folder) == after
        shutil.rmtree(folder)
    assert 0 < made < len(seeds)
