"""The bridge's HTTP answers, good, misplaced and hostile."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.server import ServerConnection, serve

from fixtures.probes.bridge.colibri import ColibriAnswer, colibri_allocate, read_allocation
from fixtures.probes.bridge.http_ports import Speaker, about, colibri_websocket
from fixtures.probes.http.client import HttpAnswer
from fixtures.probes.net.answer import Ending
from selftest.probes.hostile import stream_server

SHORT = 0.4
NGINX = b"<html><head><title>502 Bad Gateway</title></head><center>nginx</center></html>"
JETTY = b"<html><title>Error 404 Not Found</title><td>server ID mismatch</td></html>"
FAILED = b"<html><title>Error 500 Could not create WebSocket endpoint</title></html>"
PAGE = b"<!DOCTYPE html><html><title>Jitsi Meet</title></html>"


def response(status: str, body: bytes, content_type: str = "text/plain", server: str = "nginx") -> bytes:
    head = f"HTTP/1.1 {status}\r\nServer: {server}\r\nContent-Type: {content_type}\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


@pytest.mark.parametrize(
    ("reply", "status", "speaker", "page"),
    [
        pytest.param(response("404 Not Found", b"invalid path"), 404, Speaker.BRIDGE, False, id="bad path"),
        pytest.param(response("404 Not Found", JETTY, "text/html"), 404, Speaker.BRIDGE, True, id="server id"),
        pytest.param(response("403 Forbidden", b"authentication failed"), 403, Speaker.BRIDGE, False, id="password"),
        pytest.param(response("403 Forbidden", NGINX, "text/html"), 403, Speaker.PROXY, True, id="proxy 403"),
        pytest.param(response("500 Server Error", FAILED, "text/html"), 500, Speaker.BRIDGE, True, id="no password"),
        pytest.param(response("500 Server Error", NGINX, "text/html"), 500, Speaker.PROXY, True, id="proxy 500"),
        pytest.param(response("502 Bad Gateway", NGINX, "text/html"), 502, Speaker.PROXY, True, id="no next hop"),
        pytest.param(response("200 OK", PAGE, "text/html"), 200, Speaker.WEB_APP, True, id="page"),
        pytest.param(response("200 OK", b"hello"), 200, Speaker.UNKNOWN, False, id="something else"),
    ],
)
async def test_who_answered(reply: bytes, status: int, speaker: Speaker, page: bool) -> None:
    """The status together with the words of its author tells where the path ends."""
    async with stream_server(reply) as port:
        answer = await colibri_websocket(f"ws://127.0.0.1:{port}/colibri-ws/jvb.meet.jitsi/x/y?pwd=z")

    assert (answer.ending, answer.status, answer.speaker, answer.html) == (
        Ending.ANSWERED,
        status,
        speaker,
        page,
    )
    assert answer.server == "nginx"


@asynccontextmanager
async def websocket_server() -> AsyncIterator[int]:
    async def wait(socket: ServerConnection) -> None:
        await socket.wait_closed()

    async with serve(wait, "127.0.0.1", 0) as server:
        yield next(iter(server.sockets)).getsockname()[1]


async def test_a_granted_websocket_is_the_bridge() -> None:
    """Nothing but the bridge grants an upgrade on that path."""
    async with websocket_server() as port:
        answer = await colibri_websocket(f"ws://127.0.0.1:{port}/colibri-ws/a/b/c?pwd=d")

    assert (answer.status, answer.speaker) == (101, Speaker.BRIDGE)


async def test_health_speaks() -> None:
    """A sick bridge is answered with its own words."""
    sick = response("500 Internal Server Error", b"No valid IP addresses available for harvesting.")
    async with stream_server(sick) as port, stream_server(response("200 OK", b"")) as other:
        ill = await about(f"http://127.0.0.1:{port}/about/health")
        well = await about(f"http://127.0.0.1:{other}/about/health")

    assert (ill.healthy, ill.reason) == (False, "No valid IP addresses available for harvesting.")
    assert well.healthy


ICE = {
    "ufrag": "2b4it",
    "pwd": "4hvp3jj7v4rrt6681oncqvmn2p",
    "candidates": [
        {"ip": "172.30.0.4", "port": "10000", "type": "host", "protocol": "udp", "priority": "2130706431"},
        {"ip": "198.51.100.1", "port": 10000, "type": "srflx", "protocol": "udp", "rel-addr": "172.30.0.4"},
    ],
    "fingerprints": [{"fingerprint": "F1:05", "setup": "actpass", "hash": "sha-256"}],
    "web-sockets": ["wss://meet.lab.test/colibri-ws/jvb.meet.jitsi/ab/cd?pwd=secret"],
}


def allocated(ice: object, endpoint: str = "e") -> bytes:
    transport = {"transport": ice, "sctp": {"port": 5000, "role": "server"}}
    return json.dumps({"endpoints": [{"id": endpoint, "transport": transport}]}).encode()


def told(body: bytes, status: int = 200) -> ColibriAnswer:
    return read_allocation(HttpAnswer(Ending.ANSWERED, 0.1, "x:8080", "said", status=status, body=body), "m", "e")


def test_an_endpoint_is_read() -> None:
    """Key, candidates, fingerprint and channels of the endpoint that was asked for, secrets kept from sight."""
    answer = told(allocated(ICE))

    assert answer.allocated
    assert [(each.address, each.port) for each in answer.candidates] == [
        ("172.30.0.4", 10000),
        ("198.51.100.1", 10000),
    ]
    assert (answer.fingerprint_hash, answer.setup, answer.sctp_port) == ("sha-256", "actpass", 5000)
    assert "secret" not in repr(answer)
    assert "4hvp3jj7v4rrt6681oncqvmn2p" not in repr(answer)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"[" * 60000,
        b'{"endpoints": 7}',
        allocated(ICE, "other"),
        allocated({"ufrag": 7}),
        allocated(None),
    ],
    ids=["nothing", "list", "deep", "number", "other endpoint", "absurd ufrag", "no transport"],
)
def test_an_absurd_answer_is_malformed(body: bytes) -> None:
    """A 200 that describes no endpoint of ours is not the protocol."""
    answer = told(body)

    assert (answer.ending, answer.status, answer.allocated) == (Ending.MALFORMED, 200, False)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=6),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "transport", "sctp", "candidates", "ufrag", "pwd", "ip", "port"]), inner
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_json_breaks_the_reader(tree: object) -> None:
    """Whatever JSON takes the place of the transport, it is read or refused."""
    assert told(allocated(tree)).ending in (Ending.ANSWERED, Ending.MALFORMED)


async def test_a_refused_allocation_says_why() -> None:
    """The bridge's status and words are the answer; without REST interface it is a 404."""
    async with stream_server(response("400 Bad Request", b"Source name support is mandatory.")) as port:
        answer = await colibri_allocate(f"http://127.0.0.1:{port}")

    assert (answer.ending, answer.status) == (Ending.ANSWERED, 400)
    assert "mandatory" in answer.detail


@pytest.mark.parametrize(
    ("reply", "closes", "ending"),
    [
        pytest.param(b"", False, Ending.SILENT, id="half-open"),
        pytest.param(b"", True, Ending.CLOSED, id="closes"),
        pytest.param(b"\x00\x01garbage\r\n\r\n", False, Ending.MALFORMED, id="garbage"),
    ],
)
async def test_hostile_servers(reply: bytes, closes: bool, ending: Ending) -> None:
    """Every question ends by its deadline as what it was."""
    async with stream_server(reply, closes=closes) as port:
        health, socket, endpoint = await asyncio.gather(
            about(f"http://127.0.0.1:{port}/about/health", within=SHORT),
            colibri_websocket(f"ws://127.0.0.1:{port}/colibri-ws/a/b/c", within=SHORT),
            colibri_allocate(f"http://127.0.0.1:{port}", within=SHORT),
        )

    assert {health.ending, socket.ending, endpoint.ending} == {ending}
    assert max(health.seconds, socket.seconds, endpoint.seconds) < SHORT + 0.3
