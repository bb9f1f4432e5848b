"""Logs: JSON for programs, lines for people, secrets for nobody."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import httpx
import pytest

from api.logs import for_people, without_secrets
from tests.conftest import Service
from tests.processes import wait_until

SAYS = """
import logging, structlog
from api import logs
logs.configure({form!r})
{lines}
"""


def logged(lines: str, *, form: str = "json") -> str:
    """What is on standard error after some lines of Python with logs set up."""
    script = SAYS.format(form=form, lines=lines)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert done.stdout == ""
    return done.stderr


def entries(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def requests_of(service: Service, request_id: str) -> list[dict[str, Any]]:
    lines = service.log.read_text().splitlines()
    return [json.loads(line) for line in lines if request_id in line]


def test_an_event_is_one_json_line() -> None:
    (entry,) = entries(logged("structlog.get_logger().info('ready', port=1)"))
    assert entry.pop("timestamp").endswith("Z")
    assert entry == {"event": "ready", "level": "info", "port": 1}


def test_libraries_go_the_same_way() -> None:
    (entry,) = entries(logged("logging.getLogger('neo4j').warning('gone %s', 1)"))
    assert entry["event"] == "gone 1"
    assert entry["logger"] == "neo4j"
    assert entry["level"] == "warning"


def test_chatter_of_libraries_is_left_out() -> None:
    assert logged("logging.getLogger('uvicorn.error').info('Started')") == ""


def test_an_exception_stays_one_line() -> None:
    (entry,) = entries(
        logged("try: 1 / 0\nexcept Exception: logging.exception('failed')")
    )
    assert "ZeroDivisionError" in entry["exception"]


def test_people_read_plain_lines() -> None:
    text = logged("structlog.get_logger().info('ready', port=1)", form="console")
    assert "ready" in text
    assert not text.startswith("{")


def test_what_is_no_terminal_gets_json() -> None:
    assert entries(logged("structlog.get_logger().info('x')", form="auto"))


@pytest.mark.parametrize(("form", "people"), [("console", True), ("json", False)])
def test_a_chosen_form_holds_everywhere(form: str, people: bool) -> None:
    assert for_people(form) is people


@pytest.mark.parametrize(
    "key", ["password", "NEO4J_PASSWORD", "Authorization", "set-cookie", "api_token"]
)
def test_secrets_are_hidden(key: str) -> None:
    event = without_secrets(None, "info", {"event": "login", key: "open-sesame"})
    assert event == {"event": "login", key: "[hidden]"}


def test_a_request_is_one_line(service: Service) -> None:
    headers = {"X-Request-ID": "one-line"}
    httpx.get(f"{service.url}/none?token=open-sesame", headers=headers)
    wait_until(lambda: requests_of(service, "one-line"), "the line of a request")
    (entry,) = requests_of(service, "one-line")
    assert entry["event"] == "request"
    assert (entry["method"], entry["path"], entry["status"]) == ("GET", "/none", 404)
    assert entry["ms"] >= 0
    assert "open-sesame" not in service.log.read_text()


def test_a_probe_that_succeeds_is_not_logged(service: Service) -> None:
    httpx.get(f"{service.url}/healthz", headers={"X-Request-ID": "a-probe"})
    httpx.get(f"{service.url}/none", headers={"X-Request-ID": "after-it"})
    wait_until(lambda: requests_of(service, "after-it"), "the line of a request")
    assert not requests_of(service, "a-probe")


def test_a_service_logs_each_stage_and_its_addresses(service: Service) -> None:
    lines = entries(service.log.read_text())
    assert [e["stage"] for e in lines if e["event"] == "stage"] == ["ready"]
    (ready,) = (e for e in lines if e["event"] == "ready")
    assert ready["graphql"] == f"{service.url}/graphql"
    assert ready["bolt"].startswith("bolt://127.0.0.1:")
    assert ready["browser"].endswith("/browser/")
    assert "/neo4j/password" in ready["login"]


def test_no_password_is_in_the_log_of_a_service(service: Service) -> None:
    password = (service.home / "neo4j" / "password").read_text().strip()
    assert password not in service.log.read_text()
