"""The checks of an audit: one row each, with the function that looks.

A row is added here and in docs/checks.md, and tested with a work that it finds and one on which
it is silent. Checks are pure: what they look at beside the entry is in the `Case`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sscmsc import (
    audit_authors,
    audit_dates,
    audit_identifiers,
    audit_journals,
    audit_labels,
    audit_lists,
    audit_nih,
    audit_retraction,
    audit_text,
    audit_titles,
)
from sscmsc.audit_finding import Case, Check, Finding, Severity
from sscmsc.errors import UsageError

ERROR, WARNING, NOTE = Severity.ERROR, Severity.WARNING, Severity.NOTE

#: Found by the reader of a file, which leaves such values out.
UNREADABLE = "unreadable"

CHECKS: tuple[Check, ...] = (
    Check("retracted", ERROR, "works that are retracted, with notice, date and who says so",
          "PubMed publication type D016441 and RetractionIn; Crossref updated-by; Retraction Watch",
          audit_retraction.retracted),
    Check("withdrawn", ERROR, "works that are withdrawn or removed",
          "Crossref updated-by (withdrawal, removal); titles that begin with WITHDRAWN:",
          audit_retraction.withdrawn),
    Check("retracted-republished", ERROR, "works retracted and published again, corrected",
          "PubMed RetractedandRepublishedIn", audit_retraction.republished),
    Check("concern", WARNING, "works under an expression of concern",
          "PubMed ExpressionOfConcernIn; Crossref expression_of_concern; Retraction Watch",
          audit_retraction.concern),
    Check("corrected", NOTE, "works of which an erratum or a corrected version is known",
          "PubMed ErratumIn, CorrectedandRepublishedIn; Crossref correction, erratum",
          audit_retraction.corrected),
    Check("reinstated", NOTE, "works whose retraction was taken back",
          "Retraction Watch, Reinstatement", audit_retraction.reinstated),
    Check("notice", WARNING, "entries that are a retraction notice or an erratum themselves",
          "PubMed publication types D016440, D016425, D000075742; RetractionOf, ErratumFor",
          audit_retraction.notice),
    Check("unanswered", NOTE, "works of which no source has said whether they stand",
          "provenance of the entry", audit_retraction.unanswered, group="all"),
    Check("cites-retracted", WARNING,
          "held works that cite a retracted one, before or after its notice",
          "the standing of the works that its lines point at", audit_retraction.cites_retracted,
          group="reviews", across=True),
    Check("preprint-published", WARNING, "preprints of which the published version is known",
          "PubMed UpdateIn; Crossref is-preprint-of", audit_retraction.preprint, across=True),
    Check("newer-version", NOTE, "works that were updated, such as Cochrane reviews",
          "PubMed UpdateIn; Crossref new_version", audit_retraction.superseded),
    Check("duplicate", WARNING, "two entries of one work", "identifiers, then title, authors, year",
          audit_identifiers.duplicate, across=True),
    Check(UNREADABLE, WARNING, "values of a file that mean nothing, as a DOI that is none; a file"
          " of the library that is no entry", "the format of the file", audit_text.unreadable),
    Check("no-identifier", WARNING, "articles without DOI, PMID and PMCID",
          "ICMJE recommendations on references", audit_identifiers.no_identifier),
    Check("identifiers-disagree", ERROR, "identifiers on which sources disagree",
          "provenance of the entry", audit_identifiers.identifiers_disagree),
    Check("doi", ERROR, "DOIs that cannot be, or that end in a part of an address",
          "DOI Handbook, 2.2 syntax", audit_identifiers.doi, "cuts the address off"),
    Check("doi-of-part", WARNING, "the DOI of a figure, table or supplement",
          "Crossref, type component", audit_identifiers.component),
    Check("pmid", ERROR, "PMIDs higher than any, or equal to the PMCID",
          "MEDLINE/PubMed XML element descriptions, PMID", audit_identifiers.pmid),
    Check("issn", WARNING, "ISSNs with a wrong check digit", "ISO 3297", audit_identifiers.issn),
    Check("isbn", WARNING, "ISBNs with a wrong check digit", "ISO 2108", audit_identifiers.isbn),
    Check("orcid", WARNING, "ORCIDs with a wrong check digit", "ISO 7064 MOD 11-2",
          audit_identifiers.orcid),
    Check("trial-number", WARNING, "registrations that are no NCT and eight digits",
          "ClinicalTrials.gov, NCT number", audit_identifiers.trial),
    Check("no-doi", NOTE, "articles since 2005 without a DOI", "NLM, Citing Medicine",
          audit_identifiers.no_doi, group="all"),
    Check("no-pmid", NOTE, "articles without a PMID", "NLM, Citing Medicine",
          audit_identifiers.no_pmid, group="all"),
    Check("no-title", ERROR, "works without a title, or with a word in its place",
          "BibTeX, required fields", audit_titles.no_title),
    Check("title-capitals", WARNING, "titles all in capitals", "NLM, Citing Medicine, titles",
          audit_titles.capitals),
    Check("title-stop", WARNING, "titles that end in a stray stop, comma or colon",
          "MEDLINE/PubMed XML element descriptions, ArticleTitle", audit_titles.stray_stop,
          "takes it away"),
    Check("title-label", NOTE, "titles with a publisher's label, as RETRACTED:",
          "NLM, Errata, Retractions and Other Linked Citations", audit_titles.prefix),
    Check("title-brackets", NOTE, "titles in brackets that are no marked translation",
          "MEDLINE/PubMed XML element descriptions, ArticleTitle", audit_titles.in_brackets),
    Check("entities", WARNING, "HTML entities in a text, as &amp;", "HTML, named references",
          audit_text.entities, "puts the characters in their place"),
    Check("mojibake", WARNING, "text read in a wrong encoding, as Ã©", "UTF-8 and Windows-1252",
          audit_text.mojibake, "reads it in the right one"),
    Check("lost-character", WARNING, "U+FFFD, or a question mark within a name",
          "Unicode, replacement character", audit_text.lost),
    Check("markup", WARNING, "tags of HTML, JATS or MathML in a text", "JATS 1.3",
          audit_text.markup,
          "drops them, italics and bold kept"),
    Check("latex", WARNING, "LaTeX left in a text", "BibTeX", audit_text.latex),
    Check("brackets", WARNING, "brackets opened and not closed", "JabRef, integrity checks",
          audit_text.brackets),
    Check("no-authors", WARNING, "works without an author, unless PubMed says so",
          "MEDLINE/PubMed XML element descriptions, AuthorList", audit_authors.no_authors),
    Check("authors-incomplete", WARNING, "lists of authors that end in et al.",
          "MEDLINE/PubMed XML element descriptions, CompleteYN", audit_authors.incomplete),
    Check("et-al", WARNING, "et al. as an author", "JabRef, integrity checks", audit_authors.et_al,
          "marks the list as incomplete"),
    Check("author-name", WARNING, "names with digits or brackets, several people as one",
          "JabRef, integrity checks", audit_authors.name),
    Check("author-capitals", WARNING, "authors in capitals", "NLM, Citing Medicine, authors",
          audit_authors.capitals),
    Check("author-twice", WARNING, "one person twice among the authors", "ORCID, or the full name",
          audit_authors.twice),
    Check("no-journal", WARNING, "articles without a journal, chapters without a book",
          "BibTeX, required fields", audit_journals.no_journal),
    Check("journal-abbreviation", WARNING, "abbreviations with stops, or other than NLM's",
          "NLM Catalog, Title(s) abbreviation", audit_journals.abbreviation, "NLM's own"),
    Check("no-abbreviation", NOTE, "journals known to NLM that lack the abbreviation",
          "NLM Catalog, Title(s) abbreviation", audit_journals.no_abbreviation, "adds it",
          group="all"),
    Check("journal-capitals", NOTE, "journals written in capitals", "NLM Catalog",
          audit_journals.capitals),
    Check("no-publisher", NOTE, "books, reports and theses without a publisher",
          "BibTeX, required fields", audit_journals.no_publisher, group="all"),
    Check("no-year", WARNING, "works without a year", "BibTeX, required fields",
          audit_dates.no_year),
    Check("year", ERROR, "years before printing or after the next", "the calendar",
          audit_dates.year),
    Check("dates-conflict", WARNING, "online and issue years too far apart",
          "MEDLINE/PubMed XML element descriptions, PubModel", audit_dates.dates_conflict),
    Check("dates-differ", NOTE, "online and issue in different years",
          "MEDLINE/PubMed XML element descriptions, PubModel", audit_dates.dates_differ,
          group="all"),
    Check("pages", WARNING, "pages that run backwards, or are none",
          "MEDLINE/PubMed XML element descriptions, Pagination", audit_dates.pages),
    Check("number-label", WARNING, "Vol. or No. before a volume or issue", "NLM, Citing Medicine",
          audit_dates.labels, "takes the word away"),
    Check("no-pages", NOTE, "articles with a volume but no pages", "NLM, Citing Medicine",
          audit_dates.no_pages, group="all"),
    Check("no-volume", NOTE, "older articles without volume and issue", "NLM, Citing Medicine",
          audit_dates.no_volume, group="all"),
    Check("unresolved", NOTE, "reference lists with lines that nothing identifies",
          "the list of the entry", audit_lists.unresolved),
    Check("list-incomplete", WARNING, "reviews whose list is shorter than a source states",
          "NumberOfReferences; Crossref references-count", audit_lists.incomplete),
    Check("cites-itself", WARNING, "lists with the work itself in them", "the list of the entry",
          audit_lists.cites_itself),
    Check("cited-twice", NOTE, "lists with one work at two numbers", "the list of the entry",
          audit_lists.cited_twice, group="all"),
    Check("disputed", NOTE, "fields on which sources disagree", "provenance of the entry",
          audit_lists.disputed, group="all"),
    Check("citekey", NOTE, "citekeys that the template would not give", "the library's template",
          audit_lists.citekey),
    Check("label", WARNING, "labels of yours that no query finds: of no facet, of no value, or by"
          " another name", "the facets, and those of the library's own sscmsc.toml",
          audit_labels.labels),
    Check("nih-no-pmcid", ERROR, "own papers funded by the NIH that should be in PMC",
          "NOT-OD-25-047, NOT-OD-25-101, NOT-OD-08-119", audit_nih.missing, group="nih"),
    Check("nih-expired", ERROR, "own papers whose NIHMSID no longer stands for a PMCID",
          "NOT-OD-08-119", audit_nih.expired, group="nih"),
    Check("nih-in-process", NOTE, "own papers that may wait for their PMCID",
          "NOT-OD-08-119", audit_nih.in_process, group="nih"),
)  # fmt: skip

#: What a name of `--fail-on` other than a check stands for.
LEVELS = {one.word: one for one in reversed(Severity)}
NEVER = "never"
NAMES = tuple(one.name for one in CHECKS)


def choose_checks(
    only: Sequence[str] = (), skip: Sequence[str] = (), groups: Sequence[str] = ()
) -> tuple[Check, ...]:
    """The checks to run: those named, else the default ones and those of the groups asked for.

    Raises `UsageError` for a name that is no check.
    """
    for one in (*only, *skip):
        check_name(one)
    asked = {"default", *groups}
    chosen = [one for one in CHECKS if (one.name in only if only else one.group in asked)]
    return tuple(one for one in chosen if one.name not in skip)


def check_name(name: str) -> str:
    """`name`, if a check has it. Raises `UsageError` with the nearest names."""
    if name not in NAMES:
        from difflib import get_close_matches

        near = get_close_matches(name, NAMES, n=3)
        hint = f"Did you mean {' or '.join(near)}?" if near else f"Checks: {', '.join(NAMES)}."
        raise UsageError(f"there is no check '{name}'", hint=hint)
    return name


def look(case: Case, checks: Sequence[Check]) -> Iterator[Finding]:
    """What these checks find of one work."""
    for check in checks:
        for hit in check.find(case):
            yield Finding(
                check.name, hit.severity or check.severity, case.entry.citekey, hit.message,
                hit.field, hit.fix, data=hit.data,
            )  # fmt: skip
