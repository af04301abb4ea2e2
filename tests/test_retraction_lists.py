"""The Retraction Watch CSV and plain lists of DOIs."""

from __future__ import annotations

import csv
import io

import pytest

from sscmsc.dates import PartialDate
from sscmsc.errors import InputError
from sscmsc.identifiers import DOI, PMID, Identifier
from sscmsc.retraction_lists import PROBLEMS, Listed, read_list
from sscmsc.retraction_signs import Level

HEAD = (
    "Record ID,Title,Subject,Institution,Journal,Publisher,Country,Author,URLS,ArticleType,"
    "RetractionDate,RetractionDOI,RetractionPubMedID,OriginalPaperDate,OriginalPaperDOI,"
    "OriginalPaperPubMedID,RetractionNature,Reason,Paywalled,Notes,"
).split(",")


def export(*rows: dict[str, str]) -> bytes:
    """A Retraction Watch export, with its byte order mark and its empty last column."""
    text = io.StringIO(newline="")
    table = csv.writer(text)
    table.writerow(HEAD)
    for row in rows:
        table.writerow([row.get(name, "") for name in HEAD])
    return b"\xef\xbb\xbf" + text.getvalue().encode()


def row(doi: str, nature: str = "Retraction", **more: str) -> dict[str, str]:
    return {"OriginalPaperDOI": doi, "RetractionNature": nature, **more}


def read(data: bytes, *wanted: Identifier) -> Listed:
    return read_list(io.BytesIO(data), "rw.csv", wanted or None)


def test_a_row_of_the_export() -> None:
    made = row(
        "10.5555/Paper.1", RetractionDOI="10.5555/notice", RetractionPubMedID="77",
        OriginalPaperPubMedID="12", RetractionDate="2/6/2010 0:00", Reason="+Error;+Fraud;",
        Notes="two\nlines, with a comma",
    )  # fmt: skip
    (notice,) = read(export(made)).about([DOI("10.5555/paper.1")])
    assert notice.level is Level.RETRACTED
    assert notice.said_by == ("retraction-watch",)
    assert (notice.doi, notice.pmid) == (DOI("10.5555/notice"), PMID("77"))
    assert notice.date == PartialDate(2010, 2, 6)
    assert notice.reason == "Error;Fraud"
    assert read(export(made)).about([PMID("12")]) == (notice,)
    assert read(export(made)).about([PMID("12"), DOI("10.5555/paper.1")]) == (notice,)


def test_only_what_is_wanted_is_kept() -> None:
    data = export(row("10.5555/a"), row("10.5555/b"))
    found = read(data, DOI("10.5555/b"))
    assert (list(found.notices), found.rows) == ([DOI("10.5555/b")], 2)


def test_several_works_of_a_row_and_values_that_are_none() -> None:
    data = export(
        row("10.5555/a;10.5555/b;", OriginalPaperPubMedID="0"),
        row("unavailable", RetractionDOI="unavailable"),
        row("10.1002/1098-2337(1981)7:3<259::AID-AB2480070309>3.0.CO;2-V"),
    )
    sici = DOI("10.1002/1098-2337(1981)7:3<259::aid-ab2480070309>3.0.co;2-v")
    assert set(read(data).notices) == {DOI("10.5555/a"), DOI("10.5555/b"), sici}


@pytest.mark.parametrize(
    ("nature", "level"),
    [
        ("Retraction", Level.RETRACTED), ("Correction", Level.CORRECTED),
        ("Expression of concern", Level.CONCERN), ("Reinstatement", Level.REINSTATED),
    ],
)  # fmt: skip
def test_natures(nature: str, level: Level) -> None:
    (notice,) = read(export(row("10.5555/a", nature))).about([DOI("10.5555/a")])
    assert notice.level is level


def test_an_unknown_nature_is_told_and_retracts_nothing() -> None:
    found = read(export(row("10.5555/a", "Renaming"), row("10.5555/b")))
    assert found.about([DOI("10.5555/a")]) == ()
    assert [str(one) for one in found.problems] == ["rw.csv:2: 'renaming' is no known nature"]


def test_a_reinstatement_takes_back_what_was_before() -> None:
    data = export(
        row("10.5555/a", RetractionDate="1/1/2015 0:00"),
        row("10.5555/a", "Reinstatement", RetractionDate="1/1/2016 0:00"),
        row("10.5555/a", "Correction", RetractionDate="1/1/2014 0:00"),
    )
    levels = [one.level for one in read(data).about([DOI("10.5555/a")])]
    assert levels == [Level.REINSTATED, Level.CORRECTED]


def test_columns_go_by_name_and_bad_bytes_do_no_harm() -> None:
    text = b"RetractionNature,OriginalPaperPubMedID,OriginalPaperDOI,Title\r\n"
    found = read(text + b"Retraction,5,10.5555/a,Caf\xe9 \x00 x\r\nRetraction\r\n")
    assert found.about([PMID("5")])[0].level is Level.RETRACTED
    assert found.rows == 2


def test_a_plain_list() -> None:
    text = "# mine\n\n10.5555/A\nhttps://doi.org/10.5555/b\ndoi:10.5555/c\n'10.5555/d',\nnone\n"
    found = read(text.encode())
    assert set(found.notices) == {DOI(f"10.5555/{one}") for one in "abcd"}
    assert found.about([DOI("10.5555/a")])[0].said_by == ("list",)
    assert [str(one) for one in found.problems] == ["rw.csv:7: 'none' is no DOI"]


def test_a_table_with_a_column_of_dois() -> None:
    found = read(b"title,DOI\nA study,10.5555/a\nshort\n")
    assert set(found.notices) == {DOI("10.5555/a")}


def test_complaints_come_to_an_end() -> None:
    found = read(b"10.5555/a\nnone\n" * (PROBLEMS + 50))
    assert len(found.problems) == PROBLEMS


def test_a_file_of_something_else_is_refused() -> None:
    with pytest.raises(InputError, match=r"3 of its lines are no DOI"):
        read(b"@article{a,\n  doi = {10.5555/a},\n  title = {A}\n}\n")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\x00\xff\xfe\x01", b"a,b\nc,d\n"])
def test_what_is_no_such_list(data: bytes) -> None:
    with pytest.raises(InputError, match=r"no retraction|no DOI"):
        read(data)


def test_the_stream_stays_open_for_its_owner() -> None:
    stream = io.BytesIO(b"10.5555/a\n")
    read_list(stream, "list")
    assert not stream.closed


A, SICI = "10.5555/s0001(20)1-0", "10.1002/(sici)1(1981)7:3<259::aid-ab1>3.0.co;2-v"


@pytest.mark.parametrize(
    "text",
    [
        'id;doi;title\r\n1;{};Title\r\n2;"{}";Title\r\n',
        "id\tArticle DOI\ttitle\n1\t{}\tTitle\n2\t{}\tTitle\n",
        "Article DOI,Year\n{},2010\n{},2011\n",
        "retraction doi,retracted_doi\n10.5555/notice,{}\n10.5555/notice,{}\n",
        "1,{},Title\n2,{},Title\n",
        "{},2010\n{},2011\n",
        "List of papers, with a DOI each\n\n{}\t2010-02-06\n{}  Title, the second\n",
        '["{}", "{}"]',
        "https://doi.org/10.5555%2Fs0001(20)1-0;\r{}\r{}\r",
    ],
)
def test_lists_as_people_write_them(text: str) -> None:
    written = text.replace("{}", A, 1).replace("{}", SICI)
    found = set(read(b"\xef\xbb\xbf" + written.encode()).notices)
    assert {DOI(A), DOI(SICI)} <= found
    assert DOI("10.5555/notice") not in found
