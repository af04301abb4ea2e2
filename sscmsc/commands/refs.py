"""`sscmsc refs`."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands.arguments import Key
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import load, resolve
from sscmsc.commands.wording import counted, source_name
from sscmsc.entry import Entry
from sscmsc.errors import NotFoundError
from sscmsc.present import Json
from sscmsc.present_cells import Cell, Column
from sscmsc.reference import Reference, ReferenceList

COLUMNS = (
    Column("No.", most=6, right=True),
    Column("Citekey", most=16, style="cyan"),
    Column("As printed"),
    Column("Identifier", most=20, style="green"),
    Column("Status", most=10),
)
#: Below this width identifiers stand under the text, in its column.
NARROW = 100
NARROW_COLUMNS = tuple(one for one in COLUMNS if one.name != "Identifier")


@command
def run(
    desk: Desk,
    key: Key,
    unresolved: Annotated[
        bool, typer.Option("--unresolved", help="Only lines that point at no entry.")
    ] = False,
) -> None:
    """List what a work cites, in printed order, and the entry each line was resolved to.

    In a pipe each line is one row of tab-separated columns: number, citekey, text,
    identifier, status.

    \b
    Examples:
      sscmsc refs Peltzer2018
      sscmsc refs 10.3389/fimmu.2018.02013 --unresolved
    """
    entry = resolve(load(desk), key)
    if entry.references is None:
        raise NotFoundError(
            f"no reference list is held for {entry.citekey}",
            hint=f"`sscmsc fetch {_identifier(entry)}` asks for it.",
        )
    lines = [line for line in entry.references.references if not (unresolved and line.citekey)]
    if desk.screen.as_json:
        desk.screen.json([as_json(line) for line in lines])
        return
    caption = summary(entry.references)
    if desk.screen.is_terminal and desk.screen.width < NARROW:
        desk.screen.table(NARROW_COLUMNS, [_narrow(line) for line in lines], caption=caption)
    else:
        desk.screen.table(COLUMNS, [_cells(line) for line in lines], caption=caption)


def as_json(line: Reference) -> Json:
    """The object that `--json` prints for one line."""
    return {
        "position": line.position,
        "label": line.label,
        "text": line.shown,
        "citekey": line.citekey,
        "doi": line.doi.value if line.doi else None,
        "pmid": line.pmid.value if line.pmid else None,
        "pmcid": line.pmcid.value if line.pmcid else None,
        "status": line.status,
        "matched_by": line.matched_by,
        "sources": list(line.sources),
        "notes": list(line.notes),
    }


def summary(references: ReferenceList) -> str:
    """One line: how many lines there are, how many point at an entry, what sources stated."""
    lines = references.references
    resolved = sum(1 for line in lines if line.citekey)
    stated = ", ".join(
        f"{source_name(one.source)} {one.stated if one.stated is not None else one.listed}"
        for one in references.counts
        if one.stated is not None or one.listed is not None
    )
    said = f"; stated: {stated}" if stated else ""
    return f"{counted(len(lines), 'reference')}, {resolved} resolved{said}"


def _identifier(entry: Entry) -> str:
    return str(next(iter(entry.record.identifiers), entry.citekey))


def _cells(line: Reference) -> tuple[str, ...]:
    identifier = next((f"{one.scheme}:{one}" for one in line.identifiers), "")
    return (
        line.label or str(line.position),
        line.citekey or "",
        line.shown,
        identifier,
        line.status,
    )


def _narrow(line: Reference) -> tuple[Cell, ...]:
    number, citekey, text, identifier, status = _cells(line)
    return (number, citekey, (text, identifier), status)
