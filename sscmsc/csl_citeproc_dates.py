"""Dates as CSL 1.0.2 prints and sorts them, for citeproc-py."""

from __future__ import annotations

from typing import Any

from citeproc import model
from citeproc.string import String

from sscmsc.csl import CSL
from sscmsc.csl_citeproc_case import Cased


class Date(model.Date):
    def process(
        self, item: Any, variable: Any = None, show_parts: Any = None, context: Any = None,
        **options: Any,
    ) -> Any:  # fmt: skip
        """`cs:date`; while items are sorted, its parts as digits in the order of time."""
        place = context if context is not None else self
        if not self.is_locale_date() and place.get_layout().sort_options is not None:
            return _digits(item.reference[str(self.get("variable")).replace("-", "_")], self)
        if self.is_locale_date():
            return super().process(item, variable, show_parts, context, **options)
        tried = place.get_layout().tried
        tried.append(False)
        made = super().process(item, variable, show_parts, context, **options)
        tried.append(made is not None)
        return made

    def wrap(self, text: Any) -> Any:
        """A date in its typeface, with what stands before and after it."""
        return super().wrap(self.format(text))

    def render_single_date(self, date: Any, show_parts: Any = None, context: Any = None) -> Any:
        """A date: the parts of a localized one stand apart as the locale says."""
        own = context is None or context is self
        parts = self.parts(date, show_parts) if own else self.parts(date, show_parts, context)
        return self.join(parts) if parts else None


def _digits(date: Any, element: Any) -> String:
    """`20180913`, as far as the element prints the date."""
    if isinstance(date, model.LiteralDate):
        return String(date.text)
    named = [part.get("name") for part in element.findall(f"{CSL}date-part")]
    stated = element.get("date-parts", "year-month-day").split("-")
    shown = named if element.get("form") is None and named else stated
    parts = [(name in shown and date.get(name)) or 0 for name in ("year", "month", "day")]
    return String(
        "".join(f"{part:04d}" if not at else f"{part:02d}" for at, part in enumerate(parts))
    )


class DatePart(Cased, model.Date_Part):
    def process(self, date: Any, context: Any = None) -> Any:
        """`cs:date-part`; what a style changes of a locale's part holds for that place alone."""
        stated = self.kept("attributes", lambda: dict(self.attrib))
        self.attrib.clear()
        self.attrib.update(stated)
        made = super().process(date, context)
        letter = date.get("letter") if self.get("name") == "year" else None
        return f"{made}{letter}" if letter else made
