"""`sscmsc export`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sscmsc.commands import query_completion, selection
from sscmsc.commands.arguments import Author, CitedBy, Design, Disease, Sort, Therapy, Year
from sscmsc.commands.options import Desk, command
from sscmsc.commands.output import write_output
from sscmsc.commands.selection import choose, is_key, query_of, shorthands
from sscmsc.commands.shelf import ask_loaded, resolve
from sscmsc.commands.wording import counted
from sscmsc.errors import UsageError
from sscmsc.formats.format import Format, Write
from sscmsc.formats.table import FORMATS, find_format
from sscmsc.index import Index
from sscmsc.library import Library
from sscmsc.store import Loaded

Command = selection.Command


def formats(incomplete: str) -> list[str]:
    """The names of the formats that can be written, for the shell to offer."""
    return [one.name for one in FORMATS if one.write and one.name.startswith(incomplete)]


@command
def run(
    desk: Desk,
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY]... [QUERY]...",
            help="Citekeys, DOIs, PMIDs or PMCIDs; or terms as disease:SSc, -journal:blood.",
            autocompletion=query_completion.keys_and_terms,
        ),
    ] = None,
    bibtex: Annotated[bool, typer.Option("--bibtex", help="The same as --format bibtex.")] = False,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help="The file format: bibtex.",
            autocompletion=formats,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where; - is standard output."),
    ] = None,
    disease: Disease = None,
    therapy: Therapy = None,
    design: Design = None,
    year: Year = None,
    author: Author = None,
    cited_by: CitedBy = None,
    sort: Sort = "citekey",
) -> None:
    """Write the bibliography, or a part of it, in a file format.

    \b
    Examples:
      sscmsc export --bibtex > refs.bib
      sscmsc export --format bibtex --disease SSc -o ssc.bib
      sscmsc export --bibtex design:rct -journal:blood --sort -year
      sscmsc export --bibtex Peltzer2018 10.1056/nejmra0806188
    """
    row, write = _format(bibtex, format_)
    to_file = output is not None and str(output) != "-"
    if desk.screen.as_json and not to_file:
        raise UsageError(
            f"export writes {row.title}, not JSON",
            hint="`sscmsc list --json` prints works as JSON; with -o it tells what was written.",
        )
    words = terms or []
    keys = [word for word in words if is_key(word)]
    query = query_of(
        [word for word in words if word not in keys],
        shorthands(disease, therapy, design, year, author, cited_by),
    )

    def selected(index: Index, loaded: Loaded) -> tuple[Library, Sequence[str]]:
        asked = frozenset(resolve(loaded, key).citekey for key in keys) if keys else None
        chosen = choose(desk.folder, index, query, sort, asked)
        return loaded.library, index.citekeys(chosen)

    library, found = ask_loaded(desk, selected)
    entries = (library.entries[one] for one in found)
    write_output(desk.screen, output, write(entries))
    if desk.screen.as_json:
        desk.screen.json({"file": str(output), "format": row.name, "works": list(found)})
    elif to_file:
        desk.screen.say(f"{counted(len(found), 'work')} written to {output} as {row.title}")


def _format(bibtex: bool, name: str | None) -> tuple[Format, Write]:
    """The format asked for and its writer. Raises `UsageError` for one that cannot be written."""
    if bibtex and name is not None and name.casefold() != "bibtex":
        raise UsageError(f"--bibtex and --format {name} contradict each other")
    if name is None and not bibtex:
        raise UsageError("say which format", hint=_written())
    row = find_format(name or "bibtex")
    if row is None:
        raise UsageError(f"there is no format '{name}'", hint=_written())
    if row.write is None:
        raise UsageError(f"{row.title} can be read but not written", hint=_written())
    return row, row.write


def _written() -> str:
    names = ", ".join(row.name for row in FORMATS if row.write is not None)
    return f"Formats written: --format {names}."
