"""Findings for other programs: SARIF for code scanning, JUnit for test reports, GitHub's own.

Sources: SARIF 2.1.0 (OASIS), the JUnit XML that CI servers read, and GitHub's workflow commands
(`::error file=...`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import NamedTuple
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from sscmsc import __version__
from sscmsc.audit import CHECKS
from sscmsc.audit_finding import Finding, Severity
from sscmsc.commands.check_report import Report
from sscmsc.text import escaped, harmless

_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
#: What no XML 1.0 document may hold, beside control characters.
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
_GITHUB = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.NOTE: "notice"}


class Output(NamedTuple):
    """A form of the findings: its name, what it is, and the pieces of its text. `fails` tells
    which findings make the command fail."""

    name: str
    title: str
    write: Callable[[Report, Callable[[Finding], bool]], Iterator[str]]


def write_sarif(report: Report, fails: Callable[[Finding], bool]) -> Iterator[str]:
    """One run, a rule for each check that was not silent; what is silenced is suppressed."""
    del fails  # SARIF has levels of its own
    told = (*report.findings, *report.silenced)
    names = sorted({one.check for one in told})
    rules = [_rule(name) for name in names]
    document = {
        "$schema": _SCHEMA,
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "sscmsc", "version": __version__, "rules": rules}},
                "results": [_result(one, names.index(one.check)) for one in told],
                "columnKind": "unicodeCodePoints",
            }
        ],
    }
    yield escaped(json.dumps(document, indent=2, ensure_ascii=False)) + "\n"


def write_junit(report: Report, fails: Callable[[Finding], bool]) -> Iterator[str]:
    """A suite for each check with findings: a case for each, failed where the command fails."""
    told = (*report.findings, *report.silenced)
    names = list(dict.fromkeys(one.check for one in told))
    failed = sum(1 for one in report.findings if fails(one))
    yield '<?xml version="1.0" encoding="UTF-8"?>\n'
    yield (
        f'<testsuites name="sscmsc check" tests="{max(1, len(told))}" failures="{failed}" '
        f'errors="0" skipped="{len(report.silenced)}">\n'
    )
    if not names:
        yield '  <testsuite name="check" tests="1" failures="0" errors="0" skipped="0">\n'
        yield f'    <testcase classname="check" name="{report.works} works"/>\n  </testsuite>\n'
    for name in names:
        cases = [one for one in told if one.check == name]
        bad = sum(1 for one in cases if not one.reason and fails(one))
        skipped = sum(1 for one in cases if one.reason)
        yield (
            f'  <testsuite name={_attribute(name)} tests="{len(cases)}" failures="{bad}" '
            f'errors="0" skipped="{skipped}">\n'
        )
        for one in cases:
            yield from _case(one, fails)
        yield "  </testsuite>\n"
    yield "</testsuites>\n"


def write_github(report: Report, fails: Callable[[Finding], bool]) -> Iterator[str]:
    """A workflow command for each finding, with its file and line."""
    del fails  # a workflow fails by the exit code
    for one in report.findings:
        parts = {"file": one.path, "line": str(one.line or 1) if one.path else ""}
        parts["title"] = f"{one.check}: {one.citekey}" if one.citekey else one.check
        told = ",".join(f"{key}={_property(value)}" for key, value in parts.items() if value)
        yield f"::{_GITHUB[one.severity]} {told}::{_message(_text(one))}\n"


OUTPUTS = (
    Output("sarif", "SARIF 2.1.0, for code scanning", write_sarif),
    Output("junit", "JUnit XML, for test reports", write_junit),
    Output("github", "annotations of GitHub Actions", write_github),
)


def names(incomplete: str) -> list[str]:
    """The names of the outputs, for the shell to offer."""
    return [one.name for one in OUTPUTS if one.name.startswith(incomplete)]


def _rule(name: str) -> Mapping[str, object]:
    row = next(one for one in CHECKS if one.name == name)
    return {
        "id": name,
        "shortDescription": {"text": row.finds},
        "fullDescription": {"text": f"Finds {row.finds}. Source of the rule: {row.source}."},
        "defaultConfiguration": {"level": row.severity.word},
    }


def _result(one: Finding, place: int) -> Mapping[str, object]:
    result: dict[str, object] = {
        "ruleId": one.check,
        "ruleIndex": place,
        "level": one.severity.word,
        "message": {"text": _text(one)},
        "partialFingerprints": {"finding/v1": f"{one.citekey}:{one.check}:{one.field or ''}"},
    }
    location: dict[str, object] = {"logicalLocations": [{"name": one.citekey or one.check}]}
    if one.path:
        location["physicalLocation"] = {
            "artifactLocation": {"uri": quote(one.path)},
            "region": {"startLine": one.line or 1},
        }
    result["locations"] = [location]
    if one.reason:
        result["suppressions"] = [{"kind": "external", "justification": harmless(one.reason)}]
    return result


def _case(one: Finding, fails: Callable[[Finding], bool]) -> Iterator[str]:
    place = f"{one.path}:{one.line}" if one.line else one.path
    head = f"    <testcase classname={_attribute(one.check)} name={_attribute(one.citekey)}"
    text = f"{place}: {_text(one)}" if place else _text(one)
    yield f"{head}>\n"
    if one.reason:
        yield f"      <skipped message={_attribute(one.reason)}/>\n"
    elif fails(one):
        yield (
            f'      <failure type="{one.severity.word}" message={_attribute(one.message)}>'
            f"{_xml(text)}</failure>\n"
        )
    else:
        yield f"      <system-out>{_xml(f'{one.severity.word}: {text}')}</system-out>\n"
    yield "    </testcase>\n"


def _text(one: Finding) -> str:
    return harmless(f"{one.citekey}: {one.message}" if one.citekey else one.message)


def _xml(text: str) -> str:
    return escape(_NOT_XML.sub("\ufffd", harmless(text)))


def _attribute(text: str) -> str:
    return quoteattr(_NOT_XML.sub("\ufffd", harmless(text)))


def _message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _message(harmless(text)).replace(":", "%3A").replace(",", "%2C")


def find_output(name: str) -> Output | None:
    """The output of a name."""
    return next((one for one in OUTPUTS if one.name == name.casefold()), None)


def all_names() -> Sequence[str]:
    return [one.name for one in OUTPUTS]
