"""The entries of a library as its index holds them, each read when it is asked for.

What the index says of a file is believed while the file was as it says when the library was
looked at; else the file itself is read, as it is now.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from sscmsc.entry import Entry
from sscmsc.errors import ChangedError
from sscmsc.folder import SUFFIX, Stamp, read_file
from sscmsc.formats.packed import unpack
from sscmsc.holdings import order
from sscmsc.identifiers import Identifier
from sscmsc.index import Index
from sscmsc.index_entries import (
    citing,
    find_folded,
    find_former,
    hand_edited,
    packed,
    read_names,
    sharing,
    stamp,
    wanting,
)
from sscmsc.index_schema import IndexTrouble
from sscmsc.place import ENTRIES
from sscmsc.stamps import Stamped, stamped, times_of
from sscmsc.traits import identifier_traits

T = TypeVar("T")


class Shelved:
    """A `holdings.Stock` of the index of a library.

    `found` are the files as they were when it was looked at, by name; `renew` makes another
    index of them when this one turns out to be broken.
    """

    def __init__(
        self,
        folder: Path,
        index: Index,
        found: Mapping[str, Stamped],
        renew: Callable[[], Index],
    ) -> None:
        self._folder = folder
        self._index = index
        self._found = found
        self._renew = renew
        self._entries: dict[str, Entry] = {}
        self._digests: dict[str, str] = {}

    def stamp(self, citekey: str) -> Stamp | None:
        """The stamp of a file as found, None where it is not there or could not be read; without
        a digest, so that it equals none, where the index knows another file."""
        name = citekey + SUFFIX
        found = self._found.get(name)
        if found is None:
            return None
        if name in self._digests:
            return Stamp(*times_of(found), self._digests[name])
        try:
            held = stamp(self._index, name)
        except IndexTrouble:
            return Stamp(*times_of(found), "")
        if held is None or held[0] != found:
            return Stamp(*times_of(found), "")
        return None if held[1] is None else Stamp(*times_of(found), held[1])

    @cached_property
    def named(self) -> frozenset[str]:
        """The citekeys of all files as found."""
        return frozenset(one.removesuffix(SUFFIX) for one in self._found if one.endswith(SUFFIX))

    def files(self) -> Sequence[str]:
        """The citekeys of the files that could be read."""
        held = self._ask(read_names)
        names = (name for name in held if name in self._found and name.endswith(SUFFIX))
        return sorted(name.removesuffix(SUFFIX) for name in names)

    def citekeys(self) -> Sequence[str]:
        return self._citekeys

    @cached_property
    def _citekeys(self) -> tuple[str, ...]:
        return tuple(self._known(self._ask(lambda index: index.citekeys())))

    def has(self, citekey: str) -> bool:
        if citekey in self._entries:
            return True
        if citekey + SUFFIX not in self._found:
            return False
        return bool(self._ask(lambda index: index.has(citekey)))

    def entry(self, citekey: str) -> Entry:
        if citekey not in self._entries:
            self._entries[citekey] = self._read(citekey)
        return self._entries[citekey]

    def each(self, citekeys: Iterable[str]) -> Iterator[Entry]:
        for key in citekeys:
            yield self._entries.get(key) or self._read(key, passing=True)

    def in_any_case(self, folded: str) -> str | None:
        return next(self._known(self._ask(lambda index: find_folded(index, folded))), None)

    def former_keys(self) -> Mapping[str, str]:
        held = self._ask(find_former)
        return {former: key for former, key in held if key + SUFFIX in self._found}

    def holders(self, identifier: Identifier) -> Sequence[str]:
        return [
            key
            for key in self.sharing(identifier_traits([identifier]))
            if identifier in (record := self.entry(key).record).identifiers
            or identifier in record.superseded_dois
        ]

    def citing(self, citekey: str) -> Sequence[str]:
        return sorted(self._known(self._ask(lambda index: citing(index, citekey))), key=order)

    def sharing(self, traits: Iterable[int]) -> Sequence[str]:
        asked = tuple(traits)
        return sorted(self._known(self._ask(lambda index: sharing(index, asked))), key=order)

    def wanting(self, traits: Iterable[int]) -> Sequence[str]:
        asked = tuple(traits)
        return sorted(self._known(self._ask(lambda index: wanting(index, asked))), key=order)

    def hand_edited(self) -> frozenset[str]:
        return frozenset(self._known(self._ask(hand_edited)))

    def _known(self, keys: Iterable[str]) -> Iterator[str]:
        """Those that were there: another process may have added to the index since."""
        return (key for key in keys if key + SUFFIX in self._found)

    def _read(self, citekey: str, passing: bool = False) -> Entry:
        """An entry as found; of one that only passes nothing stays, the index has its digest."""
        name = citekey + SUFFIX
        try:
            held = packed(self._index, name)
            if held is not None and held[0] == self._found.get(name):
                entry = unpack(held[2])
                if not passing:
                    self._digests[name] = held[1]
                return entry
        except (IndexTrouble, ValueError):
            pass  # the file is there
        return self._from_file(name)

    def _from_file(self, name: str) -> Entry:
        """The entry of a file as it is now. Its stamp stays that of the file as found, so that one
        which was changed since is never written over. Raises `ChangedError` if it is gone or
        cannot be read any more."""
        try:
            reading = read_file(self._folder, name)
        except FileNotFoundError:
            reading = None
        if reading is None or reading.entry is None or reading.stamp is None:
            raise self._changed(name)
        if stamped(name, *reading.stamp[:3]) == self._found.get(name):
            self._digests[name] = reading.stamp.digest
        return reading.entry

    def _changed(self, name: str) -> ChangedError:
        return ChangedError(
            f"{self._folder / ENTRIES / name}: changed by someone else while it was used",
            hint="Run the command again.",
        )

    def _ask(self, question: Callable[[Index], T]) -> T:
        try:
            return question(self._index)
        except IndexTrouble:
            self._index.close()
            self._index = self._renew()
            return question(self._index)


class Files(Mapping[str, Stamp]):
    """The stamps of the files that could be read, by citekey; `changed` stand in the place of
    those of the stock, None for a file that is gone."""

    def __init__(self, stock: Shelved, changed: Mapping[str, Stamp | None]) -> None:
        self._stock = stock
        self._changed = changed

    def __getitem__(self, citekey: str) -> Stamp:
        changed = self._changed
        held = changed[citekey] if citekey in changed else self._stock.stamp(citekey)
        if held is None:
            raise KeyError(citekey)
        return held

    def __iter__(self) -> Iterator[str]:
        keys = {*self._stock.files(), *self._changed}
        return iter(sorted(key for key in keys if self._changed.get(key, True) is not None))

    def __len__(self) -> int:
        return sum(1 for _ in self)

    @property
    def named(self) -> frozenset[str]:
        """The citekeys of all files that there were, whether or not they could be read."""
        return self._stock.named

    def with_changes(self, changed: Mapping[str, Stamp | None]) -> Files:
        return Files(self._stock, {**self._changed, **changed})
