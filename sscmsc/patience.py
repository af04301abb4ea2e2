"""How long a service is waited for and how often it is asked again."""

from __future__ import annotations

from typing import NamedTuple

from sscmsc.errors import SourceError


class UnusableAnswer(SourceError):
    """The service answered, but with what is no answer: asked again once."""


class Garbled(UnusableAnswer):
    """An answer that begins well and cannot be read to its end: a question about fewer works
    may have a better one."""


class Oversized(SourceError):
    """An answer that is too long to be taken: a question about fewer works has a shorter one."""


class Passing(SourceError):
    """A failure that may pass: asked again, after `wait` seconds where the service says so.

    `absent` is True when the service was not reached at all.
    """

    def __init__(self, message: str, *, wait: float | None = None, absent: bool = False) -> None:
        super().__init__(message)
        self.wait = wait
        self.absent = absent


class Patience(NamedTuple):
    """Seconds to wait: to connect, for the answer to begin or go on, for all tries of one
    question together; the longest wait a service may ask for; how often a question is put,
    and how often where the answer was unusable; seconds before the second try."""

    connect: float = 10.0
    read: float = 30.0
    overall: float = 120.0
    longest_wait: float = 60.0
    tries: int = 4
    tries_unusable: int = 2
    back_off: float = 0.5

    def pause(self, failure: SourceError, tries: int, left: float, jitter: float) -> float | None:
        """Seconds until the next try, None when there is none.

        `tries` were made, `left` seconds remain of all, `jitter` is a number from 0 to 1.
        """
        asked = asked_wait(failure)
        allowed = 1
        if isinstance(failure, UnusableAnswer):
            allowed = self.tries_unusable
        elif isinstance(failure, Passing):
            allowed = self.tries
        backed_off = self.back_off * (2.0 ** (tries - 1) + jitter / 2)
        pause = max(asked, backed_off)
        if tries >= allowed or asked > self.longest_wait or pause > left:
            return None
        return pause


def asked_wait(failure: SourceError) -> float:
    """The seconds that the service asked to wait; 0 when it asked for none."""
    return failure.wait or 0.0 if isinstance(failure, Passing) else 0.0


def reason_of(failure: SourceError, service: str) -> str:
    """Why a service did not answer, and what to do next where that is known; the message
    without the name of the service, where an answer names it apart."""
    message = failure.message.removeprefix(f"{service}: ")
    return f"{message}. {failure.hint}" if failure.hint else message
