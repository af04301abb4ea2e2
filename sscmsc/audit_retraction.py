"""Checks of what became of a work: retracted, withdrawn, concern, corrected; preprints."""

from __future__ import annotations

from collections.abc import Iterator
from types import MappingProxyType

from sscmsc.audit_finding import Case, Hit, Severity
from sscmsc.dates import PartialDate
from sscmsc.record import Record
from sscmsc.retraction import NOTE, RETRACTION_WATCH, TITLE, UNSOUND, Notice
from sscmsc.retraction_lists import LISTED
from sscmsc.retraction_signs import Level, is_notice

SOURCE_NAMES = {
    "pubmed": "PubMed", "crossref": "Crossref", "europepmc": "Europe PMC", "publisher":
    "the publisher", RETRACTION_WATCH: "Retraction Watch", TITLE: "its title", NOTE: "its note",
    "keyword": "its keywords", LISTED: "the list given",
}  # fmt: skip
_SHOWN = 3


def retracted(case: Case) -> Iterator[Hit]:
    return _at(case, Level.RETRACTED)


def withdrawn(case: Case) -> Iterator[Hit]:
    return _at(case, Level.WITHDRAWN)


def republished(case: Case) -> Iterator[Hit]:
    return _at(case, Level.REPUBLISHED)


def concern(case: Case) -> Iterator[Hit]:
    return _at(case, Level.CONCERN)


def corrected(case: Case) -> Iterator[Hit]:
    return _at(case, Level.CORRECTED)


def reinstated(case: Case) -> Iterator[Hit]:
    if not case.standing.is_unsound:
        yield from _at(case, Level.REINSTATED)


def notice(case: Case) -> Iterator[Hit]:
    """The entry is a notice about another work, which is hardly what one means to cite."""
    record = case.record
    if is_notice(record):
        about = [
            str(one.pmid or one.doi or one.text)
            for one in record.relations
            if one.kind.endswith(("Of", "For")) and (one.pmid or one.doi or one.text)
        ]
        of = f" about {', '.join(dict.fromkeys(about))}" if about else ""
        yield Hit(f"is a notice{of}, not the work itself", "publication_types")


def unanswered(case: Case) -> Iterator[Hit]:
    """No source that knows of retractions has been asked about the work."""
    silent = dict(case.standing.silent)
    if {"pubmed", "crossref"} <= silent.keys() and not case.standing.notices:
        told = "; ".join(f"{SOURCE_NAMES[name]}: {reason}" for name, reason in silent.items())
        yield Hit(f"no source says whether it stands ({told})")


def preprint(case: Case) -> Iterator[Hit]:
    """A preprint of which a published version is known, from its relations or in the library."""
    if not is_preprint(case.record):
        return
    stated = [
        str(one.doi or one.pmid or one.text)
        for one in case.record.relations
        if one.kind in ("UpdateIn", "is-preprint-of") and (one.doi or one.pmid or one.text)
    ]
    held = [f"{key} (held)" for key in case.published]
    if found := list(dict.fromkeys((*held, *stated))):
        yield Hit(f"is a preprint; published as {', '.join(found[:_SHOWN])}", "kind")


def superseded(case: Case) -> Iterator[Hit]:
    """A work of which a newer version is known: a review that was updated."""
    if is_preprint(case.record):
        return
    newer = [
        str(one.doi or one.pmid or one.text)
        for one in case.record.relations
        if one.kind == "UpdateIn" and (one.doi or one.pmid or one.text)
    ]
    if newer:
        yield Hit(f"has a newer version: {', '.join(dict.fromkeys(newer[:_SHOWN]))}")


def cites_retracted(case: Case) -> Iterator[Hit]:
    """Held works of the list that no longer stand, and whether that was known when it appeared."""
    for position, citekey, standing in case.cited:
        level = standing.level
        if level is None or level not in UNSOUND:
            continue
        order, severity, told = _order(case.record.online or case.record.issued, standing.date)
        data = {
            "cited": citekey, "position": str(position), "level": str(level), "appeared": order,
            "notice": str(standing.date or ""),
        }  # fmt: skip
        yield Hit(
            f"cites {citekey} at {position}, which is {level}: {told}", "references",
            severity=severity, data=MappingProxyType(data),
        )  # fmt: skip


def _order(own: PartialDate | None, notice: PartialDate | None) -> tuple[str, Severity, str]:
    """Whether a work appeared before or after a notice, as far as their dates tell."""
    if notice is None or own is None:
        missing = "the notice has no date" if notice is None else "this work has no date"
        return "unknown", Severity.WARNING, missing
    if own.year == notice.year and not (own.month and notice.month):
        return "unknown", Severity.WARNING, f"this work of {own} is of the year of the notice"
    mine, its = (own.year, own.month or 0), (notice.year, notice.month or 0)
    if mine == its and own.day and notice.day:
        mine, its = (*mine, own.day), (*its, notice.day)  # type: ignore[assignment]
    if mine > its:
        return "after", Severity.ERROR, f"this work of {own} appeared after the notice of {notice}"
    if mine < its:
        told = f"this work of {own} appeared before the notice of {notice}"
        return "before", Severity.WARNING, told
    return "unknown", Severity.WARNING, f"this work and the notice are both of {own}"


def is_preprint(record: Record) -> bool:
    """Whether a record is of a preprint: by its publication type, or by its kind and server."""
    if any(one.ui == "D000076942" or one.name.casefold() == "preprint"
           for one in record.publication_types):  # fmt: skip
        return True
    journal = (record.container.title or "").casefold() if record.container else ""
    return record.kind == "article" and any(one in journal for one in ("rxiv", "preprint"))


def _at(case: Case, level: Level) -> Iterator[Hit]:
    notices = case.standing.at(level)
    if not notices:
        return
    said = list(dict.fromkeys(source for one in notices for source in one.said_by))
    silent = [f"{SOURCE_NAMES.get(name, name)}: {why}" for name, why in case.standing.silent]
    message = str(level)
    if date := next((one.date for one in notices if one.date), None):
        message += f" {date}"
    ids = [shown for one in notices if (shown := _shown(one))]
    if ids:
        message += f" by {', '.join(dict.fromkeys(ids[:_SHOWN]))}"
    message += f"; said by {', '.join(SOURCE_NAMES.get(one, one) for one in said)}"
    if reason := next((one.reason for one in notices if one.reason), ""):
        message += f"; reason: {reason}"
    if silent:
        message += f"; no answer from {', '.join(silent)}"
    yield Hit(message, "relations", data=MappingProxyType(_data(notices, said, level)))


def _shown(one: Notice) -> str:
    return one.ids or (one.text or "")[:120]


def _data(notices: tuple[Notice, ...], said: list[str], level: Level) -> dict[str, str]:
    first = next((one for one in notices if one.pmid or one.doi), notices[0])
    given = {
        "level": str(level),
        "notice_pmid": str(first.pmid or ""),
        "notice_doi": str(first.doi or ""),
        "date": str(first.date or ""),
        "said_by": ", ".join(said),
    }
    return {name: value for name, value in given.items() if value}
