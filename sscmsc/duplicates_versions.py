"""Why two records that are much alike are two publications: versions, parts, notices, reports."""

from __future__ import annotations

import re

from sscmsc import likeness
from sscmsc.duplicates_portrait import Portrait
from sscmsc.facts import Facts, Marks
from sscmsc.merge_lists import trial_key
from sscmsc.record import Record

#: What one record states about the other (PubMed's RefType), in words.
_RELATIONS = {
    "ErratumFor": "a correction and its article", "ErratumIn": "a correction and its article",
    "RetractionOf": "a retraction notice and its article",
    "RetractionIn": "a retraction notice and its article",
    "ExpressionOfConcernFor": "an expression of concern and its article",
    "ExpressionOfConcernIn": "an expression of concern and its article",
    "CommentOn": "a comment and its article", "CommentIn": "a comment and its article",
    "UpdateOf": "a work and its update", "UpdateIn": "a work and its update",
    "RepublishedFrom": "a work and its republication",
    "RepublishedIn": "a work and its republication",
    "CorrectedandRepublishedFrom": "a work and its corrected republication",
    "CorrectedandRepublishedIn": "a work and its corrected republication",
    "RetractedandRepublishedFrom": "a retracted work and its republication",
    "RetractedandRepublishedIn": "a retracted work and its republication",
    "OriginalReportIn": "a report and its summary",
    "SummaryForPatientsIn": "a report and its summary",
    "ReprintOf": "a work and its reprint", "ReprintIn": "a work and its reprint",
}  # fmt: skip
#: Works that come again with the same title.
_RECURRING = re.compile(
    r"^(?:editorial\b.{0,20}|.{0,12}\babstracts?|index|contents|preface|foreword|introduction|"
    r"in this issue|news|letters?(?: to the editor)?|obituary|book reviews?|acknowledge?ments?|"
    r"(?:.{0,60} )?annual (?:report|review|meeting|data report)\b.*|instructions .{0,20}authors|"
    r"proceedings .*|conclusions?|discussion|commentary|correspondence|reply|response|erratum)$"
)
_ARTICLE_KINDS = frozenset({"article-journal", "article", "document", "review", "article-magazine"})
_WHOLE_BOOK = frozenset({"book"})


def find_version(one: Portrait, other: Portrait, marks: Marks, *, displaced: bool) -> str | None:
    """In words, why two records are versions of a work or works of one series, or None.

    `displaced` is whether they appeared in different places.
    """
    if (kind := find_other_kind(one, other, marks)) is not None:
        return kind
    if one.notice and other.notice and (displaced or marks.page is False):
        return "two notices"
    if (part := _parts(one.facts, other.facts, marks)) is not None and not _one_place(marks):
        return part
    if marks.page is True or not (displaced or (marks.journal is False and marks.volume is None)):
        return None
    if one.meeting != other.meeting:
        return "an abstract of a meeting and the article"
    if trial := _trial(one.record, other.record):
        return f"reports of one trial ({trial})"
    if _recurs(one.facts) and (displaced or marks.year):
        return "a title that comes again"
    if displaced and marks.title == 1 and marks.author is True:
        return "published more than once"
    return None


def find_other_kind(one: Portrait, other: Portrait, marks: Marks) -> str | None:
    """In words, why two records are versions whatever they share: one of them states it, or they
    are a notice, a preprint or a chapter and what it belongs to."""
    for here, there in ((one.record, other.record), (other.record, one.record)):
        if (said := _related(here, there)) is not None:
            return said
    if one.notice != other.notice:
        return "a notice, comment or reply and its article"
    if _differ(one.facts.preprint, other.facts.preprint) and not marks.placed:
        return "a preprint and the article"
    if _chapter_and_book(one.record, other.record):
        return "a chapter and its book"
    return None


def _related(one: Record, other: Record) -> str | None:
    dois = {other.doi, *other.superseded_dois} - {None}
    for relation in one.relations:
        meant = (relation.pmid is not None and relation.pmid == other.pmid) or relation.doi in dois
        if meant and not _itself(one, other):
            return _RELATIONS.get(relation.kind)
    return None


def _itself(one: Record, other: Record) -> bool:
    return one.pmid is not None and one.pmid == other.pmid


def _differ(one: bool | None, other: bool | None) -> bool:
    return one is not None and other is not None and one != other


def _chapter_and_book(one: Record, other: Record) -> bool:
    kinds = {one.kind, other.kind}
    return "chapter" in kinds and bool(kinds & _WHOLE_BOOK)


def _parts(one: Facts, other: Facts, marks: Marks) -> str | None:
    """Whether the titles differ in a number or go on as another part of a series."""
    if marks.title is None or not likeness.OTHER_PART <= marks.title < 1:
        return None
    pairs = [(left, right) for left in one.titles for right in other.titles]
    if any(left == right for left, right in pairs):
        return None
    left, right = min(pairs, key=lambda pair: abs(len(pair[0]) - len(pair[1])))
    if likeness.numbers(left) != likeness.numbers(right) and marks.title <= likeness.OTHER_PART:
        return "titles with other numbers: parts, or reports of other years"
    return None


def _one_place(marks: Marks) -> bool:
    return marks.placed and marks.journal is not False


def _trial(one: Record, other: Record) -> str | None:
    shared = {trial_key(trial) for trial in other.trials}
    return next((trial.number for trial in one.trials if trial_key(trial) in shared), None)


def _recurs(facts: Facts) -> bool:
    return any(_RECURRING.match(title) for title in facts.titles)
