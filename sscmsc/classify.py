"""What a work is: facets with their evidence, from how it was indexed and from its text.

A MeSH heading, a publication type, a title and a keyword say what a work is about; an abstract
does where it says so as its subject (its first words, its first and last sentences,
repetition), and else only mentions it. docs/facets.md has the rules in full.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from sscmsc.classify_numbers import find_registrations, find_sample_size
from sscmsc.classify_passages import make_passages
from sscmsc.classify_statements import Tally, find_statements
from sscmsc.entry import Facet
from sscmsc.record import Record
from sscmsc.text import plain
from sscmsc.vocabulary import Vocabulary
from sscmsc.vocabulary_values import Value

MAJOR, MESH, TYPE, SUBSTANCE, TITLE, KEYWORD, ABSTRACT, RULE = range(8)
#: The open facets, whose values are found and not listed.
SAMPLE_SIZE, REGISTRATION = "n", "trial"


class Reason(NamedTuple):
    """Why a label is given; sorts the strongest first."""

    mention: bool
    rank: int
    text: str


Reasons = dict[int, list[Reason]]


def classify(
    record: Record, vocabulary: Vocabulary, held: Sequence[Facet] = ()
) -> tuple[Facet, ...]:
    """The facets of a record, each with its evidence; the strongest of each facet first.

    The grade is `about` when at least one reason says so, else `mentions`. The order of
    headings and keywords makes no difference. `held` are facets given before, of which what
    an abstract showed that is no longer at hand still holds.
    """
    reasons: Reasons = {}
    for number, reason in (*_from_indexing(record, vocabulary), *_from_held(held, vocabulary)):
        reasons.setdefault(number, []).append(reason)
    passages = make_passages(record)
    journal = record.container.title if record.container else None
    values, facets = vocabulary.values, vocabulary.facet_numbers
    for number, tally in find_statements(passages, journal, vocabulary).items():
        reasons.setdefault(number, []).extend(_from_text(tally, values[number]))
    best = {number: min(found) for number, found in reasons.items()}
    _leave_out(best, vocabulary)
    about = {number for number, reason in best.items() if not reason.mention}
    for number, reason in _from_rules(about, vocabulary):
        reasons.setdefault(number, []).append(reason)
        best[number] = min(best.get(number, reason), reason)
        about.add(number)
    _leave_out(best, vocabulary)
    labels = sorted(
        (facets[number], reason.mention, reason.rank, number)
        for number, reason in best.items()
        if not _steps_back(number, best, vocabulary)
    )
    found = [_facet(values[number], reasons[number]) for _, _, _, number in labels]
    about = {number for _, mention, _, number in labels if not mention}
    for scheme in vocabulary.schemes:
        if scheme.open and _is_wanted(scheme.needs, scheme.unless, about, vocabulary):
            before = [one for one in held if one.facet == scheme.name and _of_abstract(one)]
            if scheme.name == SAMPLE_SIZE:
                found += find_sample_size(passages) or before
            elif scheme.name == REGISTRATION:
                found += _united((*find_registrations(record, passages), *before))
    return tuple(found)


def _of_abstract(facet: Facet) -> tuple[str, ...]:
    """What an abstract showed."""
    return tuple(one for one in facet.evidence if one.startswith("abstract: "))


def _from_held(held: Sequence[Facet], vocabulary: Vocabulary) -> Iterator[tuple[int, Reason]]:
    for facet in held:
        number = vocabulary.numbers.get((facet.facet, facet.value))
        if number is not None:
            # What rests on other labels was only mentioned by itself.
            mention = facet.grade != "about" or facet.evidence[0].startswith("follows")
            for text in _of_abstract(facet):
                yield number, Reason(mention, ABSTRACT, text)


def _united(facets: Sequence[Facet]) -> list[Facet]:
    """Labels, of which those before an equal one take over what its abstract showed."""
    found: dict[str, Facet] = {}
    for one in facets:
        evidence = _of_abstract(one) if one.value in found else one.evidence
        known = found[one.value].evidence if one.value in found else ()
        evidence = tuple(dict.fromkeys((*known, *evidence)))
        found[one.value] = Facet(one.facet, one.value, evidence)
    return list(found.values())


def _facet(value: Value, reasons: list[Reason]) -> Facet:
    best = min(reasons)
    reasons.sort(key=lambda one: one[1:])
    evidence = tuple(dict.fromkeys([best.text, *[reason.text for reason in reasons]]))
    grade = "mentions" if best.mention else "about"
    return Facet(value.facet, value.name, evidence, grade)


def _from_indexing(record: Record, vocabulary: Vocabulary) -> Iterator[tuple[int, Reason]]:
    """What headings, publication types and substances say: by UI, and by label where a source
    gives no UI; a publication type also by its label where its UI is not known."""
    by_ui, by_label, by_substance = vocabulary.by_ui, vocabulary.by_label, vocabulary.by_substance
    for heading in record.mesh:
        ui, label = heading.ui, heading.descriptor
        if numbers := by_ui.get(ui, ()) if ui else by_label.get(plain(label).lower(), ()):
            text = f"mesh {ui} {plain(label)}" if ui else f"mesh {plain(label)}"
            reason = Reason(False, MAJOR if heading.is_major else MESH, text)
            yield from _with_implied(numbers, reason, vocabulary)
    for one in record.publication_types:
        if numbers := by_ui.get(one.ui or "", ()) or by_label.get(one.name.lower(), ()):
            text = (
                f"publication type {one.ui} {one.name}"
                if one.ui
                else f"publication type {one.name}"
            )
            yield from _with_implied(numbers, Reason(False, TYPE, text), vocabulary)
    for substance in record.substances if by_substance else ():
        if numbers := by_substance.get(substance.name.lower(), ()):
            reason = Reason(False, SUBSTANCE, f"substance {substance.name}")
            yield from _with_implied(numbers, reason, vocabulary)
    held = {one.ui: plain(one.descriptor) for one in record.mesh if one.ui in vocabulary.company}
    for number, together in vocabulary.together if held else ():
        if held.keys() >= set(together):
            text = f"mesh {' + '.join(f'{ui} {held[ui]}' for ui in together)}"
            yield from _with_implied((number,), Reason(False, MESH, text), vocabulary)


def _with_implied(
    numbers: Sequence[int], reason: Reason, vocabulary: Vocabulary
) -> Iterator[tuple[int, Reason]]:
    for number in numbers:
        yield number, reason
        for one in vocabulary.implied[number]:
            yield one, reason


def _from_text(tally: Tally, value: Value) -> Iterator[Reason]:
    if tally.title is not None:
        yield Reason(tally.title_aside, TITLE, f'title: "{tally.title.shown}"')
    for named, aside in tally.keywords:
        yield Reason(aside, KEYWORD, f'keyword: "{named.shown}"')
    if tally.abstract is not None:
        # Whether the abstract says that the work is about the value.
        enough = tally.count >= value.anywhere or (tally.edge and tally.count >= value.edge)
        mention = not (enough or tally.opening or tally.phrase)
        yield Reason(mention, ABSTRACT, f'abstract: "{tally.abstract.shown}"')


def _from_rules(about: set[int], vocabulary: Vocabulary) -> Iterator[tuple[int, Reason]]:
    """The labels that follow from others, by each rule in turn; `about` grows meanwhile."""
    meeting = vocabulary.meeting
    for given, rule in vocabulary.consequences if about else ():
        if given in about or any(meeting[one].isdisjoint(about) for one in rule.when):
            continue
        if all(meeting[one].isdisjoint(about) for one in rule.unless):
            met = [min(meeting[one] & about) for one in rule.when]
            shown = " + ".join(_name(one, vocabulary) for one in met)
            reason = Reason(False, RULE, f"follows from {shown}")
            yield from _with_implied((given,), reason, vocabulary)


def _name(number: int, vocabulary: Vocabulary) -> str:
    value = vocabulary.values[number]
    return f"{value.facet}={value.name}"


def _is_wanted(
    needs: Sequence[str], unless: Sequence[str], about: set[int], vocabulary: Vocabulary
) -> bool:
    meeting = vocabulary.meeting
    if needs and all(meeting[one].isdisjoint(about) for one in needs):
        return False
    return all(meeting[one].isdisjoint(about) for one in unless)


def _leave_out(best: dict[int, Reason], vocabulary: Vocabulary) -> None:
    """Take away labels that do not stand beside others, or not without one that they need."""
    about = {number for number, reason in best.items() if not reason.mention}
    gone = [
        number
        for number in best.keys() & vocabulary.bound.keys()
        for needs, unless in vocabulary.bound[number]
        if not _is_wanted(needs, unless, about - {number}, vocabulary)
    ]
    for number in gone:
        best.pop(number, None)


def _steps_back(number: int, best: Mapping[int, Reason], vocabulary: Vocabulary) -> bool:
    """Whether a general value says nothing beside a narrower one that is at least as strong."""
    value, reason = vocabulary.values[number], best[number]
    if not value.general or reason.rank == MAJOR:
        return False
    return any(
        other in best and best[other].mention <= reason.mention
        for other in vocabulary.below[number]
    )
