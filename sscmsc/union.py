"""Entries of one work made one entry: nothing that a source stated or a person wrote is lost.

The files of all of them, as they were, are kept in the entry that stays (`Entry.merged`), so that
they can be taken apart again (`separation`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from sscmsc.classify import classify
from sscmsc.disagreement import disagreements
from sscmsc.entry import Conflict, Entry, Filed, Merger, Repointed
from sscmsc.errors import InputError
from sscmsc.formats.native import write_entry
from sscmsc.hand_edits import with_user_fields
from sscmsc.kept_lines import keep_lines
from sscmsc.library import Library
from sscmsc.merge import contradiction, merge
from sscmsc.preference import keeping_preferred
from sscmsc.record import RECORD_FIELDS, Record
from sscmsc.reference import Reference, ReferenceList
from sscmsc.refresh import stated_fields
from sscmsc.statements import IDENTIFIERS, USER, Statements, completed, find_statements
from sscmsc.vocabulary import Vocabulary

#: The text of the file of an entry, byte for byte.
Text = Callable[[str], str]


class Union(NamedTuple):
    """What becomes of a library: the entry that stays, the citekeys of those that go, and the
    entries whose lists pointed at them.

    `fields` are those of the record that differ from before, `dropped` the identifiers that
    could not be kept because they contradict those of the entry that stays.
    """

    entry: Entry
    removed: tuple[str, ...]
    citing: tuple[Entry, ...]
    lines: tuple[Repointed, ...]
    fields: tuple[str, ...]
    dropped: tuple[str, ...]

    @property
    def changed(self) -> tuple[Entry, ...]:
        return (self.entry, *self.citing)


def unite(
    library: Library,
    keys: Sequence[str],
    vocabulary: Vocabulary,
    text: Text,
    *,
    force: bool = False,
) -> Union:
    """The entries of these citekeys as one, that of the first.

    What the others state is merged into it as `merge` does; of what a person wrote, that of the
    entry which stays comes first. The other citekeys become former ones. Raises `InputError`
    when the identifiers are contradictory, unless with `force`: then those of the others give way.
    """
    entries = [library.entries[key] for key in keys]
    kept, others = entries[0], entries[1:]
    dropped: list[str] = []
    if force:
        others = [_yielding(one, kept, dropped) for one in others]
    check_agreement(entries if not force else (kept, *others))
    united = combine(kept, others, vocabulary)
    gone = frozenset(keys[1:])
    lines: list[Repointed] = []
    citing = tuple(_repointed(library, kept.citekey, keys, lines))
    rewritten = [
        Filed(one.citekey, held)
        for one in citing
        if (held := text(one.citekey)) != write_entry(library.entries[one.citekey])
    ]
    before = tuple(Filed(key, _without_merged(text(key))) for key in keys[:1])
    merger = Merger(
        (*before, *(Filed(key, text(key)) for key in keys[1:])),
        tuple(lines),
        tuple(rewritten),
        digest(united),
    )
    entry = replace(united, merged=(*kept.merged, merger))
    changed = tuple(
        name for name in RECORD_FIELDS if getattr(entry.record, name) != getattr(kept.record, name)
    )
    return Union(
        entry, tuple(key for key in keys if key in gone), citing, tuple(lines), changed,
        tuple(dropped),
    )  # fmt: skip


def check_agreement(entries: Iterable[Entry]) -> None:
    """Raises `InputError` where the identifiers of entries contradict each other."""
    records = [replace(one.record, source=one.citekey) for one in entries]
    if (clash := contradiction(records)) is not None:
        raise InputError(clash.message, hint="With --force the identifiers of the first are kept.")


def combine(kept: Entry, others: Iterable[Entry], vocabulary: Vocabulary) -> Entry:
    """The entry that is made of several of one work, under the citekey of the first."""
    for other in others:
        kept = _combined(kept, other, vocabulary)
    return kept


def digest(entry: Entry) -> str:
    """By which an entry is known again, whatever was merged into it before."""
    written = write_entry(replace(entry, merged=()))
    return sha256(written.encode()).hexdigest()[:16]


def _combined(kept: Entry, other: Entry, vocabulary: Vocabulary) -> Entry:
    record, provenance, own = _record(kept, other)
    record, provenance = keeping_preferred(kept, record, provenance)
    # What an abstract showed that is no longer at hand still holds.
    shown = () if record.abstract else (*kept.facets, *other.facets)
    return replace(
        kept,
        record=record,
        provenance=stated_fields(provenance | dict.fromkeys(own, USER), record),
        conflicts=_conflicts(kept, other, record, own),
        facets=classify(record, vocabulary, shown),
        references=_references(kept, other),
        tags=tuple(dict.fromkeys((*kept.tags, *other.tags))),
        labels=tuple(dict.fromkeys((*other.labels, *kept.labels))),
        note=_note(kept.note, other.note),
        edits=MappingProxyType({**other.edits, **kept.edits}),
        extra=MappingProxyType({**other.extra, **kept.extra}),
        former_keys=_former(kept, other),
        stated=MappingProxyType({**other.stated, **kept.stated}),
        preferred=MappingProxyType({**other.preferred, **kept.preferred}),
        distinct=tuple(
            one
            for one in dict.fromkeys((*kept.distinct, *other.distinct))
            if one not in (kept.citekey, other.citekey)
        ),
    )  # fmt: skip


def _record(kept: Entry, other: Entry) -> tuple[Record, dict[str, str], frozenset[str]]:
    """The record of both, the source of each of its fields, and which are the user's."""
    ours, theirs = find_statements(kept, ()), find_statements(other, ())
    parts = {one.source: one for one in theirs.old}
    for one in ours.old:
        parts[one.source] = _completed(one, parts[one.source]) if one.source in parts else one
    stated = tuple(parts[source] for source in sorted(parts))
    if stated:
        merged = merge(stated)
        record, provenance = merged.record, dict(merged.provenance)
    else:
        record, provenance = Record(kept.record.source, kept.record.kind), {}
    # What differs in a file that a person wrote is theirs, but only in the entry that stays.
    settled = replace(other, hand_edited=False)
    record, from_other, _ = with_user_fields(settled, record, Statements((), stated, theirs.own))
    record, own, _ = with_user_fields(kept, record, Statements((), stated, ours.own))
    several = len({kept.record.source, other.record.source} | set(parts)) > 1
    record = replace(record, source="merged" if several else kept.record.source)
    return record, provenance, own | from_other


def _completed(lead: Record, other: Record) -> Record:
    """What one source stated of a work in two entries: that of the first, completed."""
    identifiers = {name: getattr(lead, name) or getattr(other, name) for name in IDENTIFIERS}
    both = completed(lead, other)
    old = dict.fromkeys((*lead.superseded_dois, *other.superseded_dois, lead.doi, other.doi))
    superseded = tuple(one for one in old if one and one != identifiers["doi"])
    return replace(both, source=lead.source, superseded_dois=superseded, **identifiers)


def _conflicts(
    kept: Entry, other: Entry, record: Record, own: Iterable[str]
) -> tuple[Conflict, ...]:
    stated = (*find_statements(kept, ()).old, *find_statements(other, ()).old)
    both = replace(kept, conflicts=(*kept.conflicts, *other.conflicts))
    return disagreements(both, record, stated, (), tuple(own))


def _references(kept: Entry, other: Entry) -> ReferenceList | None:
    """The lists of both as one, no line of which points at the entry itself."""
    if kept.references is None or other.references is None:
        both = kept.references or other.references
    else:
        both = keep_lines(kept.references, other.references)
    if both is None:
        return None
    own = (kept.citekey, other.citekey)
    lines = tuple(_unlinked(one) if one.citekey in own else one for one in both.references)
    return replace(both, references=lines)


def _unlinked(line: Reference) -> Reference:
    return replace(line, citekey=None, matched_by=None, score=None)


def _note(one: str | None, other: str | None) -> str | None:
    if not one or not other or other in one:
        return one or other
    return f"{one}\n\n{other}"


def _former(kept: Entry, other: Entry) -> tuple[str, ...]:
    keys = {one.casefold(): one for one in (*kept.former_keys, *other.former_keys, other.citekey)}
    keys.pop(kept.citekey.casefold(), None)
    return tuple(keys.values())


def _repointed(
    library: Library, kept: str, keys: Sequence[str], found: list[Repointed]
) -> Iterator[Entry]:
    """The entries whose lists pointed at one that goes, pointing at the one that stays."""
    gone = frozenset(keys[1:])
    for key in dict.fromkeys(one for old in keys[1:] for one in library.cited_by(old)):
        entry = library.entries[key]
        if key in keys or entry.references is None:
            continue
        lines = entry.references.references
        found += [
            Repointed(key, line.position, line.citekey)
            for line in lines
            if line.citekey is not None and line.citekey in gone
        ]
        moved = tuple(replace(one, citekey=kept) if one.citekey in gone else one for one in lines)
        yield replace(entry, references=replace(entry.references, references=moved))


def _yielding(other: Entry, kept: Entry, dropped: list[str]) -> Entry:
    """An entry without the identifiers that contradict those of the one that stays; its DOI is
    kept as an old one."""
    record = other.record
    changes: dict[str, object] = {}
    ours = {kept.record.doi, *kept.record.superseded_dois}
    theirs = [one for one in (record.doi, *record.superseded_dois) if one]
    if kept.record.doi and theirs and not ours.intersection(theirs):
        changes["doi"] = kept.record.doi
        changes["superseded_dois"] = tuple(theirs)
    for name in ("pmid", "pmcid"):
        mine, foreign = getattr(kept.record, name), getattr(record, name)
        if mine and foreign and mine != foreign:
            changes[name] = None
            dropped.append(f"{name.upper()} {foreign}")
    edits = {name: value for name, value in other.edits.items() if name not in changes}
    changed = replace(record, **changes)  # type: ignore[arg-type]
    return replace(other, record=changed, edits=MappingProxyType(edits))


def _without_merged(text: str) -> str:
    """The text of a file without what was merged into it before: that stays in the entry."""
    lines = text.split("\n")
    starts = [place for place, line in enumerate(lines) if line[:1] not in ("", " ", "-", "#")]
    for start, end in pairwise((*starts, len(lines))):
        if lines[start] == "merged:":
            return "\n".join((*lines[:start], *lines[end:]))
    return text
