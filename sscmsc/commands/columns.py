"""What works have in a field, to be listed in columns and counted by: from the index where it
has it, else from the entries."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

from sscmsc.errors import InputError
from sscmsc.index import Index, Row, Selection
from sscmsc.index_schema import IndexTrouble
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.query_fields import Field, Fields
from sscmsc.query_marks import IS
from sscmsc.text import ABSTRACT_LIMIT, clean, plain

if TYPE_CHECKING:
    from sscmsc.entry import Entry

Values = tuple[str | int, ...]
#: So many works are asked for at once, and from how many on all are.
_AT_ONCE = 500
_ALL_FROM = 10_000


class Shown(NamedTuple):
    """A field as a column: its name, which is its key in JSON, and its heading; `many` says that
    a work may have several values there, `field` is set for a facet."""

    name: str
    heading: str
    many: bool = False
    field: Field | None = None

    @property
    def column(self) -> Column:
        """The column of a table on a terminal."""
        wide = self.name in ("title", "abstract", "note")
        right = self.name in ("year", "cites", "references", "unresolved", "n")
        style = "cyan" if self.name == "citekey" else "magenta" if self.field else ""
        return Column(self.heading, most=0 if wide else 16, style=style, right=right)

    def as_json(self, values: Values) -> Json:
        """What JSON has of these values: a list where there may be several."""
        if not self.many:
            return values[0] if values else None
        numbers = self.field is not None and self.field.open
        return [
            int(one) if numbers and isinstance(one, str) and one.isdecimal() else one
            for one in values
        ]


def _of_row(row: Row, name: str) -> Values:
    """What a row of the index has in a field of it."""
    value = {
        "citekey": row.citekey, "year": row.year, "author": row.first_author, "title": row.title,
        "journal": row.journal, "doi": row.doi, "pmid": row.pmid, "pmcid": row.pmcid,
        "kind": row.kind, "cites": len(row.cited_by),
    }.get(name)  # fmt: skip
    if name in ("authors", "cited-by"):
        return row.authors if name == "authors" else row.cited_by
    return () if value is None or value == "" else (value,)


ROW_FIELDS = (
    "citekey", "year", "author", "authors", "title", "journal", "doi", "pmid", "pmcid", "kind",
    "cites", "cited-by",
)  # fmt: skip
#: The fields for which the entries themselves are read.
ENTRY_FIELDS = (
    "original", "volume", "issue", "pages", "type", "language", "abstract", "keyword", "mesh",
    "tag", "note", "references", "unresolved", "is",
)  # fmt: skip
_MANY = ("authors", "cited-by", "type", "language", "keyword", "mesh", "tag", "is")
#: What columns are called where that is not their name with a capital.
_HEADINGS = {
    "author": "First author", "doi": "DOI", "pmid": "PMID", "pmcid": "PMCID", "cites": "Cited",
    "cited-by": "Cited by", "mesh": "MeSH", "type": "Publication type", "n": "n",
    "original": "Original title",
}  # fmt: skip
#: What works may be counted by beside facets.
COUNTED = (
    "year", "author", "authors", "journal", "kind", "type", "language", "keyword", "mesh", "tag",
    "cited-by", "cites", "is",
)  # fmt: skip
#: Those of which every work has a value.
ALWAYS = ("kind", "cites")


def find_columns(
    text: str, fields: Fields, allowed: Sequence[str] = (*ROW_FIELDS, *ENTRY_FIELDS)
) -> list[Shown]:
    """The columns that `citekey,year,design` names, each once: facets, and fields of `allowed`.

    Raises `InputError` for another name.
    """
    found: dict[str, Shown] = {}
    for written in text.split(","):
        shown = _find_column(written.strip(), fields, allowed)
        found.setdefault(shown.name, shown)
    return list(found.values())


def _find_column(written: str, fields: Fields, allowed: Sequence[str]) -> Shown:
    name = written.casefold().replace("_", "-")
    name = "citekey" if name == "key" else name
    if name not in allowed:
        field = fields.find(name) if name else None
        if field is not None and field.kind == "facet":
            return Shown(field.name, field.title, many=True, field=field)
        name = field.name if field is not None else name
    if name not in allowed:
        known = ", ".join((*allowed, *fields.facets))
        near = [one for one in fields.near(name) if one in (*allowed, *fields.facets)]
        hint = f"Did you mean {', '.join(near)}?" if near else f"There are {known}."
        raise InputError(f"there is no column '{written}'", hint=hint)
    heading = _HEADINGS.get(name, name.capitalize())
    return Shown(name, heading, many=name in _MANY)


def read_values(
    index: Index, rows: Sequence[Row], columns: Sequence[Shown], fields: Fields
) -> list[list[Values]]:
    """What each of the rows has in each of the columns. Raises `IndexTrouble`."""
    keys = [row.citekey for row in rows]
    found = [_read(index, keys, rows, shown, fields) for shown in columns]
    return [[values.get(key, ()) for values in found] for key in keys]


def read_all_values(
    index: Index, chosen: Selection, columns: Sequence[Shown], fields: Fields
) -> list[list[Values]]:
    """What each work of a selection has in each of the columns; what the index need not be
    asked for, it is not. Raises `IndexTrouble`."""
    if any(one.name in ROW_FIELDS for one in columns):
        return read_values(index, index.rows(chosen), columns, fields)
    keys = index.citekeys(chosen)
    found = [_read(index, keys, (), shown, fields) for shown in columns]
    return [[values.get(key, ()) for values in found] for key in keys]


def _read(
    index: Index, keys: Sequence[str], rows: Sequence[Row], shown: Shown, fields: Fields
) -> Mapping[str, Values]:
    """What works have in one column, by citekey, at least of those that have anything there."""
    if shown.field is not None:
        return _facet(index, keys, shown.name, fields)
    if shown.name in ROW_FIELDS:
        return {row.citekey: _of_row(row, shown.name) for row in rows}
    return {key: _of_entry(entry, shown.name) for key, entry in read_entries(index, keys).items()}


def _facet(index: Index, keys: Sequence[str], facet: str, fields: Fields) -> Mapping[str, Values]:
    """The values that works have of a facet, in the order of the vocabulary."""
    named = fields.vocabulary().named(facet)
    order = {one.name: (one.rank or 0, at) for at, one in enumerate(named)}
    query = (
        "SELECT row.citekey, value FROM facet JOIN row USING (id)"
        " WHERE facet = ? AND grade = 'about'{}"
    )
    found: dict[str, list[str]] = {}
    for some in _parts(keys):
        among = f" AND row.citekey IN ({', '.join('?' * len(some))})" if some else ""
        for key, value in index.all(query.format(among), (facet, *some)):
            found.setdefault(str(key), []).append(str(value))
    ordered: dict[str, tuple[str, ...]] = {}
    for key, values in found.items():
        values.sort(key=lambda one: (order.get(one, (99, 0)), one))
        ordered[key] = tuple(values)
    return ordered


def _parts(keys: Sequence[str]) -> Iterator[Sequence[str]]:
    """Citekeys in parts that SQLite takes at once; an empty one for all works, if they are many."""
    if len(keys) > _ALL_FROM:
        yield ()
        return
    for start in range(0, len(keys), _AT_ONCE):
        yield keys[start : start + _AT_ONCE]


def read_entries(index: Index, keys: Sequence[str]) -> dict[str, Entry]:
    """The entries of these citekeys, from the index. Raises `IndexTrouble`."""
    from sscmsc.formats.packed import unpack

    query = "SELECT citekey, data FROM packed JOIN row USING (id) WHERE citekey IN ({})"
    try:
        return {str(key): unpack(bytes(data)) for key, data in index.each(keys, query.format)}
    except ValueError as error:
        raise IndexTrouble(str(error), broken=True) from error


def _of_entry(entry: Entry, name: str) -> Values:
    """What an entry has in a field that the rows of the index lack."""
    record, listed = entry.record, entry.references
    simple: dict[str, str | None] = {
        "original": record.original_title, "volume": record.volume, "issue": record.issue,
        "pages": record.pages or record.article_number, "note": entry.note,
        "abstract": " ".join(part.text for part in record.abstract),
    }  # fmt: skip
    if name in simple:
        return tuple(clean(plain(one), ABSTRACT_LIMIT) for one in (simple[name],) if one)
    if name in ("references", "unresolved"):
        lines = listed.references if listed else ()
        counts = {"references": len(lines), "unresolved": sum(one.status == name for one in lines)}
        return (counts[name],) if listed else ()
    many: dict[str, Iterable[str]] = {
        "type": (one.name for one in record.publication_types), "language": record.languages,
        "keyword": record.keywords, "mesh": (one.descriptor for one in record.mesh),
        "tag": entry.tags, "is": (mark.name for mark in IS if mark.of(entry)),
    }  # fmt: skip
    return tuple(dict.fromkeys(text for one in many[name] if (text := clean(one))))
