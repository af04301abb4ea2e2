"""refs.lock: what a library held at one moment, as text that is easy to diff, and what differs.

One paragraph a work, by citekey: its identifiers, the SHA-256 of its file, a short digest of each
part of it, and for each source the day of its last answer that changed something.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from sscmsc.entry import Entry
from sscmsc.errors import LocatedError, Problem
from sscmsc.formats.native import write_entry
from sscmsc.record import Record
from sscmsc.revision import differing

LOCK = "refs.lock"
HEAD = (
    "# What this library held when it was locked. `sscmsc lock` writes it anew,\n"
    "# `sscmsc verify --frozen` compares, `sscmsc rebuild` restores.\n"
    "version 1\n"
)
#: Named where none of the parts differs: the evidence, or the layout of the file.
REST = "evidence or layout"
_SHORT = 16
_LINE = re.compile(r"(  )?([a-z]+(?:\.bib)?) (\S+)(?: (\S+))?")
_SOURCE = re.compile(r"  source (.+) (\S+)")
_SHA = re.compile(r"[0-9a-f]{64}")
_IDS = ("pmid", "pmcid", "doi")
_PARTS = ("record", "references", "own")


class LockedEntry(NamedTuple):
    """A work as it was locked: its identifiers by scheme, the digest of its file, those of its
    parts, and for each source the day of its answer (`-`: not known)."""

    citekey: str
    file: str
    identifiers: Mapping[str, str]
    parts: Mapping[str, str]
    sources: Mapping[str, str]


class Lockfile(NamedTuple):
    """What was locked: the digest of library.bib (empty: there was none) and the works."""

    bib: str
    entries: tuple[LockedEntry, ...]


class Drift(NamedTuple):
    """A file that is not as it was locked: its citekey, or its name where it is no entry's;
    `what` is `added`, `removed` or `changed`, and `parts` tells in what."""

    name: str
    what: str
    parts: tuple[str, ...] = ()


def lock_entry(citekey: str, data: bytes, entry: Entry | None) -> LockedEntry:
    """A work as it is locked: the bytes of its file, and the entry in it, None where it is none."""
    file = sha256(data).hexdigest()
    if entry is None:
        return LockedEntry(citekey, file, {}, {}, {})
    record = entry.record
    named = {name: getattr(record, name) for name in _IDS}
    known = {"user", "merged"}
    sources = sorted({record.source, *entry.provenance.values(), *entry.stated} - known)
    return LockedEntry(
        citekey,
        file,
        {name: one.value for name, one in named.items() if one is not None},
        _parts(entry),
        {source: entry.stated.get(source, "-") for source in sources},
    )


def _parts(entry: Entry) -> dict[str, str]:
    blank = Entry(entry.citekey, Record("-"))
    own = replace(
        blank, tags=entry.tags, labels=entry.labels, note=entry.note, edits=entry.edits,
        distinct=entry.distinct, preferred=entry.preferred, former_keys=entry.former_keys,
        extra=entry.extra,
    )  # fmt: skip
    parts = {
        "record": replace(blank, record=entry.record, provenance=entry.provenance),
        "references": replace(blank, references=entry.references),
        "own": own,
    }
    return {
        name: sha256(write_entry(one).encode()).hexdigest()[:_SHORT] for name, one in parts.items()
    }


def dump(lock: Lockfile) -> str:
    """The text of refs.lock; equal libraries give equal text."""
    return HEAD + "".join(_lines(lock))


def _lines(lock: Lockfile) -> Iterator[str]:
    if lock.bib:
        yield f"library.bib {lock.bib}\n"
    for one in sorted(lock.entries, key=lambda one: (one.citekey.casefold(), one.citekey)):
        yield f"\nentry {one.citekey}\n"
        yield from (f"  {name} {value}\n" for name, value in one.identifiers.items())
        yield f"  file {one.file}\n"
        yield from (f"  {name} {value}\n" for name, value in one.parts.items())
        yield from (f"  source {name} {day}\n" for name, day in one.sources.items())


def parse(text: str, path: str) -> Lockfile:
    """What a refs.lock says. Raises `LocatedError` for what is none."""
    bib = ""
    entries: list[LockedEntry] = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#") or line == "version 1":
            continue
        source, found = _SOURCE.fullmatch(line), _LINE.fullmatch(line)
        within, name, value = (found[1], found[2], found[3]) if found else (None, "", "")
        last = entries[-1] if entries else None
        if source is not None and last is not None:
            entries[-1] = last._replace(sources={**last.sources, source[1]: source[2]})
        elif not within and name == "entry":
            entries.append(LockedEntry(value, "", {}, {}, {}))
        elif not within and name == "library.bib" and _SHA.fullmatch(value):
            bib = value
        elif within and last is not None and name == "file" and _SHA.fullmatch(value):
            entries[-1] = last._replace(file=value)
        elif within and last is not None and name in _IDS:
            entries[-1] = last._replace(identifiers={**last.identifiers, name: value})
        elif within and last is not None and name in _PARTS:
            entries[-1] = last._replace(parts={**last.parts, name: value})
        else:
            raise LocatedError(Problem(path, number, "no line of a lock file of this version"))
    if unhashed := next((one.citekey for one in entries if not one.file), None):
        raise LocatedError(Problem(path, 0, f"it has no digest of the file of {unhashed}"))
    return Lockfile(bib, tuple(entries))


def drifts(locked: Lockfile, now: Lockfile) -> tuple[Drift, ...]:
    """What is not as it was locked, by citekey, library.bib last."""
    before = {one.citekey: one for one in locked.entries}
    after = {one.citekey: one for one in now.entries}
    found: list[Drift] = []
    for key in sorted(before.keys() | after.keys(), key=lambda key: (key.casefold(), key)):
        if key not in before:
            found.append(Drift(key, "added"))
        elif key not in after:
            found.append(Drift(key, "removed"))
        elif before[key].file != after[key].file:
            found.append(Drift(key, "changed", _differing(before[key], after[key])))
    if locked.bib != now.bib:
        what = "removed" if not now.bib else "changed" if locked.bib else "added"
        found.append(Drift("library.bib", what))
    return tuple(found)


def _differing(before: LockedEntry, after: LockedEntry) -> tuple[str, ...]:
    if not after.parts:
        return ("it cannot be read",)
    parts = tuple(name for name in _PARTS if before.parts.get(name) != after.parts.get(name))
    return parts or (REST,)


def named_fields(parts: Sequence[str], before: Entry, after: Entry) -> tuple[str, ...]:
    """The fields that differ, in the place of the parts they are of."""
    fields = tuple(name.replace("_", " ") for name in differing(before, after))
    return fields or tuple(parts)
