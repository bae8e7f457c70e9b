"""A site that wants to keep a probe busy, fill its memory or send it elsewhere gets none of it.

Each probe runs in a process of its own, so that its memory and the addresses it connects to are its own.
"""

import asyncio
import gzip
import itertools
import json
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import pytest

from selftest.probes.servers import LOOPBACK, Handler, serving
from selftest.probes.xmpp_double import Manners, xmpp_server

ROOT = Path(__file__).resolve().parents[2]
PROBE = """
import asyncio, importlib, json, pathlib, sys, time

asked = set()
sys.addaudithook(lambda event, found: event == "socket.connect" and asked.add(found[1][0]))
module, _, name = sys.argv[1].rpartition(".")
function = getattr(importlib.import_module(module), name)
began = time.monotonic()
answer = asyncio.run(function(**json.loads(sys.argv[2])))
seconds = time.monotonic() - began
status = pathlib.Path("/proc/self/status").read_text().split()
peak = int(status[status.index("VmHWM:") + 1]) / 1024
print(json.dumps({"ending": answer.ending, "seconds": seconds, "peak": peak, "asked": sorted(asked)}))
"""
WITHIN = 2.0
MARGIN = 3.0
"""Seconds for taking down what was open, on a busy machine."""
MOST_MEMORY = 300.0
"""MiB."""
HEAD = b"HTTP/1.1 200 OK\r\n"


@dataclass(frozen=True, slots=True)
class Visit:
    """How a probe came away: its ending, the seconds it took, its largest memory in MiB, the addresses it asked."""

    ending: str
    seconds: float
    peak: float
    asked: list[str]


async def visit(function: str, **words: Any) -> Visit:
    """Run a probe in a process of its own."""
    words["within"] = WITHIN
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", PROBE, function, json.dumps(words), cwd=ROOT, stdout=asyncio.subprocess.PIPE
    )
    output, _ = await process.communicate()
    return Visit(**json.loads(output))


def unharmed(found: Visit) -> bool:
    """Whether a probe ended in time, stayed small, and asked nobody but the site."""
    return found.seconds < WITHIN + MARGIN and found.peak < MOST_MEMORY and found.asked == [LOOPBACK]


def endless(begin: bytes, more: bytes) -> Handler:
    """Say something for ever."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(begin)
        while True:
            writer.write(more)
            await writer.drain()

    return handler


def slow(text: bytes) -> Handler:
    """Say it byte by byte."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        for byte in itertools.cycle(text):
            writer.write(bytes([byte]))
            await asyncio.sleep(0.05)

    return handler


def once(text: bytes) -> Handler:
    """Say the same to every request."""

    async def handler(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(text)
        await writer.drain()

    return handler


BOMB = gzip.compress(bytes(200 << 20))
COMPRESSED = HEAD + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(BOMB) + BOMB
CIRCLE = b"HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"
ELSEWHERE = b"HTTP/1.1 302 Found\r\nLocation: http://127.0.0.2:1/\r\nContent-Length: 0\r\n\r\n"


@pytest.mark.parametrize(
    "handler",
    [
        pytest.param(endless(HEAD, b"X-More: and more\r\n" * 1000), id="headers without end"),
        pytest.param(endless(HEAD + b"\r\n", bytes(65536)), id="a body without end"),
        pytest.param(
            endless(HEAD + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 1000), id="chunks without end"
        ),
        pytest.param(slow(HEAD), id="a byte now and then"),
        pytest.param(once(COMPRESSED), id="a compressed bomb"),
        pytest.param(once(CIRCLE), id="redirects in a circle"),
        pytest.param(once(ELSEWHERE), id="a redirect to another host"),
    ],
)
async def test_a_site_over_http(handler: Handler) -> None:
    """Whatever the answer is, it comes in time."""
    async with serving(handler) as port:
        found = await visit("fixtures.probes.http.get", url=f"http://{LOOPBACK}:{port}/", redirects=True)

    assert unharmed(found), found


def manners(services: Callable[[], Any]) -> AbstractAsyncContextManager[str]:
    """An XMPP server that is well-behaved until it is asked for services."""

    @asynccontextmanager
    async def server() -> AsyncIterator[str]:
        async with xmpp_server(Manners(instead={"services": cast(tuple[str, ...], services())})) as url:
            yield url

    return server()


SERVICES = '<iq xmlns="jabber:client"><services xmlns="urn:xmpp:extdisco:2">{}</services></iq>'
SERVICE = '<service type="turn" host="turn.lab.test" port="3478" username="u" password="p"/>'


@pytest.mark.parametrize(
    "services",
    [
        pytest.param(
            lambda: [SERVICES.format(SERVICE * 10**6)],
            id="a million services",
        ),
        pytest.param(lambda: itertools.repeat('<presence xmlns="jabber:client"/>'), id="stanzas without end"),
        pytest.param(lambda: itertools.repeat("x" * 60000), id="no XML without end"),
        pytest.param(lambda: ["<a>" * 10**6], id="a deep tree"),
    ],
)
async def test_a_site_over_websocket(services: Callable[[], Any]) -> None:
    """A stream that says too much is ended."""
    async with manners(services) as url:
        found = await visit("fixtures.probes.xmpp.external_services", url=url, domain="meet.jitsi")

    assert unharmed(found), found
