"""Tiny real servers on loopback, well-behaved and not, and a pipe that plays a script."""

import asyncio
import socket
import ssl
import struct
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass

import pytest
import trustme

from fixtures.probes.net.dialling import Deadline
from fixtures.probes.net.stream import Connection

LOOPBACK = "127.0.0.1"
Handler = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Authority:
    """Makes server contexts whose certificates one authority signed."""

    ca: trustme.CA

    def server(self, *names: str, alpn: tuple[str, ...] = (), issuer: trustme.CA | None = None) -> ssl.SSLContext:
        """Make a server context with a certificate for these names."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        leaf = (issuer or self.ca).issue_cert(*names, common_name=names[0], key_type=trustme.KeyType.ECDSA)
        leaf.configure_cert(context)
        if alpn:
            context.set_alpn_protocols(list(alpn))
        return context


@asynccontextmanager
async def serving(handler: Handler, *, tls: ssl.SSLContext | None = None, port: int = 0) -> AsyncIterator[int]:
    """Serve every connection on a loopback port with `handler`; nothing of it outlives the block."""
    tasks: set[asyncio.Task[None]] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await handler(reader, writer)
        except OSError:
            return
        finally:
            writer.close()

    def welcome(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.ensure_future(serve(reader, writer))
        tasks.add(task)
        task.add_done_callback(tasks.discard)

    server = await asyncio.start_server(welcome, LOOPBACK, port, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def saying(answer: bytes) -> Handler:
    """Read once, say this, close."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65536)
        writer.write(answer)
        await writer.drain()

    return handler


async def silent(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Read everything, say nothing, never close."""
    while await reader.read(65536):
        pass
    await asyncio.Event().wait()


async def closing(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Take one read and close in order."""
    await reader.read(65536)


async def resetting(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Reset the connection at once."""
    link: socket.socket = writer.get_extra_info("socket")
    link.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


def refusing(context: ssl.SSLContext) -> Handler:
    """Refuse the hello with the alert OpenSSL has for it, which asyncio's own TLS servers keep to themselves."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        incoming.write(await reader.read(65536))
        with pytest.raises(ssl.SSLError):
            context.wrap_bio(incoming, outgoing, server_side=True).do_handshake()
        writer.write(outgoing.read())

    return handler


async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say bytes of no protocol and close."""
    await saying(b"\xff\xfe\xfd" * 40)(reader, writer)


async def dripping(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say what could become an answer to anything, one byte at a time, for ever."""
    for byte in b"HTTP/1.1 200 OK\r\n" + b"x: y\r\n" * 10000:
        writer.write(bytes((byte,)))
        await writer.drain()
        await asyncio.sleep(0.02)


async def flooding(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Say more than anybody asked for, as fast as it is taken."""
    while True:
        writer.write(b"a" * 65536)
        await writer.drain()


def unused_port() -> int:
    """A loopback port nobody listens on."""
    with socket.socket() as unused:
        unused.bind((LOOPBACK, 0))
        return int(unused.getsockname()[1])


class ScriptedPipe:
    """A peer that says these pieces and then closes, whatever it is told."""

    def __init__(self, pieces: Iterable[bytes]) -> None:
        self._pieces = iter(pieces)
        self.written = bytearray()

    async def read(self) -> bytes:
        """The next piece, b"" at the end."""
        return next(self._pieces, b"")

    async def write(self, data: bytes) -> None:
        """Remember what was said."""
        self.written += data

    def close(self, last: bytes = b"") -> None:
        """Nothing is open."""
        self.written += last


def scripted(*pieces: bytes, within: float = 1.0) -> Connection:
    """A connection to a peer that says these pieces and closes."""
    pipe = ScriptedPipe(piece for piece in pieces if piece)
    return Connection(pipe, peer="peer:1", local="local:2", deadline=Deadline.after(within))
