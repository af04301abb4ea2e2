"""`sscmsc export`."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from sscmsc.commands import query_completion, selection
from sscmsc.commands.arguments import Author, CitedBy, Design, Disease, Sort, Therapy, Year
from sscmsc.commands.options import Desk, command
from sscmsc.commands.output import write_output
from sscmsc.commands.selection import choose, is_key, query_of, shorthands
from sscmsc.commands.shelf import ask_loaded, resolve
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry
from sscmsc.errors import UsageError
from sscmsc.formats.table import FORMATS, find_format
from sscmsc.formats.writing import Options, parse_fields, prepared_writer
from sscmsc.index import Index
from sscmsc.library import Library
from sscmsc.store import Loaded

Command = selection.Command


def formats(incomplete: str) -> list[str]:
    """The names of the formats that can be written, for the shell to offer."""
    return [one.name for one in FORMATS if one.write and one.name.startswith(incomplete)]


def styles(incomplete: str) -> list[str]:
    """The names of the styles that are installed, for the shell to offer."""
    # Only the shell asks for them, and there are thousands.
    from sscmsc.styles import style_names

    return [one for one in style_names() if one.startswith(incomplete)]


def output_formats(incomplete: str) -> list[str]:
    """The ways to write formatted references, for the shell to offer."""
    names = ("text", "markdown", "html", "rtf", "docx")
    return [one for one in names if one.startswith(incomplete)]


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
            help=f"The file format: {', '.join(row.name for row in FORMATS if row.write)}.",
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
    style: Annotated[
        str | None,
        typer.Option(
            "--style",
            metavar="STYLE",
            help="Formatted references: nlm, ama, apa, nature, nejm, nih, a CSL id or .csl file.",
            autocompletion=styles,
        ),
    ] = None,
    output_format: Annotated[
        str | None,
        typer.Option(
            "--output-format",
            metavar="NAME",
            help="With --style: text, markdown, html, rtf or docx.",
            autocompletion=output_formats,
        ),
    ] = None,
    bold_author: Annotated[
        str | None,
        typer.Option("--bold-author", metavar="NAME", help="With --style: an author in bold."),
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
      sscmsc export --format ris --abbreviate -o refs.ris
      sscmsc export --style nlm --disease SSc
      sscmsc export --style nih --bold-author "Sullivan KM" --output-format docx -o list.docx
    """
    asked = Options(abbreviate, in_ascii, parse_fields(fields) if fields else None)
    of_format = bibtex or format_ is not None or asked != Options()
    shape = (
        _format(bibtex, format_, output, output_format or bold_author, asked)
        if style is None
        else _style(style, of_format, output_format, bold_author, output)
    )
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
    entries = (library.entries[one] for one in found)
    shape.write(desk, entries)
    if desk.screen.as_json:
        desk.screen.json({"file": str(output), "format": shape.name, "works": list(found)})
    elif to_file:
        desk.screen.say(f"{counted(len(found), 'work')} written to {output} as {shape.title}")


class Shape(NamedTuple):
    """What is written: a name and a title for it, and how the entries get there."""

    name: str
    title: str
    write: Callable[[Desk, Iterable[Entry]], None]


def _style(
    name: str, has_format: bool, output_format: str | None, own_name: str | None,
    target: Path | None,
) -> Shape:  # fmt: skip
    """Formatted references. Raises `UsageError` for what contradicts them."""
    # A citation processor takes longer to load than all else, and few exports need one.
    from sscmsc.commands import styling

    if has_format:
        raise UsageError(
            "--style and --format contradict each other",
            hint="--abbreviate, --ascii and --fields are for formats too.",
        )
    output = styling.check_output(output_format or "text", target)

    def write(desk: Desk, entries: Iterable[Entry]) -> None:
        made = styling.formatted(desk, entries, name, own_name)
        styling.write_formatted(desk, output, target, made)

    return Shape(output.name, output.title, write)


def _format(
    bibtex: bool, name: str | None, target: Path | None, for_style: str | None, asked: Options
) -> Shape:  # fmt: skip
    """A file format. Raises `UsageError` for one that cannot be written."""
    if for_style is not None:
        raise UsageError(
            "--output-format and --bold-author are for formatted references",
            hint="Name a style too: --style nlm.",
        )
    if bibtex and name is not None and name.casefold() != "bibtex":
        raise UsageError(f"--bibtex and --format {name} contradict each other")
    if name is None and not bibtex:
        raise UsageError("say which format", hint=f"{_written()} Or --style nlm.")
    row = find_format(name or "bibtex")
    if row is None:
        raise UsageError(f"there is no format '{name}'", hint=_written())
    if row.write is None:
        raise UsageError(f"{row.title} can be read but not written", hint=_written())
    write = prepared_writer(row, asked)

    def written(desk: Desk, entries: Iterable[Entry]) -> None:
        write_output(desk.screen, target, write(entries))

    return Shape(row.name, row.title, written)


def _written() -> str:
    names = ", ".join(row.name for row in FORMATS if row.write is not None)
    return f"Formats written: --format {names}."
