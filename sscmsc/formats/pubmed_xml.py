"""PubMed XML files: what efetch answers, PubMed's own download, the baseline (gzip)."""

from __future__ import annotations

from io import BytesIO

from sscmsc import medline
from sscmsc.errors import InputError, Problem
from sscmsc.formats.format import Reading, ReadWork
from sscmsc.formats.gzipped import decompressed


def recognise(text: str) -> bool:
    """Whether the beginning of a file is PubMed XML (gzip is undone by the caller)."""
    return medline.recognise(text)


def read(data: bytes, path: str) -> Reading:
    """Every work of the file, in order; a part that cannot be read ends it with a complaint."""
    works: list[ReadWork] = []
    problems: list[Problem] = []
    try:
        for work in medline.read_works(BytesIO(decompressed(data))):
            works.append(ReadWork(work))
    except InputError as error:
        problems.append(Problem(path, 0, error.message))
    return Reading(tuple(works), tuple(problems))
