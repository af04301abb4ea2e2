"""`sscmsc cite`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from sscmsc.commands import query_completion
from sscmsc.commands.cite_fetching import fetch_cited
from sscmsc.commands.cite_report import as_json, is_retracted, show_list, tell_others, warn
from sscmsc.commands.cite_rewriting import rewrite_files
from sscmsc.commands.options import Desk, command
from sscmsc.commands.reading import read_input
from sscmsc.commands.selection import Asked, choose
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
from sscmsc.commands.shelf import ask_loaded
from sscmsc.commands.style_options import AUTO, BoldAuthor, Engine, OutputFormat, Style, Wish
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry
from sscmsc.errors import FOUND, NOT_FOUND, OK, LibraryError, UsageError
from sscmsc.folder import Loaded
from sscmsc.formats.writing import Options
from sscmsc.index import Index
from sscmsc.manuscript import Citation, find_all, unread_inputs
from sscmsc.manuscript_matching import Cited, Matched, match_citations
from sscmsc.present import Json

REWRITE = "rewrite"


@command
def run(
    desk: Desk,
    files: Annotated[
        list[str],
        typer.Argument(
            metavar="FILE...",
            help="Manuscripts: .tex, .aux, .bcf, .md, .qmd, .typ, .docx, text; - is a pipe.",
        ),
    ],
    bibtex: Annotated[bool, typer.Option("--bibtex", help="The same as --format bibtex.")] = False,
    format_: Annotated[
        str | None,
        typer.Option(
            "--format",
            "-f",
            metavar="NAME",
            help="Write the cited works in this format.",
            autocompletion=formats,
        ),
    ] = None,
    style: Style = None,
    output_format: OutputFormat = None,
    bold_author: BoldAuthor = None,
    engine: Engine = AUTO,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where; - is standard output."),
    ] = None,
    sort: Annotated[
        str | None,
        typer.Option(
            metavar="ORDER",
            autocompletion=query_completion.sorts,
            help="As for list, -year,author; by default as first cited.",
        ),
    ] = None,
    as_cited: Annotated[
        bool, typer.Option("--as-cited", help="Write each work under the keys of the text.")
    ] = False,
    listed: Annotated[
        bool, typer.Option("--list", help="List the works, also with --output.")
    ] = False,
    check: Annotated[
        bool, typer.Option("--check", help="Also name retracted works; exit code 1 for one.")
    ] = False,
    fetch: Annotated[
        bool, typer.Option("--fetch", help="Bring in what is cited by a DOI, PMID or PMCID.")
    ] = False,
    rewriting: Annotated[
        bool, typer.Option("--rewrite", help="Change former citekeys in the text to present ones.")
    ] = False,
    identifiers: Annotated[
        bool, typer.Option("--identifiers", help="With --rewrite: identifiers to citekeys, too.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="With --rewrite: only show what would change.")
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="With --rewrite: change it without asking.")
    ] = False,
) -> None:
    """List or export the works that manuscripts cite, and only those.

    Citations are \\cite{key} and its kin in LaTeX, [@key], [@doi:10...] and [@pmid:1] in
    Markdown, @key in Typst, and in Word [@key], [PMID: 1], DOIs in brackets and the fields of
    Zotero, Mendeley and EndNote. Keys that name no work are told with file and line; the exit
    code is 4 then.

    \b
    Examples:
      sscmsc cite paper.tex
      sscmsc cite paper.tex appendix.tex -o refs.bib
      sscmsc cite review.docx --style nejm -o references.docx
      sscmsc cite grant.docx --fetch --check
      sscmsc cite review.qmd --format csl-json -o refs.json --as-cited
      sscmsc cite rewrite paper.tex
    """
    if len(files) > 1 and files[0] == REWRITE and not Path(REWRITE).exists():
        rewriting, files = True, files[1:]
    wish = Wish(style, output_format, bold_author, engine)
    chosen = _shape(format_name(bibtex, format_), wish, output)
    _check_options(
        desk, chosen, output,
        listed=listed, as_cited=as_cited, rewriting=rewriting,
        needs_rewriting=identifiers or dry_run or yes,
        styled=style is not None,
    )  # fmt: skip
    manuscripts = dict(read_input(name) for name in dict.fromkeys(files))
    citations = find_all(manuscripts)
    matched, order, code = _matched(desk, citations, sort, fetch=fetch)
    works = tuple(sorted(matched.works, key=lambda one: order.get(one.entry.citekey, 0)))
    matched = matched._replace(works=works)
    retracted = [one for one in works if is_retracted(one.entry)] if check else []
    report = as_json(matched, retracted)
    warn(desk, matched, retracted)
    for path, line, name in unread_inputs(manuscripts):
        desk.screen.say(f"{path}:{line}: {name} is not read; name it too")
    if not citations:
        desk.screen.warn(f"no citation in {', '.join(manuscripts)}")
    if rewriting:
        report["rewritten"] = rewrite_files(
            desk, manuscripts, matched, identifiers=identifiers, sure=yes, dry_run=dry_run
        )
    else:
        _give(desk, matched, chosen, output, report, as_cited=as_cited, listed=listed)
    if desk.screen.as_json and (chosen is None or _is_file(output)):
        desk.screen.json(report)
    missing = NOT_FOUND if matched.unknown or matched.ambiguous else OK
    if code := code or missing or (FOUND if retracted else OK):
        raise typer.Exit(code)


def _check_options(
    desk: Desk,
    chosen: Shape | None,
    output: Path | None,
    *,
    listed: bool,
    as_cited: bool,
    rewriting: bool,
    needs_rewriting: bool,
    styled: bool,
) -> None:
    """Raises `UsageError` for options that make no sense together."""
    if rewriting and chosen is not None:
        raise UsageError("--rewrite changes the manuscript and writes no bibliography")
    if needs_rewriting and not rewriting:
        raise UsageError("--identifiers, --dry-run and --yes go with --rewrite")
    if as_cited and (chosen is None or styled):
        raise UsageError("--as-cited goes with --format or --output")
    if chosen is not None and not _is_file(output) and (listed or desk.screen.as_json):
        told = "--list" if listed else "--json"
        raise UsageError(f"{told} and {chosen.title} cannot both go to standard output")


def _matched(
    desk: Desk, citations: Sequence[Citation], sort: str | None, *, fetch: bool
) -> tuple[Matched, dict[str, int], int]:
    """What is cited, the place of each work in the order asked for, and the exit code so far."""

    def asked(index: Index, loaded: Loaded) -> tuple[Matched, dict[str, int]]:
        matched = match_citations(citations, loaded.library)
        for one in matched.unknown:
            if one.key in loaded.citekeys:
                raise LibraryError(
                    f"entry {one.key} cannot be read",
                    hint="The warning above says what is wrong with its file.",
                )
        keys = [one.entry.citekey for one in matched.works]
        if sort is not None:
            keys = index.citekeys(choose(desk.folder, index, Asked(), sort, frozenset(keys)))
        return matched, {key: place for place, key in enumerate(keys)}

    matched, order = ask_loaded(desk, asked)
    code = OK
    missing = [one.identifier for one in matched.unknown if one.identifier is not None]
    if fetch and missing:
        _, code = fetch_cited(desk, missing)
        matched, order = ask_loaded(desk, asked)
    return matched, order, code


def _give(
    desk: Desk,
    matched: Matched,
    chosen: Shape | None,
    output: Path | None,
    report: dict[str, Json],
    *,
    as_cited: bool,
    listed: bool,
) -> None:
    """The list, or the works in a format."""
    if chosen is None:
        if not desk.screen.as_json:
            show_list(desk, matched.works)
            tell_others(desk, matched.others)
        return
    chosen.write(desk, _entries(matched, as_cited=as_cited))
    if not as_cited:
        tell_others(desk, matched.others)
    if _is_file(output):
        report["written"] = {"file": str(output), "format": chosen.name}
        if listed and not desk.screen.as_json:
            show_list(desk, matched.works)
        number = counted(len(matched.works), "work")
        if not desk.screen.as_json:
            desk.screen.say(f"{number} written to {output} as {chosen.title}")


def _entries(matched: Matched, *, as_cited: bool) -> Iterator[Entry]:
    """The entries to write, with `as_cited` under each key of the text that names them."""
    for one in matched.works:
        keys = _keys(one) if as_cited else ()
        if not keys:
            yield one.entry
        for key in keys:
            yield replace(one.entry, citekey=key)


def _keys(work: Cited) -> tuple[str, ...]:
    return tuple(dict.fromkeys(citation.key for citation in work.citations))


def _is_file(output: Path | None) -> bool:
    return output is not None and str(output) != "-"


def _shape(name: str | None, wish: Wish, output: Path | None) -> Shape | None:
    """What is to be written: references in a style, a format by its name, else by the suffix of
    the output; None for the list. Raises `UsageError`."""
    refuse_references(wish)
    if wish.style is not None:
        if name is not None:
            raise UsageError("--style and --format contradict each other")
        return reference_shape(wish, output)
    if name is None and output is not None:
        row = format_of_suffix(output)
        if row is None:
            raise UsageError(f"say which format {output} is to have", hint=formats_written())
        name = row.name
    return format_shape(name, Options(), output) if name is not None else None
