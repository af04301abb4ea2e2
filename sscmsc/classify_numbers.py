"""What a record states in numbers: how many people were studied, and where a trial is registered.

A sample size is taken only where the title or the abstract says it of people, and only when it
is plain which of several numbers is the whole: nothing is better than a wrong number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import compress
from typing import NamedTuple

from sscmsc.classify_passages import STOP, Passage, find_places
from sscmsc.entry import Facet
from sscmsc.record import Record

PEOPLE = frozenset(
    "patients participants subjects individuals children adults women men persons people cases "
    "volunteers adolescents infants recipients males females boys girls probands donors families "
    "neonates newborns respondents students".split()
)
_UNITS = (
    "one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen "
    "sixteen seventeen eighteen nineteen"
).split()
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()
SPELLED = {
    **{word: number for number, word in enumerate(_UNITS, 1)},
    **{word: number for number, word in zip(range(20, 100, 10), _TENS, strict=True)},
}
#: Words that may stand between a number and the people it counts are any but these.
APART = frozenset(
    ", . ; : ( ) % of and or in to for with than the a an from by at on per as is are was were had "
    "years year yr months month weeks week days day hours hour h min mg ml kg mm cm times fold "
    "percent versus vs only all each healthy control controls non".split()
)
#: Words before a number that make it no count of people.
LABELS = frozenset(
    "type phase stage grade class day days week weeks month months year years group groups cohort "
    "level version score aged age over than under least most covid sars cov il cd hla table top "
    "nyha step part arm wave visit every".split()
)
#: What is said of the whole of a study, the surest first.
WHOLE = (
    frozenset("randomized randomised randomly".split()),
    frozenset(
        "enrolled enroled included recruited comprised comprising involving involved analysed "
        "analyzed studied evaluated treated transplanted followed received underwent assessed "
        "reviewed identified examined participated infused injected".split()
    ),
)
_SPAN = 3


class Count(NamedTuple):
    """A number of people: `place` of its words, `surety` 0 for the surest that it is all."""

    number: int
    passage: Passage
    start: int
    end: int
    surety: int


def find_sample_size(passages: Sequence[Passage]) -> list[Facet]:
    """The number of people studied as a label of the facet `n`, or nothing."""
    for source in ("title", "abstract"):
        counts = [count for one in passages if one.source == source for count in find_counts(one)]
        best = min((count.surety for count in counts), default=9)
        chosen = [count for count in counts if count.surety == best]
        numbers = {count.number for count in chosen}
        if chosen and (len(numbers) == 1 or (best < 2 and source == "abstract")):
            count = chosen[0]
            shown = count.passage.words.shown(count.start, count.end)
            return [Facet("n", str(count.number), (f'{source}: "{shown}"',))]
    return []


def find_counts(passage: Passage) -> Iterator[Count]:
    """Every number of people in a passage."""
    low = passage.words.low
    for place in compress(range(len(low)), map(PEOPLE.__contains__, low)):
        if (found := _before(low, place)) is not None:
            number, start = found
            surety = 2 if _is_arm(low, place, number) else _surety(low, start, place + 1)
            yield Count(number, passage, start, place + 1, surety)
    for place in find_places(low[:-1], "n"):
        if number := _digits(low[place + 1]):
            after = low[place + 2] if place + 2 < len(low) else "."
            if after in ").;,":
                yield Count(number, passage, place, place + 2, 3)


def _before(low: Sequence[str], place: int) -> tuple[int, int] | None:
    """The number that counts the people at `place`, and where it begins."""
    for at in range(place - 1, max(-1, place - 2 - _SPAN), -1):
        word = low[at]
        if (number := _digits(word)) or word in SPELLED:
            return _whole_number(low, at, number or SPELLED[word])
        if word in APART:
            return None
    return None


def _whole_number(low: Sequence[str], at: int, number: int) -> tuple[int, int] | None:
    """A number that may be written in several words: `1,234`, `twenty-six`, `one hundred`."""
    start = at
    if low[at].isdigit() and at > 1 and low[at - 1] == "," and len(low[at]) == 3:
        if (thousands := _digits(low[at - 2])) and thousands < 1000:
            number, start = thousands * 1000 + number, at - 2
    elif low[at] in _UNITS[:9] and at and low[at - 1] in _TENS:
        number, start = number + SPELLED[low[at - 1]], at - 1
    before = low[start - 1] if start else ""
    if before in ("to", "from", "and", "between"):
        before = low[start - 2] if start > 1 and _digits(low[start - 2]) else ""
    if before in LABELS or _digits(before) or before in SPELLED or before == "hundred":
        return None
    return (number, start) if number > 1 else None


def _digits(word: str) -> int:
    return int(word) if word.isascii() and word.isdigit() and 0 < len(word) < 7 else 0


def _surety(low: Sequence[str], start: int, end: int) -> int:
    """How sure it is that a number is of all people studied: 0 to 1 when it is said so."""
    if start >= 2 and low[start - 1] == "of" and low[start - 2] in ("total", "cohort", "series"):
        return 0
    before, after = low[max(0, start - 3) : start], low[end : end + 4]
    if "." in after:
        after = after[: list(after).index(".")]
    for surety, words in enumerate(WHOLE):
        if not words.isdisjoint(before) or not words.isdisjoint(after):
            return surety
    return 2


def _is_arm(low: Sequence[str], place: int, number: int) -> bool:
    """Whether people are one arm of several: "36 patients to cells and 39 to placebo"."""
    end = low.index(STOP, place) if STOP in low[place:] else len(low)
    others = [
        _digits(low[at])
        for at in range(place, end - 2)
        if _digits(low[at]) and "to" in (low[at + 1], low[at + 2])
    ]
    return bool(others) and sum(others) != number


class Registry(NamedTuple):
    """How a registry writes its numbers; `mark` is there in any text that has one."""

    name: str
    mark: str
    pattern: re.Pattern[str]


REGISTRIES = tuple(
    Registry(name, mark, re.compile(pattern))
    for name, mark, pattern in (
        ("ClinicalTrials.gov", "NCT", r"\bNCT\s?0?\d{7}\b"),
        ("ISRCTN", "ISRCTN", r"\bISRCTN\s?\d{8}\b"),
        ("ChiCTR", "ChiCTR", r"\bChiCTR(?:-?[A-Z]{2,4}-?)?\s?\d{8,10}\b"),
        ("EudraCT", "EudraCT", r"\b(?:19|20)\d{2}-\d{6}-\d{2}\b"),
        ("UMIN-CTR", "UMIN", r"\bUMIN0\d{8}\b"),
        ("DRKS", "DRKS", r"\bDRKS\d{8}\b"),
        ("ANZCTR", "ACTRN", r"\bACTRN126\d{11}\b"),
        ("CTRI", "CTRI", r"\bCTRI/\d{4}/\d{2,3}/\d{6}\b"),
        ("IRCT", "IRCT", r"\bIRCT\d{11,}N\d+\b"),
        ("jRCT", "jRCT", r"\bjRCTs?\d{9,10}\b"),
    )
)


def find_registrations(record: Record, passages: Sequence[Passage]) -> list[Facet]:
    """The trial registrations that the record lists or its text states, facet `trial`."""
    found: dict[str, list[str]] = {}
    for trial in record.trials:
        number = _registered(trial.registry, trial.number)
        found.setdefault(number, []).append(f"registration {trial.registry}")
    for passage in passages:
        source, text = passage.source, passage.words.text
        for registry in REGISTRIES:
            if registry.mark in text:
                for one in registry.pattern.findall(text):
                    number = _registered(registry.name, one)
                    evidence = found.setdefault(number, [])
                    if (shown := f'{source}: "{one}"') not in evidence:
                        evidence.append(shown)
    return [Facet("trial", number, tuple(evidence)) for number, evidence in found.items()]


def _registered(registry: str, number: str) -> str:
    """A registration as it is looked for: without blanks, and named where it is but digits."""
    bare = "".join(number.split())
    return bare if bare[:1].isalpha() else f"{registry} {bare}"
