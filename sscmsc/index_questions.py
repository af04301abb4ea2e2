"""Questions that were asked before: what they come to, without reading them again.

To understand `--disease SSc` takes the vocabularies, which take longer to load than a list of
ten thousand works. A question is remembered as SQL, with a seal of all that its meaning depends
on besides its words.
"""

from __future__ import annotations

from sscmsc.index import Index
from sscmsc.index_rows import Selection
from sscmsc.index_schema import SEPARATOR, trouble

#: So many questions are remembered.
KEPT = 200


def recall(index: Index, question: str, seal: str) -> Selection | None:
    """What a question came to under the same seal. Raises `IndexTrouble`."""
    query = (
        "SELECT seal, place, parameters, ordered, order_parameters FROM question WHERE asked = ?"
    )
    for held, where, parameters, order, more in index.all(query, (question,)):
        if held == seal:
            return Selection(where, _unpacked(parameters), order, order_parameters=_unpacked(more))
    return None


def remember(index: Index, question: str, seal: str, selection: Selection) -> None:
    """Keep what a question comes to, to be written when the index is closed; not one that
    calls functions, which are not in the index."""
    texts = (*selection.parameters, *selection.order_parameters, question)
    if selection.functions or any(SEPARATOR in one for one in texts if isinstance(one, str)):
        return
    values = (
        question, seal, selection.where, _packed(selection.parameters), selection.order,
        _packed(selection.order_parameters),
    )  # fmt: skip
    index.afterwards.append(lambda: _write(index, values))


def _write(index: Index, values: tuple[str, ...]) -> None:
    connection = index.connection
    with trouble():
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT OR REPLACE INTO question VALUES (?, ?, ?, ?, ?, ?)", values)
        connection.execute(
            "DELETE FROM question WHERE rowid <= (SELECT max(rowid) FROM question) - ?", (KEPT,)
        )
        connection.execute("COMMIT")


def _packed(parameters: tuple[str | int, ...]) -> str:
    return SEPARATOR.join(f"{'i' if isinstance(one, int) else 's'}{one}" for one in parameters)


def _unpacked(packed: str) -> tuple[str | int, ...]:
    parts = packed.split(SEPARATOR) if packed else []
    return tuple(int(one[1:]) if one[0] == "i" else one[1:] for one in parts)
