"""`sscmsc fetch`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from sscmsc.commands.fetch_report import as_json, tell
from sscmsc.commands.fetch_rounds import Round, Visit, rounds
from sscmsc.commands.network import open_services
from sscmsc.commands.options import Desk, command
from sscmsc.commands.outcome import exit_code
from sscmsc.commands.reading import read_lines
from sscmsc.commands.settings import settings_of
from sscmsc.commands.shelf import open_store
from sscmsc.dates import PartialDate
from sscmsc.errors import INTERRUPTED, IdentifierError, InputError, UsageError
from sscmsc.fetch import Options
from sscmsc.identifiers import Identifier, parse
from sscmsc.vocabulary import load_vocabulary


@command
def run(
    desk: Desk,
    identifiers: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[ID]...", help="DOIs, PMIDs, PMCIDs or their URLs; - reads them from a pipe."
        ),
    ] = None,
    from_file: Annotated[
        str | None, typer.Option(metavar="FILE", help="Read identifiers, one a line, from FILE.")
    ] = None,
    no_references: Annotated[
        bool, typer.Option("--no-references", help="Leave out what the works cite.")
    ] = False,
    depth: Annotated[
        int,
        typer.Option(metavar="N", min=1, max=4, help="2: also the lists of the listed reviews."),
    ] = 1,
    limit: Annotated[
        int | None,
        typer.Option(metavar="N", min=0, help="Fetch at most N of the works that a list names."),
    ] = None,
    search: Annotated[
        int | None,
        typer.Option(
            metavar="N", min=0, help="Search for lines without identifiers in N more requests."
        ),
    ] = None,
    quick: Annotated[
        bool,
        typer.Option("--quick", help="Ask PubMed and Crossref only, by identifiers only."),
    ] = False,
    fresh: Annotated[
        bool, typer.Option("--fresh", help="Ask again for what was answered lately, too.")
    ] = False,
    no_abstract: Annotated[
        bool, typer.Option("--no-abstract", help="Keep no abstracts, only what they show.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Ask and report, but change nothing.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask no question before many works are fetched.")
    ] = False,
) -> None:
    """Bring in works by DOI, PMID or PMCID, and all that they cite, each a full record.

    Records come from PubMed and Crossref, and so do reference lists, which are made one; where
    they differ, PMC and Europe PMC are asked too. A line without an identifier is looked for by
    what it says, and kept as printed where nothing is surely its work. Running it again asks
    only for the rest, also after an interruption.

    \b
    Examples:
      sscmsc fetch 10.3389/fimmu.2018.02013
      sscmsc fetch PMC6146027 29768149 --no-references
      sscmsc fetch 10.3389/fimmu.2018.02013 --depth 2 --limit 300
      sscmsc fetch --from-file dois.txt --dry-run
    """
    asked = _asked(identifiers or [], from_file)
    store, loaded = open_store(desk, changing=not dry_run)
    settings = settings_of(desk, store.folder)
    day = date.today()
    options = Options(
        not no_references, not no_abstract, settings.citekey_template,
        PartialDate(day.year, day.month, day.day), search, limit,
    )  # fmt: skip
    visit = Visit(desk, store, settings, load_vocabulary(settings.facets), options, yes, dry_run)
    services, session = open_services(settings, lately=not fresh)
    if quick:
        services = services._replace(lists=(), matcher=None)
    done: list[Round] = []
    with session:
        for one in rounds(visit, asked, loaded, services, depth):
            done.append(one)
            if not desk.screen.as_json:
                tell(desk.screen, one.report, dry_run, interrupted=one.interrupted)
    interrupted = done[-1].interrupted
    if desk.screen.as_json:
        first, *more = (as_json(one.report, dry_run) for one in done)
        desk.screen.json({**first, "interrupted": interrupted, "listed_reviews": more})
    requests = [f"{name} {number}" for name, number in sorted(session.requests_made.items())]
    desk.screen.detail(f"requests: {', '.join(requests) or 'none'}")
    if interrupted:
        kept = "nothing was saved" if dry_run else "what had arrived is saved"
        desk.screen.warn(f"interrupted; {kept}: run it again to ask for the rest")
        raise typer.Exit(INTERRUPTED)
    reports = [one.report for one in done]
    if code := max(exit_code(one.unanswered, one.unfetched, one.troubles) for one in reports):
        raise typer.Exit(code)


def _asked(given: Sequence[str], from_file: str | None) -> list[Identifier]:
    texts: list[tuple[str, str]] = []
    for text in given:
        texts.extend(_lines(text) if text == "-" else [("", text)])
    if from_file is not None:
        texts.extend(_lines(from_file))
    if not texts:
        raise UsageError(
            "nothing to fetch", hint="Give a DOI, PMID or PMCID: `sscmsc fetch 10.3389/...`."
        )
    return list(dict.fromkeys(_parsed(where, text) for where, text in texts))


def _lines(name: str) -> list[tuple[str, str]]:
    """Identifiers one a line; blank lines and what follows a `#` at the start are left out."""
    shown, lines = read_lines(name)
    found = [
        (f"{shown}:{number}: ", line.strip())
        for number, line in enumerate(lines, start=1)
        if line.strip() and not line.lstrip().startswith("#")
    ]
    if not found:
        raise InputError(f"{shown}: no identifier in it", hint="Write one on each line.")
    return found


def _parsed(where: str, text: str) -> Identifier:
    try:
        return parse(text)
    except IdentifierError as error:
        raise IdentifierError(where + error.message, hint=error.hint) from error
