"""The table of CSL engines: the first row whose libraries are here does the work."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from typing import NamedTuple

from sscmsc.csl import Engine
from sscmsc.errors import UsageError


class Row(NamedTuple):
    """An engine: its name, the library it needs, and the module and class that drive it."""

    name: str
    library: str
    module: str
    class_name: str


ENGINES = (Row("citeproc-py", "citeproc", "sscmsc.csl_citeproc", "CiteprocPy"),)


def find_engine(installed: Callable[[str], object] = find_spec) -> Engine:
    """The engine to format with. Raises `UsageError` where there is none, with how to get one."""
    for row in ENGINES:
        if installed(row.library) is not None:
            engine: Engine = getattr(import_module(row.module), row.class_name)()
            return engine
    raise UsageError(
        "formatted references need a citation processor",
        hint='`pip install "sscmsc[styles]"` brings citeproc-py and the styles.',
    )
