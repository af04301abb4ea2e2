"""`sscmsc journals`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sscmsc.commands import selection, tabulating, tallying
from sscmsc.commands.options import Desk, command
from sscmsc.commands.wording import counted
from sscmsc.errors import NotFoundError
from sscmsc.plots_bars import draw_ranked
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.tally_journals import Journal, find_journals

Command = selection.Command
COLUMNS = (
    Column("Journal"), Column("Works", most=5, right=True), Column("Years", most=9),
    Column("Cited", most=5, right=True), Column("ISSN", most=20),
)  # fmt: skip
#: Bars of a picture, where it is not said how many.
DRAWN = 30


@command
def run(
    desk: Desk,
    terms: tallying.Terms = None,
    top: tallying.Top = 0,
    format_: tabulating.Format = None,
    output: tabulating.OutputFile = None,
) -> None:
    """List the journals in which works appeared.

    Names of one journal are joined by ISSN, NLM's number, or where they are the same but for
    accents and small words. Cited counts each work of it once for every held
    list that cites it. A picture shows the first 30, or as many as --top says.

    \b
    Examples:
      sscmsc journals
      sscmsc journals cited-by:Peltzer2018
      sscmsc journals disease:SSc --top 10 -o journals.svg
    """
    shape = tabulating.check_format(desk, format_, output, pictures=True)
    chosen = tallying.choose_works(desk, terms or [])
    found = find_journals(chosen.library, chosen.entries)
    kept = found[:top] if top else found
    without = len(chosen.entries) - sum(len(one.works) for one in found)
    told = tabulating.Told(
        COLUMNS, tuple(map(_row, kept)), [_as_json(one) for one in kept],
        f"{counted(len(found), 'journal')} of {counted(len(chosen.entries), 'work')}",
        lambda kind: _picture(kept[: top or DRAWN], kind),
    )  # fmt: skip
    tabulating.tell(desk, told, shape, output)
    if without:
        desk.screen.say(f"{counted(without, 'work')} in no journal, or in none that is named")


def _row(one: Journal) -> tuple[str | int, ...]:
    return one.name, len(one.works), tallying.span(one.years), one.cited, " ".join(one.issns)


def _as_json(one: Journal) -> Mapping[str, Json]:
    first, last = one.years or (None, None)
    return {
        "journal": one.name, "title": one.title, "issns": list(one.issns),
        "works": len(one.works), "first": first, "last": last, "cited": one.cited,
        "citekeys": [work.citekey for work in one.works],
    }  # fmt: skip


def _picture(found: Sequence[Journal], kind: str) -> bytes:
    if not found:
        raise NotFoundError("no work is in a journal that is named: there is nothing to draw")
    names = [one.name for one in found]
    return draw_ranked(names, [len(one.works) for one in found], across="works", kind=kind)
