"""The text of a record in passages: titles, keywords, and the sections of an abstract."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from sscmsc.record import AbstractSection, Record
from sscmsc.text import plain
from sscmsc.words import Words

STOP = "."
AIMS = frozenset("aim aims aimed objective objectives purpose".split())
#: What stands between keywords.
BETWEEN = " ; "


class Passage(NamedTuple):
    """A title, all keywords, or a section of an abstract.

    `source` is `title`, `keyword` or `abstract`; keywords have a semicolon between them.
    `opens`, `closes`: the first, the last section; `labels`: the words of the section's label,
    in capitals.
    """

    source: str
    words: Words
    opens: bool = False
    closes: bool = False
    labels: frozenset[str] = frozenset()


def make_passages(record: Record) -> tuple[Passage, ...]:
    """All text of a record that may name a value, in words."""
    titles = dict.fromkeys(plain(one) for one in (record.title, record.original_title) if one)
    keywords = sorted({plain(one).replace(";", ",") for one in record.keywords})
    sections = [plain(one.text) for one in record.abstract]
    texts = [*titles, *([BETWEEN.join(keywords)] if keywords else ()), *sections]
    words = Words.of_all(texts)
    found = [Passage("title", one) for one in words[: len(titles)]]
    if keywords:
        found.append(Passage("keyword", words[len(titles)]))
    last = len(sections) - 1
    for place, one in enumerate(words[len(found) :]):
        labels = _labels(record.abstract[place])
        found.append(Passage("abstract", one, place == 0, place == last, labels))
    return tuple(found)


def _labels(section: AbstractSection) -> frozenset[str]:
    if section.label is None and section.category is None:
        return frozenset()
    return _label_words(section.label or "", section.category or "")


@lru_cache(500)
def _label_words(label: str, category: str) -> frozenset[str]:
    return frozenset(re.findall(r"\w+", f"{label} {category}".upper()))


def find_places(words: Sequence[str], wanted: str) -> list[int]:
    """Where a word stands."""
    found: list[int] = []
    for _ in range(words.count(wanted)):
        found.append(words.index(wanted, found[-1] + 1 if found else 0))
    return found


class Edges(NamedTuple):
    """The sentences of a section that say what a work is about: the first, the last two of the
    abstract, and any that speaks of an aim."""

    all: bool
    first: int
    last: int
    aims: tuple[tuple[int, int], ...]

    @classmethod
    def of(cls, passage: Passage) -> Edges:
        low = passage.words.low
        stops = find_places(low, STOP)
        ends = stops if stops and stops[-1] == len(low) - 1 else [*stops, len(low)]
        if passage.closes and len(ends) < 3:
            return cls(True, 0, 0, ())
        aims: list[tuple[int, int]] = []
        if not AIMS.isdisjoint(low):
            begin = 0
            for end in ends:
                if not AIMS.isdisjoint(low[begin:end]):
                    aims.append((begin, end))
                begin = end
        first = ends[0] if passage.opens else 0
        return cls(False, first, ends[-3] if passage.closes else len(low), tuple(aims))

    def holds(self, place: int) -> bool:
        """Whether the word at `place` stands in such a sentence."""
        if self.all or place < self.first or place > self.last:
            return True
        return any(begin <= place <= end for begin, end in self.aims)
