"""Article pages with Chinese field names: the one of the library, and other shapes."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.dates import PartialDate
from sscmsc.errors import InputError
from sscmsc.formats import chinese_page
from sscmsc.record import Person, PublicationType, Record

PAGES = Path(__file__).parent / "fixtures" / "pages"
FULL = (PAGES / "chinese_full.txt").read_text(encoding="utf-8")


def record_of(text: str) -> Record:
    return chinese_page.read(text.encode(), "page.txt").works[0].work.record


@pytest.mark.corpora
def test_the_page_of_the_library(seeds: Path) -> None:
    reading = chinese_page.read(next(seeds.glob("002_*.txt")).read_bytes(), "page.txt")
    (work,) = reading.works
    record = work.work.record
    assert reading.problems == ()
    assert record.title == (
        "Mesenchymal stem cells and connective tissue diseases: From bench to bedside"
    )
    assert record.container is not None
    assert record.container.title == "Journal of Translational Internal Medicine"
    assert [(one.given, one.family) for one in record.authors if isinstance(one, Person)] == [
        ("Yue", "Shi"), ("Nan", "Jiang"), ("Mengtao", "Li"), ("Xiaofeng", "Zeng"),
        ("Xinping", "Tian"),
    ]  # fmt: skip
    assert record.authors_complete
    last = record.authors[-1]
    assert isinstance(last, Person)
    assert last.affiliations[0].startswith("Department of Rheumatology and Clinical Immunology")
    assert str(record.doi) == "10.2478/jtim-2022-0028"
    assert record.publication is not None
    assert record.publication.publisher == "Walter de Gruyter GmbH"
    assert record.keywords == (
        "mesenchymal stem cells", "connective tissue diseases", "systemic lupus erythematosus",
        "rheumatoid arthritis", "treatment", "translational medicine",
    )  # fmt: skip
    assert len(record.abstract) == 1
    assert record.abstract[0].text.startswith("The pathogenesis of connective tissue diseases")
    assert work.work.references is None


@pytest.mark.corpora
def test_the_year_in_a_doi_is_not_taken_for_the_date(seeds: Path) -> None:
    data = next(seeds.glob("002_*.txt")).read_bytes()
    record = chinese_page.read(data, "page.txt").works[0].work.record
    assert (record.issued, record.online, record.year) == (None, None, None)


def test_a_page_with_every_field() -> None:
    reading = chinese_page.read(FULL.encode(), "page.txt")
    record = reading.works[0].work.record
    assert reading.problems == ()
    assert record.title == "Stromal cells in &lt;i>invented&lt;/i> disease"
    assert record.authors == (
        Person(
            "Zhang",
            given="Wei",
            affiliations=("Department of Fixtures, Testing University", "Institute of Examples"),
        ),
        Person("de Boer", given="Anna", affiliations=("Institute of Examples",)),
        Person("李四", affiliations=("Department of Fixtures, Testing University",)),
    )
    assert (record.volume, record.issue, record.pages) == ("9", "2", "101-109")
    assert record.issued == PartialDate(2021, 6, 5)
    assert record.publication_types == (PublicationType("Review", "D016454"),)
    assert record.keywords == ("stromal cells", "skin")
    assert [one.text for one in record.abstract] == ["Cells were given. P<0.05."]


@pytest.mark.parametrize(
    ("line", "families"),
    [
        ("张三 李四", ["张三", "李四"]),
        ("张三1，李四1,2", ["张三", "李四"]),
        ("Wei Zhang, Anna de Boer", ["Zhang", "de Boer"]),
        ("Wei Zhang1 Yue Shi2", ["Zhang", "Shi"]),
    ],
)
def test_authors_are_told_apart_by_whatever_stands_between(line: str, families: list[str]) -> None:
    text = FULL.replace("Wei Zhang1,2\u00a0 Anna de Boer2\u00a0 李四1\u00a0", line)
    authors = record_of(text).authors
    assert [one.family for one in authors if isinstance(one, Person)] == families


def test_a_page_without_article_type_still_has_its_authors() -> None:
    authors = record_of(FULL.replace("review-article\n", "")).authors
    assert [one.family for one in authors if isinstance(one, Person)] == [
        "Zhang",
        "de Boer",
        "李四",
    ]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_encodings_and_line_ends_make_no_difference(encoding: str) -> None:
    data = FULL.replace("\n", "\r\n").encode(encoding)
    assert chinese_page.read(data, "page.txt").works[0].work.record == record_of(FULL)


def test_missing_parts_are_problems() -> None:
    reading = chinese_page.read(
        "期刊论文详细信息\nJournal\nTitle\n关键词: a；b\n".encode(), "p.txt"
    )
    assert reading.works[0].work.record.keywords == ("a", "b")
    assert [str(one) for one in reading.problems] == [
        "p.txt:2: no authors found on this page",
        "p.txt:2: no DOI found on this page",
    ]


def test_a_page_without_a_title_says_what_was_looked_for() -> None:
    with pytest.raises(InputError, match=r"p\.txt: this page gives no title") as raised:
        chinese_page.read("期刊论文详细信息\n关键词: a\n".encode(), "p.txt")
    assert "期刊论文详细信息" in raised.value.hint


def test_the_page_is_recognised() -> None:
    assert chinese_page.recognise(FULL)
    assert chinese_page.recognise(FULL.replace("期刊论文详细信息\n", ""))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "关键词: a paper in Chinese that is no such page",
        "@article{key, title = {期刊论文详细信息}}",
        "<html>期刊论文详细信息</html>",
        "TY  - JOUR\nKW  - 关键词\nER  - ",
        (PAGES / "pubmed_full.txt").read_text(encoding="utf-8"),
    ],
)
def test_other_formats_are_not_taken_for_the_page(text: str) -> None:
    assert not chinese_page.recognise(text)


@settings(max_examples=100, derandomize=True, deadline=None)
@given(st.text(max_size=400))
def test_any_page_is_read(text: str) -> None:
    data = f"期刊论文详细信息\nJournal\nTitle\n{text}".encode(errors="replace")
    record = chinese_page.read(data, "p.txt").works[0].work.record
    assert record.container is not None
    assert len(record.title or "") > 0


@pytest.mark.parametrize(
    "piece", ["A", "Yue Shi1  ", "[1] Department\n", "关键词: a\n", "【 摘 要 】\nA\n"]
)
def test_a_megabyte_is_read(piece: str) -> None:
    text = "期刊论文详细信息\nJournal\nTitle\narticle\n" + piece * (1_000_000 // len(piece))
    assert record_of(text).title == "Title"
