"""What is at hand is read behind requests, and before them only where it is too old."""

from __future__ import annotations

import asyncio

import pytest

from graph.at_hand import AtHand

pytestmark = pytest.mark.anyio


class Elsewhere:
    """A number that is another each time, and sometimes none."""

    def __init__(self) -> None:
        self.read = 0
        self.fails = False

    async def number(self) -> int:
        self.read += 1
        await asyncio.sleep(0)
        if self.fails:
            raise OSError
        return self.read


@pytest.fixture
def elsewhere() -> Elsewhere:
    return Elsewhere()


async def test_many_wait_for_one_reading(elsewhere: Elsewhere) -> None:
    kept = AtHand(elsewhere.number, 0, reread=60, stale=60)
    assert await asyncio.gather(*(kept.get() for _ in range(10))) == [1] * 10
    assert await kept.get() == 1


async def test_it_is_read_again_behind_those_who_ask(elsewhere: Elsewhere) -> None:
    kept = AtHand(elsewhere.number, 0, reread=0, stale=60)
    assert await kept.get() == 1
    assert await kept.get() == 1
    assert kept._reading is not None
    await kept._reading
    assert await kept.get() == 2
    await kept.close()


async def test_what_is_too_old_is_waited_for(elsewhere: Elsewhere) -> None:
    kept = AtHand(elsewhere.number, 0, reread=0, stale=0)
    assert [await kept.get(), await kept.get()] == [1, 2]


async def test_it_can_be_had_newer(elsewhere: Elsewhere) -> None:
    kept = AtHand(elsewhere.number, 0, reread=60, stale=60)
    assert await kept.newer(60) == 1
    assert await kept.newer(60) == 1
    assert await kept.newer(0) == 2


async def test_who_waits_is_told_of_a_fault_and_who_does_not_goes_on(
    elsewhere: Elsewhere,
) -> None:
    kept = AtHand(elsewhere.number, 0, reread=0, stale=60)
    elsewhere.fails = True
    with pytest.raises(OSError):
        await kept.get()
    elsewhere.fails = False
    assert await kept.get() == 2
    elsewhere.fails = True
    assert await kept.get() == 2
    assert kept._reading is not None
    await asyncio.wait([kept._reading])
    assert await kept.get() == 2
    await kept.close()


async def test_who_leaves_does_not_keep_others_from_it(elsewhere: Elsewhere) -> None:
    kept = AtHand(elsewhere.number, 0, reread=60, stale=60)
    leaving, staying = (asyncio.create_task(kept.get()) for _ in range(2))
    await asyncio.sleep(0)
    leaving.cancel()
    assert await staying == 1
    assert leaving.cancelled()
