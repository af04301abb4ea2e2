"""One citation of a JATS reference list -> what it says of the work it cites.

Elements: JATS 1.3 `element-citation` and `mixed-citation`; `nlm-citation` and `citation` of the
NLM DTDs before it hold the same parts. What a line says only in words is read from the words.
"""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import NamedTuple

from lxml.etree import _Element

from sscmsc.citation import parse_citation
from sscmsc.jats_identifiers import (
    Identified,
    first_of,
    in_text,
    is_address,
    linked,
    links,
    pub_ids,
)
from sscmsc.jats_people import PEOPLE, People, people
from sscmsc.jats_text import children, plain, printed, speaks
from sscmsc.pages import split_pages
from sscmsc.record import Author, Group
from sscmsc.reference import Cited
from sscmsc.text import clean, without_full_stop


class ReadCitation(NamedTuple):
    """A citation read: its line (None when it says nothing), its fields, its identifiers, and
    the label printed within it."""

    text: str | None
    cited: Cited
    identified: Identified
    label: str | None = None


_TITLES = frozenset(("article-title", "chapter-title", "part-title", "data-title"))
_REMARKS = frozenset(("comment", "date-in-citation", "series", "conf-name", "conf-date", "patent"))
_PARTS = (
    PEOPLE | _TITLES | _REMARKS
    | frozenset(
        "source trans-title trans-source year date string-date volume issue supplement fpage lpage "
        "page-range elocation-id publisher-name publisher-loc edition conf-loc object-id pub-id "
        "label related-article related-object ext-link uri annotation note institution".split()
    )
)  # fmt: skip
#: Values of publication-type in use, letters only, and the CSL kind they mean.
_KINDS = {
    word: kind
    for kind, words in {
        "article-journal": "journal article journalarticle articlejournal journalpaper periodical",
        "book": "book monograph editedbook ebook bookseries",
        "chapter": "bookchapter chapter booksection",
        "paper-conference": "confproc conference confproceedings conferencepaper proceedings "
        "conferenceproceedings conferenceproceeding meeting",
        "thesis": "thesis dissertation phdthesis",
        "report": "report gov government techreport workingpaper discussion",
        "webpage": "web webpage website weblink online internet uri electronic",
        "patent": "patent",
        "dataset": "data dataset database",
        "software": "software computerprogram",
        "article": "preprint eprint",
        "article-newspaper": "newspaper news newspaperarticle",
        "article-magazine": "magazine",
        "standard": "standard std",
        "legislation": "legal law legislation",
    }.items()
    for word in words.split()
}
_PERIODICAL = frozenset(
    ("article-journal", "article-newspaper", "article-magazine", "paper-conference", "article")
)
_YEAR = re.compile(r"(?<!\d)(1[4-9]\d\d|20\d\d)(?!\d)")
#: Names in a line made of parts; a consortium of thousands would leave no room for the title.
_NAMES_SHOWN = 50
_EXTENT = re.compile(r"\d+\s*(?:pp?|pages?)\b\.?", re.I)
_VOLUME_WORD = re.compile(r"^(?:vol(?:ume)?s?\b\.?|v\.)\s*(?=\S)", re.I)


def read_citation(citation: _Element, structured: _Element | None = None) -> ReadCitation:
    """What a citation element says.

    `structured` is the same citation with its parts tagged, where the list gives it twice
    (`citation-alternatives`): the fields come from there, the line from `citation`.
    """
    tagged = citation if structured is None else structured
    said = _said(tagged)
    who = people(tagged, _TITLES)
    cited = _cited(tagged, said, who)
    line = printed(citation) if speaks(citation) else ""
    if line and cited.title is None and cited.container is None:
        cited = _filled(cited, parse_citation(line).cited, who)
    text = line or composed(cited, said)
    elements = (tagged,) if tagged is citation else (tagged, citation)
    identified = first_of(
        *(pub_ids(one) for one in elements), *(linked(one) for one in elements), in_text(text)
    )
    return ReadCitation(text or None, cited, identified, said.get("label"))


def composed(cited: Cited, said: dict[str, str]) -> str:
    """A line made of the parts of a citation that prints none, in the order of Vancouver."""
    names = [_shown(one) for one in cited.authors[:_NAMES_SHOWN]]
    if names and (len(cited.authors) > len(names) or not cited.authors_complete):
        names.append("et al")
    issue = f"({cited.issue})" if cited.issue else ""
    place = f"{cited.volume or ''}{issue}"
    numbers = ";".join(filter(None, (said.get("year", ""), place)))
    if cited.pages:
        numbers = f"{numbers}:{cited.pages}" if numbers else f"p. {cited.pages}"
    editors = ", ".join(_shown(one) for one in cited.editors)
    if editors:
        editors = f"{'In: ' if cited.kind == 'chapter' else ''}{editors}, editors"
    publishing = ": ".join(filter(None, (cited.place, cited.publisher)))
    parts = (
        ", ".join(names), cited.title, editors, cited.container, said.get("series"),
        cited.edition, said.get("conf-name"), publishing, numbers, said.get("patent"),
        said.get("comment"),
        cited.url if cited.url and cited.url not in said.get("comment", "") else "",
        said.get("date-in-citation"),
    )  # fmt: skip
    written = [part for part in dict.fromkeys(parts) if part]
    return clean(" ".join(part if part[-1] in ".?!" else f"{part}." for part in written))


def _shown(author: Author) -> str:
    if isinstance(author, Group):
        return author.name
    return " ".join(filter(None, (author.family, author.initials or author.given, author.suffix)))


def _said(citation: _Element) -> dict[str, str]:
    """The text of each part by its tag: the first that is not empty, remarks all together."""
    said: dict[str, str] = {}
    for part in children(citation, lambda tag: tag in _PARTS):
        tag = str(part.tag)
        if tag in ("date", "string-date"):
            year = part.find("year")
            tag, text = "year", plain(part if year is None else year)
        elif tag in PEOPLE:
            continue
        else:
            text = plain(part)
        if not text:
            continue
        if tag in _REMARKS and tag in said:
            said[tag] += f" {text}"
        else:
            said.setdefault(tag, text)
    return said


def _cited(citation: _Element, said: dict[str, str], who: People) -> Cited:
    inner = next((said[tag] for tag in _TITLES_IN_ORDER if tag in said), None)
    source = said.get("source") or said.get("trans-source")
    if inner and not source:
        source = said.get("series") or said.get("conf-name")
    url = next((at for kind, at in links(citation) if kind == "uri" and is_address(at)), None)
    kind = _kind(citation, said, inner is not None, url)
    if kind == "book" and inner and source:
        kind = "chapter"
    if kind in _PERIODICAL or kind == "chapter" or (inner and source):
        title, container = inner, source
    else:
        title, container = inner or source, None
    year = _YEAR.search(said.get("year", ""))
    volume = _VOLUME_WORD.sub("", said.get("volume", "").strip(" .,;:")) or None
    return Cited(
        kind=kind,
        authors=who.authors,
        authors_complete=who.complete,
        editors=who.editors,
        title=without_full_stop(title).rstrip(" ,;") or None if title else None,
        container=container.rstrip(" ,;:") or None if container else None,
        year=int(year.group(1)) if year else None,
        volume=volume,
        issue=_issue(said),
        pages=_pages(said),
        publisher=said.get("publisher-name"),
        place=said.get("publisher-loc", "").rstrip(" ,:") or None,
        edition=said.get("edition"),
        url=None if url is None or "doi.org/" in url else clean(url),
    )


_TITLES_IN_ORDER = ("article-title", "chapter-title", "part-title", "data-title", "trans-title")


def _issue(said: dict[str, str]) -> str | None:
    parts = [said.get("issue", ""), said.get("supplement", "")]
    return " ".join(filter(None, (part.strip(" ().,;:") for part in parts))) or None


def _pages(said: dict[str, str]) -> str | None:
    """The pages in full, or the article number in their place."""
    first, last = said.get("fpage", ""), said.get("lpage", "")
    if _EXTENT.fullmatch(first):
        return None
    if first:
        given = first if not last or last == first else f"{first}-{last}"
    else:
        given = said.get("page-range") or said.get("elocation-id") or ""
    if not given and (number := split_pages(said.get("object-id", ""))[1]):
        return number
    pages, number = split_pages(given)
    return pages or number


def _kind(citation: _Element, said: dict[str, str], titled: bool, url: str | None) -> str:
    given = citation.get("publication-type") or citation.get("citation-type") or ""
    kind = _KINDS.get(re.sub(r"[^a-z]", "", given.lower()))
    if kind is not None:
        return kind
    if "source" in said and titled and {"volume", "fpage", "elocation-id", "issue"} & said.keys():
        return "article-journal" if "publisher-name" not in said else "chapter"
    if "chapter-title" in said:
        return "chapter"
    if "conf-name" in said:
        return "paper-conference"
    if "publisher-name" in said or "edition" in said:
        return "book"
    if "source" in said and (titled or "volume" in said):
        return "article-journal"
    return "webpage" if url else "document"


def _filled(tagged: Cited, read: Cited, who: People) -> Cited:
    """The tagged fields, and what was read from the line where nothing is tagged."""
    missing = {
        part.name: getattr(read, part.name)
        for part in fields(Cited)
        if part.name not in ("kind", "authors", "authors_complete")
        and not getattr(tagged, part.name)
    }
    filled = replace(tagged, **missing, kind=read.kind)
    if who.authors:
        return filled
    return replace(filled, authors=read.authors, authors_complete=read.authors_complete)
