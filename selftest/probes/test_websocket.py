"""WebSocket upgrades and conversations with a real server and with bad ones."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st
from websockets.asyncio.server import ServerConnection, serve
from websockets.client import ClientProtocol
from websockets.http11 import Request
from websockets.typing import Subprotocol
from websockets.uri import parse_uri
from websockets.utils import accept_key

from fixtures.probes.http.websocket import session, upgrade
from fixtures.probes.http.websocket_answer import NotUpgraded, UpgradeAnswer
from fixtures.probes.http.websocket_session import WebSocketSession
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.endings import Ended
from selftest.probes.servers import (
    LOOPBACK,
    Authority,
    Handler,
    closing,
    dripping,
    flooding,
    garbage,
    resetting,
    saying,
    scripted,
    serving,
    silent,
)

NAME = "meet.lab.test"
SHORT = 0.2
NO_CLOSE_FRAME = 1006
XMPP = ("xmpp",)


async def echoing(peer: ServerConnection) -> None:
    """Say everything back, and close with a code of its own when told so."""
    async for message in peer:
        if message == "leave":
            await peer.close(4000, "as told")
        else:
            await peer.send(message)


@asynccontextmanager
async def talking(
    handler: Callable[[ServerConnection], Awaitable[None]] = echoing, authority: Authority | None = None
) -> AsyncIterator[str]:
    """A real WebSocket server that knows the subprotocol xmpp, and its URL."""
    tls = authority.server(NAME) if authority else None
    async with serve(handler, LOOPBACK, 0, ssl=tls, subprotocols=[Subprotocol("xmpp")]) as server:
        port = next(iter(server.sockets)).getsockname()[1]
        yield f"wss://{NAME}:{port}/socket" if authority else f"ws://{LOOPBACK}:{port}/socket"


def switching(key: str) -> bytes:
    """The head of an upgrade that was granted."""
    head = f"HTTP/1.1 101 Go\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: {key}\r\n\r\n"
    return head.encode()


def accepting(*frames: bytes, then: Handler, key: str | None = None) -> Handler:
    """Upgrade by hand, say these frames, then go on as `then` does."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode()
        fields = dict(line.split(": ", 1) for line in head.splitlines() if ": " in line)
        writer.write(switching(key or accept_key(fields["Sec-WebSocket-Key"])) + b"".join(frames))
        await then(reader, writer)

    return handler


def opened(*pieces: bytes) -> WebSocketSession:
    """A session whose peer says these pieces and closes."""
    protocol = ClientProtocol(parse_uri("ws://x/"), max_size=1000)
    request: Request = protocol.connect()
    protocol.send_request(request)
    protocol.data_to_send()
    protocol.receive_data(switching(accept_key(request.headers["Sec-WebSocket-Key"])))
    protocol.events_received()
    return WebSocketSession(scripted(*pieces), protocol, UpgradeAnswer(Ending.ANSWERED, 0.0, "", ""))


async def test_a_granted_upgrade_tells_its_subprotocol(trusting: Authority) -> None:
    """101 over verified TLS, with the subprotocol the server chose."""
    async with talking(authority=trusting) as url:
        answer = await upgrade(url, subprotocols=("other", "xmpp"), dial=LOOPBACK)

    assert (answer.ending, answer.status, answer.upgraded) == (Ending.ANSWERED, 101, True)
    assert answer.subprotocol == "xmpp"
    assert answer.address.startswith(f"{LOOPBACK}:")


@pytest.mark.parametrize("origin", [None, "https://meet.lab.test", "null"])
async def test_origin_and_headers_are_sent_as_given(origin: str | None) -> None:
    """Nothing is added to Origin, and a given Host takes the place of the ordinary one."""
    heard: list[tuple[list[str], str | None]] = []

    async def notice(peer: ServerConnection) -> None:
        if peer.request is not None:
            heard.append((peer.request.headers.get_all("Host"), peer.request.headers.get("Origin")))

    async with talking(notice) as url:
        await upgrade(url, subprotocols=XMPP, origin=origin, headers={"Host": "forged.test"})

    assert heard == [(["forged.test"], origin)]


@pytest.mark.parametrize(
    ("answer", "status"),
    [
        pytest.param(b"HTTP/1.1 403 Forbidden\r\nServer: bridge\r\nContent-Length: 2\r\n\r\nno", 403, id="forbidden"),
        pytest.param(b"HTTP/1.1 301 Moved\r\nLocation: ws://x/\r\nContent-Length: 0\r\n\r\n", 301, id="redirect"),
        pytest.param(b"HTTP/1.1 200 OK\r\n\r\n<html>", 200, id="a page instead"),
    ],
)
async def test_a_refusal_is_an_answer(answer: bytes, status: int) -> None:
    """Every HTTP status is reported with its body, redirects are not followed."""
    async with serving(saying(answer)) as port:
        refusal = await upgrade(f"ws://{LOOPBACK}:{port}/colibri-ws/x")

    assert (refusal.ending, refusal.status, refusal.upgraded) == (Ending.ANSWERED, status, False)
    assert answer.endswith(refusal.body)


async def test_a_refused_session_carries_the_answer() -> None:
    """Who wanted a conversation learns the status that was given instead."""
    async with serving(saying(b"HTTP/1.1 502 Bad Gateway\r\n\r\n")) as port:
        with pytest.raises(NotUpgraded) as refused:
            async with session(f"ws://{LOOPBACK}:{port}/"):
                pytest.fail("there is nobody to talk to")

    assert refused.value.answer.status == 502


async def test_a_101_with_a_wrong_key_is_malformed() -> None:
    """A peer that says 101 without having understood the question is no WebSocket server."""
    async with serving(accepting(then=closing, key="d3Jvbmc=")) as port:
        answer = await upgrade(f"ws://{LOOPBACK}:{port}/")

    assert (answer.ending, answer.status, answer.upgraded) == (Ending.MALFORMED, 101, False)


@pytest.mark.parametrize(
    ("handler", "ending"),
    [
        pytest.param(silent, Ending.SILENT, id="says nothing"),
        pytest.param(closing, Ending.CLOSED, id="closes"),
        pytest.param(resetting, Ending.RESET, id="resets"),
        pytest.param(garbage, Ending.CLOSED, id="says garbage and closes"),
        pytest.param(flooding, Ending.MALFORMED, id="floods"),
        pytest.param(dripping, Ending.MALFORMED, id="drips"),
        pytest.param(accepting(then=silent), Ending.ANSWERED, id="upgrades and falls silent"),
        pytest.param(accepting(then=flooding), Ending.ANSWERED, id="upgrades and floods"),
    ],
)
async def test_a_bad_server_ends_in_its_own_word_and_in_time(handler: Handler, ending: Ending) -> None:
    """Whatever the server does, the end is named and on time."""
    began = time.monotonic()
    async with serving(handler) as port:
        answer = await upgrade(f"ws://{LOOPBACK}:{port}/", within=SHORT)

    assert answer.ending is ending
    assert time.monotonic() - began < SHORT + 0.5


async def test_a_conversation_says_pings_and_closes() -> None:
    """Text comes back, a ping has its time, and both sides close with 1000."""
    async with talking() as url, session(url, subprotocols=XMPP) as held:
        await held.send("grüße")
        said = await held.receive()
        seconds = await held.ping()
        code = await held.close()

        assert held.answer.subprotocol == "xmpp"
        assert (said, code, held.close_code) == ("grüße", 1000, 1000)
        assert 0 < seconds < 5


async def test_a_ping_keeps_messages_that_come_before_its_pong() -> None:
    """What arrives while a pong is awaited is received afterwards."""
    async with talking() as url, session(url, subprotocols=XMPP) as held:
        await held.send("first")
        await held.ping()

        assert await held.receive() == "first"


async def test_the_code_of_the_peer_is_told() -> None:
    """A peer that closes first ends the conversation with its own code and reason."""
    async with talking() as url, session(url, subprotocols=XMPP) as held:
        await held.send("leave")
        with pytest.raises(Ended) as ended:
            await held.receive()

        assert ended.value.ending is Ending.CLOSED
        assert "4000 as told" in ended.value.detail
        assert held.close_code == 4000
        assert await held.close() == 4000
        with pytest.raises(Ended):
            await held.send("anybody?")


@pytest.mark.parametrize(
    "then",
    [
        pytest.param(silent, id="silent"),
        pytest.param(closing, id="without a close frame"),
        pytest.param(resetting, id="resetting"),
        pytest.param(garbage, id="in garbage"),
    ],
)
async def test_a_peer_that_does_not_close_in_order_gives_1006(then: Handler) -> None:
    """Closing ends in time with the code that stands for none."""
    async with serving(accepting(then=then)) as port, session(f"ws://{LOOPBACK}:{port}/") as held:
        assert await held.close(within=SHORT) == NO_CLOSE_FRAME


async def test_a_silent_peer_ends_a_wait() -> None:
    """Receiving and pinging end by their own deadline and leave the conversation open."""
    async with serving(accepting(then=silent)) as port, session(f"ws://{LOOPBACK}:{port}/") as held:
        with pytest.raises(Ended) as received:
            await held.receive(within=0.05)
        with pytest.raises(Ended) as pinged:
            await held.ping(within=0.05)
        await held.close(within=0.05)

    assert (received.value.ending, pinged.value.ending) == (Ending.SILENT, Ending.SILENT)


@pytest.mark.parametrize(
    ("frames", "message"),
    [
        pytest.param((b"\x81\x02hi",), "hi", id="one frame"),
        pytest.param((b"\x01\x01h", b"\x89\x00", b"\x80\x01i"), "hi", id="two fragments around a ping"),
        pytest.param((b"\x82\x02hi",), "hi", id="binary"),
        pytest.param((b"\x81\x00",), "", id="empty"),
        pytest.param((b"\x81", b"\x02", b"h", b"i\x88\x00"), "hi", id="byte by byte, then a close"),
    ],
)
async def test_a_message_is_put_together(frames: tuple[bytes, ...], message: str) -> None:
    """However a message is framed, it is received whole."""
    assert await opened(*frames).receive() == message


@pytest.mark.parametrize(
    "frame",
    [
        pytest.param(b"\x81\x02\xff\xfe", id="text that is not UTF-8"),
        pytest.param(b"\xf1\x00", id="reserved bits"),
        pytest.param(b"\x81\x82abcdef", id="masked by a server"),
        pytest.param(b"\x82\x7e\xff\xff", id="larger than allowed"),
    ],
)
async def test_a_frame_that_breaks_the_protocol_is_malformed(frame: bytes) -> None:
    """A broken frame ends the conversation as MALFORMED."""
    with pytest.raises(Ended) as ended:
        await opened(frame).receive()

    assert ended.value.ending is Ending.MALFORMED


@given(st.lists(st.binary(max_size=40), max_size=6))
async def test_arbitrary_frames_are_messages_or_an_end(pieces: list[bytes]) -> None:
    """Any bytes of a peer give messages until an end, and closing always returns."""
    held = opened(*pieces)
    with suppress(Ended):
        while True:
            assert isinstance(await held.receive(), str)

    assert 0 <= await held.close() <= 4999 or held.close_code is not None


@pytest.mark.parametrize("url", ["https://meet.lab.test/", "wss://", "ws://[", "carrier pigeon"])
async def test_what_is_no_address_of_a_websocket_is_an_end(url: str) -> None:
    """The address of a bridge channel is a server's invention too."""
    answer = await upgrade(url, within=SHORT)

    assert answer.ending is Ending.MALFORMED
    assert "is not a URL of ws or wss" in answer.detail
