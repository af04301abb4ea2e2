"""The lists of PubMed XML: headings, substances, relations, trials, references and the rest.

Each function takes the list's element of NLM's DTD (pubmed_250101.dtd) and gives a tuple in
the order printed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lxml.etree import _Element

from sscmsc import identifiers, text
from sscmsc.identifiers import DOI, PMID
from sscmsc.medline_parts import ArticleIds, date, own_pmid, plain, rich
from sscmsc.record import (
    AbstractSection,
    Grant,
    HistoryDate,
    MeshHeading,
    MeshQualifier,
    PublicationType,
    Relation,
    Substance,
    TrialRegistration,
)
from sscmsc.reference import Cited, Reference

SOURCE = "pubmed"

#: DataBankName values that are trial registries (https://www.nlm.nih.gov/bsd/medline_databank_source.html),
#: lower case, letters and digits only; the other data banks hold sequences and data sets.
_TRIAL_REGISTRIES = frozenset(
    "anzctr chictr clinicaltrialsgov cris ctis ctri drks euctr eudract irct isrctn itmctr japiccti "
    "jmacct jprn jrct kct lbctr ntr nltrial pactr phrr rebec repec rpcec slctr tctr uminctr".split()
)
_UNSAID = Cited()
_SOURCES = (SOURCE,)


class Corrections(NamedTuple):
    """A CommentsCorrectionsList: the works about this one, and those it cites, apart."""

    relations: tuple[Relation, ...]
    cites: tuple[Reference, ...]


def abstract(element: _Element) -> tuple[AbstractSection, ...]:
    """The sections of an Abstract; the placeholder label `UNLABELLED` is left out."""
    sections = []
    for one in element:
        if one.tag != "AbstractText":
            continue
        shown = rich(one, text.ABSTRACT_LIMIT)
        if shown:
            label = one.get("Label")
            label = text.clean(label) if label and label != "UNLABELLED" else None
            sections.append(AbstractSection(shown, label or None, one.get("NlmCategory")))
    return tuple(sections)


def mesh_headings(element: _Element) -> tuple[MeshHeading, ...]:
    """The headings of a MeshHeadingList with their qualifiers and stars."""
    headings: list[MeshHeading] = []
    for heading in element:
        name, ui, major = "", None, False
        qualifiers: tuple[MeshQualifier, ...] = ()
        for part in heading:
            shown = plain(part)
            star = part.get("MajorTopicYN") == "Y"
            if part.tag == "DescriptorName":
                name, ui, major = shown, part.get("UI"), star
            elif shown:
                qualifiers += (MeshQualifier(shown, part.get("UI"), star),)
        if name:
            headings.append(MeshHeading(name, ui, major, qualifiers))
    return tuple(headings)


def chemicals(element: _Element) -> Iterator[Substance]:
    """The substances of a ChemicalList; a registry number `0` means there is none."""
    for chemical in element:
        name, ui, number = "", None, ""
        for part in chemical:
            if part.tag == "NameOfSubstance":
                name, ui = plain(part), part.get("UI")
            elif part.tag == "RegistryNumber":
                number = plain(part)
        if name:
            yield Substance(name, ui, number if number != "0" else None)


def supplementary_concepts(element: _Element) -> Iterator[Substance]:
    """The concepts of a SupplMeshList, `concept` their class (`Disease`, `Protocol` ...)."""
    for one in element:
        if name := plain(one):
            yield Substance(name, one.get("UI"), None, one.get("Type"))


def publication_type(element: _Element) -> PublicationType:
    return PublicationType(plain(element), element.get("UI"))


def trials(element: _Element) -> Iterator[TrialRegistration]:
    """The registrations of a DataBankList; `UNKNOWN` stands for a missing number and is skipped."""
    for bank in element:
        registry, numbers = "", []
        for part in bank:
            if part.tag == "DataBankName":
                registry = plain(part)
            elif part.tag == "AccessionNumberList":
                numbers = [plain(one) for one in part]
        if is_registry(registry):
            for number in numbers:
                if number and number.upper() != "UNKNOWN":
                    yield TrialRegistration(registry, number)


def is_registry(name: str) -> bool:
    """Whether a data bank of that name registers trials."""
    return text.folded(name).replace(" ", "") in _TRIAL_REGISTRIES


def grants(element: _Element) -> Iterator[Grant]:
    for grant in element:
        said = {part.tag: plain(part) for part in grant}
        number, agency = said.get("GrantID") or None, said.get("Agency") or None
        if number or agency:
            yield Grant(number, agency, said.get("Country") or None)


def history(element: _Element) -> Iterator[HistoryDate]:
    for one in element:
        if (day := date(one)) is not None:
            yield HistoryDate(one.get("PubStatus") or "", day)


def corrections(element: _Element) -> Corrections:
    """The relations of a CommentsCorrectionsList, and its `Cites` entries as references.

    The DTD of 2002 has an element for each type in place of the RefType attribute.
    """
    relations: list[Relation] = []
    cites: list[Reference] = []
    for one in element:
        kind = one.get("RefType") or one.tag
        if not len(one) or kind in ("RefSource", "PMID", "Note"):
            continue
        source, pmid = _ref_source(one)
        if kind == "Cites":
            cites.append(Reference(len(cites) + 1, source, None, _UNSAID, pmid, sources=_SOURCES))
        else:
            relations.append(Relation(kind, source, pmid, _printed_doi(source)))
    return Corrections(tuple(relations), tuple(cites))


def add_references(element: _Element, references: list[Reference]) -> None:
    """Append the references of a ReferenceList and of the lists inside it, in printed order.

    The titles of lists are no references. An identifier that is none is refused and noted.
    """
    printed: str | None = None
    ids: ArticleIds | None = None
    for part in element.iterdescendants("Reference", "Citation", "ArticleId"):
        tag = part.tag
        if tag == "Reference":
            if ids is not None:
                references.append(_reference(len(references) + 1, printed, ids))
            printed, ids = None, ArticleIds()
        elif tag == "Citation":
            printed = plain(part) or None
        elif ids is not None:
            ids.add(part.get("IdType"), part.text)
    if ids is not None:
        references.append(_reference(len(references) + 1, printed, ids))


def _reference(position: int, printed: str | None, ids: ArticleIds) -> Reference:
    # By position: with names the call takes half as long again, and this is the busiest line.
    return Reference(
        position, printed, None, _UNSAID, ids.pmid, ids.pmcid, ids.doi, None, None, None, _SOURCES,
        ids.refused,
    )  # fmt: skip


def _ref_source(element: _Element) -> tuple[str | None, PMID | None]:
    source, pmid = None, None
    for part in element:
        if part.tag == "RefSource":
            source = plain(part) or None
        elif part.tag == "PMID":
            pmid = own_pmid(part)
    return source, pmid


def _printed_doi(source: str | None) -> DOI | None:
    if source is None or "10." not in source:
        return None
    for found in identifiers.find(source):
        if isinstance(found.identifier, DOI):
            return found.identifier
    return None
