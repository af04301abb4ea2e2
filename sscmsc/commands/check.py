"""`sscmsc check`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Annotated

import typer

from sscmsc.audit import LEVELS, NAMES, NEVER, check_name, choose_checks
from sscmsc.audit_finding import NOBODY, Finding
from sscmsc.commands import check_outputs, query_completion, selection
from sscmsc.commands.check_audit import Choice, audited, settings_for
from sscmsc.commands.check_fixing import fix, make_plan
from sscmsc.commands.check_report import Report, show, summary
from sscmsc.commands.check_works import are_files, with_lines
from sscmsc.commands.importing import formats
from sscmsc.commands.options import Desk, command
from sscmsc.commands.output import write_output
from sscmsc.errors import FOUND, SOURCE_FAILED, LibraryError, UsageError
from sscmsc.schema import check_schema

Command = selection.Command
FAIL_ON = "error"
NIH_HINT = 'Write in sscmsc.toml: [nih] authors = ["Family AB"] or grants = ["R01 AR000000"].'


def check_names(incomplete: str) -> list[str]:
    """The names of the checks, for the shell to offer."""
    return [one for one in NAMES if one.startswith(incomplete)]


def thresholds(incomplete: str) -> list[str]:
    """What `--fail-on` takes, for the shell to offer."""
    return [one for one in (*LEVELS, NEVER, *NAMES) if one.startswith(incomplete)]


@command
def run(
    desk: Desk,
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[QUERY|FILE]...",
            help="Which works, as for list; or files in any format that import reads.",
            autocompletion=query_completion.terms,
        ),
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(metavar="CHECK", help="Only this check.", autocompletion=check_names),
    ] = None,
    skip: Annotated[
        list[str] | None,
        typer.Option(metavar="CHECK", help="Not this check.", autocompletion=check_names),
    ] = None,
    every: Annotated[
        bool, typer.Option("--all", help="Also what is merely missing or disputed.")
    ] = False,
    reviews: Annotated[
        bool, typer.Option("--reviews", help="Also which held works cite a retracted one.")
    ] = False,
    nih: Annotated[
        bool, typer.Option("--nih", help="Also which of your papers the NIH wants in PMC.")
    ] = False,
    online: Annotated[
        bool, typer.Option("--online", help="Also ask PubMed and Crossref what became of them.")
    ] = False,
    retraction_watch: Annotated[
        list[Path] | None,
        typer.Option(
            metavar="FILE", help="Also look in the Retraction Watch CSV, or a list of DOIs."
        ),
    ] = None,
    fail_on: Annotated[
        str | None,
        typer.Option(
            metavar="LEVEL|CHECK",
            help="What exit code 1 is for: error, warning, note, never, or a check.",
            autocompletion=thresholds,
        ),
    ] = None,
    output_format: Annotated[
        str | None,
        typer.Option(
            "--format",
            metavar="NAME",
            help="sarif, junit or github.",
            autocompletion=check_outputs.names,
        ),
    ] = None,
    input_format: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="NAME", help="Read files as this format.", autocompletion=formats
        ),
    ] = None,
    output: Annotated[
        Path | None,
        typer.Option("--output", "-o", metavar="FILE", help="Where; - is standard output."),
    ] = None,
    fixing: Annotated[
        bool, typer.Option("--fix", help="Make the changes that are certain to be right.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", "-y", help="With --fix: without asking.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", "-n", help="With --fix: only show what would change.")
    ] = False,
) -> None:
    """Find what is wrong with works: retracted, duplicate, incomplete, misspelt, not in PMC.

    Looks at the works of the library that a query asks for, or at those of a file that is not
    imported. It uses no network unless told to. Exit code 1 says that an error was found, or
    what --fail-on names. docs/checks.md lists the checks, and how to silence one for a work.

    \b
    Examples:
      sscmsc check
      sscmsc check disease:SSc --fail-on warning
      sscmsc check manuscript.bib --format sarif -o findings.sarif
      sscmsc check --retraction-watch retraction_watch.csv --reviews
      sscmsc check --only title-stop --fix
    """
    words = tuple(terms or ())
    foreign = are_files(words)
    if (yes or dry_run) and not fixing:
        raise UsageError("--yes and --dry-run go with --fix")
    if fixing:
        _check_fixing(foreign=foreign, telling=bool(output_format or output or fail_on))
        if not dry_run:
            check_schema(desk.folder)
    shape = _output(desk, output_format, output)
    settings = settings_for(desk, foreign=foreign)
    threshold = make_threshold(fail_on or settings.fail_on or FAIL_ON)
    groups = [name for name, given in (("all", every), ("reviews", reviews), ("nih", nih)) if given]
    if nih and settings.nih == NOBODY:
        raise UsageError("nobody is named as the author", hint=NIH_HINT)
    choice = Choice(
        choose_checks(only or (), (*settings.skip, *(skip or ())), groups),
        tuple(map(str, retraction_watch or ())), online, input_format,
    )  # fmt: skip
    report = audited(desk, words, choice, settings, foreign=foreign)
    if fixing:
        done = fix(desk, make_plan(report.findings), sure=yes, dry_run=dry_run)
        _tell_left(desk, report)
        _tell_unread(report, "; what was fixed is saved" if done else "")
        return
    if shape is None:
        show(desk, report)
    else:
        located = report._replace(findings=tuple(with_lines(report.findings)))
        write_output(desk.screen, output, shape.write(located, threshold))
        desk.screen.say(summary(report))
    if any(threshold(one) for one in report.findings):
        raise typer.Exit(FOUND)
    _tell_unread(report)
    if report.failures:
        raise typer.Exit(SOURCE_FAILED)


def _check_fixing(*, foreign: bool, telling: bool) -> None:
    if foreign:
        raise UsageError(
            "--fix changes works of the library, not files",
            hint="`sscmsc import` brings them in, and `sscmsc check --fix` mends them there.",
        )
    if telling:
        raise UsageError(
            "--fix shows what it changes: --fail-on, --format and --output tell of findings",
            hint="`sscmsc check` tells afterwards what is left.",
        )


def _tell_left(desk: Desk, report: Report) -> None:
    """How many findings have no fix."""
    if left := tuple(one for one in report.findings if one.fix is None):
        others = report._replace(findings=left, silenced=())
        desk.screen.say(f"without a fix: {summary(others)}")


def make_threshold(text: str) -> Callable[[Finding], bool]:
    """Which findings make the command fail. Raises `UsageError`."""
    word = text.strip().casefold()
    if word == NEVER:
        return lambda _: False
    if word in LEVELS:
        return lambda one: one.severity >= LEVELS[word]
    name = check_name(word)
    return lambda one: one.check == name


def _tell_unread(report: Report, consequence: str = "") -> None:
    """Raises `LibraryError` where the disk kept works from being looked at: that nothing was
    found does not mean that they have nothing wrong."""
    for path in report.unread:
        raise LibraryError(
            f"{path}: could not be read, so not every work was looked at{consequence}",
            hint="Run the command again; if this stays so, put the file aside.",
        )


def _output(desk: Desk, name: str | None, output: Path | None) -> check_outputs.Output | None:
    if name is None:
        if output is not None:
            raise UsageError("say in which form", hint=f"--format {_forms()}.")
        return None
    found = check_outputs.find_output(name)
    if found is None:
        raise UsageError(f"there is no form '{name}' of findings", hint=f"Forms: {_forms()}.")
    if desk.screen.as_json:
        raise UsageError(f"--json and --format {name} contradict each other")
    return found


def _forms() -> str:
    return ", ".join(check_outputs.all_names())
