"""BibTeX, read: bibtexparser splits the file, and what it refuses is named with its line.

bibtexparser leaves three things to us: concatenation and `@string` macros, a missing comma
(it swallows the next field into the value), and a line within a value that begins like an
entry (`@word{`), at which it gives the entry up.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple

from sscmsc import text
from sscmsc.errors import Problem
from sscmsc.formats.bibtex_entry import RawEntry, inherited
from sscmsc.formats.bibtex_record import SOURCE, make_work
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.record import Record
from sscmsc.source import SourceWork

if TYPE_CHECKING:
    from bibtexparser.library import Library
    from bibtexparser.model import Entry, ParsingFailedBlock

_RECOGNISED = re.compile(
    r"^[ \t]*@(?:[A-Za-z]+[ \t]*[{(][^\s,{}()=\"]*\s*,\s*[\w+-]+\s*="
    r"|string\s*[{(]\s*\w+\s*=)",
    re.M | re.I,
)
_LINE_HEAD = re.compile(r"^[ \t]*(@)\w*[ \t]*[{(]", re.M)
_HEAD = re.compile(
    r"[ \t]*@(?:string[ \t]*[{(]\s*[\w+-]+|\w+[ \t]*[{(][ \t]*[^\s,{}()=\"]*\s*,\s*[\w+-]+)\s*=",
    re.I,
)
_BRACE = re.compile(r"(?<!\\)[{}]")
_QUOTE_OR_BRACE = re.compile(r'(?<!\\)[{}"]')
_NEXT_FIELD = re.compile(r"\s*([A-Za-z][\w+-]*)\s*=\s*")
_BARE = re.compile(r"[^\s#{}\"]+")
_KEY = re.compile(r"@\w*\s*[{(]\s*([^\s,{}()=]*)")
_KEYLESS = re.compile(
    r"^([ \t]*@(?!string|comment|preamble)\w+[ \t]*[{(])(?=\s*[A-Za-z][\w-]*\s*=)", re.M | re.I
)
_SHIELD = "\x1a"
_MONTHS = {month: month for month in "jan feb mar apr may jun jul aug sep oct nov dec".split()}


class _Field(NamedTuple):
    name: str
    value: str
    line: int


def recognise(beginning: str) -> bool:
    """Whether text holds the head of a BibTeX entry: `@article{key, field =`."""
    return _RECOGNISED.search(beginning) is not None


def read(data: bytes, path: str) -> Reading:
    """Every work of a BibTeX file (UTF-8, or Windows' Latin-1 where that fails).

    A part that cannot be read is a problem with its line, and the rest is read all the same.
    """
    written = _shielded(_text(data))
    problems: list[Problem] = []
    entries = inherited(_entries(_split(written), path, problems))
    works: list[ReadWork] = []
    for entry in entries:
        made = make_work(entry)
        problems.extend(Problem(path, line, message) for line, message in made.complaints)
        if made.record == Record(SOURCE, kind=made.record.kind) and not made.note:
            problems.append(Problem(path, entry.line, "the entry says nothing; left out"))
            continue
        works.append(
            ReadWork(
                SourceWork(made.record), entry.line, entry.citekey or None, made.tags, made.note
            )
        )
    if not works and not problems:
        problems.append(Problem(path, 0, "there is no BibTeX entry in this file"))
    return Reading(tuple(works), tuple(sorted(problems, key=lambda one: one.line)))


def _text(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        written = data.decode("utf-16", "replace")
    else:
        try:
            written = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            written = data.decode("cp1252", "replace")
    lines = written.replace(_SHIELD, "").replace("\r\n", "\n").replace("\r", "\n")
    return _KEYLESS.sub(r"\1,", lines)


def _shielded(written: str) -> str:
    """The file with each `@` replaced that begins a line inside an entry and is no head."""
    pieces: list[str] = []
    start = counted = depth = 0
    for found in _LINE_HEAD.finditer(written):
        between = _BRACE.findall(written, counted, found.start())
        depth += between.count("{") - between.count("}")
        counted = found.start()
        if depth > 0 and not _HEAD.match(written, found.start()):
            pieces += (written[start : found.start(1)], _SHIELD)
            start = found.end(1)
        else:
            depth = 0
    pieces.append(written[start:])
    return "".join(pieces)


def _split(written: str) -> Library:
    """The blocks of a file, in silence: what failed is among them."""
    from bibtexparser.entrypoint import parse_string

    with _silent("bibtexparser.splitter"):
        return parse_string(written, parse_stack=[])


@contextmanager
def _silent(name: str) -> Iterator[None]:
    logger = logging.getLogger(name)
    was = logger.disabled
    logger.disabled = True
    try:
        yield
    finally:
        logger.disabled = was


def _entries(library: Library, path: str, problems: list[Problem]) -> Iterator[RawEntry]:
    """The entries in order, macros resolved; a repeated key is taken from the later entry."""
    from bibtexparser.model import Entry, ParsingFailedBlock, String

    macros = dict(_MONTHS)
    seen: dict[str, RawEntry] = {}
    for block in library.blocks:
        held = block.ignore_error_block if isinstance(block, ParsingFailedBlock) else block
        if isinstance(held, String):
            value, _ = _value(held.value, macros)
            macros[held.key.lower()] = value[: text.ABSTRACT_LIMIT]
        elif isinstance(held, Entry):
            entry = _entry(held, macros, path, problems)
            before = seen.setdefault(entry.citekey.casefold(), entry) if entry.citekey else entry
            if before is entry:
                yield entry
            elif before.fields == entry.fields:
                message = f"the same entry as '{before.citekey}' at line {before.line}; left out"
                problems.append(Problem(path, entry.line, message))
            else:
                message = (
                    f"the key '{entry.citekey}' is that of the entry at line {before.line} "
                    "already; read without it"
                )
                problems.append(Problem(path, entry.line, message))
                yield entry._replace(citekey="")
        elif isinstance(block, ParsingFailedBlock):
            problems.append(Problem(path, (block.start_line or 0) + 1, _failure(block)))


def _entry(block: Entry, macros: Mapping[str, str], path: str, problems: list[Problem]) -> RawEntry:
    line = (block.start_line or 0) + 1
    fields: dict[str, str] = {}
    lines: dict[str, int] = {}
    for field in _fields(block, macros, path, problems):
        value = field.value.replace(_SHIELD, "@")
        if field.name not in fields:
            fields[field.name] = value
            lines[field.name] = field.line
        elif fields[field.name] != value:
            message = f"the field '{field.name}' stands twice; the first is kept"
            problems.append(Problem(path, field.line, message))
    return RawEntry(block.entry_type.lower(), text.clean(block.key), line, fields, lines)


def _fields(
    block: Entry, macros: Mapping[str, str], path: str, problems: list[Problem]
) -> Iterator[_Field]:
    for one in block.fields:
        line = one.start_line + 1
        name = text.clean(one.key).lower()
        value, rest = _value(str(one.value), macros)
        yield _Field(name, value, line)
        while rest:
            found = _NEXT_FIELD.match(rest)
            if found is None:
                message = f"'{text.clean(rest, 40)}' after the value of '{name}'; left out"
                problems.append(Problem(path, line, message))
                break
            problems.append(Problem(path, line, f"a comma is missing after the field '{name}'"))
            name = found[1].lower()
            value, rest = _value(rest[found.end() :], macros)
            yield _Field(name, value, line)


def _value(written: str, macros: Mapping[str, str]) -> tuple[str, str]:
    """The value of an expression (`{a}`, `"b"`, macros, numbers, joined by `#`), and the rest."""
    pieces: list[str] = []
    rest = written.strip()
    while rest:
        if rest[0] in '{"':
            end = _end(rest)
            pieces.append(rest[1 : end - 1])
        elif found := _BARE.match(rest):
            end = found.end()
            pieces.append(macros.get(found[0].lower(), found[0]))
        else:
            break
        rest = rest[end:].lstrip()
        if not rest.startswith("#"):
            break
        rest = rest[1:].lstrip()
    if rest and written.lstrip()[:1] not in {"{", '"'} and _NEXT_FIELD.match(rest) is None:
        return written.strip(), ""
    return "".join(pieces), rest


def _end(written: str) -> int:
    """Where the value that begins with a brace or a quote ends."""
    quoted = written[0] == '"'
    depth = 0 if quoted else 1
    for found in (_QUOTE_OR_BRACE if quoted else _BRACE).finditer(written, 1):
        if found[0] == "{":
            depth += 1
        elif found[0] == "}":
            depth -= 1
        if depth == 0 and found[0] == ('"' if quoted else "}"):
            return found.end()
    return len(written) + 1


def _failure(block: ParsingFailedBlock) -> str:
    """Why a block could not be read, in a line."""
    from bibtexparser.exceptions import BlockAbortedException

    raw = block.raw or ""
    found = _KEY.match(raw)
    name = f"the entry '{text.clean(found[1], 60)}'" if found and found[1] else "an entry"
    error = block.error
    reason = error.abort_reason if isinstance(error, BlockAbortedException) else str(error)
    if "end of file" in reason:
        return f"{name} is not closed before the file ends; left out"
    if "Unexpected block start" in reason:
        return f"{name} is not closed before the next one begins; left out"
    if "Expected a `=`" in reason:
        return f"{name} has a field without '='; left out"
    if "Expected comma" in reason:
        return f"{name} has no comma after its key; left out"
    return f"{name} cannot be read ({text.clean(reason, 200)}); left out"
