"""Checks of identifiers: missing, contradictory, misspelt, shared by two works."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sscmsc.audit_digits import isbn_is_right, issn_is_right, orcid_is_right
from sscmsc.audit_finding import Case, Hit, change
from sscmsc.record import Person
from sscmsc.text import clean

#: Kinds that have an identifier of one of the three when they are recent.
_ARTICLES = frozenset({"article-journal", "article", "paper-conference"})
#: The first year in which a missing DOI is worth a word: journals had them by then.
_DOI_YEAR = 2005
#: What addresses have after a DOI, and no DOI ends in (counted over recorded references).
_DOI_TAIL = re.compile(
    r"(?:/(?:abstract|full|fulltext|pdf|epdf|html|meta|summary|references)|\.(?:pdf|html?|full)"
    r"|[?&#](?:\w+=|journal|via|src)\S*|/-/dc\w*)$",
    re.I,
)
_COMPONENT = re.compile(r"10\.1371/journal\.\w{4}\.\d+\.[gst]\d{3}|\S+/-/dc\w+|\S+/supp-\d+", re.I)
_DOI_REGISTRANT = re.compile(r"10\.(?:0\d*|\d{1,3})/")
_NCT = re.compile(r"NCT\s?\d*", re.I)
#: The largest PMID that can be: about 1.7 million are given a year, from 41 million in 2025.
_PMID_2025, _PMIDS_A_YEAR = 41_500_000, 2_500_000


def no_identifier(case: Case) -> Iterator[Hit]:
    record = case.record
    if not record.identifiers and record.kind in _ARTICLES:
        yield Hit("has neither DOI nor PMID nor PMCID", "doi")


def no_doi(case: Case) -> Iterator[Hit]:
    record = case.record
    recent = (record.year or 0) >= _DOI_YEAR and record.kind in _ARTICLES
    if record.doi is None and record.identifiers and recent:
        yield Hit(f"of {record.year} and without a DOI", "doi")


def no_pmid(case: Case) -> Iterator[Hit]:
    record = case.record
    if record.pmid is None and record.identifiers and record.kind == "article-journal":
        yield Hit("has no PMID: PubMed does not have it, or was not asked", "pmid")


def identifiers_disagree(case: Case) -> Iterator[Hit]:
    """Sources give the work different identifiers."""
    for one in case.entry.conflicts:
        if one.field in ("pmid", "pmcid", "doi"):
            told = ", ".join(f"{source} says {value}" for source, value in one.values)
            yield Hit(f"{one.field.upper()} {one.kept} is disputed: {told}", one.field)


def doi(case: Case) -> Iterator[Hit]:
    """A DOI that goes on with what belongs to an address, or whose registrant cannot be.

    What Crossref gives is registered, however it ends.
    """
    value = case.record.doi
    if value is None or case.entry.provenance.get("doi") == "crossref":
        return
    if (found := _DOI_TAIL.search(value.value)) is not None and not _COMPONENT.fullmatch(
        value.value
    ):
        kept = value.value[: found.start()]
        if re.fullmatch(r"10\.\d{4,9}/\S+", kept):
            told = f"DOI ends in '{found.group()}', which is of an address"
            yield Hit(told, "doi", change("doi", value, kept))
    if _DOI_REGISTRANT.match(value.value):
        yield Hit(f"DOI {value}: no registrant has that number", "doi")


def component(case: Case) -> Iterator[Hit]:
    """The DOI of a figure, a table or a supplement in the place of that of the article."""
    value = case.record.doi
    if value is not None and _COMPONENT.fullmatch(value.value):
        yield Hit(f"DOI {value} is that of a part (figure, table, supplement)", "doi")


def pmid(case: Case) -> Iterator[Hit]:
    """A PMID larger than any there is, or one that is the number of the PMCID."""
    record = case.record
    if record.pmid is None:
        return
    most = _PMID_2025 + _PMIDS_A_YEAR * max(0, case.today.year - 2025 + 1)
    if int(record.pmid.value) > most:
        yield Hit(f"PMID {record.pmid} is higher than any there is", "pmid")
    if record.pmcid is not None and record.pmcid.digits == record.pmid.value:
        yield Hit(f"PMID {record.pmid} and {record.pmcid} are one number: one is wrong", "pmcid")


def issn(case: Case) -> Iterator[Hit]:
    container = case.record.container
    if container is None:
        return
    given = (container.issn_print, container.issn_electronic, container.issn_linking)
    for one in dict.fromkeys(filter(None, given)):
        if not issn_is_right(one):
            yield Hit(f"ISSN {clean(one, 40)}: the check digit is wrong", "container")


def isbn(case: Case) -> Iterator[Hit]:
    for one in case.record.publication.isbns if case.record.publication else ():
        if not isbn_is_right(one):
            yield Hit(f"ISBN {clean(one, 40)}: the check digit is wrong", "publication")


def orcid(case: Case) -> Iterator[Hit]:
    for one in (*case.record.authors, *case.record.editors):
        if isinstance(one, Person) and one.orcid and not orcid_is_right(one.orcid):
            yield Hit(f"ORCID {clean(one.orcid, 40)} of {one.family}: wrong check digit", "authors")


def trial(case: Case) -> Iterator[Hit]:
    """A registration that begins as a number of ClinicalTrials.gov and is none."""
    for one in case.record.trials:
        number = one.number.strip()
        if _NCT.match(number) and not re.fullmatch(r"NCT\d{8}", number, re.I):
            yield Hit(
                f"registration {clean(number, 40)}: NCT and eight digits were meant", "trials"
            )


def duplicate(case: Case) -> Iterator[Hit]:
    for other, why in case.twins:
        yield Hit(why.replace("{}", other))
