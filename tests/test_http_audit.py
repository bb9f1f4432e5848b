"""The audits of graphql-http, by which servers of GraphQL over HTTP are compared."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

from tests.conftest import Service

CLIENTS = Path(__file__).parent / "clients"
AUDITS = 61


def test_every_audit_is_passed(service: Service) -> None:
    command = ["node", "audit.mjs", f"{service.url}/graphql"]
    run = subprocess.run(command, cwd=CLIENTS, check=True, capture_output=True)
    results = json.loads(run.stdout)
    assert len(results) == AUDITS
    assert [result for result in results if result["status"] != "ok"] == []
