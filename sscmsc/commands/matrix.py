"""`sscmsc matrix`."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands import selection, tabulating, tallying
from sscmsc.commands.matrix_report import remarks, told_of
from sscmsc.commands.options import Desk, command
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.errors import UsageError
from sscmsc.tally import Units
from sscmsc.tally_matrix import make_axis, make_matrix

Command = selection.Command
Facet = Annotated[str, typer.Argument(metavar="FACET", autocompletion=tallying.facets)]


@command
def run(
    desk: Desk,
    rows: Facet,
    columns: Facet,
    terms: tallying.Terms = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="FACET",
            help="A matrix for each value of a third facet.",
            autocompletion=tallying.facets,
        ),
    ] = None,
    participants: Annotated[
        bool,
        typer.Option("--participants", help="Show how many people were studied, in brackets."),
    ] = False,
    by_trial: tallying.ByTrial = False,
    exact: Annotated[
        bool,
        typer.Option("--exact", help="Works with a narrower value do not count for a wider one."),
    ] = False,
    format_: tabulating.Format = None,
    output: tabulating.OutputFile = None,
) -> None:
    """Show how many works there are on each value of two facets.

    The values are those that works have. A work counts in each cell whose query finds it, so
    also for wider values, and once in each sum. CSV and JSON have a row for each cell, with its
    query; on a terminal --verbose prints the queries.

    \b
    Examples:
      sscmsc matrix disease therapy
      sscmsc matrix disease therapy design:RCT --by-trial --participants
      sscmsc matrix disease therapy --by design -o matrix.csv
      sscmsc matrix therapy design disease:SSc -o matrix.svg
    """
    shape = tabulating.check_format(desk, format_, output, pictures=True)
    vocabulary = vocabulary_of(desk.folder)
    names = [tallying.find_facet(vocabulary, one).name for one in (rows, columns)]
    names += [tallying.find_facet(vocabulary, by).name] if by is not None else []
    if len(set(names)) < len(names):
        raise UsageError(f"{names[-1]} is named twice", hint="Name two facets, or three with --by.")
    chosen = tallying.choose_works(desk, terms or [])
    axes = [make_axis(chosen.entries, one, vocabulary, exact=exact) for one in names]
    units = Units(chosen.entries, by_trial=by_trial)
    relation = "=" if exact else ":"
    matrix = make_matrix(axes, units, len(chosen.entries), chosen.base, relation)
    tabulating.tell(desk, told_of(desk.screen, matrix, shape, people=participants), shape, output)
    for line in remarks(matrix):
        desk.screen.say(line)
    for cell in matrix.cells if not desk.screen.as_json else ():
        if cell.sum.works:
            desk.screen.detail(f"{cell.sum.works}\t{cell.query}")
