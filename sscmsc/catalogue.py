"""The catalogue: which entry holds a work, by its identifiers or by what is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sscmsc.dates import PartialDate
from sscmsc.entry import Entry
from sscmsc.identifiers import Identifier
from sscmsc.library import Library
from sscmsc.match import blocking_keys, find_same
from sscmsc.pages import split_pages
from sscmsc.record import Container, Publication, Record
from sscmsc.reference import Reference
from sscmsc.text import literal, rich


class Catalogue:
    """Finds the entry that holds a work, by identifier or by what the record says.

    Built over one library and told of each entry that joins it.
    """

    def __init__(self, library: Library) -> None:
        self._entries: dict[str, Entry] = {}
        self._by_identifier: dict[Identifier, str] = {}
        self._by_block: dict[str, list[str]] = {}
        for entry in library.entries.values():
            self.put(entry)

    def put(self, entry: Entry) -> None:
        """Add an entry, or replace the one of the same citekey."""
        self._entries[entry.citekey] = entry
        for identifier in (*entry.record.identifiers, *entry.record.superseded_dois):
            self._by_identifier.setdefault(identifier, entry.citekey)
        for block in blocking_keys(entry.record):
            keys = self._by_block.setdefault(block, [])
            if entry.citekey not in keys:
                keys.append(entry.citekey)

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
        keys = {key for block in blocking_keys(record) for key in self._by_block.get(block, ())}
        found = find_same(record, ((key, self._entries[key].record) for key in sorted(keys)))
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
