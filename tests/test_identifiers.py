from __future__ import annotations

import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sscmsc.errors import IdentifierError
from sscmsc.identifiers import (
    DOI,
    PMCID,
    PMID,
    Identifier,
    find,
    parse,
    parse_doi,
    parse_pmcid,
    parse_pmid,
    url,
)

SICI = "10.1002/(SICI)1097-0258(19980815/30)17:15/16<1661::AID-SIM968>3.0.CO;2-2"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("10.3389/fimmu.2018.02013", DOI("10.3389/fimmu.2018.02013")),
        ("10.1056/NEJMra0806188", DOI("10.1056/nejmra0806188")),
        ("doi: 10.1038/s41409-021-01492-7.", DOI("10.1038/s41409-021-01492-7")),
        ("https://doi.org/10.1002/art.11073", DOI("10.1002/art.11073")),
        ("http://dx.doi.org/10.1002%2Fart.11073?x=1#y", DOI("10.1002/art.11073")),
        ("https://onlinelibrary.wiley.com/doi/full/10.1002/art.11073", DOI("10.1002/art.11073")),
        ("https://doi-org.proxy.example.edu/10.1002/art.11073", DOI("10.1002/art.11073")),
        (SICI, DOI(SICI.lower())),
        (SICI.replace("<", "&lt;").replace(">", "&gt;"), DOI(SICI.lower())),
        ("https://doi.org/" + SICI.replace("<", "%3C").replace(">", "%3E"), DOI(SICI.lower())),
        ("10.1130/0091-7613(2003)031<0203:COSSDD>2.0.CO;2",
         DOI("10.1130/0091-7613(2003)031<0203:cossdd>2.0.co;2")),
        ("10.1016/0006-2944(75)90147-7.", DOI("10.1016/0006-2944(75)90147-7")),
        ("(10.1016/S0140-6736(97)11096-0)", DOI("10.1016/s0140-6736(97)11096-0")),
        ("10.1890/0012-9658(2006)87[1987:SWMPMF]2.0.CO;2",
         DOI("10.1890/0012-9658(2006)87[1987:swmpmf]2.0.co;2")),
        ("10.1890/15‐0688", DOI("10.1890/15-0688")),
        ("10.1002/1098-2337(1981)7:3¡259::AID-AB2480070309¿3.0.CO;2-V",
         DOI("10.1002/1098-2337(1981)7:3<259::aid-ab2480070309>3.0.co;2-v")),
        ("10.1000/under\\_score", DOI("10.1000/under_score")),
        ("PMC6146027", PMCID("PMC6146027")),
        ("pmc6146027.2", PMCID("PMC6146027")),
        ("PMCID: PMC6146027", PMCID("PMC6146027")),
        ("https://pmc.ncbi.nlm.nih.gov/articles/PMC6146027/", PMCID("PMC6146027")),
        ("https://www.ncbi.nlm.nih.gov/pmc/articles/PMC6146027/pdf/x.pdf", PMCID("PMC6146027")),
        ("29768149", PMID("29768149")),
        ("PMID: 00000001", PMID("1")),
        ("https://pubmed.ncbi.nlm.nih.gov/29768149/", PMID("29768149")),
        ("www.ncbi.nlm.nih.gov/pubmed/29768149?dopt=Abstract", PMID("29768149")),
    ],
)  # fmt: skip
def test_parses(text: str, expected: Identifier) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    "text",
    ["", "0", "123456789", "foo", "NOT_FOUND;INVALID_JOURNAL", "10.1/x", "10.1000/", "10.1000/a b",
     "https://www.nature.com/articles/x", "PMC", "１２３", "10.1000/a\x1bb"],
)  # fmt: skip
def test_refuses_and_says_what_it_was_given(text: str) -> None:
    with pytest.raises(IdentifierError, match="is no PMID, PMCID or DOI"):
        parse(text)


def test_a_long_text_is_cut_in_the_message() -> None:
    with pytest.raises(IdentifierError) as raised:
        parse("y" * 10_000)
    assert len(raised.value.message) < 120


@pytest.mark.parametrize("text", ["NOT_FOUND;INVALID_JOURNAL", "PMC123", "1e5", "", "٣"])
def test_pmids_are_digits(text: str) -> None:
    with pytest.raises(IdentifierError):
        parse_pmid(text)


def test_pmcids_may_lack_their_prefix() -> None:
    assert parse_pmcid("2922021") == PMCID("PMC2922021")
    assert parse_pmcid("PMC2883744.1") == PMCID("PMC2883744")
    with pytest.raises(IdentifierError):
        parse_pmcid("10.1000/x")


def test_a_doi_is_wanted() -> None:
    assert parse_doi("https://doi.org/10.1000/A") == DOI("10.1000/a")
    with pytest.raises(IdentifierError, match="is no DOI"):
        parse_doi("29768149")


def test_kinds_never_mix() -> None:
    assert PMID("1") != DOI("1")
    assert len({PMID("1"), PMCID("PMC1"), PMID("1")}) == 2
    assert sorted([PMID("2"), DOI("10.1000/a"), PMID("1")]) == [
        DOI("10.1000/a"), PMID("1"), PMID("2"),
    ]  # fmt: skip
    assert pickle.loads(pickle.dumps(DOI("10.1000/a"))) == DOI("10.1000/a")
    with pytest.raises(AttributeError):
        PMID("1").value = "2"


def test_finds_in_a_reference() -> None:
    line = (
        "Scleroderma. N Engl J Med. (2009) 360:1989–2003. 10.1056/NEJMra0806188 - DOI; "
        "(doi:10.1016/S0140-6736(97)11096-0), PMID: 123456, PMC2922021. 2009 12345678"
    )
    found = list(find(line))
    assert [one.identifier for one in found] == [
        DOI("10.1056/nejmra0806188"),
        DOI("10.1016/s0140-6736(97)11096-0"),
        PMID("123456"),
        PMCID("PMC2922021"),
    ]
    assert [line[one.start : one.end].lower() for one in found[:2]] == [
        "10.1056/nejmra0806188", "10.1016/s0140-6736(97)11096-0",
    ]  # fmt: skip


def test_finds_a_bracketed_doi_whole() -> None:
    assert [one.identifier for one in find(f"see {SICI}.")] == [DOI(SICI.lower())]


@given(st.text())
def test_any_text_is_parsed_or_refused(text: str) -> None:
    try:
        identifier = parse(text)
    except IdentifierError:
        return
    assert parse(identifier.value) == identifier
    assert parse(url(identifier)) == identifier


@given(st.text(alphabet="abcXYZ019-._;()/:<>[]&+#%", min_size=1, max_size=40))
def test_a_doi_survives_its_url(suffix: str) -> None:
    try:
        doi = parse_doi(f"10.1000/{suffix}")
    except IdentifierError:
        return
    assert parse(url(doi)) == doi


@given(st.text())
def test_find_gives_only_what_parse_accepts(text: str) -> None:
    for one in find(text):
        assert parse(one.identifier.value) == one.identifier


@pytest.mark.parametrize(
    "given", ["10.1000/a\u202eb", "10.1000/a\x9b2Jb", "10.1000/a\ud800b", "10.1000/a\U000e0041b"]
)
def test_what_nobody_sees_is_no_part_of_a_doi(given: str) -> None:
    with pytest.raises(IdentifierError) as refused:
        parse_doi(given)
    assert str(refused.value).isprintable()
    assert parse_doi("10.1000/a\u200bb") == DOI("10.1000/ab")
