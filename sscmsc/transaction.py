"""Changing several files of a library together, or none of them.

Everything of a change is staged in `.sscmsc/txn/<n>/` and flushed; renaming `COMMIT` into place
in `.sscmsc/txn/` is the one moment at which the change is made. What is left to do then (renaming
the staged files into place) can be done again by any later process, from `COMMIT` alone. What
the files held before goes to `.sscmsc/history/<n>/`.
"""

from __future__ import annotations

import errno
import json
import os
import re
from collections.abc import Sequence
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sscmsc.disk import Disk
from sscmsc.errors import LibraryError

STATE = ".sscmsc"
HISTORY_KEPT = 20
SAVED_WITH_REST = "saved; clean-up will finish at the next start"

_TARGET = re.compile(r"entries/[A-Za-z0-9][A-Za-z0-9_:.-]{0,99}\.yaml|library\.bib")
_DIGEST = re.compile(r"[0-9a-f]{64}")


class FileChange(NamedTuple):
    """One file of a change: its path below the library, its new bytes (None: it goes), and
    the digest of the bytes it holds now (None: it is not there)."""

    path: str
    data: bytes | None
    before: str | None


class _Step(NamedTuple):
    path: str
    before: str | None
    after: str | None


class _Change(NamedTuple):
    number: int
    steps: tuple[_Step, ...]


def digest(data: bytes) -> str:
    """What bytes are compared by: SHA-256 in hexadecimal."""
    return sha256(data).hexdigest()


class Journal:
    """The changes of one library, staged, made and remembered below its `.sscmsc/`.

    Only whoever holds the library's lock may call `commit` and `recover`.
    """

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk
        self._state = folder / STATE
        self._staging = self._state / "txn"
        self._history = self._state / "history"
        self._commit = self._staging / "COMMIT"

    def is_pending(self) -> bool:
        """Whether a change is made but its files are not all in place."""
        return self._disk.exists(self._commit)

    def moment(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Something that differs before and after every change."""
        return self._names(self._staging), self._names(self._history)

    def commit(self, files: Sequence[FileChange], message: str, when: float) -> str:
        """Make one change. `when` is seconds since 1970, for the history.

        Returns "", or what to tell the user when the change is made and only the rest of the
        work failed. Raises `LibraryError` with the library as it was.
        """
        change = _Change(
            self._next_number(),
            tuple(
                _Step(one.path, one.before, None if one.data is None else digest(one.data))
                for one in files
            ),
        )
        try:
            self._stage(change, files, message, when)
            self._disk.rename(self._staging / "COMMIT.tmp", self._commit)
            self._disk.fsync_folder(self._staging)
        except OSError as error:
            if self._is_undone(change.number):
                raise library_error(error, "nothing was saved") from error
        try:
            self._finish(change)
        except OSError:
            return SAVED_WITH_REST
        self._prune()
        return ""

    def recover(self) -> None:
        """Finish the change that is made; drop what is staged of one that is not.

        Raises `LibraryError` when a change that is made cannot be finished.
        """
        if not self.is_pending():
            for name in self._names(self._staging):
                self._drop(self._staging / name)
            return
        try:
            self._finish(_read_change(self._disk.read(self._commit), self._commit))
        except OSError as error:
            raise library_error(error, "an interrupted change cannot be finished") from error

    def _next_number(self) -> int:
        staged, kept = self.moment()
        return max((int(name) for name in (*staged, *kept) if name.isdecimal()), default=0) + 1

    def _stage(
        self, change: _Change, files: Sequence[FileChange], message: str, when: float
    ) -> None:
        own = self._staging / str(change.number)
        before = own / "before"
        for folder in (self._state, self._staging, self._history, own, before):
            if not self._disk.exists(folder):
                self._disk.mkdir(folder)
                self._disk.fsync_folder(folder.parent)
        for number, one in enumerate(files):
            if one.data is not None:
                self._write(own / str(number), one.data)
            if one.before is not None:
                self._keep(self._folder / one.path, before / str(number))
        steps = [step._asdict() for step in change.steps]
        told = {"number": change.number, "message": message, "when": when, "files": steps}
        self._write(before / "change.json", json.dumps(told).encode())
        self._disk.fsync_folder(before)
        self._disk.fsync_folder(own)
        body = json.dumps({"number": change.number, "files": steps}).encode()
        self._write(self._staging / "COMMIT.tmp", body)
        self._disk.fsync_folder(self._staging)

    def _write(self, path: Path, data: bytes) -> None:
        descriptor = self._disk.open_new(path)
        try:
            view = memoryview(data)
            while view:
                written = self._disk.write(descriptor, view)
                if not written:
                    raise OSError(errno.EIO, os.strerror(errno.EIO), str(path))
                view = view[written:]
            self._disk.fsync(descriptor)
        except OSError as error:
            # Writing to a descriptor tells the cause and not the file.
            error.filename = error.filename or str(path)
            raise
        finally:
            self._disk.close(descriptor)

    def _keep(self, path: Path, kept: Path) -> None:
        """A second name for what a file holds now, or a copy where there are no links."""
        try:
            self._disk.link(path, kept)
        except OSError:
            self._write(kept, self._disk.read(path))

    def _is_undone(self, number: int) -> bool:
        """Take back a change that failed; False when it is made all the same."""
        try:
            if self.is_pending():
                self._disk.unlink(self._commit)
                self._disk.fsync_folder(self._staging)
        except OSError:
            return not self.is_pending()
        self._drop(self._staging / "COMMIT.tmp")
        self._drop(self._staging / str(number))
        return True

    def _finish(self, change: _Change) -> None:
        """Put every file of a made change in its place; harmless when done again."""
        own = self._staging / str(change.number)
        before = own / "before"
        for number, step in enumerate(change.steps):
            target, staged = self._folder / step.path, own / str(number)
            held = self._digest(target)
            if step.after is None:
                # A file that someone has changed or made since is no longer the one removed.
                if held is not None and held == step.before:
                    self._disk.unlink(target)
            elif self._disk.exists(staged):
                if held not in (None, step.before, step.after) and self._disk.exists(before):
                    self._keep_edited(target, before / f"{number}.edited")
                self._disk.rename(staged, target)
        for folder in sorted({(self._folder / step.path).parent for step in change.steps}):
            self._disk.fsync_folder(folder)
        if self._disk.exists(before):
            self._disk.rename(before, self._history / str(change.number))
            self._disk.fsync_folder(self._history)
        if self._disk.exists(own):
            self._disk.rmdir(own)
        self._disk.unlink(self._commit)

    def _keep_edited(self, target: Path, kept: Path) -> None:
        if not self._disk.exists(kept):
            self._keep(target, kept)

    def _digest(self, path: Path) -> str | None:
        try:
            return digest(self._disk.read(path))
        except FileNotFoundError:
            return None

    def _prune(self) -> None:
        with suppress(OSError):
            numbers = sorted(int(name) for name in self._names(self._history) if name.isdecimal())
            for number in numbers[:-HISTORY_KEPT]:
                self._drop(self._history / str(number))

    def _drop(self, path: Path) -> None:
        """Remove a file or a folder of files; what cannot be removed stays for the next time."""
        with suppress(OSError):
            if not self._disk.is_folder(path):
                self._disk.unlink(path)
                return
            for name in self._disk.listdir(path):
                self._drop(path / name)
            self._disk.rmdir(path)

    def _names(self, folder: Path) -> tuple[str, ...]:
        try:
            return tuple(sorted(self._disk.listdir(folder)))
        except FileNotFoundError:
            return ()


def library_error(error: OSError, consequence: str) -> LibraryError:
    """What to tell of an `OSError`: the path, the cause, and what came of it."""
    where = f"{error.filename}: " if error.filename else ""
    return LibraryError(f"{where}{error.strerror or error}; {consequence}")


def _read_change(data: bytes, path: Path) -> _Change:
    """The change that a `COMMIT` file tells of; it may only name files of the library."""
    try:
        told = json.loads(data)
        steps = tuple(
            _Step(str(one["path"]), _checked(one["before"]), _checked(one["after"]))
            for one in told["files"]
        )
        number = int(told["number"])
    except (ValueError, KeyError, TypeError) as error:
        raise _unreadable(path) from error
    if not all(_TARGET.fullmatch(step.path) for step in steps):
        raise _unreadable(path)
    return _Change(number, steps)


def _checked(written: object) -> str | None:
    if written is None or (isinstance(written, str) and _DIGEST.fullmatch(written)):
        return written
    raise ValueError("no digest")


def _unreadable(path: Path) -> LibraryError:
    return LibraryError(
        f"{path}: the record of an interrupted change cannot be read",
        hint="Move it elsewhere and compare entries/ with your last copy.",
    )
