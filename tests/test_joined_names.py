"""Names that databases join in one cell."""

from __future__ import annotations

import pytest

from sscmsc.formats.joined_names import split_names


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("Smith, J. A.; van den Berg, B.", ["Smith, J. A.", "van den Berg, B."]),
        ("Smith, J. A. and van den Berg, B.", ["Smith, J. A.", "van den Berg, B."]),
        ("Smith J, van den Berg BC, Roe C.", ["Smith J", "van den Berg BC", "Roe C."]),
        ("Smith J, Roe B and Poe C", ["Smith J", "Roe B", "Poe C"]),
        ("Smith, J. A., Roe, B., Poe, C.-D.", ["Smith, J. A.", "Roe, B.", "Poe, C.-D."]),
        ("Smith, J., & Roe, B.", ["Smith, J.", "Roe, B."]),
        ("Smith, John\nRoe, Bo\n", ["Smith, John", "Roe, Bo"]),
        ("Smith, John // Roe, Bo", ["Smith, John", "Roe, Bo"]),
        ("Smith, John", ["Smith, John"]),
        ("Smith, J. A.", ["Smith, J. A."]),
        ("Agency for Research and Quality", ["Agency for Research and Quality"]),
        ("", []),
        (" ; ", []),
    ],
)  # fmt: skip
def test_each_name_stands_by_itself(cell: str, names: list[str]) -> None:
    assert split_names(cell) == names
