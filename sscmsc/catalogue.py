"""The catalogue: which entry holds a work, by its identifiers or by what is said of it."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.facts import Facts, record_facts, reference_facts
from sscmsc.identifiers import Identifier
from sscmsc.library import Library
from sscmsc.match import fact_keys, find_alike
from sscmsc.pages import split_pages
from sscmsc.record import Container, Publication, Record
from sscmsc.reference import Reference
from sscmsc.text import folded, literal, rich


class Catalogue:
    """Finds the entry that holds a work, by identifier or by what the record says.

    Built over one library and told of each entry that joins it. Where two entries have one
    identifier (a notice may carry the DOI of the work it is about) it stands for the first
    that is no notice.
    """

    def __init__(self, library: Library) -> None:
        self._entries: dict[str, Entry] = {}
        self._facts: dict[str, Facts] = {}
        self._by_identifier: dict[Identifier, str] = {}
        self._by_block: dict[str, list[str]] = {}
        self._by_statement: dict[Hashable, str] = {}
        for entry in library.entries.values():
            self.put(entry)

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one of the same citekey."""
        citekey, record = entry.citekey, entry.record
        facts = record_facts(record)
        if citekey in self._entries:
            self._withdraw(citekey)
        self._entries[citekey] = entry
        self._facts[citekey] = facts
        for identifier in (*record.identifiers, *record.superseded_dois):
            other = self._by_identifier.setdefault(identifier, citekey)
            if other != citekey and self._facts[other].notice and not facts.notice:
                self._by_identifier[identifier] = citekey
        for block in fact_keys(facts):
            keys = self._by_block.setdefault(block, [])
            if citekey not in keys:
                keys.append(citekey)
        self._by_statement.setdefault(_statement(record), citekey)

    def _withdraw(self, citekey: str) -> None:
        """Forget what the entry was known by; its blocks only cost a comparison and may stay."""
        record = self._entries[citekey].record
        for identifier in (*record.identifiers, *record.superseded_dois):
            if self._by_identifier.get(identifier) == citekey:
                del self._by_identifier[identifier]
        statement = _statement(record)
        if self._by_statement.get(statement) == citekey:
            del self._by_statement[statement]

    def __iter__(self) -> Iterator[Entry]:
        return iter(self._entries.values())

    def entry(self, citekey: str) -> Entry:
        return self._entries[citekey]

    @property
    def citekeys(self) -> Mapping[str, Entry]:
        return self._entries

    def by_identifier(self, identifiers: Iterable[Identifier]) -> str | None:
        """The citekey of the entry that has one of these identifiers, the first that does."""
        for identifier in identifiers:
            if (key := self._by_identifier.get(identifier)) is not None:
                return key
        return None

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
        facts = reference_facts(line)
        if not facts.titles and not (facts.volume and facts.pages and facts.authors):
            return None
        key = self._by_facts(facts, among)
        return key if key is None or among is None else self._by_facts(facts, None)

    def by_statement(self, record: Record) -> str | None:
        """The citekey of the entry whose record says the same as this one, word for word: what
        tells too little to be matched, or fits two entries, is still known when it comes again.
        """
        return self._by_statement.get(_statement(record))

    def _by_facts(self, facts: Facts, among: Collection[str] | None) -> str | None:
        keys = {key for block in fact_keys(facts) for key in self._by_block.get(block, ())}
        if among is not None:
            keys.intersection_update(among)
        if not keys:
            return None
        found = find_alike(facts, ((key, self._facts[key]) for key in sorted(keys)))
        if found is None:
            return None
        citekey, judgement = found
        return citekey if judgement.verdict == "same" else None


def _statement(record: Record) -> Hashable:
    """What a record says of its work, in a form in which equal statements are equal."""
    return (
        record.identifiers,
        folded(record.title or record.original_title or ""),
        record.kind, record.authors, record.editors, record.container, record.publication,
        record.issued, record.volume, record.issue, record.pages, record.article_number,
    )  # fmt: skip


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
