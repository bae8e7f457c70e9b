"""HTTP requests to servers of every kind."""

import asyncio
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.probes.http.client import get, post
from fixtures.probes.net.answer import Ending
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
    serving,
    silent,
    unused_port,
)

NAME = "meet.lab.test"
OK = b"HTTP/1.1 200 OK\r\nServer: tiny\r\nContent-Length: 5\r\n\r\nhello"
SHORT = 0.2


def redirecting(location: str) -> Handler:
    """Redirect the first path to this location and answer every other one."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        again = f"HTTP/1.1 301 Moved\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n".encode()
        writer.write(again if head.startswith(b"GET /first ") else OK)

    return handler


async def test_an_answer_has_status_headers_and_body(trusting: Authority) -> None:
    """A verified HTTPS request tells everything of its answer."""
    async with serving(saying(OK), tls=trusting.server(NAME)) as port:
        answer = await get(f"https://{NAME}:{port}/", dial=LOOPBACK)

    assert answer.ending is Ending.ANSWERED
    assert (answer.status, answer.reason, answer.version) == (200, "OK", "1.1")
    assert (answer.header("server"), answer.body, answer.complete) == ("tiny", b"hello", True)
    assert answer.address == f"{LOOPBACK}:{port}"
    assert answer.detail == "tiny answered 200 OK"


async def test_the_request_is_an_ordinary_one() -> None:
    """Path, query, host and headers are sent as asked, and one answer only is wanted."""
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n\r\n"))
        writer.write(OK)

    async with serving(listen) as port:
        await get(f"http://{NAME}:{port}/a?b=c#d", dial=LOOPBACK, headers={"X-Forwarded-For": "192.0.2.1"})

    lines = heard[0].decode().split("\r\n")
    assert lines[0] == "GET /a?b=c HTTP/1.1"
    assert {f"host: {NAME}:{port}", "connection: close", "x-forwarded-for: 192.0.2.1"} <= set(lines)


async def test_a_post_carries_its_body() -> None:
    """The body arrives with its length."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        assert b"content-length: 6\r\n" in head
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n" + await reader.readexactly(6))

    async with serving(echo) as port:
        answer = await post(f"http://{LOOPBACK}:{port}/http-bind", b"<body>")

    assert answer.body == b"<body>"


async def test_a_redirect_is_an_answer_unless_followed() -> None:
    """Redirects are reported as they are, and followed only when asked."""
    async with serving(redirecting("/second")) as port:
        url = f"http://{NAME}:{port}"
        stayed = await get(f"{url}/first", dial=LOOPBACK)
        followed = await get(f"{url}/first", dial=LOOPBACK, redirects=True)

    assert (stayed.status, stayed.header("location"), stayed.redirects) == (301, "/second", ())
    assert (followed.status, followed.url, followed.redirects) == (200, f"{url}/second", (f"{url}/first",))


async def test_redirects_in_a_circle_end() -> None:
    """After ten redirects the last one is the answer."""
    async with serving(redirecting("/first")) as port:
        answer = await get(f"http://{LOOPBACK}:{port}/first", redirects=True)

    assert (answer.status, len(answer.redirects)) == (301, 10)


@pytest.mark.parametrize("location", ["ftp://x/", "http://[::1", "http://x:99999/", "https://:443/"])
async def test_a_redirect_to_nonsense_is_malformed(location: str) -> None:
    """A location that is no web address ends the request."""
    async with serving(redirecting(location)) as port:
        answer = await get(f"http://{LOOPBACK}:{port}/first", redirects=True)

    assert answer.ending is Ending.MALFORMED
    assert "not a URL" in answer.detail


@settings(max_examples=25, deadline=None)
@given(st.text(st.characters(exclude_characters="\r\n", max_codepoint=255), max_size=40))
async def test_no_location_brings_us_down(location: str) -> None:
    """Whatever a server invents as Location, following it ends in an answer of its own."""
    async with serving(redirecting(location)) as port:
        answer = await get(f"http://{LOOPBACK}:{port}/first", dial=LOOPBACK, redirects=True, within=SHORT)

    assert answer.ending in Ending


async def test_an_untrusted_server_is_not_asked(trusting: Authority) -> None:
    """Without a certificate for the name no request is sent."""
    async with serving(saying(OK), tls=trusting.server("other.lab.test")) as port:
        refused = await get(f"https://{NAME}:{port}/", dial=LOOPBACK)
        forced = await get(f"https://{NAME}:{port}/", dial=LOOPBACK, verify=False)

    assert (refused.ending, refused.status) == (Ending.UNTRUSTED, 0)
    assert forced.status == 200


@pytest.mark.parametrize("scheme", ["http", "https"])
@pytest.mark.parametrize(
    ("handler", "ending"),
    [
        pytest.param(silent, Ending.SILENT, id="says nothing"),
        pytest.param(closing, Ending.CLOSED, id="closes"),
        pytest.param(garbage, Ending.CLOSED, id="says garbage and closes"),
        pytest.param(flooding, Ending.MALFORMED, id="floods"),
        pytest.param(dripping, Ending.MALFORMED, id="drips"),
    ],
)
async def test_a_bad_server_ends_in_its_own_word_and_in_time(
    trusting: Authority, handler: Handler, ending: Ending, scheme: str
) -> None:
    """Whatever the server does instead of answering, the end is named and on time."""
    began = time.monotonic()
    async with serving(handler, tls=trusting.server(NAME) if scheme == "https" else None) as port:
        answer = await get(f"{scheme}://{NAME}:{port}/", dial=LOOPBACK, within=SHORT)

    assert (answer.ending, answer.status) == (ending, 0)
    assert time.monotonic() - began < SHORT + 0.5


async def test_a_reset_is_told() -> None:
    """A server that resets is no server that closes."""
    async with serving(resetting) as port:
        assert (await get(f"http://{LOOPBACK}:{port}/", within=SHORT)).ending is Ending.RESET


async def test_a_dripping_body_ends_with_what_came() -> None:
    """A head is an answer even when its body never ends."""

    async def slowly(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc")
        await silent(reader, writer)

    async with serving(slowly) as port:
        answer = await get(f"http://{LOOPBACK}:{port}/", within=SHORT)

    assert (answer.ending, answer.status, answer.body, answer.complete) == (Ending.ANSWERED, 200, b"abc", False)


async def test_nobody_listening_is_refused() -> None:
    """Without a listener the address that was tried is told."""
    port = unused_port()
    answer = await get(f"http://{NAME}:{port}/", dial=LOOPBACK)

    assert (answer.ending, answer.address) == (Ending.REFUSED, f"{LOOPBACK}:{port}")
