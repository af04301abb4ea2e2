"""`sscmsc cite --watch`: do something again whenever a manuscript or the library is another."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

from sscmsc.commands.options import Desk
from sscmsc.errors import SscmscError
from sscmsc.place import ENTRIES, LIBRARY_TOML

#: Seconds between two looks at the files; a look reads none of them.
PAUSE = 0.5


def watch(
    desk: Desk,
    manuscripts: Sequence[Path],
    once: Callable[[], Sequence[Path]],
    sleep: Callable[[float], None],
) -> NoReturn:
    """Call `once`, and again after each change of the manuscripts, of the library as a whole, or
    of the files that `once` names.

    A file that is still being written is waited for. An error ends it the first time; later ones
    are told, and the next change is waited for: an editor may be half done. Ends by
    `KeyboardInterrupt` alone.
    """
    library = desk.folder
    always = [*manuscripts, library / ENTRIES, library / LIBRARY_TOML]
    seen = _stamps(always)
    held = once()
    parts = _stamps(held)
    desk.screen.say("watching; Ctrl-C ends it")
    while True:
        sleep(PAUSE)
        if _stamps(always) == seen and _stamps(held) == parts:
            continue
        files = [*always, *held]
        stamps = _settled(files, sleep)
        seen, parts = stamps[: len(always)], stamps[len(always) :]
        try:
            held = once()
            parts = _stamps(held)
        except SscmscError as error:
            desk.screen.error(error)


Stamps = tuple[tuple[int, int] | None, ...]


def _settled(files: Sequence[Path], sleep: Callable[[float], None]) -> Stamps:
    """The files once two looks at them are the same."""
    before = _stamps(files)
    while True:
        sleep(PAUSE)
        now = _stamps(files)
        if now == before:
            return now
        before = now


def _stamps(paths: Sequence[Path]) -> Stamps:
    """When each file changed last and how long it is; None for one that is not there."""
    return tuple(map(_stamp, paths))


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = path.stat()
    except (OSError, ValueError):
        return None
    return status.st_mtime_ns, status.st_size
