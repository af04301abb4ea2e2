"""What the index is to be told of a file of entries/."""

from __future__ import annotations

import time
from pathlib import Path
from typing import NamedTuple

from sscmsc.disk import TICK_NS
from sscmsc.folder import read_file
from sscmsc.index_writing import FileTold
from sscmsc.stamps import Stamped, name_of, stamped, times_of
from sscmsc.summary import indexed


class Asked(NamedTuple):
    """A file as it was found, the citekey of another that has precedence over it, and the
    digest of bytes that need no reading again."""

    stamp: Stamped
    rival: str | None = None
    known: str | None = None


def tell_of(folder: Path, asked: Asked) -> FileTold:
    """What is to be told of a file, with its size and times as they were when it was read.

    Raises `FileNotFoundError`.
    """
    now = time.time_ns()
    name, stamp = name_of(asked.stamp), asked.stamp
    reading = read_file(folder, name, asked.rival, asked.known)
    size, _, ctime_ns = times_of(stamp)
    if reading.stamp is not None and size >= 0:
        stamp = stamped(name, *reading.stamp[:3])
        ctime_ns = reading.stamp.ctime_ns
    fresh = reading.stamp is not None and now - ctime_ns < TICK_NS
    return FileTold(
        stamp,
        digest=reading.stamp.digest if reading.stamp else None,
        unsure=size < 0 or reading.passing or fresh,
        entry=indexed(reading.entry) if reading.entry else None,
        problem=reading.problem,
    )
