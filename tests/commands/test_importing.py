"""`sscmsc import`: the saved pages the library starts from, BibTeX, PubMed XML, bad input."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from tests.commands.conftest import FailingReads, Terminal
from tests.conftest import ROOT

XML = """<?xml version="1.0"?>
<PubmedArticleSet><PubmedArticle><MedlineCitation Status="MEDLINE" Owner="NLM">
<PMID Version="1">99100001</PMID><Article PubModel="Print"><Journal>
<JournalIssue CitedMedium="Print"><Volume>1</Volume><PubDate><Year>2020</Year></PubDate>
</JournalIssue><Title>Journal of Synthetic Examples</Title></Journal>
<ArticleTitle>A review of scleroderma.</ArticleTitle><Language>eng</Language>
<AuthorList><Author ValidYN="Y"><LastName>Amsel</LastName><ForeName>Ada</ForeName></Author>
</AuthorList></Article><MedlineJournalInfo><MedlineTA>J Synth Examples</MedlineTA>
</MedlineJournalInfo></MedlineCitation><PubmedData><ArticleIdList>
<ArticleId IdType="pubmed">99100001</ArticleId></ArticleIdList><ReferenceList>
<Reference><Citation>Gabrielli A. Scleroderma. 2009</Citation><ArticleIdList>
<ArticleId IdType="doi">10.1056/NEJMra0806188</ArticleId></ArticleIdList></Reference>
<Reference><Citation>Unknown work. 1999</Citation></Reference>
</ReferenceList></PubmedData></PubmedArticle></PubmedArticleSet>
"""
BIB = """@article{kept2020,
  author = {Amsel, Ada and {The Study Group}},
  title = {Cells in {SSc}},
  journal = {J Synth Examples},
  year = 2020,
  doi = {10.5555/bib.1},
}
@article{broken2020,
  title = {No end
"""


def seed_files(seeds: Path) -> list[str]:
    return [str(path) for path in sorted(seeds.glob("*.txt"))]


def test_the_shipped_library_is_what_the_seeds_make(terminal: Terminal, seeds: Path) -> None:
    assert terminal("import", "--no-abstract", *seed_files(seeds)).code == 0
    shipped = {
        str(path.relative_to(ROOT / "refs")): path.read_bytes()
        for path in sorted((ROOT / "refs").rglob("*"))
        if path.is_file() and ".sscmsc" not in path.parts
    }
    assert terminal.files() == shipped


def test_importing_twice_changes_nothing_and_says_so(terminal: Terminal, seeds: Path) -> None:
    terminal("import", *seed_files(seeds))
    before = terminal.files()
    again = terminal("import", *seed_files(seeds))
    assert (again.code, terminal.files()) == (0, before)
    assert "nothing new" in again.err


def test_abstracts_only_when_wanted(terminal: Terminal, seeds: Path) -> None:
    terminal("import", *seed_files(seeds)[:1])
    assert "rare chronic disease" in terminal("show", "Peltzer2018").out
    assert "rare chronic disease" not in (ROOT / "refs/entries/Peltzer2018.yaml").read_text()


def test_a_dry_run_makes_nothing(terminal: Terminal, seeds: Path) -> None:
    ran = terminal("import", "--dry-run", *seed_files(seeds))
    assert ran.code == 0
    assert "13 works would be added" in ran.err
    assert not terminal.library.exists()


MORE = """@article{again, title = {Cells in SSc}, doi = {10.5555/bib.1}, volume = {4}}
@article{other2021,
  author = {Birch, Ben}, title = {Another thing about them}, year = 2021, doi = {10.5555/bib.2},
}
"""


def test_what_becomes_of_each_record_is_told(terminal: Terminal) -> None:
    (terminal.folder / "old.bib").write_text(BIB)
    (terminal.folder / "more.bib").write_text(MORE)
    terminal("import", "old.bib")
    before = terminal.files()
    preview = terminal("import", "more.bib", "--dry-run")
    assert (preview.code, terminal.files()) == (0, before)
    assert preview.err.splitlines() == [
        "more.bib (bibtex): kept2020, other2021",
        "  line 1: merged with kept2020: volume",
        "  line 2: added as other2021",
        "1 work would be added, 1 work would be changed",
    ]
    told = terminal("import", "more.bib", "--json").json
    assert isinstance(told, dict)
    assert [(one["line"], one["what"]) for one in told["files"][0]["works"]] == [
        (1, "changed"), (2, "added"),
    ]  # fmt: skip
    assert "  line 1: merged with kept2020\n" in terminal("import", "-v", "more.bib").err


def test_a_pattern_means_the_files_of_such_names_each_once(terminal: Terminal) -> None:
    for name in ("b.bib", "a.bib", "[odd].bib"):
        (terminal.folder / name).write_text(BIB.partition("@article{broken")[0])
    (terminal.folder / "c.bib").mkdir()
    told = terminal("import", "-n", "--json", "b.bib", "*.bib").json
    assert isinstance(told, dict)
    assert [one["file"] for one in told["files"]] == ["b.bib", "[odd].bib", "a.bib"]
    assert terminal("import", "-n", "[odd].bib").code == 0
    ran = terminal("import", "-n", "*.ris")
    assert ran.code == 3
    assert "*.ris: no file has such a name" in ran.err


def test_the_good_part_of_a_bib_file_is_kept_and_the_bad_one_named(terminal: Terminal) -> None:
    (terminal.folder / "old.bib").write_text(BIB)
    ran = terminal("import", "old.bib")
    assert ran.code == 3
    assert "old.bib:8:" in ran.err
    assert terminal("list").rows[0][0] == "kept2020"
    assert terminal("show", "kept2020", "--json").json[0]["authors"] == [  # type: ignore[index]
        "Amsel, Ada", "The Study Group",
    ]  # fmt: skip


@pytest.mark.parametrize("packed", [False, True])
def test_pubmed_xml_links_its_references_to_held_works(seeded: Terminal, packed: bool) -> None:
    path = seeded.folder / ("set.xml.gz" if packed else "set.xml")
    path.write_bytes(gzip.compress(XML.encode()) if packed else XML.encode())
    ran = seeded("import", path.name)
    assert ran.code == 0
    rows = seeded("refs", "Amsel2020").rows
    assert [(row[1], row[4]) for row in rows] == [("Gabrielli2009", "resolved"), ("", "unresolved")]
    assert "Amsel2020" in seeded("list", "--author", "gabrielli").rows[0][7]
    assert len(seeded("list").rows) == 14


def test_standard_input(terminal: Terminal) -> None:
    assert terminal("import", "-", given=XML).code == 0
    assert terminal("list").rows[0][0] == "Amsel2020"


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("empty.txt", b"", "empty"),
        ("blank.bib", b" \n\n", "empty"),
        ("unknown.txt", b"Dear all,\nplease find attached.\n", "Looked for"),
        ("picture.png", b"\x89PNG\r\n\x1a\n\x00\x00", "Looked for"),
        ("cut.xml", XML[:400].encode(), "cut.xml"),
        ("cut.xml.gz", gzip.compress(XML.encode(), mtime=0)[:60], "cut.xml.gz"),
        ("bomb.xml", b'<?xml version="1.0"?><!DOCTYPE PubmedArticleSet [<!ENTITY a "b">]>'
         b"<PubmedArticleSet><PubmedArticle/></PubmedArticleSet>", "bomb.xml"),
    ],
)  # fmt: skip
def test_bad_files_leave_the_library_as_it_was(
    seeded: Terminal, name: str, data: bytes, words: str
) -> None:
    before = seeded.files()
    (seeded.folder / name).write_bytes(data)
    ran = seeded("import", name)
    assert ran.code == 3
    assert words in ran.err
    assert name in ran.err
    assert "Traceback" not in ran.err
    assert seeded.files() == before


def test_a_missing_file_and_a_folder(seeded: Terminal) -> None:
    assert seeded("import", "nowhere.bib").code == 3
    ran = seeded("import", "refs")
    assert ran.code == 3
    assert "refs" in ran.err


def test_one_bad_file_of_two_changes_nothing(seeded: Terminal) -> None:
    before = seeded.files()
    (seeded.folder / "good.xml").write_text(XML)
    (seeded.folder / "bad.txt").write_text("nothing known")
    assert seeded("import", "good.xml", "bad.txt").code == 3
    assert seeded.files() == before


def test_a_named_format_is_taken_at_its_word(seeded: Terminal) -> None:
    (seeded.folder / "x").write_text(BIB)
    assert seeded("import", "--format", "nonsense", "x").code == 2
    assert seeded("import", "--format", "pubmed-xml", "x").code == 3
    assert seeded("import", "--format", "bibtex", "x").code == 3
    assert seeded("list", "--author", "amsel").rows[0][0] == "kept2020"


def test_json_tells_what_became_of_each_work(terminal: Terminal, seeds: Path) -> None:
    told = terminal("import", "--json", *seed_files(seeds)[1:2]).json
    assert isinstance(told, dict)
    (one,) = told["files"]
    assert one["format"] == "pubmed-page"
    assert [work["what"] for work in one["works"]] == ["added"]
    assert (one["references"], len(one["cited"])) == (5, 5)


def test_the_key_of_an_unreadable_file_is_not_given_away(terminal: Terminal) -> None:
    terminal("init")
    damaged = terminal.library / "entries" / "kept2020.yaml"
    damaged.write_text("<<<<<<< ours\n")
    (terminal.folder / "old.bib").write_text(BIB.split("@article{broken2020", maxsplit=1)[0])
    assert terminal("import", "old.bib").code == 0
    assert [row[0] for row in terminal("list").rows] == ["Amsel2020"]
    assert damaged.read_text() == "<<<<<<< ours\n"


def test_a_key_that_may_be_no_file_name_is_not_taken(terminal: Terminal) -> None:
    (terminal.folder / "old.bib").write_text(
        "@article{../../x, author = {Amsel, Ada}, title = {Cells}, year = 2020}\n"
    )
    assert terminal("import", "old.bib").code == 0
    assert [row[0] for row in terminal("list").rows] == ["Amsel2020"]


def test_the_users_own_citekey_template_counts_here_too(terminal: Terminal, tmp_path: Path) -> None:
    own = tmp_path / "config" / "sscmsc"
    own.mkdir(parents=True)
    (own / "config.toml").write_text('citekey = "{family}-{year}"\n')
    assert terminal("import", "-", given=XML).code == 0
    assert terminal("list").rows[0][0] == "Amsel-2020"


@pytest.mark.parametrize("lasting", [False, True], ids=["once", "lasting"])
def test_a_disk_that_fails_makes_no_work_be_added_twice(
    terminal: Terminal, monkeypatch: pytest.MonkeyPatch, lasting: bool
) -> None:
    (terminal.folder / "one.bib").write_text(
        "@article{Amsel2019, author = {Amsel, Ada}, title = {Cells}, year = 2019,"
        " doi = {10.5555/amsel}}\n"
    )
    assert terminal("import", "one.bib").code == 0
    path = terminal.library / "entries" / "Amsel2019.yaml"
    path.write_bytes(path.read_bytes().replace(b"Cells", b"Cells of skin"))
    disk = FailingReads("Amsel2019", lasting=lasting)
    monkeypatch.setattr("sscmsc.folder.open_file", disk.open_file)
    ran = terminal("import", "one.bib")
    assert ran.code == 6
    assert "Amsel2019.yaml: could not be read" in ran.err
    assert "nothing was saved" in ran.err
    disk.failing = False
    assert terminal("import", "one.bib").code == 0
    assert [one.name for one in (terminal.library / "entries").iterdir()] == ["Amsel2019.yaml"]


def test_a_file_that_is_wrong_in_itself_is_in_no_ones_way(terminal: Terminal) -> None:
    (terminal.folder / "one.bib").write_text("@misc{Amsel2019, title = {Cells}}\n")
    entries = terminal.library / "entries"
    entries.mkdir(parents=True)
    (entries / "Broken2001.yaml").write_text("<<<<<<< ours\n")
    (entries / "Folder2001.yaml").mkdir()
    ran = terminal("import", "one.bib")
    assert ran.code == 0
    assert "Broken2001" in ran.err
    assert (entries / "Amsel2019.yaml").exists()
