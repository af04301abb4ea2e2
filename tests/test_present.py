"""The screen: columns and lines that fit any width, streams of any kind, JSON that is JSON."""

from __future__ import annotations

import io
import json
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sscmsc.errors import Excerpt, InputError, Problem
from sscmsc.present import Color, Json, Screen
from sscmsc.present_cells import (
    GAP,
    LEAST,
    Cell,
    Column,
    column_widths,
    plain_line,
    pointed_lines,
    texts_of,
    width_of,
    wrap,
)

TEXTS = st.text(
    st.sampled_from("ab c-/.,:;(Sjögren 系统性硬化症，、한국 \u0301👩‍🔬éA1_\t"), max_size=120
)
COLUMNS = (
    Column("Citekey", most=16, style="cyan"),
    Column("Year", most=4),
    Column("Title"),
    Column("Therapy", most=10),
)
ROWS: list[tuple[Cell, ...]] = [
    ("Binks2001", "2001", ("Phase I/II trial of autologous stem cell transplantation", "Binks M"),
     "HSCT, autologous HSCT"),
    ("Zhang2020", "", "系统性硬化症间充质干细胞治疗的研究进展与展望综述", "extracellular vesicles"),
]  # fmt: skip


class Stream(io.TextIOWrapper):
    """A stream of bytes in some encoding, as a terminal's or a pipe's."""

    def __init__(self, *, tty: bool = False, encoding: str = "utf-8") -> None:
        super().__init__(io.BytesIO(), encoding=encoding, write_through=True)
        self._tty = tty

    def isatty(self) -> bool:
        return self._tty

    @property
    def text(self) -> str:
        buffer = self.buffer
        assert isinstance(buffer, io.BytesIO)
        return buffer.getvalue().decode(self.encoding)


def screen(
    *, tty: bool = True, width: int = 80, encoding: str = "utf-8", color: Color = "never",
    quiet: bool = False, json: bool = False, term: str = "xterm-256color",
) -> tuple[Screen, Stream, Stream]:  # fmt: skip
    out, err = Stream(tty=tty, encoding=encoding), Stream(tty=tty, encoding=encoding)
    environment = {"COLUMNS": str(width), "TERM": term}
    made = Screen(out, err, color=color, quiet=quiet, json=json, environment=environment)
    return made, out, err


@settings(max_examples=150, derandomize=True, deadline=None)
@given(text=TEXTS, width=st.integers(2, 90), hang=st.integers(0, 4))
def test_wrapped_lines_fit_and_lose_nothing_but_blanks(text: str, width: int, hang: int) -> None:
    (line,) = texts_of(text) or ("",)
    lines = wrap(line, width, hang=hang)
    assert all(width_of(one) <= max(width, hang + 2) for one in lines)
    assert "".join("".join(lines).split()) == "".join(line.split())


def test_a_text_without_end_is_not_measured_to_its_end() -> None:
    shown, out, _ = screen(width=60)
    shown.table((Column("Key", most=8), Column("Title")), [("k" * 9, "系" * 3_000_000)])
    lines = out.text.splitlines()
    assert len(lines) < 20
    assert "…" in lines[-1]


ANY = st.text(st.characters(), max_size=20)


@settings(max_examples=300, derandomize=True, deadline=None)
@given(st.lists(st.one_of(ANY, st.tuples(ANY, ANY)), max_size=5))
def test_a_row_in_a_pipe_is_one_line_of_its_cells(row: list[Cell]) -> None:
    line = plain_line(row)
    assert line == "\t".join(" ".join(texts_of(cell)) for cell in row)
    assert line.count("\t") == max(0, len(row) - 1)
    assert not any(unicodedata.category(sign) == "Cc" for sign in line.replace("\t", ""))


@settings(max_examples=100, derandomize=True, deadline=None)
@given(text=TEXTS, width=st.integers(2, 40), most=st.integers(1, 4))
def test_what_is_cut_ends_in_an_ellipsis(text: str, width: int, most: int) -> None:
    (line,) = texts_of(text) or ("",)
    lines = wrap(line, width, most=most)
    assert len(lines) <= most
    assert all(width_of(one) <= width for one in lines)
    assert lines[-1].endswith("…") == (len(wrap(line, width)) > most)


@pytest.mark.parametrize(
    ("text", "width", "expected"),
    [
        ("autologous stem-cell therapy", 16, ["autologous stem-", "cell therapy"]),
        ("https://doi.org/10.3389/fimmu.2018.02013", 25,
         ["https://doi.org/10.3389/", "fimmu.2018.02013"]),
        ("间充质干细胞，治疗", 12, ["间充质干细", "胞，治疗"]),
        ("p<0.05 in MSCs", 8, ["p<0.05", "in MSCs"]),
    ],
)  # fmt: skip
def test_lines_break_where_a_reader_expects(text: str, width: int, expected: list[str]) -> None:
    assert wrap(text, width) == expected


@settings(max_examples=60, derandomize=True, deadline=None)
@given(cells=st.lists(st.tuples(TEXTS, TEXTS, TEXTS, TEXTS), max_size=4), total=st.integers(1, 200))
def test_a_table_fits_or_is_not_drawn(cells: list[tuple[str, ...]], total: int) -> None:
    rows = [[texts_of(cell) for cell in row] for row in cells]
    widths = column_widths(COLUMNS, rows, total)
    if widths is not None:
        assert sum(widths) + GAP * (len(COLUMNS) - 1) <= total
        assert min(widths) >= 1


@pytest.mark.parametrize("width", [1, 20, 40, 60, 80, 120, 200, 400])
def test_no_line_of_a_table_is_wider_than_the_terminal(width: int) -> None:
    made, out, _ = screen(width=width)
    made.table(COLUMNS, ROWS, caption="2 works")
    lines = out.text.splitlines()
    assert all(width_of(line) <= max(width, GAP + 2) for line in lines)
    shown = "".join(out.text.split())
    assert "2works" in shown
    assert "Zhang2020" in shown
    assert ("Citekey" in shown) == (width >= 60)


def test_room_that_no_title_needs_mends_broken_columns() -> None:
    rows = [[texts_of(cell) for cell in row] for row in ROWS]
    assert column_widths(COLUMNS, rows, 80) == (9, 4, 48, 13)
    assert column_widths(COLUMNS, rows, 100) == (9, 4, 56, 22)


def test_a_pipe_gets_one_line_a_row_and_no_head() -> None:
    made, out, _ = screen(tty=False)
    made.table(COLUMNS, [("a\tb", "1\n2", ("x", "y"), "")], caption="1 work")
    assert out.text == "a b\t1 2\tx y\t\n"


def test_an_empty_table_is_its_caption() -> None:
    made, out, _ = screen()
    made.table(COLUMNS, [], caption="0 works")
    assert out.text == "0 works\n"


def test_named_values_stand_beside_their_names_or_below() -> None:
    pairs = [("Title", "Cells in systemic sclerosis"), ("Notes", "one\ntwo"), ("Empty", "")]
    wide, out, _ = screen(width=40)
    wide.fields("Amsel2020", pairs)
    assert out.text == (
        "Amsel2020\nTitle  Cells in systemic sclerosis\nNotes  one\n       two\n"
    )  # fmt: skip
    narrow, out, _ = screen(width=24)
    narrow.fields("Amsel2020", pairs)
    assert out.text == ("Amsel2020\nTitle\n  Cells in systemic\n  sclerosis\nNotes\n  one\n  two\n")
    piped, out, _ = screen(tty=False)
    piped.fields("Amsel2020", pairs)
    assert out.text == "Amsel2020\nTitle\tCells in systemic sclerosis\nNotes\tone\n\ttwo\n"


def test_a_number_in_a_table_without_room_is_named() -> None:
    columns = (Column("Citekey"), Column("Cited", 5, right=True), Column("Path", 4, right=True))
    narrow, out, _ = screen(width=12)
    narrow.table(columns, [("Varga2004", "12", ""), ("Velier2022", "", "3")])
    lines = [line.strip() for line in out.text.splitlines()]
    assert lines == ["Varga2004", "Cited 12", "Velier2022", "Path 3"]


def test_talk_breaks_at_words_under_its_own_beginning() -> None:
    made, _, err = screen(width=44)
    made.say("22 works added, of which some are told about here at length")
    made.say("    15. Direction of Synthetic Health. Report on rare diseases")
    assert err.text == (
        "22 works added, of which some are told about\n  here at length\n"
        "    15. Direction of Synthetic Health. Report on\n        rare diseases\n"
    )


def test_blank_lines_before_talk_stay() -> None:
    made, _, err = screen()
    made.say("\n15. A question")
    assert err.text == "\n15. A question\n"


def test_talk_in_a_pipe_is_one_line() -> None:
    made, _, err = screen(tty=False, width=20)
    made.warn(Problem("a\nb.bib", 3, "a long message that would not fit into twenty columns"))
    assert err.text.count("\n") == 1
    assert "a\\x0ab.bib:3:" in err.text


def test_quiet_says_only_what_is_wrong() -> None:
    made, out, err = screen(quiet=True)
    made.say("done")
    made.table(COLUMNS, ROWS, caption="2 works")
    made.warn("careful")
    made.error(InputError("wrong", hint="Do it right."))
    assert err.text == "warning: careful\nsscmsc: wrong\n  Do it right.\n"
    assert "2 works" not in out.text


@pytest.mark.parametrize(
    ("excerpt", "width", "expected"),
    [
        (Excerpt("diseas:SSc year:2015", 0, 6), 80, ("diseas:SSc year:2015", "^^^^^^")),
        (Excerpt("a OR", 4, 5), 80, ("a OR", "    ^")),
        (Excerpt("病 x:1", 2, 3), 80, ("病 x:1", "   ^")),
        (Excerpt("a\nb\x1b x:1", 5, 6), 80, ("a b\\x1b x:1", "        ^")),
        (Excerpt("a" * 40 + " x:1 " + "b" * 40, 41, 42), 20,
         ("…aaaaaaa x:1 bbbbbb…", "         ^")),
        (Excerpt("x" * 50, 0, 50), 20, ("x" * 17 + "…", "^" * 18)),
    ],
)  # fmt: skip
def test_the_wrong_part_is_pointed_at(
    excerpt: Excerpt, width: int, expected: tuple[str, str]
) -> None:
    assert pointed_lines(excerpt, width) == expected


@given(st.text(max_size=60), st.integers(0, 60), st.integers(0, 60), st.integers(5, 90))
@settings(max_examples=150, derandomize=True, deadline=None)
def test_what_is_pointed_at_fits(text: str, start: int, length: int, width: int) -> None:
    for line in pointed_lines(Excerpt(text, min(start, len(text)), start + length), width):
        assert width_of(line) <= max(width, LEAST)
        assert "\n" not in line


@pytest.mark.parametrize("tty", [True, False])
def test_an_error_shows_what_was_written(tty: bool) -> None:
    made, _, err = screen(tty=tty, quiet=True)
    excerpt = Excerpt("year:2015 diseas:SSc", 10, 16)
    made.error(InputError("there is no field 'diseas'", hint="Did you mean it?", excerpt=excerpt))
    assert err.text == (
        "sscmsc: there is no field 'diseas'\n"
        "  year:2015 diseas:SSc\n"
        "            ^^^^^^\n"
        "  Did you mean it?\n"
    )


VALUES: st.SearchStrategy[Json] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=8,
)


@settings(max_examples=80, derandomize=True, deadline=None)
@given(value=VALUES, encoding=st.sampled_from(["utf-8", "ascii", "latin-1"]), tty=st.booleans())
def test_json_is_read_back_from_every_stream(value: Json, encoding: str, tty: bool) -> None:
    made, out, _ = screen(encoding=encoding, tty=tty)
    made.json(value)
    assert json.loads(out.text) == value
    classes = {unicodedata.bidirectional(letter) for letter in out.text}
    assert not classes & {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}
    assert {letter for letter in out.text if unicodedata.category(letter) == "Cc"} <= {"\n"}


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "utf-8"])
@pytest.mark.parametrize("tty", [False, True])
def test_no_stream_fails_on_a_letter_it_does_not_have(encoding: str, tty: bool) -> None:
    made, out, err = screen(encoding=encoding, tty=tty)
    made.write("关键词 \ud800 é\n")
    assert out.text.endswith("\n")
    if encoding == "ascii":
        assert "\\u5173\\u952e\\u8bcd" in out.text
    assert err.text == ""


def test_data_on_a_terminal_cannot_act_and_in_a_pipe_is_as_it_is() -> None:
    for tty, expected in ((True, "a\\x1b[2J\n"), (False, "a\x1b[2J\n")):
        made, out, _ = screen(tty=tty)
        made.write("a\x1b[2J\n")
        assert out.text == expected


@pytest.mark.parametrize(
    ("options", "drawn"),
    [
        ({"color": "auto"}, True),
        ({"color": "never"}, False),
        ({"color": "auto", "term": "dumb"}, False),
        ({"color": "auto", "quiet": True}, False),
        ({"color": "auto", "json": True}, False),
        ({"color": "auto", "tty": False}, False),
    ],
)
def test_a_bar_only_where_a_terminal_can_take_it_back(
    options: dict[str, object], drawn: bool
) -> None:
    made, out, err = screen(**options)  # type: ignore[arg-type]
    with made.progress() as progress:
        progress("references", 0, 3)
        progress("references", 3, 3)
    assert out.text == ""
    assert ("references" in err.text) == drawn
    assert drawn or err.text == ""
