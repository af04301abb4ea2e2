"""The words of a title whose capitals a style must not touch.

BibTeX styles set titles in lower case but for the first letter and what stands in braces
(BibTeXing, section 4; `change.case$`). Braces go around `SSc`, `IL-6`, `CD90`, `mRNA`, around
the `T` of T cells and, in a title in sentence case, around proper names (`Crohn`); not
around `Double-Blind` and the other words of a title in title case, nor each word of one
that is all in capitals.
"""

from __future__ import annotations

import re

from sscmsc.formats.latex_symbols import MATH, TEXT

#: Characters of our own that stand for the braces to be.
OPEN, CLOSE = "\x01", "\x02"
#: From the first character of a word that is more than small letters and punctuation.
_REMARKABLE = re.compile(r"[^a-z ,.;:()'-][^ ]*")
_PARTS = re.compile(r"[^\W_]+")
_TAG = re.compile(r"(</?(?:i|b|sup|sub)>)")
_SENTENCE_ENDS = frozenset(":.?!—")
_BEFORE = "([{\"'“‘«¿¡-–—"
_AFTER = ".,;:!?)]}\"'”’»…"


class _Title:
    """A title and how it is printed: all in capitals, in sentence case; found out when asked."""

    def __init__(self, title: str, candidates: int) -> None:
        self.title = title
        self.shouted = candidates * 2 > title.count(" ") + 1 and _is_shouted(title.split(" "))
        self._in_sentence_case: bool | None = None

    def in_sentence_case(self) -> bool:
        if self._in_sentence_case is None:
            self._in_sentence_case = _is_sentence(self.title.split(" "))
        return self._in_sentence_case

    def begins_sentence(self, place: int) -> bool:
        return place == 0 or self.title[place - 2 : place - 1] in _SENTENCE_ENDS

    def keeps_capitals(self, word: str, begins: bool) -> bool:
        """Whether a style that sets titles in lower case would spoil this word."""
        if self.shouted:
            return _stands_out(word)
        for part in _PARTS.findall(word):
            rest = part[1:]
            if rest != rest.lower() or _is_mixed(part):
                return True
            if not rest and not begins and part.isupper():
                return True
        return not begins and word.lstrip(_BEFORE)[:1].isupper() and self.in_sentence_case()


def mark_capitals(title: str) -> str:
    """Rich text with `OPEN` and `CLOSE` around each word whose capitals must stay.

    Inside a tag no mark is needed: what the tag becomes is in braces anyway.
    """
    remarkable = list(_REMARKABLE.finditer(title))
    whole = _Title(title, len(remarkable))
    pieces: list[str] = []
    start = depth = 0
    for found in remarkable:
        place = title.rfind(" ", 0, found.start()) + 1
        word = title[place : found.end()]
        begins = whole.begins_sentence(place)
        if "<" in word and _TAG.search(word) is not None:
            marked, depth = _marked_outside(whole, word, begins, depth)
        elif depth == 0 and whole.keeps_capitals(word, begins):
            marked = _wrapped(word)
        else:
            continue
        pieces += (title[start:place], marked)
        start = found.end()
    pieces.append(title[start:])
    return "".join(pieces)


def _marked_outside(whole: _Title, word: str, begins: bool, depth: int) -> tuple[str, int]:
    """A word with tags, marked where it is outside of them, and the tags open after it.

    A word whose tags are all its own is marked as a whole.
    """
    pieces = _TAG.split(word)
    levels = [depth]
    for tag in pieces[1::2]:
        levels.append(levels[-1] + (-1 if tag[1] == "/" else 1))
    outside = "".join(piece for piece, level in zip(pieces[::2], levels, strict=True) if level == 0)
    after = max(levels[-1], 0)
    if not whole.keeps_capitals(outside, begins):
        return word, after
    if levels[0] == levels[-1] == min(levels) == 0:
        return _wrapped(word), 0
    pieces[::2] = [
        _wrapped(piece) if level == 0 else piece
        for piece, level in zip(pieces[::2], levels, strict=True)
    ]
    return "".join(pieces), after


def _wrapped(word: str) -> str:
    """The word between marks, without the punctuation around it.

    Doubled where it may begin with a command: BibTeX takes a brace and a backslash for an
    accented letter, in which it does change capitals.
    """
    bare = word.lstrip(_BEFORE)
    core = bare.rstrip(_AFTER)
    if not core:
        return word
    before, after = word[: len(word) - len(bare)], bare[len(core) :]
    first = core[0]
    letter = first.isalnum() and first < "\u0180" and first not in TEXT and first not in MATH
    times = 1 if letter else 2
    return f"{before}{OPEN * times}{core}{CLOSE * times}{after}"


def _stands_out(word: str) -> bool:
    """Whether a word of a title in capitals is more than another such word: `IL-6`, `MSCs`."""
    parts = _PARTS.findall(word)
    if any(_is_mixed(part) or part[1:] != part[1:].upper() for part in parts):
        return True
    return len(parts) > 1 and any(one.isdigit() for one in word)


def _is_mixed(part: str) -> bool:
    """`p53`, `3D`; not the ordinal `3rd` nor `50mg`."""
    if part.isalpha() or part.isdigit():
        return False
    return part[0].isalpha() or part != part.lower()


def _is_shouted(words: list[str]) -> bool:
    """Whether a title is printed all in capitals, so that they say nothing."""
    capitals = sum(map(str.isupper, words))
    return capitals * 2 > len(words) and any(
        len(word) > 7 and word.isupper() and word.strip(_BEFORE + _AFTER).isalpha()
        for word in words
    )


def _is_sentence(words: list[str]) -> bool:
    """Whether a title has capital initials only where the language asks for them."""
    long = [word for word in words[1:] if len(word) > 3 and word.isalpha()]
    return sum(word[0].isupper() for word in long) * 2 <= len(long)
