"""The vocabulary: its facts against MeSH, what users may call a value, and its automaton."""

from __future__ import annotations

import gzip
import pickle
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.errors import InputError
from sscmsc.vocabulary import Vocabulary, load_vocabulary, make_vocabulary
from sscmsc.vocabulary_patterns import parse_pattern
from sscmsc.words import Words, fold, singular
from tests.conftest import ROOT


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return load_vocabulary()


def test_every_mesh_ui_has_the_stated_label(vocabulary: Vocabulary, corpora: Path) -> None:
    path = corpora / "G-mesh" / "mesh_id_label_mappings.tsv.gz"
    rows = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
    labels = {ui: label for ui, label, *_ in (row.split("\t") for row in rows)}
    for value in vocabulary.values:
        for ui, label in value.mesh:
            assert labels.get(ui) == label, value.name
        for together in value.together:
            assert set(together) <= labels.keys(), value.name


@pytest.mark.parametrize(
    "text",
    [
        "SSc", "ssc", "SSC", "scleroderma",
        "Scleroderma", "systemic sclerosis", "Systemic-Sclerosis",
        "Scleroderma, Systemic", "scleroderma systemic", "D012595", "d012595", " SSc ",
    ],
)  # fmt: skip
def test_ssc_by_all_its_names(vocabulary: Vocabulary, text: str) -> None:
    assert vocabulary.find("disease", text) == "SSc"


@pytest.mark.parametrize(
    ("facet", "text", "name"),
    [
        ("disease", "D045743", "dcSSc"),
        ("disease", "CREST", "lcSSc"),
        ("disease", "crest syndrome", "lcSSc"),
        ("disease", "morphoea", "localized scleroderma"),
        ("disease", "localised scleroderma", "localized scleroderma"),
        ("disease", "lupus", "SLE"),
        ("disease", "sle", "SLE"),
        ("disease", "sjogren", "Sjögren"),
        ("disease", "Sjoegren", "Sjögren"),
        ("disease", "SJÖGREN'S SYNDROME", "Sjögren"),
        ("disease", "Sjögren’s disease", "Sjögren"),
        ("disease", "ra", "RA"),
        ("disease", "dermatomyositis", "dermatomyositis"),
        ("disease", "idiopathic inflammatory myopathies", "myositis"),
        ("disease", "Crohn’s disease", "Crohn"),
        ("disease", "graft versus host disease", "GVHD"),
        ("disease", "ms", "MS"),
        ("disease", "behcet", "Behçet"),
        ("disease", "connective tissue diseases", "CTD"),
        ("therapy", "msc", "MSC"),
        ("therapy", "MSCs", "MSC"),
        ("therapy", "mesenchymal stromal cells", "MSC"),
        ("therapy", "Mesenchymal Stem Cells", "MSC"),
        ("therapy", "hsct", "HSCT"),
        ("therapy", "haematopoietic stem cell transplantation", "HSCT"),
        ("therapy", "AHSCT", "autologous HSCT"),
        ("therapy", "adipose", "adipose-derived"),
        ("therapy", "svf", "SVF"),
        ("therapy", "fat grafting", "fat graft"),
        ("therapy", "exosomes", "extracellular vesicles"),
        ("therapy", "EVs", "extracellular vesicles"),
        ("therapy", "car-t", "CAR-T"),
    ],
)
def test_what_users_may_call_a_value(
    vocabulary: Vocabulary, facet: str, text: str, name: str
) -> None:
    assert vocabulary.find(facet, text) == name


def test_every_name_label_synonym_and_ui_finds_its_value(vocabulary: Vocabulary) -> None:
    for value in vocabulary.values:
        mesh = [part for pair in value.mesh for part in pair]
        for text in (value.name, value.label, *value.synonyms, *mesh):
            assert vocabulary.find(value.facet, text) == value.name, text


@pytest.mark.parametrize(
    ("facet", "text", "near"),
    [
        ("disease", "sclerodrma", "SSc"),
        ("disease", "Sjörgen", "Sjögren"),
        ("therapy", "mesenchymal cels", "MSC"),
        ("therapy", "exosmes", "extracellular vesicles"),
    ],
)
def test_an_unknown_value_names_the_nearest(
    vocabulary: Vocabulary, facet: str, text: str, near: str
) -> None:
    with pytest.raises(InputError) as caught:
        vocabulary.find(facet, text)
    assert repr(text) in caught.value.message
    assert near in caught.value.hint
    assert caught.value.exit_code == 3


@pytest.mark.parametrize("text", ["", "   ", "qqqqqq", "123", "\u202e", "-"])
def test_a_hopeless_value_lists_what_there_is(vocabulary: Vocabulary, text: str) -> None:
    with pytest.raises(InputError) as caught:
        vocabulary.find("disease", text)
    assert all(value.name in caught.value.hint for value in vocabulary.named("disease"))


def test_narrower(vocabulary: Vocabulary) -> None:
    assert vocabulary.narrower("disease", "SSc") == {"SSc", "dcSSc", "lcSSc", "jSSc"}
    assert vocabulary.narrower("disease", "SLE") == {"SLE", "lupus nephritis"}
    assert vocabulary.narrower("disease", "RA") == {"RA"}
    assert vocabulary.narrower("disease", "CTD") >= {"SSc", "lcSSc", "SLE", "MCTD", "Sjögren"}
    assert "MS" not in vocabulary.narrower("disease", "CTD")
    assert vocabulary.narrower("therapy", "adipose-derived") == {
        "adipose-derived", "ADSC", "SVF", "fat graft",
    }  # fmt: skip
    assert "autologous HSCT" in vocabulary.narrower("therapy", "cell therapy")


def test_no_value_lies_below_itself(vocabulary: Vocabulary) -> None:
    for value in vocabulary.values:
        for wider in value.also + value.parents:
            assert value.name not in vocabulary.narrower(value.facet, value.name) - {value.name}
            assert wider not in vocabulary.narrower(value.facet, value.name)


def test_names_are_unique_within_a_facet(vocabulary: Vocabulary) -> None:
    for facet in vocabulary.facets:
        folded = [value.name.casefold() for value in vocabulary.named(facet)]
        assert len(set(folded)) == len(folded)


def test_a_vocabulary_survives_pickling(vocabulary: Vocabulary) -> None:
    copy = pickle.loads(pickle.dumps(vocabulary))
    words = Words.of("Mesenchymal stem cells in SSc and Sjögren's syndrome")
    assert copy.values == vocabulary.values
    assert copy.names.search(words) == vocabulary.names.search(words)


def test_documented_values_are_those_of_the_data(vocabulary: Vocabulary) -> None:
    text = (ROOT / "docs" / "facets.md").read_text("utf-8")
    rows = re.findall(r"^\| `([^`]+)` \| ([^|]+) \| ([^|]*) \| ([^|]*) \|$", text, re.M)
    stated = [tuple(cell.strip() for cell in row) for row in rows]
    assert stated == [
        (
            value.name,
            value.label,
            " ".join(ui for ui, _ in (*value.mesh, *value.types)) or "-",
            ", ".join([*(f"also {one}" for one in value.also), *value.parents]) or "-",
        )
        for value in vocabulary.values
    ]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ({}, "'name' must be text"),
        ({"name": 1}, "'name' must be text"),
        ({"name": "x", "label": "x", "terms": "x"}, "list of texts"),
        ({"name": "x", "label": "x", "terms": [1]}, "list of texts"),
        ({"name": "x", "label": "x", "mesh": ["D1"]}, "'mesh' must be a table"),
        ({"name": "x", "label": "x", "parents": ["y"]}, "no disease is called 'y'"),
        ({"name": "x", "label": "x", "edge": "two"}, "'edge' must be a whole number"),
    ],
)
def test_data_out_of_form_is_refused(row: dict[str, object], message: str) -> None:
    table = {"facet": "disease", "rules": {"edge": 1, "anywhere": 2}, "value": [row]}
    with pytest.raises(ValueError, match=message):
        make_vocabulary([table])


def test_patterns_read_as_alternatives() -> None:
    assert parse_pattern("type {1|i} <x>", {"x": "{|a b}"}) == [
        "type", [["1"], ["i"]], [[], ["a", "b"]],
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("cells", "cell"), ("therapies", "therapy"), ("vasculitides", "vasculitis"),
        ("crohn's", "crohn"), ("sclerosis", "sclerosis"), ("lupus", "lupus"), ("loss", "loss"),
        ("diseases", "disease"), ("ips", "ips"), ("s", "s"), ("'s", ""),
    ],
)  # fmt: skip
def test_singular(word: str, expected: str) -> None:
    assert singular(word) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Sjögren’s", "Sjogren's"), ("Behçet", "Behcet"), ("haematopoietic", "haematopoietic"),
        ("stem\u2010cell", "stem-cell"), ("mes\u00adenchymal", "mesenchymal"),
        ("ﬁbrosis", "fibrosis"),
        ("Sjøgren", "Sjogren"), ("œdema", "oedema"),
    ],
)  # fmt: skip
def test_fold(text: str, expected: str) -> None:
    assert fold(text) == expected


@settings(max_examples=100, derandomize=True, deadline=None)
@given(
    st.text(alphabet=st.one_of(st.characters(), st.sampled_from("aé’ß\u00adÆ-( .")), max_size=40)
)
def test_words_are_of_equal_number_and_show_what_was_printed(text: str) -> None:
    words = Words.of(text)
    assert len(words.raw) == len(words.low)
    for place in range(len(words.raw)):
        assert words.raw[place] in fold(words.shown(place, place + 1))
