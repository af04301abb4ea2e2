"""What stands in the place of a PMCID, and for how long."""

from __future__ import annotations

import pytest

from sscmsc.dates import PartialDate
from sscmsc.public_access import is_in_grace, manuscript_number
from sscmsc.record import Record


@pytest.mark.parametrize(
    ("issued", "on", "holds"),
    [
        (PartialDate(2025, 11, 30), PartialDate(2026, 2, 28), True),
        (PartialDate(2025, 11, 30), PartialDate(2026, 3, 1), False),
        (PartialDate(2025, 11), PartialDate(2026, 2, 28), True),
        (PartialDate(2025, 11), PartialDate(2026, 3, 1), False),
        (PartialDate(2025), PartialDate(2026, 3, 31), True),
        (PartialDate(2025), PartialDate(2026, 4, 1), False),
        (None, PartialDate(2026, 4, 1), True),
    ],
)
def test_three_months_count_to_the_day(
    issued: PartialDate | None, on: PartialDate, holds: bool
) -> None:
    assert is_in_grace(Record("pubmed", issued=issued), on) is holds


@pytest.mark.parametrize(
    "written", ["NIHMS123456", " nihms 123456", "NIHMSID: NIHMS123456", "123456"]
)
def test_one_number_however_it_is_written(written: str) -> None:
    assert manuscript_number(Record("pubmed", manuscript_ids=("EMS98765", written))) == "123456"


def test_a_manuscript_of_another_archive_has_none() -> None:
    assert manuscript_number(Record("pubmed", manuscript_ids=("EMS98765", "UKMS1234"))) is None
