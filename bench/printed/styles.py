"""Records set as references in the styles of eight families of journals.

What is printed is what such journals print: lists of authors cut off, pages shortened, issues
left out, names of journals in full or abbreviated, with stops or without. No identifier.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType

from sscmsc.record import Author, Group, Record
from sscmsc.text import plain

Style = Callable[[Record], str]


def initials(author: Author) -> str:
    """`JA` of a person; "" of a group."""
    if isinstance(author, Group):
        return ""
    if author.initials:
        return re.sub(r"[\s.]", "", author.initials)
    return "".join(part[0] for part in re.split(r"[\s.-]+", author.given or "") if part).upper()


def name_of(author: Author) -> str:
    return author.name if isinstance(author, Group) else author.family


def bare(author: Author) -> str:
    """`Smith JA`."""
    return f"{name_of(author)} {initials(author)}".strip()


def stopped(author: Author, between: str = " ") -> str:
    """`Smith, J. A.`"""
    letters = between.join(f"{one}." for one in initials(author))
    return f"{name_of(author)}, {letters}" if letters else name_of(author)


def inverted(author: Author) -> str:
    """`J.A. Smith`."""
    return f"{''.join(f'{one}.' for one in initials(author))} {name_of(author)}".strip()


def some(record: Record, most: int, kept: int, name: Callable[[Author], str] = bare) -> str:
    """All authors up to `most`, the first `kept` of more, and "et al"."""
    names = [name(one) for one in record.authors]
    if len(names) > most or not record.authors_complete:
        return f"{', '.join(names[:kept])}, et al"
    return ", ".join(names)


def title(record: Record) -> str:
    """The title without the stop that a style adds."""
    return plain(record.shown_title or "").rstrip(".")


def ended(text: str) -> str:
    return text if text.endswith(("?", "!", ".")) else f"{text}."


def journal(record: Record) -> str:
    """The abbreviation without stops, else the name."""
    container = record.container
    if container is None:
        return ""
    if container.nlm_abbreviation:
        return container.nlm_abbreviation
    return (container.iso_abbreviation or container.title or "").replace(".", "")


def dotted(record: Record) -> str:
    """The abbreviation with a stop after every abbreviated word: `J. Clin. Oncol.`"""
    container = record.container
    full = set(re.findall(r"\w+", (container.title or "").lower())) if container else set()
    words = re.sub(r"\s*\([^()]*\)", "", journal(record)).split()
    if len(words) == 1:
        return words[0]
    return " ".join(one if one.lower().strip(",:") in full else f"{one}." for one in words)


def full(record: Record) -> str:
    """The name in full, capitalised, without the place that NLM adds."""
    container = record.container
    name = plain((container.title if container else "") or journal(record))
    name = re.sub(r"\s*\([^()]*\)|\s*[:=].*|\s/.*", "", name).rstrip(".")
    small = {"of", "the", "and", "in", "for", "on", "de", "la", "et", "der", "und", "&", "di"}
    return " ".join(
        word if word.lower() in small and at else word[:1].upper() + word[1:]
        for at, word in enumerate(name.split())
    )


def pages(record: Record, *, shortened: bool = False, dash: str = "-") -> str:
    """The pages, `577-84` when shortened, or the article number."""
    whole = record.pages or record.article_number or ""
    found = re.fullmatch(r"([A-Za-z]*\d+)-([A-Za-z]*\d+)", whole)
    if found is None:
        return whole.replace("-", dash)
    first, last = found.groups()
    if shortened and len(first) == len(last) and first != last:
        same = next(at for at in range(len(first)) if first[at] != last[at])
        last = last[same:]
    return first if first == last else f"{first}{dash}{last}"


def issue(record: Record) -> str:
    return f"({record.issue})" if record.issue else ""


def place(record: Record, *, shortened: bool = True, issues: bool = True) -> str:
    """`360(12):577-84`, as much of it as is known."""
    number = f"{record.volume or ''}{issue(record) if issues else ''}"
    where = pages(record, shortened=shortened)
    return number + (f":{where}" if where else "")


def lead(names: str, stop: str = ". ") -> str:
    return (
        f"{names}{'' if names.endswith('.') and stop[0] == '.' else stop[0]}{stop[1:]}"
        if names
        else ""
    )


def vancouver(one: Record) -> str:
    numbers = place(one)
    return (
        f"{lead(some(one, 6, 6))}{ended(title(one))} {journal(one)}. {one.year}"
        f"{';' if numbers else ''}{numbers}."
    )


def ama(one: Record) -> str:
    numbers = place(one, shortened=False)
    return (
        f"{lead(some(one, 6, 3))}{ended(title(one))} {journal(one)}. {one.year}"
        f"{';' if numbers else ''}{numbers}."
    )


def springer(one: Record) -> str:
    numbers = f"{one.volume or ''}{issue(one)}"
    where = pages(one, dash="–")
    return (
        f"{some(one, 10, 3)} ({one.year}) {ended(title(one))} {journal(one)} {numbers}"
        f"{':' if where else ''}{where}"
    ).strip()


def frontiers(one: Record) -> str:
    where = pages(one, shortened=True, dash="–")
    return (
        f"{lead(some(one, 6, 6))}{ended(title(one))} {journal(one)}. ({one.year}) "
        f"{one.volume or ''}{':' if where else ''}{where}."
    )


def apa(one: Record) -> str:
    names = [stopped(author) for author in one.authors]
    if len(names) > 20:
        names = [*names[:19], f". . . {names[-1]}"]
    shown = f"{', '.join(names[:-1])}, & {names[-1]}" if len(names) > 1 else "".join(names)
    volume = f", {one.volume}{issue(one)}" if one.volume else ""
    where = pages(one, dash="–")
    return (
        f"{shown} ({one.year}). {ended(title(one))} {full(one)}{volume}"
        f"{', ' if where else ''}{where}."
    ).strip()


def cell(one: Record) -> str:
    names = [stopped(author, "") for author in one.authors]
    if len(names) > 10:
        shown = f"{', '.join(names[:10])}, et al."
    else:
        shown = f"{', '.join(names[:-1])}, and {names[-1]}" if len(names) > 1 else "".join(names)
    numbers = ", ".join(filter(None, (one.volume or "", pages(one, dash="–"))))
    return f"{shown} ({one.year}). {ended(title(one))} {dotted(one)} {numbers}.".strip()


def mdpi(one: Record) -> str:
    names = [stopped(author, "") for author in one.authors]
    shown = "; ".join(names[:10]) + ("; et al." if len(names) > 10 else "")
    numbers = ", ".join(filter(None, (str(one.year), one.volume, pages(one, dash="–"))))
    return f"{shown} {ended(title(one))} {dotted(one)} {numbers}.".strip()


def elsevier(one: Record) -> str:
    shown = some(one, 6, 6, inverted) + ("." if len(one.authors) > 6 else "")
    where = pages(one, dash="–")
    return (
        f"{lead(shown, ', ')}{title(one)}, {dotted(one)} {one.volume or ''} ({one.year}) {where}."
    ).replace("  ", " ")


def book(one: Record) -> str:
    """Chapters, papers of proceedings and books as Vancouver prints them."""
    publication = one.publication
    publisher = (publication.publisher if publication else None) or ""
    town = (publication.place if publication else None) or ""
    house = f"{town}: {publisher}" if town and publisher else publisher
    inside = f"In: {ended(full(one))} " if one.container and one.kind != "book" else ""
    where = pages(one)
    return (
        f"{lead(some(one, 6, 6))}{ended(title(one))} {inside}{house}{'; ' if house else ''}"
        f"{one.year}{'. p. ' if where else ''}{where}."
    )


STYLES: Mapping[str, Style] = MappingProxyType(
    {
        "Vancouver": vancouver,
        "AMA": ama,
        "Springer": springer,
        "Frontiers": frontiers,
        "APA": apa,
        "Cell": cell,
        "MDPI": mdpi,
        "Elsevier": elsevier,
    }
)
