"""XML from anyone, read piece by piece: no entities, no network, no DTD, no immense trees."""

from __future__ import annotations

import re
from collections.abc import Iterator

from lxml.etree import DTD, XMLPullParser, XMLSyntaxError, _Element

from sscmsc.errors import InputError
from sscmsc.text import clean

_CHUNK = 64 * 1024
_WHERE = re.compile(r", line \d+, column \d+.*$", re.S)


def find_elements(data: bytes, *tags: str) -> Iterator[_Element]:
    """Each element of these tags, whole, in order; it is emptied when the next one is asked for.

    Raises `InputError` naming the line for XML that is not well-formed (the elements before
    it have been given), and for a document that declares entities.
    """
    parser = XMLPullParser(
        ("start", "end"), resolve_entities=False, no_network=True, load_dtd=False,
        huge_tree=False, remove_comments=True, remove_pis=True,
    )  # fmt: skip
    first = True
    for start in range(0, len(data), _CHUNK):
        error = _feed(parser, data[start : start + _CHUNK])
        for event, element in parser.read_events():
            assert isinstance(element, _Element)
            if first:
                _refuse_entities(element)
                first = False
            if event == "end" and element.tag in tags:
                yield element
                element.clear()
        if error is not None:
            raise _malformed(error) from error
    try:
        parser.close()
    except XMLSyntaxError as error:
        raise _malformed(error) from error


def line_of(element: _Element) -> int:
    """The line an element begins on, 1-based; 0 when it is not known."""
    line: object = element.sourceline
    return line if isinstance(line, int) else 0


def _feed(parser: XMLPullParser, chunk: bytes) -> XMLSyntaxError | None:
    try:
        parser.feed(chunk)
    except XMLSyntaxError as error:
        return error
    return None


def _refuse_entities(root: _Element) -> None:
    subset: DTD | None = root.getroottree().docinfo.internalDTD
    # lxml-stubs leaves out DTD.entities, of lxml since 3.0.
    if subset is not None and subset.entities():  # type: ignore[attr-defined]
        raise InputError("XML that declares entities (<!ENTITY) is not read")


def _malformed(error: XMLSyntaxError) -> InputError:
    said = clean(_WHERE.sub("", error.msg or ""), 200)
    return InputError(f"line {error.lineno}: XML that is not well-formed: {said}")
