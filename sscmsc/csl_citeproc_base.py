"""What every element of a style has of ours: typefaces as marks, and what is looked up once."""

from __future__ import annotations

from typing import Any

from citeproc import model
from citeproc.string import String

from sscmsc.csl import CSL

_LANG = "{http://www.w3.org/XML/1998/namespace}lang"


class Faces:
    """A formatter of citeproc-py whose output is text with marks."""

    def __init__(self, faces: dict[str, tuple[str, str]]) -> None:
        for name, face in (
            ("Italic", "i"), ("Oblique", "i"), ("Bold", "b"), ("Superscript", "sup"),
            ("Subscript", "sub"), ("Underline", "u"), ("SmallCaps", "smallcaps"),
        ):  # fmt: skip
            setattr(self, name, _wrapper(*faces[face]))
        self.Light = str

    def preformat(self, value: object) -> str:
        return str(value)


def _wrapper(opened: str, closed: str) -> Any:
    return lambda value: String(f"{opened}{value}{closed}")


class Kept:
    """Mixed into every element: macros, terms and options are looked up once for a style."""

    def kept(self: Any, key: object, look_up: Any) -> Any:
        known = self.__dict__.setdefault("known", {})
        if key not in known:
            known[key] = look_up()
        return known[key]

    def wrap(self: Any, text: Any) -> Any:
        """Text with what stands before and after it; what has a place of its own on the page
        (`display`) is set apart by blanks."""
        made = super().wrap(text)  # type: ignore[misc]
        return String(f" {made} ") if made and self.get("display") else made

    def get_root(self: Any) -> Any:
        return self.kept("root", super().get_root)  # type: ignore[misc]

    def get_layout(self: Any) -> Any:
        return self.kept("layout", super().get_layout)  # type: ignore[misc]

    def get_macro(self: Any, name: str) -> Any:
        def look_up() -> Any:
            named = [
                one for one in self.get_root().findall(f"{CSL}macro") if one.get("name") == name
            ]
            if not named:
                raise ValueError(f"there is no macro '{name}'")
            return named[0]

        return self.get_root().kept(("macro", name), look_up)

    def get_term(self: Any, name: str, form: Any = None, *rest: Any, **options: Any) -> Any:
        key = ("term", name, form, rest, tuple(options.items()))
        return self.get_root().kept(key, lambda: self._term_in_any_form(name, form, rest, options))

    def _term_in_any_form(self: Any, name: str, form: Any, rest: Any, options: Any) -> Any:
        """A term in the form asked for, else the one that CSL falls back on; where no other
        language may help (ordinals), from the locales of the style's own."""
        root = self.get_root()
        if isinstance(self, model.Locale) or isinstance(root, model.Locale):
            return super().get_term(name, form, *rest, **options)  # type: ignore[misc]
        locales = root.locales
        if not options.get("fallback_locale", True):
            locales = [one for one in locales if (one.get(_LANG) or "").startswith(root.language)]
            locales += [one for one in root.locales if one.get(_LANG) is None]
        padded = options.get("zero_padded", False)
        for one in {"verb-short": ("verb-short", "verb", None), "symbol": ("symbol", "short", None),
                    "short": ("short", None)}.get(form, (form,)):  # fmt: skip
            for locale in locales:
                try:
                    return locale.get_term(name, one, zero_padded=padded)
                except IndexError:
                    continue
        return None
