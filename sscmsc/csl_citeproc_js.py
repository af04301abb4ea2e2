"""citeproc-js as an engine: the reference processor, in the QuickJS interpreter.

It is AGPL or CPAL, so the user brings it (`npm install citeproc`) and names its file. QuickJS
gives it neither files nor network; memory and time are bounded.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from html.parser import HTMLParser
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from sscmsc.csl import FACES, Formatted, Item, Style
from sscmsc.csl_exchange import plain_items, received
from sscmsc.errors import InputError
from sscmsc.jsontext import text_member

_MEMORY = 1 << 29
_STACK = 1 << 23
_SECONDS = 300
_SIZE_LIMIT = 20_000_000
_DEFAULT_LOCALE = "en-US"
#: The interpreter knows no order of letters but that of their codes. This is what citeproc-js
#: asks others for: letters without accents and case, numbers by value; words apart by `@` or `|`.
_GLUE = """
CSL.stringCompare = function (one, other) {
  function bare(text) {
    return text.normalize('NFKD').toLowerCase().replace(/[|@]/g, ' ')
      .replace(/[^\\p{L}\\p{N} ]/gu, '').trim()
      .replace(/\\d+/g, function (digits) { return digits.padStart(20, '0'); });
  }
  var left = bare(one), right = bare(other);
  return left < right ? -1 : left > right ? 1 : 0;
};
function bibliography(given) {
  var said = JSON.parse(given), items = {};
  said.items.forEach(function (one) { items[one.id] = one; });
  var system = {
    retrieveLocale: function (name) { return said.locales[name] || said.locales['en-US']; },
    retrieveItem: function (key) { return items[key]; }
  };
  var engine = new CSL.Engine(system, said.style, said.locale, true);
  engine.updateItems(said.items.map(function (one) { return one.id; }));
  var made = engine.makeBibliography();
  if (!made) { return 'null'; }
  return JSON.stringify(made[1].map(function (line, at) {
    return [made[0].entry_ids[at][0], line];
  }));
}
"""
_TAGS: Mapping[str, str] = MappingProxyType({name: name for name in ("i", "b", "sup", "sub", "u")})
_STYLES = (
    ("font-style", "i"), ("font-weight", "b"), ("small-caps", "smallcaps"), ("underline", "u"),
)  # fmt: skip


class CiteprocJs:
    """The engine; `path` is citeproc.js or citeproc_commonjs.js.

    Raises `InputError` for a file that cannot be read or is no citeproc-js.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            with path.open("rb") as file:
                source = file.read(_SIZE_LIMIT)
        except OSError as error:
            raise InputError(f"cannot read {path}: {error.strerror or error}") from error
        if b"PROCESSOR_VERSION" not in source:
            raise InputError(f"{path} is no citeproc-js", hint="`npm install citeproc` has it.")
        self._source = source.decode("utf-8", "replace")

    @property
    def name(self) -> str:
        return f"citeproc-js {self._version()}"

    def _version(self) -> str:
        """That of the npm package, which the file itself does not tell."""
        beside = self._path.parent / "package.json"
        try:
            said = text_member(json.loads(beside.read_bytes()), "version")
        except (OSError, ValueError):
            said = None
        found = re.search(r"PROCESSOR_VERSION\s*[:=]\s*[\"']([\w.-]+)", self._source)
        return said or (found[1] if found else "of unknown version")

    def format(self, style: Style, items: Sequence[Item]) -> tuple[Formatted, ...]:
        """As `csl.Engine` says. Raises `InputError` for a style that it cannot use."""
        import quickjs

        context = quickjs.Context()
        context.set_memory_limit(_MEMORY)
        context.set_max_stack_size(_STACK)
        context.set_time_limit(_SECONDS)
        given = {
            "style": style.xml.decode("utf-8", "replace"),
            "locale": style.locale,
            "locales": locales_of(style.locale),
            "items": plain_items(items),
        }
        try:
            context.eval(f"var module = {{exports: {{}}}};\n{self._source}\n{_GLUE}")
            said = json.loads(context.get("bibliography")(json.dumps(given)))
        except quickjs.JSException as error:
            told = " ".join(str(error).split("\n    at ")[0].split())
            raise InputError(
                f"citeproc-js cannot format with style {style.name}: {told[:300]}"
            ) from error
        if said is None:
            raise InputError(f"style {style.name} has no bibliography to print")
        by_key = {one.citekey: one for one in items}
        return tuple(reference_of(by_key[key], html) for key, html in said)


def locales_of(name: str) -> dict[str, str]:
    """The locales of the language and English, from citeproc-py. Raises `InputError`."""
    found = find_spec("citeproc")
    if found is None or found.origin is None:
        raise InputError(
            "citeproc-js has no locales of its own",
            hint='`pip install "sscmsc[styles]"` brings them.',
        )
    folder = Path(found.origin).parent / "data" / "locales"
    language = name.partition("-")[0]
    paths = [*folder.glob(f"locales-{language}-*.xml"), folder / f"locales-{_DEFAULT_LOCALE}.xml"]
    return {path.stem.removeprefix("locales-"): path.read_text(encoding="utf-8") for path in paths}


def reference_of(item: Item, html: str) -> Formatted:
    """A reference in the HTML of citeproc-js as runs, what stands in the left margin apart."""
    reader = _Reader()
    reader.feed(html.strip())
    reader.close()
    return received(item, "".join(reader.label), "".join(reader.text))


class _Reader(HTMLParser):
    """The HTML of one reference as text with marks, its left margin apart."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.label: list[str] = []
        self.text: list[str] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        said = {name: value or "" for name, value in attributes}
        styled = said.get("style", "")
        face = next((face for word, face in _STYLES if word in styled), _TAGS.get(tag, ""))
        if "csl-left-margin" in said.get("class", ""):
            self._open.append("label")
            return
        if tag == "div" and self.text:
            self.text.append(" ")
        self._open.append(face)
        self._put(FACES[face][0] if face else "")

    def handle_endtag(self, tag: str) -> None:
        face = self._open.pop() if self._open else ""
        self._put(FACES[face][1] if face in FACES else "")

    def handle_data(self, data: str) -> None:
        self._put(data)

    def _put(self, said: str) -> None:
        (self.label if "label" in self._open else self.text).append(said)
