"""What holds for every command: help with examples, global options, exit codes, no traceback."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sscmsc import __version__
from sscmsc.cli import COMMANDS
from tests.commands.conftest import Terminal

NAMES = [row.name for row in COMMANDS]


@pytest.mark.parametrize("name", NAMES)
def test_help_shows_an_example_and_the_global_options(terminal: Terminal, name: str) -> None:
    ran = terminal(name, "--help")
    assert ran.code == 0
    assert f"sscmsc {name}" in ran.out.split("Examples:")[1]
    for option in ("--library", "--offline", "--json", "--quiet", "--verbose", "--color"):
        assert option in ran.out


def test_help_lists_every_command(terminal: Terminal) -> None:
    ran = terminal("--help")
    assert ran.code == 0
    for row in COMMANDS:
        assert row.name in ran.out
        assert row.summary.split(":")[0].split(";")[0].split(",")[0] in ran.out


@pytest.mark.parametrize("name", NAMES)
def test_summary_is_the_first_line_of_the_help(terminal: Terminal, name: str) -> None:
    summary = next(row.summary for row in COMMANDS if row.name == name)
    assert len(summary) <= 66
    assert summary.endswith(".")


def test_version_is_answered_before_anything_loads() -> None:
    code = (
        "import sys; sys.argv[1:] = ['--version']; from sscmsc.__main__ import main; main();"
        "assert not {'typer', 'rich', 'requests', 'lxml', 'yaml'} & set(sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == f"sscmsc {__version__}\n"


MAIN = "import sys; {} from sscmsc.__main__ import main; main()"
WATCHED = "sys.setprofile(lambda *_: None); import atexit; atexit.register(print, 'told');"


@pytest.mark.parametrize(("before", "more"), [("", ""), (WATCHED, "told\n")])
def test_a_process_ends_with_the_code_and_the_whole_output(
    seeded: Terminal, before: str, more: str
) -> None:
    """It ends at once, but where a tool watches it."""
    for arguments in (["list"], ["list", "--json"], ["show", "Nobody1999"], ["lst"], []):
        done = subprocess.run(
            [sys.executable, "-c", MAIN.format(before), *arguments], cwd=seeded.folder,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        ran = seeded(*arguments)
        assert (done.returncode, done.stdout, done.stderr) == (ran.code, ran.out + more, ran.err)


def test_version_among_other_options(terminal: Terminal) -> None:
    assert terminal("--quiet", "--version").out == f"sscmsc {__version__}\n"


def test_an_unknown_command_is_wrong_usage_and_names_the_nearest(terminal: Terminal) -> None:
    ran = terminal("lisst")
    assert ran.code == 2
    assert "'list'" in ran.err
    assert not ran.out


@pytest.mark.parametrize(
    "arguments",
    [("list", "--nonsense"), ("show",), ("list", "--limit", "many"), ("list", "--color", "blue"),
     ("fetch",), ("export",), ("export", "--format", "nonsense"),
     ("export", "--bibtex", "--format", "ris"), ("list", "--limit", "-1")],
)  # fmt: skip
def test_wrong_usage(seeded: Terminal, arguments: tuple[str, ...]) -> None:
    ran = seeded(*arguments)
    assert ran.code == 2
    assert "Traceback" not in ran.err


def test_global_options_before_and_after_the_command(seeded: Terminal) -> None:
    library = str(seeded.library)
    before = seeded("--json", "--library", library, "list")
    after = seeded("list", "--json", "-l", library)
    assert before.json == after.json != []


def test_a_library_that_is_not_there(terminal: Terminal) -> None:
    ran = terminal("list")
    assert ran.code == 6
    assert ran.err.count("\n") == 2
    assert "sscmsc init" in ran.err


def test_the_library_of_a_parent_folder_is_found(
    seeded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    inner = seeded.folder / "manuscript" / "figures"
    inner.mkdir(parents=True)
    monkeypatch.chdir(inner)
    assert len(seeded("list").rows) == 13


def test_the_environment_names_the_library(
    seeded: Terminal, monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.chdir(tmp_path_factory.mktemp("elsewhere"))
    assert seeded("list").code == 6
    monkeypatch.setenv("SSCMSC_LIBRARY", str(seeded.library))
    assert len(seeded("list").rows) == 13


def test_color_only_on_a_terminal_and_never_with_no_color(
    seeded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert "\x1b[" not in seeded("list").out
    assert "\x1b[" in seeded("list", "--color", "always").out
    assert "\x1b[" not in seeded("list", "--color", "never", tty=True).out
    monkeypatch.setenv("TERM", "xterm-256color")
    assert "\x1b[3" in seeded("list", tty=True).out
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b[3" not in seeded("list", tty=True).out


@pytest.mark.parametrize(
    "modules",
    [("requests", "bibtexparser", "lxml", "pydantic", "rich", "yaml", "rapidfuzz", "tomllib")],
)
def test_a_plain_list_loads_nothing_heavy(seeded: Terminal, modules: tuple[str, ...]) -> None:
    seeded("list")
    code = (
        "import sys; from sscmsc.cli import run; code = run(['list']);"
        f"loaded = set({modules!r}) & set(sys.modules); assert not loaded, loaded; sys.exit(code)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=seeded.folder, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert len(done.stdout.splitlines()) == 13


def test_init_is_harmless_twice(terminal: Terminal) -> None:
    assert terminal("init").code == 0
    before = terminal.files()
    assert terminal("init").code == 0
    assert terminal.files() == before
    assert set(before) >= {"sscmsc.toml", ".gitignore"}
    assert terminal("list", tty=True).out.count("library is empty") == 1
