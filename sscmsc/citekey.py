"""Citekeys: which may be, and which a new entry is given.

A citekey is ASCII: a letter or digit, then up to 99 of `A-Za-z0-9_:.-`. Two citekeys of one
library differ by more than case, because each is the name of a file.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Mapping
from itertools import count
from string import Formatter

from sscmsc.errors import InputError
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


def make_citekey(record: Record, taken: Container[str], template: str = TEMPLATE) -> str:
    """A citekey for a new entry that without case is none of those `taken`.

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
    for number in count():
        key = base + _letters(number)
        if key.casefold() not in taken and not _DEVICE.fullmatch(key):
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
