"""Running text as words: made plain, split, and told apart from punctuation.

Accents, typographic quotes and dashes are made plain; hyphens, dashes and slashes only part
words, but `-like` is a word of its own.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

_OTHER = re.compile("[^\x00-\x7f]")
# What normalization leaves: invisible characters, quotes, dashes, and letters of their own.
_LETTERS = {
    **dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict.fromkeys("\u2018\u2019\u02bc\u02b9\u2032\u0060\u00b4\uff07", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict(zip("æÆœŒøØßłŁđıİ", "ae AE oe OE o O ss l L d i I".split(), strict=True)),
    "µ": "mu",
}
# The end of a sentence: no small letter may follow, else it ended an abbreviation.
_STOP = re.compile(r"\.(?=\s+[^a-z\s]|\s*$)")
_LIKE = re.compile(r"-like(?![^\W_])", re.I)
_QUOTE = re.compile(r"'(?!(?<=[^\W_]')[sS](?![^\W_]))")
_WORD = re.compile(r"\x02\w+|[^\W_]+(?:'[sS](?![^\W_]))?|[,;:()%\x01\x03]")
#: What stands in a text for a full stop and for the hyphen of `-like` while it is split.
_MARKS = {"\x01": ".", "\x02": "-"}
_KEPT = ",;:()%"
#: What stands between texts that are split together.
_BREAK = "\x03"
_BETWEEN = f" {_BREAK} "
_GAPS = str.maketrans(
    {one: " " for one in map(chr, range(33, 127)) if not (one.isalnum() or one in f"{_KEPT}'")}
    | _MARKS
)


@cache
def _plain_letter(letter: str) -> str:
    if letter in _LETTERS:
        return _LETTERS[letter]
    parts = unicodedata.normalize("NFKD", letter)
    plain = "".join(map(_plain_part, parts))
    return plain if not plain or any(map(str.isalnum, plain)) else " "


def _plain_part(part: str) -> str:
    """A part of a letter taken apart: nothing of an accent, the name of a Greek letter."""
    if "\u0300" <= part <= "\u036f":
        return ""
    name = unicodedata.name(part, "")
    if name.startswith("GREEK ") and " LETTER " in name:
        return name.partition(" LETTER ")[2].partition(" ")[0].lower()
    return part


def fold(text: str) -> str:
    """Text with accents, ligatures, typographic quotes and dashes made plain; case is kept.

    A Greek letter is written by its name, so that TGF-β is TGF-beta; a symbol is a blank.
    """
    if text.isascii():
        return text
    return _OTHER.sub(lambda found: _plain_letter(found.group()), text)


def singular(word: str) -> str:
    """A lower-case word without possessive or plural ending: one form for all it may take."""
    if word.endswith("'s"):
        word = word[:-2]
    if len(word) <= 3 or word[-1] != "s":
        return word
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if word.endswith("itides"):
        return f"{word[:-6]}itis"
    return word if word[-2] in "sui" else word[:-1]


def surfaces(word: str) -> tuple[str, ...]:
    """The forms in which a word that `singular` gives may stand in a lower-case text."""
    forms = [word, f"{word}s", f"{word}'s", f"{word}s's"]
    if word.endswith("y"):
        forms.append(f"{word[:-1]}ies")
    if word.endswith("itis"):
        forms.append(f"{word[:-2]}ides")
    return tuple(one for one in forms if singular(one) == word)


def _split(text: str) -> tuple[list[str], list[str]]:
    """The words of a text as they stand in its folded form, and in lower case."""
    plain = _STOP.sub(" \x01 ", fold(text).replace("?", ".").replace("!", "."))
    if "-" in plain:
        plain = _LIKE.sub(" \x02like", plain)
    if not plain.isascii():
        found = _WORD.findall(plain)
        raw = [_MARKS[one[0]] + one[1:] if one[0] in _MARKS else one for one in found]
        return raw, [one.lower() for one in raw]
    if "'" in plain:
        plain = _QUOTE.sub(" ", plain)
    plain = plain.translate(_GAPS)
    for mark in _KEPT:
        if mark in plain:
            plain = plain.replace(mark, f" {mark} ")
    return plain.split(), plain.lower().split()


class Words(NamedTuple):
    """A text in words and punctuation; a hyphen or a slash only parts words.

    `raw` are the words of the folded text, `low` the same in lower case; of punctuation only
    commas, colons, semicolons, brackets, `%` and the ends of sentences (`.`) are there.
    """

    text: str
    raw: Sequence[str]
    low: Sequence[str]

    @classmethod
    def of(cls, text: str) -> Words:
        [words] = cls.of_all((text,))
        return words

    @classmethod
    def of_all(cls, texts: Sequence[str]) -> list[Words]:
        """Each of several texts; to split them all at once is quicker."""
        joined = _BETWEEN.join(texts)
        if joined.count(_BREAK) >= max(len(texts), 1):
            joined = _BETWEEN.join(text.replace(_BREAK, " ") for text in texts)
        raw, low = _split(joined)
        found: list[Words] = []
        start = 0
        for text in texts[:-1]:
            end = raw.index(_BREAK, start)
            found.append(cls(text, raw[start:end], low[start:end]))
            start = end + 1
        return [*found, cls(texts[-1], raw[start:], low[start:])] if texts else []

    def shown(self, start: int, end: int) -> str:
        """The words from `start` to `end` (exclusive) as printed, accents and dashes included.

        Where they are printed in two ways, this is the first.
        """
        words = self.raw[start:end]
        if words and (joined := " ".join(words)) in self.text:
            return joined
        folded = fold(self.text)
        place = folded.find(words[0])
        while place >= 0:
            last = _matched(folded, words, place)
            if last:
                return self._printed(place, last)
            place = folded.find(words[0], place + 1)
        return " ".join(words)

    def _printed(self, first: int, last: int) -> str:
        """The part of the text that `first` to `last` of its folded form come from."""
        if self.text.isascii():
            return self.text[first:last]
        begin = end = -1
        width = place = 0  # of the folded text and of this one, up to the next odd letter
        for odd in _OTHER.finditer(self.text):
            width += odd.start() - place
            folded = width + len(_plain_letter(odd.group()))
            if begin < 0 and first < folded:
                begin = odd.start() - max(0, width - first)
            if last <= folded:
                end = odd.start() - (width - last) if last <= width else odd.end()
                break
            place, width = odd.end(), folded
        begin = place + first - width if begin < 0 else begin
        return self.text[begin : place + last - width if end < 0 else end]


def _matched(text: str, words: Sequence[str], place: int) -> int:
    """The end of the words where they stand at `place` of a text as whole words, else 0."""
    if place and text[place - 1].isalnum() and words[0][0].isalnum():
        return 0
    at = place + len(words[0])
    for word in words[1:]:
        following = text.find(word, at)
        if following < 0 or any(one.isalnum() for one in text[at:following]):
            return 0
        at = following + len(word)
    return at if at == len(text) or not text[at].isalnum() else 0
