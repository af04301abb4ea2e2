"""Each engine held to the reference processor, and how one is found.

A difference that is not listed fails, and so does a listed one that is none. With
REFRESH_STYLES=1 the golden files are written anew.
"""

from __future__ import annotations

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

from sscmsc.csl import ET_AL, MARKS, Engine, Style
from sscmsc.csl_citeproc import CiteprocPy
from sscmsc.csl_citeproc_js import CiteprocJs
from sscmsc.csl_engines import Means, engine_names, find_engine
from sscmsc.csl_item import make_items
from sscmsc.csl_pandoc import Pandoc
from sscmsc.errors import InputError, UsageError
from sscmsc.styles import find_style
from tests import reference_processor
from tests.golden_styles import (
    GOLDEN,
    IN_QUICKJS,
    INCOMPLETE,
    MEDICAL,
    ORDER,
    STYLES,
    Places,
    differing,
    golden,
    listed,
    rows_of,
)
from tests.style_works import HOSTILE, WORKS

COMPLETE = tuple(one for one in WORKS if one.citekey != INCOMPLETE)


def differences(engine: Engine, style: str) -> Places:
    return differing(style, engine.format(find_style(style), make_items(COMPLETE)))


def of_style(engine: str, style: str) -> Places:
    return {
        place: said
        for place, said in listed(engine).items()
        if place[0] == style and place[1] != INCOMPLETE
    }


def test_the_golden_files_are_those_of_the_reference_processor() -> None:
    made = reference_processor.bibliographies(
        [find_style(name) for name in STYLES], make_items(COMPLETE)
    )
    for name, references in zip(STYLES, made, strict=True):
        if os.environ.get("REFRESH_STYLES"):
            written = "".join("\t".join(row) + "\n" for row in rows_of(references))
            (GOLDEN / f"{name}.tsv").write_text(written, encoding="utf-8")
        assert rows_of(references) == golden(name)


@pytest.mark.parametrize("style", STYLES)
def test_citeproc_py_differs_as_listed(style: str) -> None:
    assert differences(CiteprocPy(), style) == of_style("citeproc-py", style)


@pytest.mark.parametrize("style", MEDICAL)
def test_pandoc_differs_as_listed(style: str) -> None:
    assert differences(find_engine("pandoc"), style) == of_style("pandoc", style)


@pytest.mark.parametrize("style", IN_QUICKJS)
def test_citeproc_js_differs_as_listed(style: str) -> None:
    engine = CiteprocJs(reference_processor.source())
    assert differences(engine, style) == of_style("citeproc-js", style)


def test_no_difference_is_listed_that_nothing_tests() -> None:
    tested = {"citeproc-py": STYLES, "pandoc": MEDICAL, "citeproc-js": IN_QUICKJS}
    rows = (GOLDEN / "differences.tsv").read_text(encoding="utf-8").splitlines()
    keys = {one.citekey for one in WORKS} | {ORDER}
    for engine, style, key, *_ in (row.split("\t") for row in rows):
        assert style in tested[engine]
        assert key in keys


def engines() -> list[Engine]:
    return [
        CiteprocPy(),
        find_engine("pandoc"),
        find_engine(str(reference_processor.source())),
    ]


def test_what_outside_text_holds_is_text_in_every_engine() -> None:
    for engine in engines():
        (reference,) = engine.format(find_style("nlm"), make_items([HOSTILE]))
        assert "<script>alert(1)</script>" in reference.text, engine.name
        assert "{\\rtf1 \\b}" in reference.text
        assert not set(reference.text) & set(MARKS)
        assert all("i" not in run.faces for run in reference.runs if "script" in run.text)


def test_an_incomplete_list_and_the_own_name_in_every_engine() -> None:
    works = [one for one in WORKS if one.citekey in (INCOMPLETE, "hyphen")]
    for engine in engines():
        for style in ("nlm", "nature"):
            made = engine.format(find_style(style), make_items(works, "Ashdown"))
            (reference,) = (one for one in made if one.citekey == INCOMPLETE)
            assert "et al" in reference.text
            assert ET_AL not in reference.text
            bold = [run.text for run in reference.runs if "b" in run.faces]
            assert any(text.startswith("Ashdown") and "M" in text for text in bold), engine.name
            assert "Birch" not in "".join(bold)


@pytest.mark.parametrize("name", engine_names())
def test_an_engine_by_its_name(name: str) -> None:
    means = Means(reference_processor.source)
    found = find_engine(name, means).name
    assert found.startswith("citeproc-py 0." if name == "auto" else name)
    assert any(sign.isdigit() for sign in found)


def test_a_bad_style_is_refused_by_every_engine() -> None:
    bare = b'<style xmlns="http://purl.org/net/xbiblio/csl"><citation/></style>'
    for engine in engines():
        for xml in (bare, b"<style", b"<html/>"):
            with pytest.raises(InputError):
                engine.format(Style("bad", "Bad", xml), make_items(WORKS[:1]))
        assert engine.format(find_style("nlm"), ()) == ()


def _absent(name: str) -> None:
    return None


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("citeproc-py", "sscmsc[styles]"),
        ("pandoc", "sscmsc[pandoc]"),
        ("citeproc-js", "npm install citeproc"),
        ("auto", "sscmsc[styles]"),
        ("typst", "citeproc-py, citeproc-js, pandoc"),
    ],
)
def test_an_engine_that_is_not_here_is_told_with_how_to_get_it(name: str, said: str) -> None:
    with pytest.raises(UsageError) as raised:
        find_engine(name, Means(installed=_absent, which=_absent))
    assert said in raised.value.hint


def test_without_the_first_the_next_does_the_work() -> None:
    means = Means(installed=lambda name: None, which=lambda name: _pandoc_path())
    assert find_engine("auto", means).name.startswith("pandoc")


def _pandoc_path() -> str:
    import pypandoc

    return str(pypandoc.get_pandoc_path())


def test_the_pandoc_of_the_machine_where_the_extra_is_not_installed(tmp_path: Path) -> None:
    asked: list[str] = []

    def which(name: str) -> str | None:
        asked.append(name)
        return None

    spec = SimpleNamespace(origin=str(tmp_path / "pypandoc" / "__init__.py"))
    with pytest.raises(UsageError):
        find_engine("pandoc", Means(installed=lambda name: spec, which=which))
    assert asked == [str(tmp_path / "pypandoc" / "files" / "pandoc"), "pandoc"]


@pytest.mark.parametrize(
    ("script", "said"),
    [("echo pandoc 2.5", "too old"), ("echo other 3.1", "too old"), ("exit 3", "cannot format")],
)
def test_a_program_that_is_no_new_pandoc(tmp_path: Path, script: str, said: str) -> None:
    program = tmp_path / "pandoc"
    program.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    program.chmod(0o755)
    with pytest.raises(InputError, match=said):
        Pandoc(str(program))
    with pytest.raises(InputError, match="does not run"):
        Pandoc(str(tmp_path / "absent"))


def test_a_file_that_is_no_citeproc_js(tmp_path: Path) -> None:
    path = tmp_path / "other.js"
    path.write_text("while (true) {}", encoding="utf-8")
    with pytest.raises(InputError, match="no citeproc-js"):
        find_engine(str(path))
    with pytest.raises(InputError, match="cannot read"):
        find_engine(str(tmp_path / "absent.js"))


def test_a_program_in_quickjs_that_fails_is_told(tmp_path: Path) -> None:
    path = tmp_path / "citeproc.js"
    path.write_text("var CSL = {PROCESSOR_VERSION: '9.9'};", encoding="utf-8")
    engine = find_engine(str(path))
    assert engine.name == "citeproc-js 9.9"
    with pytest.raises(InputError, match="citeproc-js cannot format"):
        engine.format(find_style("nlm"), make_items(WORKS[:1]))
