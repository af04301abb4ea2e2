"""Entries labelled anew, after the vocabulary has changed."""

from __future__ import annotations

from dataclasses import replace

from sscmsc.classify import classify
from sscmsc.entry import Entry, Facet
from sscmsc.vocabulary import Vocabulary


def relabelled(entry: Entry, vocabulary: Vocabulary) -> Entry:
    """The entry with the facets that the vocabulary gives its record now.

    What an abstract showed that was not kept still holds; the user's own labels are no part
    of these.
    """
    held: tuple[Facet, ...] = () if entry.record.abstract else entry.facets
    facets = classify(entry.record, vocabulary, held)
    return entry if facets == entry.facets else replace(entry, facets=facets)
