"""Every test of this folder is marked, so that `make test` leaves it out."""

from __future__ import annotations

from collections.abc import Iterator
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
    """Counts of what was tried, printed at the end of a test."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def add(self, name: str, number: int = 1) -> None:
        self.counts[name] = self.counts.get(name, 0) + number


@pytest.fixture
def tally(request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[Tally]:
    counts = Tally()
    yield counts
    with capsys.disabled():
        told = ", ".join(f"{name} {number}" for name, number in sorted(counts.counts.items()))
        print(f"\n{request.node.name}: {told}")  # noqa: T201
