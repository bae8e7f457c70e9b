"""An endpoint that is watched while its server comes and goes."""

import asyncio

from fixtures.probes.net.answer import Ending
from fixtures.probes.tls.watch import Watch, watch
from selftest.probes.servers import LOOPBACK, Authority, serving, silent, unused_port

NAME = "meet.lab.test"
AWAY = 0.7
"""Seconds for which a server is gone here."""


async def until(watching: Watch, failed: bool) -> None:
    """Look until a handshake comes about, or fails."""
    async with asyncio.timeout(10):
        while ((await watching.seen()).ending is not Ending.ANSWERED) is not failed:
            await watching.look()


async def test_served_all_the_time(trusting: Authority) -> None:
    """Where every handshake comes about there is no interruption."""
    async with serving(silent, tls=trusting.server(NAME)) as port, watch(LOOPBACK, port) as watching:
        await watching.look()
        seen = await watching.seen()

    assert (seen.ending, seen.interruption, seen.failed) == (Ending.ANSWERED, 0.0, 0)


async def test_away_for_a_while(trusting: Authority) -> None:
    """The interruption is the time between two handshakes that came about, with those between them that did not."""
    context = trusting.server(NAME)
    async with serving(silent, tls=context) as port:
        watching = watch(LOOPBACK, port)
        watched = await watching.__aenter__()
    await until(watched, failed=True)
    await asyncio.sleep(AWAY)
    async with serving(silent, tls=context, port=port):
        await until(watched, failed=False)
        seen = await watched.seen()
        await watching.__aexit__(None, None, None)

    assert seen.ending is Ending.ANSWERED
    assert seen.failed > 0
    assert AWAY <= seen.interruption < AWAY + 5


async def test_never_there() -> None:
    """An interruption that goes on counts up to the moment of the question."""
    async with watch(LOOPBACK, unused_port()) as watching:
        await asyncio.sleep(AWAY)
        seen = await watching.seen()

    assert seen.ending is Ending.REFUSED
    assert seen.interruption >= AWAY
