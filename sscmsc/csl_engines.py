"""The table of CSL engines: by name, or the first whose program or library is here."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from sscmsc.csl import Engine
from sscmsc.errors import UsageError

AUTO = "auto"


class Means(NamedTuple):
    """Where engines are looked for: libraries by `installed`, programs by `which`, citeproc-js
    in the file that `citeproc_js` says the user named."""

    citeproc_js: Callable[[], Path | None] = lambda: None
    installed: Callable[[str], object] = find_spec
    which: Callable[[str], str | None] = shutil.which


class Row(NamedTuple):
    """An engine: its name, what finds its argument (None where it is not here), the module and
    class that drive it, and how to get it."""

    name: str
    look: Callable[[Means], tuple[object, ...] | None]
    module: str
    class_name: str
    hint: str


def _citeproc_py(means: Means) -> tuple[object, ...] | None:
    return () if means.installed("citeproc") is not None else None


def _citeproc_js(means: Means) -> tuple[object, ...] | None:
    if means.installed("quickjs") is None:
        return None
    path = means.citeproc_js()
    return None if path is None else (path,)


def _pandoc(means: Means) -> tuple[object, ...] | None:
    """The pandoc of the extra, which is known to be new enough, else that of the machine."""
    found = means.installed("pypandoc")
    origin = getattr(found, "origin", None)
    if isinstance(origin, str):
        program = means.which(str(Path(origin).parent / "files" / "pandoc"))
        if program is not None:
            return (program,)
    program = means.which("pandoc")
    return (program,) if program is not None else None


_STYLES = '`pip install "sscmsc[styles]"` brings citeproc-py and the styles.'
ENGINES = (
    Row("citeproc-py", _citeproc_py, "sscmsc.csl_citeproc", "CiteprocPy", _STYLES),
    Row(
        "citeproc-js", _citeproc_js, "sscmsc.csl_citeproc_js", "CiteprocJs",
        '`pip install "sscmsc[citeproc-js]"`, then `npm install citeproc`, and name its '
        "citeproc_commonjs.js in SSCMSC_CITEPROC_JS, as citeproc_js in config.toml, or here: "
        "--engine path/to/citeproc_commonjs.js.",
    ),
    Row(
        "pandoc", _pandoc, "sscmsc.csl_pandoc", "Pandoc",
        'Install pandoc, or `pip install "sscmsc[pandoc]"`.',
    ),
)  # fmt: skip


def find_engine(name: str = AUTO, means: Means | None = None) -> Engine:
    """The engine of that name, a file `….js` as citeproc-js, or for `auto` the first there is.

    Raises `UsageError` for one that there is not, with how to get it, and `InputError` for one
    that does not work.
    """
    wanted = name.casefold()
    means = means or Means()
    if wanted.endswith(".js") and wanted not in engine_names():
        path = Path(name).expanduser()
        wanted, means = "citeproc-js", means._replace(citeproc_js=lambda: path)
    if wanted not in engine_names():
        raise UsageError(
            f"there is no engine '{name}'", hint=f"Engines: {', '.join(engine_names())}."
        )
    for row in ENGINES:
        if wanted in (AUTO, row.name):
            arguments = row.look(means)
            if arguments is not None:
                engine: Engine = getattr(import_module(row.module), row.class_name)(*arguments)
                return engine
            if wanted == row.name:
                raise UsageError(f"the engine {row.name} is not here", hint=row.hint)
    raise UsageError("formatted references need a citation processor", hint=_STYLES)


def engine_names() -> tuple[str, ...]:
    """What `--engine` takes beside a file."""
    return (AUTO, *(row.name for row in ENGINES))
