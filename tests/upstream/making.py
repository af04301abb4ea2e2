"""Folders of records: written from facts, and made up in any size for tests and benches."""

from __future__ import annotations

import json
from pathlib import Path
from typing import NamedTuple

from tests.upstream.deposits import crossref_work
from tests.upstream.listings import europepmc_references, jats_article
from tests.upstream.works import Line, Work, line, pubmed_article

HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?>\n<!DOCTYPE PubmedArticleSet PUBLIC "-//NLM//DTD '
    'PubMedArticle, 1st January 2025//EN" '
    '"https://dtd.nlm.nih.gov/ncbi/pubmed/out/pubmed_250101.dtd">\n'
)
JOURNAL = ("Journal of Synthetic Examples", "J Synth Examples")
_FAMILIES = "Amsel Birke Cedar Drossel Eiche Falke Ginster Hasel Iltis Kiefer".split()
_TOPICS = (
    ("Systemic sclerosis", "D012595*"),
    ("Lupus", "D008180*"),
    ("Rheumatoid arthritis", "D001172*"),
    ("Crohn disease", "D003424*"),
    ("Graft-versus-host disease", "D006086*"),
)


class Made(NamedTuple):
    """A made review: its identifiers, and how many references are of each kind."""

    doi: str
    pmid: str
    references: int
    with_pmid: int
    doi_in_pubmed: int
    doi_elsewhere: int
    pmcid_only: int
    unidentified: int


def write_records(
    folder: Path, works: tuple[Work, ...], lists: dict[str, tuple[Line, ...]]
) -> None:
    """Write what each service knows of `works`; `lists` are references by the DOI of the work that
    cites them.

    PubMed has the works with a PMID, PMC the lists of those with a PMCID, Europe PMC the lists of
    those with a PMID; the ID converter knows the PMCIDs that PubMed does not state.
    """
    for name in ("pubmed", "crossref"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    articles = "".join(pubmed_article(one, lists.get(one.doi, ())) for one in works if one.pmid)
    (folder / "pubmed" / "works.xml").write_text(
        f"{HEAD}<PubmedArticleSet>\n{articles}</PubmedArticleSet>\n", encoding="utf-8"
    )
    messages = [
        crossref_work(one, lists.get(one.doi, ())) for one in works if one.doi and one.in_crossref
    ]
    (folder / "crossref" / "works.json").write_text(
        json.dumps(messages, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )
    converted = [
        {"pmid": one.pmid, "pmcid": one.pmcid, "doi": one.doi}
        for one in works
        if one.pmcid and not one.pmcid_in_pubmed
    ]
    (folder / "idconv.json").write_text(f"{json.dumps(converted, indent=1)}\n", encoding="utf-8")
    for one in works:
        if lines := lists.get(one.doi):
            _write_lists(folder, one, lines)


def _write_lists(folder: Path, work: Work, lines: tuple[Line, ...]) -> None:
    if work.pmcid:
        (folder / "pmc").mkdir(exist_ok=True)
        article = f'<?xml version="1.0" encoding="UTF-8"?>\n{jats_article(work, lines)}'
        (folder / "pmc" / f"{work.pmcid}.xml").write_text(article, encoding="utf-8")
    if work.pmid:
        (folder / "europepmc" / "MED").mkdir(parents=True, exist_ok=True)
        stated = json.dumps(europepmc_references(lines), ensure_ascii=False, indent=1)
        path = folder / "europepmc" / "MED" / f"{work.pmid}.json"
        path.write_text(f"{stated}\n", encoding="utf-8")


def made_works(number: int, *, first_pmid: int = 96_000_001) -> tuple[Work, ...]:
    """So many invented works with a PMID and a DOI each, none of them citing another."""
    return tuple(_work(one, first_pmid, "pmid") for one in range(1, number + 1))


def make_review(folder: Path, references: int = 200, *, first_pmid: int = 98_000_001) -> Made:
    """Write a synthetic review of `references` references into `folder`.

    Of them 10 % carry a DOI that PubMed knows and nothing else, 10 % a DOI that only Crossref
    knows, 5 % a PMCID only, 5 % nothing at all, the rest a PMID (with a DOI in Crossref's list).
    PMC and Europe PMC have its list too.
    Everything in it is invented: DOIs are under 10.5555, PMIDs start at `first_pmid`.
    """
    tenth, twentieth = references // 10, references // 20
    kinds = (
        ["doi in pubmed"] * tenth
        + ["doi elsewhere"] * tenth
        + ["pmcid"] * twentieth
        + ["none"] * twentieth
    )
    kinds = ["pmid"] * (references - len(kinds)) + kinds
    # 7 is coprime to the usual sizes, so that the kinds are spread over the list.
    order = sorted(range(references), key=lambda place: (place * 7) % (references or 1))
    review = _work(0, first_pmid, "")
    works, lines = [review], []
    for number, place in enumerate(order, start=1):
        work = _work(number, first_pmid, kinds[place])
        if kinds[place] == "none":
            lines.append(
                Line(f"Author {number}. Unpublished report {number}. 20{number % 20:02d}.")
            )
            lines[-1].crossref["unstructured"] = lines[-1].text
            continue
        works.append(work)
        lines.append(_line(work, kinds[place]))
    write_records(folder, tuple(works), {review.doi: tuple(lines)})
    return Made(
        review.doi, review.pmid, references, kinds.count("pmid"), tenth, tenth, twentieth, twentieth
    )


def _line(work: Work, kind: str) -> Line:
    if kind == "pmid":
        return line(work, kinds="doi pubmed")
    if kind == "pmcid":
        return line(work, kinds="pmc")
    return line(work, kinds="doi")


def _work(number: int, first_pmid: int, kind: str) -> Work:
    topic, heading = _TOPICS[number % len(_TOPICS)]
    family = _FAMILIES[number % len(_FAMILIES)]
    title = f"{topic} and stromal cells: synthetic study {number}"
    if not number:
        title = "Stromal cell therapy: a synthetic review"
    return Work(
        title=title,
        authors=(f"{family}, Ada", f"{_FAMILIES[(number + 3) % len(_FAMILIES)]}, Bo"),
        journal=JOURNAL[0],
        abbreviation=JOURNAL[1],
        volume=str(1 + number // 50),
        issue=str(1 + number % 12),
        pages=f"{10 * number + 1}-{10 * number + 9}",
        year=2000 + number % 25,
        month=1 + number % 12,
        doi="" if kind == "pmcid" else f"10.5555/made.{first_pmid}.{number}",
        pmid="" if kind == "doi elsewhere" else str(first_pmid + number),
        pmcid=f"PMC{first_pmid + number}" if kind == "pmcid" or not number else "",
        pmcid_in_pubmed=bool(number),
        mesh=(heading, "D045164*", "D006801"),
        types=("D016428",) if number else ("D016428", "D016454"),
    )
