"""Reference lists as PMC (JATS) and Europe PMC give them."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from tests.upstream.works import Line, Work, initials, plain

_PUB_ID = {"pubmed": "pmid", "pmc": "pmcid", "doi": "doi"}


def jats_article(work: Work, lines: tuple[Line, ...]) -> str:
    """A JATS `article` with its reference list and, like many in PMC, without its text.

    Every third line is a `mixed-citation`, the others have no punctuation; a line without a work
    is one without tags.
    """
    ids = {"pmid": work.pmid, "pmcid": work.pmcid, "doi": work.doi}
    own = "".join(
        f'<article-id pub-id-type="{kind}">{escape(ids[kind])}</article-id>'
        for kind in ids
        if ids[kind]
    )
    refs = "\n".join(
        f'<ref id="B{place}"><label>{place}.</label>{_citation(one, printed=place % 3 == 0)}</ref>'
        for place, one in enumerate(lines, start=1)
    )
    return (
        '<article article-type="review-article"><front><journal-meta><journal-title-group>'
        f"<journal-title>{escape(work.journal)}</journal-title></journal-title-group></journal-meta>"
        f"<article-meta>{own}<title-group><article-title>{_marked(work.title)}</article-title>"
        "</title-group></article-meta></front>\n"
        f"<back><ref-list><title>References</title>\n{refs}\n</ref-list></back></article>\n"
    )


def _citation(line: Line, *, printed: bool) -> str:
    if line.work is None:
        text = escape(line.text, quote=False)
        return f'<mixed-citation publication-type="other">{text}</mixed-citation>'
    work = line.work
    ids = "".join(
        f'<pub-id pub-id-type="{_PUB_ID[kind]}">{escape(value)}</pub-id>'
        for kind, value in line.pubmed
    )
    first, _, last = work.pages.partition("-")
    pages = f"<fpage>{first}</fpage>" if first else ""
    pages += f"{'–' if printed else ''}<lpage>{last}</lpage>" if last else ""
    parts = (
        _people(work, ", " if printed else ""),
        f"<article-title>{_marked(work.title)}</article-title>",
        f"<source>{escape(work.abbreviation)}</source>",
        f"<year>{work.year}</year>",
        f"<volume>{escape(work.volume)}</volume>" if work.volume else "",
        pages,
    )
    if not printed:
        inner = "".join(parts)
        return f'<element-citation publication-type="journal">{inner}{ids}</element-citation>'
    people, title, source, year, volume, pages = parts
    inner = f"{people}. {title}. {source} {year};{volume}:{pages}."
    return f'<mixed-citation publication-type="journal">{inner}{ids}</mixed-citation>'


def _people(work: Work, between: str) -> str:
    names = between.join(_person(one) for one in work.authors)
    more = "" if work.complete else f"{between}<etal>{'et al' if between else ''}</etal>"
    return f'<person-group person-group-type="author">{names}{more}</person-group>'


def _person(name: str) -> str:
    if name.startswith("="):
        return f"<collab>{escape(name[1:])}</collab>"
    family, letters = initials(name)
    return f"<name><surname>{escape(family)}</surname><given-names>{letters}</given-names></name>"


def _marked(title: str) -> str:
    """A title with JATS tags for the four inline ones."""
    marked = escape(title, quote=False)
    for ours, theirs in (("i", "italic"), ("b", "bold"), ("sup", "sup"), ("sub", "sub")):
        marked = marked.replace(f"&lt;{ours}&gt;", f"<{theirs}>")
        marked = marked.replace(f"&lt;/{ours}&gt;", f"</{theirs}>")
    return marked


def europepmc_references(lines: Iterable[Line]) -> list[dict[str, object]]:
    """The `reference` objects of `/references`, in printed order."""
    return [_stated(one, place) for place, one in enumerate(lines, start=1)]


def _stated(line: Line, order: int) -> dict[str, object]:
    if line.work is None:
        return {"unstructuredInformation": line.text, "citedOrder": order, "match": "N"}
    work, ids = line.work, dict(line.pubmed)
    known = ids.get("pubmed", "").isdigit()
    stated: dict[str, object] = {
        "id": ids["pubmed"] if known else "",
        "source": "MED" if known else "",
        "citationType": "JOURNAL ARTICLE",
        "title": f"{plain(work.title)}.",
        "authorString": _author_string(work),
        "journalAbbreviation": work.abbreviation,
        "issue": work.issue,
        "volume": work.volume,
        "pubYear": work.year,
        "pageInfo": work.pages,
        "doi": ids.get("doi", ""),
        "citedOrder": order,
        "match": "Y" if known else "N",
    }
    return {name: value for name, value in stated.items() if value != ""}


def _author_string(work: Work) -> str:
    names = [
        one[1:] if one.startswith("=") else " ".join(initials(one)).strip() for one in work.authors
    ]
    return ", ".join([*names, *([] if work.complete else ["et al"])]) + "."
