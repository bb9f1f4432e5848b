"""What is known against the packages of the lock files, asked of PyPI and of npm.

Exits with 1 where something is known, with 3 where nothing is but not all could be
asked: as on a machine whose registries are mirrors that hold packages alone.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
PIP_AUDIT = "pip-audit==2.9.0"
PYTHON = ("requirements-dev.lock", "examples/python/requirements.lock")
"""The lock files of pip; what ``requirements.lock`` names, the first names as well."""
NODE = ("web", "bench/peer", "tests/clients", "examples/typescript")
"""The folders with lock files of npm."""
KNOWN, NOT_ASKED = 1, 3
TIMEOUT = 120


@dataclass(slots=True)
class Found:
    """What came of asking for a lock file."""

    known: list[str] = field(default_factory=list)
    not_asked: str = ""


def of_pip(told: Any) -> Found:
    """What a report of ``pip-audit --format json`` says."""
    found = Found()
    for package in told["dependencies"]:
        for each in package.get("vulns", ()):
            fixed = ", ".join(each["fix_versions"]) or "no release"
            name = f"{package['name']} {package['version']}"
            found.known.append(f"{name}: {each['id']}, mended by {fixed}")
        if "skip_reason" in package:
            found.not_asked = package["skip_reason"]
    return found


def of_npm(told: Any) -> Found:
    """What a report of ``npm audit --json`` says."""
    if "vulnerabilities" not in told:
        return Found(not_asked=told.get("message", "npm gave no report"))
    return Found(
        [
            f"{name} {package['range']}: {package['severity']}"
            for name, package in told["vulnerabilities"].items()
        ]
    )


def report(command: Sequence[str], folder: Path) -> Any:
    """What a command tells in JSON; a ``message`` where it tells nothing."""
    try:
        done = subprocess.run(
            command, cwd=folder, capture_output=True, text=True, timeout=TIMEOUT
        )
    except subprocess.TimeoutExpired:
        return {"message": f"no answer in {TIMEOUT} seconds"}
    except OSError as error:
        return {"message": str(error)}
    try:
        return json.loads(done.stdout)
    except ValueError:
        said = done.stderr.strip().rpartition("\n")[2]
        return {"message": said or f"{command[0]} ended with {done.returncode}"}


def audited(file: str) -> Found:
    """What is known of the packages of a lock file of pip."""
    uv = Path(sys.executable).with_name("uv")
    run = (str(uv), "tool", "run", "--quiet", "--from", PIP_AUDIT, "pip-audit")
    how = ("--disable-pip", "--require-hashes", "--progress-spinner=off")
    told = report([*run, *how, "--format=json", f"--requirement={file}"], ROOT)
    return of_pip(told) if "dependencies" in told else Found(not_asked=told["message"])


def main() -> int:
    """Ask for all lock files, and print what is known."""
    every = {file: audited(file) for file in PYTHON}
    for folder in NODE:
        every[f"{folder}/package-lock.json"] = of_npm(
            report(["npm", "audit", "--json"], ROOT / folder)
        )
    for file, found in every.items():
        for line in found.known:
            print(f"{file}: {line}")
        if found.not_asked:
            print(f"{file}: not all could be asked: {found.not_asked}")
    if any(found.known for found in every.values()):
        return KNOWN
    return NOT_ASKED if any(found.not_asked for found in every.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
