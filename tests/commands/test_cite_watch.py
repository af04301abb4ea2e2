"""`sscmsc cite --watch`: a bibliography that follows the manuscript and the library."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sscmsc.commands.cite_watching import PAUSE, watch
from sscmsc.commands.options import Globals, make_desk
from sscmsc.errors import InputError
from tests.commands.conftest import Terminal

PATIENCE = 60.0
#: As a person's shell starts it: where this runs in the background, interrupts are ignored.
SSCMSC = (
    "import signal; signal.signal(signal.SIGINT, signal.default_int_handler);"
    "from sscmsc.__main__ import main; main()"
)


@pytest.fixture
def paper(seeded: Terminal) -> Terminal:
    (seeded.folder / "paper.tex").write_text(r"Cells \cite{Varga2004}.", encoding="utf-8")
    return seeded


def awaited(happened: Callable[[], bool]) -> None:
    """Wait until something is so; it is not how long that is tested."""
    until = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < until
        time.sleep(0.05)


def written(paper: Terminal) -> str:
    place = paper.folder / "refs.bib"
    return place.read_text(encoding="utf-8") if place.exists() else ""


def test_a_process_follows_the_manuscript_and_the_library_until_it_is_ended(
    paper: Terminal,
) -> None:
    manuscript = paper.folder / "paper.tex"
    with subprocess.Popen(
        [sys.executable, "-c", SSCMSC, "cite", "paper.tex", "-o", "refs.bib", "--watch"],
        cwd=paper.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            awaited(lambda: "@article{Varga2004," in written(paper))
            manuscript.write_text(r"Cells \cite{Varga2004,Binks2001}.", encoding="utf-8")
            awaited(lambda: "{Binks2001," in written(paper))
            assert paper("note", "Binks2001", "for the aims").code == 0
            awaited(lambda: "for the aims" in written(paper))
        finally:
            process.send_signal(signal.SIGINT)
            try:
                out, err = process.communicate(timeout=PATIENCE)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
    assert process.returncode == 130
    assert out == ""
    assert "watching; Ctrl-C ends it" in err
    assert "2 works written to refs.bib as BibTeX" in err
    assert err.splitlines()[-1] == "sscmsc: interrupted"


class Days:
    """What happens at each pause of a watch; nothing more ends it as a person would."""

    def __init__(self, *happenings: Callable[[], object] | None) -> None:
        self._left: Iterator[Callable[[], object] | None] = iter(happenings)
        self.pauses: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)
        try:
            happening = next(self._left)
        except StopIteration:
            raise KeyboardInterrupt from None
        if happening is not None:
            happening()


def runs(paper: Terminal, days: Days, *failing: int) -> int:
    """How often the work is done; those of these numbers fail."""
    done = 0
    desk = make_desk(Globals(library=paper.library))
    entry = paper.library / "entries" / "Varga2004.yaml"

    def once() -> tuple[Path, ...]:
        nonlocal done
        done += 1
        if done in failing:
            raise InputError("the file is half written")
        return (entry,)

    with pytest.raises(KeyboardInterrupt):
        watch(desk, [paper.folder / "paper.tex"], once, days)
    return done


def test_nothing_is_done_while_nothing_changes(paper: Terminal) -> None:
    days = Days(None, None, None)
    assert runs(paper, days) == 1
    assert days.pauses == [PAUSE] * 4


def test_a_change_of_any_of_the_files_is_one_more_time(paper: Terminal) -> None:
    entry = paper.library / "entries" / "Varga2004.yaml"
    for changed in (
        lambda: (paper.folder / "paper.tex").write_text("longer than it was before", "utf-8"),
        lambda: entry.write_text(entry.read_text("utf-8") + "# by hand\n", "utf-8"),
        (paper.library / "entries" / "new.yaml").touch,
        lambda: (paper.library / "sscmsc.toml").write_text("schema = 1\n# by hand\n", "utf-8"),
    ):
        assert runs(paper, Days(changed, None, None, None)) == 2


def test_a_file_that_is_being_written_is_waited_for(paper: Terminal) -> None:
    manuscript = paper.folder / "paper.tex"
    days = Days(*(lambda n=n: manuscript.write_text("x" * n, "utf-8") for n in range(1, 5)), None)
    assert runs(paper, days) == 2


def test_errors_in_between_are_told_and_it_goes_on(
    paper: Terminal, capsys: pytest.CaptureFixture[str]
) -> None:
    manuscript = paper.folder / "paper.tex"
    days = Days(
        manuscript.unlink, None, None, lambda: manuscript.write_text("again", "utf-8"), None, None
    )
    assert runs(paper, days, 2) == 3
    assert "sscmsc: the file is half written" in capsys.readouterr().err


def test_an_error_at_the_first_time_ends_it(paper: Terminal) -> None:
    (paper.folder / "paper.tex").unlink()
    ran = paper("cite", "paper.tex", "-o", "refs.bib", "--watch")
    assert ran.code == 3
    assert "paper.tex" in ran.err


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("paper.tex",), "--watch needs a file to keep current"),
        (("paper.tex", "--bibtex"), "--watch needs a file to keep current"),
        (("paper.tex", "-o", "-", "--bibtex"), "--watch needs a file to keep current"),
        (("-", "-o", "refs.bib"), "cannot look again at standard input"),
        (("paper.tex", "-o", "refs.bib", "--json"), "no end at which JSON could be printed"),
    ],
)
def test_what_cannot_be_watched(paper: Terminal, arguments: tuple[str, ...], told: str) -> None:
    ran = paper("cite", *arguments, "--watch")
    assert (ran.code, ran.out) == (2, "")
    assert told in ran.err
