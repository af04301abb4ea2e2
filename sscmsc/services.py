"""The services that are asked: where they are, how often they may be asked, who asks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple
from urllib.parse import urljoin, urlsplit

from sscmsc.config import Settings
from sscmsc.errors import SourceError
from sscmsc.limits import Rate
from sscmsc.redaction import SECRET_PARAMETERS, redact
from sscmsc.text import clean

#: Hosts a service may send us on to; anything else is refused.
_TRUSTED_HOSTS = frozenset(
    "eutils.ncbi.nlm.nih.gov www.ncbi.nlm.nih.gov pmc.ncbi.nlm.nih.gov api.crossref.org "
    "www.ebi.ac.uk doi.org www.doi.org icite.od.nih.gov".split()
)


class Service(NamedTuple):
    """A service: its name in messages, base address and rates (of lists: `many`)."""

    name: str
    address: str
    rate: Rate
    many: Rate
    ncbi: bool = False
    keyed: bool = False


class Question(NamedTuple):
    """One request. `parameters` are the query of a GET, the form of a POST; `many` says
    that the answer covers many works: more bytes, and for Crossref another rate."""

    method: str
    url: str
    parameters: Mapping[str, str]
    many: bool


class Hop(NamedTuple):
    """One HTTP request on the way to the answer of a question."""

    method: str
    url: str
    parameters: Mapping[str, str]

    def sent_on(self, url: str, *, as_get: bool) -> Hop:
        """The request to make after a redirect: no secret goes along. A form is posted again,
        since a question without its identifiers would have another answer."""
        if as_get or self.method == "GET":
            return Hop("GET", url, {})
        told = {k: v for k, v in self.parameters.items() if k not in SECRET_PARAMETERS}
        return Hop(self.method, url, told)


def services(settings: Settings) -> tuple[Service, ...]:
    """The services of these settings, with the rates their operators publish.

    E-utilities: NBK25497, 3 a second, 10 with a key, the ID converter counted in. Crossref:
    "Announcing changes to REST API rate limits" (December 2025), 5 a second and one at a
    time, 10 and three for those who say who they are; lists 1, or 3. Europe PMC, doi.org and
    iCite publish none.
    """
    slots = 10 if settings.api_key else 3
    ncbi = Rate("ncbi-key" if settings.api_key else "ncbi", slots, 1.0)
    if settings.email:
        single, lists = Rate("crossref", 3, 0.33), Rate("crossref-lists", 3, 1.0)
    else:
        single, lists = Rate("crossref", 1, 0.2), Rate("crossref-lists", 1, 1.0)
    europepmc, doi, icite = (Rate(name, 3, 1.0) for name in ("europepmc", "doi", "icite"))
    return (
        Service("PubMed", settings.eutils_url, ncbi, ncbi, ncbi=True, keyed=True),
        Service("PMC ID converter", settings.idconv_url, ncbi, ncbi, ncbi=True),
        Service("Crossref", settings.crossref_url, single, lists),
        Service("Europe PMC", settings.europepmc_url, europepmc, europepmc),
        Service("doi.org", settings.doi_url, doi, doi),
        Service("iCite", settings.icite_url, icite, icite),
    )


def service_of(url: str, known: Sequence[Service]) -> Service:
    """The service whose base address `url` begins with, the longest such address deciding.

    Raises `ValueError` when there is none.
    """
    serving = [one for one in known if (url + "/").startswith(one.address)]
    if not serving:
        raise ValueError(f"{urlsplit(url).netloc} is no service of these settings")
    return max(serving, key=lambda one: len(one.address))


def first_hop(service: Service, question: Question, settings: Settings) -> Hop:
    """The request to send: to NCBI it says who asks (NBK25497), and the key only in a body."""
    parameters = dict(question.parameters)
    if service.ncbi:
        parameters["tool"] = "sscmsc"
        if settings.email:
            parameters["email"] = settings.email
        if service.keyed and question.method == "POST" and settings.api_key:
            parameters["api_key"] = settings.api_key
    return Hop(question.method, question.url, parameters)


def redirect_target(url: str, location: str, known: Sequence[Service]) -> str:
    """The address that a redirect from `url` leads to, if it may be followed.

    It may within one origin, to a service of these settings, and by https to a host of
    NCBI, NIH, Crossref, EMBL-EBI or doi.org; never from https to http. Raises `SourceError`.
    """
    try:
        target = urljoin(url, location)
        old, new = urlsplit(url), urlsplit(target)
        reached = origin(target)
    except ValueError:
        raise SourceError("redirects to what is no address") from None
    if old.scheme == "https" and new.scheme != "https":
        raise SourceError("redirects to plain http, which was refused")
    ours = {origin(url), *(origin(service.address) for service in known)}
    trusted = new.scheme == "https" and not new.port and new.hostname in _TRUSTED_HOSTS
    if not location or new.username or (reached not in ours and not trusted):
        raise SourceError(f"redirects to {clean(new.hostname or 'nowhere', 80)}, which was refused")
    if redact(target) != target:
        raise SourceError("redirects to an address with a secret in it, which was refused")
    return target


def origin(url: str) -> str:
    """Scheme, host and port of an address. Raises `ValueError` for a port that is none."""
    parts = urlsplit(url)
    port = parts.port or {"http": 80, "https": 443}.get(parts.scheme, 0)
    return f"{parts.scheme}://{parts.hostname or ''}:{port}"
