"""TURN servers that are none, or not quite: every probe ends in time and says what came."""

import asyncio
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.probes.net.answer import Ending
from fixtures.probes.net.credentials import Credentials
from fixtures.probes.stun.message import Attribute, Kind, Method, StunMessage, encode
from fixtures.probes.stun.wire import Transport
from fixtures.probes.turn.answer import AllocateAnswer, TurnServer
from fixtures.probes.turn.data import send_to_peer
from fixtures.probes.turn.library import allocate_with_aioice
from fixtures.probes.turn.requests import allocate, permissions, refresh
from selftest.probes.hostile import datagram_server, stream_server
from selftest.probes.turn_double import Rules, turn_over_udp

RIGHT = Credentials("1790000000", "right")
SHORT = 0.4
UNREACHED = encode(StunMessage(Method.DATA, Kind.INDICATION, attributes=((Attribute.ICMP, bytes(8)),)))


def at(port: int, transport: Transport = Transport.UDP) -> TurnServer:
    return TurnServer("127.0.0.1", port, transport)


@pytest.mark.parametrize(
    ("reply", "ending"),
    [
        pytest.param(lambda _: None, Ending.SILENT, id="silence"),
        pytest.param(lambda _: b"\x00garbage", Ending.MALFORMED, id="garbage"),
        pytest.param(lambda _: UNREACHED, Ending.SILENT, id="news that a peer was not reached"),
        pytest.param(lambda sent: b"\x01\x03\x00\x00" + sent[4:20], Ending.MALFORMED, id="success without address"),
    ],
)
async def test_a_hostile_server_over_udp(reply: Callable[[bytes], bytes | None], ending: Ending) -> None:
    """Every probe ends by its deadline and says what came."""
    async with datagram_server(reply) as port:
        allocated, refreshed, sent, theirs, (permitted,) = await asyncio.gather(
            allocate(at(port), RIGHT, within=SHORT),
            refresh(at(port), RIGHT, within=SHORT),
            send_to_peer(at(port), RIGHT, "127.0.0.1", 9, b"x", within=SHORT),
            allocate_with_aioice(at(port), RIGHT, within=SHORT),
            permissions(at(port), RIGHT, ("127.0.0.1",), within=SHORT),
        )

    assert {allocated.ending, refreshed.ending, sent.ending, permitted.ending} == {ending}
    assert theirs.ending in (ending, Ending.SILENT)
    assert max(allocated.seconds, refreshed.seconds, sent.seconds, theirs.seconds) < SHORT + 0.3


@pytest.mark.parametrize(
    ("reply", "closes", "ending"),
    [
        pytest.param(b"", False, Ending.SILENT, id="half-open"),
        pytest.param(b"", True, Ending.CLOSED, id="closes"),
        pytest.param(b"HTTP/1.1 400 Bad Request\r\n", False, Ending.MALFORMED, id="http"),
    ],
)
async def test_a_hostile_server_over_tcp(reply: bytes, closes: bool, ending: Ending) -> None:
    """A stream that is not TURN ends in time as what it is."""
    async with stream_server(reply, closes=closes) as port:
        server = at(port, Transport.TCP)
        answer, theirs = await asyncio.gather(
            allocate(server, RIGHT, within=SHORT), allocate_with_aioice(server, RIGHT, within=SHORT)
        )

    assert answer.ending is ending
    assert theirs.ending in (ending, Ending.SILENT)
    assert theirs.seconds < SHORT + 0.3


@settings(max_examples=20, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 400), st.integers(0, 255)), min_size=1, max_size=4))
def test_no_bent_response_breaks_a_probe(flips: list[tuple[int, int]]) -> None:
    """Whatever bytes of the responses change, the probe answers in time and never raises."""

    def bend(data: bytes) -> bytes:
        bent = bytearray(data)
        for position, value in flips:
            bent[position % len(bent)] = value
        return bytes(bent)

    async def ask() -> AllocateAnswer:
        async with turn_over_udp(Rules(bend=bend)) as (port, _):
            return await allocate(at(port), RIGHT, within=0.05)

    answer = asyncio.run(ask())

    assert answer.detail
    assert answer.seconds < 0.5
