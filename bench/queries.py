"""What a query costs over 100,000 works: real commands on a library whose index is made directly.

Its files are empty, but they are there: a list checks each of them, with a query or without.
What a query adds to that is measured against the start of the program, a list of 50 works. Each
query is another one each time, so that nothing is remembered of it. `python -m bench queries`.
"""

from __future__ import annotations

import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from bench.figure import Figure, report
from bench.libraries import Work, works
from sscmsc.index import Index, Row
from sscmsc.index_files import scan
from sscmsc.index_schema import WORDS, connect_to_write, index_place
from sscmsc.index_writing import FileTold, Indexed, write_files, writing
from sscmsc.query_marks import BITS
from sscmsc.query_words import joined
from sscmsc.stamps import name_of

COUNT = 100_000
ROUNDS = 7
SSCMSC = [str(Path(sys.executable).with_name("sscmsc"))]
#: Of every value as many works, so that each query finds a part of them.
FACETS: Mapping[str, Sequence[str]] = {
    "disease": ("SSc", "SLE", "RA", "MS"),
    "therapy": ("MSC", "HSCT", "rituximab"),
    "design": ("RCT", "cohort", "case report", "narrative review", "preclinical"),
    "n": ("12", "40", "156"),
}
QUERIES: Mapping[str, Sequence[str]] = {
    "disease, therapy, years": ["disease:SSc", "therapy:MSC", "year:2015-2022"],
    "evidence and number": ["design>=cohort", "n>=20"],
    "a phrase and a word": ['"digital ulcer"', "stromal"],
    "a name and citations": ["author:falk*", "cites>=2"],
    "all at once": [
        "(disease:SSc OR disease:SLE) -therapy:HSCT lung* -journal:blood has:pmid missing:pmcid"
    ],
    "sorted by evidence": ["disease:SSc", "--sort", "design,-year"],
}


def make_index(folder: Path, count: int) -> None:
    """A library of so many works that stands in its index only; its files are empty."""
    (folder / "entries").mkdir(parents=True)
    (folder / "sscmsc.toml").write_text("schema = 1\n")
    made = {work.citekey: work for work in works(count)}
    for key in made:
        (folder / "entries" / f"{key}.yaml").touch()
    time.sleep(0.1)
    keys = list(made)
    stamps = {name_of(one).removesuffix(".yaml"): one for one in scan(folder)}
    index = Index(connect_to_write(str(index_place(folder))))
    told = (FileTold(stamps[key], "", entry=_indexed(work, keys)) for key, work in made.items())
    with writing(index):
        write_files(index, told, (), linked=True)
    index.close()


def _indexed(work: Work, keys: Sequence[str]) -> Indexed:
    """What the index would hold of a work, but for the entry itself."""
    chance = random.Random(work.pmid)
    labels = tuple(
        (facet, value, "about")
        for facet, values in FACETS.items()
        if (value := chance.choice((*values, "", "")))
    )
    row = Row(
        work.citekey, work.year, f"{work.authors[0]} AB", work.authors, work.title,
        "Ann Rheum Dis", doi=work.doi, pmid=str(work.pmid),
    )  # fmt: skip
    texts = {
        "title": [work.title], "abstract": [_prose(chance)], "mesh": work.mesh,
        "authors": [f"{name} anna berta" for name in work.authors], "journal": ["ann rheum dis"],
        "citekey": [work.citekey],
    }  # fmt: skip
    words = tuple(joined(one.lower().split() for one in texts.get(name, ())) for name in WORDS)
    marks = BITS["has:title"] | BITS["has:author"] | BITS["has:pmid"] | BITS["has:year"]
    return Indexed(
        row, (work.authors[0].lower(), work.title.lower(), "ann rheum dis"), (), labels,
        tuple(keys[number] for number in work.cites), frozenset(), frozenset(), words, (), marks,
        b"", False,
    )  # fmt: skip


def _prose(chance: random.Random) -> str:
    """Words as frequent as those of a language: few in most texts, most in few."""
    return " ".join(f"word{int(chance.paretovariate(0.9))}" for _ in range(200))


def _seconds(folder: Path, arguments: Sequence[str]) -> float:
    command = [*SSCMSC, "-l", str(folder), "list", "--limit", "50", *arguments]
    environment = {**os.environ, "SSCMSC_OFFLINE": "1", "COLUMNS": "120"}
    start = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True, env=environment)
    return time.perf_counter() - start


def figures() -> Iterator[Figure]:
    """Every figure of this topic."""
    with tempfile.TemporaryDirectory() as scratch:
        small, large = Path(scratch) / "small", Path(scratch) / "large"
        make_index(small, 50)
        make_index(large, COUNT)
        _seconds(large, ["author:berg"])
        added: dict[str, list[float]] = {name: [] for name in QUERIES}
        whole: dict[str, list[float]] = {name: [] for name in QUERIES}
        for number in range(ROUNDS):
            for name in random.Random(number).sample(sorted(QUERIES), len(QUERIES)):
                start, plain = _seconds(small, []), _seconds(large, [])
                asked = [*QUERIES[name], f"-title:unheard{number}"]
                taken = _seconds(large, asked)
                added[name].append(1 + (taken - plain) / start)
                whole[name].append(taken / plain)
        for name in QUERIES:
            middle = statistics.median(added[name])
            yield Figure(f"queries: {name}, 100k, start-up and query, x start-up", middle, 3)
            middle = statistics.median(whole[name])
            yield Figure(f"queries: {name}, 100k, x plain list of the same", middle)


if __name__ == "__main__":
    sys.exit(report(figures()))
