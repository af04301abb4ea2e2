"""Europe PMC's RESTful web service: search by identifier, and references page by page."""

from __future__ import annotations

import re

from tests.upstream.exchange import XML_TYPE, Answer, Question, json_answer
from tests.upstream.records import Article, Records

PATH = "/europepmc/webservices/rest"
VERSION = "6.9"
_CLAUSE = re.compile(r'(DOI|EXT_ID|PMCID):"?([^"\s()]+)"?', re.I)


def answer(records: Records, question: Question) -> Answer:
    """`/search` and `/{source}/{id}/references`; XML unless `format=json`."""
    path = question.path.removeprefix(PATH).strip("/")
    if question.value("format") != "json":
        return Answer(200, b"<responseWrapper><version>6.9</version></responseWrapper>", XML_TYPE)
    if path == "search":
        return _search(records, question)
    if found := re.fullmatch(r"([A-Z]{3})/([^/]+)/references", path):
        return _references(records, question, found.group(1), found.group(2))
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


def _references(records: Records, question: Question, source: str, identifier: str) -> Answer:
    cited = records.cited.get(f"{source}/{identifier}", ())
    size = min(question.number("pageSize", 25), 1000)
    start = (question.number("page", 1) - 1) * size
    return json_answer(
        {
            "version": VERSION,
            "hitCount": len(cited),
            "request": {
                "id": identifier,
                "source": source,
                "offSet": start,
                "pageSize": size,
            },
            "referenceList": {"reference": [dict(one) for one in cited[start : start + size]]},
        }
    )
