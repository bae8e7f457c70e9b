"""Who answers behind an SNI router: a small one, real TLS behind it, and peers that are neither."""

import asyncio
import ssl
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.probes.edge.sni import ask, hello_layout, speak_plainly
from fixtures.probes.edge.speech import Backend, Speech, reply_to
from fixtures.probes.net.answer import Ending
from fixtures.probes.net.endings import Ended
from fixtures.probes.stun.message import Attribute, Kind, StunMessage, decode, encode
from fixtures.probes.tls.client_hello import Delivery, Place, read_hello
from fixtures.probes.tls.hello_size import HelloForm, HelloSize
from selftest.probes.servers import (
    LOOPBACK,
    Authority,
    Handler,
    closing,
    dripping,
    flooding,
    garbage,
    refusing,
    resetting,
    saying,
    scripted,
    serving,
    silent,
    unused_port,
)

TURN = "turn.lab.test"
WEB = "meet.lab.test"
SHORT = 1.0
"""Seconds for what only a deadline ends; handshakes of a busy machine fit in."""
AMPLE = 5.0
"""Seconds for what ends by itself."""
BAD_REQUEST = b"HTTP/1.1 400 Bad Request\r\nServer: nginx\r\nContent-Length: 0\r\n\r\n"


async def turn(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    """Refuse an Allocate as a TURN server does, and close on those who speak HTTP, as coturn does."""
    question = await reader.read(2048)
    if question.startswith(b"GET "):
        return
    request = decode(question)
    refusal = ((Attribute.ERROR_CODE, b"\0\0\4\1Unauthorized"), (Attribute.REALM, TURN.encode()))
    writer.write(encode(StunMessage(request.method, Kind.ERROR, request.transaction, refusal)))


@asynccontextmanager
async def routed(authority: Authority, alpn: tuple[str, ...] = ()) -> AsyncIterator[int]:
    """A router that waits for a whole hello and sends the TURN name to `turn`, the rest to a web server."""
    async with (
        serving(turn, tls=authority.server(TURN)) as turn_port,
        serving(saying(BAD_REQUEST), tls=authority.server(WEB, alpn=alpn)) as web_port,
    ):

        async def route(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            header = await reader.readexactly(5)
            hello = header + await reader.readexactly(int.from_bytes(header[3:], "big"))
            to_turn = TURN.encode() in hello.lower()
            back = await asyncio.open_connection(LOOPBACK, turn_port if to_turn else web_port)
            back[1].write(hello)
            try:
                await asyncio.gather(_pump(reader, back[1]), _pump(back[0], writer))
            finally:
                back[1].close()

        async with serving(route) as port:
            yield port


async def _pump(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    while piece := await source.read(4096):
        sink.write(piece)
    sink.close()


@pytest.mark.parametrize(
    ("name", "backend", "names"),
    [
        pytest.param(TURN, Backend.TURN, (TURN,), id="TURN name"),
        pytest.param(TURN.upper(), Backend.TURN, (TURN,), id="TURN name in upper case"),
        pytest.param(WEB, Backend.HTTP, (WEB,), id="web name"),
        pytest.param(None, Backend.HTTP, (WEB,), id="no name"),
    ],
)
async def test_the_backend_is_known_by_answer_and_certificate(
    authority: Authority, name: str | None, backend: Backend, names: tuple[str, ...]
) -> None:
    """Asked for an allocation, every backend gives itself away."""
    async with routed(authority) as port:
        answer = await ask("host.lab.test", port, server_name=name, dial=LOOPBACK, speak=Speech.STUN)

    assert (answer.ending, answer.backend, answer.certificate_names) == (Ending.ANSWERED, backend, names)
    assert 0 < answer.handshake_seconds <= answer.seconds


async def test_a_refused_allocation_tells_code_and_realm(authority: Authority) -> None:
    """The TURN server's 401 and its realm are reported."""
    async with routed(authority) as port:
        answer = await ask(TURN, port, dial=LOOPBACK, speak=Speech.STUN)

    assert (answer.stun_code, answer.stun_realm, answer.http_status) == (401, TURN, 0)
    assert answer.detail == "a TURN server refused with 401 Unauthorized"


async def test_a_turn_server_asked_for_a_page_is_known_by_its_certificate_alone(authority: Authority) -> None:
    """A backend that closes on HTTP stays unknown, but its certificate was shown."""
    async with routed(authority) as port:
        answer = await ask(TURN, port, dial=LOOPBACK, speak=Speech.HTTP)

    assert (answer.ending, answer.backend) == (Ending.CLOSED, Backend.UNKNOWN)
    assert answer.certificate_names == (TURN,)


async def test_a_web_answer_tells_status_and_server(authority: Authority) -> None:
    """The web server's status and name are reported."""
    async with routed(authority) as port:
        answer = await ask(WEB, port, dial=LOOPBACK)

    assert (answer.http_status, answer.http_server, answer.stun_code) == (400, "nginx", 0)


async def test_a_web_server_that_chose_h2_is_known_by_its_settings(authority: Authority) -> None:
    """After ALPN h2 the first frame identifies a web server."""
    settings = bytes((0, 0, 0, 4, 0, 0, 0, 0, 0))
    async with serving(saying(settings), tls=authority.server(WEB, alpn=("h2",))) as port:
        answer = await ask(WEB, port, dial=LOOPBACK, speak=Speech.HTTP, alpn=("h2", "http/1.1"))

    assert (answer.ending, answer.backend, answer.alpn) == (Ending.ANSWERED, Backend.HTTP, "h2")


@pytest.mark.parametrize(
    "delivery",
    [
        pytest.param(Delivery(bytewise=True), id="bytewise"),
        pytest.param(Delivery(cuts=(7, 60, 200)), id="in four pieces"),
        pytest.param(Delivery(places=(Place.IN_NAME,), pause=0.05), id="halved in the name with a pause"),
    ],
)
@pytest.mark.parametrize("size", [pytest.param(size, id=size.value) for size in HelloSize])
async def test_a_cut_hello_is_still_a_hello(authority: Authority, delivery: Delivery, size: HelloSize) -> None:
    """However it is cut, the handshake behind the router completes."""
    async with routed(authority) as port:
        answer = await ask(TURN, port, dial=LOOPBACK, speak=Speech.STUN, delivery=delivery, hello_size=size)

    assert (answer.ending, answer.backend) == (Ending.ANSWERED, Backend.TURN)
    assert answer.handshake_seconds >= delivery.pause
    assert answer.hello_form is not HelloForm.NONE
    assert (answer.hello_bytes > 1500) is (answer.hello_form in (HelloForm.PADDED, HelloForm.POST_QUANTUM))


async def test_a_hello_over_two_records_is_taken_by_tls(authority: Authority) -> None:
    """OpenSSL completes a handshake whose hello comes in two records."""
    split = Delivery(record_places=(Place.IN_NAME,))
    async with serving(saying(BAD_REQUEST), tls=authority.server(WEB)) as port:
        answer = await ask(WEB, port, dial=LOOPBACK, delivery=split)

    assert (answer.ending, answer.backend) == (Ending.ANSWERED, Backend.HTTP)


async def test_a_router_that_reads_one_record_is_misled_by_two(authority: Authority) -> None:
    """Cutting the record before the name hides the name from this test's router."""
    split = Delivery(record_places=(Place.BEFORE_NAME,))
    async with routed(authority) as port:
        answer = await ask(TURN, port, dial=LOOPBACK, delivery=split)

    assert (answer.backend, answer.certificate_names) == (Backend.HTTP, (WEB,))


async def test_a_preface_goes_ahead_of_the_hello() -> None:
    """Plain bytes before TLS arrive as they are, the hello right behind them."""
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.readuntil(b"\r\n"))
        heard.append(await reader.read(1))

    preface = b"PROXY TCP4 192.0.2.1 192.0.2.2 1 443\r\n"
    async with serving(listen) as port:
        answer = await ask(WEB, port, dial=LOOPBACK, preface=preface)

    assert heard == [preface, b"\x16"]
    assert answer.ending in (Ending.CLOSED, Ending.RESET)


async def test_the_layout_is_that_of_the_hello_that_is_sent() -> None:
    """Length and name of the described hello are those a peer receives."""
    heard: list[bytes] = []

    async def listen(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        heard.append(await reader.read(65536))

    layout = await hello_layout(TURN, alpn=("http/1.1",))
    async with serving(listen) as port:
        await ask(TURN, port, dial=LOOPBACK, alpn=("http/1.1",))

    assert read_hello(heard[0]) == layout


async def test_a_web_server_that_answers_in_plain_http_is_known() -> None:
    """A 400 without TLS is no handshake, but it says who is there."""
    async with serving(saying(BAD_REQUEST)) as port:
        answer = await ask(WEB, port, dial=LOOPBACK)

    assert (answer.ending, answer.backend) == (Ending.MALFORMED, Backend.HTTP)


@pytest.mark.parametrize(
    ("handler", "ending", "within"),
    [
        pytest.param(silent, Ending.SILENT, SHORT, id="says nothing"),
        pytest.param(closing, Ending.CLOSED, AMPLE, id="closes"),
        pytest.param(garbage, Ending.MALFORMED, AMPLE, id="says garbage"),
        pytest.param(flooding, Ending.MALFORMED, AMPLE, id="floods"),
        pytest.param(dripping, Ending.MALFORMED, SHORT, id="drips"),
        pytest.param(saying(bytes(20)), Ending.MALFORMED, AMPLE, id="says zeros"),
    ],
)
@pytest.mark.parametrize("speech", [pytest.param(speech, id=f"asked in {speech.value}") for speech in Speech])
async def test_a_bad_backend_ends_in_its_own_word_with_its_certificate(
    authority: Authority, handler: Handler, ending: Ending, within: float, speech: Speech
) -> None:
    """A backend that does not answer properly is unknown, but its certificate is told, in time."""
    began = time.monotonic()
    async with serving(handler, tls=authority.server(WEB)) as port:
        answer = await ask(WEB, port, dial=LOOPBACK, speak=speech, within=within)

    assert (answer.ending, answer.backend) == (ending, Backend.UNKNOWN)
    assert answer.certificate_names == (WEB,)
    assert time.monotonic() - began < within + 0.5


async def test_an_alert_is_named(authority: Authority) -> None:
    """A server that has nothing for a name says so, and the alert is reported."""
    context = authority.server(WEB)
    context.sni_callback = lambda *_: ssl.ALERT_DESCRIPTION_UNRECOGNIZED_NAME
    async with serving(refusing(context)) as port:
        answer = await ask("unknown.lab.test", port, dial=LOOPBACK)

    assert (answer.ending, answer.alert) == (Ending.ALERT, "unrecognized_name")


@pytest.mark.parametrize(
    ("handler", "ending", "finish"),
    [
        pytest.param(saying(BAD_REQUEST), Ending.ANSWERED, Ending.CLOSED, id="answers and closes"),
        pytest.param(silent, Ending.SILENT, Ending.SILENT, id="says nothing"),
        pytest.param(closing, Ending.CLOSED, Ending.CLOSED, id="closes"),
        pytest.param(resetting, Ending.RESET, Ending.RESET, id="resets"),
        pytest.param(dripping, Ending.ANSWERED, Ending.SILENT, id="drips"),
        pytest.param(flooding, Ending.ANSWERED, Ending.SILENT, id="floods"),
    ],
)
async def test_plain_speech_tells_how_it_ended(handler: Handler, ending: Ending, finish: Ending) -> None:
    """What came back and how the connection ended are told apart, in time."""
    began = time.monotonic()
    async with serving(handler) as port:
        answer = await speak_plainly(WEB, port, b"GET / HTTP/1.0\r\n\r\n", dial=LOOPBACK, within=SHORT)

    assert (answer.ending, answer.finish) == (ending, finish)
    assert bool(answer.received) is (ending is Ending.ANSWERED)
    assert len(answer.received) < 200_000
    assert time.monotonic() - began < SHORT + 0.5


async def test_plain_speech_to_nobody_is_refused() -> None:
    """Without a listener there is neither answer nor connection."""
    answer = await speak_plainly(LOOPBACK, unused_port(), b"hello")

    assert (answer.ending, answer.finish) == (Ending.REFUSED, Ending.REFUSED)


@given(st.binary(min_size=1, max_size=120), st.sampled_from(Speech))
async def test_an_arbitrary_reply_is_recognised_or_ends(data: bytes, speech: Speech) -> None:
    """Any bytes after the handshake give a reply or an end."""
    try:
        reply = await reply_to(speech, scripted(data), WEB)
    except Ended as end:
        reply = None
        ending = end.ending

    assert reply is not None or ending in (Ending.MALFORMED, Ending.CLOSED)
