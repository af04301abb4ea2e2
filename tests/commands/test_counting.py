"""How many works have each combination of values."""

from __future__ import annotations

import pytest

from sscmsc.commands.columns import Values
from sscmsc.commands.counting import Counted, count_values


@pytest.mark.parametrize(
    ("works", "lacking", "expected"),
    [
        ([], True, [((None,), 0)]),
        ([], False, []),
        ([[("SSc",)], [("SSc", "RA")], [()]], True, [(("SSc",), 2), (("RA",), 1), ((None,), 1)]),
        (
            [[("b",)], [("a",)], [("B",)]], True,
            [(("a",), 1), (("b",), 1), (("B",), 1), ((None,), 0)],
        ),
        ([[(10,)], [(9,)], [(9,)]], True, [((9,), 2), ((10,), 1), ((None,), 0)]),
        (
            [[("SSc", "RA"), ("MSC", "HSCT")], [("SSc",), ()], [(), ()], [("SSc",), ("MSC",)]],
            False,
            [
                (("SSc", "MSC"), 2), (("RA", "HSCT"), 1), (("RA", "MSC"), 1), (("SSc", "HSCT"), 1),
                (("SSc", None), 1), ((None, None), 1),
            ],
        ),
        ([[("SSc", "SSc")]], True, [(("SSc",), 1), ((None,), 0)]),
        ([[("report",)]], False, [(("report",), 1)]),
    ],
)  # fmt: skip
def test_each_work_counts_once_for_a_combination(
    works: list[list[Values]], lacking: bool, expected: list[Counted]
) -> None:
    assert count_values(works, lacking=lacking) == expected
