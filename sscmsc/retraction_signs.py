"""What a title, a note or a printed source shows of the standing of a work (see `retraction`)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from sscmsc.dates import PartialDate, checked_date, month_number
from sscmsc.identifiers import PMID
from sscmsc.record import Record


class Level(StrEnum):
    """What a notice makes of a work, the gravest first."""

    RETRACTED = "retracted"
    WITHDRAWN = "withdrawn"
    REPUBLISHED = "retracted and republished"
    CONCERN = "expression of concern"
    CORRECTED = "corrected"
    REINSTATED = "reinstated"


class Said(NamedTuple):
    """What a note says of a work, with what it names of the notice."""

    level: Level
    pmid: PMID | None
    date: PartialDate | None
    text: str | None


#: UIs and labels of publication types of what is a notice itself.
_NOTICE_TYPES = frozenset(
    ("D016440", "D016425", "D000075742", "retraction of publication", "retraction notice",
     "published erratum", "expression of concern")
)  # fmt: skip
_ERRATUM = frozenset({"D016425", "published erratum"})
_ARTICLE = frozenset({"D016428", "journal article"})
_NOTICE_KINDS = frozenset("RetractionOf ErratumFor ExpressionOfConcernFor".split())
#: Links of a version that is sound again, whatever its types.
_REPUBLISHED = frozenset("RetractedandRepublishedFrom CorrectedandRepublishedFrom".split())
_HEAD = re.compile(
    r"\W*(?:this\s+)?(?:(?P<republished>retracted\s+and\s+(?:republished|replaced))"
    r"|(?P<retracted>retracted(?:\s+(?:article|paper|chapter|publication|manuscript))?)"
    r"|(?P<withdrawn>withdrawn(?:\s+(?:article|paper|chapter|publication))?|(?:temporary\s+)?removal"
    r"|article\s+withdrawn|removed(?:\s+article)?)"
    r"|(?P<concern>expression\s+of\s+concern))"
    r"(?:\s*[:.\u2013\u2014\]\)>|]|\s+-\s)\W*(?P<rest>\S.*)",
    re.I | re.S,
)
_TAIL = re.compile(
    r"[\[(<]\s*(?:(?P<retracted>retracted)|(?P<withdrawn>withdrawn))"
    r"(?:\s+(?:article|paper|publication|by\s+[^\])>]{1,60}))?(?:\.\s+see\s[^\])>]{1,80})?\s*[\])>]\W*$",
    re.I,
)
#: `RETRACTED Cells in skin`: only in capitals, before a title that is not.
_SHOUTED = re.compile(
    r"(?:(?P<retracted>RETRACTED)|(?P<withdrawn>WITHDRAWN))\s+(?P<rest>[^\W\d_].*)"
)
#: What Web of Science adds to the title of a notice.
_NOTICE_TAIL = re.compile(
    r"[(\[]\s*(?:retraction|withdrawal|correction|erratum)\s+(?:of|to)\s+vol", re.I
)
_NOTICE_TITLE = re.compile(
    r"\W*(?:retraction|withdrawal|notice of (?:retraction|withdrawal)|retraction note|"
    r"retraction notice|retraction statement|erratum|corrigendum|corrigenda|errata|"
    r"author correction|publisher correction|correction|expression of concern|"
    r"editorial expression of concern)\b\s*(?::|to\b|of:|for\b|notice\b|$)",
    re.I,
)
_SAID = re.compile(
    r"(?:^|[;.\n])[ \t]{0,8}(?:(?P<republished>retracted and republished in)"
    r"|(?P<retracted>retraction in|retracted publication|retracted article|retracted in)"
    r"|(?P<concern>expression of concern in))\b[:.]?\s*(?P<text>[^\n]{0,300}?)(?=;\s|\n|$)",
    re.I,
)
#: A sentence of a note that says so and nothing else.
_BARELY_SAID = re.compile(
    r"(?:this )?(?:(?:article|paper|work|publication) )?(?:(?:has been|was|is) )?"
    r"(?:(?P<retracted>retracted)|(?P<withdrawn>withdrawn))(?:(?: on| in|:)? ?\d[\d/-]*)?",
    re.I,
)
_SENTENCE_END = re.compile(r"[;.\n]")
_TYPE_SAID = re.compile(r"\bRetracted Publication\b")
_PMID_SAID = re.compile(r"PMID:?\s*(\d{1,8})")
_PRINTED = re.compile(
    r"[.;]\s*((?:1[89]|20)\d\d)(?:\s+([A-Z][a-z]{2})(?:[a-z]*)?(?:\s+(\d{1,2}))?)?(?=[\s;.:(]|$)"
)


def is_notice(record: Record) -> bool:
    """Whether a record is itself a notice about another work: a retraction, an erratum.

    Its publication types say so. Without any, its links do; an article that corrects another
    among other things (`ErratumFor`, and both types) is one only by its title.
    """
    types = record.publication_types
    kinds = {one.kind for one in record.relations}
    said = {one.ui for one in types} | {one.name.casefold() for one in types}
    told = said & _NOTICE_TYPES
    if told and not (told <= _ERRATUM and said & _ARTICLE):
        return not kinds & _REPUBLISHED
    if not types and kinds & _NOTICE_KINDS:
        return True
    title = record.title or ""
    return bool(_NOTICE_TITLE.match(title) or _NOTICE_TAIL.search(title))


def in_title(title: str) -> tuple[Level, str] | None:
    """The level that a title states of its own work, and the title without that."""
    if (found := _HEAD.match(title)) is not None:
        level = _level_of(found)
        if level is Level.CONCERN or re.match(r"\W*$", found["rest"]):
            return None  # the title of the notice itself
        return level, found["rest"]
    if (found := _TAIL.search(title)) is not None and found.start() > 0:
        level = Level.RETRACTED if found["retracted"] else Level.WITHDRAWN
        return level, title[: found.start()].rstrip(" .-:\u2013")
    if (found := _SHOUTED.match(title)) is not None and not found["rest"].isupper():
        return _level_of(found), found["rest"]
    return None


def in_note(note: str) -> Iterator[Said]:
    """What programs make a note of when they import PubMed's comments."""
    sentences = (" ".join(one.split()).strip("[]() ") for one in _SENTENCE_END.split(note))
    bare = next((found for one in sentences if (found := _BARELY_SAID.fullmatch(one))), None)
    if bare is not None:
        yield Said(_level_of(bare), None, None, None)
    elif _TYPE_SAID.search(note):
        yield Said(Level.RETRACTED, None, None, None)
    for found in _SAID.finditer(note):
        pmid = _PMID_SAID.search(found["text"])
        printed = found["text"].strip(" .") or None
        date = printed_date(found["text"])
        yield Said(_level_of(found), PMID(pmid[1]) if pmid else None, date, printed)


def printed_date(printed: str) -> PartialDate | None:
    """The date in a printed source, as PubMed has it: `Lancet. 2010 Feb 6;375(9713):445`."""
    if (found := _PRINTED.search(printed)) is None:
        return None
    month = month_number(found[2]) if found[2] else None
    return checked_date(int(found[1]), month, int(found[3]) if found[3] and month else None)


def _level_of(found: re.Match[str]) -> Level:
    groups = found.groupdict()
    if groups.get("republished"):
        return Level.REPUBLISHED
    if groups.get("withdrawn"):
        return Level.WITHDRAWN
    return Level.CONCERN if groups.get("concern") else Level.RETRACTED
