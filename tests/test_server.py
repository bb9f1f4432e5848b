"""A server says who it is, or why it will not do."""

from __future__ import annotations

from dataclasses import replace

import pytest

from graph.errors import EngineError, GraphUnavailable
from graph.server import Server, check_version, named_server
from graph.settings import Settings
from tests.conftest import free_port

pytestmark = pytest.mark.anyio


def named(**settings: str) -> Server:
    server = named_server(Settings.model_validate(settings))
    assert server is not None
    return server


async def test_without_an_address_no_server_is_named() -> None:
    assert named_server(Settings.model_construct()) is None


async def test_a_named_server_has_the_login_of_the_settings() -> None:
    server = named(
        NEO4J_URI="neo4j://graph:7687",
        NEO4J_USER="ana",
        NEO4J_PASSWORD="open-sesame",
        NEO4J_DATABASE="arms",
    )
    assert (server.uri, server.user) == ("neo4j://graph:7687", "ana")
    assert (server.password, server.database) == ("open-sesame", "arms")
    assert server.browser is None


async def test_a_server_does_not_show_its_password() -> None:
    server = named(NEO4J_URI="bolt://graph", NEO4J_PASSWORD="open-sesame")
    assert "open-sesame" not in f"{server} {server!r}"


@pytest.mark.parametrize("version", ["5.26.0", "5.26.30", "5.27-aura", "2025.10.1"])
async def test_a_newer_server_will_do(version: str) -> None:
    check_version(version)


@pytest.mark.parametrize("version", ["3.5.35", "4.4.41", "5.9.0", "5.25.1", "dev"])
async def test_an_older_server_is_refused(version: str) -> None:
    with pytest.raises(EngineError, match=f"Neo4j {version} is too old: use 5.26 or"):
        check_version(version)


async def test_the_embedded_engine_tells_its_version(server: Server) -> None:
    version = await server.version()
    assert version.startswith("5.26.")


async def test_a_refused_login_has_its_remedy(server: Server) -> None:
    stranger = replace(named(NEO4J_URI=server.uri, NEO4J_USER="ana"), password="wrong")
    with pytest.raises(EngineError, match="refuses NEO4J_PASSWORD for the user ana"):
        await stranger.version()


async def test_an_unknown_database_has_its_remedy(server: Server) -> None:
    with pytest.raises(EngineError, match="not in the database arms: set NEO4J_DATA"):
        await replace(server, database="arms").version()


async def test_an_address_where_nobody_answers_is_unavailable() -> None:
    nobody = named(NEO4J_URI=f"bolt://127.0.0.1:{free_port()}")
    with pytest.raises(GraphUnavailable):
        await nobody.version()
