"""Partial dates: what a journal prints, from a bare year to a range over two years."""

from __future__ import annotations

import re
from dataclasses import dataclass

from sscmsc.errors import InputError

SEASONS = ("spring", "summer", "autumn", "winter")
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "jan january", "feb february", "mar march", "apr april", "may", "jun june",
            "jul july", "aug august", "sep sept september", "oct october", "nov november",
            "dec december",
        ),
        start=1,
    )
    for name in names.split()
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date known to the year, month or day, or to a season.

    `season` is one of `SEASONS`; `literal` keeps what was printed when the parts cannot
    say it (`1998 Dec-1999 Jan`). Dates order by year, then month (a season by its first
    month), then day; what is unknown comes first.
    """

    year: int
    month: int | None = None
    day: int | None = None
    season: str | None = None
    literal: str | None = None

    @property
    def sort_key(self) -> tuple[int, int, int, str]:
        month = self.month or 0
        if not month and self.season:
            month = 3 * SEASONS.index(self.season) + 3
        return self.year, month, self.day or 0, self.literal or ""

    def __lt__(self, other: PartialDate) -> bool:
        return self.sort_key < other.sort_key

    def __str__(self) -> str:
        """ISO 8601 to the precision known, then the season and the literal in brackets."""
        parts = [f"{self.year:04d}"]
        if self.month:
            parts.append(f"{self.month:02d}")
            if self.day:
                parts.append(f"{self.day:02d}")
        text = "-".join(parts)
        if self.season:
            text += f" {self.season}"
        return f"{text} [{self.literal}]" if self.literal else text


_WRITTEN = re.compile(
    r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?: (spring|summer|autumn|winter))?(?: \[(.*)\])?"
)


def parse_date(text: str) -> PartialDate:
    """A date as `str(PartialDate)` writes it. Raises `InputError`."""
    found = _WRITTEN.fullmatch(text.strip())
    if found is None:
        raise InputError(f"'{text}' is no date", hint="Write 2018, 2018-09 or 2018-09-13.")
    year, month, day, season, literal = found.groups()
    date = PartialDate(
        int(year), int(month) if month else None, int(day) if day else None, season, literal
    )
    if not _possible(date):
        raise InputError(f"'{text}' is no date", hint="Write 2018, 2018-09 or 2018-09-13.")
    return date


def month_number(text: str) -> int | None:
    """1 to 12 for `Apr`, `April`, `04` or `4`; None for anything else."""
    word = text.strip().rstrip(".").lower()
    if word.isascii() and word.isdigit():
        return int(word) if 1 <= int(word) <= 12 else None
    return _MONTHS.get(word)


def season_name(text: str) -> str | None:
    """The one season that `text` names (`Fall` is autumn), else None."""
    word = text.strip().lower().replace("fall", "autumn")
    return word if word in SEASONS else None


def checked_date(
    year: int, month: int | None = None, day: int | None = None, season: str | None = None,
    literal: str | None = None,
) -> PartialDate:  # fmt: skip
    """A `PartialDate` from parts of which an impossible month or day is left out."""
    month = month if month and 1 <= month <= 12 else None
    day = day if month and day and 1 <= day <= 31 else None
    return PartialDate(year, month, day, None if month else season, literal)


def _possible(date: PartialDate) -> bool:
    return checked_date(date.year, date.month, date.day, date.season, date.literal) == date
