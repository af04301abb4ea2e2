"""Reading a library's folder: each file one entry, or one problem that hides no other entry."""

from __future__ import annotations

import gc
import os
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.disk import NO_FILE, open_file
from sscmsc.entry import Entry
from sscmsc.errors import InputError, LibraryError, LocatedError, Problem
from sscmsc.formats.native import read_entry
from sscmsc.formats.native_yaml import SIZE_LIMIT
from sscmsc.library import Library, check_citekey
from sscmsc.transaction import digest, library_error

ENTRIES = "entries"
SUFFIX = ".yaml"


class Stamp(NamedTuple):
    """By what a file is known to be unchanged, and the digest of the bytes that were read."""

    size: int
    mtime_ns: int
    ctime_ns: int
    digest: str

    def agrees(self, status: os.stat_result) -> bool:
        """Whether the file still is as it was, as far as its size and times tell."""
        return self[:3] == (status.st_size, status.st_mtime_ns, status.st_ctime_ns)


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


def read_folder(folder: Path, previous: Loaded | None = None) -> Loaded:
    """Every entry of the library in `folder`, in the order of the file names.

    Entries of `previous` are taken over where their file still agrees with its stamp. Raises
    `LibraryError` when the folder itself cannot be read.
    """
    with _without_collecting():
        return _read_all(folder, previous)


@contextmanager
def _without_collecting() -> Iterator[None]:
    """Thousands of entries are made and none is garbage: looking for it doubles the time."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _read_all(folder: Path, previous: Loaded | None) -> Loaded:
    entries: list[Entry] = []
    problems: list[Problem] = []
    files: dict[str, Stamp] = {}
    folded: dict[str, str] = {}
    named: list[str] = []
    for found in _listed(folder / ENTRIES):
        try:
            citekey = _citekey(found, folded)
            named.append(citekey)
            held = _held(found, citekey, previous)
            if held is not None:
                entry, files[citekey] = held
            else:
                data, files[citekey] = _read(found)
                entry = _entry(data, found.path, citekey)
            entries.append(entry)
        except LocatedError as error:
            problems.append(error.problem)
        except _Refused as refused:
            problems.append(Problem(found.path, refused.line, refused.message))
        except OSError as error:
            problems.append(Problem(found.path, 0, f"cannot be read: {error.strerror}"))
    return Loaded(Library(entries, named), tuple(problems), MappingProxyType(files))


def _listed(folder: Path) -> list[os.DirEntry[str]]:
    if folder.is_symlink():
        raise LibraryError(f"{folder}: a link; the entries must be in the library itself")
    try:
        with os.scandir(folder) as found:
            return sorted(_entries(found), key=lambda one: one.name)
    except FileNotFoundError:
        return []
    except OSError as error:
        raise library_error(error, "the library cannot be read") from error


def _entries(found: Iterator[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    """What is not an editor's backup, lock or swap file."""
    for one in found:
        if not one.name.startswith((".", "#")) and not one.name.endswith("~"):
            yield one


def _citekey(found: os.DirEntry[str], folded: dict[str, str]) -> str:
    """The citekey that a file's name is; `folded` are those so far, without case."""
    if not found.name.endswith(SUFFIX):
        raise _Refused(0, "no entry; the files here are named after a citekey, CITEKEY.yaml")
    citekey = found.name.removesuffix(SUFFIX)
    try:
        check_citekey(citekey)
    except InputError as error:
        raise _Refused(0, f"the file name is wrong: {error.message}") from None
    if (other := folded.setdefault(citekey.casefold(), citekey)) != citekey:
        raise _Refused(0, f"differs only in case from '{other}'; rename one, and its citekey")
    return citekey


def _held(
    found: os.DirEntry[str], citekey: str, previous: Loaded | None
) -> tuple[Entry, Stamp] | None:
    if previous is None or citekey not in previous.files:
        return None
    entry = previous.library.entries.get(citekey)
    stamp = previous.files[citekey]
    unchanged = entry is not None and stamp.agrees(found.stat(follow_symlinks=False))
    return (entry, stamp) if entry is not None and unchanged else None


def _read(found: os.DirEntry[str]) -> tuple[bytes, Stamp]:
    if found.is_symlink():
        _check_link(found.path)
    if not found.is_file():
        raise _Refused(0, "no file but a folder" if found.is_dir() else NO_FILE)
    with open_file(found.path) as file:
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
