"""`sscmsc edit`: the file of an entry in an editor, or single fields; nothing written is lost."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from tests.commands.conftest import Terminal
from tests.commands.editors import Editor

REVIEW = "10.3389/fimmu.2018.02013"
KEY = "Varga2004"
DRAFT = "Varga2004.yaml"


@pytest.fixture
def editor(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Editor:
    return Editor(tmp_path, monkeypatch)


def shown(terminal: Terminal, key: str = KEY) -> dict[str, object]:
    return terminal("show", key, "--json").objects[0]


def title(terminal: Terminal) -> str:
    return str(shown(terminal)["title"])


def test_a_change_in_the_editor_is_saved_and_is_the_users(seeded: Terminal, editor: Editor) -> None:
    editor.does("sed -i 's/^  title: .*/  title: Mine alone/' \"$1\"")
    ran = seeded("edit", KEY)
    assert (ran.code, ran.out, ran.err) == (0, "", f"{KEY}: title changed\n")
    work = shown(seeded)
    provenance = work["provenance"]
    assert isinstance(provenance, dict)
    assert (work["title"], provenance["title"], provenance["kind"]) == (
        "Mine alone", "user", "citation",
    )  # fmt: skip
    assert editor.left(seeded) == []
    assert "Mine alone" in (seeded.library / "library.bib").read_text()


def test_what_was_edited_stays_when_the_work_is_fetched_again(
    online: Terminal, editor: Editor
) -> None:
    online("fetch", REVIEW, "--no-references")
    editor.does('sed -i \'s/^  volume: .*/  volume: "77"/; /^  issued:/d\' "$1"')
    assert online("edit", REVIEW).code == 0
    assert online("edit", REVIEW, "--set", "pages=5-6", "--unset", "keywords").code == 0
    assert online("fetch", REVIEW).code == 0
    work = shown(online, REVIEW)
    assert (work["volume"], work["issued"], work["pages"], work["keywords"]) == (
        "77", None, "5-6", [],
    )  # fmt: skip
    provenance = work["provenance"]
    assert isinstance(provenance, dict)
    assert {provenance[one] for one in ("volume", "issued", "pages", "keywords")} == {"user"}
    assert provenance["title"] == "pubmed"


def test_comments_of_a_hand_stay(seeded: Terminal, editor: Editor) -> None:
    editor.does("sed -i 's/^  title:/  # my remark\\n  title:/' \"$1\"")
    assert seeded("edit", KEY).err == f"{KEY}: comments changed\n"
    assert b"  # my remark\n  title:" in seeded.files()[f"entries/{KEY}.yaml"]


@pytest.mark.parametrize("script", ["true", 'touch "$1"', 'cp "$1" x; rm "$1"; mv x "$1"'])
def test_a_file_left_as_it_is_is_unchanged(seeded: Terminal, editor: Editor, script: str) -> None:
    before = seeded.files()
    editor.does(script)
    assert seeded("edit", KEY).err == f"{KEY} is unchanged\n"
    assert seeded("edit", KEY, "--json").json == {
        "dry_run": False, "citekey": KEY, "what": "unchanged", "fields": [], "linked": [],
    }  # fmt: skip
    assert seeded.files() == before
    assert editor.left(seeded) == []


@pytest.mark.parametrize(
    ("script", "told"),
    [
        ("echo '<<<<<<< HEAD' >> \"$1\"", "marks of an unfinished git merge"),
        ("printf '\\377' >> \"$1\"", "is not UTF-8"),
        (': > "$1"', ":1: the file is empty"),
        ('sed -i s/^record:/recod:/ "$1"', "'record' is missing"),
        ("sed -i 's/^  kind: .*/  kind: poem/' \"$1\"", ":3: kind: 'poem' is none of"),
        ('sed -i s/Varga2004/Varga2005/ "$1"', ":1: the citekey was changed to 'Varga2005'"),
        ("sed -i 's/^digest/edits:\\n  x: y\\ndigest/' \"$1\"", "'x' is no field"),
        ("sed -i 's/^digest/labels:\\n  - disease=x\\ndigest/' \"$1\"", "no disease is called"),
        ("echo 'x: !!python/object:os.system' >> \"$1\"", "tags (!) are not allowed"),
        ('head -c 30000000 /dev/zero > "$1"', "larger than 20 MB"),
    ],
)
def test_an_invalid_version_is_never_saved_and_kept(
    seeded: Terminal, editor: Editor, script: str, told: str
) -> None:
    before = seeded.files()
    editor.does(script)
    ran = seeded("edit", KEY)
    assert (ran.code, ran.out) == (3, "")
    assert told in ran.err
    assert f"Your version is kept at refs/.sscmsc/edit/{DRAFT}" in ran.err
    assert seeded.files() == before
    assert editor.left(seeded) == [DRAFT]
    kept = (seeded.library / ".sscmsc" / "edit" / DRAFT).read_bytes()
    assert seeded("edit", KEY).code == 2
    editor.does("true")
    assert seeded("edit", KEY, "--continue").code == 3
    assert (seeded.library / ".sscmsc" / "edit" / DRAFT).read_bytes() == kept
    editor.does(f'cp refs/entries/{DRAFT} "$1"')
    assert seeded("edit", KEY, "--continue").err == f"{KEY} is unchanged\n"
    assert editor.left(seeded) == []


def test_the_changed_citekey_names_the_way(seeded: Terminal, editor: Editor) -> None:
    editor.replaces("Varga2004", "Other")
    assert "`sscmsc rename Varga2004 NEW`" in seeded("edit", KEY).err


def test_a_version_is_gone_on_with_or_given_up(seeded: Terminal, editor: Editor) -> None:
    editor.does("sed -i 's/^  title: .*/  title: Mine/; s/^record/recod/' \"$1\"")
    assert seeded("edit", KEY).code == 3
    editor.replaces("^recod", "record")
    assert seeded("edit", KEY, "--continue").code == 0
    assert title(seeded) == "Mine"
    editor.does('echo garbage >> "$1"')
    assert seeded("edit", KEY).code == 3
    editor.does("sed -i 's/^  title: .*/  title: Anew/' \"$1\"")
    assert seeded("edit", KEY, "--discard").code == 0
    assert title(seeded) == "Anew"
    assert editor.left(seeded) == []


def test_on_a_terminal_it_is_edited_again_at_once(seeded: Terminal, editor: Editor) -> None:
    editor.does(
        'if grep -q garbage "$1"; then sed -i \'s/^garbage.*//; s/title: .*/title: Mended/\' "$1";'
        ' else echo garbage >> "$1"; fi'
    )
    ran = seeded("edit", KEY, given="y\n", tty=True)
    assert ran.code == 0, ran.err
    assert "Edit it again?" in ran.err
    assert title(seeded) == "Mended"


def test_on_a_terminal_a_kept_version_is_picked_up(seeded: Terminal, editor: Editor) -> None:
    editor.does('sed -i \'s/title: .*/title: Mine/\' "$1"; echo garbage >> "$1"')
    assert seeded("edit", KEY, given="n\n", tty=True).code == 3
    assert editor.left(seeded) == [DRAFT]
    editor.does("true")
    ran = seeded("edit", KEY, given="n\nn\n", tty=True)
    assert ran.code == 2
    assert editor.left(seeded) == [DRAFT]
    editor.replaces("^garbage", "")
    assert seeded("edit", KEY, given="y\n", tty=True).code == 0
    assert title(seeded) == "Mine"


def test_a_kept_version_is_thrown_away_when_a_person_says_so(
    seeded: Terminal, editor: Editor
) -> None:
    editor.does('echo garbage >> "$1"')
    seeded("edit", KEY)
    editor.does("true")
    ran = seeded("edit", KEY, given="n\ny\n", tty=True)
    assert ran.code == 0
    assert editor.left(seeded) == []


@pytest.mark.parametrize(
    "meanwhile",
    [
        "{sscmsc} tag Varga2004 +theirs",
        "sed -i 's/title: .*/title: Theirs/' refs/entries/Varga2004.yaml",
        "{sscmsc} rm -y Varga2004",
        "{sscmsc} rename Varga2004 Theirs",
        "rm refs/entries/Varga2004.yaml",
        "echo '<<<<<<< HEAD' >> refs/entries/Varga2004.yaml",
    ],
)
def test_a_change_by_someone_else_meanwhile_is_not_written_over(
    seeded: Terminal, editor: Editor, meanwhile: str
) -> None:
    editor.does(
        f"{meanwhile.format(sscmsc=editor.sscmsc)} 2>/dev/null\n"
        "sed -i 's/title: .*/title: Mine/' \"$1\""
    )
    ran = seeded("edit", KEY)
    assert ran.code == 6
    assert "changed by someone else" in ran.err
    assert f"refs/.sscmsc/edit/{DRAFT}" in ran.err
    assert editor.left(seeded) == [DRAFT]
    assert b"title: Mine" in (seeded.library / ".sscmsc" / "edit" / DRAFT).read_bytes()
    for path, data in seeded.files().items():
        assert not path.startswith("entries") or b"title: Mine" not in data


def test_after_someone_elses_change_it_is_gone_on_with_a_warning(
    seeded: Terminal, editor: Editor
) -> None:
    editor.does(
        f"{editor.sscmsc} tag Varga2004 +theirs 2>/dev/null\n"
        "sed -i 's/title: .*/title: Mine/' \"$1\""
    )
    assert seeded("edit", KEY).code == 6
    editor.does("sed -i 's/^digest/tags:\\n  - theirs\\ndigest/' \"$1\"")
    ran = seeded("edit", KEY, "--continue")
    assert ran.code == 0
    assert "was changed since your version was begun" in ran.err
    assert title(seeded) == "Mine"
    assert seeded("tag", KEY).rows == [[KEY, "theirs"]]


def test_a_change_of_another_entry_meanwhile_is_no_matter(seeded: Terminal, editor: Editor) -> None:
    editor.does(
        f"{editor.sscmsc} rm -y Binks2001 2>/dev/null\nsed -i 's/title: .*/title: Mine/' \"$1\""
    )
    assert seeded("edit", KEY).code == 0
    assert title(seeded) == "Mine"
    assert seeded("show", "Binks2001").code == 4


def test_two_editors_on_one_entry(seeded: Terminal, editor: Editor) -> None:
    editor.does(f"VISUAL=true {editor.sscmsc} edit {KEY} 2> second; echo $? >> second")
    assert seeded("edit", KEY).code == 0
    told = (seeded.folder / "second").read_text()
    assert "open in another editor" in told
    assert told.endswith("6\n")


def test_a_file_that_cannot_be_read_is_mended(seeded: Terminal, editor: Editor) -> None:
    path = seeded.library / "entries" / DRAFT
    good = path.read_bytes()
    path.write_bytes(good + b"<<<<<<< HEAD\n")
    editor.does("sed -i '/^garbage/d' \"$1\"")
    assert seeded("edit", KEY).code == 0  # left as it was, and told
    assert path.read_bytes() == good + b"<<<<<<< HEAD\n"
    editor.does("sed -i '/^<<</d' \"$1\"")
    ran = seeded("edit", KEY)
    assert ran.code == 0
    assert f"{KEY} can be read again" in ran.err
    assert path.read_bytes() == good
    assert seeded("list").err == ""


def test_a_version_is_found_after_a_rename(seeded: Terminal, editor: Editor) -> None:
    editor.does(
        f"{editor.sscmsc} rename Varga2004 Varga04 2>/dev/null\n"
        "sed -i 's/^  title: .*/  title: Mine/' \"$1\""
    )
    assert seeded("edit", KEY).code == 6
    assert editor.left(seeded) == [DRAFT]
    ran = seeded("edit", "Varga04")
    assert (ran.code, f"an earlier version is kept at refs/.sscmsc/edit/{DRAFT}" in ran.err) == (
        2, True,
    )  # fmt: skip
    editor.does("true")
    ran = seeded("edit", KEY, "--continue")
    assert ran.code == 0
    assert "refs/entries/Varga04.yaml was changed since your version was begun" in ran.err
    assert (title(seeded), shown(seeded)["citekey"]) == ("Mine", "Varga04")
    assert editor.left(seeded) == []
    assert seeded("verify").code == 0


def test_a_version_of_before_a_rename_is_given_up(seeded: Terminal, editor: Editor) -> None:
    editor.does('echo garbage >> "$1"')
    assert seeded("edit", KEY).code == 3
    assert seeded("rename", KEY, "Varga04").code == 0
    editor.does("sed -i 's/^  title: .*/  title: Anew/' \"$1\"")
    assert seeded("edit", "Varga04", "--discard").code == 0
    assert (title(seeded), editor.left(seeded)) == ("Anew", [])


def test_a_version_of_a_work_that_was_merged_is_not_taken_for_this_one(
    seeded: Terminal, editor: Editor
) -> None:
    editor.does('echo garbage >> "$1"')
    assert seeded("edit", KEY).code == 3
    assert seeded("merge", "Mayes2003", KEY, "--force", "--yes").code == 0
    ran = seeded("edit", "Mayes2003", "--continue")
    assert (ran.code, "no earlier version was kept" in ran.err) == (3, True)
    assert editor.left(seeded) == [DRAFT]


def test_a_line_that_is_linked_by_hand(seeded: Terminal, editor: Editor) -> None:
    editor.does("sed -i 's/Binks2001/Nobody2001/' \"$1\"")
    ran = seeded("edit", "Velier2022")
    assert ran.code == 3
    assert "line 2 points at 'Nobody2001', which is no entry" in ran.err
    editor.does("sed -i 's/Nobody2001/Varga2004/; s/matched_by: text/matched_by: user/' \"$1\"")
    assert seeded("edit", "Velier2022", "--continue").code == 0
    assert seeded("refs", "Velier2022").rows[1][1] == "Varga2004"


def test_a_dry_run_saves_nothing_and_loses_nothing(seeded: Terminal, editor: Editor) -> None:
    before = seeded.files()
    editor.does("sed -i 's/title: .*/title: Mine/' \"$1\"")
    ran = seeded("edit", KEY, "--dry-run")
    assert ran.code == 0
    assert "title, container would be changed" in ran.err
    assert seeded.files() == before
    editor.does("true")
    assert seeded("edit", KEY, "--continue").code == 0
    assert title(seeded) == "Mine"


def test_the_editor_may_have_arguments_and_blanks_in_its_name(
    seeded: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = tmp_path / "my editor"
    script.write_text('#!/bin/sh\necho "$1 $2" > seen\nsed -i "s/title: .*/title: Mine/" "$3"\n')
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("VISUAL", f"'{script}' -w --wait")
    monkeypatch.setenv("EDITOR", "false")
    assert seeded("edit", KEY).code == 0
    assert (seeded.folder / "seen").read_text() == "-w --wait\n"
    monkeypatch.delenv("VISUAL")
    assert seeded("edit", KEY).code == 3


@pytest.mark.parametrize(
    ("visual", "code", "told"),
    [
        ("no-such-editor -w", 2, "'no-such-editor' cannot be run: No such file"),
        ("/", 2, "'/' cannot be run: Permission denied"),
        ("'unclosed", 2, "$VISUAL is no command"),
        ("false", 3, "'false' ended with exit code 1; nothing was saved"),
        ("sh -c 'exit 7'", 3, "'sh' ended with exit code 7"),
        ("sh -c 'kill -9 $$'", 3, "'sh' was ended by signal 9"),
        ("sh -c 'kill -INT $$'", 130, "interrupted"),
        ("rm", 3, "gone; nothing was saved"),
    ],
)
def test_an_editor_that_fails(
    seeded: Terminal, editor: Editor, monkeypatch: pytest.MonkeyPatch,
    visual: str, code: int, told: str,
) -> None:  # fmt: skip
    monkeypatch.setenv("VISUAL", visual)
    before = seeded.files()
    ran = seeded("edit", KEY)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert seeded.files() == before
    assert editor.left(seeded) == []


def test_no_editor_at_all(seeded: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.setenv(name, " ")
    ran = seeded("edit", KEY)
    assert ran.code == 2
    assert "Set $VISUAL or $EDITOR" in ran.err
    monkeypatch.setenv("PATH", "/nowhere")
    ran = seeded("edit", KEY, given="y\n", tty=True)
    assert ran.code == 2
    assert "no editor was found" in ran.err


def test_a_usual_editor_where_none_is_named(
    seeded: Terminal, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("VISUAL", "EDITOR"):
        monkeypatch.delenv(name, raising=False)
    nano = tmp_path / "bin" / "nano"
    nano.parent.mkdir()
    nano.write_text('#!/bin/sh\nsed -i "s/title: .*/title: Mine/" "$1"\n')
    nano.chmod(0o755)
    monkeypatch.setenv("PATH", f"{nano.parent}{os.pathsep}/usr/bin{os.pathsep}/bin")
    monkeypatch.setattr("sscmsc.commands.editor.USUAL", ("nano",))
    assert seeded("edit", KEY, given="y\n", tty=True).code == 0
    assert title(seeded) == "Mine"


def test_an_interrupt_is_the_editors_while_it_runs(seeded: Terminal, editor: Editor) -> None:
    editor.does("kill -INT $PPID; sed -i 's/title: .*/title: Mine/' \"$1\"; kill -INT $PPID")
    assert seeded("edit", KEY).code == 0
    assert title(seeded) == "Mine"


def test_an_interrupted_editor_loses_nothing(seeded: Terminal, editor: Editor) -> None:
    before = seeded.files()
    editor.does("sed -i 's/title: .*/title: Mine/' \"$1\"; kill -INT $PPID; kill -INT $$")
    ran = seeded("edit", KEY)
    assert ran.code == 130
    assert f"refs/.sscmsc/edit/{DRAFT}" in ran.err
    assert seeded.files() == before
    editor.does("true")
    assert seeded("edit", KEY, "--continue").code == 0
    assert title(seeded) == "Mine"


@pytest.mark.parametrize(
    ("options", "field", "value"),
    [
        (("--set", "title=A <i>new</i> one"), "title", "A new one"),
        (("--set", "volume=12"), "volume", "12"),
        (("--set", "Article Number=e5"), "article_number", "e5"),
        (("--set", "authors=Farge, Dominique; EBMT Working Party; et al."), "authors",
         ["Farge, Dominique", "EBMT Working Party"]),
        (("--set", "keywords=a; b ;"), "keywords", ["a", "b"]),
        (("--set", "year=1999"), "year", 1999),
        (("--set", "doi=https://doi.org/10.1000/ABC"), "doi", "10.1000/abc"),
        (("--set", "journal=J = K"), "journal", "J = K"),
        (("--set", "note=a\nb"), "note", "a\nb"),
        (("--unset", "volume"), "volume", None),
        (("--unset", "pages", "--set", "issue=2"), "pages", None),
    ],
)  # fmt: skip
def test_single_fields(
    seeded: Terminal, options: tuple[str, ...], field: str, value: object
) -> None:
    ran = seeded("edit", KEY, *options)
    assert (ran.code, ran.out) == (0, "")
    assert shown(seeded)[field] == value
    assert seeded("edit", KEY, *options).code == 0


def test_fields_as_json_and_dry(seeded: Terminal) -> None:
    before = seeded.files()
    ran = seeded("edit", KEY, "--set", "volume=12", "--unset", "note", "--json", "-n")
    assert ran.json == {
        "dry_run": True, "citekey": KEY, "what": "changed", "fields": ["volume"], "linked": [],
    }  # fmt: skip
    assert seeded.files() == before


def test_setting_a_note_and_unsetting_it_leaves_no_trace(seeded: Terminal) -> None:
    before = seeded.files()
    seeded("edit", KEY, "--set", "note=x")
    assert seeded("edit", KEY, "--unset", "note").err == f"{KEY}: note changed\n"
    assert seeded.files() == before
    assert seeded("edit", KEY, "--unset", "note").err == f"{KEY} is unchanged\n"


def test_an_identifier_links_the_lines_that_carry_it(seeded: Terminal) -> None:
    seeded("edit", "Gabrielli2009", "--set", "doi=10.1000/moved")
    assert "10.1000/moved" in seeded("export", "--bibtex", "Gabrielli2009").out
    ran = seeded("edit", KEY, "--set", "doi=10.1000/moved")
    assert ran.code == 0
    assert "warning: Gabrielli2009 has the DOI 10.1000/moved too" in ran.err


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (["Nobody", "--set", "volume=1"], 4, "no entry 'Nobody'"),
        (["Nobody"], 4, "no entry 'Nobody'"),
        ([KEY, "--set", "volume"], 2, "'volume' sets nothing"),
        ([KEY, "--set", "volume="], 3, "--unset volume empties it"),
        ([KEY, "--set", "volume= "], 3, "nothing given"),
        ([KEY, "--set", "volum=1"], 3, "Did you mean volume?"),
        ([KEY, "--unset", "zzzz"], 3, "Fields: kind"),
        ([KEY, "--set", "doi=junk"], 3, "junk"),
        ([KEY, "--set", "year=last"], 3, "four digits"),
        ([KEY, "--set", "kind=poem"], 3, "no kind of work"),
        ([KEY, "--unset", "kind"], 3, "every work has one"),
        ([KEY, "--set", "citekey=New"], 3, "sscmsc rename"),
        ([KEY, "--set", "tags=a"], 3, "sscmsc tag"),
        ([KEY, "--unset", "labels"], 3, "sscmsc tag"),
        ([KEY, "--set", "volume=1", "--unset", "volume"], 2, "given twice"),
        ([KEY, "--set", "volume=1", "--continue"], 2, "for the editor"),
        ([KEY, "--continue", "--discard"], 2, "contradict"),
        ([KEY, "--continue"], 3, "no earlier version"),
        ([], 2, "KEY"),
    ],
)
def test_what_makes_no_sense_changes_nothing(
    seeded: Terminal, editor: Editor, arguments: list[str], code: int, told: str
) -> None:
    editor.does("true")
    before = seeded.files()
    ran = seeded("edit", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert told in ran.err
    assert seeded.files() == before
