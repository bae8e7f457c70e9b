"""A deployment that names addresses nearer to us than its own is not followed there, by name or by number."""

import asyncio
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from aioice import Candidate, Connection

from fixtures.probes import http, stun, turn, xmpp
from fixtures.probes.http import websocket
from fixtures.probes.ice.check import candidate_check
from fixtures.probes.ice.relay import data_channel_echo
from fixtures.probes.net import named, scan, stream
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.credentials import Credentials
from fixtures.probes.net.endings import Ended
from fixtures.probes.net.named import Closeness, closeness, why_not
from fixtures.probes.participant.channel import Inbox, WebSocketLine
from fixtures.probes.participant.reach import guard
from fixtures.probes.participant.relays import dialled
from fixtures.probes.stun.wire import Transport
from fixtures.probes.turn.answer import TurnServer
from fixtures.probes.turn.library import allocate_with_aioice
from fixtures.probes.xmpp.answer import Service
from selftest.probes.servers import LOOPBACK, serving
from selftest.probes.test_hostile_site import once

PUBLIC = "198.51.100.1:443"
"""A deployment on the internet."""
INNER = "192.168.178.10:443"
SAME_HOST = b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
CREDENTIALS = Credentials("u", "p")


class Canary:
    """A port on loopback that nobody may come to, over TCP or UDP."""

    def __init__(self) -> None:
        self._stream = socket.create_server((LOOPBACK, 0))
        self.port = self._stream.getsockname()[1]
        self._datagrams = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._datagrams.bind((LOOPBACK, self.port))
        for each in (self._stream, self._datagrams):
            each.setblocking(False)

    @property
    def was_visited(self) -> bool:
        """Whether anybody came."""
        try:
            self._stream.accept()
        except BlockingIOError:
            pass
        else:
            return True
        try:
            self._datagrams.recv(1)
        except BlockingIOError:
            return False
        return True

    def close(self) -> None:
        """Close both."""
        self._stream.close()
        self._datagrams.close()


@pytest.fixture
def canary() -> Iterator[Canary]:
    """A port that a hostile site names."""
    made = Canary()
    yield made
    made.close()


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("192.175.48.11", Closeness.ANYWHERE),
        ("198.51.100.1", Closeness.ANYWHERE),
        ("2001:db8::1", Closeness.ANYWHERE),
        ("10.0.0.1", Closeness.PRIVATE),
        ("172.30.0.4", Closeness.PRIVATE),
        ("192.168.178.1", Closeness.PRIVATE),
        ("100.64.0.1", Closeness.PRIVATE),
        ("fd00::1", Closeness.PRIVATE),
        ("169.254.169.254", Closeness.LINK),
        ("fe80::1%eth0", Closeness.LINK),
        ("127.0.0.1", Closeness.MACHINE),
        ("127.255.0.9", Closeness.MACHINE),
        ("::1", Closeness.MACHINE),
        ("::ffff:127.0.0.1", Closeness.MACHINE),
        ("::ffff:10.0.0.1", Closeness.PRIVATE),
        ("64:ff9b::7f00:1", Closeness.MACHINE),
        ("0.0.0.0", None),
        ("::", None),
        ("::ffff:0.0.0.0", None),
        ("224.0.0.1", None),
        ("ff02::1", None),
        ("255.255.255.255", None),
    ],
)
def test_how_near_an_address_is(address: str, expected: Closeness | None) -> None:
    """However it is written; addresses of documentation, which laboratories use, count as anybody's."""
    assert closeness(address) is expected


@pytest.mark.parametrize(
    ("address", "by", "through_relay", "goes"),
    [
        pytest.param("198.51.100.2", PUBLIC, False, True, id="a public one"),
        pytest.param("10.0.0.1", PUBLIC, False, False, id="a private one"),
        pytest.param("10.0.0.1", PUBLIC, True, True, id="a private one behind the deployment's relay"),
        pytest.param("127.0.0.1", PUBLIC, True, False, id="the relay's own machine"),
        pytest.param("127.0.0.1", PUBLIC, False, False, id="this machine"),
        pytest.param("172.30.0.4", INNER, False, True, id="a private one of a deployment in our network"),
        pytest.param("169.254.1.1", INNER, False, False, id="the wire, of a deployment in our network"),
        pytest.param("127.0.0.1", "[::1]:443", False, True, id="this machine, of a deployment on it"),
        pytest.param("0.0.0.0", "127.0.0.1:1", False, False, id="nobody's"),
        pytest.param("127.0.0.1", "", False, True, id="the caller's own wish"),
    ],
)
def test_where_a_deployment_may_send_us(address: str, by: str, through_relay: bool, goes: bool) -> None:
    """No nearer than it is itself."""
    reason = why_not(address, by, through_relay=through_relay)

    assert (reason == "") is goes
    assert goes or address in reason


async def test_a_vantage_inside_goes_to_private_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    """Said once by the vantage itself; its own machine is still its own."""
    monkeypatch.setattr(named._Here, "inside", False)

    await named.stand_inside()

    assert why_not("192.168.178.10", PUBLIC) == ""
    assert why_not("127.0.0.1", PUBLIC)


async def test_a_vantage_before_a_strangers_deployment_goes_no_nearer(
    canary: Canary, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also where a name that the deployment once told has become the caller's own."""
    monkeypatch.setattr(named._Here, "site", "")

    await named.stand_before("198.51.100.1")

    scanned = await scan.tcp("localhost", (canary.port,))
    answer = await stun.binding(LOOPBACK, canary.port, within=2.0)
    assert scanned.ending is answer.ending is Ending.NOT_ASKED
    assert not canary.was_visited


@pytest.mark.parametrize("host", [LOOPBACK, "localhost"])
@pytest.mark.parametrize("transport", list(Transport))
async def test_an_advertised_relay(canary: Canary, host: str, transport: Transport) -> None:
    """No allocation is asked for at our own machine."""
    server = TurnServer(host, canary.port, transport, named_by=PUBLIC)

    answers = [
        await turn.allocate(server, CREDENTIALS, within=2.0),
        await allocate_with_aioice(server, CREDENTIALS, within=2.0),
    ]

    assert [answer.ending for answer in answers] == [Ending.NOT_ASKED] * 2
    assert all("so that nobody was asked there" in answer.detail for answer in answers)
    assert not canary.was_visited


@pytest.mark.parametrize("host", [LOOPBACK, "localhost"])
async def test_a_relay_for_a_call(canary: Canary, host: str) -> None:
    """Two clients of the library do not begin."""
    answer = await data_channel_echo((f"turn:{host}:{canary.port}",), CREDENTIALS, named_by=PUBLIC, within=2.0)

    assert answer.ending is Ending.NOT_ASKED
    assert not canary.was_visited


@pytest.mark.parametrize("host", [LOOPBACK, "localhost"])
async def test_a_relay_of_a_participant(canary: Canary, host: str) -> None:
    """What the library is told to dial was looked up and allowed."""
    with pytest.raises(Ended) as end:
        await dialled(Service("turn", host, canary.port, username="u", password="p", named_by=PUBLIC), within=2.0)

    assert end.value.ending is Ending.NOT_ASKED


async def test_the_library_is_given_the_address_that_was_allowed() -> None:
    """A name that means something else the next moment does not lead it astray."""
    server = await dialled(Service("turn", "localhost", 3478, named_by="127.0.0.1:443"), within=2.0)

    assert server.urls in ("turn:127.0.0.1:3478?transport=udp", "turn:localhost:3478?transport=udp")
    assert socket.getaddrinfo("localhost", None)[0][4][0] == "::1" or "127.0.0.1" in server.urls


async def test_a_candidate(canary: Canary) -> None:
    """No check is sent."""
    answer = await candidate_check(LOOPBACK, canary.port, ufrag="u", password="p", named_by=PUBLIC)

    assert answer.ending is Ending.NOT_ASKED
    assert not canary.was_visited


@pytest.mark.parametrize("host", [LOOPBACK, "localhost"])
async def test_a_websocket_that_the_site_names(canary: Canary, host: str) -> None:
    """In its config.js, for the upgrade and for the login."""
    url = f"ws://{host}:{canary.port}/xmpp-websocket"

    upgrade = await websocket.upgrade(url, named_by=PUBLIC, within=2.0)
    login = await xmpp.login(url, "meet.jitsi", named_by=PUBLIC, within=2.0)

    assert upgrade.ending is login.ending is Ending.NOT_ASKED
    assert not canary.was_visited


@pytest.mark.parametrize("host", [LOOPBACK, "localhost"])
async def test_a_channel_that_the_focus_names(canary: Canary, host: str) -> None:
    """No upgrade is asked for."""
    line = WebSocketLine(f"ws://{host}:{canary.port}/colibri-ws/jvb/1/a?pwd=x", None, Inbox(), PUBLIC)

    with pytest.raises(Ended) as end:
        await line.open(2.0)

    assert end.value.ending is Ending.NOT_ASKED
    assert not canary.was_visited


async def test_a_redirect_is_the_sites_word(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the same name leads elsewhere the second time, that is judged by where the site was the first time."""
    named_by: list[str] = []
    asked = stream.connect

    def watched(*args: Any, **words: Any) -> Any:
        named_by.append(str(words["named_by"]))
        return asked(*args, **words)

    async with serving(once(SAME_HOST)) as port:
        monkeypatch.setattr(stream, "connect", watched)
        await http.get(f"http://{LOOPBACK}:{port}/", redirects=True, within=2.0)

    assert named_by[:2] == ["", f"{LOOPBACK}:{port}"]


@pytest.mark.parametrize(
    ("site", "paired"),
    [
        pytest.param(PUBLIC, {"192.0.2.7"}, id="a public deployment"),
        pytest.param(INNER, {"192.0.2.7", "10.0.0.1"}, id="one in our network"),
        pytest.param("", {"192.0.2.7", "10.0.0.1", "127.0.0.1"}, id="nobody knows where"),
    ],
)
async def test_candidates_of_an_offer(site: str, paired: set[str]) -> None:
    """A connection forms no pair that leads where the deployment must not send us."""
    connection = Connection(ice_controlling=False, use_ipv6=False)
    guard(connection, site)
    await connection.gather_candidates()
    try:
        for address in ("127.0.0.1", "10.0.0.1", "192.0.2.7"):
            await connection.add_remote_candidate(Candidate("1", 1, "udp", 1, address, 9, "host"))
        await asyncio.sleep(0)

        assert {pair.remote_candidate.host for pair in connection._check_list} == paired
    finally:
        await connection.close()
