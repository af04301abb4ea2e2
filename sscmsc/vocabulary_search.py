"""The names of all values, made into what finds them in running text."""

from __future__ import annotations

from collections.abc import Sequence

from sscmsc.vocabulary_names import (
    Names,
    Node,
    Search,
    Term,
    add_name,
    make_names,
)
from sscmsc.vocabulary_patterns import Pattern, parse_pattern
from sscmsc.vocabulary_values import Scheme, Value, value_patterns
from sscmsc.words import fold, singular


def make_search(schemes: Sequence[Scheme], values: Sequence[Value]) -> Names:
    """The names of the values, one search a facet in their order; terms have values' numbers."""
    spellings = {
        singular(fold(other)): singular(right)
        for scheme in schemes
        for right, others in scheme.spellings
        for other in others
    }
    roots = {scheme.name: Node() for scheme in schemes}
    macros = {scheme.name: dict(scheme.macros) for scheme in schemes}
    for scheme in schemes:
        for pattern in scheme.ignored:
            parsed = parse_pattern(pattern, macros[scheme.name])
            add_name(roots[scheme.name], parsed, spellings, None)
    for number, value in enumerate(values):
        root = roots[value.facet]
        for pattern, place in value_patterns(value):
            parsed = parse_pattern(pattern.removesuffix("!"), macros[value.facet])
            add_name(root, parsed, spellings, Term(number, None, place, pattern.endswith("!")))
        for text, condition in value.abbreviations:
            *first, last = text.split()
            written: Pattern = [*first, [[last], [f"{last}s"]]]
            add_name(root, written, spellings, Term(number, condition))
    searches = [
        Search(roots[scheme.name], scheme.overlap, frozenset(scheme.fillers)) for scheme in schemes
    ]
    return make_names(searches, spellings)
