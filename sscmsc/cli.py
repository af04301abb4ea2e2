"""The command line: which commands there are, the global options, errors to exit codes.

Only the command that is called is imported; the others are known by their row here.
"""

from __future__ import annotations

import gc
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from typing import NamedTuple

import typer

from sscmsc import __version__
from sscmsc.commands.options import Globals, make_desk, parameters
from sscmsc.errors import INTERRUPTED, LibraryError, SscmscError


class Row(NamedTuple):
    """A command: its name, the module in `sscmsc.commands` that has its `run`, its one line."""

    name: str
    module: str
    summary: str


COMMANDS = (
    Row("init", "init", "Make an empty library; harmless where there is one."),
    Row("fetch", "fetch", "Bring in works by DOI, PMID or PMCID, and all that they cite."),
    Row("import", "importing", "Read works from files: saved pages, BibTeX, PubMed XML."),
    Row("list", "listing", "List the works held, by disease, therapy, year, author."),
    Row("show", "show", "Show one work: record, facets with evidence, where it is cited."),
    Row("refs", "refs", "List what a work cites, numbered as printed."),
    Row("cited-by", "cited_by", "List the held works that cite a work."),
    Row("export", "export", "Write the bibliography in a file format."),
)

_HELP = """Citations and references for people who write grants and reviews.

Start from a published review: `sscmsc fetch DOI` brings in the review and its whole
reference list, each reference a full record, as YAML and BibTeX in refs/.
"""


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code."""
    try:
        app = make_app(arguments)
        gc.freeze()
        gc.enable()
        app(args=list(arguments), prog_name="sscmsc")
    except SystemExit as ended:
        return _code(ended)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader has gone; Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except SscmscError as error:
        make_desk(Globals()).screen.error(error)
        return error.exit_code
    except OSError as error:
        # What is left here is a file or folder that the operating system refuses.
        what = f"{error.filename}: {error.strerror}" if error.filename else str(error)
        make_desk(Globals()).screen.error(LibraryError(what))
        return LibraryError.exit_code
    return 0


def make_app(arguments: Sequence[str]) -> typer.Typer:
    """The Typer app for one command line.

    Where a command is named, it alone is there; else, for help and for suggestions, all are,
    as stand-ins that hold their help line. For shell completion all are real.
    """
    app = typer.Typer(
        name="sscmsc", help=_HELP, rich_markup_mode=None, pretty_exceptions_enable=False,
        no_args_is_help=True, context_settings={"help_option_names": ["-h", "--help"]},
        add_completion=_wants_completion(arguments),
    )  # fmt: skip
    app.callback()(_root())
    if "_SSCMSC_COMPLETE" in os.environ:
        for row in COMMANDS:
            app.command(row.name)(_loaded(row))
        return app
    named = _named(arguments)
    if named is not None:
        app.command(named.name)(_loaded(named))
        return app
    for row in COMMANDS:
        app.command(row.name, help=row.summary)(_stand_in)
    return app


def _named(arguments: Sequence[str]) -> Row | None:
    """The command that a command line names: its first word that is no global option."""
    rows = {row.name: row for row in COMMANDS}
    words = iter(arguments)
    for word in words:
        if word in ("-l", "--library", "--color"):
            next(words, None)
        elif word in ("-h", "--help"):
            return None
        elif not word.startswith("-"):
            return rows.get(word)
    return None


def _wants_completion(arguments: Sequence[str]) -> bool:
    """Whether Typer's completion options are of use: in the help, or when they are given."""
    asked = ("--install-completion", "--show-completion", "--help", "-h")
    return (
        not arguments
        or any(word in asked for word in arguments)
        or ("_SSCMSC_COMPLETE" in os.environ)
    )


def _loaded(row: Row) -> Callable[..., None]:
    module = import_module(f"sscmsc.commands.{row.module}")
    loaded: Callable[..., None] = module.run
    return loaded


def _stand_in() -> None:
    raise AssertionError("a command that was not named cannot be called")


def _root() -> Callable[..., None]:
    version = inspect.Parameter(
        "version",
        inspect.Parameter.KEYWORD_ONLY,
        default=False,
        annotation=bool,
    )
    option = typer.Option(
        False, "--version", "-V", help="Print the version.", is_eager=True, callback=_print_version
    )

    def root(context: typer.Context, **given: object) -> None:
        given.pop("version")
        context.obj = Globals(**given)  # type: ignore[arg-type]

    context = inspect.Parameter(
        "context", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation=typer.Context
    )
    added = [context, *parameters(), version.replace(default=option)]
    setattr(root, "__signature__", inspect.Signature(added))  # noqa: B010
    root.__annotations__ = {one.name: one.annotation for one in added}
    return root


def _print_version(asked: bool) -> None:
    if asked:
        sys.stdout.write(f"sscmsc {__version__}\n")
        raise typer.Exit


def _code(ended: SystemExit) -> int:
    if ended.code is None:
        return 0
    return ended.code if isinstance(ended.code, int) else 1
