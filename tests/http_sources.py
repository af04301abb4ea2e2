"""Every question that is put to a service, as a row: how it is asked and what came back."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import NamedTuple

from sscmsc.crossref import Crossref
from sscmsc.ecitmatch import CitationQuery
from sscmsc.europepmc import Citations, EuropePmc
from sscmsc.icite import ICite
from sscmsc.identifiers import DOI, PMCID, PMID, Identifier
from sscmsc.pmc import IdConverter
from sscmsc.pmc_articles import PmcArticles
from sscmsc.pubmed import PubMed
from sscmsc.session import Session
from sscmsc.source import Answer, Failed, Found, ListAnswer, Missing


class Told(NamedTuple):
    """What a source said: of what was asked, what it found, what it has not, what failed."""

    found: Mapping[str, object]
    missing: Mapping[str, str] = {}
    failed: Mapping[str, str] = {}

    @property
    def asked(self) -> set[str]:
        return {*self.found, *self.missing, *self.failed}


class Source(NamedTuple):
    """A question. `form` is that of a right answer (json, xml, text); `others` are works that
    were not asked for, by those that are. `single` questions are about one work, so that the
    service can say that there is none; `searches` give works nobody named, to be verified."""

    name: str
    form: str
    ask: Callable[[Session], Told]
    others: Mapping[str, str]
    single: bool = False
    searches: bool = False


def _records(answers: Iterable[Answer]) -> Told:
    given = list(answers)
    return Told(
        {str(one.asked): one.work for one in given if isinstance(one, Found)},
        {str(one.asked): one.reason for one in given if isinstance(one, Missing)},
        {str(one.asked): one.reason for one in given if isinstance(one, Failed)},
    )


def _lists(answers: Iterable[ListAnswer]) -> Told:
    given = list(answers)
    listed = [one for one in given if not isinstance(one, Failed)]
    return Told(
        {str(one.asked): one.references for one in listed if one.references is not None},
        {str(one.asked): one.reason for one in listed if one.references is None},
        {str(one.asked): one.reason for one in given if isinstance(one, Failed)},
    )


def _whole(value: object, failure: str) -> Told:
    """Of a question that has one answer only."""
    return Told({}, {}, {"all": failure}) if failure else Told({"all": value})


PMIDS = tuple(map(PMID, ("99000011", "99000012", "99000015", "4")))
DOIS = tuple(
    map(DOI, ("10.1056/nejmra0806188", "10.1038/nrrheum.2009.238", "10.1002/art.11073",
              "10.5555/none.1"))
)  # fmt: skip
PMCIDS = tuple(map(PMCID, ("PMC99000014", "PMC99000017", "PMC99000020", "PMC4")))
ARTICLES = tuple(map(PMCID, ("PMC99000001", "PMC98000001", "PMC4")))
REVIEW = PMID("99000001")
QUERIES = {
    "keyone": CitationQuery("N Engl J Med", "2009", "360", "1989", "Gabrielli A"),
    "keytwo": CitationQuery("Ann Rheum Dis", "2001", "60", "577", "Binks M"),
    "keyfour": CitationQuery("Ann Rheum Dis", "2001", "61", "1", "Nobody N"),
}
TEXT = "Gabrielli A, Avvedimento EV, Krieg T. Scleroderma. N Engl J Med 2009;360:1989-2003."


def efetch(session: Session) -> Told:
    return _records(PubMed(session).records(PMIDS))


def search_dois(session: Session) -> Told:
    found = PubMed(session).search_dois(DOIS)
    return _whole(set(found.pmids), found.failure)


def search_words(session: Session) -> Told:
    hits = PubMed(session).search_citations(["Scleroderma[ti]", "Klee[ti]"], 20)
    return _whole(set(hits.pmids), hits.failure)


def match(session: Session) -> Told:
    matches = PubMed(session).match_citations(QUERIES)
    found = {key: one.pmids for key, one in matches.outcomes.items() if one.pmids}
    missing = {key: one.reason for key, one in matches.outcomes.items() if not one.pmids}
    left = QUERIES.keys() - found.keys() - missing.keys()
    if matches.failure:
        return Told(found, missing, dict.fromkeys(left, matches.failure))
    return Told(found, {**missing, **dict.fromkeys(left, "no line")})


def translate(session: Session) -> Told:
    translated = IdConverter(session).translate(PMCIDS)
    found = {str(one): others for one, others in translated.known.items()}
    left = {str(one) for one in PMCIDS} - found.keys()
    if translated.failure:
        return Told(found, {}, dict.fromkeys(left, translated.failure))
    return Told(found, dict.fromkeys(left, "not in PMC"))


def articles(session: Session) -> Told:
    return _lists(PmcArticles(session).references(ARTICLES))


def article(session: Session) -> Told:
    return _lists(PmcArticles(session).references(ARTICLES[:1]))


def crossref_work(session: Session) -> Told:
    return _records(Crossref(session).records(DOIS[:1]))


def crossref_list(session: Session) -> Told:
    return _records(Crossref(session, follow_aliases=False).records(DOIS))


def crossref_search(session: Session) -> Told:
    found = Crossref(session).find_bibliographic(TEXT)
    return _whole(found.records, found.failure)


def references(session: Session) -> Told:
    return _lists(EuropePmc(session).references([REVIEW]))


def citations(session: Session) -> Told:
    found = EuropePmc(session).citations(PMID("99000018"))
    if isinstance(found, Citations):
        return Told({"99000018": found.works}) if found.total else Told({}, {"99000018": "none"})
    return Told({}, {}, {"99000018": found.reason})


def links(session: Session) -> Told:
    linked = ICite(session).links(PMIDS)
    found = {str(one): value for one, value in linked.known.items()}
    left = {str(one) for one in PMIDS} - found.keys()
    if linked.failure:
        return Told(found, {}, dict.fromkeys(left, linked.failure))
    return Told(found, dict.fromkeys(left, "not in iCite"))


def _paired(asked: Iterable[Identifier], *others: str) -> dict[str, str]:
    return dict(zip((str(one) for one in asked), others, strict=False))


_OTHER_PMIDS = _paired(PMIDS, "99000018", "99000019", "99000020")
_OTHER_DOIS = _paired(
    DOIS, "10.1056/nejmoa1703327", "10.1097/01.bor.0000144759.30154.84", "10.3389/fimmu.2018.02013"
)
_OTHER_KEYS = {"keyone": "keyfive", "keytwo": "keysix", "keyfour": "keyseven"}

#: Every question of every client; a new one is a new row.
SOURCES = (
    Source("pubmed efetch", "xml", efetch, _OTHER_PMIDS),
    Source("pubmed esearch by doi", "json", search_dois, _OTHER_DOIS, searches=True),
    Source("pubmed esearch by words", "json", search_words, {"Klee": "legacy"}, searches=True),
    Source("pubmed ecitmatch", "text", match, _OTHER_KEYS),
    Source("pmc id converter", "json", translate,
           _paired(PMCIDS, "PMC99000032", "PMC99000001", "PMC98000001")),
    Source("pmc articles", "xml", articles,
           {"99000001": "97000001", "98000001": "96000001"}),
    Source("pmc article", "xml", article, {"99000001": "97000001"}, single=True),
    Source("crossref work", "json", crossref_work, {"nejmra0806188": "nejmoa1703327"},
           single=True),
    Source("crossref list", "json", crossref_list, _OTHER_DOIS),
    Source("crossref bibliographic", "json", crossref_search, {"Scleroderma": "Autoantibodies"},
           searches=True),
    Source("europepmc references", "json", references, {"99000001": "99000002"}, single=True),
    Source("europepmc citations", "json", citations, {"99000018": "99000011"}, single=True),
    Source("icite", "json", links, _OTHER_PMIDS),
)  # fmt: skip
