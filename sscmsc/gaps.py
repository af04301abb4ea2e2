"""What a review does not cite: works on its own diseases and therapies that it could have known.

A work belongs to the topic of a review when it shares one of its diseases and one of its
therapies, or a narrower one. A review could have known what had appeared when it was closed: when
its search ended or it was accepted, else when it appeared itself.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from sscmsc.dates import PartialDate, month_number
from sscmsc.entry import Entry, Facet
from sscmsc.library import Library
from sscmsc.overlap_lists import SECONDARY, WorkNames, appeared, closed_on, is_after, lines_of
from sscmsc.record import Record
from sscmsc.text import plain
from sscmsc.vocabulary import Vocabulary

#: "searched PubMed and Embase from inception to March 2020", "the literature until 12 May 2019".
_SEARCHED = re.compile(
    r"\b(?i:search\w*|literature|databases?|published|studies|articles)\b[^.;]{0,120}?"
    r"\b(?:until|till|(?:up )?to|through|as of|before)\s+(?:the end of\s+)?"
    r"(?:(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+)?(?P<month>[A-Z][a-z]{2,8})\.?,?\s+"
    r"(?:(?P<day2>\d{1,2})(?:st|nd|rd|th)?,\s+)?(?P<year>(?:19|20)\d\d)\b"
)


class Topic(NamedTuple):
    """Values of the facets disease and therapy, those that are narrower among them; `named` are
    those that it was made of."""

    diseases: frozenset[str]
    therapies: frozenset[str]
    named: tuple[str, ...] = ()

    def has(self, values: Callable[[str], Sequence[str]]) -> bool:
        """Whether a work with these values of each facet belongs to it."""
        return not (
            self.diseases.isdisjoint(values("disease"))
            or self.therapies.isdisjoint(values("therapy"))
        )


class Closing(NamedTuple):
    """The day up to which a review could know works, and what tells it: `search`, `accepted`,
    `published` or `user`."""

    date: PartialDate
    told_by: str


class Gap(NamedTuple):
    """A work that a review does not cite.

    `work` is its citekey, or an identifier (`pmid:123`) of one that is not held; `cited_by` are
    the other reviews of the library that cite it; `found_in` is `library` or `PubMed`.
    """

    work: str
    held: bool
    title: str
    date: PartialDate | None
    designs: tuple[str, ...]
    cited_by: tuple[str, ...]
    found_in: str = "library"


class Bounds(NamedTuple):
    """Which works count: those that had appeared by `closed`, or with `since` only those that
    appeared after it; with `primary` no reviews and guidelines; of `designs`, None for all."""

    closed: PartialDate | None
    since: bool = False
    primary: bool = False
    designs: frozenset[str] | None = None

    def admit(self, date: PartialDate | None, designs: Sequence[str]) -> bool:
        """Whether a work of a date and of designs counts. One whose date is not known counts as
        known to the review; one of unknown design counts where no design is asked for."""
        later = bool(date and self.closed and is_after(date, self.closed))
        if later != self.since:
            return False
        if self.primary and (not designs or not SECONDARY.isdisjoint(designs)):
            return False
        return self.designs is None or not self.designs.isdisjoint(designs)


def topic_of(review: Entry, vocabulary: Vocabulary) -> Topic:
    """The topic of a review: its own most specific values, and what is narrower."""
    return make_topic(
        specific("disease", review, vocabulary), specific("therapy", review, vocabulary),
        vocabulary,
    )  # fmt: skip


def make_topic(diseases: Sequence[str], therapies: Sequence[str], vocabulary: Vocabulary) -> Topic:
    """The topic of these values and what is narrower."""
    return Topic(
        widened("disease", diseases, vocabulary), widened("therapy", therapies, vocabulary),
        (*diseases, *therapies),
    )  # fmt: skip


def widened(facet: str, values: Iterable[str], vocabulary: Vocabulary) -> frozenset[str]:
    """Values and all that are narrower than one of them."""
    return frozenset(one for value in values for one in vocabulary.narrower(facet, value))


def specific(facet: str, review: Entry, vocabulary: Vocabulary) -> tuple[str, ...]:
    """The values of a work of which it has none that is narrower."""
    values = review.values(facet)
    return tuple(
        one for one in values
        if not any(other != one and other in vocabulary.narrower(facet, one) for other in values)
    )  # fmt: skip


def closing(record: Record) -> Closing | None:
    """When a review was closed: the end of its search where the abstract names it, else when it
    was accepted, else when it appeared."""
    published = appeared(record)
    searched = find_search_date(" ".join(plain(one.text) for one in record.abstract))
    if searched is not None and not (published and is_after(searched, published)):
        return Closing(searched, "search")
    date = closed_on(record)
    if date is None:
        return None
    accepted = any(one.status == "accepted" for one in record.history)
    return Closing(date, "accepted" if accepted else "published")


def find_search_date(abstract: str) -> PartialDate | None:
    """The day that an abstract names as the end of the search, the last if it names several."""
    dates = [date for found in _SEARCHED.finditer(abstract) if (date := _date(found)) is not None]
    return max(dates, default=None)


def _date(found: re.Match[str]) -> PartialDate | None:
    month = month_number(found["month"])
    if month is None:
        return None
    day = int(found["day"] or found["day2"] or 0)
    return PartialDate(int(found["year"]), month, day if 1 <= day <= 31 else None)


def find_gaps(
    library: Library,
    review: Entry,
    topic: Topic,
    bounds: Bounds,
) -> list[Gap]:
    """The works of a library on a topic that a review does not cite, and works that are not held
    but cited by other reviews on the topic; in no order."""
    others = [one for one in library if one.citekey != review.citekey and lines_of(one)]
    lines = [line for one in (review, *others) for line in lines_of(one)]
    names = WorkNames(library, lines, by_trial=False)
    own = {names.of_line(line) for line in lines_of(review)} | {review.citekey}
    citing: dict[str, list[str]] = {}
    for other in others:
        for work in dict.fromkeys(names.of_line(line) for line in lines_of(other)):
            if work is not None and work not in own:
                citing.setdefault(work, []).append(other.citekey)
    held = (_held(entry, citing) for entry in library if entry.citekey not in own
            and topic.has(entry.values))  # fmt: skip
    near = frozenset(one.citekey for one in others if topic.has(one.values))
    absent = _absent(library, citing, near, names)
    return [gap for gap in (*held, *absent) if bounds.admit(gap.date, gap.designs)]


def _held(entry: Entry, citing: Mapping[str, Sequence[str]]) -> Gap:
    return Gap(
        entry.citekey, True, plain(entry.record.shown_title or ""), appeared(entry.record),
        entry.values("design"), tuple(citing.get(entry.citekey, ())),
    )  # fmt: skip


def _absent(
    library: Library, citing: Mapping[str, Sequence[str]], near: frozenset[str], names: WorkNames
) -> Iterator[Gap]:
    """What is not held of the works that reviews on the topic cite."""
    for work, reviews in citing.items():
        if work not in library and not near.isdisjoint(reviews):
            yield Gap(work, False, names.titles[work], names.dates.get(work), (), tuple(reviews))


def found_gap(record: Record, facets: Sequence[Facet], citing: Sequence[str] = ()) -> Gap | None:
    """A work that a search found; None for one without an identifier."""
    name = next(iter(record.identifiers), None)
    if name is None:
        return None
    designs = tuple(
        one.value for one in facets if one.facet == "design" and one.grade == "about"
    )  # fmt: skip
    return Gap(
        f"{name.scheme}:{name.value}", False, plain(record.shown_title or ""), appeared(record),
        designs, tuple(citing), "PubMed",
    )  # fmt: skip


def ranked(gaps: Iterable[Gap], vocabulary: Vocabulary) -> list[Gap]:
    """Gaps in the order of their worth: the strongest design first, then what most other reviews
    cite, then the newest."""

    def key(gap: Gap) -> tuple[int, int, int, str]:
        best = min((vocabulary.rank("design", one) for one in gap.designs), default=100)
        return best, -len(gap.cited_by), -(gap.date.year if gap.date else 0), gap.work

    return sorted(gaps, key=key)
