"""What became of a work: levels kept apart, who says so, who has not been asked."""

from __future__ import annotations

from types import MappingProxyType

import pytest

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.identifiers import DOI, PMID
from sscmsc.record import PublicationType, Record, Relation
from sscmsc.retraction import Notice, standing
from sscmsc.retraction_signs import Level, in_note, in_title, is_notice
from sscmsc.text import RichText

RETRACTED_TYPE = PublicationType("Retracted Publication", "D016441")


def entry(
    *relations: Relation, types: tuple[PublicationType, ...] = (), title: str = "A study",
    source: str = "pubmed", keywords: tuple[str, ...] = (), note: str | None = None,
) -> Entry:  # fmt: skip
    record = Record(
        source, pmid=PMID("1"), title=RichText(title), relations=relations,
        publication_types=types, keywords=keywords,
    )  # fmt: skip
    return Entry("Amsel2020", record, note=note)


@pytest.mark.parametrize(
    ("held", "level"),
    [
        (entry(), None),
        (entry(types=(RETRACTED_TYPE,)), Level.RETRACTED),
        (entry(types=(PublicationType("Retracted Publication"),)), Level.RETRACTED),
        (entry(types=(PublicationType("another label", "D016441"),)), Level.RETRACTED),
        (entry(Relation("RetractionIn", pmid=PMID("2"))), Level.RETRACTED),
        (entry(Relation("RetractionIn")), Level.RETRACTED),
        (entry(Relation("RetractionIn", "Withdrawal", doi=DOI("10.5555/w"))), Level.WITHDRAWN),
        (entry(Relation("removal", doi=DOI("10.5555/w"))), Level.WITHDRAWN),
        (entry(Relation("RetractedandRepublishedIn", pmid=PMID("2"))), Level.REPUBLISHED),
        (
            entry(Relation("RetractedandRepublishedIn", pmid=PMID("2")), types=(RETRACTED_TYPE,)),
            Level.REPUBLISHED,
        ),
        (entry(Relation("ExpressionOfConcernIn", pmid=PMID("2"))), Level.CONCERN),
        (entry(Relation("ErratumIn", pmid=PMID("2"))), Level.CORRECTED),
        (entry(Relation("CorrectedandRepublishedIn", pmid=PMID("2"))), Level.CORRECTED),
        (entry(Relation("partial_retraction", doi=DOI("10.5555/p"))), Level.CORRECTED),
        (entry(Relation("RetractedandRepublishedFrom", pmid=PMID("2"))), None),
        (entry(Relation("RetractionOf", pmid=PMID("2"))), None),
        (entry(Relation("CommentIn", pmid=PMID("2"))), None),
        (entry(Relation("UpdateIn", pmid=PMID("2"))), None),
        (entry(title="RETRACTED: A study"), Level.RETRACTED),
        (entry(keywords=("*Retracted Publication",)), Level.RETRACTED),
        (entry(note="Retraction in: J Synth. 2010 Feb 6;3(1):4. PMID: 77"), Level.RETRACTED),
        (entry(note="read this; retracted later?"), None),
    ],
)
def test_levels(held: Entry, level: Level | None) -> None:
    assert standing(held).level == level


@pytest.mark.parametrize(
    ("title", "level", "rest"),
    [
        ("RETRACTED: Ileal hyperplasia", Level.RETRACTED, "Ileal hyperplasia"),
        ("Retracted: Cells", Level.RETRACTED, "Cells"),
        ("RETRACTED ARTICLE: Cells", Level.RETRACTED, "Cells"),
        ("[RETRACTED] Cells in skin", Level.RETRACTED, "Cells in skin"),
        ("(Retracted) Cells in skin", Level.RETRACTED, "Cells in skin"),
        ("Cells in skin (Retracted article)", Level.RETRACTED, "Cells in skin"),
        ("Cells in skin [Retracted]", Level.RETRACTED, "Cells in skin"),
        ("WITHDRAWN: Antibiotics for pain", Level.WITHDRAWN, "Antibiotics for pain"),
        ("TEMPORARY REMOVAL: Cells", Level.WITHDRAWN, "Cells"),
        ("<b>RETRACTED</b>: Cells", Level.RETRACTED, "Cells"),
        ("Retracted and republished: Cells", Level.REPUBLISHED, "Cells"),
    ],
)
def test_labels_of_publishers(title: str, level: Level, rest: str) -> None:
    from sscmsc.text import plain

    assert in_title(plain(title)) == (level, rest)


@pytest.mark.parametrize(
    "title",
    [
        "Retracted articles in oncology: a survey",
        "Why articles are retracted",
        "Citations to retracted papers",
        "Withdrawn from treatment: patients' views",
        "Removal of tattoos by laser",
        "Retraction: Cells in skin",
        "Expression of concern: Cells in skin",
        "RETRACTED:",
        "Correction of scoliosis: a review",
        "Retracted",
    ],
)
def test_titles_that_say_nothing_of_their_own_work(title: str) -> None:
    assert in_title(title) is None


def test_what_is_a_notice_itself() -> None:
    said = Record("pubmed", publication_types=(PublicationType("Retraction Notice", "D016440"),))
    assert is_notice(said)
    assert is_notice(
        Record("crossref", relations=(Relation("RetractionOf", doi=DOI("10.5555/x")),))
    )
    assert is_notice(Record("ris", title=RichText("Retraction note to: Cells in skin")))
    assert is_notice(Record("ris", title=RichText("Erratum: Cells in skin")))
    assert not is_notice(Record("ris", title=RichText("Correction of scoliosis: a review")))
    article = (PublicationType("Journal Article", "D016428"),)
    partly = Record("pubmed", publication_types=article, relations=(Relation("ErratumFor"),))
    assert not is_notice(partly)
    again = Record(
        "pubmed", publication_types=(PublicationType("Published Erratum", "D016425"),),
        relations=(Relation("CorrectedandRepublishedFrom", pmid=PMID("2")),),
    )  # fmt: skip
    assert not is_notice(again)


def test_the_notice_of_a_withdrawn_work_is_not_retracted_by_its_own_title() -> None:
    assert standing(entry(title="Retraction: Cells", types=())).level is None


def test_witnesses_of_one_notice_are_one() -> None:
    doi, pmid = DOI("10.5555/notice"), PMID("77")
    held = entry(
        Relation("RetractionIn", "J Synth. 2010 Feb 6;3(1):4. doi: x", pmid=pmid, doi=doi),
        Relation("RetractionIn", doi=doi, date=PartialDate(2010, 2, 2), asserted_by="publisher"),
        Relation("RetractionIn", doi=doi, asserted_by="retraction-watch"),
        Relation("ErratumIn", pmid=PMID("5")),
        types=(RETRACTED_TYPE,), title="RETRACTED: A study",
    )  # fmt: skip
    first, second = standing(held).notices
    assert first.said_by == ("pubmed", "publisher", "retraction-watch", "title")
    assert (first.pmid, first.doi, first.date) == (pmid, doi, PartialDate(2010, 2, 2))
    assert (second.level, second.pmid) == (Level.CORRECTED, PMID("5"))
    assert standing(held).date == PartialDate(2010, 2, 2)


def test_two_notices_are_two() -> None:
    held = entry(
        Relation("RetractionIn", doi=DOI("10.5555/a")),
        Relation("RetractionIn", doi=DOI("10.5555/b")),
    )
    assert len(standing(held).at(Level.RETRACTED)) == 2


def test_who_could_not_answer() -> None:
    nothing = Entry("A", Record("ris", doi=DOI("10.5555/a")))
    assert standing(nothing).silent == (
        ("pubmed", "the work has no PMID"), ("crossref", "not asked"),
    )  # fmt: skip
    both = Entry(
        "A", Record("merged", pmid=PMID("1")),
        provenance=MappingProxyType({"title": "pubmed", "doi": "crossref"}),
    )  # fmt: skip
    assert standing(both).silent == ()
    assert standing(nothing, (), ("crossref",)).silent == (("pubmed", "the work has no PMID"),)


def test_more_from_elsewhere() -> None:
    more = Notice(Level.RETRACTED, ("retraction-watch",), doi=DOI("10.5555/n"))
    assert standing(entry(), (more,)).notices == (more,)
    assert standing(entry(), (more,)).is_unsound


def test_notes_name_the_notice() -> None:
    (said,) = in_note("Mine; Retraction in: J Synth. 2010 Feb;3(1):4. PMID: 77; read")
    assert (said.level, said.pmid, said.date) == (Level.RETRACTED, PMID("77"), PartialDate(2010, 2))


def test_an_article_with_an_erratum_in_it_is_an_article() -> None:
    types = (
        PublicationType("Journal Article", "D016428"),
        PublicationType("Published Erratum", "D016425"),
    )
    record = Record("pubmed", title=RichText("Procaine in vitro"), publication_types=types)
    assert not is_notice(record)
    assert is_notice(Record("pubmed", title=RichText("Procaine"), publication_types=types[1:]))


@pytest.mark.parametrize(
    ("note", "level"),
    [
        ("Retracted", Level.RETRACTED), ("[retracted]", Level.RETRACTED),
        ("Mine. Retracted: 2010-02-06", Level.RETRACTED),
        ("This article has been retracted.", Level.RETRACTED),
        ("Withdrawn", Level.WITHDRAWN),
        ("Amsel, A eng Retracted Publication England", Level.RETRACTED),
        ("Expression of concern in: J Synth. 2010", Level.CONCERN),
        ("Retracted and republished in: J Synth. 2010", Level.REPUBLISHED),
        ("was it retracted?", None), ("cites a retracted publication", None),
        ("The retracted tissue was measured", None), ("Retracted tissue; measured", None),
    ],
)  # fmt: skip
def test_notes(note: str, level: Level | None) -> None:
    assert standing(entry(note=note)).level == level


@pytest.mark.parametrize(
    ("title", "level"),
    [
        ("Cells (Retracted article. See vol. 375, pg. 445, 2010)", Level.RETRACTED),
        ("RETRACTED Cells in the skin", Level.RETRACTED),
        ("RETRACTED TISSUE IN THE SKIN OF MICE", None),
        ("Retracted tissue in the skin of mice", None),
        ("Cells (Retraction of vol 351, pg 637, 1998)", None),
    ],
)
def test_titles_of_databases(title: str, level: Level | None) -> None:
    assert standing(entry(title=title)).level == level


def test_a_notice_by_its_title() -> None:
    assert is_notice(Record("ris", title=RichText("Cells (Retraction of vol 351, pg 637, 1998)")))


@pytest.mark.parametrize("text", ["\n", " ", ";", ". ", "(", "retracted ", "Retraction in", "<p "])
def test_long_texts_take_no_long_time(text: str) -> None:
    many = text * (200_000 // len(text))
    assert standing(entry(note=many)).level is None or text == "Retraction in"
    assert standing(entry(title=many[:20_000] + "x")).level is None
