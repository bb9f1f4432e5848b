"""Reports of the audit's tools: what is known stands out, and what was not asked."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from audit import KNOWN, NOT_ASKED, Found, main, of_npm, of_pip, report

CLEAN = Found()
VULNERABLE = {
    "name": "jinja2",
    "version": "2.4.1",
    "vulns": [{"id": "PYSEC-2014-8", "fix_versions": ["2.7.2", "2.7.3"]}],
}
UNPATCHED = {**VULNERABLE, "vulns": [{"id": "CVE-2020-1", "fix_versions": []}]}
SOUND = {"name": "orjson", "version": "3.11.4", "vulns": []}
UNHEARD_OF = {"name": "ours", "skip_reason": "Dependency not found on PyPI"}


@pytest.mark.parametrize(
    ("packages", "found"),
    [
        ([SOUND], CLEAN),
        ([], CLEAN),
        (
            [SOUND, VULNERABLE],
            Found(["jinja2 2.4.1: PYSEC-2014-8, mended by 2.7.2, 2.7.3"]),
        ),
        ([UNPATCHED], Found(["jinja2 2.4.1: CVE-2020-1, mended by no release"])),
        ([SOUND, UNHEARD_OF], Found([], "Dependency not found on PyPI")),
    ],
)
def test_what_pip_audit_reports(packages: list[object], found: Found) -> None:
    assert of_pip({"dependencies": packages}) == found


@pytest.mark.parametrize(
    ("told", "found"),
    [
        ({"auditReportVersion": 2, "vulnerabilities": {}}, CLEAN),
        (
            {"vulnerabilities": {"ws": {"range": "<8.17.1", "severity": "high"}}},
            Found(["ws <8.17.1: high"]),
        ),
        ({"message": "405 Method Not Allowed"}, Found([], "405 Method Not Allowed")),
        ({"error": {"code": "ENOLOCK"}}, Found([], "npm gave no report")),
    ],
)
def test_what_npm_reports(told: object, found: Found) -> None:
    assert of_npm(told) == found


def test_a_tool_that_says_nothing_or_is_missing_has_asked_nothing(
    tmp_path: Path,
) -> None:
    silent = [sys.executable, "-c", "raise SystemExit(9)"]
    assert report(silent, tmp_path) == {"message": f"{sys.executable} ended with 9"}
    assert "No such file" in report(["./missing"], tmp_path)["message"]


def test_a_tool_that_fails_has_asked_nothing(tmp_path: Path) -> None:
    fails = [sys.executable, "-c", "raise SystemExit('no route\\nto the host')"]
    assert report(fails, tmp_path) == {"message": "to the host"}


@pytest.mark.parametrize(
    ("pip", "npm", "status"),
    [
        (CLEAN, CLEAN, 0),
        (CLEAN, Found([], "no route"), NOT_ASKED),
        (Found(["x"]), Found([], "no route"), KNOWN),
        (CLEAN, Found(["x"]), KNOWN),
    ],
)
def test_what_is_known_fails_and_what_is_not_asked_is_told_apart(
    pip: Found, npm: Found, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("audit.audited", lambda file: pip)
    monkeypatch.setattr("audit.report", lambda command, folder: None)
    monkeypatch.setattr("audit.of_npm", lambda told: npm)
    assert main() == status
