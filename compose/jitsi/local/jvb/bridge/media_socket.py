"""The bridge's one UDP port: datagrams in and out, many per turn of the event loop."""

import asyncio
import socket
from collections.abc import Callable
from typing import Final

from bridge.stun import Address

_DATAGRAMS_PER_TURN: Final = 200
_BUFFER_BYTES: Final = 4 * 1024 * 1024
_LARGEST: Final = 2048


class MediaSocket:
    """A bound, non-blocking UDP socket that hands every datagram to `receive`.

    asyncio's own datagram transport costs one poll per packet; reading until the socket is empty halves the
    price of a packet, and a room of ten on two cores needs that.
    """

    def __init__(self, receive: Callable[[bytes, Address], None]) -> None:
        self._receive = receive
        self._socket: socket.socket | None = None
        self.dropped = 0
        """Datagrams that the kernel did not take."""

    @property
    def bound(self) -> bool:
        """True while the port is open."""
        return self._socket is not None

    @property
    def port(self) -> int:
        """The local port, 0 when not bound."""
        return 0 if self._socket is None else int(self._socket.getsockname()[1])

    def open(self, address: str, port: int) -> None:
        """Bind and start to read; raises OSError when the port cannot be had."""
        opened = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        try:
            opened.setblocking(False)
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BUFFER_BYTES)
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, _BUFFER_BYTES)
            opened.bind((address, port))
        except OSError:
            opened.close()
            raise
        self._socket = opened
        asyncio.get_running_loop().add_reader(opened.fileno(), self._readable, opened)

    def close(self) -> None:
        """Stop reading and release the port; safe to call twice."""
        if self._socket is not None:
            asyncio.get_running_loop().remove_reader(self._socket.fileno())
            self._socket.close()
            self._socket = None

    def send(self, datagram: bytes, address: Address) -> None:
        """Send or drop: media that cannot leave now is worthless a moment later."""
        if self._socket is None:
            return
        try:
            self._socket.sendto(datagram, address)
        except OSError:  # a full buffer, no route, an ICMP refusal reported late: all are packet loss
            self.dropped += 1

    def _readable(self, opened: socket.socket) -> None:
        for _ in range(_DATAGRAMS_PER_TURN):
            try:
                datagram, address = opened.recvfrom(_LARGEST)
            except BlockingIOError:
                return
            except ConnectionError:  # an ICMP refusal for something sent earlier
                continue
            self._receive(datagram, address)
            if self._socket is None:
                return
