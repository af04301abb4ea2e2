"""`sscmsc import`."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Sequence
from glob import glob
from typing import Annotated

import typer

from sscmsc.accession import Change
from sscmsc.commands.options import Desk, command
from sscmsc.commands.reading import read_input
from sscmsc.commands.settings import settings_of
from sscmsc.commands.shelf import open_store, save
from sscmsc.commands.wording import counted, first_few, what_changed
from sscmsc.errors import BAD_INPUT, InputError, UsageError
from sscmsc.formats.format import Format
from sscmsc.formats.table import FORMATS, find_format
from sscmsc.ingest import FileReport, IngestReport, Source, ingest
from sscmsc.present import Json, Screen
from sscmsc.vocabulary import load_vocabulary

_PATTERN = re.compile(r"[*?\[]")


def formats(incomplete: str) -> list[str]:
    """The names of the formats that can be read, for the shell to offer."""
    return [one.name for one in FORMATS if one.read and one.name.startswith(incomplete)]


@command
def run(
    desk: Desk,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...", help="Files to read, or patterns as '*.ris'; - is standard input."
        ),
    ],
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help="Read them as this format.",
            autocompletion=formats,
        ),
    ] = None,
    no_abstract: Annotated[
        bool, typer.Option("--no-abstract", help="Keep no abstracts, only what they show.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="Read and report, but change nothing.")
    ] = False,
) -> None:
    """Read works from files and bring them in, with the references their pages list.

    The format is found from what a file holds: BibTeX, RIS, NBIB, CSL-JSON, EndNote XML, PubMed
    XML (also gzip), CSV or TSV, a saved PubMed abstract page, a journal page with Chinese field
    names, or a printed reference list as text or in a Word document.

    A work that the library holds is merged with what it holds. All files are one change. -n and
    -v tell what becomes of each record.

    \b
    Examples:
      sscmsc import page1.txt page2.txt
      sscmsc import old-library.bib --dry-run
      sscmsc import pubmed.xml.gz --no-abstract
      sscmsc import manuscript.docx export.ris
    """
    row = _format(format_)
    sources = [Source(*read_input(name)) for name in _named(files)]
    store, loaded = open_store(desk, changing=not dry_run)
    settings = settings_of(desk, store.folder)
    report = ingest(
        sources, loaded.library, load_vocabulary(settings.facets),
        template=settings.citekey_template, abstracts=not no_abstract, format_=row,
    )  # fmt: skip
    changed = report.admission.changed(loaded.library)
    if not dry_run:
        save(desk, store, loaded, changed, f"import {first_few(files)}", linked=True)
    _tell(desk.screen, report, dry_run)
    refused = any(one.problems for one in report.files) or any(
        change.what == "refused" for change in report.admission.changes
    )
    if refused:
        raise typer.Exit(BAD_INPUT)


def _format(name: str | None) -> Format | None:
    if name is None:
        return None
    row = find_format(name)
    if row is None or row.read is None:
        names = ", ".join(one.name for one in FORMATS if one.read is not None)
        raise UsageError(f"'{name}' is no format that can be read", hint=f"Formats read: {names}.")
    return row


def _named(files: Sequence[str]) -> Iterator[str]:
    """The files themselves, those that a pattern means in order of their names, each once.

    Raises `InputError` for a pattern that means none.
    """
    for name in dict.fromkeys(files):
        if name == "-" or not _PATTERN.search(name) or os.path.lexists(name):
            yield name
        elif found := sorted(one for one in glob(name, recursive=True) if os.path.isfile(one)):
            yield from (one for one in found if one not in files)
        else:
            raise InputError(f"{name}: no file has such a name")


def _tell(screen: Screen, report: IngestReport, dry_run: bool) -> None:
    if screen.as_json:
        screen.json({"dry_run": dry_run, "files": [_as_json(one) for one in report.files]})
    for one in report.files:
        for problem in one.problems:
            screen.warn(problem)
        for change in (*one.works, *one.cited):
            if change.what == "refused":
                screen.warn(f"{one.path}: {change.citekey}: {change.reason}")
    if screen.as_json:
        return
    for one in report.files:
        keys = [change.citekey for change in one.works if change.what != "refused"]
        shown = ", ".join(keys[:3]) + (f" and {len(keys) - 3} more" if len(keys) > 3 else "")
        screen.say(f"{one.path} ({one.format}): {shown}{_listed(one)}")
        for change, line in zip(one.works, one.lines, strict=True):
            if dry_run or screen.verbose:
                place = f"line {line}: " if line else ""
                screen.say(f"  {place}{_became(change)}")
    screen.say(what_changed(report.admission.changes, dry_run))


def _became(change: Change) -> str:
    """What became of one record, in words."""
    if change.what == "added":
        return f"added as {change.citekey}"
    if change.what == "refused":
        return f"refused: {change.reason}"
    differs = f": {', '.join(change.fields)}" if change.fields else ""
    return f"merged with {change.citekey}{differs}"


def _listed(one: FileReport) -> str:
    if not one.listed:
        return ""
    held = f", {len(one.cited)} of them held as works" if one.cited else ""
    return f"; {counted(one.listed, 'reference')}{held}"


def _as_json(one: FileReport) -> Json:
    return {
        "file": one.path,
        "format": one.format,
        "works": [
            {
                "citekey": change.citekey,
                "what": change.what,
                "fields": list(change.fields),
                "line": line,
                "reason": change.reason,
            }
            for change, line in zip(one.works, one.lines, strict=True)
        ],
        "references": one.listed,
        "cited": [{"citekey": change.citekey, "what": change.what} for change in one.cited],
        "problems": [str(problem) for problem in one.problems],
    }
