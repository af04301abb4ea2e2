"""PubMed XML files: what efetch answers, PubMed's own download, the baseline (gzip)."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO

from sscmsc import medline
from sscmsc.errors import InputError, Problem
from sscmsc.formats.format import Reading, ReadWork

GZIP = b"\x1f\x8b"
DECODED_LIMIT = 2_000_000_000


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


def decompressed(data: bytes) -> bytes:
    """`data`, unpacked where it is gzip. Raises `InputError` for damaged or immense gzip."""
    if not data.startswith(GZIP):
        return data
    try:
        with gzip.GzipFile(fileobj=BytesIO(data)) as packed:
            unpacked = packed.read(DECODED_LIMIT + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(f"damaged gzip: {error}") from error
    if len(unpacked) > DECODED_LIMIT:
        raise InputError("the unpacked file is larger than 2 GB")
    return unpacked
