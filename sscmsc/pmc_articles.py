"""PubMed Central: the reference lists in its full texts, by E-utilities.

Documentation: NBK25499, efetch with `db=pmc`, which takes the digits of a PMCID and answers JATS.
An article whose publisher does not let PMC give it out comes without its list, or as an error.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from sscmsc.errors import AnswerError, InputError, SourceError
from sscmsc.identifiers import PMCID, Identifier
from sscmsc.jats import NAME, Article, ArticleSet, parse_articles
from sscmsc.jsontext import parse_json, text_member
from sscmsc.patience import UnusableAnswer, reason_of
from sscmsc.reply import Reply
from sscmsc.services import Question
from sscmsc.session import Session
from sscmsc.source import Failed, ListAnswer, Listed
from sscmsc.text import clean

#: Articles in one request: a full text has some 200 kB, a large one 3 MB, an answer at most 32.
BATCH = 10

_ABSENT = "PMC has no article with this PMCID"
_UNLISTED = "PMC gives the article without its reference list"
#: The statuses that say there is no such thing, and what efetch says with status 400.
_GONE = frozenset({404, 410})
_NO_IDS = "ID list is empty"


class PmcArticles:
    """PMC as a source of reference lists (see `source.ReferenceSource`)."""

    name = NAME

    def __init__(self, session: Session) -> None:
        self._session = session
        self._url = f"{session.settings.eutils_url}efetch.fcgi"

    def references(self, identifiers: Sequence[Identifier]) -> tuple[ListAnswer, ...]:
        """One answer for each different identifier, in their order; only PMCIDs are asked for.

        Articles are told apart by the PMCID they say they have, not by their order. What the
        answer to several leaves out, without an error in its place, is asked for by itself.
        """
        asked = tuple(dict.fromkeys(identifiers))
        answers: dict[Identifier, ListAnswer] = {}
        for batch in _batches([one for one in asked if isinstance(one, PMCID)]):
            answers |= self._batch(batch)
        return tuple(
            answers.get(one, Listed(one, self.name, None, reason="PMC is asked by PMCID"))
            for one in asked
        )

    def _batch(self, batch: Sequence[PMCID]) -> dict[Identifier, ListAnswer]:
        form = {"db": "pmc", "retmode": "xml", "id": ",".join(one.digits for one in batch)}
        question = Question("POST", self._url, form, many=True)
        try:
            found = self._session.ask(question, _reader(batch), _complete(batch))
        except SourceError as error:
            reason = reason_of(error, "PubMed")
            return {one: Failed(one, self.name, reason) for one in batch}
        answers: dict[Identifier, ListAnswer] = {}
        for one in batch:
            answer = self._answer(one, found)
            if answer is not None:
                answers[one] = answer
            elif len(batch) == 1:
                answers[one] = Listed(one, self.name, None, reason=_ABSENT)
            else:
                answers |= self._batch((one,))
        return answers

    def _answer(self, asked: PMCID, found: ArticleSet) -> Listed | None:
        articles = [one for one in found.articles if one.pmcid == asked]
        if articles:
            return self._listed(asked, articles)
        for error in found.unavailable:
            if error.pmcid == asked:
                return Listed(asked, self.name, None, reason=f"PMC: {error.reason}")
        return None

    def _listed(self, asked: PMCID, articles: Sequence[Article]) -> Listed:
        lists = [one.references for one in articles if one.references is not None]
        if not lists:
            return Listed(asked, self.name, None, reason=_UNLISTED)
        # An article given twice is one; the fuller of two versions counts.
        references = max(lists, key=len)
        return Listed(asked, self.name, references, stated=len(references))


def _batches(pmcids: Sequence[PMCID]) -> Iterator[Sequence[PMCID]]:
    for start in range(0, len(pmcids), BATCH):
        yield pmcids[start : start + BATCH]


def _complete(batch: Sequence[PMCID]) -> Callable[[ArticleSet], bool]:
    return lambda found: {one.pmcid for one in found.articles}.issuperset(batch)


def _reader(batch: Sequence[PMCID]) -> Callable[[Reply], ArticleSet]:
    """The parser of the answer for `batch`; one about other articles alone is refused."""

    def parse(reply: Reply) -> ArticleSet:
        found = _parse(reply)
        if len(batch) == 1:
            if found.articles and not any(one.pmcid == batch[0] for one in found.articles):
                raise UnusableAnswer("PMC left the article out of its answer")
            # An error that names no article is about the only one.
            named = (replace(one, pmcid=one.pmcid or batch[0]) for one in found.unavailable)
            return replace(found, unavailable=tuple(named))
        return found

    return parse


def _parse(reply: Reply) -> ArticleSet:
    """The articles of an answer, none when it says that there are no such articles.

    Raises `UnusableAnswer` for an error in their place.
    """
    if reply.status in _GONE:
        return ArticleSet()
    told = f"{reply.status}" if reply.status != 200 else "no JATS"
    if reply.body[:200].lstrip().startswith(b'{"error"'):
        said = text_member(parse_json(reply.body), "error") or "no reason given"
        raise UnusableAnswer(f"answered {told}: {clean(said, 200)}")
    try:
        found = parse_articles(reply.body)
    except AnswerError as error:
        if _NO_IDS in error.message:
            return ArticleSet()
        raise UnusableAnswer(f"answered {told}: {error.message}") from error
    except InputError as error:
        raise UnusableAnswer(f"answered {told}: {error.message}") from error
    if reply.status != 200:
        raise UnusableAnswer(f"answered {reply.status}")
    return found
