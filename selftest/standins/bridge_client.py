"""A participant on aiortc that is set up straight through the bridge's colibri2 objects: no XMPP, no focus."""

import asyncio
import json
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Final

from aioice.ice import get_host_addresses
from aiortc import RTCConfiguration, RTCDataChannel, RTCPeerConnection, RTCSessionDescription
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack, VideoStreamTrack
from av import AudioFrame, VideoFrame
from bridge.bridge import Bridge
from bridge.colibri import (
    ConferenceModify,
    EndpointRequest,
    Fingerprint,
    IceTransport,
    Media,
    MediaSource,
    PayloadType,
    Sctp,
    Source,
    SourceGroup,
    Transport,
)
from bridge.colibri_handler import modify
from bridge.media_kinds import AUDIO_LEVEL
from bridge.settings import Mapping, Settings

MEDIA: Final = (
    Media("audio", (PayloadType(111, "opus", 48000),), {1: AUDIO_LEVEL}),
    Media(
        "video",
        (
            PayloadType(100, "VP8", 90000, feedback=("ccm fir", "nack", "nack pli", "goog-remb")),
            PayloadType(96, "rtx", 90000, {"apt": "100"}),
        ),
    ),
)
_AUDIO_LINES: Final = (
    "a=rtpmap:111 opus/48000/2",
    f"a=extmap:1 {AUDIO_LEVEL}",
)
_VIDEO_LINES: Final = (
    "a=rtpmap:100 VP8/90000",
    "a=rtcp-fb:100 ccm fir",
    "a=rtcp-fb:100 nack",
    "a=rtcp-fb:100 nack pli",
    "a=rtcp-fb:100 goog-remb",
    "a=rtpmap:96 rtx/90000",
    "a=fmtp:96 apt=100",
)


def own_address() -> str:
    """An address of this machine that aioice offers, so that both sides can talk."""
    return str(get_host_addresses(use_ipv4=True, use_ipv6=False)[0])


def settings(**changes: Any) -> Settings:
    """Settings of a bridge on free ports of this machine."""
    stated: dict[str, Any] = {
        "user": "jvb",
        "password": "unused",
        "nickname": "bridge",
        "web_socket_domain": "meet.lab.test",
        "local_address": own_address(),
        "mappings": (Mapping("198.51.100.1", 10000),),
        "media_port": 0,
        "http_address": "127.0.0.1",
        "private_port": 0,
        "public_port": 0,
    }
    return Settings(**stated | changes)


class Tone(AudioStreamTrack):
    """Sound that is not silence: the bridge drops lasting silence."""

    async def recv(self) -> AudioFrame:
        """A frame of a square wave."""
        frame = await super().recv()
        assert isinstance(frame, AudioFrame)
        samples = (b"\x00\x20" * 40 + b"\x00\xe0" * 40) * (frame.samples // 80)
        frame.planes[0].update(samples)
        return frame


class Picture(VideoStreamTrack):
    """A small green picture, cheap to encode."""

    async def recv(self) -> VideoFrame:
        """The next frame."""
        pts, time_base = await self.next_timestamp()
        frame = VideoFrame(160, 120, "yuv420p")
        for plane in frame.planes:
            plane.update(bytes(plane.buffer_size))
        frame.pts, frame.time_base = pts, time_base
        return frame


@dataclass
class Participant:
    """One aiortc peer connection at the bridge."""

    bridge: Bridge
    meeting: str
    name: str
    sctp: bool = True
    fingerprint: str = ""
    """Signalled instead of the true one."""
    connection: RTCPeerConnection = field(default_factory=lambda: _without_servers())
    channel: RTCDataChannel | None = None
    messages: asyncio.Queue[dict[str, Any]] = field(default_factory=asyncio.Queue)
    tracks: dict[str, MediaStreamTrack] = field(default_factory=dict)
    """Received tracks by mid."""
    ssrcs: dict[str, list[int]] = field(default_factory=dict)
    """Own SSRCs by media type: the stream, then its retransmission."""
    known: list[tuple[str, list[int]]] = field(default_factory=list)
    """Remote sources in the order of their m-lines."""

    async def join(self) -> None:
        """Allocate, negotiate, and tell the bridge what the answer says."""
        self._transport = self._allocate()
        self.connection.on("track", lambda track: self.tracks.update({track.id: track}))
        self.connection.addTrack(Tone())
        self.connection.addTrack(Picture())
        if self.sctp:
            self.channel = self.connection.createDataChannel(
                "JVB data channel", protocol="http://jitsi.org/protocols/colibri"
            )
            self.channel.on("message", lambda text: self.messages.put_nowait(json.loads(text)))
        answer = await self._negotiate()
        self._describe(answer)

    async def watch(self, *others: "Participant") -> None:
        """Learn the others' sources, as a focus would tell by source-add."""
        for other in others:
            self.known += list(other.ssrcs.items())
        await self._negotiate()

    async def message(self, kind: str, within: float = 5.0) -> dict[str, Any]:
        """The next message of a class; others before it are skipped."""
        async with asyncio.timeout(within):
            while True:
                message = await self.messages.get()
                if message["colibriClass"] == kind:
                    return message

    async def forwarded(self, *sources: str) -> None:
        """Wait until the bridge says that it forwards exactly these."""
        while (await self.message("ForwardedSources"))["forwardedSources"] != list(sources):
            pass

    def say(self, **message: Any) -> None:
        """Send a message over the data channel."""
        assert self.channel is not None
        self.channel.send(json.dumps(message))

    async def opened(self, within: float = 5.0) -> None:
        """Wait for the data channel, then greet."""
        assert self.channel is not None
        open_now = asyncio.Event()
        self.channel.on("open", open_now.set)
        if self.channel.readyState != "open":
            await asyncio.wait_for(open_now.wait(), within)
        self.say(colibriClass="ClientHello")
        await self.message("ServerHello")

    def want_video(self, height: int = 180) -> None:
        """Send ReceiverVideoConstraints for everything."""
        constraint = {"maxHeight": height}
        self.say(colibriClass="ReceiverVideoConstraints", lastN=-1, defaultConstraints=constraint, constraints={})

    async def leave(self) -> None:
        """Close the peer connection."""
        await self.connection.close()

    def received(self, kind: str) -> list[MediaStreamTrack]:
        """The received tracks of a kind that belong to others, in the order of their m-lines."""
        lines = [t for t in self.connection.getTransceivers() if t.kind == kind][1:]
        return [line.receiver.track for line in lines]

    def _allocate(self) -> IceTransport:
        sctp = Sctp() if self.sctp else None
        request = EndpointRequest(
            self.name,
            create=True,
            capabilities=frozenset({"source-names"}),
            media=MEDIA,
            transport=Transport(ice_controlling=True, sctp=sctp),
        )
        creates = self.meeting not in self.bridge.conferences
        answer = modify(self.bridge, ConferenceModify(self.meeting, create=creates, endpoints=(request,)))
        granted = answer.endpoints[0].transport
        assert granted is not None
        assert granted.ice is not None
        return granted.ice

    async def _negotiate(self) -> str:
        offer = RTCSessionDescription(self._offer(), "offer")
        await self.connection.setRemoteDescription(offer)
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        return str(self.connection.localDescription.sdp)

    def _describe(self, answer: str) -> None:
        """Tell the bridge what session-accept would: transport and sources."""
        pattern = r"a=fingerprint:(sha-256) (\S+)"
        algorithm, value = _found(pattern, answer)
        ice = IceTransport(
            _found(r"a=ice-ufrag:(\S+)", answer)[0],
            _found(r"a=ice-pwd:(\S+)", answer)[0],
            fingerprints=(Fingerprint(algorithm, self.fingerprint or value, "active"),),
        )
        for section in answer.split("\r\nm=")[1:3]:
            found = dict.fromkeys(int(ssrc) for ssrc in re.findall(r"a=ssrc:(\d+)", section))
            self.ssrcs[section.split()[0]] = list(found)
        sources = tuple(_media_source(self.name, kind, ssrcs) for kind, ssrcs in self.ssrcs.items())
        update = EndpointRequest(self.name, transport=Transport(ice=ice), sources=sources)
        modify(self.bridge, ConferenceModify(self.meeting, endpoints=(update,)))

    def _offer(self) -> str:
        lines: list[tuple[str, str, list[int]]] = [("audio", "sendrecv", []), ("video", "sendrecv", [])]
        remote = [(kind, "sendonly", ssrcs) for kind, ssrcs in self.known]
        sections = [self._section(mid, *line) for mid, line in enumerate(lines)]
        if self.sctp:
            sections.append(self._application(2))
        sections += [self._section(mid, *line) for mid, line in enumerate(remote, 3)]
        mids = " ".join(re.findall(r"a=mid:(\d+)", "".join(sections)))
        head = ["v=0", "o=- 1 1 IN IP4 0.0.0.0", "s=-", "t=0 0", f"a=group:BUNDLE {mids}"]
        return "\r\n".join(head) + "\r\n" + "".join(sections)

    def _section(self, mid: int, kind: str, direction: str, ssrcs: list[int]) -> str:
        numbers, lines = ("111", _AUDIO_LINES) if kind == "audio" else ("100 96", _VIDEO_LINES)
        named = [f"a=ssrc:{ssrc} cname:{mid}" for ssrc in ssrcs]
        group = [f"a=ssrc-group:FID {ssrcs[0]} {ssrcs[1]}"] if len(ssrcs) == 2 else []
        head = [f"m={kind} 9 UDP/TLS/RTP/SAVPF {numbers}", *lines, f"a={direction}", "a=rtcp-mux", *group, *named]
        return self._finished(head, mid)

    def _application(self, mid: int) -> str:
        head = ["m=application 9 UDP/DTLS/SCTP webrtc-datachannel", "a=sctp-port:5000"]
        return self._finished(head, mid)

    def _finished(self, head: list[str], mid: int) -> str:
        ice = self._transport
        candidates = [
            f"a=candidate:{c.foundation} 1 udp {c.priority} {c.address} {c.port} typ {c.kind}"
            for c in ice.candidates
            if c.kind == "host"
        ]
        tail = [
            "c=IN IP4 0.0.0.0",
            f"a=mid:{mid}",
            f"a=ice-ufrag:{ice.ufrag}",
            f"a=ice-pwd:{ice.password}",
            f"a=fingerprint:{ice.fingerprints[0].algorithm} {ice.fingerprints[0].value}",
            "a=setup:actpass",
            *candidates,
            "a=end-of-candidates",
        ]
        return "\r\n".join([head[0], tail[0], *head[1:], *tail[1:]]) + "\r\n"


def _without_servers() -> RTCPeerConnection:
    """aiortc would ask a public STUN server by default."""
    return RTCPeerConnection(RTCConfiguration(iceServers=[]))


async def until(condition: Callable[[], bool | Awaitable[bool]], within: float = 5.0) -> None:
    """Return as soon as the condition holds; TimeoutError when it does not in time."""
    async with asyncio.timeout(within):
        while not await _truth(condition()):  # noqa: ASYNC110 - what is waited for happens in another library
            await asyncio.sleep(0.02)


async def _truth(value: bool | Awaitable[bool]) -> bool:
    return value if isinstance(value, bool) else await value


def _found(pattern: str, text: str) -> tuple[str, ...]:
    match = re.search(pattern, text)
    assert match is not None, pattern
    return match.groups()


def _media_source(owner: str, kind: str, ssrcs: list[int]) -> MediaSource:
    name = f"{owner}-{kind[0]}0"
    groups = (SourceGroup("FID", tuple(ssrcs)),) if len(ssrcs) == 2 else ()
    return MediaSource(kind, name, tuple(Source(ssrc, name) for ssrc in ssrcs), groups)
