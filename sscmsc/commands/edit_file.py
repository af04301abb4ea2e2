"""`sscmsc edit KEY`: the file of an entry in the user's editor, checked before it is saved."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

from sscmsc.commands.drafting import choose_draft, draft_of, kept, write
from sscmsc.commands.edit_report import tell, warn_of_doubles
from sscmsc.commands.options import Desk
from sscmsc.commands.shelf import open_held, resolve, save
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import first_few
from sscmsc.disk import open_file
from sscmsc.drafts import SIZE_LIMIT
from sscmsc.entry import Entry
from sscmsc.errors import ChangedError, LibraryError, LocatedError, Problem
from sscmsc.folder import SUFFIX, Loaded
from sscmsc.formats.native import read_entry
from sscmsc.library import Library
from sscmsc.place import ENTRIES
from sscmsc.record import Record
from sscmsc.revision import adopt, check_links, differing, relinked
from sscmsc.store import Store
from sscmsc.transaction import digest, library_error

#: What stands for the entry of a file that cannot be read.
_UNREADABLE = "unreadable"


def edit_file(desk: Desk, key: str, *, go_on: bool, discard: bool, dry_run: bool) -> None:
    """Let the user edit the file of one entry, also of one that cannot be read.

    What they wrote is saved only as a whole and only if it can be read. Raises `InputError` for
    a version that is none, `ChangedError` where the entry was changed meanwhile; then, as after
    every other trouble, their version is kept.
    """
    store, loaded = open_held(desk, changing=not dry_run)
    held = _held(loaded, key)
    draft = draft_of(store.folder, held, SUFFIX)
    with draft.opened():
        goes_on = choose_draft(desk, draft, go_on=go_on, discard=discard)
        data = _read(store, held.citekey)
        base = digest(data)
        if goes_on and draft.base not in (None, base):
            path = _path(store, held.citekey)
            desk.screen.warn(f"{path} was changed since your version was begun: compare the two")
        draft.rebase(base)

        def parsed(written: bytes) -> Entry:
            return _parsed(written, draft.path, held, loaded.library, store.folder)

        revised = write(desk, draft, data, parsed, is_new=not goes_on)
        if revised is None:
            draft.drop()
            tell(desk, held, held, (), dry_run=dry_run)
            return
        with kept(desk, draft):
            changed = _save(desk, store, held, revised, base, dry_run=dry_run)
        if dry_run:
            desk.screen.say(f"your version is kept at {draft.path}")
        else:
            draft.drop()
        if held.record.source == _UNREADABLE and not desk.screen.as_json:
            desk.screen.say(f"{held.citekey} can be read again")
        else:
            tell(desk, held, revised, changed, dry_run=dry_run)


def _held(loaded: Loaded, key: str) -> Entry:
    """The entry that a key names; an empty one for a file that cannot be read."""
    if key in loaded.library.reserved and key not in loaded.library:
        return Entry(key, Record(_UNREADABLE))
    return resolve(loaded, key)


def _path(store: Store, citekey: str) -> Path:
    return store.folder / ENTRIES / f"{citekey}{SUFFIX}"


def _read(store: Store, citekey: str) -> bytes:
    path = _path(store, citekey)
    if path.is_symlink():
        raise LibraryError(f"{path}: a link; edit what it leads to")
    try:
        with open_file(path) as file:
            data = file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise library_error(error, "nothing was opened") from error
    if len(data) > SIZE_LIMIT:
        raise LibraryError(f"{path}: larger than {SIZE_LIMIT // 1_000_000} MB; nothing was opened")
    return data


def _parsed(data: bytes, draft: Path, held: Entry, library: Library, folder: Path) -> Entry:
    """The entry that the user's version is. Raises `InputError` for one that may not be saved."""
    path = str(draft)
    written = _renamed(read_entry(data, path), draft.stem, held)
    if written.citekey != held.citekey:
        found = re.search(rb"^citekey:", data, re.M)
        line = data.count(b"\n", 0, found.start()) + 1 if found else 0
        said = f"the citekey was changed to '{written.citekey}'; nothing was saved"
        rename = f"`sscmsc rename {held.citekey} NEW` changes it and what points at it."
        raise LocatedError(Problem(path, line, said), hint=rename)
    check_links(held, written, library)
    if held.record.source == _UNREADABLE:
        return written
    return adopt(held, written, vocabulary_of(folder))


def _renamed(written: Entry, begun: str, held: Entry) -> Entry:
    """What was written of an entry that was `begun` under another citekey, under that of now."""
    if begun == held.citekey or written.citekey not in (begun, held.citekey):
        return written
    former = tuple(dict.fromkeys((*held.former_keys, *written.former_keys)))
    return replace(written, citekey=held.citekey, former_keys=former)


def _save(
    desk: Desk, store: Store, held: Entry, revised: Entry, base: str, *, dry_run: bool
) -> tuple[Entry, ...]:
    """Save the revised entry, and give what changed with it.

    The library is read again: a person takes their time, and others may have written.
    """
    loaded = store.load()
    key = held.citekey
    if not _path(store, key).exists() or digest(_read(store, key)) != base:
        raise ChangedError(
            f"{_path(store, key)}: changed by someone else meanwhile; nothing was saved",
            hint="Compare it with your version.",
        )
    library = loaded.library
    warn_of_doubles(desk, library, held, revised)
    changed = tuple(relinked(library, revised))
    if not dry_run:
        if key not in library:
            # The store does not write over what it cannot read; this the user has seen and mended.
            loaded = loaded._replace(library=library.with_entries((held,)))
        fields = first_few([name.replace("_", " ") for name in differing(held, revised)])
        mended = held.record.source == _UNREADABLE
        save(desk, store, loaded, changed, f"edit {key}: {'mended' if mended else fields}")
    return changed
