"""Sessions whose waiting costs no time."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from sscmsc.config import load_settings
from sscmsc.session import Session


class StillClock:
    """A clock that moves only when someone sleeps; every sleep is noted."""

    def __init__(self) -> None:
        self.now = 5000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


def quick_session(environment: Mapping[str, str], folder: Path, **more: str) -> Session:
    """A session on a still clock, its cache in `folder`; `more` are further variables."""
    still = StillClock()
    settings = load_settings({"SSCMSC_CACHE_DIR": str(folder), **environment, **more})
    return Session(settings, clock=still.clock, sleep=still.sleep)
