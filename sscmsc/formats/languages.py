"""Languages as MEDLINE's codes, as the two letters of CSL and the web, and by name.

MEDLINE's are the bibliographic codes of ISO 639-2; the two letters are ISO 639-1; the names are
those of babel, which BibTeX, biblatex and the databases' own exports use.
"""

from __future__ import annotations

import re

#: MEDLINE's code, the two letters, the names; the first name is the one that is written.
_ROWS = (
    "eng en english american british usenglish ukenglish canadian australian,chi zh chinese zho,"
    "jpn ja japanese,kor ko korean,ger de german ngerman deu austrian,"
    "fre fr french francais français fra,spa es spanish,ita it italian,por pt portuguese brazilian,"
    "rus ru russian,pol pl polish,dut nl dutch nld,dan da danish,nor no norwegian norsk nb nn,"
    "swe sv swedish,fin fi finnish,cze cs czech ces,hun hu hungarian magyar,tur tr turkish,"
    "gre el greek ell,heb he hebrew,ara ar arabic,per fa persian fas,ukr uk ukrainian,"
    "rum ro romanian ron,bul bg bulgarian,hrv hr croatian,srp sr serbian,slo sk slovak slk,"
    "slv sl slovenian slovene,afr af afrikaans,cat ca catalan,est et estonian,lav lv latvian,"
    "lit lt lithuanian,ice is icelandic isl,ind id indonesian,tha th thai,vie vi vietnamese,"
    "bos bs bosnian,mac mk macedonian mkd,lat la latin,glg gl galician,baq eu basque eus,"
    "geo ka georgian kat,arm hy armenian hye,alb sq albanian sqi,may ms malay msa,hin hi hindi"
)
_TABLE = tuple(tuple(row.split()) for row in _ROWS.split(","))
_CODES = {word: row[0] for row in _TABLE for word in row}
_SHORT = {row[0]: row[1] for row in _TABLE}
_BETWEEN = re.compile(r"\s*[,;/]\s*")
_LOCALE = re.compile(r"([a-z]{2,3})[-_][A-Za-z]{2,4}")


def find_languages(written: str) -> tuple[str, ...]:
    """MEDLINE's codes for languages named in any way (`English; de`, `en-US`), each once.

    A code of three letters that is not in the table is taken as it stands; other words are
    left out.
    """
    codes = (_code(one) for one in _BETWEEN.split(written.strip()))
    return tuple(dict.fromkeys(code for code in codes if code))


def short_code(language: str) -> str:
    """The two letters of a MEDLINE code; the code itself where it has none."""
    return _SHORT.get(language, language)


def _code(written: str) -> str:
    word = written.strip().lower()
    if word in _CODES:
        return _CODES[word]
    if found := _LOCALE.fullmatch(written.strip()):
        return _CODES.get(found[1], "")
    return word if len(word) == 3 and word.isascii() and word.isalpha() else ""
