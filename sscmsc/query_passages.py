"""Where in the texts of an entry the words are that a query looks for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from sscmsc.query_checks import Both, Check, Either, Named, Words, phrases
from sscmsc.query_words import BOUNDARY, NAMES, UNSPACED, name_words, text_words
from sscmsc.record import Author, Group
from sscmsc.text import ABSTRACT_LIMIT, clean, plain

if TYPE_CHECKING:
    from sscmsc.entry import Entry

#: Words of a text that are shown around what was found in it.
AROUND = 24
#: Where what was found is shown from, besides the title, the most telling first.
SHOWN = ("abstract", "keywords", "mesh", "note", "tags", "original", "authors", "journal")

_RUN = re.compile(rf"{UNSPACED}|(?:(?!{UNSPACED})[^\W_])+(?:['\u2019\u02bc][sS](?!\w))?")

Span = tuple[int, int]


class Marked(NamedTuple):
    """A text, and where in it the words are that were looked for: (start, end) in characters."""

    text: str
    hits: tuple[Span, ...] = ()


class Hit(NamedTuple):
    """What shows that a work was found: its title, and a stretch of the field that shows most
    besides, which is empty where no other does."""

    title: Marked
    field: str = ""
    passage: Marked = Marked("")


def sought(check: Check) -> tuple[Words | Named, ...]:
    """The words and names that a query looks for, those it leaves out not among them."""
    if isinstance(check, Words | Named):
        return (check,)
    parts = check.checks if isinstance(check, Both | Either) else ()
    return tuple(dict.fromkeys(one for part in parts for one in sought(part)))


def find_hit(entry: Entry, looked_for: Sequence[Words | Named]) -> Hit:
    """Where an entry shows what was looked for."""
    record = entry.record
    title = _marked(clean(plain(record.shown_title or "")), "title", looked_for)
    for name in SHOWN:
        text = clean(_text(entry, name), ABSTRACT_LIMIT)
        if text and (found := _marked(text, name, looked_for)).hits:
            return Hit(title, name, _passage(found))
    return Hit(title)


def _text(entry: Entry, name: str) -> str:
    record, container = entry.record, entry.record.container
    return {
        "abstract": lambda: " ".join(plain(part.text) for part in record.abstract),
        "keywords": lambda: "; ".join(record.keywords),
        "mesh": lambda: "; ".join(one.descriptor for one in record.mesh),
        "note": lambda: entry.note or "",
        "tags": lambda: "; ".join(entry.tags),
        "original": lambda: plain(record.original_title or "") if record.title else "",
        "authors": lambda: "; ".join(map(_name, record.authors)),
        "journal": lambda: (container.title or container.short or "") if container else "",
    }[name]()


def _name(author: Author) -> str:
    if isinstance(author, Group):
        return author.name
    return ", ".join(one for one in (author.family, author.given or author.initials) if one)


def _marked(text: str, column: str, looked_for: Iterable[Words | Named]) -> Marked:
    """A text with the places where it has what was looked for in that column."""
    words_of = name_words if column in NAMES else text_words
    words = [
        (word, found.start(), found.end())
        for found in _RUN.finditer(text)
        for word in words_of(found.group())
    ]
    spans = sorted(span for one in looked_for if _is_in(one, column) for span in _spans(words, one))
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    return Marked(text, tuple(merged))


def _is_in(one: Words | Named, column: str) -> bool:
    if isinstance(one, Named):
        return column == "authors"
    return not one.columns or column in one.columns


def _spans(words: Sequence[tuple[str, int, int]], one: Words | Named) -> Iterator[Span]:
    asked: list[tuple[tuple[str, ...], bool]]
    if isinstance(one, Named):
        asked = [((word,), one.begun) for word in one.words]
    else:
        asked = [
            (tuple(word for word in phrase if word != BOUNDARY), begun)
            for phrase, begun in phrases(one)
        ]
    for phrase, begun in asked:
        size = len(phrase)
        last: Callable[[str, str], bool] = str.startswith if begun else str.__eq__
        for at in range(len(words) - size + 1):
            if last(words[at + size - 1][0], phrase[-1]) and all(
                words[at + place][0] == word for place, word in enumerate(phrase[:-1])
            ):
                yield words[at][1], words[at + size - 1][2]


def _passage(found: Marked) -> Marked:
    """The stretch of so many words that shows most of what was found, with ellipses."""
    words = [(one.start(), one.end()) for one in re.finditer(r"\S+", found.text)]
    if len(words) <= AROUND:
        return found
    begins = [begin for begin, _ in words]
    places = [bisect_right(begins, start) - 1 for start, _ in found.hits]
    counts = Counter(places)
    before = list(accumulate((counts[at] for at in range(len(words))), initial=0))
    shown = [before[at + AROUND] - before[at] for at in range(len(words) - AROUND + 1)]
    most = max(shown)
    # Of the stretches that show most, the one with some words before the first of it.
    first = min(
        (at for at, number in enumerate(shown) if number == most),
        key=lambda at: abs(places[bisect_left(places, at)] - at - AROUND // 3),
    )
    begin, end = words[first][0], words[first + AROUND - 1][1]
    lead, tail = "…" if begin else "", "…" if end < len(found.text) else ""
    shift = begin - len(lead)
    hits = tuple(
        (max(start, begin) - shift, min(stop, end) - shift)
        for start, stop in found.hits
        if start < end and stop > begin
    )
    return Marked(lead + found.text[begin:end] + tail, hits)
