"""Where the library is. Apart from the settings, because every command needs it at once."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

LIBRARY_FOLDER = "refs"
LIBRARY_TOML = "sscmsc.toml"
#: Below a library: the entries, a file each, and what is kept beside them.
ENTRIES = "entries"
STATE = ".sscmsc"


def find_library(start: Path, environment: Mapping[str, str]) -> Path:
    """The library a command means when no option names one.

    It is `refs/` in `start` or the nearest parent that has one (a folder that holds
    `sscmsc.toml` or `entries/`, so that git's own `refs` is none), else what
    `$SSCMSC_LIBRARY` names, else `refs/` in `start`, which need not exist yet.
    """
    for folder in (start, *start.parents):
        candidate = folder / LIBRARY_FOLDER
        if (candidate / LIBRARY_TOML).is_file() or (candidate / "entries").is_dir():
            return candidate
    named = environment.get("SSCMSC_LIBRARY")
    return Path(named).expanduser() if named else start / LIBRARY_FOLDER
