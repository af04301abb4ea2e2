"""`sscmsc cite`."""

from __future__ import annotations

import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from sscmsc.commands import query_completion
from sscmsc.commands.cite_fetching import fetch_cited
from sscmsc.commands.cite_output import give, is_file, same
from sscmsc.commands.cite_report import as_json, noticed_works, warn
from sscmsc.commands.cite_rewriting import rewrite_files
from sscmsc.commands.cite_watching import watch
from sscmsc.commands.options import Desk, command
from sscmsc.commands.reading import read_input
from sscmsc.commands.selection import Asked, choose
from sscmsc.commands.shapes import Shape, cited_shape, format_name, formats
from sscmsc.commands.shelf import ask_loaded
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
from sscmsc.errors import FOUND, NOT_FOUND, OK, LibraryError, UsageError
from sscmsc.folder import SUFFIX, Loaded
from sscmsc.index import Index
from sscmsc.manuscript import Citation, find_all, unread_inputs
from sscmsc.manuscript_matching import Matched, match_citations
from sscmsc.place import ENTRIES

REWRITE = "rewrite"


class _Task(NamedTuple):
    """What is asked, checked: the manuscripts, what is written where, and how."""

    files: tuple[str, ...]
    chosen: Shape | None
    output: Path | None
    sort: str | None
    as_cited: bool = False
    listed: bool = False
    check: bool = False
    fetch: bool = False
    rewriting: bool = False
    identifiers: bool = False
    dry_run: bool = False
    yes: bool = False


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
    submission: Submission = None,
    lines: Lines = False,
    font_size: FontSize = None,
    width: Width = None,
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
    watching: Annotated[
        bool, typer.Option("--watch", help="Stay, and write anew after each change; Ctrl-C ends.")
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
      sscmsc cite paper.tex -o refs.bib --watch
      sscmsc cite review.docx --style nejm -o references.docx
      sscmsc cite grant.docx --fetch --check
      sscmsc cite review.qmd --format csl-json -o refs.json --as-cited
      sscmsc cite rewrite paper.tex
    """
    if len(files) > 1 and files[0] == REWRITE and not Path(REWRITE).exists():
        rewriting, files = True, files[1:]
    sheet = make_sheet(lines, font_size, width)
    wish = Wish(style, output_format, bold_author, engine, submission, sheet)
    chosen = cited_shape(format_name(bibtex, format_), wish, output)
    _check_output(output, files)
    _check_options(
        desk, chosen, output,
        listed=listed, as_cited=as_cited, rewriting=rewriting,
        needs_rewriting=identifiers or dry_run or yes,
        styled=style is not None,
    )  # fmt: skip
    task = _Task(
        tuple(dict.fromkeys(files)), chosen, output, sort, as_cited, listed, check, fetch,
        rewriting, identifiers, dry_run, yes,
    )  # fmt: skip
    if watching:
        _check_watch(desk, task)
        _watch(desk, task)
    if code := _done(desk, task)[0]:
        raise typer.Exit(code)


def _done(desk: Desk, task: _Task, before: Matched | None = None) -> tuple[int, Matched]:
    """Do it once: the exit code, and what is cited. Where that is as `before`, nothing is
    written and nothing told."""
    manuscripts = dict(read_input(name) for name in task.files)
    citations = find_all(manuscripts)
    matched, order, code = _matched(desk, citations, task.sort, fetch=task.fetch)
    works = tuple(sorted(matched.works, key=lambda one: order.get(one.entry.citekey, 0)))
    matched = matched._replace(works=works)
    if before is not None and same(matched, before):
        return code, matched
    noticed = noticed_works(desk, works) if task.check else []
    report = as_json(matched, noticed)
    warn(desk, matched, noticed)
    for path, line, name in unread_inputs(manuscripts):
        desk.screen.say(f"{path}:{line}: {name} is not read; name it too")
    if not citations:
        desk.screen.warn(f"no citation in {', '.join(manuscripts)}")
    if task.rewriting:
        report["rewritten"] = rewrite_files(
            desk, manuscripts, matched,
            identifiers=task.identifiers, sure=task.yes, dry_run=task.dry_run,
        )  # fmt: skip
    else:
        give(desk, matched, task.chosen, task.output, report,
             as_cited=task.as_cited, listed=task.listed)  # fmt: skip
    if desk.screen.as_json and (task.chosen is None or is_file(task.output)):
        desk.screen.json(report)
    missing = NOT_FOUND if matched.unknown or matched.ambiguous else OK
    return code or missing or (
        FOUND if any(one.standing.is_unsound for one in noticed) else OK
    ), matched


def _watch(desk: Desk, task: _Task) -> None:
    """Write again whenever a manuscript or the library is another, until someone ends it."""
    last: list[Matched] = []

    def once() -> tuple[Path, ...]:
        held = task.output is not None and task.output.exists()
        _, matched = _done(desk, task, last[-1] if last and held else None)
        last[:] = [matched]
        entries = desk.folder / ENTRIES
        return tuple(entries / f"{one.entry.citekey}{SUFFIX}" for one in matched.works)

    watch(desk, [Path(name) for name in task.files], once, time.sleep)


def _check_watch(desk: Desk, task: _Task) -> None:
    """Raises `UsageError` for what cannot be done again and again."""
    if task.chosen is None or not is_file(task.output):
        raise UsageError("--watch needs a file to keep current", hint="Name one: -o refs.bib.")
    if "-" in task.files:
        raise UsageError("--watch cannot look again at standard input")
    if desk.screen.as_json:
        raise UsageError("--watch has no end at which JSON could be printed")


def _check_output(output: Path | None, manuscripts: Iterable[str]) -> None:
    """Raises `UsageError` where the bibliography would take the place of a manuscript."""
    if output is None or not is_file(output) or not output.exists():
        return
    for one in manuscripts:
        if one != "-" and Path(one).exists() and output.samefile(one):
            raise UsageError(
                f"{output} is the manuscript; nothing was written",
                hint="Name another file for the bibliography.",
            )


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
    if chosen is not None and not is_file(output) and (listed or desk.screen.as_json):
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
