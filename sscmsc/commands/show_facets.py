"""What `sscmsc show --facets` tells of a work: its labels, why it has them, and what it lacks."""

from __future__ import annotations

from sscmsc.entry import Entry, Facet
from sscmsc.present import Json
from sscmsc.vocabulary import Vocabulary

#: What is shown of a facet in which a work has no label, so that nobody takes it for looked at.
UNCLASSIFIED = "Unclassified"


def fields(entry: Entry, vocabulary: Vocabulary) -> list[tuple[str, str]]:
    """Named values for `Screen.fields`: every facet, one label a line."""
    labels = entry.labelled
    known = {scheme.name: scheme.title for scheme in vocabulary.schemes}
    own = {one.facet: one.facet for one in labels if one.facet not in known}
    shown = []
    for facet, title in (known | own).items():
        lines = [_line(one) for one in labels if one.facet == facet]
        if not any(one.facet == facet and one.grade == "about" for one in labels):
            lines.insert(0, UNCLASSIFIED)
        shown.append((title, "\n".join(lines)))
    denied = [one for one in entry.labels if "!=" in one]
    return [*shown, ("Not, as you say", "; ".join(denied))]


def _line(facet: Facet) -> str:
    return f"{facet.value} ({facet.grade}, {facet.confidence:.2f}): {'; '.join(facet.evidence)}"


def as_json(entry: Entry, vocabulary: Vocabulary) -> dict[str, Json]:
    """The same for `--json`: every facet with its labels, an empty list where there are none."""
    facets: dict[str, list[Json]] = {scheme.name: [] for scheme in vocabulary.schemes}
    for one in entry.labelled:
        facets.setdefault(one.facet, []).append(label_as_json(one))
    return {
        "citekey": entry.citekey,
        "facets": {facet: list(labels) for facet, labels in facets.items()},
        "unclassified": [facet for facet in facets if not entry.values(facet)],
        "denied": [one for one in entry.labels if "!=" in one],
    }


def label_as_json(facet: Facet) -> Json:
    """One label with its evidence."""
    return {
        "facet": facet.facet,
        "value": facet.value,
        "grade": facet.grade,
        "confidence": facet.confidence,
        "evidence": list(facet.evidence),
    }
