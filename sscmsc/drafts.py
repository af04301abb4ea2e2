"""What a person is writing in an editor: kept on disk until it is saved or given up.

A draft is a file below `.sscmsc/edit/`. It outlives a crash of the editor, of the terminal and
of this program; while one process has it open no other can. Where it matters what it was begun
from, the digest of that stands beside it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from sscmsc.disk import Disk, FileSystem
from sscmsc.errors import InputError, LibraryError, LockedError
from sscmsc.place import STATE
from sscmsc.transaction import library_error

FOLDER = "edit"
SIZE_LIMIT = 20_000_000

_DIGEST = re.compile(rb"[0-9a-f]{64}")


class Draft:
    """The draft of one text; `name` is its file's, `CITEKEY.yaml` or `CITEKEY.note`."""

    def __init__(self, folder: Path, name: str, disk: Disk | None = None) -> None:
        self._state = folder / STATE
        self._folder = self._state / FOLDER
        self._disk = disk or FileSystem()
        self.path = self._folder / name
        self._base = self._folder / f"{name}.base"
        self._lock = self._folder / f"{name}.lock"

    @contextmanager
    def opened(self) -> Iterator[None]:
        """While no other process has the draft open. Raises `LockedError` when one has."""
        # filelock takes a while to import, and most commands edit nothing.
        from filelock import FileLock, Timeout

        self._make_folder()
        lock = FileLock(self._lock)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            raise LockedError(
                f"{self.path}: open in another editor", hint="Save and close it there first."
            ) from None
        except (OSError, NotImplementedError) as error:
            cause = error.strerror if isinstance(error, OSError) else str(error)
            raise LibraryError(f"{self._lock}: cannot be locked: {cause}") from error
        try:
            yield
        finally:
            if not self.exists:
                with suppress(OSError):
                    self._disk.unlink(self._lock)
            lock.release()

    @property
    def exists(self) -> bool:
        """Whether there is one, left by an earlier edit."""
        return self._disk.exists(self.path)

    @property
    def base(self) -> str | None:
        """The digest of what it was begun from, where that is known."""
        try:
            data = self._disk.read(self._base)
        except OSError:
            return None
        return data.decode() if _DIGEST.fullmatch(data) else None

    def begin(self, data: bytes) -> None:
        """Make it of these bytes.

        Raises `LibraryError` where there is one already, or none can be made.
        """
        try:
            self._write(self.path, data)
        except OSError as error:
            raise library_error(error, "nothing was opened") from error

    def rebase(self, base: str) -> None:
        """Note the digest of what it is of: of what it is begun from, or of what is there now
        when its writer goes on with it."""
        try:
            self._drop(self._base)
            self._write(self._base, base.encode())
        except OSError as error:
            raise library_error(error, "nothing was opened") from error

    def read(self) -> bytes:
        """What it holds. Raises `InputError` where it is gone or no file of a sensible size."""
        if not self.exists:
            raise InputError(f"{self.path}: gone; nothing was saved")
        self.check()
        try:
            data = self._disk.read(self.path)
        except OSError as error:
            raise library_error(error, "nothing was saved") from error
        if len(data) > SIZE_LIMIT:
            raise InputError(f"{self.path}: larger than {SIZE_LIMIT // 1_000_000} MB")
        return data

    def check(self) -> None:
        """Raises `LibraryError` where the draft is no file of the library's own."""
        if self.path.is_symlink() or not self.path.is_file():
            raise LibraryError(f"{self.path}: no file; nothing was saved")

    def is_of(self, data: bytes) -> bool:
        """Whether it holds these bytes, unchanged."""
        return self.exists and self.read() == data

    def drop(self) -> None:
        """Take it away; harmless where there is none."""
        self._drop(self.path)
        self._drop(self._base)

    def _make_folder(self) -> None:
        try:
            for place in (self._state, self._folder):
                if not self._disk.exists(place):
                    self._disk.mkdir(place)
        except OSError as error:
            raise library_error(error, "nothing was opened") from error
        for place in (self._state, self._folder):
            # Drafts would be written wherever a link leads.
            if not self._disk.is_folder(place):
                raise LibraryError(f"{place}: a link or a file; it must be a folder itself")

    def _write(self, path: Path, data: bytes) -> None:
        descriptor = self._disk.open_new(path)
        try:
            view = memoryview(data)
            while view:
                view = view[self._disk.write(descriptor, view) :]
            self._disk.fsync(descriptor)
        except OSError as error:
            error.filename = error.filename or str(path)
            self._drop(path)
            raise
        finally:
            self._disk.close(descriptor)

    def _drop(self, path: Path) -> None:
        with suppress(FileNotFoundError):
            self._disk.unlink(path)
