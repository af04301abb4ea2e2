"""What a format loses, taken from a record, so that what it wrote and read can be compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import fields, is_dataclass, replace
from typing import Any

from sscmsc import text
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.formats.format import Format, ReadWork
from sscmsc.formats.languages import find_languages
from sscmsc.formats.values import write_abstract
from sscmsc.record import AbstractSection, Author, Person, Record
from sscmsc.text import RichText


def kept(record: Record, loses: Iterable[str]) -> Record:
    """The record without what `loses` names, in a form in which equal means nothing else is lost.

    A name is a field, a part of one (`container.nlm_id`) or one of the particulars of
    `_PARTICULARS`. What stands in the place of a thing that is not there stays in that place: the
    day a work went online, a journal's short name, an ISSN of whatever edition.
    """
    types = tuple(replace(one, ui=one.ui or None) for one in record.publication_types)
    languages = find_languages(";".join(record.languages))
    record = replace(record, publication_types=types, languages=languages)
    if record.issued is None and ("online" in loses or "issued.online" in loses):
        record = replace(record, issued=record.online)
    if (held := record.container) is not None:
        if "container.nlm_abbreviation" in loses or "container.untitled" in loses:
            short = held.iso_abbreviation or held.nlm_abbreviation
            if "container.untitled" in loses:
                short = held.nlm_abbreviation or held.iso_abbreviation
            held = replace(held, title=held.title or short)
        if "container.issn_linking" in loses:
            issn = held.issn_print or held.issn_electronic or held.issn_linking
            held = replace(held, issn_print=issn)
        record = replace(record, container=held)
    for name in sorted(loses, key=lambda one: one != "abstract.sections"):
        if name in _PARTICULARS:
            record = _PARTICULARS[name](record)
        elif not name.startswith("note") and name not in {"citekey", "tags"}:
            record = _without(record, name.split("."))
    return replace(record, source="")


def again(row: Format, entry: Entry) -> ReadWork | str:
    """The work that reading finds in what writing wrote of one entry, or why it is not one."""
    assert row.write is not None
    assert row.read is not None
    data = "".join(row.write([entry])).encode()
    try:
        reading = row.read(data, "written")
    except InputError as error:
        return f"not read: {error}"
    if reading.problems:
        return f"read with problems: {', '.join(map(str, reading.problems))}"
    if len(reading.works) != 1:
        return f"read as {len(reading.works)} works"
    return reading.works[0]


def difference(row: Format, entry: Entry) -> str:
    """What reading finds otherwise than it was written though the format keeps it, or ""."""
    work = again(row, entry)
    if isinstance(work, str):
        return work
    wanted, found = kept(entry.record, row.loses), kept(work.work.record, row.loses)
    told = [
        f"{one.name}: {getattr(wanted, one.name)!r} became {getattr(found, one.name)!r}"
        for one in fields(Record)
        if getattr(wanted, one.name) != getattr(found, one.name)
    ]
    if "citekey" not in row.loses and work.citekey != entry.citekey:
        told.append(f"citekey: {entry.citekey!r} became {work.citekey!r}")
    if "tags" not in row.loses and work.tags != entry.tags:
        told.append(f"tags: {entry.tags!r} became {work.tags!r}")
    note = text.clean(entry.note or "") if "note.lines" in row.loses else entry.note
    if "note" not in row.loses and (work.note or "") != (note or ""):
        told.append(f"note: {entry.note!r} became {work.note!r}")
    return "; ".join(told)


def _without(value: Any, names: list[str]) -> Any:
    if value is None:
        return None
    if isinstance(value, tuple):
        return tuple(_without(one, names) for one in value)
    assert is_dataclass(value)
    assert not isinstance(value, type)
    held = {one.name: one for one in fields(value)}
    if names[0] not in held:
        return value  # a group among persons
    if len(names) > 1:
        changed = _without(getattr(value, names[0]), names[1:])
    else:
        changed = held[names[0]].default
    made = replace(value, **{names[0]: changed})
    empty = all(getattr(made, one.name) == one.default for one in fields(made))
    return None if empty and not isinstance(value, Record) else made


def _first_manuscript(record: Record) -> Record:
    return replace(record, manuscript_ids=record.manuscript_ids[:1])


def _brackets(record: Record) -> Record:
    bare, bracketed = text.split_translated(record.title or "")
    if not bracketed:
        return record
    return replace(record, title=RichText(bare), title_translated=True)


def _sections(record: Record) -> Record:
    whole = write_abstract(record.abstract)
    return replace(record, abstract=(AbstractSection(whole),) if whole else ())


def _plain(record: Record) -> Record:
    title, original = _bare(record.title or ""), _bare(record.original_title or "")
    sections = (replace(one, text=_bare(one.text)) for one in record.abstract)
    return replace(
        record, title=title or None, original_title=original or None, abstract=tuple(sections)
    )


def _bare(value: str) -> RichText:
    return RichText(" ".join(text.plain(value).split()))


def _unnested(record: Record) -> Record:
    """Rich text as its runs: which tags are open around each stretch of it, in what order."""
    title, original = _spans(record.title or ""), _spans(record.original_title or "")
    sections = (replace(one, text=_spans(one.text)) for one in record.abstract)
    return replace(
        record, title=title or None, original_title=original or None, abstract=tuple(sections)
    )


def _spans(value: str) -> RichText:
    told: list[tuple[str, tuple[str, ...]]] = []
    for run, tags in text.runs(value):
        if told and told[-1][1] == tags:
            told[-1] = (told[-1][0] + run, tags)
        else:
            told.append((run, tags))
    return RichText(repr(told) if told else "")


def _english(record: Record) -> Record:
    return replace(record, languages=() if record.languages == ("eng",) else record.languages)


def _initials(author: Author) -> Author:
    if isinstance(author, Person) and author.given:
        return replace(author, initials=None)
    return author


def _commas(author: Author) -> Author:
    if not isinstance(author, Person):
        return author
    parts: dict[str, Any] = {
        name: " ".join(value.replace(",", " ").split()) or None
        for name in ("family", "given", "suffix")
        if (value := getattr(author, name))
    }
    return replace(author, **parts)


def _people(field: str, change: Callable[[Author], Author]) -> Callable[[Record], Record]:
    def changed(record: Record) -> Record:
        people: dict[str, Any] = {field: tuple(change(one) for one in getattr(record, field))}
        return replace(record, **people)

    return changed


_PARTICULARS: Mapping[str, Callable[[Record], Record]] = {
    "manuscript_ids.others": _first_manuscript,
    "title.brackets": _brackets,
    "abstract.sections": _sections,
    "abstract.label": _sections,
    "text.markup": _plain,
    "text.nesting": _unnested,
    "languages.eng": _english,
    "issued.online": lambda record: record,
    "container.untitled": lambda record: record,
    **{
        f"{field}.{name}": _people(field, change)
        for field in ("authors", "editors")
        for name, change in (("initials", _initials), ("commas", _commas))
    },
}
