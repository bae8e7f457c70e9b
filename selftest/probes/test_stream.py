"""Streams against good, bad and absent peers: every end has its word, and none comes late."""

import asyncio
import socket
import threading
import time

import pytest

from fixtures.probes.net import stream
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.dialling import Deadline, Family, in_words, open_socket, resolve
from fixtures.probes.net.endings import Ended
from fixtures.probes.net.pipe import SocketPipe
from fixtures.probes.tls.context import client_context
from selftest.probes.servers import (
    LOOPBACK,
    Authority,
    Handler,
    closing,
    dripping,
    flooding,
    resetting,
    saying,
    scripted,
    serving,
    silent,
    unused_port,
)

SHORT = 0.2


async def test_a_conversation_knows_both_ends_and_every_byte() -> None:
    """A connection tells peer, own address and all that was received, read or not."""
    async with (
        serving(saying(b"hello world")) as port,
        stream.connect(LOOPBACK, port, deadline=Deadline.after(2)) as connection,
    ):
        await connection.send(b"?")
        first = await connection.receive(at_least=5, at_most=5)

        assert first == b"hello"
        assert connection.received == b"hello world"
        assert connection.peer == f"{LOOPBACK}:{port}"
        assert connection.local.startswith(f"{LOOPBACK}:")
        assert connection.tls is None


async def test_a_name_may_be_dialled_at_another_address(trusting: Authority) -> None:
    """The address of `dial` is connected to while the host's name is verified."""
    async with (
        serving(saying(b"secret"), tls=trusting.server("meet.lab.test")) as port,
        stream.connect(
            "meet.lab.test", port, dial=LOOPBACK, deadline=Deadline.after(2), tls=client_context()
        ) as connection,
    ):
        await connection.send(b"?")

        assert await connection.receive_rest() == b"secret"


async def test_receiving_until_a_mark_leaves_the_rest() -> None:
    """Bytes behind the mark stay for the next question."""
    connection = scripted(b"one\r", b"\ntwo")

    assert await connection.receive_until(b"\r\n") == b"one\r\n"
    assert await connection.peek() == b"two"
    assert await connection.receive() == b"two"


@pytest.mark.parametrize(
    ("limit", "received"),
    [
        pytest.param(3, b"abc", id="fewer than came"),
        pytest.param(6, b"abcdef", id="all that came"),
        pytest.param(9, b"abcdef", id="more than came"),
    ],
)
async def test_receiving_the_rest_stops_at_its_limit(limit: int, received: bytes) -> None:
    """The rest is what came before the peer closed, up to the limit."""
    assert await scripted(b"abc", b"def").receive_rest(limit) == received


async def test_an_endless_line_is_malformed() -> None:
    """A mark that does not come within the limit ends the conversation."""
    with pytest.raises(Ended) as ended:
        await scripted(*[b"x" * 100] * 20).receive_until(b"\n", 1000)

    assert ended.value.ending is Ending.MALFORMED


@pytest.mark.parametrize(
    ("handler", "ending"),
    [
        pytest.param(silent, Ending.SILENT, id="says nothing"),
        pytest.param(closing, Ending.CLOSED, id="closes"),
        pytest.param(resetting, Ending.RESET, id="resets"),
        pytest.param(dripping, Ending.MALFORMED, id="drips"),
        pytest.param(flooding, Ending.MALFORMED, id="floods"),
    ],
)
async def test_a_bad_peer_ends_in_its_own_word_and_in_time(handler: Handler, ending: Ending) -> None:
    """Whatever the peer does instead of answering, the end is named, placed and on time."""

    async def ask(port: int) -> None:
        async with stream.connect(LOOPBACK, port, deadline=Deadline.after(SHORT)) as connection:
            await connection.send(b"question\n")
            await connection.receive_until(b"the end")

    began = time.monotonic()
    async with serving(handler) as port:
        with pytest.raises(Ended) as ended:
            await ask(port)

    assert ended.value.ending is ending
    assert ended.value.address == f"{LOOPBACK}:{port}"
    assert time.monotonic() - began < SHORT + 0.5


async def test_a_peer_that_does_not_read_cannot_hold_us() -> None:
    """Sending ends by the deadline when nobody takes the bytes."""

    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await asyncio.Event().wait()

    async with serving(deaf) as port:
        with pytest.raises(Ended) as ended:
            async with stream.connect(LOOPBACK, port, deadline=Deadline.after(SHORT)) as connection:
                await connection.send(bytes(50_000_000))

    assert ended.value.ending is Ending.SILENT


async def test_nobody_listening_is_refused() -> None:
    """A reset to the SYN is a refusal."""
    with pytest.raises(Ended) as ended:
        await open_socket(LOOPBACK, unused_port(), deadline=Deadline.after(SHORT))

    assert ended.value.ending is Ending.REFUSED


async def test_a_full_backlog_is_unreachable() -> None:
    """A SYN that nothing comes back for ends by the deadline."""
    with socket.socket() as full, socket.socket() as first, socket.socket() as second:
        full.bind((LOOPBACK, 0))
        full.listen(0)
        for waiting in (first, second):
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        with pytest.raises(Ended) as ended:
            await open_socket(LOOPBACK, full.getsockname()[1], deadline=Deadline.after(SHORT))

    assert ended.value.ending is Ending.UNREACHABLE


@pytest.mark.parametrize(
    ("host", "family"),
    [
        pytest.param("nothing.invalid", Family.ANY, id="unknown name"),
        pytest.param("a" * 80, Family.ANY, id="label too long"),
        pytest.param("two..dots", Family.ANY, id="empty label"),
        pytest.param(LOOPBACK, Family.IPV6, id="literal of the other family"),
    ],
)
async def test_a_name_without_an_address_is_unresolved(host: str, family: Family) -> None:
    """What has no address here is UNRESOLVED, whatever the resolver calls it."""
    with pytest.raises(Ended) as ended:
        await resolve(host, deadline=Deadline.after(3), family=family)

    assert ended.value.ending is Ending.UNRESOLVED


async def test_a_dead_resolver_cannot_hold_us(monkeypatch: pytest.MonkeyPatch) -> None:
    """A resolver that does not answer is given up at the deadline."""
    answered = threading.Event()
    late = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (LOOPBACK, 0))]

    def silent(*_: object, flags: int = 0) -> object:
        if flags & socket.AI_NUMERICHOST:
            raise socket.gaierror("a name is no literal")
        return answered.wait(5) and late

    monkeypatch.setattr(socket, "getaddrinfo", silent)

    with pytest.raises(Ended) as ended:
        await resolve("meet.lab.test", deadline=Deadline.after(0.05))
    answered.set()

    assert ended.value.ending is Ending.UNRESOLVED


@pytest.mark.parametrize("literal", [LOOPBACK, "::1"])
async def test_a_literal_needs_no_resolver(monkeypatch: pytest.MonkeyPatch, literal: str) -> None:
    """An address is its own answer, also with no time left."""
    monkeypatch.setattr("fixtures.probes.net.dialling.in_thread", None)

    assert await resolve(literal, deadline=Deadline.after(0)) == literal


async def test_addresses_are_written_as_in_urls() -> None:
    """IPv6 addresses stand in brackets."""
    assert in_words("::1", 443) == "[::1]:443"
    assert in_words("192.0.2.1", 443) == "192.0.2.1:443"


async def test_an_untrusted_certificate_ends_the_conversation(authority: Authority) -> None:
    """Without trust in the authority there is no conversation."""
    async with serving(silent, tls=authority.server("meet.lab.test")) as port:
        with pytest.raises(Ended) as ended:
            async with stream.connect(
                "meet.lab.test", port, dial=LOOPBACK, deadline=Deadline.after(2), tls=client_context()
            ):
                pytest.fail("the certificate was believed")

    assert ended.value.ending is Ending.UNTRUSTED


async def test_what_comes_at_the_deadline_is_not_lost() -> None:
    """Bytes that arrive in the turn of the loop in which a deadline runs out are there for the next question."""
    asked, peer = socket.socketpair()
    with asked, peer:
        asked.setblocking(False)
        pipe = SocketPipe(asked)

        async def speak_in_a_busy_loop() -> None:
            await asyncio.sleep(0.02)
            peer.send(b"late")
            time.sleep(0.1)  # noqa: ASYNC251 - the loop comes back to the bytes and the deadline at once

        speaking = asyncio.create_task(speak_in_a_busy_loop())
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.05):
                await pipe.read()
        await speaking

        async with asyncio.timeout(1):
            assert await pipe.read() == b"late"
