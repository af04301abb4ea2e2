"""Libraries of any size for benches: the same works in our own form and in that of others.

Every work has eight authors, twelve MeSH headings and an abstract of 1,500 characters; one in
twenty is about systemic sclerosis; one in a hundred has a list of a hundred references, each of
which points at a work of the library. Works are filled into texts made once: writing them from
records would take longer than what is measured.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry, Facet
from sscmsc.formats.native import write_entry
from sscmsc.identifiers import DOI, PMID
from sscmsc.record import AbstractSection, Container, MeshHeading, Person, Record
from sscmsc.text import RichText

WORDS = (
    "systemic sclerosis fibroblast mesenchymal stromal cell therapy skin trial patients autologous "
    "transplantation randomised controlled outcome lung disease cohort study treatment vascular "
    "immune tissue repair marrow adipose collagen digital ulcer survival response safety marker "
    "gene protein signal pathway growth factor kidney heart muscle nerve bone joint blood vessel"
).split()
SURNAMES = [a + b for a in "Abel Berg Carl Dahl Egli Falk Graf Hess".split() for b in
            ("", "mann", "son", "er", "ini", "escu", "ova", "wicz")]  # fmt: skip
ABOUT_EVERY = 20
REVIEW_EVERY = 100
LISTED = 100


class Work(NamedTuple):
    """One made-up work."""

    citekey: str
    pmid: int
    doi: str
    title: str
    authors: tuple[str, ...]
    abstract: str
    mesh: tuple[str, ...]
    year: int
    about: bool
    cites: tuple[int, ...]


def works(count: int) -> Iterator[Work]:
    """As many works, the same ones each time."""
    for number in range(count):
        chance = random.Random(number)
        cites: tuple[int, ...] = ()
        if number % REVIEW_EVERY == 0:
            cites = tuple(sorted(chance.sample(range(count), min(LISTED, count - 1))))
        yield Work(
            citekey=f"{chance.choice(SURNAMES)}{number}",
            pmid=10_000_000 + number,
            doi=f"10.5555/made.{number}",
            title=" ".join(chance.choices(WORDS, k=12)).capitalize(),
            authors=tuple(chance.choices(SURNAMES, k=8)),
            abstract=" ".join(chance.choices(WORDS, k=205)),
            mesh=tuple(" ".join(chance.choices(WORDS, k=2)).capitalize() for _ in range(12)),
            year=1990 + number % 35,
            about=number % ABOUT_EVERY == 0,
            cites=cites,
        )


def make_library(folder: Path, count: int) -> None:
    """A library of ours: entries/ and sscmsc.toml, as a command would have written them."""
    entries = folder / "entries"
    entries.mkdir(parents=True)
    (folder / "sscmsc.toml").write_text("schema = 1\n")
    keys = [work.citekey for work in works(count)]
    texts = {about: _template(about) for about in (False, True)}
    for work in works(count):
        text = texts[work.about]
        for marker, value in _values(work):
            text = text.replace(marker, value)
        record = text.partition("\nfacets:" if work.about else "\nprovenance:")[0]
        section = record[record.index("record:") :] + "\n"
        text = text.replace("DIGEST", sha256(section.encode()).hexdigest()[:12])
        if work.cites:
            listed = "references:\n  list:\n" + "".join(
                f'    - position: {place}\n      pmid: "{10_000_000 + number}"\n'
                f"      citekey: {keys[number]}\n      matched_by: pmid\n"
                for place, number in enumerate(work.cites, start=1)
            )
            text = text.replace(section, section + listed)
        (entries / f"{work.citekey}.yaml").write_text(text)


def _values(work: Work) -> Iterator[tuple[str, str]]:
    yield from (
        ("1901", str(work.year)), ("CITEKEY", work.citekey), ("10999999", str(work.pmid)),
        ("10.5555/doi", work.doi), ("Title of it", work.title), ("Abstract of it", work.abstract),
    )  # fmt: skip
    yield from ((f"Author{place:02}", name) for place, name in enumerate(work.authors))
    yield from ((f"Heading{place:02}", name) for place, name in enumerate(work.mesh))


def _template(about: bool) -> str:
    record = Record(
        source="pubmed",
        pmid=PMID("10999999"),
        doi=DOI("10.5555/doi"),
        title=RichText("Title of it"),
        authors=tuple(Person(f"Author{place:02}", "Anna Berta", "AB") for place in range(8)),
        container=Container("Annals of the rheumatic diseases", "Ann Rheum Dis"),
        volume="60",
        issue="3",
        pages="577-584",
        issued=PartialDate(1901, 3),
        abstract=(AbstractSection(RichText("Abstract of it")),),
        mesh=tuple(MeshHeading(f"Heading{place:02}") for place in range(12)),
    )
    evidence = ("mesh D012595",)
    facets = (Facet("disease", "SSc", evidence), Facet("therapy", "MSC", evidence)) if about else ()
    entry = Entry("CITEKEY", record, {"title": "pubmed", "authors": "pubmed"}, facets=facets)
    text = write_entry(entry)
    head, _, _ = text.rpartition("digest:")
    return f'{head}digest: "DIGEST"\n'
