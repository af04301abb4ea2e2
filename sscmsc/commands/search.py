"""`sscmsc search`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, NamedTuple

import typer

from sscmsc.commands import query_completion, selection
from sscmsc.commands.arguments import Author, CitedBy, Design, Disease, Sort, Therapy, Year
from sscmsc.commands.columns import read_entries
from sscmsc.commands.listing import as_json
from sscmsc.commands.options import Desk, command
from sscmsc.commands.selection import Asked, fields_of, query_of, read, shorthands
from sscmsc.commands.shelf import ask
from sscmsc.commands.wording import counted
from sscmsc.errors import UsageError
from sscmsc.index import Index, Row
from sscmsc.index_search import search
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.present_hits import Shown, draw, pieces
from sscmsc.query import make_selection
from sscmsc.query_order import read_order
from sscmsc.query_passages import Hit, Marked, find_hit, sought
from sscmsc.query_where import match_any

COLUMNS = tuple(map(Column, ("Citekey", "Year", "First author", "Title", "Field", "Found")))
#: The order of a search that is told none: what fits best comes first.
BEST = "best"
#: So many works are shown unless `--limit` says otherwise.
USUAL = 50

Command = selection.Command


class Work(NamedTuple):
    """A work that was found: its row, its score (the higher the better), and where it shows."""

    row: Row
    score: float
    hit: Hit


class Found(NamedTuple):
    """The works shown, and how many were found."""

    shown: Sequence[Work]
    found: int


@command
def run(
    desk: Desk,
    text: Annotated[
        list[str],
        typer.Argument(
            metavar="TEXT...",
            help='Words, "a phrase" in quotes, a beginning as fibro*; and terms as for list.',
            autocompletion=query_completion.terms,
        ),
    ],
    disease: Disease = None,
    therapy: Therapy = None,
    design: Design = None,
    year: Year = None,
    author: Author = None,
    cited_by: CitedBy = None,
    sort: Sort = BEST,
    limit: Annotated[int, typer.Option("--limit", metavar="N", help="At most N works.")] = USUAL,
) -> None:
    """Find works by title, authors, journal, abstract, keywords, MeSH, tags and notes.

    What fits best comes first: a word in the title counts for more than one in the abstract.
    The text is a query as `sscmsc list` takes it: every word must be there, in any case,
    without accents, as singular or plural. In a pipe each work is one line of tab-separated
    columns: key, year, author, title, field, and what stands there.

    \b
    Examples:
      sscmsc search stromal cells
      sscmsc search '"digital ulcer" fibro* -mice disease:SSc'
      sscmsc search hematopoietic --year 2015- --sort -year --json
    """
    if limit < 0:
        raise UsageError(f"--limit takes a number of works, not {limit}")
    asked = query_of(text, shorthands(disease, therapy, design, year, author, cited_by))
    _tell(desk, ask(desk, lambda index: _found(desk, index, asked, sort, limit)))


def _found(desk: Desk, index: Index, asked: Asked, sort: str, limit: int) -> Found:
    fields = fields_of(desk.folder)
    check = read(desk.folder, index, asked, fields)
    ranked = sort == BEST
    chosen = make_selection(check, read_order("citekey" if ranked else sort, fields))
    looked_for = sought(check)
    if looked_for:
        rows = search(index, chosen, match_any(looked_for), limit, ranked=ranked)
    else:
        rows = [(row, 0.0) for row in index.rows(chosen, limit)]
    entries = read_entries(index, [row.citekey for row, _ in rows])
    shown = [Work(row, score, find_hit(entries[row.citekey], looked_for)) for row, score in rows]
    return Found(shown, len(shown) if len(shown) < limit else index.count(chosen))


def _tell(desk: Desk, found: Found) -> None:
    screen = desk.screen
    if screen.as_json:
        screen.json([_object(work) for work in found.shown])
    elif screen.is_terminal:
        draw(screen, map(_shown, found.shown))
    else:
        screen.table(COLUMNS, [_cells(work) for work in found.shown])
    if not screen.as_json and (screen.is_terminal or not found.found):
        of = counted(found.found, "work") if found.found else "No work"
        shown = len(found.shown)
        screen.say(f"{of} found." if shown == found.found else f"{shown} shown of {of} found.")


def _cells(work: Work) -> tuple[str, ...]:
    row, hit = work.row, work.hit
    year = str(row.year) if row.year else ""
    return (row.citekey, year, row.first_author or "", row.title, hit.field, hit.passage.text)


def _shown(work: Work) -> Shown:
    row, hit = work.row, work.hit
    named = (row.citekey, str(row.year or ""), row.first_author or "", row.journal or "")
    return Shown(
        "  ".join(one for one in named if one),
        tuple(pieces(*hit.title)),
        hit.field,
        tuple(pieces(*hit.passage)),
    )


def _object(work: Work) -> Json:
    found = {"title": _marked(work.hit.title)}
    if work.hit.field:
        found[work.hit.field] = _marked(work.hit.passage)
    listed = as_json(work.row)
    assert isinstance(listed, dict)
    return {**listed, "score": work.score, "found": found}


def _marked(text: Marked) -> Json:
    return {"text": text.text, "hits": [list(one) for one in text.hits]}
