"""The files of entries/ as they are told apart: by name, size and times.

It imports next to nothing: a process of its own looks at a large library while the command that
is asked for is still being imported (`ahead`).
"""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Iterator

from sscmsc.disk import TICK_NS
from sscmsc.place import ENTRIES, STATE

# Names that are no text, or not one line, begin with this and go on in hexadecimal.
ESCAPE = "\x01"

Stamped = str
"""A file as it was: its name, size (bytes), mtime and ctime (nanoseconds), `/` between them."""


def stamped(name: str, size: int, mtime_ns: int, ctime_ns: int) -> Stamped:
    return f"{name}/{size}/{mtime_ns}/{ctime_ns}"


def name_of(one: Stamped) -> str:
    return one.partition("/")[0]


def times_of(one: Stamped) -> tuple[int, int, int]:
    """Size, mtime and ctime. Raises `ValueError` for what is no such text."""
    size, mtime_ns, ctime_ns = one.split("/")[1:]
    return int(size), int(mtime_ns), int(ctime_ns)


def is_ours(name: str) -> bool:
    """Whether a file of entries/ is no editor's backup, lock or swap file."""
    return not name.startswith((".", "#")) and not name.endswith("~")


def is_pending(folder: str | os.PathLike[str]) -> bool:
    """Whether a change is made but its files are not all in place."""
    return os.path.lexists(os.path.join(folder, STATE, "txn", "COMMIT"))


def stamp_entries(folder: str | os.PathLike[str]) -> tuple[int, ...] | None:
    """What differs when a file has come to entries/ or left it; None where it might not."""
    now = time.time_ns()
    try:
        status = os.stat(os.path.join(folder, ENTRIES))
    except OSError:
        return None
    if now - status.st_ctime_ns < TICK_NS:
        return None
    return status.st_ino, status.st_mtime_ns, status.st_ctime_ns


def look(folder: str | os.PathLike[str]) -> set[Stamped]:
    """The files of a library's entries/ as they are now; those of editors are passed over.

    A link has a size of -1: what it leads to may change without it. No stamp has a line break.
    Raises `OSError`.
    """
    place = os.path.join(folder, ENTRIES)
    if os.stat not in os.supports_dir_fd:
        return set(_seen(place, None, os.listdir(place)))
    # What is no folder is refused at once; a pipe in its place would be waited for.
    descriptor = os.open(place, os.O_RDONLY | os.O_DIRECTORY)
    try:
        # Half the time that whole paths would take, which counts for a hundred thousand files.
        return set(_seen(place, descriptor, os.listdir(descriptor)))
    finally:
        os.close(descriptor)


def _seen(place: str, descriptor: int | None, names: list[str]) -> Iterator[Stamped]:
    """Our files of these as they are now. What hardly any name is, is asked of all at once."""
    status_of = os.stat
    if any(sign in "\n".join(("", *names, "")) for sign in ("\n.", "\n#", "~\n")):
        names = [name for name in names if is_ours(name)]
    plain = "".join(names).isprintable()
    for name in names:
        path = name if descriptor is not None else os.path.join(place, name)
        status = status_of(path, dir_fd=descriptor, follow_symlinks=False)
        size = -1 if stat.S_ISLNK(status.st_mode) else status.st_size
        shown = name if plain or name.isprintable() else _storable(name)
        yield f"{shown}/{size}/{status.st_mtime_ns}/{status.st_ctime_ns}"


def _storable(name: str) -> str:
    try:
        name.encode()
    except UnicodeEncodeError:
        return ESCAPE + os.fsencode(name).hex()
    return ESCAPE + os.fsencode(name).hex() if "\n" in name else name
