"""What the index knows of entries and of the files they are in, for the library in memory."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sscmsc.index import Index
from sscmsc.index_schema import trouble
from sscmsc.index_writing import meta
from sscmsc.stamps import Stamped, name_of


def packed(index: Index, name: str) -> tuple[Stamped, str, bytes] | None:
    """The file of a name as it was read, the digest of its bytes, and the entry in it, packed."""
    query = "SELECT stamp, digest, data FROM file JOIN packed USING (id) WHERE name = ?"
    found = index.all(query, [name])
    return (str(found[0][0]), str(found[0][1]), bytes(found[0][2])) if found else None


def stamp(index: Index, name: str) -> tuple[Stamped, str | None] | None:
    """The file of a name as it was read, and the digest of its bytes."""
    found = index.all("SELECT stamp, digest FROM file WHERE name = ?", [name])
    return (str(found[0][0]), found[0][1]) if found else None


def find_folded(index: Index, folded: str) -> list[str]:
    return _keys(index, "SELECT citekey FROM row WHERE folded = ?", [folded])


def find_former(index: Index) -> list[tuple[str, str]]:
    """Each former citekey without case, and the citekey of its entry."""
    held = index.all(
        "SELECT former.folded, citekey FROM former JOIN row USING (id) ORDER BY row.folded, citekey"
    )
    return [(str(former), str(citekey)) for former, citekey in held]


def citing(index: Index, citekey: str) -> list[str]:
    query = "SELECT row.citekey FROM cites JOIN row USING (id) WHERE cites.citekey = ?"
    return _keys(index, query, [citekey])


def hand_edited(index: Index) -> list[str]:
    return _keys(index, "SELECT citekey FROM row WHERE hand_edited", [])


def sharing(index: Index, traits: Sequence[int]) -> set[str]:
    """The entries that have any of these traits."""
    found = index.each(
        traits,
        lambda marks: (
            f"SELECT citekey FROM row WHERE id IN (SELECT id FROM trait WHERE hash IN ({marks}))"
        ),
    )
    return {str(key) for (key,) in found}


def wanting(index: Index, traits: Sequence[int]) -> set[str]:
    """The entries with a list that wants any of these traits, or one that was touched; and
    those with a list that were touched themselves."""
    found = index.each(
        traits,
        lambda marks: (
            f"SELECT citekey FROM row WHERE id IN (SELECT id FROM want WHERE hash IN ({marks}))"
        ),
    )
    keys = {str(key) for (key,) in found}
    if meta(index, "linked") is None:
        touched = (
            "SELECT want.id FROM want JOIN trait USING (hash)",
            "SELECT id FROM cites WHERE NOT EXISTS"
            " (SELECT 1 FROM row AS held WHERE held.citekey = cites.citekey)",
        )
    else:
        # SQLite cannot tell that few were touched and many are wanted: which to begin with.
        touched = (
            "SELECT want.id FROM touched CROSS JOIN want USING (hash)",
            "SELECT id FROM revised WHERE EXISTS (SELECT 1 FROM want WHERE want.id = revised.id)",
        )
    for query in touched:
        keys.update(_keys(index, f"SELECT citekey FROM row WHERE id IN ({query})", []))
    return keys


def underived(index: Index) -> list[str]:
    """The entries of which library.bib is not known to be up to date."""
    return _keys(index, "SELECT citekey FROM row WHERE NOT derived", [])


def layout(index: Index) -> tuple[Sequence[str], Sequence[int]]:
    """The citekeys of the entries in library.bib as it was last derived, in its order, and how
    many bytes each takes."""
    held = index.all("SELECT citekey, length FROM bib ORDER BY folded, citekey")
    citekeys, lengths = zip(*held, strict=True) if held else ((), ())
    return citekeys, lengths


def count_blocks(index: Index) -> int:
    """How many entries are in library.bib as it was last derived."""
    return int(index.all("SELECT count(*) FROM bib")[0][0])


def misplaced(index: Index) -> list[str]:
    """The entries that are not in library.bib as it was last derived, and what is in it and no
    entry."""
    return _keys(
        index,
        "SELECT citekey FROM row WHERE citekey NOT IN (SELECT citekey FROM bib)"
        " UNION ALL SELECT citekey FROM bib WHERE citekey NOT IN (SELECT citekey FROM row)",
        [],
    )


def write_layout(index: Index, lengths: Iterable[tuple[str, int]], *, whole: bool) -> None:
    """Tell how many bytes these entries take in library.bib; with `whole` it has no others,
    else one of length 0 is none of its entries."""
    run = index.connection.execute
    with trouble():
        if whole:
            run("DELETE FROM bib")
        for citekey, length in lengths:
            if length:
                values = (citekey, citekey.casefold(), length)
                run("INSERT OR REPLACE INTO bib VALUES (?, ?, ?)", values)
            else:
                run("DELETE FROM bib WHERE citekey = ?", (citekey,))


def note_derived(index: Index, files: Iterable[Stamped]) -> None:
    """Tell that library.bib has the entries of these files, as they were then."""
    with trouble():
        index.connection.executemany(
            "UPDATE row SET derived = 1 WHERE id ="
            " (SELECT id FROM file WHERE name = ? AND stamp = ?)",
            [(name_of(one), one) for one in files],
        )


def entry_digest(index: Index, name: str) -> str | None:
    """The digest of a file that is an entry, as it was read."""
    found = index.all("SELECT digest FROM file JOIN packed USING (id) WHERE name = ?", [name])
    return str(found[0][0]) if found and found[0][0] is not None else None


def read_names(index: Index) -> list[str]:
    """The names of the files whose bytes could be read."""
    return _keys(index, "SELECT name FROM file WHERE digest IS NOT NULL", [])


def names(index: Index) -> set[str]:
    """The names of all files that were read."""
    return set(_keys(index, "SELECT name FROM file", []))


def _keys(index: Index, query: str, parameters: Sequence[str]) -> list[str]:
    return [str(key) for (key,) in index.all(query, parameters)]
