"""Checks of what a work appeared in: journals and their abbreviations, books, publishers."""

from __future__ import annotations

from collections.abc import Iterator

from sscmsc.audit_finding import Case, Hit, Severity, change
from sscmsc.text import folded

_BOOKS = frozenset({"book", "report", "thesis"})
#: Sources by which an abbreviation is NLM's own.
_NLM = frozenset({"pubmed", "nbib"})


def no_journal(case: Case) -> Iterator[Hit]:
    record = case.record
    if record.container is not None and record.container.short:
        return
    if record.kind == "article-journal":
        yield Hit("is an article and names no journal", "journal")
    elif record.kind == "chapter":
        yield Hit("is a chapter and names no book", "journal")


def no_publisher(case: Case) -> Iterator[Hit]:
    record = case.record
    if record.kind in _BOOKS and not (record.publication and record.publication.publisher):
        yield Hit(f"is a {record.kind} and names no publisher", "publisher")


def abbreviation(case: Case) -> Iterator[Hit]:
    """An abbreviation with stops, or another than NLM's for a journal of its list."""
    container = case.record.container
    if container is None or not container.nlm_abbreviation:
        return
    held = container.nlm_abbreviation
    listed = case.journals.get(folded(container.title or ""))
    if case.entry.provenance.get("container", case.record.source) in _NLM:
        return
    if listed is not None and folded(listed) != folded(held):
        told = f"NLM abbreviates {container.title} as {listed}, not {held}"
        yield Hit(told, "journal_abbreviation", change("journal_abbreviation", held, listed))
    elif "." in held and (listed is not None or _is_stopped(held)):
        bare = listed or " ".join(held.replace(".", " ").split())
        told = f"'{held}' has stops, NLM's abbreviations have none"
        yield Hit(told, "journal_abbreviation", change("journal_abbreviation", held, bare))


def no_abbreviation(case: Case) -> Iterator[Hit]:
    container = case.record.container
    if container is None or container.nlm_abbreviation or case.record.kind != "article-journal":
        return
    listed = case.journals.get(folded(container.title or ""))
    if listed is not None and listed != container.title:
        fix = change("journal_abbreviation", "", listed)
        yield Hit(f"lacks the abbreviation {listed}", "journal_abbreviation", fix)


def capitals(case: Case) -> Iterator[Hit]:
    """The title of a journal all in capitals, and not a name that is."""
    container = case.record.container
    title = (container.title or "") if container else ""
    words = [one for one in title.split() if len(one) >= 5]
    if len(words) >= 2 and title.isupper():
        yield Hit(
            f"journal is written in capitals: {title[:60]}", "journal", severity=Severity.NOTE
        )


def _is_stopped(written: str) -> bool:
    """Whether it is ISO's form: every word but the last few whole ones ends in a stop."""
    words = written.split()
    return sum(one.endswith(".") for one in words) * 2 > len(words)
