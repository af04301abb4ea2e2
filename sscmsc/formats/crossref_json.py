"""Answers of Crossref's REST API, read from a file: one work, or a list of works.

What the API says beyond CSL-JSON is in them: who updates the work, its reference list, its funders.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from sscmsc.crossref_work import parse_work
from sscmsc.errors import InputError, Problem
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.json_file import parse_json_file
from sscmsc.formats.page import decoded
from sscmsc.jsontext import Json, items, member, text_member

_BEGINS = re.compile(r"\ufeff?\s*[\[{]")
_SIGNS = ('"message-type"', '"updated-by"', '"update-to"')


def recognise(beginning: str) -> bool:
    """Whether text begins JSON in the envelope of the API, or of works that tell of updates."""
    return _BEGINS.match(beginning) is not None and any(one in beginning for one in _SIGNS)


def read(data: bytes, path: str) -> Reading:
    """Every work of the file; one without a DOI is a problem. Raises `InputError` for no JSON."""
    works: list[ReadWork] = []
    problems: list[Problem] = []
    for number, one in enumerate(_works(parse_json_file(decoded(data, path), path)), start=1):
        try:
            works.append(ReadWork(parse_work(one)))
        except InputError as error:
            problems.append(Problem(path, 0, f"item {number}: {error.message}"))
    if not works and not problems:
        problems.append(Problem(path, 0, "there is no work of Crossref in this file"))
    return Reading(tuple(works), tuple(problems))


def _works(value: Json) -> Iterator[Json]:
    """The works of answers, one or several, bare or in the envelope."""
    if isinstance(value, list):
        for one in value:
            yield from _works(one)
    elif isinstance(value, dict):
        kind = text_member(value, "message-type")
        if kind is not None or "message" in value:
            message = member(value, "message")
            listed = items(message, "items")
            yield from listed or ([message] if isinstance(message, dict) else [])
        elif isinstance(value.get("items"), list):
            yield from items(value, "items")
        else:
            yield value
