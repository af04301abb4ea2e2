"""`sscmsc edit --set FIELD=VALUE --unset FIELD`: single fields as the user's own."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from pathlib import Path

from sscmsc.commands.edit_report import tell, warn_of_doubles
from sscmsc.commands.options import Desk
from sscmsc.commands.shelf import open_held, resolve, save
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.entry import Entry, Value
from sscmsc.errors import InputError, UsageError
from sscmsc.marks import parse_note
from sscmsc.merge_edits import EDITABLE
from sscmsc.revision import relinked, with_values

FIELDS = (*EDITABLE, "note")
#: Fields that hold several values, written with a semicolon between them.
_LISTS = ("authors", "editors", "keywords", "languages")
_ELSEWHERE = {
    "citekey": "`sscmsc rename OLD NEW` changes it.",
    "tags": "`sscmsc tag KEY +TAG -TAG` changes them.",
    "labels": "`sscmsc tag KEY disease=SSc` changes them.",
}


def assignments(incomplete: str) -> list[str]:
    """The fields that can be set, for the shell to offer."""
    return [f"{name}=" for name in names(incomplete)]


def names(incomplete: str) -> list[str]:
    """The fields that can be emptied, for the shell to offer."""
    return [name for name in FIELDS if name.startswith(incomplete)]


def set_fields(
    desk: Desk, key: str, assigned: Sequence[str], emptied: Sequence[str], *, dry_run: bool
) -> None:
    """Set and empty fields of one work, and report it.

    Raises `UsageError` and `InputError` for what cannot be set so.
    """
    values = _values(assigned, emptied)
    store, loaded = open_held(desk, changing=not dry_run)
    library, entry = loaded.library, resolve(loaded, key)
    revised = _with(entry, values, store.folder)
    warn_of_doubles(desk, library, entry, revised)
    changed = tuple(relinked(library, revised))
    if not dry_run:
        save(desk, store, loaded, changed, f"edit {entry.citekey}: {', '.join(values)}")
    tell(desk, entry, revised, changed, dry_run=dry_run)


def _values(assigned: Sequence[str], emptied: Sequence[str]) -> dict[str, Value]:
    """The value of each field that is to be set, None for one to empty."""
    values: dict[str, Value] = {}
    for name, value in _pairs(assigned, emptied):
        field = name.strip().casefold().replace("-", "_").replace(" ", "_")
        if field in _ELSEWHERE:
            raise InputError(f"{field}: not set here", hint=_ELSEWHERE[field])
        if field not in FIELDS:
            near = get_close_matches(field, FIELDS, n=3)
            told = f"Did you mean {' or '.join(near)}?" if near else f"Fields: {', '.join(FIELDS)}."
            raise InputError(f"there is no field '{name}' to set", hint=told)
        if field in values:
            raise UsageError(f"{field} is given twice")
        values[field] = None if value is None else _parsed(field, value)
    return values


def _pairs(assigned: Sequence[str], emptied: Sequence[str]) -> Iterator[tuple[str, str | None]]:
    for text in assigned:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError(f"'{text}' sets nothing", hint="Write --set FIELD=VALUE.")
        yield name, value
    for text in emptied:
        yield text, None


def _parsed(field: str, value: str) -> Value:
    if not value.strip():
        raise InputError(f"{field}: nothing given", hint=f"--unset {field} empties it.")
    if field in _LISTS:
        return tuple(one.strip() for one in value.split(";") if one.strip())
    return value


def _with(entry: Entry, values: Mapping[str, Value], folder: Path) -> Entry:
    fields = {name: value for name, value in values.items() if name != "note"}
    if "kind" in fields and fields["kind"] is None:
        raise InputError("kind: every work has one", hint="--set kind=article-journal, or another.")
    revised = with_values(entry, fields, vocabulary_of(folder)) if fields else entry
    if "note" in values:
        note = values["note"]
        data = str(note).encode("utf-8", "surrogateescape") if note is not None else b""
        revised = replace(revised, note=parse_note(data, "the note"))
    return revised
