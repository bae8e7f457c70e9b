"""The public HTTP port (9090): nothing but bridge channels over WebSocket (ColibriWebSocketServlet)."""

from typing import Final, Protocol

from aiohttp import WSMsgType, web
from standin.events import log

CLOSE_REPLACED: Final = 1000
CLOSE_GONE: Final = 1001
IDLE: Final = 60.0
"""Seconds without a frame from the client after which the bridge closes the socket."""
_LARGEST_MESSAGE: Final = 1024 * 1024


class ChannelOwner(Protocol):
    """An endpoint as the WebSocket side sees it."""

    def channel_opened(self, channel: "WebSocketChannel") -> None:
        """A channel is ready to carry messages."""

    def channel_message(self, channel: "WebSocketChannel", text: str) -> None:
        """A text arrived."""

    def channel_closed(self, channel: "WebSocketChannel") -> None:
        """The channel is gone."""


class ChannelDirectory(Protocol):
    """Finds the endpoint that a channel address names."""

    def channel_owner(self, conference: str, endpoint: str, password: str) -> ChannelOwner | None:
        """The endpoint, or None when any of the three is wrong."""
