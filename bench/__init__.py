"""Measured figures beside their bounds; `python -m bench [TOPIC]`.

What is measured is the program as it is installed: with its bytecode, which an environment may
forbid Python to write while it runs.
"""

from __future__ import annotations

import compileall
from pathlib import Path

compileall.compile_dir(Path(__file__).resolve().parent.parent / "sscmsc", quiet=2)
