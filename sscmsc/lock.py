"""One writer at a time: the lock of a library, held by at most one process."""

from __future__ import annotations

import os
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sscmsc.errors import LibraryError, LockedError
from sscmsc.transaction import STATE

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK_SECONDS = 30.0
TOLD_AFTER_SECONDS = 1.0


class Lock:
    """A context in which no other process changes the library.

    The system gives the lock back when its holder ends, however it ends. `waiting` is told who
    holds it when that lasts for more than a second; after `seconds` it raises `LockedError`.
    Raises `LibraryError` where nothing can be locked.
    """

    def __init__(
        self,
        folder: Path,
        *,
        seconds: float = LOCK_SECONDS,
        waiting: Callable[[str], None] | None = None,
    ) -> None:
        self._folder = folder
        self._state = folder / STATE
        self._seconds = seconds
        self._waiting = waiting
        self._held: BaseFileLock | None = None

    def __enter__(self) -> None:
        # filelock takes a while to import, and most commands only read.
        from filelock import FileLock, Timeout

        try:
            self._state.mkdir(exist_ok=True)
            lock = FileLock(self._state / "lock")
            try:
                lock.acquire(timeout=min(TOLD_AFTER_SECONDS, self._seconds))
            except Timeout:
                if self._waiting is not None:
                    self._waiting(f"waiting for {self._holder()} to finish with {self._folder}")
                lock.acquire(timeout=max(0.0, self._seconds - TOLD_AFTER_SECONDS))
        except Timeout:
            raise LockedError(
                f"{self._folder}: held by {self._holder()}; gave up waiting",
                hint="Wait until it is done, or end it.",
            ) from None
        except (OSError, NotImplementedError) as error:
            cause = error.strerror if isinstance(error, OSError) else str(error)
            raise LibraryError(f"{self._state / 'lock'}: cannot be locked: {cause}") from error
        self._held = lock
        with suppress(OSError):
            told = f"process {os.getpid()} on {socket.gethostname()}"
            (self._state / "holder").write_text(told, encoding="utf-8")

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._held is not None:
            self._held.release()
            self._held = None

    def _holder(self) -> str:
        with suppress(OSError, ValueError):
            return (self._state / "holder").read_text("utf-8")[:100] or "another process"
        return "another process"
