"""The container files: what they start, in which order, and how far it can reach."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from graph.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
PINNED = re.compile(r"^[a-z0-9/]+:\d+\.\d+[\w.-]*$")

Service = dict[str, Any]


@pytest.fixture(scope="module")
def services() -> dict[str, Service]:
    compose = yaml.safe_load((ROOT / "docker-compose.yml").read_text())
    services: dict[str, Service] = compose["services"]
    return services


@pytest.fixture(scope="module")
def instructions() -> list[tuple[str, str]]:
    """The Dockerfile's instructions, each with its arguments on one line."""
    text = (ROOT / "Dockerfile").read_text().replace("\\\n", " ")
    lines = [line for line in text.splitlines() if line and not line.startswith("#")]
    return [(name, rest) for name, _, rest in (line.partition(" ") for line in lines)]


def arguments(instructions: list[tuple[str, str]], name: str) -> list[str]:
    return [rest for instruction, rest in instructions if instruction == name]


def test_services_are_engine_seed_and_api(services: dict[str, Service]) -> None:
    assert set(services) == {"neo4j", "seed", "api"}
    assert services["neo4j"]["image"].startswith("neo4j:5.26")
    assert services["seed"]["image"] == services["api"]["image"]


def test_images_are_pinned(
    services: dict[str, Service], instructions: list[tuple[str, str]]
) -> None:
    bases = [rest.split()[0] for rest in arguments(instructions, "FROM")]
    for image in [*bases, *(service["image"] for service in services.values())]:
        assert PINNED.match(image), image


def test_ports_are_open_on_loopback_only(services: dict[str, Service]) -> None:
    for service in services.values():
        for port in service.get("ports", []):
            assert port.startswith("127.0.0.1:"), port


def test_seed_waits_for_the_engine_and_the_api_for_both(
    services: dict[str, Service],
) -> None:
    assert services["seed"]["depends_on"] == {"neo4j": {"condition": "service_healthy"}}
    assert services["api"]["depends_on"] == {
        "neo4j": {"condition": "service_healthy"},
        "seed": {"condition": "service_completed_successfully"},
    }
    assert services["seed"]["restart"] == "no"


def test_engine_is_healthy_once_it_answers_cypher(services: dict[str, Service]) -> None:
    check = services["neo4j"]["healthcheck"]
    assert "cypher-shell" in check["test"]
    assert "RETURN 1" in check["test"]


def test_browser_reaches_for_no_other_host(services: dict[str, Service]) -> None:
    environment = services["neo4j"]["environment"]
    assert environment["NEO4J_dbms_usage__report_enabled"] == "false"
    policy = environment[
        "NEO4J_dbms_security_http__static__content__security__policy__header"
    ]
    assert policy.startswith("default-src 'self';")
    assert "." not in policy
    assert "http" not in policy


def test_engine_keeps_its_data(services: dict[str, Service]) -> None:
    assert "data:/data" in services["neo4j"]["volumes"]


def test_no_service_can_gain_privileges(services: dict[str, Service]) -> None:
    for service in services.values():
        assert "no-new-privileges:true" in service["security_opt"]


@pytest.mark.parametrize("name", ["seed", "api"])
def test_our_containers_write_nowhere_but_tmp(
    services: dict[str, Service], name: str
) -> None:
    assert services[name]["read_only"] is True
    assert services[name]["tmpfs"] == ["/tmp"]
    assert services[name]["cap_drop"] == ["ALL"]
    assert "volumes" not in services[name]


def test_password_has_no_default(services: dict[str, Service]) -> None:
    for service in services.values():
        for name, value in service["environment"].items():
            if name in ("NEO4J_AUTH", "NEO4J_PASSWORD"):
                assert "${NEO4J_PASSWORD:?" in value
    assert "NEO4J_PASSWORD=\n" in (ROOT / ".env.example").read_text()


def test_variables_of_our_containers_are_settings(
    services: dict[str, Service], instructions: list[tuple[str, str]]
) -> None:
    aliases = [field.validation_alias for field in Settings.model_fields.values()]
    known = {alias for alias in aliases if isinstance(alias, str)}
    (environment,) = arguments(instructions, "ENV")
    image = {word.partition("=")[0] for word in environment.split()}
    assert set(services["api"]["environment"]) <= known
    assert {"HOST", "PORT", "ARMSGRAPH_HOME"} <= image & known


def test_image_runs_as_an_ordinary_user(instructions: list[tuple[str, str]]) -> None:
    (user,) = arguments(instructions, "USER")
    assert user.split(":")[0] not in ("0", "root")
    after = instructions[instructions.index(("USER", user)) :]
    assert not {"COPY", "RUN", "ADD"} & {name for name, _ in after}


def test_image_is_healthy_once_healthz_answers(
    instructions: list[tuple[str, str]],
) -> None:
    (check,) = arguments(instructions, "HEALTHCHECK")
    assert "/healthz" in check


def test_image_is_built_from_files_that_exist_and_are_sent(
    instructions: list[tuple[str, str]],
) -> None:
    sent = {
        line[1:]
        for line in (ROOT / ".dockerignore").read_text().splitlines()
        if line.startswith("!")
    }
    for copy in arguments(instructions, "COPY"):
        *sources, _ = copy.split()
        if sources[0].startswith("--from"):
            continue
        for source in sources:
            assert (ROOT / source).exists(), source
            assert source.split("/")[0] in sent, source


def test_packages_are_installed_by_hash(instructions: list[tuple[str, str]]) -> None:
    installs = [run for run in arguments(instructions, "RUN") if "pip install" in run]
    assert "--require-hashes" in installs[0]
    assert "--no-deps" in installs[1]
    assert "npm ci" in " ".join(arguments(instructions, "RUN"))
