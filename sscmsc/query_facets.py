"""Terms on facets, and on what a work is or has."""

from __future__ import annotations

import operator
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from sscmsc.errors import InputError
from sscmsc.query_checks import (
    Among,
    AnyValue,
    Both,
    Check,
    Either,
    Like,
    Marked,
    Within,
    Without,
    ascii_lower,
    pattern_of,
)
from sscmsc.query_fields import Field
from sscmsc.query_reading import COMPARISONS, Reading, equality, is_pattern, unknown
from sscmsc.query_tree import Term
from sscmsc.query_values import read_range

if TYPE_CHECKING:
    from sscmsc.vocabulary import Vocabulary
    from sscmsc.vocabulary_values import Value

#: What a work without any value of a facet is asked for by.
UNCLASSIFIED = "unclassified"
_NUMBERS = re.compile(r"\d{1,9}|\d{0,9}(?:[-–]|\.\.)\d{0,9}", re.ASCII)


def read_facet(term: Term, field: Field, reading: Reading) -> Check:
    """`disease:SSc` takes narrower values too, `disease=SSc` does not; `design>=cohort` takes
    what ranks as high or higher. Raises `InputError`."""
    if is_pattern(term) and term.value == "*":
        return AnyValue(field.name)
    if field.open:
        return _open(term, field, reading)
    if term.relation in COMPARISONS:
        return _ranked(term, field, reading.vocabulary)
    return _listed(term, field, reading)


@equality
def _listed(term: Term, field: Field, reading: Reading) -> Check:
    vocabulary = reading.vocabulary
    if is_pattern(term):
        found = {one.name for one in _like(term.value, field.name, vocabulary)}
        if not found:
            names = {one.name.casefold(): one.name for one in vocabulary.named(field.name)}
            raise unknown(field.name, term.value, names, names.values())
    else:
        try:
            found = {vocabulary.find(field.name, term.value)}
        except InputError:
            if term.value.casefold() == UNCLASSIFIED:
                return Without(AnyValue(field.name))
            raise
    if term.relation == ":":
        found = {below for one in found for below in vocabulary.narrower(field.name, one)}
    return Among(field.name, frozenset(found))


def _like(pattern: str, facet: str, vocabulary: Vocabulary) -> Iterator[Value]:
    """The values with a name that a pattern takes."""
    wanted = pattern_of(pattern.casefold())
    for value in vocabulary.named(facet):
        if any(wanted.fullmatch(one.casefold()) for one in _names(value)):
            yield value


def _names(value: Value) -> Iterable[str]:
    return (value.name, value.label, *value.synonyms, *(text for text, _ in value.abbreviations))


def _ranked(term: Term, field: Field, vocabulary: Vocabulary) -> Check:
    ranks = {one.name: one.rank for one in vocabulary.named(field.name) if one.rank is not None}
    if not ranks:
        raise InputError(
            f"the values of {field.name} have no order, so '{term.relation}' means nothing there",
            hint=f"Write {field.name}:{term.value} or {field.name}={term.value}.",
        )
    name = vocabulary.find(field.name, term.value)
    if name not in ranks:
        raise InputError(f"'{name}' has no place in the order of {field.name}")
    # The strongest has rank 1, so what is more ranks lower.
    order = {">=": operator.le, ">": operator.lt, "<=": operator.ge, "<": operator.gt}
    taken = order[term.relation]
    return Among(
        field.name, frozenset(one for one, rank in ranks.items() if taken(rank, ranks[name]))
    )


def _open(term: Term, field: Field, reading: Reading) -> Check:
    if term.value.casefold() == UNCLASSIFIED and term.relation in (":", "="):
        return Without(AnyValue(field.name))
    if term.relation in COMPARISONS or (
        not term.quoted and term.value and _NUMBERS.fullmatch(term.value)
    ):
        return read_range(term, field.name)
    check = Like(field.name, ascii_lower(term.value.strip()))
    return Without(check) if term.relation == "!=" else check


@equality
def read_mention(term: Term, field: Field, reading: Reading) -> Check:
    """Works that name the value, of whatever facet, and are not about it."""
    vocabulary = reading.vocabulary
    checks: list[Check] = []
    names: dict[str, str] = {}
    for scheme in vocabulary.schemes:
        if scheme.open:
            continue
        names.update((one.name.casefold(), one.name) for one in vocabulary.named(scheme.name))
        try:
            found = vocabulary.find(scheme.name, term.value)
        except InputError:
            continue
        below = vocabulary.narrower(scheme.name, found) if term.relation == ":" else {found}
        checks.append(Among(f"~{scheme.name}", frozenset(below)))
    if not checks:
        raise unknown("value of a facet", term.value, names, ("those of `sscmsc facets`",))
    return checks[0] if len(checks) == 1 else Either(tuple(checks))


@equality
def read_mark(term: Term, field: Field, reading: Reading) -> Check:
    """`is:review`, `has:pmid`, `missing:pmcid`. Raises `InputError`."""
    asked = field.name.replace("missing", "has")
    names = reading.fields.marks(asked)
    name = term.value.casefold().replace("_", "-")
    if name not in names and asked == "has":
        other = reading.fields.find(name)
        name = other.name if other is not None else name
    if name not in names:
        what = "state of a work" if asked == "is" else "field"
        raise unknown(what, term.value, {one: one for one in names}, names)
    check = _is(name, reading.vocabulary) if asked == "is" else _has(name, reading)
    return Without(check) if field.name == "missing" else check


def _is(name: str, vocabulary: Vocabulary) -> Check:
    cited = Within("cites", 1)
    if name in ("cited", "reference"):
        return cited
    if name == "orphan":
        return Both((Without(cited), Without(Marked("is:review")), Without(Marked("is:own"))))
    if name == "unclassified":
        return Both((Without(AnyValue("disease")), Without(AnyValue("therapy"))))
    return Marked(f"is:{name}")


def _has(name: str, reading: Reading) -> Check:
    if name in reading.fields.facets:
        return AnyValue(name)
    return Within("cites", 1) if name in ("cites", "cited-by") else Marked(f"has:{name}")
