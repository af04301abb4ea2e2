"""Asides: names that a text gives as an example, a contrast or a likeness, not as its subject.

"Such as RA", "unlike RA", "RA-like" and "mimicking RA" do not make a work be about RA.
"""

from __future__ import annotations

from collections.abc import Sequence

from sscmsc.vocabulary_cues import Cue, Cues
from sscmsc.vocabulary_names import Hit
from sscmsc.words import Words

JOINS = frozenset(("and", "or", "nor"))
# A list of names does not go on across these: what follows states something of its own.
BREAKS = frozenset(
    ". ; : is are was were be been has have had which that who whose in with for to but we they "
    "can may by on however than represent represents show shows showed remain remains".split()
)
# How many words may stand between a cue and the name; for the others it is 4.
REACH = {"not": 1, "no": 1, "non": 0, "without": 2, "neither": 1}
FARTHEST = 5
MIMICS = frozenset("mimic mimics mimicker mimickers mimicking mimicry -like".split())


def find_asides(
    words: Words, hits: Sequence[Hit], cues: Cues, examples: frozenset[Cue]
) -> frozenset[int]:
    """Which hits of one facet are asides, by their place in `hits`."""
    found: set[int] = set()
    low, end = words.low, 0
    for place, hit in enumerate(hits):
        before = low[max(end, hit.start - FARTHEST) : hit.start]
        end = hit.end
        if end < len(low) and low[end] in MIMICS:
            found.add(place)
        elif place in found or cues.keys().isdisjoint(before):
            continue
        elif (cue := _cue(low, hit.start, hit.start - len(before), cues)) is not None:
            found.update(_listed(low, hits, place, cue in examples))
    return frozenset(found)


def _cue(low: Sequence[str], name: int, start: int, cues: Cues) -> Cue | None:
    """The words not before `start` that make a name an aside, from its own clause."""
    for end in range(name, start, -1):
        word = low[end - 1]
        for cue in cues.get(word, ()):
            begin = end - len(cue)
            far = name - end > REACH.get(cue[0], 4)
            if begin < start or far or tuple(low[begin:end]) != cue:
                continue
            # "with or without", "whether or not"
            if not begin or low[begin - 1] not in JOINS:
                return cue
        if word in BREAKS:
            break
    return None


def _listed(low: Sequence[str], hits: Sequence[Hit], place: int, examples: bool) -> range:
    """The hits of the list that begins at `place`: up to the one after its `and` or `or`.

    A contrast with no such word is one name: in "unlike RA, SSc" the second is the subject.
    """
    end = alone = place
    closed = False
    while end + 1 < len(hits):
        gap = low[hits[end].end : hits[end + 1].start]
        bracket = list(gap) == ["("]
        joined = 0 < len(gap) <= 7 and (gap[0] in JOINS or gap[0] in ",()")
        if not joined or (closed and not bracket) or not BREAKS.isdisjoint(gap):
            break
        if bracket and alone == end:
            alone = end + 1
        closed = closed or not JOINS.isdisjoint(gap)
        end += 1
    return range(place, (end if closed or examples else alone) + 1)
