"""Checks of the user's own labels, which a hand may have written into the file of an entry."""

from __future__ import annotations

from collections.abc import Iterator

from sscmsc.audit_finding import Case, Hit
from sscmsc.errors import InputError
from sscmsc.marks import parse_label, same_label

#: A hint longer than this names every value of a facet.
_HINT = 100


def labels(case: Case) -> Iterator[Hit]:
    """Labels that no query finds: of no facet, of no value, or by another name of the value."""
    for label in case.entry.labels:
        try:
            named = parse_label(label, case.vocabulary())
        except InputError as error:
            hint = error.hint if len(error.hint) <= _HINT else "`sscmsc facets` lists all."
            yield Hit(f"label '{label}': {error.message}. {hint}", "labels")
            continue
        if not same_label(label, named):
            yield Hit(f"label '{label}' must be written {named} to be found", "labels")
