"""Keep secrets out of what people and files see: messages, logs, cache keys."""

from __future__ import annotations

import re
from collections.abc import Iterable
from urllib.parse import quote, quote_plus

HIDDEN = "[hidden]"

#: Request parameters whose value is a secret, in the spelling of any service.
SECRET_PARAMETERS = frozenset({"api_key", "api-key", "apikey", "token", "password", "secret"})

_SECRET_IN_TEXT = re.compile(
    r"(?i)\b(api[_-]?key|token|password|secret)(%3d|[\"']?\s*[=:]\s*[\"']?)[^\s&\"',;)}\]]+"
)
_CREDENTIALS_IN_URL = re.compile(r"(?i)\b([a-z][a-z0-9+.-]*://)[^/\s@]+@")


def redact(text: str, secrets: Iterable[str] = ()) -> str:
    """`text` with every secret blanked: the values in `secrets`, plain or percent-encoded,
    and whatever follows the name of a secret parameter or stands before the `@` of a URL."""
    for secret in secrets:
        for form in {secret, quote(secret, safe=""), quote_plus(secret)} - {""}:
            text = text.replace(form, HIDDEN)
    text = _SECRET_IN_TEXT.sub(rf"\1\2{HIDDEN}", text)
    return _CREDENTIALS_IN_URL.sub(rf"\1{HIDDEN}@", text)
