"""What `sscmsc gaps` prints."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from sscmsc.commands.tabulating import Told
from sscmsc.commands.wording import counted
from sscmsc.entry import Entry
from sscmsc.gaps import Bounds, Closing, Gap, Topic
from sscmsc.present import Json
from sscmsc.present_cells import Column

COLUMNS = (
    Column("Work", most=18, style="cyan"), Column("Year", most=4), Column("Design", most=16),
    Column("Cited by", most=16), Column("Title"),
)  # fmt: skip
#: How the end of a review is known, in words.
_TOLD = {
    "search": "its search ended", "accepted": "it was accepted", "published": "it appeared",
    "user": "given",
}  # fmt: skip


class Asked(NamedTuple):
    """Of which review, on which topic, within which bounds."""

    review: Entry
    topic: Topic
    closed: Closing | None
    bounds: Bounds


def told_of(asked: Asked, gaps: Sequence[Gap]) -> Told:
    """The works that a review does not cite."""
    rows = tuple(
        (
            gap.work, gap.date.year if gap.date else None, ", ".join(gap.designs),
            ", ".join(gap.cited_by), gap.title,
        )
        for gap in gaps
    )  # fmt: skip
    return Told(COLUMNS, rows, _json(asked, gaps), _caption(asked, len(gaps)))


def _caption(asked: Asked, number: int) -> str:
    citekey, closed = asked.review.citekey, asked.closed
    when = "of any date, for it has none"
    if closed is not None:
        by = "since" if asked.bounds.since else "by"
        when = f"that appeared {by} {closed.date} ({_TOLD[closed.told_by]})"
    topic = ", ".join(asked.topic.named)
    return f"{counted(number, 'work')} {when}, not cited by {citekey}, on {topic}"


def _json(asked: Asked, gaps: Sequence[Gap]) -> Json:
    closed = asked.closed
    return {
        "review": asked.review.citekey,
        "diseases": sorted(asked.topic.diseases), "therapies": sorted(asked.topic.therapies),
        "closed": str(closed.date) if closed else None,
        "told_by": closed.told_by if closed else None,
        "since": asked.bounds.since,
        "works": [
            {
                "work": gap.work, "held": gap.held, "title": gap.title,
                "year": gap.date.year if gap.date else None, "designs": list(gap.designs),
                "cited_by": list(gap.cited_by), "found_in": gap.found_in,
            }
            for gap in gaps
        ],
    }  # fmt: skip
