"""Hostile text by name: what a title, a name, a journal or a printed reference may hold.

Each is meant to act somewhere: on a terminal, in rich's markup, in TeX, in a spreadsheet, in a
browser, in a shell, in a parser of one of our formats.
"""

from __future__ import annotations

PAYLOADS: dict[str, str] = {
    # rich's markup and emoji codes
    "rich colour": "[red]red[/red]",
    "rich end": "[/bold] [/] [",
    "rich link": "[link=file:///etc/passwd]here[/link]",
    "rich at": "[@click=app.bell]here[/]",
    "emoji codes": ":smile: :warning: :boom:",
    "backslash at the end": "ends in \\",
    "escaped bracket": r"\[red] \\[red]",
    # terminals: C0, C1, OSC, CSI
    "CSI clear": "\x1b[2J\x1b[Hwiped",
    "OSC title": "\x1b]0;owned\x07titled",
    "OSC link": "\x1b]8;;http://evil.example\x1b\\link\x1b]8;;\x1b\\",
    "OSC clipboard": "\x1b]52;c;ZXZpbA==\x07pasted",
    "DCS": "\x1bP+q544e\x1b\\asked",
    "C1 CSI": "\x9b31mred",
    "C1 OSC": "\x9d0;owned\x9ctitled",
    "every C0": "".join(map(chr, range(1, 32))) + "\x7f",
    "every C1": "".join(map(chr, range(0x80, 0xA0))),
    "NUL": "a\0b",
    "backspaces": "good\b\b\b\bevil",
    "carriage return": "good\revil",
    "newlines": "one\ntwo\r\nthree\n\nfour",
    "tabs": "one\ttwo\vthree\ffour",
    # direction, width, invisible
    "RLO": "\u202egnp.exe",
    "bidi isolates": "\u2066a\u2067b\u2068c\u2069",
    "bidi marks": "a\u200eb\u200fc\u061cd",
    "bidi embeddings": "\u202aa\u202bb\u202cc\u202dd",
    "zero width": "ze\u200bro\ufeff wi\u2060dth",
    "joiners": "na\u200cme \U0001f468\u200d\U0001f52c",
    "soft hyphens": "auto\xadlo\xadgous",
    "line separators": "one\u2028two\u2029three\x85four",
    "tag characters": "flag\U000e0067\U000e0062\U000e007f",
    "variation selectors": "a\ufe0f\U000e0100b",
    "annotations": "a\ufff9b\ufffac\ufffb",
    "deprecated format": "a\u206ab\u206fc",
    "combining marks": "Z" + "\u0301\u0327\u0489" * 8 + "algo",
    "flood of marks": "e" + "\u0301\u0327" * 200,
    "homoglyphs": "Ѕуѕtеmіс ѕсlеrоѕіѕ",
    "wide": "系统性硬化症 ｆｕｌｌｗｉｄｔｈ",
    "right to left": "تصلب الجلد scleroderma סקלרודרמה",
    "odd blanks": "a\xa0b\u3000c\u2003d\u1680e\u200ae",
    "noncharacters": "a\uffffb\ufdd0c\U0001fffe",
    "private use": "a\ue000b\U0010fffdc",
    "lone surrogate": "a\ud800b\udfffc",
    "astral": "\U0001d546\U0001f9ec\U0002070e",
    # TeX
    "TeX input": r"\input{/etc/passwd} \include{x} \openin5=x",
    "TeX write": r"\write18{touch pwned} \immediate\write18{id}",
    "TeX def": r"\def\x{\x}\x \catcode`\%=12 \csname end\endcsname",
    "TeX carets": "^^5cinput x ^^M",
    "TeX signs": r"100% & $x_1^2$ #1 ~ _ { } \ ^",
    "open brace": "{ {{ never closed",
    "closing brace": "} }} never opened",
    "BibTeX entry": "},}\n@article{evil,\n title={x}",
    "BibTeX string": '" # evil # "',
    "TeX comment": "% the rest is gone",
    # spreadsheets
    "formula": "=cmd|' /C calc'!A0",
    "formula plus": "+1+cmd|' /C calc'!A0",
    "formula minus": "-2+3+cmd|' /C calc'!A0",
    "formula at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "formula after tab": '\t=HYPERLINK("http://evil.example","x")',
    "CSV": 'a","b\n"c;d',
    # browsers and Markdown
    "script": "<script>alert(1)</script>",
    "img": "<img src=x onerror=alert(1)>",
    "svg": '"><svg/onload=alert(1)>',
    "attribute": "\" onmouseover=\"alert(1)\" x='",
    "entities": "&lt;script&gt; &amp;amp; &#x1b;[2J &#0; &nbsp;",
    "javascript": "javascript:alert(1) data:text/html,<b>x",
    "comment": "<!-- --> <![CDATA[ ]]> <?php ?>",
    "Markdown link": "[x](javascript:alert(1)) ![x](http://evil.example/x.png)",
    "Markdown": "# head\n- item\n> quote `code` **bold** | a | b |",
    "our tags": "<i>it</i> <b><sup>x</b></sup> </i> <sub>",
    "escaped tags": "&lt;i>x&lt;/i> &amp;lt;b>",
    # files, shells, formats of data
    "traversal": "../../../etc/passwd ..\\..\\x",
    "absolute": "/etc/passwd C:\\con \\\\host\\share file:///x",
    "shell": "$(touch pwned) `touch pwned` ; touch pwned && | > x '",
    "format": "%s %(x)s %n {0} {x.__class__} ${HOME}",
    "SQL": "'; DROP TABLE row; -- \" OR 1=1",
    "FTS": 'title: "x" NEAR(a b) * ^ AND OR NOT',
    "JSON": '{"a": "\\u001b[2J", "b": [}]',
    "YAML": "- a: &b *b !!python/object:os.system {c: [d]} # e",
    "YAML words": "no",
    "YAML null": "null",
    "YAML document": "---\n...\n%YAML 1.1",
    "RIS": "x\nER  - \n\nTY  - JOUR\nTI  - evil",
    "NBIB": "x\n\nPMID- 1\nTI  - evil",
    "git conflict": "<<<<<<< HEAD\nours\n=======\ntheirs\n>>>>>>> x",
    "XML": "]]><!ENTITY x SYSTEM 'file:///etc/passwd'>&x;",
    "key": "a/b:c*d?e\"f<g>h|i",
    # lengths
    "long word": "x" * 1_500,
    "long text": "word " * 300,
    "many signs": "-=+|" * 300,
}  # fmt: skip


def marked(number: int) -> str:
    """What follows a payload in each text, by which it is found again."""
    return f" seen{number:03}."


def text(number: int, payload: str) -> str:
    return payload + marked(number)
