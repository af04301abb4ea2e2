"""Which form of library this version knows, and what it does with another."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from sscmsc.config import CITEKEY_TEMPLATE, load_settings
from sscmsc.errors import InputError, LibraryError
from sscmsc.schema import check_schema, newer_schema


@pytest.mark.parametrize(
    "text",
    [
        "schema = 2\n", "schema=2", "  schema  =  2  # since May\r\n",
        "# schema = 1\n\nschema = 2\nsomething = 'else'\n", "schema = 999999999\n",
    ],
)  # fmt: skip
def test_a_newer_library_is_known_whatever_else_its_file_holds(tmp_path: Path, text: str) -> None:
    (tmp_path / "sscmsc.toml").write_text(text)
    assert newer_schema(tmp_path).startswith(f"{tmp_path / 'sscmsc.toml'}: schema ")
    with pytest.raises(LibraryError, match="nothing was saved"):
        check_schema(tmp_path)
    settings = load_settings({}, library_toml=tmp_path / "sscmsc.toml")
    assert settings.citekey_template == CITEKEY_TEMPLATE


@pytest.mark.parametrize(
    "data",
    [
        b"schema = 1\n", b"schema = 0\n", b"", b"citekey = 'schema = 2'\n", b"schema = '2'\n",
        b"\xff\x00", b"schema = 99999999999999999999\n", b"[" * 200_000,
    ],
)  # fmt: skip
def test_any_other_is_none(tmp_path: Path, data: bytes) -> None:
    (tmp_path / "sscmsc.toml").write_bytes(data)
    assert newer_schema(tmp_path) == ""
    check_schema(tmp_path)


def test_what_is_no_file_says_nothing_and_is_not_waited_for(tmp_path: Path) -> None:
    assert newer_schema(tmp_path) == ""
    os.mkfifo(tmp_path / "sscmsc.toml")
    assert newer_schema(tmp_path) == ""
    with pytest.raises(InputError, match=r"sscmsc\.toml: cannot be read: no file but a pipe"):
        load_settings({}, library_toml=tmp_path / "sscmsc.toml")
