"""The words of a title whose capitals a style must not touch.

BibTeX styles set titles in lower case but for the first letter and what stands in braces
(BibTeXing, section 4; `change.case$`). Braces go around `SSc`, `IL-6`, `CD90`, `mRNA`, around
the `T` of T cells and, in a title in sentence case, around proper names (`Crohn`); not
around `Double-Blind` and the other words of a title in title case, nor each word of one
that is all in capitals.
"""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import compress

from sscmsc.formats.latex_symbols import MATH, TEXT

#: Characters of our own that stand for the braces to be.
OPEN, CLOSE = "\x01", "\x02"
_PARTS = re.compile(r"[^\W_]+")
_TAG = re.compile(r"(</?(?:i|b|sup|sub)>)")
_SENTENCE_ENDS = frozenset(":.?!—")
_BEFORE = "([{\"'“‘«¿¡-–—"
_AFTER = ".,;:!?)]}\"'”’»…"


#: When a style would spoil a word: never, always, unless it begins a sentence, or only where
#: the title is in sentence case and the word does not begin one.
_NEVER, _ALWAYS, _WITHIN, _IN_SENTENCE = range(4)


class _Title:
    """A title and how it is printed: all in capitals, in sentence case; found out when asked.

    `spoilt` is how many of the words a style may spoil, and so how many may be in capitals.
    """

    __slots__ = ("_in_sentence_case", "shouted", "words")

    def __init__(self, words: list[str], spoilt: int) -> None:
        self.words = words
        self.shouted = spoilt * 2 > len(words) and _is_shouted(words)
        self._in_sentence_case: bool | None = None

    def keeps_capitals(self, word: str, at: int, when: int) -> bool:
        """Whether a style that sets titles in lower case would spoil this word, the one at `at`.

        `when` is what `_spoilt` says of the word.
        """
        if self.shouted:
            return _stands_out(word)
        if when == _ALWAYS:
            return True
        if when == _NEVER or at == 0 or self.words[at - 1][-1:] in _SENTENCE_ENDS:
            return False
        if when == _WITHIN:
            return True
        if self._in_sentence_case is None:
            self._in_sentence_case = _is_sentence(self.words)
        return self._in_sentence_case


@lru_cache(maxsize=8192)
def _spoilt(word: str) -> int:
    """When a style that sets titles in lower case would spoil a word."""
    within = False
    for part in _PARTS.findall(word):
        rest = part[1:]
        if rest != rest.lower() or _is_mixed(part):
            return _ALWAYS
        within = within or (not rest and part.isupper())
    if within:
        return _WITHIN
    return _IN_SENTENCE if word.lstrip(_BEFORE)[:1].isupper() else _NEVER


def mark_capitals(title: str) -> str:
    """Rich text with `OPEN` and `CLOSE` around each word whose capitals must stay.

    Inside a tag no mark is needed: what the tag becomes is in braces anyway.
    """
    words = title.split(" ")
    if "<" not in title:
        spoilt = list(map(_spoilt, words))
        found = [*compress(range(len(words)), spoilt)]
        if not found or (found == [0] and spoilt[0] != _ALWAYS):
            return title
        whole, marked = _Title(words, len(found)), words.copy()
        for at in found:
            when = spoilt[at]
            if (when == _ALWAYS and not whole.shouted) or (
                (at or whole.shouted) and whole.keeps_capitals(words[at], at, when)
            ):
                marked[at] = _wrapped(words[at])
        return " ".join(marked)
    whole, depth = _Title(words, len(words)), 0
    marked = words.copy()
    for at, word in enumerate(words):
        if "<" in word and _TAG.search(word) is not None:
            marked[at], depth = _marked_outside(whole, word, at, depth)
        elif depth == 0 and whole.keeps_capitals(word, at, _spoilt(word)):
            marked[at] = _wrapped(word)
    return " ".join(marked)


def _marked_outside(whole: _Title, word: str, at: int, depth: int) -> tuple[str, int]:
    """A word with tags, marked where it is outside of them, and the tags open after it.

    A word whose tags are all its own is marked as a whole.
    """
    pieces = _TAG.split(word)
    levels = [depth]
    for tag in pieces[1::2]:
        levels.append(levels[-1] + (-1 if tag[1] == "/" else 1))
    outside = "".join(piece for piece, level in zip(pieces[::2], levels, strict=True) if level == 0)
    after = max(levels[-1], 0)
    if not whole.keeps_capitals(outside, at, _spoilt(outside)):
        return word, after
    if levels[0] == levels[-1] == min(levels) == 0:
        return _wrapped(word), 0
    pieces[::2] = [
        _wrapped(piece) if level == 0 else piece
        for piece, level in zip(pieces[::2], levels, strict=True)
    ]
    return "".join(pieces), after


@lru_cache(maxsize=8192)
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
    return len([word for word in long if word[0].isupper()]) * 2 <= len(long)
