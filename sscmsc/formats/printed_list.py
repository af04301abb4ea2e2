"""A reference list as it is printed, read: one reference after the other, with or without numbers.

References are told apart by their numbers where they have them, else by blank lines, else each
line is one. What does not say enough to be a reference is named and left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from sscmsc import text
from sscmsc.citation import ParsedCitation, parse_citation
from sscmsc.dates import PartialDate
from sscmsc.errors import Problem
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.page import decoded
from sscmsc.pages import split_pages
from sscmsc.record import Container, Publication, Record
from sscmsc.source import SourceWork
from sscmsc.text import clean

SOURCE = "citation"
#: How many references of the beginning of a file are looked at, and how many must be some.
SAMPLE = 20


class Printed(NamedTuple):
    """One printed reference and the line it begins on, 1-based."""

    text: str
    line: int


_NUMBER = re.compile(r"\s*(?:\[(\d{1,4})\]|\((\d{1,4})\)|(\d{1,4})[.)])\s*\S")
_HEADING = re.compile(
    r"\W*(?:\d+\.?\s*)?(?:references?(?: list| cited)?|bibliograph(?:y|ie)|literature(?: cited)?|"
    r"works cited|literatur(?:verzeichnis)?|références|参考文献)\W*",
    re.I,
)


def recognise(beginning: str) -> bool:
    """Whether most of what a text begins with are printed references."""
    lines = beginning.lstrip("\ufeff").splitlines()
    sample = [one for one in list(references(lines))[: SAMPLE + 1] if len(one.text) < 2_000]
    if len(beginning) > 60_000:
        sample = sample[:-1]  # it may be cut
    good = sum(says_enough(parse_citation(one.text)) for one in sample)
    return good > 0 and good * 3 >= len(sample) * 2


def read(data: bytes, path: str) -> Reading:
    """A work for each reference of a text file."""
    return read_references(references(decoded(data, path).splitlines()), path)


def read_references(printed: Iterable[Printed], path: str) -> Reading:
    """A work for each printed reference; those that cannot be read are problems."""
    works: list[ReadWork] = []
    problems: list[Problem] = []
    for one in printed:
        found = parse_citation(one.text)
        if says_enough(found):
            works.append(ReadWork(SourceWork(_record(found)), one.line))
        else:
            said = f"no reference can be read from '{clean(one.text, 60)}'; left out"
            problems.append(Problem(path, one.line, said))
    if not works and not problems:
        problems.append(Problem(path, 0, "there is no reference in this file"))
    return Reading(tuple(works), tuple(problems))


def references(lines: list[str]) -> Iterator[Printed]:
    """The references of a list, its heading left out, lines of one reference joined."""
    if starts := _numbered(lines):
        yield from _joined(lines, starts)
        return
    blanks = [not line.strip() for line in lines]
    blocks = any(blanks) and sum(not one for one in blanks) > 1.5 * _blocks(blanks)
    begun: Printed | None = None
    for number, line in enumerate(lines, start=1):
        bare = line.strip()
        if begun is not None and (not blocks or not bare):
            yield begun
            begun = None
        if not bare or is_heading(bare):
            continue
        begun = Printed(f"{begun.text} {bare}" if begun else bare, begun.line if begun else number)
    if begun is not None:
        yield begun


def is_heading(line: str) -> bool:
    """Whether a line is the heading of a reference list."""
    return len(line) < 40 and _HEADING.fullmatch(line.strip()) is not None


def says_enough(found: ParsedCitation) -> bool:
    """Whether a citation was read from a line: what it is called or where it stands, and when."""
    cited = found.cited
    named = bool(cited.title or cited.container)
    if found.doi or found.pmid or found.pmcid:
        return named
    return bool(named and cited.year and (cited.authors or cited.volume or cited.publisher))


def _blocks(blanks: list[bool]) -> int:
    return sum(not one and (at == 0 or blanks[at - 1]) for at, one in enumerate(blanks))


def _numbered(lines: list[str]) -> list[int]:
    """The places of the lines that begin with the next number of a list; () for other lists."""
    starts: list[int] = []
    wanted = 0
    for place, line in enumerate(lines):
        found = _NUMBER.match(line)
        number = int(next(filter(None, found.groups()))) if found else 0
        if found and (number == wanted or (not starts and number < 1_000)):
            starts.append(place)
            wanted = number + 1
    filled = sum(bool(line.strip()) for line in lines)
    return starts if len(starts) > 1 and len(starts) * 6 >= filled else []


def _joined(lines: list[str], starts: list[int]) -> Iterator[Printed]:
    for start, end in zip(starts, [*starts[1:], len(lines)], strict=True):
        block = lines[start:end]
        # What stands after a blank line belongs to no reference.
        length = next((at for at, line in enumerate(block) if not line.strip()), len(block))
        yield Printed(" ".join(line.strip() for line in block[:length]), start + 1)


def _record(found: ParsedCitation) -> Record:
    cited = found.cited
    pages, number = split_pages(cited.pages) if cited.pages else (None, None)
    publication = Publication(cited.publisher, cited.place, cited.edition)
    return Record(
        SOURCE,
        kind=cited.kind,
        pmid=found.pmid,
        pmcid=found.pmcid,
        doi=found.doi,
        title=text.rich(text.literal(cited.title.rstrip(". "))) if cited.title else None,
        authors=cited.authors,
        authors_complete=cited.authors_complete,
        editors=cited.editors,
        container=Container(title=cited.container) if cited.container else None,
        publication=publication if publication != Publication() else None,
        volume=cited.volume,
        issue=cited.issue,
        pages=pages,
        article_number=number,
        issued=PartialDate(cited.year) if cited.year else None,
    )
