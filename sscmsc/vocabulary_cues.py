"""The words that introduce a name as an example, a contrast or a comparison."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

#: Words that introduce names, in lower case.
Cue = tuple[str, ...]
#: Cues by their last word.
Cues = Mapping[str, tuple[Cue, ...]]


def cues_by_last_word(cues: Iterable[str]) -> dict[str, tuple[Cue, ...]]:
    """Introducing words, looked up by their last one."""
    found: dict[str, tuple[Cue, ...]] = {}
    for cue in cues:
        words = tuple(cue.split())
        found[words[-1]] = (*found.get(words[-1], ()), words)
    return found


CONTRASTS = cues_by_last_word(
    (
        "unlike", "in contrast to", "in contrast with", "contrary to", "opposed to", "rather than",
        "other than", "except", "except for", "excluding", "exclusion of", "without", "not",
        "neither", "no", "non", "instead of", "mimicking", "mimics", "mimic", "resembling",
        "simulating", "masquerading as", "free of", "absence of", "misdiagnosed as",
    )
)  # fmt: skip


class Introductions(NamedTuple):
    """The cues of a facet: `all` of an abstract, `contrasts` those of a title, `examples` those
    after which a list goes on without `and`."""

    all: Cues
    contrasts: Cues
    examples: frozenset[Cue]


def make_introductions(examples: Sequence[str], comparisons: Sequence[str]) -> Introductions:
    """The cues of a facet from the words that its file lists."""
    contrasts = [" ".join(cue) for cues in CONTRASTS.values() for cue in cues]
    return Introductions(
        cues_by_last_word((*contrasts, *comparisons, *examples)),
        CONTRASTS,
        frozenset(tuple(one.split()) for one in examples),
    )
