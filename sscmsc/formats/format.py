"""What a file format is to us: how it is recognised, read and written, and what it loses."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

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
    in ASCII alone; `loses` names the fields, parts of fields and particulars that do not
    survive writing and reading. With `lists_works` the references of a work are works to
    hold, not only lines to keep: a person saved the page for them.
    """

    name: str
    title: str
    suffixes: tuple[str, ...]
    signs: str = ""
    recognise: Recognise | None = None
    read: Read | None = None
    write: Write | None = None
    write_ascii: Write | None = None
    loses: tuple[str, ...] = ()
    lists_works: bool = False
