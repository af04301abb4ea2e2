"""What the commands that count works have in common: which works, and options of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from sscmsc.commands import query_completion
from sscmsc.commands.choosing import chosen_works
from sscmsc.commands.completion import folder_of
from sscmsc.commands.options import Desk
from sscmsc.commands.selection import is_key, query_of
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.entry import Entry
from sscmsc.errors import InputError, NotFoundError
from sscmsc.library import Library
from sscmsc.query_tree import Tree
from sscmsc.tally import base_query
from sscmsc.vocabulary import Vocabulary
from sscmsc.vocabulary_values import Scheme


class Chosen(NamedTuple):
    """Works, the library they are of, and the query by which they are found again."""

    library: Library
    entries: tuple[Entry, ...]
    base: Tree


def facets(context: typer.Context, incomplete: str) -> list[str]:
    """The facets there are, for the shell; a library whose settings cannot be read offers none."""
    try:
        named = vocabulary_of(folder_of(context)).facets
    except InputError:
        return []
    return [one for one in named if one.startswith(incomplete.casefold())]


Terms = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="[KEY]... [QUERY]...",
        help="Only these works; by default all.",
        autocompletion=query_completion.keys_and_terms,
    ),
]
ByTrial = Annotated[
    bool, typer.Option("--by-trial", help="Reports of one registered trial count once.")
]
Top = Annotated[int, typer.Option("--top", metavar="N", min=0, help="Only the first N; 0 for all.")]


def choose_works(desk: Desk, words: Sequence[str]) -> Chosen:
    """The works that words of a command line name, by default all.

    Raises `NotFoundError` where there are none, and `InputError`.
    """
    library, entries = chosen_works(desk, words)
    if not entries:
        raise NotFoundError(
            "no work holds for this query" if words else "the library holds no works",
            hint="`sscmsc list` shows what is held.",
        )
    keys = [word for word in words if is_key(word)]
    terms = query_of([word for word in words if word not in keys], {})
    return Chosen(library, entries, base_query(terms.text, keys))


def find_facet(vocabulary: Vocabulary, text: str) -> Scheme:
    """The facet of that name or title, in any case. Raises `InputError`."""
    wanted = text.strip().casefold()
    for scheme in vocabulary.schemes:
        if wanted in (scheme.name.casefold(), scheme.title.casefold()):
            return scheme
    return vocabulary.scheme(text.strip())


def span(years: tuple[int, int] | None) -> str:
    """The first and the last year, as people write them."""
    if years is None:
        return ""
    return str(years[0]) if years[0] == years[1] else f"{years[0]}–{years[1]}"
