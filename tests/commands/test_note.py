"""`sscmsc note`: shown, written, added to, edited, taken away."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.commands.editors import Editor

KEY = "Varga2004"


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    return Editor(tmp_path, monkeypatch)


def note(terminal: Terminal) -> object:
    shown = terminal("note", KEY, "--json").json
    assert isinstance(shown, dict)
    return shown["note"]


@pytest.mark.parametrize(
    "text",
    ["one line", "a\n\n  b\tc\n- [ ] d", " leading", "trailing \n", "é 关键词", "# no comment",
     "key: value", "<<<<<<< HEAD", "a\r\nb", "\u202eback", "\x1b[31mred", "'\"\\", "%s {x} [red]"],
)  # fmt: skip
def test_a_note_is_kept_character_for_character(seeded: Terminal, text: str) -> None:
    assert seeded("note", KEY, "-", given=f"{text}\n").code == 0
    assert note(seeded) == text
    before = seeded.files()
    assert seeded("note", KEY, "-", given=text if text[-1] != "\n" else f"{text}\n").code == 0
    assert seeded.files() == before


def test_what_is_shown_is_what_was_written(seeded: Terminal) -> None:
    text = "a\n\n  b\tc\n- d\n"
    assert seeded("note", KEY, "-", given=text).err == f"{KEY}: note written, 4 lines\n"
    assert seeded("note", KEY).out == text
    assert seeded("note", "Velier2022", "-", given=seeded("note", KEY).out).code == 0
    assert seeded("note", "Velier2022").out == text


def test_a_text_an_addition_and_the_end(seeded: Terminal) -> None:
    assert seeded("note", KEY).err == f"{KEY} has no note\n"
    assert seeded("note", KEY, "first").code == 0
    assert seeded("note", KEY, "second", "--append").err == f"{KEY}: note changed, 2 lines\n"
    assert seeded("note", KEY, "--append", "-", given="third\n").code == 0
    assert note(seeded) == "first\nsecond\nthird"
    assert seeded("note", KEY, "other").code == 0
    assert note(seeded) == "other"
    assert seeded("note", KEY, "--remove").err == f"{KEY}: note removed\n"
    assert note(seeded) is None
    assert seeded("note", KEY, "--remove").err == f"{KEY}: the note is unchanged\n"
    assert seeded("note", KEY, "--append", "alone").code == 0
    assert note(seeded) == "alone"


def test_a_list_item_is_a_text(seeded: Terminal) -> None:
    assert seeded("note", KEY, "- [ ] read", "-q").code == 0
    assert seeded("note", "--append", KEY, "--- \n- ask", "--json").code == 0
    assert note(seeded) == "- [ ] read\n--- \n- ask"
    assert seeded("note", KEY, "--append", "--", "-- more").code == 0
    assert seeded("note", KEY, "-x").code == 2


def test_an_entry_is_byte_for_byte_what_it_was_once_its_note_is_gone(seeded: Terminal) -> None:
    before = seeded.files()
    seeded("note", KEY, "a")
    assert seeded.files() != before
    seeded("note", KEY, "--remove")
    assert seeded.files() == before


def test_json_and_a_dry_run(seeded: Terminal) -> None:
    before = seeded.files()
    ran = seeded("note", KEY, "a\nb", "--json", "-n")
    assert ran.json == {"dry_run": True, "citekey": KEY, "what": "changed", "note": "a\nb"}
    assert seeded("note", KEY, "a", "-n").err == f"{KEY}: note would be written, 1 line\n"
    assert seeded.files() == before


def test_it_is_written_in_the_editor(seeded: Terminal, editor: Editor) -> None:
    editor.writes("line one\n\nline two\n")
    assert seeded("note", KEY, "--edit").err == f"{KEY}: note written, 3 lines\n"
    assert note(seeded) == "line one\n\nline two"
    editor.replaces("two", "2")
    assert seeded("note", KEY, "-e").code == 0
    assert note(seeded) == "line one\n\nline 2"
    editor.does("true")
    assert seeded("note", KEY, "--edit").err == f"{KEY}: the note is unchanged\n"
    editor.writes("")
    assert seeded("note", KEY, "--edit").err == f"{KEY}: note removed\n"
    assert editor.left(seeded) == []


def test_what_was_written_is_kept_where_it_cannot_be_saved(
    seeded: Terminal, editor: Editor
) -> None:
    editor.does("printf 'a\\377b' > \"$1\"")
    ran = seeded("note", KEY, "--edit")
    assert ran.code == 3
    assert "edit/Varga2004.note:1: no text in UTF-8" in ran.err
    assert editor.left(seeded) == ["Varga2004.note"]
    editor.writes("mended\n")
    ran = seeded("note", KEY, "--edit")
    assert ran.code == 2
    assert "--continue" in ran.err
    assert seeded("note", KEY, "--continue").code == 0
    assert note(seeded) == "mended"
    assert editor.left(seeded) == []


def test_a_version_that_is_given_up(seeded: Terminal, editor: Editor) -> None:
    editor.does("printf 'mine\\n' > \"$1\"; exit 3")
    assert seeded("note", KEY, "--edit").code == 3
    assert editor.left(seeded) == ["Varga2004.note"]
    editor.does('cat "$1" >> seen; printf \'new\\n\' > "$1"')
    assert seeded("note", KEY, "--discard").code == 0
    assert (seeded.folder / "seen").read_text() == ""
    assert note(seeded) == "new"


def test_a_note_that_someone_else_wrote_meanwhile(seeded: Terminal, editor: Editor) -> None:
    editor.does(f"printf 'mine\\n' > \"$1\"; {editor.sscmsc} note Varga2004 theirs 2>/dev/null")
    ran = seeded("note", KEY, "--edit")
    assert ran.code == 6
    assert "changed by someone else" in ran.err
    assert note(seeded) == "theirs"
    assert editor.left(seeded) == ["Varga2004.note"]
    editor.does("true")
    assert seeded("note", KEY, "--continue").code == 0
    assert note(seeded) == "mine"


def test_another_change_of_the_entry_meanwhile_is_no_matter(
    seeded: Terminal, editor: Editor
) -> None:
    editor.does(f"printf 'mine\\n' > \"$1\"; {editor.sscmsc} tag Varga2004 +x 2>/dev/null")
    assert seeded("note", KEY, "--edit").code == 0
    assert note(seeded) == "mine"
    assert seeded("tag", KEY).rows == [[KEY, "x"]]


@pytest.mark.parametrize(
    ("arguments", "given", "code"),
    [
        (["Nobody"], "", 4),
        (["Nobody", "text"], "", 4),
        ([KEY, ""], "", 3),
        ([KEY, " "], "", 3),
        ([KEY, "-"], "", 3),
        ([KEY, "-"], "a\0b", 3),
        ([KEY, "bad \udcff"], "", 3),
        ([KEY, "x" * 1_000_001], "", 3),
        ([KEY, "--append"], "", 2),
        ([KEY, "text", "--remove"], "", 2),
        ([KEY, "text", "--edit"], "", 2),
        ([KEY, "--edit", "--remove"], "", 2),
        ([KEY, "--continue", "--discard"], "", 2),
        ([KEY, "--continue"], "", 3),
        ([], "", 2),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    seeded: Terminal, editor: Editor, arguments: list[str], given: str, code: int
) -> None:
    editor.does("true")
    before = seeded.files()
    ran = seeded("note", *arguments, given=given)
    assert (ran.code, ran.out) == (code, "")
    assert ran.err
    assert seeded.files() == before


@pytest.mark.parametrize("tty", [False, True])
def test_a_hostile_note_acts_nowhere(seeded: Terminal, tty: bool) -> None:
    text = "\x1b]0;owned\x07\x9b2J\u202eabc\u2066 [red]x[/red] %s $(touch pwned)\x00"[:-1]
    assert seeded("note", KEY, text).code == 0
    for arguments in (
        ["note", KEY],
        ["note", KEY, "--json"],
        ["show", KEY],
        ["export", "--bibtex"],
    ):
        ran = seeded(*arguments, "--color", "never", tty=tty)
        assert ran.code == 0
        assert [one for one in ran.out + ran.err if not (one.isprintable() or one in "\n\t")] == []
    assert "[red]x[/red]" in seeded("note", KEY, tty=tty).out
    assert note(seeded) == text


def test_a_note_that_was_not_saved_is_found_after_a_rename(
    seeded: Terminal, editor: Editor
) -> None:
    editor.does('printf "Mine" > "$1"; exit 3')
    assert seeded("note", "Varga2004", "--edit").code == 3
    assert seeded("rename", "Varga2004", "Varga04").code == 0
    editor.does("true")
    assert seeded("note", "Varga04", "--continue").code == 0
    assert seeded("note", "Varga2004").out == "Mine\n"
    assert editor.left(seeded) == []
