"""What may stand in the place of a PMCID while a work waits for it, and for how long.

For three months after publication a grant may name a manuscript by its NIHMSID, or say
`PMC Journal - In Process` (NOT-OD-08-119; kept by NOT-OD-25-047).
"""

from __future__ import annotations

import re

from sscmsc.dates import PartialDate
from sscmsc.record import Record

GRACE_MONTHS = 3
_MANUSCRIPT = re.compile(r"(?:NIHMS(?:ID)?:?\s*)*(\d{4,})", re.I)


def is_in_grace(record: Record, on: PartialDate) -> bool:
    """Whether no more than three months have passed `on` a day since publication.

    An unknown month or day of publication counts as the last that it can be, so that nobody is
    told too early; a work without a date counts as new.
    """
    published = published_first(record)
    if published is None:
        return True
    months = (on.year - published.year) * 12 + (on.month or 1) - (published.month or 12)
    later = (on.day or 1) > (published.day or 31)
    return months + later <= GRACE_MONTHS


def published_first(record: Record) -> PartialDate | None:
    """The earlier of the dates online and in print."""
    return min((one for one in (record.online, record.issued) if one is not None), default=None)


def manuscript_number(record: Record) -> str | None:
    """The digits of the NIHMSID; manuscripts of other archives, as EMS, have none."""
    found = (_MANUSCRIPT.fullmatch(one.strip()) for one in record.manuscript_ids)
    return next((one[1] for one in found if one), None)
