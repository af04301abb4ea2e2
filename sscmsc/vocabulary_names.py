"""Names in running text: text made plain, split into words, and searched for many names at once.

Words are compared without accents, case, plural or possessive ending, and with hyphens,
dashes and slashes as mere gaps. A word of a name that holds a capital (`SSc`, `RA`) is an
abbreviation and compared as it is written.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

_WORD = re.compile(r"([^\W_]+(?:'[sS](?![^\W_]))?|[,;:()]|[.!?](?=\s+[^a-z\s]|\s*$))")
_COMBINING = re.compile("[\u0300-\u036f]")
# What normalization leaves: invisible characters, quotes, dashes, and letters of their own.
_LETTERS = {
    **dict.fromkeys("\xad\u200b\u200c\u200d\u2060\ufeff", ""),
    **dict.fromkeys("\u2018\u2019\u02bc\u02b9\u2032\u0060\u00b4\uff07", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212", "-"),
    **dict(zip("æÆœŒøØßłŁđıİ", "ae AE oe OE o O ss l L d i I".split(), strict=True)),
}
_LETTER = re.compile(f"[{''.join(_LETTERS)}]")


def fold(text: str) -> str:
    """Text with accents, ligatures, typographic quotes and dashes made plain; case is kept."""
    if text.isascii():
        return text
    replaced = _LETTER.sub(lambda found: _LETTERS[found.group()], text)
    return _COMBINING.sub("", unicodedata.normalize("NFKD", replaced))


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


class Words(NamedTuple):
    """A text in words and punctuation; a hyphen or a slash only parts words.

    `pieces` are what stands between and the words by turns; `raw` the words of the folded
    text, `low` the same in lower case.
    """

    text: str
    pieces: Sequence[str]
    raw: Sequence[str]
    low: Sequence[str]

    @classmethod
    def of(cls, text: str) -> Words:
        pieces = _WORD.split(fold(text))
        raw = pieces[1::2]
        return cls(text, pieces, raw, " ".join(raw).lower().split(" ") if raw else raw)

    def shown(self, start: int, end: int) -> str:
        """The words from `start` to `end` (exclusive) as printed, accents and dashes included."""
        first = sum(map(len, self.pieces[: 2 * start + 1]))
        folded = "".join(self.pieces[2 * start + 1 : 2 * end])
        last = first + len(folded)
        if self.text.isascii():
            return self.text[first:last]
        if len(fold(self.text[:first])) == first and fold(self.text[first:last]) == folded:
            return self.text[first:last]
        ends = list(accumulate(len(fold(letter)) for letter in self.text))
        begin = next(place for place, width in enumerate(ends) if width > first)
        return self.text[begin : next(p for p, width in enumerate(ends) if width >= last) + 1]

    def hyphenated(self, place: int) -> bool:
        """Whether a hyphen stands right before the word at `place`."""
        return self.pieces[2 * place].endswith("-")


class Condition(NamedTuple):
    """When an abbreviation counts without the full name: a word of `needs`, none of `blocked`."""

    needs: frozenset[str] = frozenset()
    blocked: frozenset[str] = frozenset()


class Term(NamedTuple):
    """A name of the value with that number; `condition` is set for an abbreviation."""

    value: int
    condition: Condition | None = None


class Hit(NamedTuple):
    """Names found at words `start` to `end` (exclusive) of a text."""

    start: int
    end: int
    terms: tuple[Term, ...]


class Node:
    """A state of the automaton: the next words, and the names ending here (None: no name)."""

    __slots__ = ("edges", "terms")

    def __init__(self) -> None:
        self.edges: dict[str, Node] = {}
        self.terms: tuple[Term, ...] | None = None


@dataclass(frozen=True, slots=True)
class Names:
    """All names as one automaton; `heads` are the words, as in text, that one may begin with.

    `spellings` maps a spelling (singular) to the one that names are kept in.
    """

    root: Node
    heads: frozenset[str]
    spellings: Mapping[str, str]

    def search(self, words: Words) -> tuple[Hit, ...]:
        """The names in a text, left to right, the longest at each place, none overlapping."""
        heads, raw, low = self.heads, words.raw, words.low
        if heads.isdisjoint(low) and heads.isdisjoint(raw):
            return ()
        hits, free = list[Hit](), 0
        for place, word in enumerate(low):
            if place >= free and (word in heads or raw[place] in heads):
                end, terms = self._longest(raw, low, place)
                if end:
                    free = end
                    if terms:
                        hits.append(Hit(place, end, terms))
        return tuple(hits)

    def _longest(
        self, raw: Sequence[str], low: Sequence[str], place: int
    ) -> tuple[int, tuple[Term, ...]]:
        node: Node | None = self.root
        end, terms = 0, tuple[Term, ...]()
        while node is not None:
            if node.terms is not None:
                end, terms = place, node.terms
            if place == len(low):
                break
            edges, word = node.edges, low[place]
            node = edges.get(raw[place]) or edges.get(word)
            if node is None:
                single = singular(word)
                node = edges.get(single) or edges.get(self.spellings.get(single, ""))
            place += 1
        return end, terms


Pattern = list["str | list[Pattern]"]


def parse_pattern(pattern: str, macros: Mapping[str, str]) -> Pattern:
    """`type {1|i} diabetes` as words and lists of alternatives; `<name>` is a macro."""
    while "<" in pattern:
        pattern = re.sub(r"<(\w+)>", lambda found: macros[found.group(1)], pattern)
    stack: list[list[Pattern]] = [[[]]]
    for token in re.findall(r"[{}|]|[^\s{}|]+", pattern):
        if token == "{":
            stack.append([[]])
        elif token == "|":
            stack[-1].append([])
        elif token == "}":
            alternatives = stack.pop()
            stack[-1][-1].append(alternatives)
        else:
            stack[-1][-1].append(token)
    return stack[0][0]


def add_name(root: Node, pattern: Pattern, spellings: Mapping[str, str], term: Term | None) -> None:
    """Make every reading of a pattern a name; without a term, one that stands for nothing."""
    for node in _walked([root], pattern, spellings):
        kept = node.terms or ()
        node.terms = kept if term is None or term in kept else (*kept, term)


def make_names(root: Node, spellings: Mapping[str, str]) -> Names:
    """The finished automaton, with every form in which the first word of a name may stand."""
    words = {*root.edges, *(one for one, right in spellings.items() if right in root.edges)}
    ended = {f"{word}{end}" for word in words for end in ("s", "'s", "s's")}
    plurals = {f"{word[:-1]}ies" for word in words if word.endswith("y")}
    plurals |= {f"{word[:-2]}ides" for word in words if word.endswith("itis")}
    return Names(root, frozenset(words | ended | plurals), spellings)


def _walked(nodes: list[Node], pattern: Pattern, spellings: Mapping[str, str]) -> list[Node]:
    """The nodes reached from `nodes` along every reading of a pattern, made where missing."""
    for item in pattern:
        if isinstance(item, list):
            nodes = [end for one in item for end in _walked(nodes, one, spellings)]
            continue
        word = item if item != item.lower() else singular(fold(item))
        word = spellings.get(word, word)
        reached = []
        for node in nodes:
            if (after := node.edges.get(word)) is None:
                after = node.edges[word] = Node()
            reached.append(after)
        nodes = reached
    return nodes
