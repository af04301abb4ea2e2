"""Which form of library this version knows: the `schema` of a library's `sscmsc.toml`."""

from __future__ import annotations

import re
from pathlib import Path

from sscmsc.disk import open_file
from sscmsc.errors import LibraryError
from sscmsc.place import LIBRARY_TOML

SCHEMA = 1
_LIMIT = 100_000
_LINE = re.compile(rb"(?m)^[ \t]*schema[ \t]*=[ \t]*([0-9]{1,9})[ \t]*(?:#.*)?\r?$")


def newer_schema(folder: Path) -> str:
    """What to tell of a library that a newer version made; empty for any other.

    Only the one line is looked for, because every command asks: a file that is wrong
    otherwise is complained of where its settings are needed.
    """
    place = folder / LIBRARY_TOML
    try:
        with open_file(place) as file:
            found = _LINE.search(file.read(_LIMIT))
    except OSError:
        return ""
    if found is None or int(found[1]) <= SCHEMA:
        return ""
    return f"{place}: schema {int(found[1])} is of a newer sscmsc; this one knows {SCHEMA}"


def check_schema(folder: Path) -> None:
    """Raises `LibraryError` for a library that a newer version made: writing to it as an older
    one does could lose what only the newer one knows of."""
    if newer := newer_schema(folder):
        raise LibraryError(
            f"{newer}; nothing was saved",
            hint="Install the newer sscmsc to change this library.",
        )
