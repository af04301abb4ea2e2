"""Which works a command is about, and in what order: a query as a selection of the index."""

from __future__ import annotations

from sscmsc.index import Selection
from sscmsc.query_checks import EVERYTHING, Check
from sscmsc.query_order import Order
from sscmsc.query_where import make_where


def make_selection(check: Check = EVERYTHING, order: Order = Order()) -> Selection:  # noqa: B008
    """The rows of the works that meet a check, in an order."""
    where = make_where(check)
    return Selection(where.sql, where.parameters, order.sql, where.functions, order.parameters)
