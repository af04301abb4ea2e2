"""Journals as NLM abbreviates them: 3,000 of medicine, by their titles.

The list is that of JabRef's `journal_abbreviations_medicus` (CC0), without titles that have two
abbreviations there.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from types import MappingProxyType

from sscmsc.text import folded


def load_journals() -> Mapping[str, str]:
    """NLM's abbreviation of each journal, by its folded title."""
    text = files("sscmsc").joinpath("data", "journals.tsv").read_text(encoding="utf-8")
    pairs = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return MappingProxyType({folded(title): abbreviation for title, abbreviation in pairs})
