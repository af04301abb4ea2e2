"""library.bib, derived from the entries: where nearly all are as they were, from the file itself.

The index knows how many bytes each entry takes in the file as it was last derived. The bytes
of entries that did not change since are taken over, so that one new work among many
thousands costs one entry to write and the file to copy.
"""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import accumulate
from pathlib import Path
from typing import NamedTuple

from sscmsc.blocks import carried
from sscmsc.disk import Disk, Look, Piece
from sscmsc.entry import Entry
from sscmsc.holdings import order
from sscmsc.index import Index
from sscmsc.index_entries import count_blocks, layout, misplaced, underived
from sscmsc.index_schema import IndexTrouble
from sscmsc.index_writing import meta, note
from sscmsc.library import Library
from sscmsc.place import STATE
from sscmsc.transaction import digest

BIB = "library.bib"
BIB_HEADER = (
    "% Derived from entries/ by sscmsc; do not edit: what is changed here is overwritten.\n\n"
)
#: To wait for the clock of the disk takes less than to make a digest of so many bytes.
LARGE = 10_000_000
#: Its tick is one to ten milliseconds.
PAUSE_SECONDS = 0.001
WAITED_SECONDS = 0.02
#: Raised by one with every change of what is written for an entry.
VERSION = 1

Write = Callable[[Iterable[Entry]], Iterator[str]]


class Held(NamedTuple):
    """What library.bib holds: its bytes, their digest, whether that is of the file which the
    index knows, and how the file was looked at, None where a change since might not show."""

    data: bytes
    digest: str
    known: bool
    seen: Look | None


class Derived(NamedTuple):
    """library.bib in pieces that stand one after the other, its digest, how many of its bytes
    each entry takes whose part is not as it was (all of them with `whole`; 0 for one that is
    gone), `seal`, by which the file and its writer are known again, and what `former`ly stood
    there of the entries whose part is not as it was, None with `whole`."""

    pieces: tuple[Piece, ...]
    digest: str
    lengths: tuple[tuple[str, int], ...]
    whole: bool
    seal: str
    former: bytes | None = None

    @property
    def size(self) -> int:
        """How many bytes it has."""
        return sum(map(len, self.pieces))


def read_held(index: Index, disk: Disk, path: Path, write: Write) -> Held | None:
    """What library.bib holds, None where it is not there. Raises `OSError`.

    Its bytes are made a digest of only where the file is not as it was when it was last derived.
    """
    now = time.time_ns()
    look = disk.look(path)
    try:
        data = disk.read(path)
    except FileNotFoundError:
        return None
    seal, noted = None, None
    with suppress(IndexTrouble):
        seal, noted = meta(index, "bib"), meta(index, "bib seen")
    known = bool(seal) and look is not None and noted == repr(look)
    held = seal.partition(" ")[0] if seal and known else digest(data)
    seen = look if look is not None and (known or look.is_sure(now)) else None
    return Held(data, held, seal == _seal(held, write), seen)


def has_shrunk(index: Index, held: Held) -> bool:
    """Whether the index has not even half as many entries as library.bib, as far as it knows."""
    with suppress(IndexTrouble):
        return not held.known or 2 * index.count() < count_blocks(index)
    return True


def note_seen(index: Index, disk: Disk, path: Path, bib: Derived) -> None:
    """Note how library.bib is, just after it was written, where any later change will show: where
    the disk's clock has gone on since. Raises `IndexTrouble`."""
    sure, look = _surely(disk, path, bib.size)
    end = time.monotonic() + WAITED_SECONDS
    while not sure and bib.size > LARGE and time.monotonic() < end:
        time.sleep(PAUSE_SECONDS)
        sure, look = _surely(disk, path, bib.size)
    note(index, {"bib": bib.seal, "bib seen": repr(look) if sure else None})


def _surely(disk: Disk, path: Path, size: int) -> tuple[bool, Look | None]:
    """How a file is, and whether it has this size and any later change will show."""
    try:
        clock = disk.clock(path.parent / STATE)
    except OSError:
        return False, None
    look = disk.look(path)
    return look is not None and look.size == size and look.precedes(clock), look


def derive(index: Index, held: Held | None, library: Library, write: Write) -> Derived:
    """library.bib for a library, of which `held` is what the file holds now.

    The entries of `library` that are no stock's are written anew, and those that the index
    tells to have changed; all of them where `held` is not the file that it knows. What cannot
    be read now stays as it is in `held`: a manuscript may cite it.
    """
    if held is not None and held.known:
        with suppress(IndexTrouble):
            return _spliced(index, held, library, write)
    pieces = [(entry.citekey, text_of(entry, write)) for entry in library]
    data = b"".join((BIB_HEADER.encode(), *(text for _, text in pieces)))
    if held is not None and (more := carried(held.data, data, library.reserved)) != data:
        # Where each of its parts begins is not known.
        return Derived((more,), digest(more), (), True, "")
    lengths = tuple((key, len(text)) for key, text in pieces)
    made = digest(data)
    return Derived((data,), made, lengths, True, _seal(made, write))


def write_whole(library: Library, write: Write) -> bytes:
    """library.bib of these entries alone."""
    return "".join((BIB_HEADER, *write(library))).encode("utf-8", "replace")


def text_of(entry: Entry, write: Write) -> bytes:
    """What library.bib has of one entry."""
    return "".join(write([entry])).encode("utf-8", "replace")


def _spliced(index: Index, held: Held, library: Library, write: Write) -> Derived:
    """The file as it was, but for the parts of what changed, came and went."""
    keys, lengths = layout(index)
    starts = list(accumulate(lengths, initial=len(BIB_HEADER)))
    concerned = {*library.at_hand, *library.entries.removed, *underived(index), *misplaced(index)}
    whole = memoryview(held.data)
    pieces: list[Piece] = []
    former: list[memoryview] = []
    told: list[tuple[str, int]] = []
    done, same = 0, True
    for key in sorted(concerned, key=order):
        place = bisect_left(keys, order(key), key=order)
        there = place < len(keys) and keys[place] == key
        if key in library:
            new = text_of(library.entries[key], write)
        elif there and key not in library.reserved:
            new = b""
        else:
            continue
        pieces += (whole[done : starts[place]], new)
        done = starts[place + there]
        former.append(whole[starts[place] : done])
        same = same and former[-1] == new
        told.append((key, len(new)))
    pieces.append(whole[done:])
    made = held.digest if same else digest(*pieces)
    return Derived(tuple(pieces), made, tuple(told), False, _seal(made, write), b"".join(former))


def _seal(digest: str, write: Write) -> str:
    return f"{digest} {write.__module__}.{write.__qualname__} {VERSION}"
