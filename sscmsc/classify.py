"""What a work is about: facets with their evidence, from MeSH first and then from its text.

A MeSH heading, a title and a keyword say what a work is about; an abstract does where it says
so as its subject (its first words, its first and last sentences, repetition), and else only
mentions it. docs/facets.md has the rules in full.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sscmsc.classify_statements import Statement, find_statements
from sscmsc.entry import Facet
from sscmsc.record import MeshHeading, Record
from sscmsc.text import plain
from sscmsc.vocabulary import Value, Vocabulary

MAJOR, MESH, TITLE, KEYWORD, ABSTRACT = range(5)


class Reason(NamedTuple):
    """Why a label is given; sorts the strongest first."""

    mention: bool
    rank: int
    text: str


def classify(record: Record, vocabulary: Vocabulary) -> tuple[Facet, ...]:
    """The facets of a record, each with its evidence; the strongest of each facet first.

    The grade is `about` when at least one reason says so, else `mentions`. The order of
    headings and keywords makes no difference.
    """
    reasons: defaultdict[int, set[Reason]] = defaultdict(set)
    for number, reason in _from_mesh(record.mesh, vocabulary):
        reasons[number].add(reason)
    for number, statements in find_statements(record, vocabulary).items():
        reasons[number].update(_from_text(statements, vocabulary.values[number]))
    facets = {facet: place for place, facet in enumerate(vocabulary.facets)}
    labels = sorted(
        (facets[vocabulary.values[number].facet], min(found)[:2], number)
        for number, found in reasons.items()
        if not _steps_back(number, reasons, vocabulary)
    )
    return tuple(
        _facet(vocabulary.values[number], sorted(reasons[number])) for _, _, number in labels
    )


def _facet(value: Value, reasons: Sequence[Reason]) -> Facet:
    grade = "mentions" if reasons[0].mention else "about"
    evidence = tuple(dict.fromkeys(reason.text for reason in reasons))
    return Facet(value.facet, value.name, evidence, grade)


def _steps_back(number: int, reasons: Mapping[int, set[Reason]], vocabulary: Vocabulary) -> bool:
    """Whether a general value says nothing beside a narrower one that is at least as strong."""
    value, best = vocabulary.values[number], min(reasons[number])
    if not value.general or best.rank <= MESH:
        return False
    below = vocabulary.narrower(value.facet, value.name) - {value.name}
    return any(
        min(found).mention <= best.mention
        for other, found in reasons.items()
        if vocabulary.values[other].facet == value.facet and vocabulary.values[other].name in below
    )


def _from_mesh(
    headings: Sequence[MeshHeading], vocabulary: Vocabulary
) -> Iterator[tuple[int, Reason]]:
    held: dict[str, str] = {}
    for heading in headings:
        label = plain(heading.descriptor)
        if heading.ui:
            held[heading.ui] = label
            numbers, text = vocabulary.by_ui.get(heading.ui, ()), f"mesh {heading.ui} {label}"
        else:
            numbers, text = vocabulary.by_label.get(label.lower(), ()), f"mesh {label}"
        for number in numbers:
            for one in (number, *vocabulary.implied[number]):
                yield one, Reason(False, MAJOR if heading.is_major else MESH, text)
    for number, together in vocabulary.together:
        if held.keys() >= set(together):
            text = f"mesh {' + '.join(f'{ui} {held[ui]}' for ui in together)}"
            for one in (number, *vocabulary.implied[number]):
                yield one, Reason(False, MESH, text)


def _from_text(statements: Sequence[Statement], value: Value) -> Iterator[Reason]:
    by_source: defaultdict[str, list[Statement]] = defaultdict(list)
    for one in statements:
        by_source[one.passage.source].append(one)
    for one in by_source["keyword"]:
        yield Reason(one.aside, KEYWORD, f'keyword: "{one.passage.words.text}"')
    for source, rank in (("title", TITLE), ("abstract", ABSTRACT)):
        if stated := by_source[source]:
            best = min(stated, key=lambda one: one.aside)
            mention = best.aside if rank == TITLE else not _is_subject(stated, value)
            yield Reason(mention, rank, f'{source}: "{best.shown}"')


def _is_subject(stated: Sequence[Statement], value: Value) -> bool:
    """Whether an abstract says that the work is about the value."""
    count = sum(not one.aside and not one.repeated for one in stated)
    if count >= value.anywhere or any(one.opening and not one.aside for one in stated):
        return True
    return count >= value.edge and any(one.edge and not one.aside for one in stated)
