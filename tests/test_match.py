"""Judging candidates: what makes two statements one work, and what must never do so."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sscmsc import likeness
from sscmsc.citation import parse_citation
from sscmsc.dates import PartialDate
from sscmsc.identifiers import DOI, PMID
from sscmsc.match import Judgement, blocking_keys, find_same, judge, judge_reference, same_work
from sscmsc.record import Container, Group, Person, PublicationType, Record
from sscmsc.reference import Cited, Reference
from sscmsc.text import RichText

NEJM = Container("The New England journal of medicine", "N Engl J Med", "N Engl J Med", "0028-4793")
SCOT = Record(
    source="pubmed",
    title=RichText("Myeloablative Autologous Stem-Cell Transplantation for Severe Scleroderma"),
    authors=(Person("Sullivan", "Keith M", "KM"), Person("Goldmuntz", "Ellen A", "EA")),
    container=NEJM,
    volume="378",
    issue="1",
    pages="35-47",
    issued=PartialDate(2018, 1, 4),
)
SCLERODERMA = Record(
    source="pubmed",
    title=RichText("Scleroderma"),
    authors=(Person("Gabrielli", "Armando", "A"), Person("Avvedimento", "Enrico V", "EV")),
    container=NEJM,
    volume="360",
    issue="19",
    pages="1989-2003",
    issued=PartialDate(2009, 5, 7),
)
SCOT_LINE = (
    "Sullivan KM, Goldmuntz EA, Keyes-Elstein L, McSweeney PA, Pinckney A, Welch B, et al. . "
    "Myeloablative autologous stem-cell transplantation for severe scleroderma. N Engl J Med. "
    "(2018) 378:35–47. 10.1056/NEJMoa1703327"
)
SCOT_CITED = Cited(
    authors=(Person("Sullivan", initials="KM"),),
    authors_complete=False,
    title="Myeloablative autologous stem-cell transplantation for severe scleroderma",
    container="N. Engl. J. Med.",
    year=2018,
    volume="378",
    pages="35",
)


def named(judgement: Judgement) -> set[str]:
    return {name for name, _ in judgement.penalties}


@pytest.mark.parametrize(
    ("candidate", "cited", "text"),
    [
        (SCOT, SCOT_CITED, None),
        (SCOT, replace(SCOT_CITED, title=None, year=2019), None),
        (SCOT, replace(SCOT_CITED, volume=None, pages=None), None),
        (SCOT, replace(SCOT_CITED, authors=(), container=None), None),
        (SCOT, replace(SCOT_CITED, authors=(Person("Sulivan"),)), None),
        (SCOT, replace(SCOT_CITED, pages="135"), None),
        (SCOT, replace(SCOT_CITED, title=f"{SCOT_CITED.title}: a randomised trial"), None),
        (SCOT, Cited(), SCOT_LINE),
        (SCOT, Cited(year=2018), SCOT_LINE),
        (SCOT, Cited(), "Sullivan KM, et al. N Engl J Med 2018;378:35."),
        (SCLERODERMA, Cited(), "Gabrielli A. Scleroderma. N Engl J Med. (2009) 360:1989–2003."),
        (replace(SCOT, title=RichText(f"RETRACTED: {SCOT.title}")), SCOT_CITED, None),
    ],
)  # fmt: skip
def test_the_cited_work_is_found(candidate: Record, cited: Cited, text: str | None) -> None:
    assert judge(candidate, cited, text).verdict == "same"


@pytest.mark.parametrize(
    ("candidate", "cited", "text"),
    [
        # A short title is shared by many works: it needs a place or the author and the journal.
        (SCLERODERMA, Cited(title="Scleroderma", year=2009, container="Lancet"), None),
        (SCLERODERMA, Cited(title="Scleroderma", authors=(Person("Gabrielli"),), year=2012), None),
        # Nothing but the place says which of two letters on one page is meant.
        (SCOT, Cited(container="NEJM", year=2018, volume="378", pages="35"), None),
        # One work of a series: a word or a number in the place of another.
        (SCOT, replace(SCOT_CITED, title=SCOT_CITED.title.replace("severe", "mild")), None),  # type: ignore[union-attr]
        (replace(SCOT, title=RichText(f"{SCOT.title}. Part I")),
         replace(SCOT_CITED, title=f"{SCOT_CITED.title}. Part II", pages="48"), None),
        (SCOT, replace(SCOT_CITED, year=2009, volume=None, pages=None), None),
        (SCOT, Cited(), SCLERODERMA.title),
        (SCLERODERMA, Cited(), SCOT_LINE),
        (SCLERODERMA, SCOT_CITED, SCOT_LINE),
        (SCOT, Cited(), None),
    ],
)  # fmt: skip
def test_what_could_be_another_work_is_not_the_same(
    candidate: Record, cited: Cited, text: str | None
) -> None:
    assert judge(candidate, cited, text).verdict != "same"


def test_penalties_name_what_differs() -> None:
    cited = replace(SCOT_CITED, year=2017, pages="36", authors=(Person("Burt"),))
    judgement = judge(SCOT, cited)
    assert named(judgement) == {"first author", "year", "page"}
    assert judgement.score == pytest.approx(1 - sum(cost for _, cost in judgement.penalties))
    assert judge(SCOT, SCOT_CITED) == Judgement("same", 1.0, ())


@pytest.mark.parametrize(
    "title", ["Erratum: ", "Correction to: ", "Retraction: ", "Author's reply: ", "Re: "]
)
def test_a_notice_is_not_the_work_it_is_about(title: str) -> None:
    notice = replace(SCOT, title=RichText(title + SCOT_CITED.title if SCOT_CITED.title else ""))
    assert judge(notice, SCOT_CITED).verdict == "different"
    assert "notice" in named(judge(notice, SCOT_CITED))
    assert judge(notice, replace(SCOT_CITED, title=str(notice.title))).verdict == "same"


def test_a_published_erratum_under_the_same_title_is_another_work() -> None:
    erratum = replace(SCOT, publication_types=(PublicationType("Published Erratum", "D016425"),))
    assert judge(erratum, SCOT_CITED).verdict == "different"
    assert judge(SCOT, Cited(), f"Erratum in: {SCOT_LINE}").verdict == "likely"


def test_a_note_of_an_erratum_does_not_make_a_line_one() -> None:
    line = f"{SCOT_LINE} Erratum in: N Engl J Med. 2018;379:1."
    assert judge(SCOT, Cited(), line).verdict == "same"


def test_a_copy_that_says_not_where_it_appeared_is_not_the_article() -> None:
    copy = replace(SCOT, kind="article", container=None, volume=None, pages=None)
    assert judge(copy, SCOT_CITED).verdict == "likely"
    assert judge(copy, replace(SCOT_CITED, container=None, volume=None, pages=None)) == Judgement(
        "same", 0.94, (("unverified", 0.06),)
    )


def test_the_work_of_the_next_year_needs_its_place() -> None:
    bare = replace(SCOT_CITED, volume=None, pages=None, year=2019)
    assert judge(SCOT, bare).verdict == "likely"
    assert judge(SCOT, replace(bare, volume="378")).verdict == "same"


@pytest.mark.parametrize(
    ("misread", "verdict"),
    [
        # The title cut short, taken with the journal or with an author, or not read at all.
        (
            replace(SCOT_CITED, title="Myeloablative autologous", container="stem-cell N Engl"),
            "same",
        ),
        (replace(SCOT_CITED, title=f"{SCOT_CITED.title}. N Engl J Med", container=None), "same"),
        (replace(SCOT_CITED, title=None, authors=(Person("Myeloablative"),)), "same"),
        (replace(SCOT_CITED, authors=(Person("Goldmuntz"),)), "same"),
    ],
)
def test_the_line_overrules_how_it_was_read(misread: Cited, verdict: str) -> None:
    line = (
        "Sullivan KM, Goldmuntz EA, et al. Myeloablative autologous stem-cell transplantation for "
        "severe scleroderma. N Engl J Med. 2018;378(1):35-47."
    )
    assert judge(SCOT, misread, line).verdict == verdict


@pytest.mark.parametrize(
    "line",
    [
        # Longer titles that hold the record's, another part, another journal of its year.
        "Sullivan KM. Costs of myeloablative autologous stem-cell transplantation for severe "
        "scleroderma. Blood. 2018;131:7.",
        "Sullivan KM. Myeloablative autologous stem-cell transplantation for severe scleroderma: "
        "part II. N Engl J Med. 2018;378:99.",
        "Sullivan KM. Myeloablative autologous stem-cell transplantation for severe scleroderma. "
        "Proceedings of invented meetings. 2018;7:A12.",
    ],
)
def test_a_line_of_a_like_title_cites_another_work(line: str) -> None:
    assert judge(SCOT, parse_citation(line).cited, line).verdict != "same"


def test_a_misprint_in_a_short_word_is_not_another_word() -> None:
    misprinted = replace(SCOT_CITED, title="Myeloablative autologous stem-call transplantation for "
                         "severe scleroderma")  # fmt: skip
    assert judge(SCOT, misprinted).verdict == "same"
    assert judge(SCOT, replace(misprinted, pages=None)).verdict != "same"
    changed = misprinted.title and misprinted.title.replace("stem-call", "stem-cell")
    other = changed and changed.replace("severe", "juvenile")
    assert judge(SCOT, replace(SCOT_CITED, title=other)).verdict != "same"


def test_a_preprint_is_not_the_article() -> None:
    preprint = replace(
        SCOT, kind="article", container=Container("medRxiv"), volume=None, issue=None, pages=None
    )
    assert same_work(SCOT, preprint).verdict == "different"
    assert named(same_work(SCOT, preprint)) >= {"preprint"}
    cited = replace(SCOT_CITED, container="medRxiv", volume=None, pages=None)
    assert judge(preprint, cited).verdict == "same"


def test_identifiers_decide() -> None:
    one, other = replace(SCOT, pmid=PMID("1")), replace(SCOT, pmid=PMID("2"))
    assert same_work(one, other) == Judgement("different", 0.0, (("identifier", 1.0),))
    changed = replace(SCOT, pmid=PMID("1"), title=RichText("Otherwise"), volume="1", pages="9")
    assert same_work(one, changed).verdict == "same"
    stranger = replace(SCLERODERMA, pmid=PMID("1"))
    assert same_work(one, stranger).verdict == "likely"


def test_a_superseded_doi_is_no_contradiction() -> None:
    old, new = DOI("10.5479/si.0081024x.43"), DOI("10.5479/si.0081024x.43.1")
    one, other = replace(SCOT, doi=new, superseded_dois=(old,)), replace(SCOT, doi=old)
    assert same_work(one, other).verdict == "same"
    assert same_work(replace(SCOT, doi=new), other).verdict == "different"
    line = Reference(1, text=SCOT_LINE, doi=new)
    assert judge_reference(other, line).verdict == "different"


def test_a_group_is_compared_with_groups_only() -> None:
    group = replace(SCOT, authors=(Group("SCOT Study Investigators"),))
    assert "first author" not in named(judge(group, SCOT_CITED))
    other = replace(SCOT_CITED, authors=(Group("ASTIS Trial Investigators"),))
    assert "first author" in named(judge(group, other))


def test_the_title_in_the_works_own_language_counts() -> None:
    german = replace(
        SCOT,
        title=RichText("Stem cells in systemic sclerosis and their use"),
        title_translated=True,
        original_title=RichText("Stammzellen bei systemischer Sklerose und ihre Anwendung"),
    )
    cited = replace(SCOT_CITED, title="Stammzellen bei systemischer Sklerose und ihre Anwendung")
    assert judge(german, cited).verdict == "same"


def test_order_of_the_two_plays_no_part() -> None:
    for one in (SCOT, SCLERODERMA):
        for other in (SCOT, SCLERODERMA, replace(SCOT, volume="377", authors=())):
            assert same_work(one, other) == same_work(other, one)


def test_find_same_gives_the_handle_and_doubts_two_of_one() -> None:
    held = [("Gabrielli2009", SCLERODERMA), ("Sullivan2018", SCOT)]
    statement = replace(SCOT, source="citation", pages="35", container=Container("N Engl J Med"))
    found = find_same(statement, held)
    assert found is not None
    assert (found[0], found[1].verdict) == ("Sullivan2018", "same")
    twice = find_same(statement, [*held, ("Sullivan2018a", SCOT)])
    assert twice is not None
    assert twice[1].verdict == "likely"
    assert find_same(SCOT, held[:1]) is None


@pytest.mark.parametrize(
    "statement",
    [
        replace(SCOT, title=RichText("MYELOABLATIVE autologous stem cell transplantation")),
        replace(SCOT, title=None, volume=None, pages=None, issued=PartialDate(2018)),
        replace(SCOT, title=None, authors=(), pages="35"),
        replace(SCOT, title=None, pages=None, issued=None),
        replace(SCOT, title=RichText("Transplantation for severe scleroderma"), authors=()),
    ],
)  # fmt: skip
def test_blocking_keys_meet(statement: Record) -> None:
    assert set(blocking_keys(statement)) & set(blocking_keys(SCOT))
    assert not set(blocking_keys(SCOT)) & set(blocking_keys(SCLERODERMA))


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Biol Blood Marrow Transpl", "Biology of blood and marrow transplantation", True),
        ("Biol Blood Marrow Transpl", "Biol Blood Marrow Transplant", True),
        ("Best Pr Res Clin Rheumatol", "Best Practice & Research. Clinical Rheumatology", True),
        ("Proc. Natl. Acad. Sci. U.S.A.", "Proceedings of the National Academy of Sciences of the "
         "United States of America", True),
        ("PNAS", "Proc Natl Acad Sci U S A", True),
        ("JAMA", "Journal of the American Medical Association", True),
        ("Lancet", "The Lancet (London, England)", True),
        ("Annals of the rheumatic diseases", "Ann Rheum Dis", True),
        ("J Immunol", "J Immunother", False),
        ("Nature", "Nature medicine", False),
        ("Cell", "Cell stem cell", False),
        ("Stem Cells", "Stem Cells Dev", False),
    ],
)  # fmt: skip
def test_journals_by_any_of_their_names(one: str, other: str, same: bool) -> None:
    keys = likeness.journal_key(one), likeness.journal_key(other)
    assert likeness.same_journal(keys[:1], keys[1:]) is same
    assert likeness.same_journal(keys[1:], keys[:1]) is same
    assert likeness.same_journal((), keys) is None


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Haematopoietic stem-cell transplantation in tumours", "Hematopoietic stem cell "
         "transplantation in tumors", 1.0),
        ("TGF-β in fibrosis", "TGF-beta in fibrosis", 1.0),
        ("A trial of 10,000 patients", "A trial of 10000 patients", 1.0),
        ("Type II collagen in arthritis", "Type I collagen in arthritis", 0.8),
        ("Diseases of the nervous system in practice", "Diseases of the digestive system in "
         "practice", 0.8),
    ],
)  # fmt: skip
def test_titles(one: str, other: str, alike: float) -> None:
    keys = likeness.title_key(one), likeness.title_key(other)
    assert likeness.title_likeness(*keys) == likeness.title_likeness(*keys[::-1])
    assert likeness.title_likeness(*keys) <= alike
    assert (likeness.title_likeness(*keys) == 1.0) is (alike == 1.0)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Del Papa", "del Papa", True),
        ("Del Papa", "Papa", True),
        ("Müller", "Muller", True),
        ("Keyes-Elstein", "KeyesElstein", True),
        ("Sjögren", "Sjogren", True),
        ("Thompson", "Thomson", True),
        ("Wang", "Wong", False),
        ("Le", "Lee", False),
        ("Burt", "Bert", False),
    ],
)
def test_family_names(one: str, other: str, same: bool) -> None:
    keys = likeness.author_key(Person(one)), likeness.author_key(Person(other))
    assert likeness.same_family(*keys) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("1989-2003", "1989", True),
        ("e33693", "33693", True),
        ("e33693", "E33693", True),
        ("026002", "26002", True),
        ("S12-S18", "12", True),
        ("S12", "P12", False),
        ("35-47", "36-47", False),
        ("iii-viii", "iii", True),
    ],
)
def test_first_pages(one: str, other: str, same: bool) -> None:
    assert likeness.same_page(likeness.page_key(one), likeness.page_key(other)) is same
