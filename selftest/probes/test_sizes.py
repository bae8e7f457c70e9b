"""Packets of a chosen size: small segments are asked for, large datagrams are seen as large."""

import asyncio
import os
import socket

import pytest

from fixtures.probes.net import packets
from fixtures.probes.net.dialling import Deadline, open_socket
from fixtures.probes.net.packets import LARGE
from selftest.probes.servers import LOOPBACK

SMALL = 536


@pytest.mark.parametrize(("segment", "is_small"), [(SMALL, True), (0, False)])
async def test_both_sides_send_small_segments(segment: int, is_small: bool) -> None:
    """Who is asked for small segments is told so in the handshake, and makes none larger."""
    with socket.create_server((LOOPBACK, 0)) as server:
        port = server.getsockname()[1]
        with await open_socket(LOOPBACK, port, deadline=Deadline.after(2.0), segment=segment):
            served, _ = server.accept()
            with served:
                agreed = served.getsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG)

    assert (agreed <= SMALL) is is_small


async def test_a_large_datagram_is_thrown() -> None:
    """It is as long as one of video, and data of a channel that nobody bound (RFC 8656 section 12.4)."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind((LOOPBACK, 0))
        receiver.settimeout(2.0)
        await packets.throw(LOOPBACK, receiver.getsockname()[1])
        came = receiver.recv(2048)

    assert (len(came), came[:2], int.from_bytes(came[2:4])) == (LARGE, b"\x40\x00", LARGE - 4)


@pytest.mark.skipif(os.geteuid() != 0, reason="A packet socket takes CAP_NET_RAW (packet(7)).")
async def test_size_is_seen() -> None:
    """The watch tells a large datagram from a small one to the same port."""
    loop = asyncio.get_running_loop()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind((LOOPBACK, 0))
        receiver.setblocking(False)
        port = receiver.getsockname()[1]
        async with packets.watching((port,)) as watch:
            receiver.sendto(b"small", (LOOPBACK, port))
            await packets.throw(LOOPBACK, port)
            # A packet socket has each before its receiver; reading the second gives the watch the turns for both.
            for _ in range(2):
                await asyncio.wait_for(loop.sock_recv(receiver, 2048), 2.0)
                await asyncio.sleep(0)
            await asyncio.sleep(0)
            found = await watch.packets()

    assert {packet.large for packet in found} == {False, True}
