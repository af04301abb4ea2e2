"""The library's own format: what is written reads back the same, and bad files say where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

import pytest
import yaml
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from sscmsc.dates import SEASONS, PartialDate
from sscmsc.entry import Conflict, Entry, Facet, Filed, Merger, Repointed, Value
from sscmsc.errors import LocatedError
from sscmsc.formats import native_yaml
from sscmsc.formats.native import KEYS, read_entry, write_entry
from sscmsc.formats.native_text import dump
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.medline import parse_works
from sscmsc.record import (
    KINDS,
    RECORD_FIELDS,
    AbstractSection,
    Container,
    Grant,
    Group,
    HistoryDate,
    MeshHeading,
    MeshQualifier,
    Person,
    Publication,
    PublicationType,
    Record,
    Relation,
    Substance,
    TrialRegistration,
)
from sscmsc.reference import Candidate, Cited, Reference, ReferenceList, SourceCount
from sscmsc.text import RichText

T = TypeVar("T")
PATH = "refs/entries/Peltzer2018.yaml"
NASTY = (
    "no", "No", "NULL", "null", "~", "", " ", "y", "N", "on", "true", "1e3", "0123", "12:30:45",
    "1_000", "0x1F", "=", "<<", ".inf", "2018-01-01", "- a", "a: b", "a:", "a #b", "# c", "it's",
    "'q'", '"', "\\", "\\n", "\x85", "\u2028", "\ufeff", "\x00", "\x1b[2J", "a\r\nb", " lead",
    "trail ", "\t", "a\tb", "&a", "*a", "!t", "%x", "@x", "`", "|", "> x", "{}", "[]", "{a", "...",
    "---", "é", "e\u0301", "𝔘", "\ue000", "\uffff", "\U0010ffff", "one\ntwo", "one\n\ntwo", "a\n#b",
    "a\n b", "a\nb\n", "\u202eRLO", "a\u00a0b", "[Title]", "CD4<sup>+</sup> T", "x" * 300,
    "<<<<<<< HEAD", "Smith, J (X)", "PMC12", "key: value # comment", "a, b", "a (b)", "IL-6", "β",
)  # fmt: skip

texts = st.one_of(
    st.sampled_from(NASTY), st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
)
maybe = st.none() | texts
lists = st.lists(texts, max_size=2).map(tuple)
pmids = st.integers(1, 99_999_999).map(lambda number: PMID(str(number)))
pmcids = st.integers(1, 99_999_999).map(lambda number: PMCID(f"PMC{number}"))
dois = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cf", "Zs", "Zl", "Zp"]), min_size=1, max_size=12
).map(lambda text: DOI("10.1234/" + "".join(one.lower() if one.isascii() else one for one in text)))
dates = st.builds(
    PartialDate,
    year=st.integers(1, 9999) | st.integers(-5, 12_000),
    month=st.none() | st.integers(1, 12),
    day=st.none() | st.integers(0, 31),
    season=st.none() | st.sampled_from(SEASONS),
    literal=maybe,
)
people = st.builds(
    Person, texts, maybe, maybe, st.none() | texts, st.none() | texts, st.just(()) | lists
)
authors = st.lists(people | st.builds(Group, texts), max_size=2).map(tuple)
flags = st.booleans()


def some(one: st.SearchStrategy[T]) -> st.SearchStrategy[tuple[T, ...]]:
    return st.lists(one, max_size=2).map(tuple)


def _records() -> st.SearchStrategy[Record]:
    rich = st.none() | texts.map(RichText)
    qualifiers = st.lists(st.builds(MeshQualifier, texts, maybe, flags), max_size=2).map(tuple)

    return st.builds(
        Record,
        source=texts,
        kind=st.sampled_from(KINDS),
        pmid=st.none() | pmids,
        pmcid=st.none() | pmcids,
        doi=st.none() | dois,
        manuscript_ids=lists,
        title=rich,
        title_translated=flags,
        original_title=rich,
        authors=authors,
        authors_complete=flags,
        editors=authors,
        container=st.none() | st.builds(Container, maybe, maybe, maybe, maybe, maybe, maybe, maybe),
        publication=st.none() | st.builds(Publication, maybe, maybe, maybe, lists, maybe),
        volume=maybe,
        issue=maybe,
        pages=maybe,
        article_number=maybe,
        issued=st.none() | dates,
        online=st.none() | dates,
        languages=lists,
        abstract=some(st.builds(AbstractSection, texts.map(RichText), maybe, maybe)),
        keywords=lists,
        mesh=some(st.builds(MeshHeading, texts, maybe, flags, qualifiers)),
        publication_types=some(st.builds(PublicationType, texts, maybe)),
        substances=some(st.builds(Substance, texts, maybe, maybe, maybe)),
        relations=some(
            st.builds(
                Relation,
                texts,
                maybe,
                st.none() | pmids,
                st.none() | dois,
                st.none() | dates,
                maybe,
            )
        ),
        trials=some(st.builds(TrialRegistration, texts, texts)),
        grants=some(st.builds(Grant, maybe, maybe, maybe)),
        history=some(st.builds(HistoryDate, texts, dates)),
        status=maybe,
        superseded_dois=some(dois),
    )


keys = st.one_of(
    st.sampled_from(NASTY[:60]), st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
)
values: st.SearchStrategy[Value] = st.recursive(
    st.none() | flags | st.integers(-(10**17), 10**17) | texts,
    lambda inner: st.lists(inner, max_size=2).map(tuple) | st.dictionaries(keys, inner, max_size=2),
    max_leaves=5,
)
scores = st.none() | st.floats(allow_nan=False, allow_infinity=False)
candidates = st.builds(
    Candidate, maybe, maybe, st.none() | st.integers(1, 3000), maybe, st.none() | pmids,
    st.none() | dois, maybe, scores, lists,
)  # fmt: skip
references = st.builds(
    Reference,
    position=st.integers(1, 999),
    text=maybe,
    label=maybe,
    cited=st.builds(
        Cited, st.sampled_from(KINDS), authors, flags, authors, maybe, maybe,
        st.none() | st.integers(1, 3000), maybe, maybe, maybe, maybe, maybe, maybe, maybe,
    ),
    pmid=st.none() | pmids,
    pmcid=st.none() | pmcids,
    doi=st.none() | dois,
    citekey=maybe,
    matched_by=maybe,
    score=scores,
    sources=lists,
    notes=lists,
    candidates=some(candidates),
    rejected=lists,
)  # fmt: skip
counts = st.builds(
    SourceCount, texts, st.none() | st.integers(0, 999), st.none() | st.integers(0, 999)
)


filed = st.builds(Filed, texts, st.lists(texts, max_size=3).map("\n".join))
mergers = st.builds(
    Merger, some(filed), some(st.builds(Repointed, texts, st.integers(1, 99), texts)), some(filed),
    texts,
)  # fmt: skip


@st.composite
def extras(draw: st.DrawFn) -> Mapping[str, Value]:
    outer = draw(st.dictionaries(keys.filter(lambda key: key not in KEYS), values, max_size=2))
    inner = draw(
        st.dictionaries(keys.filter(lambda key: key not in RECORD_FIELDS), values, max_size=2)
    )
    inner.pop("source", None)
    return {**({"record": inner} if inner else {}), **outer}


entries = st.builds(
    Entry,
    citekey=st.from_regex(r"[A-Za-z0-9][A-Za-z0-9_:.-]{0,9}", fullmatch=True),
    record=_records(),
    provenance=st.dictionaries(st.sampled_from(RECORD_FIELDS) | texts, keys, max_size=4),
    conflicts=some(
        st.builds(Conflict, texts, texts, st.lists(st.tuples(texts, texts), max_size=2).map(tuple))
    ),
    facets=some(st.builds(Facet, texts, texts, lists, texts)),
    references=st.none()
    | st.builds(ReferenceList, some(references), some(counts), st.none() | dates),
    tags=lists,
    labels=lists,
    note=maybe,
    edits=st.dictionaries(keys, values, max_size=2),
    extra=extras(),
    former_keys=lists,
    distinct=lists,
    merged=some(mergers),
    stated=st.dictionaries(keys, texts, max_size=2),
    preferred=st.dictionaries(keys, texts, max_size=2),
    hand_edited=flags,
)
many = settings(
    max_examples=300, derandomize=True, deadline=None, phases=[Phase.explicit, Phase.generate],
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)  # fmt: skip


def read(text: str) -> Entry:
    return read_entry(text.encode(), PATH)


def plain(value: Value) -> object:
    """A value in the types that a YAML library gives."""
    if isinstance(value, Mapping):
        return {key: plain(one) for key, one in value.items()}
    return [plain(one) for one in value] if isinstance(value, tuple) else value


@pytest.mark.no_cover
@given(entries)
@many
def test_reading_gives_back_what_was_written(entry: Entry) -> None:
    written = write_entry(entry)
    held = read(written)
    assert held == entry
    assert held.hand_edited == entry.hand_edited
    assert write_entry(held) == written


@pytest.mark.no_cover
@given(entries)
@settings(many, max_examples=100)
def test_another_yaml_reader_sees_the_same(entry: Entry) -> None:
    written = write_entry(entry)
    ours = plain(native_yaml.value(native_yaml.parse(written.encode()).root))
    assert yaml.load(written, Loader=yaml.CSafeLoader) == ours


@pytest.mark.no_cover
@given(entries)
@settings(many, max_examples=100)
def test_only_plain_block_style_is_written(entry: Entry) -> None:
    written = write_entry(replace(entry, note=None))
    lines = written.splitlines()
    for token in yaml.scan(written, Loader=yaml.CSafeLoader):
        assert not isinstance(token, yaml.AnchorToken | yaml.AliasToken | yaml.TagToken)
        if isinstance(token, yaml.FlowSequenceStartToken | yaml.FlowMappingStartToken):
            assert lines[token.start_mark.line].endswith(("[]", "{}"))
        if isinstance(token, yaml.ScalarToken):
            assert token.style in (None, "", '"', "|")


@pytest.mark.no_cover
@given(entries, st.data())
@settings(many, max_examples=100)
def test_comment_lines_stay_above_their_line(entry: Entry, data: st.DataObject) -> None:
    bare = replace(entry, note=None, hand_edited=False)
    lines = write_entry(bare).splitlines()
    places = data.draw(st.sets(st.integers(0, len(lines)), max_size=3))
    for number, place in enumerate(sorted(places)):
        lines.insert(place + number, f"# remark {number}: [x] &y")
    commented = read("\n".join(lines) + "\n")
    assert [len(held) for held in commented.comments.values()] == [1] * len(places)
    assert replace(commented, comments=MappingProxyType({})) == bare
    assert not commented.hand_edited
    again = read(write_entry(commented))
    assert again == commented


PELTZER = Entry(
    citekey="Peltzer2018",
    record=Record(
        source="merged",
        pmid=PMID("30254641"),
        doi=DOI("10.3389/fimmu.2018.02013"),
        title=RichText("Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis"),
        authors=(
            Person("Peltzer", "Juliette", "J"),
            Person("Farge", None, "D"),
            Person("Banzet", "Sébastien", orcid="0000-0002-1825-0097"),
            Group("French Society for Bone Marrow Transplantation"),
        ),
        container=Container(nlm_abbreviation="Front Immunol"),
        volume="9",
        pages="2013",
        issued=PartialDate(2018, 9, 13),
    ),
    provenance={"title": "pubmed", "doi": "crossref", "pmid": "pubmed"},
    facets=(Facet("disease", "SSc", ("mesh D012595", 'title: "Systemic Sclerosis"')),),
    tags=("grant 2019",),
    note="Read again.\n\nSection 3: dosing.",
)

WRITTEN = """\
citekey: "Peltzer2018"
record:
  kind: article-journal
  pmid: "30254641"
  doi: "10.3389/fimmu.2018.02013"
  title: Mesenchymal Stromal Cells Based Therapy in Systemic Sclerosis
  authors:
    - "Peltzer, Juliette (J)"
    - "Farge (D)"
    - family: Banzet
      given: Sébastien
      orcid: "0000-0002-1825-0097"
    - group: French Society for Bone Marrow Transplantation
  container:
    nlm_abbreviation: Front Immunol
  volume: "9"
  pages: "2013"
  issued: "2018-09-13"
  source: merged
facets:
  - facet: disease
    value: SSc
    evidence:
      - mesh D012595
      - "title: \\"Systemic Sclerosis\\""
tags:
  - grant 2019
note: |-
  Read again.

  Section 3: dosing.
provenance:
  crossref:
    - doi
  pubmed:
    - pmid
    - title
digest: "DIGEST"
"""


def test_a_file_is_easy_to_read() -> None:
    written = write_entry(PELTZER)
    assert written == WRITTEN.replace("DIGEST", written[-14:-2])


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('volume: "9"', "volume: 9", {}),
        ('volume: "9"', "volume: 0012", {"volume": "0012"}),
        ('volume: "9"', "volume: no", {"volume": "no"}),
        ('volume: "9"', "volume: 1e3", {"volume": "1e3"}),
        ('volume: "9"', "volume:", {"volume": None}),
        ('volume: "9"', "volume: null", {"volume": None}),
        ('"2018-09-13"', "2018-09-13", {}),
        ('"2018-09-13"', "2019", {"issued": PartialDate(2019)}),
        ('"10.3389/fimmu.2018.02013"', "https://doi.org/10.3389/FIMMU.2018.02013", {}),
        ('"30254641"', "030254641", {}),
    ],
)
def test_what_people_write_is_understood(old: str, new: str, expected: dict[str, object]) -> None:
    held = read(write_entry(PELTZER).replace(old, new))
    assert held.record == replace(PELTZER.record, **expected)  # type: ignore[arg-type]
    assert held.hand_edited == bool(expected)


def test_lists_may_be_written_in_brackets_and_text_folded() -> None:
    text = write_entry(PELTZER).replace("tags:\n  - grant 2019", "tags: [grant 2019, 'no']")
    text = text.replace("|-\n  Read again.\n", "|\n  Read again.\n")
    held = read(text)
    assert held.tags == ("grant 2019", "no")
    assert held.note == "Read again.\n\nSection 3: dosing.\n"


def test_a_remark_behind_a_value_moves_above_it() -> None:
    text = write_entry(PELTZER).replace('volume: "9"', 'volume: "9" # as printed')
    again = write_entry(read(text))
    assert '  # as printed\n  volume: "9"\n' in again
    assert not read(again).hand_edited


def test_a_hand_edit_of_the_record_is_noticed_until_it_is_dealt_with() -> None:
    written = write_entry(PELTZER)
    edited = read(written.replace("Mesenchymal Stromal", "Mesenchymal Stem"))
    assert edited.hand_edited
    tagged = read(write_entry(replace(edited, tags=("x",))))
    assert tagged.hand_edited
    assert tagged.seal == edited.seal is not None
    taken_back = write_entry(tagged).replace("Mesenchymal Stem", "Mesenchymal Stromal")
    assert not read(taken_back).hand_edited
    assert not read(write_entry(replace(tagged, hand_edited=False))).hand_edited
    assert read("".join(written.splitlines(keepends=True)[:-1])).hand_edited


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("\n", "\r\n"),
        ("tags:", "# a remark\ntags:"),
        ("  volume:", "  # a remark\n  volume:"),
        ("  - grant 2019", "  - grant 2020"),
        ('"Farge (D)"', "'Farge (D)'"),
        ("citekey:", "\ufeffcitekey:"),
    ],
)
def test_layout_remarks_and_own_marks_are_no_edit_of_the_record(old: str, new: str) -> None:
    assert not read(write_entry(PELTZER).replace(old, new)).hand_edited


def test_a_remark_above_an_empty_key_stays_there() -> None:
    text = write_entry(PELTZER).replace("digest:", '# here\n"": 1\ndigest:')
    assert write_entry(read(text)) == text


def test_unknown_keys_stay_where_they_belong() -> None:
    text = write_entry(PELTZER).replace("tags:", "mine:\n  deep:\n    - 1\n    - 'no'\ntags:")
    text = text.replace("  source:", "  rating: 5\n  source:")
    held = read(text)
    assert held.extra == {"record": {"rating": 5}, "mine": {"deep": (1, "no")}}
    assert read(write_entry(held)) == held


GOOD = 'citekey: "X"\nrecord:\n  source: me\n'


@pytest.mark.parametrize(
    ("data", "line", "message"),
    [
        (b"", 1, "empty"),
        (b"# only a remark\n", 1, "empty"),
        (b"- a\n", 1, "found a list"),
        (b"just text\n", 1, "found text"),
        (b"record:\n  source: me\n", 1, "'citekey' is missing"),
        (b"citekey: X\n", 1, "'record' is missing"),
        (b"citekey: X\nrecord:\n  volume: x\n", 3, "'source' is missing"),
        (b"citekey: X\nrecord: text\n", 2, "record: expected keys and values, found text"),
        (GOOD.encode() + b"  volume: [1, 2]\n", 4, "volume: expected text, found a list"),
        (GOOD.encode() + b"  pmid: 12x\n", 4, "pmid: '12x' is no PMID"),
        (GOOD.encode() + b"  doi: eleven\n", 4, "doi: 'eleven' is no DOI"),
        (GOOD.encode() + b"  issued: 2018-13\n", 4, "expected 2018, 2018-09 or 2018-09-13"),
        (GOOD.encode() + b"  kind: paper\n", 4, "'paper' is none of article-journal"),
        (GOOD.encode() + b"  authors_complete: no\n", 4, "expected true or false"),
        (GOOD.encode() + b"  authors: Peltzer J\n", 4, "expected a list of lines '- ...'"),
        (GOOD.encode() + b"  authors:\n    - given: J\n", 5, "'family' is missing"),
        (GOOD.encode() + b"  authors:\n    - famly: J\n", 5, "unknown key 'famly'; expected"),
        (GOOD.encode() + b"  source: you\n", 4, "'source' stands twice"),
        (GOOD.encode() + b"tags: x\n", 4, "tags: expected a list"),
        (GOOD.encode() + b"tags:\n  -\n", 5, "expected text, found nothing"),
        (GOOD.encode() + b"references:\n  list:\n    - position: one\n", 6, "a whole number"),
        (GOOD.encode() + b"references:\n  lines: []\n", 5, "unknown key 'lines'"),
        (GOOD.encode() + b"provenance:\n  a: [doi]\n  b: [doi]\n", 6, "two sources"),
        (GOOD.encode() + b"\ttags: x\n", 4, "no YAML"),
        (GOOD.encode() + b'note: "never closed\n', 4, "no YAML"),
        (GOOD.encode() + b"note: &a text\n", 4, "anchors"),
        (GOOD.encode() + b"tags: [*a]\n", 4, "aliases"),
        (GOOD.encode() + b"note: !!python/object/apply:os.system [ls]\n", 4, "tags (!)"),
        (GOOD.encode() + b"note: ! x\n", 4, "tags (!)"),
        (GOOD.encode() + b"---\ncitekey: Y\n", 4, "no YAML"),
        (GOOD.encode() + b"<<<<<<< HEAD\ntags: []\n=======\n", 4, "git merge"),
        (GOOD.encode() + b"note: \xff\n", 4, "byte 0xff is not UTF-8"),
        (GOOD.encode() + b"note: a\0b\n", 4, "NUL"),
        (GOOD.encode() + b"note: \x1b[2J\n", 4, "U+001B"),
        (GOOD.encode() + b"x: " + b"[" * 50 + b"]" * 50 + b"\n", 4, "levels deep"),
        (GOOD.encode() + b"x: " + b"[" * 200_000 + b"\n", 4, "levels deep"),
        (GOOD.encode() + b"x:\n  " + b"- " * 200_000 + b"a\n", 5, "levels deep"),
        (GOOD.encode() + b"? [a, b]\n: c\n", 4, "expected a key"),
        (GOOD.encode() + b"note: x" + b"x" * 20_000_000, 1, "larger than 20 MB"),
    ],
    ids=lambda value: repr(value[:60]) if isinstance(value, bytes) else None,
)
def test_a_bad_file_says_where_and_what(data: bytes, line: int, message: str) -> None:
    with pytest.raises(LocatedError) as caught:
        read_entry(data, PATH)
    problem = caught.value.problem
    assert message in problem.message
    assert (problem.path, problem.line) == (PATH, line)
    assert str(caught.value).startswith(f"{PATH}:{line}: ")


def test_works_of_pubmed_come_back_from_their_files(corpora: Path) -> None:
    count = 0
    for path in sorted((corpora / "A-pubmed-xml" / "metapub").rglob("*.xml")):
        data = path.read_bytes()
        if b"<PubmedArticleSet" not in data:
            continue
        for work in parse_works(data):
            lines = None if work.references is None else ReferenceList(work.references)
            entry = Entry("Work", work.record, references=lines)
            written = write_entry(entry)
            held = read(written)
            assert held == entry
            assert not held.hand_edited
            assert write_entry(held) == written
            count += 1
    assert count > 50


def test_text_that_no_file_can_hold_is_replaced() -> None:
    assert dump({"note": "a\ud800b"}) == 'note: "a\\ufffdb"\n'
    assert dump({"note": "e" + "\u0301" * 99}) == 'note: "e' + "\u0301" * 30 + '"\n'


def test_former_keys_stand_below_the_citekey_and_only_where_there_are_any() -> None:
    renamed = replace(PELTZER, former_keys=("Old1", "Old2"))
    head = 'citekey: "Peltzer2018"\nformer_keys:\n  - "Old1"\n  - "Old2"\n'
    assert write_entry(renamed) == write_entry(PELTZER).replace('citekey: "Peltzer2018"\n', head)
    assert read(write_entry(renamed)) == renamed
