"""`sscmsc timeline`."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands import selection, tabulating, tallying
from sscmsc.commands.matrix_report import counted_noun, remarks, told_of
from sscmsc.commands.options import Desk, command
from sscmsc.commands.timeline_ages import ages_of
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.errors import NotFoundError, UsageError
from sscmsc.plots_bars import Bars, draw_bars
from sscmsc.tally import Units
from sscmsc.tally_matrix import Matrix, make_axis, make_matrix
from sscmsc.tally_years import phases_of, reference_ages, year_axis

Command = selection.Command
#: Asks for trials of any phase.
OF_A_PHASE = 'design:"phase I trial" OR design:"phase II trial" OR design:"phase III trial"'


@command
def run(
    desk: Desk,
    terms: tallying.Terms = None,
    by: Annotated[
        str | None,
        typer.Option(
            "--by",
            metavar="FACET",
            help="Also for each value of a facet.",
            autocompletion=tallying.facets,
        ),
    ] = None,
    phases: Annotated[
        bool, typer.Option("--phases", help="Trials of phase I, II and III, by their phase.")
    ] = False,
    ages: Annotated[
        bool, typer.Option("--ages", help="How old the works are that each review cites.")
    ] = False,
    by_trial: tallying.ByTrial = False,
    format_: tabulating.Format = None,
    output: tabulating.OutputFile = None,
) -> None:
    """Show how many works appeared each year.

    A work with several values counts for each, and so does a trial of phase I/II. With --ages:
    the age of the references of reviews, which is the year a review was accepted or appeared
    less that of the work cited, and Price's index, the share that is at most five years old.

    \b
    Examples:
      sscmsc timeline disease:SSc --by therapy
      sscmsc timeline --phases --by-trial -o trials.svg
      sscmsc timeline --ages Peltzer2018 Velier2022
    """
    if sum((by is not None, phases, ages)) > 1 or (ages and by_trial):
        raise UsageError("--by, --phases and --ages contradict each other", hint="Choose one.")
    shape = tabulating.check_format(desk, format_, output, pictures=True)
    words = [*(terms or []), *([OF_A_PHASE] if phases else [])]
    chosen = tallying.choose_works(desk, words)
    if ages:
        found = [reference_ages(chosen.library, one) for one in chosen.entries if one.references]
        tabulating.tell(desk, ages_of(found, named=bool(terms)), shape, output)
        return
    vocabulary = vocabulary_of(desk.folder)
    axes = [year_axis(chosen.entries)]
    if by is not None or phases:
        facet = "design" if by is None else tallying.find_facet(vocabulary, by).name
        axis = make_axis(chosen.entries, facet, vocabulary)
        axes.append(phases_of(axis, vocabulary) if phases else axis)
    units = Units(chosen.entries, by_trial=by_trial)
    matrix = make_matrix(axes, units, len(chosen.entries), chosen.base)
    told = told_of(desk.screen, matrix, shape, people=False)
    told = told._replace(picture=lambda kind: _picture(matrix, kind))
    tabulating.tell(desk, told, shape, output)
    for line in remarks(matrix, people=False):
        desk.screen.say(line)


def _picture(matrix: Matrix, kind: str) -> bytes:
    """Bars over the years; of a facet a small picture for each value."""
    years, *more = matrix.axes
    numbers = {one.values: one.sum.works for one in (*matrix.cells, *matrix.rows)}
    places = [int(one) for one in years.values if one is not None]
    if not places:
        raise NotFoundError("no work has a year: there is nothing to draw")

    def bars(name: str, *end: str | None) -> Bars:
        return Bars(name, tuple(numbers[(str(year), *end)] for year in places))

    series = [bars(axis.label(one), one) for axis in more for one in axis.values]
    kept = [one for one in series if any(one.numbers)] or [bars("")]
    return draw_bars(kept, places, across="year", up=counted_noun(matrix), kind=kind)
