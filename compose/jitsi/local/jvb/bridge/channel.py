"""The bridge channel: a way for texts between an endpoint and the bridge, over SCTP or a WebSocket."""

from typing import Protocol


class Channel(Protocol):
    """One open channel."""

    @property
    def kind(self) -> str:
        """`sctp` or `websocket`, for the log."""

    def send(self, text: str) -> None:
        """Queue a text; a channel that is going away swallows it."""

    def close(self, code: int, reason: str) -> None:
        """End the channel; code and reason are those of a WebSocket close frame (RFC 6455 section 7.4)."""


class ChannelOwner(Protocol):
    """An endpoint as its channel sees it."""

    def channel_opened(self, channel: Channel) -> None:
        """A channel is ready to carry texts."""

    def channel_text(self, channel: Channel, text: str) -> None:
        """A text arrived."""

    def channel_aborted(self, reason: str) -> None:
        """The client broke the protocol below the channel."""

    def channel_closed(self, channel: Channel, code: int | None, reason: str = "") -> None:
        """The channel is gone, with the code and words of its close frame, or None for the lack of one."""
