"""What a review could have cited: its topic, its closing, and what is found missing."""

from __future__ import annotations

import pytest

from sscmsc.dates import PartialDate, parse_date
from sscmsc.entry import Entry, Facet
from sscmsc.gaps import (
    Bounds,
    Closing,
    closing,
    find_gaps,
    find_search_date,
    found_gap,
    make_topic,
    ranked,
    topic_of,
)
from sscmsc.gaps_search import make_search
from sscmsc.identifiers import DOI, PMID
from sscmsc.library import Library
from sscmsc.record import AbstractSection, HistoryDate, Record
from sscmsc.reference import Cited, Reference, ReferenceList
from sscmsc.text import RichText
from sscmsc.vocabulary import Vocabulary, load_vocabulary


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def entry(key: str, year: int | None, labels: str, *lines: Reference) -> Entry:
    """A work labelled `disease=SSc therapy=MSC` that cites lines."""
    pairs = (label.partition("=") for label in labels.split("|"))
    facets = tuple(Facet(facet, value, ("title",)) for facet, _, value in pairs)
    issued = PartialDate(year) if year else None
    record = Record("test", title=RichText(f"Work {key}"), issued=issued)
    listed = ReferenceList(lines) if lines else None
    return Entry(key, record, facets=facets, references=listed)


def cites(position: int, key: str | None = None, pmid: str | None = None) -> Reference:
    return Reference(
        position, citekey=key, pmid=PMID(pmid) if pmid else None,
        cited=Cited(title="Cited", year=2010),
    )  # fmt: skip


TOPIC = "disease=SSc|therapy=MSC"
WORKS = (
    entry("Cited2010", 2010, TOPIC + "|design=RCT"),
    entry("Cohort2012", 2012, TOPIC + "|design=cohort"),
    entry("Rct2011", 2011, TOPIC + "|design=RCT"),
    entry("Narrower2013", 2013, "disease=dcSSc|therapy=ADSC"),
    entry("Newer2019", 2019, TOPIC + "|design=RCT"),
    entry("Undated", None, TOPIC),
    entry("Lupus2012", 2012, "disease=SLE|therapy=MSC"),
    entry("Drug2012", 2012, "disease=SSc|therapy=rituximab"),
)
REVIEW = entry("Review2015", 2015, TOPIC + "|design=narrative review", cites(1, "Cited2010"),
               cites(2, pmid="1"))  # fmt: skip
OTHER = entry("Other2016", 2016, TOPIC + "|design=systematic review", cites(1, "Cohort2012"),
              cites(2, pmid="1"), cites(3, pmid="2"), cites(4, "Lupus2012"))  # fmt: skip
FAR = entry("Far2016", 2016, "disease=SLE|therapy=MSC", cites(1, pmid="3"), cites(2, "Rct2011"))
LIBRARY = Library((*WORKS, REVIEW, OTHER, FAR))


def names(vocabulary: Vocabulary, bounds: Bounds) -> list[str]:
    found = find_gaps(LIBRARY, REVIEW, topic_of(REVIEW, vocabulary), bounds)
    return [gap.work for gap in ranked(found, vocabulary)]


def test_what_a_review_could_have_cited(vocabulary: Vocabulary) -> None:
    """Held works on its topic, and what reviews on it cite; not what is newer, nor what only a
    review on something else cites."""
    closed = PartialDate(2015)
    assert names(vocabulary, Bounds(closed)) == [
        "Rct2011", "Cohort2012", "pmid:2", "Narrower2013", "Undated",
    ]  # fmt: skip
    found = find_gaps(LIBRARY, REVIEW, topic_of(REVIEW, vocabulary), Bounds(closed))
    by_name = {gap.work: gap for gap in found}
    assert by_name["Rct2011"].cited_by == ("Far2016",)
    assert by_name["Cohort2012"].cited_by == ("Other2016",)
    assert (by_name["pmid:2"].held, by_name["pmid:2"].title) == (False, "Cited")
    assert by_name["Cohort2012"].held


def test_what_has_appeared_since(vocabulary: Vocabulary) -> None:
    assert names(vocabulary, Bounds(PartialDate(2015), since=True)) == ["Other2016", "Newer2019"]


def test_only_primary_studies_or_some_designs(vocabulary: Vocabulary) -> None:
    primary = names(vocabulary, Bounds(None, primary=True))
    assert primary == ["Rct2011", "Newer2019", "Cohort2012"]
    assert names(vocabulary, Bounds(None, designs=frozenset({"cohort"}))) == ["Cohort2012"]


def test_the_topic_is_the_most_specific(vocabulary: Vocabulary) -> None:
    """A wide value beside a narrower one adds nothing; what is narrower belongs to it."""
    topic = topic_of(entry("A", 2000, "disease=CTD|disease=SSc|therapy=MSC"), vocabulary)
    assert {"SSc", "dcSSc", "lcSSc"} <= topic.diseases
    assert "SLE" not in topic.diseases
    assert topic.named == ("SSc", "MSC")
    wide = topic_of(entry("A", 2000, "disease=CTD|therapy=MSC"), vocabulary)
    assert {"SSc", "SLE"} <= wide.diseases


@pytest.mark.parametrize(
    ("abstract", "date"),
    [
        ("We searched PubMed and Embase from inception to March 2020.", "2020-03"),
        ("MEDLINE was searched for studies published through 12 May 2019.", "2019-05-12"),
        ("The literature until the end of Dec. 2018 was reviewed.", "2018-12"),
        ("Databases were searched up to June 3, 2021, without limits.", "2021-06-03"),
        ("A search to May 2010 was updated. Articles up to July 2012 were added.", "2012-07"),
        ("Patients were followed up to March 2020.", None),
        ("We searched PubMed; patients lived to March 2020.", None),
        ("", None),
    ],
)
def test_the_end_of_a_search(abstract: str, date: str | None) -> None:
    assert find_search_date(abstract) == (parse_date(date) if date else None)


def test_when_a_review_was_closed() -> None:
    issued = parse_date("2015-06-01")
    accepted = HistoryDate("accepted", parse_date("2015-02-03"))
    abstract = (AbstractSection(RichText("We searched PubMed up to August 2014.")),)
    late = (AbstractSection(RichText("We searched PubMed up to August 2016.")),)
    record = Record("test", issued=issued)
    assert closing(record) == Closing(issued, "published")
    assert closing(Record("test", issued=issued, history=(accepted,))) == Closing(
        parse_date("2015-02-03"), "accepted"
    )
    searched = Record("test", issued=issued, history=(accepted,), abstract=abstract)
    assert closing(searched) == Closing(parse_date("2014-08"), "search")
    assert closing(Record("test", issued=issued, abstract=late)) == Closing(issued, "published")
    assert closing(Record("test")) is None


def test_the_search_in_pubmed(vocabulary: Vocabulary) -> None:
    topic = make_topic(("dcSSc",), ("SVF",), vocabulary)
    assert make_search(topic, parse_date("2015-06-01"), vocabulary, since=False) == (
        '("Scleroderma, Diffuse"[mh] OR "diffuse scleroderma"[tiab] OR "diffuse cutaneous"[tiab])'
        ' AND ("Stromal Vascular Fraction"[mh] OR "stromal vascular fraction"[tiab])'
        " AND 1800:2015/06/01[dp]"
    )
    assert make_search(topic, PartialDate(2015), vocabulary, since=True).endswith("2015:3000[dp]")
    assert "[dp]" not in make_search(topic, None, vocabulary, since=False)


def test_every_disease_and_therapy_can_be_searched_for(vocabulary: Vocabulary) -> None:
    for facet in ("disease", "therapy"):
        for value in vocabulary.named(facet):
            assert value.search, value.name
            assert not any(set('"[]') & set(term) for term in value.search)


def test_a_work_found() -> None:
    record = Record("pubmed", pmid=PMID("5"), doi=DOI("10.1/x"), title=RichText("<i>New</i>"))
    facets = (Facet("design", "RCT", ()), Facet("design", "cohort", (), "mentions"))
    gap = found_gap(record, facets)
    assert gap is not None
    assert (gap.work, gap.title, gap.designs, gap.found_in) == ("pmid:5", "New", ("RCT",), "PubMed")
    assert found_gap(Record("pubmed"), ()) is None
