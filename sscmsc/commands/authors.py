"""`sscmsc authors`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Annotated

import typer

from sscmsc.commands import selection, tabulating, tallying
from sscmsc.commands.options import Desk, command
from sscmsc.commands.wording import counted
from sscmsc.errors import NotFoundError, UsageError
from sscmsc.overlap import percent
from sscmsc.plots_bars import draw_ranked
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.tally_authors import (
    People,
    SelfCitations,
    Writer,
    find_groups,
    find_writers,
    self_citations,
)

Command = selection.Command
COLUMNS = (
    Column("Author", most=24), Column("Works", most=5, right=True),
    Column("First", most=5, right=True), Column("Last", most=5, right=True),
    Column("Years", most=9), Column("ORCID", most=19), Column("Also written"),
)  # fmt: skip
GROUPS = (
    Column("Group"), Column("Works", most=5, right=True), Column("Years", most=9),
    Column("Also written"),
)  # fmt: skip
CITING = (
    Column("Review", most=18, style="cyan"), Column("References", most=10, right=True),
    Column("Known", most=5, right=True), Column("Own", most=5, right=True),
    Column("Share", most=8, right=True), Column("Works"),
)  # fmt: skip
#: Bars of a picture, where it is not said how many.
DRAWN = 30


@command
def run(
    desk: Desk,
    terms: tallying.Terms = None,
    groups: Annotated[
        bool, typer.Option("--groups", help="Study groups and societies, not people.")
    ] = False,
    own: Annotated[
        bool,
        typer.Option("--self-citations", help="How many references of a review are its authors'."),
    ] = False,
    top: tallying.Top = 0,
    format_: tabulating.Format = None,
    output: tabulating.OutputFile = None,
) -> None:
    """List who wrote works.

    Names are one person with one ORCID, or with the same family name and initials, unless given
    names or ORCIDs contradict; fewer initials only where a single longer name fits and both
    wrote with the same person. With --self-citations: of the references of each review that are
    held with their authors, those with an author of the review.

    \b
    Examples:
      sscmsc authors --top 20
      sscmsc authors disease:SSc therapy:MSC -o authors.csv
      sscmsc authors --self-citations Peltzer2018
    """
    if own and (groups or top):
        raise UsageError("--self-citations stands alone", hint="Drop --groups and --top.")
    shape = tabulating.check_format(desk, format_, output, pictures=True)
    chosen = tallying.choose_works(desk, terms or [])
    people = People(chosen.library)
    if own:
        reviews = [one for one in chosen.entries if one.references and one.references.references]
        found = [self_citations(chosen.library, people, one) for one in reviews]
        tabulating.tell(desk, _citing(found), shape, output)
        desk.screen.say("an author whom a list leaves out as et al. is missed")
        return
    writers = find_groups(chosen.entries) if groups else find_writers(people, chosen.entries)
    kept = writers[:top] if top else writers
    told = _groups(kept) if groups else _people(kept)
    noun = "group" if groups else "author"
    told = told._replace(
        caption=f"{counted(len(writers), noun)} of {counted(len(chosen.entries), 'work')}",
        picture=lambda kind: _picture(kept[: top or DRAWN], kind, noun),
    )
    tabulating.tell(desk, told, shape, output)
    short = sum(1 for one in chosen.entries if not one.record.authors_complete)
    if short:
        desk.screen.say(f'{counted(short, "work")} with a list of authors that ends in "et al."')


def _people(found: Sequence[Writer]) -> tabulating.Told:
    rows = [
        (one.name, len(one.works), one.first, one.last, tallying.span(one.years), one.orcid,
         "; ".join(one.variants))
        for one in found
    ]  # fmt: skip
    return tabulating.Told(COLUMNS, tuple(rows), [_as_json(one) for one in found])


def _groups(found: Sequence[Writer]) -> tabulating.Told:
    rows = [
        (one.name, len(one.works), tallying.span(one.years), "; ".join(one.variants))
        for one in found
    ]
    return tabulating.Told(GROUPS, tuple(rows), [_as_json(one) for one in found])


def _as_json(one: Writer) -> Mapping[str, Json]:
    first, last = one.years or (None, None)
    return {
        "name": one.name, "variants": list(one.variants), "orcid": one.orcid or None,
        "works": len(one.works), "first_author": one.first, "last_author": one.last,
        "first": first, "last": last, "citekeys": [work.citekey for work in one.works],
    }  # fmt: skip


def _citing(found: Sequence[SelfCitations]) -> tabulating.Told:
    """The table of reviews. Raises `NotFoundError` where there are none."""
    if not found:
        raise NotFoundError(
            "no reference list is held for these works",
            hint="`sscmsc fetch DOI` brings in a review with its reference list.",
        )
    rows = [
        (one.citekey, one.lines, one.known, len(one.own), percent(one.share), " ".join(one.own))
        for one in found
    ]
    told: list[Json] = [
        {
            "citekey": one.citekey, "references": one.lines, "known": one.known,
            "own": list(one.own),
            "share": None if one.share is None else round(float(one.share), 4),
        }
        for one in found
    ]  # fmt: skip
    shown = [one for one in found if one.share is not None]
    return tabulating.Told(
        CITING, tuple(rows), told,
        picture=lambda kind: draw_ranked(
            [one.citekey for one in shown], [len(one.own) for one in shown],
            across="references with an author of the review", kind=kind,
        ),
    )  # fmt: skip


def _picture(found: Sequence[Writer], kind: str, noun: str) -> bytes:
    if not found:
        raise NotFoundError(f"no work has {'a group as' if noun == 'group' else 'an'} author")
    names = [one.name for one in found]
    return draw_ranked(names, [len(one.works) for one in found], across="works", kind=kind)
