"""PubMed abstract pages saved as text: the two of the library, and every other shape."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.errors import InputError
from sscmsc.formats import saved_page
from sscmsc.record import MeshHeading, MeshQualifier, Person, PublicationType, Record
from sscmsc.reference import Reference

PAGES = Path(__file__).parent / "fixtures" / "pages"


class Listed(NamedTuple):
    """A reference as a person reads it off the page."""

    authors: str
    complete: bool
    title: str
    journal: str
    year: int
    volume: str
    pages: str
    doi: str | None


PELTZER = (
    Listed(
        "Gabrielli A, Avvedimento EV, Krieg T", True, "Scleroderma",
        "N Engl J Med", 2009, "360", "1989-2003", "10.1056/nejmra0806188",
    ),
    Listed(
        "Nihtyanova SI, Denton CP", True,
        "Autoantibodies as predictive tools in systemic sclerosis",
        "Nat Rev Rheumatol", 2010, "6", "112-116", "10.1038/nrrheum.2009.238",
    ),
    Listed(
        "Varga J", True, "Illness and art: the legacy of Paul Klee",
        "Curr Opin Rheumatol", 2004, "16", "714-717", "10.1097/01.bor.0000144759.30154.84",
    ),
    Listed(
        "Sullivan KM, Goldmuntz EA, Keyes-Elstein L, McSweeney PA, Pinckney A, Welch B", False,
        "Myeloablative autologous stem-cell transplantation for severe scleroderma",
        "N Engl J Med", 2018, "378", "35-47", "10.1056/nejmoa1703327",
    ),
    Listed(
        "Mayes MD, Lacey JV, Beebe-Dimmer J, Gillespie BW, Cooper B, Laing TJ", False,
        "Prevalence, incidence, survival, and disease characteristics of systemic sclerosis in a "
        "large US population",
        "Arthritis Rheum", 2003, "48", "2246-2255", "10.1002/art.11073",
    ),
)  # fmt: skip
VELIER = (
    Listed(
        "Del Papa N, Zaccara E", True,
        "From mechanisms of action to therapeutic application: a review on current therapeutic "
        "approaches and future directions in systemic sclerosis",
        "Best Pr Res Clin Rheumatol", 2015, "29", "756-769", None,
    ),
    Listed(
        "Binks M, Passweg JR, Furst D, McSweeney P, Sullivan K, Besenthal C", False,
        "Phase I/II trial of autologous stem cell transplantation in systemic sclerosis: procedure "
        "related mortality and impact on skin disease",
        "Ann Rheum Dis", 2001, "60", "577-584", None,
    ),
    Listed(
        "de Buys P, Khanna D, Furst DE", True,
        "Hemopoietic stem cell transplantation in rheumatic diseases-an update",
        "Autoimmun Rev", 2005, "4", "442-449", None,
    ),
    Listed(
        "Shouval R, Furie N, Raanani P, Nagler A, Gafter-Gvili A", True,
        "Autologous hematopoietic stem cell transplantation for systemic sclerosis: a systematic "
        "review and meta-analysis",
        "Biol Blood Marrow Transpl", 2018, "24", "937-944", None,
    ),
    Listed(
        "Del Papa N, Pignataro F, Zaccara E, Maglione W, Minniti A", True,
        "Autologous hematopoietic stem cell transplantation for treatment of systemic sclerosis",
        "Front Immunol", 2018, "9", "2390", None,
    ),
)  # fmt: skip


def listed(reference: Reference) -> Listed:
    cited = reference.cited
    return Listed(
        ", ".join(
            f"{one.family} {one.initials}" for one in cited.authors if isinstance(one, Person)
        ),
        cited.authors_complete,
        cited.title or "",
        cited.container or "",
        cited.year or 0,
        cited.volume or "",
        cited.pages or "",
        str(reference.doi) if reference.doi else None,
    )


def seed(seeds: Path, start: str) -> bytes:
    return next(seeds.glob(f"{start}_*.txt")).read_bytes()


def page(name: str) -> str:
    return (PAGES / f"{name}.txt").read_text(encoding="utf-8")


def record_of(text: str) -> Record:
    return saved_page.read(text.encode(), "page.txt").works[0].work.record


@pytest.mark.corpora
def test_the_page_of_2018(seeds: Path) -> None:
    reading = saved_page.read(seed(seeds, "000"), "page.txt")
    (work,) = reading.works
    record = work.work.record
    assert reading.problems == ()
    assert record.title == (
        "Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis: Rational and Challenges"
    )
    assert record.authors == (Person("Peltzer", given="Juliette"),)
    assert not record.authors_complete
    assert record.container is not None
    assert record.container.nlm_abbreviation == "Front Immunol"
    assert (record.volume, record.issue, record.pages) == ("9", None, None)
    assert record.article_number == "2013"
    assert record.issued == record.online == PartialDate(2018, 9, 13)
    assert str(record.doi) == "10.3389/fimmu.2018.02013"
    assert record.keywords[0] == "cell therapy"
    assert record.keywords[-1] == "systemic sclerosis"
    assert record.publication_types == (PublicationType("Review", "D016454"),)
    assert record.abstract[0].text.startswith("Systemic Sclerosis (SSc) is a rare chronic disease")
    assert tuple(map(listed, work.work.references or ())) == PELTZER
    assert [one.position for one in work.work.references or ()] == [1, 2, 3, 4, 5]


@pytest.mark.corpora
def test_the_page_of_2022(seeds: Path) -> None:
    (work,) = saved_page.read(seed(seeds, "001"), "page.txt").works
    record = work.work.record
    assert record.authors == (Person("Velier", given="Mélanie"),)
    assert not record.authors_complete
    assert record.container is not None
    assert record.container.nlm_abbreviation == "Bone Marrow Transplant"
    assert (record.volume, record.issue, record.pages) == ("57", "1", "17-22")
    assert (record.issued, record.online) == (PartialDate(2022, 1), PartialDate(2021, 10, 18))
    assert str(record.doi) == "10.1038/s41409-021-01492-7"
    assert (record.keywords, record.mesh) == ((), ())
    assert tuple(map(listed, work.work.references or ())) == VELIER
    assert (work.work.references or ())[2].text == (
        "de Buys P, Khanna D, Furst DE. Hemopoietic stem cell transplantation in rheumatic "
        "diseases-an update. Autoimmun Rev. 2005;4:442–9."
    )


def test_a_page_with_everything_on_it() -> None:
    reading = saved_page.read(page("pubmed_full").encode(), "page.txt")
    (read_work,) = reading.works
    record = read_work.work.record
    assert (reading.problems, read_work.line) == ((), 7)
    assert record.title == "A trial of &lt;b>stromal&lt;/b> cells in sclerosis of the skin"
    assert record.title_translated
    assert [(str(one.family), one.given) for one in record.authors if isinstance(one, Person)] == [
        ("de Boer", "Anna Maria"), ("van den Berg", "Jan"), ("Li", "Chen"), ("Roe", "John"),
    ]  # fmt: skip
    first, last = record.authors[0], record.authors[-1]
    assert isinstance(first, Person)
    assert isinstance(last, Person)
    assert [one[:10] for one in first.affiliations] == ["Department", "Institute "]
    assert last.suffix == "Jr"
    assert record.authors_complete
    assert record.container is not None
    assert record.container.nlm_abbreviation == "J Made Up Med"
    assert (record.volume, record.issue, record.pages) == ("12", "Suppl 1", "e45-e52")
    assert record.issued == PartialDate(2019, 3, literal="2019 Mar-Apr")
    assert record.online == PartialDate(2018, 12, 24)
    assert [str(one) for one in record.identifiers] == [
        "31234567", "PMC6543210", "10.1000/jmm.2019.0045",
    ]  # fmt: skip
    assert [one.label for one in record.abstract] == [
        "Background", "Methods and results", "Conclusions", "Trial registration",
    ]  # fmt: skip
    assert record.abstract[1].text == "Skin was scored; P<0.001 and &lt;i>n&lt;/i> = 3."
    assert record.keywords == ("adipose tissue", "skin", "stromal cells")
    assert [one.name for one in record.publication_types] == [
        "Randomized Controlled Trial", "Multicenter Study",
    ]  # fmt: skip
    assert record.mesh[0] == MeshHeading(
        "Scleroderma, Systemic",
        qualifiers=(MeshQualifier("pathology"), MeshQualifier("therapy", major=True)),
    )
    assert [one.descriptor for one in record.mesh if one.is_major] == [
        "Scleroderma, Systemic", "Mesenchymal Stem Cell Transplantation",
    ]  # fmt: skip


def test_only_the_reference_section_gives_references() -> None:
    work = saved_page.read(page("pubmed_full").encode(), "page.txt").works[0].work
    references = work.references or ()
    assert [one.label for one in references] == ["1", "2"]
    assert listed(references[1]) == PELTZER[2]._replace(doi=None)
    assert work.stated == 17


def test_related_publications_are_told_apart() -> None:
    record = record_of(page("pubmed_full"))
    assert [(one.kind, str(one.doi)) for one in record.relations if one.doi] == [
        ("CommentIn", "10.1000/jmm.2019.0099"), ("ErratumIn", "10.1000/jmm.2020.0001"),
    ]  # fmt: skip
    assert [str(one.pmid) for one in record.relations if one.pmid] == ["31999999"]


def test_a_page_ahead_of_print_without_abstract_or_references() -> None:
    reading = saved_page.read(page("pubmed_bare").encode(), "page.txt")
    record = reading.works[0].work.record
    assert reading.problems == ()
    assert (record.title, record.authors) == (
        "Cells in the lung", (Person("de Vries", given="Sanne"),),
    )  # fmt: skip
    assert record.authors_complete
    assert record.issued == PartialDate(2020, season="spring")
    assert (record.volume, record.pages, record.abstract) == (None, None, ())
    assert reading.works[0].work.references is None


@pytest.mark.parametrize(
    "data",
    [
        page("pubmed_full").replace("\n", "\r\n").encode(),
        b"\xef\xbb\xbf" + page("pubmed_full").encode(),
        page("pubmed_full").encode("utf-16"),
        page("pubmed_full").encode("gb18030"),
        page("pubmed_full").encode("cp1252", "ignore"),
    ],
    ids=["windows line ends", "byte order mark", "utf-16", "gb18030", "windows-1252"],
)
def test_line_ends_and_encodings_make_no_difference(data: bytes) -> None:
    wanted = saved_page.read(page("pubmed_full").encode(), "page.txt").works[0].work
    got = saved_page.read(data, "page.txt").works[0].work
    assert (got.record, got.references) == (wanted.record, wanted.references)


def test_a_page_cut_off_in_the_middle_of_a_letter_is_read() -> None:
    whole = page("pubmed_bare").encode() + "é".encode()
    assert saved_page.read(whole[:-1], "page.txt").works[0].work.record.title == "Cells in the lung"


@pytest.mark.parametrize("data", [b"\x89PNG\r\n\x1a\n\x00\x00", b"Caf\x81\x8d\xff\xff"])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=r"page\.txt: (not a text file|neither UTF-8)"):
        saved_page.read(data, "page.txt")


def test_a_page_that_gives_nothing_says_what_was_looked_for() -> None:
    with pytest.raises(InputError, match="no title and no identifier") as raised:
        saved_page.read(b"PubMed Disclaimer\n\nLinkOut - more resources\n", "page.txt")
    assert "citation line" in raised.value.hint


def test_each_missing_part_is_a_problem_of_its_own() -> None:
    text = ". 2022 Jan;57(1):17-22.\nPMID: 1234567\n\nPubMed Disclaimer\n"
    reading = saved_page.read(text.encode(), "page.txt")
    assert [str(one) for one in reading.problems] == [
        "page.txt:1: no title found on this page",
        "page.txt:1: no journal found on this page",
        "page.txt:1: no authors found on this page",
    ]
    assert reading.works[0].work.record.pages == "17-22"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A page about something else.\nAbstract\nNothing.",
        "@article{key,\n title = {PubMed Disclaimer},\n}",
        "<?xml version='1.0'?><PubmedArticleSet><!-- PubMed Disclaimer --></PubmedArticleSet>",
        "TY  - JOUR\nTI  - PubMed Disclaimer\nER  - ",
        "PMID- 1234567\nTI  - PubMed Disclaimer",
        '{"title": "PubMed Disclaimer"}',
        "期刊论文详细信息\nJournal\nTitle\n关键词: a\n【 摘 要 】\n",
    ],
)
def test_other_formats_are_not_taken_for_a_page(text: str) -> None:
    assert not saved_page.recognise(text)


@pytest.mark.parametrize("name", ["pubmed_full", "pubmed_bare"])
def test_pages_are_recognised(name: str) -> None:
    assert saved_page.recognise(page(name))


@pytest.mark.parametrize(
    "text",
    [
        ". 2022 Jan;57(1):17-22.\ndoi: 10.1000/x\n" + "A" * 1_000_000,
        ". 2022 Jan;57(1):17-22.\ndoi: 10.1000/x\nTitle\nReferences\n"
        + "1. Doe J. T. Gut.\n" * 3000,
        ". 2022 Jan.\n" * 90_000 + "doi: 10.1000/x\nTitle\n",
        ". 2022 Jan;57(1):17-22.\ndoi: 10.1000/x\nTitle\nJohn " + "Doe 1, " * 100_000,
        ". 2022 Jan;57(1):17-22.\ndoi: 10.1000/x\nTitle\nAbstract\n" + "Aims and " * 100_000,
    ],
    ids=["title", "references", "citations", "authors", "abstract"],
)
def test_a_page_of_a_megabyte_is_read(text: str) -> None:
    record = record_of(text)
    assert str(record.doi) == "10.1000/x"
    assert 0 < len(record.title or "") <= 20_000


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.text(max_size=400))
def test_any_page_is_read_or_refused(text: str) -> None:
    data = f". 2022 Jan;57(1):17-22.\ndoi: 10.1000/x\n{text}".encode(errors="replace")
    (work,) = saved_page.read(data, "page.txt").works
    assert (work.work.record.volume, work.work.record.pages) == ("57", "17-22")
