"""Witnesses see who came, whatever the visitor does."""

import asyncio
import socket
import struct
import time

import pytest

from fixtures.probes.edge.sni import speak_plainly
from fixtures.probes.net.witness import listen_tcp, listen_udp
from selftest.probes.servers import LOOPBACK


async def test_a_tcp_visitor_is_remembered_and_answered() -> None:
    """The peer's address, first bytes and time are those of the visit."""
    async with listen_tcp(reply=b"seen", host=LOOPBACK) as canary:
        answer = await speak_plainly(LOOPBACK, await canary.port(), b"hello", within=2)
        visits = await canary.wait_for(1)

    assert answer.received == b"seen"
    assert [(one.peer_address, one.first_bytes) for one in visits] == [(LOOPBACK, b"hello")]
    assert visits[0].peer.startswith(f"{LOOPBACK}:")
    assert abs(visits[0].at - time.time()) < 5


async def test_nobody_came() -> None:
    """An undisturbed canary has an empty history, and waiting for a visit ends."""
    async with listen_tcp(host=LOOPBACK) as canary:
        assert await canary.wait_for(1, within=0.05) == ()
        assert await canary.history() == ()
        assert await canary.address() == f"{LOOPBACK}:{await canary.port()}"


@pytest.mark.parametrize("linger", [pytest.param(0, id="resets"), pytest.param(1, id="closes")])
async def test_a_visitor_without_a_word_is_remembered(linger: int) -> None:
    """A connection counts even when it ends at once."""
    async with listen_tcp(host=LOOPBACK) as canary:
        with socket.create_connection((LOOPBACK, await canary.port())) as visitor:
            visitor.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, linger))
        visits = await canary.wait_for(1)

    assert [one.first_bytes for one in visits] == [b""]


async def test_a_visitor_that_stays_silent_is_in_the_history() -> None:
    """A connection is on record before it says anything, and does not outlive the canary."""
    async with listen_tcp(host=LOOPBACK) as canary:
        reader, writer = await asyncio.open_connection(LOOPBACK, await canary.port())
        await canary.wait_for(1, within=0.05)
        visits = await canary.history()
    left = await reader.read()
    writer.close()

    assert [one.first_bytes for one in visits] == [b""]
    assert left == b""


async def test_two_visitors_are_told_apart() -> None:
    """Visits are kept in their order with what each said."""
    async with listen_tcp(host=LOOPBACK) as canary:
        port = await canary.port()
        for word in (b"one", b"two"):
            await speak_plainly(LOOPBACK, port, word, within=2)
        visits = await canary.wait_for(2)

    assert [one.first_bytes for one in visits] == [b"one", b"two"]
    assert visits[0].peer != visits[1].peer


async def test_a_datagram_is_a_visit() -> None:
    """Every datagram is remembered and answered."""
    async with listen_udp(reply=b"seen", host=LOOPBACK) as canary:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as visitor:
            visitor.setblocking(False)
            visitor.connect((LOOPBACK, await canary.port()))
            visitor.send(b"x" * 5000)
            visits = await canary.wait_for(1)
            answer = await asyncio.get_running_loop().sock_recv(visitor, 100)
            sender = visitor.getsockname()

    assert [(one.peer, one.first_bytes) for one in visits] == [(f"{LOOPBACK}:{sender[1]}", b"x" * 4096)]
    assert answer == b"seen"


async def test_a_port_that_is_taken_is_our_mistake() -> None:
    """Two canaries cannot sit on one port."""
    async with listen_tcp(host=LOOPBACK) as canary:
        with pytest.raises(OSError, match="in use"):
            async with listen_tcp(await canary.port(), host=LOOPBACK):
                pytest.fail("the port was given away twice")
