"""The PMC ID converter: PMID, PMCID and DOI of the articles that PMC holds.

Documentation: https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/. It answers in the form
of 2025 (`pmid` a number, `requested-id`) and at older addresses in that of 2014 (`pmid` a
text, versions).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from urllib.parse import quote, unquote

from sscmsc.errors import IdentifierError, SourceError
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier, parse_doi, parse_pmcid, parse_pmid
from sscmsc.jsontext import Json, items, member, parse_json, text_member
from sscmsc.patience import UnusableAnswer, reason_of
from sscmsc.reply import Reply
from sscmsc.services import Question
from sscmsc.session import Session
from sscmsc.source import Translated
from sscmsc.text import clean

#: Identifiers in one request, as documented, and the length of an address that every web
#: server takes, with room for the other parameters: DOIs can be long.
BATCH = 200
_LENGTH = 6_000

_READERS = (("pmid", parse_pmid), ("pmcid", parse_pmcid), ("doi", parse_doi))

Known = dict[Identifier, tuple[Identifier, ...]]


class IdConverter:
    """The converter as a source of identifiers (see `source.IdentifierSource`)."""

    name = "pmc"

    def __init__(self, session: Session) -> None:
        self._session = session
        self._address = session.settings.idconv_url

    def translate(self, identifiers: Sequence[Identifier]) -> Translated:
        """The other identifiers of each work that PMC holds.

        Each request holds identifiers of one kind, as the service wants it. A work that PMC
        does not hold has no key in `known`; neither has one for which two records disagree.
        """
        known: Known = {}
        failures: list[str] = []
        for kind in (PMCID, PMID, DOI):
            for batch in _batches([one for one in identifiers if isinstance(one, kind)]):
                try:
                    known.update(self._ask(kind.scheme, batch))
                except SourceError as error:
                    failures.append(reason_of(error, ""))
        return Translated(known, "; ".join(dict.fromkeys(failures)))

    def _ask(self, scheme: str, batch: Sequence[Identifier]) -> Known:
        ids = ",".join(one.value for one in batch)
        parameters = {"ids": ids, "idtype": scheme, "format": "json"}
        question = Question("GET", self._address, parameters, many=True)
        return self._session.ask(
            question,
            lambda reply: _parse(reply, frozenset(batch)),
            lambda known: len(known) == len(batch),
        )


def _batches(identifiers: Sequence[Identifier]) -> Iterator[tuple[Identifier, ...]]:
    batch: list[Identifier] = []
    length = 0
    for one in dict.fromkeys(identifiers):
        # A comma would be read as two identifiers.
        if "," in one.value:
            continue
        size = len(quote(one.value, safe="")) + 3
        if batch and (len(batch) == BATCH or length + size > _LENGTH):
            yield tuple(batch)
            batch, length = [], 0
        batch.append(one)
        length += size
    if batch:
        yield tuple(batch)


def _parse(reply: Reply, asked: frozenset[Identifier]) -> Known:
    """What an answer says of the identifiers asked for; other records are left out."""
    value = _told(reply)
    if reply.status != 200 or text_member(value, "status") != "ok":
        told = text_member(value, "message") or text_member(value, "error") or "no reason given"
        raise UnusableAnswer(f"answered {reply.status}: {clean(unquote(told), 200)}")
    if not isinstance(member(value, "records"), list):
        raise UnusableAnswer("answered without records")
    known: Known = {}
    disputed: set[Identifier] = set()
    records = items(value, "records")
    if records and not any(_concerns(record, asked) for record in records):
        raise UnusableAnswer("answered about other works")
    for record in records:
        if text_member(record, "status") == "error" or text_member(record, "errmsg"):
            continue
        own = _own(record)
        for one in asked.intersection((*own, *_echoed(record, own))):
            others = tuple(other for other in own if other != one)
            if known.setdefault(one, others) != others:
                disputed.add(one)
    return {one: others for one, others in known.items() if one not in disputed}


def _told(reply: Reply) -> Json:
    """The JSON of an answer; an error need not have any."""
    try:
        return parse_json(reply.body)
    except UnusableAnswer:
        if reply.status == 200:
            raise
        return None


def _concerns(record: Json, asked: frozenset[Identifier]) -> bool:
    told = (text_member(record, "requested-id") or "").lower()
    return not asked.isdisjoint(_own(record)) or told in {one.value.lower() for one in asked}


def _own(record: Json) -> tuple[Identifier, ...]:
    """The PMID, PMCID and DOI of a record; what is malformed is left out."""
    found: list[Identifier] = []
    for name, parse in _READERS:
        text = text_member(record, name)
        if text is None:
            continue
        try:
            found.append(parse(text))
        except IdentifierError:
            continue
    return tuple(found)


def _echoed(record: Json, own: Sequence[Identifier]) -> tuple[Identifier, ...]:
    """The identifier the record says it answers to, where it has none of that kind itself."""
    text = text_member(record, "requested-id") or ""
    for _, parse in _READERS:
        try:
            one = parse(text)
        except IdentifierError:
            continue
        return () if any(type(one) is type(other) for other in own) else (one,)
    return ()
