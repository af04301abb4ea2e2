"""What stands in a printed line of a reference list, sought there by what a record says.

Lines and values are keys (see `likeness`). A line is read into fields by `citation`, which now and
then divides it in the wrong place; what is found here is found whatever that reading was.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from sscmsc.likeness import STOP_WORDS, numbers, same_page, same_word, title_likeness

_YEAR = re.compile(r"\b(1[89]\d\d|20\d\d)[a-z]?\b")
_NUMBER = re.compile(r"\d+")
_MONTHS = frozenset("jan feb mar apr may jun jul aug sep sept oct nov dec".split())
#: Words of two letters that are no initials.
_NO_INITIALS = frozenset(
    "am an as at be by de di do du el en et he if in is it la le my no of on or so to un up us vs "
    "we".split()
)
#: Words after a title that belong to no title.
_AFTER = frozenset("internet online epub suppl vol".split()) | _MONTHS


class Stretch(NamedTuple):
    """Where a title stands in a line (characters), and how alike it is, 0 to 1."""

    start: int
    end: int
    likeness: float


def title_in_text(title: str, text: str) -> float:
    """0 to 1: how well a title's key is found as one stretch of a printed line's key."""
    if title in text:
        return 1.0
    if len(title) > len(text):
        return title_likeness(title, text)
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(title, text, score_cutoff=70)
    if found is None:
        return 0.0
    stretch = text[found.dest_start : found.dest_end]
    if found.score > 80 and numbers(title) != numbers(stretch):
        return 0.8
    return found.score / 100


def title_stands(
    title: str, line: str, authors: tuple[str, ...], journals: tuple[str, ...]
) -> float:
    """0 to 1: how well a title is a whole part of a line, between its authors and its journal.

    `authors` are the families, `journals` the names of the record that the title is of. What
    is a piece of a longer title scores 0: the words beside it are neither a name, an initial
    or a number before, nor the journal or a number behind.
    """
    found = _stretch(title, line)
    if found is None:
        return 0.0
    before, behind = line[: found.start].split(), line[found.end :].split()
    names = {word for author in authors for word in author.split()}
    # Initials that are a word (`BE`, `AN`) are told by the name before them.
    named = not names.isdisjoint(before[-2:])
    opened = not before or named or _before_title(before[-1])
    closed = not behind or _after_title(behind[0]) or _begins_journal(behind, journals)
    return found.likeness if opened and closed else 0.0


def _stretch(title: str, line: str) -> Stretch | None:
    place = f" {line} ".find(f" {title} ")
    if place >= 0:
        return Stretch(place, place + len(title), 1.0)
    if len(title) > len(line):
        return None
    from rapidfuzz import fuzz

    found = fuzz.partial_ratio_alignment(title, line, score_cutoff=85)
    if found is None:
        return None
    # What is cut within a word is taken to the end of the word that most of it is in.
    start = line.rfind(" ", 0, found.dest_start + 3) + 1
    end = line.find(" ", max(start, found.dest_end - 2))
    end = len(line) if end < 0 else end
    return Stretch(start, end, title_likeness(title, line[start:end]))


def _before_title(word: str) -> bool:
    """Whether a title may begin after it: initials, a number, "et al", a month."""
    initials = len(word) <= 2 and word not in _NO_INITIALS
    return initials or word[0].isdigit() or word == "al" or word in _MONTHS


def _after_title(word: str) -> bool:
    return word[0].isdigit() or word in _AFTER


def _begins_journal(words: list[str], journals: tuple[str, ...]) -> bool:
    kept = [word for word in words if word not in STOP_WORDS]
    return any(
        bool(kept) and all(map(same_word, kept, parts[:2]))
        for parts in (journal.split() for journal in journals)
    )


def years_in_line(line: str) -> tuple[int, ...]:
    """Every number in a line's key that may be a year."""
    return tuple(map(int, _YEAR.findall(line)))


def author_in_line(family: str, line: str) -> bool | None:
    """Whether a printed line begins with a family name; None when the name comes only later."""
    padded = f" {line} "
    start = padded.find(f" {family} ")
    if start < 0:
        start = padded.find(f" {family.rpartition(' ')[2]} ")
    if start < 0:
        return False
    return True if start <= 30 else None


def begins_with(family: str, line: str) -> bool:
    """Whether a family name is the first thing in a line, but for initials and a number."""
    words, sought = line.split(), family.split()
    ahead = (at for at, word in enumerate(words) if len(word) > 1 and not word[0].isdigit())
    start = next(ahead, 0)
    return bool(sought) and words[start : start + len(sought)] == sought


def place_in_line(
    volume: str, pages: tuple[str, ...], line: str
) -> tuple[bool | None, bool | None]:
    """Whether a volume and, within five words after it, a first page stand in a printed line.

    A page of three figures or more is believed by itself; what is not found is unknown,
    since not every style prints it.
    """
    words = line.split()
    if volume:
        for place, word in enumerate(words):
            if word == volume and any(
                same_page(page, after) for page in pages for after in words[place + 1 : place + 6]
            ):
                return True, True
    alone = any(len(page) >= 3 and page in words for page in pages)
    return None, True if alone else None


def journal_in_line(journals: tuple[str, ...], line: str) -> bool:
    """Whether a journal's name, in full or abbreviated, stands in a printed line.

    A name of one word, which may be a word of a title, must have a number after it.
    """
    return any(
        parts > 1 or (behind and _after_title(behind[0]))
        for parts, behind in _behind_journal(journals, line)
    )


def volume_in_line(volume: str, journals: tuple[str, ...], line: str) -> bool | None:
    """Whether a volume stands right behind the name of its journal, but for a year."""
    for _, behind in _behind_journal(journals, line):
        numbered = behind[1:] if behind and _YEAR.fullmatch(behind[0]) else behind
        if volume and numbered and numbered[0] == volume:
            return True
    return None


def _behind_journal(journals: tuple[str, ...], line: str) -> Iterator[tuple[int, list[str]]]:
    """For each place where a name of the journal stands: its words, and what is behind it."""
    words = [word for word in line.replace(" u s a ", " usa ").split() if word not in STOP_WORDS]
    for journal in journals:
        parts = journal.split()
        for start in range(len(words) - len(parts) + 1):
            if all(map(same_word, parts, words[start : start + len(parts)])):
                yield len(parts), words[start + len(parts) :]


def line_likeness(one: str, other: str) -> float:
    """0 to 1 for the keys of two printed lines: shared words, less for numbers that differ."""
    if one == other:
        return 1.0 if one else 0.0
    from rapidfuzz import fuzz

    ratio = fuzz.token_set_ratio(one, other, score_cutoff=60) / 100
    left, right = set(_NUMBER.findall(one)), set(_NUMBER.findall(other))
    if not ratio or not left or not right:
        return ratio
    return ratio * (0.5 + 0.5 * len(left & right) / min(len(left), len(right)))
