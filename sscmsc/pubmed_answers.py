"""What E-utilities answer, read: works, hits of a search, outcomes of the citation matcher.

Every parser raises `UnusableAnswer` for what is no answer: `<ERROR>`, JSON in the place of XML
(`{"error": "API rate limit exceeded"}`), a document that breaks off.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sscmsc.ecitmatch import Outcome, parse_outcomes
from sscmsc.errors import IdentifierError, InputError, SourceError
from sscmsc.identifiers import PMID, parse_pmid
from sscmsc.jsontext import Json, member, number_member, parse_json, text_member, texts
from sscmsc.medline import parse_works, recognise
from sscmsc.patience import Garbled, UnusableAnswer
from sscmsc.reply import Reply
from sscmsc.source import SourceWork
from sscmsc.text import clean

#: Bytes within which the root element of an answer begins.
_HEAD = 2000
_ERROR = re.compile(rb"<ERROR>\s*([^<]{0,300})")


class Hits(NamedTuple):
    """What a search gave: PMIDs, all to be verified, and how many there are in all."""

    pmids: tuple[PMID, ...] = ()
    total: int = 0
    failure: str = ""


def outcomes_of(keys: Sequence[str]) -> Callable[[Reply], Mapping[str, Outcome]]:
    """The parser of the matcher's answer for `keys`; an answer to none of them is refused."""

    def parse(reply: Reply) -> Mapping[str, Outcome]:
        _refuse_error(reply)
        if not (reply.delimited or reply.body.endswith(b"\n")):
            raise UnusableAnswer("the answer of the citation matcher broke off")
        found = parse_outcomes(reply.body.decode("utf-8", "replace"), keys)
        if not found:
            raise UnusableAnswer("the citation matcher answered none of the citations")
        return found

    return parse


def parse_records(reply: Reply) -> tuple[SourceWork, ...]:
    """The works of an efetch answer. Raises `UnusableAnswer` for an error in its place:
    `<ERROR>`, JSON (`{"error": "API rate limit exceeded"}`), XML that breaks off; it is a
    `Garbled` where it began as PubMed's."""
    _refuse_error(reply)
    if told := said(reply):
        raise UnusableAnswer(f"answered an error: {told}")
    try:
        return parse_works(reply.body)
    except (InputError, SourceError) as error:
        begun = recognise(reply.body[:_HEAD].decode("utf-8", "replace"))
        kind = Garbled if begun else UnusableAnswer
        raise kind(f"answered no PubMed XML: {error.message}") from error


def parse_search(reply: Reply, *, single: bool) -> tuple[PMID, ...]:
    """The PMIDs of an esearch answer; none when a search for a `single` phrase says that it
    did not find the phrase, for then the hits are those of another question."""
    result = _search_result(reply)
    doubts = (
        *texts(result, "errorlist", "phrasesnotfound"),
        *texts(result, "errorlist", "fieldsnotfound"),
        *texts(result, "warninglist", "quotedphrasesnotfound"),
    )
    return () if single and doubts else _listed(result)


def parse_hits(reply: Reply) -> Hits:
    """The PMIDs of a search by words, and the count, whatever it says it did not find."""
    result = _search_result(reply)
    pmids = _listed(result)
    return Hits(pmids, number_member(result, "count") or len(pmids))


def _search_result(reply: Reply) -> Json:
    """`esearchresult`; raises `UnusableAnswer` for an error or an answer without a list."""
    _refuse_error(reply)
    value = parse_json(reply.body)
    result = member(value, "esearchresult")
    error = text_member(result, "ERROR") or text_member(value, "error")
    if error or not isinstance(member(result, "idlist"), list):
        raise UnusableAnswer(f"the search failed: {clean(error or 'no list of hits', 200)}")
    return result


def _listed(result: Json) -> tuple[PMID, ...]:
    try:
        return tuple(parse_pmid(one) for one in texts(result, "idlist"))
    except IdentifierError as failure:
        raise UnusableAnswer("the search gave what is no PMID") from failure


def _refuse_error(reply: Reply) -> None:
    """Raise for a status other than 200 and for the JSON error that may come with 200."""
    told = said(reply)
    if reply.status != 200:
        raise UnusableAnswer(f"answered {reply.status}{told and f': {told}'}")
    if reply.body[:200].lstrip().startswith(b'{"error"'):
        raise UnusableAnswer(f"answered an error: {told or 'no reason given'}")


def said(reply: Reply) -> str:
    """What E-utilities say in the place of an answer, in `<ERROR>` or in JSON; else ""."""
    if reply.body[:200].lstrip().startswith(b'{"error"'):
        try:
            return clean(text_member(parse_json(reply.body), "error") or "", 200)
        except UnusableAnswer:
            return ""
    found = _ERROR.search(reply.body[:4000])
    return _quoted(found.group(1)) if found else ""


def _quoted(raw: bytes) -> str:
    return clean(raw.decode("utf-8", "replace"), 200)
