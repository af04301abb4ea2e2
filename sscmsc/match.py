"""Is this record the work that a reference cites? Named penalties, a score and a verdict.

The verdict `same` is meant to be acted on without a person: it needs agreement in several
independent fields and no contradiction in any that counts. `likely` is worth showing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Literal, NamedTuple, TypeVar

from sscmsc import likeness
from sscmsc.facts import Facts, Marks, cited_facts, marks_of, record_facts, reference_facts
from sscmsc.record import Record
from sscmsc.reference import Cited, Reference

Verdict = Literal["same", "likely", "different"]
Handle = TypeVar("Handle")


class Judgement(NamedTuple):
    """A verdict, a score from 0 (nothing agrees) to 1 (all does), and what lowered it.

    `penalties` are pairs of what differs (`title`, `first author`, `year`, `volume`, `page`,
    `journal`, `identifier`, `notice`, `preprint`, `unverified`) and how much that cost.
    """

    verdict: Verdict
    score: float
    penalties: tuple[tuple[str, float], ...]


def judge(candidate: Record, cited: Cited, text: str | None = None) -> Judgement:
    """Whether `candidate` is the work that a line of a reference list cites.

    What `cited` lacks is looked for in `text`, the line as printed. Neither has identifiers
    here: compare those first, or use `judge_reference`.
    """
    return compare(record_facts(candidate), cited_facts(cited, text))


def judge_reference(candidate: Record, reference: Reference) -> Judgement:
    """As `judge`, with the identifiers of the line: contradictory ones are never the same work."""
    return compare(record_facts(candidate), reference_facts(reference))


def same_work(one: Record, other: Record) -> Judgement:
    """Whether two records, perhaps without a shared identifier, state the same work."""
    return compare(record_facts(one), record_facts(other))


def find_same(
    record: Record, held: Iterable[tuple[Handle, Record]]
) -> tuple[Handle, Judgement] | None:
    """The held record that states the same work as `record`, if any is the same or likely.

    `held` pairs a handle of the caller's own (a citekey) with a record; narrow it by
    `blocking_keys` first. When two of them would be the same, the better one is only likely.
    """
    return find_alike(record_facts(record), ((handle, record_facts(one)) for handle, one in held))


def find_alike(
    facts: Facts, held: Iterable[tuple[Handle, Facts]]
) -> tuple[Handle, Judgement] | None:
    """As `find_same`, for facts made before: of records, or of a line of a reference list."""
    judged = [(handle, compare(facts, one)) for handle, one in held]
    kept = [(handle, one) for handle, one in judged if one.verdict != "different"]
    if not kept:
        return None
    kept.sort(key=lambda pair: (pair[1].verdict != "same", -pair[1].score))
    handle, best = kept[0]
    if len(kept) > 1 and kept[1][1].verdict == "same":
        best = best._replace(verdict="likely")
    return handle, best


def blocking_keys(record: Record) -> tuple[str, ...]:
    """Keys of which two statements of one work share at least one, for a dict to look them up.

    Made of the title's first and last letters, of volume and first page, and of the first author
    with year, volume or page.
    """
    return fact_keys(record_facts(record))


def fact_keys(facts: Facts) -> tuple[str, ...]:
    """As `blocking_keys`, for facts made before."""
    keys: dict[str, None] = {}
    for title in facts.titles:
        letters = title.replace(" ", "")
        if letters:
            keys |= {f"t:{letters[:12]}": None, f"e:{letters[-12:]}": None}
    author = facts.authors[0].split()[-1] if facts.authors and facts.authors[0] else ""
    pages = [re.sub(r"\D", "", page) or page for page in facts.pages]
    if author:
        keys |= {f"a:{author}:{year}": None for year in facts.years}
        keys |= {f"p:{author}:{page}": None for page in pages}
        if facts.volume:
            keys[f"v:{author}:{facts.volume}"] = None
    if facts.volume:
        keys |= {f"n:{facts.volume}:{page}": None for page in pages}
    return tuple(keys)


def compare(one: Facts, other: Facts, marks: Marks | None = None) -> Judgement:
    """Whether two statements are of the same work; the order of the two does not matter.

    `marks` are those of the two where they are known already.
    """
    shared = _shared_identifier(one, other)
    if shared is False:
        return Judgement("different", 0.0, (("identifier", 1.0),))
    marks = marks or marks_of(one, other)
    penalties = _penalties(one, other, marks)
    score = round(max(0.0, 1.0 - sum(cost for _, cost in penalties)), 3)
    named = {name for name, _ in penalties}
    if shared:
        wild = marks.title is not None and marks.title < 0.5 and marks.author is False
        return Judgement("likely" if wild else "same", score, penalties)
    if "preprint" in named or ("notice" in named and one.titles and other.titles):
        return Judgement("different", score, penalties)
    lost = _nowhere(one, other, marks) or _nowhere(other, one, marks)
    if _surely(marks) and "notice" not in named and not lost:
        return Judgement("same", score, penalties)
    return Judgement("likely" if _perhaps(marks) else "different", score, penalties)


def _nowhere(one: Facts, other: Facts, marks: Marks) -> bool:
    """Whether nothing shows that `one` appeared where `other` says.

    It says itself nothing of it, or `other` is a printed line in which neither its journal nor
    its volume and page are found.
    """
    shown = marks.journal or marks.volume or marks.page
    return (one.unplaced and other.placed) or bool(other.line and one.journals and not shown)


def _surely(marks: Marks) -> bool:
    title, years = marks.title or 0.0, marks.year if marks.year is not None else 0
    # A work with the next year on it and nothing to place it may be the same one again.
    if years > 1 or (years == 1 and not (marks.volume or marks.page)):
        return False
    if title >= 0.9 and not marks.telling:
        return marks.against == 0 and (
            marks.placed or (marks.author is True and marks.journal is True and marks.year == 0)
        )
    if title >= 0.97:
        if marks.author is False:
            return marks.placed and marks.journal is not False
        firm = marks.author is True or marks.page is True
        return firm and marks.support >= 2 + marks.against and marks.against <= 1
    if title >= 0.9:
        found = marks.page is True or marks.volume is True
        return marks.author is True and found and marks.support >= 2 + 2 * marks.against
    if title >= likeness.MISPRINTED and marks.telling:
        return marks.placed and marks.author is True and marks.year == 0 and marks.against == 0
    told = marks.journal is True or marks.year == 0
    return (
        marks.title is None
        and marks.placed
        and marks.author is True
        and (marks.journal is not False and told)
    )


def _perhaps(marks: Marks) -> bool:
    title = marks.title
    if title is None:
        return marks.support >= 3 + marks.against
    if title >= 0.9:
        enough = marks.support >= (1 if marks.telling else 2)
        return enough and marks.against <= 2 and marks.support >= marks.against
    if title >= 0.8:
        return marks.support >= 3 and marks.against <= 1
    return marks.support >= 4 and marks.against == 0 and marks.page is True


def _shared_identifier(one: Facts, other: Facts) -> bool | None:
    """True: one in common and none that differs. False: contradictory. None: nothing to compare."""
    shared: bool | None = None
    for left, right in ((one.pmid, other.pmid), (one.pmcid, other.pmcid)):
        if left is not None and right is not None:
            if left != right:
                return False
            shared = True
    if one.dois and other.dois:
        if not set(one.dois) & set(other.dois):
            return False
        shared = True
    return shared


def _penalties(one: Facts, other: Facts, marks: Marks) -> tuple[tuple[str, float], ...]:
    found: list[tuple[str, float]] = []
    if marks.title is not None and marks.title < 1:
        found.append(("title", round(0.6 * (1 - marks.title), 3)))
    for name, mark, cost in (
        ("first author", marks.author, 0.25),
        ("volume", marks.volume, 0.12),
        ("page", marks.page, 0.15),
        ("journal", marks.journal, 0.12),
    ):
        if mark is False:
            found.append((name, cost))
    if marks.year:
        found.append(("year", 0.03 if marks.year == 1 else 0.15))
    if _notices_differ(one, other):
        found.append(("notice", 0.6))
    if one.preprint is not None and other.preprint is not None and one.preprint != other.preprint:
        found.append(("preprint", 0.5))
    unknown = sum(mark is None for mark in marks) + (marks.title is None)
    if unknown:
        found.append(("unverified", round(0.02 * unknown, 3)))
    return tuple(found)


def _notices_differ(one: Facts, other: Facts) -> bool:
    """Whether one is a notice or a reply and the other, whose title or line is known, is not."""
    told = all(facts.titles or facts.line for facts in (one, other))
    return told and bool(one.notice) != bool(other.notice)
