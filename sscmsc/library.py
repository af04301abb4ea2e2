"""The library in memory: entries by citekey, found by identifier, linked by citation."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from itertools import chain

from sscmsc.entry import Entry
from sscmsc.errors import IdentifierError, NotFoundError
from sscmsc.holdings import Entries, Stock, order
from sscmsc.identifiers import Identifier, parse


class Library:
    """The entries of a library by citekey, in the order of their citekeys.

    A library is never changed: `with_entries` and `without` give another one. `reserved` are
    citekeys that no entry may be given: those of files that cannot be read now. Entries of a
    `stock` are read when they are asked for; `entries` stand in the place of its own.
    """

    def __init__(
        self,
        entries: Iterable[Entry] = (),
        reserved: Iterable[str] = (),
        *,
        stock: Stock | None = None,
        removed: Iterable[str] = (),
    ) -> None:
        held = {entry.citekey: entry for entry in entries}
        self.entries = Entries(held, stock, frozenset(removed).difference(held))
        self.reserved = frozenset(reserved).difference(held)

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __contains__(self, citekey: object) -> bool:
        return citekey in self.entries

    @property
    def stock(self) -> Stock | None:
        """Where the entries are that are not at hand."""
        return self.entries.stock

    @property
    def at_hand(self) -> Mapping[str, Entry]:
        """The entries that are no stock's."""
        return self.entries.changed

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        return {key.casefold(): key for key in self.at_hand}

    def in_any_case(self, citekey: str) -> str | None:
        """The citekey that differs from this one at most in case."""
        folded = citekey.casefold()
        if folded in self._folded:
            return self._folded[folded]
        key = self.stock.in_any_case(folded) if self.stock else None
        return key if key is not None and self.entries.is_in_stock(key) else None

    @cached_property
    def former_keys(self) -> Mapping[str, str]:
        """The citekeys that entries had before, without case, and those they have now."""
        held = {} if self.stock is None else self.stock.former_keys()
        pairs = [(one, key) for one, key in held.items() if self.entries.is_in_stock(key)]
        at_hand = self.at_hand.items()
        pairs += [(one.casefold(), key) for key, entry in at_hand for one in entry.former_keys]
        return dict(sorted(pairs, key=lambda pair: order(pair[1])))

    def is_taken(self, citekey: str) -> bool:
        """Whether no newcomer may be given a citekey, in any case."""
        folded = citekey.casefold()
        return (
            self.in_any_case(folded) is not None
            or folded in self._reserved_folded
            or folded in self.former_keys
        )

    @cached_property
    def _reserved_folded(self) -> frozenset[str]:
        return frozenset(key.casefold() for key in self.reserved)

    @property
    def taken(self) -> Iterator[str]:
        """Every citekey that no newcomer may be given, in the case of a file or without case."""
        return chain(self.entries, self.reserved, self.former_keys)

    @cached_property
    def _holders(self) -> Mapping[Identifier, tuple[str, ...]]:
        holders: dict[Identifier, tuple[str, ...]] = {}
        for entry in self.at_hand.values():
            for identifier in (*entry.record.identifiers, *entry.record.superseded_dois):
                holders[identifier] = (*holders.get(identifier, ()), entry.citekey)
        return holders

    def _holding(self, identifier: Identifier) -> Sequence[str]:
        at_hand = self._holders.get(identifier, ())
        if self.stock is None:
            return at_hand
        stocked = filter(self.entries.is_in_stock, self.stock.holders(identifier))
        return sorted({*at_hand, *stocked}, key=order)

    @cached_property
    def _citing(self) -> Mapping[str, tuple[str, ...]]:
        citing: dict[str, set[str]] = {}
        for entry in self.at_hand.values():
            for line in entry.references.references if entry.references else ():
                if line.citekey is not None:
                    citing.setdefault(line.citekey, set()).add(entry.citekey)
        return {key: tuple(keys) for key, keys in citing.items()}

    def _by_year(self, citekey: str) -> tuple[int, str, str]:
        return self.entries[citekey].record.year or 9999, citekey.casefold(), citekey

    def resolve(self, key: str) -> Entry:
        """The entry that a citekey (in any case), a former one, a DOI, a PMID or a PMCID names.

        Raises `NotFoundError`, with the nearest citekeys as a hint.
        """
        wanted = key.strip()
        held = self.entries.get(wanted) or self.entries.get(self.in_any_case(wanted) or "")
        held = held or self.entries.get(self.former_keys.get(wanted.casefold(), ""))
        if held is not None:
            return held
        try:
            identifier = parse(wanted)
        except IdentifierError:
            raise NotFoundError(f"no entry '{key}'", hint=self._hint(wanted)) from None
        keys = self._holding(identifier)
        if not keys:
            raise NotFoundError(
                f"no entry has the {identifier.scheme.upper()} {identifier}",
                hint=f"`sscmsc fetch {identifier}` brings it in.",
            )
        return self.entries[keys[0]]

    def _hint(self, wanted: str) -> str:
        folded = {key.casefold(): key for key in self.entries}
        near = get_close_matches(wanted.casefold(), folded, n=3, cutoff=0.6)
        if near:
            return f"Did you mean {' or '.join(folded[one] for one in near)}?"
        return "`sscmsc list` shows every citekey." if self.entries else "The library is empty."

    def holding(self, identifiers: Iterable[Identifier]) -> tuple[str, ...]:
        """The citekeys of the entries that have any of these identifiers, a superseded DOI
        included, each once, in the order of the identifiers."""
        found = (key for one in identifiers for key in self._holding(one))
        return tuple(dict.fromkeys(found))

    def cited_by(self, citekey: str) -> tuple[str, ...]:
        """The citekeys of the entries whose reference list points at this one, by year."""
        stocked = self.stock.citing(citekey) if self.stock else ()
        citing = (*self._citing.get(citekey, ()), *filter(self.entries.is_in_stock, stocked))
        return tuple(sorted(citing, key=self._by_year))

    def with_entries(self, changed: Iterable[Entry]) -> Library:
        """This library with each entry added, or put in the place of the one of its citekey."""
        entries = (*self.at_hand.values(), *changed)
        return Library(entries, self.reserved, stock=self.stock, removed=self.entries.removed)

    def without(self, citekeys: Iterable[str]) -> Library:
        """This library without the entries of these citekeys."""
        dropped = frozenset(citekeys)
        kept = (entry for key, entry in self.at_hand.items() if key not in dropped)
        removed = self.entries.removed | dropped
        return Library(kept, self.reserved, stock=self.stock, removed=removed)

    def changed_since(self, before: Library) -> tuple[Entry, ...]:
        """The entries that differ from those of `before`, by citekey."""
        return tuple(self.entries.changed_since(before.entries))
