"""A PubmedBookArticle of PubMed XML as a work: a book of the NCBI Bookshelf or a chapter of one.

A document with an ArticleTitle is a chapter, and the book is its container; without one it is
the book itself (pubmed_250101.dtd, BookDocument). The Bookshelf accession (`NBK1203`) is kept
among the manuscript ids. The date a chapter was contributed is its `online` date.
"""

from __future__ import annotations

from collections.abc import Mapping

from lxml.etree import _Element

from sscmsc import medline_fields as fields
from sscmsc import medline_parts as parts
from sscmsc.medline_draft import Draft
from sscmsc.medline_fields import Read, read_children
from sscmsc.record import Publication
from sscmsc.source import SourceWork
from sscmsc.text import plain


def book_work(element: _Element) -> SourceWork:
    """The work of a PubmedBookArticle, or of a BookDocument standing alone."""
    draft = Draft(kind="book")
    if element.tag == "BookDocument":
        _document(element, draft)
    else:
        read_children(element, draft, _TOP)
    return draft.work()


def _document(element: _Element, draft: Draft) -> None:
    """The document's own elements first: a chapter's authors and DOI are not the book's."""
    read_children(element, draft, _DOCUMENT)
    if draft.title or draft.original_title:
        draft.kind = "chapter"
    for part in element:
        if part.tag == "Book":
            _book(part, draft)


def _book(element: _Element, draft: Draft) -> None:
    book = Draft()
    read_children(element, book, _BOOK)
    draft.publication = _publication(element)
    draft.issued = book.issued
    draft.editors += book.editors
    draft.volume = draft.volume or book.volume
    if not draft.authors:
        draft.authors, draft.authors_complete = book.authors, book.authors_complete
    if draft.kind == "chapter":
        draft.container_title = plain(book.title) if book.title else None
        return
    draft.title = book.title
    draft.located_doi = book.located_doi
    draft.superseded_dois += book.superseded_dois


def _publication(element: _Element) -> Publication | None:
    said: dict[str, str] = {}
    isbns: list[str] = []
    for part in element:
        tag = part.tag
        if tag == "Publisher":
            said.update((one.tag, parts.plain(one)) for one in part)
        elif tag == "Isbn":
            isbns.append(parts.plain(part))
        elif tag in ("Edition", "CollectionTitle"):
            said[tag] = parts.plain(part)
    publication = Publication(
        publisher=said.get("PublisherName") or None,
        place=said.get("PublisherLocation") or None,
        edition=said.get("Edition") or None,
        isbns=tuple(one for one in isbns if one),
        collection=said.get("CollectionTitle") or None,
    )
    return None if publication == Publication() else publication


def _contribution_date(element: _Element, draft: Draft) -> None:
    draft.online = parts.date(element)


_BOOK: Mapping[str, Read] = {
    "BookTitle": fields.read_title,
    "PubDate": fields.read_issue_date,
    "AuthorList": fields.read_people,
    "Volume": fields.read_volume,
    "ELocationID": fields.read_electronic_location,
}
_DOCUMENT: Mapping[str, Read] = {
    "PMID": fields.read_pmid,
    "ArticleIdList": fields.read_ids,
    "ArticleTitle": fields.read_title,
    "VernacularTitle": fields.read_original_title,
    "Pagination": fields.read_pagination,
    "Language": fields.read_language,
    "AuthorList": fields.read_people,
    "PublicationType": fields.read_publication_type,
    "Abstract": fields.read_abstract,
    "KeywordList": fields.read_keywords,
    "ContributionDate": _contribution_date,
    "GrantList": fields.read_grants,
    "ReferenceList": fields.read_references,
}
_DATA: Mapping[str, Read] = {
    "History": fields.read_history,
    "ArticleIdList": fields.read_ids,
}


def _book_data(element: _Element, draft: Draft) -> None:
    read_children(element, draft, _DATA)


_TOP: Mapping[str, Read] = {"BookDocument": _document, "PubmedBookData": _book_data}
