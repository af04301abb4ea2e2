"""In what order works are listed: fields and facets, each up or down, as SQL over the index."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

from sscmsc.errors import InputError
from sscmsc.query_fields import Field, Fields

if TYPE_CHECKING:
    from sscmsc.vocabulary import Vocabulary

#: What breaks ties, and the order where none is asked for.
BY_CITEKEY = "row.folded, row.citekey"

#: By what rows are sorted, by the name of the field. What is NULL comes last either way.
_COLUMNS: Mapping[str, str] = {
    "year": "row.year",
    "author": "row.author_key",
    "title": "row.title_key",
    "journal": "row.journal_key",
    "kind": "row.kind",
    "doi": "row.doi",
    "pmid": "CAST(row.pmid AS INTEGER)",
    "pmcid": "CAST(substr(row.pmcid, 4) AS INTEGER)",
    "cites": "(SELECT count(*) FROM cites WHERE cites.citekey = row.citekey)",
}
_FACTS = ("references", "unresolved", "language", "tag")
#: What `--sort` takes beside the facets; `key` is also called by its longer name.
SORTS = ("citekey", *_COLUMNS, *_FACTS)


class Order(NamedTuple):
    """An order as `ORDER BY` takes it, and its parameters."""

    sql: str = BY_CITEKEY
    parameters: tuple[str | int, ...] = ()


def read_order(text: str, fields: Fields) -> Order:
    """`-year,author` as an order: names of fields and facets, downwards with a leading `-`; a
    facet with ranks from the strongest value on. Ties are in the order of citekeys.

    Raises `InputError` for a name that is none, or that has no order.
    """
    parts: list[str] = []
    parameters: list[str | int] = []
    for written in text.split(","):
        name = written.strip()
        down = " DESC" if name.startswith("-") else ""
        bare = name.removeprefix("-")
        if bare.casefold() in ("citekey", "key"):
            parts.append(f"row.folded{down}, row.citekey{down}")
            continue
        by, wanted = _by(bare, fields)
        parts += [f"{by} IS NULL", f"{by}{down}"]
        parameters += [*wanted, *wanted]
    return Order(", ".join((*parts, BY_CITEKEY)), tuple(parameters))


def _by(name: str, fields: Fields) -> tuple[str, tuple[str | int, ...]]:
    """The SQL by which rows are sorted for a field, NULL where they have nothing there."""
    if name in _COLUMNS:
        return _COLUMNS[name], ()
    field = fields.find(name) if name else None
    if field is None or not (field.kind == "facet" or field.name in (*_COLUMNS, *_FACTS)):
        raise InputError(f"cannot sort by '{name}'", hint=f"Sort by {', '.join(_known(fields))}.")
    if field.name in _COLUMNS:
        return _COLUMNS[field.name], ()
    if field.kind != "facet":
        value = "(SELECT min(value) FROM fact WHERE fact.id = row.id AND field = ?)"
        return value, (field.name,)
    return _by_facet(field, fields.vocabulary())


def _by_facet(field: Field, vocabulary: Vocabulary) -> tuple[str, tuple[str | int, ...]]:
    ranks = [(one.name, one.rank) for one in vocabulary.named(field.name) if one.rank is not None]
    of = "FROM facet WHERE facet.id = row.id AND facet = ? AND grade = 'about'"
    if ranks:
        cases = " ".join("WHEN ? THEN ?" for _ in ranks)
        wanted = tuple(one for pair in ranks for one in pair)
        return f"(SELECT min(CASE value {cases} ELSE 1000 END) {of})", (*wanted, field.name)
    if field.open:
        number = "CASE WHEN value GLOB '*[^0-9]*' THEN value ELSE CAST(value AS INTEGER) END"
        return f"(SELECT min({number}) {of})", (field.name,)
    return f"(SELECT min(lower(value)) {of})", (field.name,)


def _known(fields: Fields) -> tuple[str, ...]:
    return (*SORTS, *fields.facets)
