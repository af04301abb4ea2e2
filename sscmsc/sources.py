"""The sources a fetch asks, as one value, and how it tells how far it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from sscmsc.resolution import BibliographicSource, CitationSource
from sscmsc.source import IdentifierSource, RecordSource, ReferenceSource

Progress = Callable[[str, int, int], None]
"""Told what is being asked for, how many are done and how many there are."""


class Services(NamedTuple):
    """The sources a fetch asks: PubMed takes PMIDs and DOIs, Crossref takes DOIs.

    `crossref` is asked for the works named by the user, `crossref_lists` for those that
    they cite, in lists only, so that the number of requests stays bounded. `lists` have
    reference lists and no records; they are asked where the first two leave a doubt.
    `matcher` and `bibliographic` find works by what a printed line says; without a matcher
    no line is searched for by its text.
    """

    pubmed: RecordSource
    crossref: RecordSource
    crossref_lists: RecordSource
    converter: IdentifierSource
    lists: tuple[ReferenceSource, ...] = ()
    matcher: CitationSource | None = None
    bibliographic: BibliographicSource | None = None


def silent(_step: str, _done: int, _total: int) -> None:
    """A `Progress` that shows nothing."""
