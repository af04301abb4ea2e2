"""`sscmsc overlap`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sscmsc.commands import query_completion, selection, tabulating
from sscmsc.commands.choosing import chosen_works
from sscmsc.commands.options import Desk, command
from sscmsc.commands.overlap_report import Part, assumed, missing, told_of
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry
from sscmsc.errors import NotFoundError, UsageError
from sscmsc.overlap_lists import Assumptions, include

Command = selection.Command


def parts(incomplete: str) -> list[str]:
    """What `--works` takes, for the shell to offer."""
    return [one for one in ("any", "all", "one", "2") if one.startswith(incomplete)]


@command
def run(
    desk: Desk,
    terms: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[REVIEW]... [QUERY]...",
            help="The reviews; by default every work whose reference list is held.",
            autocompletion=query_completion.keys_and_terms,
        ),
    ] = None,
    works: Annotated[
        str | None,
        typer.Option(
            "--works",
            metavar="WHICH",
            autocompletion=parts,
            help="The works and who cites them: any, all (cited by all), one (by one only), or N "
            "(by at least N).",
        ),
    ] = None,
    lists: Annotated[
        bool, typer.Option("--lists", help="What of each review's list could be compared.")
    ] = False,
    design: Annotated[
        list[str] | None,
        typer.Option(
            metavar="NAME",
            help="Only works of a design count.",
            autocompletion=query_completion.designs,
        ),
    ] = None,
    primary: Annotated[
        bool, typer.Option("--primary", help="Only primary studies count: no review, no guideline.")
    ] = False,
    by_trial: Annotated[
        bool, typer.Option("--by-trial", help="All reports of one registered trial are one work.")
    ] = False,
    mask_newer: Annotated[
        bool,
        typer.Option("--mask-newer", help="A work newer than a review is none that it left out."),
    ] = False,
    format_: tabulating.Format = None,
    output: tabulating.OutputFile = None,
) -> None:
    """Show how far reviews rest on the same works.

    Prints for every two reviews how many works both cite, and the corrected covered area
    (CCA): 0 % where they share nothing, 100 % where they cite the same; slight below 5 %,
    moderate from 5, high from 10, very high from 15 %. With two reviews it equals Jaccard's index.
    What it rests on is said below the table.

    \b
    Examples:
      sscmsc overlap
      sscmsc overlap Peltzer2018 Velier2022 --primary
      sscmsc overlap disease:SSc design:review --design RCT --by-trial --mask-newer
      sscmsc overlap --works all
      sscmsc overlap --works any -o works.csv
      sscmsc overlap -o overlap.svg
    """
    chosen = _part(works, lists)
    shape = tabulating.check_format(desk, format_, output, pictures=True)
    library, found = chosen_works(desk, terms or [])
    reviews = [one for one in found if one.references is not None and one.references.references]
    _check(reviews, len(found), named=bool(terms))
    asked = Assumptions(_designs(desk, design), primary, by_trial, mask_newer)
    inclusions = include(library, reviews, asked)
    tabulating.tell(desk, told_of(library, inclusions, chosen), shape, output)
    for line in (*assumed(inclusions), *missing(inclusions)):
        desk.screen.say(line)


def _part(works: str | None, lists: bool) -> Part:
    """What is to be shown. Raises `UsageError`."""
    if works is not None and lists:
        raise UsageError("--works and --lists contradict each other")
    if works is None:
        return Part("lists" if lists else "pairs")
    if works in ("any", "all", "one"):
        return Part("works", {"any": 1, "all": -1, "one": 0}[works])
    if not works.isdecimal() or not int(works):
        raise UsageError(f"--works takes any, all, one or a number, not '{works}'")
    return Part("works", int(works))


def _check(reviews: Sequence[Entry], found: int, *, named: bool) -> None:
    """Raises `NotFoundError` where there are no two reviews to compare."""
    if len(reviews) >= 2:
        return
    held = "a reference list is held for " + (
        "none of them" if not reviews else f"{reviews[0].citekey} only"
    )
    of = f"of {counted(found, 'work')} " if named else ""
    raise NotFoundError(
        f"two reviews are needed to compare what they cite: {of}{held}",
        hint="`sscmsc fetch DOI` brings in a review with its reference list.",
    )


def _designs(desk: Desk, names: Sequence[str] | None) -> frozenset[str] | None:
    """The values that names of designs stand for, with those narrower. Raises `InputError`."""
    if not names:
        return None
    vocabulary = vocabulary_of(desk.folder)
    found = (vocabulary.find("design", name) for name in names)
    return frozenset(value for one in found for value in vocabulary.narrower("design", one))
