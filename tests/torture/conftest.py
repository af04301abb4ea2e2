"""Every test of this folder is marked, so that `make test` leaves it out."""

from __future__ import annotations

from collections import Counter
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


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what was tried: each test's counts, and the sum of each kind."""
    total: Counter[str] = Counter()
    for report in (*terminalreporter.getreports("passed"), *terminalreporter.getreports("failed")):
        for name, counts in report.user_properties:
            if name == "tally":
                kind = report.nodeid.partition("::")[2].partition("[")[0]
                total[kind] += sum(counts.values())
                shown = ", ".join(f"{one} {number}" for one, number in sorted(counts.items()))
                terminalreporter.write_line(f"{report.nodeid.partition('::')[2]}: {shown}")
    for kind, number in total.items():
        terminalreporter.write_line(f"all of {kind}: {number}")
