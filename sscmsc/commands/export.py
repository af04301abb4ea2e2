"""`sscmsc export`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sscmsc.commands import query_completion, selection
from sscmsc.commands.arguments import Author, CitedBy, Design, Disease, Sort, Therapy, Year
from sscmsc.commands.my_bibliography import NBIB, my_bibliography_shape
from sscmsc.commands.options import Desk, command
from sscmsc.commands.selection import choose, is_key, query_of, shorthands
from sscmsc.commands.shapes import (
    Shape,
    format_name,
    format_of_suffix,
    format_shape,
    formats,
    formats_written,
    reference_shape,
    refuse_references,
)
from sscmsc.commands.shelf import ask_loaded, resolve
from sscmsc.commands.style_options import (
    AUTO,
    BoldAuthor,
    Engine,
    FontSize,
    Lines,
    OutputFormat,
    Style,
    Submission,
    Width,
    Wish,
    make_sheet,
)
from sscmsc.commands.wording import counted
from sscmsc.errors import UsageError
from sscmsc.formats.table import FORMATS
from sscmsc.formats.writing import Options, parse_fields
from sscmsc.index import Index
from sscmsc.library import Library
from sscmsc.store import Loaded

Command = selection.Command


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
            help=f"The file format: {', '.join(row.name for row in FORMATS if row.written)}.",
            autocompletion=formats,
        ),
    ] = None,
    abbreviate: Annotated[
        bool, typer.Option("--abbreviate", help="Journals by NLM's abbreviation.")
    ] = False,
    in_ascii: Annotated[
        bool, typer.Option("--ascii", help="BibTeX for old engines: accents as commands.")
    ] = False,
    fields: Annotated[
        str | None,
        typer.Option("--fields", metavar="LIST", help="Only these: author,title,year,doi."),
    ] = None,
    style: Style = None,
    output_format: OutputFormat = None,
    bold_author: BoldAuthor = None,
    engine: Engine = AUTO,
    submission: Submission = None,
    lines: Lines = False,
    font_size: FontSize = None,
    width: Width = None,
    my_bibliography: Annotated[
        bool,
        typer.Option(
            "--my-bibliography", help="For NCBI: PMIDs in one file, other works as NBIB in -o."
        ),
    ] = False,
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
      sscmsc export --format ris --abbreviate -o refs.ris
      sscmsc export --style nlm --disease SSc
      sscmsc export --style nih --bold-author "Sullivan KM" --lines -o list.docx
      sscmsc export --my-bibliography tag:mine -o mine.nbib
    """
    asked = Options(abbreviate, in_ascii, parse_fields(fields) if fields else None)
    sheet = make_sheet(lines, font_size, width)
    wish = Wish(style, output_format, bold_author, engine, submission, sheet)
    name = format_name(bibtex, format_)
    if my_bibliography:
        if name not in (None, NBIB) or asked != Options() or wish != Wish():
            raise UsageError("--my-bibliography is NBIB and goes with no other format or style")
        shape = my_bibliography_shape(output)
    else:
        shape = _shape(name, asked, wish, output)
    to_file = output is not None and str(output) != "-"
    if desk.screen.as_json and not to_file:
        raise UsageError(
            f"export writes {shape.title}, not JSON",
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
    entries = library.entries.passing(found)
    told = shape.write(desk, entries)
    if desk.screen.as_json:
        desk.screen.json({"file": str(output), "format": shape.name, "works": list(found), **told})
    elif to_file:
        desk.screen.say(f"{counted(len(found), 'work')} written to {output} as {shape.title}")


def _shape(name: str | None, asked: Options, wish: Wish, target: Path | None) -> Shape:
    """What is to be written. Raises `UsageError` for what contradicts itself."""
    refuse_references(wish)
    if wish.style is None:
        named = format_of_suffix(target) if name is None and target is not None else None
        if named is not None:
            name = named.name
        if name is None and asked == Options():
            raise UsageError("say which format", hint=f"{formats_written()} Or --style nlm.")
        return format_shape(name or "bibtex", asked, target)
    if name is not None or asked != Options():
        raise UsageError(
            "--style and --format contradict each other",
            hint="--abbreviate, --ascii and --fields are for formats too.",
        )
    return reference_shape(wish, target)
