"""STUN Binding against a small server and against hostile ones."""

import asyncio
import socket
from collections.abc import Callable

import pytest

from fixtures.probes.net.answer import Ending
from fixtures.probes.stun.mapped_address import binding
from fixtures.probes.stun.wire import Transport
from selftest.probes.hostile import datagram_server, stream_server
from selftest.probes.turn_double import Rules, turn_over_stream, turn_over_udp

SHORT = 0.4


async def test_the_mapped_address_is_ours() -> None:
    """Over loopback the server sees the address we sent from."""
    async with turn_over_udp(Rules()) as (port, _):
        answer = await binding("127.0.0.1", port)

    assert answer.ending is Ending.ANSWERED
    assert f"{answer.mapped_address}:{answer.mapped_port}" == answer.local
    assert answer.software == "double"
    assert answer.fingerprint is True
    assert answer.attributes == ("XOR_MAPPED_ADDRESS", "SOFTWARE", "FINGERPRINT")
    assert 0 < answer.rtt <= answer.seconds


async def test_a_binding_over_tcp() -> None:
    """The same question over a stream, cut into messages."""
    async with turn_over_stream(Rules()) as port:
        answer = await binding("127.0.0.1", port, transport=Transport.TCP)

    assert f"{answer.mapped_address}:{answer.mapped_port}" == answer.local


async def test_nobody_listens() -> None:
    """ICMP port unreachable is a refusal, at once."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

    answer = await binding("127.0.0.1", port)

    assert answer.ending is Ending.REFUSED
    assert answer.address == f"127.0.0.1:{port}"


async def test_a_name_without_address() -> None:
    """An unknown name ends as UNRESOLVED."""
    assert (await binding("nothing.invalid", within=2.0)).ending is Ending.UNRESOLVED


@pytest.mark.parametrize(
    ("reply", "ending", "sentence"),
    [
        pytest.param(lambda _: None, Ending.SILENT, "no answer", id="silence"),
        pytest.param(lambda _: b"garbage", Ending.MALFORMED, "garbage", id="text"),
        pytest.param(lambda _: bytes(30), Ending.MALFORMED, "not STUN", id="zeros"),
        pytest.param(lambda sent: sent, Ending.MALFORMED, "not the response", id="echo"),
        pytest.param(
            lambda sent: b"\x01\x01\x00\x00" + sent[4:8] + bytes(12),
            Ending.MALFORMED,
            "no transaction of ours",
            id="wrong transaction",
        ),
        pytest.param(lambda sent: b"\x01\x01\x00\x00" + sent[4:20], Ending.MALFORMED, "no mapped address", id="empty"),
        pytest.param(
            lambda sent: b"\x01\x11\x00\x00" + sent[4:20], Ending.MALFORMED, "ERROR-CODE", id="codeless error"
        ),
        pytest.param(
            lambda sent: b"\x01\x01\x00\x08" + sent[4:20] + b"\x00\x20\x00\x04\x00\x07\x00\x01",
            Ending.MALFORMED,
            "unknown protocol",
            id="strange family",
        ),
        pytest.param(
            lambda sent: b"\x01\x01\x00\x04" + sent[4:20] + b"\x00\x20\xff\xff",
            Ending.MALFORMED,
            "reaches past the end",
            id="oversized attribute",
        ),
    ],
)
async def test_a_hostile_server_over_udp(reply: Callable[[bytes], bytes | None], ending: Ending, sentence: str) -> None:
    """Whatever a server sends instead of an answer, the probe ends in time and says what came."""
    async with datagram_server(reply) as port:
        answer = await binding("127.0.0.1", port, within=SHORT)

    assert (answer.ending, sentence in answer.detail) == (ending, True), answer.detail
    assert answer.seconds < SHORT + 0.3


@pytest.mark.parametrize(
    ("reply", "closes", "ending", "sentence"),
    [
        pytest.param(b"", False, Ending.SILENT, "no answer", id="half-open"),
        pytest.param(b"", True, Ending.CLOSED, "closed", id="closes"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n\r\n", False, Ending.MALFORMED, "HTTP/1.1", id="http"),
        pytest.param(
            b"\x01\x01\xff\xfc\x21\x12\xa4\x42" + bytes(12), False, Ending.MALFORMED, "20 bytes of one", id="long body"
        ),
        pytest.param(b"\x40\x00\x00\x00" * 9, False, Ending.MALFORMED, "a channel we know", id="unbound channel"),
    ],
)
async def test_a_hostile_server_over_tcp(reply: bytes, closes: bool, ending: Ending, sentence: str) -> None:
    """A stream that is not STUN, or never goes on, ends in time as what it is."""
    async with stream_server(reply, closes=closes) as port:
        answer = await binding("127.0.0.1", port, transport=Transport.TCP, within=SHORT)

    assert (answer.ending, sentence in answer.detail) == (ending, True), answer.detail
    assert answer.seconds < SHORT + 0.3


async def test_a_lost_request_is_sent_again() -> None:
    """Over UDP one lost packet costs half a second, not the answer."""
    async with turn_over_udp(Rules()) as (port, server):
        server.deaf_to = 1
        answer = await binding("127.0.0.1", port)

    assert answer.ending is Ending.ANSWERED
    assert answer.requests == 2
    assert answer.rtt > 0.45


async def test_cancelling_leaves_nothing_open() -> None:
    """A probe that is cancelled in the middle closes its socket and its reader."""
    async with datagram_server(lambda _: None) as port:
        before = len(asyncio.all_tasks())
        asking = asyncio.create_task(binding("127.0.0.1", port, within=5.0))
        await asyncio.sleep(0.05)
        asking.cancel()
        await asyncio.wait([asking])

        assert asking.cancelled()
        assert len(asyncio.all_tasks()) == before
