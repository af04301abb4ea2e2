"""`sscmsc fetch`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated

import typer

from sscmsc.commands.fetch_report import as_json, tell
from sscmsc.commands.network import open_services
from sscmsc.commands.options import Desk, command
from sscmsc.commands.outcome import exit_code
from sscmsc.commands.reading import read_lines
from sscmsc.commands.settings import settings_of
from sscmsc.commands.shelf import open_store, save
from sscmsc.dates import PartialDate
from sscmsc.errors import IdentifierError, InputError, UsageError
from sscmsc.fetch import Options, fetch
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
    more_lists: Annotated[
        bool,
        typer.Option(
            "--more-lists",
            help="Where PubMed's and Crossref's lists differ, ask PMC and Europe PMC too.",
        ),
    ] = False,
    no_abstract: Annotated[
        bool, typer.Option("--no-abstract", help="Keep no abstracts, only what they show.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Ask and report, but change nothing.")
    ] = False,
) -> None:
    """Bring in works by DOI, PMID or PMCID, and all that they cite, each a full record.

    Records come from PubMed and Crossref; reference lists from both are made one. A line
    that nothing identifies is kept as printed. Running it again asks only for what is new.

    \b
    Examples:
      sscmsc fetch 10.3389/fimmu.2018.02013
      sscmsc fetch PMC6146027 29768149 --no-references
      sscmsc fetch 10.3389/fimmu.2018.02013 --more-lists
      sscmsc fetch --from-file dois.txt --dry-run
    """
    asked = _asked(identifiers or [], from_file)
    store, loaded = open_store(desk, changing=not dry_run)
    settings = settings_of(desk, store.folder)
    day = date.today()
    options = Options(
        not no_references, not no_abstract, settings.citekey_template,
        PartialDate(day.year, day.month, day.day),
    )  # fmt: skip
    services, session = open_services(settings)
    if not more_lists:
        services = services._replace(lists=())
    with session, desk.screen.progress() as progress:
        report = fetch(asked, services, loaded.library, load_vocabulary(), options, progress)
    changed = report.admission.changed(loaded.library)
    if not dry_run:
        save(desk, store, loaded, changed, f"fetch {', '.join(map(str, asked[:3]))}")
    if desk.screen.as_json:
        desk.screen.json(as_json(report, dry_run))
    else:
        tell(desk.screen, report, dry_run)
    requests = [f"{name} {number}" for name, number in sorted(session.requests_made.items())]
    desk.screen.detail(f"requests: {', '.join(requests) or 'none'}")
    if code := exit_code(report.unanswered, report.unfetched, report.troubles):
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
