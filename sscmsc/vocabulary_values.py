"""What a vocabulary is made of: facets, their values, and the rules between these."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from sscmsc.vocabulary_names import Condition

#: Words of the labels of sections that tell what a work is about.
SECTIONS = frozenset("OBJECTIVE OBJECTIVES AIM AIMS PURPOSE CONCLUSION CONCLUSIONS".split())


class Scheme(NamedTuple):
    """A facet: its name, what it is called, and how names in an abstract count.

    `open` says that its values are no list (numbers, registrations), `overlap` that one name
    may lie in another; `fillers` are words that may stand between those of a name. `edge` and
    `anywhere` are the statements in an abstract that make a work be about a value, `opening`
    whether its first words do so by themselves, `sections` words of the labels of sections
    where a statement counts as one at the edge; `examples` and `comparisons` the words that
    introduce such names as mere mentions. `needs` and `unless` are labels of which a work must
    have one, or none, to be labelled here.
    """

    name: str
    title: str
    open: bool = False
    overlap: bool = False
    fillers: tuple[str, ...] = ()
    edge: int = 1
    anywhere: int = 1
    opening: bool = True
    sections: frozenset[str] = SECTIONS
    examples: tuple[str, ...] = ()
    comparisons: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    macros: tuple[tuple[str, str], ...] = ()
    spellings: tuple[tuple[str, tuple[str, ...]], ...] = ()
    ignored: tuple[str, ...] = ()


class Value(NamedTuple):
    """A value of a facet.

    `also` are values a work of this one is labelled with too, `parents` wider ones that only
    queries roll up to; `general` ones step back when a narrower one is there. `mesh` and
    `types` map UIs of descriptors and publication types to preferred labels; `together` are
    UIs that count only in one record. `needs` and `unless` are labels that a work must have
    one of, or none of, to have this one. `rank` orders the values, the strongest at 1;
    `search` is what titles and abstracts of PubMed are searched for.
    """

    facet: str
    name: str
    label: str
    synonyms: tuple[str, ...] = ()
    search: tuple[str, ...] = ()
    also: tuple[str, ...] = ()
    parents: tuple[str, ...] = ()
    general: bool = False
    rank: int | None = None
    mesh: tuple[tuple[str, str], ...] = ()
    together: tuple[tuple[str, ...], ...] = ()
    types: tuple[tuple[str, str], ...] = ()
    substances: tuple[str, ...] = ()
    terms: tuple[str, ...] = ()
    title_terms: tuple[str, ...] = ()
    abstract_terms: tuple[str, ...] = ()
    abbreviations: tuple[tuple[str, Condition], ...] = ()
    needs: tuple[str, ...] = ()
    unless: tuple[str, ...] = ()
    edge: int = 1
    anywhere: int = 1


class Rule(NamedTuple):
    """A label that follows from others: `give` when all of `when` are there and none of
    `unless`. Each is `facet=value`, or `facet` for any value; ` | ` parts alternatives."""

    give: str
    when: tuple[str, ...]
    unless: tuple[str, ...] = ()


def value_patterns(value: Value) -> Iterator[tuple[str, str]]:
    """The patterns of a value's names, and where each is looked for (see `Term.place`)."""
    for place, patterns in (
        ("", value.terms), ("title", value.title_terms), ("abstract", value.abstract_terms)
    ):  # fmt: skip
        for pattern in patterns:
            yield pattern, place


def alternatives(asked: str) -> Iterator[tuple[str, str]]:
    """The labels of a condition as facet and value; no value means any."""
    for one in asked.split("|"):
        facet, _, value = one.partition("=")
        yield facet.strip(), value.strip()
