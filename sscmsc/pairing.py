"""The duplicates of a library: which there are, which entry stays, and what a person decides."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import replace

from sscmsc.duplicates import Duplicates, find_duplicates
from sscmsc.entry import Entry
from sscmsc.library import Library
from sscmsc.query_marks import is_own
from sscmsc.record import RECORD_FIELDS
from sscmsc.union import Union, unite
from sscmsc.vocabulary import Vocabulary


def library_duplicates(library: Library, among: Collection[str] | None = None) -> Duplicates[str]:
    """The duplicates of a library, by citekey; those with an entry of `among`, if it is given.

    Pairs of which a person has said that they are not the same are left out.
    """
    found = find_duplicates(
        ((entry.citekey, entry.record) for entry in library), distinct_pairs(library)
    )
    if among is None:
        return found
    return Duplicates(
        tuple(one for one in found.groups if any(key in among for key in one.keys)),
        tuple(one for one in found.apart if one.one in among or one.other in among),
    )


def distinct_pairs(library: Library) -> frozenset[frozenset[str]]:
    """The pairs of entries that a person has said are not the same."""
    former = library.former_keys
    return frozenset(
        frozenset((entry.citekey, former.get(key.casefold(), key)))
        for entry in library
        for key in entry.distinct
    )


def tell_apart(library: Library, one: str, other: str) -> Library:
    """The library with the pair remembered as not the same, in the entry of the first key."""
    first, second = sorted((one, other))
    entry = library.entries[first]
    if second in entry.distinct:
        return library
    return library.with_entries([replace(entry, distinct=(*entry.distinct, second))])


def order_to_keep(library: Library, keys: Iterable[str]) -> tuple[str, ...]:
    """Citekeys of one work, that of the entry which had best stay first: one with a list, cited
    by more, with marks of the user's, with more identifiers and fields; the shorter key."""
    return tuple(sorted(keys, key=lambda key: _standing(library, library.entries[key])))


def _standing(library: Library, entry: Entry) -> tuple[object, ...]:
    record = entry.record
    filled = sum(bool(getattr(record, name)) for name in RECORD_FIELDS)
    return (
        entry.references is None,
        -len(library.cited_by(entry.citekey)),
        not is_own(entry),
        -len(record.identifiers),
        -filled,
        len(entry.citekey),
        entry.citekey.casefold(),
    )


def merge_all(
    library: Library,
    groups: Sequence[Sequence[str]],
    vocabulary: Vocabulary,
    text: Callable[[Callable[[], Library]], Callable[[str], str]],
) -> tuple[Library, tuple[Union, ...]]:
    """The library with each group of citekeys made one entry, the first of each stays.

    `text` makes of a way to ask for the library as it is by then what reads an entry's file.
    """
    made: list[Union] = []
    now = library
    read = text(lambda: now)
    for keys in groups:
        union = unite(now, keys, vocabulary, read)
        now = now.without(union.removed).with_entries(union.changed)
        made.append(union)
    return now, tuple(made)
