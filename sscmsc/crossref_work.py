"""A Crossref work message -> what Crossref states about a work and its reference list.

Fields and their forms: Crossref REST API, `/works/{doi}` (api_format of its documentation), and
502 recorded works: a tenth without title or author, dates `[[null]]`, markup in titles.
"""

from __future__ import annotations

import re

from sscmsc.crossref_work_references import parse_references
from sscmsc.crossref_work_relations import parse_relations
from sscmsc.crossref_work_text import (
    abstract_sections,
    all_words,
    date_member,
    text_members,
    title_text,
    words_member,
)
from sscmsc.dates import PartialDate
from sscmsc.errors import IdentifierError, InputError
from sscmsc.identifiers import DOI, parse_doi
from sscmsc.jsontext import Json, member, objects, text_member
from sscmsc.pages import split_pages
from sscmsc.record import (
    KINDS,
    Author,
    Container,
    Grant,
    Group,
    Person,
    Publication,
    PublicationType,
    Record,
    TrialRegistration,
)
from sscmsc.source import SourceWork
from sscmsc.text import RichText, clean, folded

NAME = "crossref"

#: Crossref's types (https://api.crossref.org/types) in CSL's words.
_KINDS = {
    "journal-article": "article-journal", "posted-content": "article", "book": "book",
    "monograph": "book", "edited-book": "book", "reference-book": "book", "book-set": "book",
    "book-series": "book", "proceedings": "book", "proceedings-series": "book",
    "book-chapter": "chapter", "book-section": "chapter", "book-part": "chapter",
    "book-track": "chapter", "reference-entry": "entry-encyclopedia",
    "proceedings-article": "paper-conference", "report": "report", "report-component": "report",
    "report-series": "report", "dissertation": "thesis", "dataset": "dataset",
    "database": "dataset", "standard": "standard", "standard-series": "standard",
    "peer-review": "review", "journal": "periodical", "journal-issue": "periodical",
    "journal-volume": "periodical", "component": "document", "grant": "document",
    "other": "document",
}  # fmt: skip
#: Kinds that are cited with their publisher.
_PUBLISHED = frozenset(
    "book chapter entry-encyclopedia paper-conference report standard thesis dataset".split()
)
#: ISO 639-1 -> the codes of MEDLINE (ISO 639-2, bibliographic).
_LANGUAGES = dict(
    pair.split(":")
    for pair in (
        "af:afr ar:ara az:aze be:bel bg:bul bs:bos ca:cat cs:cze cy:wel da:dan de:ger el:gre "
        "en:eng eo:epo es:spa et:est eu:baq fa:per fi:fin fr:fre ga:gle gl:glg he:heb hi:hin "
        "hr:hrv hu:hun hy:arm id:ind is:ice it:ita ja:jpn ka:geo kk:kaz ko:kor la:lat lt:lit "
        "lv:lav mk:mac ml:mal ms:may nb:nor nl:dut nn:nor no:nor pl:pol ps:pus pt:por ro:rum "
        "ru:rus sa:san sk:slo sl:slv sq:alb sr:srp sv:swe th:tha tr:tur uk:ukr ur:urd uz:uzb "
        "vi:vie zh:chi"
    ).split()
)
_ORCID = re.compile(r"(?:https?://orcid\.org/)?(\d{4}-\d{4}-\d{4}-\d{3}[\dX])", re.I)
_ISSN = re.compile(r"\d{4}-\d{3}[\dXx]")
_ISBN = re.compile(r"(?:https?://id\.crossref\.org/isbn/)?([\dX][\dX-]{8,16})", re.I)
_ET_AL = re.compile(r"(?:and )?(?:et\.? al\.?|others)", re.I)
#: Titles of series, by which the book is told from the series it appeared in.
_SERIES = re.compile(
    r"(?:lecture notes|studies|advances|communications|progress|methods|topics|contributions) in\b|"
    r".*\b(?:series|library|proceedings)$",
    re.I,
)
_TRIAL_NUMBERS = (
    (re.compile(r"NCT\d{8}"), "ClinicalTrials.gov"),
    (re.compile(r"ISRCTN\d+"), "ISRCTN"),
)


def parse_work(message: Json) -> SourceWork:
    """What Crossref states about a work, with its reference list.

    `message` is the decoded `message` of `/works/{doi}` or an item of a `/works` list. Raises
    `InputError` when it is no object or has no DOI; any other field may be absent or odd.
    """
    try:
        doi = parse_doi(text_member(message, "DOI") or "")
    except IdentifierError as error:
        raise InputError(f"Crossref gives a work without a DOI: {error.message}") from None
    references, stated = parse_references(message)
    return SourceWork(_record(message, doi), references, stated)


def _record(work: Json, doi: DOI) -> Record:
    kind = _kind(work)
    title, original = _titles(work)
    languages = _languages(work)
    authors, complete = _authors(work, "author")
    pages, article_number = _location(work)
    issued, online = _dates(work)
    containers = _containers(work)
    return Record(
        NAME,
        kind=kind,
        doi=doi,
        title=title,
        title_translated=original is not None and languages not in {(), ("eng",)},
        original_title=original,
        authors=authors,
        authors_complete=complete,
        editors=_authors(work, "editor")[0],
        container=_container(work, containers, kind),
        publication=_publication(work, containers, kind),
        volume=words_member(work, "volume"),
        issue=words_member(work, "issue") or words_member(member(work, "journal-issue"), "issue"),
        pages=pages,
        article_number=article_number,
        issued=issued,
        online=online,
        languages=languages,
        abstract=abstract_sections(text_member(work, "abstract") or ""),
        publication_types=_types(work),
        relations=parse_relations(work, doi),
        trials=_trials(work),
        grants=_grants(work),
    )


def _kind(work: Json) -> str:
    given = text_member(work, "type") or ""
    return _KINDS.get(given) or (given if given in KINDS else "document")


def _types(work: Json) -> tuple[PublicationType, ...]:
    if (text_member(work, "subtype") or "") == "preprint":
        return (PublicationType("Preprint", "D000076942"),)
    return ()


def _titles(work: Json) -> tuple[RichText | None, RichText | None]:
    """The title with its subtitle, and the title in the work's own language where it differs."""
    title = next((found for one in text_members(work, "title") if (found := title_text(one))), None)
    subtitle = next(iter(text_members(work, "subtitle")), "")
    if title and subtitle:
        below = title_text(subtitle)
        if below and folded(below) not in folded(title):
            joint = " " if title[-1] in "?!:." else ": "
            title = RichText(f"{title}{joint}{below}")
    original = next(
        (found for one in text_members(work, "original-title") if (found := title_text(one))), None
    )
    if original and title and folded(original) in folded(title):
        original = None
    return title, original


def _authors(work: Json, name: str) -> tuple[tuple[Author, ...], bool]:
    """The names that are any, in order, and whether the list does not end in "et al."."""
    made = [_author(one) for one in objects(work, name)]
    named = tuple(one for one in made if one is not None)
    kept = tuple(one for one in named if not _ET_AL.fullmatch(_shown(one)))
    return kept, len(kept) == len(named)


def _shown(author: Author) -> str:
    return author.name if isinstance(author, Group) else author.family


def _author(given: Json) -> Author | None:
    family, forename = words_member(given, "family"), words_member(given, "given")
    if family is None and forename is None:
        name = words_member(given, "name") or words_member(given, "literal")
        return Group(name) if name else None
    orcid = _ORCID.fullmatch(text_member(given, "ORCID") or "")
    places = (words_member(one, "name") for one in objects(given, "affiliation"))
    return Person(
        family or forename or "",
        forename if family else None,
        suffix=words_member(given, "suffix"),
        orcid=orcid.group(1).upper() if orcid else None,
        affiliations=tuple(place for place in places if place),
    )


def _containers(work: Json) -> tuple[str, str]:
    """What the work appeared in, and the series that belongs to; "" for what is not given."""
    titles = all_words(work, "container-title")
    if len(titles) < 2:
        return (titles[0] if titles else ""), ""
    first, second = titles[0], titles[1]
    series_last = _SERIES.match(second) and not _SERIES.match(first)
    return (first, second) if series_last else (second, first)


def _container(work: Json, titles: tuple[str, str], kind: str) -> Container | None:
    title = titles[0]
    if kind == "book":
        return None
    if not title and kind == "article":
        # A preprint: its server takes the place of the journal, as in PubMed.
        title = words_member(_first(work, "institution"), "name") or ""
    short = words_member(work, "short-container-title") or words_member(
        work, "container-title-short"
    )
    numbers: dict[str, str] = {}
    for one in objects(work, "issn-type"):
        if _ISSN.fullmatch(number := (text_member(one, "value") or "")):
            numbers.setdefault((text_member(one, "type") or ""), number.upper())
    untyped = [one.upper() for one in text_members(work, "ISSN") if _ISSN.fullmatch(one)]
    if not numbers and len(untyped) == 1:
        numbers["link"] = untyped[0]
    made = Container(
        title=title or None,
        iso_abbreviation=short,
        issn_print=numbers.get("print"),
        issn_electronic=numbers.get("electronic"),
        issn_linking=numbers.get("link"),
    )
    return made if made != Container() else None


def _publication(work: Json, titles: tuple[str, str], kind: str) -> Publication | None:
    if kind not in _PUBLISHED:
        return None
    institution = _first(work, "institution")
    publisher = words_member(work, "publisher")
    if kind in {"thesis", "report"}:
        publisher = words_member(institution, "name") or publisher
    isbns = (_ISBN.fullmatch(one) for one in text_members(work, "ISBN"))
    made = Publication(
        publisher=publisher,
        place=words_member(work, "publisher-location") or words_member(institution, "place"),
        edition=words_member(work, "edition-number"),
        isbns=tuple(dict.fromkeys(one.group(1).replace("-", "").upper() for one in isbns if one)),
        collection=(titles[0] if kind == "book" else titles[1]) or None,
    )
    return made if made != Publication() else None


def _location(work: Json) -> tuple[str | None, str | None]:
    pages, number = split_pages(text_member(work, "page") or "")
    number = words_member(work, "article-number") or number
    return (None if pages == number else pages), number


def _dates(work: Json) -> tuple[PartialDate | None, PartialDate | None]:
    """(date of the issue, else the earliest known; date of electronic publication)."""
    printed = date_member(work, "published-print") or date_member(
        member(work, "journal-issue"), "published-print"
    )
    online = date_member(work, "published-online") or date_member(work, "posted")
    return printed or date_member(work, "issued") or date_member(work, "published"), online


def _languages(work: Json) -> tuple[str, ...]:
    code = re.split(r"[-_]", (text_member(work, "language") or "").lower())[0]
    if found := _LANGUAGES.get(code):
        return (found,)
    return (code,) if re.fullmatch(r"[a-z]{3}", code) else ()


def _trials(work: Json) -> tuple[TrialRegistration, ...]:
    made = []
    for one in objects(work, "clinical-trial-number"):
        number = words_member(one, "clinical-trial-number") or ""
        known = [name for form, name in _TRIAL_NUMBERS if form.fullmatch(number.upper())]
        registry = known[0] if known else (words_member(one, "registry") or "").rpartition("/")[2]
        if number:
            made.append(TrialRegistration(registry, number.upper() if known else number))
    return tuple(dict.fromkeys(made))


def _grants(work: Json) -> tuple[Grant, ...]:
    made = []
    for funder in objects(work, "funder"):
        agency = words_member(funder, "name")
        awards = [clean(one) for one in text_members(funder, "award")]
        made += [Grant(number, agency) for number in awards] or [Grant(None, agency)]
    return tuple(one for one in dict.fromkeys(made) if one != Grant())


def _first(work: Json, name: str) -> Json:
    return next(iter(objects(work, name)), None)
