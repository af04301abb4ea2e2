"""PubMed XML to works, in one pass and constant memory.

The elements are those of NLM's DTD (pubmed_250101.dtd); MEDLINE files with the older root
MedlineCitationSet are read too. The DTD itself is never loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from io import BytesIO
from itertools import chain
from typing import BinaryIO, Literal

from lxml.etree import DTD, XMLPullParser, XMLSyntaxError, _Element

from sscmsc.errors import AnswerError, InputError
from sscmsc.medline_article import article_work
from sscmsc.medline_book import book_work
from sscmsc.medline_parts import plain
from sscmsc.source import SourceWork
from sscmsc.text import clean

_ARTICLES = ("PubmedArticle", "PubMedArticle")
_CITATION = "MedlineCitation"
_BOOK = "PubmedBookArticle"
_BOOK_DOCUMENT = "BookDocument"
_ERRORS = ("ERROR", "error")
_SETS = (
    "PubmedArticleSet", "PubMedArticleSet", "PubmedBookArticleSet", "MedlineCitationSet",
    "BookDocumentSet", "eFetchResult",
)  # fmt: skip
_DELETED = "DeleteCitation"
_WHOLE = (*_ARTICLES, _BOOK)
_READ = (*_WHOLE, _CITATION, _BOOK_DOCUMENT, _DELETED, *_ERRORS)
_ROOTS = frozenset((*_SETS, *_READ))
_CHUNK = 64 * 1024
_PIECE = 1024
_PROLOGUE_LIMIT = 1024 * 1024
# Atomic groups: what has been passed over is never tried again, however long it is.
_PROLOGUE = re.compile(
    r"\ufeff?(?>\s+|<\?.*?\?>|<!--.*?-->"
    r"|<!DOCTYPE(?>[^\[\]>\"']|\"[^\"]*\"|'[^']*'|\[.*?\]\s*(?=>))*+>)*+<(?P<root>\w+)",
    re.S,
)
_WHERE = re.compile(r", line \d+, column \d+.*$", re.S)


def recognise(text: str) -> bool:
    """Whether a file beginning with `text` is PubMed XML: its root element says so."""
    found = _PROLOGUE.match(text)
    return found is not None and found["root"] in _ROOTS


def parse_works(data: bytes) -> tuple[SourceWork, ...]:
    """All works of a PubMed XML document; errors as `read_works` raises them."""
    return tuple(read_works(BytesIO(data)))


def read_works(stream: BinaryIO) -> Iterator[SourceWork]:
    """The works of a PubMed XML document, one for each article and book, as they are read.

    `stream` gives the plain XML bytes. Raises `InputError` for XML that is not well-formed
    (naming the line; the works before it have been given), for a root element that is not
    PubMed's and for a document that declares entities, and `AnswerError` when it is the
    error message of E-utilities in place of works.
    """
    head = _checked_head(stream)
    parser = _parser(("end",), _READ)
    for chunk in chain((head,), iter(lambda: stream.read(_CHUNK), b"")):
        error = _feed(parser, chunk)
        for _, element in parser.read_events():
            if isinstance(element, _Element) and (work := _work(element)) is not None:
                yield work
        if error is not None:
            raise _malformed(error) from error
    try:
        parser.close()
    except XMLSyntaxError as error:
        raise _malformed(error) from error


def _feed(parser: XMLPullParser, chunk: bytes) -> XMLSyntaxError | None:
    """The error in the chunk, if any: what was read before it is still among the events."""
    try:
        parser.feed(chunk)
    except XMLSyntaxError as error:
        return error
    return None


def _malformed(error: XMLSyntaxError) -> InputError:
    said = clean(_WHERE.sub("", error.msg or ""), 200)
    return InputError(f"line {error.lineno}: XML that is not well-formed: {said}")


def _work(element: _Element) -> SourceWork | None:
    """The work of a finished element, None for one that is a part; frees what came before."""
    tag, parent = element.tag, element.getparent()
    if tag in _ERRORS:
        raise AnswerError(f"PubMed answers: {plain(element) or 'an error without a message'}")
    if parent is not None and parent.tag in _WHOLE and tag in (_CITATION, _BOOK_DOCUMENT):
        return None
    work = None
    if tag in (_BOOK, _BOOK_DOCUMENT):
        work = book_work(element)
    elif tag != _DELETED:
        work = article_work(element)
    element.clear()
    if parent is not None:
        while element.getprevious() is not None:
            del parent[0]
    return work


def _checked_head(stream: BinaryIO) -> bytes:
    """The bytes up to and beyond the first tag, which is PubMed's and declares no entity."""
    parser = _parser(("start",), None)
    head = bytearray()
    while piece := stream.read(_PIECE):
        head += piece
        error = _feed(parser, piece)
        for _, root in parser.read_events():
            if isinstance(root, _Element):
                _check_root(root)
                return bytes(head)
        if error is not None:
            raise _malformed(error) from error
        if len(head) > _PROLOGUE_LIMIT:
            raise InputError("no XML element in the first megabyte")
    if not head:
        raise InputError("PubMed XML expected, but there is nothing in it")
    try:
        # A document of a few bytes is read no earlier than at its end.
        parser.close()
    except XMLSyntaxError as error:
        raise _malformed(error) from error
    for _, root in parser.read_events():
        if isinstance(root, _Element):
            _check_root(root)
    return bytes(head)


def _check_root(root: _Element) -> None:
    subset: DTD | None = root.getroottree().docinfo.internalDTD
    # lxml-stubs leaves out DTD.entities, of lxml since 3.0.
    if subset is not None and subset.entities():  # type: ignore[attr-defined]
        raise InputError(
            "the XML declares entities (<!ENTITY), which PubMed's never does; it is not read"
        )
    if root.tag not in _ROOTS:
        raise InputError(
            f"no PubMed XML: its root element is <{clean(root.tag, 80)}>",
            hint="Expected <PubmedArticleSet>, as PubMed and E-utilities write it.",
        )


def _parser(events: tuple[Literal["start", "end"]], tags: tuple[str, ...] | None) -> XMLPullParser:
    return XMLPullParser(
        events=events,
        tag=tags,
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
