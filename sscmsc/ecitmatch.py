"""The question and the answer of NCBI's citation matcher (ecitmatch.cgi, NBK25499).

A question is a line `journal|year|volume|first page|author|key|`; the answer is plain text, the
same lines with the outcome after the last bar. Lines may be missing from it and may have lost
their author, so an answer is known by its key alone. Where journal, volume and page agree the
service does not look at author and year: every hit is a candidate to be verified, no more.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sscmsc.errors import IdentifierError
from sscmsc.identifiers import PMID, parse_pmid
from sscmsc.likeness import journal_key, page_key
from sscmsc.record import Container, Group
from sscmsc.reference import Cited
from sscmsc.text import clean, plain

#: Lines of one request: no limit is documented, and so many are answered at once.
BATCH = 100

#: Keys of the names of a journal (`likeness.journal_key`) -> its NLM abbreviation.
Journals = Mapping[str, str]

_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "ß": "ss", "æ": "ae", "Æ": "AE", "œ": "oe", "đ": "d",
     "ı": "i", "’": "'", "‘": "'", "–": "-", "‐": "-", "‑": "-"}
)  # fmt: skip
_PLACE = re.compile(r"\s*\([^()]*\)\s*$")
_SUBTITLE = re.compile(r"\s*[:;=].*$")


class CitationQuery(NamedTuple):
    """What the matcher is asked; what a line does not say is "". `key` names the line."""

    journal: str
    year: str
    volume: str
    page: str
    author: str

    def line(self, key: str) -> str:
        """The line as it is sent; `key` must be a word that is no name, year or page."""
        return "|".join((*self, key, ""))


class Outcome(NamedTuple):
    """What the matcher said: one PMID, several when it could not decide, or none and why."""

    pmids: tuple[PMID, ...] = ()
    reason: str = ""


def citation_queries(cited: Cited, journals: Journals) -> tuple[CitationQuery, ...]:
    """The ways to ask for a cited work, the surest first; none when the line says too little.

    They differ in the name of the journal (as NLM abbreviates it where `journals` knows,
    without stops, without place or subtitle) and in the volume (`49 Suppl 20`, `49`).
    """
    if not cited.container or not (cited.volume or cited.pages or (cited.year and cited.authors)):
        return ()
    author = cited.authors[0] if cited.authors else None
    name = ""
    if author is not None and not isinstance(author, Group):
        name = f"{author.family} {author.initials or (author.given or '')[:1]}"
    page = _first_page(cited.pages or "")
    made = [
        CitationQuery(journal, _year(cited), _sendable(volume), page, _sendable(name))
        for volume in _volumes(cited.volume or "")
        for journal in _names(cited.container, journals)
    ]
    return tuple(dict.fromkeys(made))


def journal_table(containers: Iterable[Container]) -> dict[str, str]:
    """`Journals` from the journals of known records: every name of each to its abbreviation."""
    table: dict[str, str] = {}
    for one in containers:
        if one.nlm_abbreviation:
            for name in (one.nlm_abbreviation, one.iso_abbreviation, one.title):
                if name:
                    table.setdefault(journal_key(name), one.nlm_abbreviation)
    return table


def parse_outcomes(text: str, keys: Iterable[str]) -> dict[str, Outcome]:
    """The outcome of each of `keys` that the answer speaks of.

    A key that is answered more than once, differently, has all the PMIDs. Never raises: an
    outcome that is not understood is one without PMIDs.
    """
    known = frozenset(keys)
    found: dict[str, Outcome] = {}
    for line in re.split(r"[\r\n]+", text):
        fields = [one.strip() for one in line.split("|")]
        # The key is the last field but one; searching from the right survives lost fields.
        place = next((at for at in range(len(fields) - 1, -1, -1) if fields[at] in known), None)
        if place is None:
            continue
        outcome = _outcome("|".join(fields[place + 1 :]))
        before = found.get(fields[place])
        if before is not None:
            pmids = tuple(dict.fromkeys((*before.pmids, *outcome.pmids)))
            outcome = Outcome(pmids, "" if pmids else before.reason)
        found[fields[place]] = outcome
    return found


def _outcome(said: str) -> Outcome:
    """`26315901`, `AMBIGUOUS 26315901,25768914`, `AMBIGUOUS (783 citations)`,
    `NOT_FOUND;INVALID_JOURNAL`."""
    told = clean(said, 200).strip("| ")
    listed = re.fullmatch(r"(?:AMBIGUOUS\s+)?(\d+(?:\s*,\s*\d+)*)", told)
    pmids: list[PMID] = []
    for number in re.findall(r"\d+", listed[1]) if listed else ():
        try:
            pmids.append(parse_pmid(number))
        except IdentifierError:
            continue
    if pmids:
        return Outcome(tuple(dict.fromkeys(pmids)))
    return Outcome((), told.lower().replace("_", " ").replace(";", ", ") or "no outcome")


def _names(container: str, journals: Journals) -> tuple[str, ...]:
    """The names of a journal to ask by."""
    printed = _sendable(plain(container).replace(".", " ").replace("&", " and "))
    bare = _SUBTITLE.sub("", _PLACE.sub("", plain(container)))
    short = _sendable(bare.replace(".", " ").replace("&", " and "))
    without_article = re.sub(r"^The\s+", "", short)
    known = journals.get(journal_key(container)), journals.get(journal_key(bare))
    names = (*known, printed, without_article)
    return tuple(dict.fromkeys(name for name in names if name))


def _volumes(volume: str) -> tuple[str, ...]:
    number = re.match(r"\d+", volume)
    return (volume, number.group()) if number and number.group() != volume else (volume,)


def _first_page(pages: str) -> str:
    """The first page as PubMed prints it: `e33693`, `S12`, `1989`."""
    if not page_key(pages):
        return ""
    return _sendable(re.split(r"[-–—,;]", pages.strip(), maxsplit=1)[0])


def _year(cited: Cited) -> str:
    return str(cited.year) if cited.year else ""


def _sendable(value: str) -> str:
    """ASCII on one line without bars, which would end the field."""
    decomposed = unicodedata.normalize("NFKD", value.translate(_UNDECOMPOSED))
    kept = decomposed.encode("ascii", "ignore").decode().replace("|", " ")
    return " ".join(clean(kept, 200).split())
