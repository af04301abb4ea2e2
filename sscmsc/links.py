"""Links from the lines of reference lists to the entries that hold what they cite."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import replace

from sscmsc.candidates import refused
from sscmsc.catalogue import Catalogue
from sscmsc.entry import Entry
from sscmsc.identifiers import Identifier
from sscmsc.library import Library
from sscmsc.reference import Reference

#: Ways of linking in which the identifiers of a line are what was found, not what was printed.
_FOUND = ("text", "user")
_ANOTHER = "the entry has "


def link_lists(catalogue: Catalogue, before: Library) -> Iterator[Entry]:
    """Every entry, its list linked: a line whose work is held points at its entry.

    A list that is as it was `before` was compared by its text with what was held then, so its
    lines are compared only with entries that joined or changed since. A link to an entry whose
    file cannot be read now stands; one to a key that an entry had before follows it.
    """
    former = {one.casefold(): entry.citekey for entry in catalogue for one in entry.former_keys}
    fresh = frozenset(
        entry.citekey
        for entry in catalogue
        if entry.hand_edited or _differs(entry, before, lambda one: one.record)
    )
    for entry in catalogue:
        if entry.references is None:
            yield entry
            continue
        among = None if _differs(entry, before, lambda one: one.references) else fresh
        lines = entry.references.references
        followed = (_followed(line, catalogue, former) for line in lines) if former else lines
        linked = tuple(
            line if line.citekey in before.reserved else link(line, entry.citekey, catalogue, among)
            for line in followed
        )
        if linked == lines:
            yield entry
        else:
            yield replace(entry, references=replace(entry.references, references=linked))


def _followed(line: Reference, catalogue: Catalogue, former: Mapping[str, str]) -> Reference:
    """The line with the key that its entry has now."""
    if line.citekey is None or line.citekey in catalogue.citekeys:
        return line
    now = former.get(line.citekey.casefold())
    return line if now is None else replace(line, citekey=now)


def _differs(entry: Entry, before: Library, part: Callable[[Entry], object]) -> bool:
    held = before.entries.get(entry.citekey)
    return held is None or (part(held) is not part(entry) and part(held) != part(entry))


def link(
    line: Reference, own: str, catalogue: Catalogue, among: Collection[str] | None
) -> Reference:
    """The line with the citekey of the entry it cites, never that of its own (`own`).

    A link stands while its entry is in the catalogue, but one by text gives way to an
    identifier; by its text a line is compared with the entries `among`, or with all.
    """
    held = line.citekey if line.citekey in catalogue.citekeys and line.citekey != own else None
    if held is not None and line.matched_by != "text":
        return _noted(line, catalogue)
    scheme, key = _by_identifier(line, own, catalogue)
    if key is not None and key != held:
        found = line.citekey is None and line.matched_by in _FOUND
        how = (line.matched_by, line.score) if found else (scheme, None)
        found_line = replace(line, citekey=key, matched_by=how[0], score=how[1], candidates=())
        return _noted(found_line, catalogue)
    if held is not None:
        return _noted(line, catalogue)
    key = catalogue.by_line(line, among) if line.matched_by != "user" else None
    if key is None or key == own or refused(catalogue.entry(key).record, line):
        return _unlinked(line)
    return replace(line, citekey=key, matched_by="text", score=None, candidates=())


def _by_identifier(
    line: Reference, own: str, catalogue: Catalogue
) -> tuple[str | None, str | None]:
    for identifier in line.identifiers:
        key = catalogue.by_identifier((identifier,))
        if key is not None and key != own and not refused(catalogue.entry(key).record, line):
            return identifier.scheme, key
    return None, None


def _unlinked(line: Reference) -> Reference:
    """A line without a link; one that waits for the work that was found for it still does."""
    if line.citekey is None:
        return line
    waiting = line.matched_by in _FOUND and line.identifiers
    how = (line.matched_by, line.score) if waiting else (None, None)
    notes = tuple(note for note in line.notes if not note.startswith(_ANOTHER))
    return replace(line, citekey=None, matched_by=how[0], score=how[1], notes=notes)


def _noted(line: Reference, catalogue: Catalogue) -> Reference:
    """A line with a note for each of its identifiers that the entry has otherwise."""
    if line.citekey is None or line.matched_by == "user":
        return line
    record = catalogue.entry(line.citekey).record
    theirs: dict[str, tuple[Identifier, ...]] = {one.scheme: (one,) for one in record.identifiers}
    theirs["doi"] = (*theirs.get("doi", ()), *record.superseded_dois)
    notes = tuple(
        f"{_ANOTHER}{one.scheme.upper()} {theirs[one.scheme][0]}"
        for one in line.identifiers
        if theirs.get(one.scheme) and one not in theirs[one.scheme]
    )
    told = (*(note for note in line.notes if not note.startswith(_ANOTHER)), *notes)
    return line if told == line.notes else replace(line, notes=told)
