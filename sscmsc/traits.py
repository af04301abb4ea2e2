"""What entries are found by, and what the lines of reference lists look for, as numbers.

A trait is a number of 64 bits made of a word: a citekey, an identifier, a blocking key of the
matcher, or all that a record says of its work. A line and an entry that have none in common have
nothing to do with each other; that two words share a number only costs a comparison.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator
from hashlib import blake2b

from sscmsc.entry import Entry
from sscmsc.facts import Facts, record_facts, reference_facts
from sscmsc.identifiers import Identifier
from sscmsc.match import fact_keys
from sscmsc.record import Record
from sscmsc.reference import Reference
from sscmsc.text import folded


def number(word: str) -> int:
    """A signed number of 64 bits that is the same for the same word on every machine."""
    made = blake2b(word.encode("utf-8", "surrogatepass"), digest_size=8).digest()
    return int.from_bytes(made, "big", signed=True)


def citekey_trait(citekey: str) -> int:
    return number(f"k:{citekey}")


def identifier_traits(identifiers: Iterable[Identifier]) -> list[int]:
    return [number(f"i:{one.scheme}:{one.value}") for one in identifiers]


def block_traits(facts: Facts) -> list[int]:
    """Those of which two statements of one work share at least one (`match.fact_keys`)."""
    return [number(f"b:{key}") for key in fact_keys(facts)]


def statement_trait(record: Record) -> int:
    return number(f"s:{statement(record)!r}")


def statement(record: Record) -> Hashable:
    """What a record says of its work, in a form in which equal statements are equal."""
    return (
        record.identifiers,
        folded(record.title or record.original_title or ""),
        record.kind, record.authors, record.editors, record.container, record.publication,
        record.issued, record.volume, record.issue, record.pages, record.article_number,
    )  # fmt: skip


def entry_traits(entry: Entry) -> frozenset[int]:
    """All that an entry is found by: citekey, identifiers, blocks and statement."""
    record = entry.record
    return frozenset(
        (
            citekey_trait(entry.citekey),
            *identifier_traits((*record.identifiers, *record.superseded_dois)),
            *block_traits(record_facts(record)),
            statement_trait(record),
        )
    )


def wanted_traits(entry: Entry) -> frozenset[int]:
    """The traits of entries that the lines of an entry's list are, or could be, linked to."""
    lines = entry.references.references if entry.references else ()
    return frozenset(one for line in lines for one in _wanted(line))


def _wanted(line: Reference) -> Iterator[int]:
    if line.citekey is not None:
        yield citekey_trait(line.citekey)
    yield from identifier_traits(line.identifiers)
    if line.citekey is None and (facts := line_facts(line)) is not None:
        yield from block_traits(facts)


def line_facts(line: Reference) -> Facts | None:
    """What is compared of a line, or None of one that says too little to be any entry's."""
    if not line.text and not line.cited.title and not line.cited.authors:
        return None
    facts = reference_facts(line)
    told = facts.titles or (facts.volume and facts.pages and facts.authors)
    return facts if told else None
