"""The elements that articles and books of PubMed XML share, read into a draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from lxml.etree import _Element

from sscmsc import medline_lists as lists
from sscmsc import medline_parts as parts
from sscmsc.errors import IdentifierError
from sscmsc.identifiers import parse_doi
from sscmsc.medline_draft import Draft
from sscmsc.pages import split_pages

Read = Callable[[_Element, Draft], None]

_DISCONTINUOUS = re.compile(r"[,;\[]|[A-Za-z]{3}")
_ELECTRONIC_NUMBER = re.compile(r"\d{1,5}|[A-Za-z]{1,4}\d{1,8}")


def read_children(element: _Element, draft: Draft, meanings: Mapping[str, Read]) -> None:
    """Read each child that `meanings` has an entry for into `draft`."""
    for part in element:
        read = meanings.get(part.tag)
        if read is not None:
            read(part, draft)


def read_pmid(element: _Element, draft: Draft) -> None:
    if draft.pmid is None:
        draft.pmid = parts.own_pmid(element)


def read_ids(element: _Element, draft: Draft) -> None:
    """An ArticleIdList of the record itself."""
    ids = parts.ArticleIds()
    for one in element:
        ids.add(one.get("IdType"), one.text)
    draft.pmid = draft.pmid or ids.pmid
    draft.pmcid = draft.pmcid or ids.pmcid
    draft.listed_doi = draft.listed_doi or ids.doi
    draft.manuscript_ids += ids.manuscript_ids


def read_electronic_location(element: _Element, draft: Draft) -> None:
    """An ELocationID; NLM keeps a DOI that the publisher corrected as ValidYN="N"."""
    valid = element.get("ValidYN") != "N"
    if element.get("EIdType") == "doi":
        try:
            doi = parse_doi(element.text or "")
        except IdentifierError:
            return
        if valid:
            draft.located_doi = draft.located_doi or doi
        else:
            draft.superseded_dois += (doi,)
    elif valid and _ELECTRONIC_NUMBER.fullmatch(number := parts.plain(element)):
        draft.electronic_number = number


def read_title(element: _Element, draft: Draft) -> None:
    draft.title, draft.title_translated = parts.title(element)


def read_original_title(element: _Element, draft: Draft) -> None:
    draft.original_title, _ = parts.title(element)


def read_pagination(element: _Element, draft: Draft) -> None:
    """StartPage and EndPage are in full; MedlinePgn alone says discontinuous pages."""
    said = {part.tag: parts.plain(part) for part in element}
    start, end = said.get("StartPage", ""), said.get("EndPage", "")
    printed = said.get("MedlinePgn", "")
    if start and (not printed or (end and not _DISCONTINUOUS.search(printed))):
        printed = f"{start}-{end}" if end and end != start else start
    draft.pages, draft.article_number = split_pages(printed)


def read_abstract(element: _Element, draft: Draft) -> None:
    draft.abstract = lists.abstract(element)


def read_people(element: _Element, draft: Draft) -> None:
    if element.get("Type") == "editors":
        draft.editors += parts.people(element)
        return
    draft.authors += parts.people(element)
    if element.get("CompleteYN") == "N":
        draft.authors_complete = False


def read_language(element: _Element, draft: Draft) -> None:
    if code := parts.plain(element):
        draft.languages += (code,)


def read_publication_type(element: _Element, draft: Draft) -> None:
    draft.publication_types += (lists.publication_type(element),)


def read_grants(element: _Element, draft: Draft) -> None:
    draft.grants += tuple(lists.grants(element))


def read_keywords(element: _Element, draft: Draft) -> None:
    draft.keywords += tuple(shown for one in element if (shown := parts.plain(one)))


def read_references(element: _Element, draft: Draft) -> None:
    if draft.references is None:
        draft.references = []
    lists.add_references(element, draft.references)


def read_history(element: _Element, draft: Draft) -> None:
    draft.history += tuple(lists.history(element))


def read_issue_date(element: _Element, draft: Draft) -> None:
    draft.issued = parts.date(element)


def read_volume(element: _Element, draft: Draft) -> None:
    draft.volume = parts.plain(element) or None
