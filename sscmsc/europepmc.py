"""Europe PMC: the reference list of a work page by page, and the works that cite it.

Documentation: https://europepmc.org/RestfulWebService. Both are asked by PMID or PMCID. A page may
hold up to 1,000 works; a service that gives fewer is followed in pages of its own size.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sscmsc.errors import SourceError
from sscmsc.europepmc_work import (
    NAME,
    CitingWork,
    Page,
    is_absence,
    parse_citing,
    parse_page,
    parse_references,
)
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.jsontext import Json
from sscmsc.patience import UnusableAnswer, reason_of
from sscmsc.reply import Reply
from sscmsc.services import Question
from sscmsc.session import Session
from sscmsc.source import Failed, ListAnswer, Listed

#: Works on a page, and pages asked for of one list; of citing works fewer, for no reader
#: goes through ten thousand.
PAGE_SIZE = 1000
REFERENCE_PAGES = 20
CITATION_PAGES = 5

_ABSENT = "Europe PMC has no such work"


@dataclass(frozen=True, slots=True)
class Citations:
    """The works that cite the one asked for: `total` as stated, of which `works` were listed."""

    asked: Identifier
    total: int
    works: tuple[CitingWork, ...] = ()


class EuropePmc:
    """Europe PMC as a source of reference lists (see `source.ReferenceSource`)."""

    name = NAME

    def __init__(self, session: Session) -> None:
        self._session = session
        self._address = session.settings.europepmc_url

    def references(self, identifiers: Sequence[Identifier]) -> tuple[ListAnswer, ...]:
        """One answer for each different identifier, in their order; a DOI is not asked for.

        Each costs a request for every 1,000 references. A list of which a page cannot be had
        is `Failed` as a whole; one longer than the pages asked for states more than it lists.
        """
        return tuple(self._references(one) for one in dict.fromkeys(identifiers))

    def citations(self, identifier: Identifier) -> Citations | Failed:
        """The works that cite one work, in the service's order, at most 5,000 of them.

        None cite a work of which it says that it has no such thing: so it answers where it
        knows no citation (https://github.com/ropensci/europepmc/issues/6).
        """
        if isinstance(identifier, DOI):
            return Failed(identifier, self.name, "Europe PMC is asked by PMID or PMCID")
        try:
            found = self._pages(identifier, "citations", CITATION_PAGES)
        except SourceError as error:
            return Failed(identifier, self.name, reason_of(error, "Europe PMC"))
        if found is None:
            return Citations(identifier, 0)
        return Citations(identifier, found.total, parse_citing(found.listed))

    def _references(self, asked: Identifier) -> ListAnswer:
        if isinstance(asked, DOI):
            return Listed(asked, self.name, None, reason="Europe PMC is asked by PMID or PMCID")
        try:
            found = self._pages(asked, "references", REFERENCE_PAGES)
        except SourceError as error:
            return Failed(asked, self.name, reason_of(error, "Europe PMC"))
        if found is None:
            return Listed(asked, self.name, None, reason=_ABSENT)
        return Listed(asked, self.name, parse_references(found.listed), stated=found.total)

    def _pages(self, asked: PMID | PMCID, what: str, cap: int) -> Page | None:
        """The whole of a list, or as much of it as `cap` pages hold; None for no such work."""
        source = "MED" if isinstance(asked, PMID) else "PMC"
        url = f"{self._address}{source}/{asked.value}/{what}"
        size, number = PAGE_SIZE, 1
        first = page = self._page(url, what, number, size)
        if first is None:
            return None
        listed: list[dict[str, Json]] = list(first.listed)
        while page and page.listed and len(listed) < first.total and number < cap:
            if number == 1:
                # Its own limit may be lower than what was asked for.
                size = len(page.listed)
            number += 1
            page = self._page(url, what, number, size)
            listed += page.listed if page else ()
        return Page(first.total, tuple(listed))

    def _page(self, url: str, what: str, number: int, size: int) -> Page | None:
        parameters = {"page": str(number), "pageSize": str(size), "format": "json"}
        inner = what.removesuffix("s")
        source, accession, _ = url.removeprefix(self._address).split("/")

        def parse(reply: Reply) -> Page | None:
            if number == 1 and is_absence(reply):
                return None
            if reply.status != 200:
                raise UnusableAnswer(f"answered {reply.status}{_told(reply, inner)}")
            page = parse_page(reply.body, f"{inner}List", inner)
            if page.source == source and page.accession != accession:
                raise UnusableAnswer("answered about another work")
            if number == 1 and page.total and not page.listed:
                raise UnusableAnswer(f"counts {page.total} {what} and lists none")
            return page

        question = Question("GET", url, parameters, many=True)
        return self._session.ask(
            question,
            parse,
            lambda page: page is not None and len(page.listed) >= min(page.total, size),
        )


def _told(reply: Reply, inner: str) -> str:
    """What an answer with another status than 200 says in words, if it does."""
    try:
        parse_page(reply.body, f"{inner}List", inner)
    except UnusableAnswer as error:
        said = error.message.removeprefix("answered an error")
        return said if said != error.message else ""
    return ""
