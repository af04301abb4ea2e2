"""The library as it is at one moment, never half of a change."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sscmsc.errors import LibraryError
from sscmsc.folder import Loaded
from sscmsc.index_schema import IndexTrouble
from sscmsc.lock import Lock
from sscmsc.stamps import stamp_entries
from sscmsc.transaction import Journal, library_error
from sscmsc.upkeep import Kept, Progress, Unsteady, keep_up, loaded_from

AGAIN_SECONDS = 0.02
TRIES = 50
#: What was read no longer ago is not read again to be changed.
LAST_SECONDS = 1.0


class _Last(NamedTuple):
    """What was read last, when (of a steady clock), and by what a later moment is told apart."""

    kept: Kept
    seconds: float
    moment: tuple[str, ...]
    entries: tuple[int, ...]


class Reader:
    """Reads one library. All methods raise `LibraryError` where it cannot be read."""

    def __init__(
        self,
        folder: Path,
        journal: Journal,
        lock: Lock,
        sleep: Callable[[float], None],
        progress: Progress,
    ) -> None:
        self._folder = folder
        self._journal = journal
        self._lock = lock
        self._sleep = sleep
        self._progress = progress
        self._last: _Last | None = None
        self._loaded: tuple[Kept, Loaded] | None = None

    def read(self) -> Kept:
        """The index, brought up to date; an interrupted change is finished first."""
        try:
            for _ in range(TRIES):
                if self._journal.is_settled(self._lock):
                    with suppress(Unsteady):
                        return self._steadily()
                self._sleep(AGAIN_SECONDS)
            with self._lock:
                self._journal.recover()
                return self.read_locked()
        except OSError as error:
            raise library_error(error, "the library cannot be read") from error

    def read_once(self) -> Kept:
        """As `read`, where no command can change the library."""
        try:
            return self.read_locked()
        except OSError as error:
            raise library_error(error, "the library cannot be read") from error

    def read_locked(self) -> Kept:
        """As `read`, by whoever holds the lock: only a person can change files meanwhile.

        Raises `OSError`.
        """
        for _ in range(TRIES):
            with suppress(Unsteady):
                return keep_up(self._folder, lambda: True, self._progress)
            self._sleep(AGAIN_SECONDS)
        raise LibraryError(f"{self._folder}: its files change all the time")

    def reread_locked(self) -> Kept:
        """As `read_locked`, or what was read a moment ago, if nothing shows that a command
        changed the library since or that a file came or went.

        A file that a person wrote in this moment counts as one written just after: the change
        that is made touches only files which it compares by themselves.
        """
        last = self._last
        if (
            last is None
            or time.monotonic() - last.seconds > LAST_SECONDS
            or self._journal.moment() != last.moment
            or stamp_entries(self._folder) != last.entries
        ):
            return self.read_locked()
        return last.kept

    def loaded(self, kept: Kept) -> Loaded:
        """The library that an index tells of, its entries not yet read."""
        if self._loaded is None or self._loaded[0] is not kept:
            try:
                loaded = loaded_from(self._folder, kept, lambda: self.read().index)
            except IndexTrouble:
                kept.index.close()
                return self.loaded(self.read())
            self._loaded = kept, loaded
        return self._loaded[1]

    def _steadily(self) -> Kept:
        moment, entries = self._journal.moment(), stamp_entries(self._folder)
        self._last = None
        seconds = time.monotonic()

        def steady() -> bool:
            return self._journal.is_still(moment)

        kept = keep_up(self._folder, steady, self._progress)
        if not steady():
            raise Unsteady
        if entries is not None:
            self._last = _Last(kept, seconds, moment, entries)
        return kept
