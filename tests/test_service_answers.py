"""Answers of Crossref and Europe PMC, read from files."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sscmsc.dates import PartialDate
from sscmsc.errors import InputError
from sscmsc.formats import crossref_json, europepmc_json
from sscmsc.formats.table import find_format
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.ingest import Source, detect
from sscmsc.record import Group, Person, PublicationType, Relation

WORK = {
    "DOI": "10.5555/A",
    "type": "journal-article",
    "title": ["A study"],
    "updated-by": [{"DOI": "10.5555/n", "type": "retraction", "source": "publisher"}],
}
CORE = {
    "id": "12",
    "source": "MED",
    "pmid": "12",
    "pmcid": "PMC34",
    "doi": "10.5555/A",
    "title": "Cells of the <i>skin</i>.",
    "authorList": {
        "author": [
            {"fullName": "Amsel A", "firstName": "Ada", "lastName": "Amsel", "initials": "A"},
            {"collectiveName": "The Synth Group"},
        ]
    },
    "journalInfo": {
        "volume": "3",
        "issue": "1",
        "yearOfPublication": 2010,
        "monthOfPublication": 2,
        "journal": {
            "title": "Journal of Synth Examples", "medlineAbbreviation": "J Synth",
            "isoabbreviation": "J. Synth.", "nlmid": "101", "issn": "0028-4793", "essn": "x",
        },
    },
    "pageInfo": "11-9",
    "electronicPublicationDate": "2010-01-05",
    "abstractText": "<h4>Aim</h4>Of it.",
    "keywordList": {"keyword": ["skin", 3]},
    "pubTypeList": {"pubType": ["Journal Article", "Retracted Publication"]},
    "grantsList": {"grant": [{"grantId": "R01", "agency": "NIH"}, {}]},
    "commentCorrectionList": {
        "commentCorrection": [
            {
                "id": "77", "source": "MED", "type": "Retraction in",
                "reference": "J Synth. 2011 Feb 6;4(1):4. doi: 10.5555/n",
            },
            {"id": "PPR1", "source": "PPR", "type": "Preprint in", "reference": "Preprint"},
            {"type": "Something else"},
        ]
    },
}  # fmt: skip


def test_an_answer_of_europe_pmc() -> None:
    answer = {"version": "6", "hitCount": 1, "resultList": {"result": [CORE]}}
    (work,) = europepmc_json.read(json.dumps(answer).encode(), "x").works
    record = work.work.record
    assert record.identifiers == (PMID("12"), PMCID("PMC34"), DOI("10.5555/a"))
    assert record.title == "Cells of the <i>skin</i>"
    assert record.authors == (Person("Amsel", "Ada", "A"), Group("The Synth Group"))
    assert record.container is not None
    assert (record.container.nlm_abbreviation, record.container.issn_electronic) == (
        "J Synth",
        None,
    )
    assert (record.volume, record.issue, record.issued) == ("3", "1", PartialDate(2010, 2))
    assert record.online == PartialDate(2010, 1, 5)
    assert record.keywords == ("skin",)
    assert record.publication_types[1] == PublicationType("Retracted Publication", "D016441")
    assert record.relations == (
        Relation("RetractionIn", "J Synth. 2011 Feb 6;4(1):4. doi: 10.5555/n", PMID("77"),
                 DOI("10.5555/n")),
        Relation("UpdateOf", "Preprint"),
    )  # fmt: skip
    assert len(record.grants) == 1


def test_a_short_answer_and_a_bare_work() -> None:
    lite = {
        "id": "12", "source": "MED", "title": "A study.", "authorString": "Amsel AB, Synth Group.",
        "journalTitle": "J Synth", "pubYear": "2010",
        "pubType": "journal article; retracted publication",
        "firstPublicationDate": "2010-01-05",
    }  # fmt: skip
    (work,) = europepmc_json.read(json.dumps([{"result": lite}]).encode(), "x").works
    record = work.work.record
    assert record.authors == (Person("Amsel", None, "AB"), Group("Synth Group"))
    assert [one.ui for one in record.publication_types] == ["D016428", "D016441"]
    assert (record.issued, record.online) == (PartialDate(2010), None)
    preprint = {"id": "PPR5", "source": "PPR", "title": "A draft", "pubYear": "soon"}
    (bare,) = europepmc_json.read(json.dumps(preprint).encode(), "x").works
    assert (bare.work.record.kind, bare.work.record.pmid) == ("article", None)


def test_answers_of_crossref() -> None:
    one = {"status": "ok", "message-type": "work", "message": WORK}
    many = {"status": "ok", "message-type": "work-list", "message": {"items": [WORK, {"x": 1}]}}
    for value, number, bad in ((one, 1, 0), (many, 1, 1), ([one, WORK], 2, 0), (WORK, 1, 0),
                               ({"items": [WORK]}, 1, 0)):  # fmt: skip
        reading = crossref_json.read(json.dumps(value).encode(), "x")
        assert len(reading.works) == number
        assert len(reading.problems) == bad
        assert reading.works[0].work.record.relations[0].kind == "RetractionIn"


@pytest.mark.parametrize(
    ("value", "name"),
    [
        ({"status": "ok", "message-type": "work", "message": WORK}, "crossref-json"),
        ([WORK], "crossref-json"), ({"resultList": {"result": []}}, "europepmc-json"),
        ([CORE], "europepmc-json"), ([{"type": "book", "title": "A"}], "csl-json"),
    ],
)  # fmt: skip
def test_they_are_known_by_what_they_hold(value: object, name: str) -> None:
    assert detect(Source("x.json", json.dumps(value).encode())) == find_format(name)


@pytest.mark.parametrize("read", [crossref_json.read, europepmc_json.read])
def test_what_is_none(read: object) -> None:
    assert callable(read)
    for data in (b"no", b"[" * 100_000, b'{"a": 1' + b"0" * 5000 + b"}"):
        with pytest.raises(InputError):
            read(data, "x")
    (problem,) = read(b"[]", "x").problems
    assert problem.message.startswith("there is no work")
    assert read(b'[{"x": 1}, 3, null]', "x").problems


def test_recorded_answers(corpora: Path) -> None:
    folder = corpora / "C-epmc-jats" / "pyeuropepmc"
    for path in sorted(folder.glob("*.json")):
        source = Source(path.name, path.read_bytes())
        row = detect(source)
        assert row.name == "europepmc-json"
        assert row.read is not None
        reading = row.read(source.data, path.name)
        number = len(json.loads(source.data)["resultList"]["result"])
        assert (len(reading.works), reading.problems) == (number, ())
        if "core" in path.name:
            assert all(one.work.record.title for one in reading.works)
