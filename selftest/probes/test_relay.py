"""Two relay-only WebRTC peers over a small relay, and over relays that are none."""

import asyncio

import pytest

from fixtures.probes.ice.relay import data_channel_echo
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.credentials import Credentials
from selftest.probes.hostile import datagram_server
from selftest.probes.turn_double import Rules, turn_over_stream, turn_over_udp

RIGHT = Credentials("1790000000", "right")
SIZES = (1, 1200, 1500, 20000)


async def test_bytes_cross_over_udp() -> None:
    """A data channel opens between relayed addresses and echoes every size."""
    async with turn_over_udp(Rules()) as (port, _):
        answer = await data_channel_echo((f"turn:127.0.0.1:{port}?transport=udp",), RIGHT, sizes=SIZES)

    assert (answer.ending, answer.step) == (Ending.ANSWERED, "echo"), answer.detail
    assert (answer.intact, answer.lost) == (SIZES, ())
    assert (answer.caller.type, answer.answerer.type) == ("relay", "relay")
    assert answer.caller.address != answer.answerer.address
    assert answer.sent == answer.received == sum(SIZES)
    assert 0 < answer.opened_after < answer.seconds


async def test_bytes_cross_over_tcp() -> None:
    """The same where the relay is reached over a stream."""
    async with turn_over_stream(Rules()) as port:
        answer = await data_channel_echo((f"turn:127.0.0.1:{port}?transport=tcp",), RIGHT, sizes=(1400,))

    assert answer.intact == (1400,)


@pytest.mark.parametrize("credentials", [Credentials("1790000000", "wrong"), Credentials("", "")])
async def test_a_relay_that_refuses(credentials: Credentials) -> None:
    """Without an allocation there is nothing to offer, and the step says so."""
    async with turn_over_udp(Rules()) as (port, _):
        answer = await data_channel_echo((f"turn:127.0.0.1:{port}",), credentials, within=3.0)

    assert (answer.ending, answer.step, answer.opened_after) == (Ending.SILENT, "gather", 0.0)
    assert "no relayed address" in answer.detail


async def test_an_advertised_url_that_is_none() -> None:
    """What a deployment advertises may be nonsense; that is an answer too."""
    answer = await data_channel_echo(("turn:",), RIGHT)

    assert (answer.ending, answer.opened_after) == (Ending.MALFORMED, 0.0)


async def test_a_relay_that_is_mute() -> None:
    """A dead relay costs the deadline and not a second more, and leaves no task behind."""
    before = len(asyncio.all_tasks())
    async with datagram_server(lambda _: None) as port:
        answer = await data_channel_echo((f"turn:127.0.0.1:{port}",), RIGHT, within=1.0)

    assert (answer.ending, answer.step) == (Ending.SILENT, "gather")
    assert answer.seconds < 1.3
    assert len(asyncio.all_tasks()) == before


async def test_a_relay_that_denies_its_own_address() -> None:
    """Allocated, but neither end may reach the other: it ends in the step of opening."""
    async with turn_over_udp(Rules(denied=frozenset({"127.0.0.1"}))) as (port, _):
        answer = await data_channel_echo((f"turn:127.0.0.1:{port}",), RIGHT, within=2.0)

    assert (answer.ending, answer.step) == (Ending.SILENT, "open")
    assert answer.caller.type == ""
