"""Every test of this folder is marked, so that `make test` leaves it out."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import seeded, seeded_library, terminal

__all__ = ["seeded", "seeded_library", "tally", "terminal"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker("torture")


class Tally:
    """Counts of what a test tried."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def add(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


@pytest.fixture
def tally(request: pytest.FixtureRequest) -> Tally:
    """Counts that are printed at the end of the run."""
    counts = Tally()
    request.node.user_properties.append(("tally", counts.counts))
    return counts
