"""Source, donor, route, subject and design: each value, and what follows from what."""

from __future__ import annotations

import pytest

from sscmsc.classify import classify
from sscmsc.entry import Facet
from sscmsc.record import AbstractSection, MeshHeading, PublicationType, Record, Substance
from sscmsc.text import RichText
from sscmsc.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()

#: A title that has the value, and one that only looks like it.
EXAMPLES = {
    "source": {
        "bone marrow": ("Bone marrow-derived MSCs", "MSCs in bone marrow failure"),
        "adipose": ("Fat grafting", "Adipose tissue and insulin"),
        "umbilical cord": ("Umbilical cord MSCs", "Umbilical cord prolapse"),
        "Wharton's jelly": ("Wharton's jelly MSCs", "MSCs of the cord"),
        "placenta": ("Amniotic membrane stem cells", "Placenta previa and stem cells"),
        "other source": ("", "Stem cells of another kind"),
        "cord blood": ("Stem cells of umbilical cord blood", "Umbilical cord MSCs"),
        "peripheral blood": (
            "Peripheral blood stem cell transplantation",
            "MSCs and peripheral blood mononuclear cells",
        ),
        "dental": ("Dental pulp stem cells", "Dental care after HSCT"),
        "synovium": ("Synovial membrane-derived stem cells", "MSCs for synovial joints"),
        "endometrium": ("Menstrual blood-derived stem cells", "MSCs for the endometrium"),
        "skin": ("Dermal mesenchymal stem cells", "MSCs heal skin"),
        "pluripotent": ("Cell therapy from iPSCs", "Pluripotency genes in cell therapy"),
    },
    "donor": {
        "autologous": ("Autologous MSCs", "Autologous blood transfusion"),
        "allogeneic": ("Third-party stem cells", "MSCs and allogeneic immune responses"),
        "xenogeneic": ("Xenogeneic MSCs", "Xenon and MSCs"),
    },
    "route": {
        "intravenous": ("Intravenous MSCs", "Intravenous immunoglobulin in SSc"),
        "local": ("Intralesional MSCs", "Regional myocardial blood flow"),
        "hand": ("Fat grafting of the hand", "MSCs, on the other hand, are safe"),
        "digital": ("Fat grafting of the fingers", "Digital imaging of SSc"),
        "face": ("Fat grafting for perioral fibrosis", "Patients face HSCT"),
        "other route": ("", "Another route to peace"),
        "subcutaneous": ("Subcutaneous injection of methotrexate", "Subcutaneous fat in SSc"),
        "intramuscular": ("Intramuscular MSCs", "Muscular dystrophy"),
        "intra-articular": ("Intra-articular MSCs", "Articular cartilage"),
        "intra-arterial": ("Intracoronary MSCs", "Arterial stiffness"),
        "intraperitoneal": ("Intraperitoneal chemotherapy", "Peritoneal dialysis"),
        "intrathecal": ("Intrathecal MSCs", "Spinal surgery"),
        "inhaled": ("Inhaled exosomes", "Smoke inhalers"),
        "oral": ("Oral cyclophosphamide", "Oral health in SSc"),
    },
    "subject": {
        "human": ("Healthy volunteers", "Humanized antibodies of mice"),
        "animal": ("Zebrafish larvae", "Rabbit antithymocyte globulin in lupus"),
        "in vitro": ("Organoids of the gut", "Cultural studies"),
    },
    "design": {
        "systematic review": ("SSc: a scoping review", "Reporting of systematic reviews"),
        "meta-analysis": ("SSc: a network meta-analysis", "The quality of meta-analyses"),
        "guideline": ("EULAR points to consider", "A guide to the heart"),
        "RCT": ("Cells versus placebo", "Mendelian randomization and non-randomised data"),
        "phase III trial": ("Cells: a phase II/III study", "Three phases of healing"),
        "phase II trial": ("Cells: a phase 2b, open-label trial", "The second phase of shock"),
        "phase I trial": ("First-in-human cells", "The first phase of shock"),
        "clinical trial": ("Cells: an open-label pilot study", "Clinical trials in lupus"),
        "observational study": ("An observational study", "Reporting of observational studies"),
        "cohort": ("A retrospective chart review", "A prospective, randomised trial"),
        "case-control": ("A nested case–control study", "Infection control"),
        "cross-sectional": ("A cross-sectional survey", "Cross-sectional area of nerves"),
        "case report": ("Two cases of morphea", "Heart case"),
        "case series": ("A series of ten patients", "Series of numbers"),
        "narrative review": ("SSc: an update", "Systematic review of SSc"),
        "preclinical": ("A mouse model of asthma", "Role models in medicine"),
        "protocol": ("Cells: study protocol", "A new injection protocol"),
        "editorial": ("Comment on: cells", "The editorial board"),
        "letter": ("Letter to the editor", "Letters of the genome"),
        "randomised": ("", "Random forests"),
        "blinded": ("A double-masked study", "Blind people"),
    },
}


def record(title: str = "", *abstract: str, label: str | None = None) -> Record:
    sections = tuple(AbstractSection(RichText(one), label) for one in abstract)
    return Record("x", title=RichText(title) or None, abstract=sections)


def graded(given: Record, facet: str, grade: str = "about") -> set[str]:
    return {
        one.value for one in classify(given, VOCABULARY) if (one.facet, one.grade) == (facet, grade)
    }


def test_every_value_has_its_examples() -> None:
    for facet in VOCABULARY.facets[2:-2]:
        assert list(EXAMPLES[facet]) == [value.name for value in VOCABULARY.named(facet)]


@pytest.mark.parametrize(
    ("facet", "value"), [(facet, value) for facet, values in EXAMPLES.items() for value in values]
)
def test_examples(facet: str, value: str) -> None:
    positive, negative = EXAMPLES[facet][value]
    if positive:
        assert value in graded(record(positive), facet)
    assert value not in graded(record(negative), facet)


def test_each_publication_type_labels_its_value() -> None:
    for value in VOCABULARY.named("design"):
        for ui, label in value.types:
            held = Record("x", publication_types=(PublicationType(label, ui),))
            facet = next(one for one in classify(held, VOCABULARY) if one.value == value.name)
            assert facet.evidence == (f"publication type {ui} {label}",)


def test_designs_are_ranked_as_evidence() -> None:
    ranked = [value for value in VOCABULARY.named("design") if value.rank is not None]
    ranks = [value.rank or 0 for value in ranked]
    assert ranks == sorted(ranks)
    assert ranked[0].name == "systematic review"
    assert VOCABULARY.rank("design", "RCT") < VOCABULARY.rank("design", "cohort")
    assert VOCABULARY.rank("design", "blinded") == VOCABULARY.rank("design", "no such") == 99


@pytest.mark.parametrize(
    ("abstract", "values"),
    [
        ("Cells help. In this review we tell how. It is done.", {"narrative review"}),
        ("Cells help. Recent advances are discussed. We discuss risks.", {"narrative review"}),
        ("Cells help. We measured them. The results are discussed.", set()),
        ("Charts were reviewed. Medical records were reviewed. It was found.", set()),
        ("We retrospectively reviewed 40 charts. Many lived. We end.", {"cohort"}),
        ("Patients were randomly assigned to cells or placebo.", {"RCT"}),
        ("Patients came. Larger randomised controlled trials are needed.", set()),
        ("Mice were randomly divided. They died. We end.", {"randomised", "preclinical"}),
        ("We report a 45-year-old woman with SSc. She lived. We end.", {"case report"}),
        ("Here we describe nothing. A case–control study was done.", {"case-control"}),
        ("We searched PubMed. This systematic review and meta-analysis tells.",
         {"systematic review", "meta-analysis"}),
        ("Cells grow. A randomised trial was cited once. Then cells grew. They grew more. "
         "They died. All was well. We end here.", set()),
    ],
)  # fmt: skip
def test_what_an_abstract_says_of_itself(abstract: str, values: set[str]) -> None:
    assert graded(record("Cells", abstract), "design") == values


def test_a_section_on_methods_tells_the_design() -> None:
    text = "It was a good time. There was a randomised controlled trial of tea. It was hot. It is."
    filler = "One. Two. Three. Four."
    methods = record("Tea", filler, text, filler, label="Patients and Methods")
    assert "RCT" in graded(methods, "design")
    assert "RCT" not in graded(record("Tea", filler, text, filler, label="Results"), "design")


def test_what_is_of_trials_is_no_trial() -> None:
    title = "Cells in SSc: a systematic review of randomised, double-blind phase II trials"
    assert graded(record(title), "design") == {"systematic review"}
    indexed = Record(
        "x",
        publication_types=tuple(
            PublicationType(label, ui)
            for label, ui in (("Review", "D016454"), ("Systematic Review", "D000078182"))
        ),
    )
    assert graded(indexed, "design") == {"systematic review"}


def test_the_general_steps_back_for_the_narrower() -> None:
    types = (PublicationType("Clinical Trial", "D016430"),)
    assert graded(Record("x", publication_types=types), "design") == {"clinical trial"}
    phase = (*types, PublicationType("Clinical Trial, Phase II", "D017427"))
    assert graded(Record("x", publication_types=phase), "design") == {"phase II trial"}


def test_source_donor_and_place_are_told_of_a_cell_therapy_only() -> None:
    assert graded(record("Bone marrow in SSc"), "source") == set()
    assert graded(record("Allogeneic kidneys"), "donor") == set()
    assert graded(record("The hands in SSc"), "route") == set()
    tissue = MeshHeading("Adipose Tissue", "D000273")
    cells = MeshHeading("Mesenchymal Stem Cells", "D059630")
    assert graded(Record("x", mesh=(tissue,)), "source") == set()
    assert graded(Record("x", mesh=(tissue, cells)), "source") == {"adipose"}


def test_a_label_that_follows_tells_from_what() -> None:
    found = classify(record("Adult stem cells in lupus"), VOCABULARY)
    (subject,) = (one for one in found if one.facet == "subject")
    assert subject == Facet("subject", "human", ("follows from disease=SLE",))
    assert subject.confidence == 0.6


def test_a_substance_is_evidence() -> None:
    held = Record("x", substances=(Substance("Tocilizumab", "C502936"), Substance("Water")))
    (facet,) = classify(held, VOCABULARY)
    assert facet == Facet("therapy", "tocilizumab", ("substance Tocilizumab",))


@pytest.mark.parametrize(
    ("evidence", "grade", "confidence"),
    [
        (("user",), "about", 1.0),
        (("user", 'abstract: "x"'), "mentions", 1.0),
        (("mesh D1 X",), "about", 0.95),
        (('title: "x"',), "about", 0.9),
        (('keyword: "x"', 'keyword: "y"'), "about", 0.85),
        (('abstract: "x"',), "about", 0.75),
        (('abstract: "x"',), "mentions", 0.3),
        (('title: "x"', 'abstract: "x"'), "about", 0.97),
        (("mesh D1 X", 'title: "x"', 'keyword: "x"'), "about", 0.99),
        (("follows from a=b",), "about", 0.6),
        (("something else",), "about", 0.5),
        ((), "about", 0.0),
    ],
)
def test_confidence_follows_from_the_evidence(
    evidence: tuple[str, ...], grade: str, confidence: float
) -> None:
    assert Facet("disease", "SSc", evidence, grade).confidence == confidence


def test_what_a_lost_abstract_showed_is_kept_and_rules_follow_from_it() -> None:
    text = (
        "SSc was treated. Mice were injected with stem cells of bone marrow. Stem cells of bone "
        "marrow help."
    )
    before = classify(record("A new way", text), VOCABULARY)
    assert {"SSc", "cell therapy", "bone marrow", "animal", "preclinical"} <= {
        one.value for one in before
    }
    assert classify(record("A new way"), VOCABULARY, before) == before
    unknown = (*before, Facet("disease", "no such", ('abstract: "x"',)))
    assert classify(record("A new way"), VOCABULARY, unknown) == before
