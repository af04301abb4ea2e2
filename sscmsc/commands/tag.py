"""`sscmsc tag`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from sscmsc.commands import mark_completion, options
from sscmsc.commands.completion import ask_quietly
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import load, open_held, resolve, save
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import first_few
from sscmsc.entry import Entry
from sscmsc.errors import IdentifierError, NotFoundError, UsageError
from sscmsc.folder import Loaded
from sscmsc.identifiers import parse
from sscmsc.marks import (
    Mark,
    as_spelled,
    count_marks,
    find_mark,
    is_label,
    marks_of,
    parse_mark,
    with_marks,
)
from sscmsc.present import Json
from sscmsc.present_cells import Column

COLUMNS = (Column("Tag or label"), Column("Works", most=8, right=True))
OWN_COLUMNS = (Column("Citekey", most=16, style="cyan"), Column("Tags and labels"))
#: Options of one letter that take no value; a word of others after a dash is a tag to remove.
_FLAGS = frozenset("nqvh")
_VALUED = ("-l", "--library", "--color", "--remove")
_REMOVED = re.compile(r"-[^-].*", re.S)


class Command(options.Command):
    """A command line in which `-old` takes the tag `old` away."""

    def parse_args(self, ctx: typer.Context, args: list[str]) -> list[str]:  # type: ignore[override]
        return super().parse_args(ctx, list(_with_removals(args)))


class _Asked(NamedTuple):
    """What a command line asks for: works, and marks as they were written."""

    entries: tuple[Entry, ...]
    added: tuple[str, ...]
    removed: tuple[str, ...]


@command
def run(
    desk: Desk,
    words: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY]... [+TAG|-TAG|FACET=VALUE]...",
            help="Works, and what to add (+) or to remove (-); without any, all tags there are.",
            autocompletion=mark_completion.keys_and_marks,
        ),
    ] = None,
    remove: Annotated[
        list[str] | None,
        typer.Option(
            metavar="TAG",
            help="Remove this tag or label, as -TAG does, also one called n, q, v, h or l.",
            autocompletion=mark_completion.held_marks,
        ),
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what would change, but change nothing.")
    ] = False,
) -> None:
    """Give works tags and labels of your own, or list those there are.

    A tag is any text without a comma; in another case it is the same tag. A label says what a
    work is about: disease=SSc gives it the facet, disease!=RA denies it, by any name that the
    facet knows. Your labels win over what was found and stay when a work is fetched again.

    \b
    Examples:
      sscmsc tag Peltzer2018 Velier2022 +grant2026 -unread
      sscmsc tag Peltzer2018 disease=scleroderma disease!=RA
      sscmsc tag Peltzer2018 --remove disease=SSc
      sscmsc tag
    """
    removed = tuple(remove or ())
    if not words:
        if removed:
            raise UsageError("say which works", hint="`sscmsc tag KEY --remove TAG`.")
        _list_all(desk)
        return
    marked = bool(removed) or any(map(_is_mark, words))
    store, loaded = open_held(desk, changing=marked and not dry_run)
    asked = _asked(loaded, words, removed)
    if not asked.added and not removed:
        _list_own(desk, asked.entries)
        return
    added, taken = _marks(asked, loaded, store.folder)
    changed = [with_marks(entry, added, taken) for entry in asked.entries]
    if not dry_run:
        keys = first_few([entry.citekey for entry in asked.entries])
        signs = (*(f"+{one.text}" for one in added), *(f"-{one.text}" for one in taken))
        different = [entry for entry in changed if entry not in asked.entries]
        save(desk, store, loaded, different, f"tag {keys}: {' '.join(signs)}")
    _tell(desk, asked.entries, changed, dry_run)


def _with_removals(words: Sequence[str]) -> Iterator[str]:
    before = ""
    for number, word in enumerate(words):
        if word == "--":
            # What stands behind it is no option, and no key or tag begins with a dash.
            rest = words[number + 1 :]
            yield from (f"--remove={one[1:]}" for one in rest if _REMOVED.fullmatch(one))
            yield "--"
            yield from (one for one in rest if not _REMOVED.fullmatch(one))
            return
        is_option = word in _VALUED or _FLAGS.issuperset(word[1:])
        if before not in _VALUED and _REMOVED.fullmatch(word) and not is_option:
            yield f"--remove={word[1:]}"
        else:
            yield word
        before = word


def _is_mark(word: str) -> bool:
    """Whether a word is a mark by its form. An address may hold a `=`, and so may a DOI."""
    return word.startswith("+") or ("=" in word and "/" not in word.partition("=")[0])


def _asked(loaded: Loaded, words: Sequence[str], removed: tuple[str, ...]) -> _Asked:
    """Where nothing tells a tag by its form, a word that names no work is one."""
    added = [word.removeprefix("+") for word in words if _is_mark(word)]
    keys = [word for word in words if not _is_mark(word)]
    if not keys:
        raise UsageError("say which works", hint="`sscmsc tag KEY +TAG`.")
    entries: list[Entry] = []
    for number, key in enumerate(keys):
        try:
            entries.append(resolve(loaded, key))
        except NotFoundError as error:
            if number == 0 or added or removed:
                raise
            _refuse_mistyped(loaded, key, error)
            added = [*keys[number:]]
            break
    return _Asked(tuple({one.citekey: one for one in entries}.values()), tuple(added), removed)


def _refuse_mistyped(loaded: Loaded, word: str, error: NotFoundError) -> None:
    """A word that looks like a key is not taken for a tag."""
    from difflib import get_close_matches

    keys = [key.casefold() for key in loaded.citekeys]
    try:
        parse(word)
    except IdentifierError:
        if not get_close_matches(word.casefold(), keys, n=1, cutoff=0.8):
            return
    raise NotFoundError(error.message, hint=f"{error.hint} For a tag write +{word}.") from None


def _marks(asked: _Asked, loaded: Loaded, folder: Path) -> tuple[list[Mark], list[Mark]]:
    """What to add and what to take away. Raises `NotFoundError` for what no work has."""
    needed = any(map(is_label, (*asked.added, *asked.removed)))
    vocabulary = vocabulary_of(folder) if needed else None
    added = list(dict.fromkeys(parse_mark(one, vocabulary) for one in asked.added))
    if any(not one.is_label for one in added):
        known = _known_tags(loaded, folder)
        added = list(dict.fromkeys(as_spelled(one, known, asked.removed) for one in added))
    taken: list[Mark] = []
    for text in asked.removed:
        mark = find_mark(text, asked.entries, vocabulary)
        if all(with_marks(entry, (), (mark,)) is entry for entry in asked.entries):
            keys = first_few([entry.citekey for entry in asked.entries])
            raise NotFoundError(
                f"no {'label' if mark.is_label else 'tag'} '{mark.text}' on {keys}",
                hint="`sscmsc tag KEY` shows the tags and labels of a work.",
            )
        taken.append(mark)
    for mark in taken:
        if mark in added:
            raise UsageError(f"'{mark.text}' cannot be both added and removed")
    return added, taken


def _known_tags(loaded: Loaded, folder: Path) -> list[str]:
    """The tags of the library, those of most works first."""
    counts = ask_quietly(folder, lambda index: index.values("tag"))
    if counts is None:
        marks = count_marks(loaded.library).items()
        counts = [(mark.text, number) for mark, number in marks if not mark.is_label]
    return [tag for tag, _ in sorted(counts, key=lambda one: -one[1])]


def _list_all(desk: Desk) -> None:
    counts = count_marks(load(desk).library)
    if desk.screen.as_json:
        desk.screen.json(
            [
                {"tag": mark.text, "works": number, "is_label": mark.is_label}
                for mark, number in counts.items()
            ]
        )
        return
    rows = [(mark.text, str(number)) for mark, number in counts.items()]
    desk.screen.table(COLUMNS, rows, caption="" if rows else "No work has a tag or a label.")


def _list_own(desk: Desk, entries: Sequence[Entry]) -> None:
    if desk.screen.as_json:
        desk.screen.json(
            [
                {"citekey": one.citekey, "tags": list(one.tags), "labels": list(one.labels)}
                for one in entries
            ]
        )
        return
    rows = [(one.citekey, ", ".join(mark.text for mark in marks_of(one))) for one in entries]
    desk.screen.table(OWN_COLUMNS, rows)


def _tell(desk: Desk, before: Sequence[Entry], after: Sequence[Entry], dry_run: bool) -> None:
    works: list[Json] = []
    for old, new in zip(before, after, strict=True):
        held, now = marks_of(old), marks_of(new)
        added = [mark.text for mark in now if mark not in held]
        removed = [mark.text for mark in held if mark not in now]
        works.append(
            {
                "citekey": new.citekey, "what": "unchanged" if new is old else "changed",
                "added": added, "removed": removed,
                "tags": list(new.tags), "labels": list(new.labels),
            }
        )  # fmt: skip
        told = " ".join((*(f"+{one}" for one in added), *(f"-{one}" for one in removed)))
        would = "would be " if dry_run and told else ""
        if not desk.screen.as_json:
            desk.screen.say(f"{new.citekey}: {would}{told or 'unchanged'}")
    if desk.screen.as_json:
        desk.screen.json({"dry_run": dry_run, "works": works})
