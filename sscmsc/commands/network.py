"""The sources of a command that uses the network, over one session."""

from __future__ import annotations

from collections.abc import Sequence

from sscmsc.citing import Citing, find_citing
from sscmsc.commands.options import Desk
from sscmsc.commands.settings import settings_of
from sscmsc.config import Settings
from sscmsc.crossref import Crossref
from sscmsc.europepmc import EuropePmc
from sscmsc.icite import ICite
from sscmsc.identifiers import Identifier
from sscmsc.pmc import IdConverter
from sscmsc.pmc_articles import PmcArticles
from sscmsc.pubmed import PubMed
from sscmsc.session import Session
from sscmsc.sources import Services


def open_services(settings: Settings, *, lately: bool = True) -> tuple[Services, Session]:
    """The sources and the session they share; the caller closes the session. With `lately`
    False they are asked for what they answered lately, too."""
    session = Session(settings) if lately else Session(settings, fresh=0.0)
    pubmed, crossref = open_search(session)
    services = Services(
        pubmed=pubmed,
        crossref=crossref,
        crossref_lists=Crossref(session, follow_aliases=False),
        converter=IdConverter(session),
        lists=(PmcArticles(session), EuropePmc(session)),
        matcher=pubmed,
        bibliographic=crossref,
    )
    return services, session


def open_search(session: Session) -> tuple[PubMed, Crossref]:
    """The services that find a work by what a printed reference says of it."""
    return PubMed(session), Crossref(session)


def ask_who_cites(desk: Desk, identifiers: Sequence[Identifier]) -> Citing:
    """The works that cite one work, over a session of their own."""
    settings = settings_of(desk, desk.folder)
    with Session(settings) as session:
        return find_citing(identifiers, EuropePmc(session), ICite(session))
