"""E-utilities: efetch, esearch and ecitmatch, as NBK25499 and recorded answers have them."""

from __future__ import annotations

import re
from html import escape

from tests.upstream.exchange import (
    XML_TYPE,
    Answer,
    Question,
    json_answer,
    text_answer,
    twisted,
)
from tests.upstream.records import Records
from tests.upstream.searching import Sayings, words_of

ARTICLES_HEAD = (
    '<?xml version="1.0" ?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD PubMedArticle, '
    '1st January 2025//EN" "https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
NO_IDS = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eEfetchResult PUBLIC "-//NLM//DTD efetch '
    '20131226//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20131226/efetch.dtd">\n'
    "<eFetchResult>\n\t<ERROR>ID list is empty! Possibly it has no correct IDs.</ERROR>\n"
    "</eFetchResult>\n"
)
NO_ITEMS = "No items found."
#: An ambiguous citation is answered with the PMIDs of so many, with their number beyond.
LISTED = 5
SEARCH_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch '
    '20060628//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
)


def efetch(records: Records, question: Question) -> Answer:
    """`db=pubmed` (PubmedArticleSet) and `db=pmc` (pmc-articleset)."""
    asked = [one.strip() for one in question.value("id").split(",") if one.strip()]
    if question.value("db") == "pmc":
        return _full_texts(records, question, asked)
    numbers = [one.lstrip("0") for one in asked if re.fullmatch(r"\d+", one)]
    if not numbers:
        return Answer(400, NO_IDS.encode(), XML_TYPE)
    found = [records.articles[one] for one in dict.fromkeys(numbers) if one in records.articles]
    given = twisted(found, question.twist, list(records.articles.values()))
    body = b"\n".join(one.xml for one in given)
    return Answer(
        200,
        ARTICLES_HEAD.encode() + b"<PubmedArticleSet>" + body + b"</PubmedArticleSet>",
        XML_TYPE,
    )


def _full_texts(records: Records, question: Question, asked: list[str]) -> Answer:
    """`pmc-articleset`; ids are the digits of PMCIDs, whatever else is asked for is an error."""
    if not asked:
        return Answer(400, NO_IDS.encode(), XML_TYPE)
    parts = [
        records.full_texts.get(f"PMC{one}")
        or f'<error id="{escape(one)}">The following PMCID is not available</error>'.encode()
        for one in dict.fromkeys(asked)
    ]
    given = twisted(parts, question.twist, list(records.full_texts.values()))
    head = b'<?xml version="1.0"  ?>\n'
    return Answer(
        200, head + b"<pmc-articleset>" + b"".join(given) + b"</pmc-articleset>", XML_TYPE
    )


def esearch(records: Records, question: Question, *, stray_hits: bool = False) -> Answer:
    """Fields and phrases joined by AND, OR and brackets; JSON with `retmode=json`, else XML.

    With `stray_hits` a DOI that PubMed lacks finds another paper, which is what the fall-back to
    all fields does; only the warning tells.
    """
    found, said = records.fields.search(question.value("term").strip())
    if stray_hits and any(one.startswith("10.") for one in (*said.phrases, *said.quoted)):
        found |= set(list(records.articles)[:1])
    ids = sorted(found, key=int, reverse=True)
    start = question.number("retstart", 0)
    shown = ids[start : start + question.number("retmax", 20)]
    write = _search_json if question.value("retmode") == "json" else _search_xml
    return write(question, len(ids), start, shown, said)


def _search_json(
    question: Question, count: int, start: int, ids: list[str], said: Sayings
) -> Answer:
    result: dict[str, object] = {
        "count": str(count),
        "retmax": str(len(ids)),
        "retstart": str(start),
        "idlist": ids,
        "translationset": [],
        "querytranslation": question.value("term"),
    }
    if said.phrases or said.tags:
        result["errorlist"] = {"phrasesnotfound": said.phrases, "fieldsnotfound": said.tags}
    if said.quoted or not count:
        result["warninglist"] = {
            "phrasesignored": [],
            "quotedphrasesnotfound": [f'"{one}"' for one in said.quoted],
            "outputmessages": [] if count else [NO_ITEMS],
        }
    return json_answer({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result})


def _search_xml(
    question: Question, count: int, start: int, ids: list[str], said: Sayings
) -> Answer:
    def elements(name: str, values: list[str]) -> str:
        return "".join(f"<{name}>{escape(one, quote=False)}</{name}>" for one in values)

    listed = "\n".join(f"<Id>{one}</Id>" for one in ids)
    text = (
        f"{SEARCH_HEAD}<eSearchResult><Count>{count}</Count><RetMax>{len(ids)}</RetMax>"
        f"<RetStart>{start}</RetStart>"
        + (f"<IdList>\n{listed}\n</IdList>" if ids else "<IdList/>")
        + "<TranslationSet/>"
        + elements("QueryTranslation", [question.value("term")])
    )
    if said.phrases or said.tags:
        inner = elements("PhraseNotFound", said.phrases) + elements("FieldNotFound", said.tags)
        text += f"<ErrorList>{inner}</ErrorList>"
    if said.quoted or not count:
        inner = elements("QuotedPhraseNotFound", [f'"{one}"' for one in said.quoted])
        inner += elements("OutputMessage", [] if count else [NO_ITEMS])
        text += f"<WarningList>{inner}</WarningList>"
    return Answer(200, f"{text}</eSearchResult>\n".encode(), XML_TYPE)


def ecitmatch(records: Records, question: Question) -> Answer:
    """Lines `journal|year|volume|first page|author|key|` with the outcome after the last bar.

    As the service does, year and author are not compared when journal, volume and page agree;
    where volume or page is not given the rest must agree.
    """
    lines = []
    for line in re.split(r"[\r\n]+", question.value("bdata")):
        fields = [one.strip() for one in line.split("|")]
        if len(fields) >= 6:
            lines.append("|".join([*line.split("|")[:6], _matched(records, fields)]))
    lines = twisted(lines, question.twist, lines)
    return text_answer("".join(f"{one}\n" for one in lines))


def _matched(records: Records, fields: list[str]) -> str:
    journal, year, volume, page, author = (" ".join(words_of(one)) for one in fields[:5])
    issues = set(records.fields.having("journal", journal))
    if not issues:
        return "NOT_FOUND;INVALID_JOURNAL"
    given = {"volume": volume, "page": page}
    if not (volume and page):
        given |= {"year": year, "author": author}
    hits = issues
    for name, value in given.items():
        if value:
            hits = hits & set(records.fields.having(name, value))
    if len(hits) > 1 and author:
        hits = hits & set(records.fields.having("author", author)) or hits
    if not hits or not any(given.values()):
        return "NOT_FOUND"
    if len(hits) == 1:
        return hits.pop()
    listed = ",".join(sorted(hits, key=int))
    return f"AMBIGUOUS {listed}" if len(hits) <= LISTED else f"AMBIGUOUS ({len(hits)} citations)"
