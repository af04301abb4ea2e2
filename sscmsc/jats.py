"""JATS XML, as PMC gives full texts, to the reference lists of its articles.

Documentation: JATS Archiving and Interchange 1.3 (https://jats.nlm.nih.gov/archiving/), `ref-list`,
`ref`; the NLM DTDs 2 and 3 before it are read too. No DTD is ever loaded.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import ascii_lowercase

from lxml.etree import DTD, XMLParser, XMLSyntaxError, _Element, fromstring

from sscmsc.errors import AnswerError, IdentifierError, InputError
from sscmsc.identifiers import DOI, PMCID, PMID, parse_pmcid
from sscmsc.jats_citation import ReadCitation, read_citation
from sscmsc.jats_identifiers import in_text, typed
from sscmsc.jats_text import plain, speaks
from sscmsc.reference import Cited, Reference
from sscmsc.text import clean, folded

NAME = "pmc"
_SOURCES = (NAME,)


@dataclass(frozen=True, slots=True)
class Article:
    """An article in JATS: its own identifiers and its reference list in printed order.

    `references` is None when it has no list, which says nothing of the list in print (PMC
    may hold no more than the head of an article), and () for a list with nothing in it.
    """

    pmid: PMID | None = None
    pmcid: PMCID | None = None
    doi: DOI | None = None
    references: tuple[Reference, ...] | None = None


@dataclass(frozen=True, slots=True)
class Unavailable:
    """An article that PMC was asked for and does not give; `reason` is what it says."""

    pmcid: PMCID | None
    reason: str


@dataclass(frozen=True, slots=True)
class ArticleSet:
    """What a JATS document holds: articles, and errors in the place of others."""

    articles: tuple[Article, ...] = ()
    unavailable: tuple[Unavailable, ...] = ()


_CITATIONS = ("mixed-citation", "element-citation", "nlm-citation", "citation")
_APART = ("sub-article", "response")
_ROOTS = ("article", "articles", "pmc-articleset")
_WHERE = re.compile(r", line \d+, column \d+.*$", re.S)
_LABEL = re.compile(r"[(\[]?\s*([^\s()\[\]]+?)\s*[)\]]?[.:,]*")
_LETTER = re.compile(r"[a-z]{1,2}")


def parse_articles(data: bytes) -> ArticleSet:
    """The articles of a JATS document: one `article`, or a set of them as efetch answers.

    Raises `InputError` for XML that is not well-formed (naming the line), that declares
    entities or is no JATS, and `AnswerError` when it is an error of E-utilities instead.
    """
    root = _root(data)
    if root.tag in ("eFetchResult", "ERROR", "error"):
        raise AnswerError(f"PMC answers: {plain(root, 300) or 'an error without a message'}")
    if root.tag not in _ROOTS:
        raise InputError(
            f"no JATS: its root element is <{clean(str(root.tag), 80)}>",
            hint="Expected <article> or <pmc-articleset>, as PMC writes them.",
        )
    articles = [root] if root.tag == "article" else list(root.iter("article"))
    errors = [] if root.tag == "article" else [one for one in root if _is_error(one)]
    return ArticleSet(
        tuple(_article(one) for one in articles), tuple(_unavailable(one) for one in errors)
    )


def _root(data: bytes) -> _Element:
    parser = XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    if not data.strip():
        raise InputError("JATS expected, but there is nothing in it")
    try:
        root = fromstring(data, parser)
    except XMLSyntaxError as error:
        said = clean(_WHERE.sub("", error.msg or ""), 200)
        raise InputError(f"line {error.lineno}: XML that is not well-formed: {said}") from error
    subset: DTD | None = root.getroottree().docinfo.internalDTD
    # lxml-stubs leaves out DTD.entities, of lxml since 3.0.
    if subset is not None and subset.entities():  # type: ignore[attr-defined]
        raise InputError("the XML declares entities (<!ENTITY), which PMC's never does; not read")
    return root


def _is_error(element: _Element) -> bool:
    """`<error id>` of efetch today, `<Reply Id error>` of efetch before."""
    return str(element.tag).lower() == "error" or element.get("error") is not None


def _unavailable(element: _Element) -> Unavailable:
    try:
        pmcid = parse_pmcid(element.get("id") or element.get("Id") or "")
    except IdentifierError:
        pmcid = None
    said = clean(element.get("error") or "", 300) or plain(element, 300)
    return Unavailable(pmcid, said or "not available")


def _article(element: _Element) -> Article:
    stated = [
        (one.get("pub-id-type"), plain(one))
        for one in element.iterfind("front/article-meta/article-id")
    ]
    # `publisher-id` may hold a DOI that is not the article's own: of a version, of the journal.
    own = typed((kind, value) for kind, value in stated if kind in ("pmid", "pmcid", "pmc", "doi"))
    return Article(own.pmid, own.pmcid, own.doi, _references(element))


def _references(article: _Element) -> tuple[Reference, ...] | None:
    """Every line of every list of an article in printed order, None when it has no list.

    Lists inside lists, in the back, in an appendix or in the body are read alike; those of a
    sub-article (a reviewer's report, a response) are not this article's.
    """
    if not any(_belongs(one, article) for one in article.iter("ref-list")):
        return None
    made: list[Reference] = []
    for ref in article.iter("ref"):
        if _belongs(ref, article):
            made.extend(_lines(ref, len(made) + 1))
    return tuple(made)


def _belongs(element: _Element, article: _Element) -> bool:
    for above in element.iterancestors():
        if above is article:
            return True
        if above.tag in (*_APART, "article"):
            return False
    return False


def _lines(ref: _Element, position: int) -> Iterator[Reference]:
    """The lines of a `ref`: one for each work in it, or one for its words."""
    label = _label(ref.find("label"))
    groups = list(_citations(ref))
    notes = tuple(
        f"printed beside it: {said}"
        for one in ref.iterchildren("note", "annotation")
        if (said := plain(one, 500))
    )
    if not groups:
        yield _worded(ref, position, label)
        return
    for place, (citation, structured) in enumerate(groups):
        read = read_citation(citation, structured)
        own = _own_label(label, read.label, place if len(groups) > 1 else None)
        last = place == len(groups) - 1
        yield _reference(position + place, own, read, notes if last else ())


def _citations(ref: _Element) -> Iterator[tuple[_Element, _Element | None]]:
    """The citations of a `ref`, each with its tagged form where it is given in two."""
    found = [one for one in ref if one.tag in (*_CITATIONS, "citation-alternatives")]
    if len(found) == 2 and _same_work(found[0], found[1]):
        yield found[0], found[1]
        return
    for one in found:
        if one.tag != "citation-alternatives":
            yield one, None
            continue
        forms = [form for form in one if form.tag in _CITATIONS]
        if forms:
            line = next((form for form in forms if speaks(form)), forms[0])
            tagged = next((form for form in forms if form is not line), None)
            yield line, tagged


def _same_work(line: _Element, tagged: _Element) -> bool:
    """Whether a line is followed by its own parts: SciELO gives both, side by side."""
    if (line.tag, tagged.tag) != ("mixed-citation", "element-citation") or not speaks(line):
        return False
    title = next(tagged.iter("article-title", "chapter-title", "source"), None)
    said = folded(plain(title)) if title is not None else ""
    return bool(said) and said in folded(plain(line))


def _reference(
    position: int, label: str | None, read: ReadCitation, notes: tuple[str, ...]
) -> Reference:
    own = read.identified
    return Reference(
        position, read.text, label, read.cited, own.pmid, own.pmcid, own.doi,
        sources=_SOURCES, notes=(*own.notes, *notes),
    )  # fmt: skip


def _worded(ref: _Element, position: int, label: str | None) -> Reference:
    """A line that is no citation but a note, or nothing at all: it keeps its place."""
    said = " ".join(filter(None, (plain(one) for one in ref if one.tag != "label")))
    found = in_text(said)
    return Reference(
        position, clean(said) or None, label, Cited(kind="document"), found.pmid, found.pmcid,
        found.doi, sources=_SOURCES,
    )  # fmt: skip


def _label(element: _Element | None) -> str | None:
    """`12` for `12.`, `[12]` and `(12)`; a label of several words as it stands."""
    return _bare_label(plain(element)) if element is not None else None


def _bare_label(shown: str) -> str | None:
    found = _LABEL.fullmatch(shown)
    return (found.group(1) if found else shown) or None


def _own_label(of_ref: str | None, own: str | None, place: int | None) -> str | None:
    """The label of one work of a `ref`; `place` (from 0) where the `ref` has several."""
    bare = _bare_label(own) if own else None
    if of_ref is None:
        return bare
    if bare is not None:
        return f"{of_ref}{bare}" if _LETTER.fullmatch(bare) else bare
    if place is None:
        return of_ref
    above, letter = divmod(place, len(ascii_lowercase))
    return f"{of_ref}{ascii_lowercase[above - 1] if above else ''}{ascii_lowercase[letter]}"
