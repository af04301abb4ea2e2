"""Checks of titles: missing, all in capitals, ending in a stray stop."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sscmsc.audit_finding import Case, Hit, change
from sscmsc.retraction_signs import in_title
from sscmsc.text import RichText, plain, rich, without_full_stop

_PLACEHOLDERS = frozenset(
    "untitled|no title|no title available|title|not available|in process citation|n/a|unknown|"
    "[not available]|[no title]|tba|todo".split("|")
)
_STRAY = re.compile(r"(?:(?<![.\s])\s*[,;:]|(?<![.])\.\.|\s+\.)$")
#: A title that is all capitals has at least so many letters and words; shorter ones are names.
_LETTERS, _WORDS = 20, 3


def no_title(case: Case) -> Iterator[Hit]:
    record = case.record
    title = plain(record.title or record.original_title or "").strip(" .").casefold()
    if not title:
        yield Hit("has no title", "title")
    elif title in _PLACEHOLDERS:
        yield Hit(f"'{title}' stands in the place of a title", "title")


def capitals(case: Case) -> Iterator[Hit]:
    """A title all in capitals; which words of it have some in truth no rule can tell."""
    title = _own(case)
    letters = [one for one in title if one.isalpha() and one.upper() != one.lower()]
    if len(letters) < _LETTERS or len(title.split()) < _WORDS:
        return
    if all(one.isupper() for one in letters):
        yield Hit("title is all in capitals", "title")


def stray_stop(case: Case) -> Iterator[Hit]:
    """A stop or comma at the end, which styles add or do without themselves."""
    title = case.record.title
    if not title:
        return
    bare = without_full_stop(title)
    if (found := _STRAY.search(bare)) is not None:
        bare = bare[: found.start()].rstrip()
    if bare and bare != title:
        shown = plain(title)[-1:]
        fixed = rich(RichText(bare))
        yield Hit(f"title ends in a stray '{shown}'", "title", change("title", title, fixed))


def prefix(case: Case) -> Iterator[Hit]:
    """A title with a label that is the publisher's, not the authors': `RETRACTED: ...`."""
    title = case.record.title or ""
    if (found := in_title(title)) is not None:
        yield Hit(f"title carries the label '{found[0]}' of its publisher", "title")


def in_brackets(case: Case) -> Iterator[Hit]:
    """A title in brackets that is not marked as the translation that brackets stand for."""
    title = plain(case.record.title or "")
    if re.fullmatch(r"\[[^\[\]]+\]\.?", title) and not case.record.title_translated:
        yield Hit("title is in brackets but not marked as a translation", "title")


def _own(case: Case) -> str:
    """The title without the label of a retraction, which is in capitals by itself."""
    title = plain(case.record.title or "")
    found = in_title(title)
    return found[1] if found else title
