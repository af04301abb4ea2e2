"""`sscmsc facets`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Annotated

import typer

from sscmsc.commands import tallying
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import open_held, open_store, save
from sscmsc.commands.show_facets import UNCLASSIFIED
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import counted, first_few
from sscmsc.entry import Entry
from sscmsc.errors import UsageError
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.relabelling import relabelled
from sscmsc.vocabulary import Vocabulary
from sscmsc.vocabulary_values import Scheme, Value

COLUMNS = (
    Column("Facet", most=10, style="magenta"),
    Column("Value", most=24, style="cyan"),
    Column("Works", most=5, right=True),
    Column("Meaning"),
)
DETAILED = (
    Column("Value", most=24, style="cyan"),
    Column("Works", most=5, right=True),
    Column("Meaning"),
    Column("Also called", most=26),
    Column("MeSH", most=16),
    Column("Narrower", most=22),
)


@command
def run(
    desk: Desk,
    facet: Annotated[
        str | None,
        typer.Argument(
            metavar="[FACET]", help="One facet in full.", autocompletion=tallying.facets
        ),
    ] = None,
    relabel: Annotated[
        bool,
        typer.Option("--relabel", help="Label the works anew, after the vocabulary changed."),
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Only say what --relabel would change.")
    ] = False,
) -> None:
    """List what works are labelled by: facets, their values, and how many works have each.

    A work counts for a value and for the wider ones that a search for it would be found by.
    Facets, values and rules of your own go into the library's sscmsc.toml (docs/facets.md);
    --relabel brings the works held up to date with them. Your own labels stay.

    \b
    Examples:
      sscmsc facets
      sscmsc facets design
      sscmsc facets --relabel --dry-run
    """
    if relabel:
        if facet is not None:
            raise UsageError("--relabel labels by all facets: name none")
        _relabel(desk, dry_run)
        return
    if dry_run:
        raise UsageError("--dry-run goes with --relabel", hint="Listing changes nothing.")
    store, loaded = open_store(desk, changing=False)
    vocabulary = vocabulary_of(store.folder)
    schemes = (tallying.find_facet(vocabulary, facet),) if facet is not None else vocabulary.schemes
    entries = tuple(loaded.library)
    counts = {scheme.name: _counts(scheme, entries, vocabulary) for scheme in schemes}
    if desk.screen.as_json:
        desk.screen.json([_object(one, counts[one.name], entries, vocabulary) for one in schemes])
    elif facet is not None:
        scheme = schemes[0]
        detailed = _detailed(scheme, counts[scheme.name], vocabulary)
        detailed.append((UNCLASSIFIED, str(_unclassified(scheme, entries)), "", "", "", ""))
        desk.screen.table(DETAILED, detailed, caption=_caption(scheme, entries))
    else:
        rows = [row for one in schemes for row in _rows(one, counts[one.name], entries, vocabulary)]
        desk.screen.table(COLUMNS, rows, caption=f"in {counted(len(entries), 'work')}")


def _counts(scheme: Scheme, entries: Sequence[Entry], vocabulary: Vocabulary) -> Counter[str]:
    """How many works a search for each value finds; of an open facet, each value held."""
    counts: Counter[str] = Counter()
    held = [frozenset(entry.values(scheme.name)) for entry in entries]
    if scheme.open:
        return Counter(value for values in held for value in values)
    for value in vocabulary.named(scheme.name):
        wanted = vocabulary.narrower(scheme.name, value.name)
        counts[value.name] = sum(not wanted.isdisjoint(values) for values in held)
    return counts


def _unclassified(scheme: Scheme, entries: Sequence[Entry]) -> int:
    return sum(not entry.values(scheme.name) for entry in entries)


def _caption(scheme: Scheme, entries: Sequence[Entry]) -> str:
    return f"{scheme.title}, in {counted(len(entries), 'work')}"


def _rows(
    scheme: Scheme, counts: Counter[str], entries: Sequence[Entry], vocabulary: Vocabulary
) -> list[tuple[str, ...]]:
    if scheme.open:
        works = len(entries) - _unclassified(scheme, entries)
        return [(scheme.name, "any", str(works), f"{scheme.title}, where a record states it")]
    rows = [
        (scheme.name, value.name, str(counts[value.name]), value.label)
        for value in vocabulary.named(scheme.name)
    ]
    return [*rows, (scheme.name, UNCLASSIFIED, str(_unclassified(scheme, entries)), "")]


def _detailed(
    scheme: Scheme, counts: Counter[str], vocabulary: Vocabulary
) -> list[tuple[str, ...]]:
    if scheme.open:
        return [(value, str(count), "", "", "", "") for value, count in sorted(counts.items())]
    return [
        (
            value.name,
            str(counts[value.name]),
            value.label,
            ", ".join(_synonyms(value)),
            " ".join(ui for ui, _ in (*value.mesh, *value.types)),
            ", ".join(_narrower(value, vocabulary)),
        )
        for value in vocabulary.named(scheme.name)
    ]


def _synonyms(value: Value) -> list[str]:
    written = (*value.synonyms, *(text for text, _ in value.abbreviations))
    return list(dict.fromkeys(one for one in written if one != value.name))


def _narrower(value: Value, vocabulary: Vocabulary) -> list[str]:
    below = vocabulary.narrower(value.facet, value.name)
    return [one.name for one in vocabulary.named(value.facet)
            if one.name in below and one.name != value.name]  # fmt: skip


def _object(
    scheme: Scheme, counts: Counter[str], entries: Sequence[Entry], vocabulary: Vocabulary
) -> Json:
    values: list[Json] = [
        {
            "value": value.name,
            "meaning": value.label,
            "works": counts[value.name],
            "rank": value.rank,
            "synonyms": list(_synonyms(value)),
            "mesh": [{"ui": ui, "label": label} for ui, label in value.mesh],
            "publication_types": [{"ui": ui, "label": label} for ui, label in value.types],
            "narrower": list(_narrower(value, vocabulary)),
            "wider": list(dict.fromkeys((*value.also, *value.parents))),
        }
        for value in vocabulary.named(scheme.name)
    ]
    if scheme.open:
        values = [{"value": value, "works": count} for value, count in sorted(counts.items())]
    return {
        "facet": scheme.name,
        "title": scheme.title,
        "open": scheme.open,
        "values": values,
        "unclassified": _unclassified(scheme, entries),
    }


def _relabel(desk: Desk, dry_run: bool) -> None:
    store, loaded = open_held(desk, changing=not dry_run)
    vocabulary = vocabulary_of(store.folder)
    pairs = [(entry, relabelled(entry, vocabulary)) for entry in loaded.library]
    changed = [new for old, new in pairs if new is not old]
    if not dry_run:
        save(desk, store, loaded, changed, f"facets --relabel: {counted(len(changed), 'work')}")
    if desk.screen.as_json:
        desk.screen.json({"changed": [one.citekey for one in changed], "dry_run": dry_run})
        return
    would = "would get" if dry_run else "got"
    keys = f": {first_few([one.citekey for one in changed])}" if changed else ""
    desk.screen.say(f"{counted(len(changed), 'work')} {would} other labels{keys}")
