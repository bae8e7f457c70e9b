"""A peer that takes the connection and says nothing, asked from a real vantage on this machine."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack

import pytest

from fixtures.probes.participant.facts import ParticipantPlan
from fixtures.probes.participant.loading import loaded
from fixtures.probes.participant.participant import Participant, participate
from fixtures.probes.participant.steps import Step
from fixtures.quick.known import Known
from fixtures.quick.ladder import Ladder
from fixtures.quick.rung import Broken
from fixtures.quick.rungs import front
from fixtures.quick.vantage import AtVantage
from fixtures.target.live import here
from selftest.quick.conftest import CATALOGUE

LIMIT = 1.5
"""Seconds; less than the half of what the rung would wait for otherwise."""


@pytest.fixture
async def silent() -> AsyncIterator[int]:
    """The port of a server that accepts and says nothing."""

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read()
        writer.close()

    server = await asyncio.start_server(listen, "127.0.0.1", 0)
    async with server:
        yield server.sockets[0].getsockname()[1]


@pytest.fixture
def vantage() -> Iterator[AtVantage]:
    """This machine."""
    vantage = here("outside")
    yield AtVantage(vantage)
    vantage.close()


async def test_silent_peer_ends_within_its_deadline(
    vantage: AtVantage, silent: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A rung whose peer hangs is broken when its deadline has passed, and the ladder does not wait for the others."""
    await vantage.ask(loaded)  # what follows is the rungs' own time, however busy the machine is
    usual = front.WITHIN
    monkeypatch.setattr(front, "WITHIN", LIMIT)
    ladder = Ladder(vantage, Known(f"https://localhost:{silent}"), CATALOGUE)

    async with AsyncExitStack() as held:
        *before, last = [outcome async for outcome in ladder.climb(held)]

    assert [outcome.name for outcome in before] == ["DNS", "TCP"]
    assert isinstance(last, Broken)
    assert (last.name, last.requirement) == ("TLS", "EDGE-02")
    assert "silent" in last.actual
    assert LIMIT <= last.seconds < usual


async def test_participant_is_kept_at_a_vantage(vantage: AtVantage, silent: int) -> None:
    """What is kept open answers questions until its block ends."""
    plan = ParticipantPlan("localhost", "conformance-x", port=silent)

    async with vantage.keep(participate, plan) as kept:
        answer = await kept.ask(Participant.join, within=LIMIT)

    assert answer.step is Step.LOGIN
    assert not answer.succeeded
