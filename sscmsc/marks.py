"""The user's own marks of a work: plain tags, and labels that give it a facet or deny it one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import NamedTuple

from sscmsc.entry import SINGLE, Entry
from sscmsc.errors import InputError
from sscmsc.registrations import read_registration
from sscmsc.text import clean
from sscmsc.vocabulary import Vocabulary

TAG_LIMIT = 100
NOTE_LIMIT = 1_000_000


class Mark(NamedTuple):
    """A mark as an entry holds it: a tag, or a label (`disease=SSc`, `disease!=RA`)."""

    text: str
    is_label: bool = False


def parse_mark(text: str, vocabulary: Vocabulary | None) -> Mark:
    """A mark from what a user wrote: with a `=` in it a label, else a tag.

    A label's value may be any name that the vocabulary knows, and becomes its own; where
    `is_label` says no, none is needed. Raises `InputError` for a facet or a value that is
    none, and for text that can be no tag.
    """
    if vocabulary is None:
        return Mark(_tag(text))
    if "=" in text:
        return Mark(parse_label(text, vocabulary), is_label=True)
    name, colon, value = text.partition(":")
    if colon and _words(name) in map(_words, vocabulary.facets):
        raise InputError(f"'{text}' is no tag", hint=f"For a label write {name}={value.strip()}.")
    return Mark(_tag(text))


def parse_label(text: str, vocabulary: Vocabulary) -> str:
    """A label as the vocabulary names it, from what a user wrote by any name that it knows.

    Raises `InputError` for text without a `=`, and for a facet or a value that is none.
    """
    name, equals, value = text.partition("=")
    if not equals:
        raise InputError("no label", hint="Write facet=value, as disease=SSc.")
    denied = "!" if name.rstrip().endswith("!") else ""
    facet = _facet(name.strip().removesuffix("!"), vocabulary)
    read = _OPEN.get(facet)
    return f"{facet}{denied}={read(value) if read else vocabulary.find(facet, value)}"


def same_label(one: str, other: str) -> bool:
    """Whether two labels are read as one, however blanks stand in them."""
    return _parts(one) == _parts(other)


def is_label(text: str) -> bool:
    """Whether what a user wrote may be a label, for which the vocabulary is needed."""
    return "=" in text or ":" in text


def find_mark(text: str, entries: Iterable[Entry], vocabulary: Vocabulary | None) -> Mark:
    """The mark that a user means to take away: one that stands so in one of the entries, else
    what `parse_mark` makes of it."""
    for entry in entries:
        if text in entry.labels:
            return Mark(text, is_label=True)
        if text in entry.tags:
            return Mark(text)
    return parse_mark(text, vocabulary)


def as_spelled(mark: Mark, known: Iterable[str], removed: Sequence[str] = ()) -> Mark:
    """The mark as the library spells it: a tag is the first of the `known` ones that differs at
    most in case, itself above all; but not where that one is being `removed`."""
    folded = mark.text.casefold()
    if mark.is_label or folded in map(str.casefold, removed):
        return mark
    same = [one for one in known if one.casefold() == folded]
    return mark if not same or mark.text in same else Mark(same[0])


def with_marks(entry: Entry, added: Sequence[Mark], removed: Sequence[Mark] = ()) -> Entry:
    """The entry with these marks, each once, and without those.

    A label takes the place of the one that says the opposite, and of another value in a facet
    of which a work has one; a tag is one tag in whatever case it is written.
    """
    tags, labels = list(entry.tags), list(entry.labels)
    for mark in removed:
        if mark.is_label:
            labels = [one for one in labels if _parts(one) != _parts(mark.text)]
        else:
            tags = [one for one in tags if one.casefold() != mark.text.casefold()]
    for mark in added:
        if not mark.is_label:
            held = {one.casefold() for one in tags}
            tags += [mark.text] if mark.text.casefold() not in held else []
        else:
            labels = _with_label(labels, mark.text)
    if tuple(tags) == entry.tags and tuple(labels) == entry.labels:
        return entry
    return replace(entry, tags=tuple(tags), labels=tuple(labels))


def parse_note(data: bytes, name: str) -> str | None:
    """The text of a note, just as it is but for one line end at its end, which a pipe and an
    editor add; None where it says nothing.

    `name` is what to call the input. Raises `InputError` for what is no text in UTF-8 and for
    more than `NOTE_LIMIT` bytes.
    """
    if len(data) > NOTE_LIMIT:
        raise InputError(f"{name}: larger than {NOTE_LIMIT // 1_000_000} MB, too long for a note")
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise InputError(f"{name}:{line}: no text in UTF-8") from None
    if (place := text.find("\0")) >= 0:
        line = text.count("\n", 0, place) + 1
        raise InputError(f"{name}:{line}: a NUL character; expected text")
    if not text.strip():
        return None
    return text.removesuffix("\n").removesuffix("\r") if text.endswith("\n") else text


def marks_of(entry: Entry) -> tuple[Mark, ...]:
    """The tags of an entry, then its labels."""
    return (*map(Mark, entry.tags), *(Mark(one, is_label=True) for one in entry.labels))


def count_marks(entries: Iterable[Entry]) -> dict[Mark, int]:
    """How many works have each mark, tags before labels, by name."""
    counts: dict[Mark, int] = {}
    for entry in entries:
        for mark in dict.fromkeys(marks_of(entry)):
            counts[mark] = counts.get(mark, 0) + 1
    order = sorted(counts, key=lambda one: (one.is_label, one.text.casefold(), one.text))
    return {mark: counts[mark] for mark in order}


def _facet(name: str, vocabulary: Vocabulary) -> str:
    known = vocabulary.facets
    wanted = _words(name)
    for one in known:
        if wanted in (_words(one), _words(vocabulary.scheme(one).title)):
            return one
    near = get_close_matches(wanted, known, n=3) or known
    hint = f"Facets: {', '.join(near)}. Only a label has a =."
    raise InputError(f"there is no facet '{name.strip()}'", hint=hint)


def _with_label(labels: list[str], added: str) -> list[str]:
    facet, denied, value = parts = _parts(added)
    gone = [(facet, not denied, value)]
    if facet in SINGLE and not denied:
        gone += (one for one in map(_parts, labels) if one[:2] == (facet, False) and one != parts)
    kept = [one for one in labels if _parts(one) not in gone]
    return kept if parts in map(_parts, kept) else [*kept, added]


def _sample_size(text: str) -> str:
    number = text.strip()
    if not re.fullmatch(r"[0-9]{1,9}", number) or not int(number):
        raise InputError(f"'{number}' is no number of people", hint="Write it in digits: n=120.")
    return str(int(number))


def _registration(text: str) -> str:
    number = read_registration(text)
    if number is None:
        raise InputError(
            f"'{text.strip()}' is no registration of a trial",
            hint="Write its number as the registry does: trial=NCT00114530.",
        )
    return number


#: How the values of the facets are read that have no list of them.
_OPEN: Mapping[str, Callable[[str], str]] = {"n": _sample_size, "trial": _registration}


def _words(facet: str) -> str:
    """A facet's name as it is compared: `cell-source` and `Cell source` are one."""
    return " ".join(facet.casefold().replace("-", " ").replace("_", " ").split())


def _tag(text: str) -> str:
    tag = clean(text, TAG_LIMIT + 1)
    if not tag:
        raise InputError("a tag needs a letter or a digit" if text.strip() else "an empty tag")
    if len(tag) > TAG_LIMIT:
        raise InputError(f"'{tag[:40]}…' is too long for a tag", hint="`sscmsc note` takes text.")
    if "\ufffd" in tag:
        raise InputError(f"'{tag}' is no text in UTF-8")
    if "," in tag:
        raise InputError(f"'{tag}' has a comma", hint="Give each tag as a word of its own.")
    if tag[0] in "+-":
        way = "removes one" if tag[0] == "-" else "adds one"
        raise InputError(
            f"'{tag}' is no tag: + and - stand before one",
            hint=f"`sscmsc tag KEY {'--remove ' if tag[0] == '-' else '+'}{tag[1:]}` {way}.",
        )
    return tag


def _parts(label: str) -> tuple[str, bool, str]:
    """The facet of a label, whether it is denied, and the value, as `Entry.labelled` sees them."""
    name, _, value = label.partition("=")
    denied = name.endswith("!")
    return name.removesuffix("!").strip(), denied, value.strip()
