"""PMID, PMCID and DOI: parse, normalise, find in running text, and give as a URL.

Sources of the rules: PMID syntax, MEDLINE/PubMed XML element descriptions section 2 (one to
eight digits, no leading zero); PMCID, the PMC ID converter page; DOI, the DOI handbook
(`10.` registrant `/` suffix, any printable character, compared without case).
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from typing import ClassVar, NamedTuple
from unicodedata import category
from urllib.parse import quote, unquote

from sscmsc.errors import IdentifierError


class _Identifier:
    """One normalised identifier; equal to another of the same type with the same value."""

    __slots__ = ("value",)
    value: str
    scheme: ClassVar[str]

    def __init__(self, value: str) -> None:
        object.__setattr__(self, "value", value)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"{type(self).__name__} cannot be changed")

    def __eq__(self, other: object) -> bool:
        return type(other) is type(self) and other.value == self.value

    def __lt__(self, other: _Identifier) -> bool:
        return (self.scheme, self.value) < (other.scheme, other.value)

    def __hash__(self) -> int:
        return hash((self.scheme, self.value))

    def __str__(self) -> str:
        return self.value

    def __repr__(self) -> str:
        return f"{type(self).__name__}({self.value!r})"

    def __reduce__(self) -> tuple[type[_Identifier], tuple[str]]:
        return type(self), (self.value,)


class PMID(_Identifier):
    """A PubMed identifier; `value` is its digits, without leading zeros."""

    __slots__ = ()
    scheme = "pmid"


class PMCID(_Identifier):
    """A PubMed Central identifier; `value` is `PMC` and digits, without a version."""

    __slots__ = ()
    scheme = "pmcid"

    @property
    def digits(self) -> str:
        return self.value[3:]


class DOI(_Identifier):
    """A digital object identifier; `value` is bare and in ASCII lower case."""

    __slots__ = ()
    scheme = "doi"


Identifier = PMID | PMCID | DOI


class Found(NamedTuple):
    """An identifier in running text and where it stands (`start`, `end` in characters)."""

    identifier: Identifier
    start: int
    end: int


_PMID = re.compile(r"(?:pmid|pubmed)?\s*[:#]?\s*0*([1-9]\d{0,7})", re.I)
_PMCID = re.compile(r"(?:pmcid)?\s*[:#]?\s*pmc\s*[:#-]?\s*0*([1-9]\d{0,9})(?:\.\d+)?", re.I)
_DOI = re.compile(r"10\.\d{4,9}(?:\.\d+)*/\S+", re.I)
_PLAIN_DOI = re.compile(r"10\.\d{4,9}/[A-Za-z0-9._/():;<>-]*[A-Za-z0-9]", re.ASCII)
_PLAIN_PMID = re.compile(r"[1-9]\d{0,7}", re.ASCII)
_PLAIN_PMCID = re.compile(r"PMC[1-9]\d{0,9}", re.ASCII)
_DOI_URL = re.compile(
    r"(?:https?://)?(?:[\w.-]*\.)?(?:doi\.org|doi[.-][\w.-]+|[\w.-]+/doi(?:/(?:abs|full|pdf|epdf|book))?)"
    r"/+(?=10(?:\.|%2e))",
    re.I,
)
_PUBMED_URL = re.compile(
    r"(?:https?://)?(?:(?:www\.)?ncbi\.nlm\.nih\.gov/pubmed/|pubmed\.ncbi\.nlm\.nih\.gov/|"
    r"europepmc\.org/(?:abstract|article)/med/)0*([1-9]\d{0,7})(?:[/?#.].*)?",
    re.I,
)
_PMC_URL = re.compile(
    r"(?:https?://)?(?:(?:www\.)?ncbi\.nlm\.nih\.gov/pmc/articles/|pmc\.ncbi\.nlm\.nih\.gov/articles/|"
    r"europepmc\.org/(?:abstract|article|articles)/(?:pmc/)?)(?:pmc)?0*([1-9]\d{0,9})(?:[/?#.].*)?",
    re.I,
)
_HYPHENS = str.maketrans(
    {"\u2010": "-", "\u2011": "-", "\u2012": "-", "\u2013": "-", "\u2212": "-"}
    | dict.fromkeys("\u200b\u00ad\u00a0\ufeff\u2060")
)
_LATEX = (
    ("{\\textless}", "<"),
    ("{\\textgreater}", ">"),
    ("\\textless", "<"),
    ("\\textgreater", ">"),
)
_UPPER_TO_LOWER = str.maketrans("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz")
_CLOSERS = {")": "(", "]": "[", "}": "{", ">": "<"}
_BARE_DIGITS = re.compile(r"\d{1,8}")
_IN_TEXT = re.compile(
    r"(?P<doi>\b10\.\d{4,9}(?:\.\d+)*/[^\s\"|]+)"
    r"|(?P<pmcid>\bPMC\d{3,9}(?:\.\d+)?\b)"
    r"|\bPMID\s*[:#]?\s*(?P<pmid>[1-9]\d{0,7})\b"
    r"|(?P<url>https?://(?:pubmed\.ncbi\.nlm\.nih\.gov|www\.ncbi\.nlm\.nih\.gov/pubmed)"
    r"/[1-9]\d{0,7}(?!\d))",
    re.I | re.A,
)


def parse(text: str) -> Identifier:
    """The identifier that the whole of `text` is: bare, labelled (`PMID: 1`) or a URL.

    A bare number of up to eight digits is a PMID. Raises `IdentifierError` with what was
    expected when it is none of the three.
    """
    given = text.strip().strip("<>\"'").strip()
    if found := _PUBMED_URL.fullmatch(given):
        return PMID(found.group(1))
    if found := _PMC_URL.fullmatch(given):
        return PMCID("PMC" + found.group(1))
    if found := _PMCID.fullmatch(given):
        return PMCID("PMC" + found.group(1))
    if found := _PMID.fullmatch(given):
        return PMID(found.group(1))
    doi = _doi(given)
    if doi is not None:
        return doi
    raise IdentifierError(
        f"{_short(text)} is no PMID, PMCID or DOI",
        hint="Give a DOI (10.3389/fimmu.2018.02013), a PMID (29768149), a PMCID "
        "(PMC6146027) or the URL of one.",
    )


def parse_doi(text: str) -> DOI:
    """The DOI that `text` is, bare or as a URL. Raises `IdentifierError`."""
    if _PLAIN_DOI.fullmatch(text):
        return DOI(text.lower())
    doi = _doi(text.strip())
    if doi is None:
        raise IdentifierError(f"{_short(text)} is no DOI")
    return doi


def parse_pmid(text: str) -> PMID:
    """The PMID that `text` is: one to eight digits. Raises `IdentifierError`."""
    if _PLAIN_PMID.fullmatch(text):
        return PMID(text)
    digits = text.strip().lstrip("0")
    if not digits or not digits.isascii() or not _BARE_DIGITS.fullmatch(digits):
        raise IdentifierError(f"{_short(text)} is no PMID")
    return PMID(digits)


def parse_pmcid(text: str) -> PMCID:
    """The PMCID that `text` is, with or without its `PMC`. Raises `IdentifierError`."""
    if _PLAIN_PMCID.fullmatch(text):
        return PMCID(text)
    given = text.strip()
    found = _PMCID.fullmatch(given if given[:1] in "Pp" else "PMC" + given)
    if found is None:
        raise IdentifierError(f"{_short(text)} is no PMCID")
    return PMCID("PMC" + found.group(1))


def find(text: str) -> Iterator[Found]:
    """Every identifier in running text, in order. A number alone is never taken for a PMID."""
    for found in _IN_TEXT.finditer(text):
        if raw := found.group("doi"):
            shorn = _shorn(re.split(r"[,;](?=10\.|https?:)", raw, maxsplit=1)[0])
            if (doi := _doi(shorn)) is not None:
                yield Found(doi, found.start(), found.start() + len(shorn))
        elif raw := found.group("pmcid"):
            yield Found(parse_pmcid(raw), found.start(), found.end())
        elif raw := found.group("pmid"):
            yield Found(PMID(raw), found.start("pmid"), found.end("pmid"))
        else:
            yield Found(parse(found.group("url")), found.start(), found.end())


def url(identifier: Identifier) -> str:
    """The page a person opens for this identifier."""
    if isinstance(identifier, PMID):
        return f"https://pubmed.ncbi.nlm.nih.gov/{identifier.value}/"
    if isinstance(identifier, PMCID):
        return f"https://pmc.ncbi.nlm.nih.gov/articles/{identifier.value}/"
    return "https://doi.org/" + quote(identifier.value, safe="/:;()._-,")


def _doi(text: str) -> DOI | None:
    value = html.unescape(text) if "&" in text else text
    value = re.sub(r"\\([_%&#$~<>{}])", r"\1", value)
    for latex, letter in _LATEX:
        value = value.replace(latex, letter)
    value = value.translate(_HYPHENS)
    value = re.sub(r"^\s*(?:urn:|info:)?doi\s*[:=/]?\s*", "", value, flags=re.I)
    if found := _DOI_URL.match(value):
        value = unquote(re.split(r"[?#]", value[found.end() :], maxsplit=1)[0])
    elif re.match(r"10(?:\.|%2e)\d{4,9}%2f", value, re.I):
        value = unquote(value)
    value = _shorn(value.strip().lstrip("([{"))
    if "¡" in value and "¿" in value:
        value = value.replace("¡", "<").replace("¿", ">")
    if not _DOI.fullmatch(value) or not is_graphic(value):
        return None
    return DOI(value.translate(_UPPER_TO_LOWER))


def is_graphic(value: str) -> bool:
    """Whether a DOI is made of graphic characters, as ISO 26324 has it: no control or format
    character, which nobody sees, and no lone surrogate."""
    return value.isprintable() or not any(category(one) in ("Cc", "Cf", "Cs") for one in value)


def _shorn(value: str) -> str:
    """`value` without the punctuation of the sentence around it; balanced brackets stay."""
    while value:
        last = value[-1]
        opener = _CLOSERS.get(last)
        if last in ".,;:'\"”’…" or (opener and value.count(last) > value.count(opener)):
            value = value[:-1]
        else:
            break
    return value


def _short(text: str) -> str:
    seen = "".join(one if one.isprintable() else " " for one in text[:1000])
    shown = " ".join(seen.split())
    return f"'{shown}'" if len(shown) <= 60 else f"'{shown[:57]}...'"
