"""Facets: MeSH first, then what the text states; asides only mention."""

from __future__ import annotations

import random
import re
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.classify import classify
from sscmsc.entry import Facet
from sscmsc.record import AbstractSection, Container, MeshHeading, MeshQualifier, Record
from sscmsc.text import RichText
from sscmsc.vocabulary import load_vocabulary

VOCABULARY = load_vocabulary()


def record(
    title: str = "",
    abstract: str = "",
    keywords: tuple[str, ...] = (),
    mesh: tuple[MeshHeading, ...] = (),
) -> Record:
    sections = (AbstractSection(RichText(abstract)),) if abstract else ()
    return Record(
        "pubmed", title=RichText(title) or None, abstract=sections, keywords=keywords, mesh=mesh
    )


def graded(given_record: Record, grade: str = "about", *facets: str) -> set[str]:
    """The values of some facets, by default of disease and therapy."""
    return {
        one.value
        for one in classify(given_record, VOCABULARY)
        if one.grade == grade and one.facet in (facets or ("disease", "therapy"))
    }


def facet(given_record: Record, value: str) -> Facet:
    return next(one for one in classify(given_record, VOCABULARY) if one.value == value)


#: A title that is about the value, and one that only looks like it.
EXAMPLES = {
    "autoimmune disease": ("Autoimmune diseases in adults", "Immune diseases of fish"),
    "CTD": ("Collagen vascular diseases and the lung", "The C-terminal domain (CTD)"),
    "SSc": ("Survival in progressive systemic sclerosis", "Scleroderma adultorum of Buschke"),
    "dcSSc": ("Skin score in early diffuse scleroderma", "Diffuse gliomas and systemic sclerosis"),
    "lcSSc": ("The CREST syndrome after forty years", "Waves at the CREST of a dune field"),
    "jSSc": ("Juvenile-onset systemic sclerosis", "Juvenile localized scleroderma"),
    "localized scleroderma": ("Morphoea in children", "Localized fibrosis of the pleura"),
    "SLE": ("Pregnancy in women with lupus", "Population size of Canis lupus in Spain"),
    "lupus nephritis": ("Biopsy in lupus glomerulonephritis", "Nephritis after infection"),
    "cutaneous lupus": ("Discoid lupus erythematosus", "Cutaneous tuberculosis: lupus vulgaris"),
    "RA": ("Methotrexate in early RA and other forms of arthritis", "RA signalling in the atrium"),
    "JIA": ("Juvenile idiopathic arthritis", "Juvenile salmon and idiopathic mortality"),
    "Still disease": ("Adult Still's disease", "Still images of disease"),
    "Sjögren": ("Salivary flow in Sjogrens syndrome", "Sjögren-Larsson syndrome"),
    "myositis": ("Inflammatory myopathies", "Myositis ossificans of the thigh"),
    "dermatomyositis": ("Juvenile dermatomyositis", "Dermatitis and myopathy"),
    "polymyositis": ("Polymyositis", "Poliomyelitis"),
    "inclusion body myositis": ("Inclusion body myositis", "Inclusion bodies in hepatitis"),
    "antisynthetase syndrome": ("The anti-synthetase syndrome", "An aminoacyl-tRNA synthetase"),
    "necrotizing myopathy": ("Immune-mediated necrotizing myopathy", "Necrotizing fasciitis"),
    "MCTD": ("Sharp syndrome", "A mixed disease of connective roads"),
    "UCTD": ("Undifferentiated connective tissue disease", "Undifferentiated sarcoma"),
    "vasculitis": ("Polyarteritis nodosa", "Retinal vasculitis after vaccination"),
    "ANCA vasculitis": ("Churg-Strauss syndrome", "AAV vectors for gene therapy"),
    "giant cell arteritis": ("Temporal arteritis", "Giant cell tumour of bone"),
    "Takayasu arteritis": ("Takayasu's arteritis", "Takotsubo cardiomyopathy"),
    "Behçet": ("Eye disease in Behcet's syndrome", "Bechet and the clarinet"),
    "APS": ("The anti-phospholipid antibody syndrome", "Antibodies to phospholipase"),
    "MS": ("Gait in MS: a demyelinating disease", "Proteins of the lens by LC-MS"),
    "NMOSD": ("Devic's disease", "Optica: a journal of optics"),
    "IBD": ("Colonoscopy in ulcerative colitis", "Collagenous colitis"),
    "Crohn": ("Regional enteritis", "The Crone and other tales"),
    "GVHD": ("Skin GvHD", "Graft survival and host immunity"),
    "T1D": ("Diabetes mellitus, type I", "Type 2 diabetes"),
    "ILD": ("Fibrosing alveolitis", "Lung cancer and liver fibrosis"),
    "PAH": ("Pulmonary arterial hypertension", "PAH in soil: polycyclic aromatic hydrocarbons"),
    "Raynaud": ("Raynaud phenomenon", "Renaud's prints"),
    "digital ulcers": ("Fingertip ulcers", "Digital imaging of gastric ulcers"),
    "skin fibrosis": ("Dermal fibrosis in mice", "Fibrosis of the liver and skin rash"),
    "cell therapy": ("Cellular therapies for heart failure", "Cell counts during chemotherapy"),
    "MSC": ("Wharton's jelly-derived stromal cells", "MSC-certified fisheries: stewardship"),
    "engineered MSC": ("Gene-modified mesenchymal stem cells", "Modified diets and stem cells"),
    "adipose-derived": ("Cells isolated from lipoaspirates", "Adipose tissue and insulin"),
    "ADSC": ("Adipose stem/stromal cells", "The adapter protein ASC in the inflammasome"),
    "SVF": ("The stromal-vascular fraction", "Vascular stroma of tumours"),
    "fat graft": ("Nanofat injections for scars", "Fat and graft survival"),
    "HSCT": ("Bone marrow transplants", "Bone marrow oedema after kidney transplantation"),
    "autologous HSCT": ("Autologous stem cell rescue", "Autologous blood transfusion"),
    "allogeneic HSCT": ("Allogenic haemopoietic stem cell transplantation", "Kidney allografts"),
    "extracellular vesicles": ("Small extracellular vesicles", "The nuclear exosome complex"),
    "secretome": ("Conditioned media", "Secretory pathways of yeast"),
    "CAR-T": ("CAR T cells", "CAR accidents and T junctions"),
    "iPSC": ("Induced pluripotent stem cells", "Embryonic stem cells of mice"),
    "cyclophosphamide": ("Pulse cyclophosphamide", "Ifosfamide"),
    "mycophenolate": ("Mycophenolic acid levels", "Mycobacteria"),
    "methotrexate": ("Low-dose methotrexate", "Trimethoprim"),
    "rituximab": ("Rituximab", "Ritual and axioms"),
    "tocilizumab": ("Tocilizumab", "Toxicology"),
    "nintedanib": ("Nintedanib", "Pirfenidone"),
    "photopheresis": ("Extracorporeal photopheresis", "Phototherapy"),
}  # fmt: skip


def test_every_value_has_its_examples() -> None:
    named = [value.name for facet in ("disease", "therapy") for value in VOCABULARY.named(facet)]
    assert list(EXAMPLES) == named


@pytest.mark.parametrize("value", EXAMPLES)
def test_examples(value: str) -> None:
    positive, negative = EXAMPLES[value]
    assert value in graded(record(positive))
    assert value not in graded(record(negative)) | graded(record(negative), "mentions")


def test_each_mesh_heading_labels_its_value() -> None:
    for value in (*VOCABULARY.named("disease"), *VOCABULARY.named("therapy")):
        for ui, label in value.mesh:
            found = facet(record(mesh=(MeshHeading(label, ui),)), value.name)
            assert found == Facet(value.facet, value.name, (f"mesh {ui} {label}",), "about")
            assert value.name in graded(record(mesh=(MeshHeading(label),)))


def test_mesh_tree_is_not_followed() -> None:
    assert graded(record(mesh=(MeshHeading("Sjogren's Syndrome", "D012859"),))) == {"Sjögren"}
    assert graded(record(mesh=(MeshHeading("Pyomyositis", "D052880"),))) == set()
    assert graded(record(mesh=(MeshHeading("Scleroderma, Localized", "D012594"),))) == {
        "localized scleroderma"
    }


def test_headings_that_count_in_company() -> None:
    graft = MeshHeading("Hematopoietic Stem Cell Transplantation", "D018380")
    own = MeshHeading("Transplantation, Autologous", "D014182")
    assert graded(record(mesh=(own,))) == set()
    found = facet(record(mesh=(own, graft)), "autologous HSCT")
    assert found.evidence == (
        "mesh D018380 Hematopoietic Stem Cell Transplantation + "
        "D014182 Transplantation, Autologous",
    )


def test_evidence_is_strongest_first() -> None:
    major = MeshHeading(
        "Scleroderma, Diffuse", "D045743", qualifiers=(MeshQualifier("t", major=True),)
    )
    given_record = record(
        "Skin in scleroderma",
        "Systemic sclerosis (SSc) is rare.",
        ("systemic sclerosis", "SSc"),
        (MeshHeading("Scleroderma, Systemic", "D012595"), major),
    )
    assert facet(given_record, "SSc").evidence == (
        "mesh D045743 Scleroderma, Diffuse",
        "mesh D012595 Scleroderma, Systemic",
        'title: "scleroderma"',
        'keyword: "SSc"',
        'keyword: "systemic sclerosis"',
        'abstract: "Systemic sclerosis"',
    )


def test_evidence_shows_text_as_printed() -> None:
    printed = record("Primary <i>Sjögren’s</i> syndrome", keywords=("Sjøgren’s disease",))
    assert facet(printed, "Sjögren").evidence == (
        'title: "Primary Sjögren’s syndrome"',
        'keyword: "Sjøgren’s disease"',
    )


@pytest.mark.parametrize(
    "title",
    [
        "Fibrosing disorders other than systemic sclerosis",
        "Unlike systemic sclerosis, eosinophilic fasciitis spares the fingers",
        "Pulmonary hypertension without scleroderma",
        "A paraneoplastic syndrome mimicking systemic sclerosis",
        "Scleroderma-like skin changes after docetaxel",
        "Fasciitis rather than scleroderma",
        "Non-SSc controls",
        "A disorder resembling morphea or systemic sclerosis",
    ],
)
def test_a_title_may_only_mention(title: str) -> None:
    assert "SSc" not in graded(record(title))
    assert "SSc" in graded(record(title), "mentions")


@pytest.mark.parametrize(
    "title",
    [
        "Unlike RA in arthritis clinics, systemic sclerosis is rare",
        "Dysphagia with or without systemic sclerosis",
        "Not only skin: systemic sclerosis",
        "Scleroderma: what is it like?",
        "Systemic sclerosis versus morphea",
    ],
)
def test_a_title_about_the_disease_beside_a_contrast(title: str) -> None:
    assert "SSc" in graded(record(title))


@pytest.mark.parametrize(
    ("abstract", "about", "mentioned"),
    [
        (
            "Systemic sclerosis is odd. It is not like RA, lupus or multiple sclerosis. We treat.",
            {"SSc"}, {"RA", "SLE", "MS"},
        ),
        (
            "Fibrosis is common. Mice were used. Cells from patients with scleroderma were grown. "
            "They grew. They died. All is said.",
            set(), {"SSc"},
        ),
        (
            "Fibrosis is common. Cells of scleroderma grew. Scleroderma cells died. In scleroderma "
            "collagen rose. This was new. We end here.",
            {"SSc"}, set(),
        ),
        (
            "Patients came. In contrast to rheumatoid arthritis, systemic sclerosis (SSc) scars. "
            "SSc was severe. We conclude that SSc matters.",
            {"SSc"}, {"RA"},
        ),
        (
            "Diseases such as lupus, rheumatoid arthritis, and Crohn's disease respond to cells. "
            "Diseases such as lupus and rheumatoid arthritis do. So do diseases such as lupus.",
            set(), {"SLE", "RA", "Crohn"},
        ),
        (
            "We infused mesenchymal stromal cells. Nothing happened.",
            {"MSC"}, set(),
        ),
        (
            "A case is told. The aim was to treat it by fat grafting. One. Two. Three.",
            {"fat graft", "adipose-derived"}, set(),
        ),
    ],
)  # fmt: skip
def test_abstracts(abstract: str, about: set[str], mentioned: set[str]) -> None:
    assert graded(record(abstract=abstract)) == about
    assert graded(record(abstract=abstract), "mentions") == mentioned


def test_sections_that_tell_the_subject() -> None:
    filler = RichText("One. Two. Three. Four.")
    aim = AbstractSection(RichText("Cells were given. We used exosomes. Fine. Good."), "Aim", None)
    sections = (AbstractSection(filler), aim, AbstractSection(filler))
    assert graded(Record("pubmed", abstract=sections)) == {"extracellular vesicles"}
    plain = replace(aim, label="Methods")
    assert graded(Record("pubmed", abstract=(sections[0], plain, sections[2]))) == set()


@pytest.mark.parametrize(
    ("title", "abstract", "value", "expected"),
    [
        ("The MS lesion", "Multiple sclerosis (MS) is studied.", "MS", True),
        ("An MS study of serum", "Mass spectrometry (MS) and autoimmune disease.", "MS", False),
        ("RA and the retina", "Retinoic acid (RA) and lupus.", "RA", False),
        ("Cells in RA", "Lupus and rheumatic disease differ.", "RA", True),
        ("RA size", "The right atrial (RA) wall in scleroderma.", "RA", False),
        (
            "SSc and RA",
            "Rheumatoid arthritis (RA) and systemic sclerosis (SSc).",
            "RA",
            True,
        ),
        ("PSS", "Scleroderma differs from primary Sjögren syndrome (PSS).", "SSc", True),
        ("EV uptake", "Electric vehicles.", "extracellular vesicles", False),
        ("EV uptake", "Vesicles of cells.", "extracellular vesicles", True),
        ("CTD", "Connective tissue is spared.", "CTD", True),
        ("ssc in flow cytometry", "Side scatter (ssc).", "SSc", False),
        ("Ms and Mr Sclerosis", "", "MS", False),
    ],
)
def test_abbreviations(title: str, abstract: str, value: str, expected: bool) -> None:
    given_record = record(title, abstract)
    assert (value in graded(given_record) | graded(given_record, "mentions")) is expected


def test_an_abbreviation_explained_as_something_else_is_not_counted() -> None:
    abstract = (
        "Many were seen. Scleroderma is one, primary Sjögren syndrome (PSS) another. "
        "PSS was severe. PSS was mild. PSS is common. It ends. It is over."
    )
    assert "SSc" in graded(record(abstract=abstract), "mentions")


def test_the_journal_explains_an_abbreviation() -> None:
    bare = record("Allogeneic cells in patients with refractory RA")
    journal = Container(title="Arthritis and rheumatology")
    assert graded(bare) == set()
    assert graded(replace(bare, container=journal)) == {"RA"}


def test_general_values_step_back_for_narrower_ones() -> None:
    title = "Stem cell therapy: mesenchymal stem cells"
    assert graded(record(title)) == {"MSC"}
    heading = MeshHeading("Cell- and Tissue-Based Therapy", "D064987")
    assert graded(record(title, mesh=(heading,))) == {"MSC"}
    major = replace(heading, major=True)
    assert graded(record(title, mesh=(major,))) == {"MSC", "cell therapy"}


def seed(path: Path) -> Record:
    text = path.read_text("utf-8")
    abstract = re.search(r"(?:Abstract|【 摘 要 】)\n\n(.+?)\n\n", text, re.S)
    keywords = re.search(r"(?:Keywords|关键词): (.+?)\.?\n", text)
    title = re.search(r"Main Navigation\n.+?\n\n(.+?)\n|Internal Medicine\n(.+?)\n", text, re.S)
    assert abstract
    assert title
    return record(
        title[1] or title[2],
        abstract[1],
        tuple(one.strip() for one in keywords[1].split(";") if one.strip()) if keywords else (),
    )


@pytest.mark.parametrize(
    ("name", "about", "mentioned"),
    [
        (
            "000",
            {"SSc", "CTD", "MSC", "HSCT", "autologous HSCT"},
            {"SLE", "Sjögren", "MS", "Crohn", "dcSSc"},
        ),
        (
            "001",
            {"SSc", "skin fibrosis", "HSCT", "autologous HSCT", "MSC", "adipose-derived"},
            set(),
        ),
        ("002", {"CTD", "SLE", "RA", "SSc", "Sjögren", "myositis", "MSC"}, set()),
    ],
)  # fmt: skip
def test_the_three_reviews(seeds: Path, name: str, about: set[str], mentioned: set[str]) -> None:
    [path] = seeds.glob(f"{name}_*.txt")
    assert graded(seed(path)) == about
    assert graded(seed(path), "mentions") == mentioned


def test_the_main_therapy_of_a_review_comes_first(seeds: Path) -> None:
    [path] = seeds.glob("000_*.txt")
    therapies = [one.value for one in classify(seed(path), VOCABULARY) if one.facet == "therapy"]
    assert therapies == ["MSC", "HSCT", "autologous HSCT"]


words = st.sampled_from(
    "systemic sclerosis SSc scleroderma lupus , . ( ) such as not unlike or and like -like RA MS "
    "mesenchymal stem cells MSCs exosomes with without Sjögren’s autologous HSCT ; ß".split()
)
prose = st.lists(words, max_size=25).map(" ".join)
anything = st.text(max_size=60)
headings = st.lists(
    st.sampled_from([pair for value in VOCABULARY.values for pair in value.mesh]), max_size=3
).map(lambda pairs: tuple(MeshHeading(label, ui) for ui, label in pairs))


@settings(max_examples=150, derandomize=True, deadline=None)
@given(anything | prose, anything | prose, st.lists(anything | prose, max_size=3), headings)
def test_any_text_is_classified_sorted_and_with_reasons(
    title: str, abstract: str, keywords: list[str], mesh: tuple[MeshHeading, ...]
) -> None:
    given_record = record(title, abstract, tuple(keywords), mesh)
    found = classify(given_record, VOCABULARY)
    assert found == classify(given_record, VOCABULARY)
    places = [VOCABULARY.facets.index(one.facet) for one in found]
    assert places == sorted(places)
    assert len({(one.facet, one.value) for one in found}) == len(found)
    for name in VOCABULARY.facets:
        grades = [one.grade for one in found if one.facet == name]
        assert grades == sorted(grades)
    for one in found:
        assert one.evidence
        assert one.grade in {"about", "mentions"}
        assert len(set(one.evidence)) == len(one.evidence)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(prose, st.lists(prose, min_size=1, max_size=5), headings, st.randoms(use_true_random=False))
def test_order_of_keywords_and_headings_is_of_no_account(
    title: str, keywords: list[str], mesh: tuple[MeshHeading, ...], chance: random.Random
) -> None:
    other_words, other_mesh = list(keywords), list(mesh)
    chance.shuffle(other_words)
    chance.shuffle(other_mesh)
    one = record(title, "", tuple(keywords), mesh)
    other = record(title, "", tuple(other_words), tuple(other_mesh))
    assert classify(one, VOCABULARY) == classify(other, VOCABULARY)


@settings(max_examples=60, derandomize=True, deadline=None)
@given(headings, prose | anything, prose | anything)
def test_text_never_takes_a_mesh_label_away(
    mesh: tuple[MeshHeading, ...], title: str, abstract: str
) -> None:
    assert graded(record(mesh=mesh)) <= graded(record(title, abstract, (title,), mesh))
