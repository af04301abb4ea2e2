"""The rows of the table: what they name is there, and what a file is not is not loaded for it."""

from __future__ import annotations

import subprocess
import sys
from contextlib import suppress
from importlib import import_module
from pathlib import Path

import pytest

from sscmsc.errors import InputError
from sscmsc.formats.format import Format, Reading, late_recogniser
from sscmsc.formats.table import FORMATS
from tests.bibtex_entries import COMPILED
from tests.conftest import ROOT

READERS = ("lxml", "bibtexparser", "sscmsc.formats.ris_reading", "sscmsc.formats.saved_page")
FILES = {
    "one.bib": "@article{a, title = {A title}, author = {Amsel, Ada}, year = 2020}\n",
    "one.ris": "TY  - JOUR\r\nTI  - A title\r\nAU  - Amsel, Ada\r\nPY  - 2020\r\nER  - \r\n",
}


@pytest.mark.parametrize("row", FORMATS, ids=lambda row: row.name)
def test_every_row_names_what_there_is(row: Format) -> None:
    assert isinstance(row.loses, tuple)
    for write in (row.write, row.write_ascii):
        if write is not None:
            assert all(isinstance(piece, str) for piece in write(COMPILED[:1]))
    if row.read is not None:
        with suppress(InputError):
            assert isinstance(row.read(b"nothing", "x"), Reading)
    if row.recognise is not None:
        assert not row.recognise("nothing of the kind\n")


def texts() -> list[str]:
    written = ["".join(row.write(COMPILED)) for row in FORMATS if row.write]
    pages = sorted((ROOT / "tests" / "fixtures" / "pages").glob("*.txt"))
    held = [*written, *(path.read_text(encoding="utf-8") for path in pages)]
    return held + ["\ufeff\n" + one for one in held] + [one.replace("\n", "\r") for one in held]


@pytest.mark.parametrize(
    "module",
    ["bibtex_reading", "ris_reading", "nbib_reading", "csl_json_reading", "endnote_xml_reading",
     "saved_page", "chinese_page", "spreadsheet_reading", "printed_list"],
)  # fmt: skip
def test_the_sign_of_a_format_hides_no_text_of_it(module: str) -> None:
    [recognise] = [
        row.recognise
        for row in FORMATS
        if row.recognise and f"sscmsc.formats.{module}" in _modules(row)
    ]
    asked = import_module(f"sscmsc.formats.{module}").recognise
    answers = [(recognise(one), asked(one)) for one in texts()]
    assert all(ours == full for ours, full in answers)
    assert any(full for _, full in answers)


def _modules(row: Format) -> set[str]:
    """The modules that the functions of a row are to load."""
    closure = getattr(row.recognise, "__closure__", None) or ()
    return {f"sscmsc.formats.{cell.cell_contents}" for cell in closure}


def test_text_without_the_sign_loads_no_module() -> None:
    assert not late_recogniser("no_such_module", "^@")("text with an address: a@b\n")
    with pytest.raises(ModuleNotFoundError):
        late_recogniser("no_such_module", "^@")("@\n")


@pytest.mark.parametrize(("name", "allowed"), [
    ("one.bib", {"bibtexparser"}), ("one.ris", {"sscmsc.formats.ris_reading"}),
])  # fmt: skip
def test_a_file_loads_the_reader_of_its_format_alone(
    tmp_path: Path, name: str, allowed: set[str]
) -> None:
    path = tmp_path / name
    path.write_bytes(FILES[name].encode())
    code = (
        "import sys; from pathlib import Path\n"
        "from sscmsc.ingest import Source, ingest\n"
        "from sscmsc.library import Library\n"
        "from sscmsc.vocabulary import load_vocabulary\n"
        f"source = Source({name!r}, Path({str(path)!r}).read_bytes())\n"
        "ingest([source], Library(), load_vocabulary(), template='{family}{year}')\n"
        f"sys.stdout.write(' '.join(sorted(set({READERS!r}) & set(sys.modules))))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.stderr, set(done.stdout.split())) == ("", allowed)
