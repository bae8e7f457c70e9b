"""One participant's place at the bridge: its transport, channel, sources and wishes."""

import hmac
import string
from typing import Protocol

from bridge.channel import Channel
from bridge.colibri import ForceMute, Media, MediaSource
from bridge.conference_lines import ConferenceLines
from bridge.endpoint_lines import EndpointLines
from bridge.ice import random_word
from bridge.media_kinds import MediaKinds
from bridge.messages import AudioSubscription
from bridge.sctp import SctpServer
from bridge.sources import Stream, streams_of
from bridge.transport import MediaTransport, Resources
from bridge.wishes import VideoWishes


class EndpointListener(Protocol):
    """Whom an endpoint tells; implemented by the conference."""

    identifier: str
    lines: ConferenceLines

    def channel_opened(self, endpoint: "Endpoint") -> None:
        """The endpoint has a new channel."""

    def channel_text(self, endpoint: "Endpoint", text: str) -> None:
        """A text came over the endpoint's channel."""

    def transport_changed(self) -> None:
        """Media can flow to an endpoint, or no more."""

    def transport_failed(self, endpoint: "Endpoint") -> None:
        """ICE lost the endpoint for good."""

    def rtp(self, endpoint: "Endpoint", packet: bytes, now: float) -> None:
        """Media came from the endpoint."""

    def rtcp(self, endpoint: "Endpoint", packet: bytes, now: float) -> None:
        """Feedback or reports came from the endpoint."""


class Endpoint:
    """State of one participant; what happens to it is told to `conference`."""

    def __init__(
        self, conference: EndpointListener, identifier: str, controlling: bool, resources: Resources, now: float
    ) -> None:
        self.conference = conference
        self.identifier = identifier
        self.stats_id = ""
        self.created = self.last_packet = now
        self.connected = False
        """True from the first time that media could flow."""
        self.active = True
        """What the others were last told by EndpointConnectivityStatusChangeEvent."""
        self.channel: Channel | None = None
        self.sctp: SctpServer | None = None
        self.channel_password = random_word(24, string.ascii_letters + string.digits)
        self.media = MediaKinds()
        self.streams: dict[int, Stream] = {}
        self.wishes: VideoWishes | None = None
        self.initial_last_n = -1
        self.audio_wishes = AudioSubscription()
        self.force_mute = ForceMute()
        self.bandwidth: int | None = None
        """Bits per second of the receiver's last estimate."""
        self.forwarded: tuple[str, ...] | None = None
        """The video sources that the receiver was last told of."""
        self.silenced: set[str] = set()
        """Sources that the sender itself declared to show nothing."""
        self._counters = resources.counters
        self.heights_told: dict[str, int] = {}
        self.repair_sequences: dict[int, int] = {}
        local, redact = resources.local, resources.own.redact
        self.lines = EndpointLines(conference.lines, identifier, random_word(14), local, redact)
        self.transport = MediaTransport(resources, self, self.lines, controlling)

    @property
    def ready(self) -> bool:
        """True when media can be sent to the endpoint."""
        return self.transport.ready

    def knows(self, password: str) -> bool:
        """True for the password of the endpoint's channel."""
        return hmac.compare_digest(password.encode("utf-8", "replace"), self.channel_password.encode())

    def add_media(self, media: tuple[Media, ...]) -> None:
        """Learn payload types and header extensions."""
        for item in media:
            self.media.add(item)

    def set_sources(self, sources: tuple[MediaSource, ...]) -> None:
        """Replace what the endpoint sends."""
        self.streams = streams_of(sources, self.streams)

    def enable_sctp(self) -> None:
        """Accept a data channel once DTLS is there."""
        self.sctp = SctpServer(self.transport.send_data, self)

    def sources_of(self, kind: str) -> list[str]:
        """Names of the sources of a kind, in signalled order, those that show nothing left out."""
        names = dict.fromkeys(stream.name for stream in self.streams.values() if stream.kind == kind)
        return [name for name in names if name not in self.silenced]

    def is_muted(self, kind: str) -> bool:
        """True when the focus forbids this kind of media."""
        return self.force_mute.audio if kind == "audio" else self.force_mute.video

    def say(self, text: str) -> None:
        """Send a text over the channel, if there is one."""
        if self.channel is not None:
            self._count_message(self.channel, sent=1)
            self.channel.send(text)

    def close(self) -> None:
        """Release transport and channel."""
        if self.channel is not None:
            self.channel.close(1001, "endpoint closed")
        if self.sctp is not None:
            self.sctp.close()
        self.transport.close()

    def channel_opened(self, channel: Channel) -> None:
        """A new channel replaces the one before it."""
        before, self.channel = self.channel, channel
        if before is not None:
            before.close(1000, "replaced")
        self.conference.channel_opened(self)

    def channel_text(self, channel: Channel, text: str) -> None:
        """Only the current channel is listened to."""
        if channel is self.channel:
            self._count_message(channel, received=1)
            self.conference.channel_text(self, text)

    def channel_closed(self, channel: Channel, code: int | None, reason: str = "") -> None:
        """Forget the channel, unless it was replaced already; without a close code something went wrong."""
        if channel is not self.channel:
            return
        self.channel = None
        if channel.kind == "websocket":
            if code is None:
                self.lines.channel_failed()
            self.lines.channel_closed(1006 if code is None else code, reason)

    def channel_aborted(self, reason: str) -> None:
        """The channel's own protocol was broken."""
        self.lines.data_channel_aborted(reason)

    def transport_ready(self) -> None:
        """Media can flow."""
        self.connected = True
        if self.sctp is not None:
            self.sctp.start()
        self.conference.transport_changed()

    def transport_closed(self) -> None:
        """Media can flow no more."""
        self.conference.transport_changed()

    def transport_failed(self) -> None:
        """An endpoint whose path is lost is expired, as the real bridge does."""
        self.conference.transport_failed(self)

    def transport_data(self, data: bytes) -> None:
        """SCTP is ignored unless the focus asked for a data channel."""
        if self.sctp is not None:
            self.sctp.receive(data)

    def transport_rtp(self, packet: bytes, now: float) -> None:
        """Media on its way to the others."""
        self.conference.rtp(self, packet, now)

    def transport_rtcp(self, packet: bytes, now: float) -> None:
        """Feedback on what the bridge sent, reports on what it receives."""
        self.conference.rtcp(self, packet, now)

    def _count_message(self, channel: Channel, sent: int = 0, received: int = 0) -> None:
        if channel.kind == "websocket":
            self._counters.web_socket_messages_sent += sent
            self._counters.web_socket_messages_received += received
        else:
            self._counters.data_channel_messages_sent += sent
            self._counters.data_channel_messages_received += received
