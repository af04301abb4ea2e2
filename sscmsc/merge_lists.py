"""The lists of several records of one work as one list, each item once."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import replace
from typing import TypeVar

from sscmsc import likeness
from sscmsc.record import Grant, HistoryDate, Record, Relation, TrialRegistration

Item = TypeVar("Item")


def united(
    lists: Iterable[tuple[Item, ...]], known_by: Callable[[Item], Hashable]
) -> tuple[Item, ...]:
    """All items of lists in their order, each once, by what `known_by` makes of it."""
    found: dict[Hashable, Item] = {}
    for items in lists:
        for item in items:
            found.setdefault(known_by(item), item)
    return tuple(found.values())


def trial_key(trial: TrialRegistration) -> str:
    """What makes a trial registration the same as another: its number."""
    return likeness.key(trial.number) or likeness.key(trial.registry)


def grant_key(grant: Grant) -> str:
    """What makes a grant the same as another: its number, else its agency."""
    number = likeness.key(grant.number or "").replace(" ", "")
    return number or likeness.key(grant.agency or "")


def united_relations(ranked: Sequence[Record]) -> tuple[Relation, ...]:
    """Every relation once: of one kind with a PMID or a DOI in common they are one."""
    found: list[Relation] = []
    for record in ranked:
        for relation in record.relations:
            place = next((at for at, one in enumerate(found) if _same(one, relation)), None)
            if place is None:
                found.append(relation)
            else:
                found[place] = _filled(found[place], relation)
    return tuple(found)


def history_key(one: HistoryDate) -> str:
    """One date for each status."""
    return one.status


def _same(one: Relation, other: Relation) -> bool:
    if one.kind != other.kind:
        return False
    pairs = ((one.pmid, other.pmid), (one.doi, other.doi))
    shared = [left == right for left, right in pairs if left and right]
    if shared:
        return all(shared)
    bare = not (one.pmid or one.doi or other.pmid or other.doi)
    return bare and likeness.key(one.text or "") == likeness.key(other.text or "")


def _filled(one: Relation, other: Relation) -> Relation:
    return replace(
        one,
        text=one.text or other.text,
        pmid=one.pmid or other.pmid,
        doi=one.doi or other.doi,
        date=one.date or other.date,
    )
