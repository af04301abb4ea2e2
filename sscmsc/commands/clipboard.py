"""The clipboard of the desktop, by the program that the machine has for it."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from typing import NamedTuple

from sscmsc.errors import InputError


class Tool(NamedTuple):
    """A program that takes what to copy from standard input, and the variable of the
    environment without which it has no desktop to copy to, "" where it needs none."""

    words: tuple[str, ...]
    needs: str = ""


TOOLS = (
    Tool(("wl-copy",), "WAYLAND_DISPLAY"),
    Tool(("xclip", "-selection", "clipboard"), "DISPLAY"),
    Tool(("xsel", "--clipboard", "--input"), "DISPLAY"),
    Tool(("pbcopy",)),
    Tool(("clip.exe",)),
)
_SECONDS = 5
_HOW = "Install wl-clipboard, xclip or xsel; without --clipboard the reference is printed."


def copy_text(text: str, environment: Mapping[str, str]) -> str:
    """Put `text` on the clipboard; returns the name of the program that did it.

    Raises `InputError` where the machine has none, or none that works here.
    """
    path = environment.get("PATH")
    failed: list[str] = []
    for tool in TOOLS:
        program = shutil.which(tool.words[0], path=path)
        if program is None or (tool.needs and not environment.get(tool.needs)):
            continue
        try:
            # Its output goes nowhere: xclip stays behind to serve the clipboard, and would hold it.
            done = subprocess.run(
                [program, *tool.words[1:]],
                input=text.encode(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                timeout=_SECONDS,
                check=False,
            )
        except (OSError, subprocess.TimeoutExpired) as error:
            failed.append(f"{tool.words[0]}: {error}")
            continue
        if done.returncode == 0:
            return tool.words[0]
        failed.append(f"{tool.words[0]} ended with {done.returncode}")
    if failed:
        raise InputError(f"the clipboard does not work: {'; '.join(failed)}", hint=_HOW)
    raise InputError("there is no program here that copies to a clipboard", hint=_HOW)
