"""One writer at a time: the lock of a library, held by at most one process.

The lock itself is the operating system's and ends with its holder, however that ends. A file
beside it, `holder`, only tells those who wait whom they wait for.
"""

from __future__ import annotations

import json
import os
import shlex
import socket
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING

from sscmsc.errors import LibraryError, LockedError
from sscmsc.place import STATE

if TYPE_CHECKING:
    from filelock import BaseFileLock

LOCK_SECONDS = 30.0
TOLD_AFTER_SECONDS = 1.0
_COMMAND_LIMIT = 100
_HOLDER_LIMIT = 4096
# A library may come from someone else: what lies there may be a link, or a pipe that blocks.
_PLAIN = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0)


class Lock:
    """A context in which no other process changes the library.

    `waiting` is told who holds it when that lasts for more than a second; after `seconds` it
    raises `LockedError`. Raises `LibraryError` where nothing can be locked. `clock` gives
    seconds since 1970. It may not be entered twice.
    """

    def __init__(
        self,
        folder: Path,
        *,
        seconds: float = LOCK_SECONDS,
        waiting: Callable[[str], None] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._folder = folder
        self._state = folder / STATE
        self._holder = self._state / "holder"
        self._seconds = seconds
        self._waiting = waiting
        self._clock = clock
        self._held: BaseFileLock | None = None

    def at_once(self) -> Lock:
        """The same lock for one who does not wait: entering it raises `LockedError` at once."""
        return Lock(self._folder, seconds=0.0, clock=self._clock)

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
                    self._waiting(f"waiting for {self._named()} to finish with {self._folder}")
                lock.acquire(timeout=max(0.0, self._seconds - TOLD_AFTER_SECONDS))
        except Timeout:
            raise LockedError(
                f"{self._folder}: held by {self._named()};"
                f" gave up waiting after {self._seconds:.0f} s",
                hint="Wait until it is done, or end it.",
            ) from None
        except (OSError, NotImplementedError) as error:
            cause = error.strerror if isinstance(error, OSError) else str(error)
            raise LibraryError(
                f"{self._state / 'lock'}: cannot be locked: {cause}",
                hint=f"A change needs permission to write in {self._state}.",
            ) from error
        self._held = lock
        self._tell(_told(self._clock()))

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._held is not None:
            self._tell(b"")
            self._held.release()
            self._held = None

    def _tell(self, holder: bytes) -> None:
        with suppress(OSError):
            flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _PLAIN
            descriptor = os.open(self._holder, flags, 0o666)
            try:
                os.write(descriptor, holder)
            finally:
                os.close(descriptor)

    def _named(self) -> str:
        """The holder, as far as it has told of itself and is still there."""
        with suppress(OSError, ValueError, RecursionError):
            descriptor = os.open(self._holder, os.O_RDONLY | _PLAIN)
            try:
                told = json.loads(os.read(descriptor, _HOLDER_LIMIT))
            finally:
                os.close(descriptor)
            return _described(told) or "another process"
        return "another process"


def _told(now: float) -> bytes:
    command = shlex.join(["sscmsc", *sys.argv[1:]])
    shown = command if len(command) <= _COMMAND_LIMIT else f"{command[: _COMMAND_LIMIT - 1]}…"
    told = {"pid": os.getpid(), "host": socket.gethostname(), "command": shown, "since": now}
    return json.dumps(told).encode()


def _described(told: object) -> str:
    """The holder in words; nothing for one that is no more, or that tells no sense."""
    if not isinstance(told, dict):
        return ""
    pid, host, command = told.get("pid"), told.get("host"), told.get("command")
    since = told.get("since")
    if not isinstance(pid, int) or not isinstance(host, str) or not isinstance(command, str):
        return ""
    if host == socket.gethostname() and _is_dead(pid):
        return ""
    named = f"process {pid} on {host[:_COMMAND_LIMIT]} ({command[:_COMMAND_LIMIT]})"
    with suppress(TypeError, ValueError, OverflowError, OSError):
        return f"{named} since {datetime.fromtimestamp(since):%Y-%m-%d %H:%M:%S}"  # type: ignore[arg-type]
    return named


def _is_dead(pid: int) -> bool:
    """Whether no process of this machine has this number, as far as that can be asked."""
    if os.name == "nt" or pid <= 0:  # Windows would end the process that is asked after.
        return pid <= 0
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    except (OSError, OverflowError):
        return False
    return False
