"""Servers that do anything but what they should."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

Misbehave = Callable[[bytes], bytes | None]


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self, reply: Misbehave) -> None:
        self._reply = reply

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio's own datagram transports are no subclass of its DatagramTransport.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._reply(data)
        if answer is not None:
            self._transport.sendto(answer, addr)


@asynccontextmanager
async def datagram_server(reply: Misbehave) -> AsyncIterator[int]:
    """A UDP port of 127.0.0.1 that answers every datagram with what `reply` makes of it."""
    transport, _ = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: _Datagrams(reply), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1]
    finally:
        transport.close()


@asynccontextmanager
async def stream_server(reply: bytes, *, closes: bool = False) -> AsyncIterator[int]:
    """A TCP port of 127.0.0.1 that says the same to everybody after their first bytes, then closes or hangs."""
    over = asyncio.Event()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(reply)
        if not closes:
            await over.wait()
        writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    async with server:
        try:
            yield server.sockets[0].getsockname()[1]
        finally:
            over.set()
