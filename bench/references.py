"""Printed references: F1 of each field against labelled and recorded ones, and the time of one.

`crossref`: the printed text beside the fields that a publisher deposited (of the authors only
the first). `vancouver`: one list, against the fields that another program's language model
took from it, which nobody checked by hand. `printed`: real references of PMC articles set in
fourteen styles of journals. `humanities`: AnyStyle's labelled references of every discipline.
`pubmed`: the share of PubMed's reference texts in which journal, year and volume are found,
right or not. A field is right when it is equal but for case, accents and punctuation. The rules
were written while looking at the misses in these corpora, so the figures say how well they are
kept, not how a list never seen will fare. `resolution`: how many printed references find their work
among all recorded ones and what is easily taken for them (see `bench.printed.resolving`).
`python -m bench.references`; `--misses` lists the lines that went wrong.
"""

from __future__ import annotations

import html
import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from time import process_time

from lxml import etree

from bench.figure import Figure, report
from bench.printed import resolving
from sscmsc.citation import parse_citation
from sscmsc.record import Author, Person
from sscmsc.text import folded
from tests.reference_styles import STYLES, Facts

CORPORA = Path(__file__).resolve().parent.parent.parent / "shared" / "corpora"
FIELDS = ("authors", "title", "container", "year", "volume", "issue", "pages")

#: The least F1 of each field by corpus.
FLOORS: Mapping[str, Mapping[str, float]] = {
    "crossref": {"authors": 0.96, "container": 0.96, "year": 0.98, "volume": 0.98, "pages": 0.97},
    "vancouver": {
        "authors": 0.95, "title": 0.95, "container": 0.85, "year": 0.97, "volume": 0.95,
        "pages": 0.95,
    },
    "printed": dict.fromkeys(FIELDS, 0.97),
    "humanities": {
        "authors": 0.9, "title": 0.68, "container": 0.55, "year": 0.95, "volume": 0.73,
        "pages": 0.85,
    },
}  # fmt: skip


@dataclass(slots=True)
class Score:
    """Right, wrongly given and missed values of one field."""

    right: int = 0
    wrong: int = 0
    missed: int = 0

    @property
    def f1(self) -> float:
        count = 2 * self.right + self.wrong + self.missed
        return 2 * self.right / count if count else 1.0

    def add(self, wanted: str, given: str) -> None:
        """Count one value; an empty `wanted` is a field the reference does not state."""
        if wanted and wanted == given:
            self.right += 1
            return
        self.wrong += bool(given)
        self.missed += bool(wanted)


@dataclass(slots=True)
class Scores:
    """The scores of a corpus by field."""

    fields: dict[str, Score] = field(default_factory=dict)

    def add(self, text: str, wanted: Mapping[str, str]) -> None:
        """Parse `text` and compare the fields that `wanted` names."""
        given = parsed(text)
        for name, value in wanted.items():
            shown = _named(value, text) if name == "authors" else value
            self.fields.setdefault(name, Score()).add(shown, given[name])


def _named(families: str, text: str) -> str:
    """The families that `text` names: those before "et al." where it stands."""
    head, etal, _ = text.partition("et al")
    if not etal:
        return families
    return "|".join(one for one in families.split("|") if one in folded(head))


def parsed(text: str) -> dict[str, str]:
    """The fields of a printed reference, folded; authors by family, pages by the first."""
    cited = parse_citation(text).cited
    return {
        "authors": families(cited.authors),
        "title": folded(cited.title or ""),
        "container": folded(cited.container or ""),
        "year": str(cited.year or ""),
        "volume": folded(cited.volume or ""),
        "issue": folded(cited.issue or ""),
        "pages": folded((cited.pages or "").split("-")[0]),
    }


def families(authors: Iterable[Author]) -> str:
    return "|".join(folded(one.family if isinstance(one, Person) else one.name) for one in authors)


def crossref(corpora: Path) -> Scores:
    """Deposited references that have the printed text and the fields of a journal article."""
    scores = Scores()
    seen: set[str] = set()
    for path in sorted((corpora / "B-crossref").rglob("*.json")):
        try:
            content: object = json.loads(path.read_bytes())
        except ValueError:
            continue
        for one in _deposited(content):
            text = one["unstructured"]
            if text in seen or not one.get("journal-title") or not one.get("year"):
                continue
            seen.add(text)
            wanted = {
                "container": folded(one["journal-title"]),
                "year": one["year"][:4],
                "volume": folded(one.get("volume", "")),
                "pages": folded(one.get("first-page", "")),
            }
            scores.add(text, {name: value for name, value in wanted.items() if value})
            if author := one.get("author"):
                first = parsed(text)["authors"].split("|")[0]
                right = bool(first) and folded(author).endswith(first)
                scores.fields.setdefault("authors", Score()).add("x", "x" if right else first)
    return scores


def _deposited(content: object) -> Iterator[dict[str, str]]:
    if isinstance(content, dict):
        if "unstructured" in content and "key" in content:
            yield {name: value for name, value in content.items() if isinstance(value, str)}
        for value in content.values():
            yield from _deposited(value)
    elif isinstance(content, list):
        for value in content:
            yield from _deposited(value)


def vancouver(corpora: Path) -> Scores:
    """The list of one article, with the fields another program took from it."""
    folder = corpora / "D-refstrings" / "pmid-resolver-docx" / "vancouver_35refs"
    content = json.loads((folder / "baseline_phase3_resolved.json").read_bytes())
    texts = {one["ref_no"]: one["raw_text"] for one in content["stage3_reference_blocks"]}
    scores = Scores()
    for one in content["stage3_structured"]:
        wanted = {
            "authors": "|".join(folded(author["surname"]) for author in one["authors"]),
            "title": folded(one["title"] or ""),
            "container": folded(one["journal"] or ""),
            "year": str(one["year"] or ""),
            "volume": folded(one["volume"] or ""),
            "pages": folded((one["pages"] or "").split("-")[0]),
        }
        scores.add(texts[one["ref_no"]], wanted)
    return scores


def printed(corpora: Path) -> Scores:
    """References of PMC articles, each set in every style of `STYLES` that can print it."""
    scores = Scores()
    for facts in article_facts(corpora):
        for style in STYLES:
            text = style(facts)
            if text is None:
                continue
            wanted = {
                "authors": "|".join(folded(family) for family, _ in facts.names),
                "title": folded(facts.title),
                "container": folded(facts.journal),
                "year": facts.year,
                "volume": folded(facts.volume),
                "issue": folded(facts.issue) if facts.prints_issue(text) else "",
                "pages": folded(facts.first),
            }
            scores.add(text, wanted)
    return scores


def article_facts(corpora: Path) -> Iterator[Facts]:
    """The journal references of the recorded JATS articles, each once."""
    seen: set[tuple[str, str]] = set()
    parser = etree.XMLParser(recover=True, load_dtd=False, resolve_entities=False, huge_tree=True)
    for path in sorted((corpora / "C-epmc-jats").rglob("*.*ml")):
        for citation in etree.parse(str(path), parser).iter("mixed-citation", "element-citation"):
            facts = Facts.of(citation)
            if facts is not None and (facts.title, facts.year) not in seen:
                seen.add((facts.title, facts.year))
                yield facts


def humanities(corpora: Path) -> Scores:
    """AnyStyle's labelled references.

    Authors are right when every family given is in the labelled span; one left out is not seen.
    Volume and pages compare by their first number.
    """
    scores = Scores()
    tree = etree.parse(str(corpora / "D-refstrings" / "anystyle" / "core.xml"))
    for sequence in tree.getroot():
        spans: dict[str, str] = {}
        for one in sequence:
            spans[str(one.tag)] = f"{spans.get(str(one.tag), '')} {one.text or ''}".strip()
        text = " ".join(one.text or "" for one in sequence)
        given = parsed(text)
        container = folded(spans.get("journal") or spans.get("container-title", ""))
        wanted = {
            "title": folded(spans.get("title", "")),
            "container": re.sub(r"^in ", "", container),
            "year": _first(r"(?<!\d)(?:1[5-9]|20)\d\d", spans.get("date", "")),
            "volume": _first(r"\d+|\b[IVXLC]+\b", spans.get("volume", "")),
            "pages": _first(r"\d+", spans.get("pages", "")),
        }
        given["volume"] = _first(r"\d+|\b[ivxlc]+\b", given["volume"])
        given["pages"] = _first(r"\d+", given["pages"])
        for name, value in wanted.items():
            scores.fields.setdefault(name, Score()).add(value.lower(), given[name])
        span = folded(spans.get("author", ""))
        right = (
            span
            and given["authors"]
            and all(family in span for family in given["authors"].split("|"))
        )
        scores.fields.setdefault("authors", Score()).add(span, span if right else given["authors"])
    return scores


def _first(pattern: str, text: str) -> str:
    found = re.search(pattern, text)
    return found.group() if found else ""


def pubmed_texts(corpora: Path) -> list[str]:
    """The texts of PubMed's reference lists, each once."""
    texts: dict[str, None] = {}
    for path in sorted((corpora / "A-pubmed-xml").rglob("*.xml")):
        for found in re.findall(rb"<Citation>([^<]{20,})</Citation>", path.read_bytes()):
            texts[html.unescape(found.decode("utf-8", "replace"))] = None
    return list(texts)


def figures(corpora: Path) -> Iterator[Figure]:
    for measure in (crossref, vancouver, printed, humanities):
        scores = measure(corpora)
        floors = FLOORS[measure.__name__]
        for name, score in scores.fields.items():
            yield Figure(f"{measure.__name__} {name} F1", score.f1, floors.get(name), ">=")
    texts = pubmed_texts(corpora)
    start = process_time()
    cited = [parse_citation(text).cited for text in texts]
    seconds = process_time() - start
    full = sum(1 for one in cited if one.container and one.year and one.volume)
    yield Figure("pubmed journal, year and volume found", full / len(texts), 0.9, ">=")
    yield Figure("pubmed microseconds a reference", seconds / len(texts) * 1e6)


def main() -> int:
    if not CORPORA.is_dir():
        print("references: the recorded data is not beside the project", file=sys.stderr)
        return 0
    misses: dict[str, list[str]] = {}
    status = report(chain(figures(CORPORA), resolving.figures(CORPORA, misses)))
    if "--misses" in sys.argv:
        for name, lines in misses.items():
            for line in lines:
                print(f"{name}\t{line}")
    return status


if __name__ == "__main__":
    sys.exit(main())
