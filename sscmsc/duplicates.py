"""Records that are one work: found by identifiers and blocks, judged, and put into groups."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from typing import Generic, Literal, NamedTuple, TypeVar

from sscmsc.duplicates_blocks import candidate_pairs
from sscmsc.duplicates_portrait import Portrait, portray, title_keys
from sscmsc.duplicates_verdict import Finding, Verdict, judge
from sscmsc.record import Record

__all__ = [
    "Duplicates",
    "Finding",
    "Group",
    "Pair",
    "Verdict",
    "compare_records",
    "find_duplicates",
]

Handle = TypeVar("Handle")

_STRENGTH = {"certain": 0, "likely": 1}


class Pair(NamedTuple, Generic[Handle]):
    """Two records, by the handles given for them, and what was found of them."""

    one: Handle
    other: Handle
    finding: Finding


class Group(NamedTuple, Generic[Handle]):
    """Records that are one work, in the order given: `certain` when each is tied to the others by
    pairs that are, else `likely`. `pairs` are those that hold it together, the surest first."""

    keys: tuple[Handle, ...]
    verdict: Literal["certain", "likely"]
    pairs: tuple[Pair[Handle], ...]


class Duplicates(NamedTuple, Generic[Handle]):
    """The groups, those that are certain first; and the pairs that are much alike but no
    duplicates: `versions` and `contradictory` ones."""

    groups: tuple[Group[Handle], ...]
    apart: tuple[Pair[Handle], ...]


def compare_records(one: Record, other: Record) -> Finding:
    """What two records are to each other."""
    return judge(portray(one, title_keys(one)), portray(other, title_keys(other)))


def find_duplicates(
    held: Iterable[tuple[Handle, Record]],
    distinct: Collection[frozenset[Handle]] = frozenset(),
) -> Duplicates[Handle]:
    """The duplicates among records, each with a handle of the caller's own (a citekey).

    `distinct` are pairs of handles that a person has said are not the same. No group holds two
    records that are versions of a work, contradict each other or are distinct: where one record
    ties two of those together, the weaker tie is only likely and stands as a group of its own.
    """
    works = tuple(held)
    handles = [handle for handle, _ in works]
    titles = [title_keys(record) for _, record in works]
    records = [record for _, record in works]
    portraits: dict[int, Portrait] = {}
    findings: dict[tuple[int, int], Finding] = {}
    for one, other in candidate_pairs(records, titles):
        if frozenset((handles[one], handles[other])) in distinct:
            continue
        for place in (one, other):
            if place not in portraits:
                portraits[place] = portray(records[place], titles[place])
        finding = judge(portraits[one], portraits[other])
        if finding.verdict != "different":
            findings[one, other] = finding
    barred = {places for places, one in findings.items() if one.verdict not in _STRENGTH}
    known = {handle: place for place, handle in enumerate(handles)}
    barred |= {
        (min(places), max(places))
        for pair in distinct
        if len(places := [known[one] for one in pair if one in known]) == 2
    }
    groups = [_named(group, handles) for group in _grouped(findings, barred)]
    apart = [
        Pair(handles[one], handles[other], finding)
        for (one, other), finding in findings.items()
        if finding.verdict not in _STRENGTH
    ]
    return Duplicates(tuple(groups), tuple(apart))


class _Tied(NamedTuple):
    places: tuple[int, ...]
    verdict: Literal["certain", "likely"]
    ties: tuple[tuple[int, int, Finding], ...]


def _grouped(
    findings: dict[tuple[int, int], Finding], barred: Collection[tuple[int, int]]
) -> Iterator[_Tied]:
    ties = sorted(
        (
            (one, other, finding)
            for (one, other), finding in findings.items()
            if finding.verdict in _STRENGTH
        ),
        key=lambda tie: (_STRENGTH[tie[2].verdict], -tie[2].score, tie[0], tie[1]),
    )
    group_of: dict[int, list[int]] = {}
    held: dict[int, list[tuple[int, int, Finding]]] = {}
    left: list[tuple[int, int, Finding]] = []
    for one, other, finding in ties:
        if finding.verdict != "certain":
            left.append((one, other, finding))
            continue
        here, there = group_of.setdefault(one, [one]), group_of.setdefault(other, [other])
        if here is there:
            held[id(here)].append((one, other, finding))
            continue
        if _is_barred(here, there, barred):
            left.append((one, other, finding._replace(verdict="likely")))
            continue
        joined = [*held.pop(id(here), ()), *held.pop(id(there), ()), (one, other, finding)]
        here.extend(there)
        held[id(here)] = joined
        group_of.update(dict.fromkeys(there, here))
    for group in {id(one): one for one in group_of.values()}.values():
        if len(group) > 1:
            yield _Tied(tuple(sorted(group)), "certain", tuple(held[id(group)]))
    for one, other, finding in left:
        here, there = group_of.get(one, [one]), group_of.get(other, [other])
        if here is not there and (one, other) not in barred:
            yield _Tied((one, other), "likely", ((one, other, finding),))


def _is_barred(
    here: Iterable[int], there: Collection[int], barred: Collection[tuple[int, int]]
) -> bool:
    return any((min(one, other), max(one, other)) in barred for one in here for other in there)


def _named(tied: _Tied, handles: list[Handle]) -> Group[Handle]:
    return Group(
        tuple(handles[place] for place in tied.places),
        tied.verdict,
        tuple(Pair(handles[one], handles[other], found) for one, other, found in tied.ties),
    )
