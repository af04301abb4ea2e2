"""`sscmsc init`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import check_place
from sscmsc.store import Store


@command
def run(
    desk: Desk,
    folder: Annotated[
        Path | None,
        typer.Argument(metavar="[DIR]", help="Where; by default refs/ in this folder."),
    ] = None,
) -> None:
    """Make an empty library; harmless where there is one.

    \b
    Examples:
      sscmsc init
      sscmsc init ~/grants/ssc/refs
    """
    chosen = folder or desk.options.library or Path("refs")
    check_place(chosen)
    made = Store(chosen).init()
    if desk.screen.as_json:
        desk.screen.json({"library": str(chosen), "made": made})
        return
    told = f"made a library at {chosen}" if made else f"there is a library at {chosen} already"
    desk.screen.say(told)
