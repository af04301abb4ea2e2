"""Formatted references, for the commands that print them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path

from sscmsc.commands.options import Desk
from sscmsc.commands.output import write_document, write_output
from sscmsc.commands.settings import settings_of
from sscmsc.commands.style_options import Wish
from sscmsc.commands.wording import counted
from sscmsc.csl import Formatted
from sscmsc.csl_engines import Means, find_engine
from sscmsc.csl_item import make_items
from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.errors import UsageError
from sscmsc.present import Json
from sscmsc.public_access import GRACE_MONTHS
from sscmsc.styles import find_style
from sscmsc.styles_length import measure
from sscmsc.styles_nih import NIH, compliance, with_compliance
from sscmsc.styles_output import Output, find_output, output_of_suffix

DEFAULT_STYLE = "nlm"


def formatted(desk: Desk, entries: Iterable[Entry], wish: Wish) -> tuple[Formatted, ...]:
    """The references of `entries` as wished; `-v` tells by which engine.

    Raises `UsageError`, `NotFoundError` or `InputError` for a style that cannot be had.
    """
    style_name = wish.style or DEFAULT_STYLE
    style = find_style(style_name)
    engine = find_engine(wish.engine, Means(lambda: settings_of(desk, desk.folder).citeproc_js))
    works = tuple(entries)
    for_nih = style_name.casefold() == NIH
    made = engine.format(style, make_items(works, wish.own_name, for_nih=for_nih))
    desk.screen.detail(f"formatted by {engine.name} with style {style.name} ({style.title})")
    if wish.submission is not None and not for_nih:
        raise UsageError("--submission goes with --style nih")
    if not for_nih:
        return made
    on = _submission(wish.submission)
    for one in works:
        if expired := compliance(one, on).expired:
            desk.screen.warn(
                f"{one.citekey}: published more than {GRACE_MONTHS} months before {on}, so "
                f"'{expired}' no longer stands for its PMCID"
            )
    return with_compliance(made, works, on)


def _submission(written: str | None) -> PartialDate:
    """The day that a grant goes in. Raises `UsageError` for what is no day."""
    try:
        day = date.today() if written is None else date.fromisoformat(written)
    except ValueError as error:
        raise UsageError(f"--submission takes a day as 2026-02-05, not '{written}'") from error
    return PartialDate(day.year, day.month, day.day)


def tell_length(
    desk: Desk, output: Output, references: tuple[Formatted, ...], wish: Wish
) -> Mapping[str, Json]:
    """Say how many lines the references take, where that was asked; the figures come back."""
    if wish.sheet is None:
        return {}
    sheet = wish.sheet._replace(indent=output.indent, after=output.after)
    length = measure(references, sheet)
    desk.screen.say(
        f"{counted(length.references, 'reference')} take {counted(length.lines, 'line')}, "
        f"{length.pages:.2f} pages (Arial {sheet.font_size:g} pt, {sheet.width:g} by "
        f"{sheet.height:g} inches)"
    )
    return {"lines": length.lines, "pages": round(length.pages, 2)}


def check_output(name: str | None, target: Path | None) -> Output:
    """The output of that name, without one that of the suffix of `target`, else text; a
    document needs a file. Raises `UsageError`."""
    output = find_output(name) if name is not None else output_of_suffix(target)
    if output.document is not None and (target is None or str(target) == "-"):
        raise UsageError(f"{output.title} needs a file to be written to", hint="Name one with -o.")
    return output


def write_formatted(
    desk: Desk, output: Output, target: Path | None, references: tuple[Formatted, ...]
) -> None:
    """Write the references to a file, or to standard output."""
    if output.document is not None and target is not None:
        write_document(target, output.document(references))
    elif output.text is not None:
        write_output(desk.screen, target, output.text(references))
