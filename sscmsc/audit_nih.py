"""Readiness for the Public Access Policy of the NIH: a PMCID for each paper that it funded.

Manuscripts accepted on or after 1 July 2025 must be public in PMC on the day of publication
(NOT-OD-25-047, moved forward by NOT-OD-25-101), those accepted from 7 April 2008 on within
twelve months. In a grant the PMCID stands at the end of a reference; for three months after
publication `NIHMSID` or `PMC Journal - In Process` may stand there (NOT-OD-08-119).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import StrEnum

from sscmsc.audit_finding import Case, Hit, Nih
from sscmsc.dates import PartialDate
from sscmsc.public_access import is_in_grace, manuscript_number, published_first
from sscmsc.record import Grant, Person, Record
from sscmsc.text import folded

ZERO_EMBARGO = PartialDate(2025, 7, 1)
FIRST_POLICY = PartialDate(2008, 4, 7)
_SUPPORT = frozenset({"D052061", "D052060"})
_AGENCY = re.compile(
    r"\bN\.?I\.?H\.?\b|\bHHS\b|National Institutes of Health|National Cancer Institute"
    r"|National Heart, Lung|National Human Genome|National Eye Institute"
    r"|National Library of Medicine"
    r"|National Institute (?:of (?:Arthritis and Musc|Allergy and Inf|General Medical|Diabetes and"
    r"|Neurological Disorders|Mental Health|Child Health|Biomedical Imag|Dental and Cran)|on Aging)"
    r"|National Center for Advancing Trans"
)
#: Publication types that the policy does not ask for: it is about peer-reviewed articles.
_EXEMPT = frozenset(
    "D016421 D016422 D016420 D016433 D019215 D016425 D016440 D000075742 D000076942 D016423 "
    "D062210 D054711".split()
)
_NUMBER = re.compile(
    r"(?:\d\s*)?([A-Z]{1,2}\d{1,2}|[A-Z]\d{2}|Z[A-Z]{2})?\s*-?\s*([A-Z]{2})\s*-?\s*0*(\d{3,6})"
)


class State(StrEnum):
    """How a paper stands with the policy."""

    READY = "ready"
    IN_PROCESS = "in process"
    MANUSCRIPT = "manuscript"
    EXPIRED = "manuscript id expired"
    MISSING = "no PMCID"
    EXEMPT = "not asked for"


def missing(case: Case) -> Iterator[Hit]:
    if (found := nih_state(case)) is not None and found is State.MISSING:
        yield Hit(f"has no PMCID: {_rule(case.record)}", "pmcid")


def expired(case: Case) -> Iterator[Hit]:
    if nih_state(case) is State.EXPIRED:
        number = manuscript_number(case.record)
        told = f"NIHMS{number} may stand for the PMCID for three months only"
        yield Hit(f"{told}: {_rule(case.record)}", "pmcid")


def in_process(case: Case) -> Iterator[Hit]:
    state = nih_state(case)
    if state is State.MANUSCRIPT:
        told = f"may be cited as NIHMSID: NIHMS{manuscript_number(case.record)}"
        yield Hit(f"has no PMCID yet; until three months after publication it {told}", "pmcid")
    elif state is State.IN_PROCESS:
        told = "it may be cited as 'PMC Journal - In Process'"
        yield Hit(f"has no PMCID yet; until three months after publication {told}", "pmcid")


def nih_state(case: Case) -> State | None:
    """How a paper of the user's that the NIH funded stands; None for any other."""
    record = case.record
    if not is_own(record, case.nih):
        return None
    if record.pmcid is not None:
        return State.READY
    if _is_exempt(record):
        return State.EXEMPT
    fresh = is_in_grace(record, case.today)
    if manuscript_number(record) is not None:
        return State.MANUSCRIPT if fresh else State.EXPIRED
    return State.IN_PROCESS if fresh else State.MISSING


def is_own(record: Record, nih: Nih) -> bool:
    """Whether a work falls to the user: it names a grant of theirs, or they are an author and
    the NIH funded it."""
    keys = {key for one in nih.grants if (key := grant_key(one))}
    if any(grant_key(one.number or "") in keys for one in record.grants if one.number):
        return True
    return _has_author(record, nih) and _is_funded(record)


def grant_key(number: str) -> str:
    """What makes two ways to write a grant number one: `5R01-AR055063-02` and `R01 AR055063`."""
    found = _NUMBER.search(number.upper())
    if found is None:
        return re.sub(r"[^A-Z0-9]", "", number.upper())
    return f"{found[1] or ''}{found[2]}{found[3]}"


def _has_author(record: Record, nih: Nih) -> bool:
    names = {folded(one) for one in nih.authors}
    orcids = {one.strip().upper() for one in nih.orcids}
    for one in record.authors:
        if not isinstance(one, Person):
            continue
        short = one.initials or "".join(part[0] for part in (one.given or "").split() if part)
        forms = {f"{one.family} {short}", f"{one.family} {one.given or ''}"}
        if (one.orcid or "") in orcids or names & {folded(form) for form in forms}:
            return True
    return False


def _is_funded(record: Record) -> bool:
    return any(one.ui in _SUPPORT for one in record.publication_types) or any(
        _is_nih(one) for one in record.grants
    )


def _is_nih(grant: Grant) -> bool:
    return bool(_AGENCY.search(grant.agency or ""))


def _is_exempt(record: Record) -> bool:
    if record.kind not in ("article-journal", "paper-conference"):
        return True
    accepted = _accepted(record) or published_first(record)
    if accepted is not None and accepted < FIRST_POLICY:
        return True
    return any(one.ui in _EXEMPT for one in record.publication_types)


def _rule(record: Record) -> str:
    accepted, published = _accepted(record), published_first(record)
    when = f"published {published}" if published else "published"
    date = accepted or published
    if date is not None and not date < ZERO_EMBARGO:
        said = f"accepted {accepted}" if accepted else f"{when}, its acceptance not known"
        return f"{said}, it must be public in PMC on the day of publication"
    said = f"accepted {accepted}" if accepted else when
    return f"{said}, it must be in PMC within twelve months"


def _accepted(record: Record) -> PartialDate | None:
    return next((one.date for one in record.history if one.status == "accepted"), None)
