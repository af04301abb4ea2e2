"""`sscmsc import`, without the terminal: files in, a changed library and a report out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sscmsc.accession import Admission, Arrival, Change, admit
from sscmsc.catalogue import cited_record
from sscmsc.errors import InputError, Problem
from sscmsc.formats.format import Format, ReadWork
from sscmsc.formats.gzipped import decompressed
from sscmsc.formats.page import decoded
from sscmsc.formats.table import FORMATS
from sscmsc.library import Library
from sscmsc.reference import Reference, ReferenceList, SourceCount
from sscmsc.vocabulary import Vocabulary

HEAD = 65_536


class Source(NamedTuple):
    """One file to import: its bytes and the path to name in complaints."""

    path: str
    data: bytes


class FileReport(NamedTuple):
    """What one file gave: its format, a change for each work it describes and the lines where
    those stood (0: not known), how many references it lists and what became of those that are
    works too, and what was refused."""

    path: str
    format: str
    works: tuple[Change, ...]
    listed: int
    cited: tuple[Change, ...]
    problems: tuple[Problem, ...]
    lines: tuple[int, ...] = ()


class IngestReport(NamedTuple):
    admission: Admission
    files: tuple[FileReport, ...]


class _Read(NamedTuple):
    path: str
    format: Format
    works: tuple[Arrival, ...]
    cited: tuple[Arrival, ...]
    listed: int
    problems: tuple[Problem, ...]
    lines: tuple[int, ...]


def ingest(
    sources: Sequence[Source],
    library: Library,
    vocabulary: Vocabulary,
    *,
    template: str,
    abstracts: bool = True,
    format_: Format | None = None,
) -> IngestReport:
    """Read every file and bring its works into the library, all in one change.

    The format of each file is found from what it holds unless `format_` says it. Raises
    `InputError` for an empty file, one of no known format, or one of which nothing can be
    read; parts of a file that cannot be read are in the report.
    """
    read = [_read(source, format_ or detect(source)) for source in sources]
    arrivals = [arrival for one in read for arrival in (*one.works, *one.cited)]
    admission = admit(library, arrivals, vocabulary, template=template, abstracts=abstracts)
    changes = list(admission.changes)
    files: list[FileReport] = []
    for one in read:
        works = tuple(changes[: len(one.works)])
        cited = tuple(changes[len(one.works) : len(one.works) + len(one.cited)])
        del changes[: len(works) + len(cited)]
        files.append(
            FileReport(one.path, one.format.name, works, one.listed, cited, one.problems, one.lines)
        )
    return IngestReport(admission, tuple(files))


def detect(source: Source) -> Format:
    """The format of a file, from its beginning. Raises `InputError` saying what was looked for."""
    if not source.data.strip():
        raise InputError(f"{source.path}: the file is empty")
    text = _beginning(source)
    for row in FORMATS:
        if row.recognise is not None and row.recognise(text):
            return row
    looked_for = "; ".join(f"{row.title} ({row.signs})" for row in FORMATS if row.recognise)
    raise InputError(
        f"{source.path}: no known format", hint=f"Looked for: {looked_for}. Or say --format."
    )


def _beginning(source: Source) -> str:
    try:
        data = decompressed(source.data)[:HEAD]
    except InputError as error:
        raise InputError(f"{source.path}: {error.message}") from error
    try:
        return decoded(data, source.path)
    except InputError:
        # Formats that are no text in a known encoding are known by their bytes all the same.
        return data.decode("utf-8", "replace")


def _read(source: Source, row: Format) -> _Read:
    if row.read is None:
        raise InputError(f"{row.title} can be written but not read")
    try:
        reading = row.read(source.data, source.path)
    except InputError as error:
        where = "" if error.message.startswith(source.path) else f"{source.path}: "
        raise InputError(where + error.message, hint=error.hint) from error
    if not reading.works:
        told = "; ".join(str(problem) for problem in reading.problems)
        raise InputError(told or f"{source.path}: no work found in this {row.title} file")
    cited = tuple(
        Arrival((cited_record(line),))
        for work in reading.works
        for line in work.work.references or ()
        if row.lists_works and is_full(line)
    )
    listed = sum(len(work.work.references or ()) for work in reading.works)
    works = tuple(_arrival(work) for work in reading.works)
    lines = tuple(work.line for work in reading.works)
    return _Read(source.path, row, works, cited, listed, reading.problems, lines)


def is_full(line: Reference) -> bool:
    """Whether a printed reference says enough to be a work of the library."""
    cited = line.cited
    return bool(
        cited.title and cited.authors and cited.year and (cited.container or cited.publisher)
    )


def _arrival(read: ReadWork) -> Arrival:
    work = read.work
    references = None
    if work.references is not None:
        counts = (SourceCount(work.record.source, work.stated, len(work.references)),)
        references = ReferenceList(work.references, counts)
    return Arrival((work.record,), references, read.citekey, read.tags, read.note)
