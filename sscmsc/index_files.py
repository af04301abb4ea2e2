"""The files of a library as the index knows them: by name, size and times."""

from __future__ import annotations

import os
import stat
from contextlib import suppress

from sscmsc.errors import Problem
from sscmsc.index_schema import STATE

# Names that are no text, which SQLite cannot hold, begin with this and go on in hexadecimal.
_ESCAPE = "\x01"

#: The name of a file, its size (bytes), mtime and ctime (nanoseconds).
Stamped = tuple[str, int, int, int]


def scan(folder: str | os.PathLike[str]) -> set[Stamped]:
    """The files of a library's entries/ as they are now; those of editors are passed over.

    A link has a size of -1: what it leads to may change without it. Raises `OSError`.
    """
    found: set[Stamped] = set()
    with os.scandir(os.path.join(folder, "entries")) as entries:
        for one in entries:
            name = one.name
            if not is_ours(name):
                continue
            status = one.stat(follow_symlinks=False)
            size = -1 if stat.S_ISLNK(status.st_mode) else status.st_size
            found.add((_storable(name), size, status.st_mtime_ns, status.st_ctime_ns))
    return found


def problem_of(folder: str | os.PathLike[str], name: str, line: int, message: str) -> Problem:
    """What to tell of a file that is no entry."""
    if name.startswith(_ESCAPE):
        with suppress(ValueError):
            name = os.fsdecode(bytes.fromhex(name[1:]))
    return Problem(os.path.join(folder, "entries", name), line, message)


def _storable(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        return _ESCAPE + os.fsencode(name).hex()
    return name


def is_ours(name: str) -> bool:
    """Whether a file of entries/ is no editor's backup, lock or swap file."""
    return not name.startswith((".", "#")) and not name.endswith("~")


def is_pending(folder: str | os.PathLike[str]) -> bool:
    """Whether a change is made but its files are not all in place."""
    return os.path.lexists(os.path.join(folder, STATE, "txn", "COMMIT"))
