"""CSL-JSON: what is written is valid against the official schema, and what others write is read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jsonschema import Draft7Validator

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.formats import csl_json, csl_json_reading
from sscmsc.formats.format import Reading
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import (
    AbstractSection,
    Author,
    Container,
    Group,
    MeshHeading,
    MeshQualifier,
    Person,
    Publication,
    Record,
)
from sscmsc.text import RichText
from tests.bibtex_entries import COMPILED
from tests.whole_entry import whole_entry

PELTZER = Record(
    "csl-json",
    pmid=PMID("30283441"),
    pmcid=PMCID("PMC6156352"),
    doi=DOI("10.3389/fimmu.2018.02013"),
    title=RichText("CD4<sup>+</sup> cells in <i>scleroderma</i>"),
    authors=(Person("Peltzer", "Juliette"), Group("Working Party"), Person("Li", suffix="Jr")),
    authors_complete=False,
    container=Container("Frontiers in immunology", "Front Immunol", issn_electronic="1664-3224"),
    volume="9",
    article_number="2013",
    issued=PartialDate(2018),
    online=PartialDate(2018, 9, 13),
    languages=("eng",),
    abstract=(AbstractSection(RichText("To review."), "AIMS"),),
    keywords=("fibrosis", "skin"),
    mesh=(MeshHeading("Fibrosis", "D005355", True, (MeshQualifier("therapy"),)),),
)


@pytest.fixture(scope="module")
def validator(corpora: Path) -> Draft7Validator:
    schema = json.loads((corpora / "schemas" / "csl-data.json").read_text(encoding="utf-8"))
    return Draft7Validator(schema)


def read(written: str) -> Reading:
    return csl_json_reading.read(written.encode(), "a.json")


def record(**item: object) -> Record:
    reading = read(json.dumps([{"id": "A", "type": "article-journal", **item}]))
    assert reading.problems == ()
    return reading.works[0].work.record


def test_an_article_as_it_is_written() -> None:
    entry = Entry("Peltzer2018", PELTZER, tags=("grant",), note="for\nthe aims")
    assert csl_json.make_item(entry) == {
        "id": "Peltzer2018",
        "citation-key": "Peltzer2018",
        "type": "article-journal",
        "title": "CD4<sup>+</sup> cells in <i>scleroderma</i>",
        "author": [
            {"family": "Peltzer", "given": "Juliette"},
            {"literal": "Working Party"},
            {"family": "Li", "suffix": "Jr"},
            {"literal": "others"},
        ],
        "container-title": "Frontiers in immunology",
        "container-title-short": "Front Immunol",
        "issued": {"date-parts": [[2018]]},
        "available-date": {"date-parts": [[2018, 9, 13]]},
        "volume": "9",
        "page": "2013",
        "ISSN": "1664-3224",
        "DOI": "10.3389/fimmu.2018.02013",
        "PMID": "30283441",
        "PMCID": "PMC6156352",
        "URL": "https://doi.org/10.3389/fimmu.2018.02013",
        "language": "en",
        "keyword": "fibrosis, skin",
        "abstract": "AIMS: To review.",
        "annote": "for\nthe aims",
        "custom": {
            "article_number": "2013",
            "container": {"nlm_abbreviation": "Front Immunol", "issn_electronic": "1664-3224"},
            "mesh": [
                {
                    "descriptor": "Fibrosis",
                    "ui": "D005355",
                    "major": True,
                    "qualifiers": [{"name": "therapy"}],
                }
            ],
            "tags": ["grant"],
        },
    }
    [work] = read("".join(csl_json.write([entry]))).works
    assert work.work.record == PELTZER
    assert work[2:] == ("Peltzer2018", ("grant",), "for\nthe aims")


def test_a_journal_of_a_short_name_alone_is_named_all_the_same() -> None:
    """Styles that print whole names of journals have no other to print."""
    known = Record("x", title=RichText("T"), container=Container(nlm_abbreviation="Lancet"))
    entry = Entry("A2000", known)
    item = csl_json.make_item(entry)
    assert (item["container-title"], item["container-title-short"]) == ("Lancet", "Lancet")
    [work] = read("".join(csl_json.write([entry]))).works
    assert work.work.record.container == known.container


def test_everything_written_is_valid(validator: Draft7Validator) -> None:
    entries = [*COMPILED, Entry("Peltzer2018", PELTZER), whole_entry("Whole2020", "<i>x</i> & {")]
    items = json.loads("".join(csl_json.write(entries)))
    assert [error.message for error in validator.iter_errors(items)] == []
    assert [item["id"] for item in items] == [entry.citekey for entry in entries]
    assert "".join(csl_json.write([])) == "[]\n"


@pytest.mark.parametrize("entry", COMPILED, ids=lambda entry: entry.citekey)
def test_identifiers_survive(entry: Entry) -> None:
    [work] = read("".join(csl_json.write([entry]))).works
    assert work.work.record.identifiers == entry.record.identifiers


@pytest.mark.parametrize(
    ("date", "meant"),
    [
        ({"date-parts": [[2018, 9, 13]]}, PartialDate(2018, 9, 13)),
        ({"date-parts": [["2018", "09"]]}, PartialDate(2018, 9)),
        ({"date-parts": [[None]]}, None),
        ({"date-parts": []}, None),
        ({"date-parts": [[2018]], "season": "2"}, PartialDate(2018, season="summer")),
        ({"date-parts": [[2018]], "season": "Fall"}, PartialDate(2018, season="autumn")),
        ({"date-parts": [[2018, 13]]}, PartialDate(2018, season="spring")),
        (
            {"date-parts": [[1998, 12], [1999, 1]]},
            PartialDate(1998, literal="1998 Dec-1999 Jan"),
        ),
        ({"raw": "13 Sep 2018"}, PartialDate(2018, 9, 13)),
        ({"literal": "2018"}, PartialDate(2018)),
        ("2018-09-13", PartialDate(2018, 9, 13)),
        ("2018-22", PartialDate(2018, season="summer")),
        ("2018-09~", PartialDate(2018, 9)),
        ("1998-12/1999-01", PartialDate(1998, literal="1998 Dec-1999 Jan")),
        ("soon", None),
    ],
)
def test_dates(date: object, meant: PartialDate | None) -> None:
    assert record(title="On it", issued=date).issued == meant


@pytest.mark.parametrize(
    ("name", "author"),
    [
        ({"family": "Gogh", "non-dropping-particle": "van", "given": "Vincent"},
         Person("van Gogh", "Vincent")),
        ({"family": "Humboldt", "dropping-particle": "von"}, Person("von Humboldt")),
        ({"family": "King", "given": "M. L.", "suffix": "Jr"}, Person("King", None, "ML", "Jr")),
        ({"given": "Plato"}, Person("Plato")),
        ({"literal": "World Health Organization"}, Group("World Health Organization")),
        ({"name": "A study group"}, Group("A study group")),
    ],
)  # fmt: skip
def test_names(name: object, author: Author) -> None:
    assert record(author=[name]).authors == (author,)
    found = record(author=[name, {"literal": "others"}])
    assert (found.authors, found.authors_complete) == ((author,), False)


def test_values_in_the_forms_of_others() -> None:
    found = record(
        type="review-book", title=["<span class='nocase'>On</span> it."], ISSN=["1234-5678"],
        ISBN="978-0-309-37666-2", volume=7, note="PMID: 12\nPMCID: PMC34", edition=2,
        page="117-26", keyword="a; b, c", abstract="<jats:p>P &lt; 0.05</jats:p>",
        journalAbbreviation="J. X.", language="en-US", URL="https://doi.org/10.1000/a",
    )  # fmt: skip
    assert found == Record(
        "csl-json", "review", PMID("12"), PMCID("PMC34"), DOI("10.1000/a"),
        title=RichText("On it"), volume="7", pages="117-126", languages=("eng",),
        container=Container(None, None, "J. X.", "1234-5678"),
        publication=Publication(edition="2", isbns=("978-0-309-37666-2",)),
        abstract=(AbstractSection(RichText("P < 0.05")),), keywords=("a", "b, c"),
    )  # fmt: skip


def test_what_is_refused_is_named() -> None:
    written = '[{"id":"A","type":"book","title":"On it","DOI":"soon"},{"id":7,"type":"book"}, 3]'
    assert [str(one) for one in read(written).problems] == [
        "a.json: item 1 (A): 'soon' is no DOI; left out",
        "a.json: item 2 (7) says nothing; left out",
    ]
    with pytest.raises(InputError, match=r"a\.json:2: not JSON"):
        read('[{"id":\n"type"]')
    with pytest.raises(InputError, match="nests too deep"):
        read("[" * 100_000)


def test_a_lone_surrogate_is_no_character() -> None:
    assert record(title="A \ud800 B").title == "A � B"


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ('[{"id": "a", "type": "book", "title": "x"}]', True),
        ('\ufeff {"items": [{"type": "book", "DOI": "x"}]}', True),
        ('{"type": "FeatureCollection"}', False),
        ('[{"title": "x"}]', False),
        ('TY  - "type" "title"', False),
    ],
)
def test_items_are_known_by_their_members(text: str, known: bool) -> None:
    assert csl_json_reading.recognise(text) is known


def inputs(corpora: Path) -> Iterator[tuple[str, bytes]]:
    folder = corpora / "E-peers" / "csl-test-suite" / "processor-tests" / "humans"
    for path in sorted(folder.glob("*.txt")):
        written = path.read_text(encoding="utf-8")
        found = re.search(r">>=+ INPUT =+>>\n(.*?)<<=+ INPUT", written, re.S)
        assert found is not None
        yield path.stem, found[1].encode()


def test_the_items_of_the_processors_tests_survive(
    corpora: Path, validator: Draft7Validator
) -> None:
    """221 files about names and dates: read, written validly, and read again the same."""
    files = 0
    for name, data in inputs(corpora):
        files += 1
        given = [
            one
            for one in json.loads(data)
            if set(one) - {"id", "type"} & {"title", "author", "issued", "DOI"}
        ]
        works = csl_json_reading.read(json.dumps(given).encode(), name).works
        entries = [Entry(f"Key{at}", one.work.record) for at, one in enumerate(works)]
        written = "".join(csl_json.write(entries))
        assert [error.message for error in validator.iter_errors(json.loads(written))] == [], name
        again = [one.work.record for one in read(written).works]
        assert again == [one.work.record for one in works], name
    assert files == 221
