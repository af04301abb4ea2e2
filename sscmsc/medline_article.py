"""A PubmedArticle of PubMed XML as a work: record and references.

A table for each element names what its children mean, so that one pass over the direct
children reads everything. The record's own identifiers therefore never come from a reference,
whose elements have the same names (pubmed_250101.dtd, PubmedData).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from lxml.etree import _Element

from sscmsc import medline_fields as fields
from sscmsc import medline_lists as lists
from sscmsc import medline_parts as parts
from sscmsc.identifiers import parse_pmcid
from sscmsc.medline_draft import Draft
from sscmsc.medline_fields import Read, read_children
from sscmsc.record import Person
from sscmsc.source import SourceWork

_KINDS = (
    ("D000076942", "article"),  # Preprint
    ("D064886", "dataset"),
    ("D016427", "report"),  # Technical Report
)
_OTHER_ID = re.compile(r"(PMC\d+)|((?:NIHMS|EMS|UKMS|HALMS)\d+)")


def article_work(element: _Element) -> SourceWork:
    """The work of a PubmedArticle, or of a MedlineCitation standing alone.

    An element without a citation gives a record without fields.
    """
    draft = Draft()
    read_children(element, draft, _TOP)
    if element.tag in _TOP:
        _TOP[element.tag](element, draft)
    uis = [one.ui for one in draft.publication_types]
    draft.kind = next((kind for ui, kind in _KINDS if ui in uis), draft.kind)
    return draft.work()


def _citation(element: _Element, draft: Draft) -> None:
    draft.status = element.get("Status")
    read_children(element, draft, _CITATION)


def _article(element: _Element, draft: Draft) -> None:
    read_children(element, draft, _ARTICLE)
    if draft.affiliation and draft.authors and isinstance(first := draft.authors[0], Person):
        own = first.affiliations or (draft.affiliation,)
        draft.authors = (replace(first, affiliations=own), *draft.authors[1:])


def _affiliation(element: _Element, draft: Draft) -> None:
    """Before 2014 the first author's only affiliation stood beside the AuthorList."""
    draft.affiliation = parts.plain(element)


def _article_date(element: _Element, draft: Draft) -> None:
    draft.online = draft.online or parts.date(element)


def _journal(element: _Element, draft: Draft) -> None:
    read_children(element, draft, _JOURNAL)


def _journal_issue(element: _Element, draft: Draft) -> None:
    read_children(element, draft, _ISSUE)


def _journal_title(element: _Element, draft: Draft) -> None:
    draft.container_title = parts.plain(element) or None


def _iso_abbreviation(element: _Element, draft: Draft) -> None:
    draft.iso_abbreviation = parts.plain(element) or None


def _issn(element: _Element, draft: Draft) -> None:
    if element.get("IssnType") == "Electronic":
        draft.issn_electronic = parts.issn(element)
    else:
        draft.issn_print = parts.issn(element)


def _issue(element: _Element, draft: Draft) -> None:
    draft.issue = parts.plain(element) or None


def _journal_information(element: _Element, draft: Draft) -> None:
    for part in element:
        tag = part.tag
        if tag == "MedlineTA":
            draft.nlm_abbreviation = parts.plain(part) or None
        elif tag == "NlmUniqueID":
            draft.nlm_id = parts.plain(part) or None
        elif tag == "ISSNLinking":
            draft.issn_linking = parts.issn(part)


def _trials(element: _Element, draft: Draft) -> None:
    draft.trials += tuple(lists.trials(element))


def _publication_types(element: _Element, draft: Draft) -> None:
    draft.publication_types += tuple(lists.publication_type(one) for one in element)


def _chemicals(element: _Element, draft: Draft) -> None:
    draft.substances += tuple(lists.chemicals(element))


def _supplementary_concepts(element: _Element, draft: Draft) -> None:
    draft.substances += tuple(lists.supplementary_concepts(element))


def _corrections(element: _Element, draft: Draft) -> None:
    relations, cites = lists.corrections(element)
    draft.relations += relations
    draft.cites += cites


def _mesh(element: _Element, draft: Draft) -> None:
    draft.mesh += lists.mesh_headings(element)


def _stated(element: _Element, draft: Draft) -> None:
    number = parts.plain(element)
    draft.stated = int(number) if number.isdecimal() and len(number) < 6 else None


def _other_id(element: _Element, draft: Draft) -> None:
    """Author manuscripts before 2012 have their PMCID and manuscript id here."""
    found = _OTHER_ID.match(element.text or "")
    if found and found[1]:
        draft.pmcid = draft.pmcid or parse_pmcid(found[1])
    elif found:
        draft.manuscript_ids += (found[2],)


def _data(element: _Element, draft: Draft) -> None:
    read_children(element, draft, _DATA)


_ISSUE: Mapping[str, Read] = {
    "Volume": fields.read_volume,
    "Issue": _issue,
    "PubDate": fields.read_issue_date,
}
_JOURNAL: Mapping[str, Read] = {
    "ISSN": _issn,
    "JournalIssue": _journal_issue,
    "Title": _journal_title,
    "ISOAbbreviation": _iso_abbreviation,
}
_ARTICLE: Mapping[str, Read] = {
    "Journal": _journal,
    "ArticleTitle": fields.read_title,
    "Pagination": fields.read_pagination,
    "ELocationID": fields.read_electronic_location,
    "Abstract": fields.read_abstract,
    "Affiliation": _affiliation,
    "AuthorList": fields.read_people,
    "Language": fields.read_language,
    "DataBankList": _trials,
    "GrantList": fields.read_grants,
    "PublicationTypeList": _publication_types,
    "VernacularTitle": fields.read_original_title,
    "ArticleDate": _article_date,
}
_CITATION: Mapping[str, Read] = {
    "PMID": fields.read_pmid,
    "Article": _article,
    "MedlineJournalInfo": _journal_information,
    "ChemicalList": _chemicals,
    "SupplMeshList": _supplementary_concepts,
    "CommentsCorrectionsList": _corrections,
    "CommentsCorrections": _corrections,
    "MeshHeadingList": _mesh,
    "NumberOfReferences": _stated,
    "OtherID": _other_id,
    "KeywordList": fields.read_keywords,
}
_DATA: Mapping[str, Read] = {
    "History": fields.read_history,
    "ArticleIdList": fields.read_ids,
    "ReferenceList": fields.read_references,
}
_TOP: Mapping[str, Read] = {
    "MedlineCitation": _citation,
    "NCBIArticle": _citation,
    "PubmedData": _data,
}
