"""`sscmsc open`."""

from __future__ import annotations

import webbrowser
from typing import Annotated

import typer

from sscmsc.commands.arguments import Key
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import load, resolve
from sscmsc.entry import Entry
from sscmsc.errors import InputError, NotFoundError, UsageError
from sscmsc.identifiers import Identifier, url

#: Where a work can be read about, in the order of preference.
PLACES = ("pubmed", "doi", "pmc")


def places(incomplete: str) -> list[str]:
    """The places a work can be opened at, for the shell to offer."""
    return [one for one in PLACES if one.startswith(incomplete)]


@command
def run(
    desk: Desk,
    key: Key,
    at: Annotated[
        str | None,
        typer.Option(
            "--at",
            metavar="PLACE",
            help="pubmed, doi or pmc; by default the first there is.",
            autocompletion=places,
        ),
    ] = None,
    print_: Annotated[
        bool, typer.Option("--print", "-p", help="Print the address, open nothing.")
    ] = False,
) -> None:
    """Open the page of a work: at PubMed, at its DOI or in PMC.

    The address is made from the work's identifiers, never taken from a file or a service.

    \b
    Examples:
      sscmsc open Peltzer2018
      sscmsc open Peltzer2018 --at pmc
      sscmsc open 10.1056/nejmra0806188 --print
    """
    if at is not None and at.casefold() not in PLACES:
        raise UsageError(f"--at takes {', '.join(PLACES)}, not '{at}'")
    entry = resolve(load(desk), key)
    address = url(_identifier(entry, at.casefold() if at else None))
    if not print_ and not webbrowser.open(address):
        raise InputError("no browser could be started", hint=f"The page is {address}")
    if desk.screen.as_json:
        desk.screen.json({"citekey": entry.citekey, "url": address, "opened": not print_})
    elif print_:
        desk.screen.write(f"{address}\n")
    else:
        desk.screen.say(f"opened {address}")


def _identifier(entry: Entry, at: str | None) -> Identifier:
    """The identifier whose page is meant. Raises `NotFoundError` for a work without it."""
    record = entry.record
    there = {"pubmed": record.pmid, "doi": record.doi, "pmc": record.pmcid}
    for place in [at] if at else PLACES:
        if (found := there[place]) is not None:
            return found
    has = ", ".join(place for place in PLACES if there[place])
    if at is None or not has:
        raise NotFoundError(
            f"{entry.citekey} has no PMID, DOI or PMCID to open",
            hint=f"`sscmsc edit {entry.citekey} --set doi=10...` gives it one.",
        )
    raise NotFoundError(f"{entry.citekey} has no page at {at}", hint=f"It has one at {has}.")
