"""Which of many works are worth comparing: those that share an identifier or a block.

Blocks are beginnings and ends of titles, and the place where a work appeared. Titles of one
field begin alike by the hundred: a block that is too large is divided by longer beginnings.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import combinations

from rapidfuzz import fuzz

from sscmsc.record import Person, Record

#: Letters of a title in a block, and in the parts of one that is too large.
LETTERS = (12, 24, 48, 96)
#: Works of one block of which each is compared with each other.
CROWD = 10
#: How alike, of 100, two titles must be to be looked at closer when only their letters meet.
ALIKE = 78
#: Below this two titles have nothing to do with each other.
UNLIKE = 45
#: A title that another one continues has at least so many letters.
CONTINUED = 20

_ARTICLES = ("the ", "a ", "an ")
#: Letters that one source prints before a page and another does not.
_BEFORE_PAGE = "0eEsSpP "


def candidate_pairs(
    records: Sequence[Record], titles: Sequence[tuple[str, ...]]
) -> list[tuple[int, int]]:
    """The places of records that may be of one work, each pair once, the smaller place first.

    `titles` are the keys of each record's titles.
    """
    found: set[tuple[int, int]] = set()
    for places in _shared(_identifiers, records):
        found.update(combinations(_spread(places), 2))
    by_title = _Titles(records, titles)
    for places in _shared(_places, records):
        if len(places) <= CROWD:
            pairs = combinations(places, 2)
            found.update(pair for pair in pairs if by_title.may_be_one(*pair))
    found.update(by_title.pairs())
    return sorted(found)


def _shared(
    keys_of: Callable[[Record], Iterable[str]], records: Sequence[Record]
) -> Iterable[list[int]]:
    """The places of records that have a key in common."""
    first: dict[str, int] = {}
    more: dict[str, list[int]] = {}
    for place, record in enumerate(records):
        for key in keys_of(record):
            held = first.setdefault(key, place)
            if held != place:
                more.setdefault(key, [held]).append(place)
    return more.values()


def _identifiers(record: Record) -> Iterable[str]:
    held = (record.doi, record.pmid, record.pmcid, *record.superseded_dois)
    return [one.value for one in held if one is not None]


def _places(record: Record) -> Iterable[str]:
    """First page with volume, and with the first author's first letters."""
    pages = record.pages or record.article_number
    if not pages:
        return ()
    page = pages.partition("-")[0].lstrip(_BEFORE_PAGE)
    volume = (record.volume or "").partition(" ")[0]
    author = record.authors[0] if record.authors else None
    if isinstance(author, Person):
        by_author = f"{author.family[:4].lower()} {page}"
        return (f"{volume} {page}", by_author) if volume else (by_author,)
    return (f"{volume} {page}",) if volume else ()


class _Titles:
    """The titles of records as letters without blanks, each with the place of its record."""

    def __init__(self, records: Sequence[Record], titles: Sequence[tuple[str, ...]]) -> None:
        self._records = records
        self._titles = titles
        self._letters: list[str] = []
        self._owners: list[int] = []
        for place, keys in enumerate(titles):
            for title in keys:
                if len(letters := _letters(title)) >= 4:
                    self._letters.append(letters)
                    self._owners.append(place)

    def may_be_one(self, one: int, other: int) -> bool:
        """Whether two records of one place may be of one work: titles that are not alike at all
        are of one only in two languages, which abstracts tell."""
        left, right = self._titles[one], self._titles[other]
        if not left or not right or (self._records[one].abstract and self._records[other].abstract):
            return True
        return any(fuzz.ratio(a, b, score_cutoff=UNLIKE) > 0 for a in left for b in right)

    def pairs(self) -> Iterator[tuple[int, int]]:
        for beginning in (True, False):
            for block in self._blocks(range(len(self._letters)), beginning, 0):
                for one, other in combinations(block, 2):
                    here, there = self._owners[one], self._owners[other]
                    if here != there and _alike(self._letters[one], self._letters[other]):
                        yield (here, there) if here < there else (there, here)

    def _blocks(self, numbers: Iterable[int], beginning: bool, level: int) -> Iterator[list[int]]:
        length = LETTERS[level]
        for block in _grouped(numbers, self._letters, length if beginning else -length):
            if len(block) <= CROWD:
                yield block
            elif level + 1 < len(LETTERS):
                yield from self._blocks(block, beginning, level + 1)
            else:
                yield from self._crowd(block)

    def _crowd(self, block: Iterable[int]) -> Iterator[list[int]]:
        """The parts of a block of one title, `Editorial` and the like: works of one author."""
        held: dict[str, list[int]] = {}
        for number in block:
            author = next(iter(self._records[self._owners[number]].authors), None)
            name = author.family if isinstance(author, Person) else ""
            held.setdefault(name[:4].casefold(), []).append(number)
        return (_spread(part) for part in held.values() if len(part) > 1)


def _grouped(numbers: Iterable[int], letters: Sequence[str], length: int) -> Iterable[list[int]]:
    """The numbers of titles that begin (or end, where the length is below 0) alike."""
    first: dict[str, int] = {}
    more: dict[str, list[int]] = {}
    for number in numbers:
        text = letters[number]
        key = text[:length] if length > 0 else text[length:]
        held = first.setdefault(key, number)
        if held != number:
            more.setdefault(key, [held]).append(number)
    return more.values()


def _spread(places: list[int]) -> list[int]:
    """At most so many that comparing each with each stays cheap."""
    return places[: 10 * CROWD]


def _alike(one: str, other: str) -> bool:
    if one == other:
        return True
    shorter, longer = (one, other) if len(one) <= len(other) else (other, one)
    if len(shorter) >= CONTINUED and longer.startswith(shorter):
        return True
    return fuzz.ratio(one, other, score_cutoff=ALIKE) > 0


def _letters(title: str) -> str:
    if title.startswith(_ARTICLES):
        title = title.partition(" ")[2]
    return title.replace(" ", "")
