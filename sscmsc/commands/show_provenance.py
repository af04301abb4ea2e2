"""`sscmsc show --provenance --conflicts`: where each field is from, since when, and who differs."""

from __future__ import annotations

from collections.abc import Mapping

from sscmsc.commands.wording import counted, source_name
from sscmsc.entry import Entry
from sscmsc.present import Json
from sscmsc.record import RECORD_FIELDS, Group, Record
from sscmsc.text import clean, plain

_MOST = 100
#: What is told of a record that was changed in its file.
BY_HAND = "changed by hand since: the next update or import tells which fields are yours"


def fields(entry: Entry, *, whole: bool) -> list[tuple[str, str]]:
    """The fields of a work with source, day and other sources' values, for `Screen.fields`.

    With `whole` every field, else only those on which sources differ, or one is preferred.
    """
    rows = [
        (row["field"].replace("_", " "), _line(row, others))
        for row, others in _rows(entry, whole=whole)
    ]
    return [*rows, ("", BY_HAND)] if entry.hand_edited and rows else rows


def as_json(entry: Entry, *, whole: bool) -> dict[str, Json]:
    """The object that `--json` prints for one entry."""
    return {
        "citekey": entry.citekey,
        "hand_edited": entry.hand_edited,
        "fields": [
            {
                **{name: value or None for name, value in row.items()},
                "preferred": row["field"] in entry.preferred,
                "others": dict(others),
            }
            for row, others in _rows(entry, whole=whole)
        ],
        "preferred": dict(entry.preferred),
        "stated": dict(entry.stated),
    }


def _rows(entry: Entry, *, whole: bool) -> list[tuple[dict[str, str], Mapping[str, str]]]:
    others = {one.field: dict(one.values) for one in entry.conflicts}
    rows: list[tuple[dict[str, str], Mapping[str, str]]] = []
    for name in RECORD_FIELDS:
        source = entry.provenance.get(name, "")
        if not source or not (whole or name in others or name in entry.preferred):
            continue
        row = {
            "field": name, "value": value_text(entry.record, name), "source": source,
            "date": entry.stated.get(source, ""), "choice": entry.preferred.get(name, ""),
        }  # fmt: skip
        rows.append((row, {one: text for one, text in others.get(name, {}).items()
                           if one != source}))  # fmt: skip
    return rows


def _line(row: Mapping[str, str], others: Mapping[str, str]) -> str:
    day = f", {row['date']}" if row["date"] else ""
    chosen = ""
    if row["choice"]:
        name = source_name(row["choice"])
        chosen = "; chosen by you" if row["choice"] == row["source"] else f"; {name} chosen by you"
    differ = "".join(f"\n  {source_name(one)} says {text}" for one, text in others.items())
    return f"{row['value']} ({source_name(row['source'])}{day}{chosen}){differ}"


def value_text(record: Record, name: str) -> str:
    """A field of a record in a few words."""
    value = getattr(record, name)
    if name == "container" and record.container is not None:
        return record.container.title or record.container.short or ""
    if name in ("authors", "editors"):
        names = [one.name if isinstance(one, Group) else one.family for one in value]
        return clean(", ".join(names), _MOST)
    if name in ("keywords", "languages"):
        return clean(", ".join(value), _MOST)
    if name == "abstract":
        return counted(len(value), "section")
    if isinstance(value, tuple):
        return counted(len(value), "item")
    if name in ("title", "original_title"):
        return clean(plain(value or ""), _MOST)
    if name == "publication":
        return record.publication.publisher or "" if record.publication else ""
    return str(value) if value not in (None, False) else ""
