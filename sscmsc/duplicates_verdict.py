"""Are two records one work? A verdict, a score, named penalties and reasons.

`certain` is meant to be acted on without a person. Versions of a work (preprint and article, talk
and article, a notice, a comment, another part, another report of a trial) are works of their own.
"""

from __future__ import annotations

import re
from typing import Literal, NamedTuple

from rapidfuzz import fuzz

from sscmsc import likeness
from sscmsc.duplicates_portrait import Portrait
from sscmsc.duplicates_versions import find_other_kind, find_version
from sscmsc.facts import Marks, marks_of
from sscmsc.identifiers import DOI
from sscmsc.match import compare
from sscmsc.record import Record

Verdict = Literal["certain", "likely", "versions", "contradictory", "different"]

#: Abstracts as alike as this are one, and those less alike than that are two.
SAME_ABSTRACT = 0.9
OTHER_ABSTRACT = 0.55
#: Titles less alike than this are of two works, though volume and page agree.
UNLIKE = 0.5
#: Letters of a title that few other works of the same year will have.
LONG = 36


_GREEK = re.compile(r"\b(?:alpha|beta|gamma|delta|epsilon|kappa|lambda|omega)\b")


class Finding(NamedTuple):
    """What was found of two records: `penalties` are as in `match.Judgement`; `reasons` say in
    words what speaks for the verdict, the strongest first."""

    verdict: Verdict
    score: float
    penalties: tuple[tuple[str, float], ...]
    reasons: tuple[str, ...]


class _Evidence(NamedTuple):
    """The marks of two records; `abstract` is how alike their abstracts are, 0 to 1."""

    marks: Marks
    length: int
    abstract: float | None
    issue: bool | None

    @property
    def title(self) -> float:
        return self.marks.title or 0.0

    @property
    def displaced(self) -> bool:
        """Whether the one appeared in another place than the other."""
        marks = self.marks
        if marks.page is not False:
            return marks.volume is False and marks.page is None
        elsewhere = False in (marks.volume, marks.journal, self.issue)
        return elsewhere or (marks.year or 0) > 1


def judge(one: Portrait, other: Portrait) -> Finding:
    """Whether two records are one work; the order of the two does not matter."""
    shared, clash = _identifiers(one.record, other.record)
    found = _evidence(one, other)
    by_print = compare(one.facts, other.facts, found.marks)
    score, penalties = by_print.score, by_print.penalties
    if shared and not clash:
        # Where it appeared says less than an identifier: one of the two was early, or is wrong.
        kind = find_other_kind(one, other, found.marks)
        return _sharing(found, kind, shared, penalties)
    version = find_version(one, other, found.marks, displaced=found.displaced)
    alike = found.title >= likeness.LONGER or by_print.verdict != "different" or _same(found)
    if clash:
        if not alike:
            return Finding("different", 0.0, (("identifier", 1.0),), (clash,))
        if version:
            return Finding("versions", score, penalties, (version, clash))
        like = found.title >= likeness.LONGER and found.marks.author is not False
        verdict: Verdict = "contradictory" if like and not found.displaced else "different"
        told = (("identifier", 1.0), *penalties)
        return Finding(verdict, 0.0, told, (clash, *_agreeing(found)))
    if version and alike:
        return Finding("versions", score, penalties, (version, *_agreeing(found)))
    if version:
        return Finding("different", score, penalties, (version,))
    if _same(found):
        return Finding("certain", score, penalties, _agreeing(found))
    unlike = found.marks.author is False and not found.marks.placed
    unlike = unlike or (found.marks.title is not None and found.title < UNLIKE)
    if found.displaced or unlike or by_print.verdict == "different":
        return Finding("different", score, penalties, _agreeing(found))
    return Finding("likely", score, penalties, _agreeing(found))


def _sharing(
    found: _Evidence, version: str | None, shared: str, penalties: tuple[tuple[str, float], ...]
) -> Finding:
    """Two records that state one identifier: one work, unless all else says that they are not.

    A notice, or every talk of a supplement, may carry the DOI of what it stands in.
    """
    marks, title = found.marks, found.marks.title
    score = round(max(0.5, 1.0 - sum(cost for _, cost in penalties)), 3)
    reasons = (f"same {shared}", *_agreeing(found))
    by_pmid = shared.startswith("PMID")
    if version and not by_pmid:
        return Finding("versions", score, penalties, (version, f"same {shared}"))
    if title is None or title >= likeness.OTHER_PART or by_pmid:
        wild = title is not None and title < 0.5 and marks.author is False
        return Finding("likely" if wild else "certain", score, penalties, reasons)
    agreed = marks.page is True or (found.abstract or 0) >= SAME_ABSTRACT
    if agreed and marks.author is not False:
        return Finding("certain", score, penalties, reasons)
    doubtful = title < 0.6 and (marks.page is False or marks.author is False)
    return Finding("different" if doubtful else "likely", score, penalties, reasons)


def _identifiers(one: Record, other: Record) -> tuple[str, str]:
    """What identifier the two share, and what contradicts: two PMIDs or DOIs; two PMCIDs only
    where nothing is shared, since PMC may hold a manuscript and the article."""
    shared, clash = "", ""
    left = {doi for doi in (one.doi, *one.superseded_dois) if doi}
    right = {doi for doi in (other.doi, *other.superseded_dois) if doi}
    if left and right:
        if common := sorted(left & right) or _cut_short(left, right):
            shared = f"DOI {common[0]}"
        else:
            clash = f"different DOIs ({one.doi}, {other.doi})"
    if one.pmid and other.pmid:
        if one.pmid == other.pmid:
            shared = f"PMID {one.pmid}"
        else:
            clash = f"different PMIDs ({one.pmid}, {other.pmid})"
    if one.pmcid and other.pmcid:
        if one.pmcid == other.pmcid:
            shared = shared or f"PMCID {one.pmcid}"
        elif not shared and not clash:
            clash = f"different PMCIDs ({one.pmcid}, {other.pmcid})"
    return shared, clash


def _cut_short(ones: set[DOI], others: set[DOI]) -> list[DOI]:
    """The DOI of which the other side has the beginning: `10.1002/(sici)...3:1` before a `<`,
    which many programs take for the end."""
    return [
        longer
        for one in ones
        for other in others
        for shorter, longer in [sorted((one, other), key=lambda doi: len(doi.value))]
        if "(sici)" in shorter.value and longer.value.startswith(f"{shorter.value}<")
    ]


def _evidence(one: Portrait, other: Portrait) -> _Evidence:
    marks = marks_of(one.facts, other.facts)
    if marks.journal is not True and one.issns & other.issns:
        marks = marks._replace(journal=True)
    if marks.title is not None and marks.title < likeness.CONTINUED:
        title = max(marks.title, _cut_off(one, other), _in_latin(one, other))
        marks = marks._replace(title=title)
    if marks.page is False and "1" in (*one.facts.pages, *other.facts.pages):
        # Journals without pages count each article from 1, and so do proofs.
        marks = marks._replace(page=None)
    lengths = [len(title) for side in (one, other) for title in side.facts.titles]
    abstract = None
    if min(len(one.abstract), len(other.abstract)) >= 100:
        size = min(len(one.abstract), len(other.abstract))
        abstract = fuzz.ratio(one.abstract[:size], other.abstract[:size]) / 100
    issues = likeness.volume_key(one.record.issue), likeness.volume_key(other.record.issue)
    issue = issues[0] == issues[1] if all(issues) else None
    return _Evidence(marks, min(lengths, default=0), abstract, issue)


def _cut_off(one: Portrait, other: Portrait) -> float:
    """How alike two titles are of which one breaks off within a word."""
    for left in one.facts.titles:
        for right in other.facts.titles:
            shorter, longer = sorted((left, right), key=len)
            if len(shorter) < 40 or not longer.startswith(shorter):
                continue
            if longer[len(shorter) : len(shorter) + 1].strip():
                return likeness.CONTINUED
    return 0.0


def _in_latin(one: Portrait, other: Portrait) -> float:
    """How alike two titles are when Greek letters are the Latin ones that some databases print."""
    best = 0.0
    for left in one.facts.titles:
        for right in other.facts.titles:
            if _GREEK.search(left) or _GREEK.search(right):
                pair = (_GREEK.sub(_first, left), _GREEK.sub(_first, right))
                best = max(best, likeness.title_likeness(*pair))
    return best


def _first(found: re.Match[str]) -> str:
    return found.group()[0]


def _same(found: _Evidence) -> bool:
    """Whether two records without a shared identifier are certainly one work."""
    marks, title = found.marks, found.title
    if found.displaced or ((marks.year or 0) > 1 and not marks.placed):
        return False
    if found.abstract is not None and found.abstract < OTHER_ABSTRACT and title < 1:
        return False
    if marks.title is None:
        told = marks.journal is True or marks.year == 0
        return marks.placed and marks.author is True and marks.journal is not False and told
    if title >= likeness.CONTINUED:
        return _same_title(found)
    if (found.abstract or 0) >= SAME_ABSTRACT:
        return marks.author is not False and marks.against == 0 and marks.support >= 2
    if title >= likeness.LONGER:
        found_there = marks.page is True or marks.volume is True
        return marks.author is True and found_there and marks.support >= 2 + 2 * marks.against
    if title >= likeness.MISPRINTED and marks.telling:
        return marks.placed and marks.author is True and marks.year == 0 and marks.against == 0
    return False


def _same_title(found: _Evidence) -> bool:
    marks = found.marks
    if not marks.telling:
        return marks.against == 0 and (
            marks.placed
            or (marks.author is True and marks.journal is True and marks.year == 0)
        )  # fmt: skip
    if (found.abstract or 0) >= SAME_ABSTRACT and marks.author is not False:
        return True
    if marks.author is False:
        return marks.placed and marks.journal is not False
    unplaced = marks.volume is None and marks.page is None
    if marks.journal is False and unplaced:
        return False
    if marks.year == 1 and unplaced:
        return marks.author is True and marks.journal is True and found.length >= LONG
    if marks.page is False:
        return found.title == 1 and marks.author is True and marks.support >= 4
    enough = 1 if found.length >= LONG else 2
    return marks.support >= enough + marks.against


_AGREED = (
    ("author", "first author"), ("journal", "journal"), ("volume", "volume"), ("page", "page"),
)  # fmt: skip


def _agreeing(found: _Evidence) -> tuple[str, ...]:
    """What agrees and what does not, in words."""
    marks = found.marks
    told: list[str] = []
    if marks.title is not None and marks.title >= likeness.CONTINUED:
        told.append("same title" if marks.title == 1 else "title of which one goes on")
    elif marks.title is not None and marks.title >= likeness.OTHER_PART:
        told.append("titles nearly the same")
    if (found.abstract or 0) >= SAME_ABSTRACT:
        told.append("same abstract")
    for name, word in _AGREED:
        if getattr(marks, name) is True:
            told.append(f"same {word}")
    if marks.year == 0:
        told.append("same year")
    told += [f"another {word}" for name, word in _AGREED if getattr(marks, name) is False]
    if marks.year:
        told.append(f"{marks.year} {'year' if marks.year == 1 else 'years'} apart")
    return tuple(told)
