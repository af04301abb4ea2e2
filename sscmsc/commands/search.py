"""`sscmsc search`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from sscmsc.commands.arguments import Author, CitedBy, Disease, Sort, Therapy, Year
from sscmsc.commands.listing import as_json
from sscmsc.commands.options import Desk, command
from sscmsc.commands.selection import make_query
from sscmsc.commands.shelf import ask
from sscmsc.commands.wording import counted
from sscmsc.errors import UsageError
from sscmsc.index import Index
from sscmsc.index_search import Hit, Marked, count, expression, search
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.present_hits import Shown, draw, pieces
from sscmsc.query import Query
from sscmsc.query_sql import make_selection

COLUMNS = tuple(map(Column, ("Citekey", "Year", "First author", "Title", "Field", "Found")))
#: The order of a search that is told none: what fits best comes first.
BEST = "best"
#: So many works are shown unless `--limit` says otherwise.
USUAL = 50


class Found(NamedTuple):
    """The works shown, and how many were found."""

    shown: Sequence[Hit]
    found: int


@command
def run(
    desk: Desk,
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT...", help='Words, "a phrase" in quotes, a beginning as fibro*.'
        ),
    ],
    disease: Disease = None,
    therapy: Therapy = None,
    year: Year = None,
    author: Author = None,
    cited_by: CitedBy = None,
    sort: Sort = BEST,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="At most N works.")] = USUAL,
) -> None:
    """Find works by title, authors, journal, abstract, keywords, MeSH, tags and notes.

    What fits best comes first: a word in the title counts for more than one in the abstract.
    Every word must be there, in any case and without accents. In a pipe each work is one line
    of tab-separated columns: key, year, author, title, field, and what stands there.

    \b
    Examples:
      sscmsc search stromal cells
      sscmsc search '"digital ulcer" fibro*' --disease SSc
      sscmsc search hematopoietic --year 2015- --sort -year --json
    """
    if limit < 0:
        raise UsageError(f"--limit takes a number of works, not {limit}")
    asked = " ".join(text)
    expression(asked)

    def found(index: Index) -> Found:
        query = make_query(
            index, (), disease=disease or (), therapy=therapy or (), year=year,
            author=author or (), cited_by=cited_by or (),
        )  # fmt: skip
        return _found(index, asked, query, sort, limit)

    _tell(desk, ask(desk, found))


def _found(index: Index, text: str, query: Query, sort: str, limit: int) -> Found:
    ranked = sort == BEST
    selection = make_selection(query, "citekey" if ranked else sort)
    shown = search(index, text, selection, limit, ranked=ranked)
    number = len(shown) if len(shown) < limit else count(index, text, selection)
    return Found(shown, number)


def _tell(desk: Desk, found: Found) -> None:
    screen = desk.screen
    if screen.as_json:
        screen.json([_object(hit) for hit in found.shown])
    elif screen.is_terminal:
        draw(screen, map(_shown, found.shown))
    else:
        screen.table(COLUMNS, [_cells(hit) for hit in found.shown])
    if not screen.as_json and (screen.is_terminal or not found.found):
        of = counted(found.found, "work") if found.found else "No work"
        shown = len(found.shown)
        screen.say(f"{of} found." if shown == found.found else f"{shown} shown of {of} found.")


def _cells(hit: Hit) -> tuple[str, ...]:
    row = hit.row
    year = str(row.year) if row.year else ""
    return (
        row.citekey, year, row.first_author or "", row.title, hit.field, hit.snippet.text,
    )  # fmt: skip


def _shown(hit: Hit) -> Shown:
    row = hit.row
    named = (row.citekey, str(row.year or ""), row.first_author or "", row.journal or "")
    return Shown(
        "  ".join(one for one in named if one),
        tuple(pieces(*hit.title)),
        hit.field,
        tuple(pieces(*hit.snippet)),
    )


def _object(hit: Hit) -> Json:
    found = {"title": _marked(hit.title)}
    if hit.field:
        found[hit.field] = _marked(hit.snippet)
    listed = as_json(hit.row)
    assert isinstance(listed, dict)
    return {**listed, "score": hit.score, "found": found}


def _marked(text: Marked) -> Json:
    return {"text": text.text, "hits": [list(one) for one in text.hits]}
