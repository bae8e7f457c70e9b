"""The data channel of one endpoint: a passive SCTP association over DTLS, one channel at most (RFC 8831, 8832).

aiortc's association is used with two habits of the real bridge put on it: it never sends INIT, so a client
that waits for one waits for ever here too, and a second channel is not opened.
"""

import asyncio
from collections.abc import Callable
from typing import Final

from aiortc import RTCDataChannel, RTCSctpCapabilities, RTCSctpTransport
from pyee.asyncio import AsyncIOEventEmitter

from bridge.channel import ChannelOwner

_PORT: Final = 5000
_LARGEST_MESSAGE: Final = 262144
_CONTROL: Final = 50
"""Payload protocol identifier of DCEP (RFC 8832 section 8.1)."""
_OPEN: Final = 3
_QUEUE: Final = 256


class _Records(AsyncIOEventEmitter):
    """What RTCSctpTransport wants of a DTLS transport."""

    _role = "server"
    state = "connected"

    def __init__(self, send: Callable[[bytes], None]) -> None:
        super().__init__()
        self._send = send

    def _register_data_receiver(self, receiver: object) -> None:
        """Nothing to register: packets are handed over directly."""

    def _unregister_data_receiver(self, receiver: object) -> None:
        """Nothing was registered."""

    async def _send_data(self, data: bytes) -> None:
        self._send(data)


class _PassiveAssociation(RTCSctpTransport):
    """An association that waits to be spoken to."""

    async def _init(self) -> None:
        """Send no INIT."""

    async def _receive(self, stream_id: int, pp_id: int, data: bytes) -> None:
        second = pp_id == _CONTROL and data[:1] == bytes((_OPEN,)) and bool(self._data_channels)
        if not second:
            await super()._receive(stream_id, pp_id, data)


class SctpChannel:
    """An open data channel as bridge channel."""

    kind = "sctp"

    def __init__(self, channel: RTCDataChannel) -> None:
        self._channel = channel

    def send(self, text: str) -> None:
        """Queue a text, unless the channel is going away."""
        if self._channel.readyState == "open":
            self._channel.send(text)

    def close(self, code: int, reason: str) -> None:  # noqa: ARG002 - a WebSocket needs both
        """Close the channel; SCTP carries neither code nor reason."""
        if self._channel.readyState == "open":
            self._channel.close()


class SctpServer:
    """Takes SCTP packets of one endpoint in order and opens its channel."""

    def __init__(self, send: Callable[[bytes], None], owner: ChannelOwner) -> None:
        self._send = send
        self._owner = owner
        self._packets: asyncio.Queue[bytes] = asyncio.Queue(_QUEUE)
        self._pump: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Begin to listen; a second call changes nothing."""
        if self._pump is None:
            self._pump = asyncio.create_task(self._run())
            self._pump.add_done_callback(self._report)

    def receive(self, packet: bytes) -> None:
        """Queue one packet; what does not fit is lost and will be sent again."""
        if not self._packets.full():
            self._packets.put_nowait(packet)

    def close(self) -> None:
        """Stop listening."""
        if self._pump is not None:
            self._pump.cancel()

    async def _run(self) -> None:
        association = _PassiveAssociation(_Records(self._send), _PORT)  # type: ignore[arg-type]
        association.on("datachannel", self._on_channel)
        await association.start(RTCSctpCapabilities(maxMessageSize=_LARGEST_MESSAGE), _PORT)
        try:
            while True:
                await association._handle_data(await self._packets.get())
        finally:
            await association.stop()

    def _on_channel(self, channel: RTCDataChannel) -> None:
        opened = SctpChannel(channel)
        channel.on("message", lambda message: self._on_message(opened, message))
        channel.on("close", lambda: self._owner.channel_closed(opened, 1000))
        self._owner.channel_opened(opened)

    def _on_message(self, channel: SctpChannel, message: str | bytes) -> None:
        """The bridge channel speaks text only."""
        if isinstance(message, str):
            self._owner.channel_text(channel, message)

    def _report(self, pump: asyncio.Task[None]) -> None:
        """A peer that breaks the association's rules ends it, not the bridge."""
        if not pump.cancelled() and pump.exception() is not None:
            self._owner.channel_aborted(repr(pump.exception()))
