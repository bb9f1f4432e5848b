"""Settings come from the environment, and each refusal says what would do."""

from __future__ import annotations

from pathlib import Path

import pytest
from pydantic import ValidationError

from graph.settings import Settings

NAMES = [str(field.validation_alias) for field in Settings.model_fields.values()]


@pytest.fixture(autouse=True)
def bare(monkeypatch: pytest.MonkeyPatch) -> None:
    """An environment without any of our settings."""
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)


def test_defaults_suit_a_laptop() -> None:
    settings = Settings()
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert (settings.bolt_port, settings.http_port) == (7687, 7474)
    assert settings.home == Path(".armsgraph")
    assert settings.neo4j_uri is None


def test_every_setting_is_spelled_in_upper_case() -> None:
    assert all(name == name.upper() for name in NAMES)
    assert len(set(NAMES)) == len(NAMES)


def test_a_setting_is_read_from_its_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "8123")
    monkeypatch.setenv("ARMSGRAPH_HOME", "/data/armsgraph")
    settings = Settings()
    assert settings.port == 8123
    assert settings.home == Path("/data/armsgraph")


@pytest.mark.parametrize("name", ["HOME", "home", "LIB", "lib", "heap", "port"])
def test_no_setting_is_read_from_another_variable(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "9")
    assert Settings() == Settings.model_construct()


def test_a_setting_can_be_given_by_its_name() -> None:
    assert Settings(home=Path("elsewhere")).home == Path("elsewhere")


def test_an_empty_variable_is_as_good_as_none(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in NAMES:
        monkeypatch.setenv(name, "")
    assert Settings() == Settings.model_construct()


def test_settings_do_not_show_the_password(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NEO4J_PASSWORD", "open-sesame")
    assert "open-sesame" not in f"{Settings()} {Settings()!r}"


@pytest.mark.parametrize(
    "uri",
    [
        "bolt://localhost",
        "bolt://127.0.0.1:7687",
        "neo4j://graph.example.org:7687/",
        "neo4j+s://abc123.databases.neo4j.io",
        "neo4j+ssc://[::1]:7687",
        "neo4j://core-1:7687?policy=eu",
    ],
)
def test_an_address_of_neo4j_is_taken(uri: str) -> None:
    assert Settings(neo4j_uri=uri).neo4j_uri == uri


@pytest.mark.parametrize(
    ("name", "value", "remedy"),
    [
        ("PORT", "eight", "integer"),
        ("PORT", "0", "greater than or equal to 1"),
        ("ARMSGRAPH_BOLT_PORT", "65536", "less than or equal to 65535"),
        ("ARMSGRAPH_HTTP_PORT", "-1", "greater than or equal to 1"),
        ("NEO4J_URI", "localhost:7687", "neo4j://host:7687"),
        ("NEO4J_URI", "http://localhost:7474", "neo4j://host:7687"),
        ("NEO4J_URI", "bolt://localhost:port", "neo4j://host:7687"),
        ("NEO4J_URI", "bolt://neo4j:open-sesame@localhost", "without a login"),
        ("ARMSGRAPH_HEAP", "512", "such as 512m"),
        ("ARMSGRAPH_HEAP", "512m -XX:+Evil", "such as 512m"),
        ("ARMSGRAPH_PAGE_CACHE", "256m\nserver.x=1", "such as 512m"),
        ("ARMSGRAPH_QUERY_TIMEOUT", "0", "greater than 0"),
        ("ARMSGRAPH_MAX_PAGE_SIZE", "0", "greater than or equal to 1"),
        ("ARMSGRAPH_MAX_DEPTH", "0", "greater than or equal to 1"),
        ("ARMSGRAPH_MAX_COST", "-1", "greater than or equal to 1"),
        ("ARMSGRAPH_RATE", "-1", "greater than or equal to 0"),
        ("ARMSGRAPH_RATE", "inf", "finite number"),
        ("ARMSGRAPH_REQUEST_TIMEOUT", "0", "greater than 0"),
        ("ARMSGRAPH_TRUSTED_PROXIES", "-1", "greater than or equal to 0"),
        ("ARMSGRAPH_ALLOWED_ORIGINS", "example.org", "such as https://example.org"),
        ("ARMSGRAPH_ALLOWED_ORIGINS", "https://a.b/c", "such as https://example.org"),
        ("ARMSGRAPH_INTROSPECTION", "perhaps", "valid boolean"),
        ("ARMSGRAPH_HTTP_EDITION", "2024", "2025 or 2026"),
        ("ARMSGRAPH_RECEIPT_SECRET", "guessable", "32 random characters"),
        ("ARMSGRAPH_JWT_JWKS", "https://id.example.org", "with ARMSGRAPH_JWT_ISSUER"),
        ("ARMSGRAPH_JWT_JWKS", "http://id.example.org", "begins with https://"),
        ("ARMSGRAPH_JWT_JWKS", "ftp://id.example.org", "begins with https://"),
        ("ARMSGRAPH_JWT_SECRET", "guessable", "32 random characters"),
        ("ARMSGRAPH_JWT_ALGORITHMS", "none", "such as RS256"),
        ("ARMSGRAPH_JWT_ALGORITHMS", "RS256,HS256", "such as RS256"),
        ("ARMSGRAPH_JWT_ALGORITHMS", "RS256,", "such as RS256"),
        ("ARMSGRAPH_JWT_LEEWAY", "601", "less than or equal to 600"),
        ("ARMSGRAPH_DOCUMENTS", "some", "any or trusted"),
        ("ARMSGRAPH_LOG_FORMAT", "xml", "auto, console or json"),
    ],
)
def test_a_refusal_names_variable_value_and_remedy(
    monkeypatch: pytest.MonkeyPatch, name: str, value: str, remedy: str
) -> None:
    monkeypatch.setenv(name, value)
    with pytest.raises(ValidationError) as refusal:
        Settings()
    (problem,) = refusal.value.errors()
    assert problem["loc"] == (name,)
    assert problem["input"] == value
    assert remedy in problem["msg"]


def test_tokens_are_checked_in_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ARMSGRAPH_JWT_ISSUER", "https://id.example.org")
    monkeypatch.setenv("ARMSGRAPH_JWT_AUDIENCE", "armsgraph")
    monkeypatch.setenv("ARMSGRAPH_JWT_JWKS", "keys.json")
    assert Settings().jwt_jwks == "keys.json"
    monkeypatch.setenv("ARMSGRAPH_JWT_SECRET", "x" * 32)
    with pytest.raises(ValidationError, match="either ARMSGRAPH_JWT_JWKS or"):
        Settings()
