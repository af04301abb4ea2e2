"""What the shell offers for `sscmsc tag`: citekeys, the tags there are, facets and their values."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import typer

from sscmsc.commands.completion import Offer, ask_quietly, citekeys, described, folder_of
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.disk import open_file
from sscmsc.errors import SscmscError
from sscmsc.query_marks import BITS
from sscmsc.vocabulary import Vocabulary, load_vocabulary

#: One of the lists of an entry's file that hold marks, as it is written.
_LISTS = re.compile(rb"^(tags|labels):\n((?:  - .*\n)+)", re.M)
_SIZE_LIMIT = 20_000_000
#: Shells take a tag with a blank for two words, and evaluate what is offered.
_TAG = re.compile(r"\w[\w.:-]{0,99}")
_LABEL = re.compile(r"[\w-]+!?=[\w.-]+")


def keys_and_marks(context: typer.Context, incomplete: str) -> list[Offer]:
    """A citekey, or the tag or label that is begun: `+gr`, `disease=S`."""
    words: Sequence[str] = context.params.get("words") or ()
    vocabulary = _vocabulary(context)
    facets = vocabulary.facets
    if incomplete.startswith("+"):
        return [(f"+{one}", "") for one in _tags(context) if one.startswith(incomplete[1:])]
    name, equals, value = incomplete.partition("=")
    if equals and name.removesuffix("!") in facets:
        return [(f"{name}={one}", label) for one, label in _values(vocabulary, name, value)]
    # Bash takes a `=` for a word of its own and completes what stands behind it.
    before = words[-2] if len(words) > 1 and words[-1] == "=" else words[-1] if words else ""
    if before.removesuffix("!") in facets:
        return _values(vocabulary, before, incomplete)
    offers = citekeys(context, incomplete)
    if words and incomplete:
        offers += [(f"{one}=", "") for one in facets if one.startswith(incomplete)]
    return offers


def held_marks(context: typer.Context, incomplete: str) -> list[str]:
    """The tags and labels that works of the library have."""
    return [one for one in (*_tags(context), *_labels(context)) if one.startswith(incomplete)]


def _vocabulary(context: typer.Context) -> Vocabulary:
    try:
        return vocabulary_of(folder_of(context))
    except SscmscError:
        return load_vocabulary()


def _values(vocabulary: Vocabulary, facet: str, begun: str) -> list[Offer]:
    values = vocabulary.named(facet.removesuffix("!"))
    named = [one for one in values if re.fullmatch(r"[\w.-]+", one.name)]
    typed = begun.casefold()
    # What is offered begins as it was typed; the command takes a value in any case.
    return [
        (begun + one.name[len(begun) :], described(one.label))
        for one in named
        if one.name.casefold().startswith(typed)
    ]


def _tags(context: typer.Context) -> list[str]:
    folder = folder_of(context)
    told = ask_quietly(folder, lambda index: [tag for tag, _ in index.values("tag")])
    found = set(_marks(folder, b"tags", _names(folder)) if told is None else told)
    return sorted(one for one in found if _TAG.fullmatch(one))


def _labels(context: typer.Context) -> list[str]:
    folder = folder_of(context)
    told = ask_quietly(folder, lambda index: index.marked(BITS["has:label"]))
    names = _names(folder) if told is None else [f"{key}.yaml" for key in told]
    found = set(_marks(folder, b"labels", names))
    return sorted(one for one in found if _LABEL.fullmatch(one))


def _names(folder: Path) -> list[str]:
    try:
        return os.listdir(folder / "entries")
    except OSError:
        return []


def _marks(folder: Path, key: bytes, names: Iterable[str]) -> Iterator[str]:
    """The marks of entries as these files show them, without reading them as YAML."""
    for name in names:
        if not name.endswith(".yaml") or name.startswith("."):
            continue
        with suppress(OSError):
            with open_file(folder / "entries" / name) as file:
                data = file.read(_SIZE_LIMIT)
            for found in _LISTS.finditer(data) if key + b":\n" in data else ():
                if found.group(1) == key:
                    yield from _listed(found.group(2).decode("utf-8", "replace"))


def _listed(lines: str) -> Iterator[str]:
    for line in lines.splitlines():
        written = line.removeprefix("  - ").strip()
        if not written.startswith('"'):
            yield written
            continue
        with suppress(ValueError):
            read = json.loads(written)
            if isinstance(read, str):
                yield read
