"""library.bib as blocks: parts of it taken out and put back."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sscmsc.blocks import joined, part, restored

KEYS = st.sampled_from(["Ada2001", "ada2001", "Berta2002", "Cem2003", "Dora2004"])
TEXTS = st.dictionaries(KEYS, st.text("ab{}%é\n ", max_size=8))
HEAD = "% derived\n\n"


def bib(texts: dict[str, str]) -> bytes:
    return joined(HEAD, {key: f"@misc{{{key},{text}}}\n" for key, text in texts.items()})


@given(TEXTS, TEXTS)
def test_a_part_puts_back_what_differs(then: dict[str, str], now: dict[str, str]) -> None:
    keys = {key for key in {*then, *now} if then.get(key) != now.get(key)}
    assert restored(bib(now), part(bib(then), keys), keys) == bib(then)


@given(TEXTS, TEXTS, st.sets(KEYS))
def test_others_stay_as_they_are(then: dict[str, str], now: dict[str, str], keys: set[str]) -> None:
    back = restored(bib(now), part(bib(then), keys), keys)
    others = {key: text for key, text in now.items() if key not in keys}
    assert back == bib(others | {key: then[key] for key in keys if key in then})


@pytest.mark.parametrize("broken", [b"\xff", b"@misc{Ada2001,}\n@misc{Ada2001,}\n"])
def test_blocks_that_cannot_be_told(broken: bytes) -> None:
    with pytest.raises(ValueError, match=r"twice|codec"):
        part(broken, {"Ada2001"})
    with pytest.raises(ValueError, match=r"twice|codec"):
        restored(broken, b"", {"Ada2001"})
    with pytest.raises(ValueError, match=r"twice|codec"):
        restored(b"", broken, {"Ada2001"})
