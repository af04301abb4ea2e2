"""Lines without identifiers resolved: what is asked, how often, and what is believed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest

from sscmsc.candidates import Resolution
from sscmsc.crossref import Crossref, FoundWorks
from sscmsc.dates import PartialDate
from sscmsc.ecitmatch import CitationQuery, Outcome
from sscmsc.identifiers import DOI, PMID, Identifier
from sscmsc.pubmed import Matches, PubMed
from sscmsc.pubmed_answers import Hits
from sscmsc.record import Container, Person, Record
from sscmsc.reference import Reference
from sscmsc.resolution import resolve_text
from sscmsc.source import Answer, Failed, Found, Missing, SourceWork
from sscmsc.text import RichText
from tests.quick import quick_session
from tests.upstream import Fault, Upstream
from tests.upstream.making import write_records
from tests.upstream.works import Work

KLEE = "Varga J. Illness and art: the legacy of Paul Klee. Curr Opin Rheumatol. 2004;16:714-7."
NEJM = "Gabrielli A, et al. Scleroderma. N Engl J Med 2009;360:1989-2003."
RECORD = Record(
    source="pubmed",
    pmid=PMID("15577608"),
    title=RichText("Illness and art: the legacy of Paul Klee"),
    authors=(Person("Varga", initials="J"),),
    container=Container("Current opinion in rheumatology", "Curr Opin Rheumatol"),
    volume="16",
    pages="714-717",
    issued=PartialDate(2004),
)


def lines(*texts: str) -> list[Reference]:
    return [Reference(place, text) for place, text in enumerate(texts, start=1)]


@dataclass
class Library:
    """PubMed and Crossref as far as they are asked; every question is noted."""

    held: Sequence[Record] = ()
    matched: Mapping[str, Sequence[PMID]] = field(default_factory=dict)
    hits: Sequence[PMID] = ()
    total: int = 0
    deposited: Sequence[Record] = ()
    failure: str = ""
    matches: list[int] = field(default_factory=list)
    searches: list[int] = field(default_factory=list)
    fetches: list[int] = field(default_factory=list)
    texts: list[str] = field(default_factory=list)

    def match_citations(self, queries: Mapping[str, CitationQuery]) -> Matches:
        self.matches.append(len(queries))
        if self.failure:
            return Matches({}, self.failure)
        return Matches(
            {key: Outcome(tuple(self.matched.get(one.page, ()))) for key, one in queries.items()}
        )

    def search_citations(self, terms: Sequence[str], most: int) -> Hits:
        self.searches.append(len(terms))
        return Hits(tuple(self.hits[:most]), self.total or len(self.hits), self.failure)

    def records(self, identifiers: Sequence[Identifier]) -> tuple[Answer, ...]:
        self.fetches.append(len(identifiers))
        if self.failure:
            return tuple(Failed(one, "pubmed", self.failure) for one in identifiers)
        held = {one.pmid: one for one in self.held}
        return tuple(
            Found(one, SourceWork(held[one]))
            if isinstance(one, PMID) and one in held
            else Missing(one, "pubmed", "unknown")
            for one in identifiers
        )

    def find_bibliographic(self, text: str, rows: int) -> FoundWorks:
        self.texts.append(text)
        return FoundWorks(tuple(self.deposited[:rows]), self.failure)


def resolved(library: Library, texts: Sequence[str], further: int = 20) -> tuple[Resolution, ...]:
    return resolve_text(lines(*texts), library, library, further=further)


def works(found: Sequence[Resolution]) -> list[PMID | DOI | None]:
    """The work accepted for each line, None where none was."""
    return [
        (one.best.record.pmid or one.best.record.doi) if one.accepted and one.best else None
        for one in found
    ]


# The order of the questions, and their number


def test_what_the_matcher_settles_is_asked_of_nobody_else() -> None:
    library = Library(held=[RECORD], matched={"714": [PMID("15577608")]})
    (found,) = resolved(library, [KLEE])
    assert works([found]) == [PMID("15577608")]
    assert found.best is not None
    assert found.best.how == "ecitmatch"
    assert (library.matches, library.fetches) == ([1], [1])
    assert (library.searches, library.texts) == ([], [])


def test_a_hundred_lines_are_one_question_and_its_candidates_one_batch() -> None:
    texts = [KLEE.replace(":714-7", f":{page}-9") for page in range(100, 200)]
    matched = {str(page): [PMID(str(page))] for page in range(100, 200)}
    held = [replace(RECORD, pmid=PMID(str(n)), pages=f"{n}-9") for n in range(100, 200)]
    library = Library(held=held, matched=matched)
    assert works(resolved(library, texts)) == [PMID(str(n)) for n in range(100, 200)]
    assert (library.matches, library.fetches, library.searches) == ([100], [100], [])


def test_ways_to_ask_never_cost_another_request() -> None:
    texts = [NEJM.replace("N Engl", "The N. Engl").replace("360", str(n)) for n in range(60)]
    library = Library()
    resolved(library, texts, further=0)
    assert library.matches == [100]


def test_a_search_follows_then_crossref() -> None:
    by_search = Library(held=[RECORD], hits=[PMID("15577608")])
    (found,) = resolved(by_search, [KLEE])
    assert found.best is not None
    assert (found.accepted, found.best.how, by_search.texts) == (True, "pubmed search", [])
    by_crossref = Library(deposited=[replace(RECORD, source="crossref", doi=DOI("10.5555/klee"))])
    (found,) = resolved(by_crossref, [f"7. {KLEE}"])
    assert found.best is not None
    assert (found.accepted, found.best.how) == (True, "crossref")
    assert by_crossref.texts == [KLEE]


def test_lines_are_searched_for_together_and_a_flood_is_divided() -> None:
    texts = [KLEE.replace("Illness", f"Illness{'abcdefghijkl'[n] * 4}") for n in range(12)]
    library = Library()
    resolved(library, texts)
    assert library.searches == [10, 2]
    flooded = Library(hits=[PMID("1")], total=5000)
    resolved(flooded, texts, further=20)
    assert flooded.searches == [10, 2, 5, 5]


@pytest.mark.parametrize(("further", "searches", "texts"), [(0, 0, 0), (1, 0, 1), (6, 2, 4)])
def test_further_questions_are_counted(further: int, searches: int, texts: int) -> None:
    library = Library()
    resolved(library, [KLEE.replace("Varga", f"Varga{'abcdefghijkl'[n] * 3}") for n in range(12)],
             further=further)  # fmt: skip
    assert len(library.searches) == searches
    assert len(library.texts) == texts


def test_a_flood_of_hits_stays_within_the_further_questions() -> None:
    texts = [KLEE.replace(":714-7", f":{page}-9") for page in range(100, 300)]
    for further in range(12):
        library = Library(hits=[PMID(str(n)) for n in range(1, 500)], total=9000)
        resolved(library, texts, further=further)
        fetches = sum(-(-one // 200) for one in library.fetches)
        assert len(library.searches) + fetches + len(library.texts) <= further


def test_articles_are_asked_for_before_pages_of_the_web() -> None:
    library = Library()
    web = "World Health Organization. Rare diseases. 2019. https://example.org/rare"
    resolved(library, [web, KLEE], further=2)
    assert library.texts == [KLEE]


def test_nothing_to_ask_is_nothing_asked() -> None:
    library = Library()
    assert resolve_text([], library, library) == ()
    (found,) = resolve_text([Reference(1)], library, library)
    assert (found.best, found.failures) == (None, ())
    assert library == Library()


# What is believed


def test_no_hit_of_the_matcher_is_believed_unseen() -> None:
    other = replace(
        RECORD, pmid=PMID("31189511"), title=RichText("A correction"), authors=(Person("Husain"),)
    )
    library = Library(held=[other], matched={"714": [PMID("31189511")]})
    (found,) = resolved(library, [KLEE])
    assert not found.accepted
    lost = Library(matched={"714": [PMID("15577608")]})
    (found,) = resolved(lost, [KLEE])
    assert found.best is None


def test_of_ambiguous_hits_the_one_that_fits_is_taken() -> None:
    reply = replace(
        RECORD, pmid=PMID("2"), title=RichText("Reply: the legacy of Paul Klee"),
        authors=(Person("Amsel"),),
    )  # fmt: skip
    library = Library(held=[reply, RECORD], matched={"714": [PMID("2"), PMID("15577608")]})
    assert works(resolved(library, [KLEE])) == [PMID("15577608")]


def test_a_copy_that_names_no_journal_does_not_come_before_the_article() -> None:
    copy = replace(
        RECORD, source="crossref", kind="article", pmid=None, doi=DOI("10.65215/copy"),
        container=None, volume=None, pages=None,
    )  # fmt: skip
    article = replace(RECORD, source="crossref", pmid=None, doi=DOI("10.5555/klee"))
    assert works(resolved(Library(deposited=[copy, article]), [KLEE])) == [DOI("10.5555/klee")]
    (alone,) = resolved(Library(deposited=[copy]), [KLEE])
    assert not alone.accepted
    assert [one.doi for one in alone.identified.candidates] == [DOI("10.65215/copy")]


def test_a_doubtful_work_gives_way_to_one_found_later() -> None:
    doubtful = replace(RECORD, pmid=PMID("3"), doi=DOI("10.5555/other"), pages="12-15")
    article = replace(RECORD, source="crossref", pmid=None, doi=DOI("10.5555/klee"))
    library = Library(held=[doubtful], matched={"714": [PMID("3")]}, deposited=[article])
    assert works(resolved(library, [KLEE])) == [DOI("10.5555/klee")]
    assert works(resolved(replace(library, deposited=[]), [KLEE])) == [PMID("3")]


def test_what_a_person_rejected_is_not_offered_again() -> None:
    library = Library(held=[RECORD], matched={"714": [PMID("15577608")]})
    rejected = [Reference(1, KLEE, rejected=("pmid:15577608",))]
    (found,) = resolve_text(rejected, library, library)
    assert (found.best, found.alternatives) == (None, ())


def test_an_identifier_of_the_line_that_contradicts_is_the_end_of_it() -> None:
    library = Library(held=[replace(RECORD, doi=DOI("10.5555/klee"))], hits=[PMID("15577608")])
    (found,) = resolve_text([Reference(1, KLEE, doi=DOI("10.5555/other"))], library, library)
    assert found.best is None


def test_a_hit_of_one_line_serves_every_line_it_fits() -> None:
    library = Library(held=[RECORD], hits=[PMID("15577608")])
    apa = "Varga, J. (2004). Illness and art: The legacy of Paul Klee. Current Opinion in " \
        "Rheumatology, 16, 714–717."  # fmt: skip
    assert works(resolved(library, [KLEE, apa, NEJM])) == [PMID("15577608")] * 2 + [None]


def test_a_failure_is_told_with_the_lines_it_concerns() -> None:
    (found,) = resolved(Library(failure="answered 503"), [KLEE])
    assert found.best is None
    assert found.failures == ("PubMed: answered 503", "Crossref: answered 503")
    held = Library(held=[RECORD], matched={"714": [PMID("15577608")]})
    known, lost = resolve_text(lines(KLEE, NEJM), held, Library(failure="answered 503"))
    assert (known.accepted, known.failures) == (True, ())
    assert lost.failures == ("Crossref: answered 503",)


# Against the loopback services


def test_lines_of_the_demonstration_review(upstream: Upstream, tmp_path: Path) -> None:
    printed = {
        NEJM: PMID("99000011"),
        "A. Gabrielli, E.V. Avvedimento, T. Krieg, Scleroderma, N. Engl. J. Med. 360 (2009) "
        "1989–2003.": PMID("99000011"),
        KLEE: PMID("99000013"),
        "Nihtyanova, S. I., & Denton, C. P. (2010). Autoantibodies as predictive tools in "
        "systemic sclerosis. Nature Reviews Rheumatology, 6, 112–116.": PMID("99000012"),
        # The pages are wrong, the matcher is of no use.
        "Nihtyanova SI. Autoantibodies as predictive tools in systemic sclerosis. Nat Rev "
        "Rheumatol 2010;6:211.": PMID("99000012"),
        # Another work of that volume and page in print.
        "Husain M. Oral drugs and outcomes. N Engl J Med 2009;360:1989-2003.": None,
    }
    with quick_session(upstream.environment, tmp_path) as session:
        found = resolve_text(lines(*printed), PubMed(session), Crossref(session))
    assert works(found) == [*printed.values()]
    asked = [one.path.rpartition("/")[2] for one in upstream.requests]
    assert asked.count("ecitmatch.cgi") == asked.count("esearch.fcgi") == 1
    assert asked.count("works") <= 2


def test_a_work_outside_pubmed_among_its_likes(tmp_path: Path) -> None:
    real = Work(
        "Stromal cells in a synthetic forest", ("Amsel, Ada", "Birke, Bo"), journal="Forest Notes",
        abbreviation="Forest Notes", volume="7", pages="20-29", year=2015, doi="10.5555/forest.1",
    )  # fmt: skip
    likes = (
        replace(real, title=f"{real.title}. Part II", pages="30-39", doi="10.5555/forest.2"),
        replace(real, year=2016, volume="8", pages="1-9", doi="10.5555/forest.3", pmid="97"),
        replace(real, title=f"Erratum: {real.title}", pages="90", doi="10.5555/forest.4"),
        replace(real, journal="", abbreviation="", volume="", pages="", doi="10.65215/forest.5"),
    )
    write_records(tmp_path, (real, *likes), {})
    text = "Amsel A, Birke B. Stromal cells in a synthetic forest. Forest Notes. 2015;7:20-9."
    with Upstream(tmp_path) as running, quick_session(running.environment, tmp_path) as session:
        (found,) = resolve_text(lines(text), PubMed(session), Crossref(session))
        assert works([found]) == [DOI("10.5555/forest.1")]
        assert found.identified.doi == DOI("10.5555/forest.1")


def test_a_source_that_is_down_leaves_what_the_other_finds(
    upstream: Upstream, tmp_path: Path
) -> None:
    upstream.faults.add(Fault("status", role="eutils", status=500))
    with quick_session(upstream.environment, tmp_path) as session:
        (found,) = resolve_text(lines(KLEE), PubMed(session), Crossref(session))
    assert works([found]) == [DOI("10.1097/01.bor.0000144759.30154.84")]
    assert found.failures
    assert all(one.startswith("PubMed: answered 500") for one in found.failures)
