"""Is everything of a library as it should be? Reading only; each finding says where and what.

Every check is one function of the survey, which is what was read of the library at one moment.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Literal, NamedTuple

from sscmsc.blocks import carried, differing, split
from sscmsc.chronicle import FOLDERS, digest
from sscmsc.derivation import write_whole
from sscmsc.disk import Disk
from sscmsc.entry import Entry
from sscmsc.errors import LibraryError
from sscmsc.folder import Loaded, read_folder
from sscmsc.formats.bibtex import write as write_bibtex
from sscmsc.history import DERIVED, Head, Image
from sscmsc.index import load_rows
from sscmsc.library import Library
from sscmsc.place import LIBRARY_TOML, STATE
from sscmsc.quarantine import QUARANTINE
from sscmsc.schema import newer_schema
from sscmsc.summary import make_rows
from sscmsc.transaction import Journal
from sscmsc.verification_settings import find_unusable

Repair = Literal["", "quarantine", "derive", "unlink", "index", "clear"]
Write = Callable[[Iterable[Entry]], Iterator[str]]

_LEFT = re.compile(r"\.(?:sscmsc\.toml|\.gitignore|gitignore)\.\d+")


class Finding(NamedTuple):
    """Something that is wrong: which check found it, in which file and line (0: no certain
    one), what it is, and what a repair does about it (nothing: that is for a person)."""

    check: str
    path: Path
    line: int
    message: str
    repair: Repair = ""


class Dangling(NamedTuple):
    """A line of a reference list that points at an entry which is not there."""

    entry: Entry
    position: int
    citekey: str


@dataclass(frozen=True)
class Survey:
    """What was read of a library: its folder, its journal, its entries; `write` derives
    `library.bib` from them."""

    folder: Path
    disk: Disk
    journal: Journal
    loaded: Loaded
    write: Write = write_bibtex

    @cached_property
    def bib(self) -> bytes | None:
        """What `library.bib` holds. Raises `OSError`."""
        try:
            return self.disk.read(self.folder / DERIVED)
        except FileNotFoundError:
            return None

    @property
    def dangling(self) -> Iterator[Dangling]:
        """Every line that points at no entry, those at entries that cannot be read left out."""
        library = self.loaded.library
        for entry in library:
            for line in entry.references.references if entry.references else ():
                key = line.citekey
                if key is not None and key not in library and key not in library.reserved:
                    yield Dangling(entry, line.position, key)

    def path(self, citekey: str) -> Path:
        """The file of an entry."""
        return self.folder / "entries" / f"{citekey}.yaml"


def survey(
    folder: Path,
    disk: Disk,
    journal: Journal,
    write: Write = write_bibtex,
    previous: Loaded | None = None,
) -> Survey:
    """Read a library whole, but for what is as it was in `previous`. Raises `LibraryError`
    where there is none to be read."""
    return Survey(folder, disk, journal, read_folder(folder, previous), write)


def find_links(folder: Path) -> tuple[Finding, ...]:
    """What stands in the place of folders: with such a thing nothing else is looked at."""
    found: list[Finding] = []
    for name in (*FOLDERS, QUARANTINE):
        place = folder / name
        if place.is_symlink():
            found.append(Finding("folder", place, 0, "a link; it must be a folder itself"))
        elif place.exists() and not place.is_dir():
            found.append(Finding("folder", place, 0, "no folder; move it elsewhere"))
    return tuple(found)


def findings(held: Survey) -> tuple[Finding, ...]:
    """What every check finds, in the order of the checks."""
    return tuple(one for check in CHECKS for one in check(held))


def derived(library: Library, write: Write, bib: bytes | None, unreadable: Iterable[str]) -> bytes:
    """What `library.bib` should hold; `bib` is what it holds, which entries that cannot be read
    (`unreadable`) are taken over from."""
    new = write_whole(library, write)
    return new if bib is None else carried(bib, new, frozenset(unreadable))


def _settings(held: Survey) -> Iterator[Finding]:
    place = held.folder / LIBRARY_TOML
    if newer := newer_schema(held.folder):
        yield Finding("settings", place, 0, _after(newer, place))
        return
    for complaint in find_unusable(place, held.loaded.library):
        message = _after(complaint, place)
        line = re.match(r"(\d+): ", message)
        shown = message[line.end() :] if line else message
        yield Finding("settings", place, int(line[1]) if line else 0, shown)


def _entries(held: Survey) -> Iterator[Finding]:
    for path, line, message in held.loaded.problems:
        # What the system refuses to read may be whole: someone's rights, or a failing disk.
        refused = message.startswith("cannot be read: ")
        yield Finding("entry", Path(path), line, message, "" if refused else "quarantine")


def _references(held: Survey) -> Iterator[Finding]:
    for entry, position, citekey in held.dangling:
        path = held.path(entry.citekey)
        now = held.loaded.library.former_keys.get(citekey.casefold())
        why = f"which is '{now}' now" if now else "which is no entry"
        message = f"line {position} of its references points at '{citekey}', {why}"
        yield Finding("reference", path, _line_of(held, path, citekey), message, "unlink")


def _positions(held: Survey) -> Iterator[Finding]:
    for entry in held.loaded.library:
        listed = entry.references.references if entry.references else ()
        counts = Counter(line.position for line in listed)
        for position, number in counts.items():
            if number > 1:
                path = held.path(entry.citekey)
                message = f"{number} lines of its references have the position {position}"
                line = _nth_line(held, path, b"- position: *%d" % position, 2)
                yield Finding("reference", path, line, message)


def _bib(held: Survey) -> Iterator[Finding]:
    place, library = held.folder / DERIVED, held.loaded.library
    if place.is_symlink():
        message = "a link: the next change puts a file in its place, and not where it leads"
        yield Finding("bib", place, 0, message)
    try:
        bib = held.bib
    except OSError as error:
        yield Finding("bib", place, 0, f"cannot be read: {error.strerror}")
        return
    if bib is None:
        if len(library):
            yield Finding("bib", place, 0, "is not there", "derive")
        return
    unreadable = library.reserved.difference(library.entries)
    wanted = derived(library, held.write, bib, unreadable)
    if bib == wanted:
        return
    try:
        keys = differing(split(bib).entries, split(wanted).entries)
    except ValueError:
        keys = ()
    more = f" and {len(keys) - 3} more" if len(keys) > 3 else ""
    which = f": {', '.join(keys[:3])}{more}" if keys else ""
    yield Finding("bib", place, 0, f"is not what the entries say{which}", "derive")


def _index(held: Survey) -> Iterator[Finding]:
    rows = load_rows(held.folder)
    if rows is not None and rows != make_rows(held.loaded.library):
        place = held.folder / STATE / "index.sqlite"
        yield Finding("index", place, 0, "does not say what the entries say", "index")


def _leftovers(held: Survey) -> Iterator[Finding]:
    staging = held.folder / STATE / "txn"
    for name in held.journal.staged():
        message = "left by a change that was stopped before it was made"
        yield Finding("leftover", staging / name, 0, message, "clear")
    for path in sorted(held.folder.iterdir()):
        if _LEFT.fullmatch(path.name):
            yield Finding("leftover", path, 0, "left when a file was being made", "quarantine")


def _history(held: Survey) -> Iterator[Finding]:
    chronicle = held.journal.chronicle
    levels = chronicle.levels(tolerant=True)
    for number in levels.damaged:
        message = "the record of a change cannot be read"
        yield Finding("history", chronicle.folder(number), 0, message, "quarantine")
    for name in chronicle.names():
        if not name.isdecimal():
            message = "is no record of a change"
            yield Finding("history", chronicle.place / name, 0, message, "quarantine")
    for head in (*levels.undoable, *levels.redoable):
        if lost := _lost(held, head):
            place = chronicle.folder(head.number)
            message = f"what is kept of '{head.message}' is damaged: {lost}"
            yield Finding("history", place, 0, message, "quarantine")


def _lost(held: Survey, head: Head) -> str:
    """The file of a record that is not as it was kept, or nothing."""
    chronicle = held.journal.chronicle
    try:
        change = chronicle.change(head)
    except LibraryError:
        return "files.json"
    for place, step in enumerate(change.steps):
        path = chronicle.path(Image(head.number, place))
        try:
            if step.kept is not None and digest(held.disk.read(path)) != step.kept:
                return path.name
        except OSError:
            return path.name
    return ""


def _line_of(held: Survey, path: Path, citekey: str) -> int:
    """The line of an entry's file in which a line of its list points at a citekey."""
    # The first `citekey` is the entry's own and stands at the start of its line.
    return _nth_line(held, path, rb"[ -]+citekey: *[\"']?%s[\"']?" % citekey.encode(), 1)


def _nth_line(held: Survey, path: Path, form: bytes, number: int) -> int:
    """The line of a file that reads so and nothing else, when it does for the nth time; 0 where
    none does."""
    try:
        data = held.disk.read(path)
    except OSError:
        return 0
    hits = re.finditer(rb"^ *%s *\r?$" % form, data, re.M)
    found = next(islice(hits, number - 1, None), None)
    return data.count(b"\n", 0, found.start()) + 1 if found else 0


def _after(message: str, place: Path) -> str:
    return message.removeprefix(str(place)).lstrip(": ")


CHECKS: tuple[Callable[[Survey], Iterator[Finding]], ...] = (
    _settings, _entries, _references, _positions, _bib, _index, _leftovers, _history,
)  # fmt: skip
#: What each repair does, for people.
REPAIRS: Mapping[Repair, str] = {
    "": "by hand",
    "quarantine": "put aside",
    "derive": "derive anew",
    "unlink": "open the line",
    "index": "make anew",
    "clear": "clear away",
}
