"""Formatted references as a Word document (ECMA-376, the smallest package that is one)."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Mapping
from html import escape
from types import MappingProxyType

from sscmsc.csl import Formatted, Run
from sscmsc.text import harmless

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_KIND = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
_TYPES = (
    f'{_XML}<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels" '
    'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{_KIND}"/></Types>'
)
_RELATIONS = (
    f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="rId1" '
    f'Type="{_OFFICE}/officeDocument" Target="word/document.xml"/></Relationships>'
)
_PARAGRAPH = (
    '<w:pPr><w:tabs><w:tab w:val="left" w:pos="720"/></w:tabs><w:spacing w:after="120"/>'
    '<w:ind w:left="720" w:hanging="720"/></w:pPr>'
)
#: Run properties in the order that the schema wants them.
_PROPERTIES: Mapping[str, str] = MappingProxyType(
    {
        "b": "<w:b/>",
        "i": "<w:i/>",
        "smallcaps": "<w:smallCaps/>",
        "u": '<w:u w:val="single"/>',
        "sup": '<w:vertAlign w:val="superscript"/>',
        "sub": '<w:vertAlign w:val="subscript"/>',
    }
)
#: What XML 1.0 has no way to write.
_NO_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_EPOCH = (1980, 1, 1, 0, 0, 0)


def write_docx(references: Iterable[Formatted]) -> bytes:
    """The document, the same bytes for the same references: its parts have no time of their own."""
    body = "".join(_paragraph(one) for one in references)
    document = f'{_XML}<w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
    parts = {
        "[Content_Types].xml": _TYPES, "_rels/.rels": _RELATIONS, "word/document.xml": document
    }  # fmt: skip
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as package:
        for name, text in parts.items():
            info = zipfile.ZipInfo(name, _EPOCH)
            info.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(info, text)
    return held.getvalue()


def _paragraph(one: Formatted) -> str:
    label = f"{_run(Run(one.label))}<w:r><w:tab/></w:r>" if one.label else ""
    return f"<w:p>{_PARAGRAPH}{label}{''.join(map(_run, one.runs))}</w:p>"


def _run(run: Run) -> str:
    said = "".join(xml for face, xml in _PROPERTIES.items() if face in run.faces)
    properties = f"<w:rPr>{said}</w:rPr>" if said else ""
    text = escape(_NO_XML.sub("\ufffd", harmless(run.text)), quote=False)
    return f'<w:r>{properties}<w:t xml:space="preserve">{text}</w:t></w:r>'
