"""Undoing the last changes of a library and making them again, each time as one change.

A file that was written by hand since is never overwritten: then nothing at all is changed.
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

from sscmsc.chronicle import refuse_links
from sscmsc.derivation import Write
from sscmsc.disk import Disk, FileSystem
from sscmsc.errors import ChangedError, LibraryError, NotFoundError
from sscmsc.formats.bibtex import write as write_bibtex
from sscmsc.history import (
    DERIVED,
    Change,
    Head,
    Image,
    Levels,
    Reversal,
    Step,
    citekeys,
    revert,
)
from sscmsc.lock import LOCK_SECONDS, Lock
from sscmsc.schema import check_schema
from sscmsc.transaction import FileChange, Journal, Record, digest, library_error
from sscmsc.unwinding import derive_whole, unwind

Kind = Literal["undo", "redo"]

_CONSEQUENCE = "nothing was changed"
_NO_FILE = "no file"  # a digest that no file has
_READ_AGAIN_SECONDS = 0.02
_READ_TRIES = 50


class Level(NamedTuple):
    """One change of the history: when it was first made, by which command, and the citekeys of
    the entries it added, changed and removed.

    `steps` is how many changes `undo` (or `redo`, as `kind` says) takes to get there;
    `blocked` are files in its way, because they were written by hand since; `damaged` tells
    that what is kept of it cannot be read.
    """

    number: int
    message: str
    when: float
    kind: Kind
    steps: int
    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    blocked: tuple[str, ...] = ()
    damaged: bool = False


class Done(NamedTuple):
    """The changes that were undone or made again, in this order, the files that changed for
    that, and what is still to be told of it, or nothing."""

    levels: tuple[Level, ...]
    files: tuple[str, ...]
    warning: str = ""


class _Plan(NamedTuple):
    kind: Kind
    reversal: Reversal
    held: Mapping[str, str | None]
    levels: tuple[Level, ...]


class History:
    """The history of the library in one folder.

    `waiting` is told, once, when another process holds the library; `write` derives
    `library.bib`. `disk` and `sleep` are the world.
    """

    def __init__(
        self,
        folder: Path,
        *,
        waiting: Callable[[str], None] | None = None,
        lock_seconds: float = LOCK_SECONDS,
        write: Write = write_bibtex,
        disk: Disk | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.folder = folder
        self._disk = disk or FileSystem()
        self._lock = Lock(folder, seconds=lock_seconds, waiting=waiting)
        self._sleep = sleep
        self._write = write
        self._journal = Journal(folder, self._disk)
        self._chronicle = self._journal.chronicle

    def levels(self) -> tuple[Level, ...]:
        """Every change that is remembered, the last made first; those that were undone, and can
        be made again, before those that can be undone.

        Raises `LibraryError` where the history cannot be read.
        """
        refuse_links(self.folder)
        try:
            return self._read_at_one_moment()
        except OSError as error:
            raise library_error(error, "the history cannot be read") from error

    def undo(self, count: int = 1, *, dry_run: bool = False) -> Done:
        """Undo the last `count` changes, all or none; with `dry_run` only tell what that does.

        Raises `NotFoundError` when so many are not remembered, `ChangedError` when a file was
        written by hand since, `LockedError` and `LibraryError` as a store does; after an error
        the library is as it was.
        """
        return self._revert("undo", count, dry_run)

    def redo(self, count: int = 1, *, dry_run: bool = False) -> Done:
        """Make the last `count` undone changes again; else as `undo`."""
        return self._revert("redo", count, dry_run)

    def _read_at_one_moment(self) -> tuple[Level, ...]:
        for _ in range(_READ_TRIES):
            if self._journal.is_settled(self._lock):
                moment = self._journal.moment()
                found = self._read_levels()
                if self._journal.is_still(moment):
                    return found
            self._sleep(_READ_AGAIN_SECONDS)
        with self._lock:
            self._journal.recover()
            return self._read_levels()

    def _read_levels(self) -> tuple[Level, ...]:
        levels = self._chronicle.levels(tolerant=True)
        undone = self._listed("redo", levels.redoable)
        return (*reversed(undone), *self._listed("undo", levels.undoable))

    def _listed(self, kind: Kind, heads: Sequence[Head]) -> list[Level]:
        """The levels of these records, the next one first."""
        changes: list[Change | None] = []
        for head in heads:
            try:
                changes.append(self._chronicle.change(head))
            except LibraryError:
                changes.append(None)
        readable = [one for one in changes if one is not None]
        refused = revert(readable, self._held(readable)).refused
        ways = {one.head.number: tuple(refused.get(one.head.number, ())) for one in readable}
        listed: list[Level] = []
        blocked: tuple[str, ...] = ()
        for steps, (head, change) in enumerate(zip(heads, changes, strict=True), start=1):
            blocked = (*blocked, *ways.get(head.number, ()))
            listed.append(_level(kind, head, steps, change)._replace(blocked=blocked))
        return listed

    def _revert(self, kind: Kind, count: int, dry_run: bool) -> Done:
        refuse_links(self.folder)
        check_schema(self.folder)
        try:
            with self._lock:
                self._journal.recover()
                levels = self._chronicle.levels()
                plan = self._planned(kind, count, levels)
                warning = "" if dry_run else self._make(plan, levels)
        except OSError as error:
            raise library_error(error, _CONSEQUENCE) from error
        return Done(plan.levels, tuple(plan.reversal.files), warning)

    def _planned(self, kind: Kind, count: int, levels: Levels) -> _Plan:
        heads = levels.undoable if kind == "undo" else levels.redoable
        if count > len(heads):
            raise _too_many(kind, count, len(heads))
        changes = [self._chronicle.change(head) for head in heads[:count]]
        held = self._held(changes)
        reversal = revert(changes, held)
        for paths in reversal.refused.values():
            raise ChangedError(
                f"{self.folder / paths[0]}: written by hand since{_more(paths)}; {_CONSEQUENCE}",
                hint="Keep a copy elsewhere, put back what was there, and try again.",
            )
        named = enumerate(zip(heads, changes, strict=False), start=1)
        told = tuple(_level(kind, head, steps, change) for steps, (head, change) in named)
        return _Plan(kind, reversal, held, told)

    def _make(self, plan: _Plan, levels: Levels) -> str:
        found = {change.head.number: change for change, _, _ in plan.reversal.changes}
        now = None if plan.held.get(DERIVED) is None else self._disk.read(self.folder / DERIVED)
        bib = unwind(
            [one.change for one in plan.reversal.changes], now, self._chronicle.read,
            lambda files: derive_whole(self.folder, files, self._write),
        )  # fmt: skip
        files = [
            FileChange(path, self._target(image, found), plan.held[path])
            for path, image in plan.reversal.files.items()
            if path != DERIVED
        ]
        if bib.data != now:
            files.append(FileChange(DERIVED, bib.data, plan.held[DERIVED]))
        drops = tuple(sorted({*found, *levels.stale}))
        records = []
        pairs = zip(plan.reversal.changes, bib.taken, strict=True)
        for number, (one, taken) in enumerate(pairs, start=self._journal.next_number()):
            head = one.change.head._replace(number=number, kind=plan.kind, drops=drops)
            kept: list[tuple[Step, Path | bytes | None]] = [
                (step, None if step.before is None else self._path(step, image))
                for step, image in zip(one.steps, one.images, strict=True)
                if step.path != DERIVED
            ]
            kept += () if taken is None else (taken,)
            steps, images = (tuple(step for step, _ in kept), tuple(image for _, image in kept))
            records.append(Record(head, steps, images))
        return self._journal.make(files, records, consequence=_CONSEQUENCE)

    def _target(self, image: Image | None, found: Mapping[int, Change]) -> bytes | None:
        """What a file is to hold."""
        if image is None:
            return None
        return self._chronicle.read(image, found[image.number].steps[image.place])

    def _path(self, step: Step, image: Image | None) -> Path:
        return self.folder / step.path if image is None else self._chronicle.path(image)

    def _held(self, changes: Sequence[Change]) -> dict[str, str | None]:
        """The digests of the files that changes are about, as they are now."""
        paths = dict.fromkeys(step.path for change in changes for step in change.steps)
        return {path: self._digest(self.folder / path) for path in paths}

    def _digest(self, path: Path) -> str | None:
        try:
            if not stat.S_ISREG(os.lstat(path).st_mode):
                return _NO_FILE
            return digest(self._disk.read(path))
        except FileNotFoundError:
            return None


def _level(kind: Kind, head: Head, steps: int, change: Change | None) -> Level:
    if change is None:
        return Level(head.of, head.message, head.when, kind, steps, damaged=True)
    taken = change.steps
    if kind == "redo":  # The record is of the undoing, the other way round.
        taken = tuple(Step(step.path, step.after, step.before) for step in taken)
    return Level(head.of, head.message, head.when, kind, steps, *citekeys(taken))


def _too_many(kind: Kind, count: int, held: int) -> NotFoundError:
    done = "undone" if kind == "undo" else "made again"
    if not held:
        return NotFoundError(f"there is no change that can be {done}")
    named = "1 change" if held == 1 else f"{held} changes"
    return NotFoundError(
        f"only {named} can be {done}, not {count}; {_CONSEQUENCE}",
        hint="`sscmsc history` lists them.",
    )


def _more(paths: Sequence[str]) -> str:
    return f", and {len(paths) - 1} more" if len(paths) > 1 else ""
