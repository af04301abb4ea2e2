"""Works that are awkward to cite, each for one reason, with the names of nobody."""

from __future__ import annotations

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import Author, Container, Group, Person, Publication, Record
from sscmsc.text import RichText

JOURNAL = Container("The Journal of Examples", "J Ex", "J. Ex.", "1234-5679")
DATE = PartialDate(2018, 9, 13)


def person(written: str) -> Person:
    """`Family, Given` or `Family, Given, Jr`."""
    family, given, suffix = (*written.split(", "), "", "")[:3]
    return Person(family, given or None, suffix=suffix or None)


def people(written: str) -> tuple[Author, ...]:
    return tuple(person(one) for one in written.split("; "))


def article(key: str, title: str | None, authors: tuple[Author, ...], **said: object) -> Entry:
    values: dict[str, object] = {
        "kind": "article-journal", "container": JOURNAL, "volume": "12", "issue": "3",
        "pages": "1357-1369", "issued": DATE, "languages": ("eng",),
    }  # fmt: skip
    values |= said
    shown = RichText(title) if title else None
    return Entry(key, Record("test", title=shown, authors=authors, **values))  # type: ignore[arg-type]


ONE = people("Ashdown, Mary")
TWO = people("Ashdown, Mary; Birch, John Paul")
SEVEN = people(
    "Ashdown, Mary; Birch, John Paul; Cole, Ana; Dahl, Erik; Elm, Ida; Fox, Leo; Gray, Una"
)
MANY = people(
    "; ".join(f"Author{letter}, {letter} {letter}" for letter in "ABCDEFGHIJKLMNOPQRSTUVWX")
)
BOOK = Publication("Example Press", "London", "3", ("978-0-306-40615-7",))

WORKS: tuple[Entry, ...] = (
    article(
        "plain",
        "Stem cells for systemic sclerosis: a trial",
        TWO,
        doi=DOI("10.1234/plain"),
        pmid=PMID("30207916"),
        pmcid=PMCID("PMC1234567"),
    ),
    article("one", "A work by one author", ONE),
    article("six", "A work by six authors", SEVEN[:6]),
    article("seven", "A work by seven authors", SEVEN),
    article("many", "A work by twenty-four authors", MANY),
    article("incomplete", "A list of authors that was cut", SEVEN[:3], authors_complete=False),
    article("group", "A trial by a group", (Group("ASSIST Study Group"),)),
    article(
        "mixed", "A trial by people and a group", (*TWO, Group("for the Example Investigators"))
    ),
    article(
        "particle",
        "Names with particles",
        people("van den Berg, Jan; de la Cruz, Ana María; d’Arc, Jo"),
    ),
    article("suffix", "Names with suffixes", people("Ashdown, James A, Jr; Birch, Robert, 3rd")),
    article(
        "hyphen", "Given names with hyphens", people("Durand, Jean-Pierre; Kim, Min-ji; Lee, J.-H.")
    ),
    article(
        "accents",
        "Names with accents",
        people("Ångström, Åsa; Çelik, Şule; Øre, Øyvind; Żak, Łucja"),
    ),
    article(
        "initials", "Names known by initials", (Person("Ashdown", initials="MJ"), Person("Birch"))
    ),
    article("anonymous", "A work without an author", ()),
    article("undated", "A work without a date", ONE, issued=None),
    article("untitled", None, ONE),
    article("question", "Is it safe?", TWO),
    article("exclaimed", "It works!", ONE),
    article("italics", "The role of <i>Helicobacter pylori</i> in disease", TWO),
    article("italics-end", "Autoimmunity and <i>SSc</i>?", ONE),
    article("scripts", "CD4<sup>+</sup> cells and H<sub>2</sub>O", ONE),
    article("quotes", "Raynaud's phenomenon: \"white\" fingers and 'blue' ones", ONE),
    article("less", "Outcome when p<0.05 & n>30", ONE),
    article(
        "translated",
        "Treatment of the skin",
        people("Müller, Jörg"),
        title_translated=True,
        original_title=RichText("Behandlung der Haut"),
        languages=("ger",),
    ),
    article(
        "number",
        "A work with an article number",
        TWO,
        pages=None,
        article_number="e1002533",
        issue=None,
    ),
    article("supplement", "A work in a supplement", TWO, issue="Suppl 1", pages="S12-S19"),
    article("season", "A work of a season", ONE, issued=PartialDate(2015, season="spring")),
    article("year-only", "A work of a year", ONE, issued=PartialDate(1999), pages="7"),
    article(
        "online",
        "A work ahead of print",
        TWO,
        issued=None,
        online=PartialDate(2024, 2, 1),
        volume=None,
        issue=None,
        pages=None,
        doi=DOI("10.1234/ahead"),
    ),
    article(
        "abbreviated",
        "A work in a journal of one word",
        ONE,
        container=Container("Blood", "Blood", "Blood"),
    ),
    article(
        "book",
        "The scleroderma handbook",
        TWO,
        kind="book",
        container=None,
        volume=None,
        issue=None,
        pages=None,
        publication=BOOK,
        issued=PartialDate(2012),
    ),
    article(
        "chapter",
        "Skin",
        ONE,
        kind="chapter",
        container=Container("The scleroderma handbook"),
        volume=None,
        issue=None,
        pages="45-67",
        publication=BOOK,
        editors=TWO,
        issued=PartialDate(2012),
    ),
    article(
        "report",
        "Guidance on cell therapy",
        (Group("World Example Organization"),),
        kind="report",
        container=None,
        volume=None,
        issue=None,
        pages=None,
        publication=Publication("World Example Organization", "Geneva"),
        issued=PartialDate(2020, 5),
    ),
    article(
        "thesis",
        "Fibrosis of the skin",
        ONE,
        kind="thesis",
        container=None,
        volume=None,
        issue=None,
        pages=None,
        publication=Publication("University of Examples", "Lund"),
    ),
    article(
        "conference",
        "Cells in motion",
        TWO,
        kind="paper-conference",
        container=Container("Proceedings of the Example Meeting"),
        volume=None,
        issue=None,
        pages="3-5",
    ),
    article(
        "webpage",
        "Scleroderma",
        (Group("Example Health Service"),),
        kind="webpage",
        container=Container("Example Health"),
        volume=None,
        issue=None,
        pages=None,
    ),
    article(
        "preprint",
        "A work not yet reviewed",
        TWO,
        kind="article",
        container=Container("medRxiv"),
        volume=None,
        issue=None,
        pages=None,
        doi=DOI("10.1101/2020.01.01.20012345"),
    ),
    article("same-a", "First of a year", TWO, issued=PartialDate(2011)),
    article("same-b", "Second of a year", TWO, issued=PartialDate(2011)),
)

HOSTILE = article(
    "hostile",
    "{\\rtf1 \\b} *bold* [x](javascript:1) <script>alert(1)</script> &amp; \ufdd0\\u7? _a_ `b` #1",
    (Group("<img src=x onerror=1>"), Person("O{\\b}", "<i>N</i>")),
    container=Container("J <b>& Sons"),
)
