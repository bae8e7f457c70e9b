"""The bridge stand-in against real aiortc peers: what one sends, the others decode, and nobody else."""

import asyncio
from collections.abc import AsyncIterator, Iterable

import pytest
from aiortc import rtcdtlstransport
from aiortc.mediastreams import MediaStreamTrack
from bridge.bridge import Bridge
from bridge.colibri import ConferenceModify, EndpointRequest, ForceMute
from bridge.colibri_handler import modify
from bridge.service import Service, serving

from selftest.standins.bridge_client import Participant, settings, until


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A bridge on free ports."""
    async with serving(settings()) as running:
        yield running


async def room_of(bridge: Bridge, meeting: str, *names: str) -> list[Participant]:
    """Participants who joined and know of each other's sources."""
    room = [Participant(bridge, meeting, name) for name in names]
    for participant in room:
        await participant.join()
    for participant in room:
        await participant.watch(*(other for other in room if other is not participant))
        await participant.opened()
    return room


async def decoded(tracks: Iterable[MediaStreamTrack], within: float = 10.0) -> int:
    """How many of the tracks gave a frame; waits for all of them."""
    async with asyncio.timeout(within):
        return len([await track.recv() for track in tracks])


async def leave(*room: Participant) -> None:
    """Close the peers' connections."""
    await asyncio.gather(*(participant.leave() for participant in room))


def forwarded(bridge: Bridge, meeting: str, receiver: str) -> set[str]:
    """Names of the sources whose packets the bridge passes to a receiver."""
    conference = bridge.conferences[meeting]
    wanted = conference.endpoints[receiver]
    streams = [stream for endpoint in conference.endpoints.values() for stream in endpoint.streams.values()]
    return {stream.name for stream in streams if wanted in stream.receivers}


async def test_three_hear_and_see_each_other(service: Service) -> None:
    """Three participants decode each other's sound and, once they asked for it, each other's picture."""
    room = await room_of(service.bridge, "one", "ann", "bob", "cyd")
    for participant in room:
        participant.want_video()

    counts = [await decoded(p.received("audio") + p.received("video")) for p in room]

    assert counts == [4, 4, 4]
    await leave(*room)


async def test_no_video_before_it_is_asked_for(service: Service) -> None:
    """Sound flows at once, video only after ReceiverVideoConstraints."""
    ann, bob = await room_of(service.bridge, "one", "ann", "bob")
    assert await decoded(ann.received("audio")) == 1
    before = forwarded(service.bridge, "one", "ann")

    ann.want_video()

    await ann.forwarded("bob-v0")
    assert before == {"bob-a0"}
    assert await decoded(ann.received("video")) == 1
    await leave(ann, bob)


async def test_video_stops_at_height_zero(service: Service) -> None:
    """A source constrained to height 0 is not forwarded any more."""
    ann, bob = await room_of(service.bridge, "one", "ann", "bob")
    ann.want_video()
    await ann.forwarded("bob-v0")

    ann.want_video(height=0)
    await ann.forwarded()

    assert forwarded(service.bridge, "one", "ann") == {"bob-a0"}
    await leave(ann, bob)


async def test_a_late_joiner_sees_at_once(service: Service) -> None:
    """The bridge asks for a key frame on behalf of a participant who joins in the middle."""
    ann, bob = await room_of(service.bridge, "one", "ann", "bob")
    ann.want_video()
    await decoded(ann.received("video"))
    late = Participant(service.bridge, "one", "cyd")

    await late.join()
    await late.watch(ann, bob)
    await late.opened()
    late.want_video()

    assert await decoded(late.received("audio") + late.received("video")) == 4
    await leave(ann, bob, late)


async def test_rooms_are_apart(service: Service) -> None:
    """Nothing is forwarded from one conference to another."""
    ann, _ = here = await room_of(service.bridge, "one", "ann", "bob")
    there = await room_of(service.bridge, "two", "cyd", "dan")
    ann.want_video()
    await decoded(ann.received("audio") + ann.received("video"))

    assert forwarded(service.bridge, "one", "ann") == {"bob-a0", "bob-v0"}
    assert forwarded(service.bridge, "two", "cyd") == {"dan-a0"}
    await leave(*here, *there)


async def test_force_mute_silences_a_sender(service: Service) -> None:
    """Sound of an endpoint that the focus muted is dropped at the bridge."""
    ann, bob = await room_of(service.bridge, "one", "ann", "bob")
    await decoded(ann.received("audio"))
    mute = EndpointRequest("bob", force_mute=ForceMute(audio=True))
    modify(service.bridge, ConferenceModify("one", endpoints=(mute,)))
    stream = next(s for s in service.bridge.conferences["one"].endpoints["bob"].streams.values())
    heard = stream.reception.received
    dropped = service.bridge.counters.packets_dropped

    await until(lambda: service.bridge.counters.packets_dropped >= dropped + 10)

    assert stream.reception.received == heard
    await leave(ann, bob)


async def test_the_older_srtp_profile_serves_too(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """A client without AES-GCM gets AES128_CM_HMAC_SHA1_80."""
    older = [rtcdtlstransport.SRTP_AES128_CM_SHA1_80]
    monkeypatch.setattr(rtcdtlstransport, "SRTP_PROFILES", older)

    ann, bob = await room_of(service.bridge, "one", "ann", "bob")

    assert await decoded(ann.received("audio")) == 1
    await leave(ann, bob)


async def test_a_foreign_certificate_is_refused(service: Service, capsys: pytest.CaptureFixture[str]) -> None:
    """A client whose certificate is not the one that was signalled gets no media."""
    ann = Participant(service.bridge, "one", "ann", fingerprint=":".join(["00"] * 32))

    await ann.join()
    await until(lambda: "Error during DTLS negotiation" in capsys.readouterr().out)

    assert not service.bridge.conferences["one"].endpoints["ann"].ready
    await leave(ann)


async def test_the_bridge_names_itself_in_its_reports(service: Service) -> None:
    """A sender hears of its round trip and loss by receiver reports that come every second."""
    ann, bob = await room_of(service.bridge, "one", "ann", "bob")

    await until(lambda: is_reported_on(ann))

    await leave(ann, bob)


async def is_reported_on(participant: Participant) -> bool:
    """True when a receiver report about the participant's media has arrived."""
    statistics = await participant.connection.getStats()
    return any(report.type == "remote-inbound-rtp" for report in statistics.values())


async def test_a_second_data_channel_is_not_opened(service: Service) -> None:
    """The bridge answers one OPEN per endpoint."""
    (ann,) = await room_of(service.bridge, "one", "ann")
    first = service.bridge.conferences["one"].endpoints["ann"].channel

    second = ann.connection.createDataChannel("another")
    ann.say(colibriClass="ClientHello")

    assert (await ann.message("ServerHello"))["colibriClass"] == "ServerHello"
    assert second.readyState == "connecting"
    assert service.bridge.conferences["one"].endpoints["ann"].channel is first
    await leave(ann)


async def test_messages_cross_between_sctp_channels(service: Service) -> None:
    """EndpointMessage reaches the one it is addressed to, with its true sender."""
    ann, bob, cyd = room = await room_of(service.bridge, "one", "ann", "bob", "cyd")

    ann.say(colibriClass="EndpointMessage", to="bob", msgPayload={"n": 1}, **{"from": "cyd"})
    ann.say(colibriClass="EndpointMessage", to="", msgPayload={"n": 2})

    to_bob = [await bob.message("EndpointMessage") for _ in range(2)]
    assert [(m["from"], m["msgPayload"]["n"]) for m in to_bob] == [("ann", 1), ("ann", 2)]
    assert (await cyd.message("EndpointMessage"))["msgPayload"] == {"n": 2}
    await leave(*room)
