"""NBIB and MEDLINE text, read: PubMed's download, efetch's `medline`, and what others make of it.

Records begin with `PMID` or after a blank line; lines of six blanks go on the one before. What
the tags mean is in NLM's "MEDLINE/PubMed Data Element (Field) Descriptions".
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

from sscmsc import identifiers, text
from sscmsc.dates import PartialDate, checked_date
from sscmsc.errors import Problem
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.nbib import RELATIONS
from sscmsc.formats.nbib_lists import (
    read_authors,
    read_grants,
    read_headings,
    read_substances,
    read_trials,
)
from sscmsc.formats.page import decoded
from sscmsc.formats.values import (
    OwnIdentifiers,
    Titles,
    find_date,
    read_abstract,
    read_isbns,
    read_issns,
    read_titles,
)
from sscmsc.identifiers import DOI, PMCID, PMID
from sscmsc.medline_parts import medline_date
from sscmsc.pages import split_pages
from sscmsc.record import (
    Container,
    HistoryDate,
    Publication,
    PublicationType,
    Record,
    Relation,
)
from sscmsc.source import SourceWork
from sscmsc.text import RichText, clean

SOURCE = "nbib"


class Line(NamedTuple):
    """A tag, its value with the lines that go on it, and the line it stands on, 1-based."""

    tag: str
    value: str
    number: int


class RawRecord(NamedTuple):
    lines: tuple[Line, ...]

    def all(self, *tags: str) -> list[str]:
        return [value for one in self.lines if one.tag in tags and (value := one.value.strip())]

    def word(self, *tags: str) -> str | None:
        """The first value of the first of these tags that has one, cleaned."""
        return next((clean(value) for tag in tags for value in self.all(tag)), None)


_LINE = re.compile(r"([A-Z][A-Z0-9]{1,3}) {0,2}-(?:\s(.*)|([^\s-].*)|)")
_FIRST = re.compile(r"^\ufeff?PMID ?- ?\d", re.M)
_OTHERS = re.compile(
    r"^(?:OWN |STAT|DCOM|TI  |BTI |FAU |AU  |AB  |DP  |JT  |TA  |PMC |PMCR|LID |AID |PT  )- ", re.M
)
_ARTICLE_NUMBER = re.compile(r"\d{1,5}|[A-Za-z]{1,4}\d{1,8}")
_PII = re.compile(r"(.+?)\s*\[pii\]", re.I)
_NUMBERS = re.compile(r"(\d{4})\s?(\d\d)(?:\s?(\d\d))?")
_OWN_NUMBER = re.compile(r"(?:pii|doi):\s?", re.I)
_HISTORY = re.compile(r"(\d{4}/\d{2}/\d{2})[^\[]*\[([^\]]+)\]")
_PMID = re.compile(r"\s*PMID:\s*(\d{1,8})\.?\s*$")
_KINDS_OF_TYPES = {
    "preprint": "article", "dataset": "dataset", "technical report": "report", "book": "book",
    "academic dissertation": "thesis",
}  # fmt: skip
_KINDS_OF_TAGS = {tag: kind for kind, tag in RELATIONS.items()}
_NO_TITLE = frozenset(("not available", "in process citation"))


def recognise(beginning: str) -> bool:
    """Whether text has a line `PMID- 1`, or several of MEDLINE's other tags."""
    return _FIRST.search(beginning) is not None or len(_OTHERS.findall(beginning)) >= 3


def read(data: bytes, path: str) -> Reading:
    """Every record of the file; what cannot be meant is a problem with its line."""
    problems: list[Problem] = []
    works: list[ReadWork] = []
    for raw in _records(decoded(data, path)):
        line = raw.lines[0].number
        own = _identifiers(raw)
        record = _record(raw, own)
        problems.extend(Problem(path, number, said) for number, said in own.complaints)
        if record == Record(SOURCE, kind=record.kind):
            problems.append(Problem(path, line, "the record says nothing; left out"))
        else:
            works.append(ReadWork(SourceWork(record), line))
    if not works and not problems:
        problems.append(Problem(path, 0, "there is no MEDLINE record in this file"))
    return Reading(tuple(works), tuple(sorted(problems, key=lambda one: one.line)))


def _records(written: str) -> Iterator[RawRecord]:
    held: list[Line] = []
    ended = False
    for number, line in enumerate(re.split(r"\r\n|\r|\n", written), start=1):
        found = None if line.startswith("      ") else _LINE.fullmatch(line.lstrip("\ufeff"))
        if found is None:
            if not line.strip():
                ended = True
            elif held and line.startswith("   ") and not ended:
                held[-1] = held[-1]._replace(value=f"{held[-1].value} {line.strip()}".strip())
            continue
        tag = found[1]
        if held and (ended or (tag == "PMID" and any(one.tag == "PMID" for one in held))):
            yield RawRecord(tuple(held))
            held = []
        ended = False
        held.append(Line(tag, (found[2] or found[3] or "").strip(), number))
    if held:
        yield RawRecord(tuple(held))


def _identifiers(raw: RawRecord) -> OwnIdentifiers:
    own = OwnIdentifiers()
    for tag, value, line in raw.lines:
        if tag == "PMID":
            own.state(PMID, value, line)
        elif tag in {"PMC", "PMCR"} and (tag == "PMC" or value[:3].upper() == "PMC"):
            own.state(PMCID, value, line)
        elif tag in {"LID", "AID"} and value.lower().endswith("[doi]"):
            own.state(DOI, value[:-5].strip(), line)
        elif tag in {"AID", "SO"}:
            own.find(value)
    return own


def _record(raw: RawRecord, own: OwnIdentifiers) -> Record:
    return replace(
        _printed(raw, own),
        online=_online(raw),
        keywords=tuple(dict.fromkeys(_keyword(one) for one in raw.all("OT"))),
        mesh=read_headings(raw.all("MH")),
        substances=read_substances(raw.lines),
        relations=tuple(_relations(raw)),
        trials=read_trials(raw.all("SI")),
        grants=read_grants(raw.all("GR")),
        history=tuple(_history(raw)),
        status=raw.word("STAT"),
    )


def _printed(raw: RawRecord, own: OwnIdentifiers) -> Record:
    """What a citation prints, and the abstract."""
    types = tuple(PublicationType(clean(name)) for name in raw.all("PT"))
    kind = _kind(raw, types)
    authors, complete = read_authors(raw.lines)
    editors, _ = read_authors(
        tuple(one._replace(tag=one.tag.replace("ED", "AU")) for one in raw.lines if "ED" in one.tag)
    )
    titles = _titles(raw)
    pages, number = _pages(raw)
    return Record(
        SOURCE,
        kind=kind,
        pmid=own.pmid,
        pmcid=own.pmcid,
        doi=own.doi,
        manuscript_ids=tuple(dict.fromkeys(map(clean, raw.all("MID")))),
        title=titles.title,
        title_translated=titles.translated,
        original_title=titles.original,
        authors=authors,
        authors_complete=complete,
        editors=editors,
        container=_container(raw),
        publication=_publication(raw, kind),
        volume=raw.word("VI"),
        issue=raw.word("IP"),
        pages=pages,
        article_number=number,
        issued=_issued(raw.word("DP") or ""),
        languages=tuple(dict.fromkeys(map(clean, raw.all("LA")))),
        abstract=read_abstract(text.rich((raw.all("AB") or [""])[0], text.ABSTRACT_LIMIT)),
        publication_types=types,
    )


def _kind(raw: RawRecord, types: tuple[PublicationType, ...]) -> str:
    if raw.word("BTI"):
        return "chapter" if raw.word("TI") else "book"
    names = (_KINDS_OF_TYPES.get(one.name.casefold()) for one in types)
    return next((kind for kind in names if kind), "article-journal")


def _titles(raw: RawRecord) -> Titles:
    shown = text.rich(next(iter(raw.all("TI") or raw.all("BTI")), ""))
    original = text.rich(next(iter(raw.all("TT")), ""))
    titles = read_titles(shown, RichText(text.without_full_stop(original)))
    if titles.title and titles.title.lower() in _NO_TITLE:
        return Titles(None, False, titles.original)
    return titles


def _container(raw: RawRecord) -> Container | None:
    issns = read_issns(raw.all("IS"))
    container = Container(
        title=raw.word("JT") or (raw.word("BTI") if raw.word("TI") else None),
        nlm_abbreviation=raw.word("TA"),
        issn_print=issns.print,
        issn_electronic=issns.electronic,
        issn_linking=issns.linking,
        nlm_id=raw.word("JID"),
    )
    return container if container != Container() else None


def _publication(raw: RawRecord, kind: str) -> Publication | None:
    """Publisher and place; the `PL` of an article is the country of its journal."""
    published = kind != "article-journal" or raw.word("PB") is not None
    publication = Publication(
        publisher=raw.word("PB"),
        place=raw.word("PL") if published else None,
        edition=raw.word("EN"),
        isbns=read_isbns(raw.all("ISBN")),
        collection=raw.word("CTI"),
    )
    return publication if publication != Publication() else None


def _pages(raw: RawRecord) -> tuple[str | None, str | None]:
    """Pages and article number; a publisher's item is one where no other page is printed."""
    printed = raw.word("PG") or ""
    if found := _OWN_NUMBER.match(printed):
        return None, printed[found.end() :] or None
    items = [found[1] for one in raw.all("LID") if (found := _PII.fullmatch(clean(one)))]
    if printed and printed in items:
        return None, printed
    pages, number = split_pages(printed)
    if pages is None and number is None:
        number = next((one for one in items if _ARTICLE_NUMBER.fullmatch(one)), None)
    return pages, number


def _issued(printed: str) -> PartialDate | None:
    if found := _NUMBERS.fullmatch(printed):
        return checked_date(int(found[1]), int(found[2]), int(found[3]) if found[3] else None)
    return medline_date(printed)


def _online(raw: RawRecord) -> PartialDate | None:
    written = raw.word("DEP") or ""
    if len(written) != 8 or not written.isdigit():
        return None
    return checked_date(int(written[:4]), int(written[4:6]), int(written[6:]))


def _keyword(written: str) -> str:
    return clean(written.removeprefix("*"))


def _relations(raw: RawRecord) -> Iterator[Relation]:
    for tag, value, _ in raw.lines:
        kind = _KINDS_OF_TAGS.get(tag)
        if kind is None or not value:
            continue
        found = _PMID.search(value)
        said = clean(value[: found.start()] if found else value) or None
        dois = (one.identifier for one in identifiers.find(said or ""))
        doi = next((one for one in dois if isinstance(one, DOI)), None)
        yield Relation(kind, said, identifiers.parse_pmid(found[1]) if found else None, doi)


def _history(raw: RawRecord) -> Iterator[HistoryDate]:
    for value in raw.all("PHST"):
        found = _HISTORY.match(value)
        date = find_date(found[1]) if found else None
        if found and date:
            yield HistoryDate(found[2], date)
