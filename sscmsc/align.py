"""The reference lists that several sources give for one review, aligned into one list.

Lines are paired by what they say, never by index: candidates come from shared identifiers and
rare words, the heaviest chain of candidates in the order of both lists is kept (the global
alignment of Needleman and Wunsch over a sparse similarity with gaps at no cost), and what
stands in another order is paired afterwards if it is certain.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import NamedTuple

from sscmsc import printed_line
from sscmsc.facts import Facts, marks_of, reference_facts
from sscmsc.match import compare
from sscmsc.merge_references import merge_references, united
from sscmsc.reference import Reference

#: Candidates scored for each line.
CANDIDATES = 4
#: A word on more lines than this, or than a fiftieth of them, finds no candidates.
COMMON = 6
#: Lines as alike as this are paired against the order of the lists when neither has a rival.
ALIKE = 0.9


class Pair(NamedTuple):
    """A line of the first list and one of the second (0-based), and how alike they are.

    `weight` is above 0: 2 with a shared identifier, else 0 to 1; `sure` says whether it holds
    without the order of the lists.
    """

    first: int
    second: int
    weight: float
    sure: bool


def align(lists: Sequence[tuple[str, tuple[Reference, ...]]]) -> tuple[Reference, ...]:
    """One list from the reference lists of one review, the most trusted source first.

    `lists` pairs a source's name with its lines in printed order. Every line of every list is in
    exactly one line of the result; lines stand in the first list's order, with those that only
    a later list has at their place in it; positions count from 1. Of contradictory identifiers
    the earlier list's are kept and the others put in a note.
    """
    joined: tuple[Reference, ...] = ()
    for source, references in lists:
        named = tuple(replace(one, sources=united(one.sources, (source,))) for one in references)
        joined = _joined(joined, named, source) if joined else named
    return tuple(replace(one, position=place) for place, one in enumerate(joined, start=1))


def pairs(first: Sequence[Reference], second: Sequence[Reference]) -> tuple[tuple[int, int], ...]:
    """Which lines of two lists are one, as 0-based indices, in the first list's order."""
    chain, crossed = _pairs(first, second)
    return tuple(sorted(chain + crossed))


def _joined(
    first: tuple[Reference, ...], second: tuple[Reference, ...], source: str
) -> tuple[Reference, ...]:
    chain, crossed = _pairs(first, second)
    partner = dict(chain + crossed)
    alone = sorted(set(range(len(second))) - set(partner.values()))
    before: defaultdict[int, list[Reference]] = defaultdict(list)
    in_order = len(chain) >= len(crossed)
    seconds = [place for _, place in chain]
    for place in alone:
        following = bisect_left(seconds, place)
        at = chain[following][0] if in_order and following < len(chain) else len(first)
        before[at].append(second[place])
    result: list[Reference] = []
    for place, one in enumerate(first):
        result.extend(before[place])
        other = partner.get(place)
        result.append(one if other is None else merge_references(one, second[other], source))
    return (*result, *before[len(first)])


def _pairs(
    first: Sequence[Reference], second: Sequence[Reference]
) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The pairs that stand in one order in both lists, ascending, and those that cross them."""
    lefts, rights = (
        [reference_facts(one) for one in first],
        [reference_facts(one) for one in second],
    )
    candidates = [
        pair
        for left, right in _candidates(lefts, rights)
        if (pair := _scored(left, right, lefts[left], rights[right]))
    ]
    chain = _heaviest_chain(candidates, len(lefts), len(rights))
    crossed = _crossing(candidates, chain)
    kept = [(pair.first, pair.second) for pair in chain]
    if len(kept) >= len(crossed):
        kept = sorted(kept + _between(kept, crossed, lefts, rights))
    return kept, crossed


def _crossing(candidates: list[Pair], chain: list[Pair]) -> list[tuple[int, int]]:
    """The certain pairs outside the chain, and those that are much alike and have no rival."""
    taken, given = {pair.first for pair in chain}, {pair.second for pair in chain}
    firsts = Counter(pair.first for pair in candidates if pair.weight >= ALIKE)
    seconds = Counter(pair.second for pair in candidates if pair.weight >= ALIKE)
    found: list[tuple[int, int]] = []
    for pair in sorted(candidates, key=lambda one: (-one.weight, one.first, one.second)):
        alone = pair.weight >= ALIKE and firsts[pair.first] == seconds[pair.second] == 1
        if (pair.sure or alone) and pair.first not in taken and pair.second not in given:
            taken.add(pair.first)
            given.add(pair.second)
            found.append((pair.first, pair.second))
    return found


def _candidates(lefts: list[Facts], rights: list[Facts]) -> Iterable[tuple[int, int]]:
    """The pairs worth scoring: each left line with the right ones that share most rare words."""
    holders: defaultdict[str, list[int]] = defaultdict(list)
    for place, facts in enumerate(rights):
        for word in _words(facts):
            holders[word].append(place)
    common = max(COMMON, len(rights) // 50)
    slope = len(rights) / max(1, len(lefts))
    for place, facts in enumerate(lefts):
        found: defaultdict[int, float] = defaultdict(float)
        for word in _words(facts):
            places = holders.get(word, ())
            if len(places) <= common or word.startswith("="):
                for other in places:
                    found[other] += (50 if word.startswith("=") else 1) / len(places)
        best = sorted(found, key=lambda one: (-found[one], abs(one - place * slope)))
        yield from ((place, other) for other in best[:CANDIDATES])


def _words(facts: Facts) -> set[str]:
    """What a line can be found by: its words, its numbers and (after `=`) its identifiers."""
    words = set(facts.line.split())
    for title in facts.titles:
        words.update(title.split())
    for author in facts.authors[:3]:
        words.update(author.split())
    words.update(facts.pages)
    words.update(f"{page} {facts.volume}" for page in facts.pages if facts.volume)
    words.update(f"={one}" for one in (facts.pmid, facts.pmcid, *facts.dois) if one)
    return {word for word in words if len(word) > 2}


def _scored(first: int, second: int, left: Facts, right: Facts) -> Pair | None:
    """The pair with its weight, or None for lines that cannot be one."""
    shared = _shares_identifier(left, right)
    if shared:
        return Pair(first, second, 2.0 if _weight(left, right)[0] >= 0.3 else 1.2, True)
    weight, sure = _weight(left, right)
    if weight < 0.5:
        return None
    if shared is False:
        return Pair(first, second, weight / 2, False) if sure else None
    return Pair(first, second, weight, sure)


def _weight(left: Facts, right: Facts) -> tuple[float, bool]:
    """How alike two lines are by what is printed, and whether that leaves no doubt."""
    judged = compare(_nameless(left), _nameless(right))
    weight = judged.score if judged.verdict != "different" else 0.0
    if left.line and right.line:
        printed = printed_line.line_likeness(left.line, right.line)
        if printed >= 0.75 and (
            judged.verdict != "different" or not (left.titles and right.titles)
        ):
            weight = max(weight, printed)
            return weight, judged.verdict == "same" or printed >= 0.93
    return weight, judged.verdict == "same"


def _nameless(facts: Facts) -> Facts:
    return facts._replace(pmid=None, pmcid=None, dois=())


def _shares_identifier(left: Facts, right: Facts) -> bool | None:
    """True: one in common and none contradictory. False: contradictory. None: not comparable."""
    judged = [
        one == other
        for one, other in (
            (left.pmid, right.pmid), (left.pmcid, right.pmcid), (left.dois[:1], right.dois[:1]),
        )
        if one and other
    ]  # fmt: skip
    return all(judged) if judged else None


def _heaviest_chain(candidates: list[Pair], lefts: int, rights: int) -> list[Pair]:
    """The candidates of greatest total weight that ascend in both lists.

    Lines of equal content are told apart by how far down their lists they stand.
    """
    best: list[tuple[float, int]] = [(0.0, -1)] * (rights + 1)
    back: list[int] = []
    ordered = sorted(candidates, key=lambda one: (one.first, -one.second))
    for number, pair in enumerate(ordered):
        total, previous = 0.0, -1
        place = pair.second
        while place > 0:
            if best[place][0] > total:
                total, previous = best[place]
            place -= place & -place
        back.append(previous)
        offset = abs(pair.first / max(1, lefts) - pair.second / max(1, rights))
        total += pair.weight + 0.01 * (1 - offset)
        place = pair.second + 1
        while place <= rights:
            if total > best[place][0]:
                best[place] = (total, number)
            place += place & -place
    chain: list[Pair] = []
    number = max(best, default=(0.0, -1))[1]
    while number >= 0:
        chain.append(ordered[number])
        number = back[number]
    return chain[::-1]


def _between(
    chain: list[tuple[int, int]],
    crossed: list[tuple[int, int]],
    lefts: list[Facts],
    rights: list[Facts],
) -> list[tuple[int, int]]:
    """Pairs of the lines left over between two pairs of the chain, where both lists have equally
    many there and nothing in a pair speaks against it: a line may give only a key."""
    taken, given = {first for first, _ in crossed}, {second for _, second in crossed}
    found: list[tuple[int, int]] = []
    for (above, before), (below, after) in pairwise([(-1, -1), *chain, (len(lefts), len(rights))]):
        ones = [place for place in range(above + 1, below) if place not in taken]
        others = [place for place in range(before + 1, after) if place not in given]
        if len(ones) == len(others):
            found += [
                (one, other)
                for one, other in zip(ones, others, strict=True)
                if _compatible(lefts[one], rights[other])
            ]
    return found


def _compatible(left: Facts, right: Facts) -> bool:
    if _shares_identifier(left, right) is False:
        return False
    one, other = _nameless(left), _nameless(right)
    if one == other or Facts() in (one, other):
        return True
    marks = marks_of(one, other)
    printed = printed_line.line_likeness(one.line, other.line)
    return printed >= 0.6 or (
        marks.against == 0 and marks.support >= 1 and (marks.title is None or marks.title >= 0.5)
    )
