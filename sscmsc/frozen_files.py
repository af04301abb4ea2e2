"""Locking a library: refs.lock is made in a transaction, and the files it names are kept."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import NamedTuple

from sscmsc.cache import KeptFiles
from sscmsc.chronicle import refuse_links
from sscmsc.disk import Disk, FileSystem
from sscmsc.entry import Entry
from sscmsc.errors import InputError, LibraryError, LocatedError, NotFoundError, Problem
from sscmsc.folder import SUFFIX, Loaded, read_folder
from sscmsc.formats.native import read_entry
from sscmsc.frozen import (
    LOCK,
    Drift,
    LockedEntry,
    Lockfile,
    drifts,
    dump,
    lock_entry,
    named_fields,
    parse,
)
from sscmsc.history import DERIVED
from sscmsc.lock import LOCK_SECONDS, Lock
from sscmsc.place import ENTRIES
from sscmsc.schema import check_schema
from sscmsc.transaction import FileChange, Journal, digest, library_error


class Frozen(NamedTuple):
    """The library as it is now, as it would be locked; its entries; the bytes of its files by
    digest."""

    lock: Lockfile
    loaded: Loaded
    files: Mapping[str, bytes]


class Locking(NamedTuple):
    """What a lock did: the works locked, what differs from the lock before (None: there was
    none), whether the files are kept, and what to tell of the save, or nothing."""

    works: int
    drifts: tuple[Drift, ...] | None
    kept: bool
    warning: str = ""


class Freezer:
    """Locks one library and compares it with its lock.

    `kept` is where the files go; `waiting` is told, once, when another process holds the library.
    `disk` and `clock` (seconds since 1970) are the world.
    """

    def __init__(
        self,
        folder: Path,
        kept: KeptFiles,
        *,
        waiting: Callable[[str], None] | None = None,
        lock_seconds: float = LOCK_SECONDS,
        disk: Disk | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.folder = folder
        self._kept = kept
        self._disk = disk or FileSystem()
        self._lock = Lock(folder, seconds=lock_seconds, waiting=waiting)
        self._clock = clock
        self._journal = Journal(folder, self._disk)

    def lock(self, *, dry_run: bool = False) -> Locking:
        """Write refs.lock, and keep the files it names. Raises `LibraryError` where an entry
        cannot be read, or nothing can be written."""
        refuse_links(self.folder)
        check_schema(self.folder)
        try:
            with self._lock:
                self._journal.recover()
                now = self._frozen()
                if now.loaded.problems:
                    raise LibraryError(
                        f"{now.loaded.problems[0]}; nothing was locked",
                        hint="`sscmsc verify --repair` puts aside what cannot be read.",
                    )
                return self._locked(now, dry_run)
        except OSError as error:
            raise library_error(error, "nothing was locked") from error

    def drifts(self) -> tuple[Drift, ...]:
        """What is not as it was locked, the fields named of which the former value is kept.

        Raises `NotFoundError` where nothing was locked, and `LocatedError`.
        """
        locked = self.locked()
        now = self.now()
        before = {one.citekey: one for one in locked.entries}
        return tuple(
            self._with_fields(one, before[one.name], now.loaded.library.entries.get(one.name))
            if one.what == "changed" and one.name in before
            else one
            for one in drifts(locked, now.lock)
        )

    def locked(self) -> Lockfile:
        """What refs.lock says. Raises `NotFoundError` and `LocatedError`."""
        path = self.folder / LOCK
        data = self._read(path)
        if data is None:
            raise NotFoundError(f"{path}: not there", hint="`sscmsc lock` makes it.")
        try:
            return parse(data.decode("utf-8"), str(path))
        except UnicodeDecodeError:
            raise LocatedError(Problem(str(path), 0, "not UTF-8 text")) from None

    def now(self) -> Frozen:
        """The library as it is. Raises `LibraryError`."""
        try:
            return self._frozen()
        except OSError as error:
            raise library_error(error, "the library cannot be read") from error

    def find(self, one: LockedEntry) -> tuple[str, Entry] | None:
        """The text of a file as it was locked and the entry in it, None where it is not kept."""
        data = self._kept.find(one.file)
        if data is None:
            return None
        try:
            entry = read_entry(data, f"{ENTRIES}/{one.citekey}{SUFFIX}")
            return data.decode("utf-8"), entry
        except (InputError, UnicodeDecodeError):
            return None

    def _locked(self, now: Frozen, dry_run: bool) -> Locking:
        held = self._read(self.folder / LOCK)
        differ: tuple[Drift, ...] | None = None
        if held is not None:
            try:
                differ = drifts(parse(held.decode("utf-8", "replace"), LOCK), now.lock)
            except LocatedError:
                differ = None
        works = len(now.lock.entries)
        if dry_run:
            return Locking(works, differ, kept=True)
        kept = self._kept.keep(now.files)
        data = dump(now.lock).encode()
        if data == held:
            return Locking(works, differ, kept)
        change = FileChange(LOCK, data, None if held is None else digest(held))
        return Locking(works, differ, kept, self._journal.commit([change], "lock", self._clock()))

    def _with_fields(self, drift: Drift, locked: LockedEntry, now: Entry | None) -> Drift:
        before = self.find(locked)
        if before is None or now is None:
            return drift
        return drift._replace(parts=named_fields(drift.parts, before[1], now))

    def _frozen(self) -> Frozen:
        loaded = read_folder(self.folder, None)
        files: dict[str, bytes] = {}
        entries: list[LockedEntry] = []
        for key in loaded.files:
            data = self._read(self.folder / ENTRIES / f"{key}{SUFFIX}")
            if data is None:
                continue
            entries.append(lock_entry(key, data, loaded.library.entries.get(key)))
            files[entries[-1].file] = data
        bib = self._read(self.folder / DERIVED)
        return Frozen(
            Lockfile(digest(bib) if bib is not None else "", tuple(entries)), loaded, files
        )

    def _read(self, path: Path) -> bytes | None:
        try:
            return self._disk.read(path)
        except FileNotFoundError:
            return None
