"""The tables by which records, reference lists and the evidence of an entry are read."""

from __future__ import annotations

from math import isfinite

from yaml.nodes import Node

from sscmsc.entry import Conflict, Facet, Filed, Merger, Repointed
from sscmsc.formats import native_yaml as yaml
from sscmsc.formats.native_complaints import Misfit
from sscmsc.formats.native_shapes import (
    Shape,
    author,
    date,
    doi,
    pmcid,
    pmid,
    texts,
    texts_shape,
    tuple_of,
)
from sscmsc.record import (
    KINDS,
    AbstractSection,
    Container,
    Grant,
    HistoryDate,
    MeshHeading,
    MeshQualifier,
    Publication,
    PublicationType,
    Record,
    Relation,
    Substance,
    TrialRegistration,
)
from sscmsc.reference import Candidate, Cited, Reference, SourceCount


def _kind(node: Node, name: str) -> str:
    written = yaml.text(node, name)
    if written not in KINDS:
        raise Misfit(yaml.line(node), f"{name}: '{written}' is none of {', '.join(KINDS)}")
    return written


def _score(node: Node, name: str) -> float:
    try:
        score = float(yaml.text(node, name))
    except ValueError:
        score = float("nan")
    if not isfinite(score):
        raise Misfit(yaml.line(node), f'{name}: expected a number such as "0.93"')
    return score


def _stated(node: Node, name: str) -> tuple[str, str]:
    held = yaml.keys(node, name)
    if held.keys() != {"source", "value"}:
        raise Misfit(yaml.line(node), f"{name}: expected 'source' and 'value'")
    return yaml.text(held["source"], "source"), yaml.text(held["value"], "value")


_authors = tuple_of(author)
_qualifier = texts_shape(MeshQualifier, "name ui", major=yaml.flag)
_heading = texts_shape(
    MeshHeading, "descriptor ui", major=yaml.flag, qualifiers=tuple_of(_qualifier.read)
)
_container = texts_shape(
    Container,
    "title nlm_abbreviation iso_abbreviation issn_print issn_electronic issn_linking nlm_id",
)
_relation = texts_shape(Relation, "kind text asserted_by", pmid=pmid, doi=doi, date=date)

RECORD = texts_shape(
    Record,
    "source title original_title volume issue pages article_number status",
    kind=_kind,
    pmid=pmid,
    pmcid=pmcid,
    doi=doi,
    manuscript_ids=texts,
    title_translated=yaml.flag,
    authors=_authors,
    authors_complete=yaml.flag,
    editors=_authors,
    container=_container.read,
    publication=texts_shape(Publication, "publisher place edition collection", isbns=texts).read,
    issued=date,
    online=date,
    languages=texts,
    abstract=tuple_of(texts_shape(AbstractSection, "text label category").read),
    keywords=texts,
    mesh=tuple_of(_heading.read),
    publication_types=tuple_of(texts_shape(PublicationType, "name ui").read),
    substances=tuple_of(texts_shape(Substance, "name ui registry_number concept").read),
    relations=tuple_of(_relation.read),
    trials=tuple_of(texts_shape(TrialRegistration, "registry number").read),
    grants=tuple_of(texts_shape(Grant, "number agency country").read),
    history=tuple_of(Shape(HistoryDate, {"status": yaml.text, "date": date}).read),
    superseded_dois=tuple_of(doi),
)

_cited = texts_shape(
    Cited,
    "title container volume issue pages publisher place edition url",
    kind=_kind,
    authors=_authors,
    authors_complete=yaml.flag,
    editors=_authors,
    year=yaml.integer,
)

_candidate = texts_shape(
    Candidate,
    "title author container found_by",
    year=yaml.integer,
    pmid=pmid,
    doi=doi,
    score=_score,
    penalties=texts,
)

REFERENCE = texts_shape(
    Reference,
    "text label citekey matched_by",
    position=yaml.integer,
    cited=_cited.read,
    pmid=pmid,
    pmcid=pmcid,
    doi=doi,
    score=_score,
    sources=texts,
    notes=texts,
    candidates=tuple_of(_candidate.read),
    rejected=texts,
)

COUNT = Shape(
    SourceCount,
    {"source": yaml.text, "stated": yaml.integer, "listed": yaml.integer},
    nullable=("stated", "listed"),
)
FACET = texts_shape(Facet, "facet value grade", evidence=texts)
CONFLICT = texts_shape(Conflict, "field kept", values=tuple_of(_stated))


def _lines(node: Node, name: str) -> str:
    return "\n".join(yaml.text(one, name) for one in yaml.items(node, name))


_filed = tuple_of(Shape(Filed, {"citekey": yaml.text, "text": _lines}).read)
_repointed = texts_shape(Repointed, "citing citekey", position=yaml.integer)
MERGER = texts_shape(
    Merger, "digest", before=_filed, lines=tuple_of(_repointed.read), rewritten=_filed
)
