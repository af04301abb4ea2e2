"""Works as Crossref gives them."""

from __future__ import annotations

from urllib.parse import quote

from tests.upstream.works import Line, Work

LANGUAGES = {"eng": "en", "fre": "fr"}


def crossref_work(work: Work, lines: tuple[Line, ...] = ()) -> dict[str, object]:
    """The `message` of `/works/{doi}`."""
    message: dict[str, object] = {
        "DOI": work.doi.lower(),
        "URL": f"https://doi.org/{quote(work.doi.lower())}",
        "type": "journal-article",
        "title": [work.crossref_title or work.vernacular or work.title],
        "container-title": [work.journal] if work.journal else [],
        "short-container-title": [work.abbreviation] if work.abbreviation else [],
        "publisher": "Publisher of the demonstration",
        "prefix": work.doi.partition("/")[0],
        "source": "Crossref",
        "language": LANGUAGES[work.language],
        "author": [_author(one, first=place == 0) for place, one in enumerate(work.authors)],
        "issued": _date(work.year, work.month, work.day),
        "published-print": _date(work.year, work.month, work.day),
        "reference-count": len(lines),
        "references-count": len(lines),
        "is-referenced-by-count": 0,
        "subject": [],
        "score": 1,
    }
    optional: dict[str, object] = {
        "volume": work.volume,
        "issue": work.issue,
        "page": work.pages,
        "ISSN": [work.issn] if work.issn else [],
        "issn-type": [{"type": work.issn_type, "value": work.issn}] if work.issn else [],
        "published-online": _date(*work.online) if work.online[0] else None,
        "updated-by": _updates(work),
        "reference": [
            {"key": f"B{place}", **one.crossref} for place, one in enumerate(lines, start=1)
        ],
    }
    return message | {key: value for key, value in optional.items() if value}


def _date(year: int, month: int, day: int) -> dict[str, object]:
    parts = [year, *([month] if month else []), *([day] if month and day else [])]
    return {"date-parts": [parts if year else [None]]}


def _author(name: str, *, first: bool) -> dict[str, object]:
    sequence = "first" if first else "additional"
    if name.startswith("="):
        return {"name": name[1:], "sequence": sequence, "affiliation": []}
    family, _, given = name.partition(", ")
    return {"given": given, "family": family, "sequence": sequence, "affiliation": []}


def _updates(work: Work) -> list[dict[str, object]]:
    if not work.retraction_doi:
        return []
    return [
        {
            "DOI": work.retraction_doi,
            "type": "retraction",
            "label": "Retraction",
            "source": source,
            "updated": _date(work.year + 1, 1, 1),
        }
        for source in ("publisher", "retraction-watch")
    ]
