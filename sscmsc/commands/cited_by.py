"""`sscmsc cited-by`."""

from __future__ import annotations

from typing import Annotated

import typer

from sscmsc.commands.arguments import Key
from sscmsc.commands.cited_online import tell_online
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import load, resolve
from sscmsc.commands.wording import counted
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.text import plain

COLUMNS = (
    Column("Citekey", most=16, style="cyan"),
    Column("Year", most=4),
    Column("Title"),
    Column("As number", most=12, right=True),
)


@command
def run(
    desk: Desk,
    key: Key,
    online: Annotated[
        bool, typer.Option("--online", help="Ask Europe PMC and iCite, not the library.")
    ] = False,
) -> None:
    """List the held works that cite a work, and at which number of their list.

    In a pipe each work is one line of tab-separated columns: citekey, year, title, numbers.
    With --online the works that Europe PMC and iCite know: citekey where held, year, title,
    identifier.

    \b
    Examples:
      sscmsc cited-by Gabrielli2009
      sscmsc cited-by 10.1056/nejmra0806188 --json
      sscmsc cited-by Gabrielli2009 --online
    """
    loaded = load(desk)
    library, entry = loaded.library, resolve(loaded, key)
    if online:
        tell_online(desk, library, entry)
        return
    rows: list[tuple[str, str, str, str]] = []
    objects: list[Json] = []
    for citing in (library.entries[one] for one in library.cited_by(entry.citekey)):
        lines = citing.references.references if citing.references else ()
        places = [line.position for line in lines if line.citekey == entry.citekey]
        title = plain(citing.record.shown_title or "")
        numbers = ", ".join(str(place) for place in places)
        rows.append((citing.citekey, str(citing.record.year or ""), title, numbers))
        objects.append(
            {
                "citekey": citing.citekey, "year": citing.record.year, "title": title,
                "positions": places,
            }
        )  # fmt: skip
    if desk.screen.as_json:
        desk.screen.json(objects)
    elif rows:
        verb = "cites" if len(rows) == 1 else "cite"
        caption = f"{counted(len(rows), 'work')} {verb} {entry.citekey}"
        desk.screen.table(COLUMNS, rows, caption=caption)
    else:
        desk.screen.say(f"No held work cites {entry.citekey}.")
