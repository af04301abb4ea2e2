"""What is tested of every command is tested of every command."""

from __future__ import annotations

from tests.commands.every import uncalled


def test_every_command_is_called_by_the_tests_of_all() -> None:
    assert uncalled() == (), "give each a row in tests/commands/every.py"
