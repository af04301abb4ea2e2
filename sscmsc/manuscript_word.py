"""Citations in `.docx` files of Word: in the text, and in the fields of Zotero, Mendeley and
EndNote.

Parts and elements are those of ISO/IEC 29500-1 (WordprocessingML); the codes of fields are what
the three programs write. Nothing outside of the file is ever opened.
"""

from __future__ import annotations

import base64
import binascii
import html
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import NamedTuple

from sscmsc.errors import IdentifierError, InputError
from sscmsc.formats.safe_xml import find_elements
from sscmsc.identifiers import parse_doi, parse_pmid
from sscmsc.jsontext import objects, parse_json, text_member
from sscmsc.manuscript_markdown import find_plain
from sscmsc.manuscript_text import Mention
from sscmsc.patience import UnusableAnswer

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = "{http://purl.oclc.org/ooxml/wordprocessingml/main}"
#: The parts that hold text, with what is added to the file's name for them.
_PARTS = (
    ("word/document.xml", ""),
    ("word/footnotes.xml", " (footnotes)"),
    ("word/endnotes.xml", " (endnotes)"),
)
PART_LIMIT = 100_000_000
_MEMBERS = 20_000
_CHUNK = 1 << 20
_ZOTERO = re.compile(r"ADDIN\s+(?:ZOTERO_ITEM\s+)?CSL_CITATION\s+(?=\{)")
_ENDNOTE = re.compile(r"ADDIN\s+EN\.CITE(?!\.DATA)")
_CITE = re.compile(r"<Cite\b.*?</Cite>", re.DOTALL)
_NUMBER = re.compile(r"<electronic-resource-num>(.*?)</electronic-resource-num>", re.DOTALL)
_ACCESSION = re.compile(r"<accession-num>(.*?)</accession-num>", re.DOTALL)
_TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
_TAG = re.compile(r"<[^<>]*>")
_NOTED_PMID = re.compile(r"\bPMID:\s*(\d{1,8})\b")


class Placed(NamedTuple):
    """A mention in a part of a document: its paragraph, counted from 1, and the part's name."""

    mention: Mention
    paragraph: int
    part: str


def find_word(data: bytes, name: str) -> Iterator[Placed]:
    """The citations of a `.docx` file, in order: its text, footnotes, endnotes.

    What is deleted in a tracked change counts for nothing. Raises `InputError` for a file that
    is no such document, is encrypted, declares entities, or holds more than can be meant.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            members = packed.infolist()
            if len(members) > _MEMBERS:
                raise InputError(f"{name}: holds {len(members)} files; no manuscript does")
            held = {one.filename: one for one in members}
            if _PARTS[0][0] not in held:
                raise InputError(f"{name}: no document of Word", hint="Save it as .docx.")
            for part, title in _PARTS:
                if part in held:
                    yield from _part(_unpacked(packed, held[part], name), f"{name}{title}", title)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError) as error:
        raise InputError(f"{name}: a damaged .docx file ({error})") from error


def _unpacked(packed: zipfile.ZipFile, member: zipfile.ZipInfo, name: str) -> bytes:
    if member.flag_bits & 1:
        raise InputError(f"{name}: encrypted", hint="Save it without a password.")
    pieces: list[bytes] = []
    size = 0
    with packed.open(member) as stream:
        while piece := stream.read(_CHUNK):
            size += len(piece)
            if size > PART_LIMIT:
                raise InputError(
                    f"{name}: {member.filename} is larger than {PART_LIMIT // 1_000_000} MB"
                )
            pieces.append(piece)
    return b"".join(pieces)


def _part(data: bytes, name: str, title: str) -> Iterator[Placed]:
    try:
        for number, (text, codes) in enumerate(_paragraphs(data), start=1):
            for mention in (
                *(one for code in codes for one in find_fields(code)),
                *find_plain(text),
            ):
                yield Placed(mention, number, title)
    except InputError as error:
        raise InputError(f"{name}: {error.message}", hint=error.hint) from error


class _Field:
    """A field that is open: its code so far, and the data kept with it."""

    def __init__(self, data: str) -> None:
        self.code = ""
        self.data = data

    @property
    def whole(self) -> str:
        return self.code if "<EndNote>" in self.code else self.code + _from_base64(self.data)

    @property
    def is_foreign(self) -> bool:
        """Whether another program writes what the field shows."""
        return self.code.lstrip().startswith("ADDIN")


def _paragraphs(data: bytes) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The text of each paragraph, and the codes of the fields that end in it."""
    w = _STRICT if _STRICT[1:-1].encode() in data[:4000] else _W
    fields: list[_Field] = []
    for paragraph in find_elements(data, f"{w}p"):
        texts: list[str] = []
        codes: list[str] = []
        for element in paragraph.iter():
            if element.tag == f"{w}t":
                moved = next(element.iterancestors(f"{w}moveFrom"), None) is not None
                if not moved and not any(one.is_foreign for one in fields):
                    texts.append(element.text or "")
            elif element.tag in (f"{w}tab", f"{w}br", f"{w}cr"):
                texts.append(" ")
            elif element.tag == f"{w}noBreakHyphen":
                texts.append("-")
            elif element.tag == f"{w}instrText" and fields:
                fields[-1].code += element.text or ""
            elif element.tag == f"{w}fldSimple":
                codes.append(str(element.get(f"{w}instr") or ""))
            elif element.tag == f"{w}fldChar":
                kind = element.get(f"{w}fldCharType")
                if kind == "begin":
                    fields.append(_Field(element.findtext(f"{w}fldData") or ""))
                elif kind == "end" and fields:
                    codes.append(fields.pop().whole)
        yield "".join(texts), tuple(codes)


def find_fields(code: str) -> Iterator[Mention]:
    """The works that the code of a field cites: by DOI, else PMID, else the key or title there."""
    if found := _ZOTERO.search(code):
        yield from (Mention(key, 0, 0) for key in _zotero(code[found.end() :]) if key)
    elif _ENDNOTE.match(code.lstrip()):
        keys = (_endnote(cite.group()) for cite in _CITE.finditer(code))
        yield from (Mention(key, 0, 0) for key in keys if key)


def _zotero(written: str) -> Iterator[str]:
    try:
        whole = parse_json(written.encode("utf-8", "replace"))
    except UnusableAnswer:
        return
    for item in objects(whole, "citationItems"):
        note = _NOTED_PMID.search(text_member(item, "itemData", "note") or "")
        keys = (
            _doi(text_member(item, "itemData", "DOI") or ""),
            _pmid(text_member(item, "itemData", "PMID") or (note.group(1) if note else "")),
            text_member(item, "itemData", "citation-key"),
            text_member(item, "itemData", "title"),
        )
        yield next((key for key in keys if key), "")


def _endnote(cite: str) -> str:
    def value(pattern: re.Pattern[str]) -> str:
        found = pattern.search(cite)
        return html.unescape(_TAG.sub("", found.group(1))).strip() if found else ""

    return _doi(value(_NUMBER)) or _pmid(value(_ACCESSION)) or value(_TITLE)


def _doi(text: str) -> str:
    try:
        return f"doi:{parse_doi(text)}"
    except IdentifierError:
        return ""


def _pmid(text: str) -> str:
    try:
        return f"pmid:{parse_pmid(text)}"
    except IdentifierError:
        return ""


def _from_base64(data: str) -> str:
    try:
        return base64.b64decode(data, validate=False).decode("utf-8", "replace")
    except (binascii.Error, ValueError):
        return ""
