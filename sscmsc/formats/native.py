"""The library's own format: one entry as the YAML text of one file, and back.

docs/format.md describes it for people who edit it by hand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from hashlib import sha256
from types import MappingProxyType
from typing import TypeVar

from yaml.nodes import Node

from sscmsc.entry import EMPTY, Entry, Filed, Merger, Value
from sscmsc.errors import LocatedError, Problem
from sscmsc.formats import native_yaml as yaml
from sscmsc.formats.native_complaints import Misfit
from sscmsc.formats.native_record import CONFLICT, COUNT, FACET, MERGER, RECORD, REFERENCE
from sscmsc.formats.native_shapes import date, tree
from sscmsc.formats.native_text import Prose, Quoted, dump
from sscmsc.record import RECORD_FIELDS
from sscmsc.reference import ReferenceList

T = TypeVar("T")

#: The top-level keys, in the order they are written; keys not ours come before the last.
KEYS = (
    "citekey", "former_keys", "record", "references", "facets", "tags", "labels", "note", "edits",
    "distinct", "conflicts", "merged", "preferred", "stated", "provenance", "digest",
)  # fmt: skip

_SECTION = re.compile(r"^record:\n(?: .*\n)*", re.M)
_NO_PROVENANCE: Mapping[str, str] = MappingProxyType({})
_FIELD_ORDER = {name: number for number, name in enumerate(RECORD_FIELDS)}


def write_entry(entry: Entry) -> str:
    """The text of an entry's file; equal entries give equal text.

    The text ends in a digest of the record, by which a later reader notices that a person
    changed the record; while `entry.hand_edited` holds, it is that of the record as sources
    gave it (`entry.seal`), if any.
    """
    if entry.verbatim is not None:
        return entry.verbatim
    section = dump({"record": _record(entry)})
    seal = entry.seal if entry.hand_edited else _digest(section)
    digest = {"digest": Quoted(seal)} if seal is not None else {}
    if entry.comments:
        whole = {**_head(entry), "record": _record(entry), **_rest(entry)}
        return dump({**whole, **digest}, entry.comments)
    return dump(_head(entry)) + section + dump({**_rest(entry), **digest})


def read_entry(data: bytes, path: str) -> Entry:
    """The entry that the bytes of a file hold; `path` is what to call the file in complaints.

    Raises `LocatedError` for anything that is not as docs/format.md says.
    """
    try:
        parsed = yaml.parse(data)
        return _entry(parsed)
    except Misfit as misfit:
        raise LocatedError(Problem(path, misfit.line, misfit.message)) from None


def _head(entry: Entry) -> dict[str, Value]:
    former = {"former_keys": tuple(map(Quoted, entry.former_keys))} if entry.former_keys else {}
    return {"citekey": Quoted(entry.citekey), **former}


def _record(entry: Entry) -> Mapping[str, Value]:
    stated = tree(entry.record)
    unknown = entry.extra.get("record", EMPTY)
    assert isinstance(stated, Mapping)
    assert isinstance(unknown, Mapping)
    held = {name: value for name, value in stated.items() if name != "source"}
    return {"kind": entry.record.kind, **held, "source": entry.record.source, **unknown}


def _rest(entry: Entry) -> dict[str, Value]:
    """The top-level keys after the record, those that say something."""
    references = entry.references
    values: dict[str, Value] = {
        "facets": tree(entry.facets),
        "tags": entry.tags,
        "labels": entry.labels,
        "note": None if entry.note is None else Prose(entry.note),
        "edits": entry.edits,
        "distinct": tuple(map(Quoted, entry.distinct)),
        "conflicts": tuple(
            {
                "field": one.field,
                "kept": one.kept,
                "values": tuple({"source": source, "value": value} for source, value in one.values),
            }
            for one in entry.conflicts
        ),
        "merged": tuple(map(_merger, entry.merged)),
        "preferred": dict(sorted(entry.preferred.items())),
        "stated": {source: Quoted(day) for source, day in sorted(entry.stated.items())},
        "provenance": _by_source(entry.provenance),
        **{key: value for key, value in entry.extra.items() if key not in KEYS},
    }
    listed: dict[str, Value] = {}
    if references is not None:
        dated = {"as_of": tree(references.as_of)} if references.as_of else {}
        counts = {"counts": tree(references.counts)} if references.counts else {}
        listed = {"references": {**dated, **counts, "list": tree(references.references)}}
    said = {
        key: value
        for key, value in values.items()
        if key not in KEYS or value not in (None, (), EMPTY, {})
    }
    return {**listed, **said}


def _merger(one: Merger) -> Mapping[str, Value]:
    held: dict[str, Value] = {"before": tuple(map(_filed, one.before))}
    if one.lines:
        held["lines"] = tree(one.lines)
    if one.rewritten:
        held["rewritten"] = tuple(map(_filed, one.rewritten))
    return {**held, "digest": Quoted(one.digest)}


def _filed(one: Filed) -> Mapping[str, Value]:
    return {"citekey": Quoted(one.citekey), "text": tuple(map(Quoted, one.text.split("\n")))}


def _by_source(provenance: Mapping[str, str]) -> Mapping[str, Value]:
    held: dict[str, list[str]] = {}
    for name in sorted(provenance, key=lambda one: (_FIELD_ORDER.get(one, 99), one)):
        held.setdefault(provenance[name], []).append(name)
    return {source: tuple(held[source]) for source in sorted(held)}


def _digest(section: str) -> str:
    return sha256(section.encode("utf-8")).hexdigest()[:12]


def _entry(parsed: yaml.Parsed) -> Entry:
    held = yaml.keys(parsed.root, "entry")
    for key in ("citekey", "record"):
        if key not in held:
            raise Misfit(yaml.line(parsed.root), f"'{key}' is missing")
    record = yaml.keys(held["record"], "record")
    extra = {key: yaml.value(node) for key, node in held.items() if key not in KEYS}
    unknown = {key: yaml.value(node) for key, node in record.items() if key not in RECORD.readers}
    if unknown:
        extra["record"] = MappingProxyType(unknown)
    entry = Entry(
        citekey=yaml.text(held["citekey"], "citekey"),
        record=RECORD.made(held["record"], "record", record),
        provenance=_provenance(held),
        conflicts=_list(held, "conflicts", CONFLICT.read),
        facets=_list(held, "facets", FACET.read),
        references=_references(held),
        tags=_list(held, "tags", yaml.text),
        labels=_list(held, "labels", yaml.text),
        note=_text(held, "note"),
        edits=_edits(held),
        extra=MappingProxyType(extra),
        comments=parsed.comments,
        former_keys=_list(held, "former_keys", yaml.text),
        distinct=_list(held, "distinct", yaml.text),
        merged=_list(held, "merged", MERGER.read),
        preferred=_texts(held, "preferred"),
        stated=_texts(held, "stated"),
    )
    seal = _text(held, "digest")
    changed = _is_changed(entry, parsed.text, seal)
    return replace(entry, hand_edited=True, seal=seal) if changed else entry


def record_digest(entry: Entry) -> str:
    """The digest of an entry's record, with the keys in it that are not ours."""
    return _digest(dump({"record": _record(entry)}))


def _is_changed(entry: Entry, text: str, digest: str | None) -> bool:
    """Whether the record is another than the one the digest was made of.

    The text as it stands is tried first: only a file touched by hand costs more. A record
    that was merely laid out or commented differently is not changed.
    """
    if digest is None:
        return True
    found = _SECTION.search(text)
    if found is not None and _digest(found.group()) == digest:
        return False
    return record_digest(entry) != digest


def _list(held: Mapping[str, Node], key: str, read: Callable[[Node, str], T]) -> tuple[T, ...]:
    if key not in held:
        return ()
    return tuple(read(one, key) for one in yaml.items(held[key], key))


def _text(held: Mapping[str, Node], key: str) -> str | None:
    node = held.get(key)
    return None if node is None or yaml.is_null(node) else yaml.text(node, key)


def _texts(held: Mapping[str, Node], key: str) -> Mapping[str, str]:
    """A mapping of names to text."""
    if key not in held or yaml.is_null(held[key]):
        return _NO_PROVENANCE
    named = yaml.keys(held[key], key)
    return MappingProxyType({name: yaml.text(node, name) for name, node in named.items()})


def _provenance(held: Mapping[str, Node]) -> Mapping[str, str]:
    if "provenance" not in held:
        return _NO_PROVENANCE
    sources: dict[str, str] = {}
    for source, node in yaml.keys(held["provenance"], "provenance").items():
        for one in yaml.items(node, source):
            name = yaml.text(one, source)
            if name in sources:
                raise Misfit(yaml.line(one), f"provenance: '{name}' has two sources; keep one")
            sources[name] = source
    return MappingProxyType(sources)


def _references(held: Mapping[str, Node]) -> ReferenceList | None:
    if "references" not in held or yaml.is_null(held["references"]):
        return None
    node = held["references"]
    parts = yaml.keys(node, "references")
    for key, one in parts.items():
        if key not in ("as_of", "counts", "list"):
            known = "as_of, counts, list"
            raise Misfit(yaml.line(one), f"references: unknown key '{key}'; expected {known}")
    return ReferenceList(
        references=_list(parts, "list", REFERENCE.read),
        counts=_list(parts, "counts", COUNT.read),
        as_of=date(parts["as_of"], "as_of") if "as_of" in parts else None,
    )


def _edits(held: Mapping[str, Node]) -> Mapping[str, Value]:
    if "edits" not in held:
        return EMPTY
    edits = yaml.keys(held["edits"], "edits")
    return MappingProxyType({name: yaml.value(node) for name, node in edits.items()})
