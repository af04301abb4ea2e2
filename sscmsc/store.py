"""The library on disk: made, read as a whole, and changed all at once or not at all."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from sscmsc.chronicle import refuse_links
from sscmsc.citekey import check_citekey
from sscmsc.config import load_settings
from sscmsc.derivation import BIB, BIB_HEADER, Write, derive, has_shrunk, read_held
from sscmsc.disk import Disk, FileSystem, write_file
from sscmsc.entry import Entry
from sscmsc.errors import ChangedError, LibraryError, LocatedError, NotFoundError, Problem
from sscmsc.folder import SUFFIX, Loaded, Stamp
from sscmsc.formats.bibtex import write as write_bibtex
from sscmsc.formats.native import read_entry, write_entry
from sscmsc.library import Library
from sscmsc.lock import LOCK_SECONDS, Lock
from sscmsc.moment import Reader
from sscmsc.place import ENTRIES, LIBRARY_TOML, STATE
from sscmsc.schema import SCHEMA, check_schema
from sscmsc.shelved import Files
from sscmsc.shrinkage import check_present, check_vanished
from sscmsc.transaction import FileChange, Journal, digest, library_error
from sscmsc.upkeep import Kept, Progress, silent, tell_saved

__all__ = ("BIB_HEADER", "Loaded", "Saved", "Store")


class Saved(NamedTuple):
    """The library after a change; `warning` is for the user, or empty."""

    loaded: Loaded
    warning: str = ""


class _Written(NamedTuple):
    """One entry as it is about to be saved: its bytes, and what will be read from them."""

    data: bytes
    entry: Entry


class Store:
    """The library in one folder.

    `write` derives `library.bib` from the entries, from each by itself. `waiting` is told, once,
    when another process holds the library; `progress` how many files of how many are read.
    `disk`, `clock` (seconds since 1970) and `sleep` are the world.
    """

    def __init__(
        self,
        folder: Path,
        *,
        write: Write = write_bibtex,
        waiting: Callable[[str], None] | None = None,
        progress: Progress | None = None,
        lock_seconds: float = LOCK_SECONDS,
        disk: Disk | None = None,
        clock: Callable[[], float] = time.time,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self.folder = folder
        self._write = write
        self._disk = disk or FileSystem()
        self._lock = Lock(folder, seconds=lock_seconds, waiting=waiting)
        self._clock = clock
        self._journal = Journal(folder, self._disk)
        self._reader = Reader(folder, self._journal, self._lock, sleep, progress or silent)

    def init(self) -> bool:
        """Make an empty library, or the parts of one that are missing.

        Returns whether anything was missing. Raises `LibraryError`.
        """
        texts = {".gitignore": f"{STATE}/\n", LIBRARY_TOML: f"schema = {SCHEMA}\n"}
        try:
            made = not (self.folder / ENTRIES).is_dir()
            (self.folder / ENTRIES).mkdir(parents=True, exist_ok=True)
            for name, text in texts.items():
                if not (self.folder / name).exists():
                    made = True
                    self._write_new(self.folder / name, text)
        except OSError as error:
            raise library_error(error, "the library was not made, or not wholly") from error
        return made

    def empty(self) -> Loaded:
        """What loading a library that is not there yet gives."""
        return Loaded(Library())

    def load(self) -> Loaded:
        """The whole library as it is at one moment, never half of a change.

        A file that cannot be read is one of the problems. Raises `LibraryError` when the
        folder cannot be read or an interrupted change cannot be finished.
        """
        return self.loaded(self.read())

    def loaded(self, kept: Kept) -> Loaded:
        """The library that an index tells of, its entries not yet read."""
        loaded = self._reader.loaded(kept)
        return loaded._replace(problems=(*_spoiled(self.folder), *loaded.problems))

    def read(self) -> Kept:
        """The index, brought up to date with the library as it is at one moment: files that
        changed are read, all others are not. Raises as `load` does."""
        if not self.folder.is_dir():
            raise LibraryError(
                f"{self.folder}: no library", hint="`sscmsc init` makes an empty one."
            )
        if any(_spoiled(self.folder)):
            # No change can be made or be half made here: there is no moment to wait for.
            return self._reader.read_once()
        return self._reader.read()

    def commit(
        self,
        loaded: Loaded,
        changed: Sequence[Entry],
        removed: Sequence[str] = (),
        message: str = "",
        *,
        linked: bool = False,
    ) -> Saved:
        """Save these entries, remove those of these citekeys, and derive `library.bib` anew.

        `loaded` is what the change was made from: where another process or a person changed
        one of the files concerned since, it raises `ChangedError`. An entry that is as it
        was is not written, and a change of nothing leaves every file alone. `linked` tells that
        the lists of `loaded` were linked anew with the entries changed (`links`). Raises
        `LockedError` when another process holds the library for too long, and `LibraryError`
        for any other trouble; after an error the library is as it was.
        """
        written = self._written(loaded, changed)
        gone = tuple(key for key in dict.fromkeys(removed) if key not in written)
        self._check_removed(loaded, gone)
        if not written and not gone:
            return Saved(loaded)
        refuse_links(self.folder)
        if not (self.folder / ENTRIES).is_dir():
            self.init()
        check_schema(self.folder)
        load_settings({}, library_toml=self.folder / LIBRARY_TOML)
        try:
            with self._lock:
                self._journal.recover()
                return self._save(loaded, written, gone, message, linked)
        except OSError as error:
            raise library_error(error, "nothing was saved") from error

    def _written(self, loaded: Loaded, changed: Sequence[Entry]) -> Mapping[str, _Written]:
        """The entries that are to be written, each read back before anything is saved."""
        written: dict[str, _Written] = {}
        for entry in changed:
            key = check_citekey(entry.citekey)
            held = loaded.library.entries.get(key)
            if held == entry and held.hand_edited == entry.hand_edited:
                laid_out = entry.verbatim and digest(entry.verbatim.encode())
                if not laid_out or laid_out == _stamped(loaded, key):
                    continue
            self._check_readable(loaded, key)
            data = write_entry(entry).encode()
            try:
                written[key] = _Written(data, read_entry(data, str(self._path(key))))
            except LocatedError as error:
                raise LibraryError(
                    f"entry {key} would not be readable again: {error.message}; nothing was saved"
                ) from error
        return written

    def _check_removed(self, loaded: Loaded, removed: Sequence[str]) -> None:
        for key in removed:
            check_citekey(key)
            self._check_readable(loaded, key)
            if key not in loaded.files:
                raise NotFoundError(f"no entry '{key}'")

    def _check_readable(self, loaded: Loaded, key: str) -> None:
        if key in loaded.library.reserved and key not in loaded.library.entries:
            raise LibraryError(
                f"{self._path(key)}: cannot be read, so it is left as it is; nothing was saved",
                hint="Correct the file first; `sscmsc list` tells what is wrong with it.",
            )

    def _save(
        self,
        loaded: Loaded,
        written: Mapping[str, _Written],
        removed: Sequence[str],
        message: str,
        linked: bool,
    ) -> Saved:
        before = {key: _stamped(loaded, key) for key in (*written, *removed)}
        self._check_unchanged(before)
        kept = self._reader.reread_locked()
        now = self._reader.loaded(kept)
        library = now.library.without(removed)
        reserved = {key.casefold(): key for key in library.reserved}
        for key in written:
            other = library.in_any_case(key) or reserved.get(key.casefold(), key)
            if other != key:
                raise self._changed(other)
        library = library.with_entries(one.entry for one in written.values())
        check_vanished(self.folder, _vanished(loaded, now, removed), self._journal.chronicle)
        files = [
            FileChange(f"{ENTRIES}/{key}{SUFFIX}", one.data, before[key])
            for key, one in written.items()
        ]
        files += [FileChange(f"{ENTRIES}/{key}{SUFFIX}", None, before[key]) for key in removed]
        held = read_held(kept.index, self._disk, self.folder / BIB, self._write)
        if held is not None and has_shrunk(kept.index, held):
            check_present(self.folder, held.data, now.citekeys, removed)
        bib = derive(kept.index, held, library, self._write)
        if held is None or held.digest != bib.digest:
            before_bib, seen = (held.digest, held.seen) if held is not None else (None, None)
            files.append(FileChange(BIB, bib.pieces, before_bib, bib.digest, seen, bib.former))
        warning = self._journal.commit(files, message, self._clock())
        stamps: dict[str, Stamp | None] = dict.fromkeys(removed)
        for key, one in written.items():
            stamps[key] = self._stamp(key, one.data)
        if not warning:
            entries = {key: one.entry for key, one in written.items()}
            tell_saved(kept, self._disk, entries, stamps, bib, linked=linked)
        assert isinstance(now.files, Files)
        return Saved(Loaded(library, now.problems, now.files.with_changes(stamps)), warning)

    def _check_unchanged(self, before: Mapping[str, str | None]) -> None:
        for key, digest_then in before.items():
            if self._digest(self._path(key)) != digest_then:
                raise self._changed(key)

    def _changed(self, key: str) -> ChangedError:
        return ChangedError(
            f"{self._path(key)}: changed by someone else since it was read; nothing was saved",
            hint="Run the command again.",
        )

    def _path(self, key: str) -> Path:
        return self.folder / ENTRIES / f"{key}{SUFFIX}"

    def _digest(self, path: Path) -> str | None:
        try:
            return digest(self._disk.read(path))
        except FileNotFoundError:
            return None

    def _stamp(self, key: str, data: bytes) -> Stamp:
        with suppress(OSError):
            status = os.lstat(self._path(key))
            if status.st_size == len(data):
                return Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, digest(data))
        return Stamp(len(data), 0, 0, digest(data))

    def _write_new(self, path: Path, text: str) -> None:
        """A whole file or none, in a folder that no one else works on yet."""
        staged = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            write_file(self._disk, staged, text.encode())
        except OSError as error:
            error.filename = str(path)
            with suppress(OSError):
                self._disk.unlink(staged)
            raise
        self._disk.rename(staged, path)
        self._disk.fsync_folder(path.parent)


def _spoiled(folder: Path) -> Iterator[Problem]:
    """A complaint for each folder of our own that is none."""
    for name in (STATE, f"{STATE}/txn", f"{STATE}/history"):
        path = folder / name
        if path.is_symlink() or (path.exists() and not path.is_dir()):
            what = "a link" if path.is_symlink() else "no folder"
            yield Problem(str(path), 0, f"{what}; nothing can be saved while it is there")
            return


def _vanished(loaded: Loaded, now: Loaded, removed: Sequence[str]) -> list[str]:
    """The citekeys of files that were there when the library was read and are not there now."""
    if loaded.files is now.files:
        return []
    return sorted(_named(loaded).difference(_named(now), removed))


def _named(loaded: Loaded) -> frozenset[str]:
    files = loaded.files
    return files.named if isinstance(files, Files) else frozenset(files)


def _stamped(loaded: Loaded, key: str) -> str | None:
    stamp = loaded.files.get(key)
    return stamp.digest if stamp is not None else None
