"""No entry leaves a library unless someone removed it.

Entries can seem to be gone while their files are: a folder that is not mounted, a copy that is
still under way, a file that cannot be read just now. What is derived from the entries that are
left would then lose the others for good.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from pathlib import Path

from sscmsc.blocks import split
from sscmsc.chronicle import Chronicle
from sscmsc.errors import ChangedError, LibraryError
from sscmsc.history import DERIVED

#: Fewer may have been deleted by hand, which is anyone's right.
_MANY = 10


def check_present(
    folder: Path, derived: bytes, present: Collection[str], leaving: Collection[str]
) -> None:
    """Raises `LibraryError` where most of the entries in `library.bib` have no file now.

    `derived` is what that file holds, `present` are the citekeys that have a file, `leaving`
    those that the change removes.
    """
    if present and 2 * len(present) >= derived.count(b"\n@"):
        return
    try:
        known = split(derived).entries
    except ValueError:
        return  # Someone has written it anew: it tells nothing of the entries.
    missing = [key for key in known if key not in present and key not in leaving]
    if missing and (not present or len(missing) >= _MANY):
        raise LibraryError(
            f"{folder / DERIVED}: {len(missing)} of its {len(known)} works have no file in"
            f" entries/ now, {missing[0]} among them; nothing was saved",
            hint=f"Put the files back, or delete {DERIVED} to go on without those works.",
        )


def check_vanished(folder: Path, vanished: Iterable[str], chronicle: Chronicle) -> None:
    """Raises `ChangedError` where entries (`vanished`, by citekey) were there when the library
    was read, are not there now, and no command removed them. Raises `OSError`."""
    for key in vanished:
        path = f"entries/{key}.yaml"
        if not chronicle.removed(path):
            raise ChangedError(
                f"{folder / path}: gone since it was read, and no command removed it;"
                " nothing was saved",
                hint="Run the command again to go on without it.",
            )
