"""The records of a library's changes on disk, below `.sscmsc/history/`.

A record is a folder named by its number: `change.json` is its head, `files.json` its steps, and
`0`, `1` ... hold what the file of each step was before it (of `library.bib`, which may be large,
mostly the text of the entries that the change is about); `0.edited` what a person had made of the
file in the very moment in which it was replaced.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

from sscmsc.disk import Disk, Piece
from sscmsc.errors import LibraryError
from sscmsc.history import Change, Head, Image, Levels, Step, make_levels, parse_head, parse_steps
from sscmsc.place import ENTRIES, STATE

FOLDERS = (ENTRIES, STATE, f"{STATE}/txn", f"{STATE}/history")
HEAD = "change.json"
STEPS = "files.json"
EDITED = ".edited"

_NUMBER = re.compile(r"[1-9][0-9]{0,17}")


def digest(*pieces: Piece) -> str:
    """What bytes are compared by, in one piece or several: SHA-256 in hexadecimal."""
    made = sha256()
    for piece in pieces:
        made.update(piece)
    return made.hexdigest()


def library_error(error: OSError, consequence: str) -> LibraryError:
    """What to tell of an `OSError`: the path, the cause, and what came of it."""
    where = f"{error.filename}: " if error.filename else ""
    return LibraryError(f"{where}{error.strerror or error}; {consequence}")


class Chronicle:
    """The records of one library. Only whoever holds the library's lock may call `drop`."""

    def __init__(self, folder: Path, disk: Disk) -> None:
        self.place = folder / STATE / "history"
        self._disk = disk

    def names(self) -> tuple[str, ...]:
        """What lies in the folder of records. Raises `OSError`."""
        return names(self._disk, self.place)

    def numbers(self) -> tuple[int, ...]:
        """The numbers of the records that are there. Raises `OSError`."""
        return tuple(int(name) for name in self.names() if _NUMBER.fullmatch(name))

    def levels(self, *, tolerant: bool = False) -> Levels:
        """What can be undone and made again. Raises `OSError` where that cannot be read;
        `tolerant` takes what cannot be read for damaged."""
        present = self.numbers()
        heads = (self._head(number, tolerant) for number in present)
        return make_levels((head for head in heads if head is not None), present)

    def change(self, head: Head) -> Change:
        """A record with its steps. Raises `LibraryError` for one that is damaged."""
        record = self.folder(head.number)
        try:
            steps = list(parse_steps(self._disk.read(record / STEPS)))
            for name in self._disk.listdir(record):
                if name.endswith(EDITED) and (place := int(name.removesuffix(EDITED))) >= 0:
                    held = digest(self._disk.read(record / name))
                    steps[place] = steps[place]._replace(before=held, part=None)
        except (OSError, ValueError, IndexError) as error:
            raise self._damaged(record / STEPS) from error
        return Change(head, tuple(steps))

    def removed(self, path: str) -> bool:
        """Whether the last change that named this file removed it. Raises `OSError`."""
        levels = self.levels(tolerant=True)
        for head in sorted((*levels.undoable, *levels.redoable), reverse=True):
            with suppress(LibraryError):
                for step in self.change(head).steps:
                    if step.path == path:
                        return step.after is None
        return False

    def folder(self, number: int) -> Path:
        """Where the record of this number is."""
        return self.place / str(number)

    def path(self, image: Image) -> Path:
        """Where the bytes of an image are."""
        kept = self.folder(image.number) / str(image.place)
        edited = kept.with_name(kept.name + EDITED)
        return edited if self._disk.exists(edited) else kept

    def read(self, image: Image, step: Step) -> bytes:
        """The bytes that a step's file held before it, or the part of them that is kept. Raises
        `LibraryError` where they are gone or are others."""
        path = self.path(image)
        try:
            data = self._disk.read(path)
        except OSError as error:
            raise self._damaged(path) from error
        if digest(data) != step.kept:
            raise self._damaged(path)
        return data

    def drop(self, numbers: Iterable[int]) -> None:
        """Remove records that count no more; what cannot be removed stays."""
        for number in numbers:
            remove(self._disk, self.folder(number))

    def _head(self, number: int, tolerant: bool) -> Head | None:
        record = self.folder(number)
        if not self._disk.is_folder(record):
            return None
        try:
            return parse_head(self._disk.read(record / HEAD), number)
        except (FileNotFoundError, ValueError):
            return None
        except OSError:
            if not tolerant:
                raise
            return None

    def _damaged(self, path: Path) -> LibraryError:
        return LibraryError(
            f"{path}: this record of a change is damaged; nothing was changed",
            hint="`sscmsc verify` tells what else is; --repair puts it aside.",
        )


def refuse_links(folder: Path) -> None:
    """Nothing below a library may lead elsewhere: files would be written there. Raises
    `LibraryError`."""
    for name in FOLDERS:
        if (folder / name).is_symlink():
            raise LibraryError(f"{folder / name}: a link; it must be a folder itself")


def names(disk: Disk, folder: Path) -> tuple[str, ...]:
    """The names in a folder, sorted; none where there is no folder. Raises `OSError`."""
    try:
        return tuple(sorted(disk.listdir(folder)))
    except FileNotFoundError:
        return ()


def remove(disk: Disk, path: Path) -> None:
    """Remove a file or a folder of files; what cannot be removed stays for the next time."""
    with suppress(OSError):
        if not disk.is_folder(path):
            disk.unlink(path)
            return
        for name in disk.listdir(path):
            remove(disk, path / name)
        disk.rmdir(path)
