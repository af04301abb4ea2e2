"""A service sees no more requests in any window than it allows, whoever sends them."""

from __future__ import annotations

import resource
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from sscmsc.errors import SourceError
from sscmsc.limits import MARGIN, Limiter, Rate
from tests.quick import StillClock

THREE = Rate("three", 3, 1.0)


def most_in_a_window(times: list[float], window: float) -> int:
    return max(sum(start <= one <= start + window for one in times) for start in times)


def test_first_requests_do_not_wait_and_later_ones_no_longer_than_they_must(
    tmp_path: Path,
) -> None:
    hours = StillClock()
    limiter = Limiter(tmp_path / "new", clock=hours.clock, sleep=hours.sleep)
    sent = []
    for _ in range(7):
        with limiter.turn(THREE, deadline=1e6):
            sent.append(hours.now)
    assert sent[:3] == [5000.0] * 3
    assert sent[3:6] == pytest.approx([5001.0 + MARGIN] * 3, abs=0.01)
    assert sent[6] == pytest.approx(5002.0 + 2 * MARGIN, abs=0.02)


def test_the_window_begins_when_the_service_answers(tmp_path: Path) -> None:
    # A slow way to the service: it may have seen the request as late as the answer began.
    hours = StillClock()
    limiter = Limiter(tmp_path, clock=hours.clock, sleep=hours.sleep)
    one = Rate("one", 1, 1.0)
    with limiter.turn(one, deadline=1e6):
        hours.sleep(5.0)
    with limiter.turn(one, deadline=1e6):
        assert hours.now >= 5006.0


def test_rates_of_other_names_are_apart(tmp_path: Path) -> None:
    hours = StillClock()
    limiter = Limiter(tmp_path, clock=hours.clock, sleep=hours.sleep)
    for name in ("a", "b", "c"):
        with limiter.turn(Rate(name, 1, 60.0), deadline=1e6):
            assert hours.now == 5000.0


def test_no_turn_before_the_deadline_is_a_failure(tmp_path: Path) -> None:
    hours = StillClock()
    limiter = Limiter(tmp_path, clock=hours.clock, sleep=hours.sleep)
    one = Rate("one", 1, 60.0)
    with (
        limiter.turn(one, deadline=1e6),
        pytest.raises(SourceError, match="waiting for their turn"),
        limiter.turn(one, deadline=5010.0),
    ):
        raise AssertionError("a second turn in the same slot")
    with (
        pytest.raises(SourceError, match="waiting for their turn"),
        limiter.turn(one, deadline=5020.0),
    ):
        raise AssertionError("a turn within the window")
    assert hours.now <= 5020.0


def test_a_turn_left_by_an_error_counts(tmp_path: Path) -> None:
    hours = StillClock()
    limiter = Limiter(tmp_path, clock=hours.clock, sleep=hours.sleep)
    one = Rate("one", 1, 1.0)
    with pytest.raises(ConnectionError), limiter.turn(one, deadline=1e6):
        raise ConnectionError
    with limiter.turn(one, deadline=1e6):
        assert hours.now >= 5001.0


@pytest.mark.parametrize("left", ["in use", "", "99999999.0", "nan and void"])
def test_what_a_dead_process_left_behind_costs_one_window(tmp_path: Path, left: str) -> None:
    hours = StillClock()
    (tmp_path / "one-0.free").write_text(left, encoding="ascii")
    limiter = Limiter(tmp_path, clock=hours.clock, sleep=hours.sleep)
    with limiter.turn(Rate("one", 1, 1.0), deadline=1e6):
        assert 5001.0 <= hours.now <= 5001.2


def test_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    limiter = Limiter(tmp_path / "file" / "limits")
    with pytest.raises(SourceError) as caught, limiter.turn(THREE, deadline=1e12):
        raise AssertionError("a turn without a folder")
    assert "file/limits" in caught.value.message
    assert "SSCMSC_CACHE_DIR" in caught.value.hint


def test_a_disk_that_fills_up_costs_no_answer(tmp_path: Path) -> None:
    hours = StillClock()
    limiter = Limiter(tmp_path, clock=hours.clock, sleep=hours.sleep)
    one = Rate("one", 1, 1.0)
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    try:
        with limiter.turn(one, deadline=1e6):
            resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
        with (
            pytest.raises(SourceError, match=f"cannot write to the cache folder {tmp_path}"),
            limiter.turn(one, deadline=1e6),
        ):
            raise AssertionError("a turn that others cannot see")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    with limiter.turn(one, deadline=1e6):
        assert hours.now >= 5001.0


SENDER = """
import sys, time, urllib.request
from pathlib import Path
from sscmsc.limits import Limiter, Rate
folder, url, slow = sys.argv[1:]
limiter = Limiter(Path(folder))
for _ in range(4):
    with limiter.turn(Rate("three", 3, 1.0), time.monotonic() + 60):
        time.sleep(float(slow))
        with urllib.request.urlopen(url) as answer:
            answer.read()
"""


@contextmanager
def watched() -> Iterator[tuple[str, list[float]]]:
    """A service, and the times at which it saw requests."""
    times: list[float] = []
    guard = threading.Lock()

    class Seen(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            with guard:
                times.append(time.monotonic())
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Seen)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,))
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/", times
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_several_processes_keep_to_one_rate(tmp_path: Path) -> None:
    # One of the three is slow on the way, so that permissions given early arrive late.
    with watched() as (url, times):
        senders = [
            subprocess.Popen([sys.executable, "-c", SENDER, str(tmp_path), url, slow])
            for slow in ("0", "0", "0.6")
        ]
        assert [sender.wait(timeout=60) for sender in senders] == [0, 0, 0]
    assert len(times) == 12
    assert most_in_a_window(times, 1.0) <= 3


def test_threads_keep_to_one_rate(tmp_path: Path) -> None:
    rate = Rate("three", 3, 0.1)
    limiter = Limiter(tmp_path)
    times: list[float] = []

    def send() -> None:
        for _ in range(3):
            with limiter.turn(rate, time.monotonic() + 60):
                times.append(time.monotonic())

    threads = [threading.Thread(target=send) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(times) == 12
    assert most_in_a_window(sorted(times), 0.1) <= 3
