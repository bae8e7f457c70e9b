"""Connectivity checks against a bridge that knows its key, and against others who do not."""

from collections.abc import Callable

import pytest

from fixtures.probes.ice.check import candidate_check, candidate_check_through_relay
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.credentials import Credentials
from fixtures.probes.stun.message import (
    Attribute,
    Kind,
    StunMessage,
    decode,
    encode,
    packed_address,
)
from fixtures.probes.turn.answer import TurnServer
from selftest.probes.hostile import datagram_server
from selftest.probes.turn_double import Rules, turn_over_udp

UFRAG, PASSWORD = "2b4it", "4hvp3jj7v4rrt6681oncqvmn2p"
RIGHT = Credentials("1790000000", "right")
SEEN = ("198.51.100.11", 40000)
SHORT = 0.4


def bridge(data: bytes) -> bytes | None:
    """What the real bridge does: unknown users are ignored, wrong passwords refused, checks answered."""
    request = decode(data)
    if request.text(Attribute.USERNAME).partition(":")[0] != UFRAG or request.fingerprint() is not True:
        return None
    if request.integrity(PASSWORD.encode()) is not True:
        error = ((Attribute.ERROR_CODE, b"\0\0\x04\x01Unauthorized"),)
        return encode(StunMessage(request.method, Kind.ERROR, request.transaction, error))
    assert request.number(Attribute.PRIORITY)
    assert len(request.value(Attribute.ICE_CONTROLLED) or b"") == 8
    return answered(data, PASSWORD)


def answered(data: bytes, password: str | None) -> bytes:
    request = decode(data)
    mapped = ((Attribute.XOR_MAPPED_ADDRESS, packed_address(SEEN, request.transaction)),)
    response = StunMessage(request.method, Kind.SUCCESS, request.transaction, mapped)
    return encode(response, password.encode() if password else None, fingerprint=True)


async def test_the_bridge_answers_with_its_key() -> None:
    """A check with the endpoint's key is answered, signed with the same key."""
    async with datagram_server(bridge) as port:
        answer = await candidate_check("127.0.0.1", port, ufrag=UFRAG, password=PASSWORD)

    assert (answer.ending, answer.authentic, answer.code) == (Ending.ANSWERED, True, 0)
    assert (answer.mapped_address, answer.mapped_port) == SEEN
    assert answer.rtt > 0


@pytest.mark.parametrize(
    ("reply", "ufrag", "password", "ending", "code"),
    [
        pytest.param(bridge, UFRAG, "wrong", Ending.ANSWERED, 401, id="wrong password"),
        pytest.param(bridge, "nobody", PASSWORD, Ending.SILENT, 0, id="unknown endpoint"),
        pytest.param(lambda data: answered(data, None), UFRAG, PASSWORD, Ending.MALFORMED, 0, id="plain STUN server"),
        pytest.param(lambda data: answered(data, "guess"), UFRAG, PASSWORD, Ending.MALFORMED, 0, id="wrong integrity"),
        pytest.param(lambda _: None, UFRAG, PASSWORD, Ending.SILENT, 0, id="silence"),
        pytest.param(lambda _: b"\x80" * 40, UFRAG, PASSWORD, Ending.MALFORMED, 0, id="RTP"),
        pytest.param(
            lambda data: b"\x01\x01\0\0" + data[4:20], UFRAG, PASSWORD, Ending.MALFORMED, 0, id="empty success"
        ),
    ],
)
async def test_others_do_not_pass(
    reply: Callable[[bytes], bytes | None], ufrag: str, password: str, ending: Ending, code: int
) -> None:
    """Only who knows the key counts as the bridge; everything else ends in time as what it is."""
    async with datagram_server(reply) as port:
        answer = await candidate_check("127.0.0.1", port, ufrag=ufrag, password=password, within=SHORT)

    assert (answer.ending, answer.code, answer.authentic) == (ending, code, False), answer.detail
    assert answer.seconds < SHORT + 0.3


async def test_the_bridge_is_reached_through_the_relay() -> None:
    """The same check from the relayed address proves the path of those who reach only the relay."""
    async with datagram_server(bridge) as port, turn_over_udp(Rules()) as (turn, _):
        server = TurnServer("127.0.0.1", turn)
        answer = await candidate_check_through_relay(server, RIGHT, "127.0.0.1", port, ufrag=UFRAG, password=PASSWORD)

    assert answer.authentic
    assert answer.address == f"127.0.0.1:{port}"
    assert answer.local.startswith("127.0.0.1:")


@pytest.mark.parametrize(
    ("password", "peer", "step", "code"),
    [
        pytest.param("wrong", "127.0.0.1", "allocate", 401, id="wrong credentials"),
        pytest.param("right", "10.0.0.1", "permission", 403, id="forbidden bridge"),
    ],
)
async def test_a_relay_that_refuses(password: str, peer: str, step: str, code: int) -> None:
    """A relay's refusal names its step and code and is not blamed on the bridge."""
    async with turn_over_udp(Rules()) as (turn, _):
        answer = await candidate_check_through_relay(
            TurnServer("127.0.0.1", turn), Credentials("1790000000", password), peer, 10000, ufrag="u", password="p"
        )

    assert (answer.ending, answer.step, answer.code, answer.authentic) == (Ending.ANSWERED, step, code, False)


async def test_a_bridge_that_is_mute_through_the_relay() -> None:
    """Permitted but unanswered is silence of the check itself."""
    async with datagram_server(lambda _: None) as port, turn_over_udp(Rules()) as (turn, _):
        answer = await candidate_check_through_relay(
            TurnServer("127.0.0.1", turn), RIGHT, "127.0.0.1", port, ufrag=UFRAG, password=PASSWORD, within=SHORT
        )

    assert (answer.ending, answer.step) == (Ending.SILENT, "check")
