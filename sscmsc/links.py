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
from sscmsc.traits import entry_traits

#: Ways of linking in which the identifiers of a line are what was found, not what was printed.
_FOUND = ("text", "user")
_ANOTHER = "the entry has "


def link_lists(catalogue: Catalogue, before: Library) -> Iterator[Entry]:
    """Every entry at hand and every other whose list may be concerned, its list linked: a line
    whose work is held points at its entry.

    A list that is as it was `before` was compared by its text with what was held then, so its
    lines are compared only with entries that joined or changed since. A link to an entry whose
    file cannot be read now stands; one to a key that an entry had before follows it.
    """
    former = _former_keys(catalogue)
    fresh = {
        entry.citekey
        for entry in catalogue.at_hand.values()
        if entry.hand_edited or _differs(entry, before, lambda one: one.record)
    }
    stock = catalogue.library.stock
    if stock is not None:
        fresh.update(key for key in stock.hand_edited() if key not in catalogue.at_hand)
    for entry in _concerned(catalogue, before):
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


def _concerned(catalogue: Catalogue, before: Library) -> Iterator[Entry]:
    """The entries at hand, and those of the stock whose lists want what changed since."""
    yield from catalogue.at_hand.values()
    library = catalogue.library
    if library.stock is None:
        return
    touched: set[int] = set()
    gone = library.entries.removed - before.entries.removed
    for key in (*catalogue.at_hand, *gone):
        now, then = catalogue.at_hand.get(key), before.entries.get(key)
        if now is None or then is None or _said(now) != _said(then):
            touched.update(trait for one in (now, then) if one for trait in entry_traits(one))
    for key in library.stock.wanting(touched):
        if library.entries.is_in_stock(key) and key not in catalogue.at_hand:
            yield library.entries[key]


def _said(entry: Entry) -> tuple[object, ...]:
    """What of an entry may be linked to."""
    return entry.record, entry.former_keys, entry.hand_edited


def _former_keys(catalogue: Catalogue) -> Mapping[str, str]:
    at_hand = catalogue.at_hand
    held = catalogue.library.former_keys.items()
    return {
        **{one: key for one, key in held if key not in at_hand},
        **{one.casefold(): key for key, entry in at_hand.items() for one in entry.former_keys},
    }


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
