"""Files that are packed with gzip, as PubMed's baseline is."""

from __future__ import annotations

import gzip
import zlib
from io import BytesIO

from sscmsc.errors import InputError

GZIP = b"\x1f\x8b"
DECODED_LIMIT = 2_000_000_000


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
