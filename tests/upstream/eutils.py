"""E-utilities: efetch, esearch and ecitmatch, as NBK25499 and recorded answers have them."""

from __future__ import annotations

import re
from html import escape
from typing import NamedTuple

from tests.upstream.exchange import (
    XML_TYPE,
    Answer,
    Question,
    json_answer,
    text_answer,
    twisted,
)
from tests.upstream.records import Article, Records, journal_key

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
SEARCH_HEAD = (
    '<?xml version="1.0" encoding="UTF-8" ?>\n<!DOCTYPE eSearchResult PUBLIC "-//NLM//DTD esearch '
    '20060628//EN" "https://eutils.ncbi.nlm.nih.gov/eutils/dtd/20060628/esearch.dtd">\n'
)
_TERM = re.compile(
    r'\s*\(*\s*(?:"(?P<quoted>[^"]*)"|(?P<bare>[^\[\]"]+?))\s*\[(?P<tag>[\w ]+)\]\)*\s*'
)
_ARTICLE_TAGS = frozenset({"aid", "doi", "lid", "article identifier", "location id"})
_PMID_TAGS = frozenset({"pmid", "uid"})


class _Complaints(NamedTuple):
    """What a search says it did not find or know, in the words of its ErrorList and WarningList."""

    phrases: list[str]
    fields: list[str]
    quoted: list[str]
    messages: list[str]


def efetch(records: Records, question: Question) -> Answer:
    """`db=pubmed` (PubmedArticleSet) and `db=pmc` (pmc-articleset)."""
    asked = [one.strip() for one in question.value("id").split(",") if one.strip()]
    if question.value("db") == "pmc":
        return _full_texts(records, asked)
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


def _full_texts(records: Records, asked: list[str]) -> Answer:
    keys = [f"PMC{one.upper().removeprefix('PMC')}" for one in asked]
    parts = [
        records.full_texts.get(key)
        or f'<error id="{escape(key[3:])}">The following PMCID is not available</error>'.encode()
        for key in dict.fromkeys(keys)
    ]
    head = b'<?xml version="1.0"  ?>\n'
    return Answer(
        200, head + b"<pmc-articleset>" + b"".join(parts) + b"</pmc-articleset>", XML_TYPE
    )


def esearch(records: Records, question: Question, *, stray_hits: bool = False) -> Answer:
    """Terms `"x"[TAG]` joined by OR; JSON with `retmode=json`, else XML.

    With `stray_hits` a DOI that PubMed lacks finds another paper, which is what the fall-back to
    all fields does; only the warning tells.
    """
    found: dict[str, Article] = {}
    complaints = _Complaints([], [], [], [])
    for term in re.split(r"\s+OR\s+", question.value("term").strip()):
        hits, phrase, quoted, tag = _search(records, term)
        found.update({one.pmid: one for one in hits})
        if tag and tag.lower() not in _ARTICLE_TAGS | _PMID_TAGS:
            complaints.fields.append(tag)
        if not hits:
            (complaints.quoted if quoted else complaints.phrases).append(phrase)
            if stray_hits and phrase.startswith("10."):
                found.update(list(records.articles.items())[:1])
    ids = sorted(found, key=int, reverse=True)
    start = question.number("retstart", 0)
    shown = ids[start : start + question.number("retmax", 20)]
    if not ids:
        complaints.messages.append("No items found.")
    write = _search_json if question.value("retmode") == "json" else _search_xml
    return write(question, len(ids), start, shown, complaints)


def _search(records: Records, term: str) -> tuple[list[Article], str, bool, str]:
    parts = _TERM.fullmatch(term)
    if parts is None:
        words = journal_key(term)
        return (
            [one for one in records.articles.values() if words and words in journal_key(one.title)],
            term.strip(),
            False,
            "",
        )
    phrase = parts["quoted"] if parts["quoted"] is not None else parts["bare"]
    tag = parts["tag"]
    if tag.lower() in _PMID_TAGS:
        article = records.articles.get(phrase.strip().lstrip("0"))
        hits = [article] if article else []
    elif tag.lower() in _ARTICLE_TAGS:
        hits = records.by_article_id(phrase.strip())
    else:
        hits = []
    return hits, phrase, parts["quoted"] is not None, tag


def _search_json(
    question: Question, count: int, start: int, ids: list[str], complaints: _Complaints
) -> Answer:
    result: dict[str, object] = {
        "count": str(count),
        "retmax": str(len(ids)),
        "retstart": str(start),
        "idlist": ids,
        "translationset": [],
        "querytranslation": question.value("term"),
    }
    if complaints.phrases or complaints.fields:
        result["errorlist"] = {
            "phrasesnotfound": complaints.phrases,
            "fieldsnotfound": complaints.fields,
        }
    if complaints.quoted or complaints.messages:
        result["warninglist"] = {
            "phrasesignored": [],
            "quotedphrasesnotfound": [f'"{one}"' for one in complaints.quoted],
            "outputmessages": complaints.messages,
        }
    return json_answer({"header": {"type": "esearch", "version": "0.3"}, "esearchresult": result})


def _search_xml(
    question: Question, count: int, start: int, ids: list[str], complaints: _Complaints
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
    if complaints.phrases or complaints.fields:
        inner = elements("PhraseNotFound", complaints.phrases)
        inner += elements("FieldNotFound", complaints.fields)
        text += f"<ErrorList>{inner}</ErrorList>"
    if complaints.quoted or complaints.messages:
        inner = elements("QuotedPhraseNotFound", [f'"{one}"' for one in complaints.quoted])
        inner += elements("OutputMessage", complaints.messages)
        text += f"<WarningList>{inner}</WarningList>"
    return Answer(200, f"{text}</eSearchResult>\n".encode(), XML_TYPE)


def ecitmatch(records: Records, question: Question) -> Answer:
    """Lines `journal|year|volume|first page|author|key|` with the outcome after the last bar.

    As the service does, year and author are not compared when journal, volume and page agree.
    """
    known = {key for one in records.articles.values() for key in one.journals}
    lines = []
    for line in re.split(r"[\r\n]+", question.value("bdata")):
        fields = line.split("|")
        if len(fields) < 6:
            continue
        journal, _, volume, page = (one.strip().lower() for one in fields[:4])
        hits = [
            one.pmid
            for one in records.articles.values()
            if journal_key(journal) in one.journals
            and (one.volume.lower(), one.first_page) == (volume, page)
        ]
        if len(hits) == 1:
            outcome = hits[0]
        elif hits:
            outcome = f"AMBIGUOUS {','.join(hits)}"
        else:
            outcome = "NOT_FOUND" if journal_key(journal) in known else "NOT_FOUND;INVALID_JOURNAL"
        lines.append("|".join([*fields[:6], outcome]))
    return text_answer("".join(f"{one}\n" for one in lines))
