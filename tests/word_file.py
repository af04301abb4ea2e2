"""Small `.docx` files for tests."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence
from html import escape

SPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def text(value: str) -> str:
    """A run of text."""
    return f'<w:r><w:t xml:space="preserve">{escape(value)}</w:t></w:r>'


def field(code: str, shown: str, data: str = "") -> str:
    """A field as Word writes it: its code in two runs, and what it shows."""
    half = len(code) // 2
    kept = f"<w:fldData>{data}</w:fldData>" if data else ""
    runs = [
        f'<w:fldChar w:fldCharType="begin">{kept}</w:fldChar>',
        f'<w:instrText xml:space="preserve">{escape(code[:half])}</w:instrText>',
        f'<w:instrText xml:space="preserve">{escape(code[half:])}</w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
        f"<w:t>{escape(shown)}</w:t>",
        '<w:fldChar w:fldCharType="end"/>',
    ]
    return "".join(f"<w:r>{one}</w:r>" for one in runs)


def part(paragraphs: Sequence[str], root: str = "document", head: str = "") -> str:
    """The XML of a part that holds these paragraphs."""
    inner = "".join(f"<w:p>{one}</w:p>" for one in paragraphs)
    return f'<?xml version="1.0"?>{head}<w:{root} xmlns:w="{SPACE}">{inner}</w:{root}>'


def packed(parts: Mapping[str, str | bytes]) -> bytes:
    """A zip file of these parts."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return kept.getvalue()


def docx(*paragraphs: str, notes: Sequence[str] = ()) -> bytes:
    """A document of these paragraphs, with these in its footnotes."""
    parts: dict[str, str | bytes] = {"word/document.xml": part(paragraphs)}
    if notes:
        parts["word/footnotes.xml"] = part(notes, "footnotes")
    return packed(parts)
