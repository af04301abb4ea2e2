"""Printed references, style by style, and what no input may do."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.citation import CITATION_LIMIT, parse_citation
from sscmsc.record import Author, Group, Person
from sscmsc.text import clean, folded


def shown(authors: tuple[Author, ...]) -> str:
    """Authors as `Family AB`, given names in full, groups by name."""
    return "; ".join(
        one.name
        if isinstance(one, Group)
        else " ".join(part for part in (one.family, one.initials, one.given, one.suffix) if part)
        for one in authors
    )


#: One work as the journals of each family print it.
STYLES = {
    "Vancouver": "Tyndall A, van Laar JM, Del Papa N. Cells for systemic sclerosis. "
    "Ann Rheum Dis. 2012;71(4):577–84.",
    "Vancouver, date": "Tyndall A, van Laar JM, Del Papa N. Cells for systemic sclerosis. "
    "Ann Rheum Dis. 2012 Apr 3;71(4):577-84. doi: 10.1000/xyz.1",
    "Frontiers": "Tyndall A, van Laar JM, Del Papa N. Cells for systemic sclerosis. "
    "Ann Rheum Dis. (2012) 71:577–84. 10.1000/xyz.1",
    "Frontiers, colon": "Tyndall A, van Laar JM, Del Papa N. Cells for systemic sclerosis: "
    "Ann Rheum Dis. (2012) 71:577–584. 10.1000/xyz.1",
    "AMA": "Tyndall A, van Laar JM, Del Papa N. Cells for systemic sclerosis. "
    "Ann Rheum Dis. 2012;71(4):577-584. doi:10.1000/xyz.1",
    "Springer": "Tyndall A, van Laar JM, Del Papa N (2012) Cells for systemic sclerosis. "
    "Ann Rheum Dis 71:577–584. https://doi.org/10.1000/xyz.1",
    "APA": "Tyndall, A., van Laar, J. M., & Del Papa, N. (2012). Cells for systemic sclerosis. "
    "Ann Rheum Dis, 71(4), 577–584.",
    "Harvard": "Tyndall, A., van Laar, J.M. and Del Papa, N., 2012. Cells for systemic "
    "sclerosis. Ann Rheum Dis, 71(4), pp.577-584.",
    "Cell": "Tyndall, A., van Laar, J.M., and Del Papa, N. (2012). Cells for systemic "
    "sclerosis. Ann. Rheum. Dis. 71, 577–584.",
    "MDPI": "Tyndall, A.; van Laar, J.M.; Del Papa, N. Cells for systemic sclerosis. "
    "Ann. Rheum. Dis. 2012, 71, 577–584.",
    "Elsevier": "A. Tyndall, J.M. van Laar, N. Del Papa, Cells for systemic sclerosis, "
    "Ann. Rheum. Dis. 71 (2012) 577–584.",
    "Nature": "Tyndall, A., van Laar, J. M. & Del Papa, N. Cells for systemic sclerosis. "
    "Ann. Rheum. Dis. 71, 577–584 (2012).",
    "PNAS": "Tyndall A., van Laar J. M., Del Papa N., Cells for systemic sclerosis. "
    "Ann. Rheum. Dis. 71, 577–584 (2012).",
    "ASM": "Tyndall A, van Laar JM, Del Papa N. 2012. Cells for systemic sclerosis. "
    "Ann Rheum Dis 71:577–584. 10.1000/xyz.1.",
    "APS": "Tyndall A, van Laar JM, Del Papa N. Cells for systemic sclerosis. "
    "Ann Rheum Dis 71: 577–584, 2012. doi:10.1000/xyz.1.",
    "IEEE": "[7] A. Tyndall, J. M. van Laar, and N. Del Papa, “Cells for systemic sclerosis,” "
    "Ann. Rheum. Dis., vol. 71, no. 4, pp. 577–584, Apr. 2012.",
}


@pytest.mark.parametrize("text", STYLES.values(), ids=STYLES.keys())
def test_one_work_reads_the_same_in_every_style(text: str) -> None:
    cited = parse_citation(text).cited
    assert shown(cited.authors) == "Tyndall A; van Laar JM; Del Papa N"
    assert cited.authors_complete
    assert cited.title == "Cells for systemic sclerosis"
    assert folded(cited.container or "") == "ann rheum dis"
    assert (cited.year, cited.volume, cited.pages) == (2012, "71", "577-584")
    assert cited.issue in (None, "4")
    assert ("(4)" in text or "no. 4" in text) == (cited.issue == "4")


@pytest.mark.parametrize(
    ("text", "authors", "complete"),
    [
        ("Smith JA Jr, Jones K 3rd. Title. Gut. 2001;1:2.", "Smith JA Jr; Jones K 3rd", True),
        ("de la Cruz JC, O'Hara E. Title. Gut. 2001;1:2.", "de la Cruz JC; O'Hara E", True),
        ("Neefs J-M, Au-Yeung M. Title. Gut. 2001;1:2.", "Neefs JM; Au-Yeung M", True),
        ("Welch B, et al. . Title here. Gut. (2001) 1:2.", "Welch B", False),
        ("Yoo, H.J.et al. (2020) Title here. Gut 1, 2", "Yoo HJ", False),
        ("Kumar, A., Lawrence, Jr, J.C. (2010) Title. Gut 1, 2–3", "Kumar A; Lawrence JC Jr", True),
        ("Crawford RMM. Title. Gut. 2001;1:2.", "Crawford RMM", True),
        ("Kim JH. T. cruzi infection in mice. Gut. 2001;1:2.", "Kim JH", True),
        ("World Health Organization. Title. Gut. 2001;1:2.", "World Health Organization", True),
        (
            "Saccardi R, Tyndall A; EBMT Working Party. Title. Gut. 2001;1:2.",
            "Saccardi R; Tyndall A; EBMT Working Party",
            True,
        ),
        ("Lisa F. Rau. Extracting names of companies from text. 1991.", "Rau Lisa F.", True),
        ("Voyer, Dan and Janie P. Vu. “Title.” Gut 2 (2001): 1.", "Voyer Dan; Vu Janie P.", True),
    ],
)  # fmt: skip
def test_names(text: str, authors: str, complete: bool) -> None:
    cited = parse_citation(text).cited
    assert (shown(cited.authors), cited.authors_complete) == (authors, complete)


def test_a_line_without_authors_or_title_gives_the_journal_alone() -> None:
    cited = parse_citation("EMBO J. 1992 Oct;11(10):3491-9").cited
    assert (cited.authors, cited.title, cited.container) == ((), None, "EMBO J")
    assert (cited.year, cited.volume, cited.issue, cited.pages) == (1992, "11", "10", "3491-3499")


def test_a_line_without_title_keeps_its_authors() -> None:
    cited = parse_citation("Rogers FB, Bull Med Libr Assoc, 1963, 51, 114–116.").cited
    assert (shown(cited.authors), cited.title) == ("Rogers FB", None)
    assert cited.container == "Bull Med Libr Assoc"


def test_identifiers_and_label_are_taken_out_of_the_line() -> None:
    parsed = parse_citation(
        "12. Varga J. Illness and art. Curr Opin Rheumatol. 2004;16:714-7. "
        "doi: 10.1097/01.bor.0000144759.30154.84. PMID: 15577608; PMCID: PMC1234567."
    )
    assert parsed.label == "12"
    assert str(parsed.doi) == "10.1097/01.bor.0000144759.30154.84"
    assert (str(parsed.pmid), str(parsed.pmcid)) == ("15577608", "PMC1234567")
    assert (parsed.cited.title, parsed.cited.pages) == ("Illness and art", "714-717")


@pytest.mark.parametrize(
    ("text", "kind", "title", "container", "publisher", "place"),
    [
        (
            "Murphy K, Weaver C. Immunobiology of mice. 9th ed. New York: Garland Science; 2016.",
            "book", "Immunobiology of mice", None, "Garland Science", "New York",
        ),
        (
            "Meltzer PS, Trent JM. Changes in human tumors. In: Vogelstein B, Kinzler KW, editors. "
            "The basis of cancer. New York: McGraw-Hill; 2002. p. 93-113.",
            "chapter", "Changes in human tumors", "The basis of cancer", "McGraw-Hill", "New York",
        ),
        (
            "Pritchard M.P. P450 Protocols. Humana Press; Totowa, NJ, USA: 2006. Establishment of "
            "functional systems; pp. 19–29.",
            "chapter", "Establishment of functional systems", "P450 Protocols", "Humana Press",
            "Totowa, NJ, USA",
        ),
        (
            "Jones KL. Scleroderma in mice [PhD thesis]. London: University College London; 2004.",
            "thesis", "Scleroderma in mice", None, "University College London", "London",
        ),
        (
            "Society of Cells. Handbook of cells. https://example.org/h (accessed 2 May 2021).",
            "webpage", "Handbook of cells", None, None, None,
        ),
    ],
)  # fmt: skip
def test_what_is_no_journal_article(
    text: str,
    kind: str,
    title: str,
    container: str | None,
    publisher: str | None,
    place: str | None,
) -> None:
    cited = parse_citation(text).cited
    assert (cited.kind, cited.title, cited.container) == (kind, title, container)
    assert (cited.publisher, cited.place) == (publisher, place)


def test_the_address_of_a_page_is_kept_and_its_date_of_reading_is_not_the_year() -> None:
    cited = parse_citation(
        "Society of Cells. Cells. https://example.org/a (accessed 2 May 2021)."
    ).cited
    assert (cited.url, cited.year) == ("https://example.org/a", None)


def test_missing_parts_stay_none() -> None:
    cited = parse_citation("Vizin G. Nem vagy egyedül!. 2023.").cited
    assert (cited.container, cited.volume, cited.issue, cited.pages) == (None, None, None, None)
    assert cited.year == 2023
    assert parse_citation("").cited.title is None
    assert parse_citation(". .").cited.title is None


@pytest.mark.parametrize(
    "piece",
    [
        "A", "A. ", "Smith J, ", "(", "1", "1-", ". In ", "Ab Cd ", "et al. ", "doi:10.1000/x ",
        "http://a ", "2000;1(1):1-2. ", "“", "“”. ", "Ab-", "O'", "accessed ", "2nd ed. ", "pp. 1-",
        "The Study Group of ", "van de la ", "\u202e\x00[", "; Ab: 2000",
    ],
)  # fmt: skip
def test_a_megabyte_of_one_thing_is_cut_and_read(piece: str) -> None:
    text = piece * (1_000_000 // len(piece))
    cited = parse_citation(text).cited
    assert cited == parse_citation(text[: 2 * CITATION_LIMIT]).cited
    assert len(cited.title or "") <= CITATION_LIMIT


@settings(max_examples=150, derandomize=True, deadline=None)
@given(st.text(max_size=300))
def test_any_text_is_read_without_an_error_and_nothing_is_invented(text: str) -> None:
    cited = parse_citation(text).cited
    line = folded(clean(text))
    for value in (cited.title, cited.container, cited.publisher, cited.place):
        words = iter(line.split())
        assert all(word in words for word in folded(value or "").split())


NAMES = st.builds(
    Person,
    family=st.sampled_from(("Velier", "Del Papa", "van den Hoogen", "Keyes-Elstein", "Ősz")),
    initials=st.sampled_from(("A", "JM", "RMK")),
)
TITLES = st.sampled_from(
    (
        "Scleroderma",
        "Cells in disease: a review",
        "Is there a role for cells?",
        "CD34+ cells in 12 patients with SSc",
    )
)
JOURNALS = st.sampled_from(
    ("N Engl J Med", "Front Immunol", "Lancet", "PLoS One", "Cells", "J Rheumatol")
)


@settings(max_examples=150, derandomize=True, deadline=None)
@given(
    st.lists(NAMES, min_size=1, max_size=6),
    TITLES,
    JOURNALS,
    st.integers(1950, 2030),
    st.integers(1, 400),
    st.integers(1, 3000),
)
def test_a_vancouver_line_gives_back_what_it_was_made_of(
    names: list[Person], title: str, journal: str, year: int, volume: int, page: int
) -> None:
    authors = ", ".join(f"{one.family} {one.initials}" for one in names)
    ended = title if title.endswith("?") else f"{title}."
    cited = parse_citation(
        f"{authors}. {ended} {journal}. {year};{volume}:{page}-{page + 9}."
    ).cited
    assert cited.authors == tuple(names)
    assert (cited.title, cited.container) == (title, journal)
    assert (cited.year, cited.volume) == (year, str(volume))
    assert cited.pages == f"{page}-{page + 9}"


@pytest.mark.parametrize(
    ("text", "volume", "pages"),
    [
        ("Soulairac A. A title of some words. Probl Actuels Endocrinol Nutr. (1977) :13–41.",
         None, "13-41"),
        ("Campos C. A title of some words. J Invent Med 2000, 107–126.", None, "107-126"),
        ("Campos C. A title of some words. J Invent Med 2000, 12.", "12", None),
        ("Campos C. A title of some words. J Invent Med 2000;7-8:12-20.", "7-8", "12-20"),
    ],
)  # fmt: skip
def test_pages_without_a_volume_are_pages(text: str, volume: str | None, pages: str | None) -> None:
    cited = parse_citation(text).cited
    assert (cited.volume, cited.pages) == (volume, pages)


def test_a_note_behind_a_reference_is_not_of_it() -> None:
    text = (
        "Anisimov AP. Intraspecific diversity of Yersinia pestis. Clin Microbiol Rev. "
        "2004;17(2):434–64. Review. Erratum in: Clin Microbiol Rev. 2004 Jul;17(3):695."
    )
    cited = parse_citation(text).cited
    assert cited.title == "Intraspecific diversity of Yersinia pestis"
    assert (cited.volume, cited.pages) == ("17", "434-464")
