"""How long a list of references is in print: its lines in Arial or Helvetica, and its pages.

Widths are those of Adobe's core metrics of Helvetica, in thousandths of the font's size, which
Arial shares. Lines break at blanks and after hyphens and dashes, with nothing hyphenated.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.csl import Formatted, Run

_UPRIGHT = (
    (191, "'"), (222, "ijlł‘’‚"), (260, "|¦"), (278, " !,./:;I[]\\ft·ı"), (333, "()-`r¡“”„‹›"),
    (334, "{}"), (350, "•"), (355, '"'), (365, "º"), (370, "ª"), (389, "*"), (400, "°"),
    (469, "^"), (500, "Jcksvxyzﬁﬂ"), (537, "¶"), (556, "#$0123456789?L_abdeghnopqu¢£¤¥§«»ðþŁ–†‡€µ"),
    (584, "+<=>~¬±×÷−"), (611, "FTZ¿ßø"), (667, "&ABEKPSVXYÞ"), (722, "CDHNRUwÐ"), (737, "©®"),
    (778, "GOQØ"), (833, "Mm"), (834, "¼½¾"), (889, "%æ"), (944, "Wœ"), (1000, "ÆŒ—…‰™"),
    (1015, "@"),
)  # fmt: skip
_BOLD = (
    (238, "'"), (278, " ,./I\\ijl·ıł‘’‚"), (280, "|¦"), (333, "!()-:;[]`ft¡‹›"), (350, "•"),
    (365, "º"), (370, "ª"), (389, "*r{}"), (400, "°"), (474, '"'), (500, "z“”„"),
    (556, "#$0123456789J_aceksvxy¢£¤¥§«¶»–†‡€"), (584, "+<=>^~¬±×÷−"),
    (611, "?FLTZbdghnopquµ¿ßðøþŁﬁﬂ"), (667, "EPSVXYÞ"), (722, "&ABCDHKNRUÐ"), (737, "©®"),
    (778, "GOQwØ"), (833, "M"), (834, "¼½¾"), (889, "%mæ"), (944, "Wœ"), (975, "@"),
    (1000, "ÆŒ—…‰™"),
)  # fmt: skip
#: What a letter that the metrics do not know is taken for: a Greek or Cyrillic small letter.
_USUAL = 556
_CAPITAL = 667
#: Word sets what stands above or below the line in 65 % of the size, small capitals in 80 %.
_RAISED = 0.65
_SMALL = 0.8
#: Arial's ascent, descent and line gap: 1854, 434 and 67 of 2048.
LINE_SPACING = 2355 / 2048
_POINTS = 72
_PIECE = re.compile(r"\s+|[^\s\-–—]*[-–—]+|[^\s\-–—]+")


class Sheet(NamedTuple):
    """What the references are set on: sizes in points and inches.

    The default is what the NIH asks of attachments: 11 points, letter paper with margins of
    half an inch. Lines after a reference's first begin at `indent`, its text too where it has a
    label; `after` points are left free after each.
    """

    font_size: float = 11.0
    width: float = 7.5
    height: float = 10.0
    indent: float = 0.0
    after: float = 0.0


class Length(NamedTuple):
    """How much room references take."""

    references: int
    lines: int
    pages: float


def measure(references: Iterable[Formatted], sheet: Sheet | None = None) -> Length:
    """The lines and pages of references one after the other, each a paragraph."""
    sheet = sheet or Sheet()
    counts = [_lines(one, sheet) for one in references]
    points = sum(counts) * sheet.font_size * LINE_SPACING + len(counts) * sheet.after
    return Length(len(counts), sum(counts), points / (sheet.height * _POINTS))


def width_of(text: str, faces: frozenset[str] = frozenset()) -> float:
    """The width of text in thousandths of the font's size."""
    scale = _RAISED if faces & {"sup", "sub"} else 1.0
    known = _widths("b" in faces)
    if "smallcaps" in faces:
        return sum(_width(one.upper(), known) * (_SMALL if one.islower() else 1.0) for one in text)
    return scale * sum(_width(one, known) for one in text)


def _lines(reference: Formatted, sheet: Sheet) -> int:
    """The lines of one reference, broken where the next piece would pass the margin."""
    unit = sheet.font_size / 1000 / _POINTS
    room = sheet.width / unit
    indent = sheet.indent / unit
    at = 0.0
    if reference.label:
        at = max(width_of(f"{reference.label} "), indent)
    lines, blank, is_empty = 1, 0.0, at <= indent
    for width, is_blank in _pieces(reference.runs):
        if is_blank:
            blank = width
            continue
        if at + blank + width <= room:
            at += blank + width
        else:
            # What is wider than a line is broken anywhere.
            over, rest = divmod(width, max(room - indent, 1.0))
            lines += int(over) + (not is_empty)
            at = indent + rest
        blank, is_empty = 0.0, False
    return lines


def _pieces(runs: Iterable[Run]) -> Iterator[tuple[float, bool]]:
    """Widths of what is not broken, and of the blanks between."""
    width, pending = 0.0, False
    for run in runs:
        for found in _PIECE.finditer(run.text):
            piece = found.group()
            size = width_of(piece, run.faces)
            if piece.isspace():
                if pending:
                    yield width, False
                width, pending = 0.0, False
                yield size, True
                continue
            width, pending = width + size, True
            if piece[-1] in "-–—":
                yield width, False
                width, pending = 0.0, False
    if pending:
        yield width, False


@cache
def _widths(bold: bool) -> Mapping[str, int]:
    return MappingProxyType(
        {one: width for width, letters in (_BOLD if bold else _UPRIGHT) for one in letters}
    )


def _width(letter: str, known: Mapping[str, int]) -> int:
    """A letter with an accent is as wide as without; what is of East Asia takes a whole square."""
    if letter in known:
        return known[letter]
    if unicodedata.combining(letter) or unicodedata.category(letter) == "Cf":
        return 0
    if unicodedata.east_asian_width(letter) in "WF":
        return 1000
    base = unicodedata.normalize("NFKD", letter)[0]
    if base in known:
        return known[base]
    return _CAPITAL if letter.isupper() else _USUAL
