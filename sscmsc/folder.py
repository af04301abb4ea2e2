"""Reading a library's folder: each file one entry, or one problem that hides no other entry."""

from __future__ import annotations

import gc
import os
import re
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.citekey import check_citekey
from sscmsc.disk import NO_FILE, open_file
from sscmsc.entry import Entry
from sscmsc.errors import InputError, LibraryError, LocatedError, Problem
from sscmsc.formats.native import read_entry
from sscmsc.formats.native_yaml import SIZE_LIMIT
from sscmsc.index_files import problem_of
from sscmsc.library import Library
from sscmsc.place import ENTRIES
from sscmsc.stamps import is_ours
from sscmsc.transaction import digest, library_error

SUFFIX = ".yaml"


class Stamp(NamedTuple):
    """By what a file is known to be unchanged, and the digest of the bytes that were read."""

    size: int
    mtime_ns: int
    ctime_ns: int
    digest: str


class Loaded(NamedTuple):
    """What was read of a library: the entries, a complaint for each file that is none, and
    the stamp of every file that could be read as bytes, by its name without `.yaml`."""

    library: Library
    problems: tuple[Problem, ...] = ()
    files: Mapping[str, Stamp] = MappingProxyType({})

    @property
    def citekeys(self) -> frozenset[str]:
        """Every citekey that is taken, those of unreadable files included."""
        return frozenset(self.library.entries) | self.library.reserved


class _Refused(Exception):
    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line
        self.message = message


class Reading(NamedTuple):
    """What one file of entries/ gave: the stamp of its bytes (None: they could not be read), and
    the entry, or the line (0: unknown) and the complaint of what is none; neither where its
    bytes are those that were known. `passing` trouble may end without the file being changed."""

    name: str
    stamp: Stamp | None = None
    entry: Entry | None = None
    problem: tuple[int, str] | None = None
    passing: bool = False


def read_folder(folder: Path, previous: Loaded | None = None) -> Loaded:
    """Every entry of the library in `folder`, in the order of the file names, read from its
    file; where that is as it was in `previous`, its entry is taken over.

    Raises `LibraryError` when the folder itself cannot be read.
    """
    names = _listed(folder / ENTRIES)
    rivals = find_rivals(names)
    with without_collecting():
        readings = [
            _taken_over(folder, name, previous) or _read_or_missed(folder, name, rivals.get(name))
            for name in names
        ]
    return Loaded(
        Library(
            (one.entry for one in readings if one.entry is not None),
            (name.removesuffix(SUFFIX) for name in names if names_entry(name, rivals)),
        ),
        tuple(problem_of(folder, one.name, *one.problem) for one in readings if one.problem),
        MappingProxyType(
            {one.name.removesuffix(SUFFIX): one.stamp for one in readings if one.stamp}
        ),
    )


def _taken_over(folder: Path, name: str, previous: Loaded | None) -> Reading | None:
    key = name.removesuffix(SUFFIX)
    if previous is None or key not in previous.library or key not in previous.files:
        return None
    stamp = previous.files[key]
    status = os.lstat(folder / ENTRIES / name)
    if stamp[:3] != (status.st_size, status.st_mtime_ns, status.st_ctime_ns):
        return None
    return Reading(name, stamp, previous.library.entries[key])


def _read_or_missed(folder: Path, name: str, rival: str | None) -> Reading:
    try:
        return read_file(folder, name, rival)
    except FileNotFoundError as error:
        return Reading(name, problem=(0, f"cannot be read: {error.strerror}"), passing=True)


@contextmanager
def without_collecting() -> Iterator[None]:
    """Thousands of entries are made and none is garbage: looking for it doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def find_rivals(names: Iterable[str]) -> dict[str, str]:
    """Of files whose names differ only in case all but the first, with that one's citekey."""
    groups: dict[str, list[str]] = {}
    for name in names:
        groups.setdefault(name.casefold(), []).append(name)
    rivals: dict[str, str] = {}
    for group in groups.values():
        if len(group) > 1:
            first, *others = sorted(filter(names_entry, group)) or [""]
            rivals |= dict.fromkeys(others, first.removesuffix(SUFFIX))
    return rivals


def names_entry(name: str, rivals: Mapping[str, str] = MappingProxyType({})) -> bool:
    """Whether a file's name is one that an entry may have beside those of its rivals."""
    if not name.endswith(SUFFIX) or name in rivals:
        return False
    try:
        check_citekey(name.removesuffix(SUFFIX))
    except InputError:
        return False
    return True


def read_file(
    folder: Path, name: str, rival: str | None = None, known: str | None = None
) -> Reading:
    """What a file of entries/ is. `rival` is the citekey of another file that has precedence;
    `known` is the digest of bytes that need no reading again. Raises `FileNotFoundError`."""
    path = os.path.join(folder, ENTRIES, name)
    stamp: Stamp | None = None
    try:
        citekey = _citekey(name, rival)
        data, stamp = _read(path)
        if stamp.digest == known:
            return Reading(name, stamp)
        return Reading(name, stamp, _entry(data, path, citekey))
    except LocatedError as error:
        problem = error.problem.line, error.problem.message
    except _Refused as refused:
        problem = refused.line, refused.message
    except FileNotFoundError:
        raise
    except OSError as error:
        return Reading(name, problem=(0, f"cannot be read: {error.strerror}"), passing=True)
    return Reading(name, stamp, problem=problem)


def find_unread(folder: Path, loaded: Loaded) -> Iterator[Path]:
    """The files with a complaint that can be read by now, or could be if the disk did not fail:
    they are not wrong in themselves."""
    rivals = find_rivals(_listed(folder / ENTRIES))
    for path in (Path(one.path) for one in loaded.problems):
        if path.parent == folder / ENTRIES and path.is_file():
            reading = _read_or_missed(folder, path.name, rivals.get(path.name))
            if reading.passing or reading.entry is not None:
                yield path


def _listed(folder: Path) -> list[str]:
    check_folder(folder)
    try:
        return sorted(filter(is_ours, os.listdir(folder)))
    except FileNotFoundError:
        return []
    except OSError as error:
        raise library_error(error, "the library cannot be read") from error


def check_folder(folder: Path) -> None:
    """Raises `LibraryError` where the entries are elsewhere."""
    if folder.is_symlink():
        raise LibraryError(f"{folder}: a link; the entries must be in the library itself")


def _citekey(name: str, rival: str | None) -> str:
    """The citekey that a file's name is."""
    if not name.endswith(SUFFIX):
        raise _Refused(0, "no entry; the files here are named after a citekey, CITEKEY.yaml")
    citekey = name.removesuffix(SUFFIX)
    try:
        check_citekey(citekey)
    except InputError as error:
        raise _Refused(0, f"the file name is wrong: {error.message}") from None
    if rival is not None:
        raise _Refused(0, f"differs only in case from '{rival}'; rename one, and its citekey")
    return citekey


def _read(path: str) -> tuple[bytes, Stamp]:
    mode = os.lstat(path).st_mode
    if stat.S_ISLNK(mode):
        _check_link(path)
        mode = os.stat(path).st_mode
    if not stat.S_ISREG(mode):
        raise _Refused(0, "no file but a folder" if stat.S_ISDIR(mode) else NO_FILE)
    with open_file(path) as file:
        status = os.fstat(file.fileno())
        if status.st_size > SIZE_LIMIT:
            raise _Refused(0, f"larger than {SIZE_LIMIT // 1_000_000} MB")
        data = file.read(SIZE_LIMIT + 1)
    stamp = Stamp(status.st_size, status.st_mtime_ns, status.st_ctime_ns, digest(data))
    return data, stamp


def _check_link(path: str) -> None:
    """A link may stand for a file only where it leads to another of the same folder."""
    target = os.path.realpath(path)
    if os.path.dirname(target) != os.path.realpath(os.path.dirname(path)):
        raise _Refused(0, "a link that leads out of the library; put the file itself here")
    if not os.path.exists(target):
        raise _Refused(0, "a link to nowhere; put the file itself here")


def _entry(data: bytes, path: str, citekey: str) -> Entry:
    entry = read_entry(data, path)
    if entry.citekey != citekey:
        place = re.search(rb"^citekey:", data, re.M)
        line = data.count(b"\n", 0, place.start()) + 1 if place else 0
        said = f"the citekey is '{entry.citekey}', but the file is named {citekey}{SUFFIX}"
        raise _Refused(line, f"{said}; make them the same")
    return entry
