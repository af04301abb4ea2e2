"""citeproc-js under node, which the golden files of tests/golden/styles are held to.

`.ci/run` installs it with npm in `.citeproc-js/`; where it is not, what needs it is skipped.
"""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from sscmsc.csl import Formatted, Item, Style
from sscmsc.csl_citeproc_js import locales_of, reference_of
from sscmsc.csl_exchange import plain_items
from tests.conftest import ROOT

FOLDER = ROOT / ".citeproc-js"
SOURCE = FOLDER / "node_modules" / "citeproc" / "citeproc_commonjs.js"
SCRIPT = Path(__file__).with_name("bibliographies.js")


def source() -> Path:
    """citeproc-js, for QuickJS to run; skips the test where nobody has installed it."""
    if not SOURCE.is_file():
        pytest.skip("citeproc-js is not installed: make citeproc-js")
    return SOURCE


def bibliographies(
    styles: Sequence[Style], items: Sequence[Item]
) -> tuple[tuple[Formatted, ...], ...]:
    """The items in each style by citeproc-js under node."""
    source()
    node = shutil.which("node")
    assert node is not None, "npm comes with node"
    cases = [
        {
            "style": style.xml.decode(),
            "locale": style.locale,
            "locales": locales_of(style.locale),
            "items": plain_items(items),
        }
        for style in styles
    ]
    ran = subprocess.run(
        [node, str(SCRIPT), str(FOLDER)], input=json.dumps(cases), capture_output=True,
        encoding="utf-8", check=True, timeout=120,
    )  # fmt: skip
    by_key = {one.citekey: one for one in items}
    return tuple(
        tuple(reference_of(by_key[key], html) for key, html in made)
        for made in json.loads(ran.stdout)
    )
