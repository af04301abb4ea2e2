"""One measured figure a line, and an exit status that says whether all keep their bounds."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

_HOLDS: Mapping[str, Callable[[float, float], bool]] = MappingProxyType(
    {"<=": operator.le, ">=": operator.ge, "==": operator.eq}
)


@dataclass(frozen=True, slots=True)
class Figure:
    """A ratio or a count and the bound it must keep.

    `relation` is `<=`, `>=` or `==` and reads value, relation, bound; a `bound` of None
    marks a figure that is only shown.
    """

    name: str
    value: float
    bound: float | None = None
    relation: str = "<="

    @property
    def ok(self) -> bool:
        return self.bound is None or _HOLDS[self.relation](self.value, self.bound)

    @property
    def line(self) -> str:
        """Name, value, bound and verdict with tabs between."""
        bound = "-" if self.bound is None else f"{self.relation} {_number(self.bound)}"
        return f"{self.name}\t{_number(self.value)}\t{bound}\t{'ok' if self.ok else 'FAIL'}"


def report(figures: Iterable[Figure]) -> int:
    """Print each figure as it comes; 1 when one breaks its bound, else 0."""
    status = 0
    for figure in figures:
        print(figure.line, flush=True)
        if not figure.ok:
            status = 1
    return status


def _number(value: float) -> str:
    return str(int(value)) if float(value).is_integer() else f"{value:.3g}"
