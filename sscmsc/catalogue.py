"""The catalogue: which entry holds a work, by its identifiers or by what is said of it."""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping
from typing import cast

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.facts import Facts, record_facts
from sscmsc.holdings import order
from sscmsc.identifiers import Identifier
from sscmsc.library import Library
from sscmsc.match import fact_keys, find_alike
from sscmsc.pages import split_pages
from sscmsc.record import Container, Publication, Record
from sscmsc.reference import Reference
from sscmsc.text import literal, rich
from sscmsc.traits import block_traits, line_facts, statement, statement_trait


class Catalogue:
    """Finds the entry that holds a work, by identifier or by what the record says.

    Built over one library and told of each entry that joins it. Where two entries have one
    identifier (a notice may carry the DOI of the work it is about) it stands for the first
    that is no notice. Of a library's stock only what may be meant is read.
    """

    def __init__(self, library: Library) -> None:
        self.library = library
        self._entries: dict[str, Entry] = {}
        self._facts: dict[str, Facts] = {}
        self._by_identifier: dict[Identifier, str | None] = {}
        self._by_block: dict[str, list[str]] = {}
        self._by_statement: dict[Hashable, str | None] = {}
        stated: dict[Hashable, str] = {}
        for citekey, entry in sorted(library.at_hand.items(), key=lambda item: order(item[0])):
            self._take(entry)
            stated.setdefault(statement(entry.record), citekey)
        self._stated = stated

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one of the same citekey."""
        citekey, record = entry.citekey, entry.record
        if citekey in self.citekeys:
            self._withdraw(citekey)
        facts = self._take(entry)
        for identifier in (*record.identifiers, *record.superseded_dois):
            other = self._holder(identifier)
            if other is None or (
                other != citekey and self._facts_of(other).notice and not facts.notice
            ):
                self._by_identifier[identifier] = citekey
        if self.by_statement(record) is None:
            self._by_statement[statement(record)] = citekey

    def _take(self, entry: Entry) -> Facts:
        citekey = entry.citekey
        facts = record_facts(entry.record)
        self._entries[citekey] = entry
        self._facts[citekey] = facts
        for block in fact_keys(facts):
            keys = self._by_block.setdefault(block, [])
            if citekey not in keys:
                keys.append(citekey)
        return facts

    def _withdraw(self, citekey: str) -> None:
        """Forget what the entry was known by; its blocks only cost a comparison and may stay."""
        record = self.entry(citekey).record
        for identifier in (*record.identifiers, *record.superseded_dois):
            if self._holder(identifier) == citekey:
                self._by_identifier[identifier] = None
        if self.by_statement(record) == citekey:
            self._by_statement[statement(record)] = None

    def __iter__(self) -> Iterator[Entry]:
        """Every entry, those that joined last."""
        for citekey in self.library.entries:
            yield self.entry(citekey)
        for citekey, entry in self._entries.items():
            if citekey not in self.library:
                yield entry

    def entry(self, citekey: str) -> Entry:
        held = self._entries.get(citekey)
        return self.library.entries[citekey] if held is None else held

    @property
    def at_hand(self) -> Mapping[str, Entry]:
        """The entries that are no stock's: those of the library, and those that joined."""
        return self._entries

    @property
    def citekeys(self) -> Mapping[str, Entry]:
        return ChainMap(self._entries, cast("dict[str, Entry]", self.library.entries))

    def by_identifier(self, identifiers: Iterable[Identifier]) -> str | None:
        """The citekey of the entry that has one of these identifiers, the first that does."""
        for identifier in identifiers:
            if (key := self._holder(identifier)) is not None:
                return key
        return None

    def _holder(self, identifier: Identifier) -> str | None:
        if identifier not in self._by_identifier:
            keys = self.library.holding((identifier,))
            works = (key for key in keys if not self._facts_of(key).notice)
            self._by_identifier[identifier] = next(works, keys[0] if keys else None)
        return self._by_identifier[identifier]

    def _facts_of(self, citekey: str) -> Facts:
        if citekey not in self._facts:
            self._facts[citekey] = record_facts(self.entry(citekey).record)
        return self._facts[citekey]

    def by_record(self, record: Record) -> str | None:
        """The citekey of the entry that is surely this work, by title, authors, year and place.

        None when no entry is, or when more than one could be.
        """
        return self._by_facts(record_facts(record), None)

    def by_line(self, line: Reference, among: Collection[str] | None = None) -> str | None:
        """The citekey of the entry that a line of a reference list surely cites, by its fields
        and its text, of all entries or of those of these citekeys.

        None when no entry is, or when more than one could be.
        """
        if among is not None and not among:
            return None
        facts = line_facts(line)
        if facts is None:
            return None
        key = self._by_facts(facts, among)
        return key if key is None or among is None else self._by_facts(facts, None)

    def by_statement(self, record: Record) -> str | None:
        """The citekey of the entry whose record says the same as this one, word for word: what
        tells too little to be matched, or fits two entries, is still known when it comes again.
        """
        stated = statement(record)
        if stated not in self._by_statement:
            self._by_statement[stated] = self._stating(stated, record)
        return self._by_statement[stated]

    def _stating(self, stated: Hashable, record: Record) -> str | None:
        keys = [self._stated[stated]] if stated in self._stated else []
        keys += [
            key
            for key in self._stocked([statement_trait(record)])
            if statement(self.entry(key).record) == stated
        ]
        return min(keys, key=order, default=None)

    def _stocked(self, traits: Iterable[int]) -> Iterator[str]:
        """The entries of the stock, as it has them, that have any of these traits."""
        stock = self.library.stock
        found = stock.sharing(traits) if stock is not None else ()
        return filter(self.library.entries.is_in_stock, found)

    def _by_facts(self, facts: Facts, among: Collection[str] | None) -> str | None:
        keys = {key for block in fact_keys(facts) for key in self._by_block.get(block, ())}
        keys.update(self._stocked(block_traits(facts)))
        if among is not None:
            keys.intersection_update(among)
        if not keys:
            return None
        found = find_alike(facts, ((key, self._facts_of(key)) for key in sorted(keys)))
        if found is None:
            return None
        citekey, judgement = found
        return citekey if judgement.verdict == "same" else None


def cited_record(line: Reference) -> Record:
    """What a line of a reference list says, as a record of the work it cites."""
    cited = line.cited
    pages, article_number = split_pages(cited.pages) if cited.pages else (None, None)
    publication = Publication(cited.publisher, cited.place, cited.edition)
    return Record(
        source="citation",
        kind=cited.kind,
        pmid=line.pmid,
        pmcid=line.pmcid,
        doi=line.doi,
        title=rich(literal(cited.title)) if cited.title else None,
        authors=cited.authors,
        authors_complete=cited.authors_complete,
        editors=cited.editors,
        container=Container(title=cited.container) if cited.container else None,
        publication=publication if publication != Publication() else None,
        volume=cited.volume,
        issue=cited.issue,
        pages=pages,
        article_number=article_number,
        issued=PartialDate(cited.year) if cited.year else None,
    )
