"""library.bib as it was before each of some changes, the last made first.

Of the file, which may be large, a record mostly keeps the text of the entries that the change is
about. So each change is taken back by itself, from what the one after it left.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from sscmsc.blocks import part, restored, spliced
from sscmsc.chronicle import digest
from sscmsc.derivation import Write, write_whole
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.folder import read_folder
from sscmsc.formats.native import read_entry
from sscmsc.history import DERIVED, Change, Image, Step, citekeys
from sscmsc.place import ENTRIES

#: What a record keeps for one of its steps.
Read = Callable[[Image, Step], bytes]
#: library.bib as a whole, once the files of these paths hold these bytes (None: are gone).
Derive = Callable[[Mapping[str, bytes | None]], bytes]


class Taken(NamedTuple):
    """What taking back one change does to library.bib, and what has to be kept of the file for
    the change to be made again: None where it was not there."""

    step: Step
    image: bytes | None


class Unwound(NamedTuple):
    """library.bib after changes were taken back (None: it is gone), and for each change what was
    done for it, or None."""

    data: bytes | None
    taken: tuple[Taken | None, ...]


def unwind(changes: Sequence[Change], now: bytes | None, read: Read, derive: Derive) -> Unwound:
    """Take changes back, the last made first, where library.bib is `now` (None: it is not
    there). It is derived as a whole where it is gone, or so changed by hand that its entries
    cannot be told. Raises as `read` and `derive` do."""
    data = now
    taken: list[Taken | None] = []
    for number, change in enumerate(changes, start=1):
        held, image = data, None
        for place, step in enumerate(change.steps):
            if step.path == DERIVED:
                kept = None if step.kept is None else read(Image(change.head.number, place), step)
                try:
                    data, image = _before(held, kept, change, whole=step.part is None)
                except ValueError:
                    data, image = derive(dict(_files(changes[:number], read))), held
        taken.append(_taken(held, data, image))
    return Unwound(data, tuple(taken))


def derive_whole(folder: Path, files: Mapping[str, bytes | None], write: Write) -> bytes:
    """library.bib of a library in which these files hold these bytes. Raises `LibraryError`
    where it cannot be read."""
    library = read_folder(folder).library
    named = {path: data for path, data in files.items() if path.startswith(f"{ENTRIES}/")}
    gone = [Path(path).stem for path, data in named.items() if data is None]
    return write_whole(library.without(gone).with_entries(_entries(named)), write)


def _before(
    now: bytes | None, kept: bytes | None, change: Change, *, whole: bool
) -> tuple[bytes | None, bytes | None]:
    """The file as it was before a change, and what to keep of it as it is now."""
    keys = frozenset(key for some in citekeys(change.steps) for key in some)
    if kept is None or whole:
        return (kept if kept is None or now is None or not keys else spliced(now, kept, keys)), now
    if now is None:
        raise ValueError("what is around the part that was kept is gone")
    return restored(now, kept, keys), part(now, keys)


def _taken(now: bytes | None, then: bytes | None, image: bytes | None) -> Taken | None:
    if now == then:
        return None
    before, after = (None if one is None else digest(one) for one in (now, then))
    in_part = None if image is None or image is now else digest(image)
    return Taken(Step(DERIVED, before, after, in_part), image)


def _files(changes: Iterable[Change], read: Read) -> Iterator[tuple[str, bytes | None]]:
    """What the files of changes held before these."""
    for change in changes:
        for place, step in enumerate(change.steps):
            if step.path != DERIVED:
                image = Image(change.head.number, place)
                yield step.path, None if step.before is None else read(image, step)


def _entries(files: Mapping[str, bytes | None]) -> Iterator[Entry]:
    for path, data in files.items():
        try:
            if data is not None:
                yield read_entry(data, path)
        except InputError:  # A person's own bytes are kept too, be they as they may.
            continue
