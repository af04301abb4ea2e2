"""`sscmsc list`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from sscmsc.commands.arguments import Author, CitedBy, Disease, Sort, Therapy, Year
from sscmsc.commands.options import Desk, command
from sscmsc.commands.selection import make_query
from sscmsc.commands.shelf import ask
from sscmsc.commands.wording import counted
from sscmsc.errors import UsageError
from sscmsc.index import Index, Row
from sscmsc.present import Json
from sscmsc.present_cells import Cell, Column
from sscmsc.query import Query
from sscmsc.query_sql import make_selection

COLUMNS = (
    Column("Citekey", most=16, style="cyan"),
    Column("Year", most=4),
    Column("First author", most=12),
    Column("Title"),
    Column("Journal", most=16),
    Column("Disease", most=10, style="magenta"),
    Column("Therapy", most=10, style="green"),
    Column("Cited by", most=12),
)
#: Below this width author, journal and citing reviews stand under the title, in its column.
NARROW = 120
NARROW_COLUMNS = (
    Column("Citekey", most=16, style="cyan"),
    Column("Year", most=4),
    Column("Title"),
    Column("Disease", most=11, style="magenta"),
    Column("Therapy", most=15, style="green"),
)


@command
def run(
    desk: Desk,
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[TERM]...",
            help="Words of title, journal, author or citekey; or disease:SSc, year:2018.",
        ),
    ] = None,
    disease: Disease = None,
    therapy: Therapy = None,
    year: Year = None,
    author: Author = None,
    cited_by: CitedBy = None,
    sort: Sort = "citekey",
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", help="At most N works.")
    ] = None,
) -> None:
    """List the works held: key, year, author, title, journal, disease, therapy, cited by.

    In a pipe each work is one line of tab-separated columns, in that order.

    \b
    Examples:
      sscmsc list --disease SSc --therapy MSC --year 2015-2022
      sscmsc list --cited-by Peltzer2018 --sort -year
      sscmsc list --author farge --json
    """
    if limit is not None and limit < 0:
        raise UsageError(f"--limit takes a number of works, not {limit}")
    listed = ask(
        desk,
        lambda index: _listed(
            index,
            make_query(
                index, terms or (), disease=disease or (), therapy=therapy or (), year=year,
                author=author or (), cited_by=cited_by or (),
            ),
            sort,
            limit,
        ),
    )  # fmt: skip
    shown = listed.shown
    if desk.screen.as_json:
        desk.screen.json([as_json(row) for row in shown])
        return
    caption = _caption(listed)
    if desk.screen.is_terminal and desk.screen.width < NARROW:
        desk.screen.table(NARROW_COLUMNS, [_narrow(row) for row in shown], caption=caption)
    else:
        desk.screen.table(COLUMNS, [_cells(row) for row in shown], caption=caption)


class Listed(NamedTuple):
    """The rows shown, how many were found, and how many works there are."""

    shown: Sequence[Row]
    found: int
    held: int


def _listed(index: Index, query: Query, sort: str, limit: int | None) -> Listed:
    selection = make_selection(query, sort)
    shown = index.rows(selection, limit)
    is_all = limit is None or len(shown) < limit
    return Listed(shown, len(shown) if is_all else index.count(selection), index.count())


def as_json(row: Row) -> Json:
    """The object that `--json` prints for one entry."""
    return {
        "citekey": row.citekey,
        "title": row.title,
        "authors": list(row.authors),
        "year": row.year,
        "journal": row.journal,
        "doi": row.doi,
        "pmid": row.pmid,
        "pmcid": row.pmcid,
        "kind": row.kind,
        "diseases": list(row.diseases),
        "therapies": list(row.therapies),
        "cited_by": list(row.cited_by),
    }


def _cells(row: Row) -> tuple[str, ...]:
    return (
        row.citekey,
        str(row.year) if row.year else "",
        row.first_author or "",
        row.title,
        row.journal or "",
        ", ".join(row.diseases),
        ", ".join(row.therapies),
        ", ".join(row.cited_by),
    )


def _narrow(row: Row) -> tuple[Cell, ...]:
    citekey, year, author, title, journal, disease, therapy, cited_by = _cells(row)
    place = ", ".join(part for part in (author, journal) if part)
    below = (place, f"cited by {cited_by}" if cited_by else "")
    return (citekey, year, (title, *below), disease, therapy)


def _caption(listed: Listed) -> str:
    if not listed.held:
        return "The library is empty: `sscmsc fetch DOI` or `sscmsc import FILE` fills it."
    of = counted(listed.held, "work")
    if listed.found < listed.held:
        of = f"{listed.found} of {of}"
    shown = len(listed.shown)
    return of if shown == listed.found else f"{shown} shown of {of}"
