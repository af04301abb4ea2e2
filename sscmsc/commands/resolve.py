"""`sscmsc resolve`."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Annotated

import typer

from sscmsc.commands.arguments import Key
from sscmsc.commands.asking import can_ask
from sscmsc.commands.fetch_report import why
from sscmsc.commands.network import open_search, open_services
from sscmsc.commands.options import Desk, command
from sscmsc.commands.outcome import exit_code
from sscmsc.commands.resolve_dialogue import ask, described
from sscmsc.commands.settings import settings_of
from sscmsc.commands.shelf import open_store, resolve, save
from sscmsc.entry import Entry
from sscmsc.errors import NOT_FOUND, InputError, NotFoundError
from sscmsc.folder import Loaded
from sscmsc.identifiers import parse
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.reference import Candidate, Reference
from sscmsc.settlement import Decision
from sscmsc.settling import Settled, decide, open_lines, search
from sscmsc.sources import silent
from sscmsc.store import Store
from sscmsc.vocabulary import load_vocabulary

COLUMNS = (
    Column("No.", most=6, right=True),
    Column("As printed, and works it may cite"),
    Column("Identifier", most=24, style="green"),
    Column("Score", most=5, right=True),
)
_CHOICE = re.compile(r"(\d+)(?:=(\d+))?")


@command
def run(
    desk: Desk,
    key: Key,
    look: Annotated[
        bool, typer.Option("--search", help="Search PubMed and Crossref for the open lines.")
    ] = False,
    most: Annotated[
        int, typer.Option(metavar="N", min=0, help="With --search: at most N further requests.")
    ] = 20,
    accept: Annotated[
        list[str] | None, typer.Option(metavar="LINE=N", help="The line cites its candidate N.")
    ] = None,
    reject: Annotated[
        list[str] | None,
        typer.Option(metavar="LINE[=N]", help="It cites not candidate N, or none of them."),
    ] = None,
    identifier: Annotated[
        list[str] | None, typer.Option("--id", metavar="LINE=ID", help="It cites this work.")
    ] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Show what would change, but change nothing.")
    ] = False,
) -> None:
    """Settle the lines of a reference list that nothing identified.

    Without options the open lines are shown with the works they may cite; on a terminal each
    is asked about. A rejected work is never offered for its line again.

    \b
    Examples:
      sscmsc resolve Peltzer2018 --search
      sscmsc resolve Peltzer2018 --accept 15=1 --reject 22
      sscmsc resolve Peltzer2018 --id 15=10.1056/nejmra0806188
    """
    decisions = [
        *(_choice(text, reject=True) for text in reject or ()),
        *(_choice(text, reject=False) for text in accept or ()),
        *(_named(text) for text in identifier or ()),
    ]
    store, loaded = open_store(desk, changing=bool(look or decisions) and not dry_run)
    entry = _with_list(loaded, key)
    settings = settings_of(desk, store.folder)
    services, session = open_services(settings)
    with session:
        settled: Settled | None = None
        if look:
            desk.screen.say(f"searching for what {entry.citekey} cites ...")
            settled = search(
                loaded.library, entry, *open_search(session), load_vocabulary(settings.facets),
                template=settings.citekey_template, further=most,
            )  # fmt: skip
            entry = settled.admission.library.entries[entry.citekey]
        if not decisions and can_ask(desk) and entry.references is not None:
            decisions = ask(desk.screen, open_lines(entry.references))
        if decisions:
            library = settled.admission.library if settled else loaded.library
            failures = settled.failures if settled else ()
            settled = decide(
                library, entry, decisions, None if settings.offline else services,
                load_vocabulary(settings.facets), template=settings.citekey_template,
                progress=silent,
            )  # fmt: skip
            settled = settled._replace(failures=(*failures, *settled.failures))
    _finish(desk, store, loaded, entry.citekey, settled, dry_run)


def _finish(
    desk: Desk, store: Store, loaded: Loaded, citekey: str, settled: Settled | None, dry_run: bool
) -> None:
    after = settled.admission.library if settled else loaded.library
    if settled and not dry_run:
        changed = settled.admission.changed(loaded.library)
        save(desk, store, loaded, changed, f"resolve {citekey}", linked=True)
    _show(desk, after.entries[citekey])
    if settled is None:
        return
    for failure in settled.failures:
        desk.screen.warn(failure)
    for reason in settled.unanswered:
        desk.screen.warn(f"{reason.asked}: {why(reason)}")
    for position in settled.kept:
        desk.screen.warn(f"line {position} stays as it was: nothing is known of that work")
    code = exit_code(settled.unanswered, troubles=settled.failures)
    if code or settled.kept:
        raise typer.Exit(code or NOT_FOUND)


def _with_list(loaded: Loaded, key: str) -> Entry:
    entry = resolve(loaded, key)
    if entry.references is None:
        raise NotFoundError(
            f"no reference list is held for {entry.citekey}", hint="`sscmsc fetch` asks for it."
        )
    return entry


def _choice(text: str, *, reject: bool) -> Decision:
    found = _CHOICE.fullmatch(text.strip())
    if found is None:
        raise InputError(f"'{text}' names no line", hint="Write LINE=N, as 15=1.")
    candidate = int(found[2]) if found[2] else None
    if candidate is None and not reject:
        candidate = 1
    return Decision(int(found[1]), candidate, reject)


def _named(text: str) -> Decision:
    line, equals, written = text.partition("=")
    if not equals or not line.strip().isdecimal():
        raise InputError(f"'{text}' names no line", hint="Write LINE=ID, as 15=29768149.")
    return Decision(int(line), identifier=parse(written))


def _show(desk: Desk, entry: Entry) -> None:
    lines = open_lines(entry.references) if entry.references else ()
    if desk.screen.as_json:
        desk.screen.json([as_json(line) for line in lines])
    elif not lines:
        desk.screen.say(f"Every line of {entry.citekey} points at a work.")
    else:
        desk.screen.table(COLUMNS, [row for line in lines for row in _rows(line)])


def as_json(line: Reference) -> Json:
    """The object that `--json` prints for one open line."""
    return {
        "position": line.position,
        "text": line.shown,
        "status": line.status,
        "rejected": list(line.rejected),
        "candidates": [
            {
                "title": one.title, "author": one.author, "year": one.year,
                "journal": one.container, "pmid": one.pmid.value if one.pmid else None,
                "doi": one.doi.value if one.doi else None, "found_by": one.found_by,
                "score": one.score, "penalties": list(one.penalties),
            }
            for one in line.candidates
        ],
    }  # fmt: skip


def _rows(line: Reference) -> Sequence[tuple[str, ...]]:
    own = next((f"{one.scheme}:{one}" for one in line.identifiers), "")
    shown = [(line.label or str(line.position), line.shown, own, "")]
    for number, one in enumerate(line.candidates, start=1):
        score = f"{one.score:.2f}" if one.score is not None else ""
        shown.append(("", f"[{number}] {described(one)}", _identifier(one), score))
    return shown


def _identifier(one: Candidate) -> str:
    if one.pmid is not None:
        return f"pmid:{one.pmid}"
    return f"doi:{one.doi}" if one.doi is not None else ""
