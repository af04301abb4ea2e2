"""The works that `sscmsc check` looks at: those of the library, or those of files."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sscmsc.audit import UNREADABLE
from sscmsc.audit_finding import Finding, Severity
from sscmsc.audit_settings import AuditSettings
from sscmsc.audit_works import Place, Works
from sscmsc.commands.choosing import citekeys_of
from sscmsc.commands.options import Desk
from sscmsc.commands.reading import read_input
from sscmsc.commands.shelf import ask_loaded
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import InputError, Problem, UsageError
from sscmsc.folder import SUFFIX, Loaded
from sscmsc.formats.format import Format, ReadWork
from sscmsc.index import Index
from sscmsc.ingest import Source, detect
from sscmsc.place import ENTRIES
from sscmsc.reference import ReferenceList, SourceCount
from sscmsc.retraction_lists import Listed, read_list

#: A word of a query that ends so is more likely the name of a file with a slip in it.
_FILE_NAME = re.compile(r"\.(?:bib|ris|nbib|enw|xml|json|csv|tsv|txt|docx|gz)$", re.I)
_KEY_OF_LINE = re.compile(r"(?:  )?([a-z_]+):")


class FromFiles(NamedTuple):
    """The works of files, and a finding for each part of them that could not be read."""

    works: Works
    number: int
    problems: tuple[Finding, ...]


def today() -> PartialDate:
    """The day of the audit."""
    now = date.today()
    return PartialDate(now.year, now.month, now.day)


def are_files(words: Sequence[str]) -> bool:
    """Whether the arguments name files and are no query: `-`, or a name of one that is there.

    Raises `InputError` for what looks like the name of a file that is not there, and `UsageError`
    for files beside a query.
    """
    files = [word for word in words if word == "-" or _is_file(word)]
    for word in words:
        if word not in files and _FILE_NAME.search(word):
            raise InputError(f"{word}: no such file")
    if files and len(files) < len(words):
        raise UsageError(
            f"{files[0]} is a file, and other words are a query",
            hint="A query chooses works of the library: check the files by themselves.",
        )
    return bool(files)


def _is_file(word: str) -> bool:
    try:
        return Path(word).is_file()
    except (OSError, ValueError):
        return False


def of_library(desk: Desk, words: Sequence[str]) -> tuple[Works, Loaded]:
    """The works of the library; those that words do not choose are looked at only beside the
    others. Raises as `citekeys_of` does."""

    def asked(index: Index, loaded: Loaded) -> tuple[Works, Loaded]:
        entries = loaded.library.entries
        chosen = citekeys_of(desk, index, loaded, words) if words else None
        places = _EntryPlaces(desk.folder)
        return Works(entries.passing, entries.__getitem__, chosen, places), loaded

    return ask_loaded(desk, asked)


class _EntryPlaces(Mapping[str, Place]):
    """The file of each entry of a library, for outputs that point at files."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def __getitem__(self, citekey: str) -> Place:
        return Place((self._folder / ENTRIES / f"{citekey}{SUFFIX}").as_posix())

    def __iter__(self) -> Iterator[str]:
        return iter(())

    def __len__(self) -> int:
        return 0


def of_files(names: Iterable[str], format_: Format | None) -> FromFiles:
    """The works of files in any format that is read, under the keys that these give them.

    Raises `InputError` for a file of no known format, or with nothing in it that can be read.
    """
    entries: dict[str, Entry] = {}
    places: dict[str, Place] = {}
    problems: list[Finding] = []
    for name in names:
        source = Source(*read_input(name))
        row = format_ or detect(source)
        if row.read is None:
            raise InputError(f"{row.title} can be written but not read")
        reading = row.read(source.data, source.path)
        if not reading.works:
            told = "; ".join(str(one) for one in reading.problems[:3])
            raise InputError(told or f"{source.path}: no work found in this {row.title} file")
        starts: list[tuple[int, str]] = []
        for number, work in enumerate(reading.works, start=1):
            key = _key(work, number, entries)
            entries[key] = _entry(key, work)
            places[key] = Place(source.path, work.line)
            starts.append((work.line, key))
        problems += (_in_its_work(one, starts) for one in reading.problems)
    works = Works(lambda: iter(entries.values()), entries.__getitem__, None, places)
    return FromFiles(works, len(entries), tuple(problems))


def _key(work: ReadWork, number: int, taken: Mapping[str, Entry]) -> str:
    record = work.work.record
    key = work.citekey or next((str(one) for one in record.identifiers), f"no. {number}")
    made, count = key, 1
    while made in taken:
        count += 1
        made = f"{key} ({count})"
    return made


def _entry(key: str, work: ReadWork) -> Entry:
    references = None
    if work.work.references is not None:
        stated = SourceCount(work.work.record.source, work.work.stated, len(work.work.references))
        references = ReferenceList(work.work.references, (stated,))
    return Entry(key, work.work.record, references=references, tags=work.tags, note=work.note)


def unreadable(problem: Problem, citekey: str = "") -> Finding:
    """A complaint of a reader as a finding."""
    return Finding(
        UNREADABLE, Severity.WARNING, citekey, problem.message,
        path=problem.path, line=problem.line,
    )  # fmt: skip


def _in_its_work(problem: Problem, starts: Sequence[tuple[int, str]]) -> Finding:
    """The same about the work in whose lines it is."""
    before = [key for line, key in starts if line and line <= problem.line]
    return unreadable(problem, before[-1] if before else "")


def list_paths(desk: Desk, given: tuple[str, ...], settings: AuditSettings) -> tuple[str, ...]:
    """The lists of retractions of a command line, else those of the settings, whose paths start
    from the library's folder."""
    if given or not settings.retraction_watch:
        return given
    return tuple(str(desk.folder / Path(one).expanduser()) for one in settings.retraction_watch)


def read_lists(paths: Iterable[str], works: Works, *, lines: bool) -> tuple[Listed, ...]:
    """What lists of retractions say of the works; with `lines`, also of what they cite.

    Raises `InputError` for a file that cannot be read or is no such list.
    """
    named = tuple(paths)
    if not named:
        return ()
    wanted = {
        one
        for entry in works.each()
        for one in (
            *entry.record.identifiers,
            *entry.record.superseded_dois,
            *(
                identifier
                for line in (entry.references.references if lines and entry.references else ())
                for identifier in line.identifiers
            ),
        )
    }
    found: list[Listed] = []
    for path in named:
        try:
            with Path(path).open("rb") as stream:
                found.append(read_list(stream, path, wanted))
        except OSError as error:
            raise InputError(f"{path}: {error.strerror or error}") from error
        except ValueError as error:  # a path with a NUL
            raise InputError(f"{path}: {error}") from error
    return tuple(found)


#: The key of an entry's file under which a field stands, where it has another name.
_KEYS = {
    "journal": "container", "journal_abbreviation": "container", "year": "issued",
    "publisher": "publication",
}  # fmt: skip


def with_lines(findings: Iterable[Finding]) -> Iterator[Finding]:
    """Findings about works of the library with the line of the field in the file of each."""
    lines: dict[str, int] = {}
    held = ""
    for one in findings:
        if one.line or not one.path or not one.field:
            yield one
            continue
        if one.path != held:
            held, lines = one.path, _lines_of(one.path)
        line = lines.get(_KEYS.get(one.field, one.field), 0)
        yield replace(one, line=line) if line else one


def _lines_of(path: str) -> dict[str, int]:
    """The line on which each key of a file begins, those of the record and its own."""
    try:
        text = Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError):
        return {}
    found: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        key = _KEY_OF_LINE.match(line)
        if key is not None:
            found.setdefault(key[1], number)
    return found
