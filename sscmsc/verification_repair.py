"""Verifying a library at one moment, and repairing what can be repaired without losing a byte.

Damaged files are put into quarantine; lines that point at no entry are opened; `library.bib` is
derived anew. What concerns entries is one change that `undo` takes back.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

from sscmsc.catalogue import Catalogue
from sscmsc.chronicle import refuse_links
from sscmsc.disk import Disk, FileSystem
from sscmsc.entry import Entry
from sscmsc.errors import LibraryError, LocatedError, LockedError
from sscmsc.formats.bibtex import write as write_bibtex
from sscmsc.formats.native import read_entry, write_entry
from sscmsc.history import DERIVED
from sscmsc.library import Library
from sscmsc.links import link
from sscmsc.lock import LOCK_SECONDS, Lock
from sscmsc.quarantine import Quarantine
from sscmsc.reference import Reference
from sscmsc.schema import check_schema
from sscmsc.transaction import FileChange, Journal, digest, library_error
from sscmsc.upkeep import make_anew
from sscmsc.verification import (
    Finding,
    Survey,
    Write,
    derived,
    find_links,
    findings,
    survey,
)

MESSAGE = "verify --repair"


class Verified(NamedTuple):
    """How many entries were read, and what is wrong."""

    entries: int
    findings: tuple[Finding, ...]


class Opened(NamedTuple):
    """A line of an entry's list that pointed at `before`, which is no entry, and points at
    `after` now: None when it is open."""

    citekey: str
    position: int
    before: str
    after: str | None


class Repaired(NamedTuple):
    """What was wrong, what was done (files moved: from, to; lines that point elsewhere now),
    what is still wrong, and what is to be told of the save, or nothing."""

    found: tuple[Finding, ...]
    moved: tuple[tuple[Path, Path], ...]
    opened: tuple[Opened, ...]
    left: Verified
    warning: str = ""


class Verifier:
    """Verifies and repairs the library in one folder.

    `write` derives `library.bib`. `waiting` is told, once, when another process holds the
    library. `disk` and `clock` (seconds since 1970) are the world.
    """

    def __init__(
        self,
        folder: Path,
        *,
        write: Write = write_bibtex,
        waiting: Callable[[str], None] | None = None,
        lock_seconds: float = LOCK_SECONDS,
        disk: Disk | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.folder = folder
        self._write = write
        self._disk = disk or FileSystem()
        self._lock = Lock(folder, seconds=lock_seconds, waiting=waiting)
        self._clock = clock
        self._journal = Journal(folder, self._disk)

    def verify(self) -> Verified:
        """What is wrong. An interrupted change is finished first, as for every reading; where
        nothing can be written, that is left out. Raises `LibraryError`."""
        if links := find_links(self.folder):
            return Verified(0, links)
        try:
            try:
                with self._lock:
                    return self._verified(self._recovered())
            except LockedError:
                raise
            except LibraryError:
                return self._verified(self._waiting())
        except OSError as error:
            raise library_error(error, "the library cannot be read") from error

    def repair(self) -> Repaired:
        """Repair what can be. Raises `LockedError`, and `LibraryError` where nothing can be
        written; what was done before that is whole and stays."""
        refuse_links(self.folder)
        check_schema(self.folder)
        try:
            with self._lock:
                return self._repaired(Quarantine(self.folder, self._disk, self._clock()))
        except OSError as error:
            raise library_error(error, "the repair is not finished") from error

    def _recovered(self) -> tuple[Finding, ...]:
        """Finish an interrupted change; a finding where its record is damaged."""
        if not self._journal.is_pending():
            return ()
        try:
            self._journal.recover()
        except LibraryError as error:
            if isinstance(error.__cause__, OSError):
                raise
            place = self._journal.staging
            message = "the record of an interrupted change cannot be read"
            return (Finding("leftover", place, 0, message, "quarantine"),)
        return ()

    def _waiting(self) -> tuple[Finding, ...]:
        """A finding where an interrupted change cannot be finished, because nothing can be
        written: what is there may be half of it."""
        if not self._journal.is_pending():
            return ()
        message = "a change that was interrupted waits for someone who may finish it"
        return (Finding("leftover", self._journal.staging, 0, message, "clear"),)

    def _survey(self, previous: Survey | None = None) -> Survey:
        loaded = previous.loaded if previous else None
        return survey(self.folder, self._disk, self._journal, self._write, loaded)

    def _verified(self, first: tuple[Finding, ...], held: Survey | None = None) -> Verified:
        held = held or self._survey()
        more = findings(held)
        if first:
            more = tuple(one for one in more if first[0].path not in one.path.parents)
        return Verified(len(held.loaded.library), (*first, *more))

    def _repaired(self, quarantine: Quarantine) -> Repaired:
        damaged = self._recovered()
        held = self._survey()
        found = self._verified(damaged, held).findings
        moved = [(one.path, quarantine.move(one.path)) for one in damaged]
        self._journal.recover()
        kept, opened, warning = self._saved(held, found, quarantine)
        moved += kept
        gone = {path for path, _ in moved}
        for one in found:
            if one.repair == "quarantine" and one.path not in gone:
                moved.append((one.path, quarantine.move(one.path)))
        after = self._survey(held)
        if found:
            make_anew(self.folder)
        return Repaired(found, tuple(moved), opened, self._verified((), after), warning)

    def _saved(
        self, held: Survey, wrong: Sequence[Finding], quarantine: Quarantine
    ) -> tuple[list[tuple[Path, Path]], tuple[Opened, ...], str]:
        """The one change of a repair: damaged files go, lines are opened, the rest follows."""
        loaded = held.loaded
        named = (one.path for one in wrong if one.check == "entry" and one.repair)
        aside = {path.stem for path in named if held.path(path.stem) == path}
        waiting = loaded.library.reserved.difference(loaded.library.entries, aside)
        plain = [
            key for key in sorted(aside) if key in loaded.files and not held.path(key).is_symlink()
        ]
        changed, opened = _opened(Library(loaded.library, waiting))
        files = [FileChange(_below(key), None, loaded.files[key].digest) for key in plain]
        files += [
            FileChange(_below(one.citekey), self._written(one), loaded.files[one.citekey].digest)
            for one in changed
        ]
        files += self._derived(held, loaded.library.with_entries(changed), waiting)
        if not files:
            return [], (), ""
        kept = [(held.path(key), quarantine.copy(held.path(key))) for key in plain]
        warning = self._journal.commit(files, MESSAGE, self._clock())
        return kept, opened, warning

    def _written(self, entry: Entry) -> bytes:
        data = write_entry(entry).encode()
        try:
            read_entry(data, _below(entry.citekey))
        except LocatedError as error:
            raise LibraryError(
                f"entry {entry.citekey} would not be readable again: {error.message};"
                " nothing was saved"
            ) from error
        return data

    def _derived(
        self, held: Survey, library: Library, waiting: Collection[str]
    ) -> Iterator[FileChange]:
        try:
            bib = held.bib
        except OSError:
            return  # It is no file, and stays what it is.
        new = derived(library, self._write, bib, waiting)
        if new != bib and (bib is not None or len(library)):
            yield FileChange(DERIVED, new, None if bib is None else digest(bib))


def _below(citekey: str) -> str:
    return f"entries/{citekey}.yaml"


def _opened(library: Library) -> tuple[list[Entry], tuple[Opened, ...]]:
    """The entries with lines that point at nothing, those lines opened or pointing at the entry
    that has their identifier; what is `reserved` is there, though it cannot be read now."""
    concerned = [
        entry
        for entry in library
        if entry.references
        and any(_is_stale(line, library) for line in entry.references.references)
    ]
    catalogue = Catalogue(library if concerned else Library())
    changed: list[Entry] = []
    opened: list[Opened] = []
    for entry in concerned:
        lines: list[Reference] = []
        for line in entry.references.references if entry.references else ():
            now = line
            if line.citekey is not None and _is_stale(line, library):
                now = _mended(line, entry, library, catalogue)
                opened.append(Opened(entry.citekey, line.position, line.citekey, now.citekey))
            lines.append(now)
        if entry.references:
            references = replace(entry.references, references=tuple(lines))
            changed.append(replace(entry, references=references))
    return changed, tuple(opened)


def _is_stale(line: Reference, library: Library) -> bool:
    key = line.citekey
    return key is not None and key not in library and key not in library.reserved


def _mended(line: Reference, entry: Entry, library: Library, catalogue: Catalogue) -> Reference:
    now = library.former_keys.get((line.citekey or "").casefold())
    if now is not None and now != entry.citekey:
        return replace(line, citekey=now)
    return link(line, entry.citekey, catalogue, frozenset())
