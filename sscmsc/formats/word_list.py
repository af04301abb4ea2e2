"""The reference list of a Word document (`.docx`), read.

A document is a zip of XML (ECMA-376). Only its main part is read, in memory and up to a size;
nothing is unpacked to disk, so that no name in the archive can lead anywhere. Deleted text,
field codes and comments are not of the list. Where a paragraph is the heading of a list, the
list is what follows it up to the next heading; else every paragraph that is a reference.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO
from typing import NamedTuple
from zipfile import BadZipFile, ZipFile

from lxml.etree import _Element

from sscmsc.citation import parse_citation
from sscmsc.errors import InputError
from sscmsc.formats.format import Reading
from sscmsc.formats.printed_list import Printed, is_heading, read_references, says_enough
from sscmsc.formats.safe_xml import find_elements

#: Bytes of the main part, and how many times more than packed they may be.
PART_LIMIT = 100_000_000
_MAGIC = "PK\x03\x04"
_MAIN = re.compile(r"word/document\d*\.xml")
_SPACES = (
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main",
    "http://purl.oclc.org/ooxml/wordprocessingml/main",
)
_STYLE = re.compile(r"(?:heading|berschrift|titre|title)\s?\d?", re.I)
_MEANT = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}


class Paragraph(NamedTuple):
    """The text of a paragraph, the place it has in the document from 1, and if it is a heading."""

    text: str
    number: int
    heading: bool


def recognise(beginning: str) -> bool:
    """Whether a file begins as a zip does and names a part of a Word document."""
    return beginning.startswith(_MAGIC) and "word/" in beginning


def read(data: bytes, path: str) -> Reading:
    """A work for each reference of the document; `line` is the number of its paragraph.

    Raises `InputError` for what is no Word document, or is damaged, locked or immense.
    """
    paragraphs = list(_paragraphs(_main_part(data)))
    return read_references(_list_of(paragraphs), path)


def _main_part(data: bytes) -> bytes:
    try:
        with ZipFile(BytesIO(data)) as archive:
            name = next((one for one in archive.namelist() if _MAIN.fullmatch(one)), None)
            if name is None:
                raise InputError("no Word document: the file has no part word/document.xml")
            with archive.open(name) as part:
                held = part.read(PART_LIMIT + 1)
    except (BadZipFile, OSError, EOFError, zlib.error, NotImplementedError, RuntimeError) as error:
        raise InputError(f"a damaged or locked Word document: {error}") from error
    if len(held) > PART_LIMIT:
        raise InputError(f"the text of the document is larger than {PART_LIMIT // 1_000_000} MB")
    return held


def _paragraphs(part: bytes) -> Iterator[Paragraph]:
    tags = [f"{{{space}}}p" for space in _SPACES]
    for number, element in enumerate(find_elements(part, *tags), start=1):
        said = "".join(_runs(element)).strip()
        if said:
            yield Paragraph(said, number, _is_heading(element))


def _runs(element: _Element) -> Iterator[str]:
    for part in element.iter():
        name = str(part.tag).rpartition("}")[2]
        if name == "t":
            yield part.text or ""
        elif name in _MEANT:
            yield _MEANT[name]


def _is_heading(element: _Element) -> bool:
    for part in element.iter():
        space, _, name = str(part.tag).rpartition("}")
        if name == "pStyle":
            return _STYLE.search(str(part.get(f"{space}}}val") or "")) is not None
    return False


def _list_of(paragraphs: list[Paragraph]) -> Iterator[Printed]:
    """The paragraphs under the last heading of a list; without one, those that are references."""
    begins = [at for at, one in enumerate(paragraphs) if is_heading(one.text)]
    for one in paragraphs[begins[-1] + 1 :] if begins else ():
        if one.heading:
            break
        yield Printed(one.text, one.number)
    if not begins:
        for one in paragraphs:
            if not one.heading and says_enough(parse_citation(one.text)):
                yield Printed(one.text, one.number)
