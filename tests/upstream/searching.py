"""How the services find works by their words: PubMed's fields and Crossref's free text."""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

_TOKEN = re.compile(
    r"\s*(?:(?P<open>\()|(?P<close>\))|(?P<word>AND|OR|NOT)\b"
    r'|(?P<term>"[^"]*"(?:\s*\[[^\[\]]*\])?|[^()\[\]"]+?(?:\[[^\[\]]*\]|(?=\s+(?:AND|OR|NOT)\b|[()]|$))))'
)
_TERM = re.compile(r'"?(?P<phrase>[^"\[\]]*)"?\s*(?:\[(?P<tag>[^\[\]]*)\])?')
#: Search field tags and the fields they stand for (PubMed help, "Search field tags").
FIELDS = {
    "ti": "title", "title": "title", "tiab": "title", "mh": "heading",
    "au": "author", "author": "author", "1au": "first author",
    "ta": "journal", "journal": "journal", "so": "journal", "vi": "volume", "volume": "volume",
    "ip": "issue", "issue": "issue", "pg": "page", "pagination": "page", "dp": "year",
    "pdat": "year", "aid": "id", "doi": "id", "lid": "id", "article identifier": "id",
    "location id": "id", "pmid": "pmid", "uid": "pmid",
}  # fmt: skip


def words_of(text: str) -> list[str]:
    """Words in lower case without accents."""
    decomposed = unicodedata.normalize("NFKD", text)
    bare = "".join(letter for letter in decomposed if not unicodedata.combining(letter))
    return re.findall(r"[^\W_]+", bare.lower())


@dataclass(frozen=True, slots=True)
class Sayings:
    """What a search says it did not find: phrases, quoted phrases, and tags it does not know."""

    phrases: list[str] = field(default_factory=list)
    quoted: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)


class FieldIndex:
    """PMIDs by what stands in a field, and the evaluation of a query.

    As PubMed does, AND, OR and NOT are taken from left to right, and a term that is nowhere is
    left out of the query and named.
    """

    def __init__(self) -> None:
        self._found: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    def add(self, pmid: str, name: str, values: Iterable[str]) -> None:
        for one in values:
            self._found[name, one].add(pmid)

    def having(self, name: str, value: str) -> list[str]:
        """The PMIDs with that value in a field, in ascending order."""
        return sorted(self._found.get((name, value), ()), key=int)

    def search(self, query: str) -> tuple[set[str], Sayings]:
        """The PMIDs that a query finds, and what it says it did not find."""
        said = Sayings()
        tokens = [one for one in _TOKEN.finditer(query) if one.group().strip()]
        found = self._expression(iter(tokens), said)
        return found or set(), said

    def _expression(self, tokens: Iterator[re.Match[str]], said: Sayings) -> set[str] | None:
        found: set[str] | None = None
        joint = "AND"
        for token in tokens:
            if token["close"]:
                break
            if token["word"]:
                joint = token["word"]
                continue
            more = self._expression(tokens, said) if token["open"] else self._term(token, said)
            found = _joined(found, joint, more)
            joint = "AND"
        return found

    def _term(self, token: re.Match[str], said: Sayings) -> set[str] | None:
        text = token["term"].strip()
        parts = _TERM.fullmatch(text)
        phrase, tag = (parts["phrase"].strip(), parts["tag"]) if parts else (text, None)
        name = FIELDS.get((tag or "").strip().lower(), "any")
        if tag and name == "any":
            said.tags.append(tag)
        hits = self._hits(name, phrase)
        if hits:
            return hits
        (said.quoted if text.startswith('"') else said.phrases).append(phrase)
        return None

    def _hits(self, name: str, phrase: str) -> set[str]:
        if name == "year" and (span := re.fullmatch(r"(\d{4})[/\d]*:(\d{4})[/\d]*", phrase)):
            years = range(int(span[1]), int(span[2]) + 1)
            return set[str]().union(*(self._found.get((name, str(one)), ()) for one in years))
        if name in {"title", "any"}:
            *most, last = words_of(phrase) or [""]
            each = [self._found.get(("title", one), set[str]()) for one in most]
            each.append(self._stemmed(last) if phrase.endswith("*") else
                        self._found.get(("title", last), set()))  # fmt: skip
            return set[str].intersection(*each)
        if name == "id":
            return set(self._found.get((name, phrase.lower()), ()))
        key = " ".join(words_of(phrase))
        return set(self._found.get((name, key.lstrip("0") if name == "pmid" else key), ()))

    def _stemmed(self, beginning: str) -> set[str]:
        """The PMIDs with a word in the title that begins so."""
        words = (found for (name, word), found in self._found.items()
                 if name == "title" and word.startswith(beginning))  # fmt: skip
        return set[str]().union(*words)


def _joined(found: set[str] | None, joint: str, more: set[str] | None) -> set[str] | None:
    if found is None or more is None:
        return more if found is None and joint != "NOT" else found
    if joint == "OR":
        return found | more
    return found - more if joint == "NOT" else found & more


class WordIndex:
    """Works by their words; a word counts the more the fewer works have it.

    As at Crossref, the score is no confidence, and what is posted or a component of an article
    comes out above the article itself.
    """

    def __init__(self, works: Mapping[str, Mapping[str, object]]) -> None:
        self._works: defaultdict[str, list[str]] = defaultdict(list)
        self._boosted = {
            doi for doi, one in works.items() if one.get("type") in {"posted-content", "component"}
        }
        for doi, one in works.items():
            for word in set(_said(one)):
                self._works[word].append(doi)
        self._count = len(works)

    def search(self, text: str, rows: int) -> tuple[list[tuple[str, float]], int]:
        """The best `rows` DOIs with their scores, and how many works have any of the words."""
        scores: defaultdict[str, float] = defaultdict(float)
        for word in set(words_of(text)):
            having = self._works.get(word, ())
            weight = math.log1p(self._count / (1 + len(having)))
            for doi in having:
                scores[doi] += weight
        for doi in self._boosted & scores.keys():
            scores[doi] *= 1.2
        best = sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:rows]
        return best, len(scores)


def _said(work: Mapping[str, object]) -> Iterator[str]:
    """The words that a bibliographic query is compared with."""
    for name in ("title", "subtitle", "container-title", "short-container-title", "volume",
                 "issue", "page", "article-number", "issued", "published-print", "published-online",
                 "publisher"):  # fmt: skip
        yield from words_of(str(work.get(name, "")))
    authors = work.get("author")
    for one in authors if isinstance(authors, list) else ():
        if isinstance(one, dict):
            yield from words_of(
                f"{one.get('family', '')} {one.get('given', '')} {one.get('name', '')}"
            )
