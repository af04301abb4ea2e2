"""Keeping the index what the files say: only what changed is read, and all of it written at once.

Where the library's own index cannot be written, or is broken and cannot be removed, this process
makes one of its own that nobody else sees.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, suppress
from dataclasses import dataclass
from pathlib import Path

from sscmsc.derivation import BIB, Derived, note_seen
from sscmsc.disk import TICK_NS, Disk
from sscmsc.entry import Entry
from sscmsc.folder import (
    SUFFIX,
    Loaded,
    Stamp,
    check_folder,
    find_rivals,
    names_entry,
    without_collecting,
)
from sscmsc.index import Index, agreeing, copy_into
from sscmsc.index_entries import entry_digest, names, note_derived, write_layout
from sscmsc.index_files import problem_of, scan
from sscmsc.index_schema import (
    IndexTrouble,
    connect_privately,
    connect_to_write,
    discard,
    index_place,
)
from sscmsc.index_writing import FileTold, last_step, note_linked, write_files, writing
from sscmsc.library import Library
from sscmsc.shelved import Files, Shelved
from sscmsc.stamps import Stamped, name_of, stamped
from sscmsc.summary import indexed
from sscmsc.telling import Asked
from sscmsc.telling_together import tell_all

Progress = Callable[[str, int, int], None]
STEP = "works indexed"
#: So many files are read before a bar is worth its import.
TOLD_FROM = 200
TOLD_EVERY = 50


def silent(_step: str, _done: int, _total: int) -> None:
    """A `Progress` that shows nothing."""


class Unsteady(Exception):
    """The library was being changed while it was read."""


@dataclass(frozen=True, slots=True)
class Kept:
    """An index that knows every file of a library just as it was `found`, by name; `step` is
    the number of the last change that it knew of then."""

    folder: Path
    index: Index
    found: Mapping[str, Stamped]
    step: int


def keep_up(folder: Path, steady: Callable[[], bool], told: Progress) -> Kept:
    """The index of a library, brought up to date.

    `steady` tells whether no change was made since it was called first; where one was, it
    raises `Unsteady` and has written nothing. Raises `OSError` and `LibraryError` where the
    folder cannot be read.
    """
    check_folder(folder / "entries")
    place = index_place(folder)
    for _ in range(2 if place is not None else 0):
        index: Index | None = None
        try:
            index = Index(connect_to_write(str(place)))
            return _kept(index, folder, steady, told)
        except IndexTrouble as trouble:
            if index is not None:
                index.close()
            if not trouble.broken:
                break
            discard(folder)
    try:
        return _kept(_private(place, in_memory=False), folder, steady, told)
    except IndexTrouble:
        return _kept(_private(place, in_memory=True), folder, steady, told)


def _private(place: str | None, *, in_memory: bool) -> Index:
    """An index of this process alone, with what the library's own has."""
    index = Index(connect_privately(in_memory=in_memory))
    if place is not None:
        with suppress(IndexTrouble):
            copy_into(index, place)
    return index


def make_anew(folder: Path) -> None:
    """Throw the index away and make another from the files.

    Raises as `keep_up` does, and `Unsteady` where a person changes files meanwhile.
    """
    discard(folder)
    keep_up(folder, lambda: True, silent).index.close()


def tell_saved(
    kept: Kept,
    disk: Disk,
    entries: Mapping[str, Entry],
    stamps: Mapping[str, Stamp | None],
    bib: Derived,
    *,
    linked: bool,
) -> None:
    """Tell the index what was saved, so that the next command need not read it: the entries,
    the stamps of their files (None: removed), and library.bib. `linked` as for `Store.commit`.

    That the index cannot be written is no matter: the next command reads the files.
    """
    now = time.time_ns()
    told = (
        FileTold(
            stamped(key + SUFFIX, *stamp[:3]), stamp.digest, entry=indexed(entries[key]),
            unsure=now - stamp.ctime_ns < TICK_NS, derived=True,
        )
        for key, stamp in stamps.items()
        if stamp is not None
    )  # fmt: skip
    gone = [f"{key}{SUFFIX}" for key, stamp in stamps.items() if stamp is None]
    names = (key + SUFFIX for key, _ in bib.lengths)
    with suppress(IndexTrouble), writing(kept.index), without_collecting():
        write_files(kept.index, told, gone, linked=linked)
        write_layout(kept.index, bib.lengths, whole=bib.whole)
        note_derived(kept.index, [kept.found[name] for name in names if name in kept.found])
        note_seen(kept.index, disk, kept.folder / BIB, bib)
        if linked:
            note_linked(kept.index, kept.step)


def loaded_from(folder: Path, kept: Kept, renew: Callable[[], Index]) -> Loaded:
    """The library that an index holds, its entries not yet read. Raises `IndexTrouble`."""
    complaints = kept.index.problems()
    stock = Shelved(folder, kept.index, kept.found, renew)
    damaged = [name for name, _, _ in complaints]
    rivals = find_rivals(damaged)
    reserved = (
        name.removesuffix(SUFFIX)
        for name in damaged
        if names_entry(name, rivals)
        and stock.in_any_case(name.removesuffix(SUFFIX).casefold()) is None
    )
    return Loaded(
        Library(reserved=reserved, stock=stock),
        tuple(problem_of(folder, *one) for one in complaints),
        Files(stock, {}),
    )


def _kept(index: Index, folder: Path, steady: Callable[[], bool], told: Progress) -> Kept:
    found = _scanned(folder)
    if agreeing(index, folder, found) != found:
        with writing(index), without_collecting():
            found = _updated(index, folder, found, told)
            if not steady():
                raise Unsteady
    return Kept(folder, index, {one[: one.index("/")]: one for one in found}, last_step(index))


def _scanned(folder: Path) -> set[Stamped]:
    try:
        return scan(folder)
    except FileNotFoundError:
        return set()


def _updated(index: Index, folder: Path, found: set[Stamped], told: Progress) -> set[Stamped]:
    """Read what is not as the index has it and write that; returns the files as they were."""
    current = {name_of(one): one for one in found}
    held = names(index)
    rivals = find_rivals(current)
    renamed = {name.casefold() for name in held.symmetric_difference(current)}
    # Which of several names that differ only in case is an entry depends on the others.
    regrouped = {name for name in current if name.casefold() in renamed} if renamed else set()
    known = index.stamps().difference(index.unsure())
    changed = sorted(regrouped.union(map(name_of, found - known)))
    asked = [
        Asked(
            current[name],
            rivals.get(name),
            None if name in regrouped or not held else entry_digest(index, name),
        )
        for name in changed
    ]
    with closing(tell_all(folder, asked)) as read:
        write_files(index, _counted(read, len(asked), current, told), held.difference(current))
    return set(current.values())


def _counted(
    read: Iterator[FileTold], total: int, current: dict[str, Stamped], told: Progress
) -> Iterator[FileTold]:
    """What was read, how the files were then put into `current` by their names."""
    if total < TOLD_FROM:
        told = silent
    try:
        for number, one in enumerate(read):
            if number % TOLD_EVERY == 0:
                told(STEP, number, total)
            current[name_of(one.stamp)] = one.stamp
            yield one
    except FileNotFoundError:
        raise Unsteady from None
    finally:
        told(STEP, total, total)
