"""Operations are let in as there is room, and callers take turns."""

from __future__ import annotations

import asyncio

import pytest

from api.gate import Gate, Overloaded, Room

pytestmark = pytest.mark.anyio


def gate(
    *,
    running: int = 2,
    running_per_caller: int = 2,
    waiting: int = 4,
    waiting_per_caller: int = 3,
    wait: float = 5.0,
) -> Gate:
    room = Room(running, running_per_caller, waiting, waiting_per_caller, wait)
    return Gate(room)


def entering(gate: Gate, caller: str) -> asyncio.Task[None]:
    return asyncio.create_task(gate.enter(caller))


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_those_beyond_the_room_wait_for_one_to_leave() -> None:
    door = gate()
    await door.enter("a")
    await door.enter("b")
    third = entering(door, "c")
    await settle()
    assert not third.done()
    door.leave("a")
    await third


async def test_one_caller_leaves_room_for_others() -> None:
    door = gate(running=3, running_per_caller=2)
    await door.enter("a")
    await door.enter("a")
    third = entering(door, "a")
    await settle()
    assert not third.done()
    await door.enter("b")
    door.leave("a")
    await third


async def test_callers_take_turns() -> None:
    door = gate(running=1)
    await door.enter("a")
    order: list[str] = []

    async def enter(caller: str) -> None:
        await door.enter(caller)
        order.append(caller)

    async with asyncio.TaskGroup() as tasks:
        for caller in ("a", "a", "b"):
            tasks.create_task(enter(caller))
            await settle()
        for caller in ("a", "a", "b"):
            door.leave(caller)
            await settle()
    assert order == ["a", "b", "a"]


async def test_a_full_queue_refuses_at_once() -> None:
    door = gate(running=1, waiting=2, waiting_per_caller=1)
    await door.enter("a")
    waiting = [entering(door, "a"), entering(door, "b")]
    await settle()
    for caller in ("a", "b", "c"):
        with pytest.raises(Overloaded):
            await door.enter(caller)
    for caller in ("a", "a", "b"):
        door.leave(caller)
        await settle()
    await asyncio.gather(*waiting)
    await door.enter("c")


async def test_who_waited_too_long_is_refused() -> None:
    door = gate(running=1, wait=0.01)
    await door.enter("a")
    with pytest.raises(Overloaded):
        await door.enter("b")
    door.leave("a")
    await door.enter("c")


async def test_who_gives_up_takes_no_room() -> None:
    door = gate(running=1)
    await door.enter("a")
    waiting = entering(door, "b")
    await settle()
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    door.leave("a")
    await door.enter("c")


async def test_who_gives_up_as_the_turn_comes_takes_no_room() -> None:
    door = gate(running=1)
    await door.enter("a")
    waiting = entering(door, "b")
    await settle()
    door.leave("a")
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    await door.enter("c")


async def test_who_gave_up_is_not_called() -> None:
    door = gate(running=1)
    await door.enter("a")
    gone, next_ = entering(door, "b"), entering(door, "b")
    await settle()
    gone.cancel()
    door.leave("a")
    await next_
    with pytest.raises(asyncio.CancelledError):
        await gone
    door.leave("b")
    await door.enter("c")


async def test_nothing_is_left_of_callers_who_left() -> None:
    door = gate()
    for caller in "abc":
        await door.enter(caller)
        door.leave(caller)
    assert (door._running, door._queues, door._waiting) == ({}, {}, 0)
