"""The PubMed search of `sscmsc gaps`: shown, made, and its works compared with the library."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import typer

from sscmsc.classify import classify
from sscmsc.commands.asking import can_ask, confirm
from sscmsc.commands.gaps_report import Asked
from sscmsc.commands.options import Desk
from sscmsc.commands.settings import settings_of
from sscmsc.commands.wording import counted
from sscmsc.errors import UsageError
from sscmsc.gaps import Gap, found_gap
from sscmsc.gaps_search import MOST, make_search
from sscmsc.identifiers import PMID
from sscmsc.library import Library
from sscmsc.overlap_lists import lines_of
from sscmsc.pubmed import BATCH, PubMed
from sscmsc.session import Session
from sscmsc.source import Answer, Failed, Found
from sscmsc.vocabulary import Vocabulary

#: From more records than this on, a person is asked before they are fetched.
UNASKED = 500


def search_gaps(
    desk: Desk, library: Library, asked: Asked, vocabulary: Vocabulary, query: str | None, *,
    sure: bool,
) -> tuple[list[Gap], str]:  # fmt: skip
    """The works that PubMed finds, that are neither held nor cited by the review; and why not all
    of them came, if so. Raises `UsageError` where many would come and nobody can be asked."""
    bounds = asked.bounds
    text = query or make_search(asked.topic, bounds.closed, vocabulary, since=bounds.since)
    desk.screen.say(f"PubMed is searched for: {text}")
    with Session(settings_of(desk, desk.folder)) as session:
        pubmed = PubMed(session)
        hits = pubmed.search_citations([text], MOST)
        if hits.failure:
            return [], f"PubMed: {hits.failure}"
        new = _unknown(library, asked, hits.pmids)
        beyond = f", of which the newest {MOST} are looked at" if hits.total > MOST else ""
        desk.screen.say(
            f"{counted(hits.total, 'work')} found{beyond}; {len(new)} neither held nor cited"
        )
        if len(new) > UNASKED and not sure:
            _ask(desk, len(new))
        answers = _records(desk, pubmed, new)
    failed = [one for one in answers if isinstance(one, Failed)]
    found = _gaps(answers, asked, vocabulary)
    lost = f"PubMed: {len(failed)} records did not come: {failed[0].reason}" if failed else ""
    return found, lost


def _unknown(library: Library, asked: Asked, pmids: Sequence[PMID]) -> list[PMID]:
    cited = {line.pmid for line in lines_of(asked.review)}
    return [one for one in pmids if one not in cited and not library.holding([one])]


def _ask(desk: Desk, number: int) -> None:
    """Raises `UsageError` where there is nobody to ask, and ends the command at a no."""
    if not can_ask(desk):
        raise UsageError(
            f"{number} records would be fetched to rank them",
            hint="Say --yes if that is meant, or narrow the search with --query.",
        )
    if not confirm(f"Fetch {number} records to rank them?"):
        raise typer.Abort


def _records(desk: Desk, pubmed: PubMed, pmids: Sequence[PMID]) -> list[Answer]:
    answers: list[Answer] = []
    with desk.screen.progress() as advance:
        for start in range(0, len(pmids), BATCH):
            answers += pubmed.records(pmids[start : start + BATCH])
            advance("PubMed", len(answers), len(pmids))
    return answers


def _gaps(answers: Sequence[Answer], asked: Asked, vocabulary: Vocabulary) -> list[Gap]:
    """The works found, within the bounds; the review itself is none."""

    def found() -> Iterator[Gap | None]:
        for answer in answers:
            if isinstance(answer, Found):
                record = answer.work.record
                yield found_gap(record, classify(record, vocabulary))

    return [one for one in found() if one and asked.bounds.admit(one.date, one.designs)]
