"""Europe PMC's RESTful web service: search by identifier, references and citations by page."""

from __future__ import annotations

import re

from tests.upstream.exchange import XML_TYPE, Answer, Question, json_answer, twisted
from tests.upstream.records import Article, Message, Records

PATH = "/europepmc/webservices/rest"
VERSION = "6.9"
_CLAUSE = re.compile(r'(DOI|EXT_ID|PMCID):"?([^"\s()]+)"?', re.I)


def answer(records: Records, question: Question) -> Answer:
    """`/search` and `/{source}/{id}/references` or `/citations`; XML unless `format=json`."""
    path = question.path.removeprefix(PATH).strip("/")
    if question.value("format") != "json":
        return Answer(200, b"<responseWrapper><version>6.9</version></responseWrapper>", XML_TYPE)
    if path == "search":
        return _search(records, question)
    if found := re.fullmatch(r"([A-Z]{3})/([^/]+)/(reference|citation)s", path):
        source, identifier, what = found.groups()
        work = _accession(records, source, identifier)
        listed = records.cited.get(work, ()) if what == "reference" else _citing(records, work)
        return _page(question, source, identifier, what, listed)
    return json_answer({"errCode": 404, "errMsg": "Resource not found"}, 404)


def _search(records: Records, question: Question) -> Answer:
    found: dict[str, Article] = {}
    for name, value in _CLAUSE.findall(question.value("query")):
        for one in records.articles.values():
            known = {"doi": one.doi, "ext_id": one.pmid, "pmcid": one.pmcid.lower()}
            if known[name.lower()] == value.lower():
                found[one.pmid] = one
    size = min(question.number("pageSize", 25), 1000)
    return json_answer(
        {
            "version": VERSION,
            "hitCount": len(found),
            "request": {
                "queryString": question.value("query"),
                "resultType": question.value("resultType", "lite"),
                "cursorMark": "*",
                "pageSize": size,
                "sort": "",
                "synonym": False,
            },
            "resultList": {"result": [_result(one) for one in list(found.values())[:size]]},
        }
    )


def _result(article: Article) -> dict[str, object]:
    given: dict[str, object] = {
        "id": article.pmid,
        "source": "MED",
        "pmid": article.pmid,
        "pmcid": article.pmcid,
        "doi": article.doi,
        "title": article.title,
        "authorString": ", ".join(article.authors) + "." if article.authors else "",
        "journalTitle": article.journal,
        "issue": article.issue,
        "journalVolume": article.volume,
        "pubYear": article.year,
        "pageInfo": article.pages,
        "pubType": "journal article",
        "isOpenAccess": "Y" if article.pmcid else "N",
        "inEPMC": "Y" if article.pmcid else "N",
        "inPMC": "Y" if article.pmcid else "N",
        "hasReferences": "Y",
        "citedByCount": 0,
    }
    return {key: value for key, value in given.items() if value != ""}


def _accession(records: Records, source: str, identifier: str) -> str:
    """`MED/PMID` where a PMCID has a PMID, for the list is the same."""
    if source == "PMC":
        for one in records.converted:
            if one["pmcid"] == identifier and one.get("pmid"):
                return f"MED/{one['pmid']}"
    return f"{source}/{identifier}"


def _citing(records: Records, work: str) -> tuple[Message, ...]:
    """The `citation` objects of the works whose lists have `work`."""
    source, _, identifier = work.partition("/")
    found = []
    for citing, listed in records.cited.items():
        if any((one.get("source"), one.get("id")) == (source, identifier) for one in listed):
            article = records.articles.get(citing.partition("/")[2])
            if article is not None:
                found.append(_citation(article))
    return tuple(found)


def _citation(article: Article) -> Message:
    known = _result(article)
    named = "id source title authorString issue pageInfo citedByCount"
    given = {name: known[name] for name in named.split() if name in known}
    given |= {"citationType": "review", "journalAbbreviation": article.journal}
    return given | {"pubYear": int(article.year), "volume": article.volume}


def _page(
    question: Question, source: str, identifier: str, what: str, listed: tuple[Message, ...]
) -> Answer:
    size = min(question.number("pageSize", 25), 1000)
    start = (question.number("page", 1) - 1) * size
    shown = twisted(listed[start : start + size], question.twist, listed)
    return json_answer(
        {
            "version": VERSION,
            "hitCount": len(listed),
            "request": {"id": identifier, "source": source, "offSet": start, "pageSize": size},
            f"{what}List": {what: [dict(one) for one in shown]},
        }
    )
