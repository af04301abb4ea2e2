"""`sscmsc report` at the command line."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal


def test_a_page_of_all_works(seeded: Terminal) -> None:
    ran = seeded("report", "-o", "report.html")
    assert (ran.code, ran.out, ran.err) == (0, "", "13 works written to report.html\n")
    page = (seeded.folder / "report.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "<p>13 works of a library of 13.</p>" in page
    for heading in (
        "Works",
        "Disease and therapy",
        "Timeline",
        "Reviews",
        "Overlap",
        "Who cites whom",
    ):
        assert f">{heading}</h2>" in page
    assert "CCA 0.0 %" in page


def test_the_same_works_give_the_same_page(seeded: Terminal) -> None:
    assert seeded("report").out == seeded("report", "-o", "-").out != ""


def test_a_part_with_a_title(seeded: Terminal) -> None:
    ran = seeded("report", "disease:SLE", "--title", "Lupus & more")
    assert "<h1>Lupus &amp; more</h1>" in ran.out
    assert "<p>1 work of a library of 13 for disease:SLE.</p>" in ran.out
    assert "Overlap</h2>" not in ran.out


def test_what_was_written_as_json(seeded: Terminal) -> None:
    told = seeded("report", "Velier2022", "-o", "r.html", "--json").json
    assert told == {"file": "r.html", "works": ["Velier2022"]}


@pytest.mark.parametrize(
    ("line", "code", "told"),
    [
        (("year:1900",), 4, "there is no work to report on"),
        (("Nobody",), 4, "Nobody"),
        (("year:x",), 3, "year"),
        (("-o", "nowhere/r.html"), 3, "cannot write"),
        (("--json",), 2, "report writes a page, not JSON"),
    ],
)
def test_what_cannot_be(seeded: Terminal, line: tuple[str, ...], code: int, told: str) -> None:
    ran = seeded("report", *line)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
