"""The fixtures that start the server."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.upstream.records import Records
from tests.upstream.server import Upstream

RECORDS = Path(__file__).parent / "records"


@pytest.fixture(scope="session")
def review_records() -> Records:
    """The records of the demonstration review, read once."""
    return Records.load(RECORDS / "ssc-review")


@pytest.fixture
def upstream(review_records: Records) -> Iterator[Upstream]:
    """The services on loopback, over the demonstration review; its log and faults are empty."""
    with Upstream(review_records) as running:
        yield running
