"""What a person may ask of any format that is written: short journals, some fields, ASCII.

Names of fields are those of a record, and the ones BibTeX has for the same things.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import fields as parts
from dataclasses import replace
from difflib import get_close_matches
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.errors import UsageError
from sscmsc.formats.format import Format, Write
from sscmsc.record import RECORD_FIELDS, Record

#: The reader's own, beside the fields of a record.
OWN_FIELDS = ("tags", "note")
_OTHER_NAMES = {
    "author": "authors", "editor": "editors", "journal": "container", "booktitle": "container",
    "year": "issued", "month": "issued", "date": "issued", "number": "issue", "eid":
    "article_number", "keyword": "keywords", "language": "languages", "publisher": "publication",
    "isbn": "publication", "issn": "container", "annote": "note", "notes": "note",
}  # fmt: skip


class Options(NamedTuple):
    """`abbreviate`: journals by NLM's abbreviation, else ISO's; `ascii`: no letter beyond ASCII;
    `fields`: those to be written (None: all), citekey and kind always."""

    abbreviate: bool = False
    ascii: bool = False
    fields: frozenset[str] | None = None


def parse_fields(written: str) -> frozenset[str]:
    """The fields that a list with commas names. Raises `UsageError` for a name there is not."""
    names = [name.strip().casefold().replace("-", "_") for name in written.split(",")]
    known = {name: name for name in (*RECORD_FIELDS, *OWN_FIELDS)} | _OTHER_NAMES
    for name in filter(None, names):
        if name not in known:
            near = get_close_matches(name, known, 3)
            meant = f"Did you mean {', '.join(near)}?" if near else f"Known: {', '.join(known)}."
            raise UsageError(f"there is no field '{name}'", hint=meant)
    return frozenset(known[name] for name in filter(None, names))


def prepared_writer(row: Format, options: Options) -> Write:
    """A writer of the format that does what is asked. Raises `UsageError` for what it cannot."""
    write = row.write_ascii if options.ascii else row.write
    if write is None:
        cannot = "is not written in ASCII" if row.write else "can be read but not written"
        hint = "BibTeX and BibLaTeX are." if row.write else ""
        raise UsageError(f"{row.title} {cannot}", hint=hint)

    def written(entries: Iterable[Entry]) -> Iterator[str]:
        return write(prepared(entries, options))

    return written


def prepared(entries: Iterable[Entry], options: Options) -> Iterator[Entry]:
    """The entries as they are to be written, one at a time."""
    if not options.abbreviate and options.fields is None:
        yield from entries
        return
    for entry in entries:
        abbreviated = _abbreviated(entry) if options.abbreviate else entry
        yield abbreviated if options.fields is None else _only(abbreviated, options.fields)


def _abbreviated(entry: Entry) -> Entry:
    container = entry.record.container
    short = container and (container.nlm_abbreviation or container.iso_abbreviation)
    if container is None or not short:
        return entry
    return replace(entry, record=replace(entry.record, container=replace(container, title=short)))


def _only(entry: Entry, wanted: frozenset[str]) -> Entry:
    """The entry with these fields, and those that say how they are meant."""
    kept = {"source", "kind"} | wanted
    if "title" in wanted:
        kept |= {"title_translated", "original_title"}
    if "authors" in wanted:
        kept.add("authors_complete")
    if "issued" in wanted and entry.record.issued is None:
        kept.add("online")
    held = {one.name: getattr(entry.record, one.name) for one in parts(Record) if one.name in kept}
    return replace(
        entry,
        record=Record(**held),
        tags=entry.tags if "tags" in wanted else (),
        note=entry.note if "note" in wanted else None,
        former_keys=entry.former_keys,
    )
