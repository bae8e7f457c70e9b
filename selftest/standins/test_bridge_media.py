"""The bridge stand-in against real aiortc peers: what one sends, the others decode."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from bridge_client import Participant, settings

from bridge.service import Service, serving


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    async with serving(settings()) as running:
        yield running


async def test_three_hear_and_see_each_other(service: Service) -> None:
    """Three participants decode each other's sound and, once they asked for it, each other's picture."""
    room = [Participant(service.bridge, "one", name) for name in ("ann", "bob", "cyd")]
    for participant in room:
        await participant.join()
    for participant in room:
        await participant.watch(*(other for other in room if other is not participant))
    for participant in room:
        await participant.opened()
        participant.want_video()

    async with asyncio.timeout(10):
        for participant in room:
            for track in participant.received("audio") + participant.received("video"):
                await track.recv()

    for participant in room:
        await participant.leave()
