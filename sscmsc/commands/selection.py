"""Options and terms of a command line to a `Query`."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import get_close_matches
from typing import TYPE_CHECKING

from sscmsc.errors import IdentifierError, InputError, NotFoundError
from sscmsc.index import Index
from sscmsc.query import Query, folded_words, parse_years
from sscmsc.text import folded

if TYPE_CHECKING:
    from sscmsc.vocabulary import Vocabulary

FIELDS = ("disease", "therapy", "year", "author", "cited-by")


def make_query(
    index: Index,
    terms: Sequence[str],
    *,
    disease: Sequence[str] = (),
    therapy: Sequence[str] = (),
    year: str | None = None,
    author: Sequence[str] = (),
    cited_by: Sequence[str] = (),
) -> Query:
    """What the options and the terms ask for together.

    A term is `field:value` with a field of `FIELDS`, or a word of title, journal, author or
    citekey. Raises `InputError` for a value that is none, `NotFoundError` for an unknown key.
    """
    given: dict[str, list[str]] = {
        "disease": list(disease), "therapy": list(therapy), "author": list(author),
        "cited-by": list(cited_by), "year": [year] if year is not None else [],
    }  # fmt: skip
    words: list[str] = []
    for term in terms:
        field, colon, value = term.partition(":")
        if colon and field.casefold() in given:
            given[field.casefold()].append(value)
        elif field.isalpha() and value and not value.startswith((" ", "/")):
            raise InputError(f"there is no field '{field}'", hint=f"Fields: {', '.join(FIELDS)}.")
        else:
            words.append(term)
    for text in (*words, *given["author"]):
        if not folded(text):
            raise InputError(f"'{text}' has no letter or digit to look for")
    if len(given["year"]) > 1:
        raise InputError("give the year or the range of years once")
    vocabulary = _load_vocabulary() if given["disease"] or given["therapy"] else None
    return Query(
        diseases=_facet_sets(vocabulary, "disease", given["disease"]),
        therapies=_facet_sets(vocabulary, "therapy", given["therapy"]),
        years=parse_years(given["year"][0]) if given["year"] else None,
        authors=folded_words(given["author"]),
        cited_by=tuple(find_key(index, key) for key in given["cited-by"]),
        words=folded_words(words),
    )


def _load_vocabulary() -> Vocabulary:
    # Most lists name no disease and no therapy, and the vocabularies take a while to read.
    from sscmsc.vocabulary import load_vocabulary

    return load_vocabulary()


def _facet_sets(
    vocabulary: Vocabulary | None, facet: str, values: Sequence[str]
) -> tuple[frozenset[str], ...]:
    if vocabulary is None:
        return ()
    return tuple(vocabulary.narrower(facet, vocabulary.find(facet, value)) for value in values)


def find_key(index: Index, key: str) -> str:
    """The citekey that `key` names: itself, in another case, a former one, or by DOI, PMID or
    PMCID.

    Raises `NotFoundError` with the nearest keys.
    """
    if (found := index.find(key)) is not None:
        return found
    value = _identifier(key)
    if value is not None and (found := index.with_identifier(value)) is not None:
        return found
    near = get_close_matches(key, index.citekeys(), n=3, cutoff=0.5)
    hint = f"Nearest: {', '.join(near)}." if near else "`sscmsc list` shows the keys."
    raise NotFoundError(f"no entry '{key}' in the library", hint=hint)


def _identifier(key: str) -> str | None:
    # Few keys are identifiers, and their patterns take a while to compile.
    from sscmsc.identifiers import parse

    try:
        return parse(key).value
    except IdentifierError:
        return None
