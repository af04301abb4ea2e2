"""What the readers of terms share: what they know of the library, and their complaints."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sscmsc.errors import InputError
from sscmsc.query_checks import Check, Without
from sscmsc.query_fields import Field, Fields
from sscmsc.query_tree import Term

if TYPE_CHECKING:
    from sscmsc.vocabulary import Vocabulary

COMPARISONS = ("<", "<=", ">", ">=")


@dataclass(frozen=True)
class Reading:
    """What reading a query needs: its fields with their vocabulary; `find_key`, which gives the
    citekey that a key names or raises `NotFoundError`; and the library's saved queries."""

    fields: Fields
    find_key: Callable[[str], str]
    saved: Callable[[], Mapping[str, str]] = dict

    @property
    def vocabulary(self) -> Vocabulary:
        return self.fields.vocabulary()


Reader = Callable[[Term, Field, Reading], Check]


def is_pattern(term: Term) -> bool:
    """Whether a `*` in a value stands for any characters."""
    return "*" in term.value and not term.quoted


def equality(read: Reader) -> Reader:
    """A reader of `:` and `=` as one that also takes `!=`, and complains of comparisons."""

    def reader(term: Term, field: Field, reading: Reading) -> Check:
        if term.relation in COMPARISONS:
            raise InputError(
                f"{field.name} has no order, so '{term.relation}' means nothing there",
                hint=f"Write {field.name}:{term.value} or {field.name}={term.value}.",
            )
        check = read(term, field, reading)
        return Without(check) if term.relation == "!=" else check

    return reader


def unknown(what: str, value: str, names: Mapping[str, str], known: Iterable[str]) -> InputError:
    """The complaint about a value that is none: `names` are what it may be called, with the
    value of each; `known` are told where none is near."""
    near = get_close_matches(value.casefold(), names, n=6, cutoff=0.6)
    nearest = tuple(dict.fromkeys(names[one] for one in near))[:3]
    listed = ", ".join(nearest or known)
    start, end = ("Did you mean", "?") if nearest else ("Known are", ".")
    return InputError(f"no {what} is called '{value}'", hint=f"{start} {listed}{end}")
