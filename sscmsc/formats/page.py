"""A web page saved as text: its bytes decoded, its lines cleaned, and the names printed on it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from sscmsc.errors import InputError
from sscmsc.record import Person
from sscmsc.text import ABSTRACT_LIMIT, clean

PAGE_LIMIT = 20_000_000


class Line(NamedTuple):
    """A line of a page: its number in the file, from 1, the text cleaned, and as it stood."""

    number: int
    text: str
    raw: str


_CHINESE_SIGNS = ("关键词", "期刊论文", "摘 要", "摘要")
_LINE_END = re.compile("\r\n|[\n\r\x85\u2028\u2029]")
_MARKS = re.compile(r"[\s\d,;*†‡§¶#✉⊥∥^&]*$")
_NUMBERS = re.compile(r"\d{1,3}")
_PARTICLES = frozenset(
    "de del della delle dello degli dei der den di da dal das do dos du el la le les lo van von "
    "vom ten ter te zu zum zur af av al bin ben ibn abu st".split()
)
_SUFFIX = re.compile(r"(?:Jr|Sr|II|III|IV|2nd|3rd)\.?")


def page_lines(data: bytes, path: str) -> tuple[Line, ...]:
    """The lines of a saved page that hold anything, in order. Raises `InputError`.

    UTF-8, UTF-16 with a byte order mark, GB18030 and Windows-1252 are read.
    """
    if len(data) > PAGE_LIMIT:
        raise InputError(f"{path}: {len(data)} bytes is too long for a page saved as text")
    lines: list[Line] = []
    for number, raw in enumerate(_LINE_END.split(decoded(data, path)), start=1):
        if text := clean(raw, ABSTRACT_LIMIT):
            lines.append(Line(number, text, raw[:ABSTRACT_LIMIT]))
    return tuple(lines)


def decoded(data: bytes, path: str) -> str:
    """The text of a saved page. Raises `InputError` when it is in none of the four encodings.

    Ideographs found by reading bytes as GB18030 are believed only where the field names of a
    Chinese page are among them: accented Latin letters read so look like ideographs too.
    """
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", "replace")
    if data.count(b"\x00", 0, 4096) * 20 > min(len(data), 4096):
        raise InputError(f"{path}: not a text file", hint="Save the page as text in UTF-8.")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.start >= len(data) - 3:
            return data[: error.start].decode("utf-8-sig")
    for encoding in ("gb18030", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        signed = encoding != "gb18030" or any(sign in text for sign in _CHINESE_SIGNS)
        if signed or not _has_ideographs(text):
            return text
    raise InputError(
        f"{path}: neither UTF-8, UTF-16, GB18030 nor Windows-1252 text",
        hint="Save the page as text in UTF-8.",
    )


def named_persons(printed: str, affiliations: Mapping[str, str]) -> tuple[Person, ...]:
    """The persons of a list printed given names first, with affiliation numbers behind them.

    `Yue Shi1, Nan Jiang 1 2` are two persons; `affiliations` gives the text of each number.
    Empty when any of it is no name.
    """
    names: list[tuple[str, list[str]]] = []
    for part in re.split(r"\s*[,;\uff0c\uff1b\u3001]\s*", printed.strip(" .,;")):
        bare = _MARKS.sub("", part)
        numbers = _NUMBERS.findall(part[len(bare) :])
        if bare:
            names.append((bare, numbers))
        elif names and numbers:
            names[-1][1].extend(numbers)
    persons = [
        named_person(name, tuple(affiliations[one] for one in numbers if one in affiliations))
        for name, numbers in names
    ]
    return tuple(one for one in persons if one is not None) if None not in persons else ()


def named_person(name: str, affiliations: tuple[str, ...] = ()) -> Person | None:
    """The person of a name printed given name first (`Yue Shi`, `Jacob M van Laar`).

    A name in Chinese script stays whole as the family name, for a computer cannot tell where
    the family ends; None for what cannot be a name.
    """
    words = name.split()
    if not words or len(words) > 7 or len(name) > 80 or re.search(r"[\d:;.!?]{2}|[:!?\d]", name):
        return None
    if _has_ideographs(name):
        return Person("".join(words), affiliations=affiliations) if len(name) <= 12 else None
    if not all(
        word[:1].isupper() or word.lower() in _PARTICLES or word[:1] in "'’" for word in words
    ):
        return None
    suffix = words.pop() if len(words) > 2 and _SUFFIX.fullmatch(words[-1]) else None
    start = len(words) - 1
    while start > 1 and words[start - 1].lower() in _PARTICLES:
        start -= 1
    return Person(
        family=" ".join(words[start:]),
        given=" ".join(words[:start]) or None,
        suffix=suffix,
        affiliations=affiliations,
    )


def _has_ideographs(text: str) -> bool:
    # So wide a class takes longer to compile than most commands have.
    return not text.isascii() and re.search("[\u3400-\u9fff\uf900-\ufaff]", text) is not None
