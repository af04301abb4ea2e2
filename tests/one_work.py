"""Statements of works as sources make them, for tests of what joins them."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from sscmsc.accession import Arrival
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMID
from sscmsc.library import Library
from sscmsc.record import (
    AbstractSection,
    Container,
    Grant,
    MeshHeading,
    Person,
    PublicationType,
    Record,
    Relation,
)
from sscmsc.text import RichText

REVIEW_DOI = DOI("10.3389/fimmu.2018.02013")
PUBMED = Record(
    source="pubmed",
    pmid=PMID("30283435"),
    doi=REVIEW_DOI,
    title=RichText(
        "Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis: Rational and Challenges"
    ),
    authors=(Person("Peltzer", "Juliette", "J"), Person("Aletti", "Marc", "M")),
    container=Container("Frontiers in immunology", "Front Immunol", issn_electronic="1664-3224"),
    volume="9",
    article_number="2013",
    issued=PartialDate(2018),
    keywords=("cell therapy", "systemic sclerosis"),
    mesh=(MeshHeading("Scleroderma, Systemic", "D012595", major=True),),
    publication_types=(PublicationType("Review", "D016454"),),
    abstract=(AbstractSection(RichText("Patients with lupus nephritis were left out.")),),
)
CROSSREF = Record(
    source="crossref",
    doi=REVIEW_DOI,
    title=RichText(
        "Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis: Rational and Challenges"
    ),
    authors=(
        Person("Peltzer", "Juliette", orcid="0000-0002-1825-0097"),
        Person("Aletti", "Marc"),
    ),
    container=Container("Frontiers in Immunology", issn_linking="1664-3224"),
    volume="10",
    issued=PartialDate(2018, 9, 13),
    keywords=("Systemic sclerosis", "immunomodulation"),
    relations=(Relation("ErratumIn", "Front Immunol 2019", doi=DOI("10.3389/fimmu.2019.1")),),
    grants=(Grant("N01", "Agency"),),
)
PAGE = Record(
    source="saved page",
    doi=REVIEW_DOI,
    title=PUBMED.title,
    authors=(Person("Peltzer", "Juliette"),),
    authors_complete=False,
    container=Container(nlm_abbreviation="Front Immunol"),
    volume="9",
    issue="3",
    issued=PartialDate(2018, 9, 13),
    keywords=("cell therapy", "good manufacturing procedures"),
)
CITED = Record(
    source="citation",
    doi=REVIEW_DOI,
    title=RichText(
        "Mesenchymal stromal cells based therapy in systemic sclerosis: rational and challenges"
    ),
    authors=(Person("Peltzer", initials="J"),),
    authors_complete=False,
    container=Container("Front Immunol"),
    issued=PartialDate(2018),
    volume="9",
    pages="2013",
)


def work(number: int, source: str = "pubmed", *, identified: bool = True) -> Record:
    """One of many works, each of its own words, names and numbers."""
    words = "fibrosis stromal nailfold rituximab macrophage exosome lupus calcinosis".split()
    title = f"{words[number % 8].title()} {words[number // 8 % 8]} in {number} patients of a series"
    return Record(
        source=source,
        pmid=PMID(str(5000 + number)) if identified else None,
        doi=DOI(f"10.5555/work.{number}") if identified else None,
        title=RichText(title),
        authors=(Person(f"Name{chr(97 + number % 26)}{chr(97 + number // 26 % 26)}", "Ada", "A"),),
        container=Container("Journal of Synthetic Examples", "J Synth Examples"),
        volume=str(1 + number % 40),
        pages=f"{1 + number * 3}-{9 + number * 3}",
        issued=PartialDate(1990 + number % 30),
    )


def library_of(*entries: Entry) -> Library:
    return Library(entries)


def arrival_of(*records: Record) -> Arrival:
    return Arrival(records)


_TITLES = st.sampled_from([PUBMED.title, CITED.title, RichText("Another title of this work")])
_AUTHORS = st.sampled_from(
    [
        (PUBMED.authors, True), (PUBMED.authors[:1], False), (CROSSREF.authors, True),
        ((Person("Péltzer", "J."), Person("Aletti", "M.")), True),
        ((Person("Someone", "Else"),), True), ((), True),
    ]
)  # fmt: skip
_CONTAINERS = st.sampled_from(
    [PUBMED.container, CROSSREF.container, PAGE.container, Container("Lancet"), None]
)
_DATES = st.sampled_from(
    [PartialDate(2018), PartialDate(2018, 9), PartialDate(2018, 9, 13), PartialDate(2017, 12), None]
)
_NUMBERS = st.sampled_from(["9", "10", "Suppl 9", None])
_PAGES = st.sampled_from(["35", "35-47", "e2013", None])


@st.composite
def statements(draw: st.DrawFn, source: str) -> Record:
    """What a source may state of one work: every field somehow, or not at all."""
    authors, complete = draw(_AUTHORS)
    drawn = Record(
        source=source,
        kind=draw(st.sampled_from(["article-journal", "article", "chapter", "document"])),
        pmid=PUBMED.pmid if source == "pubmed" or draw(st.booleans()) else None,
        doi=REVIEW_DOI,
        title=draw(_TITLES),
        authors=authors,
        authors_complete=complete,
        container=draw(_CONTAINERS),
        volume=draw(_NUMBERS),
        issue=draw(_NUMBERS),
        pages=draw(_PAGES),
        article_number=draw(st.sampled_from(["2013", None])),
        issued=draw(_DATES),
        online=draw(_DATES),
        keywords=draw(st.sampled_from([PUBMED.keywords, CROSSREF.keywords, PAGE.keywords, ()])),
        relations=draw(st.sampled_from([CROSSREF.relations, ()])),
        mesh=PUBMED.mesh if source == "pubmed" and draw(st.booleans()) else (),
        abstract=draw(st.sampled_from([PUBMED.abstract, ()])),
        languages=draw(st.sampled_from([("eng",), ("fre",), ()])),
    )
    return replace(drawn, title_translated=draw(st.booleans()))
