"""The library in memory: entries by citekey, found by identifier, linked by citation; citekeys.

A citekey is ASCII: a letter or digit, then up to 99 of `A-Za-z0-9_:.-`. Two citekeys of one
library differ by more than case, because each is the name of a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from difflib import get_close_matches
from functools import cached_property
from itertools import chain, count
from string import Formatter
from types import MappingProxyType

from sscmsc.entry import Entry
from sscmsc.errors import IdentifierError, InputError, NotFoundError
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
    citekeys that no entry may be given: those of files that cannot be read now.
    """

    def __init__(self, entries: Iterable[Entry] = (), reserved: Iterable[str] = ()) -> None:
        self.reserved = frozenset(reserved)
        held = {entry.citekey: entry for entry in entries}
        self.entries: Mapping[str, Entry] = MappingProxyType(
            {key: held[key] for key in sorted(held, key=lambda one: (one.casefold(), one))}
        )

    def __len__(self) -> int:
        return len(self.entries)

    def __iter__(self) -> Iterator[Entry]:
        return iter(self.entries.values())

    def __contains__(self, citekey: object) -> bool:
        return citekey in self.entries

    @cached_property
    def _folded(self) -> Mapping[str, str]:
        return {key.casefold(): key for key in self.entries}

    @cached_property
    def former_keys(self) -> Mapping[str, str]:
        """The citekeys that entries had before, without case, and those they have now."""
        return {one.casefold(): entry.citekey for entry in self for one in entry.former_keys}

    @property
    def taken(self) -> Iterator[str]:
        """Every citekey that no newcomer may be given, in the case of a file or without case."""
        return chain(self.entries, self.reserved, self.former_keys)

    @cached_property
    def _holders(self) -> Mapping[Identifier, tuple[str, ...]]:
        holders: dict[Identifier, tuple[str, ...]] = {}
        for entry in self:
            for identifier in (*entry.record.identifiers, *entry.record.superseded_dois):
                holders[identifier] = (*holders.get(identifier, ()), entry.citekey)
        return holders

    @cached_property
    def _citing(self) -> Mapping[str, tuple[str, ...]]:
        citing: dict[str, set[str]] = {}
        for entry in self:
            for line in entry.references.references if entry.references else ():
                if line.citekey is not None:
                    citing.setdefault(line.citekey, set()).add(entry.citekey)
        return {key: tuple(sorted(keys, key=self._by_year)) for key, keys in citing.items()}

    def _by_year(self, citekey: str) -> tuple[int, str, str]:
        return self.entries[citekey].record.year or 9999, citekey.casefold(), citekey

    def resolve(self, key: str) -> Entry:
        """The entry that a citekey (in any case), a former one, a DOI, a PMID or a PMCID names.

        Raises `NotFoundError`, with the nearest citekeys as a hint.
        """
        wanted = key.strip()
        held = self.entries.get(wanted) or self.entries.get(self._folded.get(wanted.casefold(), ""))
        held = held or self.entries.get(self.former_keys.get(wanted.casefold(), ""))
        if held is not None:
            return held
        try:
            identifier = parse(wanted)
        except IdentifierError:
            raise NotFoundError(f"no entry '{key}'", hint=self._hint(wanted)) from None
        keys = self._holders.get(identifier, ())
        if not keys:
            raise NotFoundError(
                f"no entry has the {identifier.scheme.upper()} {identifier}",
                hint=f"`sscmsc fetch {identifier}` brings it in.",
            )
        return self.entries[keys[0]]

    def _hint(self, wanted: str) -> str:
        near = get_close_matches(wanted.casefold(), self._folded, n=3, cutoff=0.6)
        if near:
            return f"Did you mean {' or '.join(self._folded[one] for one in near)}?"
        return "`sscmsc list` shows every citekey." if self.entries else "The library is empty."

    def holding(self, identifiers: Iterable[Identifier]) -> tuple[str, ...]:
        """The citekeys of the entries that have any of these identifiers, a superseded DOI
        included, each once, in the order of the identifiers."""
        found = (key for one in identifiers for key in self._holders.get(one, ()))
        return tuple(dict.fromkeys(found))

    def cited_by(self, citekey: str) -> tuple[str, ...]:
        """The citekeys of the entries whose reference list points at this one, by year."""
        return self._citing.get(citekey, ())

    def with_entries(self, changed: Iterable[Entry]) -> Library:
        """This library with each entry added, or put in the place of the one of its citekey."""
        return Library((*self, *changed), self.reserved)

    def without(self, citekeys: Iterable[str]) -> Library:
        """This library without the entries of these citekeys."""
        dropped = frozenset(citekeys)
        kept = (entry for entry in self if entry.citekey not in dropped)
        return Library(kept, self.reserved)


def check_citekey(text: str) -> str:
    """`text`, if it may be a citekey. Raises `InputError`."""
    if not _CITEKEY.fullmatch(text):
        shown = text if len(text) <= 60 else f"{text[:57]}..."
        raise InputError(
            f"{shown!r} is no citekey",
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
