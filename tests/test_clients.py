"""What clients build on: a schema that breaks none of them, and types made from it."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import httpx
import pytest
from graphql import build_schema
from graphql.utilities import find_breaking_changes

from tests.conftest import ROOT, Service

EXAMPLES = ROOT / "examples"
RELEASED = ROOT / "released/schema.graphql"


def test_nothing_that_was_released_is_broken() -> None:
    released = build_schema(RELEASED.read_text())
    now = build_schema((ROOT / "schema.graphql").read_text())
    changes = find_breaking_changes(released, now)
    assert not [f"{change.type.name}: {change.description}" for change in changes]


def run(*command: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        list(map(str, command)),
        cwd=cwd,
        env={**os.environ, "PYTHONPATH": str(cwd), "CI": "true"},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def expected(service: Service) -> list[str]:
    """The lines that both examples are to print."""
    document = """{
      salesReviewed(by: "agency:dtsa", under: "official:michael-p-duffey") {
        nodes { day title partner { name } }
      }
    }"""
    answer = httpx.post(f"{service.url}/graphql", json={"query": document}).json()
    sales = answer["data"]["salesReviewed"]["nodes"]
    assert len(sales) > 10
    return [f"{s['day']}\t{s['partner']['name']}\t{s['title']}" for s in sales]


def test_a_typed_python_client_is_generated_and_asks(
    service: Service, expected: list[str]
) -> None:
    folder = EXAMPLES / "python"
    binaries = folder / ".venv/bin"
    run(binaries / "ariadne-codegen", cwd=folder)
    told = run(binaries / "python", "ask.py", f"{service.url}/graphql", cwd=folder)
    assert told.splitlines() == expected


def test_a_typed_typescript_client_is_generated_and_asks(
    service: Service, expected: list[str]
) -> None:
    folder = EXAMPLES / "typescript"
    run("npm", "run", "--silent", "generate", cwd=folder)
    run("npm", "run", "--silent", "build", cwd=folder)
    told = run("node", "build/ask.js", f"{service.url}/graphql", cwd=folder)
    assert told.splitlines() == expected
