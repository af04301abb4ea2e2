"""`sscmsc search` on the library of three reviews and ten references."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal


def test_lines_in_a_pipe(seeded: Terminal) -> None:
    ran = seeded("search", "stem", "cell*", "autologous")
    assert (ran.code, ran.err) == (0, "")
    assert {"Binks2001", "DelPapa2018", "Sullivan2018"} <= {row[0] for row in ran.rows}
    assert all(len(row) == 6 for row in ran.rows)


def test_objects_with_what_was_found(seeded: Terminal) -> None:
    ran = seeded("search", '"stem cell"', "skin", "--json")
    (one,) = [held for held in ran.objects if held["citekey"] == "Binks2001"]
    title = one["found"]["title"]
    assert [title["text"][start:end].casefold() for start, end in title["hits"]] == [
        "stem cell", "skin",
    ]  # fmt: skip
    assert one["score"] > 0
    assert one["title"] == title["text"]


def test_hits_stand_out_on_a_terminal(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm-256color")
    ran = seeded("search", "mortality", tty=True)
    assert "\x1b[1;33mmortality\x1b[0m" in ran.out
    assert "1 work found." in ran.err
    plain = seeded("search", "mortality", "--color", "never", tty=True)
    assert "\x1b" not in plain.out
    assert "procedure related mortality" in " ".join(plain.out.split())
    assert all(line == line.rstrip() for line in plain.out.splitlines())


def test_filters_and_order(seeded: Terminal) -> None:
    every = {row[0] for row in seeded("search", "systemic").rows}
    assert {"Binks2001", "DelPapa2018"} < every
    some = seeded("search", "systemic", "--year", "-2005", "--sort", "-year").rows
    assert [row[1] for row in some] == sorted((row[1] for row in some), reverse=True)
    assert {row[0] for row in some} < every
    assert len(seeded("search", "systemic", "--limit", "2").rows) == 2
    cited = seeded("search", "systemic", "--disease", "SSc", "--cited-by", "Velier2022").rows
    assert "Binks2001" in {row[0] for row in cited}


def test_nothing_found(seeded: Terminal) -> None:
    ran = seeded("search", "zebrafish")
    assert (ran.code, ran.out, ran.err) == (0, "", "No work found.\n")
    assert seeded("search", "zebrafish", "--json").objects == []


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["---"], 2, "o such option"),
        (["--", "---"], 3, "no letter or digit"),
        (["skin", "--limit", "-1"], 2, "--limit"),
        (["skin", "--sort", "size"], 3, "cannot sort by 'size'"),
        (["skin", "--disease", "sclerodermia"], 3, "sclerodermia"),
        (["skin", "--cited-by", "Nobody1999"], 4, "no entry 'Nobody1999'"),
        ([], 2, "TEXT"),
    ],
)
def test_what_is_refused(seeded: Terminal, arguments: list[str], code: int, said: str) -> None:
    ran = seeded("search", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert said in ran.err


def test_where_there_is_no_library(terminal: Terminal) -> None:
    assert terminal("search", "skin").code == 6


def test_a_damaged_file_is_named_and_the_others_are_found(seeded: Terminal) -> None:
    path = seeded.library / "entries" / "Binks2001.yaml"
    path.write_bytes(b"<<<<<<< HEAD\n" + path.read_bytes())
    for _ in range(2):
        ran = seeded("search", "systemic")
        assert ran.code == 0
        assert ran.err.startswith("warning: refs/entries/Binks2001.yaml:1:")
        assert "Binks2001" not in {row[0] for row in ran.rows}
