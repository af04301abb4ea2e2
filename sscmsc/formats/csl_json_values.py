"""Names, dates and our own custom values of CSL-JSON, read."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from sscmsc.dates import SEASONS, PartialDate, checked_date, season_name
from sscmsc.errors import IdentifierError
from sscmsc.formats.comma_names import person
from sscmsc.formats.nbib import print_date
from sscmsc.formats.values import find_date
from sscmsc.identifiers import DOI, parse_doi
from sscmsc.jsontext import Json, items, member, number_member, objects, text_member, texts
from sscmsc.record import (
    Author,
    Container,
    Grant,
    Group,
    MeshHeading,
    MeshQualifier,
    PublicationType,
    TrialRegistration,
)
from sscmsc.text import clean


class Custom(NamedTuple):
    """What our own items say in `custom`; from others all of it is absent."""

    article_number: str | None = None
    manuscript_ids: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()
    only_online: bool = False
    only_short_title: bool = False
    container: Container | None = None
    keywords: tuple[str, ...] = ()
    mesh: tuple[MeshHeading, ...] = ()
    publication_types: tuple[PublicationType, ...] = ()
    trials: tuple[TrialRegistration, ...] = ()
    grants: tuple[Grant, ...] = ()
    superseded_dois: tuple[DOI, ...] = ()
    tags: tuple[str, ...] = ()


_OTHERS = re.compile(r"others|et\.? ?al\.?", re.I)
_EDTF_SEASON = re.compile(r"(\d{4})-(2[1-4])")
_RANGE = re.compile(r"(\d{4}[-\d]*)/(\d{4}[-\d]*)")


def read_names(names: Iterable[Json]) -> tuple[tuple[Author, ...], bool]:
    """The authors of a name variable, and False when the last is `others`."""
    authors = [author for name in names if (author := _author(name)) is not None]
    last = authors[-1] if authors else None
    if isinstance(last, Group) and _OTHERS.fullmatch(last.name):
        return tuple(authors[:-1]), False
    return tuple(authors), True


def _author(name: Json) -> Author | None:
    """A name; its particles are part of the family name, as they are everywhere else."""
    if literal := _word(name, "literal") or _word(name, "name"):
        return Group(literal)
    parts = (_word(name, part) for part in ("dropping-particle", "non-dropping-particle", "family"))
    family = " ".join(part for part in parts if part)
    return person(family, _word(name, "given") or "", _word(name, "suffix") or "")


def read_date(value: Json) -> PartialDate | None:
    """A date variable: `date-parts`, `raw`, `literal` or an EDTF string; None for none."""
    if isinstance(value, str):
        return _edtf(value)
    ends = [made for one in items(value, "date-parts")[:2] if (made := _made(_numbers(one)))]
    literal, season = _word(value, "literal"), _season(value)
    if not ends:
        return _edtf(_word(value, "raw") or literal or "")
    first = ends[0]
    if len(ends) == 2 and ends[1] != first:
        return PartialDate(first.year, literal="-".join(map(print_date, ends)))
    first = checked_date(first.year, first.month, first.day, first.season or season)
    if literal and literal not in {print_date(first), str(first)}:
        return checked_date(first.year, first.month, first.day, first.season, literal)
    return first


def _numbers(parts: Json) -> list[int | None]:
    if not isinstance(parts, list):
        return []
    return [number_member({"n": part}, "n") for part in parts[:3]]


def _made(parts: list[int | None]) -> PartialDate | None:
    """Year, month and day; no work is older than print, nor of a year of five digits."""
    year, month, day = (*parts, None, None, None)[:3]
    if year is None or not 1000 <= year <= 9999:
        return None
    season = _season_number(month or 0)
    return checked_date(year, None if season else month, day, season)


def _season(value: Json) -> str | None:
    number = number_member(value, "season")
    if number is not None:
        return _season_number(number) or (SEASONS[number - 1] if 1 <= number <= 4 else None)
    return season_name(text_member(value, "season") or "")


def _season_number(number: int) -> str | None:
    """Seasons in the place of a month: 13 to 16 in CSL's old input, 21 to 24 in EDTF."""
    for first in (13, 21):
        if first <= number < first + 4:
            return SEASONS[number - first]
    return None


def _edtf(written: str) -> PartialDate | None:
    bare = written.strip().rstrip("?~%")
    if found := _EDTF_SEASON.fullmatch(bare):
        return PartialDate(int(found[1]), season=SEASONS[int(found[2]) - 21])
    if found := _RANGE.fullmatch(bare):
        ends = [find_date(one) for one in found.groups()]
        if ends[0] and ends[1]:
            return PartialDate(ends[0].year, literal=f"{print_date(ends[0])}-{print_date(ends[1])}")
    return find_date(bare)


def read_custom(value: Json) -> Custom:
    """Our own custom values, each checked; of any other shape they are not there."""
    if not isinstance(value, dict):
        return Custom()
    return Custom(
        article_number=_word(value, "article_number"),
        manuscript_ids=_words(value, "manuscript_ids"),
        languages=_words(value, "languages"),
        only_online=member(value, "only_online") is True,
        only_short_title=member(value, "only_short_title") is True,
        container=_container(member(value, "container")),
        keywords=_words(value, "keywords"),
        mesh=tuple(_heading(one) for one in objects(value, "mesh") if _word(one, "descriptor")),
        publication_types=tuple(
            PublicationType(name, _word(one, "ui"))
            for one in objects(value, "publication_types")
            if (name := _word(one, "name"))
        ),
        trials=tuple(
            TrialRegistration(registry, number)
            for one in objects(value, "trials")
            if (registry := _word(one, "registry")) and (number := _word(one, "number"))
        ),
        grants=tuple(
            Grant(_word(one, "number"), _word(one, "agency"), _word(one, "country"))
            for one in objects(value, "grants")
        ),
        superseded_dois=tuple(_dois(value)),
        tags=_words(value, "tags"),
    )


def _word(value: Json, name: str) -> str | None:
    return clean(text_member(value, name) or "") or None


def _words(value: Json, name: str) -> tuple[str, ...]:
    return tuple(word for one in texts(value, name) if (word := clean(one)))


def _container(value: Json) -> Container | None:
    if not isinstance(value, dict):
        return None
    return Container(
        None, _word(value, "nlm_abbreviation"), _word(value, "iso_abbreviation"),
        _word(value, "issn_print"), _word(value, "issn_electronic"), _word(value, "issn_linking"),
        _word(value, "nlm_id"),
    )  # fmt: skip


def _heading(value: Json) -> MeshHeading:
    qualifiers = tuple(
        MeshQualifier(name, _word(one, "ui"), member(one, "major") is True)
        for one in objects(value, "qualifiers")
        if (name := _word(one, "name"))
    )
    descriptor = _word(value, "descriptor") or ""
    return MeshHeading(descriptor, _word(value, "ui"), member(value, "major") is True, qualifiers)


def _dois(value: Json) -> Iterable[DOI]:
    for one in texts(value, "superseded_dois"):
        try:
            yield parse_doi(one)
        except IdentifierError:
            continue
