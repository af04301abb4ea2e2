"""A small library of made-up works that has something for every field a query may name."""

from __future__ import annotations

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry, Facet
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.library import Library
from sscmsc.record import (
    AbstractSection,
    Author,
    Container,
    Group,
    MeshHeading,
    Person,
    PublicationType,
    Record,
    Relation,
)
from sscmsc.reference import Reference, ReferenceList
from sscmsc.text import RichText


def facets(**labels: str) -> tuple[Facet, ...]:
    """Labels: `disease="SSc, ~RA"` is about SSc and mentions RA."""
    return tuple(
        Facet(name, value.strip(" ~"), ("x",), "mentions" if "~" in value else "about")
        for name, values in labels.items()
        for value in values.split(",")
    )


def lines(*keys: str | None) -> ReferenceList:
    """A list that points at these entries, with an open line for each None."""
    return ReferenceList(
        tuple(
            Reference(place, f"Line {place}", citekey=key, matched_by=key and "doi")
            for place, key in enumerate(keys, 1)
        )
    )


def authors(*names: str) -> tuple[Author, ...]:
    """`Family, Given` is a person, anything else a group."""
    split = (name.partition(", ") for name in names)
    return tuple(
        Person(family, given) if comma else Group(family) for family, comma, given in split
    )


REVIEW = Entry(
    "Amsel2018",
    Record(
        source="pubmed",
        pmid=PMID("29768149"),
        pmcid=PMCID("PMC6146027"),
        doi=DOI("10.5555/review.2018"),
        title=RichText("Mesenchymal stromal cells in systemic sclerosis: digital ulcers"),
        authors=authors("Amsel, Ada", "van den Berg, Jan"),
        container=Container("Frontiers in immunology", "Front Immunol"),
        issued=PartialDate(2018, 9),
        languages=("eng",),
        keywords=("cell therapy", "immunomodulation"),
        publication_types=(PublicationType("Review", "D016454"),),
    ),
    facets=facets(disease="SSc, ~RA", therapy="MSC", design="narrative review"),
    references=lines("Birke2016", "Drossel2012", None),
    tags=("grant 2026", "Core"),
)
TRIAL = Entry(
    "Birke2016",
    Record(
        source="pubmed",
        pmid=PMID("11454634"),
        doi=DOI("10.5555/s0140-6736(02)08567-1"),
        title=RichText("Autologous transplantation for scleroderma: a randomised trial"),
        authors=authors("Birke, Bo C.", "Amsel, Ada", "ASTIS Working Party"),
        container=Container("Blood", "Blood"),
        issued=PartialDate(2016),
        languages=("eng",),
        abstract=(AbstractSection(RichText("We treated 156 patients; TGF-β fell.")),),
        mesh=(MeshHeading("Scleroderma, Systemic", "D012595", major=True),),
        publication_types=(
            PublicationType("Randomized Controlled Trial", "D016449"),
            PublicationType("Journal Article", "D016428"),
        ),
    ),
    facets=facets(
        disease="dcSSc, SSc", therapy="autologous HSCT, HSCT", design="RCT", n="156",
        donor="autologous", trial="NCT00114530",
    ),
    note="Ask about the toxicity of conditioning.",
)  # fmt: skip
RETRACTED = Entry(
    "Drossel2012",
    Record(
        source="crossref",
        doi=DOI("10.5555/old"),
        superseded_dois=(DOI("10.5555/older"),),
        title=RichText("Sclérodermie et cellules souches"),
        title_translated=True,
        original_title=RichText("系统性硬化病 of the Çelik clinic"),
        authors=authors("Drossel, Ön", "O'Brien, Úna"),
        container=Container("Journal of Cerebral Blood Flow", "J Cereb Blood Flow"),
        issued=PartialDate(2012),
        languages=("fre",),
        relations=(Relation("RetractionIn", pmid=PMID("1")),),
        publication_types=(PublicationType("Case Reports", "D002363"),),
    ),
    facets=facets(disease="RA", design="case report", n="3"),
    former_keys=("OldKey",),
)
PREPRINT = Entry(
    "Erle2023",
    Record(
        source="europepmc",
        kind="article",
        doi=DOI("10.5555/2023.01.01"),
        title=RichText("Exosomes in mice: H<sub>2</sub>O and therapies"),
        authors=authors("Erle, Eva"),
        issued=PartialDate(2023),
        publication_types=(PublicationType("Preprint", "D000076942"),),
    ),
    facets=facets(therapy="extracellular vesicles", subject="animal", design="preclinical"),
    references=lines("Amsel2018", "Birke2016"),
    labels=("disease=SLE",),
)
BARE = Entry("Falke", Record(source="pubmed", title=RichText("Illness and art: Paul Klee")))
LIBRARY = Library((REVIEW, TRIAL, RETRACTED, PREPRINT, BARE))
