"""The facts of an article's reference, and the ways journals print them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from lxml import etree

_FULL_WORDS = frozenset(
    "Cell Nature Science Blood Cancer Lancet Gut Heart Brain Bone Diabetes Health Care PLoS PLOS "
    "One ONE BMC BMJ JAMA FEBS EMBO Acta Gene Genes".split()
)


@dataclass(frozen=True, slots=True)
class Facts:
    """A journal article as cited: `names` are (family, initials without stops)."""

    names: tuple[tuple[str, str], ...]
    title: str
    journal: str
    year: str
    volume: str
    issue: str
    first: str
    last: str

    @classmethod
    def of(cls, citation: etree._Element) -> Facts | None:
        """The facts of a JATS citation, None when one that every style prints is missing."""

        def one(name: str) -> str:
            found = citation.find(f".//{name}")
            return (
                " ".join("".join(map(str, found.itertext())).split()) if found is not None else ""
            )

        names = tuple(
            (
                name.findtext("surname") or "",
                re.sub(r"[^A-Z]", "", name.findtext("given-names") or ""),
            )
            for name in citation.iter("name")
        )
        facts = cls(
            names, one("article-title").rstrip("."), one("source").rstrip("."), one("year")[:4],
            one("volume"), one("issue"), one("fpage") or one("elocation-id"), one("lpage"),
        )  # fmt: skip
        whole = facts.title and facts.journal and facts.year and facts.volume and facts.first
        named = names and all(family and initials for family, initials in names)
        return facts if whole and named else None

    def prints_issue(self, text: str) -> bool:
        return bool(self.issue) and (f"({self.issue})" in text or f"no. {self.issue}" in text)

    @property
    def ended_title(self) -> str:
        return self.title if self.title.endswith(("?", "!")) else f"{self.title}."

    @property
    def pages(self) -> str:
        return f"{self.first}–{self.last}" if self.last and self.last != self.first else self.first

    @property
    def short_pages(self) -> str:
        """`577–84` for pages 577 to 584."""
        if len(self.first) != len(self.last) or self.first == self.last:
            return self.pages
        place = next(
            at for at, (a, b) in enumerate(zip(self.first, self.last, strict=True)) if a != b
        )
        return f"{self.first}–{self.last[place:]}"

    @property
    def part(self) -> str:
        """Volume with the issue in brackets, where there is one."""
        return f"{self.volume}({self.issue})" if self.issue else self.volume

    @property
    def plain_names(self) -> list[str]:
        return [f"{family} {initials}" for family, initials in self.names]

    @property
    def comma_names(self) -> list[str]:
        return [f"{family}, {_dotted(initials)}" for family, initials in self.names]

    @property
    def first_names(self) -> list[str]:
        return [f"{_dotted(initials)} {family}" for family, initials in self.names]

    @property
    def dotted_journal(self) -> str | None:
        """`J. Clin. Oncol`; None for a title that is not abbreviated."""
        words = self.journal.split()
        if len(words) < 2 or any(len(word) > 9 for word in words):
            return None
        return " ".join(word if word in _FULL_WORDS else f"{word}." for word in words)


Style = Callable[[Facts], str | None]


def _dotted(initials: str) -> str:
    return " ".join(f"{letter}." for letter in initials)


def _some(facts: Facts) -> str:
    names = facts.plain_names
    return ", ".join(names[:6]) + (", et al" if len(names) > 6 else "")


def _joined(names: list[str], last: str) -> str:
    return last.join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else names[0]


def nlm(one: Facts) -> str:
    return (
        f"{_some(one)}. {one.ended_title} {one.journal}. {one.year};{one.part}:{one.short_pages}."
    )


def nlm_dated(one: Facts) -> str:
    date = f"{one.year} Jan 15"
    return f"12. {_some(one)}. {one.ended_title} {one.journal} {date};{one.part}:{one.pages}."


def frontiers(one: Facts) -> str:
    names = f"{_some(one)}{'. .' if len(one.names) > 6 else '.'}"
    numbers = f"({one.year}) {one.volume}:{one.short_pages}"
    return f"{names} {one.ended_title} {one.journal}. {numbers}."


def springer(one: Facts) -> str:
    names = ", ".join(one.plain_names)
    return f"{names} ({one.year}) {one.ended_title} {one.journal} {one.part}:{one.pages}"


def apa(one: Facts) -> str:
    names = _joined(one.comma_names, ", & ")
    return f"{names} ({one.year}). {one.ended_title} {one.journal}, {one.part}, {one.pages}."


def harvard(one: Facts) -> str:
    names = _joined(one.comma_names, " and ")
    return f"{names}, {one.year}. {one.ended_title} {one.journal}, {one.part}, pp.{one.pages}."


def asm(one: Facts) -> str:
    names = ", ".join(one.plain_names)
    return f"{names}. {one.year}. {one.ended_title} {one.journal} {one.volume}:{one.pages}."


def aps(one: Facts) -> str:
    names = ", ".join(one.plain_names)
    return f"{names}. {one.ended_title} {one.journal} {one.volume}: {one.pages}, {one.year}."


def chicago(one: Facts) -> str:
    names = _joined([one.comma_names[0], *one.first_names[1:]], ", and ")
    issue = f", no. {one.issue}" if one.issue else ""
    return f"{names} “{one.title}.” {one.journal} {one.volume}{issue} ({one.year}): {one.pages}."


def elsevier(one: Facts) -> str | None:
    if one.dotted_journal is None:
        return None
    names = ", ".join(one.first_names)
    return f"{names}, {one.title}, {one.dotted_journal} {one.volume} ({one.year}) {one.pages}."


def mdpi(one: Facts) -> str | None:
    if one.dotted_journal is None:
        return None
    names = "; ".join(one.comma_names[:10]) + ("; et al." if len(one.names) > 10 else "")
    return f"{names} {one.ended_title} {one.dotted_journal} {one.year}, {one.volume}, {one.pages}."


def nature(one: Facts) -> str | None:
    if one.dotted_journal is None:
        return None
    names = one.comma_names
    shown = f"{names[0]} et al." if len(names) > 5 else _joined(names, " & ")
    return f"{shown} {one.ended_title} {one.dotted_journal} {one.volume}, {one.pages} ({one.year})."


def cell(one: Facts) -> str | None:
    if one.dotted_journal is None:
        return None
    names = _joined(one.comma_names, ", and ")
    return (
        f"{names} ({one.year}). {one.ended_title} {one.dotted_journal} {one.volume}, {one.pages}."
    )


def pnas(one: Facts) -> str | None:
    if one.dotted_journal is None:
        return None
    names = ", ".join(f"{family} {_dotted(initials)}" for family, initials in one.names)
    return (
        f"{names}, {one.ended_title} {one.dotted_journal} {one.volume}, {one.pages} ({one.year})."
    )


STYLES: tuple[Style, ...] = (
    nlm, nlm_dated, frontiers, springer, apa, harvard, asm, aps, chicago, elsevier, mdpi, nature,
    cell, pnas,
)  # fmt: skip
