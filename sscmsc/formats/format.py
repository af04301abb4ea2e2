"""What a file format is to us: how it is recognised, read and written, and what it loses."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import NamedTuple, cast

from sscmsc.entry import Entry
from sscmsc.errors import Problem
from sscmsc.source import SourceWork


class ReadWork(NamedTuple):
    """One work read from a file: what it states, where it stood, and the user's own marks.

    `line` is 1-based (0: not known); `citekey` is the key the file gives it; `tags` and
    `note` are the reader's own there (a BibTeX `note`, not a journal's keywords).
    """

    work: SourceWork
    line: int = 0
    citekey: str | None = None
    tags: tuple[str, ...] = ()
    note: str | None = None


class Reading(NamedTuple):
    """What a file held: the works, and a located complaint for each part that was refused."""

    works: tuple[ReadWork, ...]
    problems: tuple[Problem, ...] = ()


Recognise = Callable[[str], bool]
Read = Callable[[bytes, str], Reading]
Write = Callable[[Iterable[Entry]], Iterator[str]]


@dataclass(frozen=True, slots=True)
class Format:
    """A row of `FORMATS`.

    `name` is what `--format` takes; `signs` says in words what a file of it is known by;
    `recognise` looks at the first 64 kB as text; `read` takes the bytes and the path to
    name in complaints; `write` gives text in pieces, entry by entry, `write_ascii` the same
    in ASCII alone; `losing` is the module and the name in it of what `loses` gives. With
    `lists_works` the references of a work are works to hold, not only lines to keep: a person
    saved the page for them. With `styled` it is written by the engines of styles.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    signs: str = ""
    recognise: Recognise | None = None
    read: Read | None = None
    write: Write | None = None
    write_ascii: Write | None = None
    losing: tuple[str, str] | None = None
    lists_works: bool = False
    styled: bool = False

    @property
    def written(self) -> bool:
        """Whether there is a way to write it."""
        return self.write is not None or self.styled

    @property
    def loses(self) -> tuple[str, ...]:
        """The fields, parts of fields and particulars that do not survive writing and reading."""
        return cast("tuple[str, ...]", _named(*self.losing)) if self.losing else ()


def late_recogniser(module: str, sign: str) -> Recognise:
    """The `recognise` of a module of this package, asked only of text that has the sign.

    `sign` is a pattern, quick to look for, that every text of the format has somewhere.
    """

    def recognise(beginning: str) -> bool:
        if re.search(sign, beginning, re.MULTILINE) is None:
            return False
        return cast("Recognise", _named(module, "recognise"))(beginning)

    return recognise


def late_reader(module: str) -> Read:
    """The `read` of a module of this package, which is imported when it is called."""

    def read(data: bytes, path: str) -> Reading:
        return cast("Read", _named(module, "read"))(data, path)

    return read


def late_writer(module: str, name: str = "write") -> Write:
    """A function that writes, of a module of this package imported when it is called."""

    def write(entries: Iterable[Entry]) -> Iterator[str]:
        return cast("Write", _named(module, name))(entries)

    return write


def _named(module: str, name: str) -> object:
    return getattr(import_module(f"sscmsc.formats.{module}"), name)
