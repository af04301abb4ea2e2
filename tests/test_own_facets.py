"""A library's own facets, values and rules in `sscmsc.toml`: what they do, and what is refused."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from sscmsc.classify import classify
from sscmsc.config import load_own_tables, load_settings
from sscmsc.entry import Facet
from sscmsc.errors import InputError
from sscmsc.record import AbstractSection, MeshHeading, PublicationType, Record
from sscmsc.text import RichText
from sscmsc.vocabulary import Vocabulary, load_vocabulary
from tests.conftest import ROOT

#: A vocabulary for another disease, as a person would write it.
EB = """\
schema = 1

[[facet.disease.value]]
name = "EB"
label = "epidermolysis bullosa"
mesh.D004820 = "Epidermolysis Bullosa"
terms = ["epidermolysis bullosa", "butterfly-skin disease"]

[[facet.disease.value]]
name = "RDEB"
label = "recessive dystrophic epidermolysis bullosa"
also = ["EB"]
mesh.D016108 = "Epidermolysis Bullosa Dystrophica"
terms = ["{|recessive} Dystrophic epidermolysis bullosa"]
abbreviations = ["RDEB", { text = "DEB", needs = ["bullosa"] }]

[facet.gene]
title = "Gene"
rules.edge = 1
rules.examples = ["such as"]

[[facet.gene.value]]
name = "COL7A1"
label = "collagen VII"
terms = ["{type VII|type 7} collagen", "COL7A1"]

[[facet.design.value]]
name = "letter"
synonyms = ["correspondence"]
title_terms = ["a note!"]

[[rule]]
give = "disease=RDEB"
when = ["gene=COL7A1", "disease=EB"]
unless = ["design=narrative review"]
"""


def loaded(folder: Path, text: str) -> Vocabulary:
    path = folder / "sscmsc.toml"
    path.write_text(text, encoding="utf-8")
    return load_vocabulary(load_own_tables(path))


def labels(record: Record, vocabulary: Vocabulary, facet: str) -> set[str]:
    return {
        one.value
        for one in classify(record, vocabulary)
        if one.facet == facet and one.grade == "about"
    }


def titled(title: str) -> Record:
    return Record("x", title=RichText(title))


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Vocabulary:
    return loaded(tmp_path_factory.mktemp("own"), EB)


def test_values_of_ones_own_are_found_as_those_of_the_package(own: Vocabulary) -> None:
    title = "Mesenchymal stromal cells in recessive dystrophic epidermolysis bullosa"
    assert labels(titled(title), own, "disease") == {"RDEB", "EB"}
    assert labels(titled(title), own, "therapy") == {"MSC"}
    assert labels(titled("Butterfly skin disease"), own, "disease") == {"EB"}
    assert labels(titled("Type VII collagen and SSc"), own, "gene") == {"COL7A1"}
    heading = MeshHeading("Epidermolysis Bullosa Dystrophica", "D016108")
    assert labels(Record("x", mesh=(heading,)), own, "disease") == {"RDEB", "EB"}
    assert own.find("disease", "d016108") == "RDEB"
    assert own.narrower("disease", "EB") == {"EB", "RDEB"}
    assert own.find("design", "Correspondence") == "letter"
    assert labels(titled("A note on mice"), own, "design") == {"letter"}
    assert labels(titled("A notes archive"), own, "design") == set()
    assert own.scheme("gene").title == "Gene"


def test_facets_of_ones_own_come_last_and_values_with_their_facet(own: Vocabulary) -> None:
    assert own.facets[:2] == ("disease", "therapy")
    assert own.facets[-1] == "gene"
    names = [value.name for value in own.named("disease")]
    assert names[0] == "autoimmune disease"
    assert names[-2:] == ["EB", "RDEB"]


def test_a_rule_of_ones_own_gives_a_label_with_its_reason(own: Vocabulary) -> None:
    found = classify(titled("COL7A1 variants in epidermolysis bullosa"), own)
    assert Facet("disease", "RDEB", ("follows from gene=COL7A1 + disease=EB",)) in found
    review = titled("COL7A1 variants in epidermolysis bullosa: a review")
    assert "RDEB" not in labels(review, own, "disease")


def test_an_abbreviation_that_the_abstract_introduces_counts(own: Vocabulary) -> None:
    text = (
        "Skin is a barrier. Wounds heal slowly. One cause is epidermolysis bullosa (EBX). Cells "
        "were given in EBX. EBX improved. Skin was taken. It was cut. It was stained."
    )
    record = Record("x", abstract=(AbstractSection(RichText(text)),))
    assert labels(record, own, "disease") == {"EB"}
    other = RichText(text.replace("given in EBX. EBX", "given. It"))
    assert labels(Record("x", abstract=(AbstractSection(other),)), own, "disease") == set()


def test_the_values_of_the_package_can_be_left_out(tmp_path: Path) -> None:
    text = 'schema = 1\n[facet.disease]\nbuiltin = false\n[[facet.disease.value]]\nname = "EB"\n'
    vocabulary = loaded(tmp_path, text)
    assert [value.name for value in vocabulary.named("disease")] == ["EB"]
    assert labels(titled("Systemic sclerosis: a randomised trial"), vocabulary, "disease") == set()
    assert labels(titled("Systemic sclerosis: a randomised trial"), vocabulary, "design") == {"RCT"}


def test_a_publication_type_is_known_by_its_label_where_its_ui_is_not() -> None:
    vocabulary = load_vocabulary()
    for ui in ("D000099999", None):
        record = Record("x", publication_types=(PublicationType("Scoping Review", ui),))
        (facet,) = classify(record, vocabulary)
        assert facet.value == "systematic review"
        assert facet.evidence[0].startswith("publication type ")


def test_settings_hold_the_tables(tmp_path: Path) -> None:
    path = tmp_path / "sscmsc.toml"
    path.write_text(EB, encoding="utf-8")
    settings = load_settings({}, library_toml=path)
    assert settings.facets is not None
    assert set(settings.facets.values) == {"facet", "rule"}
    path.write_text("schema = 1\n", encoding="utf-8")
    assert load_settings({}, library_toml=path).facets is None
    assert load_own_tables(tmp_path / "none.toml") is None


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('name = "EB"', "nam = 1", "there is no key 'nam' here"),
        ('name = "EB"', 'name = "EB"\nalso = ["RA2"]', "no disease is called 'RA2'"),
        ('also = ["EB"]', 'also = ["RDEB"]', "wider than itself"),
        ('"butterfly-skin disease"]', '"{butterfly"]', "'{' has no end"),
        ('"butterfly-skin disease"]', '"a } b"]', "stands outside of braces"),
        ('"butterfly-skin disease"]', '"<skin>"]', "no macro 'skin'"),
        ('"butterfly-skin disease"]', '"a < b"]', "name of a macro"),
        ('"butterfly-skin disease"]', '""]', "must have a word"),
        ('abbreviations = ["RDEB", {', "abbreviations = [1, {", "an abbreviation is text"),
        ("rules.edge = 1", 'rules.edge = "x"', "'edge' must be a whole number"),
        ("rules.edge = 1", "rules.x = 1", "no key 'x'"),
        ("[facet.gene]", '[facet."A gene"]', "can name no facet"),
        ('give = "disease=RDEB"', 'give = "disease"', "must be one label"),
        ('give = "disease=RDEB"', 'give = "disease=X"', "no disease is called 'X'"),
        ('when = ["gene=COL7A1", "disease=EB"]', "when = []", "needs something"),
        ('"gene=COL7A1", "dis', '"n=7", "dis', "values of 'n' are open"),
        ('"gene=COL7A1", "dis', '"color=red", "dis', "there is no facet 'color'"),
        ("schema = 1", "schema = 1\nrule = 3", "'rule' must be a list of tables"),
        ("schema = 1", "schema = 1\nfacet = 3", "'facet' must be a table"),
    ],
)
def test_what_is_out_of_form_is_told_with_its_line(
    tmp_path: Path, old: str, new: str, message: str
) -> None:
    text = EB.replace(old, new, 1)
    if new.endswith("= 3"):
        text = new + "\n"
    line = 1 + text[: text.index(new.splitlines()[-1])].count("\n")
    with pytest.raises(InputError, match=message) as caught:
        loaded(tmp_path, text)
    assert caught.value.message.startswith(f"{tmp_path / 'sscmsc.toml'}:{line}: ")
    assert caught.value.exit_code == 3


def test_the_documented_example_works(tmp_path: Path) -> None:
    text = (ROOT / "docs" / "facets.md").read_text("utf-8")
    example = re.search(r"```toml\n(.*?)```", text, re.S)
    assert example
    vocabulary = loaded(tmp_path, example[1])
    assert labels(titled("Type VII collagen in man"), vocabulary, "disease") == {"EB"}
    assert labels(titled("Type VII collagen in mice"), vocabulary, "disease") == set()
