"""Where damaged files of a library are put: out of the way, with every byte they have."""

from __future__ import annotations

from datetime import datetime
from itertools import count
from pathlib import Path

from sscmsc.disk import Disk, write_file
from sscmsc.errors import LibraryError
from sscmsc.place import STATE

QUARANTINE = f"{STATE}/quarantine"


class Quarantine:
    """A folder of its own below `.sscmsc/quarantine/`, named by the time (`when`, seconds since
    1970) and made when the first file comes. What lies there is never touched again.

    Its methods raise `OSError`, and `LibraryError` where a link would lead elsewhere.
    """

    def __init__(self, folder: Path, disk: Disk, when: float) -> None:
        self._folder = folder
        self._disk = disk
        self._name = f"{datetime.fromtimestamp(when):%Y%m%d-%H%M%S}"
        self._place: Path | None = None

    def copy(self, path: Path) -> Path:
        """Keep a copy of a file of the library; returns where."""
        kept = self._free(path)
        write_file(self._disk, kept, self._disk.read(path))
        self._disk.fsync_folder(kept.parent)
        return kept

    def move(self, path: Path) -> Path:
        """Put a file or folder of the library there, whatever it is; returns where."""
        kept = self._free(path)
        self._disk.rename(path, kept)
        self._disk.fsync_folder(kept.parent)
        self._disk.fsync_folder(path.parent)
        return kept

    def _free(self, path: Path) -> Path:
        """A name that is not taken, in folders that are there."""
        if self._place is None:
            self._place = self._made()
        inner = path.relative_to(self._folder)
        if inner.parts[0] == STATE:
            inner = inner.relative_to(STATE)
        place = self._place
        for part in inner.parts[:-1]:
            place = place / part
            self._make(place)
        kept = place / inner.name
        if self._disk.exists(kept):
            raise LibraryError(f"{kept}: is there already; nothing was moved")
        return kept

    def _made(self) -> Path:
        place = self._folder / QUARANTINE
        if place.is_symlink():
            raise LibraryError(f"{place}: a link; it must be a folder itself")
        self._make(place)
        names = (self._name if number == 1 else f"{self._name}-{number}" for number in count(1))
        own = next(place / name for name in names if not self._disk.exists(place / name))
        self._make(own)
        return own

    def _make(self, folder: Path) -> None:
        if not self._disk.exists(folder):
            self._disk.mkdir(folder)
            self._disk.fsync_folder(folder.parent)
