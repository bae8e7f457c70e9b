"""What breaks in the middle of a conference: the stream, and what the others send."""

import asyncio
from contextlib import AsyncExitStack
from fractions import Fraction
from typing import Any, cast

import pytest
from aiortc import MediaStreamTrack
from av import Packet

from fixtures.probes.net.answer import Ending
from fixtures.probes.participant import consent
from fixtures.probes.participant.offer import Media
from fixtures.probes.participant.participant import participate
from fixtures.probes.participant.steps import Hop, Step
from selftest.participant.stack import stack


async def test_a_stream_that_is_cut_ends_the_waiting() -> None:
    """A participant notices at once, and says that the stream is gone."""
    async with stack() as deployment, participate(deployment.plan()) as alice:
        assert (await alice.join()).succeeded
        waiting = asyncio.create_task(alice.wait_for_occupants(5, within=10.0))
        await asyncio.sleep(0.1)
        deployment.running.cut()

        answer = await asyncio.wait_for(waiting, 3.0)

    assert (answer.step, answer.hop) == (Step.LOGIN, Hop.PROSODY)


async def test_a_stream_that_is_cut_ends_the_waiting_for_an_invitation() -> None:
    """Alone in a room nobody is invited; that the stream ended is noticed all the same, and the focus not blamed."""
    async with stack() as deployment, participate(deployment.plan()) as alice:
        assert (await alice.join()).succeeded
        waiting = asyncio.create_task(alice.wait_for_session(within=10.0))
        await asyncio.sleep(0.1)
        deployment.running.cut()

        answer = await asyncio.wait_for(waiting, 3.0)

    assert (answer.step, answer.hop) == (Step.LOGIN, Hop.PROSODY)


async def test_a_session_that_ended_is_no_silence() -> None:
    """Nothing comes of somebody whose bridge is gone; that is told as what it is."""
    async with stack() as deployment, participate(deployment.plan()) as alice, participate(deployment.plan()) as bob:
        for one in (alice, bob):
            assert (await one.join()).succeeded
        state = await bob.wait_for_media(others=1, audio_windows=0)
        deployment.running.cut()

        answer = await bob.wait_for_silence(state.remotes[0].owner, "video", seconds=0.2, within=5.0)

    assert (answer.step, answer.hop) == (Step.LOGIN, Hop.PROSODY)


async def test_a_bridge_that_answers_no_check_ends_the_session(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session without consent is over although its channel lives, and the answer says which of the two ended."""
    monkeypatch.setattr(consent, "INTERVAL", 0.1)
    monkeypatch.setattr(consent, "EXPIRY", 1.0)
    async with stack() as deployment, participate(deployment.plan()) as alice, participate(deployment.plan()) as bob:
        for one in (alice, bob):
            assert (await one.join()).succeeded
        assert (await alice.wait_for_session()).succeeded
        session = alice._holding.invitations.session
        assert session is not None
        for protocol in cast(Any, session.peer.transport.transport)._connection._protocols:
            protocol.datagram_received = lambda *_: None

        answer = await alice.wait_for_message("a word that nobody says", within=5.0)

    assert (answer.step, answer.hop, answer.ending) == (Step.MEDIA, Hop.BRIDGE, Ending.CLOSED)
    assert "no check of ours was answered for 1 s" in answer.detail


class GarbageFrames(MediaStreamTrack):
    """Video frames that are no VP8, already encoded so that nobody checks them on the way out."""

    kind = "video"
    sent = 0

    async def recv(self) -> "Packet[Any]":
        """The next ten milliseconds' worth of nonsense."""
        await asyncio.sleep(0.01)
        packet = Packet(bytes(range(256)) * 3)
        packet.pts, packet.time_base = self.sent * 900, Fraction(1, 90_000)
        self.sent += 1
        return packet


async def test_video_frames_that_are_garbage_are_not_decoded_and_do_no_harm() -> None:
    """Undecodable packets are counted as packets only; audio goes on, and the answer says what is missing."""
    async with AsyncExitStack() as held:
        deployment = await held.enter_async_context(stack())
        alice = await held.enter_async_context(participate(deployment.plan()))
        bob = await held.enter_async_context(participate(deployment.plan()))
        for one in (alice, bob):
            assert (await one.join()).succeeded
        state = await alice.wait_for_session()
        session = alice._holding.invitations.session
        assert session is not None
        cast(Any, session.peer).video = GarbageFrames()
        session.peer.send(Media.VIDEO, True)
        assert (await bob.wait_for_media(others=1, video_frames=0, audio_windows=1)).succeeded

        answer = await bob.wait_for_media((state.endpoint,), video_frames=50, audio_windows=0, within=2.0)

    assert (answer.step, answer.hop) == (Step.MEDIA, Hop.OTHERS)
    assert f"{state.endpoint} " in answer.detail
