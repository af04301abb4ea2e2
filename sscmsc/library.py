"""The library in memory: entries by citekey, found by identifier, linked by citation; citekeys.

A citekey is ASCII: a letter or digit, then up to 99 of `A-Za-z0-9_:.-`. Two citekeys of one
library differ by more than case, because each is the name of a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from difflib import get_close_matches
from functools import cached_property
from itertools import chain, count
from string import Formatter

from sscmsc.entry import Entry
from sscmsc.errors import IdentifierError, InputError, NotFoundError
from sscmsc.holdings import Entries, Stock, order
from sscmsc.identifiers import Identifier, parse
from sscmsc.record import Author, Group, Record
from sscmsc.text import plain

TEMPLATE = "{family}{year}"
_CITEKEY = re.compile(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,99}")
# What Windows keeps for devices, with or without a suffix.
_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.I)
_BASE_LIMIT = 90
# Letters that have no decomposition, as they are usually spelt in ASCII.
_LETTERS = str.maketrans(
    {
        "ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "Ae", "œ": "oe", "Œ": "Oe", "ø": "o", "Ø": "O",
        "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "þ": "th", "Þ": "Th", "ł": "l", "Ł": "L",
        "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "n", "Ŋ": "N", "ŧ": "t", "Ŧ": "T", "ə": "e", "Ə": "E",
    }
)  # fmt: skip
_STOP_WORDS = frozenset(
    "a an the of in on for and or to with from by at as is are der die das le la les un une".split()
)


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


def check_citekey(text: str) -> str:
    """`text`, if it may be a citekey. Raises `InputError`."""
    if not _CITEKEY.fullmatch(text):
        shown = text if len(text) <= 60 else f"{text[:57]}..."
        raise InputError(
            f"'{shown}' is no citekey",
            hint="A citekey is a letter or digit and up to 99 more of A-Z a-z 0-9 _ : . -",
        )
    if _DEVICE.fullmatch(text):
        raise InputError(f"'{text}' is no citekey: Windows keeps that name for a device")
    return text


def make_citekey(record: Record, taken: Iterable[str], template: str = TEMPLATE) -> str:
    """A citekey for a new entry that differs from all those `taken` by more than case.

    `template` may use `{family}`, `{year}` and `{title}` (its first telling word). The family
    name is the first author's in ASCII letters, particles included and capitalised (`de la
    Cruz` gives `DeLaCruz`, `Çelik` `Celik`, `Weiß` `Weiss`); a group gives its acronym or first
    word; without authors it is an editor's, else the title's first word; without a year `ND`.
    A key that is taken gets `a`, `b` ... `z`, `aa` ... at its end. Raises `InputError` for a
    template with another field.
    """
    year = record.year
    title = _title_word(record)
    values = {
        "family": _family(record) or title or "Anon",
        "year": str(year) if year else "ND",
        "title": title,
    }
    base = re.sub(r"[^A-Za-z0-9_:.-]", "", _filled(template, values)).lstrip("_:.-")[:_BASE_LIMIT]
    base = base or "Anon"
    folded = {key.casefold() for key in taken}
    for number in count():
        key = base + _letters(number)
        if key.casefold() not in folded and not _DEVICE.fullmatch(key):
            return key
    raise AssertionError("count() has no end")


def _letters(number: int) -> str:
    """Nothing for 0, then `a` ... `z`, `aa`, `ab` ..."""
    letters = ""
    while number:
        number, place = divmod(number - 1, 26)
        letters = chr(ord("a") + place) + letters
    return letters


def _filled(template: str, values: Mapping[str, str]) -> str:
    pieces: list[str] = []
    try:
        for text, name, style, conversion in Formatter().parse(template):
            pieces.append(text)
            if name is None:
                continue
            if name not in values or style or conversion:
                raise InputError(
                    f"the citekey template '{template}' has an unknown field '{{{name}}}'",
                    hint=f"Fields: {', '.join(f'{{{one}}}' for one in values)}.",
                )
            pieces.append(values[name])
    except ValueError as error:
        raise InputError(f"the citekey template '{template}' is not closed: {error}") from None
    return "".join(pieces)


def _ascii(text: str) -> str:
    """Unaccented ASCII letters, digits, blanks and hyphens as blanks; the rest is left out."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_LETTERS)).translate(_LETTERS)
    return re.sub(r"[^A-Za-z0-9 ]", "", re.sub(r"[\s\-‐–—/]", " ", decomposed))


def _joined(text: str) -> str:
    """Words as one, each with a capital: `van der Meer` gives `VanDerMeer`."""
    return "".join(word[0].upper() + word[1:] for word in _ascii(text).split())


def _family(record: Record) -> str:
    for author in (*record.authors[:1], *record.editors[:1]):
        if name := _author_name(author):
            return name
    return ""


def _author_name(author: Author) -> str:
    if not isinstance(author, Group):
        return _joined(author.family)
    acronym = re.search(r"\(([A-Z][A-Za-z0-9-]{1,11})\)", author.name) or re.search(
        r"\b([A-Z]{3,12})\b", author.name
    )
    if acronym:
        return _joined(acronym.group(1))
    return _first_word(author.name)


def _title_word(record: Record) -> str:
    title = record.title or record.original_title
    return _first_word(plain(title)) if title else ""


def _first_word(text: str) -> str:
    """The first word that tells something, with a capital; the first of all if none does."""
    words = _ascii(text).split()
    telling = (word for word in words if word.casefold() not in _STOP_WORDS and len(word) > 1)
    word = next(telling, words[0] if words else "")
    return word[:1].upper() + word[1:]
