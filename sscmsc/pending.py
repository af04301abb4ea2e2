"""The change that is being made, as the file `COMMIT` tells of it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import NamedTuple

from sscmsc.chronicle import digest
from sscmsc.disk import Look, Piece
from sscmsc.history import Image, Step, read_image, read_steps


class FileChange(NamedTuple):
    """One file of a change: its path below the library, its new bytes, or the pieces of them
    one after the other (None: it goes), and the digest of the bytes it holds now (None: it is
    not there).

    `after` is the digest of its new bytes, empty where that is still to be made; `seen` how the
    file was when it held `before`, where every change since then shows; `part` what is to be
    kept of what it holds now, None for all of it.
    """

    path: str
    data: bytes | Sequence[Piece] | None
    before: str | None
    after: str = ""
    seen: Look | None = None
    part: bytes | None = None

    @property
    def step(self) -> Step:
        """What is told of it in a record."""
        part = None if self.part is None or self.before is None else digest(self.part)
        return Step(self.path, self.before, None if self.data is None else self.after, part)

    @property
    def pieces(self) -> Sequence[Piece]:
        """Its new bytes, one piece after the other."""
        return (self.data,) if isinstance(self.data, bytes) else self.data or ()

    def with_digest(self) -> FileChange:
        """The same with the digest of its new bytes."""
        if self.after or self.data is None:
            return self
        return self._replace(after=digest(*self.pieces))


class Pending(NamedTuple):
    """What is to be done to the files, the numbers of the records that tell of it, and for
    each file where its image is kept."""

    number: int
    steps: tuple[Step, ...]
    records: tuple[int, ...]
    kept: tuple[Image, ...]


def make_pending(steps: Sequence[Step], records: Sequence[tuple[int, Sequence[Step]]]) -> Pending:
    """A change of these steps, remembered by records of these numbers and steps; what a file
    held is kept by the first record that names it."""
    kept: dict[str, Image] = {}
    for number, told in records:
        for place, step in enumerate(told):
            kept.setdefault(step.path, Image(number, place))
    numbers = tuple(number for number, _ in records)
    return Pending(numbers[0], tuple(steps), numbers, tuple(kept[step.path] for step in steps))


def dump_pending(change: Pending) -> bytes:
    """A change as JSON."""
    told = change._asdict() | {"steps": [step._asdict() for step in change.steps]}
    return json.dumps(told).encode()


def parse_pending(data: bytes) -> Pending:
    """A change from JSON; it may only name files of the library. Raises `ValueError`."""
    try:
        told = json.loads(data)
        steps = read_steps(told["steps"])
        number, records = int(told["number"]), tuple(int(one) for one in told["records"])
        kept = tuple(read_image(one) for one in told["kept"])
    except (KeyError, TypeError, RecursionError) as error:
        raise ValueError("no change") from error
    if len(kept) != len(steps) or not records:
        raise ValueError("no change")
    return Pending(number, steps, records, kept)
