"""What a record's text states: each naming of a value, and whether it is meant as its subject.

An abbreviation counts only where the record makes clear what it stands for.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sscmsc.classify_abbreviations import Context, introduced_after, names_value
from sscmsc.classify_asides import find_asides
from sscmsc.classify_passages import BETWEEN, Edges, Passage, find_places
from sscmsc.vocabulary import Vocabulary
from sscmsc.vocabulary_names import Hit


class Tally:
    """What a record's text states of one value.

    `title`, `keywords` and `abstract` are the names found there, of an abstract the best one;
    `title_aside` and `abstract_aside` say that these are only asides (an example, a contrast, a
    likeness), as does the flag of each keyword. `count` are the statements of the abstract
    that are none, without abbreviations that only explain the name before them; `edge`: one of
    them stands in a sentence that tells what the work is about, `opening`: among the first
    words; `phrase`: words that say it of the work itself ("we review").
    """

    __slots__ = (
        "abstract", "abstract_aside", "count", "edge", "keywords", "opening", "phrase", "title",
        "title_aside",
    )  # fmt: skip

    def __init__(self) -> None:
        self.title: Named | None = None
        self.title_aside = False
        self.keywords: list[tuple[Named, bool]] = []
        self.abstract: Named | None = None
        self.abstract_aside = False
        self.count = 0
        self.edge = self.opening = self.phrase = False


class Named(NamedTuple):
    """A name where it stands."""

    passage: Passage
    start: int
    end: int

    @property
    def shown(self) -> str:
        """The name as printed; of a keyword all of it."""
        words = self.passage.words
        if self.passage.source == "keyword":
            return words.text.split(BETWEEN)[words.low[: self.start].count(";")]
        return words.shown(self.start, self.end)


def find_statements(
    passages: Sequence[Passage], journal: str | None, vocabulary: Vocabulary
) -> dict[int, Tally]:
    """What the passages state, by the number of the value.

    `journal` is the title of the journal, which may tell what an abbreviation stands for.
    """
    found: dict[int, Tally] = {}
    search = vocabulary.names.search
    searched = [
        (one, hits)
        for one in passages
        if (hits := search(one.words, abstract=one.source == "abstract"))
    ]
    if not searched:
        return found
    context = Context.of(passages, searched, journal, vocabulary)
    introduced: dict[str, set[int]] = {}
    for passage, hits in searched:
        edges = Edges.of(passage) if passage.source == "abstract" else None
        for facet, named in hits.items():
            admitted = context.admitted(passage, named)
            if admitted:
                _count(found, passage, admitted, facet, edges, vocabulary, introduced)
    if introduced:
        _count_introduced(found, passages, introduced)
    return found


def _count(
    found: dict[int, Tally],
    passage: Passage,
    hits: Sequence[Hit],
    facet: int,
    edges: Edges | None,
    vocabulary: Vocabulary,
    introduced: dict[str, set[int]],
) -> None:
    """Add what the hits of one facet in a passage state, and the abbreviations they introduce."""
    introductions, implied = vocabulary.introductions[facet], vocabulary.implied
    cues = introductions.contrasts if edges is None else introductions.all
    asides = find_asides(passage.words, hits, cues, introductions.examples)
    scheme = vocabulary.schemes[facet]
    told = not passage.labels.isdisjoint(scheme.sections)
    opens = 2 if passage.opens and scheme.opening else -1
    raw, before = passage.words.raw, None
    for place, hit in enumerate(hits):
        bracketed = before is not None and before.end + 1 == hit.start and raw[before.end] == "("
        named, aside = Named(passage, hit.start, hit.end), place in asides
        for term in hit.terms:
            for number in (term.value, *implied[term.value]):
                tally = found.get(number)
                if tally is None:
                    tally = found[number] = Tally()
                if edges is None:
                    _add_heading(tally, named, aside)
                    continue
                if tally.abstract is None or (tally.abstract_aside and not aside):
                    tally.abstract, tally.abstract_aside = named, aside
                if not aside:
                    tally.count += not (bracketed and names_value(before, term.value))
                    tally.edge = tally.edge or told or edges.holds(hit.start)
                    tally.opening = tally.opening or hit.start <= opens
                    tally.phrase = tally.phrase or term.place == "abstract"
        if edges is not None and not aside:
            short = introduced_after(passage.words.raw, hit.start, hit.end)
            if short and short.lower() not in vocabulary.names.heads:
                introduced.setdefault(short, set()).update(term.value for term in hit.terms)
        before = hit


def _count_introduced(
    found: dict[int, Tally], passages: Sequence[Passage], introduced: dict[str, set[int]]
) -> None:
    """Count abbreviations that an abstract introduces itself: "dilated cardiomyopathy (DCM)"."""
    for passage in passages:
        if passage.source != "abstract":
            continue
        edges = Edges.of(passage)
        for short, values in introduced.items():
            places = find_places(passage.words.raw, short)
            again = [at for at in places if passage.words.raw[at - 1] != "("]
            for number in values:
                found[number].count += len(again)
                found[number].edge = found[number].edge or any(map(edges.holds, again))


def _add_heading(tally: Tally, named: Named, aside: bool) -> None:
    """Add a name in a title or a keyword."""
    if named.passage.source == "keyword":
        tally.keywords.append((named, aside))
    elif tally.title is None or (tally.title_aside and not aside):
        tally.title, tally.title_aside = named, aside
