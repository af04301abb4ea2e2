"""`sscmsc prefer`."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands.arguments import Key
from sscmsc.commands.completion import folder_of
from sscmsc.commands.levels import DryRun
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import open_held, resolve, save
from sscmsc.commands.show_provenance import value_text
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import source_name
from sscmsc.entry import Entry
from sscmsc.errors import NotFoundError, SscmscError, UsageError
from sscmsc.merge_fields import PRECEDENCE
from sscmsc.preference import PREFERABLE, is_at_hand, prefer, sources_of, without_preference
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.refresh import with_facets
from sscmsc.store import Store

COLUMNS = (
    Column("Field", style="cyan"), Column("Value"), Column("Source", style="magenta"),
    Column("Chosen"), Column("Others"),
)  # fmt: skip


def fields(incomplete: str) -> list[str]:
    """The fields for which a source can be preferred, for the shell to offer."""
    return [one for one in PREFERABLE if one.startswith(incomplete)]


def sources(context: typer.Context, incomplete: str) -> list[str]:
    """The sources of the field named so far, or all that there are, for the shell to offer."""
    known = tuple(one for one in PRECEDENCE if one and one not in ("user", "merged"))
    key, field = context.params.get("key"), context.params.get("field")
    if isinstance(key, str) and isinstance(field, str):
        try:
            entry = Store(folder_of(context)).load().library.resolve(key)
            known = sources_of(entry, field) or known
        except (SscmscError, OSError):
            pass
    return [one for one in known if one.startswith(incomplete) and one.isascii()]


@command
def run(
    desk: Desk,
    key: Key,
    field: Annotated[
        str | None, typer.Argument(metavar="[FIELD]", help="A field.", autocompletion=fields)
    ] = None,
    source: Annotated[
        str | None,
        typer.Argument(metavar="[SOURCE]", help="pubmed, crossref ...", autocompletion=sources),
    ] = None,
    listed: Annotated[
        bool, typer.Option("--list", help="List the fields that could be chosen, and by whom.")
    ] = False,
    unset: Annotated[
        bool, typer.Option("--unset", help="Choose no source for the field any more.")
    ] = False,
    dry_run: DryRun = False,
) -> None:
    """Choose the source of a field where several differ, for good.

    What that source says stands from now on, also when the work is fetched, updated or merged.
    A value that is not at hand whole, such as a list of authors, comes with the next
    `sscmsc update KEY`. `sscmsc undo` takes a choice back.

    \b
    Examples:
      sscmsc prefer Peltzer2018 --list
      sscmsc prefer Peltzer2018 issued crossref
      sscmsc prefer Peltzer2018 issued --unset
    """
    if listed == (field is not None) or (field is not None and unset == (source is not None)):
        raise UsageError(
            "say which field and source, or --list", hint="`sscmsc prefer KEY FIELD SOURCE`."
        )
    changing = not listed and not dry_run
    store, loaded = open_held(desk, changing=changing)
    entry = resolve(loaded, key)
    if field is None:
        _list(desk, entry)
        return
    name = field.strip().casefold().replace("-", "_").replace(" ", "_")
    if source is not None:
        source = _short_name(entry, name, source)
    if source is None:
        if name not in entry.preferred:
            raise NotFoundError(f"no source was chosen for the {name} of {entry.citekey}")
        chosen = without_preference(entry, name)
    else:
        chosen = with_facets(entry, prefer(entry, name, source), vocabulary_of(store.folder))
    if changing and chosen != entry:
        message = f"prefer {entry.citekey} {name} {source or '--unset'}"
        save(desk, store, loaded, [chosen], message)
    _tell(desk, entry, chosen, name, source, dry_run)


def _short_name(entry: Entry, field: str, word: str) -> str:
    """The source of a field that is meant: in any case, and by the name that `show` prints."""
    wanted = word.strip().casefold()
    for one in sources_of(entry, field):
        if wanted in (one.casefold(), source_name(one).casefold()):
            return one
    return word


def _list(desk: Desk, entry: Entry) -> None:
    rows = []
    for name in PREFERABLE:
        known = sources_of(entry, name)
        if len(known) < 2 and name not in entry.preferred:
            continue
        stated = {one: text for conflict in entry.conflicts if conflict.field == name
                  for one, text in conflict.values}  # fmt: skip
        own = entry.provenance.get(name, "")
        others = {one: stated.get(one, "") for one in known if one != own}
        rows.append((name, value_text(entry.record, name), own, entry.preferred.get(name), others))
    if desk.screen.as_json:
        told: list[Json] = [
            {"field": name, "value": value, "source": own, "chosen": choice, "others": dict(others)}
            for name, value, own, choice, others in rows
        ]
        desk.screen.json({"citekey": entry.citekey, "fields": told})
        return
    desk.screen.table(
        COLUMNS,
        [
            (name, value, own, choice or "", "; ".join(f"{k}: {v}" for k, v in others.items()))
            for name, value, own, choice, others in rows
        ],
    )
    if not rows:
        desk.screen.say(f"{entry.citekey}: its sources agree, and none was chosen")


def _tell(
    desk: Desk, before: Entry, after: Entry, field: str, source: str | None, dry_run: bool
) -> None:
    waiting = source is not None and not is_at_hand(after, field, source)
    old, new = value_text(before.record, field), value_text(after.record, field)
    if desk.screen.as_json:
        desk.screen.json(
            {
                "dry_run": dry_run, "citekey": after.citekey, "field": field, "source": source,
                "before": old, "after": new, "waits_for_update": waiting,
            }
        )  # fmt: skip
        return
    would = "would be" if dry_run else "is"
    if source is None:
        told = f"; {old} {would} {new} now" if old != new else ""
        desk.screen.say(f"{after.citekey}: no source {would} chosen for its {field} any more{told}")
    elif waiting:
        desk.screen.say(
            f"{after.citekey}: {source_name(source)} {would} chosen for its {field}; "
            f"`sscmsc update {after.citekey} --fresh` brings its value"
        )
    else:
        what = f"{old} {would} {new} now" if old != new else f"{new} {would} kept"
        desk.screen.say(f"{after.citekey}: {field} by {source_name(source)}: {what}")
