"""An entry that has every field there is, the same text in each that takes any."""

from __future__ import annotations

from sscmsc.dates import PartialDate
from sscmsc.entry import Conflict, Entry, Facet, Filed, Merger, Repointed
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import (
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

DATE = PartialDate(2020, 3, 13)


def whole_record(text: str, number: int = 1) -> Record:
    """A record with `text` in every field that takes any; `number` makes its identifiers."""
    title, doi = RichText(text), DOI(f"10.5555/whole.{number}")
    pmid = PMID(str(98_000_000 + number))
    return Record(
        source=text,
        pmid=pmid,
        pmcid=PMCID(f"PMC{98_000_000 + number}"),
        doi=doi,
        manuscript_ids=(text,),
        title=title,
        original_title=title,
        authors=(
            Person(text, text, text, text, text, (text,)),
            Person("Amsel", "Ada", "A", affiliations=(text,)),
            Group(text),
        ),
        authors_complete=False,
        editors=(Group(text), Person(text)),
        container=Container(text, text, text, text, text, text, text),
        publication=Publication(text, text, text, (text,), text),
        volume=text,
        issue=text,
        pages=text,
        article_number=text,
        issued=DATE,
        online=PartialDate(2020, season="spring", literal=text),
        languages=(text,),
        abstract=(AbstractSection(title, text, text), AbstractSection(title)),
        keywords=(text, "fibrosis"),
        mesh=(MeshHeading(text, text, True, (MeshQualifier(text, text, True),)),),
        publication_types=(PublicationType(text, text),),
        substances=(Substance(text, text, text, text),),
        relations=(Relation(text, text, pmid, doi, DATE, text),),
        trials=(TrialRegistration(text, text),),
        grants=(Grant(text, text, text),),
        history=(HistoryDate(text, DATE),),
        status=text,
        superseded_dois=(DOI(f"10.5555/superseded.{number}"),),
    )


def whole_entry(citekey: str, text: str, number: int = 1) -> Entry:
    """An entry with `text` in every field that takes any, the user's own included."""
    doi = DOI(f"10.5555/cited.{number}")
    person = Person(text, text)
    cited = Cited(
        "article-journal", (person,), False, (person,), text, text, 2001, text, text, text, text,
        text, text, text,
    )  # fmt: skip
    candidate = Candidate(text, text, 2001, text, PMID("98000999"), doi, text, 0.5, (text,))
    lines = (
        Reference(1, text, text, cited, sources=(text,), notes=(text,), rejected=(text,),
                  candidates=(candidate,)),
        Reference(2, None, None, cited, doi=doi, matched_by=text),
        Reference(3, text, None, Cited(), citekey=citekey, matched_by=text, score=0.75),
    )  # fmt: skip
    return Entry(
        citekey=citekey,
        record=whole_record(text, number),
        provenance={"title": text if len(text) < 100 else "text", "volume": "pubmed"},
        conflicts=(Conflict("volume", text, ((text, text), ("pubmed", text))),),
        facets=(
            Facet("disease", text, (text, f'title: "{text}"')),
            Facet("therapy", text, (text,), "mentions"),
            Facet(text, text, (text,), text),
        ),
        references=ReferenceList(lines, (SourceCount(text, 3, 2),), DATE),
        tags=(text, "grant"),
        labels=(f"disease={text}", f"therapy!={text}"),
        note=text,
        edits={"volume": text},
        distinct=(text,),
        merged=(
            Merger((Filed(text, f"{text}\n"),), (Repointed(text, 3, text),), (Filed(text, text),)),
        ),
        stated={"pubmed": "2026-11-22"},
        preferred={"volume": text if len(text) < 100 else "text"},
        extra={"of_mine": (text, {"deep": text}), "record": {"rank": text}},
    )
