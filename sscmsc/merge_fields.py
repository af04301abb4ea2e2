"""How a field is chosen from records of one work where plain precedence would be wrong.

Each chooser takes the records, the most trusted first, and gives a value and the source it is
ascribed to.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import fields, replace
from typing import NamedTuple

from sscmsc import likeness
from sscmsc.dates import PartialDate
from sscmsc.merge_authors import merge_authors
from sscmsc.merge_lists import grant_key, history_key, trial_key, united, united_relations
from sscmsc.record import Container, Publication, Record
from sscmsc.text import RichText

#: Sources from the most trusted to the least; one that is not named comes after `bibtex`.
PRECEDENCE = (
    "user", "pubmed", "nbib", "pmc", "crossref", "datacite", "europepmc", "merged", "csl-json",
    "ris", "bibtex", "", "saved page", "citation",
)  # fmt: skip
_RANKS = {source: rank for rank, source in enumerate(PRECEDENCE)}
#: From this rank on a source copies what was printed, abbreviated journal names included.
_PRINTED = _RANKS["csl-json"]
_GENERIC_KINDS = ("article-journal", "article", "document")


class Choice(NamedTuple):
    """A value for a field and the source it is ascribed to."""

    value: object
    source: str


Chooser = Callable[[Sequence[Record]], Choice]


def rank(source: str) -> int:
    """The place of a source in `PRECEDENCE`, 0 for the most trusted."""
    return _RANKS.get(source, _RANKS[""])


def choose(ranked: Sequence[Record], name: str) -> Choice:
    """The value of one field, a name of `RECORD_FIELDS`, from records, the most trusted first.

    What the user edited stands, except the kind; other fields go by `CHOOSERS`, else by the
    first record that states one.
    """
    owner = COMPANIONS.get(name, name)
    if ranked[0].source == "user" and name != "kind" and getattr(ranked[0], owner):
        return _ascribed(ranked, name)
    return CHOOSERS[name](ranked) if name in CHOOSERS else _ascribed(_stating(ranked, name), name)


def _stating(ranked: Sequence[Record], name: str) -> Sequence[Record]:
    return [record for record in ranked if getattr(record, name)] or ranked


def _ascribed(ranked: Sequence[Record], name: str) -> Choice:
    """The first record's value, ascribed to a service before the user if it states the same."""
    value = getattr(ranked[0], name)
    same = (one.source for one in ranked if getattr(one, name) == value and one.source != "user")
    return Choice(value, next(same, ranked[0].source))


def _kind(ranked: Sequence[Record]) -> Choice:
    """The most specific kind that a service states, else that a file or a page does."""
    services = [one for one in ranked if 0 < rank(one.source) < _PRINTED] or ranked
    special = (one for one in services if one.kind not in _GENERIC_KINDS)
    plain = (one for one in services if one.kind != "document")
    chosen = next(special, None) or next(plain, None) or services[0]
    return Choice(chosen.kind, chosen.source)


def _doi(ranked: Sequence[Record]) -> Choice:
    old = {one for record in ranked for one in record.superseded_dois}
    for record in ranked:
        if record.doi and record.doi not in old:
            return Choice(record.doi, record.source)
    return _ascribed(_stating(ranked, "doi"), "doi")


def _superseded_dois(ranked: Sequence[Record]) -> Choice:
    kept, _ = _doi(ranked)
    stated = ((*one.superseded_dois, one.doi) for one in ranked)
    values = dict.fromkeys(doi for dois in stated for doi in dois if doi and doi != kept)
    stating = _stating(ranked, "superseded_dois")
    return Choice(tuple(values), stating[0].source)


def _titled(ranked: Sequence[Record]) -> Record:
    """The record whose title to take: not all capitals, then by precedence; of the same words
    the one with italics and superscripts."""
    titled = [one for one in ranked if one.title]
    if not titled:
        return ranked[0]
    best = min(titled, key=lambda one: _shouts(one.title))
    if best.title and "<" not in best.title:
        words = likeness.title_key(best.title)
        for one in titled:
            marked = one.title and "</" in one.title and not _shouts(one.title)
            if marked and one.title and likeness.title_key(one.title) == words:
                return one
    return best


def _shouts(title: RichText | None) -> bool:
    return bool(title) and len(title or "") > 12 and (title or "").isupper()


def _title(ranked: Sequence[Record]) -> Choice:
    best = _titled(ranked)
    return Choice(best.title, best.source)


def _title_translated(ranked: Sequence[Record]) -> Choice:
    best = _titled(ranked)
    return Choice(best.title_translated, best.source)


def _authors(ranked: Sequence[Record]) -> Choice:
    found = merge_authors(ranked)
    return Choice(found.authors, found.source)


def _authors_complete(ranked: Sequence[Record]) -> Choice:
    found = merge_authors(ranked)
    return Choice(found.complete, found.source)


def _container(ranked: Sequence[Record]) -> Choice:
    """The names and ISSNs of one journal, each from the most trusted source that states it."""
    stated = [(one.container, one.source) for one in ranked if one.container]
    if not stated:
        return Choice(None, ranked[0].source)
    first, source = stated[0]
    keys = likeness.journal_keys(first)
    alike = [
        container
        for container, _ in stated
        if likeness.same_journal(keys, likeness.journal_keys(container)) is not False
    ]
    parts = {
        part.name: next((value for one in alike if (value := getattr(one, part.name))), None)
        for part in fields(Container)
    }
    if rank(source) >= _PRINTED:
        parts["title"] = max((one.title or "" for one in alike), key=len) or None
    return Choice(Container(**parts), source)


def _publication(ranked: Sequence[Record]) -> Choice:
    stated = [(one.publication, one.source) for one in ranked if one.publication]
    if not stated:
        return Choice(None, ranked[0].source)
    result = stated[0][0]
    for other, _ in stated[1:]:
        missing = {
            part.name: getattr(other, part.name)
            for part in fields(Publication)
            if not getattr(result, part.name)
        }
        result = replace(result, **missing)
    return Choice(result, stated[0][1])


def _pages(ranked: Sequence[Record]) -> Choice:
    """A full range before its first page; nothing where it only repeats the article number."""
    stated = [one for one in ranked if one.pages]
    if not stated:
        return Choice(None, ranked[0].source)
    first = likeness.page_key(stated[0].pages)
    same = [one for one in stated if likeness.same_page(first, likeness.page_key(one.pages))]
    best = next((one for one in same if "-" in (one.pages or "")), stated[0])
    numbers = {likeness.page_key(one.article_number) for one in ranked}
    if "-" not in (best.pages or "") and first in numbers:
        return Choice(None, best.source)
    return Choice(best.pages, best.source)


def _issued(ranked: Sequence[Record]) -> Choice:
    return _date([(one.issued, one.source) for one in ranked], ranked[0].source)


def _online(ranked: Sequence[Record]) -> Choice:
    return _date([(one.online, one.source) for one in ranked], ranked[0].source)


def _date(stated: Iterable[tuple[PartialDate | None, str]], nobody: str) -> Choice:
    """The most trusted date, or a more precise one that agrees with all that it says."""
    dates = [(date, source) for date, source in stated if date]
    if not dates:
        return Choice(None, nobody)
    first = dates[0][0]
    agreeing = [
        (date, source)
        for date, source in dates
        if date == first
        or (
            not first.season
            and not first.literal
            and date.year == first.year
            and first.month in (None, date.month)
            and first.day in (None, date.day)
        )
    ]
    return Choice(*max(agreeing, key=lambda one: _precision(one[0])))


def _precision(date: PartialDate) -> int:
    return 2 * bool(date.month or date.season) + bool(date.day)


def _abstract(ranked: Sequence[Record]) -> Choice:
    """PubMed's; else the one with most labelled sections, then the longest."""
    stated = [one for one in ranked if one.abstract]
    if not stated:
        return Choice((), ranked[0].source)
    best = max(
        stated,
        key=lambda one: (
            one.source == "pubmed",
            sum(section.label is not None for section in one.abstract),
            sum(len(section.text) for section in one.abstract),
        ),
    )
    return Choice(best.abstract, best.source)


def _joined(ranked: Sequence[Record], name: str, items: object) -> Choice:
    return Choice(items, _stating(ranked, name)[0].source)


def _manuscript_ids(ranked: Sequence[Record]) -> Choice:
    return _joined(ranked, "manuscript_ids", united((one.manuscript_ids for one in ranked), str))


def _keywords(ranked: Sequence[Record]) -> Choice:
    return _joined(ranked, "keywords", united((one.keywords for one in ranked), likeness.key))


def _trials(ranked: Sequence[Record]) -> Choice:
    return _joined(ranked, "trials", united((one.trials for one in ranked), trial_key))


def _grants(ranked: Sequence[Record]) -> Choice:
    return _joined(ranked, "grants", united((one.grants for one in ranked), grant_key))


def _history(ranked: Sequence[Record]) -> Choice:
    return _joined(ranked, "history", united((one.history for one in ranked), history_key))


def _relations(ranked: Sequence[Record]) -> Choice:
    return _joined(ranked, "relations", united_relations(ranked))


#: Fields that say something of another one and come from its source.
COMPANIONS = {"title_translated": "title", "authors_complete": "authors"}

CHOOSERS: dict[str, Chooser] = {
    "kind": _kind,
    "doi": _doi,
    "superseded_dois": _superseded_dois,
    "manuscript_ids": _manuscript_ids,
    "title": _title,
    "title_translated": _title_translated,
    "authors": _authors,
    "authors_complete": _authors_complete,
    "container": _container,
    "publication": _publication,
    "pages": _pages,
    "issued": _issued,
    "online": _online,
    "abstract": _abstract,
    "keywords": _keywords,
    "trials": _trials,
    "grants": _grants,
    "history": _history,
    "relations": _relations,
}
