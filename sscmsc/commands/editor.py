"""The user's editor: which one it is, and one run of it on one file."""

from __future__ import annotations

import os
import shlex
import shutil
import signal
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

from sscmsc.errors import InputError, UsageError

#: Asked in this order where the environment names no editor.
USUAL = ("sensible-editor", "nano", "vim", "vi", "notepad")
_HINT = "Set $VISUAL or $EDITOR to the command of your editor, as in EDITOR='code -w'."


def find_editor(environment: Mapping[str, str], *, is_terminal: bool) -> Sequence[str]:
    """The words of the command that starts the user's editor.

    It is what $VISUAL or $EDITOR name, with their arguments, else on a terminal a usual one
    that is installed. Raises `UsageError` where there is none.
    """
    for name in ("VISUAL", "EDITOR"):
        if written := environment.get(name, "").strip():
            try:
                words = shlex.split(written, posix=os.name == "posix")
            except ValueError as error:
                raise UsageError(f"${name} is no command: {error}", hint=_HINT) from None
            if words:
                return words
    if not is_terminal:
        raise UsageError("no editor is named, and this is no terminal to open one on", hint=_HINT)
    found = next((one for one in USUAL if shutil.which(one, path=environment.get("PATH"))), None)
    if found is None:
        raise UsageError("no editor was found", hint=_HINT)
    return (found,)


def run_editor(command: Sequence[str], path: Path) -> None:
    """Let the user edit a file; returns when the editor has ended well.

    An interrupt is the editor's while it runs. Raises `UsageError` for a command that cannot be
    run, `InputError` for an editor that fails, and `KeyboardInterrupt` where it was interrupted.
    """
    name = command[0]
    try:
        with _interrupts_ignored():
            code = subprocess.run([*command, str(path)], check=False).returncode
    except OSError as error:
        cause = error.strerror or str(error)
        raise UsageError(f"the editor '{name}' cannot be run: {cause}", hint=_HINT) from None
    except ValueError as error:  # a NUL in a name
        raise UsageError(f"the editor '{name}' cannot be run: {error}", hint=_HINT) from None
    if code in (-signal.SIGINT, 128 + signal.SIGINT):
        raise KeyboardInterrupt
    if code < 0:
        raise InputError(f"the editor '{name}' was ended by signal {-code}; nothing was saved")
    if code:
        raise InputError(f"the editor '{name}' ended with exit code {code}; nothing was saved")


@contextmanager
def _interrupts_ignored() -> Iterator[None]:
    """A terminal sends Ctrl-C to the editor and to this program alike."""
    # A handler, not SIG_IGN: the editor would inherit that and could not be interrupted.
    held = signal.signal(signal.SIGINT, lambda _number, _frame: None)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.SIG_DFL if held is None else held)
