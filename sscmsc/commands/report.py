"""`sscmsc report`."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

import typer

from sscmsc.commands import query_completion, selection
from sscmsc.commands.choosing import chosen_works
from sscmsc.commands.graph_report import Part, told_of
from sscmsc.commands.options import Desk, command
from sscmsc.commands.output import write_output
from sscmsc.commands.overlap_report import area_told, assumed, missing
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry
from sscmsc.errors import NotFoundError, UsageError
from sscmsc.graph import find_communities, make_network
from sscmsc.graph_files import Drawn
from sscmsc.graph_path import find_main_path
from sscmsc.library import Library
from sscmsc.overlap_lists import include
from sscmsc.plots import for_screen
from sscmsc.report_page import Section, make_page
from sscmsc.report_parts import (
    matrix_part,
    network_part,
    overlap_part,
    reviews_part,
    timeline_part,
)
from sscmsc.report_works import works_data

Command = selection.Command

#: From more works than this on the network is a bitmap: as SVG it would double the page.
SHARP = 80
#: Works of the network that the page shows.
NETWORK = 120


@command
def run(
    desk: Desk,
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[KEY]... [QUERY]...",
            help="The works; by default all.",
            autocompletion=query_completion.keys_and_terms,
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where; - is standard output."),
    ] = None,
    title: Annotated[
        str, typer.Option("--title", metavar="TEXT", help="The heading of the page.")
    ] = "Works and reviews",
) -> None:
    """Write one page that shows works, evidence, reviews and their overlap, for any browser.

    The page works from a file, on a phone and in print, and asks for nothing from elsewhere: find
    and filter works, copy them as BibTeX or text, follow their links, click a cell of the matrix.

    \b
    Examples:
      sscmsc report -o report.html
      sscmsc report disease:SSc --title "Cell therapy in systemic sclerosis" -o ssc.html
    """
    to_file = output is not None and str(output) != "-"
    if desk.screen.as_json and not to_file:
        raise UsageError(
            "report writes a page, not JSON", hint="With -o it tells what was written."
        )
    words = terms or []
    library, entries = chosen_works(desk, words)
    if not entries:
        raise NotFoundError("there is no work to report on", hint="`sscmsc list` shows those held.")
    data, texts = works_data(library, entries, vocabulary_of(desk.folder))
    asked = f" for {' '.join(words)}" if words else ""
    told = [f"{counted(len(entries), 'work')} of a library of {len(library)}{asked}."]
    pieces = make_page(title, told, data, texts, tuple(_sections(desk, library, entries)))
    write_output(desk.screen, output, pieces)
    if desk.screen.as_json:
        keys = [one.citekey for one in entries]
        desk.screen.json({"file": str(output), "works": keys})
    elif to_file:
        desk.screen.say(f"{counted(len(entries), 'work')} written to {output}")


def _sections(desk: Desk, library: Library, entries: Sequence[Entry]) -> Iterator[Section]:
    """The parts that there is something to show in."""
    if (matrix := matrix_part(entries, vocabulary_of(desk.folder))) is not None:
        yield matrix
    if (years := timeline_part(entries)) is not None:
        yield years
    reviews = [one for one in entries if one.references is not None and one.references.references]
    if (listed := reviews_part(library, reviews)) is not None:
        yield listed
    if len(reviews) >= 2:
        found = include(library, reviews)
        yield overlap_part(found, [area_told(found.grid), *assumed(found), *missing(found)])
    if (network := _network(library, entries)) is not None:
        yield network


def _network(library: Library, entries: Sequence[Entry]) -> Section | None:
    """Who cites whom among the works with most links, which a picture has room for."""
    linked = sorted(entries, key=lambda one: (-len(library.cited_by(one.citekey)), one.citekey))
    reviews = [one for one in entries if one.references is not None]
    kept = {one.citekey: one for one in (*reviews[:NETWORK], *linked)}
    network = make_network(library, list(kept.values())[:NETWORK])
    if not network.links:
        return None
    drawn = Drawn(network, find_communities(network), find_main_path(network))
    picture = told_of(drawn, Part.WORKS).picture
    assert picture is not None
    sharp = len(network.works) <= SHARP
    shown = picture("svg") if sharp else for_screen(picture("png"))
    return network_part(drawn, shown, max(0, len(entries) - NETWORK))
