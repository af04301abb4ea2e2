"""Check digits: of ISSN, ISBN and ORCID, each by the rule of its agency."""

from __future__ import annotations

import re

_ISSN = re.compile(r"(\d{4})-?(\d{3})([\dX])", re.I)
_ORCID = re.compile(r"(\d{4})-?(\d{4})-?(\d{4})-?(\d{3})([\dX])", re.I)


def issn_is_right(value: str) -> bool:
    """Whether the check digit of an ISSN is right: weights 8 to 2, modulo 11 (ISO 3297)."""
    found = _ISSN.fullmatch(value.strip())
    if found is None:
        return False
    digits = found[1] + found[2]
    total = sum(weight * int(digit) for weight, digit in zip(range(8, 1, -1), digits, strict=True))
    return found[3].upper() == "0123456789X"[-total % 11]


def isbn_is_right(value: str) -> bool:
    """Whether the check digit of an ISBN is right: EAN modulo 10, or of ten digits modulo 11
    (ISO 2108)."""
    digits = re.sub(r"[\s-]", "", value).upper()
    if re.fullmatch(r"97[89]\d{10}", digits):
        return sum(int(one) * (3 if place % 2 else 1) for place, one in enumerate(digits)) % 10 == 0
    if re.fullmatch(r"\d{9}[\dX]", digits):
        weighed = zip(range(10, 0, -1), digits, strict=True)
        return sum(weight * (10 if one == "X" else int(one)) for weight, one in weighed) % 11 == 0
    return False


def orcid_is_right(value: str) -> bool:
    """Whether the check digit of an ORCID is right: ISO 7064 MOD 11-2."""
    found = _ORCID.fullmatch(value.strip())
    if found is None:
        return False
    total = 0
    for digit in "".join(found.groups()[:4]):
        total = (total + int(digit)) * 2
    return found[5].upper() == "0123456789X"[(12 - total % 11) % 11]
