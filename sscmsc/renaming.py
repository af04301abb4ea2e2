"""Giving an entry another citekey, so that whoever knows the old one still finds it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from sscmsc.citekey import check_citekey, make_citekey
from sscmsc.entry import Entry
from sscmsc.errors import InputError
from sscmsc.library import Library


def rename(library: Library, citekey: str, new: str) -> tuple[Entry, ...]:
    """The entry of `citekey` under the citekey `new`, and every entry whose list pointed at it.

    The old citekey becomes a former one, unless it differs only in case. Raises `InputError`
    for a citekey that is none or is not free.
    """
    entry = library.entries[citekey]
    check_citekey(new)
    if new == citekey:
        return ()
    _check_free(library, entry, new)
    former = [one for one in entry.former_keys if one.casefold() != new.casefold()]
    if citekey.casefold() != new.casefold():
        former = [*(one for one in former if one.casefold() != citekey.casefold()), citekey]
    renamed = replace(entry, citekey=new, former_keys=tuple(former))
    citing = (library.entries[key] for key in library.cited_by(citekey) if key != citekey)
    return (_pointed(renamed, citekey, new), *(_pointed(one, citekey, new) for one in citing))


def template_key(library: Library, entry: Entry, template: str, taken: Iterable[str] = ()) -> str:
    """The citekey that the template gives an entry that is held, which may be the one it has.

    `taken` are citekeys of files that cannot be read. Raises `InputError` for a bad template.
    """
    own = {one.casefold() for one in (entry.citekey, *entry.former_keys)}
    others = {one.casefold() for one in (*library.taken, *taken)}
    return make_citekey(entry.record, others - own, template)


def _check_free(library: Library, entry: Entry, new: str) -> None:
    folded = new.casefold()
    for key in (*library.entries, *library.reserved):
        if key.casefold() == folded and key != entry.citekey:
            raise InputError(
                f"'{new}' is taken: {_held_as(new, key)}",
                hint=f"`sscmsc show {key}` shows what holds it.",
            )
    other = library.former_keys.get(folded)
    if other is not None and other != entry.citekey:
        raise InputError(
            f"'{new}' is taken: {other} had that key before, and is still found by it",
            hint=f"`sscmsc edit {other}` can take it out of its former_keys.",
        )


def _held_as(new: str, key: str) -> str:
    return "an entry has that key" if new == key else f"{key} differs from it only in case"


def _pointed(entry: Entry, old: str, new: str) -> Entry:
    """The entry with the lines of its list that pointed at `old` pointing at `new`."""
    if entry.references is None:
        return entry
    lines = tuple(
        replace(line, citekey=new) if line.citekey == old else line
        for line in entry.references.references
    )
    if lines == entry.references.references:
        return entry
    return replace(entry, references=replace(entry.references, references=lines))


def followers(entries: Iterable[Entry], new: str) -> Iterator[tuple[str, int]]:
    """Of what `rename` gives: the citekeys of the entries whose lists point at `new`, and how
    many lines of each."""
    for entry in entries:
        lines = entry.references.references if entry.references else ()
        if number := sum(1 for line in lines if line.citekey == new):
            yield entry.citekey, number
