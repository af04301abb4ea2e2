"""What is compared of a work when duplicates are sought: facts, and what tells versions apart."""

from __future__ import annotations

import html
import re
from typing import NamedTuple

from sscmsc import likeness
from sscmsc.facts import NOTICE_TYPES, Facts, record_facts
from sscmsc.record import Record
from sscmsc.text import plain

#: Letters of an abstract that are compared.
ABSTRACT = 400
#: Authors that are compared.
AUTHORS = 4
#: Letters at the end of a title in which a notice may be told.
NOTICE = 60

#: What databases put behind a title: what became of the work, its language, its kind.
_LABEL = re.compile(
    r"\s*[(\[](?:retracted|withdrawn|reprinted|republished|abstract|conference abstract|"
    r"meeting abstract|review|article|with \w+ abstract|chinese|croatian|czech|danish|dutch|"
    r"english|french|german|hungarian|italian|japanese|korean|norwegian|persian|polish|portuguese|"
    r"russian|serbian|spanish|swedish|turkish|ukrainian)\b[^()\[\]]*[)\]]\s*\.?$",
    re.I,
)
#: A title and its translation behind it: `Wirkung von Zellen. [Effect of cells]`.
_TWO_TITLES = re.compile(r"([^\[\]]{15,}?)[\s.:=]*\[([^\[\]]{15,})\]\.?")
_CLOSING = ("]", "].")
#: Names that stand for nobody.
_NOBODY = frozenset({"anonymous", "anon", "no authors listed", "author unknown", "et al"})
#: `Retracted article:` before a title, or a notice of withdrawal in its place.
_BEFORE = re.compile(r"^\s*(?:retracted|withdrawn|removed)(?: article)?\s*[:.]\s*", re.I)
#: Notices that databases tell only by what stands behind the title of the work they are about;
#: `(vol 45, pg 123, 2005)` is Web of Science's.
_NOTICE_BEHIND = re.compile(
    r"\(vol\.?\s*\w+,?\s*(?:pg|p|no|art)\b[^()]*\)"
    r"|(?:[\[(:.]|\s[–-]\s)\s*(?:erratum|corrigend\w+|correction|retraction|expression of concern|"
    r"(?:(?:the )?authors?['’]?s? )?(?:reply|response)|comment(?:ary)?|letter)\s*[\])]?\.?\s*$",
    re.I,
)
_NOTICE_BEFORE = re.compile(
    r"(?:author |publisher |statement of )?(?:errat|corrigend|correction|retraction|"
    r"notice of (?:retraction|concern)|expression of concern|addendum)"
    r"|(?:(?:the )?authors?['’]?s?.{0,3} |in |a )?(?:re\s*:|repl(?:y|ies)\b|"
    r"response (?:to|from)\b|comments? (?:on|to)\b|commentary (?:on|to)\b|letter to\b)",
    re.I,
)
_MEETING_TYPES = frozenset({"D016416", "D016423"})
_MEETING_PAGE = re.compile(r"(?:s|a|p|pa|op|oc|th|sat|fri|abs)-?\d+[a-z]?|\d+[as]", re.I)
_MEETING_TITLE = re.compile(
    r"^(?:[A-Z]{1,4}[-. ]?)?\d+(?:[.-]\d+)*\s*[:.]?\s+(?=[A-Z])|^abstract\b"
)
_MEETING_JOURNAL = re.compile(
    r"\b(?:abstracts?|annual meeting|congress|conference|symposium|workshop)\b", re.I
)
_SUPPLEMENT = re.compile(r"suppl|meeting|abstr|^s\d+$", re.I)


class Portrait(NamedTuple):
    """A record as it is compared: `facts` with the labels taken off its titles; `notice` is
    whether it is a notice, a comment or a reply; `meeting` whether it looks like the abstract
    of a talk; `abstract` the first letters of its own."""

    record: Record
    facts: Facts
    notice: bool
    meeting: bool
    issns: frozenset[str]
    isbns: frozenset[str]
    abstract: str


def bare_title(title: str) -> str:
    """A title without the labels that databases add to it, entities as the letters they mean."""
    bare = html.unescape(title) if "&" in title else title
    if bare.endswith((")", "]", ".")):
        bare = _LABEL.sub("", bare)
    return _BEFORE.sub("", bare) if bare[:1] in "RrWw" else bare


def title_keys(record: Record) -> tuple[str, ...]:
    """The keys of a record's titles, made once for each record."""
    titles: list[str] = []
    for one in (record.title, record.original_title):
        if one:
            bare = bare_title(one)
            both = _TWO_TITLES.fullmatch(bare) if bare.endswith(_CLOSING) else None
            titles += both.groups() if both else (bare,)
    return tuple(key for one in titles if (key := likeness.title_key(one)))


def portray(record: Record, titles: tuple[str, ...]) -> Portrait:
    """A record with what `title_keys` made of it."""
    shown = plain(record.title or record.original_title or "")
    shown = html.unescape(shown) if "&" in shown else shown
    container, publication = record.container, record.publication
    issns = (
        (container.issn_print, container.issn_electronic, container.issn_linking)
        if container
        else ()
    )
    notice = _is_notice(shown) or any(one.ui in NOTICE_TYPES for one in record.publication_types)
    return Portrait(
        record=record,
        facts=_facts(record, titles, notice),
        notice=notice,
        meeting=_is_meeting(record, shown),
        issns=frozenset(one for one in issns if one),
        isbns=frozenset(publication.isbns if publication else ()),
        abstract=_abstract(record),
    )


def _facts(record: Record, titles: tuple[str, ...], notice: bool) -> Facts:
    """As `facts.record_facts`, without identifiers, of the titles as they are compared here and
    of the first authors: a name that stands behind those is not the first in another order."""
    facts = record_facts(record, titles, AUTHORS)
    authors = () if facts.authors and facts.authors[0] in _NOBODY else facts.authors
    return facts._replace(
        pmid=None, pmcid=None, dois=(), authors=authors, notice="notice" if notice else ""
    )


def _is_notice(title: str) -> bool:
    start = title.lstrip(" [\"'“‘")
    return bool(_NOTICE_BEFORE.match(start) or _NOTICE_BEHIND.search(title[-NOTICE:]))


def _is_meeting(record: Record, title: str) -> bool:
    types = record.publication_types
    if any(one.ui in _MEETING_TYPES or "meeting abstract" in one.name.lower() for one in types):
        return True
    pages = record.pages or record.article_number or ""
    first, _, last = pages.partition("-")
    short = not last or last == first
    placed = f"{record.volume or ''} {record.issue or ''}"
    if short and (_SUPPLEMENT.search(placed) or _MEETING_PAGE.fullmatch(first)):
        return True
    journal = (record.container.title if record.container else "") or ""
    return bool(_MEETING_TITLE.match(title) or _MEETING_JOURNAL.search(journal))


def _abstract(record: Record) -> str:
    text = " ".join(one.text for one in record.abstract[:6])[: 2 * ABSTRACT]
    return likeness.key(html.unescape(text)).replace(" ", "")[:ABSTRACT] if text else ""
