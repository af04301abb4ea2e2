"""The works of `libraries` as papis and coBib keep them, each in a home folder of its own.

Both are installed from the package index into a scratch environment, if that can be reached.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping, Sequence
from hashlib import md5
from pathlib import Path
from typing import NamedTuple

from bench.libraries import Work, works

PACKAGES = ("papis==0.16.1", "cobib==6.0.3")
#: So many rows are drawn as a table; papis, which draws none, has no such limit and lists all.
SHOWN = 50


class Peer(NamedTuple):
    """How another program lists the works about systemic sclerosis: a command and what it needs
    in its environment. `tabled` tells that it draws a table for a terminal."""

    name: str
    command: Sequence[str]
    environment: Mapping[str, str]
    tabled: bool


def install(folder: Path) -> bool:
    """Install the peers; False where that cannot be."""
    made = subprocess.run([sys.executable, "-m", "venv", str(folder)], check=False)
    pip = [str(folder / "bin" / "pip"), "install", "--quiet", *PACKAGES]
    done = made.returncode == 0 and subprocess.run(
        pip, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ).returncode == 0  # fmt: skip
    return done


def make_peers(folder: Path, programs: Path, count: int) -> tuple[Peer, ...]:
    """Both peers with as many works, below a folder."""
    return _papis(folder / "papis", programs, count), _cobib(folder / "cobib", programs, count)


def _papis(home: Path, programs: Path, count: int) -> Peer:
    library = home / "library"
    for work in works(count):
        place = library / work.citekey
        place.mkdir(parents=True)
        names = "; ".join(f"{name}, Anna Berta" for name in work.authors)
        (place / "info.yaml").write_text(
            f"ref: {work.citekey}\ntype: article\ntitle: '{work.title}'\nauthor: '{names}'\n"
            f"journal: Annals of the rheumatic diseases\nyear: {work.year}\ndoi: {work.doi}\n"
            f"volume: '60'\npages: 577-584\nabstract: '{work.abstract}'\n"
            f"tags: [{_tag(work)}]\n"
            # As `papis add` writes it: where it is missing, each work is looked for in all others.
            f"papis_id: {md5(work.citekey.encode(), usedforsecurity=False).hexdigest()}\n"
        )
    (home / "config" / "papis").mkdir(parents=True)
    (home / "config" / "papis" / "config").write_text(
        f"[settings]\ndefault-library = made\n[made]\ndir = {library}\n"
    )
    shown = "{doc[ref]}\t{doc[year]}\t{doc[author]}\t{doc[title]}\t{doc[journal]}"
    program = str(programs / "bin" / "papis")
    command = [program, "-l", "made", "list", "--all", "--format", shown, "tags:SSc"]
    return Peer("papis", command, _home(home), tabled=False)


def _cobib(home: Path, programs: Path, count: int) -> Peer:
    (home / "config" / "cobib").mkdir(parents=True)
    database = home / "works.yaml"
    with database.open("w") as file:
        for work in works(count):
            names = " and ".join(f"{name}, Anna Berta" for name in work.authors)
            file.write(
                f"---\n{work.citekey}:\n  ENTRYTYPE: article\n  abstract: {work.abstract}\n"
                f"  author: {names}\n  doi: {work.doi}\n"
                f"  journal: Annals of the rheumatic diseases\n  pages: 577--584\n"
                f"  tags:\n  - {_tag(work)}\n  title: {work.title}\n  volume: 60\n"
                f"  year: {work.year}\n...\n"
            )
    (home / "config" / "cobib" / "config.py").write_text(
        "from cobib.config import config\n"
        f"config.database.file = {str(database)!r}\nconfig.database.git = False\n"
    )
    program = str(programs / "bin" / "cobib")
    command = [program, "list", "-s", "label", "-l", str(SHOWN), "++tags", "SSc"]
    return Peer("coBib", command, _home(home), tabled=True)


def _tag(work: Work) -> str:
    return "SSc" if work.about else "other"


def _home(home: Path) -> Mapping[str, str]:
    return {
        "HOME": str(home), "XDG_CONFIG_HOME": str(home / "config"),
        "XDG_CACHE_HOME": str(home / "cache"), "XDG_DATA_HOME": str(home / "data"),
    }  # fmt: skip
