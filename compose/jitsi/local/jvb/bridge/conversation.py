"""What endpoints and bridge say to each other over the channel (JVB EndpointMessageTransport)."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol

from bridge import messages
from bridge.endpoint import Endpoint
from bridge.messages import MessageError, text_of
from bridge.speakers import Speakers
from bridge.wishes import VideoWishes


class Room(Protocol):
    """The conference as the conversation sees it."""

    endpoints: dict[str, Endpoint]
    speakers: Speakers

    def update_routes(self) -> None:
        """Somebody's wishes changed."""


class Conversation:
    """Handles the texts of one conference's channels."""

    def __init__(self, room: Room) -> None:
        self._room = room
        self._handlers: Mapping[str, Callable[[Endpoint, dict[str, Any]], None]] = {
            "ClientHello": self._client_hello,
            "EndpointMessage": self._endpoint_message,
            "EndpointStats": self._endpoint_stats,
            "LastNChangedEvent": self._last_n,
            "ReceiverAudioSubscription": self._audio_subscription,
            "ReceiverVideoConstraints": self._wishes,
            "SourceVideoTypeMessage": self._video_type,
        }

    def opened(self, endpoint: Endpoint) -> None:
        """A WebSocket is greeted at once; over SCTP the client speaks first."""
        if endpoint.channel is not None and endpoint.channel.kind == "websocket":
            self._greet(endpoint)

    def received(self, endpoint: Endpoint, text: str) -> None:
        """Handle one text; what is not understood is logged and changes nothing."""
        try:
            kind, message = messages.parse(text)
            handler = self._handlers.get(kind)
            if handler is None:
                raise MessageError(f"unknown class {kind[:60]}")
            handler(endpoint, message)
        except MessageError as error:
            endpoint.lines.message_rejected(str(error)[:200])

    def broadcast(self, text: str, but: Endpoint | None = None) -> None:
        """Say the same to everybody, one excepted."""
        for endpoint in self._room.endpoints.values():
            if endpoint is not but:
                endpoint.say(text)

    def tell_forwarded(self, endpoint: Endpoint, sources: tuple[str, ...]) -> None:
        """ForwardedSources, when it changed."""
        if endpoint.forwarded != sources:
            endpoint.forwarded = sources
            endpoint.say(text_of("ForwardedSources", forwardedSources=list(sources)))

    def tell_height(self, endpoint: Endpoint, source: str, height: int) -> None:
        """SenderSourceConstraints, when it changed or the channel is new."""
        if endpoint.heights_told.get(source) != height:
            endpoint.heights_told[source] = height
            endpoint.say(messages.height_text(source, height))

    def tell_active(self, endpoint: Endpoint, active: bool) -> None:
        """EndpointConnectivityStatusChangeEvent, also to whom it is about; its truth value is a text on the wire."""
        endpoint.active = active
        self.broadcast(_active_event(endpoint.identifier, active))

    def tell_speaker(self, order: list[str]) -> None:
        """DominantSpeakerEndpointChangeEvent to everybody."""
        self.broadcast(_speaker_event(order))

    def tell_bandwidth(self, endpoint: Endpoint) -> None:
        """ConnectionStats, every 10 s, to those whose bandwidth was estimated."""
        if endpoint.bandwidth is not None:
            endpoint.say(text_of("ConnectionStats", estimatedDownlinkBandwidth=endpoint.bandwidth))

    def _greet(self, endpoint: Endpoint) -> None:
        """ServerHello, then what a fresh channel missed."""
        endpoint.say(text_of("ServerHello"))
        endpoint.forwarded, endpoint.heights_told = None, {}
        self._room.update_routes()
        order = self._room.speakers.order
        if order:
            endpoint.say(_speaker_event(order))
        for other in self._room.endpoints.values():
            if other is not endpoint and not other.active:
                endpoint.say(_active_event(other.identifier, active=False))

    def _client_hello(self, endpoint: Endpoint, _: dict[str, Any]) -> None:
        self._greet(endpoint)

    def _endpoint_message(self, endpoint: Endpoint, message: dict[str, Any]) -> None:
        """To one, or to all others when `to` is empty; the sender cannot choose who it is."""
        to = message.pop("to", "")
        kind, _ = message.pop("colibriClass"), message.pop("from", None)
        text = text_of(kind, **{"to": to, "from": endpoint.identifier, **message})
        if to == "":
            self.broadcast(text, but=endpoint)
        elif isinstance(to, str) and to in self._room.endpoints:
            self._room.endpoints[to].say(text)
        else:
            raise MessageError("addressed to nobody here")

    def _endpoint_stats(self, endpoint: Endpoint, message: dict[str, Any]) -> None:
        message["from"] = endpoint.identifier
        self.broadcast(text_of(message.pop("colibriClass"), **message), but=endpoint)

    def _wishes(self, endpoint: Endpoint, message: dict[str, Any]) -> None:
        before = endpoint.wishes or VideoWishes(last_n=endpoint.initial_last_n)
        endpoint.wishes = messages.read_wishes(message, before)
        self._room.update_routes()

    def _last_n(self, endpoint: Endpoint, message: dict[str, Any]) -> None:
        last_n = messages.read_last_n(message)
        if endpoint.wishes is not None:
            endpoint.wishes = endpoint.wishes.limited_to(last_n)
        else:
            endpoint.wishes = VideoWishes(last_n=last_n, default_height=0)
        self._room.update_routes()

    def _audio_subscription(self, endpoint: Endpoint, message: dict[str, Any]) -> None:
        endpoint.audio_wishes = messages.read_audio_subscription(message)
        self._room.update_routes()

    def _video_type(self, endpoint: Endpoint, message: dict[str, Any]) -> None:
        stated = messages.read_video_type(message)
        if stated.video_type == "none":
            endpoint.silenced.add(stated.source_name)
        else:
            endpoint.silenced.discard(stated.source_name)
        self._room.update_routes()


def _speaker_event(order: list[str]) -> str:
    event = "DominantSpeakerEndpointChangeEvent"
    return text_of(event, dominantSpeakerEndpoint=order[0], previousSpeakers=order[1:], silence=False)


def _active_event(endpoint: str, active: bool) -> str:
    event = "EndpointConnectivityStatusChangeEvent"
    return text_of(event, endpoint=endpoint, active="true" if active else "false")
