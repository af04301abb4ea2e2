"""How often a service may be asked, kept to by every process and thread of one user.

Each rate has a fixed number of slots, each a pair of small files in the cache folder. A
request takes a slot by an operating-system lock, holds it until the service has begun to
answer, and then closes it for the length of the window. The service has therefore seen
each slot used at most once in any window, wherever the window begins and however long the
way to the service is. (A limiter that counts permissions when they are given cannot say
that: a slow connection brings old permissions to the service together with new ones.)
The lock of a process that dies is let go by the system.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from sscmsc.errors import SourceError

if TYPE_CHECKING:
    from filelock import BaseFileLock

#: Added to every window, for clocks that tick in steps of up to 15.6 ms.
MARGIN = 0.02

_LONGEST_LOOK = 0.05
_SHORTEST_LOOK = 0.002
_IN_USE = "in use"


class Rate(NamedTuple):
    """At most `slots` requests in any `window` (seconds), and so many at the same time.

    Rates of the same `name` share their slots.
    """

    name: str
    slots: int
    window: float


class Limiter:
    """Turns to send a request, shared by all that use the same `folder`.

    `clock` counts seconds in the same way in every process of the machine.
    """

    def __init__(
        self,
        folder: Path,
        *,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._folder = folder
        self._clock = clock
        self._sleep = sleep

    @contextmanager
    def turn(self, rate: Rate, deadline: float) -> Iterator[None]:
        """A turn to send one request: leave the context when the answer begins to arrive.

        Raises `SourceError` when no turn comes before `deadline` (on the clock), or the
        folder cannot be written.
        """
        with _writing(self._folder):
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            slot = self._wait_for_slot(rate, deadline)
        try:
            yield
        finally:
            slot.free(self._clock() + rate.window + MARGIN)

    def _wait_for_slot(self, rate: Rate, deadline: float) -> _Slot:
        slots = [_Slot(self._folder, f"{rate.name}-{number}") for number in range(rate.slots)]
        while True:
            waits: list[float] = []
            for slot in slots:
                wait = slot.take(self._clock, rate.window + MARGIN)
                if wait <= 0:
                    return slot
                waits.append(wait)
            wait = min(max(min(waits), _SHORTEST_LOOK), _LONGEST_LOOK)
            if self._clock() + wait > deadline:
                raise SourceError(
                    "too many requests are waiting for their turn",
                    hint="Other runs of sscmsc are busy: try again when they are done.",
                )
            self._sleep(wait)


class _Slot:
    """One slot: `NAME.free` says when it may be used again, `NAME.lock` who uses it."""

    def __init__(self, folder: Path, name: str) -> None:
        self._stamp = folder / f"{name}.free"
        self._lock_path = folder / f"{name}.lock"
        self._lock: BaseFileLock | None = None

    def take(self, clock: Callable[[], float], window: float) -> float:
        """Zero when the slot is now ours, else for how many seconds not to look again.

        The clock is read after the stamp: a stamp that is more than a window ahead of it was
        then not written by a user of this slot since the machine started.
        """
        free = self._read()
        now = clock()
        if free is not None and now < free <= now + window:
            return free - now
        from filelock import FileLock, Timeout

        lock = FileLock(self._lock_path, thread_local=False)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            return _LONGEST_LOOK
        try:
            wait = self._claim(clock, window)
        except OSError:
            lock.release()
            raise
        if wait > 0:
            lock.release()
        else:
            self._lock = lock
        return wait

    def _claim(self, clock: Callable[[], float], window: float) -> float:
        """Mark the slot as in use, or say how long it is not to be had; its lock is held."""
        free = self._read()
        now = clock()
        if (free is None and self._stamp.exists()) or (free is not None and free > now + window):
            # Its user died on the way, or the clock began anew: wait out a whole window.
            free = now + window
            self._write(f"{free:.6f}")
        if free is not None and free > now:
            return free - now
        self._write(_IN_USE)
        return 0.0

    def free(self, when: float) -> None:
        # What cannot be written stays "in use": whoever comes next waits out a window.
        with suppress(OSError):
            self._write(f"{when:.6f}")
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _read(self) -> float | None:
        try:
            return float(self._stamp.read_text(encoding="ascii"))
        except (FileNotFoundError, ValueError):
            return None

    def _write(self, text: str) -> None:
        self._stamp.write_text(text, encoding="ascii")


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise SourceError(
            f"cannot write to the cache folder {folder}: {error.strerror}",
            hint="Name a folder you can write to in SSCMSC_CACHE_DIR.",
        ) from error
