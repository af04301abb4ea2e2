"""The PMC ID converter (https://pmc.ncbi.nlm.nih.gov/tools/id-converter-api/), its JSON of 2025."""

from __future__ import annotations

import re
from html import escape

from tests.upstream.exchange import XML_TYPE, Answer, Question, json_answer, moved, twisted
from tests.upstream.records import Records

PATH = "/tools/idconv/api/v1/articles"
OLD_PATH = "/pmc/utils/idconv/v1.0"
LIMIT = 200


def convert(records: Records, question: Question, *, absent: bool = False) -> Answer:
    """One record for each id asked; with `absent` an unknown id is left out, else it is an error
    record (both forms occur)."""
    asked = list(
        dict.fromkeys(one.strip() for one in question.value("ids").split(",") if one.strip())
    )
    kinds = {_kind(one) for one in asked}
    stated = question.value("idtype")
    if stated == "pmcid":
        kinds = {"bare pmcid" if one == "pmid" else one for one in kinds}
    if not asked or len(asked) > LIMIT:
        return _refused(f"1 to {LIMIT} ids are wanted, not {len(asked)}")
    if len(kinds) > 1 or (stated and stated not in kinds and kinds != {"bare pmcid"}):
        return _refused(f"the ids are not all of one type: {', '.join(sorted(kinds))}")
    kind = "pmcid" if kinds == {"bare pmcid"} else kinds.pop()
    found = [_record(records, one, kind) for one in asked]
    if absent:
        found = [one for one in found if "errmsg" not in one]
    found = twisted(
        found,
        question.twist,
        [_record(records, one["pmcid"], "pmcid") for one in records.converted],
    )
    if question.value("format", "xml") != "json":
        return _xml(found)
    return json_answer({"status": "ok", "response-date": "2026-01-01 00:00:00", "records": found})


def old_address(question: Question) -> Answer:
    """The address before 2025 forwards."""
    query = "&".join(
        f"{key}={value}" for key, values in question.fields.items() for value in values
    )
    return moved(f"{question.base}{PATH}/?{query}")


def _kind(value: str) -> str:
    if re.fullmatch(r"\d+", value):
        return "pmid"
    if re.fullmatch(r"PMC\d+(\.\d+)?", value, re.I):
        return "pmcid"
    return "doi" if value.startswith("10.") else "mid"


def _record(records: Records, asked: str, kind: str) -> dict[str, object]:
    wanted = asked.lower()
    if kind == "pmcid":
        wanted = "pmc" + re.sub(r"\.\d+$", "", wanted.removeprefix("pmc"))
    for one in records.converted:
        if one.get(kind, "").lower() == wanted:
            known: dict[str, object] = {key: one[key] for key in ("doi", "pmcid") if one.get(key)}
            if one.get("pmid"):
                known["pmid"] = int(one["pmid"])
            return known | {"requested-id": asked}
    return {
        "requested-id": asked,
        kind: asked,
        "status": "error",
        "errmsg": "Identifier not found in PMC",
    }


def _refused(message: str) -> Answer:
    return json_answer({"status": "error", "message": message}, 400)


def _xml(found: list[dict[str, object]]) -> Answer:
    lines = "".join(
        "<record " + " ".join(f'{key}="{escape(str(one[key]))}"' for key in one) + "/>"
        for one in found
    )
    return Answer(200, f'<pmcids status="ok">{lines}</pmcids>'.encode(), XML_TYPE)
