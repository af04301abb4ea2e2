"""What every command has: the global options, before its name and after it, and a desk."""

from __future__ import annotations

import inspect
import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, NamedTuple

import typer
from typer.core import TyperCommand

from sscmsc.commands.completion import colors
from sscmsc.errors import LibraryError, UsageError
from sscmsc.place import LIBRARY_TOML, find_library
from sscmsc.present import Color, Screen


class Globals(NamedTuple):
    """The global options as given; None or False where one was not."""

    library: Path | None = None
    offline: bool = False
    json: bool = False
    quiet: bool = False
    verbose: bool = False
    color: str | None = None

    def over(self, outer: Globals) -> Globals:
        """These options, and those of `outer` where these say nothing."""
        return Globals(
            self.library or outer.library,
            self.offline or outer.offline,
            self.json or outer.json,
            self.quiet or outer.quiet,
            self.verbose or outer.verbose,
            self.color or outer.color,
        )


_TYPES: Mapping[str, object] = {
    "library": Annotated[
        Path | None,
        typer.Option(
            "--library", "-l", metavar="DIR", help="The library; by default refs/ here or above."
        ),
    ],
    "offline": Annotated[bool, typer.Option("--offline", help="Use no network.")],
    "json": Annotated[bool, typer.Option("--json", help="Print JSON.")],
    "quiet": Annotated[bool, typer.Option("--quiet", "-q", help="Say only what is wrong.")],
    "verbose": Annotated[bool, typer.Option("--verbose", "-v", help="Say more.")],
    "color": Annotated[
        str | None,
        typer.Option(
            "--color", metavar="WHEN", help="auto, always or never.", autocompletion=colors
        ),
    ],
}


class Desk(NamedTuple):
    """What a command works with: the options, the screen and the environment."""

    options: Globals
    screen: Screen
    environment: Mapping[str, str]

    @property
    def folder(self) -> Path:
        """The library's folder, which must be one. Raises `LibraryError`."""
        folder = self.chosen_folder
        if not (folder / "entries").is_dir() and not (folder / LIBRARY_TOML).is_file():
            raise LibraryError(
                f"there is no library at {folder}{_instead(folder)}",
                hint="Name another with --library, or make one with `sscmsc init`.",
            )
        return folder

    @property
    def chosen_folder(self) -> Path:
        """The library's folder by option, place or environment, whether it exists or not."""
        if self.options.library is not None:
            return self.options.library
        here = Path.cwd()
        found = find_library(here, self.environment)
        return found.relative_to(here) if found.is_relative_to(here) else found


def _instead(folder: Path) -> str:
    """What is where a library should be."""
    if folder.is_dir():
        return ": the folder holds no entries/ and no sscmsc.toml"
    if folder.exists():
        return ", which is a file"
    return ", which is a link to nowhere" if folder.is_symlink() else ""


class Command(TyperCommand):
    """A command whose usage line names what it needs without braces."""

    def collect_usage_pieces(self, ctx: typer.Context) -> list[str]:  # type: ignore[override]
        return [piece.strip("{}") for piece in super().collect_usage_pieces(ctx)]


def make_desk(options: Globals) -> Desk:
    """A desk over the process's own streams and environment. Raises `UsageError`."""
    color = options.color or "auto"
    if color not in ("auto", "always", "never"):
        raise UsageError(f"--color takes auto, always or never, not '{color}'")
    chosen: Color = color  # type: ignore[assignment]
    screen = Screen(
        sys.stdout, sys.stderr, color=chosen, json=options.json, quiet=options.quiet,
        verbose=options.verbose, environment=os.environ,
    )  # fmt: skip
    return Desk(options, screen, os.environ)


def parameters() -> list[inspect.Parameter]:
    """The global options as keyword parameters that Typer understands."""
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=Globals._field_defaults[name],
            annotation=_TYPES[name],
        )
        for name in Globals._fields
    ]


def command(run: Callable[..., None]) -> Callable[..., None]:
    """`run(desk, ...)` as a function for Typer that takes the global options too."""
    signature = inspect.signature(run, eval_str=True)
    own = [one for name, one in signature.parameters.items() if name != "desk"]
    context = inspect.Parameter(
        "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )

    def invoked(context: typer.Context, **arguments: object) -> None:
        given = Globals(**{name: arguments.pop(name) for name in Globals._fields})  # type: ignore[arg-type]
        outer = context.find_root().obj
        merged = given.over(outer) if isinstance(outer, Globals) else given
        run(make_desk(merged), **arguments)

    added = [context, *own, *parameters()]
    setattr(invoked, "__wrapped__", run)  # noqa: B010
    setattr(invoked, "__signature__", signature.replace(parameters=added))  # noqa: B010
    invoked.__annotations__ = {one.name: one.annotation for one in added}
    invoked.__doc__ = run.__doc__
    return invoked
