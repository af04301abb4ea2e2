"""How many works have each combination of values."""

from __future__ import annotations

import pytest

from sscmsc.commands.columns import Values
from sscmsc.commands.counting import Counted, count_values


@pytest.mark.parametrize(
    ("works", "fields", "expected"),
    [
        ([], 1, [((None,), 0)]),
        ([], 2, []),
        ([[("SSc",)], [("SSc", "RA")], [()]], 1, [(("SSc",), 2), (("RA",), 1), ((None,), 1)]),
        ([[("b",)], [("a",)], [("B",)]], 1, [(("a",), 1), (("b",), 1), (("B",), 1), ((None,), 0)]),
        ([[(10,)], [(9,)], [(9,)]], 1, [((9,), 2), ((10,), 1), ((None,), 0)]),
        (
            [[("SSc", "RA"), ("MSC", "HSCT")], [("SSc",), ()], [(), ()], [("SSc",), ("MSC",)]],
            2,
            [
                (("SSc", "MSC"), 2), (("RA", "HSCT"), 1), (("RA", "MSC"), 1), (("SSc", "HSCT"), 1),
                (("SSc", None), 1), ((None, None), 1),
            ],
        ),
        ([[("SSc", "SSc")]], 1, [(("SSc",), 1), ((None,), 0)]),
    ],
)  # fmt: skip
def test_each_work_counts_once_for_a_combination(
    works: list[list[Values]], fields: int, expected: list[Counted]
) -> None:
    assert count_values(works, fields) == expected
