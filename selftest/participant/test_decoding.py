"""A receiver goes on decoding whatever packets its source begins with, and counts them by themselves."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from fractions import Fraction
from types import SimpleNamespace
from typing import Any

import pytest
from aiortc import RTCRtpCodecParameters, RTCRtpReceiver
from aiortc.codecs.vpx import Vp8Encoder
from aiortc.rtcrtpparameters import RTCRtpReceiveParameters
from aiortc.rtcrtpreceiver import RemoteStreamTrack
from aiortc.rtp import RtcpPacket, RtcpRtpfbPacket, RtpPacket
from av import VideoFrame

from fixtures.probes.participant import decoding, reception
from fixtures.probes.participant.offer import Media

REPAIR = RTCRtpCodecParameters(mimeType="video/rtx", clockRate=90_000, payloadType=101, parameters={"apt": 100})
VP8 = RTCRtpCodecParameters(mimeType="video/VP8", clockRate=90_000, payloadType=100)
FRAMES_APART = 9_000
"""Ticks of VP8's clock."""
TRANSPORT = SimpleNamespace(
    state="connected", _register_rtp_receiver=lambda *_: None, _unregister_rtp_receiver=lambda *_: None
)


def packets(beginning: str) -> list[RtpPacket]:
    """The packets of four video frames, each one a key frame; `beginning` says what of the first one is left."""
    encoder, found = Vp8Encoder(), []
    for number in range(4):
        picture = VideoFrame(64, 64, "yuv420p")
        picture.pts, picture.time_base = number * FRAMES_APART, Fraction(1, 90_000)
        payloads, timestamp = encoder.encode(picture, force_keyframe=True)
        payloads += [b"", b""] if number == 0 else []
        found += [RtpPacket(payload_type=100, timestamp=timestamp, ssrc=7, payload=payload) for payload in payloads]
    found = [packet for packet in found if packet.timestamp or not packet.payload or beginning == "a whole video frame"]
    for sequence, packet in enumerate(found):
        packet.sequence_number = sequence
    return found


@asynccontextmanager
async def receiving(transport: Any = TRANSPORT) -> AsyncIterator[RTCRtpReceiver]:
    """The library's receiver, without a transport that feeds it."""
    receiver = RTCRtpReceiver("video", transport)
    receiver._track = RemoteStreamTrack(kind="video")
    await receiver.receive(RTCRtpReceiveParameters(codecs=[VP8, REPAIR]))
    try:
        yield receiver
    finally:
        await receiver.stop()


@pytest.mark.parametrize(("beginning", "expected"), [("a whole video frame", [0, 1, 2]), ("padding alone", [1, 2])])
async def test_padding_does_not_end_the_video(beginning: str, expected: list[int]) -> None:
    """What a browser sends to probe the path is not decoded, and what follows it is."""
    decoding.install()
    async with receiving() as receiver:
        for packet in packets(beginning):
            await receiver._handle_rtp_packet(packet, arrival_time_ms=0)

        decoded = [await asyncio.wait_for(receiver.track.recv(), 5.0) for _ in expected]

    assert [frame.pts for frame in decoded] == [number * FRAMES_APART for number in expected]


async def test_retransmissions_hide_no_loss() -> None:
    """A source's packets are counted apart from those of the stream that repairs it."""
    repair = RtpPacket(payload_type=101, ssrc=8, payload=b"\0\0")
    source: Any = SimpleNamespace(media=Media.VIDEO, owner="a1b2c3d4", ssrc=7)
    async with receiving() as receiver:
        counted = reception.Receiver(source, receiver)
        for packet in [*packets("a whole video frame")[1:3], packets("a whole video frame")[4], repair]:
            await receiver._handle_rtp_packet(packet, arrival_time_ms=0)

        assert counted.packets == (3, 1)

        await counted.stop()


async def test_a_lost_packet_is_asked_for_until_it_comes(monkeypatch: pytest.MonkeyPatch) -> None:
    """A request, or what answers it, may be lost as well: it is repeated, and no more once the packet is there."""
    monkeypatch.setattr(reception, "ASK_AGAIN_EVERY", 0.01)
    asked: asyncio.Queue[list[int]] = asyncio.Queue()

    async def send(compound: bytes) -> None:
        for packet in RtcpPacket.parse(compound):
            if isinstance(packet, RtcpRtpfbPacket):
                asked.put_nowait(packet.lost)

    source: Any = SimpleNamespace(media=Media.VIDEO, owner="a1b2c3d4", ssrc=7)
    sent = packets("a whole video frame")
    async with receiving(SimpleNamespace(**vars(TRANSPORT), _send_rtp=send)) as receiver:
        receiver._set_rtcp_ssrc(9)
        counted = reception.Receiver(source, receiver)
        for packet in [*sent[:3], *sent[4:]]:
            await receiver._handle_rtp_packet(packet, arrival_time_ms=0)
        requests = [await asyncio.wait_for(asked.get(), 5.0) for _ in range(3)]
        await receiver._handle_rtp_packet(sent[3], arrival_time_ms=0)
        later = asked.qsize()
        await asyncio.sleep(0.1)

        assert requests == [[3]] * 3
        assert asked.qsize() == later

        await counted.stop()
