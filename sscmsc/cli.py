"""The command line: which commands there are, the global options, errors to exit codes.

Only the command that is called is imported; the others are known by their row here.
"""

from __future__ import annotations

import gc
import inspect
import os
import sys
from collections.abc import Callable, Sequence
from contextlib import suppress
from importlib import import_module
from itertools import pairwise
from typing import NamedTuple, cast

import typer

from sscmsc import __version__
from sscmsc.commands.options import Command, Globals, make_desk, parameters
from sscmsc.errors import (
    INTERRUPTED,
    OK,
    USAGE,
    InputError,
    LibraryError,
    SscmscError,
    UsageError,
)


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
    Row("search", "search", "Find works by what is said in them, the best first."),
    Row("browse", "browse", "Browse the library on the whole screen, and change it there."),
    Row("show", "show", "Show one work: record, facets with evidence, where it is cited."),
    Row("facets", "facets", "List what works are labelled by: facets, values, how many works."),
    Row("refs", "refs", "List what a work cites, numbered as printed."),
    Row("resolve", "resolve", "Settle the lines of a list that nothing identified."),
    Row("cited-by", "cited_by", "List the held works that cite a work."),
    Row("overlap", "overlap", "Show how far reviews rest on the same works."),
    Row("matrix", "matrix", "Show how many works there are on each value of two facets."),
    Row("timeline", "timeline", "Show how many works appeared each year."),
    Row("journals", "journals", "List the journals in which works appeared."),
    Row("authors", "authors", "List who wrote works, people and groups."),
    Row("graph", "graph", "Show which works cite each other, as table, file or picture."),
    Row("gaps", "gaps", "Show works on a review's topic that it does not cite."),
    Row("report", "report", "Write a page that shows works, evidence, reviews and overlap."),
    Row("export", "export", "Write the bibliography in a file format."),
    Row("cite", "cite", "List or export the works that a manuscript cites."),
    Row("copy", "copy", "Print one formatted reference, or put it on the clipboard."),
    Row("open", "open", "Open the page of a work at PubMed, its DOI or PMC."),
    Row("tag", "tag", "Give works tags and labels of your own, or list those there are."),
    Row("note", "note", "Show, write or edit your note on a work."),
    Row("edit", "edit", "Edit a work in your editor, or set single fields."),
    Row("rename", "rename", "Give a work another citekey; what cites it follows."),
    Row("dedupe", "dedupe", "Find entries of one work, and settle each pair."),
    Row("merge", "merge", "Make several entries of one work one; both keys still find it."),
    Row("unmerge", "unmerge", "Take apart what was merged: the entries come back as they were."),
    Row("trial", "trial", "List the publications of one trial, or the trials there are."),
    Row("rm", "rm", "Remove works; the lines that cite them stay."),
    Row("undo", "undo", "Undo the last change of the library, or the last N."),
    Row("redo", "redo", "Make the last undone change again, or the last N."),
    Row("history", "history", "List the last 20 changes, and what each did."),
    Row("check", "check", "Find retracted, duplicate, incomplete and misspelt works."),
    Row("prefer", "prefer", "Choose the source of a field where several differ."),
    Row("update", "update", "Ask services again for held works, and say what moved."),
    Row("lock", "lock", "Write refs.lock: what the library holds, to compare and restore."),
    Row("rebuild", "rebuild", "Make the files again as they were locked, byte for byte."),
    Row("verify", "verify", "Check that the library is whole; --repair loses nothing."),
)

_HELP = """Citations and references for people who write grants and reviews.

Start from a published review: `sscmsc fetch DOI` brings in the review and its whole
reference list, each reference a full record, as YAML and BibTeX in refs/.
"""


#: The environment variable by which a shell asks what could come next.
COMPLETE = "_SSCMSC_COMPLETE"
#: What Typer raises for a command line that makes no sense, in each of its versions.
WRONG_USAGE = cast("tuple[type[typer.BadParameter], ...]", typer.BadParameter.__bases__)
#: Where a shell puts the command line that it asks to complete (Typer's scripts).
TYPED = ("COMP_WORDS", "_TYPER_COMPLETE_ARGS")


def run(arguments: Sequence[str]) -> int:
    """Run one command line; returns the exit code."""
    try:
        code = _invoked(arguments)
        sys.stdout.flush()
    except KeyboardInterrupt:
        if sys.stderr.isatty():
            sys.stderr.write("\n")  # the terminal has shown ^C on a line of its own or of others
        _tell(SscmscError("interrupted"), arguments)
        code = INTERRUPTED
    except BrokenPipeError:
        _forget_output()
        code = OK
    except SscmscError as error:
        code = _tell(error, arguments)
    except OSError as error:
        code = _tell(_refused(error), arguments)
        _forget_output()
    return code


def _invoked(arguments: Sequence[str]) -> int:
    """Run one command line as Typer understands it; returns the exit code."""
    app = make_app(arguments)
    gc.freeze()
    gc.enable()
    try:
        if _is_completing():
            app(prog_name="sscmsc")
        program = typer.main.get_command(app)
        with program.make_context("sscmsc", list(arguments) or ["--help"]) as context:
            program.invoke(context)
    except typer.Exit as ended:
        return ended.exit_code if arguments else USAGE
    except SystemExit as ended:
        return ended.code if isinstance(ended.code, int) else OK
    except typer.Abort:
        raise KeyboardInterrupt from None
    except WRONG_USAGE as error:
        raise _wrong_usage(error, arguments) from None
    return OK


def _wrong_usage(error: typer.BadParameter, arguments: Sequence[str]) -> UsageError:
    """Typer's complaint as one of ours."""
    message = error.format_message().rstrip(".").replace("a valid int", "a whole number")
    row = _named(arguments)
    name = f"sscmsc {row.name}" if row else "sscmsc"
    return UsageError(
        message[:1].lower() + message[1:], hint=f"`{name} --help` shows how it is used."
    )


def _tell(error: SscmscError, arguments: Sequence[str]) -> int:
    """Say what went wrong; returns the exit code."""
    plain = "--color=never" in arguments or ("--color", "never") in pairwise(arguments)
    with suppress(OSError):
        make_desk(Globals(color="never" if plain else None)).screen.error(error)
    return error.exit_code


def _refused(error: OSError) -> SscmscError:
    """What is left here is a file or folder that the operating system refuses, or the output."""
    cause = error.strerror or str(error)
    if error.filename:
        return LibraryError(f"{error.filename}: {cause}")
    return InputError(f"standard output cannot be written: {cause}")


def _forget_output() -> None:
    """Let what is not yet written go nowhere: Python would complain again when it ends."""
    for stream in (sys.stdout, sys.stderr):
        with suppress(OSError, ValueError):
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def make_app(arguments: Sequence[str]) -> typer.Typer:
    """The Typer app for one command line.

    Where a command is named, it alone is there; else, for help and for suggestions, all are,
    as stand-ins that hold their help line. While a shell completes a command line, that line
    counts.
    """
    completing = _is_completing()
    typed = next((os.environ[name] for name in TYPED if name in os.environ), "")
    words = typed.split()[1:] if completing else arguments
    app = typer.Typer(
        name="sscmsc", help=_HELP, rich_markup_mode=None, pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        add_completion=completing or _wants_completion(arguments),
    )  # fmt: skip
    app.callback()(_root())
    named = _named(words)
    for row in COMMANDS:
        if row == named:
            module = import_module(f"sscmsc.commands.{row.module}")
            app.command(row.name, cls=getattr(module, "Command", Command))(module.run)
        elif named is None or completing:
            app.command(row.name, help=row.summary)(_stand_in)
    return app


def _is_completing() -> bool:
    """Whether a shell asks what could come next."""
    return COMPLETE in os.environ and any(name in os.environ for name in TYPED)


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
    return not arguments or any(word in asked for word in arguments)


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
