"""The lines of an RIS file as records of tags and values.

Tags with two blanks before the hyphen, or with one in a file that does so throughout; lines
without a tag go on the one before; a byte order mark, text around the records and a missing
`ER` do no harm.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html.entities import html5
from typing import NamedTuple

from sscmsc.errors import Problem
from sscmsc.text import clean


class Stated(NamedTuple):
    """The values of one tag, each with its line, 1-based."""

    value: str
    line: int


class RawRecord(NamedTuple):
    """A record as it stands in a file: its type, and the values of each tag in order."""

    type: str
    line: int
    tags: dict[str, list[Stated]]

    def first(self, *tags: str) -> str:
        """The first value of the first of these tags that has one; "" for none."""
        return next((one.value for tag in tags for one in self.tags.get(tag, ()) if one.value), "")

    def word(self, *tags: str) -> str | None:
        """The same cleaned, None for none."""
        return clean(self.first(*tags)) or None

    def all(self, *tags: str) -> list[str]:
        return [one.value for tag in tags for one in self.tags.get(tag, ())]


# Databases leave these of HTML in their exports. `&lt;` is how rich text has a tag that is none.
_ENTITY = re.compile(
    r"&(?:amp;(?!(?:amp;)*lt;)|(?!amp;|lt;)([A-Za-z][A-Za-z0-9]{1,30};)|#(?:(\d{3,6})|[xX]([0-9A-Fa-f]{2,5}));)"
)
#: Of the others that mean ASCII none is left by a program.
_ASCII = frozenset(("quot;", "apos;", "gt;"))
HEAD = re.compile(r"^[ \t\ufeff]*TY( {1,2})- ?\w", re.M)
_TAG = re.compile(r"[ \ufeff]{0,3}([A-Z][A-Z0-9])(?:  -|\t-|  ?- ?$)(.*)")
_TAG_OF_ONE_BLANK = re.compile(r"[ \ufeff]{0,3}([A-Z][A-Z0-9])(?: {1,2}-|\t-)(.*)")


def with_entities(written: str) -> str:
    """Text to be written in which what reads as an entity is one of text that reads so."""
    return _ENTITY.sub(lambda found: f"&amp;{found[0][1:]}", written) if "&" in written else written


def _meant(found: re.Match[str]) -> str:
    if found[1]:
        meant = html5.get(found[1], "")
        return meant if meant and (found[1] in _ASCII or min(meant) >= "\xa0") else found[0]
    if not found[2] and not found[3]:
        return "&"
    code = int(found[2]) if found[2] else int(found[3], 16)
    return chr(code) if 0xA0 <= code < 0xD800 else found[0]


def find_records(written: str, path: str, problems: list[Problem]) -> Iterator[RawRecord]:
    """The records of a file in order; what stands outside of them is told to `problems`."""
    if "&" in written:
        written = _ENTITY.sub(_meant, written)
    head = HEAD.search(written)
    pattern = _TAG_OF_ONE_BLANK if head and head[1] == " " else _TAG
    record: RawRecord | None = None
    held: list[Stated] | None = None
    stray: list[int] = []
    for number, line in enumerate(re.split(r"\r\n|\r|\n", written), start=1):
        found = pattern.match(line)
        tag, value = (found[1], found[2].strip()) if found else ("", line.strip())
        if tag == "TY":
            if record is not None and record.tags:
                yield record
            record, held, stray = RawRecord(value.upper()[:12].strip(), number, {}), None, []
        elif tag == "ER":
            if record is not None:
                yield record
            record, held, stray = None, None, []
        elif record is None:
            # One line alone is chatter of a database.
            stray += [number] if tag and value else []
            if tag and len(stray) == 2:
                told = "a record does not begin with TY; left out"
                problems.append(Problem(path, stray[0], told))
        elif tag:
            held = record.tags.setdefault(tag, [])
            # What pandas writes for a number that is not there.
            absent = value == "nan" and tag in {"SP", "EP", "IS", "VL", "PY", "DA", "Y1"}
            held.append(Stated("" if absent else value, number))
        elif held and value:
            held[-1] = Stated(f"{held[-1].value} {value}".strip(), held[-1].line)
    if record is not None and record.tags:
        yield record
