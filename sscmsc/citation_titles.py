"""The words of a printed reference: title, journal or book, editors, edition, publisher, place.

What stands between the authors and the numbers is divided where its right part looks most
like the name of a journal; what has no numbers of a journal is read as a book, a chapter, a
report or a page.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from sscmsc.citation_journals import SMALL_WORDS, divide, likeness
from sscmsc.citation_names import split_names
from sscmsc.record import Author


class Words(NamedTuple):
    """The parts in words; what was not understood is None."""

    title: str | None = None
    container: str | None = None
    editors: tuple[Author, ...] = ()
    publisher: str | None = None
    place: str | None = None
    edition: str | None = None
    volume: str | None = None


_QUOTES = {"“": "”", "«": "»", '"': '"', "„": "“", "‘": "’", "»": "«", "‟": "”"}
IN = re.compile(
    r"(?:(?:^|[\s.,;?!”\"’»)])[Ii]n:\s?"
    r"|(?:^|[.,;?!”\"’»)]\s)(?:In|in|Dans|dans|Dins|En)\s(?=[“\"‘«A-ZÀ-Þ\d]|the\b))"
)
_EDITION = re.compile(
    r"[\s,.;(\[]{0,3}\b((?:\d{1,3}(?:st|nd|rd|th|e|ª|\.)?|[Rr]ev(?:ised|\.)?|[Ss]econd|[Tt]hird|[Ff]ourth|"
    r"[Ff]ifth|[Ss]ixth|[Ss]eventh|[Ee]ighth|[Nn]inth|[Tt]enth|[Nn]ew|[Ff]irst)\s(?:ed\b\.?|edition\b|edn\b\.?|"
    r"Auflage\b|Aufl\b\.?|édition\b))[)\]]?"
)
_EDITED = re.compile(
    r"[\s.,;(]{1,3}(?:[Ee]dited\sby|[Ee]ds?\.(?:\sby)?|Hrsg\.(?:\svon)?|(?:translated|Translated|Trans\.)\sby)\s"
)
_PLACE_WORDS = (
    r"[A-ZÀ-Þ][\w'’-]*\.?(?:\s(?:[A-ZÀ-Þ][\w.'’-]*|upon|on|am|im|de|la|del|et|and|&|u\.\s?a\.)){0,4}"
    r"(?:,\s[A-ZÀ-Þ][\w.]*(?:\s[A-ZÀ-Þ][\w.]*)?){0,2}"
)
_PLACE_FIRST = re.compile(
    rf"(?:(?:[.,;)?!”\"]|^)\s|\s?[(\[])(?P<place>{_PLACE_WORDS})\s?:\s"
    r"(?P<publisher>[A-ZÀ-Þ][^:;()\"“”.]{1,60}(?:\.\s?[^:;()\"“”.]{1,30}){0,2})\W*$"
)
_PUBLISHER_WORD = re.compile(
    r"\b(?:press|verlag|publish\w*|publications|springer|wiley|elsevier|academic|books?|university|blackwell|"
    r"kluwer|sage|routledge|mcgraw|macmillan|lippincott|saunders|mosby|karger|thieme|crc|dekker|plenum|"
    r"gallimard|seuil|editions?|éditions|hall|kaufmann|birkh\w+|benjamins|mouton|gruyter|brill|penguin|"
    r"norton|harper|erlbaum|heinemann|longman|freeman|sons|company|co|inc|ltd|institute|laborator\w+|"
    r"association|society|organi[sz]ation|department|dept|foundation|puf|cup|oup|mit|ieee|acm|siam)\b",
    re.I,
)
_PLACE = re.compile(_PLACE_WORDS)
#: `Book. Publisher; Place: Year. Chapter`, as PMC prints books (NLM's style).
PUBLISHING = re.compile(
    r"[.?!]\s(?P<publisher>[A-ZÀ-Þ][^;:.]{1,80}(?:\.\s?[^;:.]{1,20})?)\s?;\s(?P<place>[^;:]{2,60}):"
    r"\s?(?P<year>(?:1[5-9]|20)\d\d)\b"
)


def split_quoted(text: str) -> tuple[str | None, str]:
    """A title in quotation marks at the head of `text`, and what follows it."""
    head = text.lstrip(" .,;:")
    closer = _QUOTES.get(head[:1])
    if closer is None:
        return None, text
    last = -1
    for found in re.finditer(rf"{re.escape(closer)}(?=[\s.,;:()]|in\b|$)", head[1:]):
        if last < 0 or closer == "’":
            last = found.start() + 1
        if closer != "’" or re.match(r"’(?:[.,]|\s[A-Z(])", head[last:]):
            break
    if last < 0:
        return None, text
    return tidy(head[1:last]), head[last + 1 :].lstrip(" .,;:")


def split_article(text: str) -> Words:
    """Title and journal of an article from what stands between its authors and its numbers."""
    title, rest = split_quoted(text)
    if title is not None:
        return Words(title, _container(rest))
    middle = tidy(text)
    if not middle:
        return Words()
    parts = divide(middle)
    whole = likeness(middle)
    if parts is None:
        # Journals leave the title out of a reference, never themselves.
        words = middle.split()
        if len(words) <= 8 or all(word[:1].isupper() or word in SMALL_WORDS for word in words):
            return Words(None, _container(text))
        return Words(middle)
    if whole >= parts[0]:
        return Words(None, _container(text))
    return Words(tidy(parts[1]), _container(parts[2]))


def split_book(text: str, *, published: bool = False) -> Words:
    """Title, book, editors, edition, publisher and place of what is no journal article.

    What is `published` (has an identifier) may still be one, without its numbers: then the
    name of a journal at its end is the container.
    """
    title, rest = split_quoted(text)
    marker = IN.search(rest)
    if title is None and marker is not None and marker.start() > 3:
        title, rest = tidy(rest[: marker.start()]), rest[marker.end() :]
    elif marker is not None and title is not None and marker.start() < 4:
        rest = rest[marker.end() :]
    if title is None and marker is None and (words := _ahead_of_print(rest, published)):
        return words
    edition, rest = _cut_edition(f" {rest}" if title else rest)
    editors, rest = _cut_editors(rest, chapter=title is not None)
    publisher, place, rest = _cut_publisher(rest)
    if title is None:
        return Words(tidy(rest), None, editors, publisher, place, edition)
    return Words(title, _container(rest), editors, publisher, place, edition)


def _ahead_of_print(text: str, published: bool) -> Words | None:
    """Title and journal of an article printed without its numbers, but for a volume."""
    middle = tidy(text)
    if not middle:
        return None
    volume = re.search(r"\s(\d{1,3})\.?$", middle)
    parts = divide(middle[: volume.start()] if volume else middle)
    if parts is None:
        return Words(None, middle) if published and likeness(middle) >= 2 else None
    if parts[0] < (3 if published else 6) or _PUBLISHER_WORD.search(parts[2]):
        return None
    return Words(tidy(parts[1]), _container(parts[2]), volume=volume.group(1) if volume else None)


def split_published(text: str, publishing: re.Match[str]) -> Words:
    """The parts around a match of `PUBLISHING`: the book before it, a chapter behind it."""
    edition, book = _cut_edition(text[: publishing.start() + 1])
    editors, book = _cut_editors(re.sub(r"^\W{0,3}In:\s", "", book), chapter=False)
    chapter = tidy(text[publishing.end() :])
    if chapter and len(chapter) < 4:
        chapter = None
    publisher, place = publishing["publisher"], publishing["place"]
    if chapter is None:
        return Words(tidy(book), None, editors, publisher, place, edition)
    return Words(chapter, _container(book), editors, publisher, place, edition)


def split_publisher(text: str) -> tuple[str | None, str | None]:
    """Publisher and place of a text that is nothing else (`Rice University, Houston`)."""
    kept = text.strip(" .,;:()")
    if found := _PLACE_FIRST.search(f" {kept}"):
        return tidy(found.group("publisher")), found.group("place").strip()
    publisher, _, place = kept.rpartition(", ")
    if publisher and _PLACE.fullmatch(place) and not _PUBLISHER_WORD.search(place):
        return tidy(publisher), place
    return tidy(kept), None


def tidy(text: str | None) -> str | None:
    """`text` without the punctuation around it; None when nothing is left."""
    if text is None:
        return None
    kept = text.strip(' \t,;:–—-“”"«»').rstrip("(")
    kept = re.sub(r"^(?:[.…]\s?)+", "", kept).strip(' ,;:“”"«»')
    if kept.endswith(".") and not re.search(r"\.\w?\.$", kept):
        kept = kept[:-1].rstrip()
    return kept.strip(" ,;:") or None


def _container(text: str) -> str | None:
    kept = re.sub(r"^(?:in|In|IN|dans|En):?\s(?=\W?[A-ZÀ-Þ])", "", text.strip(' .,;:(“”"«»')).strip(
        ' .,;:(“”"«»'
    )
    if not kept:
        return None
    return (
        kept + "."
        if re.search(r"\.\s?\w[\w.]*$", kept) and text.rstrip(" ,;:(").endswith(".")
        else kept
    )


def _cut_edition(text: str) -> tuple[str | None, str]:
    found = _EDITION.search(text)
    if found is None:
        return None, text
    return found.group(1), f"{text[: found.start()]}. {text[found.end() :].lstrip(' .,;')}"


def _cut_editors(text: str, *, chapter: bool) -> tuple[tuple[Author, ...], str]:
    head = text.lstrip()
    if chapter:
        names = split_names(head)
        if names.authors and names.editors:
            return names.authors, head[names.end :].lstrip(" .,:;")
    found = _EDITED.search(text)
    if found is None:
        return (), text
    names = split_names(text[found.end() :])
    if not names.authors:
        return (), text
    rest = f"{text[: found.start()]}. {text[found.end() + names.end :].lstrip(' .,:;)')}"
    return (() if "rans" in found.group() else names.authors), rest


def _cut_publisher(text: str) -> tuple[str | None, str | None, str]:
    """Publisher and place at the end of `text`, in either order, and what is before them."""
    kept = text.rstrip(" ,;:()").lstrip(",;:()")
    if found := _PLACE_FIRST.search(kept):
        publisher = tidy(found.group("publisher"))
        return publisher, found.group("place").strip(), kept[: found.start() + 1]
    stops = [one.end() for one in re.finditer(r"[.?!)]\s|\s?\(", kept)]
    for start in reversed(stops[-4:]):
        tail = kept[start:].strip(" .,;()")
        if not _PUBLISHER_WORD.search(tail) or len(tail) > 120:
            continue
        place, _, publisher = tail.partition(", ")
        if _PUBLISHER_WORD.search(place) or not _PUBLISHER_WORD.search(publisher):
            return *split_publisher(tail), kept[:start]
        return tidy(publisher), tidy(place), kept[:start]
    if stops and _PLACE.fullmatch(tail := kept[stops[-1] :].strip(" .,;")) and stops[-1] > 8:
        return None, tail, kept[: stops[-1]]
    return None, None, kept
