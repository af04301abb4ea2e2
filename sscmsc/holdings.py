"""Entries by citekey, of which some are at hand and the others are read when they are asked for."""

from __future__ import annotations

from bisect import insort
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Protocol

from sscmsc.entry import Entry
from sscmsc.identifiers import Identifier

#: So many are put in their places one by one quicker than all are sorted.
_FEW = 200


class Stock(Protocol):
    """The entries of a library as they were at one moment. All answers are in the order of
    citekeys; all methods raise `LibraryError` where an entry changed since that moment."""

    def citekeys(self) -> Sequence[str]:
        """Every citekey."""

    def has(self, citekey: str) -> bool: ...

    def entry(self, citekey: str) -> Entry:
        """One entry that is there."""

    def each(self, citekeys: Iterable[str]) -> Iterator[Entry]:
        """These entries one after another, none of them kept."""

    def in_any_case(self, folded: str) -> str | None:
        """The citekey that is `folded` without case."""

    def former_keys(self) -> Mapping[str, str]:
        """Former citekeys, without case, and the citekeys their entries have now."""

    def holders(self, identifier: Identifier) -> Sequence[str]:
        """The entries that have an identifier, a superseded DOI included."""

    def citing(self, citekey: str) -> Sequence[str]:
        """The entries whose lists point at a citekey."""

    def sharing(self, traits: Iterable[int]) -> Sequence[str]:
        """The entries that have any of these traits (`traits.entry_traits`)."""

    def wanting(self, traits: Iterable[int]) -> Sequence[str]:
        """The entries with a list that wants any of these traits (`traits.wanted_traits`), or
        one that changed unseen since lists were linked, or that changed itself."""

    def hand_edited(self) -> Collection[str]:
        """The entries whose records a person changed (`Entry.hand_edited`)."""


def order(citekey: str) -> tuple[str, str]:
    """What citekeys are sorted by."""
    return citekey.casefold(), citekey


class Entries(Mapping[str, Entry]):
    """The entries of a stock, those in `changed` in the place of its own, without `removed`;
    in the order of their citekeys."""

    def __init__(
        self,
        changed: Mapping[str, Entry],
        stock: Stock | None = None,
        removed: frozenset[str] = frozenset(),
    ) -> None:
        self.changed = (
            changed if stock else {key: changed[key] for key in sorted(changed, key=order)}
        )
        self.stock = stock
        self.removed = removed

    def __getitem__(self, citekey: str) -> Entry:
        if citekey in self.changed:
            return self.changed[citekey]
        if self.stock is None or not self.is_in_stock(citekey):
            raise KeyError(citekey)
        return self.stock.entry(citekey)

    def passing(self, citekeys: Iterable[str] | None = None) -> Iterator[Entry]:
        """These entries, or all in order; those of the stock are not kept, however many there
        are."""
        for key in self if citekeys is None else citekeys:
            if self.stock is None or key in self.changed:
                yield self.changed[key]
            else:
                yield from self.stock.each((key,))

    def __contains__(self, citekey: object) -> bool:
        return citekey in self.changed or (isinstance(citekey, str) and self.is_in_stock(citekey))

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def __len__(self) -> int:
        return len(self._keys)

    def is_in_stock(self, citekey: str) -> bool:
        """Whether the entry of a citekey is the stock's."""
        return (
            self.stock is not None
            and citekey not in self.changed
            and citekey not in self.removed
            and self.stock.has(citekey)
        )

    def changed_since(self, before: Entries) -> Iterator[Entry]:
        """The entries that differ from those of `before`, by citekey."""
        keys: Iterable[str] = self
        if self.stock is before.stock:
            keys = self.changed.keys() | before.changed.keys() | before.removed
        for key in sorted(keys):
            entry = self.get(key)
            if entry is not None and before.get(key) != entry:
                yield entry

    @cached_property
    def _keys(self) -> Collection[str]:
        if self.stock is None:
            return self.changed
        hidden = self.removed.union(self.changed)
        held = self.stock.citekeys()
        if not hidden:
            return held
        keys = [key for key in held if key not in hidden]
        if len(self.changed) > _FEW:
            return sorted((*keys, *self.changed), key=order)
        for key in self.changed:
            insort(keys, key, key=order)
        return keys
