"""The files of a library as the index knows them: by name, size and times."""

from __future__ import annotations

import os
from contextlib import suppress

from sscmsc.ahead import take
from sscmsc.errors import Problem
from sscmsc.place import ENTRIES
from sscmsc.stamps import ESCAPE, Stamped, look


def scan(folder: str | os.PathLike[str]) -> set[Stamped]:
    """The files of a library's entries/ as they are now (`look`), or as they were a moment ago,
    where no command changed the library since. Raises `OSError`."""
    found = take(folder)
    return look(folder) if found is None else found


def problem_of(folder: str | os.PathLike[str], name: str, line: int, message: str) -> Problem:
    """What to tell of a file that is no entry."""
    if name.startswith(ESCAPE):
        with suppress(ValueError):
            name = os.fsdecode(bytes.fromhex(name[1:]))
    return Problem(os.path.join(folder, ENTRIES, name), line, message)
