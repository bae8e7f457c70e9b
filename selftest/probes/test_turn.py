"""The TURN probes against a small real server, with the library users depend on beside them."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
import trustme

from fixtures.probes.net.answer import Ending
from fixtures.probes.net.credentials import Credentials
from fixtures.probes.stun.wire import Transport
from fixtures.probes.turn.answer import TurnServer
from fixtures.probes.turn.data import binding_of_peer, send_to_peer
from fixtures.probes.turn.held import held_allocation
from fixtures.probes.turn.library import allocate_with_aioice
from fixtures.probes.turn.requests import allocate, permissions, refresh
from selftest.probes.hostile import datagram_server
from selftest.probes.turn_double import Rules, turn_over_stream, turn_over_udp

RIGHT = Credentials("1790000000", "right")
WRONG = Credentials("1790000000", "wrong")
SHORT = 0.4


def at(port: int, transport: Transport = Transport.UDP) -> TurnServer:
    return TurnServer("127.0.0.1", port, transport)


async def test_an_allocation_is_challenged_and_granted() -> None:
    """The first request meets a 401 with realm and nonce, the signed one gets a relayed address."""
    rules = Rules()
    async with turn_over_udp(rules) as (port, _):
        answer = await allocate(at(port), RIGHT, lifetime=777)

        assert answer.allocated
        assert answer.challenged
        assert (answer.realm, answer.lifetime, answer.software) == ("turn.lab.test", 777, "double")
        assert answer.relayed_address == "127.0.0.1"
        assert f"{answer.mapped_address}:{answer.mapped_port}" == answer.local
        async with asyncio.timeout(1):
            await rules.emptied.wait()


@pytest.mark.parametrize(
    "credentials",
    [
        pytest.param(None, id="none"),
        pytest.param(WRONG, id="wrong password"),
        pytest.param(Credentials("1", "right"), id="unknown user"),
    ],
)
async def test_credentials_are_needed(credentials: Credentials | None) -> None:
    """Without the right credentials the answer is 401, and nothing is allocated."""
    async with turn_over_udp(Rules()) as (port, server):
        answer = await allocate(at(port), credentials)

        assert (answer.ending, answer.code, answer.reason) == (Ending.ANSWERED, 401, "Unauthorized")
        assert answer.challenged
        assert not answer.allocated
        assert not server.allocations()


async def test_a_stale_nonce_is_renewed() -> None:
    """A 438 is answered once with the new nonce."""
    async with turn_over_udp(Rules(stale_nonces=1)) as (port, _):
        assert (await allocate(at(port), RIGHT)).code == 438
        assert (await allocate(at(port), RIGHT)).allocated


async def test_an_impostor_is_not_believed() -> None:
    """A success that is not signed with our key does not count, and the answer says so."""
    async with turn_over_udp(Rules(signs_with=b"impostor")) as (port, _):
        answer = await allocate(at(port), RIGHT, within=SHORT)

    assert answer.ending is Ending.MALFORMED
    assert "not signed with our key" in answer.detail
    assert "after a challenge for realm turn.lab.test" in answer.detail


async def test_peers_are_permitted_one_by_one() -> None:
    """Each peer gets its own answer, in the spelling it was asked with."""
    peers = ("127.0.0.1", "10.0.0.1", "::1")
    async with turn_over_udp(Rules()) as (port, _):
        answers = await permissions(at(port), RIGHT, peers)

    assert [(answer.peer, answer.granted, answer.code) for answer in answers] == [
        ("127.0.0.1", True, 0),
        ("10.0.0.1", False, 403),
        ("::1", False, 443),
    ]


async def test_peers_spelled_as_mapped_addresses() -> None:
    """On an IPv6 allocation a mapped IPv4 address goes out as 16 bytes and is judged as such."""
    async with turn_over_udp(Rules()) as (port, _):
        answers = await permissions(at(port), RIGHT, ("::ffff:127.0.0.1", "::1"), family=6)

    assert [answer.code for answer in answers] == [403, 0]


async def test_permissions_without_allocation() -> None:
    """Where nothing is allocated every peer says so, with the server's code."""
    async with turn_over_udp(Rules()) as (port, _):
        answers = await permissions(at(port), WRONG, ("127.0.0.1", "10.0.0.1"))

    assert [(answer.step, answer.code, answer.granted) for answer in answers] == [("allocate", 401, False)] * 2


async def test_insisting_sends_all_the_same() -> None:
    """With a payload data leaves for a permitted peer and a forbidden one; the canary hears only the former."""
    heard: list[bytes] = []
    async with datagram_server(heard.append) as canary, turn_over_udp(Rules()) as (port, _):
        allowed, denied = await permissions(at(port), RIGHT, ("127.0.0.1", "10.0.0.1"), port=canary, payload=b"canary")

    assert allowed.insisted
    assert denied.insisted
    assert (allowed.channel_code, denied.channel_code) == (0, 403)
    assert heard == [b"canary", b"canary"]


@pytest.mark.parametrize("channel", [False, True], ids=["indication", "channel"])
@pytest.mark.parametrize("payload", [b"odd", bytes(1200)], ids=["odd", "large"])
@pytest.mark.parametrize("transport", [Transport.UDP, Transport.TCP])
async def test_bytes_cross_the_relay(channel: bool, payload: bytes, transport: Transport) -> None:
    """A datagram reaches the peer and its answer comes back over the same kind of frame."""
    async with datagram_server(lambda sent: b"seen:" + sent) as peer, turn_over(transport) as port:
        answer = await send_to_peer(at(port, transport), RIGHT, "127.0.0.1", peer, payload, channel=channel)

    assert answer.received == b"seen:" + payload
    assert answer.sender == f"127.0.0.1:{peer}"
    assert answer.channel == (0x4000 if channel else 0)
    assert answer.step == "data"


@asynccontextmanager
async def turn_over(transport: Transport) -> AsyncIterator[int]:
    if transport is Transport.UDP:
        async with turn_over_udp(Rules()) as (port, _):
            yield port
    else:
        async with turn_over_stream(Rules()) as port:
            yield port


async def test_the_peer_sees_the_relayed_address() -> None:
    """A STUN Binding through the relay tells the relay's own address."""
    async with turn_over_udp(Rules()) as (peer, _), turn_over_udp(Rules()) as (port, _):
        answer = await binding_of_peer(at(port), RIGHT, "127.0.0.1", peer)

    assert (answer.seen_address, answer.seen_port) == (answer.relayed_address, answer.relayed_port)
    assert answer.rtt > 0


@pytest.mark.parametrize(
    ("credentials", "peer", "step", "code"),
    [
        pytest.param(WRONG, "127.0.0.1", "allocate", 401, id="wrong password"),
        pytest.param(RIGHT, "10.0.0.1", "permission", 403, id="forbidden peer"),
    ],
)
async def test_a_refused_trip_says_where(credentials: Credentials, peer: str, step: str, code: int) -> None:
    """A refusal on the way names its step and its code."""
    async with turn_over_udp(Rules()) as (port, _):
        answer = await send_to_peer(at(port), credentials, peer, 9, b"x")

    assert (answer.ending, answer.step, answer.code, answer.sent) == (Ending.ANSWERED, step, code, 0)


async def test_a_mute_peer_reads_as_silence_of_the_data() -> None:
    """Permitted, sent, and nothing came back."""
    async with datagram_server(lambda _: None) as peer, turn_over_udp(Rules()) as (port, _):
        answer = await send_to_peer(at(port), RIGHT, "127.0.0.1", peer, b"x", within=SHORT)

    assert (answer.ending, answer.step, answer.sent) == (Ending.SILENT, "data", 1)


async def test_the_life_of_an_allocation() -> None:
    """Refresh extends, and lifetime 0 deletes."""
    async with turn_over_udp(Rules()) as (port, _):
        answer = await refresh(at(port), RIGHT, lifetime=1234)

    assert (answer.allocated, answer.refreshed) == (600, 1234)
    assert (answer.refresh_code, answer.delete_code) == (0, 0)
    assert answer.step == "delete"


async def test_a_held_allocation_answers_many_questions() -> None:
    """Permit, send, receive, bind, refresh and give up, on one and the same allocation."""
    async with (
        datagram_server(lambda sent: sent[::-1]) as peer,
        turn_over_udp(Rules()) as (port, server),
        held_allocation(at(port), RIGHT) as held,
    ):
        assert (await held.relayed_address()).startswith("127.0.0.1:")
        assert (await held.permit("127.0.0.1")).granted
        assert (await held.permit("10.0.0.1")).code == 403
        await held.send("127.0.0.1", peer, b"abc")
        came = await held.receive()
        assert (came.data, came.address) == (b"cba", f"127.0.0.1:{peer}")
        assert (await held.bind("127.0.0.1", peer)).granted
        await held.send("127.0.0.1", peer, b"def", channel=0x4000)
        assert (await held.receive()).channel == 0x4000
        assert (await held.receive(within=0.1)).ending is Ending.SILENT
        assert (await held.refresh(0)).code == 0
        assert (await held.refresh(600)).code == 437
        assert server.allocations() == 0


async def test_a_held_allocation_that_never_was() -> None:
    """Where the allocation fails, every method says so and none waits."""
    async with turn_over_udp(Rules()) as (port, _), held_allocation(at(port), WRONG) as held:
        assert (await held.allocated()).code == 401
        assert await held.relayed_address() == ""
        assert (await held.permit("127.0.0.1")).step == "allocate"
        assert "401" in (await held.receive()).detail
        assert "401" in (await held.send("127.0.0.1", 9, b"x")).detail


@pytest.mark.parametrize("credentials", [RIGHT, WRONG], ids=["right", "wrong password"])
@pytest.mark.parametrize("transport", [Transport.UDP, Transport.TCP])
async def test_the_library_agrees(credentials: Credentials, transport: Transport) -> None:
    """aioice, which real clients use, gets from the server what the conformance client gets."""
    async with turn_over(transport) as port:
        ours = await allocate(at(port, transport), credentials)
        theirs = await allocate_with_aioice(at(port, transport), credentials)

    assert (theirs.ending, theirs.code, theirs.allocated) == (ours.ending, ours.code, ours.allocated)
    assert theirs.relayed_address == ours.relayed_address
    assert theirs.mapped_address == ours.mapped_address


async def test_an_allocation_over_tls(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Over TLS the name is verified against the trust store of the vantage, wherever we dial."""
    authority = trustme.CA()
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("turn.lab.test").configure_cert(tls)
    async with turn_over_stream(Rules(), tls) as port:
        server = TurnServer("turn.lab.test", port, Transport.TLS, dial="127.0.0.1")
        stranger = await allocate(server, RIGHT)
        authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
        monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "ca.pem"))
        trusted = await allocate(server, RIGHT)

    assert stranger.ending is Ending.UNTRUSTED
    assert trusted.allocated


def test_the_password_is_not_shown() -> None:
    """Printed credentials keep their secret."""
    assert "right" not in repr(RIGHT)
