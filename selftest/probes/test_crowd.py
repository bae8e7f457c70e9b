"""A crowd is counted as it is: who is in, who was turned away, who was lost again."""

import asyncio
from contextlib import AsyncExitStack

from fixtures.probes.net.answer import Ending
from fixtures.probes.xmpp.crowd import crowd
from selftest.probes.xmpp_double import Manners, xmpp_server

DOMAIN = "meet.jitsi"


async def test_everybody_is_in() -> None:
    """Idle connections and logged-in sessions are counted apart, and stay open until the block is left."""
    async with xmpp_server(Manners()) as url, crowd(url, DOMAIN, idle=25, active=12) as people:
        answer = await people.state()

    assert (answer.ending, answer.idle, answer.active) == (Ending.ANSWERED, 25, 12)


async def test_first_who_is_turned_away() -> None:
    """Nobody comes after the first who was refused; the answer says who that was, and why."""
    manners = Manners(seats=15)
    async with xmpp_server(manners) as url, crowd(url, DOMAIN, idle=40, active=5) as people:
        answer = await people.state()

    assert (answer.ending, answer.idle, answer.active) == (Ending.MALFORMED, 15, 0)
    assert answer.detail.startswith("connection 16 did not get in: ")
    assert "503" in answer.detail
    assert answer.address.startswith("127.0.0.1:")


async def test_sessions_that_were_lost_again() -> None:
    """A session that no longer answers is not counted, and is no error of ours."""
    manners = Manners(leaves_after=1)
    async with xmpp_server(manners) as url, crowd(url, DOMAIN, idle=1, active=3) as people:
        answer = await people.state(within=2.0)

    assert (answer.idle, answer.active) == (1, 0)
    assert answer.detail.startswith("3 connections were lost again: ")


async def test_idle_connections_that_were_closed_again() -> None:
    """A connection that carries nothing is counted only as long as it is open."""
    server = AsyncExitStack()
    async with crowd(await server.enter_async_context(xmpp_server(Manners())), DOMAIN, idle=3, active=0) as people:
        before = await people.state()
        await server.aclose()
        async with asyncio.timeout(5):
            # Each look lets the connections take what came.
            while (answer := await people.state()).idle:  # noqa: ASYNC110
                await asyncio.sleep(0.01)

    assert (before.idle, answer.idle, answer.ending) == (3, 0, Ending.CLOSED)
    assert answer.detail.startswith("3 connections were lost again: ")


async def test_everybody_leaves_at_once() -> None:
    """Closing does not wait for one after the other, also where the server answers no close."""
    async with xmpp_server(Manners(closes=False)) as url:
        async with crowd(url, DOMAIN, idle=0, active=20) as people:
            assert (await people.state()).active == 20
            began = asyncio.get_running_loop().time()
        took = asyncio.get_running_loop().time() - began

    assert took < 10
