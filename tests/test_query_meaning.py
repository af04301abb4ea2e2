"""What queries find, and what is said of those that ask for what there is not."""

from __future__ import annotations

from dataclasses import replace
from functools import cache

import pytest

from sscmsc.disagreement import CITATION
from sscmsc.errors import InputError, NotFoundError, SscmscError
from sscmsc.library import Library
from sscmsc.query_card import make_card
from sscmsc.query_checks import matches
from sscmsc.query_fields import Fields
from sscmsc.query_marks import SERVICE_SOURCES
from sscmsc.query_meaning import read_query
from sscmsc.query_reading import Reading
from sscmsc.removal import orphans
from sscmsc.source import SERVICES
from sscmsc.statements import MERGED
from sscmsc.vocabulary import Vocabulary, load_vocabulary, make_vocabulary
from tests.query_library import BARE, LIBRARY

load = cache(load_vocabulary)
SAVED = {
    "trials": "design>=cohort",
    "old trials": "year<2017",
    "strong": "@trials has:n",
    "loop": "a OR @round",
    "round": "-@loop",
    "wrong": "disease:SSc diseas:RA",
    "bomb": " ".join(["@bomb1"] * 20),
    "bomb1": " ".join(["@bomb2"] * 20),
    "bomb2": " ".join(["x"] * 20),
}
READING = Reading(Fields(load), lambda key: LIBRARY.resolve(key).citekey, lambda: SAVED)
CARDS = [make_card(entry, LIBRARY.cited_by(entry.citekey)) for entry in LIBRARY]
EVERYTHING = "ABDEF"


def found(query: str, reading: Reading = READING) -> str:
    """The first letters of the entries found."""
    check = read_query(query, reading)
    return "".join(card.citekey[0] for card in CARDS if matches(check, card))


IN_WORDS = [
    ("", EVERYTHING), ("*", EVERYTHING),
    # Words anywhere: title, authors, journal, abstract, keywords, MeSH, tags, note, citekey.
    ("klee", "F"), ("KLEE", "F"), ("paul klee", "F"), ('"klee paul"', ""), ("amsel", "AB"),
    ("immunol", "A"), ("treated", "B"), ("immunomodulation", "A"), ("toxicity", "B"),
    ("core", "A"), ("falke", "F"), ("oldkey", "D"), ("drossel2012", "D"), ("astis", "B"),
    ('"scleroderma systemic"', "B"), ("d012595", "B"), ("journal-article", ""),
    # Plural, possessive, accents, Greek letters, subscripts, characters without blanks.
    ('"digital ulcer"', "A"), ("ulcer's", "A"), ("therapy", "AE"), ("therapies", "AE"),
    ("mouse", ""), ("sclerodermie", "D"), ("SCLÉRODERMIE", "D"), ("celik", "D"),
    ("tgf-beta", "B"), ("TGF-β", "B"), ("h2o", "E"), ("硬化", "D"), ("化硬", ""),
    # Beginnings.
    ("scler*", "ABD"), ("therapi*", "AE"), ("therapies*", "AE"), ("ulcers*", "A"),
    ("digital-ul*", "A"), ("obrien", ""), ("o'brien", "D"), ("ther", ""), ('"scler*"', ""),
    # Joined.
    ("klee OR exosomes", "EF"), ("amsel birke", "B"), ("amsel -birke2016", "A"),
    ("-amsel", "DEF"), ("-(amsel OR klee)", "DE"), ("NOT amsel year:2023", "E"),
    ("scler* (year:2012 OR year:2016)", "BD"),
    # What is clearly an identifier or a year.
    ("10.5555/old", "D"), ("10.5555/older", "D"), ("https://doi.org/10.5555/OLD", "D"),
    ("29768149", "A"), ("PMC6146027", "A"), ("2016", "B"), ("2018", "A"), ("156", "B"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), IN_WORDS)
def test_words(query: str, expected: str) -> None:
    assert found(query) == expected


IN_FIELDS = [
    ("title:cells", "A"), ("title:硬化", "D"), ("ti:klee", "F"), ("title:amsel", ""),
    ("title:mesenchymal*", "A"), ('title="illness and art paul klee"', "F"),
    ("title=klee", ""), ("title=illness*", "F"), ("title!=klee", EVERYTHING),
    ("title:*", EVERYTHING),
    ("abstract:patient", "B"), ("abstract:*", "B"), ("keyword:therapy", "A"),
    ('keyword="cell therapy"', "A"), ("keyword=therapy", ""), ("note:toxic*", "B"),
    ("mesh:scleroderma", "B"), ("mesh:D012595", "B"), ('mesh="Scleroderma, Systemic"', "B"),
    ("mesh=scleroderma", ""), ("text:klee", "F"), ("any:core", "A"),
    ("journal:blood", "BD"), ("journal=blood", "B"), ("-journal:blood", "AEF"),
    ("journal:Front*", "A"), ('journal="Front Immunol"', "A"), ("journal=front*", "A"),
    ('journal="frontiers in immunology"', "A"), ("ta:blood", "BD"),
    ("author:ams", "AB"), ('author:"Amsel A"', "AB"), ("author=ams", ""),
    ("author=amsel", "AB"),
    ("author:berg", "A"), ('author:"berg jan"', "A"), ('author:"amsel jan"', ""),
    ("author:o'brien", "D"), ('author:"drossel ö"', "D"), ('author:"berg j"', "A"),
        ('author:"Birke BC"', "B"), ('author="birke bc"', "B"), ('author:"amsel ab"', ""),
        ("author:OBrien", ""), ("author:*", "ABDE"), ("author:on*", "D"),
    ("author:(amsel OR erle)", "ABE"), ("author!=amsel", "DEF"),
    ('author:"working party"', "B"),
    ("type:review", "A"), ("type:trial", "B"), ('type="Journal Article"', "B"),
    ("type=trial", ""), ("type:D016449", "B"), ('pt:"case report"', "D"), ("type:*", "ABDE"),
    ("kind:article-journal", "ABDF"), ("kind:article", "E"), ("kind:article*", EVERYTHING),
    ("kind!=article", "ABDF"), ("kind:*", EVERYTHING),
    ("language:eng", "AB"), ("language:English", "AB"), ("lang:en", "AB"),
    ("language:fre", "D"),
    ("language:fr*", "D"), ("language:tur", ""), ("language:*", "ABD"),
    ("tag:core", "A"), ('tag:"grant 2026"', "A"), ("tag:grant*", "A"), ("tag:nothing", ""),
    ("key:amsel2018", "A"), ("key:OldKey", "D"), ("key:old*", "D"), ("key:*2*", "ABDE"),
    ("key:10.5555/old", "D"), ("key!=Falke", "ABDE"),
    ("doi:10.5555/S0140-6736(02)08567-1", "B"), ("doi:10.5555/older", "D"),
    ("doi:10.5555/old*", "D"), ("doi:*", "ABDE"), ("doi!=10.5555/old", "ABEF"),
    ("doi:10.5555/none", ""), ("pmid:29768149", "A"), ('pmid:"PMID: 29768149"', "A"),
    ("pmid:2976*", "A"), ("pmcid:pmc6146027", "A"), ("pmcid:6146027", "A"), ("pmc:*", "A"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), IN_FIELDS)
def test_fields(query: str, expected: str) -> None:
    assert found(query) == expected


IN_NUMBERS = [
    ("year:2016", "B"), ("year:2012-2016", "BD"), ("year:2012..2016", "BD"),
    ("year:-2016", "BD"),
    ("year:2018-", "AE"), ("year>=2018", "AE"), ("year>2018", "E"), ("year<2016", "D"),
    ("year<=2016", "BD"), ("year!=2016", "ADEF"), ("year:(2012 OR 2023)", "DE"),
    ("year:*", "ABDE"),
    ("year=2018", "A"),
    ("cites>=2", "B"), ("cites:1", "AD"), ("cites:0", "EF"), ("cites<2", "ADEF"),
    ("cites:*", "ABD"),
    ("cites>=0", EVERYTHING), ("cited>1", "B"), ("cites:0-1", "ADEF"), ("cites!=1", "BEF"),
    ("cites:Birke2016", "AE"), ("citing:Amsel2018", "E"), ("cites!=Birke2016", "BDF"),
    ("cited-by:Amsel2018", "BD"), ("cited_by:amsel2018", "BD"), ("cited-by:29768149", "BD"),
    ("cited-by:(Amsel2018 Erle2023)", "B"), ("cited-by:*", "ABD"), ("cited-by>=2", "B"),
    ("cited-by!=Amsel2018", "AEF"), ("-cited-by:Amsel2018", "AEF"),
    ("references>=3", "A"), ("refs:*", "AE"), ("unresolved>=1", "A"), ("unresolved:0", "E"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), IN_NUMBERS)
def test_numbers_and_citations(query: str, expected: str) -> None:
    assert found(query) == expected


IN_FACETS = [
    ("disease:SSc", "AB"), ("disease:ssc", "AB"), ('disease:"systemic sclerosis"', "AB"),
    ("disease:D012595", "AB"), ('disease:"Scleroderma, Systemic"', "AB"),
    ("disease:CTD", "ABDE"),
    ("disease=CTD", ""), ("disease=SSc", "AB"), ("disease=dcSSc", "B"), ("disease!=SSc", "DEF"),
    ("-disease:SSc", "DEF"), ("disease:(RA OR SLE)", "DE"), ("disease:SLE", "E"),
    ("disease:RA", "D"), ("disease:*", "ABDE"), ("disease:sys*", "ABE"),
    ("disease:unclassified", "F"), ("missing:disease", "F"),
    ("therapy:HSCT", "B"), ('therapy:"cell therapy"', "AB"),
    ("mentions:RA", "A"), ("mentions:CTD", "A"), ("mentions=CTD", ""), ("mentions:SSc", ""),
    ("donor:autologous", "B"), ("subject:animal", "E"),
    ("design:rct", "B"), ("design:RCT", "B"), ("design:D016449", "B"), ("design>=cohort", "B"),
    ("design>=rct", "B"), ("design>rct", ""), ("design<rct", "ADE"), ("design<=rct", "ABDE"),
    ("n>=20", "B"), ("n:1-20", "D"), ("n:156", "B"), ("n!=156", "ADEF"), ("n:*", "BD"),
    ("n:unclassified", "AEF"), ("n<4", "D"),
    ("trial:NCT00114530", "B"), ("trial:nct00114530", "B"), ("trial:NCT*", "B"),
    ("trial:NCT1", ""), ("trial!=NCT00114530", "ADEF"), ("trial=NCT00114530", "B"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), IN_FACETS)
def test_facets(query: str, expected: str) -> None:
    assert found(query) == expected


IN_STATES = [
    ("is:retracted", "D"), ("is:preprint", "E"), ("is:review", "AE"), ("is:translated", "D"),
    ("is:cited", "ABD"), ("is:reference", "ABD"), ("is:orphan", "F"), ("is:unclassified", "F"),
    ("is:edited", ""), ("is:own", "ABE"), ("is!=retracted", "ABEF"), ("-is:review", "BDF"),
    ("has:pmid", "AB"), ("missing:pmid", "DEF"), ("has:PMCID", "A"), ("has:abstract", "B"),
    ("has:trial", "B"), ("has:n", "BD"), ("missing:therapy", "DF"), ("has:references", "AE"),
    ("has:tag", "A"), ("has:label", "E"), ("has:cites", "ABD"), ("missing:cited-by", "EF"),
    ("no:year", "F"), ("without:doi", "F"), ("has:original", "D"), ("has:ti", EVERYTHING),
    ("has:(pmid doi)", "AB"),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), IN_STATES)
def test_states(query: str, expected: str) -> None:
    assert found(query) == expected


IN_SAVED = [
    ("@trials", "B"), ("-@trials", "ADEF"), ("query:trials", "B"), ('query:"old trials"', "BD"),
    ("@strong OR klee", "BF"), ("@trials year<2000", ""),
]  # fmt: skip


@pytest.mark.parametrize(("query", "expected"), IN_SAVED)
def test_saved_queries(query: str, expected: str) -> None:
    assert found(query) == expected


#: Queries and the first letters of what they find.
FOUND = [*IN_WORDS, *IN_FIELDS, *IN_NUMBERS, *IN_FACETS, *IN_STATES, *IN_SAVED]


def refused(query: str, kind: type[SscmscError] = InputError) -> tuple[str, str, str]:
    """The complaint about a query, the part that is pointed at, and the hint."""
    with pytest.raises(kind) as caught:
        read_query(query, READING)
    excerpt = caught.value.excerpt
    assert excerpt is not None
    return caught.value.message, excerpt.text[excerpt.start : excerpt.end], caught.value.hint


@pytest.mark.parametrize(
    ("query", "message", "part", "hint"),
    [
        ("a diseas:SSc", "there is no field 'diseas'", "diseas", "Did you mean disease?"),
        ("diseases:SSc", "there is no field 'diseases'", "diseases", "Did you mean disease"),
        ("colour:red", "there is no field 'colour'", "colour", "Fields: "),
        ("disease:sclerodermia", "'sclerodermia'", "sclerodermia", "SSc"),
        ("x design:rtc", "'rtc'", "rtc", "RCT"),
        ("disease:systemic sclerosis", "'systemic'", "systemic", 'disease:"systemic sclerosis"'),
        ("disease:zzz*", "'zzz*'", "zzz*", "Known are"),
        ("year:abc", "'abc' is no year", "abc", "2015-2022"),
        ("year:2022-2015", "runs backwards", "2022-2015", "Write 2015-2022."),
        ("year:18", "'18' is no year", "18", "2018"),
        ("cites>=many", "'many' is no number", "many", ""),
        ("n:5-3", "runs backwards", "5-3", "3-5"),
        ("n>=12345678901", "no number", "12345678901", ""),
        ("references:x", "'x' is no number or range of numbers", "x", "20-100"),
        ("pmid:abc", "'abc' is no PMID", "abc", ""),
        ("doi:abc", "'abc' is no DOI", "abc", ""),
        ("is:reviw", "'reviw'", "reviw", "review"),
        ("has:pmdi", "'pmdi'", "pmdi", "pmid"),
        ("kind:jornal", "no kind of work is called 'jornal'", "jornal", ""),
        ("language:klingon", "no language is called 'klingon'", "klingon", "eng"),
        ("mentions:nothing", "no value of a facet", "nothing", ""),
        ("title>=a", "title has no order", "a", "title:a"),
        ("disease>=SSc", "the values of disease have no order", "SSc", "disease=SSc"),
        ("design>=randomised", "has no place in the order", "randomised", ""),
        ("*scler", "before the end", "*scler", "scler*"),
        ("title:a*b", "before the end", "a*b", "scler*"),
        ('a "---"', "'---' has no letter or digit", '"---"', ""),
        ("author:---", "'---' has no letter or digit", "---", ""),
        ("tag:+", "'+' has no letter or digit", "+", ""),
        ("disease: SSc", "'disease:' has no value", "disease:", "disease:value"),
        ('title:""', "has no value", '""', ""),
        ("@trails", "no query is saved as 'trails'", "@trails", "trials"),
        ("x @loop", "in @round: the saved query leads back to itself: @loop -> @round -> @loop",
         "@loop", ""),
        ("@wrong", "in @wrong: there is no field 'diseas'", "diseas", "disease"),
        ("@bomb", "more than 400 terms", "x", ""),
    ],
)  # fmt: skip
def test_what_is_wrong_is_pointed_at(query: str, message: str, part: str, hint: str) -> None:
    told = refused(query)
    assert message in told[0]
    assert part == told[1]
    assert hint in told[2]


def test_an_unknown_key_is_not_found() -> None:
    message, part, hint = refused("a cited-by:Amsel2019", NotFoundError)
    assert "Amsel2019" in message
    assert part == "Amsel2019"
    assert "Amsel2018" in hint


def test_orphans_are_what_rm_would_remove() -> None:
    alone = Library(
        (*LIBRARY, replace(BARE, citekey="Gimpel"), replace(BARE, citekey="H", note="x"))
    )
    cards = [make_card(entry, alone.cited_by(entry.citekey)) for entry in alone]
    check = read_query("is:orphan", READING)
    assert tuple(one.citekey for one in cards if matches(check, one)) == orphans(alone)
    assert orphans(alone) == ("Falke", "Gimpel")
    assert SERVICES | {MERGED, CITATION} == SERVICE_SOURCES


def test_facets_of_a_library_are_fields() -> None:
    """What a vocabulary has can be asked for; a facet of a usual field's name does not hide it."""
    own = {
        "facet": {
            "organ": {"value": [{"name": "heart", "synonyms": ["cardiac"]}]},
            "year": {"value": [{"name": "none"}]},
            "dose": {"open": True},
        }
    }
    vocabulary: Vocabulary = make_vocabulary([], own)
    reading = Reading(Fields(lambda: vocabulary), READING.find_key)
    assert found("organ:cardiac", reading) == ""
    assert found("dose>=3", reading) == ""
    assert found("year:2016", reading) == "B"
    assert [one.name for one in reading.fields.all].count("year") == 1
    with pytest.raises(InputError, match="there is no field 'disease'"):
        found("disease:SSc", reading)
    with pytest.raises(InputError, match="'brain'"):
        found("organ:brain", reading)


def test_a_plain_query_needs_no_vocabulary() -> None:
    """Reading it takes longer than everything else."""

    def load_nothing() -> Vocabulary:
        raise AssertionError("nothing asked for a facet")

    reading = Reading(Fields(load_nothing), READING.find_key)
    assert found("author:amsel year:2018 klee OR -title:x cites>=1", reading) == "ABD"
