"""What `sscmsc browse` lists: the works found, the one under the cursor, those marked."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

#: The orders that one key goes through.
ORDERS = ("citekey", "-year", "author", "title")


@dataclass(frozen=True, slots=True)
class Listing:
    """The citekeys that a query found, in their order, and how many works are held.

    `cursor` is a place among them, 0 where there are none; `marked` are citekeys in the order in
    which they were marked, found by this query or not.
    """

    keys: tuple[str, ...] = ()
    held: int = 0
    cursor: int = 0
    marked: tuple[str, ...] = ()

    @property
    def current(self) -> str | None:
        """The citekey under the cursor, if any work is listed."""
        return self.keys[self.cursor] if self.keys else None

    @property
    def subjects(self) -> tuple[str, ...]:
        """What a change is about: the works marked, else the one under the cursor."""
        if self.marked:
            return self.marked
        return (self.current,) if self.current is not None else ()

    def at(self, place: int) -> Listing:
        """With the cursor at a place, or at the nearest there is."""
        return replace(self, cursor=max(0, min(place, len(self.keys) - 1)))

    def toggled(self) -> Listing:
        """With the work under the cursor marked, or no longer."""
        key = self.current
        if key is None:
            return self
        if key in self.marked:
            return replace(self, marked=tuple(one for one in self.marked if one != key))
        return replace(self, marked=(*self.marked, key))

    def all_toggled(self) -> Listing:
        """With all works found marked beside the others; where they all are, with none of them."""
        found = frozenset(self.keys)
        if found and found.issubset(self.marked):
            return replace(self, marked=tuple(one for one in self.marked if one not in found))
        return replace(self, marked=tuple(dict.fromkeys((*self.marked, *self.keys))))

    def unmarked(self) -> Listing:
        """With no work marked."""
        return replace(self, marked=())

    def relisted(self, keys: Sequence[str], held: int, marked: Collection[str]) -> Listing:
        """After another look at the library: the cursor stays at its work, or where it was;
        of what was marked only `marked` is still there."""
        found = tuple(keys)
        still = tuple(one for one in self.marked if one in marked)
        listing = Listing(found, held, 0, still)
        key = self.current
        if key is not None and key in found:
            return listing.at(found.index(key))
        return listing.at(self.cursor)


def next_order(order: str) -> str:
    """The order after this one; the first after one that is none of them."""
    place = ORDERS.index(order) if order in ORDERS else -1
    return ORDERS[(place + 1) % len(ORDERS)]
