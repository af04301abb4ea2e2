"""`sscmsc gaps`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

import typer

from sscmsc.commands import tabulating
from sscmsc.commands.arguments import Design, Disease, Key, Therapy
from sscmsc.commands.gaps_report import Asked, told_of
from sscmsc.commands.gaps_searching import search_gaps
from sscmsc.commands.options import Desk, command
from sscmsc.commands.shelf import load, resolve
from sscmsc.commands.vocabularies import vocabulary_of
from sscmsc.commands.wording import counted
from sscmsc.dates import parse_date
from sscmsc.entry import Entry
from sscmsc.errors import SOURCE_FAILED, NotFoundError, UsageError
from sscmsc.gaps import (
    Bounds,
    Closing,
    Topic,
    closing,
    find_gaps,
    make_topic,
    ranked,
    specific,
    widened,
)
from sscmsc.vocabulary import Vocabulary


@command
def run(
    desk: Desk,
    key: Key,
    disease: Disease = None,
    therapy: Therapy = None,
    design: Design = None,
    primary: Annotated[
        bool, typer.Option("--primary", help="Only primary studies: no review, no guideline.")
    ] = False,
    until: Annotated[
        str | None,
        typer.Option("--until", metavar="DATE", help="When its search ended, as 2020-03."),
    ] = None,
    since: Annotated[
        bool, typer.Option("--since", help="Only what has appeared since then.")
    ] = False,
    search: Annotated[
        bool, typer.Option("--search", help="Search PubMed too, by its diseases and therapies.")
    ] = False,
    query: Annotated[
        str | None,
        typer.Option("--query", metavar="TEXT", help="Search PubMed for this; implies --search."),
    ] = None,
    yes: Annotated[
        bool, typer.Option("--yes", "-y", help="Ask nothing, also for many records.")
    ] = False,
    missing: Annotated[
        bool,
        typer.Option("--missing", help="Only identifiers of what is not held, for `fetch -`."),
    ] = False,
    format_: tabulating.Format = None,
    output: tabulating.OutputFile = None,
) -> None:
    """Show works on a review's topic that it does not cite though it could have known them.

    The topic is what the review is labelled with: a work belongs to it that shares one disease and
    one therapy, or narrower ones. A review could know what had appeared when its search ended, as
    its abstract says, or it was accepted, or it appeared. The strongest designs come first, then
    what most other reviews of the library cite. With --search PubMed is searched too, for at most
    5,000 works; the search is shown before it is made.

    \b
    Examples:
      sscmsc gaps Peltzer2018
      sscmsc gaps Peltzer2018 --primary --until 2018-03
      sscmsc gaps Velier2022 --since --search
      sscmsc gaps Velier2022 --search --design RCT -o gaps.csv
      sscmsc gaps Velier2022 --since --search --missing | sscmsc fetch -
    """
    shape = tabulating.check_format(desk, format_, output, pictures=False)
    if missing and (desk.screen.as_json or format_ is not None):
        raise UsageError("--missing prints identifiers, in no other format")
    loaded, vocabulary = load(desk), vocabulary_of(desk.folder)
    review = resolve(loaded, key)
    closed = Closing(parse_date(until), "user") if until is not None else closing(review.record)
    _check(review, closed, since)
    topic = _topic(review, disease, therapy, vocabulary)
    bounds = Bounds(closed.date if closed else None, since, primary, _designs(design, vocabulary))
    asked = Asked(review, topic, closed, bounds)
    gaps = find_gaps(loaded.library, review, topic, bounds)
    failure = ""
    if search or query is not None:
        known = {gap.work: gap for gap in gaps}
        found, failure = search_gaps(desk, loaded.library, asked, vocabulary, query, sure=yes)
        gaps += [gap for gap in found if gap.work not in known]
    gaps = ranked(gaps, vocabulary)
    if missing:
        desk.screen.write("".join(f"{gap.work}\n" for gap in gaps if not gap.held))
    else:
        tabulating.tell(desk, told_of(asked, gaps), shape, output)
    absent = sum(1 for gap in gaps if not gap.held)
    if absent and not missing:
        desk.screen.say(
            f"{counted(absent, 'work')} not held: the same command with --missing | sscmsc fetch -"
        )
    if failure:
        desk.screen.warn(failure)
        raise typer.Exit(SOURCE_FAILED)


def _check(review: Entry, closed: Closing | None, since: bool) -> None:
    """Raises `NotFoundError` for what cannot be answered of this work."""
    if review.references is None or not review.references.references:
        raise NotFoundError(
            f"no reference list is held for {review.citekey}, so that nothing is missing in it",
            hint=f"`sscmsc fetch {next(iter(review.record.identifiers), 'DOI')}` asks for it.",
        )
    if since and closed is None:
        raise NotFoundError(
            f"{review.citekey} has no date that anything could have appeared since",
            hint="Name one with --until 2020-03.",
        )


def _topic(
    review: Entry,
    diseases: Sequence[str] | None,
    therapies: Sequence[str] | None,
    vocabulary: Vocabulary,
) -> Topic:
    """The topic asked for, else the review's own. Raises `NotFoundError` where it has none."""
    chosen: dict[str, Sequence[str]] = {}
    for facet, names in (("disease", diseases), ("therapy", therapies)):
        chosen[facet] = [vocabulary.find(facet, name) for name in names or ()] or specific(
            facet, review, vocabulary
        )
        if not chosen[facet]:
            raise NotFoundError(
                f"{review.citekey} is labelled with no {facet}, so that its topic is not known",
                hint=f"Name one with --{facet}, or label it: `sscmsc tag {review.citekey} "
                f"{facet}=...`.",
            )
    return make_topic(chosen["disease"], chosen["therapy"], vocabulary)


def _designs(names: Sequence[str] | None, vocabulary: Vocabulary) -> frozenset[str] | None:
    if not names:
        return None
    found = [vocabulary.find("design", name) for name in names]
    return widened("design", found, vocabulary)
