"""A small real TURN and STUN server on loopback, with the rules of coturn that the probes care about."""

import asyncio
import secrets
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from ipaddress import ip_address
from typing import cast

from aioice.stun import padding_length
from aioice.turn import make_integrity_key

from fixtures.probes.stun.message import (
    Attribute,
    Kind,
    Method,
    StunMessage,
    decode,
    encode,
    message_length,
    packed_address,
    packed_number,
)

Address = tuple[str, int]
Attributes = tuple[tuple[int, bytes], ...]
Reply = Callable[[bytes], None]


@dataclass
class Rules:
    """How the server behaves."""

    users: dict[str, str] = field(default_factory=lambda: {"1790000000": "right"})
    realm: str = "turn.lab.test"
    denied: frozenset[str] = frozenset({"10.0.0.1", "::ffff:127.0.0.1"})
    stale_nonces: int = 0
    """How many signed requests are answered with 438 and a new nonce."""
    signs_with: bytes | None = None
    """A key to sign responses with instead of the client's, as an impostor would."""
    emptied: asyncio.Event = field(default_factory=asyncio.Event)
    """Set when a client has given its allocation back."""
    bend: Callable[[bytes], bytes] = lambda data: data
    """What happens to every response on its way out."""


@dataclass
class Allocation:
    """One client's relay."""

    transport: asyncio.DatagramTransport
    lifetime: int
    permissions: set[str] = field(default_factory=set)
    channels: dict[int, Address] = field(default_factory=dict)


class Relay(asyncio.DatagramProtocol):
    """The relayed socket: what permitted peers send is wrapped for the client."""

    def __init__(self, reply: Reply) -> None:
        self._reply = reply
        self.allocation: Allocation | None = None

    def datagram_received(self, data: bytes, addr: Address) -> None:
        assert self.allocation is not None
        if addr[0] not in self.allocation.permissions:
            return
        for number, peer in self.allocation.channels.items():
            if peer == addr:
                frame = number.to_bytes(2, "big") + len(data).to_bytes(2, "big") + data
                self._reply(frame)
                return
        message = StunMessage(Method.DATA, Kind.INDICATION)
        peer_value = packed_address(addr, message.transaction)
        attributes = ((Attribute.XOR_PEER_ADDRESS, peer_value), (Attribute.DATA, data))
        self._reply(encode(replace(message, attributes=attributes)))


class TurnDialogue:
    """One client's five-tuple."""

    def __init__(self, rules: Rules, client: Address, reply: Reply) -> None:
        self.rules = rules
        self.allocation: Allocation | None = None
        self._client = client
        self._reply = reply
        self._nonce = secrets.token_hex(8).encode()

    async def take(self, data: bytes) -> None:
        """Answer one message or frame."""
        if data[0] & 0xC0 == 0x40:
            self._forward(data)
            return
        message = decode(data)
        if message.kind is Kind.INDICATION:
            self._relay(message)
        elif message.method == Method.BINDING:
            self._answer(message, ((Attribute.XOR_MAPPED_ADDRESS, self._packed(self._client, message)),))
        elif await self._authenticated(message):
            await self._serve(message)

    def close(self) -> None:
        if self.allocation is not None:
            self.allocation.transport.abort()
            self.allocation = None
            self.rules.emptied.set()

    async def _authenticated(self, message: StunMessage) -> bool:
        key = self._key(message)
        if key is None or message.integrity(key) is not True:
            self._challenge(message, 401, "Unauthorized")
        elif self.rules.stale_nonces or message.value(Attribute.NONCE) != self._nonce:
            self.rules.stale_nonces = max(0, self.rules.stale_nonces - 1)
            self._nonce = secrets.token_hex(8).encode()
            self._challenge(message, 438, "Stale Nonce")
        else:
            return True
        return False

    async def _serve(self, message: StunMessage) -> None:
        if message.method == Method.ALLOCATE:
            await self._allocate(message)
        elif self.allocation is None:
            self._refuse(message, 437, "Allocation Mismatch")
        elif message.method == Method.REFRESH:
            self._refresh(message)
        else:
            self._about_peer(message, self.allocation)

    async def _allocate(self, message: StunMessage) -> None:
        if self.allocation is not None:
            self._refuse(message, 437, "Allocation Mismatch")
            return
        host = "::1" if message.value(Attribute.REQUESTED_ADDRESS_FAMILY) else "127.0.0.1"
        loop = asyncio.get_running_loop()
        transport, relay = await loop.create_datagram_endpoint(lambda: Relay(self._reply), local_addr=(host, 0))
        lifetime = message.number(Attribute.LIFETIME) or 600
        self.allocation = relay.allocation = Allocation(transport, lifetime)
        relayed = transport.get_extra_info("sockname")[:2]
        self._answer(
            message,
            (
                (Attribute.XOR_RELAYED_ADDRESS, self._packed(relayed, message)),
                (Attribute.XOR_MAPPED_ADDRESS, self._packed(self._client, message)),
                (Attribute.LIFETIME, packed_number(lifetime)),
            ),
        )

    def _refresh(self, message: StunMessage) -> None:
        lifetime = message.number(Attribute.LIFETIME) or 0
        if lifetime == 0:
            self.close()
        self._answer(message, ((Attribute.LIFETIME, packed_number(lifetime)),))

    def _about_peer(self, message: StunMessage, allocation: Allocation) -> None:
        peer = message.address(Attribute.XOR_PEER_ADDRESS)
        assert peer is not None
        ours = allocation.transport.get_extra_info("sockname")[0]
        if ip_address(peer[0]) in {ip_address(denied) for denied in self.rules.denied}:
            self._refuse(message, 403, "Forbidden IP")
        elif (":" in peer[0]) != (":" in ours):
            self._refuse(message, 443, "Peer Address Family Mismatch")
        else:
            allocation.permissions.add(peer[0])
            number = message.value(Attribute.CHANNEL_NUMBER)
            if number is not None:
                allocation.channels[int.from_bytes(number[:2], "big")] = peer
            self._answer(message, ())

    def _relay(self, message: StunMessage) -> None:
        peer, data = message.address(Attribute.XOR_PEER_ADDRESS), message.value(Attribute.DATA)
        assert peer is not None
        assert data is not None
        if self.allocation is not None and peer[0] in self.allocation.permissions:
            self.allocation.transport.sendto(data, peer)

    def _forward(self, frame: bytes) -> None:
        number, length = int.from_bytes(frame[:2], "big"), int.from_bytes(frame[2:4], "big")
        if self.allocation is not None and number in self.allocation.channels:
            self.allocation.transport.sendto(frame[4 : 4 + length], self.allocation.channels[number])

    def _challenge(self, message: StunMessage, code: int, reason: str) -> None:
        more = ((Attribute.REALM, self.rules.realm.encode()), (Attribute.NONCE, self._nonce))
        self._refuse(message, code, reason, more, signed=False)

    def _refuse(
        self, message: StunMessage, code: int, reason: str, more: Attributes = (), *, signed: bool = True
    ) -> None:
        error = bytes([0, 0, code // 100, code % 100]) + reason.encode()
        self._send(message, Kind.ERROR, ((Attribute.ERROR_CODE, error), *more), signed=signed)

    def _answer(self, message: StunMessage, attributes: Attributes) -> None:
        self._send(message, Kind.SUCCESS, attributes, signed=True)

    def _send(self, message: StunMessage, kind: Kind, attributes: Attributes, *, signed: bool) -> None:
        attributes += ((Attribute.SOFTWARE, b"double"),)
        response = StunMessage(message.method, kind, message.transaction, attributes)
        key = (self.rules.signs_with or self._key(message)) if signed else None
        self._reply(self.rules.bend(encode(response, key, fingerprint=True)))

    def _key(self, message: StunMessage) -> bytes | None:
        name = message.text(Attribute.USERNAME)
        if message.method == Method.BINDING or name not in self.rules.users:
            return None
        return make_integrity_key(name, self.rules.realm, self.rules.users[name])

    @staticmethod
    def _packed(address: Address, message: StunMessage) -> bytes:
        return packed_address(address, message.transaction)


class DatagramServer(asyncio.DatagramProtocol):
    """Every client address is one dialogue."""

    def __init__(self, rules: Rules) -> None:
        self.deaf_to = 0
        """How many of the next datagrams are lost."""
        self._rules = rules
        self._dialogues: dict[Address, TurnDialogue] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio's own datagram transports are no subclass of its DatagramTransport.
        self._transport = cast(asyncio.DatagramTransport, transport)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        if self.deaf_to:
            self.deaf_to -= 1
            return
        dialogue = self._dialogues.setdefault(
            addr, TurnDialogue(self._rules, addr, lambda reply: self._transport.sendto(reply, addr))
        )
        task = asyncio.ensure_future(dialogue.take(data))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def allocations(self) -> int:
        return sum(dialogue.allocation is not None for dialogue in self._dialogues.values())

    def close(self) -> None:
        for dialogue in self._dialogues.values():
            dialogue.close()
        self._transport.abort()


@asynccontextmanager
async def turn_over_udp(rules: Rules) -> AsyncIterator[tuple[int, DatagramServer]]:
    """The server on a UDP port of 127.0.0.1."""
    transport, server = await asyncio.get_running_loop().create_datagram_endpoint(
        lambda: DatagramServer(rules), local_addr=("127.0.0.1", 0)
    )
    try:
        yield transport.get_extra_info("sockname")[1], server
    finally:
        server.close()


@asynccontextmanager
async def turn_over_stream(rules: Rules, tls: ssl.SSLContext | None = None) -> AsyncIterator[int]:
    """The server on a TCP port of 127.0.0.1, over TLS where a context is given."""

    serving: dict[asyncio.Task[None] | None, asyncio.StreamWriter] = {}

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        serving[asyncio.current_task()] = writer

        def reply(data: bytes) -> None:
            writer.write(data + bytes(padding_length(len(data))))

        dialogue = TurnDialogue(rules, writer.get_extra_info("peername")[:2], reply)
        try:
            while True:
                await dialogue.take(await _frame(reader))
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            dialogue.close()
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for writer in serving.values():
            writer.close()
        await asyncio.gather(*(task for task in serving if task is not None))


async def _frame(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readexactly(4)
    if head[0] & 0xC0 == 0x40:
        length = int.from_bytes(head[2:], "big")
        return head + await reader.readexactly(length + padding_length(length))
    head += await reader.readexactly(16)
    return head + await reader.readexactly(message_length(head) - 20)
