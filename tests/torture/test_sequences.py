"""Any sequence of commands, undone step by step, gives back every state byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from tests.commands.conftest import Terminal
from tests.torture.conftest import Tally
from tests.torture.mutations import copy, state
from tests.torture.processes import write_bib

LEVELS = 20
KEYS = ("Sullivan2018", "Binks2001", "Velier2022", "New1", "New2", "Other1")
key = st.sampled_from(KEYS)
word = st.sampled_from(("todo", "read", "ärgerlich", "disease=RA", "disease!=SSc", "a b"))
line = st.one_of(
    st.tuples(st.just("tag"), key, word),
    st.tuples(st.just("tag"), key, st.just("--remove"), word),
    st.tuples(st.just("note"), key, st.text("ab \\nß[]#:", min_size=1, max_size=12)),
    st.tuples(
        st.just("edit"), key, st.just("--set"), st.sampled_from(("volume=7", "title=Another"))
    ),
    st.tuples(st.just("rename"), key, st.sampled_from(("Other1", "sullivan2018", "New2"))),
    st.tuples(st.just("rm"), st.just("--yes"), key),
    st.tuples(st.just("import"), st.sampled_from(("New1.bib", "New2.bib"))),
    st.tuples(st.just("undo")),
    st.tuples(st.just("redo")),
)


def test_all_is_undone(seeded: Terminal, tally: Tally, tmp_path: Path) -> None:
    for number in (1, 2):
        write_bib(seeded.folder, f"New{number}", number)
    start = copy(seeded.library, tmp_path / "start")

    @settings(
        max_examples=100, deadline=None, derandomize=True, database=None,
        phases=(Phase.generate,), suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(st.lists(line, min_size=8, max_size=30))
    def undone(lines: list[tuple[str, ...]]) -> None:
        shutil.rmtree(seeded.library)
        copy(start, seeded.library)
        states = [state(seeded.library)]
        place = 0
        for words in lines:
            ran = seeded(*words)
            assert ran.code in (0, 3, 4, 6), (words, ran)
            assert "Traceback" not in ran.err
            now = state(seeded.library)
            tally.add("commands")
            if words[0] == "undo" and ran.code == 0:
                place -= 1
                assert now == states[place]
            elif words[0] == "redo" and ran.code == 0:
                place += 1
                assert now == states[place]
            elif now != states[place]:
                states = [*states[: place + 1], now]
                place += 1
        for _ in range(min(LEVELS, place)):
            ran = seeded("undo")
            assert ran.code == 0, ran.err
            place -= 1
            assert state(seeded.library) == states[place]
            tally.add("undone")

    undone()
