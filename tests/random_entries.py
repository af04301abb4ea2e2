"""Entries of every kind with text of every kind, as hypothesis makes them up.

Values are as sources give them: cleaned, titles without a final full stop, pages in full; only
books have editions.
"""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import strategies as st

from sscmsc import text
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import IdentifierError
from sscmsc.formats.ris import ARTICLES
from sscmsc.formats.values import read_titles
from sscmsc.identifiers import DOI, PMCID, PMID, parse_doi
from sscmsc.medline_parts import medline_date
from sscmsc.pages import split_pages
from sscmsc.record import (
    KINDS,
    AbstractSection,
    Author,
    Container,
    Grant,
    Group,
    MeshHeading,
    MeshQualifier,
    Person,
    Publication,
    PublicationType,
    Record,
    TrialRegistration,
)
from sscmsc.text import RichText

#: Pieces that some format takes for its own, among words of several scripts.
_PIECES = st.sampled_from(
    "SSc IL-6 fibrosis of and the Lupus Élodie Åse Пример 系统性 硬化 β αβ 1 23 2018 <i> </i> "
    "<sup> </sup> <b> </b> <sub> </sub> &lt;i> & &amp; < > { } \\ $ % # _ ^ ~ \" ' ’ “ ” ` - -- "
    "– — * | / : ; , . ? ! ( ) [ ] + = @ @article{a, TY ER PMID- "
    "et al. others \u200d e\u0301 METHODS: "
    "Background: \t \u00a0 ½ ﬁ 😀".split(" ")
)
_SPACED = st.lists(_PIECES | st.text(max_size=6), min_size=1, max_size=7)


def _clean(pieces: list[str]) -> str:
    return text.clean(text.clean(" ".join(pieces)))


def _joined(pieces: list[str]) -> str:
    return text.clean(text.clean("".join(pieces)))


WORDS = (_SPACED.map(_clean) | _SPACED.map(_joined)).filter(bool)
#: Short text of letters and digits, such as an issue's number.
CODES = st.from_regex(r"[A-Za-z0-9]{1,6}(?:[ ./-][A-Za-z0-9]{1,4})?", fullmatch=True)
NAMES = st.lists(
    st.sampled_from(
        "Smith O'Brien García-López van der Berg Li X Müller Ødegård de Souza Иванов 王 Nowak-Kuś "
        "Mc Donald Al-Sayed D’Angelo St. John".split()
    )
    | st.text("abcdefghijklmnopqrstuvwxyzäéABCDEÉ'-", min_size=1, max_size=8),
    min_size=1,
    max_size=3,
).map(_clean).filter(bool)  # fmt: skip


def _settled(value: str) -> RichText:
    """Rich text that cleaning and balancing leave as it is."""
    one = text.rich(value)
    while (other := text.rich(_escaped_once(one))) != one:
        one = other
    return one


def _escaped_once(value: str) -> str:
    """Rich text in which what need not be escaped is not."""
    pieces = re.split(r"(</?(?:i|b|sup|sub)>)", value)
    pieces[::2] = [text.literal(text.plain(piece)) for piece in pieces[::2]]
    return "".join(pieces)


def _titled(value: str) -> RichText:
    title = _settled(value)
    for _ in range(20):
        bare = _settled(read_titles(title).title or "")
        if bare == title:
            break
        title = bare
    return title if read_titles(title) == (title or None, False, None) else RichText("")


TITLES = WORDS.map(_titled).filter(bool)
PARAGRAPHS = WORDS.map(_settled).filter(bool)
PERSONS = st.builds(
    Person,
    NAMES,
    NAMES | st.none(),
    st.from_regex(r"[A-Z]{1,3}", fullmatch=True) | st.none(),
    st.sampled_from([None, None, None, "Jr", "3rd"]),
).filter(lambda one: one.given is None or not one.given.endswith("."))
AUTHORS: st.SearchStrategy[Author] = (
    PERSONS
    | PERSONS
    | st.builds(
        Group,
        WORDS.filter(lambda name: not name.endswith(",") and not re.match("others|et al", name)),
    )
)


def _doi(suffix: str) -> DOI | None:
    try:
        doi = parse_doi("10.1000/a" + suffix)
    except IdentifierError:
        return None
    return doi if parse_doi(doi.value) == doi else None


DOIS = st.text("ab1.()<>;:/_-%#{}\\~&+[]", max_size=12).map(_doi)
PMIDS = st.integers(1, 99_999_999).map(lambda number: PMID(str(number)))
PMCIDS = st.integers(1, 999_999_999).map(lambda number: PMCID(f"PMC{number}"))
_YEARS = st.integers(1000, 2100)
DATES = (
    st.builds(PartialDate, _YEARS)
    | st.builds(PartialDate, _YEARS, st.integers(1, 12))
    | st.builds(PartialDate, _YEARS, st.integers(1, 12), st.integers(1, 28))
    | st.builds(
        PartialDate, _YEARS, season=st.sampled_from(["spring", "summer", "autumn", "winter"])
    )
    | st.sampled_from(
        ["1998 Dec-1999 Jan", "2000 Nov-Dec", "2000 Dec 23- 30", "2000 Spring-Summer"]
    ).map(medline_date)
)
PAGES = st.sampled_from(
    ["1989-2003", "57", "S1-S12", "H337-H349", "24-32, 64", "3-1-3-9", "iii-viii", "e66", "2013",
     "925; author reply 925-926", "eadi3902", "5795-5813", "12a-12c"]
).map(split_pages)  # fmt: skip
ISSNS = st.from_regex(r"[0-9]{4}-[0-9]{3}[0-9X]", fullmatch=True) | st.none()
_SHORT = st.sampled_from(["N Engl J Med", "Lancet Rheumatol", "Nature", "Cell", None])
_ISO = st.sampled_from(["N. Engl. J. Med.", "Lancet Rheumatol.", "Front. Immunol.", None])


def _container(*values: str | None) -> Container | None:
    made = Container(*values)
    return made if made != Container() else None


CONTAINERS = st.builds(
    _container, WORDS | st.none(), _SHORT, _ISO, ISSNS, ISSNS, ISSNS,
    st.from_regex(r"[0-9]{7}", fullmatch=True) | st.none(),
)  # fmt: skip
ISBNS = st.sampled_from(["9780309376662", "978-92-4-154778-9", "0309376661"])


def _publication(
    publisher: str | None, place: str | None, edition: str | None, isbns: tuple[str, ...],
    collection: str | None,
) -> Publication | None:  # fmt: skip
    made = Publication(publisher, place, edition, isbns, collection)
    return made if made != Publication() else None


def _tuples(
    one: st.SearchStrategy[object], most: int = 3, unique: bool = False
) -> st.SearchStrategy[tuple[object, ...]]:
    return st.lists(one, max_size=most, unique=unique).map(tuple)


PUBLICATIONS = st.builds(
    _publication, WORDS | st.none(), WORDS | st.none(), CODES | st.none(),
    _tuples(ISBNS, 2, unique=True), WORDS | st.none(),
)  # fmt: skip
_HEADINGS = st.sampled_from(
    ["Scleroderma, Systemic", "Mesenchymal Stem Cells", "Humans", "Receptors, IgG/genetics"]
).map(lambda name: name.partition("/")[0])
MESH = st.builds(
    MeshHeading, _HEADINGS, st.none(), st.booleans(),
    _tuples(st.builds(MeshQualifier, st.sampled_from(["therapy", "drug effects", "genetics"]),
                      st.none(), st.booleans()), 2, unique=True),
)  # fmt: skip
TYPES = st.sampled_from(["Journal Article", "Review", "Randomized Controlled Trial"]).map(
    PublicationType
)
TRIALS = st.sampled_from(
    [TrialRegistration("ClinicalTrials.gov", "NCT00114530"), TrialRegistration("ISRCTN", "ISRCTN9")]
)
GRANTS = st.sampled_from([Grant("R01 AR1", "NIAMS NIH HHS", "United States"), Grant("1/2", "ANR")])
SECTIONS = st.lists(
    st.builds(AbstractSection, PARAGRAPHS, st.sampled_from(["METHODS", "RESULTS", None, "Aims"])),
    max_size=3,
).map(tuple)


def _record(
    title: RichText | None, original: RichText | None, translated: bool,
    pages: tuple[str | None, str | None], authors: list[Author], complete: bool, rest: Record,
) -> Record:  # fmt: skip
    bracketed = text.split_translated(f"[{title}]") == (title, True)
    translated = translated and title is not None and bracketed
    if rest.publication and rest.kind in ARTICLES:
        publication = replace(rest.publication, edition=None)
        rest = replace(rest, publication=publication if publication != Publication() else None)
    if text.plain(original or "").strip() == text.plain(title or "").strip() and not translated:
        title = None
    return replace(
        rest, title=title, original_title=original, title_translated=translated, pages=pages[0],
        article_number=pages[1], authors=tuple(authors), authors_complete=complete or not authors,
    )  # fmt: skip


RECORDS = st.builds(
    _record,
    TITLES | st.none(),
    st.none() | TITLES,
    st.booleans(),
    PAGES | st.just((None, None)),
    st.lists(AUTHORS, max_size=4),
    st.booleans(),
    st.builds(
        Record,
        st.just("test"),
        kind=st.just("article-journal") | st.sampled_from(KINDS),
        pmid=PMIDS | st.none(),
        pmcid=PMCIDS | st.none(),
        doi=DOIS,
        manuscript_ids=st.sampled_from([(), (), ("NIHMS12345",), ("NIHMS1", "EMS2")]),
        editors=_tuples(AUTHORS, 2),
        container=CONTAINERS | st.none(),
        publication=PUBLICATIONS | st.none(),
        volume=CODES | st.none(),
        issue=CODES | st.none(),
        issued=DATES | st.none(),
        online=st.builds(PartialDate, _YEARS, st.integers(1, 12), st.integers(1, 28)) | st.none(),
        languages=st.sampled_from([(), ("eng",), ("ger",), ("fre", "eng"), ("chi",)]),
        abstract=SECTIONS,
        keywords=_tuples(WORDS, unique=True),
        mesh=_tuples(MESH, 2, unique=True),
        publication_types=_tuples(TYPES, 2, unique=True),
        trials=_tuples(TRIALS, 2, unique=True),
        grants=_tuples(GRANTS, 2, unique=True),
    ),
)
ENTRIES = st.builds(
    Entry,
    st.from_regex(r"[A-Z][a-z]{1,8}[12][0-9]{3}[a-c]?", fullmatch=True),
    RECORDS,
    tags=_tuples(st.from_regex(r"[a-z][a-z0-9-]{0,8}", fullmatch=True), 2, unique=True),
    note=WORDS | st.none(),
)
