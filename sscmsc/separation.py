"""Entries that were made one, made several again, as they were.

Where nothing was changed since, every file comes back byte for byte. What was changed since in
the entry that stayed is kept there, and told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import NamedTuple, TypeVar

from sscmsc.catalogue import Catalogue
from sscmsc.citekey import check_citekey
from sscmsc.entry import Entry, Filed, Merger, Repointed, Value
from sscmsc.errors import InputError, LocatedError, NotFoundError
from sscmsc.formats.native import read_entry, write_entry
from sscmsc.library import Library
from sscmsc.links import link
from sscmsc.record import RECORD_FIELDS
from sscmsc.reference import Reference
from sscmsc.refresh import reclassified
from sscmsc.union import combine, digest
from sscmsc.vocabulary import Vocabulary

V = TypeVar("V")


class Separation(NamedTuple):
    """What becomes of a library: the entry that stays, those that are there again, and the
    entries whose lists point at them again; `kept_changes` is what was changed since the merge
    and stays where it is."""

    entry: Entry
    back: tuple[Entry, ...]
    citing: tuple[Entry, ...]
    kept_changes: tuple[str, ...]

    @property
    def changed(self) -> tuple[Entry, ...]:
        return (self.entry, *self.back, *self.citing)


def separate(library: Library, entry: Entry, key: str, vocabulary: Vocabulary) -> Separation:
    """The entries that the last merge into `entry` made one; `key` is how the user named it.

    Raises `NotFoundError` where nothing was merged into it, `InputError` where the work named
    was merged earlier than another, or a citekey has been taken since.
    """
    merger = _last(entry, key)
    files = [_read(one) for one in merger.before]
    before, back = files[0], files[1:]
    _check_free(library, entry, back)
    told: list[str] = []
    if digest(entry) == merger.digest:
        first = merger.before[0].text if len(entry.merged) == 1 else None
        stays = replace(before, merged=entry.merged[:-1], verbatim=first)
    else:
        after = combine(before, back, vocabulary)
        stays = _restored(entry, before, after, vocabulary, told)
    texts = {one.citekey: one.text for one in merger.before[1:]}
    apart = [replace(one, verbatim=texts[one.citekey]) for one in back]
    now = library.with_entries((stays, *apart))
    catalogue = Catalogue(Library((stays, *apart)))
    apart = [_followed(one, now, catalogue, told) for one in apart]
    stays = _followed(stays, now, catalogue, told)
    citing = tuple(_citing(library, merger, stays, apart, told))
    return Separation(stays, tuple(apart), citing, tuple(dict.fromkeys(told)))


def _last(entry: Entry, key: str) -> Merger:
    if not entry.merged:
        raise NotFoundError(
            f"nothing was merged into {entry.citekey}",
            hint="`sscmsc undo` takes back the last change of the library.",
        )
    merger = entry.merged[-1]
    keys = [one.citekey for one in merger.before]
    named = key.casefold()
    earlier = [one.citekey.casefold() for step in entry.merged[:-1] for one in step.before[1:]]
    if named in earlier and named not in [one.casefold() for one in keys]:
        raise InputError(
            f"{key} was merged into {entry.citekey} before {', '.join(keys[1:])}",
            hint=f"`sscmsc unmerge {keys[-1]}` first.",
        )
    return merger


def _read(filed: Filed) -> Entry:
    try:
        entry = read_entry(filed.text.encode(), check_citekey(filed.citekey))
    except LocatedError as error:
        raise InputError(
            f"what was kept of {filed.citekey} cannot be read: {error.problem.message}",
            hint="git may have the file of the entry as it was.",
        ) from error
    if entry.citekey != filed.citekey:
        raise InputError(f"what was kept of {filed.citekey} is another entry's")
    return entry


def _check_free(library: Library, entry: Entry, back: Sequence[Entry]) -> None:
    for one in back:
        held = library.in_any_case(one.citekey)
        former = library.former_keys.get(one.citekey.casefold(), entry.citekey)
        if held is not None or former != entry.citekey or one.citekey in library.reserved:
            raise InputError(
                f"'{one.citekey}' is taken: {held or former} has that key now",
                hint=f"`sscmsc rename {held or former} NEW` frees it.",
            )


def _restored(
    now: Entry, before: Entry, after: Entry, vocabulary: Vocabulary, told: list[str]
) -> Entry:
    """The entry as it was `before`, with what differs `now` from what the merge made of it."""
    changed = [
        name
        for name in (*RECORD_FIELDS, "source")
        if getattr(now.record, name) != getattr(after.record, name)
    ]
    told += [name for name in changed if name != "source"]
    record = replace(
        before.record,
        **{name: getattr(now.record, name) for name in changed},
    )
    conflicts = [one for one in before.conflicts if one.field not in changed]
    conflicts += [one for one in now.conflicts if one.field in changed]
    provenance = {**before.provenance}
    for name in changed:
        provenance.pop(name, None)
        if name in now.provenance:
            provenance[name] = now.provenance[name]
    gone = frozenset(after.former_keys).difference(before.former_keys)
    if now.citekey != before.citekey:
        told.append("citekey")
    return _with_marks(
        replace(
            now,
            record=record,
            provenance=MappingProxyType(provenance),
            conflicts=tuple(conflicts),
            facets=before.facets if not changed else reclassified(before, record, vocabulary),
            former_keys=tuple(one for one in now.former_keys if one not in gone),
            merged=now.merged[:-1],
            hand_edited=before.hand_edited or (now.hand_edited and not after.hand_edited),
            seal=(before if before.hand_edited else now).seal,
        ),
        now, before, after, told,
    )  # fmt: skip


def _with_marks(entry: Entry, now: Entry, before: Entry, after: Entry, told: list[str]) -> Entry:
    """The entry with its list and all that is the user's, as `_restored` does."""
    return replace(
        entry,
        references=_one("references", now.references, before.references, after.references, told),
        tags=_list("tags", now.tags, before.tags, after.tags, told),
        labels=_list("labels", now.labels, before.labels, after.labels, told),
        distinct=_list("distinct", now.distinct, before.distinct, after.distinct, told),
        note=_one("note", now.note, before.note, after.note, told),
        edits=_mapping("edits", now.edits, before.edits, after.edits, told),
        extra=_mapping("extra", now.extra, before.extra, after.extra, told),
        comments=_one("comments", now.comments, before.comments, after.comments, []),
    )


def _one(name: str, now: V, before: V, after: V, told: list[str]) -> V:
    if now == after:
        return before
    told.append(name)
    return now


def _list(
    name: str,
    now: tuple[str, ...],
    before: tuple[str, ...],
    after: tuple[str, ...],
    told: list[str],
) -> tuple[str, ...]:
    added = [one for one in now if one not in after]
    removed = [one for one in after if one not in now]
    if added or removed:
        told.append(name)
    kept = [one for one in before if one not in removed]
    return (*kept, *(one for one in added if one not in before))


def _mapping(
    name: str,
    now: Mapping[str, Value],
    before: Mapping[str, Value],
    after: Mapping[str, Value],
    told: list[str],
) -> Mapping[str, Value]:
    result = dict(before)
    for key in {**after, **now}:
        if now.get(key) != after.get(key):
            told.append(f"{name} {key}")
            result.pop(key, None)
            if key in now:
                result[key] = now[key]
    return MappingProxyType(result)


def _followed(entry: Entry, library: Library, catalogue: Catalogue, told: list[str]) -> Entry:
    """The entry with no line of its list pointing at one that has another key now, or is gone."""
    if entry.references is None:
        return entry
    lines = tuple(
        _follow(line, entry.citekey, library, catalogue) for line in entry.references.references
    )
    if lines == entry.references.references:
        return entry
    told.append(f"lines of {entry.citekey}")
    listed = replace(entry.references, references=lines)
    return replace(entry, references=listed, verbatim=None)


def _follow(line: Reference, own: str, library: Library, catalogue: Catalogue) -> Reference:
    if line.citekey is None or line.citekey in library or line.citekey in library.reserved:
        return line
    now = library.former_keys.get(line.citekey.casefold())
    if now is not None and now != own:
        return replace(line, citekey=now)
    return link(line, own, catalogue, frozenset())


def _citing(
    library: Library, merger: Merger, stays: Entry, apart: Sequence[Entry], told: list[str]
) -> Iterator[Entry]:
    """The entries whose lists pointed at one that is there again, pointing at it."""
    texts = {one.citekey: one.text for one in merger.rewritten}
    back = {one.citekey for one in (stays, *apart)}
    wanted: dict[str, list[Repointed]] = {}
    for one in merger.lines:
        wanted.setdefault(library.former_keys.get(one.citing.casefold(), one.citing), []).append(
            one
        )
    for key in library.cited_by(stays.citekey):
        if key in back:
            continue
        entry = library.entries[key]
        restored = _pointed(entry, wanted.pop(key, ()), stays, apart, told)
        if restored != entry:
            yield _as_it_was(restored, texts.get(key))
    told += [f"lines of {key}" for key in wanted if key not in back]


def _pointed(
    entry: Entry, wanted: Sequence[Repointed], stays: Entry, apart: Sequence[Entry], told: list[str]
) -> Entry:
    assert entry.references is not None
    targets = {one.position: one.citekey for one in wanted}
    own = set(stays.record.identifiers)
    lines: list[Reference] = []
    moved = False
    for line in entry.references.references:
        target = None
        if line.citekey == stays.citekey:
            recorded = targets.pop(line.position, None)
            target = recorded or _meant(line, own, apart)
            moved = moved or (recorded is None and target is not None)
        lines.append(line if target is None else replace(line, citekey=target))
    if targets or moved:
        told.append(f"lines of {entry.citekey}")
    return replace(entry, references=replace(entry.references, references=tuple(lines)))


def _meant(line: Reference, own: Collection[object], apart: Sequence[Entry]) -> str | None:
    """The entry that a line linked since the merge means, by an identifier of its alone."""
    for one in apart:
        if any(held in one.record.identifiers and held not in own for held in line.identifiers):
            return one.citekey
    return None


def _as_it_was(entry: Entry, text: str | None) -> Entry:
    if text is None:
        return entry
    before = read_entry(text.encode(), entry.citekey)
    return replace(entry, verbatim=text) if write_entry(before) == write_entry(entry) else entry
