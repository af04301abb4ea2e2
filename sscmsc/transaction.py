"""Changing several files of a library together, or none of them.

Everything of a change is staged in `.sscmsc/txn/<n>/` and flushed; renaming `COMMIT` into place
in `.sscmsc/txn/` is the one moment at which the change is made. What is left to do then (renaming
the staged files into place) can be done again by any later process, from `COMMIT` alone. What
the files held before goes to `.sscmsc/history/<n>/`.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.chronicle import EDITED, HEAD, STEPS, Chronicle, digest, library_error, names, remove
from sscmsc.disk import Disk, Look, write_file
from sscmsc.errors import LibraryError, LockedError
from sscmsc.history import Head, Step, dump_head, dump_steps
from sscmsc.lock import Lock
from sscmsc.pending import FileChange, Pending, dump_pending, make_pending, parse_pending
from sscmsc.place import STATE

__all__ = (
    "SAVED_WITH_REST", "FileChange", "Journal", "Record", "digest", "library_error",
)  # fmt: skip

EMPTY: Mapping[str, Look | None] = MappingProxyType({})
SAVED_WITH_REST = "saved; clean-up will finish at the next start"
_EDITED = (
    "{}: saved over what someone wrote to it at the same moment; that is kept, and"
    " `sscmsc undo` brings it back"
)


class Record(NamedTuple):
    """What is remembered of a change: its head and steps, and for each step the bytes that are
    to be kept of what its file held before, or where they are; None where there was no file."""

    head: Head
    steps: tuple[Step, ...]
    images: tuple[Path | bytes | None, ...]


class Journal:
    """The changes of one library, staged, made and remembered below its `.sscmsc/`.

    Only whoever holds the library's lock may call `commit`, `make` and `recover`.
    """

    def __init__(self, folder: Path, disk: Disk) -> None:
        self._folder = folder
        self._disk = disk
        self._state = folder / STATE
        self.staging = self._state / "txn"
        self._commit = self.staging / "COMMIT"
        self.chronicle = Chronicle(folder, disk)

    def is_pending(self) -> bool:
        """Whether a change is made but its files are not all in place."""
        return self._disk.exists(self._commit)

    def staged(self) -> tuple[str, ...]:
        """What lies where changes are staged. Raises `OSError`."""
        return names(self._disk, self.staging)

    def moment(self) -> tuple[str, ...]:
        """Something that differs before and after every change. Raises `OSError`."""
        return self.chronicle.names()

    def is_still(self, moment: tuple[str, ...]) -> bool:
        """Whether no file was touched by a change since this was the `moment`; a change that is
        only being staged touches none. Raises `OSError`."""
        # In this order: COMMIT goes after the record of its change has come.
        return not self.is_pending() and self.moment() == moment

    def commit(self, files: Sequence[FileChange], message: str, when: float) -> str:
        """Make one change. `when` is seconds since 1970, for the history.

        Returns "", or what to tell the user of a change that is made: that the rest of the work
        failed, or that someone wrote a file at the same moment. Raises `LibraryError` with the
        library as it was.
        """
        try:
            number = self.next_number()
            drops = self.chronicle.levels(tolerant=True).dropped_by_change()
        except OSError as error:
            raise library_error(error, "nothing was saved") from error
        files = [one.with_digest() for one in files]
        head = Head(number, message, when, "change", number, drops)
        record = Record(head, tuple(one.step for one in files), tuple(map(self._image, files)))
        return self.make(files, (record,))

    def next_number(self) -> int:
        """The number of the first record of the next change. Raises `OSError`."""
        found = (*self.staged(), *self.moment())
        return max((int(name) for name in found if name.isdecimal()), default=0) + 1

    def make(
        self,
        files: Sequence[FileChange],
        records: Sequence[Record],
        *,
        consequence: str = "nothing was saved",
    ) -> str:
        """Make a change that is remembered by these records, numbered on from `next_number`.

        Returns and raises as `commit` does; `consequence` is what is told of a failure.
        """
        files = [one.with_digest() for one in files]
        numbered = [(record.head.number, record.steps) for record in records]
        change = make_pending([one.step for one in files], numbered)
        try:
            self._stage(change, files, records)
            seen = {one.path: self._still(one) for one in files}
            self._disk.rename(self.staging / "COMMIT.tmp", self._commit)
            self._disk.fsync_folder(self.staging)
        except KeyboardInterrupt:
            self._is_undone(change.number)
            raise
        except OSError as error:
            if self._is_undone(change.number):
                raise library_error(error, consequence) from error
        try:
            told = self._finish(change, seen)
        except OSError:
            return SAVED_WITH_REST
        self.chronicle.drop({number for record in records for number in record.head.drops})
        return told

    def is_settled(self, lock: Lock) -> bool:
        """Whether every change that is made is wholly in place, for a reader.

        One that was interrupted is finished first; of one that another process is finishing it
        returns False: a reader does not queue behind writers. Raises `LibraryError` where a
        change needs to be finished and cannot.
        """
        if not self.is_pending():
            return True
        try:
            with lock.at_once():
                self.recover()
        except LockedError:
            return False
        except LibraryError as error:
            raise LibraryError(
                f"{error.message}; before the library can be read, a change that was interrupted"
                " has to be finished",
                hint=error.hint,
            ) from error.__cause__
        return True

    def recover(self) -> None:
        """Finish the change that is made; drop what is staged of one that is not.

        Raises `LibraryError` when a change that is made cannot be finished.
        """
        if not self.is_pending():
            for name in self.staged():
                remove(self._disk, self.staging / name)
            return
        try:
            self._finish(parse_pending(self._disk.read(self._commit)))
        except ValueError as error:
            raise _unreadable(self._commit) from error
        except OSError as error:
            raise library_error(error, "an interrupted change cannot be finished") from error
        with suppress(OSError):
            self.chronicle.drop(self.chronicle.levels().stale)

    def _stage(
        self, change: Pending, files: Sequence[FileChange], records: Sequence[Record]
    ) -> None:
        own = self.staging / str(change.number)
        for folder in (self._state, self.staging, self.chronicle.place, own):
            if not self._disk.exists(folder):
                self._disk.mkdir(folder)
                self._disk.fsync_folder(folder.parent)
        for number, one in enumerate(files):
            if one.data is not None:
                write_file(self._disk, own / str(number), *one.pieces)
        going = {self._folder / one.path for one in files}
        for record in records:
            self._stage_record(record, own / _before(record.head.number), going)
        self._disk.fsync_folder(own)
        write_file(self._disk, self.staging / "COMMIT.tmp", dump_pending(change))
        self._disk.fsync_folder(self.staging)

    def _stage_record(self, record: Record, before: Path, going: Collection[Path]) -> None:
        self._disk.mkdir(before)
        for place, image in enumerate(record.images):
            if image is None:
                continue
            if isinstance(image, bytes):
                write_file(self._disk, before / str(place), image)
            elif image in going or self.chronicle.place in image.parents:
                self._keep(image, before / str(place))
            else:  # An editor may write into a file that stays, and so into its second name.
                write_file(self._disk, before / str(place), self._disk.read(image))
        write_file(self._disk, before / STEPS, dump_steps(record.steps))
        write_file(self._disk, before / HEAD, dump_head(record.head))
        self._disk.fsync_folder(before)

    def _image(self, one: FileChange) -> Path | bytes | None:
        if one.before is None:
            return None
        return self._folder / one.path if one.part is None else one.part

    def _keep(self, path: Path, kept: Path) -> None:
        """A second name for what a file holds now, or a copy where there are no links."""
        try:
            self._disk.link(path, kept)
        except OSError:
            write_file(self._disk, kept, self._disk.read(path))

    def _still(self, one: FileChange) -> Look | None:
        """How a file is now that was `seen` before and only got a second name since."""
        now = None if one.seen is None else self._disk.look(self._folder / one.path)
        return now if now and one.seen and now[:3] == one.seen[:3] else None

    def _is_undone(self, number: int) -> bool:
        """Take back a change that failed; False when it is made all the same."""
        try:
            if self.is_pending():
                self._disk.unlink(self._commit)
                self._disk.fsync_folder(self.staging)
        except OSError:
            return not self.is_pending()
        remove(self._disk, self.staging / "COMMIT.tmp")
        remove(self._disk, self.staging / str(number))
        return True

    def _finish(self, change: Pending, seen: Mapping[str, Look | None] = EMPTY) -> str:
        """Put every file of a made change in its place; harmless when done again.

        `seen` tells how files were when they held what they did before the change. Returns what
        to tell of files that someone else wrote at the same moment.
        """
        own = self.staging / str(change.number)
        told: list[str] = []
        for place, (step, image) in enumerate(zip(change.steps, change.kept, strict=True)):
            target, staged = self._folder / step.path, own / str(place)
            before = seen.get(step.path)
            same = before is not None and self._disk.look(target) == before
            held = step.before if same else self._digest(target)
            if step.after is None:
                if held is not None and held == step.before:
                    self._disk.unlink(target)
                elif held is not None:
                    told.append(f"{step.path} stays: someone wrote it at the same moment")
            elif self._disk.exists(staged):
                if held not in (None, step.before, step.after):
                    self._keep_edited(target, own / _before(image.number), image.place)
                    told.append(_EDITED.format(step.path))
                self._disk.rename(staged, target)
        for folder in sorted({(self._folder / step.path).parent for step in change.steps}):
            self._disk.fsync_folder(folder)
        for record in change.records:
            if self._disk.exists(own / _before(record)):
                self._disk.rename(own / _before(record), self.chronicle.folder(record))
        self._disk.fsync_folder(self.chronicle.place)
        if self._disk.exists(own):
            self._disk.rmdir(own)
        self._disk.unlink(self._commit)
        return "; ".join(told)

    def _keep_edited(self, target: Path, before: Path, place: int) -> None:
        """What someone wrote at the same moment takes the place of what was there before."""
        kept = before / f"{place}{EDITED}"
        if self._disk.exists(before) and not self._disk.exists(kept):
            self._keep(target, kept)
            self._disk.fsync_folder(before)

    def _digest(self, path: Path) -> str | None:
        try:
            return digest(self._disk.read(path))
        except FileNotFoundError:
            return None


def _before(record: int) -> str:
    """The name under which a record is staged."""
    return f"before-{record}"


def _unreadable(path: Path) -> LibraryError:
    return LibraryError(
        f"{path}: the record of an interrupted change cannot be read",
        hint="`sscmsc verify --repair` puts it aside; then compare entries/ with your last copy.",
    )
