"""iCite: which works a PubMed record cites and which cite it, as NIH counts them.

Documentation: https://icite.od.nih.gov/api. Both lists hold PMIDs only, in no printed order, so
they serve to check counts and to find citing works, never as a reference list.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from sscmsc.errors import IdentifierError, SourceError
from sscmsc.identifiers import PMID, parse_pmid
from sscmsc.jsontext import Json, items, member, number_member, objects, parse_json, text_member
from sscmsc.patience import UnusableAnswer, reason_of
from sscmsc.reply import Reply
from sscmsc.services import Question
from sscmsc.session import Session
from sscmsc.text import clean

NAME = "icite"
#: PMIDs in one request: 1,000 are allowed, an address of 2,000 characters is safe everywhere.
BATCH = 200


class CitationLinks(NamedTuple):
    """What iCite knows of one PubMed record.

    `total` is the number of citations it states; `provisional` is True while its figures for
    a young work are not settled.
    """

    pmid: PMID
    total: int
    cited_by: tuple[PMID, ...] = ()
    references: tuple[PMID, ...] = ()
    provisional: bool = False


class Linked(NamedTuple):
    """The links of the records that iCite knows; `failure` is empty when it was asked for all."""

    known: Mapping[PMID, CitationLinks]
    failure: str = ""


class ICite:
    """iCite over the session, by PMID."""

    name = NAME

    def __init__(self, session: Session) -> None:
        self._session = session
        self._url = f"{session.settings.icite_url}pubs"

    def links(self, pmids: Sequence[PMID]) -> Linked:
        """The links of each record, told apart by its own PMID; unknown ones have no key."""
        asked = tuple(dict.fromkeys(pmids))
        known: dict[PMID, CitationLinks] = {}
        failures: list[str] = []
        for start in range(0, len(asked), BATCH):
            batch = asked[start : start + BATCH]
            parameters = {"pmids": ",".join(one.value for one in batch)}
            question = Question("GET", self._url, parameters, many=True)
            try:
                found = self._session.ask(
                    question, _reader(batch), lambda found: len(found) >= len(asked)
                )
            except SourceError as error:
                failures.append(reason_of(error, "iCite"))
                continue
            known.update((one.pmid, one) for one in found if one.pmid in batch)
        return Linked(known, "; ".join(dict.fromkeys(failures)))


def _reader(batch: Sequence[PMID]) -> Callable[[Reply], tuple[CitationLinks, ...]]:
    """The parser of the links of `batch`; an answer about other records alone is refused."""

    def parse(reply: Reply) -> tuple[CitationLinks, ...]:
        found = _parse(reply)
        if found and not any(one.pmid in batch for one in found):
            raise UnusableAnswer("answered about other records")
        return found

    return parse


def _parse(reply: Reply) -> tuple[CitationLinks, ...]:
    """The records of an answer. Raises `UnusableAnswer` for anything else."""
    if reply.status != 200:
        raise UnusableAnswer(f"answered {reply.status}")
    value = parse_json(reply.body)
    if not isinstance(member(value, "data"), list):
        said = text_member(value, "error") or text_member(value, "detail") or "no data"
        raise UnusableAnswer(f"answered an error: {clean(said, 200)}")
    return tuple(
        CitationLinks(
            pmid[0],
            number_member(one, "citation_count") or 0,
            _pmids(items(one, "cited_by")),
            _pmids(items(one, "references")),
            text_member(one, "provisional") == "Yes",
        )
        for one in objects(value, "data")
        if (pmid := _pmids((member(one, "pmid"),)))
    )


def _pmids(values: Sequence[Json]) -> tuple[PMID, ...]:
    """The PMIDs among numbers and texts, each once; what is none is left out."""
    found: dict[PMID, None] = {}
    for one in values:
        if isinstance(one, int | str) and not isinstance(one, bool):
            try:
                found[parse_pmid(str(one))] = None
            except IdentifierError:
                continue
    return tuple(found)
