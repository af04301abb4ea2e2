"""`library.bib` as what it is made of: a head, and one block of text for each entry."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from itertools import pairwise
from typing import NamedTuple

# The writer begins an entry, and nothing else, with `@` at the start of a line.
_BLOCK = re.compile(r"^@\w+\{([^\s,{}]+)", re.M)


class Blocks(NamedTuple):
    """The text before the first entry, and the text of each entry up to the next by citekey."""

    head: str
    entries: Mapping[str, str]


def split(data: bytes) -> Blocks:
    """The blocks of a derived file. Raises `ValueError` for one that has been changed so much
    that its blocks cannot be told: no UTF-8, or a citekey that stands twice."""
    text = data.decode("utf-8")
    found = list(_BLOCK.finditer(text))
    starts = [*(one.start() for one in found), len(text)]
    entries = {
        one[1]: text[start:end] for one, (start, end) in zip(found, pairwise(starts), strict=True)
    }
    if len(entries) < len(found):
        raise ValueError("a citekey stands twice")
    return Blocks(text[: starts[0]], entries)


def spliced(now: bytes, then: bytes, citekeys: Collection[str]) -> bytes:
    """The derived file in which the entries of these citekeys are as they were `then`, and all
    others as they are `now`; `then` itself where the others are the same, or cannot be told."""
    try:
        current, former = split(now), split(then)
    except ValueError:
        return then
    if _without(current.entries, citekeys) == _without(former.entries, citekeys):
        return then
    return _put_back(former.head, current, former, citekeys)


def part(data: bytes, citekeys: Collection[str]) -> bytes:
    """The text of these entries in a derived file. Raises `ValueError` where it cannot be told."""
    return joined("", {key: text for key, text in split(data).entries.items() if key in citekeys})


def restored(now: bytes, kept: bytes, citekeys: Collection[str]) -> bytes:
    """The derived file in which the entries of these citekeys are as in the `part` that was
    kept, gone where they are not in it. Raises `ValueError` where they cannot be told."""
    current = split(now)
    return _put_back(current.head, current, split(kept), citekeys)


def carried(now: bytes, new: bytes, citekeys: Collection[str]) -> bytes:
    """The new derived file, with the entries of these citekeys as they are `now` where it has
    them not; `new` itself where what is there now cannot be told."""
    if not citekeys:
        return new
    try:
        current, derived = split(now), split(new)
    except ValueError:
        return new
    kept = {
        key: current.entries[key]
        for key in citekeys
        if key in current.entries and key not in derived.entries
    }
    return joined(derived.head, {**derived.entries, **kept}) if kept else new


def joined(head: str, entries: Mapping[str, str]) -> bytes:
    """A derived file of these blocks, in the order of their citekeys."""
    keys = sorted(entries, key=lambda key: (key.casefold(), key))
    return "".join((head, *(entries[key] for key in keys))).encode()


def differing(now: Mapping[str, str], wanted: Mapping[str, str]) -> tuple[str, ...]:
    """The citekeys whose blocks are not the same in both, sorted."""
    keys: Iterable[str] = {*now, *wanted}
    return tuple(sorted(key for key in keys if now.get(key) != wanted.get(key)))


def _put_back(head: str, current: Blocks, former: Blocks, citekeys: Collection[str]) -> bytes:
    chosen = {key: former.entries[key] for key in citekeys if key in former.entries}
    return joined(head, {**_without(current.entries, citekeys), **chosen})


def _without(entries: Mapping[str, str], citekeys: Collection[str]) -> dict[str, str]:
    return {key: text for key, text in entries.items() if key not in citekeys}
