"""`sscmsc list`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sscmsc.commands.options import Desk, command
from sscmsc.commands.selection import make_query
from sscmsc.commands.shelf import rows_of
from sscmsc.index import Row
from sscmsc.present import Cell, Column, Json
from sscmsc.query import select, sort_rows

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
#: Below this width the author and the journal stand under the title, in its column.
NARROW = 100
NARROW_COLUMNS = tuple(one for one in COLUMNS if one.name not in ("First author", "Journal"))


@command
def run(
    desk: Desk,
    terms: Annotated[
        list[str] | None, typer.Argument(metavar="[TERM]...", help="Words, or field:value terms.")
    ] = None,
    disease: Annotated[
        list[str] | None, typer.Option(help="SSc, 'systemic sclerosis', a MeSH term or UI.")
    ] = None,
    therapy: Annotated[
        list[str] | None, typer.Option(help="MSC, HSCT, adipose, EV, a MeSH term or UI.")
    ] = None,
    year: Annotated[str | None, typer.Option(help="2018, 2015-2022, 2015- or -2022.")] = None,
    author: Annotated[list[str] | None, typer.Option(help="Any author's name.")] = None,
    cited_by: Annotated[
        list[str] | None, typer.Option(metavar="KEY", help="Only works this entry cites.")
    ] = None,
    sort: Annotated[
        str,
        typer.Option(help="citekey, year, author, title, journal or cited; -year is downwards."),
    ] = "citekey",
    limit: Annotated[int | None, typer.Option("--limit", min=0, help="At most so many.")] = None,
) -> None:
    """List the works held: key, year, author, title, journal, disease, therapy, cited by.

    In a pipe each work is one line of tab-separated columns, in that order.

    \b
    Examples:
      sscmsc list --disease SSc --therapy MSC --year 2015-2022
      sscmsc list --cited-by Peltzer2018 --sort -year
      sscmsc list --author farge --json
    """
    rows = rows_of(desk)
    query = make_query(
        rows, terms or (), disease=disease or (), therapy=therapy or (), year=year,
        author=author or (), cited_by=cited_by or (),
    )  # fmt: skip
    found = sort_rows(select(rows, query), sort)
    shown = found if limit is None else found[:limit]
    if desk.screen.as_json:
        desk.screen.json([as_json(row) for row in shown])
        return
    caption = _caption(shown, found, rows)
    if desk.screen.is_terminal and desk.screen.width < NARROW:
        desk.screen.table(NARROW_COLUMNS, [_narrow(row) for row in shown], caption=caption)
    else:
        desk.screen.table(COLUMNS, [_cells(row) for row in shown], caption=caption)


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
    citekey, year, author, title, journal, *rest = _cells(row)
    below = ", ".join(part for part in (author, journal) if part)
    return (citekey, year, (title, below) if below else title, *rest)


def _caption(shown: Sequence[Row], found: Sequence[Row], held: Sequence[Row]) -> str:
    if not held:
        return "The library is empty: `sscmsc fetch DOI` or `sscmsc import FILE` fills it."
    of = f"{len(found)} of {len(held)} works" if len(found) < len(held) else f"{len(held)} works"
    return of if len(shown) == len(found) else f"{len(shown)} shown of {of}"
