"""`sscmsc cited-by --online`: the works that Europe PMC and iCite know to cite a work."""

from __future__ import annotations

import typer

from sscmsc.citing import Citing, CitingLine
from sscmsc.commands.options import Desk
from sscmsc.commands.wording import counted, source_name
from sscmsc.entry import Entry
from sscmsc.errors import SOURCE_FAILED, InputError
from sscmsc.identifiers import DOI
from sscmsc.library import Library
from sscmsc.present import Json
from sscmsc.present_cells import Column

COLUMNS = (
    Column("Citekey", most=16, style="cyan"),
    Column("Year", most=4),
    Column("Title"),
    Column("Identifier", most=24, style="green"),
)


def tell_online(desk: Desk, library: Library, entry: Entry) -> None:
    """Ask, and show who cites the entry; exit code 5 when a service failed.

    Raises `InputError` for a work that has neither a PMID nor a PMCID.
    """
    identifiers = entry.record.identifiers
    if all(isinstance(one, DOI) for one in identifiers):
        raise InputError(
            f"{entry.citekey} has neither a PMID nor a PMCID, which these services ask for",
            hint=f"`sscmsc fetch {next(iter(identifiers), 'DOI')}` looks for one.",
        )
    # Other lists of citing works need no network.
    from sscmsc.commands.network import ask_who_cites

    found = ask_who_cites(desk, identifiers)
    _show(desk, library, entry, found)
    for failure in found.failures:
        source, _, reason = failure.partition(": ")
        desk.screen.warn(f"{source_name(source)}: {reason}")
    if found.failures:
        raise typer.Exit(SOURCE_FAILED)


def _show(desk: Desk, library: Library, entry: Entry, found: Citing) -> None:
    if desk.screen.as_json:
        desk.screen.json([_object(line, library) for line in found.lines])
    elif found.lines:
        stated = ", ".join(f"{source_name(source)} {number}" for source, number in found.stated)
        caption = f"{counted(len(found.lines), 'work')}; stated: {stated}"
        desk.screen.table(COLUMNS, [_row(one, library) for one in found.lines], caption=caption)
    elif not found.failures:
        desk.screen.say(f"No work that Europe PMC or iCite knows cites {entry.citekey}.")


def _citekey(line: CitingLine, library: Library) -> str | None:
    return next(iter(library.holding(line.identifiers)), None)


def _row(line: CitingLine, library: Library) -> tuple[str, ...]:
    identifier = next((f"{one.scheme}:{one}" for one in line.identifiers), "")
    year = str(line.cited.year) if line.cited.year else ""
    return (_citekey(line, library) or "", year, line.cited.title or "", identifier)


def _object(line: CitingLine, library: Library) -> Json:
    known = {one.scheme: one.value for one in line.identifiers}
    return {
        "citekey": _citekey(line, library),
        "title": line.cited.title,
        "year": line.cited.year,
        "pmid": known.get("pmid"),
        "pmcid": known.get("pmcid"),
        "doi": known.get("doi"),
        "sources": list(line.sources),
    }
