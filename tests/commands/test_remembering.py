"""Queries that were asked before are answered without reading vocabularies, and answered right."""

from __future__ import annotations

import pytest

from tests.commands.conftest import Terminal

QUERIES = (
    ["--disease", "scleroderma"], ["disease:SSc", "-year:2018"], ["--sort", "-year", "stem"],
    ["author:farge OR title:\"stem cell\""], ["has:pmid"],
)  # fmt: skip


@pytest.mark.parametrize("query", QUERIES, ids=" ".join)
def test_it_is_answered_as_before(
    seeded: Terminal, monkeypatch: pytest.MonkeyPatch, query: list[str]
) -> None:
    first = seeded("list", *query)
    assert first.code == 0
    monkeypatch.setattr("sscmsc.commands.vocabularies.vocabulary_of", None)
    monkeypatch.setattr("sscmsc.query_meaning.read_query", None)
    assert seeded("list", *query) == first


def test_works_that_came_since_are_found(seeded: Terminal) -> None:
    before = seeded("list", "--disease", "SSc").rows
    path = seeded.library / "entries" / "Binks2001.yaml"
    copy = path.read_text().replace("Binks2001", "Copied2001")
    path.with_name("Copied2001.yaml").write_text(copy)
    after = seeded("list", "--disease", "SSc").rows
    assert [row[0] for row in after if row not in before] == ["Copied2001"]


def test_other_tables_of_the_library_make_it_another_question(
    seeded: Terminal, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert seeded("list", "disease:SSc").code == 0
    (seeded.library / "sscmsc.toml").write_text("schema = 1\n\n")
    monkeypatch.setattr("sscmsc.commands.vocabularies.vocabulary_of", None)
    with pytest.raises(TypeError):
        seeded("list", "disease:SSc")


def test_entries_named_in_a_query_are_looked_up_each_time(seeded: Terminal) -> None:
    cited = seeded("list", "--cited-by", "Velier2022").rows
    assert cited
    (seeded.library / "entries" / "Velier2022.yaml").unlink()
    assert seeded("list", "--cited-by", "Velier2022").code == 4
