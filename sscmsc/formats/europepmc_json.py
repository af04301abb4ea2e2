"""Answers of Europe PMC's search, read from a file: works with their notices (`core`), or short.

Fields: Europe PMC RESTful web service, `/search`, answers `core` and `lite`. The latter names
neither given names nor notices, and has the publication types in one text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sscmsc import text
from sscmsc.dates import PartialDate
from sscmsc.errors import Problem
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.json_file import parse_json_file
from sscmsc.formats.page import decoded
from sscmsc.formats.values import OwnIdentifiers, find_date, read_abstract, read_titles
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.jsontext import Json, items, member, objects, text_member
from sscmsc.pages import split_pages
from sscmsc.record import (
    Author,
    Container,
    Grant,
    Group,
    Person,
    PublicationType,
    Record,
    Relation,
)
from sscmsc.source import SourceWork
from sscmsc.text import clean

NAME = "europepmc"
_BEGINS = re.compile(r"\ufeff?\s*[\[{]")
_SIGNS = ('"resultList"', '"pubTypeList"', '"commentCorrectionList"', '"authorString"')
#: The types of `commentCorrection` -> PubMed's RefType.
_RELATIONS = {
    "retraction in": "RetractionIn", "retraction of": "RetractionOf",
    "erratum in": "ErratumIn", "erratum for": "ErratumFor",
    "expression of concern in": "ExpressionOfConcernIn",
    "expression of concern for": "ExpressionOfConcernFor",
    "retracted and republished in": "RetractedandRepublishedIn",
    "retracted and republished from": "RetractedandRepublishedFrom",
    "corrected and republished in": "CorrectedandRepublishedIn",
    "corrected and republished from": "CorrectedandRepublishedFrom",
    "republished in": "RepublishedIn", "republished from": "RepublishedFrom",
    "comment in": "CommentIn", "comment on": "CommentOn",
    "update in": "UpdateIn", "update of": "UpdateOf",
    "preprint in": "UpdateOf", "preprint of": "UpdateIn",
}  # fmt: skip
_UIS = {
    "retracted publication": "D016441", "retraction of publication": "D016440",
    "retraction notice": "D016440", "published erratum": "D016425",
    "expression of concern": "D000075742", "preprint": "D000076942",
    "journal article": "D016428", "review": "D016454",
}  # fmt: skip
_ISSN = re.compile(r"\d{4}-\d{3}[\dX]")


def recognise(beginning: str) -> bool:
    """Whether text begins JSON with the members of Europe PMC's works."""
    return _BEGINS.match(beginning) is not None and any(one in beginning for one in _SIGNS)


def read(data: bytes, path: str) -> Reading:
    """Every work of the file. Raises `InputError` for what is not JSON."""
    works: list[ReadWork] = []
    problems: list[Problem] = []
    for number, one in enumerate(_results(parse_json_file(decoded(data, path), path)), start=1):
        own = OwnIdentifiers()
        record = _record(one, own)
        problems.extend(Problem(path, 0, f"item {number}: {said}") for _, said in own.complaints)
        if record == Record(NAME, kind=record.kind):
            problems.append(Problem(path, 0, f"item {number} says nothing; left out"))
        else:
            works.append(ReadWork(SourceWork(record)))
    if not works and not problems:
        problems.append(Problem(path, 0, "there is no work of Europe PMC in this file"))
    return Reading(tuple(works), tuple(problems))


def _results(value: Json) -> Iterator[dict[str, Json]]:
    if isinstance(value, list):
        for one in value:
            yield from _results(one)
    elif isinstance(value, dict) and "resultList" in value:
        yield from objects(value, "resultList", "result")
    elif isinstance(value, dict):
        result = member(value, "result")
        yield result if isinstance(result, dict) else value


def _word(value: Json, *names: str) -> str | None:
    for name in names:
        held = member(value, name)
        shown = str(held) if isinstance(held, int) and not isinstance(held, bool) else held
        if isinstance(shown, str) and (word := clean(text.plain(text.from_markup(shown)))):
            return word
    return None


def _record(work: Json, own: OwnIdentifiers) -> Record:
    if (text_member(work, "source") or "MED") == "MED":
        own.state(PMID, _word(work, "pmid", "id") or "", 0)
    own.state(PMCID, _word(work, "pmcid") or "", 0)
    own.state(DOI, _word(work, "doi") or "", 0)
    titles = read_titles(text.from_markup(text_member(work, "title") or ""), text.RichText(""))
    pages, number = split_pages(_word(work, "pageInfo") or "")
    info = member(work, "journalInfo")
    types = tuple(_types(work))
    preprint = text_member(work, "source") == "PPR" or any(
        one.name.casefold() == "preprint" for one in types
    )
    online = find_date(_word(work, "electronicPublicationDate", "firstPublicationDate") or "")
    return Record(
        NAME,
        kind="article" if preprint else "article-journal",
        pmid=own.pmid,
        pmcid=own.pmcid,
        doi=own.doi,
        title=titles.title,
        title_translated=titles.translated,
        authors=tuple(_authors(work)),
        container=_container(work, info),
        volume=_word(info, "volume") or _word(work, "journalVolume"),
        issue=_word(info, "issue") or _word(work, "issue"),
        pages=pages,
        article_number=number,
        issued=_issued(work, info),
        online=online if "electronicPublicationDate" in dict(_members(work)) else None,
        abstract=read_abstract(text.from_markup(text_member(work, "abstractText") or "")),
        keywords=tuple(_texts(member(work, "keywordList"), "keyword")),
        publication_types=types,
        relations=tuple(_relations(work)),
        grants=tuple(_grants(work)),
    )


def _members(value: Json) -> Iterator[tuple[str, Json]]:
    if isinstance(value, dict):
        yield from value.items()


def _texts(value: Json, name: str) -> Iterator[str]:
    for one in items(value, name):
        if isinstance(one, str) and (word := clean(one)):
            yield word


def _types(work: Json) -> Iterator[PublicationType]:
    listed = list(_texts(member(work, "pubTypeList"), "pubType"))
    listed = listed or [clean(one) for one in (text_member(work, "pubType") or "").split(";")]
    for one in dict.fromkeys(filter(None, listed)):
        yield PublicationType(one, _UIS.get(one.casefold()))


def _relations(work: Json) -> Iterator[Relation]:
    for one in objects(work, "commentCorrectionList", "commentCorrection"):
        kind = _RELATIONS.get((text_member(one, "type") or "").strip().casefold())
        if kind is None:
            continue
        named = OwnIdentifiers()
        identifier = _word(one, "id") or ""
        if text_member(one, "source") == "MED" and identifier.isdigit():
            named.state(PMID, identifier, 0)
        printed = _word(one, "reference")
        named.find(printed or "")
        yield Relation(kind, printed, named.pmid, named.doi)


def _authors(work: Json) -> Iterator[Author]:
    listed = objects(work, "authorList", "author")
    for one in listed:
        if family := _word(one, "lastName"):
            given, initials = _word(one, "firstName"), _word(one, "initials")
            yield Person(family, given if given != initials else None, initials)
        elif group := _word(one, "collectiveName", "fullName"):
            yield Group(group)
    if not listed:
        for name in (_word(work, "authorString") or "").rstrip(".").split(", "):
            family, _, initials = name.strip().rpartition(" ")
            if family and re.fullmatch(r"[^\W\d_a-z-]{1,4}(?:-[^\W\d_a-z])?", initials):
                yield Person(family, None, initials)
            elif name.strip():
                yield Group(name.strip())


def _container(work: Json, info: Json) -> Container | None:
    journal = member(info, "journal")
    numbers = [_word(journal, "issn"), _word(journal, "essn")]
    kept = [one if one and _ISSN.fullmatch(one) else None for one in numbers]
    title = _word(journal, "title") or _word(work, "journalTitle")
    title = title or _word(member(work, "bookOrReportDetails"), "publisher")
    made = Container(
        title,
        _word(journal, "medlineAbbreviation", "NLMid"),
        _word(journal, "isoabbreviation", "ISOAbbreviation"),
        kept[0],
        kept[1],
        nlm_id=_word(journal, "nlmid"),
    )
    return made if made != Container() else None


def _issued(work: Json, info: Json) -> PartialDate | None:
    year = _word(info, "yearOfPublication") or _word(work, "pubYear") or ""
    month = _word(info, "monthOfPublication") or ""
    if not re.fullmatch(r"\d{4}", year):
        return find_date(_word(work, "firstPublicationDate") or "")
    number = int(month) if month.isascii() and month.isdigit() else 0
    return PartialDate(int(year), number if 1 <= number <= 12 else None)


def _grants(work: Json) -> Iterator[Grant]:
    for one in objects(work, "grantsList", "grant"):
        grant = Grant(_word(one, "grantId"), _word(one, "agency"))
        if grant != Grant():
            yield grant
