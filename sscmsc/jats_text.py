"""Text of a JATS citation: the line as printed, with what stands between its elements.

Elements: JATS Archiving and Interchange 1.3, `mixed-citation` (the printed line with its parts
tagged) and `element-citation` (the parts without the line).
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterator
from types import MappingProxyType

from lxml.etree import _Element

from sscmsc.text import FIELD_LIMIT, clean

#: Elements whose end means nothing for the words around them.
INLINE = frozenset(
    "bold fixed-case italic monospace named-content overline roman sans-serif sc strike "
    "styled-content sub sup underline x abbrev".split()
)
_NAMES = frozenset(("name", "string-name", "collab", "etal"))
_TITLES = frozenset(("article-title", "chapter-title", "part-title", "data-title"))
_UNPRINTED = frozenset(("label", "object-id"))
_BETWEEN = MappingProxyType(
    {
        ("fpage", "lpage"): "-",
        ("volume", "fpage"): ":",
        ("volume", "elocation-id"): ":",
        ("issue", "fpage"): ":",
        ("year", "volume"): ";",
    }
)
_ID_LEAD = re.compile(r"(?:\b(?:doi|pmid|pmcid|pubmed|pmc|arxiv)\s*[:=]?|[:=/])\s*$", re.I)


def plain(element: _Element, limit: int = FIELD_LIMIT) -> str:
    """All text inside `element`, cleaned, on one line; "" when there is none."""
    if not len(element):
        return clean(element.text, limit) if element.text else ""
    return clean("".join(_runs(element)), limit)


def speaks(citation: _Element) -> bool:
    """Whether text stands between the parts of a citation, so that it is a printed line.

    Many a `mixed-citation` in PMC holds nothing but its parts, like an `element-citation`.
    """
    if (citation.text or "").strip():
        return True
    return any(
        (child.tail or "").strip() or (child.tag in INLINE and speaks(child)) for child in citation
    )


def printed(citation: _Element) -> str:
    """The line of a citation that `speaks`, cleaned.

    Where nothing stands between two parts a separator is put in. Identifiers are left out
    unless the line leads up to them (`doi:`): PMC adds them behind what was printed.
    """
    line = _Line()
    line.add(citation)
    return clean("".join(line.pieces))


class _Line:
    """A line in the making; `last` is the part written last when only blanks came after it."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.last = ""

    def add(self, element: _Element) -> None:
        self._write(element.text)
        for child in element:
            tag = child.tag
            if not _is_element(child):
                self._write(_entity(child))
            elif tag in INLINE or tag == "comment":
                self.add(child)
            elif tag == "pub-id":
                if _ID_LEAD.search("".join(self.pieces[-3:])):
                    self._write(plain(child))
            elif tag not in _UNPRINTED:
                self._part(child, tag)
            self._write(child.tail)

    def _part(self, element: _Element, tag: str) -> None:
        wrote = self.pieces
        if self.last and wrote:
            wrote.append(self._separator(tag))
        count = len(wrote)
        if tag == "person-group":
            self.last = ""
            self.add(element)
        elif tag in _NAMES:
            wrote.append(name_line(element) or ("et al" if tag == "etal" else ""))
        else:
            wrote.append(plain(element))
        if any(wrote[count:]):
            self.last = tag

    def _separator(self, tag: str) -> str:
        ended = "".join(self.pieces[-3:]).rstrip()[-1:]
        if between := _BETWEEN.get((self.last, tag)):
            return between
        if self.last in _NAMES and tag in _NAMES:
            return ", "
        new_sentence = tag in _TITLES or self.last in _TITLES or self.last == "person-group"
        return ". " if new_sentence and ended not in ".?!,;:" else " "

    def _write(self, text: str | None) -> None:
        if text:
            self.pieces.append(text)
            if text.strip():
                self.last = ""


def name_line(element: _Element) -> str:
    """A name as it is printed: its parts with a blank between them where nothing stands there."""
    parts = [one for one in element if _is_element(one)]
    punctuated = (element.text or "").strip() or any((one.tail or "").strip() for one in parts)
    if not parts or punctuated:
        return plain(element)
    return clean(" ".join(filter(None, map(plain, parts))))


def children(element: _Element, wanted: Callable[[str], bool]) -> Iterator[_Element]:
    """The parts of a citation in order, also those inside elements that are no parts."""
    for child in element:
        tag = child.tag
        if not _is_element(child):
            continue
        if wanted(tag):
            yield child
        else:
            yield from children(child, wanted)


def _is_element(node: _Element) -> bool:
    """False for an entity, whose tag is a function in the stead of a name."""
    tag: object = node.tag
    return isinstance(tag, str)


def _entity(element: _Element) -> str:
    """The character of an entity that only the DTD (never loaded) declares, else its name."""
    return html.unescape(element.text or "")


def _runs(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if _is_element(child):
            yield from _runs(child)
        else:
            yield _entity(child)
        yield child.tail or ""
