"""What the scanners of manuscripts share: mentions of keys, parts blanked out, lines, encodings."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sscmsc.errors import IdentifierError, InputError
from sscmsc.identifiers import Identifier, find, parse

_LINE_END = re.compile(r"\r\n|\r|\n")
_MARKS = ((b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be"))
#: How far before an identifier the bracket around it is looked for, in characters.
_BRACKET_REACH = 400
_LABELLED = re.compile(r"PMIDs?\s*[:#]?\s*[1-9]\d{0,7}(?:\s*[,;]\s*[1-9]\d{0,7}(?![\w./]))*", re.I)
_NUMBER = re.compile(r"(?<!\d)[1-9]\d{0,7}(?!\d)")


class Mention(NamedTuple):
    """A key where it is cited: from `start` to before `end`, in characters of the text.

    `sure` is False where it may be something else, as the label of a figure or a name of a
    network: then it is a citation only if there is such a work.
    """

    key: str
    start: int
    end: int
    sure: bool = True


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """The text of a file, byte order mark and line ends included, and the encoding that gives
    the same bytes again: UTF-8, UTF-16 where it is marked, else Latin-1.

    Raises `InputError` for what is no text.
    """
    encoding = next((one for mark, one in _MARKS if data.startswith(mark)), "utf-8")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if encoding != "utf-8":
            raise InputError(f"{name}: not a text in {encoding.upper()}") from error
        encoding = "latin-1"
        text = data.decode(encoding)
    if "\0" in text:
        raise InputError(f"{name}: not a text", hint="Give a text, or a .docx file of Word.")
    return text, encoding


def blanked(text: str, spans: Iterable[tuple[int, int]]) -> str:
    """`text` with blanks in place of these parts, in order; its line ends and length stay."""
    pieces: list[str] = []
    place = 0
    for start, end in spans:
        if end <= place:
            continue
        pieces.append(text[place : max(start, place)])
        pieces.append(re.sub(r"[^\r\n]", " ", text[max(start, place) : end]))
        place = end
    return "".join((*pieces, text[place:]))


class Lines:
    """Where the lines of a text begin."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(found.end() for found in _LINE_END.finditer(text))]
        self._mark = int(text.startswith("\ufeff"))

    def place(self, offset: int) -> tuple[int, int]:
        """The line and the column of a character, both counted from 1."""
        line = bisect_right(self._starts, offset)
        column = offset - self._starts[line - 1] + 1
        return line, column - self._mark if line == 1 else column


def identifier_of(key: str) -> Identifier | None:
    """The identifier that a key surely is: labelled, or a PMCID, DOI or URL; no bare number."""
    if key.isdigit():
        return None
    try:
        return parse(key)
    except IdentifierError:
        return None


def bracketed_identifiers(text: str) -> Iterator[Mention]:
    """The PMIDs, PMCIDs and DOIs in brackets of a running text, each labelled as what it is."""
    mentions = [
        Mention(f"{one.identifier.scheme}:{one.identifier}", one.start, one.end)
        for one in find(text)
        if one.identifier.scheme != "pmid"
    ]
    for found in _LABELLED.finditer(text):
        for number in _NUMBER.finditer(text, found.start(), found.end()):
            mentions.append(Mention(f"pmid:{number.group()}", number.start(), number.end()))
    yield from (one for one in sorted(mentions, key=_start) if _is_bracketed(text, one.start))


def _start(mention: Mention) -> int:
    return mention.start


def _is_bracketed(text: str, place: int) -> bool:
    """Whether a bracket of the same paragraph is open there."""
    before = text[max(0, place - _BRACKET_REACH) : place]
    before = re.split(r"(?:\r\n|\r|\n)[ \t]*(?:\r\n|\r|\n)", before)[-1]
    depth = 0
    for letter in reversed(before):
        depth += (letter in ")]") - (letter in "([")
        if depth < 0:
            return True
    return False
