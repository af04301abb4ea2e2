"""Index and entries of the library, for the commands that read it and those that change it."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from sscmsc.commands.options import Desk
from sscmsc.errors import LibraryError, NotFoundError
from sscmsc.index import Index, current_index
from sscmsc.index_files import problem_of
from sscmsc.index_schema import IndexTrouble, discard
from sscmsc.present import Screen
from sscmsc.schema import check_schema, newer_schema

if TYPE_CHECKING:
    from sscmsc.entry import Entry
    from sscmsc.store import Loaded, Store

T = TypeVar("T")


def ask(desk: Desk, question: Callable[[Index], T]) -> T:
    """What the index of the library answers, every file as it is now; those that cannot be read
    are named on standard error."""
    folder = desk.folder
    try:
        with current_index(folder) as index:
            if index is not None:
                _warn(desk, index)
                return question(index)
    except IndexTrouble:
        discard(folder)
    store = _store(desk, folder)
    kept = store.read()
    _warn(desk, kept.index)
    try:
        return question(kept.index)
    finally:
        kept.index.close()


def ask_loaded(desk: Desk, question: Callable[[Index, Loaded], T]) -> T:
    """As `ask`, of the index and the library together."""
    store = _store(desk, desk.folder)
    kept = store.read()
    loaded = store.loaded(kept)
    _warn_of_newer(desk, store.folder)
    for problem in loaded.problems:
        desk.screen.warn(problem)
    try:
        return question(kept.index, loaded)
    except IndexTrouble:
        discard(store.folder)
        kept = store.read()
        return question(kept.index, store.loaded(kept))


def _warn(desk: Desk, index: Index) -> None:
    _warn_of_newer(desk, desk.folder)
    for one in index.problems():
        desk.screen.warn(problem_of(desk.folder, *one))


def load(desk: Desk) -> Loaded:
    """The library with all its entries; files that cannot be read are named on standard error."""
    return _loaded(desk, _store(desk, desk.folder))


def resolve(loaded: Loaded, key: str) -> Entry:
    """The entry that a citekey, DOI, PMID or PMCID names.

    Raises `NotFoundError`, and `LibraryError` where its file is there but cannot be read.
    """
    try:
        return loaded.library.resolve(key)
    except NotFoundError:
        for one in loaded.library.reserved:
            if one.casefold() == key.strip().casefold():
                raise entry_unreadable(one) from None
        raise


def entry_unreadable(citekey: str) -> LibraryError:
    """The complaint about an entry that was asked for and whose file cannot be read; what is
    wrong with the file has been told, as of every such file."""
    return LibraryError(
        f"entry {citekey} cannot be read",
        hint="The warning above says what is wrong with its file.",
    )


def open_store(desk: Desk, *, changing: bool) -> tuple[Store, Loaded]:
    """The library to bring works into and what it holds; one that is not there yet is empty.

    Nothing is made before the first save. With `changing`, raises `LibraryError` at once for a
    library that could not be saved, or may hold works that could not be read just now.
    """
    store, loaded = _opened(desk, changing=changing)
    if changing and loaded.problems:
        _check_read(store.folder, loaded)
    return store, loaded


def _opened(desk: Desk, *, changing: bool) -> tuple[Store, Loaded]:
    folder = desk.chosen_folder
    store = _store(desk, folder)
    check_place(folder)
    if changing:
        check_schema(folder)
        _check_writable(folder)
    return store, _loaded(desk, store) if folder.is_dir() else store.empty()


def open_held(desk: Desk, *, changing: bool) -> tuple[Store, Loaded]:
    """The same of a library that there must be, to change works that it holds.

    Raises `LibraryError` where there is none.
    """
    there = desk.options._replace(library=desk.folder)
    return _opened(desk._replace(options=there), changing=changing)


def save(
    desk: Desk,
    store: Store,
    loaded: Loaded,
    changed: Sequence[Entry],
    message: str,
    removed: Sequence[str] = (),
    *,
    linked: bool = False,
) -> Loaded:
    """Save the changed entries and remove those of these citekeys, all or none; `linked` as for
    `Store.commit`.

    Returns the library as it is then.
    """
    if not changed and not removed:
        return loaded
    saved = store.commit(loaded, changed, removed, message, linked=linked)
    desk.screen.saved(saved.warning)
    return saved.loaded


def check_place(folder: Path) -> None:
    """Raises `LibraryError` where neither is a folder nor can one be made."""
    if folder.is_symlink() and not folder.exists():
        raise LibraryError(f"{folder}: a link to nowhere; no library can be made there")
    for part in (folder, *folder.parents):
        if part.exists() and not part.is_dir():
            raise LibraryError(f"{part}: a file; no library can be made there")


def _store(desk: Desk, folder: Path) -> Store:
    # Entries cost more to import and read than Typer itself, and most lists need none.
    from sscmsc.store import Store

    return Store(folder, waiting=desk.screen.say, progress=_Bar(desk.screen))


class _Bar:
    """A progress bar that appears when there is something to tell, and goes when it is done."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen
        self._shown = ExitStack()
        self._advance: Callable[[str, int, int], None] | None = None

    def __call__(self, step: str, done: int, total: int) -> None:
        if self._advance is None:
            self._advance = self._shown.enter_context(self._screen.progress())
        self._advance(step, done, total)
        if done >= total:
            self._shown.close()
            self._advance = None


def _loaded(desk: Desk, store: Store) -> Loaded:
    loaded = store.load()
    _warn_of_newer(desk, store.folder)
    for problem in loaded.problems:
        desk.screen.warn(problem)
    return loaded


def _warn_of_newer(desk: Desk, folder: Path) -> None:
    if newer := newer_schema(folder):
        desk.screen.warn(f"{newer}, so something may be missing here; it cannot be changed")


def _check_read(folder: Path, loaded: Loaded) -> None:
    """A disk that fails once must not make a work be added a second time."""
    from sscmsc.folder import find_unread

    for path in find_unread(folder, loaded):
        raise LibraryError(
            f"{path}: could not be read, and what it holds might be added again; nothing was saved",
            hint="Run the command again; if this stays so, put the file aside.",
        )


def _check_writable(folder: Path) -> None:
    """Rather now than after hundreds of works have been fetched."""
    place = next(one for one in (folder, *folder.absolute().parents) if one.exists())
    for part in (place, place / "entries") if place == folder else (place,):
        if part.exists() and not os.access(part, os.W_OK):
            raise LibraryError(f"{part}: cannot be written; nothing was saved")
