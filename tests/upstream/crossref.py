"""Crossref's REST API (single works, lists by filter) and what of doi.org leads to it."""

from __future__ import annotations

import re
from urllib.parse import quote, unquote

from tests.upstream.exchange import (
    Answer,
    Question,
    json_answer,
    moved,
    text_answer,
    twisted,
)
from tests.upstream.records import Message, Records

LIMITS = {
    "x-rate-limit-limit": "10",
    "x-rate-limit-interval": "1s",
    "x-concurrency-limit": "3",
    "x-api-pool": "polite",
}
_FILTERS = frozenset({"doi", "updates", "type", "is-update", "has-references"})
#: What `select` takes (the service's own message lists it).
SELECTABLE = frozenset(
    "abstract accepted alternative-id approved archive article-number assertion author chair "
    "clinical-trial-number container-title content-created content-domain created degree deposited "
    "DOI editor event funder group-title indexed is-referenced-by-count ISBN ISSN issn-type issue "
    "issued license link member original-title page posted prefix published published-online "
    "published-print publisher publisher-location reference references-count relation resource "
    "score short-container-title short-title standards-body subject subtitle subtype title "
    "translator type update-policy update-to updated-by URL volume".split()
)
_NOT_FOUND_PAGE = "<html><head><title>Error: DOI Not Found</title></head><body></body></html>"


def works(records: Records, question: Question) -> Answer:
    """`/works/{doi}`, `/works/{doi}/agency`, `/works/{doi}/transform` and `/works?filter=...`."""
    path = question.path.removeprefix("/v1").removeprefix("/works").strip("/")
    if not path:
        return _listed(records, question)
    path, _, action = _split_action(path)
    asked = unquote(path).lower()
    if prime := records.aliases.get(asked):
        return moved(f"{question.base}/works/{quote(prime, safe='')}")
    message = records.works.get(asked)
    if message is None or "\\" in asked:
        # The service says JSON and sends text.
        return Answer(404, b"Resource not found.", "application/json", LIMITS)
    if action == "agency":
        agency: dict[str, object] = {
            "DOI": asked,
            "agency": {"id": "crossref", "label": "Crossref"},
        }
        return _enveloped("work-agency", agency)
    if action == "transform":
        return json_answer(dict(message), headers=LIMITS)
    return _enveloped("work", dict(message))


def _split_action(path: str) -> tuple[str, str, str]:
    for action in ("agency", "transform"):
        if path.endswith(f"/{action}"):
            return path[: -len(action) - 1], "/", action
    return path, "", ""


def _listed(records: Records, question: Question) -> Answer:
    rows = question.number("rows", 20)
    if rows > 1000:
        return _invalid(
            "integer-not-valid",
            str(rows),
            "Integer specified as rows but must be a positive integer less than or equal to 1000.",
        )
    wanted: dict[str, list[str]] = {}
    for part in question.value("filter").split(",") if question.value("filter") else ():
        name, colon, value = part.partition(":")
        if not colon or name not in _FILTERS:
            return _invalid(
                "filter-not-available",
                name,
                f"Filter '{name}' specified but there is no such filter for this route.",
            )
        wanted.setdefault(name, []).append(value.lower())
    keys = set(filter(None, question.value("select").split(",")))
    if unknown := sorted(keys - SELECTABLE):
        return _invalid(
            "element-not-available", unknown[0], f"Select element '{unknown[0]}' is not available."
        )
    offset = question.number("offset", 0)
    if text := question.value("query.bibliographic"):
        best, total = records.words.search(text, offset + rows)
        found = [{**records.works[doi], "score": score} for doi, score in best]
        found = [one for one in found if _passes(one, wanted)]
    else:
        # The service orders by relevance, which for a filter is no order at all.
        passed = (one for one in records.works.values() if _passes(one, wanted))
        found = [dict(one) for one in sorted(passed, key=lambda one: str(one["DOI"])[::-1])]
        total = len(found)
    pool = [dict(one) for one in list(records.works.values())[: rows + 1]]
    shown = twisted(found[offset : offset + rows], question.twist, pool)
    items = [{key: one[key] for key in one if not keys or key in keys} for one in shown]
    return _enveloped(
        "work-list",
        {
            "facets": {},
            "total-results": total,
            "items": items,
            "items-per-page": rows,
            "query": {"start-index": offset, "search-terms": None},
        },
    )


def _passes(work: Message, wanted: dict[str, list[str]]) -> bool:
    for name, values in wanted.items():
        if name == "doi" and str(work["DOI"]).lower() not in values:
            return False
        if name == "type" and work.get("type") not in values:
            return False
        if name == "updates":
            updates = work.get("update-to")
            about = (
                [str(one["DOI"]).lower() for one in updates] if isinstance(updates, list) else []
            )
            if not set(about) & set(values):
                return False
        if name in {"is-update", "has-references"}:
            key = "update-to" if name == "is-update" else "reference"
            if bool(work.get(key)) != (values[-1] in {"true", "1", "t"}):
                return False
    return True


def _enveloped(kind: str, message: dict[str, object]) -> Answer:
    return json_answer(
        {"status": "ok", "message-type": kind, "message-version": "1.0.0", "message": message},
        headers=LIMITS,
    )


def _invalid(kind: str, value: str, message: str) -> Answer:
    return json_answer(
        {
            "status": "failed",
            "message-type": "validation-failure",
            "message": [{"type": kind, "value": value, "message": message}],
        },
        400,
        LIMITS,
    )


def doi(records: Records, question: Question) -> Answer:
    """doi.org: content negotiation by redirect, and the registration agency of a DOI."""
    path = question.path.strip("/")
    if found := re.match(r"(?:doiRA|ra)/(.+)", path):
        asked = unquote(found.group(1))
        known = asked.lower() in records.works
        answer = {"RA": "Crossref"} if known else {"status": "DOI does not exist"}
        return json_answer([{"DOI": asked, **answer}])
    asked = unquote(path).lower()
    if not re.match(r"10\.\d{4,9}/\S", asked):
        return text_answer(_NOT_FOUND_PAGE.replace("Not Found", "Invalid"), 400, "text/html")
    if asked not in records.works and asked not in records.aliases:
        return text_answer(_NOT_FOUND_PAGE, 404, "text/html")
    return moved(f"{question.base}/v1/works/{quote(asked, safe='')}/transform", 302)
