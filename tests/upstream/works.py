"""Works as plain facts, and how PubMed and Crossref would give them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html import escape

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
#: MeSH descriptors and publication types in use here, UI and preferred name.
MESH = {
    "D012595": "Scleroderma, Systemic",
    "D045743": "Scleroderma, Diffuse",
    "D008180": "Lupus Erythematosus, Systemic",
    "D001172": "Arthritis, Rheumatoid",
    "D012859": "Sjogren's Syndrome",
    "D003424": "Crohn Disease",
    "D006086": "Graft vs Host Disease",
    "D012216": "Rheumatic Diseases",
    "D001327": "Autoimmune Diseases",
    "D017563": "Lung Diseases, Interstitial",
    "D012883": "Skin Ulcer",
    "D059630": "Mesenchymal Stem Cells",
    "D045164": "Mesenchymal Stem Cell Transplantation",
    "D018380": "Hematopoietic Stem Cell Transplantation",
    "D014182": "Transplantation, Autologous",
    "D055354": "Exosomes",
    "D000067128": "Extracellular Vesicles",
    "D000273": "Adipose Tissue",
    "D001323": "Autoantibodies",
    "D006801": "Humans",
    "D000818": "Animals",
    "D051379": "Mice",
    "D004195": "Disease Models, Animal",
    "D002478": "Cells, Cultured",
    "D016428": "Journal Article",
    "D016454": "Review",
    "D016449": "Randomized Controlled Trial",
    "D017426": "Clinical Trial, Phase I",
    "D017418": "Meta-Analysis",
    "D000078182": "Systematic Review",
    "D016441": "Retracted Publication",
    "D004740": "English Abstract",
    "D017065": "Practice Guideline",
    "D016425": "Published Erratum",
}
QUALIFIERS = {"Q000628": "therapy", "Q000276": "immunology", "Q000453": "epidemiology"}


@dataclass(frozen=True, slots=True)
class Work:
    """The facts of one work.

    `authors` are `Family, Given` or `=Group`; `mesh` are `UI`, `UI*` (major) or `UI/QUI`,
    `UI/QUI*`; titles may hold `<i> <b> <sup> <sub>` and are otherwise plain text. An empty
    `pmid` keeps the work out of PubMed, an empty `doi` out of Crossref. With `pmcid_in_pubmed`
    False only the ID converter says which PMCID it has.
    """

    title: str
    authors: tuple[str, ...] = ()
    complete: bool = True
    journal: str = ""
    abbreviation: str = ""
    issn: str = ""
    issn_type: str = "print"
    volume: str = ""
    issue: str = ""
    pages: str = ""
    year: int = 0
    month: int = 0
    day: int = 0
    medline_date: str = ""
    season: str = ""
    online: tuple[int, int, int] = (0, 0, 0)
    doi: str = ""
    doi_as_deposited: str = ""
    pmid: str = ""
    pmcid: str = ""
    mesh: tuple[str, ...] = ()
    types: tuple[str, ...] = ("D016428",)
    keywords: tuple[str, ...] = ()
    language: str = "eng"
    vernacular: str = ""
    crossref_title: str = ""
    retraction: str = ""
    retraction_doi: str = ""
    in_crossref: bool = True
    pmcid_in_pubmed: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a reference list: the text PubMed prints and the identifiers each side gives.

    `work` is the work it cites, None for a line that only says something.
    """

    text: str
    pubmed: tuple[tuple[str, str], ...] = ()
    crossref: dict[str, str] = field(default_factory=dict)
    work: Work | None = None


def line(work: Work, *, kinds: str = "doi pubmed pmc", deposit_doi: bool = True) -> Line:
    """The line of a list for `work`, with those of its identifiers that `kinds` names."""
    known = {"pubmed": work.pmid, "pmc": work.pmcid, "doi": work.doi_as_deposited or work.doi}
    ids = tuple((kind, known[kind]) for kind in kinds.split() if known[kind])
    first = re.split(r"[,=]", work.authors[0].lstrip("="))[0] if work.authors else ""
    deposited = {
        "author": first,
        "year": str(work.year),
        "journal-title": work.abbreviation,
        "article-title": plain(work.title),
        "volume": work.volume,
        "first-page": re.split("-", work.pages)[0],
    }
    if deposit_doi and work.doi and "doi" in kinds:
        deposited |= {"DOI": known["doi"], "doi-asserted-by": "publisher"}
    given = {key: value for key, value in deposited.items() if value}
    return Line(printed(work), ids, given, work)


def plain(title: str) -> str:
    return re.sub(r"</?(?:i|b|sup|sub)>", "", title)


def initials(name: str) -> tuple[str, str]:
    """Family name and initials of `Family, Given`."""
    family, _, given = name.partition(", ")
    return family, "".join(part[0] for part in re.split(r"[\s.-]+", given) if part)


def printed(work: Work) -> str:
    """The reference as journals print it."""
    names = [
        one[1:] if one.startswith("=") else " ".join(initials(one)).strip() for one in work.authors
    ]
    people = ", ".join(names) + ("" if work.complete else ", et al")
    pages = f":{work.pages}" if work.pages else ""
    lead = f"{people}. " if people else ""
    return f"{lead}{plain(work.title)}. {work.abbreviation}. ({work.year}) {work.volume}{pages}."


def pubmed_article(work: Work, lines: tuple[Line, ...] = ()) -> str:
    """A `PubmedArticle` element (pubmed_250101.dtd) as text."""
    medline = (
        f'<PMID Version="1">{work.pmid}</PMID>\n{_article(work)}\n'
        f"<MedlineJournalInfo><MedlineTA>{escape(work.abbreviation)}</MedlineTA>"
        f"</MedlineJournalInfo>\n"
    )
    if work.retraction:
        medline += (
            '<CommentsCorrectionsList><CommentsCorrections RefType="RetractionIn">'
            f"<RefSource>{escape(work.retraction)}</RefSource></CommentsCorrections>"
            "</CommentsCorrectionsList>\n"
        )
    if work.mesh:
        headings = "\n".join(_heading(one) for one in work.mesh)
        medline += f"<MeshHeadingList>\n{headings}\n</MeshHeadingList>\n"
    if work.keywords:
        words = "".join(
            f'<Keyword MajorTopicYN="N">{escape(one)}</Keyword>' for one in work.keywords
        )
        medline += f'<KeywordList Owner="NOTNLM">{words}</KeywordList>\n'
    status = "MEDLINE" if work.mesh else "PubMed-not-MEDLINE"
    return (
        f'<PubmedArticle><MedlineCitation Status="{status}" Owner="NLM" '
        f'IndexingMethod="Manual">\n{medline}</MedlineCitation>\n{_data(work, lines)}'
        "</PubmedArticle>\n"
    )


def _article(work: Work) -> str:
    parts = [
        f'<Article PubModel="Print"><Journal>{_issn(work)}{_issue(work)}'
        f"<Title>{escape(work.journal)}</Title>"
        f"<ISOAbbreviation>{escape(work.abbreviation)}</ISOAbbreviation></Journal>",
        f"<ArticleTitle>{_title(work)}</ArticleTitle>",
    ]
    if work.pages:
        start, _, end = work.pages.partition("-")
        ended = f"<EndPage>{end}</EndPage>" if end else ""
        parts.append(
            f"<Pagination><StartPage>{start}</StartPage>{ended}"
            f"<MedlinePgn>{work.pages}</MedlinePgn></Pagination>"
        )
    if work.doi:
        parts.append(f'<ELocationID EIdType="doi" ValidYN="Y">{escape(work.doi)}</ELocationID>')
    if work.authors:
        people = "\n".join(_author(one) for one in work.authors)
        complete = "Y" if work.complete else "N"
        parts.append(
            f'<AuthorList CompleteYN="{complete}" Type="authors">\n{people}\n</AuthorList>'
        )
    types = "".join(
        f'<PublicationType UI="{one}">{MESH[one]}</PublicationType>' for one in work.types
    )
    parts.append(f"<Language>{work.language}</Language>")
    parts.append(f"<PublicationTypeList>{types}</PublicationTypeList>")
    if work.vernacular:
        parts.append(f"<VernacularTitle>{escape(work.vernacular)}.</VernacularTitle>")
    if work.online[0]:
        year, month, day = work.online
        parts.append(
            f'<ArticleDate DateType="Electronic"><Year>{year}</Year><Month>{month:02d}</Month>'
            f"<Day>{day:02d}</Day></ArticleDate>"
        )
    return "\n".join(parts) + "</Article>"


def _title(work: Work) -> str:
    title = re.sub(r"&lt;(/?(?:i|b|sup|sub))&gt;", r"<\1>", escape(work.title, quote=False))
    return f"[{title}]." if work.vernacular else f"{title}."


def _issn(work: Work) -> str:
    if not work.issn:
        return ""
    return f'<ISSN IssnType="{work.issn_type.capitalize()}">{work.issn}</ISSN>'


def _issue(work: Work) -> str:
    if work.medline_date:
        date = f"<MedlineDate>{work.medline_date}</MedlineDate>"
    else:
        date = f"<Year>{work.year}</Year>"
        if work.season:
            date += f"<Season>{work.season}</Season>"
        elif work.month:
            date += f"<Month>{MONTHS[work.month - 1]}</Month>"
            date += f"<Day>{work.day:02d}</Day>" if work.day else ""
    volume = f"<Volume>{work.volume}</Volume>" if work.volume else ""
    issue = f"<Issue>{work.issue}</Issue>" if work.issue else ""
    return (
        f'<JournalIssue CitedMedium="Internet">{volume}{issue}<PubDate>{date}</PubDate>'
        "</JournalIssue>"
    )


def _author(name: str) -> str:
    if name.startswith("="):
        inner = f"<CollectiveName>{escape(name[1:])}</CollectiveName>"
    else:
        family, letters = initials(name)
        given = name.partition(", ")[2]
        inner = (
            f"<LastName>{escape(family)}</LastName><ForeName>{escape(given)}</ForeName>"
            f"<Initials>{letters[:2]}</Initials>"
        )
    return f'<Author ValidYN="Y">{inner}</Author>'


def _heading(code: str) -> str:
    major = code.endswith("*")
    descriptor, _, qualifier = code.rstrip("*").partition("/")
    own = "Y" if major and not qualifier else "N"
    inner = (
        f'<DescriptorName UI="{descriptor}" MajorTopicYN="{own}">{MESH[descriptor]}'
        "</DescriptorName>"
    )
    if qualifier:
        starred = "Y" if major else "N"
        inner += (
            f'<QualifierName UI="{qualifier}" MajorTopicYN="{starred}">'
            f"{QUALIFIERS[qualifier]}</QualifierName>"
        )
    return f"<MeshHeading>{inner}</MeshHeading>"


def _data(work: Work, lines: tuple[Line, ...]) -> str:
    pmcid = work.pmcid if work.pmcid_in_pubmed else ""
    ids = {"pubmed": work.pmid, "pmc": pmcid, "doi": work.doi}
    listed = "\n".join(
        f"<Reference><Citation>{escape(one.text, quote=False)}</Citation>"
        f"{_ids(one.pubmed)}</Reference>"
        for one in lines
    )
    references = f"<ReferenceList>\n{listed}\n</ReferenceList>\n" if lines else ""
    own = _ids(tuple((kind, ids[kind]) for kind in ids if ids[kind]))
    return (
        f"<PubmedData><PublicationStatus>ppublish</PublicationStatus>{own}\n"
        f"{references}</PubmedData>"
    )


def _ids(ids: tuple[tuple[str, str], ...]) -> str:
    if not ids:
        return ""
    inner = "".join(
        f'<ArticleId IdType="{kind}">{escape(value)}</ArticleId>' for kind, value in ids
    )
    return f"<ArticleIdList>{inner}</ArticleIdList>"
