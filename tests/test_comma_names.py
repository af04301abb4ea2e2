"""Names one a line: what was written is read as one name, whatever it looks like."""

from __future__ import annotations

import pytest

from sscmsc.formats.comma_names import read_names, write_names
from sscmsc.record import Author, Group, Person


@pytest.mark.parametrize(
    "author",
    [
        Person("van BA", "van BA"),
        Person("van BA", "Jan JA", suffix="Jr"),
        Person("van der Berg", "Jan"),
        Person("van der Berg"),
        Group("Smith JA, Roe B"),
    ],
    ids=str,
)
def test_a_name_stays_one_name(author: Author) -> None:
    assert read_names(write_names([author], complete=True)) == ((author,), True)


def test_a_list_on_one_line_is_several_names() -> None:
    authors, _ = read_names(["Smith JA, Roe B"])
    assert authors == (Person("Smith", initials="JA"), Person("Roe", initials="B"))
