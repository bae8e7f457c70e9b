"""One conference: its endpoints, who gets whose media, and the clockwork that keeps both true."""

import secrets
import time
from typing import Final

from bridge.colibri import MediaSource, Source
from bridge.conference_lines import ConferenceLines
from bridge.conversation import Conversation
from bridge.endpoint import Endpoint
from bridge.feedback import Feedback
from bridge.forwarder import Forwarder
from bridge.sources import Stream
from bridge.speakers import Speakers
from bridge.transport import Resources

NEVER_CONNECTED: Final = 120.0
"""Seconds after which an endpoint that never connected is expired."""
INACTIVE: Final = 60.0
"""Seconds without any packet after which an endpoint is expired."""
FIRST_TRANSFER: Final = 15.0
"""Seconds without a first packet after which the same is said of an endpoint that has not come yet."""
_KEY_FRAME_TRIES: Final = 3
QUIET: Final = 8.0
"""Seconds without any packet after which everybody is told that an endpoint is not active."""


class Conference:
    """`identifier` is the bridge's own name for it, as it stands in channel addresses."""

    def __init__(self, meeting_id: str, name: str, resources: Resources) -> None:
        self.identifier = secrets.token_hex(8)
        self.created = time.monotonic()
        self.meeting_id = meeting_id
        self.name = name
        self.lines = ConferenceLines(self.identifier, name, meeting_id)
        self.endpoints: dict[str, Endpoint] = {}
        self.audio_ssrc = 1 + secrets.randbelow(2**32 - 1)
        self.video_ssrc = 1 + secrets.randbelow(2**32 - 1)
        self.speakers = Speakers()
        self._forwarder = Forwarder(self.speakers, resources.counters)
        self.feedback = Feedback(self.video_ssrc, self._forwarder, resources.counters)
        self.conversation = Conversation(self)
        self._resources = resources

    @property
    def feedback_sources(self) -> tuple[MediaSource, ...]:
        """The bridge's own SSRCs, from which its RTCP comes."""
        return (_own_source("audio", "jvb-a0", self.audio_ssrc), _own_source("video", "jvb-v0", self.video_ssrc))

    def create_endpoint(self, identifier: str, controlling: bool) -> Endpoint:
        """A new endpoint; the caller has made sure that there is none of that name."""
        endpoint = Endpoint(self, identifier, controlling, self._resources, time.monotonic())
        self.endpoints[identifier] = endpoint
        self._resources.counters.endpoints_created += 1
        endpoint.lines.created(controlling=controlling)
        return endpoint

    def expire_endpoint(self, identifier: str) -> None:
        """Forget an endpoint; nothing happens when there is none."""
        endpoint = self.endpoints.pop(identifier, None)
        if endpoint is None:
            return
        endpoint.close()
        self.speakers.forget(identifier)
        self._resources.counters.endpoints_expired += 1
        self.update_routes()

    def close(self) -> None:
        """Expire every endpoint."""
        for identifier in list(self.endpoints):
            self.expire_endpoint(identifier)

    def channel_opened(self, endpoint: Endpoint) -> None:
        """Greet who has a new channel."""
        self.conversation.opened(endpoint)

    def channel_text(self, endpoint: Endpoint, text: str) -> None:
        """Do what an endpoint's channel asks for."""
        self.conversation.received(endpoint, text)

    def transport_changed(self) -> None:
        """Route to who can receive now."""
        self.update_routes()

    def transport_failed(self, endpoint: Endpoint) -> None:
        """Expire an endpoint whose path is lost, as the real bridge does."""
        self.expire_endpoint(endpoint.identifier)

    def rtp(self, endpoint: Endpoint, packet: bytes, now: float) -> None:
        """Forward what an endpoint sends."""
        self._forwarder.rtp(endpoint, packet, now)

    def rtcp(self, endpoint: Endpoint, packet: bytes, now: float) -> None:
        """Answer an endpoint's feedback, and learn from its reports."""
        self.feedback.rtcp(endpoint, packet, now)

    def update_routes(self) -> None:
        """Work out anew who gets whose packets; call after every change of state or wishes."""
        endpoints = list(self.endpoints.values())
        self.feedback.owners = {ssrc: owner for owner in endpoints for ssrc in owner.streams}
        wanted = {receiver.identifier: self._wanted_video(receiver) for receiver in endpoints}
        for owner in endpoints:
            for stream in owner.streams.values():
                self._route(owner, stream, endpoints, wanted)
        self._tell_heights(endpoints, wanted)
        for receiver in endpoints:
            self.conversation.tell_forwarded(receiver, tuple(wanted[receiver.identifier]))

    def tick(self, now: float) -> None:
        """Let every transport do what is due; every 50 ms."""
        for endpoint in list(self.endpoints.values()):
            endpoint.transport.tick(now)

    def every_half_second(self, now: float) -> None:
        """Expire who is gone, say who is quiet and who speaks."""
        for endpoint in list(self.endpoints.values()):
            self._watch(endpoint, now)
            for stream in endpoint.streams.values():
                self._ask_for_key_frame(stream, now)
        if self.speakers.elect():
            self._resources.counters.speaker_changes += 1
            self.lines.speakers_changed(self.speakers.order)
            self.conversation.tell_speaker(self.speakers.order)
            self.update_routes()

    def every_second(self, now: float) -> None:
        """Send the reception reports."""
        for endpoint in self.endpoints.values():
            self.feedback.report(endpoint, now)

    def every_ten_seconds(self) -> None:
        """Send the bandwidth figures."""
        for endpoint in self.endpoints.values():
            self.conversation.tell_bandwidth(endpoint)

    def _wanted_video(self, receiver: Endpoint) -> list[str]:
        """The video sources to forward to a receiver: none before it has stated its wishes."""
        if receiver.wishes is None or not receiver.ready:
            return []
        return receiver.wishes.wanted(
            name
            for owner in self._by_last_speech()
            if owner is not receiver and not owner.force_mute.video
            for name in owner.sources_of("video")
        )

    def _by_last_speech(self) -> list[Endpoint]:
        spoken = [self.endpoints[name] for name in self.speakers.order if name in self.endpoints]
        return spoken + [endpoint for endpoint in self.endpoints.values() if endpoint not in spoken]

    def _route(self, owner: Endpoint, stream: Stream, endpoints: list[Endpoint], wanted: dict[str, list[str]]) -> None:
        before = stream.receivers
        stream.receivers = tuple(
            receiver
            for receiver in endpoints
            if receiver is not owner and receiver.ready and _wants(receiver, stream, wanted[receiver.identifier])
        )
        if stream.kind == "video":
            kept = {receiver: tries for receiver, tries in stream.awaiting.items() if receiver in stream.receivers}
            fresh = [receiver for receiver in stream.receivers if receiver not in before]
            stream.awaiting = kept | dict.fromkeys(fresh, _KEY_FRAME_TRIES)
            self._ask_for_key_frame(stream, time.monotonic())

    def _ask_for_key_frame(self, stream: Stream, now: float) -> None:
        """On behalf of who has had none: a request may be refused by its limits, or be lost on the way."""
        if not stream.reception.received:
            return
        for receiver, tries in list(stream.awaiting.items()):
            if self.feedback.request_key_frame(stream, receiver, now):
                stream.awaiting[receiver] = tries - 1
        stream.awaiting = {receiver: tries for receiver, tries in stream.awaiting.items() if tries}

    def _tell_heights(self, endpoints: list[Endpoint], wanted: dict[str, list[str]]) -> None:
        """Tell each sender the greatest height that anybody wants of each of its sources."""
        for owner in endpoints:
            for source in owner.sources_of("video"):
                heights = [
                    receiver.wishes.height_of(source)
                    for receiver in endpoints
                    if receiver.wishes is not None and source in wanted[receiver.identifier]
                ]
                unlimited = any(height < 0 for height in heights)
                self.conversation.tell_height(owner, source, -1 if unlimited else max(heights, default=0))

    def _watch(self, endpoint: Endpoint, now: float) -> None:
        silent = now - endpoint.last_packet
        never = not endpoint.connected and now - endpoint.created > NEVER_CONNECTED
        if never or (endpoint.connected and silent > INACTIVE):
            self.expire_endpoint(endpoint.identifier)
        elif endpoint.connected and endpoint.active != (silent < QUIET):
            self._note_activity(endpoint, silent)
        elif not endpoint.connected and endpoint.active and now - endpoint.created > FIRST_TRANSFER:
            self.conversation.tell_active(endpoint, active=False)

    def _note_activity(self, endpoint: Endpoint, silent: float) -> None:
        counters, active = self._resources.counters, silent < QUIET
        if active:
            counters.endpoints_reconnected += 1
            self.lines.reconnected(endpoint.identifier)
        else:
            counters.endpoints_disconnected += 1
            self.lines.disconnected(endpoint.identifier, silent)
        self.conversation.tell_active(endpoint, active=active)


def _wants(receiver: Endpoint, stream: Stream, wanted_video: list[str]) -> bool:
    if stream.secondary or stream.repairs is not None:
        return False
    if stream.kind == "audio":
        return receiver.audio_wishes.wants(stream.name)
    return stream.name in wanted_video


def _own_source(kind: str, name: str, ssrc: int) -> MediaSource:
    return MediaSource(kind, name, (Source(ssrc, name),))
