"""What a command that asked services ends with."""

from __future__ import annotations

from collections.abc import Sequence

from sscmsc.answers import Unanswered
from sscmsc.errors import NOT_FOUND, OK, SOURCE_FAILED
from sscmsc.source import Failed


def exit_code(
    asked: Sequence[Unanswered], cited: Sequence[Unanswered] = (), troubles: Sequence[str] = ()
) -> int:
    """5 when a source failed, wholly or for some works; 4 when a work the user asked for does
    not exist. `cited` are works that others cite: that one does not exist is no failure."""
    if troubles or any(isinstance(reason, Failed) for reason in (*asked, *cited)):
        return SOURCE_FAILED
    return NOT_FOUND if asked else OK
