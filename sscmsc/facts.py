"""What is compared of a work when two statements of it meet: keys, made once, compared often."""

from __future__ import annotations

import re
from typing import NamedTuple

from sscmsc import likeness, printed_line
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.record import Group, Record
from sscmsc.reference import Cited, Reference


class Facts(NamedTuple):
    """What is compared of a work, as keys (see `likeness`); made once, compared often.

    `titles` are all its titles; `authors` the family names or groups in order; `pages` the
    first page and the article number; `journals` every name of the journal; `years` those of
    issue and of electronic publication. `placed` is whether it says where the work appeared,
    `unplaced` an article that should and does not. `line` is the key of a printed line in
    which whatever the fields do not say may be looked for, empty when there is none.
    """

    pmid: PMID | None = None
    pmcid: PMCID | None = None
    dois: tuple[DOI, ...] = ()
    titles: tuple[str, ...] = ()
    authors: tuple[str, ...] = ()
    grouped: bool = False
    years: tuple[int, ...] = ()
    volume: str = ""
    pages: tuple[str, ...] = ()
    journals: tuple[str, ...] = ()
    preprint: bool | None = None
    notice: str = ""
    placed: bool = False
    unplaced: bool = False
    line: str = ""


#: Letters and blanks of a title key from which it speaks for one work ("Scleroderma" does not).
TELLING = 24

#: A line no longer than a title and this may be printed without its title.
UNTITLED = 40

_NOTICE = re.compile(
    r"(?:author |publisher )?(errat|corrigend|correction|retraction|expression of concern)"
    r"|(?:author.{0,3} |in )?(re:|repl(?:y|ies)\b|response to\b|comments? on\b)",
    re.I,
)
_NOTICE_IN_LINE = re.compile(
    # `Erratum in` after the numbers is said of the work itself.
    r"\b(?:erratum|errata|corrigendum|corrigenda|retraction of|expression of concern)\b(?! in\b)"
    r"|^(?:erratum|errata) in\b"
)
_RETRACTED = re.compile(r"^\s*(?:retracted|withdrawn|removed)(?: article)?\s*[:.]\s*", re.I)
#: Publication types of notices (MeSH UI), and the word for each.
NOTICE_TYPES = {
    "D016425": "erratum",
    "D016440": "retraction",
    "D000075742": "expression of concern",
}
_ARTICLES = frozenset({"article-journal", "article", "document", "paper-conference"})
_PREPRINT_TYPE = "D000076942"
_PREPRINT_SERVERS = re.compile(
    r"\b(biorxiv|medrxiv|arxiv|research square|preprints?|ssrn|chemrxiv|psyarxiv|authorea)\b"
)


class Marks(NamedTuple):
    """How each part of two works' facts compares; None where one side does not say.

    `title` is 0 to 1 and `telling` whether it is long enough to speak for one work; `year` is
    the difference in years.
    """

    title: float | None
    telling: bool
    author: bool | None
    year: int | None
    volume: bool | None
    page: bool | None
    journal: bool | None

    @property
    def placed(self) -> bool:
        """Whether volume and first page agree, or the page where neither has a volume, in the
        same journal or book of the same year."""
        if self.page is not True or self.volume is False:
            return False
        return self.volume is True or (self.journal is True and self.year == 0)

    @property
    def support(self) -> int:
        """How many fields besides the title agree."""
        agreed = (self.author, self.volume, self.page, self.journal, self.year == 0)
        return sum(one is True for one in agreed)

    @property
    def against(self) -> int:
        """How many fields besides the title disagree."""
        denied = (self.author, self.volume, self.page, self.journal)
        return sum(one is False for one in denied) + (self.year is not None and self.year > 1)


def record_facts(
    record: Record, titles: tuple[str, ...] | None = None, most: int | None = None
) -> Facts:
    """What is compared of a record; `titles` are the keys of its titles where they are made
    already, `most` how many of its authors are compared."""
    bare = [_RETRACTED.sub("", one) for one in (record.title, record.original_title) if one]
    if titles is None:
        titles = tuple(filter(None, map(likeness.title_key, bare)))
    years = [date.year for date in (record.issued, record.online) if date]
    pages = [likeness.page_key(one) for one in (record.pages, record.article_number)]
    journals = likeness.journal_keys(record.container)
    placed = bool(journals or record.volume or any(pages) or record.publication)
    types = {one.ui for one in record.publication_types}
    notice = next((name for ui, name in NOTICE_TYPES.items() if ui in types), "")
    doi = (record.doi,) if record.doi else ()
    return Facts(
        pmid=record.pmid,
        pmcid=record.pmcid,
        dois=doi + record.superseded_dois,
        titles=titles,
        authors=tuple(map(likeness.author_key, record.authors[:most])),
        grouped=bool(record.authors) and isinstance(record.authors[0], Group),
        years=tuple(dict.fromkeys(years)),
        volume=likeness.volume_key(record.volume),
        pages=tuple(dict.fromkeys(filter(None, pages))),
        journals=journals,
        preprint=_PREPRINT_TYPE in types or _preprint(journals),
        notice=notice or (_notice(bare[0]) if bare else ""),
        placed=placed,
        unplaced=record.kind in _ARTICLES and not placed,
    )


def cited_facts(cited: Cited, text: str | None = None) -> Facts:
    """What is compared of a line of a reference list: its fields, and its text for the rest."""
    journals = (likeness.journal_key(cited.container),) if cited.container else ()
    title = _RETRACTED.sub("", cited.title) if cited.title else ""
    title_key = likeness.title_key(title) if title else ""
    page = likeness.page_key(cited.pages)
    line = likeness.title_key(text) if text else ""
    told = _NOTICE_IN_LINE.search(line)
    return Facts(
        titles=(title_key,) if title_key else (),
        authors=tuple(map(likeness.author_key, cited.authors)),
        grouped=bool(cited.authors) and isinstance(cited.authors[0], Group),
        years=(cited.year,) if cited.year else (),
        volume=likeness.volume_key(cited.volume),
        pages=(page,) if page else (),
        journals=journals,
        preprint=_preprint(journals) if journals else None,
        notice=_notice(title) or (told.group() if told else ""),
        placed=bool(journals or cited.volume or page or cited.publisher),
        line=line,
    )


def reference_facts(reference: Reference) -> Facts:
    """What is compared of a reference, its identifiers included."""
    return cited_facts(reference.cited, reference.text)._replace(
        pmid=reference.pmid,
        pmcid=reference.pmcid,
        dois=(reference.doi,) if reference.doi else (),
    )


def marks_of(one: Facts, other: Facts) -> Marks:
    """How each part of two statements compares, whatever their identifiers."""
    title, telling = _title(one, other)
    volume, page = _place(one, other)
    return Marks(
        title=title,
        telling=telling,
        author=_author(one, other),
        year=_year(one, other),
        volume=volume,
        page=page,
        journal=_journal(one, other),
    )


def _title(one: Facts, other: Facts) -> tuple[float | None, bool]:
    """How alike the titles are, the best of all pairs, and whether the shorter tells much.

    A line that was divided in the wrong place has its say: the title may stand there whole,
    and what was taken for the title may be the beginning of one.
    """
    best, telling = None, False
    for left in one.titles:
        for right in other.titles:
            alike = likeness.title_likeness(left, right)
            if alike == likeness.CONTINUED:
                shorter, longer = (one, other) if len(left) < len(right) else (other, one)
                alike = _continued(min(left, right, key=len), shorter, longer)
            if best is None or alike > best:
                best, telling = alike, min(len(left), len(right)) >= TELLING
    for facts, line in ((one, other.line), (other, one.line)):
        if not (facts.titles and line) or best == 1:
            continue
        stands, length = max(
            (printed_line.title_stands(title, line, facts.authors, facts.journals), len(title))
            for title in facts.titles
        )
        if stands > (best or likeness.OTHER_PART):
            best, telling = stands, length >= TELLING
        elif best is None:
            best, telling = _loose_title(facts.titles, line)
    return best, telling


def _continued(title: str, facts: Facts, other: Facts) -> float:
    """How alike two titles are of which `title`, of `facts`, is the beginning of the other's.

    A line tells whether its title ends there, by the journal behind it; a title that goes on
    with what is not the journal may be another work's.
    """
    if facts.line and not printed_line.title_stands(
        title, facts.line, other.authors, other.journals
    ):
        return likeness.OTHER_PART
    return likeness.LONGER if other.line else likeness.CONTINUED


def _loose_title(titles: tuple[str, ...], line: str) -> tuple[float | None, bool]:
    """How well any of the titles is found in a line that names no title."""
    best, length = max((printed_line.title_in_text(one, line), len(one)) for one in titles)
    if best < 0.8 and len(line) < length + UNTITLED:
        return None, False
    return best, length >= TELLING


def _author(one: Facts, other: Facts) -> bool | None:
    mark = _fields_author(one, other)
    for facts, line in ((one, other.line), (other, one.line)):
        if mark is not True and facts.authors and line and not facts.grouped:
            if printed_line.begins_with(facts.authors[0], line):
                return True
            if not (one.authors and other.authors):
                return printed_line.author_in_line(facts.authors[0], line)
    return mark


def _fields_author(one: Facts, other: Facts) -> bool | None:
    if not (one.authors and other.authors) or one.grouped != other.grouped:
        return None
    same = likeness.same_group if one.grouped else likeness.same_family
    if same(one.authors[0], other.authors[0]):
        return True
    swapped = one.authors[0] in other.authors or other.authors[0] in one.authors
    return None if swapped else False


def _year(one: Facts, other: Facts) -> int | None:
    left = one.years or printed_line.years_in_line(one.line)
    right = other.years or printed_line.years_in_line(other.line)
    return min((abs(a - b) for a in left for b in right), default=None)


def _place(one: Facts, other: Facts) -> tuple[bool | None, bool | None]:
    """Whether volume and first page agree; a line is searched for the two together."""
    volume = one.volume == other.volume if one.volume and other.volume else None
    page = None
    if one.pages and other.pages:
        page = any(likeness.same_page(left, right) for left in one.pages for right in other.pages)
    for facts, sought in ((one, other), (other, one)):
        if sought.line and volume is None and page is None:
            volume, page = printed_line.place_in_line(facts.volume, facts.pages, sought.line)
        if sought.line and volume is None:
            volume = printed_line.volume_in_line(facts.volume, facts.journals, sought.line)
    return volume, page


def _journal(one: Facts, other: Facts) -> bool | None:
    mark = None
    if one.journals and other.journals:
        mark = likeness.same_journal(one.journals, other.journals)
    for facts, line in ((one, other.line), (other, one.line)):
        if mark is not True and facts.journals and line:
            mark = printed_line.journal_in_line(facts.journals, line) or mark
    return mark


def _notice(title: str) -> str:
    """The word that makes a title that of a notice or a reply about another work, else empty."""
    found = _NOTICE.match(title.lstrip(" [\"'“‘"))
    return (found.group(1) or found.group(2)).lower() if found else ""


def _preprint(journals: tuple[str, ...]) -> bool | None:
    """Whether the work appeared on a preprint server; None when it is not known where."""
    if not journals:
        return None
    return any(_PREPRINT_SERVERS.search(journal) for journal in journals)
