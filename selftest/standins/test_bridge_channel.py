"""colibri-ws and the private HTTP port of the bridge stand-in, as clients and proxies see them."""

import json
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

import aiohttp
import pytest
from bridge.bridge import Bridge
from bridge.colibri import ConferenceModify, EndpointRequest, Transport
from bridge.colibri_handler import modify
from bridge.service import Service, serving

from selftest.standins.bridge_client import MEDIA, settings

UPGRADE = {
    "Connection": "Upgrade",
    "Upgrade": "websocket",
    "Sec-WebSocket-Version": "13",
    "Sec-WebSocket-Key": "AAAAAAAAAAAAAAAAAAAAAA==",
}


@pytest.fixture
async def service() -> AsyncIterator[Service]:
    """A bridge on free ports."""
    async with serving(settings()) as running:
        yield running


@pytest.fixture
async def http() -> AsyncIterator[aiohttp.ClientSession]:
    """An HTTP client."""
    async with aiohttp.ClientSession() as session:
        yield session


def allocate(bridge: Bridge, name: str, meeting: str = "one") -> str:
    """The path and query of a new endpoint's channel."""
    request = EndpointRequest(
        name, create=True, capabilities=frozenset({"source-names"}), media=MEDIA, transport=Transport(True)
    )
    creates = meeting not in bridge.conferences
    answer = modify(bridge, ConferenceModify(meeting, create=creates, endpoints=(request,)))
    granted = answer.endpoints[0].transport
    assert granted is not None
    assert granted.ice is not None
    url = urlsplit(granted.ice.web_sockets[0])
    return f"{url.path}?{url.query}"


class Client:
    """A bridge channel over a WebSocket, straight to the public port."""

    def __init__(self, socket: aiohttp.ClientWebSocketResponse) -> None:
        self.socket = socket

    async def next(self, kind: str) -> dict[str, object]:
        """The next message of a class."""
        while True:
            message: dict[str, object] = json.loads(await self.socket.receive_str(timeout=3))
            if message["colibriClass"] == kind:
                return message

    async def say(self, **message: object) -> None:
        """Send a message."""
        await self.socket.send_str(json.dumps(message))


async def connect(http: aiohttp.ClientSession, service: Service, name: str) -> Client:
    """A new endpoint with its channel open."""
    path = allocate(service.bridge, name)
    return Client(await http.ws_connect(f"ws://127.0.0.1:{service.public_port}{path}"))


@pytest.mark.parametrize(
    ("path", "status", "text"),
    [
        pytest.param("/colibri-ws/{server}/{conference}", 404, "invalid path", id="too few parts"),
        pytest.param("/colibri-ws/", 404, "invalid path", id="no parts"),
        pytest.param("/colibri-ws//{conference}/ann", 404, "server ID mismatch", id="an empty part"),
        pytest.param("/elsewhere/a/b/c", 404, "Not Found", id="another path"),
        pytest.param("/colibri-ws/else/{conference}/ann?pwd=no", 404, "server ID mismatch", id="wrong server id"),
        pytest.param("/colibri-ws/{server}/0/ann?{query}", 403, "authentication failed", id="unknown conference"),
        pytest.param(
            "/colibri-ws/{server}/{conference}/eve?{query}", 403, "authentication failed", id="unknown endpoint"
        ),
        pytest.param("/colibri-ws/{server}/{conference}/ann?pwd=no", 403, "authentication failed", id="wrong password"),
        pytest.param("/colibri-ws/{server}/{conference}/ann?pwd=", 403, "authentication failed", id="empty password"),
        pytest.param("/colibri-ws/{server}/{conference}/ann?{query}&a=1", 403, "authentication failed", id="longer"),
        pytest.param(
            "/colibri-ws/{server}/{conference}/ann", 500, "Could not create WebSocket endpoint", id="no password"
        ),
        pytest.param(
            "/colibri-ws/{server}/{conference}/ann?a=1&{query}",
            500,
            "Could not create WebSocket endpoint",
            id="late password",
        ),
        pytest.param(
            "/colibri-ws/{server}/{conference}/ann?pwd=%ff%00", 403, "authentication failed", id="odd password"
        ),
    ],
)
async def test_a_wrong_address_is_refused(
    service: Service, http: aiohttp.ClientSession, path: str, status: int, text: str
) -> None:
    """Each part of a channel address is refused with the real bridge's status and text."""
    known = allocate(service.bridge, "ann")
    _, _, server, conference, endpoint = known.split("/")
    asked = path.format(server=server, conference=conference, query=endpoint.partition("?")[2])

    async with http.get(f"http://127.0.0.1:{service.public_port}{asked}", headers=UPGRADE) as answer:
        assert answer.status == status
        assert f"<tr><th>MESSAGE:</th><td>{text}</td></tr>" in await answer.text()


async def test_a_plain_request_is_not_allowed(service: Service, http: aiohttp.ClientSession) -> None:
    """A request without an upgrade is answered 405, right password or not."""
    path = allocate(service.bridge, "ann")

    async with http.get(f"http://127.0.0.1:{service.public_port}{path}") as answer:
        assert answer.status == 405


async def test_the_bridge_greets_a_websocket(service: Service, http: aiohttp.ClientSession) -> None:
    """The right address is upgraded and ServerHello comes without being asked for."""
    ann = await connect(http, service, "ann")

    assert json.loads(await ann.socket.receive_str(timeout=3)) == {"colibriClass": "ServerHello"}


async def test_a_second_socket_replaces_the_first(service: Service, http: aiohttp.ClientSession) -> None:
    """The older socket of an endpoint is closed with 1000, the newer one serves."""
    url = f"ws://127.0.0.1:{service.public_port}{allocate(service.bridge, 'ann')}"
    first, second = await http.ws_connect(url), await http.ws_connect(url)

    while (await first.receive(timeout=3)).type is not aiohttp.WSMsgType.CLOSE:
        pass
    await Client(second).next("ServerHello")

    assert first.close_code == 1000
    assert not second.closed


async def test_an_expired_endpoint_loses_its_socket(service: Service, http: aiohttp.ClientSession) -> None:
    """The socket is closed with 1001 when the focus expires the endpoint."""
    ann = await connect(http, service, "ann")
    modify(service.bridge, ConferenceModify("one", endpoints=(EndpointRequest("ann", expire=True),)))

    while (await ann.socket.receive(timeout=3)).type is not aiohttp.WSMsgType.CLOSE:
        pass

    assert ann.socket.close_code == 1001
    assert "one" not in service.bridge.conferences


async def test_messages_reach_one_or_all_others(service: Service, http: aiohttp.ClientSession) -> None:
    """EndpointMessage goes where `to` says; `from` is what the bridge knows, not what the sender claims."""
    ann, bob, cyd = [await connect(http, service, name) for name in ("ann", "bob", "cyd")]

    await ann.say(colibriClass="EndpointMessage", to="bob", msgPayload="one", **{"from": "cyd"})
    await ann.say(colibriClass="EndpointMessage", to="", msgPayload="all")

    assert [(await bob.next("EndpointMessage"))["msgPayload"] for _ in range(2)] == ["one", "all"]
    assert await cyd.next("EndpointMessage") == {
        "colibriClass": "EndpointMessage",
        "to": "",
        "msgPayload": "all",
        "from": "ann",
    }


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nonsense",
        "[]",
        "{}",
        '{"colibriClass": 1}',
        '{"colibriClass": "Unheard"}',
        '{"colibriClass": "LastNChangedEvent", "lastN": "many"}',
        '{"colibriClass": "ReceiverVideoConstraints", "constraints": {"a": 1}}',
        '{"colibriClass": "ReceiverVideoConstraints", "lastN": 1, "lastN": 2}',
        '{"colibriClass": "EndpointMessage", "to": "nobody"}',
        '{"colibriClass": "EndpointMessage", "to": ["bob"]}',
        "[" * 5000,
    ],
)
async def test_a_bad_message_changes_nothing(service: Service, http: aiohttp.ClientSession, text: str) -> None:
    """The bridge ignores what it does not understand and the channel stays usable."""
    ann = await connect(http, service, "ann")
    await ann.next("ServerHello")

    await ann.socket.send_str(text)
    await ann.say(colibriClass="ClientHello")

    assert await ann.next("ServerHello")


async def test_senders_learn_what_is_wanted(service: Service, http: aiohttp.ClientSession) -> None:
    """Statistics of one endpoint are passed on to the others under its own name."""
    ann, bob = [await connect(http, service, name) for name in ("ann", "bob")]

    await ann.say(colibriClass="EndpointStats", bitrate=7)

    assert await bob.next("EndpointStats") == {"colibriClass": "EndpointStats", "bitrate": 7, "from": "ann"}


async def ask(http: aiohttp.ClientSession, service: Service, method: str, path: str, body: str = "") -> tuple[int, str]:
    """Status and text of a request to the private port."""
    url = f"http://127.0.0.1:{service.private_port}{path}"
    async with http.request(method, url, data=body.encode()) as answer:
        return answer.status, await answer.text()


async def test_health_is_good_before_the_first_check(service: Service, http: aiohttp.ClientSession) -> None:
    """A young bridge says 200 with nothing in it."""
    assert await ask(http, service, "GET", "/about/health") == (200, "")


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        pytest.param(
            {"mappings": (), "local_address": "172.30.0.100"},
            "No valid IP addresses available for harvesting.",
            id="no public address",
        ),
        pytest.param({"media_port": 1, "media_address": "192.0.2.254"}, "Failed to bind single-port", id="no port"),
    ],
)
async def test_health_turns_bad(http: aiohttp.ClientSession, changes: dict[str, object], message: str) -> None:
    """After the first check an unreachable bridge says 500 and why."""
    async with serving(settings(health_interval=0.01, **changes)) as service:
        service.health.tick(10**9)

        assert service.health.verdict(10**9).message == message


async def test_a_conference_can_be_made_over_rest(service: Service, http: aiohttp.ClientSession) -> None:
    """POST allocates an endpoint with candidates and credentials; PATCH expires it."""
    body = {
        "meeting-id": "m1",
        "create": True,
        "endpoints": [
            {"id": "ann", "create": True, "transport": {"ice-controlling": True}, "capabilities": ["source-names"]}
        ],
    }

    status, text = await ask(http, service, "POST", "/colibri/v2/conferences", json.dumps(body))
    again = await ask(http, service, "POST", "/colibri/v2/conferences", json.dumps(body))
    ended = await ask(http, service, "PATCH", "/colibri/v2/conferences/m1", '{"expire": true}')

    transport = json.loads(text)["endpoints"][0]["transport"]["transport"]
    assert status == 200
    assert [candidate["type"] for candidate in transport["candidates"]] == ["host", "srflx"]
    assert {"ufrag", "pwd", "fingerprints", "web-sockets"} <= transport.keys()
    assert (again[0], ended[0]) == (409, 200)
    assert service.bridge.conferences == {}


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/colibri/v2/conferences", "nonsense", 400),
        ("POST", "/colibri/v2/conferences", "[]", 400),
        ("POST", "/colibri/v2/conferences", '{"meeting-id": "m", "create": true, "endpoints": [{}]}', 400),
        ("PATCH", "/colibri/v2/conferences/none", '{"expire": true}', 404),
        ("GET", "/colibri/v2/conferences/none", "", 404),
        ("GET", "/colibri/v2/conferences/none/dominant-speaker-identification", "", 404),
        ("GET", "/nowhere", "", 404),
        ("TRACE", "/about/health", "", 405),
        ("GET", "/about/version", "", 200),
        ("GET", "/colibri/stats", "", 200),
        ("GET", "/metrics", "", 200),
    ],
)
async def test_private_requests_end_as_documented(
    service: Service, http: aiohttp.ClientSession, method: str, path: str, body: str, status: int
) -> None:
    """Every request to the private port has the real bridge's status."""
    assert (await ask(http, service, method, path, body))[0] == status


async def test_rest_can_be_switched_off(http: aiohttp.ClientSession) -> None:
    """Without JVB_ENABLE_API there are no statistics, but there is health."""
    async with serving(settings(rest_enabled=False)) as service:
        assert (await ask(http, service, "GET", "/colibri/stats"))[0] == 404
        assert (await ask(http, service, "GET", "/about/health"))[0] == 200
