"""Secrets are blanked in every spelling, and nothing else is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.redaction import redact

SECRET = "CANARY/0123+ab"


@pytest.mark.parametrize(
    "text",
    [
        f"key {SECRET} in a sentence",
        "https://x.org/?id=1&api_key=CANARY%2F0123%2Bab&db=pubmed",
        "api_key=anything",
        '{"api-key": "CANARYOTHER"}',
        "https://me:CANARY@proxy.example.org:8080/",
        "token=CANARY; path=/",
    ],
)
def test_no_secret_is_left(text: str) -> None:
    assert "CANARY" not in redact(text, (SECRET,))
    assert "anything" not in redact(text)


def test_the_rest_is_kept() -> None:
    shown = redact("https://x.org/?id=1&api_key=CANARY&db=pubmed", ())
    assert shown == "https://x.org/?id=1&api_key=[hidden]&db=pubmed"
    plain = "PubMed: answered 503 (4 tries)"
    assert redact(plain, ("", "CANARY")) == plain


@settings(max_examples=50, derandomize=True)
@given(st.text(max_size=30), st.text(max_size=30))
def test_a_secret_is_gone_whatever_stands_around_it(before: str, after: str) -> None:
    assert "CANARYKEY" not in redact(f"{before}CANARYKEY{after}", ("CANARYKEY",))
