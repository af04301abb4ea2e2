"""Services over dictionaries, which can be told to fail and remember what they were asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from sscmsc.identifiers import Identifier
from sscmsc.record import Record
from sscmsc.reference import Reference
from sscmsc.source import Answer, Failed, Found, Missing, SourceWork, Translated
from sscmsc.sources import Services


@dataclass
class FakeSource:
    """A source of records that knows works by any of the identifiers given for them."""

    name: str
    works: dict[Identifier, SourceWork] = field(default_factory=dict)
    down: str = ""
    asked: list[tuple[Identifier, ...]] = field(default_factory=list)

    def add(
        self,
        record: Record,
        references: Sequence[Reference] | None = None,
        *,
        known_as: Iterable[Identifier] = (),
    ) -> None:
        listed = None if references is None else tuple(references)
        made = SourceWork(record, listed, None if listed is None else len(listed))
        self.works |= dict.fromkeys((*record.identifiers, *known_as), made)

    def records(self, identifiers: Sequence[Identifier]) -> tuple[Answer, ...]:
        self.asked.append(tuple(identifiers))
        return tuple(self._answer(one) for one in identifiers)

    def _answer(self, asked: Identifier) -> Answer:
        if self.down:
            return Failed(asked, self.name, self.down)
        if asked in self.works:
            return Found(asked, self.works[asked])
        return Missing(asked, self.name, f"{self.name} does not know it")


@dataclass
class FakeConverter:
    """An ID converter over a dictionary."""

    known: Mapping[Identifier, tuple[Identifier, ...]] = field(default_factory=dict)
    down: str = ""
    name: str = "pmc"

    def translate(self, identifiers: Sequence[Identifier]) -> Translated:
        if self.down:
            return Translated({}, self.down)
        return Translated({one: self.known[one] for one in identifiers if one in self.known})


@dataclass
class FakeServices:
    """PubMed, Crossref (asked singly and in lists) and the ID converter."""

    pubmed: FakeSource = field(default_factory=lambda: FakeSource("pubmed"))
    crossref: FakeSource = field(default_factory=lambda: FakeSource("crossref"))
    lists: FakeSource = field(default_factory=lambda: FakeSource("crossref"))
    converter: FakeConverter = field(default_factory=FakeConverter)

    @property
    def services(self) -> Services:
        return Services(self.pubmed, self.crossref, self.lists, self.converter)
