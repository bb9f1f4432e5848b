"""API keys: made once, told by their digest, kept at hand."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest

from graph import keyring as at_hand
from graph.driver import Graph, Statement
from graph.errors import BadUserInput, GraphError
from graph.keyring import Keyring, keyring_of
from graph.keys import API_KEY, Key, Role, create, proves, read_keys, revoke

pytestmark = pytest.mark.anyio

NOW = datetime(2027, 1, 1, tzinfo=UTC)


@pytest.fixture
async def keyring(empty_graph: Graph) -> AsyncIterator[Keyring]:
    async with keyring_of(empty_graph) as keyring:
        yield keyring


async def new_key(graph: Graph, role: Role = Role.READER) -> tuple[Key, str]:
    return await create(graph, role, name="Ana", expires_at=None)


async def test_the_graph_keeps_no_more_of_a_key_than_its_digest(
    empty_graph: Graph,
) -> None:
    key, token = await new_key(empty_graph)
    ((kept,),) = await empty_graph.read(
        Statement(f"MATCH (k:{API_KEY}) RETURN properties(k)")
    )
    assert kept["digest"] == hashlib.sha256(token.encode()).hexdigest()
    secret = token.rpartition("_")[2]
    assert len(secret) == 64
    assert secret not in str(kept)
    assert secret not in repr(key)
    assert key.digest not in repr(key)


async def test_keys_are_listed_as_they_were_made(empty_graph: Graph) -> None:
    first, _ = await new_key(empty_graph)
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    second, _ = await create(empty_graph, Role.EDITOR, name=None, expires_at=until)
    assert await read_keys(empty_graph) == [first, second]


async def test_a_key_that_has_expired_is_not_made(empty_graph: Graph) -> None:
    with pytest.raises(BadUserInput, match="give a time to come"):
        await create(empty_graph, Role.READER, name=None, expires_at=datetime.now(UTC))
    assert await read_keys(empty_graph) == []


async def test_a_key_once_revoked_remains_so(empty_graph: Graph) -> None:
    key, _ = await new_key(empty_graph)
    revoked = await revoke(empty_graph, key.id)
    assert revoked.revoked_at is not None
    assert await revoke(empty_graph, key.id) == revoked


async def test_only_a_key_can_be_revoked(empty_graph: Graph) -> None:
    with pytest.raises(BadUserInput, match="armsgraph keys list"):
        await revoke(empty_graph, "none")


def test_a_key_is_in_force_until_it_expires() -> None:
    end = NOW + timedelta(days=1)
    key = Key("id", "", Role.READER, None, False, NOW, expires_at=end)
    assert key.is_in_force(NOW)
    assert not key.is_in_force(end)


def test_each_role_may_what_those_before_it_may() -> None:
    assert Role.ADMIN.includes(Role.EDITOR)
    assert Role.EDITOR.includes(Role.EDITOR)
    assert not Role.READER.includes(Role.EDITOR)


def test_digests_are_compared_in_constant_time_also_with_nothing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    compared: list[tuple[str, str]] = []

    def compare(left: str, right: str) -> bool:
        compared.append((left, right))
        return left == right

    monkeypatch.setattr("graph.keys.hmac.compare_digest", compare)
    key = Key("id", hashlib.sha256(b"token").hexdigest(), Role.READER, None, False, NOW)
    assert proves("token", key)
    assert not proves("another", key)
    assert not proves("another", None)
    assert {len(text) for pair in compared for text in pair} == {64}
    assert len(compared) == 3


# Keys at hand


async def test_a_key_is_known_as_soon_as_it_is_made(
    keyring: Keyring, empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "PAUSE", 0)
    assert await keyring.proven(f"armsgraph_{'0' * 16}_{'0' * 64}") is None
    key, token = await new_key(empty_graph)
    assert await keyring.proven(token) == key
    assert await keyring.proven(token[:-1] + ("1" if token[-1] == "0" else "0")) is None


async def test_many_callers_cost_one_statement(
    keyring: Keyring, empty_graph: Graph, statements: list[Statement]
) -> None:
    key, token = await new_key(empty_graph)
    found = await asyncio.gather(*(keyring.proven(token) for _ in range(100)))
    found += [await keyring.proven(token) for _ in range(100)]
    assert found == [key] * 200
    assert len(statements) == 1


async def test_bad_keys_cost_no_more_than_one_statement_a_second(
    keyring: Keyring, statements: list[Statement]
) -> None:
    for i in range(100):
        assert await keyring.proven(f"armsgraph_{i:016x}_{'0' * 64}") is None
        assert await keyring.proven("x" * i) is None
    assert len(statements) == 1


async def test_keys_at_hand_are_used_for_a_while_only(
    empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "STALE", 0)
    async with keyring_of(empty_graph) as keyring:
        key, token = await new_key(empty_graph)
        assert await keyring.proven(token) == key
        revoked = await revoke(empty_graph, key.id)
        assert await keyring.proven(token) == revoked


async def test_the_last_use_is_written_down_behind_the_request(
    empty_graph: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_hand, "GATHER", 0)
    key, token = await new_key(empty_graph)
    async with keyring_of(empty_graph) as keyring:
        assert await keyring.proven(token)
        for _ in range(3):
            keyring.note_use(key)
        assert keyring._writing is not None
        await keyring._writing
        (used,) = await read_keys(empty_graph)
        assert used.last_used_at is not None
        keyring.note_use(key)
        assert keyring._writing is None


async def test_the_last_use_is_written_down_at_the_end(empty_graph: Graph) -> None:
    key, _ = await new_key(empty_graph)
    async with keyring_of(empty_graph) as keyring:
        keyring.note_use(key)
    (used,) = await read_keys(empty_graph)
    assert used.last_used_at is not None


async def test_where_nothing_may_be_written_that_is_logged(
    keyring: Keyring,
    empty_graph: Graph,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def refuse(graph: Graph, statements: list[Statement]) -> None:
        raise GraphError("The graph database refused the operation.")

    key, _ = await new_key(empty_graph)
    monkeypatch.setattr(Graph, "write", refuse)
    keyring.note_use(key)
    await keyring.close()
    assert "the last use of keys is not written down" in caplog.text
