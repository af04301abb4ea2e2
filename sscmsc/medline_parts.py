"""Small values of PubMed XML: text, dates, identifiers, people.

Element names and contents are those of NLM's DTD (pubmed_250101.dtd); names older DTDs used
for the same thing are read too.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping

from lxml.etree import _Element

from sscmsc import text
from sscmsc.dates import PartialDate, checked_date, month_number, season_name
from sscmsc.errors import IdentifierError
from sscmsc.identifiers import DOI, PMCID, PMID, parse_doi, parse_pmcid, parse_pmid
from sscmsc.record import Author, Group, Person
from sscmsc.text import RichText, clean

_KEPT_TAGS = frozenset(("i", "b", "sup", "sub"))
_YEAR = re.compile(r"(?<!\d)[12]\d{3}(?!\d)")
_WORD = re.compile(r"[A-Za-z]+")
_WHOLE_DATE = re.compile(r"(\d{4})(?: ([A-Za-z]+)(?: (\d{1,2}))?)?")
_ISSN = re.compile(r"\d{4}-?\d{3}[\dXx]")
_ORCID = re.compile(r"(?<![\d-])(\d{4})-?(\d{4})-?(\d{4})-?(\d{3}[\dXx])(?![\d-])")
_EMBEDDED_PMCID = re.compile(r"PMC\d+")
_NO_TITLE = frozenset(("not available", "in process citation"))
_PERSON = (
    "Author", "LastName", "ForeName", "FirstName", "Initials", "Suffix", "CollectiveName",
    "Affiliation", "Identifier",
)  # fmt: skip
_FINAL_STOP = re.compile(r"\.((?:</(?:i|b|sup|sub)>)+)$")


class ArticleIds:
    """What an ArticleIdList says, each value checked; the first valid one of a type counts.

    `refused` names each value that is not what it is said to be.
    """

    __slots__ = ("doi", "manuscript_ids", "pmcid", "pmid", "refused")

    def __init__(self) -> None:
        self.pmid: PMID | None = None
        self.pmcid: PMCID | None = None
        self.doi: DOI | None = None
        self.manuscript_ids: tuple[str, ...] = ()
        self.refused: tuple[str, ...] = ()

    def add(self, kind: str | None, value: str | None) -> None:
        """Take in one ArticleId. A `pubmed` value may be a PMCID, a `pmc` one lack its prefix."""
        if not value:
            return
        try:
            if kind == "pubmed" or kind is None:
                if value[0] in "Pp":
                    self.pmcid = self.pmcid or parse_pmcid(value)
                else:
                    self.pmid = self.pmid or parse_pmid(value)
            elif kind == "pmc":
                self.pmcid = self.pmcid or parse_pmcid(value)
            elif kind == "doi":
                self.doi = self.doi or parse_doi(value)
            elif kind == "pmcid":
                embedded = _EMBEDDED_PMCID.search(value)
                self.pmcid = self.pmcid or parse_pmcid(embedded.group() if embedded else value)
            elif kind in ("mid", "bookaccession"):
                self.manuscript_ids += (clean(value),)
        except IdentifierError:
            self.refused += (f"{kind or 'pubmed'} id refused: {clean(value, 80)}",)


def plain(element: _Element, limit: int = text.FIELD_LIMIT) -> str:
    """All text inside `element`, without markup, cleaned; "" when there is none."""
    value = "".join(_literal_runs(element)) if len(element) else element.text
    return clean(value, limit) if value else ""


def rich(element: _Element, limit: int = text.TITLE_LIMIT) -> RichText:
    """All text inside `element` as rich text; the tags other than CSL's four are dropped."""
    if not len(element):
        return RichText(clean(_literal(element.text), limit))
    runs: list[str] = []
    _add_runs(element, runs)
    return text.rich("".join(runs), limit)


def title(element: _Element) -> tuple[RichText | None, bool]:
    """A title without the final full stop and the brackets PubMed adds, and whether it had them.

    None for the stand-ins `[Not Available].` and `[In Process Citation]`.
    """
    bare, translated = text.split_translated(rich(element))
    bare = text.without_full_stop(bare)
    if bare.endswith(">"):
        bare = _FINAL_STOP.sub(r"\1", bare)
    if not bare or bare.lower() in _NO_TITLE:
        return None, False
    return RichText(bare), translated


def date(element: _Element) -> PartialDate | None:
    """A PubDate, ArticleDate or history date; what its parts cannot say is kept as `literal`.

    None when no year can be read.
    """
    year = month = day = season = ""
    for part in element:
        tag = part.tag
        if tag == "Year":
            year = part.text or ""
        elif tag == "Month":
            month = part.text or ""
        elif tag == "Day":
            day = part.text or ""
        elif tag == "Season":
            season = part.text or ""
        elif tag == "MedlineDate":
            return medline_date(part.text or "")
        else:
            break  # Hour and what follows
    if len(year) == 4 and year.isdecimal() and not season:
        number = int(month) if month.isdecimal() else month_number(month)
        if number or not month:
            return checked_date(int(year), number, int(day) if day.isdecimal() else None)
    return medline_date(f"{year} {month} {day} {season}")


def medline_date(printed: str) -> PartialDate | None:
    """The date of a MedlineDate: its first year, and month and season where only one is named.

    `1998 Dec-1999 Jan` gives 1998 with the whole as `literal`. None without a year.
    """
    shown = clean(printed)
    years = _YEAR.findall(shown)
    if not years:
        return None
    year = int(years[0])
    words = _WORD.findall(shown)
    months = {month for word in words if (month := month_number(word))}
    seasons = {season for word in words if (season := season_name(word))}
    month = months.pop() if len(months) == 1 and len(set(years)) == 1 and not seasons else None
    season = seasons.pop() if len(seasons) == 1 and len(set(years)) == 1 and not months else None
    whole = _WHOLE_DATE.fullmatch(shown)
    if whole and (month or season or not whole[2]):
        return checked_date(year, month, int(whole[3]) if whole[3] else None, season)
    return checked_date(year, month, None, season, shown)


def issn(element: _Element) -> str | None:
    """The ISSN as `1234-567X`, None for what has not its form."""
    value = (element.text or "").strip()
    if not _ISSN.fullmatch(value):
        return None
    return f"{value[:4]}-{value[-4:]}".upper()


def orcid(value: str) -> str | None:
    """The ORCID in a URL, dashed or as 16 digits, dashed; None unless its check digit is right.

    ISO 7064 MOD 11-2, as https://support.orcid.org describes it.
    """
    found = _ORCID.search(value)
    if found is None:
        return None
    digits = "".join(found.groups()).upper()
    total = 0
    for digit in digits[:-1]:
        total = (total + int(digit)) * 2 % 11
    check = (12 - total) % 11
    return "-".join(found.groups()).upper() if digits[-1] == "0123456789X"[check] else None


def own_pmid(element: _Element) -> PMID | None:
    """The PMID in a PMID element, None when it is empty or none."""
    try:
        return parse_pmid(element.text or "")
    except IdentifierError:
        return None


def people(element: _Element) -> tuple[Author, ...]:
    """The authors of an AuthorList in printed order, groups in their place.

    Those marked ValidYN="N" are left out: NLM keeps a misspelt name beside the right one.
    """
    found: list[Author | None] = []
    said: dict[str, str] | None = None
    affiliations: tuple[str, ...] = ()
    for part in element.iterdescendants(*_PERSON):
        tag = part.tag
        if tag == "Author":
            if said:
                found.append(_author(said, affiliations))
            said = None if part.get("ValidYN") == "N" else {}
            affiliations = ()
        elif said is None:
            continue
        elif tag == "Affiliation":
            if shown := plain(part):
                affiliations += (shown,)
        elif tag != "Identifier":
            said[tag] = plain(part)
        elif part.get("Source") == "ORCID":
            said.setdefault(tag, part.text or "")
    if said:
        found.append(_author(said, affiliations))
    return tuple(one for one in found if one is not None)


def _author(said: Mapping[str, str], affiliations: tuple[str, ...]) -> Author | None:
    family = said.get("LastName")
    given = said.get("ForeName") or said.get("FirstName")
    if not family:
        if group := said.get("CollectiveName"):
            return Group(group)
        family, given = given, None
    if not family:
        return None
    code = orcid(said["Identifier"]) if "Identifier" in said else None
    return Person(
        family,
        given or None,
        said.get("Initials") or None,
        said.get("Suffix") or None,
        code,
        affiliations,
    )


def _entity(element: _Element) -> str:
    """The character of an entity that only the DTD (never loaded) declares, else its name."""
    return html.unescape(element.text or "")


def _literal(value: str | None) -> str:
    """`value` as rich text without markup; most has nothing to escape."""
    return text.literal(value) if value and ("<" in value or "&" in value) else value or ""


def _is_element(node: _Element) -> bool:
    """Whether a node is an element: comments and entities have a function for a tag."""
    return isinstance(node.tag, str)


def _literal_runs(element: _Element) -> Iterator[str]:
    yield element.text or ""
    for child in element:
        if _is_element(child):
            yield from _literal_runs(child)
        else:
            yield _entity(child)
        yield child.tail or ""


def _add_runs(element: _Element, runs: list[str]) -> None:
    runs.append(_literal(element.text))
    for child in element:
        tag = child.tag
        if tag in _KEPT_TAGS:
            runs.append(f"<{tag}>")
            _add_runs(child, runs)
            runs.append(f"</{tag}>")
        elif _is_element(child):
            _add_runs(child, runs)
        else:
            runs.append(_literal(_entity(child)))
        runs.append(_literal(child.tail))
