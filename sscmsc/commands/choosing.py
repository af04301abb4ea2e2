"""The works that keys and terms of a command line name, whole, in the order of a list."""

from __future__ import annotations

from collections.abc import Sequence

from sscmsc.commands.options import Desk
from sscmsc.commands.selection import choose, is_key, query_of
from sscmsc.commands.shelf import ask_loaded, resolve
from sscmsc.entry import Entry
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
