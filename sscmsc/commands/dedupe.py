"""`sscmsc dedupe`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from sscmsc.commands import query_completion, selection
from sscmsc.commands.asking import can_ask
from sscmsc.commands.check_works import are_files
from sscmsc.commands.choosing import citekeys_of
from sscmsc.commands.dedupe_dialogue import Decisions, ask
from sscmsc.commands.dedupe_files import file_duplicates, read_records
from sscmsc.commands.merging import check_heirs, finding_json, text_reader
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import ask_loaded, open_held, save
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import counted, first_few
from sscmsc.duplicates import Duplicates, Group, Pair
from sscmsc.errors import UsageError
from sscmsc.folder import Loaded
from sscmsc.index import Index
from sscmsc.library import Library
from sscmsc.pairing import library_duplicates, merge_all, order_to_keep, tell_apart
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.record import Record
from sscmsc.text import plain
from sscmsc.union import Union

_WORKS = tuple(map(Column, ("Group", "Verdict", "Key", "Year", "Title", "Why")))
_GROUPS = (Column("Verdict", 13), Column("Keys", 20, "cyan"), Column("Work, and why"))

Command = selection.Command


@command
def run(
    desk: Desk,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]...",
            help="Only groups with a work that this finds; or files, to look at without a library.",
            autocompletion=query_completion.terms,
        ),
    ] = None,
    versions: Annotated[
        bool, typer.Option("--versions", help="List what is much alike but not one work, too.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Merge those that are certain, without asking.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="List them, but change nothing.")
    ] = False,
) -> None:
    """Find entries of one work, and settle each pair.

    On a terminal each pair is shown side by side and asked about: merged, not the same (which
    is remembered), or skipped. Elsewhere they are listed. Preprints, talks, notices, parts and
    the reports of a trial are works of their own, and so is what has another PMID or DOI.

    \b
    Examples:
      sscmsc dedupe
      sscmsc dedupe disease:SSc --dry-run
      sscmsc dedupe --yes
      sscmsc dedupe --versions --json
      sscmsc dedupe pubmed.nbib embase.ris
    """
    if query and are_files(query):
        if yes:
            raise UsageError(
                "--yes merges works of the library, and files are only read",
                hint="`sscmsc import` brings them in.",
            )
        records = read_records(desk, query)
        _list(desk, records, file_duplicates(records), versions)
        return
    changing = not dry_run and (yes or can_ask(desk))
    among = _among(desk, query or ())
    store, loaded = open_held(desk, changing=changing)
    library = loaded.library
    found = library_duplicates(library, among)
    if not changing:
        records = {key: library.entries[key].record for key in _keys(found)}
        _list(desk, records, found, versions, dry_run=dry_run)
        return
    decided = _certain(library, found) if yes else _asked(desk, library, found)
    now = library
    for one, other in decided.distinct:
        now = tell_apart(now, one, other)
    now, made = merge_all(
        now, decided.merge, vocabulary_of(store.folder),
        lambda current: text_reader(store, loaded, current),
    )  # fmt: skip
    removed = tuple(key for one in made for key in one.removed)
    check_heirs(now, removed)
    if decided.merge or decided.distinct:
        save(desk, store, loaded, now.changed_since(library), _message(made, decided), removed)
    _tell(desk, found, made, decided)


def _among(desk: Desk, query: Sequence[str]) -> frozenset[str] | None:
    if not query:
        return None

    def selected(index: Index, loaded: Loaded) -> frozenset[str]:
        return citekeys_of(desk, index, loaded, query)

    return ask_loaded(desk, selected)


def _certain(library: Library, found: Duplicates[str]) -> Decisions:
    groups = [one for one in found.groups if one.verdict == "certain"]
    return Decisions(tuple(order_to_keep(library, one.keys) for one in groups), ())


def _asked(desk: Desk, library: Library, found: Duplicates[str]) -> Decisions:
    return ask(desk.screen, library, found.groups) if found.groups else Decisions((), ())


def _message(made: Sequence[Union], decided: Decisions) -> str:
    told = [f"{first_few(one.removed)} into {one.entry.citekey}" for one in made]
    told += [f"{one} is not {other}" for one, other in decided.distinct]
    return f"dedupe {first_few(told)}"


def _keys(found: Duplicates[str]) -> set[str]:
    pairs = (key for one in found.apart for key in (one.one, one.other))
    return {*(key for one in found.groups for key in one.keys), *pairs}


def _list(
    desk: Desk,
    records: Mapping[str, Record],
    found: Duplicates[str],
    versions: bool,
    *,
    dry_run: bool = False,
) -> None:
    if desk.screen.as_json:
        desk.screen.json(_as_json(found, dry_run, (), ()))
        return
    groups: list[tuple[tuple[str, ...], str, Pair[str]]] = [
        (one.keys, one.verdict, one.pairs[0]) for one in found.groups
    ]
    if versions:
        groups += [((one.one, one.other), one.finding.verdict, one) for one in found.apart]
    if desk.screen.is_terminal:
        desk.screen.table(_GROUPS, [_drawn(records, *one) for one in groups])
    else:
        numbered = enumerate(groups, start=1)
        rows = [
            (str(number), verdict, key, *_told(records[key]), ", ".join(pair.finding.reasons))
            for number, (keys, verdict, pair) in numbered
            for key in keys
        ]
        desk.screen.table(_WORKS, rows)
    certain = sum(one.verdict == "certain" for one in found.groups)
    likely = len(found.groups) - certain
    desk.screen.say(
        f"{counted(len(found.groups), 'group')} of duplicates: {certain} certain, {likely} likely;"
        f" {counted(len(found.apart), 'pair')} alike but not one work"
    )


def _drawn(
    records: Mapping[str, Record], keys: tuple[str, ...], verdict: str, pair: Pair[str]
) -> tuple[str, tuple[str, ...], tuple[str, str]]:
    year, title = _told(records[keys[0]])
    return verdict, keys, (f"{title} ({year})" if year else title, ", ".join(pair.finding.reasons))


def _told(record: Record) -> tuple[str, str]:
    return str(record.year or ""), plain(record.shown_title or "")


def _tell(desk: Desk, found: Duplicates[str], made: Sequence[Union], decided: Decisions) -> None:
    if desk.screen.as_json:
        desk.screen.json(_as_json(found, False, made, decided.distinct))
        return
    for one in made:
        verb = "is" if len(one.removed) == 1 else "are"
        desk.screen.say(f"{first_few(one.removed)} {verb} {one.entry.citekey} now")
    settled = {key for one in made for key in (*one.removed, one.entry.citekey)}
    settled.update(key for pair in decided.distinct for key in pair)
    left = sum(not settled.issuperset(one.keys) for one in found.groups)
    merged = counted(sum(len(one.removed) for one in made), "work")
    apart = f", {counted(len(decided.distinct), 'pair')} told apart" if decided.distinct else ""
    more = f"; {counted(left, 'group')} left" if left else ""
    desk.screen.say(f"{merged} merged{apart}{more}" if found.groups else "no duplicates")


def _as_json(
    found: Duplicates[str],
    dry_run: bool,
    made: Sequence[Union],
    distinct: Sequence[tuple[str, str]],
) -> Mapping[str, Json]:
    return {
        "dry_run": dry_run,
        "groups": [_group(one) for one in found.groups],
        "apart": [_pair(one) for one in found.apart],
        "merged": [{"citekey": one.entry.citekey, "merged": list(one.removed)} for one in made],
        "distinct": [list(one) for one in distinct],
    }


def _group(group: Group[str]) -> Mapping[str, Json]:
    return {
        "verdict": group.verdict,
        "keys": list(group.keys),
        "pairs": [_pair(one) for one in group.pairs],
    }


def _pair(pair: Pair[str]) -> Mapping[str, Json]:
    return {"one": pair.one, "other": pair.other, **finding_json(pair.finding)}
