"""How the commands that count print what they found: a table, a file, JSON, or a picture."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from sscmsc.commands.options import Desk
from sscmsc.commands.output import write_document, write_output
from sscmsc.errors import UsageError
from sscmsc.present import Json
from sscmsc.present_cells import Column
from sscmsc.tabulated import WRITERS, Tabulated, Value, shown

TABLE, JSON = "table", "json"
PICTURES = ("svg", "png")
NAMES = (TABLE, *WRITERS, JSON, *PICTURES)
#: Other endings of file names, and names, for these.
_SAME = {"markdown": "md", "txt": TABLE, "gv": "dot"}


class Told(NamedTuple):
    """What a command found: columns and rows, what `--json` prints, what is said below the table,
    and how a picture of it is made (of `svg` or `png`), if there is one."""

    columns: tuple[Column, ...]
    rows: tuple[tuple[Value, ...], ...]
    json: Json
    caption: str = ""
    picture: Callable[[str], bytes] | None = None


def names(incomplete: str) -> list[str]:
    """The ways to print, for the shell to offer."""
    return [one for one in NAMES if one.startswith(incomplete)]


Format = Annotated[
    str | None,
    typer.Option(
        "--format",
        "-f",
        metavar="NAME",
        autocompletion=names,
        help="How: table, csv, tsv, md, json, svg or png; by default as the file name ends.",
    ),
]
OutputFile = Annotated[
    Path | None, typer.Option("--output", "-o", metavar="FILE", help="Where; - is standard output.")
]


def check_format(
    desk: Desk,
    name: str | None,
    target: Path | None,
    *,
    pictures: bool,
    more: Sequence[str] = (),
) -> str:
    """How to print: as `--format` says, else as the name of the file ends, else a table; `more`
    are ways of a command's own.

    Raises `UsageError` for a way that there is not, or that contradicts `--json`.
    """
    ending = "" if target is None else target.suffix.removeprefix(".").casefold()
    asked = name.casefold() if name is not None else ending
    asked = _SAME.get(asked, asked) or (JSON if desk.screen.as_json else TABLE)
    offered = [*(one for one in NAMES if pictures or one not in PICTURES), *more]
    if asked not in offered:
        if name is None:
            raise UsageError(
                f"{target}: its name does not tell the format",
                hint=f"Name one with --format: {', '.join(offered)}.",
            )
        raise UsageError(f"there is no format '{name}'", hint=f"Formats: {', '.join(offered)}.")
    if desk.screen.as_json and asked != JSON and target is None:
        raise UsageError(f"--json and --format {name} contradict each other")
    if asked == "png" and (target is None or str(target) == "-"):
        raise UsageError("a PNG picture needs a file", hint="Name one with -o.")
    return asked


def tell(desk: Desk, told: Told, format_: str, target: Path | None) -> None:
    """Print what was found, or write it to a file."""
    if format_ in PICTURES:
        assert told.picture is not None
        picture = told.picture(format_)
        if target is None or str(target) == "-":
            desk.screen.write(picture.decode("utf-8"))
        else:
            write_document(target, picture)
    elif format_ in WRITERS:
        table = Tabulated(tuple(one.name for one in told.columns), told.rows)
        write_output(desk.screen, target, WRITERS[format_](table))
    elif format_ == JSON:
        _write_json(desk, told.json, target)
    else:
        _write_table(desk, told, target)
    if target is not None and str(target) != "-":
        desk.screen.say(f"written to {target}")


def _write_json(desk: Desk, value: Json, target: Path | None) -> None:
    if target is None or str(target) == "-":
        desk.screen.json(value)
        return
    import json

    write_output(desk.screen, target, (json.dumps(value, ensure_ascii=False, indent=2), "\n"))


def _write_table(desk: Desk, told: Told, target: Path | None) -> None:
    rows = [tuple(shown(one) for one in row) for row in told.rows]
    if target is None or str(target) == "-":
        desk.screen.table(told.columns, rows, caption=told.caption)
        return
    table = Tabulated(tuple(one.name for one in told.columns), told.rows)
    write_output(desk.screen, target, WRITERS["tsv"](table))
