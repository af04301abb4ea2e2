"""`sscmsc list`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from sscmsc.commands import query_completion, selection
from sscmsc.commands.arguments import Author, CitedBy, Design, Disease, Sort, Therapy, Year
from sscmsc.commands.options import Desk, command
from sscmsc.commands.selection import Asked, choose, fields_of, query_of, shorthands
from sscmsc.commands.shelf import ask
from sscmsc.commands.wording import counted
from sscmsc.errors import UsageError
from sscmsc.index import Index, Row, Selection
from sscmsc.present import Json
from sscmsc.present_cells import Cell, Column

if TYPE_CHECKING:
    from sscmsc.commands.columns import Shown, Values

Command = selection.Command

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

#: The order of a list that none is asked for.
CITEKEY = "citekey"


@command
def run(
    desk: Desk,
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY]...",
            help="Words, and terms as disease:SSc, year:2015-2022, -journal:blood, cites>=2.",
            autocompletion=query_completion.terms,
        ),
    ] = None,
    disease: Disease = None,
    therapy: Therapy = None,
    design: Design = None,
    year: Year = None,
    author: Author = None,
    cited_by: CitedBy = None,
    sort: Sort = CITEKEY,
    columns: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Which columns, as citekey,year,design,n.",
            autocompletion=query_completion.columns,
        ),
    ] = None,
    count_by: Annotated[
        str | None,
        typer.Option(
            metavar="NAMES",
            help="Count the works by facets or fields, as disease,therapy.",
            autocompletion=query_completion.counts,
        ),
    ] = None,
    limit: Annotated[
        int | None, typer.Option("--limit", metavar="N", help="At most N works.")
    ] = None,
) -> None:
    """List the works held: key, year, author, title, journal, disease, therapy, cited by.

    A query has words, fields, any facet, OR, NOT or -, and brackets: docs/queries.md explains
    it. The options --disease to --cited-by are terms of it too. In a pipe each work is one line
    of tab-separated columns, in the order above.

    \b
    Examples:
      sscmsc list disease:SSc therapy:MSC year:2015-2022
      sscmsc list 'design>=cohort (n>=20 OR "digital ulcer")' --sort design,-year
      sscmsc list @trials -journal:blood --columns citekey,year,design,n
      sscmsc list --count-by disease,therapy
      sscmsc list --cited-by Peltzer2018 --json
    """
    if limit is not None and limit < 0:
        raise UsageError(f"--limit takes a number of works, not {limit}")
    asked = query_of(terms or (), shorthands(disease, therapy, design, year, author, cited_by))
    if count_by is not None:
        if columns is not None or limit is not None or sort != CITEKEY:
            raise UsageError("--count-by lists no works: leave out --columns, --limit and --sort")
        _count(desk, asked, count_by)
        return
    listed = ask(desk, lambda index: _listed(desk, index, asked, sort, limit, columns))
    if listed.columns is not None:
        _show_columns(desk, listed, listed.columns)
        return
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
    """The rows shown, how many were found, and how many works there are; where columns were
    chosen, these and what each work has there."""

    shown: Sequence[Row]
    found: int
    held: int
    columns: Sequence[Shown] | None = None
    values: Sequence[Sequence[Values]] = ()


def _listed(
    desk: Desk, index: Index, query: Asked, sort: str, limit: int | None, columns: str | None
) -> Listed:
    chosen = choose(desk.folder, index, query, sort)
    if columns is None:
        return _rows(index, chosen, limit)
    from sscmsc.commands.columns import find_columns, read_values

    fields = fields_of(desk.folder)
    named = find_columns(columns, fields)
    listed = _rows(index, chosen, limit)
    return listed._replace(columns=named, values=read_values(index, listed.shown, named, fields))


def _rows(index: Index, chosen: Selection, limit: int | None) -> Listed:
    if limit is None:
        shown = index.rows(chosen)
        return Listed(shown, len(shown), index.count())
    return Listed(*index.first(chosen, limit), index.count())


def _show_columns(desk: Desk, listed: Listed, columns: Sequence[Shown]) -> None:
    if desk.screen.as_json:
        desk.screen.json(
            [
                {one.name: one.as_json(held) for one, held in zip(columns, values, strict=True)}
                for values in listed.values
            ]
        )
        return
    rows = [[", ".join(map(str, held)) for held in values] for values in listed.values]
    desk.screen.table([one.column for one in columns], rows, caption=_caption(listed))


def _count(desk: Desk, query: Asked, names: str) -> None:
    from sscmsc.commands.columns import ALWAYS, COUNTED, find_columns, read_all_values
    from sscmsc.commands.counting import count_values, show_counts

    fields = fields_of(desk.folder)
    asked = find_columns(names, fields, COUNTED)

    def counted_values(index: Index) -> Sequence[Sequence[Values]]:
        return read_all_values(index, choose(desk.folder, index, query), asked, fields)

    values = ask(desk, counted_values)
    lacking = len(asked) == 1 and asked[0].name not in ALWAYS
    show_counts(desk, asked, count_values(values, lacking=lacking), len(values))


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
