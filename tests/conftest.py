"""What every test stands on: no network but loopback, and the recorded data where it is."""

from __future__ import annotations

import os
import socket
from collections import Counter
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

import pytest

import sscmsc

pytest_plugins = ["tests.upstream.plugin"]

ROOT = Path(__file__).resolve().parent.parent
CORPORA = ROOT.parent / "shared" / "corpora"
SEEDS = ROOT.parent / "shared" / "seeds"


#: Tests that go the same ways through the code again and again, with other data, other faults or
#: other moments: to measure which lines they reach would take as long as they do, and tell
#: nothing that the other tests do not.
UNMEASURED = frozenset(
    """test_http_faults commands/test_hostile_text commands/test_damage commands/test_secrets
    commands/test_hostile commands/test_hostile_services commands/test_network_faults
    commands/test_resuming commands/test_report_browser commands/test_tutorial test_damage
    test_store_faults test_reversal_faults test_match_corpora test_citation_corpora
    test_biblatex_compile test_architecture test_politeness test_peer_files
    test_round_trips""".split()
)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the repetitive tests out of the coverage, which doubles the time of any test.

    Where coverage is measured all modules are imported before: those that one of these tests
    would be the first to import would seem to have heads that nothing runs.
    """
    if config.getoption("cov_source", None):
        for module in walk_packages(sscmsc.__path__, "sscmsc."):
            import_module(module.name)
    for item in items:
        if item.nodeid.partition(".py")[0].removeprefix("tests/") in UNMEASURED:
            item.add_marker("no_cover")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what `make torture` tried: each test's counts, and the sum of each kind.

    Here, because where tests run side by side nobody prints who has read their own conftest.
    """
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


@pytest.fixture(autouse=True)
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every connection that leaves this machine raises."""
    connect = socket.socket.connect

    def only_loopback(self: socket.socket, address: object) -> None:
        if self.family != socket.AF_UNIX:
            host = address[0] if isinstance(address, tuple) else ""
            if not str(host).startswith("127.") and host != "::1":
                raise OSError(f"tests may not connect to {address!r}")
        connect(self, address)  # type: ignore[arg-type]

    monkeypatch.setattr(socket.socket, "connect", only_loopback)


def _recorded(folder: Path) -> Path:
    if not folder.is_dir():
        if os.environ.get("CI") == "true":
            pytest.fail(f"{folder.name}/ must be present in CI")
        pytest.skip(f"recorded data not here: {folder.name}/")
    return folder


@pytest.fixture(scope="session")
def corpora() -> Path:
    """The folder of recorded answers; a test that needs it is skipped where it is absent."""
    return _recorded(CORPORA)


@pytest.fixture(scope="session")
def seeds() -> Path:
    """The three saved pages the library starts from."""
    return _recorded(SEEDS)
