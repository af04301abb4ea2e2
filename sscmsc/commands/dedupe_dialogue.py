"""The questions `sscmsc dedupe` puts on a terminal, one pair after the other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple

import typer

from sscmsc.commands.merging import show_beside
from sscmsc.commands.wording import counted
from sscmsc.duplicates import Group
from sscmsc.library import Library
from sscmsc.pairing import order_to_keep
from sscmsc.present import Screen

Answer = Literal["merge", "distinct", "skip", "quit"]

_HELP = "m merges, n says they are not the same (for good), s skips, q stops"
_ANSWERS: dict[str, Answer] = {"m": "merge", "n": "distinct", "s": "skip", "q": "quit"}


class Decisions(NamedTuple):
    """What a person decided: entries to merge, the first of each to stay, and pairs that are
    not the same."""

    merge: tuple[tuple[str, ...], ...]
    distinct: tuple[tuple[str, str], ...]


def ask(screen: Screen, library: Library, groups: Sequence[Group[str]]) -> Decisions:
    """Put each group to the person, one pair at a time; an answer that is none is asked again."""
    merge: list[tuple[str, ...]] = []
    distinct: list[tuple[str, str]] = []
    gone: set[str] = set()
    screen.say(f"{counted(len(groups), 'group')}: {_HELP}")
    for number, group in enumerate(groups, start=1):
        keys = [key for key in order_to_keep(library, group.keys) if key not in gone]
        if len(keys) < 2:
            continue
        joined = [keys[0]]
        for other in keys[1:]:
            answer = _pair(screen, library, group, (keys[0], other), f"{number}/{len(groups)}")
            if answer == "merge":
                joined.append(other)
            elif answer == "distinct":
                distinct.append((keys[0], other))
            elif answer == "quit":
                break
        if len(joined) > 1:
            merge.append(tuple(joined))
            gone.update(joined)
        if len(keys) > 1 and answer == "quit":
            break
    return Decisions(tuple(merge), tuple(distinct))


def _pair(
    screen: Screen, library: Library, group: Group[str], keys: tuple[str, str], place: str
) -> Answer:
    told = next((one for one in group.pairs if {one.one, one.other} == set(keys)), group.pairs[0])
    reasons = ", ".join(told.finding.reasons)
    screen.say(f"\n[{place}] {group.verdict}, {told.finding.score:g}: {reasons}", style="bold")
    show_beside(screen, [library.entries[key] for key in keys], library)
    while True:
        said = typer.prompt("  m, n, s or q", default="s", err=True).strip().casefold()
        if said in _ANSWERS:
            return _ANSWERS[said]
        screen.say(f"  {_HELP}")
