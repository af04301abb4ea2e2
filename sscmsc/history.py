"""The last changes of a library: which can be undone, which made again, and what that takes.

Every record of a change holds what its files were before it. Undoing a change is a change too,
whose record then holds what the undone one had made: undoing that one makes the first again.
So each record stands for one change that can be undone (kinds `change` and `redo`) or made
again (kind `undo`), and names the records that it takes the place of.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

KEPT = 20
DERIVED = "library.bib"
KINDS = ("change", "undo", "redo")

_TARGET = re.compile(
    r"entries/[A-Za-z0-9][A-Za-z0-9_:.-]{0,99}\.yaml|library\.bib|sscmsc\.toml"
    r"|refs\.lock"
)
_ENTRY = re.compile(r"entries/(.+)\.yaml")
_DIGEST = re.compile(r"[0-9a-f]{64}")
_LAST_SECOND = 253_402_300_799  # of the year 9999, the last that has a date


class Head(NamedTuple):
    """What a record says of itself: its own number, and that of the change (`of`) which was
    first made with this message at this time (seconds since 1970). `drops` are the numbers of
    the records that count no more since this one is there."""

    number: int
    message: str = ""
    when: float = 0.0
    kind: str = "change"
    of: int = 0
    drops: tuple[int, ...] = ()


class Step(NamedTuple):
    """One file of a change: its path below the library, and the digests of its bytes before
    and after; None where it is not there.

    `part` is set where of `library.bib` only the text of the entries is kept that the change is
    about: the digest of that.
    """

    path: str
    before: str | None
    after: str | None
    part: str | None = None

    @property
    def kept(self) -> str | None:
        """The digest of what is kept of the file as it was before."""
        return self.part or self.before


class Change(NamedTuple):
    """A record with its steps."""

    head: Head
    steps: tuple[Step, ...]


class Levels(NamedTuple):
    """The records that count, the next to be undone and to be made again first; `stale` are
    those that count no more and `damaged` those that cannot be read, by number."""

    undoable: tuple[Head, ...] = ()
    redoable: tuple[Head, ...] = ()
    stale: tuple[int, ...] = ()
    damaged: tuple[int, ...] = ()

    def dropped_by_change(self) -> tuple[int, ...]:
        """The records that count no more once another change is made: nothing is left to be
        made again, and of what can be undone one less than `KEPT`."""
        kept = self.undoable[: KEPT - 1]
        gone = {head.number for head in (*self.redoable, *self.undoable[KEPT - 1 :])}
        if len(kept) == KEPT - 1:
            gone.update(number for number in self.damaged if number < kept[-1].number)
        return tuple(sorted(gone.union(self.stale)))


class Image(NamedTuple):
    """Where bytes are kept: in the record of this number, for its step at this place."""

    number: int
    place: int


class Reverted(NamedTuple):
    """What reverting one change does, step by step, and where what is there before each step
    is kept: None for the file as it is now."""

    change: Change
    steps: tuple[Step, ...]
    images: tuple[Image | None, ...]


class Reversal(NamedTuple):
    """What reverting some changes takes: for each file that has to change, where its bytes are
    (None: it goes); for each change what becomes of it. `refused` are the files that are no
    longer as the changes left them, by the number of the change that is concerned."""

    files: Mapping[str, Image | None]
    changes: tuple[Reverted, ...]
    refused: Mapping[int, Sequence[str]]


def make_levels(heads: Iterable[Head], present: Collection[int]) -> Levels:
    """What counts of the records that could be read (`heads`) and those that are `present`."""
    read = {head.number: head for head in heads}
    dropped = {number for head in read.values() for number in head.drops}
    last = max((head.number for head in read.values() if head.kind == "change"), default=0)
    dropped |= {one.number for one in read.values() if one.kind == "undo" and one.number < last}
    live = [read[number] for number in sorted(read, reverse=True) if number not in dropped]
    return Levels(
        tuple(head for head in live if head.kind != "undo"),
        tuple(head for head in live if head.kind == "undo"),
        tuple(sorted(dropped.intersection(present))),
        tuple(sorted(set(present).difference(read, dropped))),
    )


def revert(changes: Sequence[Change], held: Mapping[str, str | None]) -> Reversal:
    """Revert these changes, the last made first, where files have these digests now.

    A file that is as the change found it is no part of it. `library.bib` is derived from the
    others, so whatever it holds is in nobody's way.
    """
    state = dict(held)
    kept: dict[str, Image | None] = {}
    refused: dict[int, list[str]] = {}
    reverted: list[Reverted] = []
    for change in changes:
        steps: list[Step] = []
        images: list[Image | None] = []
        for place, step in enumerate(change.steps):
            now = state.get(step.path)
            if step.path != DERIVED and now not in (step.before, step.after):
                refused.setdefault(change.head.number, []).append(step.path)
            if now != step.before:
                steps.append(Step(step.path, now, step.before))
                images.append(kept.get(step.path))
                kept[step.path] = Image(change.head.number, place)
                state[step.path] = step.before
        reverted.append(Reverted(change, tuple(steps), tuple(images)))
    files = {
        path: image if state[path] is not None else None
        for path, image in kept.items()
        if state[path] != held.get(path)
    }
    return Reversal(files, tuple(reverted), refused)


class Citekeys(NamedTuple):
    """The citekeys of the entries that a change adds, changes and removes."""

    added: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def citekeys(steps: Iterable[Step]) -> Citekeys:
    """The citekeys of the entries that steps are about."""
    found: dict[str, list[str]] = {name: [] for name in Citekeys._fields}
    for step in steps:
        entry = _ENTRY.fullmatch(step.path)
        if entry is not None and step.before != step.after:
            what = "added" if step.before is None else "removed" if step.after is None else ""
            found[what or "changed"].append(entry[1])
    return Citekeys(*map(tuple, found.values()))


def dump_head(head: Head) -> bytes:
    """A head as JSON."""
    return json.dumps(head._asdict()).encode()


def dump_steps(steps: Iterable[Step]) -> bytes:
    """Steps as JSON."""
    return json.dumps([step._asdict() for step in steps]).encode()


def parse_head(data: bytes, number: int) -> Head:
    """The head of the record of this number. Raises `ValueError`."""
    told = _object(_parsed(data))
    message, when, kind = told.get("message"), told.get("when"), told.get("kind")
    drops = told.get("drops")
    if not isinstance(message, str) or not isinstance(kind, str) or kind not in KINDS:
        raise ValueError("no message or kind")
    if not isinstance(when, int | float) or not math.isfinite(when) or not 0 <= when < _LAST_SECOND:
        raise ValueError("no time")
    if not isinstance(drops, list) or _number(told.get("number")) != number:
        raise ValueError("no number")
    gone = tuple(_number(one) for one in drops)
    return Head(number, message, float(when), kind, _number(told.get("of")), gone)


def parse_steps(data: bytes) -> tuple[Step, ...]:
    """Steps from JSON; they may only name files of a library. Raises `ValueError`."""
    return read_steps(_parsed(data))


def read_steps(told: object) -> tuple[Step, ...]:
    """Steps from what a JSON document holds. Raises `ValueError`."""
    if not isinstance(told, list):
        raise ValueError("no steps")
    return tuple(_step(_object(one)) for one in told)


def read_image(told: object) -> Image:
    """An image from what a JSON document holds. Raises `ValueError`."""
    if not isinstance(told, list) or len(told) != 2:
        raise ValueError("no image")
    return Image(_number(told[0]), _number(told[1]))


def _step(told: Mapping[str, object]) -> Step:
    path = told.get("path")
    if not isinstance(path, str) or not _TARGET.fullmatch(path):
        raise ValueError("no file of a library")
    part = _digest(told.get("part"))
    if part is not None and path != DERIVED:
        raise ValueError("only library.bib is kept in part")
    return Step(path, _digest(told.get("before")), _digest(told.get("after")), part)


def _digest(told: object) -> str | None:
    if told is None or (isinstance(told, str) and _DIGEST.fullmatch(told)):
        return told
    raise ValueError("no digest")


def _parsed(data: bytes) -> object:
    try:
        parsed: object = json.loads(data)
    except RecursionError as error:
        raise ValueError("too deep") from error
    return parsed


def _object(told: object) -> Mapping[str, object]:
    if not isinstance(told, dict):
        raise ValueError("no object")
    return told


def _number(told: object) -> int:
    if isinstance(told, bool) or not isinstance(told, int) or told < 0:
        raise ValueError("no number")
    return told
