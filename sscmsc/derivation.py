"""library.bib, derived from the entries: where nearly all are as they were, from the file itself.

The index knows how many bytes each entry takes in the file as it was last derived. The bytes
of entries that did not change since are taken over, so that one new work among many
thousands costs one entry to write and the file to copy.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import suppress
from heapq import merge
from typing import NamedTuple

from sscmsc.blocks import carried
from sscmsc.entry import Entry
from sscmsc.holdings import order
from sscmsc.index import Index
from sscmsc.index_entries import layout, underived
from sscmsc.index_schema import IndexTrouble
from sscmsc.index_writing import meta
from sscmsc.library import Library
from sscmsc.transaction import digest

BIB = "library.bib"
BIB_HEADER = (
    "% Derived from entries/ by sscmsc; do not edit: what is changed here is overwritten.\n\n"
)
#: Raised by one with every change of what is written for an entry.
VERSION = 1

Write = Callable[[Iterable[Entry]], Iterator[str]]


class Derived(NamedTuple):
    """The bytes of library.bib, how many of them each entry takes whose part is not as it was
    (all of them with `whole`; 0 for one that is gone), and `seal`, by which the file and its
    writer are known again."""

    data: bytes
    lengths: tuple[tuple[str, int], ...]
    whole: bool
    seal: str


def derive(index: Index, held: bytes | None, library: Library, write: Write) -> Derived:
    """library.bib for a library, of which `held` is what the file holds now.

    The entries of `library` that are no stock's are written anew, and those that the index
    tells to have changed; all of them where `held` is not the file that it knows. What cannot
    be read now stays as it is in `held`: a manuscript may cite it.
    """
    with suppress(IndexTrouble):
        if held is not None and meta(index, "bib") == _seal(held, write):
            return _spliced(index, held, library, write)
    pieces = [(entry.citekey, text_of(entry, write)) for entry in library]
    data = b"".join((BIB_HEADER.encode(), *(text for _, text in pieces)))
    if held is not None and (more := carried(held, data, library.reserved)) != data:
        return Derived(more, (), True, "")  # where each of its parts begins is not known
    lengths = tuple((key, len(text)) for key, text in pieces)
    return Derived(data, lengths, True, _seal(data, write))


def text_of(entry: Entry, write: Write) -> bytes:
    """What library.bib has of one entry."""
    return "".join(write([entry])).encode("utf-8", "replace")


def _spliced(index: Index, held: bytes, library: Library, write: Write) -> Derived:
    places: dict[str, tuple[int, int]] = {}
    end = len(BIB_HEADER)
    for key, length in layout(index):
        places[key] = end, end + length
        end += length
    changed = {*library.at_hand, *underived(index)}
    damaged = library.reserved.intersection(places)
    keys = merge(library.entries, sorted(damaged, key=order), key=order)
    pieces, lengths = _pieces(keys, places, changed, library, write)
    gone = places.keys() - set(library.entries) - damaged
    lengths += [(key, 0) for key in gone]
    whole = memoryview(held)
    data = b"".join(
        (
            held[: len(BIB_HEADER)],
            *(one if isinstance(one, bytes) else whole[slice(*one)] for one in pieces),
        )
    )
    return Derived(data, tuple(lengths), False, _seal(data, write))


def _pieces(
    keys: Iterable[str],
    places: dict[str, tuple[int, int]],
    changed: Collection[str],
    library: Library,
    write: Write,
) -> tuple[list[bytes | tuple[int, int]], list[tuple[str, int]]]:
    """The file as new texts and stretches of the old one, and the lengths of the new texts."""
    pieces: list[bytes | tuple[int, int]] = []
    lengths: list[tuple[str, int]] = []
    for key in keys:
        place = places.get(key)
        if place is None or key in changed:
            pieces.append(text_of(library.entries[key], write))
            lengths.append((key, len(pieces[-1])))
        elif pieces and isinstance(pieces[-1], tuple) and pieces[-1][1] == place[0]:
            pieces[-1] = pieces[-1][0], place[1]
        else:
            pieces.append(place)
    return pieces, lengths


def _seal(data: bytes, write: Write) -> str:
    return f"{digest(data)} {write.__module__}.{write.__qualname__} {VERSION}"
