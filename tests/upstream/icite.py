"""iCite: the works that a record cites and those that cite it, as PMIDs."""

from __future__ import annotations

from tests.upstream.exchange import Answer, Question, json_answer, twisted
from tests.upstream.records import Message, Records

PATH = "/icite/api"


def answer(records: Records, question: Question) -> Answer:
    """`/pubs?pmids=1,2`: the records known, in no order asked."""
    if question.path != f"{PATH}/pubs":
        return json_answer({"error": "not found"}, 404)
    asked = [one.strip() for one in question.value("pmids").split(",")]
    found = [_pub(records, one) for one in sorted(set(asked)) if one in records.articles]
    given = twisted(found, question.twist, [_pub(records, one) for one in records.articles])
    return json_answer({"meta": {"pmids": ",".join(asked)}, "links": {}, "data": given})


def _pub(records: Records, pmid: str) -> Message:
    article = records.articles[pmid]
    cited_by = [
        int(work.partition("/")[2])
        for work, listed in records.cited.items()
        if pmid in _cited_pmids(listed)
    ]
    return {
        "pmid": int(pmid),
        "year": int(article.year),
        "title": article.title,
        "doi": article.doi,
        "citation_count": len(cited_by),
        "cited_by": cited_by,
        "references": [int(one) for one in _cited_pmids(records.cited.get(f"MED/{pmid}", ()))],
        "provisional": "No",
    }


def _cited_pmids(listed: tuple[Message, ...]) -> list[str]:
    """The PMIDs of a list, each once and in an order of their own."""
    return sorted({str(one["id"]) for one in listed if one.get("source") == "MED"})
