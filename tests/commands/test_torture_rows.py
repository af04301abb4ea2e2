"""That the torture tests know every command is checked with the quick ones: they are run rarely."""

from __future__ import annotations

from sscmsc import cli
from tests.torture.mutations import MUTATIONS, READING


def test_every_command_has_a_row_there() -> None:
    assert {row.name for row in cli.COMMANDS} == {one.line[0] for one in MUTATIONS} | READING
