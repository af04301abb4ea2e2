"""The works that keys and terms of a command line name, whole, in the order of a list."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress

from sscmsc.commands.options import Desk
from sscmsc.commands.selection import choose, is_key, query_of
from sscmsc.commands.shelf import ask_loaded, resolve
from sscmsc.entry import Entry
from sscmsc.errors import NotFoundError
from sscmsc.index import Index
from sscmsc.library import Library
from sscmsc.store import Loaded


def chosen_works(desk: Desk, words: Sequence[str]) -> tuple[Library, tuple[Entry, ...]]:
    """The library, and the works that words name: of the keys given, if any, those that the
    terms hold for; without words, all. Keys keep the order in which they were given.

    Raises `NotFoundError` and `InputError`.
    """
    keys = [word for word in words if is_key(word)]
    query = query_of([word for word in words if word not in keys], {})

    def selected(index: Index, loaded: Loaded) -> tuple[Library, tuple[Entry, ...]]:
        named = list(dict.fromkeys(resolve(loaded, key).citekey for key in keys))
        found = index.citekeys(
            choose(desk.folder, index, query, citekeys=frozenset(named) if named else None)
        )
        kept = [key for key in named if key in set(found)] if named else found
        return loaded.library, tuple(loaded.library.entries[key] for key in kept)

    return ask_loaded(desk, selected)


def citekeys_of(desk: Desk, index: Index, loaded: Loaded, words: Sequence[str]) -> frozenset[str]:
    """The citekeys of the works that words choose: where one of them names a work, those named
    for which the terms among the words hold; else those for which all hold, as for `list`.

    Raises `NotFoundError` where that is none, or a name beside another names none; `InputError`
    for terms that are no query, and `LibraryError` for a work that cannot be read.
    """
    keys = [word for word in words if is_key(word)]
    named: dict[str, str] = {}
    for key in keys:
        with suppress(NotFoundError):
            named[key] = resolve(loaded, key).citekey
    if named:
        for key in keys:
            named[key] = resolve(loaded, key).citekey
        words = [word for word in words if word not in keys]
    among = frozenset(named.values()) if named else None
    chosen = frozenset(
        index.citekeys(choose(desk.folder, index, query_of(words, {}), citekeys=among))
    )
    if not chosen:
        raise NotFoundError(
            "no work holds for this query",
            hint="`sscmsc list` shows what is held.",
        )
    return chosen
