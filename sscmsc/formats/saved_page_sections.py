"""The sections of a PubMed abstract page: abstract, MeSH terms, types, relations, references."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from sscmsc import identifiers
from sscmsc.citation import parse_citation
from sscmsc.formats.page import Line
from sscmsc.identifiers import DOI, PMID
from sscmsc.record import (
    AbstractSection,
    MeshHeading,
    MeshQualifier,
    PublicationType,
    Relation,
)
from sscmsc.reference import Reference
from sscmsc.text import ABSTRACT_LIMIT, clean, literal

SOURCE = "saved page"

#: The lines that begin a section of the page, in lower case, and PubMed's RefType for those
#: that list related publications.
RELATIONS = {
    "comment in": "CommentIn",
    "comment on": "CommentOn",
    "erratum in": "ErratumIn",
    "erratum for": "ErratumFor",
    "corrected and republished from": "CorrectedandRepublishedFrom",
    "corrected and republished in": "CorrectedandRepublishedIn",
    "expression of concern in": "ExpressionOfConcernIn",
    "expression of concern for": "ExpressionOfConcernFor",
    "republished from": "RepublishedFrom",
    "republished in": "RepublishedIn",
    "retraction in": "RetractionIn",
    "retraction of": "RetractionOf",
    "update in": "UpdateIn",
    "update of": "UpdateOf",
    "summary for patients in": "SummaryForPatientsIn",
    "original report in": "OriginalReportIn",
}
HEADINGS = frozenset(RELATIONS) | frozenset(
    {
        "abstract", "references", "mesh terms", "publication types", "figures", "pubmed disclaimer",
        "similar articles", "cited by", "linkout - more resources", "substances", "tables",
        "supplementary concepts", "related information", "grants and funding", "grant support",
        "conflict of interest statement", "conflicts of interest", "associated data",
        "plain language summary", "supplementary material", "supplementary info",
        "page navigation", "personal name as subject", "research materials",
        "full text sources", "other literature sources", "trending articles",
    }
)  # fmt: skip

#: Publication types that PubMed prints above a title, by MeSH UI.
PUBLICATION_TYPES = {
    "Case Reports": "D002363",
    "Clinical Trial": "D016430",
    "Clinical Trial, Phase I": "D017426",
    "Clinical Trial, Phase II": "D017427",
    "Clinical Trial, Phase III": "D017428",
    "Clinical Trial, Phase IV": "D017429",
    "Comment": "D016420",
    "Comparative Study": "D003160",
    "Controlled Clinical Trial": "D018848",
    "Editorial": "D016421",
    "English Abstract": "D004740",
    "Evaluation Study": "D023362",
    "Guideline": "D016431",
    "Historical Article": "D016456",
    "Journal Article": "D016428",
    "Letter": "D016422",
    "Meta-Analysis": "D017418",
    "Multicenter Study": "D016448",
    "Observational Study": "D064888",
    "Practice Guideline": "D017065",
    "Published Erratum": "D016425",
    "Randomized Controlled Trial": "D016449",
    "Research Support, N.I.H., Extramural": "D052061",
    "Research Support, N.I.H., Intramural": "D052060",
    "Research Support, Non-U.S. Gov't": "D013485",
    "Research Support, U.S. Gov't, Non-P.H.S.": "D013486",
    "Research Support, U.S. Gov't, P.H.S.": "D013487",
    "Retracted Publication": "D016441",
    "Review": "D016454",
    "Systematic Review": "D000078182",
    "Validation Study": "D023361",
}
_TYPE_BY_NAME = {name.casefold(): name for name in PUBLICATION_TYPES}
_LABEL = re.compile(r"(?P<label>[A-Z][A-Za-z/&,’' -]{2,60}?)\s?:\s+(?P<text>\S.*)")
_LABEL_WORD = re.compile(
    r"\b(?:background|aims?|objectives?|purpose|introduction|rationale|context|importance|hypothesis|"
    r"methods?|design|setting|participants?|patients?|interventions?|measurements?|materials?|"
    r"outcomes?|results?|findings|observations?|conclusions?|interpretation|discussion|"
    r"significance|relevance|limitations?|funding|registration|evidence|data|summary|"
    r"areas covered|expert opinion|study|sources?|synthesis|selection|extraction|recent)\b",
    re.I,
)
_ITEM = re.compile(r"(?P<number>\d{1,4})\.\s+(?P<text>\S.*)")
_LINKS = re.compile(
    r"(?:\s*[-–]\s+(?:DOI|PMC|PubMed|Google Scholar|Crossref|Medline)(?=\s|$))+\s*$", re.I
)
_ALL = re.compile(r"(?:show|see) all (?P<count>[\d,]{1,6}) references?\b", re.I)
_LIST_NOISE = re.compile(r"(?:show|see) (?:all|more|less)\b.*|actions?|cite|page \d+", re.I)
_NO_ABSTRACT = re.compile(r"keywords?\s?:.*|copyright\b.*|©.*|no abstract available\.?", re.I)


def abstract_sections(lines: Sequence[Line]) -> tuple[AbstractSection, ...]:
    """The paragraphs under the heading Abstract, each with the label printed before it."""
    sections: list[AbstractSection] = []
    for line in lines:
        if _NO_ABSTRACT.fullmatch(line.text):
            continue
        found = _LABEL.fullmatch(line.text)
        if found and _LABEL_WORD.search(found.group("label")):
            text, label = found.group("text"), found.group("label")
        else:
            text, label = line.text, None
        sections.append(AbstractSection(literal(clean(text, ABSTRACT_LIMIT)), label))
    return tuple(sections)


def publication_types(lines: Sequence[Line]) -> tuple[PublicationType, ...]:
    """The publication types among `lines`, each once, in the order printed."""
    names = dict.fromkeys(
        name for line in lines if (name := _TYPE_BY_NAME.get(line.text.casefold().rstrip("* ")))
    )
    return tuple(PublicationType(name, PUBLICATION_TYPES[name]) for name in names)


def mesh_headings(lines: Sequence[Line]) -> tuple[MeshHeading, ...]:
    """The MeSH headings listed one a line (`Scleroderma, Systemic / therapy*`).

    A descriptor printed once for each of its qualifiers becomes one heading.
    """
    major: dict[str, bool] = {}
    qualifiers: dict[str, list[MeshQualifier]] = {}
    for line in lines:
        descriptor, *rest = (part.strip() for part in line.text.split(" / "))
        name = descriptor.rstrip("* ")
        if not name or len(name) > 120:
            continue
        major[name] = major.get(name, False) or descriptor.endswith("*")
        held = qualifiers.setdefault(name, [])
        held.extend(MeshQualifier(one.rstrip("* "), None, one.endswith("*")) for one in rest)
    return tuple(
        MeshHeading(name, None, starred, tuple(qualifiers[name])) for name, starred in major.items()
    )


def relations(sections: Mapping[str, Sequence[Line]]) -> tuple[Relation, ...]:
    """The publications listed under `Comment in`, `Erratum in` and the like."""
    return tuple(
        _relation(kind, line.text)
        for heading, kind in RELATIONS.items()
        for line in sections.get(heading, ())
    )


def _relation(kind: str, line: str) -> Relation:
    found = [one.identifier for one in identifiers.find(line)]
    return Relation(
        kind,
        text=re.sub(r"(?:\s[-–]\s(?:DOI|PMC|PubMed|No abstract available\.?))+\s*$", "", line),
        pmid=next((one for one in found if isinstance(one, PMID)), None),
        doi=next((one for one in found if isinstance(one, DOI)), None),
    )


def listed_references(
    lines: Sequence[Line] | None,
) -> tuple[tuple[Reference, ...] | None, int | None]:
    """The listed references, None without such a section, and how many the page says there are.

    A saved page may number every line `1.`; the numbers are labels only where they ascend.
    """
    if lines is None:
        return None, None
    items: list[tuple[str, str]] = []
    stated: int | None = None
    for line in lines:
        if count := _ALL.match(line.text):
            stated = int(count.group("count").replace(",", ""))
        if found := _ITEM.fullmatch(line.text):
            items.append((found.group("number"), found.group("text")))
        elif items and not _LIST_NOISE.fullmatch(line.text):
            items[-1] = (items[-1][0], f"{items[-1][1]} {line.text}")
    ascending = len({number for number, _ in items}) == len(items)
    return tuple(
        _reference(place, number if ascending else None, text)
        for place, (number, text) in enumerate(items, start=1)
    ), stated


def _reference(position: int, label: str | None, line: str) -> Reference:
    text = clean(_LINKS.sub("", line))
    parsed = parse_citation(text)
    return Reference(
        position=position,
        text=text,
        label=label or parsed.label,
        cited=parsed.cited,
        pmid=parsed.pmid,
        pmcid=parsed.pmcid,
        doi=parsed.doi,
        sources=(SOURCE,),
    )
