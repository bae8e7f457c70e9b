"""A conference of the bridge stand-in without a network: wires keep what would be sent."""

import struct
from dataclasses import dataclass, field

from bridge import colibri_handler, rtcp
from bridge.bridge import Bridge
from bridge.colibri import (
    ConferenceModify,
    EndpointRequest,
    MediaSource,
    Sctp,
    Source,
    SourceGroup,
    Transport,
)
from bridge.conference import Conference
from bridge.wishes import VideoWishes

from selftest.standins.bridge_client import MEDIA, settings

SOURCES = (
    MediaSource("audio", "ann-a0", (Source(11, "ann-a0"),)),
    MediaSource("video", "ann-v0", (Source(12, "ann-v0"), Source(13, "ann-v0")), (SourceGroup("FID", (12, 13)),)),
)


@dataclass
class Wire:
    """Stands where an endpoint's transport was and keeps what would be sent."""

    ready: bool = True
    rtp: list[bytes] = field(default_factory=list)
    rtcp: list[bytes] = field(default_factory=list)

    def send_rtp(self, packet: bytes) -> None:
        """Keep an RTP packet."""
        self.rtp.append(packet)

    def send_rtcp(self, packet: bytes) -> None:
        """Keep a compound RTCP packet."""
        self.rtcp.append(packet)


@dataclass
class Room:
    """A conference of two whose transports are wires: ann sends, bob receives."""

    conference: Conference
    wires: dict[str, Wire]

    def send(self, sequence: int, payload: bytes = b"\x10\x01frame", kind: int = 100, ssrc: int = 12) -> bytes:
        """Let ann send one packet; returns it."""
        packet = struct.pack("!BBHII", 0x80, kind, sequence, 90, ssrc) + payload
        self.conference.endpoints["ann"].transport_rtp(packet, 1.0)
        return packet

    def feed_back(self, compound: bytes, now: float = 1.0) -> None:
        """Let bob send RTCP."""
        self.conference.endpoints["bob"].transport_rtcp(compound, now)


def made_room() -> Room:
    """Return a room in which ann's sources are known and bob wants her video."""
    bridge = Bridge(settings())
    requests = tuple(endpoint_request(name) for name in ("ann", "bob"))
    colibri_handler.modify(bridge, ConferenceModify("one", create=True, endpoints=requests))
    conference = bridge.conferences["one"]
    wires = {name: Wire() for name in conference.endpoints}
    for name, wire in wires.items():
        conference.endpoints[name].transport = wire  # type: ignore[assignment]
    conference.endpoints["ann"].set_sources(SOURCES)
    conference.endpoints["bob"].wishes = VideoWishes(default_height=180)
    conference.update_routes()
    return Room(conference, wires)


def endpoint_request(name: str) -> EndpointRequest:
    """A request for a new endpoint."""
    names = frozenset({"source-names"})
    return EndpointRequest(name, create=True, capabilities=names, media=MEDIA, transport=Transport(True, sctp=Sctp()))


def kinds(compounds: list[bytes]) -> list[tuple[int, int]]:
    """Type and format of every RTCP packet, receiver reports left out."""
    packets = [packet for compound in compounds for packet in rtcp.split(compound)]
    return [(packet.kind, packet.count) for packet in packets if packet.kind != rtcp.RECEIVER_REPORT]
